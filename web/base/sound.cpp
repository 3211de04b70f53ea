#include "base/sound.h"

#include <algorithm>
#include <cmath>

namespace unroll {

namespace {

constexpr double kAttack = 0.012, kRelease = 0.08;  // s; of a short note less
constexpr double kDecayed = 0.55;                   // of its loudness, where it begins to die away

// As an OscillatorNode's: from 0 upwards.
double triangle(double turns) {
  const double phase = turns - std::floor(turns);
  return phase < 0.25 ? 4 * phase : phase < 0.75 ? 2 - 4 * phase : 4 * phase - 4;
}

double gainAt(const std::array<GainPoint, 4>& points, double time) {
  for (std::size_t i = 1; i < points.size(); ++i) {
    const GainPoint &a = points[i - 1], &b = points[i];
    if (time < b.at) return time <= a.at ? a.gain : a.gain + (b.gain - a.gain) * (time - a.at) / (b.at - a.at);
  }
  return 0;
}

}  // namespace

double frequency(double pitch) { return 440 * std::exp2((pitch - 69) / 12); }

std::array<GainPoint, 4> envelope(const Tone& tone) {
  const double end = tone.start + tone.duration;
  return {GainPoint{tone.start, 0}, GainPoint{tone.start + std::min(kAttack, tone.duration / 4), tone.loudness},
          GainPoint{end - std::min(kRelease, tone.duration / 2), kDecayed * tone.loudness}, GainPoint{end, 0}};
}

double endOf(std::span<const Tone> tones) {
  double end = 0;
  for (const Tone& tone : tones) end = std::max(end, tone.start + tone.duration);
  return end;
}

float sampleAt(std::span<const Tone> tones, double time) {
  double sum = 0;
  for (const Tone& tone : tones)
    if (time >= tone.start && time < tone.start + tone.duration)
      sum += gainAt(envelope(tone), time) * triangle(frequency(tone.pitch) * (time - tone.start));
  return static_cast<float>(std::clamp(sum, -1.0, 1.0));
}

}  // namespace unroll
