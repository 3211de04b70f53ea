// FuzzWalk: the page plays with itself (`fuzz=SEED` in a link), as in PhET's fuzz mode. Random events over whatever stands on the page:
// what a reader asks of a control, the pointer on the stage, keys; and a look at every text for numbers that are none.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/random.h"
#include "widgets/ui_frame.h"

namespace unroll {

class FuzzWalk {
 public:
  explicit FuzzWalk(std::uint64_t seed) : seed_(seed), random_(seed, Stream::probe) {}

  std::uint64_t seed() const { return seed_; }
  // Events for the next frame, judged by what the last one has drawn; none while the last ones wait.
  void play(UiFrame& frame, Rect stage);
  // Keeps what in the last frame's texts is no number, with the link that shows it. Where the page explains why there is NaN or has none
  // in sight, only what no number should ever be written as.
  void look(const UiFrame& frame, const std::string& link, bool explained);

  std::int64_t events() const { return events_; }
  struct Finding {
    std::string text, link;
  };
  const std::vector<Finding>& findings() const { return findings_; }  // the first few

 private:
  void useControl(UiFrame& frame, const ControlRecord& control);
  void usePointer(UiFrame& frame, Rect area);
  void useKeys(UiFrame& frame);
  std::string nonsense();

  std::uint64_t seed_;
  Random random_;
  std::int64_t events_ = 0;
  std::vector<Finding> findings_;
};

// Whether such a word stands in it: nan, inf, undefined, with or without a sign; `mayBeNaN`: NaN may.
bool saysNoNumber(std::string_view text, bool mayBeNaN = false);

}  // namespace unroll
