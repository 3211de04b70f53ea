// Every optimiser against a plain reading of PyTorch's definition in double, and a step in parts against a step of the whole.
#include <doctest/doctest.h>

#include <cmath>
#include <string>

#include "core/random.h"
#include "training/optimizer.h"
#include "training/schedule.h"

using namespace unroll;

namespace {

constexpr int size = 12;

// One weight, as PyTorch's documentation writes it down.
struct Reference {
  double w, m = 0, v = 0;
  int t = 0;

  void step(std::string_view name, double g, const OptimizerSettings& s) {
    const double rate = s.learningRate;
    ++t;
    if (name == "adamw")
      w -= rate * s.weightDecay * w;
    else
      g += s.weightDecay * w;
    if (name == "sgd") {
      w -= rate * g;
    } else if (name == "momentum" || name == "nesterov") {
      m = s.momentum * m + g;
      w -= rate * (name == "nesterov" ? g + s.momentum * m : m);
    } else if (name == "rmsprop") {
      v = 0.99 * v + 0.01 * g * g;
      w -= rate * g / (std::sqrt(v) + 1e-8);
    } else if (name == "adagrad") {
      v += g * g;
      w -= rate * g / (std::sqrt(v) + 1e-10);
    } else {
      REQUIRE((name == "adam" || name == "adamw"));
      m = 0.9 * m + 0.1 * g;
      v = 0.999 * v + 0.001 * g * g;
      w -= rate * (m / (1 - std::pow(0.9, t))) / (std::sqrt(v / (1 - std::pow(0.999, t))) + 1e-8);
    }
  }
};

// The gradient of a bowl with other slopes in each direction.
double slopeAt(double w, int i) { return (0.3 + 0.2 * i) * (w - 0.5 * i); }

}  // namespace

TEST_CASE("optimisers do what PyTorch's definitions say") {
  for (const Optimizer* optimizer : allOptimizers()) {
    for (double decay : {0.0, 0.01}) {
      CAPTURE(std::string(optimizer->name));
      CAPTURE(decay);
      const OptimizerSettings settings{0.05, 0.8, decay};
      Random random(3);
      Buffer<float> values(size), gradients(size);
      std::vector<Reference> reference;
      for (float& v : values) reference.push_back({static_cast<double>(v = random.normal())});
      Buffer<float> inParts = values;
      OptimizerState state = optimizer->start(size), partState = state;
      for (int step = 0; step < 20; ++step) {
        for (int i = 0; i < size; ++i) gradients[i] = static_cast<float>(slopeAt(static_cast<double>(values[i]), i));
        optimizer->stepAll(state, settings, values, gradients);
        const StepFactors factors = optimizer->begin(partState, settings);
        optimizer->stepPart(partState, factors, inParts, gradients, 0, 4);
        optimizer->stepPart(partState, factors, inParts, gradients, 4, 8);
        for (int i = 0; i < size; ++i) {
          Reference& r = reference[static_cast<std::size_t>(i)];
          r.step(optimizer->name, slopeAt(r.w, i), settings);
          CHECK(static_cast<double>(values[i]) == doctest::Approx(r.w).epsilon(1e-4));
        }
        CHECK(values == inParts);
      }
    }
  }
}

TEST_CASE("clipping by value and by norm") {
  Buffer<float> g(4);
  g << 3, -4, 0.5f, 0;
  clipByValue(g, 2);
  CHECK(g[0] == 2);
  CHECK(g[1] == -2);
  CHECK(g[2] == 0.5f);
  g << 3, -4, 0, 0;
  clipByNorm(g, norm(g), 1);
  CHECK(norm(g) == doctest::Approx(1));
}

TEST_CASE("schedules") {
  Experiment e;
  e.scheduleEvery = 10;
  e.scheduleFactor = 0.5;
  ScheduleState state;
  CHECK(scheduleFactor(e, 25, state) == 1);
  e.schedule = "step";
  CHECK(scheduleFactor(e, 9, state) == 1);
  CHECK(scheduleFactor(e, 10, state) == 0.5);
  CHECK(scheduleFactor(e, 35, state) == 0.125);
  e.schedule = "cosine";
  CHECK(scheduleFactor(e, 0, state) == 1);
  CHECK(scheduleFactor(e, 5, state) == doctest::Approx(0.75));
  CHECK(scheduleFactor(e, 10, state) == doctest::Approx(0.5));
  CHECK(scheduleFactor(e, 1000, state) == doctest::Approx(0.5));
  e.schedule = "plateau";
  state.drops = 2;
  CHECK(scheduleFactor(e, 7, state) == 0.25);

  Progress progress;
  int stalls = 0;
  for (double loss : {4.0, 4.0, 3.0, 3.0, 3.0, 3.0, 2.9999, 2.9999, 2.0, 2.0}) stalls += progress.stalls(loss, 2) ? 1 : 0;
  CHECK(stalls == 2);  // 3 again, and 2.9999, which is no progress to speak of
}
