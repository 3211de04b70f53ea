// How notes sound: their frequencies, their gain, and the samples that the window's player makes of them.
#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "base/sound.h"

using namespace unroll;

TEST_CASE("sound: equal temperament from 440 Hz") {
  // Helmholtz's table to a hundredth of a Hertz.
  const std::pair<double, double> known[] = {{69, 440},    {57, 220},    {81, 880}, {60, 261.63}, {62, 293.66},
                                             {64, 329.63}, {65, 349.23}, {67, 392}, {55, 196},    {59, 246.94}};
  for (const auto& [pitch, hertz] : known) CHECK(std::fabs(frequency(pitch) - hertz) < 0.006);
}

TEST_CASE("sound: a note swells, sinks, and is over at its end") {
  const auto points = envelope({69, 2, 0.5, 0.8});
  CHECK(points[0].at == 2);
  CHECK(points[0].gain == 0);
  CHECK(points[1].gain == 0.8);
  CHECK(points[3].at == 2.5);
  CHECK(points[3].gain == 0);
  for (std::size_t i = 1; i < points.size(); ++i) CHECK(points[i].at > points[i - 1].at);
  CHECK(points[2].gain > 0);
  CHECK(points[2].gain < 0.8);
  const auto brief = envelope({69, 0, 0.01, 1});  // shorter than its parts would like
  for (std::size_t i = 1; i < brief.size(); ++i) CHECK(brief[i].at >= brief[i - 1].at);
}

TEST_CASE("sound: samples of a triangle wave, one note after the other") {
  const std::vector<Tone> tones{{69, 0, 0.5, 1}, {81, 0.5, 0.25, 0.5}};
  CHECK(endOf(tones) == 0.75);
  constexpr int rate = 44100;
  const auto upward = [&](double from, double to) {  // zeros that are passed upward
    int count = 0;
    float before = -1;
    for (int i = static_cast<int>(from * rate); i < static_cast<int>(to * rate); ++i) {
      const float now = sampleAt(tones, static_cast<double>(i) / rate);
      if (before < 0 && now >= 0) ++count;
      before = now;
    }
    return count;
  };
  CHECK(std::abs(upward(0.1, 0.3) - 88) <= 1);    // 440 · .2
  CHECK(std::abs(upward(0.55, 0.65) - 88) <= 1);  // 880 · .1
  // A quarter of a turn from its start it is at its peak, as loud as its gain: 1 · (1 − …) soon after the attack.
  const double peak = 10.25 / 440;
  CHECK(static_cast<double>(sampleAt(tones, peak)) > 0.97);
  CHECK(static_cast<double>(sampleAt(tones, peak)) <= 1);
  CHECK(std::fabs(static_cast<double>(sampleAt(tones, peak + 0.25 / 440))) < 1e-9);
  CHECK(std::fabs(static_cast<double>(sampleAt(tones, peak + 0.125 / 440)) - 0.5 * static_cast<double>(sampleAt(tones, peak))) < 0.002);
  for (const double outside : {-0.1, 0.0, 0.75, 9.0}) CHECK(sampleAt(tones, outside) == 0.f);
}
