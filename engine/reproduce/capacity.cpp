// How many patterns a Hopfield net keeps: shares exactly stable, the overlap where a descent from a pattern ends, by rule, size and load.
#include <cmath>
#include <string>

#include "hopfield/experiments.h"
#include "hopfield/keys.h"
#include "reproduce/figure.h"

namespace unroll {

namespace {

constexpr const char* recomputed = "recomputed by two independent programs, 2026-11-24";

enum class What { stable, overlap };

struct Net {
  const char* rule = "hebb";
  int size = 100;
  bool self = false;
};

// Of one draw of the patterns.
double measured(const Net& net, int patterns, What what, std::uint64_t seed) {
  Hopfield settings;
  settings.size = net.size;
  settings.rule = net.rule;
  settings.selfConnections = net.self;
  settings.seed = seed;
  CapacityRun run(settings, {patterns, patterns, 1, 1});
  while (run.advance()) {
  }
  return what == What::stable ? run.points()[0].stable : run.points()[0].overlap;
}

// The claim follows from the points: "P = 10/13: .966/.846".
std::string said(const std::vector<Published>& points) {
  std::string where, values;
  for (const Published& p : points) {
    char text[40];
    std::snprintf(text, sizeof text, "%.3f", p.value);
    where += (where.empty() ? "" : "/") + std::to_string(static_cast<int>(p.x));
    values += (values.empty() ? "" : "/") + std::string(text + (p.value < 1 ? 1 : 0));
  }
  return "P = " + where + ": " + values;
}

Figure figureOf(std::string name, std::string source, const Net& net, What what, std::vector<Published> points, int seeds, double minutes) {
  Figure f;
  f.name = std::move(name);
  f.source = std::move(source);
  const std::string of = std::string(net.rule) + (net.self ? ", self-connections kept" : "") + ", N = " + std::to_string(net.size) + ", ";
  f.claim = of + (what == What::stable ? "share of the patterns exactly stable, " : "overlap reached from the pattern, ") + said(points);
  f.points = std::move(points);
  f.tolerance = 0.0005;
  f.scale = 1;
  f.seeds = seeds;
  f.minutes = minutes;
  f.method = "random ±1 patterns, drawn anew for each seed; a tie keeps the unit";
  f.xName = "P";
  f.yName = what == What::stable ? "share stable" : "overlap";
  for (std::size_t i = 0; i < f.points.size(); ++i)
    f.measures.push_back({i, "", nullptr, [net, what, patterns = static_cast<int>(f.points[i].x)](std::uint64_t seed) {
                            return std::vector<double>{measured(net, patterns, what, seed)};
                          }});
  return f;
}

// Share of the patterns that are stable if a unit without a field is not.
double stableWithoutTies(int patterns, std::uint64_t seed) {
  constexpr int size = 100;
  Random random(seed);
  std::vector<Spins> spins;
  for (int p = 0; p < patterns; ++p) spins.push_back(randomSpins(size, random));
  const Weights weights = weightsOf("hebb", size, spins, false);
  const auto net = makePairs(weights, 0);
  int stable = 0;
  for (const Spins& pattern : spins) {
    net->start(std::vector<double>(pattern.begin(), pattern.end()));
    bool all = true;
    for (int i = 0; i < size && all; ++i) all = net->field(i) * pattern[static_cast<std::size_t>(i)] > tieBelow;
    stable += all;
  }
  return static_cast<double>(stable) / patterns;
}

Figure ties() {
  Figure f = figureOf("hopfieldTies100", recomputed, {}, What::stable, {{.774, 14, .005}, {.359, 20, .005}}, 400, 0.02);
  f.claim = "hebb, N = 100, a tie counts as unstable, share of the patterns exactly stable, " + said(f.points);
  f.method = "random ±1 patterns, drawn anew for each seed; a unit without a field makes its pattern unstable";
  f.measures.clear();
  for (std::size_t i = 0; i < f.points.size(); ++i)
    f.measures.push_back({i, "", nullptr, [patterns = static_cast<int>(f.points[i].x)](std::uint64_t seed) {
                            return std::vector<double>{stableWithoutTies(patterns, seed)};
                          }});
  return f;
}

// With P ≫ N and self-connections nearly any state is stable: the share of 200 random ones.
double randomStable(std::uint64_t seed) {
  constexpr int size = 100, patterns = 1000, states = 200;
  Random random(seed);
  std::vector<Spins> spins;
  for (int p = 0; p < patterns; ++p) spins.push_back(randomSpins(size, random));
  const Weights weights = weightsOf("hebb", size, spins, true);
  const auto net = makePairs(weights, 0);
  int stable = 0;
  for (int k = 0; k < states; ++k) {
    const Spins state = randomSpins(size, random);
    net->start(std::vector<double>(state.begin(), state.end()));
    stable += net->updateAll() == 0;
  }
  return static_cast<double>(stable) / states;
}

Figure copying() {
  Figure f;
  f.name = "hopfieldSelfRandom";
  f.source = recomputed;
  f.claim = "hebb, self-connections kept, N = 100, P = 1,000: 93 % of random states are stable too";
  f.points = {{.93, 1000}};
  f.tolerance = 0.005;
  f.scale = 1;
  f.seeds = 100;
  f.minutes = 0.02;
  f.method = "200 random states in the net of each seed";
  f.xName = "P";
  f.yName = "share of random states stable";
  f.measures.push_back({0, "", nullptr, [](std::uint64_t seed) { return std::vector<double>{randomStable(seed)}; }});
  return f;
}

// α_c = max over y of ½ (erf(y)/y − 2/√π e^{−y²})²: where m = erf(m/√(2αr)) loses its solution (Amit, Gutfreund & Sompolinsky 1985, T = 0).
double criticalLoad() {
  const double twoByRoot = 2 / std::sqrt(3.14159265358979323846);
  double best = 0;
  for (double y = 0.5; y < 3; y += 1e-5) {
    const double root = std::erf(y) / y - twoByRoot * std::exp(-y * y);
    best = std::max(best, root * root / 2);
  }
  return best;
}

Figure amit() {
  Figure f;
  f.name = "amitCriticalLoad";
  f.source = "Amit, Gutfreund & Sompolinsky 1985";
  f.claim = "overlap breaks down at P = α_c N, α_c = .137906 (replica-symmetric)";
  f.points = {{.137906}};
  f.kind = Figure::Kind::exact;
  f.tolerance = 5e-7;
  f.minutes = 0.01;
  f.method = "the greatest α for which the mean-field equations at temperature 0 have a solution other than 0";
  f.yName = "α_c";
  f.measures.push_back({0, "", nullptr, [](std::uint64_t) { return std::vector<double>{criticalLoad()}; }});
  return f;
}

// ── Dense nets: P at which one unit in a hundred would leave a pattern, at N and 2N ──

double unstableUnits(int power, int size, int patterns, Random& random) {
  constexpr int checked = 40;
  std::vector<Spins> spins;
  for (int p = 0; p < patterns; ++p) spins.push_back(randomSpins(size, random));
  const auto net = makeDense(spins, power);
  int wrong = 0, all = 0;
  for (int p = 0; p < std::min(patterns, checked); ++p) {
    const Spins& pattern = spins[static_cast<std::size_t>(p)];
    net->start(std::vector<double>(pattern.begin(), pattern.end()));
    for (int i = 0; i < size; ++i, ++all) wrong += net->field(i) * pattern[static_cast<std::size_t>(i)] < 0;
  }
  return static_cast<double>(wrong) / all;
}

// By interpolation between loads that grow by a fifth, from where there is hardly any.
double loadWithOneInHundred(int power, int size, Random& random) {
  constexpr double asked = 0.01, step = 1.2, least = 0.004;
  double load = std::max(4.0, least * std::pow(size, power - 1)), before = 0, wrongBefore = 0;
  for (;; load *= step) {
    const double wrong = unstableUnits(power, size, static_cast<int>(load + 0.5), random);
    if (wrong >= asked) return before + (load - before) * (wrong > wrongBefore ? (asked - wrongBefore) / (wrong - wrongBefore) : 0);
    before = load;
    wrongBefore = wrong;
  }
}

double exponent(int power, std::uint64_t seed) {
  constexpr int size = 40;
  Random random(seed);
  const double small = loadWithOneInHundred(power, size, random), large = loadWithOneInHundred(power, 2 * size, random);
  return std::log2(large / small);
}

Figure dense() {
  Figure f;
  f.name = "denseExponent";
  f.source = "Krotov & Hopfield 2016";
  f.claim = "a net of energy −Σ mⁿ keeps a number of patterns in proportion to N^(n−1): n = 3/2/4: exponent 2/1/3";
  f.points = {{2, 3}, {1, 2}, {3, 4}};
  f.tolerance = 0.1;
  f.seeds = 24;
  f.minutes = 0.5;
  f.method =
      "P at which one unit in a hundred would leave its pattern, N = 80 against N = 40; in so small nets the exponent may be off by .1";
  f.xName = "n";
  f.yName = "exponent";
  for (std::size_t i = 0; i < f.points.size(); ++i)
    f.measures.push_back({i, "", nullptr, [power = static_cast<int>(f.points[i].x)](std::uint64_t seed) {
                            return std::vector<double>{exponent(power, seed)};
                          }});
  return f;
}

}  // namespace

// Standard errors of the published shares are .002–.005, of the overlaps .001–.01; at N = 400, P = 80 of the overlap .03.
std::vector<Figure> capacityFigures() {
  constexpr double share = .005, overlap = .01;
  std::vector<Figure> all{
      figureOf("hopfieldStable100", recomputed, {}, What::stable,
               {{.966, 10, share}, {.846, 13, share}, {.804, 14, share}, {.724, 15, share}, {.401, 20, share}}, 400, 0.02),
      figureOf("hopfieldOverlap100", recomputed, {}, What::overlap,
               {{.998, 10, overlap}, {.982, 13, overlap}, {.979, 14, overlap}, {.961, 15, overlap}, {.861, 20, overlap}}, 400, 0.02),
      figureOf("hopfieldStable400", recomputed, {.size = 400}, What::stable,
               {{.791, 40, share}, {.999, 20, share}, {.338, 55, share}, {.213, 60, share}, {.016, 80, share}}, 200, 0.5),
      figureOf("hopfieldOverlap400", recomputed, {.size = 400}, What::overlap,
               {{.998, 40, overlap}, {1, 20, overlap}, {.964, 55, overlap}, {.935, 60, overlap}, {.669, 80, .03}}, 200, 0.5),
      figureOf("hopfieldStable64", recomputed, {.size = 64}, What::stable, {{.940, 8, share}, {.999, 5, share}, {.666, 12, share}}, 400,
               0.1),
      figureOf("hopfieldOverlap64", recomputed, {.size = 64}, What::overlap, {{.998, 8, overlap}, {.930, 12, overlap}}, 400, 0.02),
      ties(),
      figureOf("storkeyStable100", "recomputed; Storkey 1997", {.rule = "storkey"}, What::stable,
               {{.992, 30, 0, 10}, {1, 20, 0, 10}, {.894, 40, 0, 10}}, 60, 0.02),
      figureOf("projectionStable100", "recomputed; Personnaz, Guyon & Dreyfus 1985", {.rule = "projection"}, What::stable, {{1, 95}}, 40,
               0.5),
      figureOf("denseStable100", "recomputed; Krotov & Hopfield 2016", {.rule = "poly3"}, What::stable,
               {{1, 100, 0, 10}, {.995, 200, 0, 10}}, 60, 0.1),
      figureOf("hopfieldSelf100", recomputed, {.self = true}, What::stable, {{.99, 10}, {.16, 50}, {.09, 100}, {.34, 300}, {.98, 1000}},
               100, 2),
      copying(),
      amit(),
      dense(),
  };
  for (Figure& f : all)
    if (f.name == "hopfieldSelf100") {
      f.tolerance = 0.005;  // two digits are given
      f.because =
          "of how many draws the published share is isn't known, and one scatters by .07; 100 units of signal 1.49 and noise .70 are all "
          "stable in .19 of "
          "the patterns";
    }
  return all;
}

}  // namespace unroll
