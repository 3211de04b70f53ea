// Hopfield's net against answers that are known beforehand: weights by other ways of computing them, energies that can't rise, states that
// must be stable.
#include <doctest/doctest.h>

#include <Eigen/Dense>
#include <cmath>
#include <string>
#include <vector>

#include "hopfield/experiments.h"
#include "hopfield/hopfield.h"
#include "hopfield/keys.h"
#include "unroll.h"

using namespace unroll;

namespace {

std::vector<Spins> spinsOf(std::string_view text, int size, std::uint64_t seed = 1) {
  std::vector<Spins> spins;
  auto read = readPatterns(text, size, seed, 10000);
  REQUIRE(read);
  for (Pattern& p : read.value()) spins.push_back(std::move(p.units));
  return spins;
}
std::vector<double> numbers(const Spins& units) { return {units.begin(), units.end()}; }

double greatestDifference(const Weights& w, const Eigen::MatrixXd& expected) {
  double greatest = 0;
  for (int i = 0; i < w.size; ++i)
    for (int j = 0; j < w.size; ++j) greatest = std::max(greatest, std::fabs(w(i, j) - expected(i, j)));
  return greatest;
}

Eigen::MatrixXd matrixOf(const std::vector<Spins>& spins) {
  Eigen::MatrixXd x(static_cast<Eigen::Index>(spins[0].size()), static_cast<Eigen::Index>(spins.size()));
  for (Eigen::Index p = 0; p < x.cols(); ++p)
    for (Eigen::Index i = 0; i < x.rows(); ++i) x(i, p) = spins[static_cast<std::size_t>(p)][static_cast<std::size_t>(i)];
  return x;
}

// Symmetric, normally distributed, zero diagonal or not.
Weights randomWeights(int n, Random& random, bool diagonal = false) {
  Weights w{n, 1, std::vector<double>(static_cast<std::size_t>(n) * static_cast<std::size_t>(n), 0)};
  for (int i = 0; i < n; ++i)
    for (int j = 0; j <= i; ++j) {
      const double value = i == j && !diagonal ? 0 : static_cast<double>(random.normal());
      w.values[static_cast<std::size_t>(i * n + j)] = w.values[static_cast<std::size_t>(j * n + i)] = value;
    }
  return w;
}

double energyOf(const Weights& w, double threshold, const std::vector<double>& s) {
  double e = 0;
  for (int i = 0; i < w.size; ++i) {
    for (int j = 0; j < w.size; ++j) e -= 0.5 * w(i, j) * s[static_cast<std::size_t>(i)] * s[static_cast<std::size_t>(j)];
    e += threshold * s[static_cast<std::size_t>(i)];
  }
  return e;
}

bool rose(double before, double after) { return after > before + 1e-12 * (1 + std::fabs(before)); }

End recallEnd(Hopfield settings) {
  const auto spins = spinsOf(settings.patterns, settings.size, settings.seed);
  const Weights weights = weightsFor(settings, spins);
  Recall recall(settings, spins, weights);
  while (recall.step()) {
  }
  return recall.end();
}

}  // namespace

TEST_CASE("Hebb's weights are sums of products, with a diagonal only where it is asked for") {
  const std::vector<Spins> spins = {{1, 1, -1, -1}, {1, -1, 1, -1}, {-1, 1, 1, 1}};
  const Weights w = weightsOf("hebb", 4, spins, false), own = weightsOf("hebb", 4, spins, true);
  const double expected[4][4] = {{0, -1, -1, -3}, {-1, 0, -1, 1}, {-1, -1, 0, 1}, {-3, 1, 1, 0}};
  for (int i = 0; i < 4; ++i)
    for (int j = 0; j < 4; ++j) {
      CHECK(w(i, j) == expected[i][j] / 4);
      CHECK(own(i, j) == (i == j ? 0.75 : expected[i][j] / 4));
    }
}

