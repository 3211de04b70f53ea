// Memory curves against what is known beforehand: shift registers, the closed form of linear nets, Jaeger's bound, measured numbers.
#include <doctest/doctest.h>

#include <Eigen/Dense>

#include <cmath>
#include <numeric>
#include <string>

#include "probing/memory_curve.h"
#include "network/init.h"

using namespace unroll;

namespace {

MemoryCurve measure(MemoryMeasurement measurement) {
  while (!measurement.advance(1e9)) {
  }
  return measurement.curve();
}

// An Elman net of identities, one layer, whose weights a function gives: W_hh by row and column, W_xh by row and input.
template <class Hidden, class Input>
Network<float> linearNet(int units, int inputs, const Hidden& hidden, const Input& input, Activation activation = Activation::identity) {
  Network<float> network({.activation = activation, .inputSize = inputs, .hiddenSize = units}, Tying::tied);
  const auto w = network.find("rnn.weight_hh_l0")->in(network.values()), in = network.find("rnn.weight_ih_l0")->in(network.values());
  for (int i = 0; i < units; ++i) {
    for (int j = 0; j < units; ++j) w(i, j) = hidden(i, j);
    for (int j = 0; j < inputs; ++j) in(i, j) = input(i, j);
  }
  network.pack();
  return network;
}

}  // namespace

TEST_CASE("a shift register of N units holds the last N inputs and nothing else") {
  for (const int driven : {0, 1}) {
    const Network<float> shift = linearNet(
        7, 2, [](int i, int j) { return i == j + 1 ? 1.f : 0.f; }, [&](int i, int j) { return i == 0 && j == driven ? 1.f : 0.f; });
    const MemoryCurve curve = measure({shift, {.delays = 20}, driven});
    REQUIRE(curve.shares.size() == 21);
    CHECK(curve.size == 7);
    for (std::size_t k = 0; k <= 20; ++k) {
      CAPTURE(k);
      if (k < 7) CHECK(std::fabs(curve.shares[k] - 1) < 0.002);  // the floor is taken out as if it were noise
      if (k >= 7) CHECK(std::fabs(curve.shares[k]) < 5 * curve.errors[k]);
      if (k >= 7) CHECK(curve.errors[k] < 0.01);
    }
    CHECK(std::fabs(curve.capacity - 7) < 3 * curve.error + 0.015);
    // The other input is 0, so it moves nothing.
    CHECK(std::fabs(measure({shift, {.delays = 20}, 1 - driven}).capacity) < 0.1);
  }
}

TEST_CASE("a linear net holds what its closed form says, and no more than N") {
  // h = Σ_j v_j x_{t−j} with v_j = W^j w: r²(k) = v_kᵀ (Σ_j v_j v_jᵀ)⁻¹ v_k, whose sum over all k is N.
  constexpr int units = 8;
  const auto turn = [](int i, int j) {  // rotations in four planes
    const double angle = 0.3 + 0.55 * (i / 2), c = 0.93 * std::cos(angle), s = 0.93 * std::sin(angle);
    return i / 2 != j / 2 ? 0.f : static_cast<float>(i == j ? c : i < j ? -s : s);
  };
  const auto into = [](int i, int) { return 0.3f + 0.1f * static_cast<float>(i); };
  const Network<float> net = linearNet(units, 1, turn, into);
  Eigen::MatrixXd w(units, units), sum = Eigen::MatrixXd::Zero(units, units);
  Eigen::VectorXd v(units);
  for (int i = 0; i < units; ++i) {
    v[i] = static_cast<double>(into(i, 0));
    for (int j = 0; j < units; ++j) w(i, j) = static_cast<double>(turn(i, j));
  }
  std::vector<Eigen::VectorXd> impulse;
  for (int k = 0; k < 400; ++k) {
    impulse.push_back(v);
    sum += v * v.transpose();
    v = w * v;
  }
  const MemoryCurve curve = measure({net, {.delays = 60, .ridge = 0}});
  double all = 0;
  for (std::size_t k = 0; k <= 60; ++k) {
    CAPTURE(k);
    const double known = impulse[k].dot(sum.inverse() * impulse[k]);
    all += known;
    CHECK(std::fabs(curve.shares[k] - known) < 4.5 * curve.errors[k] + 0.002);
  }
  CHECK(std::fabs(curve.capacity - all) < 3 * curve.error);
  CHECK(curve.capacity <= units + 3 * curve.error);
  CHECK(curve.error < 0.15);
}

