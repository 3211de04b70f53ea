// NumberNotice: where NaN or ∞ stands on the page without a word of why, a message says it, once, for as long as it stands. It looks at
// the texts that were set, through which every scene's numbers go; what is drawn for such a number without its sign is noted as a text
// (Ui::note). Nothing is allocated while all numbers are finite.
#pragma once

#include <string>
#include <string_view>

#include "app/sessions.h"
#include "widgets/ui_frame.h"

namespace unroll {

class NumberNotice {
 public:
  // After each frame that is no picture. True: the messages have changed, which the next frame shows. `seconds`: now.
  bool follow(UiFrame& frame, Sessions& sessions, const Text& words, double seconds);

  bool onScreen() const { return onScreen_; }  // in the last frame
  // In the last frame: by the message, by words of the scene, or by the message before that was closed since.
  bool explained() const { return explained_; }
  bool comes() const { return comes_; }  // the message, with the next frame
  // Numbers stand there that nothing explains. Not the message itself, which stays for a moment when they have gone.
  bool lacks() const { return onScreen_ && !explained_ && !comes_; }

 private:
  std::string shown_;  // the message, or none
  bool onScreen_ = false, explained_ = false, comes_ = false;
  bool closed_ = false;  // by the reader, since when there were none last
  double seenAt_ = 0;
};

// Whether NaN or ∞ stands in it, as base/text.h writes them.
bool saysNotFinite(std::string_view text);

}  // namespace unroll
