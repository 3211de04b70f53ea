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
};

struct Definition {
  std::string_view name;
  void (*step)(Reference& r, double g, const OptimizerSettings& s);
};

void sgd(Reference& r, double g, const OptimizerSettings& s) { r.w -= s.learningRate * (g + s.weightDecay * r.w); }
void momentum(Reference& r, double g, const OptimizerSettings& s) {
  r.m = s.momentum * r.m + g + s.weightDecay * r.w;
  r.w -= s.learningRate * r.m;
}
void nesterov(Reference& r, double g, const OptimizerSettings& s) {
  g += s.weightDecay * r.w;
  r.m = s.momentum * r.m + g;
  r.w -= s.learningRate * (g + s.momentum * r.m);
}
void rmsprop(Reference& r, double g, const OptimizerSettings& s) {
  g += s.weightDecay * r.w;
  r.v = 0.99 * r.v + 0.01 * g * g;
  r.w -= s.learningRate * g / (std::sqrt(r.v) + 1e-8);
}
void adagrad(Reference& r, double g, const OptimizerSettings& s) {
  g += s.weightDecay * r.w;
  r.v += g * g;
  r.w -= s.learningRate * g / (std::sqrt(r.v) + 1e-10);
}
void moments(Reference& r, double g, const OptimizerSettings& s) {
  ++r.t;
  r.m = 0.9 * r.m + 0.1 * g;
  r.v = 0.999 * r.v + 0.001 * g * g;
  r.w -= s.learningRate * (r.m / (1 - std::pow(0.9, r.t))) / (std::sqrt(r.v / (1 - std::pow(0.999, r.t))) + 1e-8);
}
void adam(Reference& r, double g, const OptimizerSettings& s) { moments(r, g + s.weightDecay * r.w, s); }
void adamw(Reference& r, double g, const OptimizerSettings& s) {
  r.w -= s.learningRate * s.weightDecay * r.w;
  moments(r, g, s);
}

// An optimiser that has no line here is held against itself only (in parts, and downhill): its definition belongs here too.
constexpr Definition definitions[] = {{"sgd", sgd},         {"momentum", momentum}, {"nesterov", nesterov}, {"rmsprop", rmsprop},
                                      {"adagrad", adagrad}, {"adam", adam},         {"adamw", adamw}};

// The gradient of a bowl with other slopes in each direction.
double slopeAt(double w, int i) { return (0.3 + 0.2 * i) * (w - 0.5 * i); }

}  // namespace

TEST_CASE("optimisers do what PyTorch's definitions say") {
  for (const Definition& definition : definitions) {
    const std::string name(definition.name);
    const Optimizer* optimizer = findOptimizer(name);
    REQUIRE(optimizer);
    for (double decay : {0.0, 0.01}) {
      CAPTURE(name);
      CAPTURE(decay);
      const OptimizerSettings settings{0.05, 0.8, decay};
      Random random(3);
      Buffer<float> values(size), gradients(size);
      std::vector<Reference> reference;
      for (float& v : values) reference.push_back({static_cast<double>(v = random.normal())});
      OptimizerState state = optimizer->start(size);
      for (int step = 0; step < 20; ++step) {
        for (int i = 0; i < size; ++i) gradients[i] = static_cast<float>(slopeAt(static_cast<double>(values[i]), i));
        optimizer->stepAll(state, settings, values, gradients);
        for (int i = 0; i < size; ++i) {
          Reference& r = reference[static_cast<std::size_t>(i)];
          definition.step(r, slopeAt(r.w, i), settings);
          CHECK(near(static_cast<double>(values[i]), r.w, 1e-4, 0.01));
        }
      }
    }
  }
}

TEST_CASE("every optimiser goes downhill, and a step in parts is a step of the whole") {
  for (const Optimizer* optimizer : allOptimizers()) {
    CAPTURE(std::string(optimizer->name));
    const OptimizerSettings settings{0.05, 0.8, 0};
    Random random(3);
    Buffer<float> values(size), gradients(size);
    for (float& v : values) v = random.normal();
    Buffer<float> inParts = values;
    OptimizerState state = optimizer->start(size), partState = state;
    const auto height = [&] {
      double sum = 0;
      for (int i = 0; i < size; ++i) sum += slopeAt(static_cast<double>(values[i]), i) * (static_cast<double>(values[i]) - 0.5 * i) / 2;
      return sum;
    };
    const double start = height();
    for (int step = 0; step < 1000; ++step) {
      for (int i = 0; i < size; ++i) gradients[i] = static_cast<float>(slopeAt(static_cast<double>(values[i]), i));
      optimizer->stepAll(state, settings, values, gradients);
      const StepFactors factors = optimizer->begin(partState, settings);
      optimizer->stepPart(partState, factors, inParts, gradients, 0, 4);
      optimizer->stepPart(partState, factors, inParts, gradients, 4, 8);
      if (step < 20) CHECK(values == inParts);
    }
    CHECK(values == inParts);
    CHECK(height() < start / 2);
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
  CHECK(near(norm(g), 1, 1e-6));
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
  CHECK(near(scheduleFactor(e, 5, state), 0.75, 1e-7));
  CHECK(near(scheduleFactor(e, 10, state), 0.5, 1e-7));
  CHECK(near(scheduleFactor(e, 1000, state), 0.5, 1e-7));
  e.schedule = "plateau";
  state.drops = 2;
  CHECK(scheduleFactor(e, 7, state) == 0.25);

  StallWatch progress;
  int stalls = 0;
  for (double loss : {4.0, 4.0, 3.0, 3.0, 3.0, 3.0, 2.9999, 2.9999, 2.0, 2.0}) stalls += progress.stalls(loss, 2) ? 1 : 0;
  CHECK(stalls == 2);  // 3 again, and 2.9999, which is no progress to speak of
}
