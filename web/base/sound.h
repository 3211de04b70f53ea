// Notes that are heard: what they are, how one of them sounds, and who plays them. The page's and the window's players (web/platform) both
// take frequency() and envelope() from here and sound alike: a triangle wave under a gain of four points, straight between them.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>

namespace unroll {

struct Tone {
  double pitch = 69;    // MIDI: 69 is 440 Hz, one more a semitone higher
  double start = 0;     // s
  double duration = 0;  // s
  double loudness = 1;  // 0…1
};

double frequency(double pitch);  // Hz: 440 · 2^((pitch − 69) / 12)

struct GainPoint {
  double at = 0;    // s
  double gain = 0;  // 0…1
};
// Silent, at its loudest, where it begins to die away, silent: in this order, from its start to its end.
std::array<GainPoint, 4> envelope(const Tone& tone);

double endOf(std::span<const Tone> tones);  // s

// One sample at a time (s) of all tones together, −1…1 with tones of loudness 1 one after the other.
float sampleAt(std::span<const Tone> tones, double time);

// Plays one list of tones at a time. Nothing is opened before the first play().
class Sound {
 public:
  virtual ~Sound() = default;

  // From the beginning, in the place of what plays. Returns why it can't, or an empty string.
  virtual std::string play(std::span<const Tone> tones) = 0;
  virtual void stop() = 0;
  virtual void setLoudness(double loudness) = 0;  // 0…1 of all that is played, at once
  // Seconds of the list that have been heard; negative: nothing plays, because it is over, was stopped or never began.
  virtual double position() = 0;
  // Why it fell silent before its end, once; empty: it didn't.
  virtual std::string takeTrouble() = 0;
};

}  // namespace unroll
