// A plot as it is heard: pitches against the values they stand for, gaps, several curves.
#include <doctest/doctest.h>

#include <cmath>

#include "widgets/plot_sound.h"

using namespace unroll;

TEST_CASE("plot sound: the axis reaches from C3 to C6, evenly in its own scale") {
  plot::Plot plot;
  plot.y.min = -1;
  plot.y.max = 3;
  plot.curves.push_back({.name = "y", .points = {{0, -1}, {1, 0}, {2, 1}, {3, 3}}});
  const std::vector<Tone> tones = plot::tonesOf(plot);
  REQUIRE(tones.size() == 4);
  CHECK(tones[0].pitch == 48);
  CHECK(tones[1].pitch == 57);
  CHECK(tones[2].pitch == 66);
  CHECK(tones[3].pitch == 84);
  CHECK(tones[0].start == 0);
  for (std::size_t i = 1; i < tones.size(); ++i) CHECK(std::fabs(tones[i].start - tones[i - 1].start - tones[0].duration) < 1e-12);
  CHECK(std::fabs(endOf(tones) - 2.5) < 1e-12);

  plot.y.log = true;
  plot.y.min = 1e-4;
  plot.y.max = 1e-1;
  plot.curves[0].points = {{0, 1e-4}, {1, 1e-3}, {2, 1e-2}, {3, 1e-1}, {4, 0}, {5, 7}};
  const std::vector<Tone> decades = plot::tonesOf(plot);
  for (int i = 0; i < 4; ++i) CHECK(std::fabs(decades[static_cast<std::size_t>(i)].pitch - (48 + 12 * i)) < 1e-9);  // an octave a decade
  CHECK(decades[4].pitch == 48);  // below the axis, and above
  CHECK(decades[5].pitch == 84);
}

TEST_CASE("plot sound: a gap is silent, curves come one after the other, ghosts not at all, many points are fifty notes from end to end") {
  plot::Plot plot;
  plot.y.max = 999;
  CHECK(plot::tonesOf(plot).empty());
  plot.curves.push_back({.name = "y", .points = {{0, 1}, {1, std::nan("")}, {2, 3}}});
  plot.curves.push_back({.name = "before", .ghost = true, .points = {{0, 1}, {1, 2}}});
  plot::Curve many{.name = "many", .points = {}};
  for (int i = 0; i < 1000; ++i) many.points.push_back({static_cast<double>(i), static_cast<double>(i)});
  plot.curves.push_back(many);
  const std::vector<Tone> tones = plot::tonesOf(plot);
  REQUIRE(tones.size() == 52);
  CHECK(std::fabs(tones[1].start - 2 * 2.5 / 3) < 1e-12);  // the gap's third is left out
  CHECK(std::fabs(tones[2].start - 2.9) < 1e-12);
  CHECK(tones[2].pitch == 48);
  CHECK(tones.back().pitch == 84);
  for (std::size_t i = 3; i < tones.size(); ++i) CHECK(tones[i].pitch > tones[i - 1].pitch);
}