TEST_CASE("a pattern more, forgotten again, leaves the same bits; unlearning takes a hundredth away") {
  const auto spins = spinsOf("7", 50);
  const Weights before = weightsOf("hebb", 50, spins, false);
  Weights w = before;
  addPattern(w, spins[3], 1, false);
  CHECK(w.values != before.values);
  addPattern(w, spins[3], -1, false);
  CHECK(w.values == before.values);
  Hopfield settings;
  settings.size = 50;
  settings.patterns = "7";
  settings.unlearned = printSpins(spins[2]);
  REQUIRE(validate(settings));
  const Weights less = weightsFor(settings, spins);
  for (int i = 0; i < 50; ++i)
    for (int j = 0; j < 50; ++j)
      if (i != j)
        CHECK_EQ(std::lround(1e6 * 50 * (less(i, j) - before(i, j))),
                 std::lround(-1e4 * spins[2][static_cast<std::size_t>(i)] * spins[2][static_cast<std::size_t>(j)]));
}

TEST_CASE("Storkey's weights follow his formula, sum by sum") {
  const int n = 24;
  const auto spins = spinsOf("9", n, 5);
  std::vector<std::vector<double>> w(n, std::vector<double>(n, 0));
  for (const Spins& x : spins) {
    const auto h = [&](std::size_t i, std::size_t j) {
      double sum = 0;
      for (std::size_t k = 0; k < n; ++k)
        if (k != i && k != j) sum += w[i][k] * x[k];
      return sum;
    };
    auto next = w;
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j < n; ++j) next[i][j] += (x[i] * x[j] - x[i] * h(j, i) - h(i, j) * x[j]) / n;
    w = next;
  }
  const Weights kept = weightsOf("storkey", n, spins, true), none = weightsOf("storkey", n, spins, false);
  double greatest = 0, beside = 0;
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) {
      greatest = std::max(greatest, std::fabs(kept(static_cast<int>(i), static_cast<int>(j)) - w[i][j]));
      if (i == j) CHECK(none(static_cast<int>(i), static_cast<int>(j)) == 0);
      if (i != j) beside = std::max(beside, std::fabs(none(static_cast<int>(i), static_cast<int>(j)) - w[i][j]));
    }
  CHECK(greatest < 1e-13);
  CHECK(beside < 1e-13);
}

TEST_CASE("the projection is Ξ times Eigen's pseudo-inverse, also where patterns depend on each other") {
  for (const int count : {3, 20, 40}) {
    auto spins = spinsOf(std::to_string(count), 40, 3);
    Spins inverse = spins[1];
    for (auto& s : inverse) s = static_cast<std::int8_t>(-s);
    spins.push_back(inverse);
    spins.push_back(spins[0]);
    const Eigen::MatrixXd x = matrixOf(spins);
    const Eigen::MatrixXd expected = x * x.completeOrthogonalDecomposition().pseudoInverse();
    CHECK(greatestDifference(weightsOf("projection", 40, spins, true), expected) < 1e-11);
  }
}

TEST_CASE("the projection keeps half of N random patterns exactly, and corrects errors") {
  for (const int n : {50, 100}) {
    const auto spins = spinsOf(std::to_string(n / 2), n, 2);
    const Weights w = weightsOf("projection", n, spins, false);
    const auto net = makePairs(w, 0);
    for (const Spins& p : spins) {
      net->start(numbers(p));
      CHECK(net->updateAll() == 0);
    }
  }
  Hopfield settings;
  settings.rule = "projection";
  settings.patterns = "25";
  settings.flip = 0.1;
  const End end = recallEnd(settings);
  CHECK(end.kind == EndKind::stored);
  CHECK(end.pattern == 0);
}

TEST_CASE("no single step raises the energy of a random symmetric net: a million of them, each energy summed anew") {
  Random random(11);
  std::int64_t steps = 0, changed = 0;
  int rises = 0, wrongDeltas = 0;
  while (steps < 1000000) {
    const int n = 2 + random.below(39);
    const double threshold = static_cast<double>(random.normal());
    const Weights w = randomWeights(n, random);
    const auto net = makePairs(w, threshold);
    net->start(numbers(randomSpins(n, random)));
    double before = energyOf(w, threshold, net->state());
    for (int k = 0; k < 20 * n; ++k, ++steps) {
      const int unit = random.below(n);
      const double h = net->field(unit), s = net->state()[static_cast<std::size_t>(unit)];
      if (!net->update(unit)) continue;
      ++changed;
      const double after = energyOf(w, threshold, net->state());
      rises += rose(before, after);
      wrongDeltas += std::fabs(after - before + (net->state()[static_cast<std::size_t>(unit)] - s) * h) > 1e-10 * (1 + std::fabs(before));
      before = after;
    }
  }
  CHECK(rises == 0);
  CHECK(wrongDeltas == 0);
  CHECK(changed > 10000);
}

