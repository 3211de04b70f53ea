// The choice of seats, a Hopfield net of people: how many seatings are stable (counted exactly, mirror images once).
#include <cmath>
#include <string>

#include "reproduce/figure.h"
#include "seats/room.h"
#include "seats/search.h"

namespace unroll {

namespace {

constexpr const char* recomputed = "recomputed by two independent programs, 2026-11-24";
constexpr int people[] = {4, 6, 8, 10, 12, 14, 16};
constexpr double rounded = 0.05;  // of one digit after the point

using DrawRoom = Room (*)(int people, std::uint64_t seed);

double stableSeatings(const Room& room) {
  AllSeatings all(room);
  while (all.advance(all.total())) {
  }
  return static_cast<double>(all.takeStable().size());
}

Figure figureOf(std::string name, std::string claim, std::string method) {
  Figure f;
  f.name = std::move(name);
  f.source = recomputed;
  f.claim = std::move(claim);
  f.method = std::move(method);
  f.xName = "N";
  f.yName = "stable seatings";
  f.seeds = 4000;
  f.minutes = 0.1;
  return f;
}

Figure means(std::string name, std::string claim, std::string method, DrawRoom draw, const double (&values)[7]) {
  Figure f = figureOf(std::move(name), std::move(claim), std::move(method));
  f.tolerance = rounded;
  f.because =
      "of how many rooms the published means are isn't known, and at N = 16 one room scatters by 5; a program of its own with 10,000 rooms "
      "has 12.81 ± .05 "
      "(normal, N = 16), 13.62 ± .04 and 21.05 ± .08 (whole numbers, N = 14 and 16)";
  for (std::size_t i = 0; i < std::size(people); ++i) {
    f.points.push_back({values[i], static_cast<double>(people[i])});
    f.measures.push_back(
        {i, "", nullptr, [draw, n = people[i]](std::uint64_t seed) { return std::vector<double>{stableSeatings(draw(n, seed))}; }});
  }
  return f;
}

Figure only() {
  Figure f =
      figureOf("seatsOnlyOne", "exactly one stable seating in 81/13/1 % of the rooms of 4/8/12 people", "rooms of normal sympathies");
  f.kind = Figure::Kind::share;
  f.tolerance = 0.005;
  f.scale = 1;
  f.yName = "share with one stable seating";
  constexpr std::pair<int, double> known[] = {{4, .81}, {8, .13}, {12, .01}};
  for (const auto& [n, share] : known) {
    f.measures.push_back({f.points.size(), "", nullptr, [size = n](std::uint64_t seed) {
                            return std::vector<double>{stableSeatings(normalRoom(size, seed)) == 1 ? 1.0 : 0.0};
                          }});
    f.points.push_back({share, static_cast<double>(n)});
  }
  return f;
}

// The slope of ln(mean number) over N, of so many rooms of each size.
double growth(std::uint64_t seed) {
  constexpr std::uint64_t rooms = 200;
  double sumN = 0, sumY = 0, sumNN = 0, sumNY = 0;
  for (const int n : people) {
    double stable = 0;
    for (std::uint64_t k = 0; k < rooms; ++k) stable += stableSeatings(normalRoom(n, 1'000'000 + seed * rooms + k));
    const double y = std::log(stable / rooms);
    sumN += n;
    sumY += y;
    sumNN += n * n;
    sumNY += n * y;
  }
  constexpr double count = std::size(people);
  return (count * sumNY - sumN * sumY) / (count * sumNN - sumN * sumN);
}

Figure growing() {
  Figure f = figureOf("seatsGrowth", "their number grows as e^{.20 N} (spin glass: .199, Tanaka & Edwards 1980)",
                      "slope of ln(mean number) over N = 4…16, of 200 rooms of normal sympathies each");
  f.points = {{.20}};
  f.tolerance = 0.005;
  f.seeds = 20;
  f.yName = "growth";
  f.measures.push_back({0, "", nullptr, [](std::uint64_t seed) { return std::vector<double>{growth(seed)}; }});
  return f;
}

}  // namespace

std::vector<Figure> seatsFigures() {
  return {means("seatsNormal", "N = 4/6/8/10/12/14/16, normal sympathies: 1.2/1.8/2.6/3.9/5.7/8.4/13.2 stable seatings on average",
                "all seatings of 4,000 rooms", normalRoom, {1.2, 1.8, 2.6, 3.9, 5.7, 8.4, 13.2}),
          means("seatsWhole", "whole numbers −3…3, a tie stays: 1.5/2.4/3.7/5.7/8.9/14.0/20.5", "all seatings of 4,000 rooms", wholeRoom,
                {1.5, 2.4, 3.7, 5.7, 8.9, 14.0, 20.5}),
          growing(), only()};
}

}  // namespace unroll
