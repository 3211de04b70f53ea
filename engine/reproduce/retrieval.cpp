// Where a Hopfield net's descents end, and what one update of a softmax retrieves.
#include <cmath>
#include <string>

#include "hopfield/experiments.h"
#include "hopfield/keys.h"
#include "reproduce/figure.h"

namespace unroll {

namespace {

constexpr const char* recomputed = "recomputed by two independent programs, 2026-11-24";

// Shares of so many random starts into one draw of the patterns.
std::vector<double> endsOf(int patterns, const char* order, std::span<const EndKind> kinds, std::uint64_t seed) {
  constexpr int starts = 50;
  Hopfield settings;
  settings.patterns = std::to_string(patterns);
  settings.order = order;
  settings.seed = seed;
  Random random(seed, Stream::training, static_cast<std::uint64_t>(patterns));
  std::vector<Spins> spins;
  for (int p = 0; p < patterns; ++p) spins.push_back(randomSpins(settings.size, random));
  const Weights weights = weightsOf("hebb", settings.size, spins, false);
  Tally tally;
  for (int k = 0; k < starts; ++k) addRandomStart(tally, settings, spins, weights);
  std::vector<double> shares;
  for (const EndKind kind : kinds) shares.push_back(tally.share(kind));
  return shares;
}

Figure startsInto(int patterns, std::string claim, std::vector<double> shares) {
  static constexpr EndKind kinds[] = {EndKind::stored, EndKind::inverse, EndKind::mixture, EndKind::other};
  Figure f;
  f.name = "randomStarts" + std::to_string(patterns);
  f.source = recomputed;
  f.claim = std::move(claim);
  // Stored and inverse are equally likely by symmetry, and are published as up to .05 apart: so coarse those figures are.
  constexpr double coarse = 0.02;
  for (std::size_t k = 0; k < shares.size(); ++k) f.points.push_back({shares[k], static_cast<double>(k), coarse});
  f.tolerance = 0.005;
  f.scale = 1;
  f.seeds = 200;
  f.minutes = 0.02;
  f.method = "50 random starts into the net of each seed, one unit at a time; an end is named from |overlap| > .95 on";
  f.xName = "end (0 stored, 1 inverse, 2 mixture of three, 3 other)";
  f.yName = "share of the starts";
  f.measures.push_back({0, "", nullptr, [patterns, count = shares.size()](std::uint64_t seed) {
                          return endsOf(patterns, "random", std::span(kinds).first(count), seed);
                        }});
  return f;
}

Figure cycles() {
  static constexpr EndKind kinds[] = {EndKind::cycle};
  Figure f;
  f.name = "cyclesAllAtOnce";
  f.source = recomputed;
  f.claim = "hebb, N = 100, all units at once: random starts end in cycles of two, P = 5/10/20: .01/.06/.15";
  f.points = {{.06, 10, .01}, {.01, 5, .01}, {.15, 20, .01}};
  f.tolerance = 0.005;
  f.scale = 1;
  f.seeds = 400;
  f.minutes = 0.05;
  f.method = "50 random starts into the net of each seed";
  f.xName = "P";
  f.yName = "share of the starts";
  for (std::size_t i = 0; i < f.points.size(); ++i)
    f.measures.push_back({i, "", nullptr, [patterns = static_cast<int>(f.points[i].x)](std::uint64_t seed) {
                            return endsOf(patterns, "allAtOnce", kinds, seed);
                          }});
  return f;
}

// Share of ten disturbed patterns that one update brings within 1 % of the way from −1 to +1, in every unit.
double retrieved(int patterns, double beta, std::uint64_t seed) {
  constexpr int size = 64, flips = 12, tries = 10;
  constexpr double near = 0.01 * 2;
  Random random(seed);
  std::vector<Spins> spins;
  for (int p = 0; p < patterns; ++p) spins.push_back(randomSpins(size, random));
  const auto net = makeSoftmax(spins, beta);
  int all = 0;
  for (int t = 0; t < tries; ++t) {
    const Spins& wanted = spins[static_cast<std::size_t>(t)];
    std::vector<double> state(wanted.begin(), wanted.end());
    for (int turned = 0; turned < flips;) {
      const auto i = static_cast<std::size_t>(random.below(size));
      if (state[i] != wanted[i]) continue;
      state[i] = -state[i];
      ++turned;
    }
    net->start(state);
    net->updateAll();
    double off = 0;
    for (std::size_t i = 0; i < wanted.size(); ++i) off = std::max(off, std::fabs(net->state()[i] - wanted[i]));
    all += off < near;
  }
  return static_cast<double>(all) / tries;
}

// x is β.
Figure softmax(int patterns, std::string claim, std::vector<Published> points) {
  Figure f;
  f.name = "softmax" + std::to_string(patterns);
  f.source = "Ramsauer et al. 2020; recomputed";
  f.claim =
      "softmax, 64 bits of ±1, a fifth flipped, one update, P = " + std::to_string(patterns) + ": share within 1 %, " + std::move(claim);
  f.points = std::move(points);
  f.tolerance = 0.005;
  f.scale = 1;
  f.seeds = 60;
  f.minutes = patterns > 1000 ? 0.1 : 0.02;
  f.method =
      "ten patterns of each seed, 12 of 64 bits flipped (a fifth is 12.8; with 13 at P = 1,000, β = .5 it is .81); within 1 % of the way "
      "from −1 to +1 "
      "in every bit; β on ±1 patterns, without 1/√d";
  f.because = "of how many tries the published shares are isn't known, nor whether 12 or 13 bits were flipped";
  f.xName = "β";
  f.yName = "share retrieved";
  for (std::size_t i = 0; i < f.points.size(); ++i)
    f.measures.push_back({i, "", nullptr, [patterns, beta = f.points[i].x](std::uint64_t seed) {
                            return std::vector<double>{retrieved(patterns, beta, seed)};
                          }});
  return f;
}

}  // namespace

std::vector<Figure> retrievalFigures() {
  constexpr double coarse = 0.02;  // of a share near neither 0 nor 1; how many tries it was of isn't published
  return {
      startsInto(3, "hebb, N = 100, P = 3: random starts end in a stored pattern .41, its inverse .38, a mixture of three .21",
                 {.41, .38, .21}),
      startsInto(5, "hebb, N = 100, P = 5, random starts: stored .35, inverse .30, mixture .24, other .11", {.35, .30, .24, .11}),
      startsInto(10, "hebb, N = 100, P = 10, random starts: stored .15, inverse .18, mixture .04, other .62", {.15, .18, .04, .62}),
      startsInto(20, "hebb, N = 100, P = 20, random starts: other .99", {0, 0, 0, .99}),
      cycles(),
      softmax(100, "β = .125/.25/.5: 0/0/1.00", {{1, .5}, {0, .25}, {0, .125}}),
      softmax(1000, "β = .125/.5/1: 0/.95/1.00", {{.95, .5, coarse}, {1, 1}, {0, .125}}),
      softmax(10000, "β = .5/1: 0/.95", {{.95, 1, coarse}, {0, .5}}),
  };
}

}  // namespace unroll