TEST_CASE("with self-connections a flip takes ½ w_ii Δs² more than its field says") {
  Random random(3);
  const Weights w = randomWeights(30, random, true);
  const auto net = makePairs(w, 0.2);
  net->start(numbers(randomSpins(30, random)));
  int changed = 0;
  for (int k = 0; k < 3000; ++k) {
    const int i = random.below(30);
    const double before = energyOf(w, 0.2, net->state()), s = net->state()[static_cast<std::size_t>(i)], h = net->field(i);
    if (!net->update(i)) continue;
    const double ds = net->state()[static_cast<std::size_t>(i)] - s;
    CHECK(std::fabs(energyOf(w, 0.2, net->state()) - before - (-ds * h - 0.5 * w(i, i) * ds * ds)) < 1e-10);
    ++changed;
  }
  CHECK(changed > 5);
}

TEST_CASE("each memory's own energy never rises: graded at its step, powers of two to six, softmax by whole updates") {
  Random random(7);
  int rises = 0;
  for (int round = 0; round < 12; ++round) {
    const Weights w = randomWeights(16, random);
    Weights mild = w;
    mild.scale = 0.2;  // the step of 1/20 is small against what pulls
    const auto net = makeGraded(mild, 0.1 * static_cast<double>(random.normal()), 0.5 + round);
    net->start(numbers(randomSpins(16, random)));
    double before = net->energy();
    for (int k = 0; k < 400; ++k) {
      net->updateAll();
      rises += rose(before, net->energy());
      before = net->energy();
    }
  }
  CHECK(rises == 0);
  for (const int power : {2, 3, 4, 5, 6}) {
    const auto spins = spinsOf("20", 40, static_cast<std::uint64_t>(power));
    const auto net = makeDense(spins, power);
    net->start(numbers(randomSpins(40, random)));
    const auto anew = [&] {
      double sum = 0;
      for (const Spins& p : spins) sum += std::pow(overlapWith(p, net->state()), power);
      return -40 * sum;
    };
    double before = anew();
    int flips = 0;
    for (int k = 0; k < 2000; ++k) {
      flips += net->update(random.below(40));
      const double after = anew();
      CHECK_FALSE(rose(before, after));
      CHECK(std::fabs(net->energy() - after) < 1e-9);
      before = after;
    }
    CHECK(flips > 0);
  }
  for (const double beta : {0.02, 0.1, 0.5, 2.0}) {
    const auto spins = spinsOf("50", 64, 9);
    const auto net = makeSoftmax(spins, beta);
    net->start(numbers(randomSpins(64, random)));
    double before = net->energy();
    for (int k = 0; k < 60; ++k) {
      net->updateAll();
      CHECK_FALSE(rose(before, net->energy()));
      before = net->energy();
    }
  }
}

TEST_CASE("the graded net's energy is the one of its paper: its slope along u is what pulls there") {
  Random random(5);
  const Weights w = randomWeights(8, random);
  const double gain = 1.7, threshold = 0.3;
  const auto energyAt = [&](std::vector<double> v) {
    double e = energyOf(w, threshold, v);
    for (const double x : v) {  // ∫₀^V artanh = ½ ((1+V) ln(1+V) + (1−V) ln(1−V))
      e += 0.5 / gain * ((1 + x) * std::log(1 + x) + (1 - x) * std::log(1 - x));
    }
    return e;
  };
  const auto net = makeGraded(w, threshold, gain);
  net->start(numbers(randomSpins(8, random)));
  for (int k = 0; k < 30; ++k) {
    net->updateAll();
    CHECK(std::fabs(net->energy() - energyAt(net->state())) < 1e-9);
  }
}

