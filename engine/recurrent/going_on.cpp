// The net as it goes on by itself: what it answers is what it sees next.
#include <algorithm>
#include <span>
#include <vector>

#include "core/exact_math.h"
#include "recurrent/simulation_state.h"
#include "tasks/own_data.h"

namespace unroll {

namespace {

// exp of double is good for |x| ≤ 600; what is so much less likely than the likeliest never comes.
constexpr double leastPower = -600;

// The weight of each class in a draw at that temperature, the likeliest's being 1; returns their sum.
double weigh(const float* sums, double temperature, std::span<double> weights) {
  const double greatest = static_cast<double>(*std::max_element(sums, sums + weights.size()));
  double all = 0;
  for (std::size_t k = 0; k < weights.size(); ++k) {
    const double power = (static_cast<double>(sums[k]) - greatest) / temperature;
    all += weights[k] = power > leastPower ? exact::exp(power) : 0.0;
  }
  return all;
}

// One by its weight; `chances` [classes] are what each had, at temperature 0 all of it the likeliest.
int drawClass(const float* sums, double temperature, Random& random, std::span<double> weights, std::span<float> chances) {
  const int likeliest = static_cast<int>(std::max_element(sums, sums + weights.size()) - sums);
  if (temperature <= 0) {
    chances[static_cast<std::size_t>(likeliest)] = 1;
    return likeliest;
  }
  const double all = weigh(sums, temperature, weights);
  for (std::size_t k = 0; k < weights.size(); ++k) chances[k] = static_cast<float>(weights[k] / all);
  double left = static_cast<double>(random.uniform()) * all;
  for (std::size_t k = 0; k < weights.size(); ++k)
    if (left -= weights[k]; left < 0) return static_cast<int>(k);
  return likeliest;
}

}  // namespace

Result<GoingOn> Simulation::goOn(int steps, double temperature, std::uint64_t seed) const {
  const State& s = *state_;
  UNROLL_CHECK(steps > 0 && steps <= mostGoneOn);
  const Network<float>& network = s.trainer.network();
  const NetworkShape& shape = network.shape();
  if (shape.inputSize != shape.outputSize)
    return Error{"task=" + s.current.task + ": its answers are not inputs, so the net can't go on by itself"};
  if (network.tying() == Tying::untied) return Error{"tying=untied: there are no weights for further time steps"};
  if (s.current.bidirectional) return Error{"bidirectional=true: needs the whole sequence, so the net can't go on by itself"};
  GoingOn gone;
  gone.before = s.probeInput;
  if (const OwnSeries* own = s.current.task == "series" ? ownSeries(s.current) : nullptr) {
    const auto length = static_cast<std::size_t>(s.current.seqLen);
    gone.before.values.assign(own->values.end() - static_cast<std::ptrdiff_t>(length), own->values.end());
  }
  const int before = gone.before.rows, all = before + steps;
  if (const double bytes = networkBytes(shape, Tying::tied, all, 1); bytes > memoryLimit)
    return Error{"so many time steps would not fit into memory"};
  gone.next.resize(steps, shape.inputSize);
  Trace<float> trace(network.traceShape(all, 1));
  for (int t = 0; t < before; ++t)
    for (int i = 0; i < shape.inputSize; ++i) trace.input(t)[i] = gone.before.at(t, i);
  Random random(seed, Stream::sampling);
  network.start(trace);
  const bool classes = lossOf(s.current, *s.task) == Loss::crossEntropy;
  const auto width = static_cast<std::size_t>(shape.outputSize);
  std::vector<double> weights(width);
  if (classes) {
    gone.answers.resize(steps, shape.outputSize);
    gone.chances.resize(steps, shape.outputSize);
  }
  for (int t = 0; t + 1 < all; ++t) {
    for (int layer = 0; layer < shape.layers; ++layer) network.forwardSteps(trace, layer, t, 1);
    if (t + 1 < before) continue;
    network.readout(trace, t, t + 1);
    const float* y = trace.output(t);
    int chosen = -1;
    if (classes) {
      const auto at = static_cast<std::size_t>(t + 1 - before) * width;
      const double sum = weigh(y, 1, weights);
      for (std::size_t k = 0; k < width; ++k) gone.answers.values[at + k] = static_cast<float>(weights[k] / sum);
      chosen = drawClass(y, temperature, random, weights, {gone.chances.values.data() + at, width});
    }
    for (int i = 0; i < shape.inputSize; ++i) {
      const float value = classes ? (i == chosen ? 1.f : 0.f) : y[i];
      trace.input(t + 1)[i] = value;
      gone.next.values[static_cast<std::size_t>((t + 1 - before) * shape.inputSize + i)] = value;
    }
  }
  return gone;
}

}  // namespace unroll