TEST_CASE("the memory is that of the state alone: a window's, a gated net's, slices and all") {
  Network<float> window({.cell = "window", .activation = Activation::tanh, .inputSize = 1, .hiddenSize = 12, .window = 4}, Tying::tied);
  initialize(window, "pytorch", 1, 3);
  const MemoryCurve seen = measure({window, {.delays = 10, .inputScale = 0.1}});
  CHECK(std::fabs(seen.capacity - 4) < 3 * seen.error + 0.05);  // nearly linear: all four inputs
  for (std::size_t k = 4; k <= 10; ++k) CHECK(std::fabs(seen.shares[k]) < 5 * seen.errors[k]);

  // Chunk by chunk is as in one piece: an Elman net of one step's memory, h_t = x_t + a h_{t−1}, holds r²(k) = (1 − a²) a²ᵏ.
  const Network<float> one = linearNet(
      1, 1, [](int, int) { return 0.9f; }, [](int, int) { return 1.f; });
  const MemoryCurve fading = measure({one, {.delays = 40, .ridge = 0}});
  for (std::size_t k = 0; k <= 40; ++k) {
    CAPTURE(k);
    CHECK(std::fabs(fading.shares[k] - 0.19 * std::pow(0.81, static_cast<double>(k))) < 4.5 * fading.errors[k] + 1e-4);
  }
  for (const char* cell : {"lstm", "gru", "jordan", "reservoir"}) {
    CAPTURE(cell);
    Network<float> net({.cell = cell, .inputSize = 1, .hiddenSize = 6, .layers = 2}, Tying::tied);
    initialize(net, "pytorch", 1, 5);
    MemoryMeasurement slowly(net, {.fitted = 2000});
    int slices = 1;
    while (!slowly.advance(0)) ++slices;
    CHECK(slices > 100);
    CHECK(slowly.share() == 1);
    const MemoryCurve curve = measure({net, {.fitted = 2000}});
    CHECK(curve.shares == slowly.curve().shares);
    CHECK(curve.capacity <= 6 + 3 * curve.error);
    CHECK(curve.capacity > 0.5);
    CHECK(near(curve.capacity, std::accumulate(curve.shares.begin(), curve.shares.end(), 0.0), 1e-12));
  }
}

TEST_SUITE("long" * doctest::skip()) {
  // Means over reservoirs of N = 20 and 50 beside those known (EXPERIMENTS.md), which were few: their error is taken as that of five.
  // Known values subtract the floor K/n from each delay, which takes up to .045 N from a net that holds almost all. What their "input" is
  // the scale of isn't said: 0.7 of it as our inputScale fits all four.
  TEST_CASE("random reservoirs hold as much as is known of them") {
    struct Case {
      std::string name;
      RandomReservoir reservoir;
      double inputScale, known20, known50;
    };
    const Case cases[] = {
        {"linear, orthogonal", {.spectralRadius = 0.95, .orthogonal = true, .linear = true}, 1, 18.5, 48.0},
        {"linear, Gaussian", {.spectralRadius = 0.9, .linear = true}, 1, 17.3, 30.7},
        {"tanh, orthogonal, input .1", {.spectralRadius = 0.95, .orthogonal = true}, 0.07, 18.8, 47.8},
        {"tanh, Gaussian, input .1", {.spectralRadius = 0.9}, 0.07, 15.8, 24.9},
        {"tanh, Gaussian, input 2", {.spectralRadius = 0.9}, 1.4, 7.5, 8.9},
        {"tanh, Gaussian, radius .5, input .1", {.spectralRadius = 0.5}, 0.07, 10.4, 14.0},
    };
    constexpr int seeds = 20, theirs = 5;
    for (const Case& each : cases)
      for (const int units : {20, 50}) {
        CAPTURE(each.name);
        CAPTURE(units);
        double sum = 0, squares = 0;
        for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
          RandomReservoir reservoir = each.reservoir;
          reservoir.units = units;
          reservoir.seed = seed;
          const MemoryCurve curve = measure({reservoir, {.inputScale = each.inputScale, .seed = seed}});
          CHECK(curve.capacity <= units + 3 * curve.error);
          sum += curve.capacity;
          squares += curve.capacity * curve.capacity;
        }
        const double mean = sum / seeds, deviation = std::sqrt((squares / seeds - mean * mean) * seeds / (seeds - 1.0));
        const double error = deviation * std::sqrt(1.0 / seeds + 1.0 / theirs);
        const double floor = each.reservoir.orthogonal ? 0.045 * units : 0;
        MESSAGE(each.name, " N=", units, ": ", mean, " ± ", deviation / std::sqrt(seeds), ", known ",
                units == 20 ? each.known20 : each.known50);
        CHECK(std::fabs(mean - (units == 20 ? each.known20 : each.known50)) < 3 * error + floor);
      }
  }
}
