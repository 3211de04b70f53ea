// The energy landscape: the plane through three states, its height and its basins, computed in slices while they are looked at.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "hopfield/hopfield.h"
#include "hopfield/landscape.h"
#include "lesson/scene.h"

namespace unroll {

class LandscapeCard {
 public:
  static constexpr double binaryGain = 1.8;  // β of the height where the units are binary
  static constexpr int fromStart = -1, fromRandom = -2;

  void draw(const FrameOf<HopfieldSnapshot>& context, Rect inside);

  // The three states that span the plane: a pattern's number, fromStart or fromRandom; `automatic`: the first patterns.
  bool automatic = true;
  bool principal = false;  // instead: the directions in which patterns and trajectory differ most
  std::array<int, 3> corners = {0, 1, 2};
  std::array<int, 3> cornersFor(const HopfieldSnapshot& s) const;
  std::string cornerName(const FrameOf<HopfieldSnapshot>& context, int corner) const;

  const Landscape* landscape() const { return landscape_.get(); }
  double milliseconds() const { return spent_; }  // that the present one has taken
  bool busy() const { return landscape_ && !landscape_->done(); }

 private:
  void prepare(const HopfieldSnapshot& s, Rect r);
  void compute(double framesPerSecond);
  void paint(const FrameOf<HopfieldSnapshot>& context, Rect r);
  void trail(const FrameOf<HopfieldSnapshot>& context, Rect r);
  ImVec2 toScreen(Rect r, double x, double y) const;

  std::string key_;
  std::shared_ptr<const Weights> weights_;
  std::vector<Spins> spins_;
  std::unique_ptr<Landscape> landscape_;
  std::array<std::vector<double>, 2> rows_;
  std::vector<float> heights_, ends_;
  double low_ = 0, high_ = 1;
  std::uint64_t version_ = 0;
  double spent_ = 0, shownAt_ = 0;
  bool fresh_ = false;  // the picture is of the present landscape
};

}  // namespace unroll