TEST_CASE("all at once the energy can rise, and cycles of two are found and named") {
  Weights w{2, 1, {0, -1, -1, 0}};
  const auto net = makePairs(w, 0);
  net->start(std::vector<double>{1, 1});
  CHECK(net->energy() == 1);
  CHECK(net->updateAll() == 2);
  CHECK(net->state() == std::vector<double>{-1, -1});
  net->start(std::vector<double>{1, -1});  // at rest
  CHECK(net->updateAll() == 0);
  bool found = false, higher = false;
  for (std::uint64_t seed = 1; seed < 60; ++seed) {
    Hopfield settings;
    settings.patterns = "20";
    settings.order = "allAtOnce";
    settings.start = "random";
    settings.seed = seed;
    const auto spins = spinsOf("20", 100, seed);
    const Weights weights = weightsFor(settings, spins);
    Recall recall(settings, spins, weights);
    double before = recall.energy();
    std::vector<double> two, one = recall.net().state();
    while (recall.step()) {
      higher |= rose(before, recall.energy());
      before = recall.energy();
      if (!recall.done()) two = std::exchange(one, recall.net().state());
    }
    if (recall.end().kind != EndKind::cycle) continue;
    found = true;
    CHECK(recall.end().period == 2);
    CHECK(recall.net().state() == two);
    CHECK(recall.net().state() != one);
  }
  CHECK(found);
  CHECK(higher);
}

TEST_CASE("a state is named by what it is: stored, inverse, a mixture of three, other") {
  const auto spins = spinsOf("4", 100, 8);
  std::vector<double> state = numbers(spins[2]);
  CHECK(nameState(spins, state).kind == EndKind::stored);
  CHECK(nameState(spins, state).pattern == 2);
  state[0] = -state[0];
  state[1] = -state[1];
  CHECK(nameState(spins, state).kind == EndKind::stored);  // overlap .96
  state[2] = -state[2];
  CHECK(nameState(spins, state).kind == EndKind::other);  // .94
  for (double& s : state) s = -s;
  state[2] = -state[2];
  CHECK(nameState(spins, state).kind == EndKind::inverse);
  for (std::size_t i = 0; i < 100; ++i) state[i] = spins[0][i] - spins[1][i] + spins[3][i] > 0 ? 1 : -1;
  const End mixture = nameState(spins, state);
  CHECK(mixture.kind == EndKind::mixture);
  for (std::size_t k = 0; k < 3; ++k) {
    CHECK(mixture.parts[k] != 2);
    CHECK(mixture.partSigns[k] == (mixture.parts[k] == 1 ? -1 : 1));
  }
  CHECK(nameState({}, state).kind == EndKind::other);
}

TEST_CASE("a high power of a small overlap is small, and no tie") {
  const auto spins = spinsOf("1", 1024, 5);
  std::vector<double> state = numbers(spins[0]);
  for (std::size_t i = 0; i < 512; ++i) state[i] = -state[i];
  const auto net = makeDense(spins, 6);
  net->start(state);
  CHECK(net->field(0) != 0);
  CHECK(net->update(1000) == (net->field(1000) * state[1000] < 0));
}

TEST_CASE("a graded net that has lost its patterns says so") {
  Hopfield settings;
  settings.size = 40;
  settings.gain = 3;
  CapacityRun few(settings, {1, 1, 1, 3}), many(settings, {40, 40, 1, 3});
  while (few.advance()) {
  }
  while (many.advance()) {
  }
  CHECK(few.points()[0].stable == 1);
  CHECK(many.points()[0].stable < 0.5);
}

TEST_CASE("a tie keeps the unit as it is") {
  const std::vector<Spins> spins = {{1, 1, 1}, {1, -1, -1}};  // w_01 = w_02 = 0
  Hopfield settings;
  const Weights w = weightsOf("hebb", 3, spins, false);
  const auto net = makePairs(w, 0);
  for (const double s : {-1.0, 1.0}) {
    net->start(std::vector<double>{s, 1, 1});
    CHECK(net->field(0) == 0);
    CHECK_FALSE(net->update(0));
    CHECK(net->state()[0] == s);
  }
}
