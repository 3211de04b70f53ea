// Notes: what the classes of a task sound like, and where in a tune some of them come from.
#pragma once

#include <string_view>

namespace unroll {

struct Note {
  int pitch = 0;    // MIDI: 60 is the middle c, 69 the a of 440 Hz, one more a semitone higher
  int eighths = 0;  // how long
  bool operator==(const Note&) const = default;
};

struct TunePlace {
  std::string_view title;  // empty: of none, or of several alike
  int intoBar = -1;        // eighths from the last bar line to the first note, the bar having eighthsInBar; −1: not known
  bool operator==(const TunePlace&) const = default;
};
inline constexpr int eighthsInBar = 8;  // 4/4

}  // namespace unroll
