// The net as it goes on by itself: what it answers is what it sees next.
#include <algorithm>

#include "core/exact_math.h"
#include "recurrent/simulation_state.h"
#include "tasks/own_data.h"

namespace unroll {

namespace {

// exp of double is good for |x| ≤ 600; what is so much less likely than the likeliest never comes.
constexpr double leastPower = -600;

int drawClass(const float* sums, int classes, double temperature, Random& random) {
  const int likeliest = static_cast<int>(std::max_element(sums, sums + classes) - sums);
  const double greatest = static_cast<double>(sums[likeliest]);
  if (temperature <= 0) return likeliest;
  const auto weight = [&](int k) {
    const double power = (static_cast<double>(sums[k]) - greatest) / temperature;
    return power > leastPower ? exact::exp(power) : 0.0;
  };
  double all = 0;
  for (int k = 0; k < classes; ++k) all += weight(k);
  double left = static_cast<double>(random.uniform()) * all;
  for (int k = 0; k < classes; ++k)
    if (left -= weight(k); left < 0) return k;
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
  for (int t = 0; t + 1 < all; ++t) {
    for (int layer = 0; layer < shape.layers; ++layer) network.forwardSteps(trace, layer, t, 1);
    if (t + 1 < before) continue;
    network.readout(trace, t, t + 1);
    const float* y = trace.output(t);
    const int chosen = classes ? drawClass(y, shape.outputSize, temperature, random) : -1;
    for (int i = 0; i < shape.inputSize; ++i) {
      const float value = classes ? (i == chosen ? 1.f : 0.f) : y[i];
      trace.input(t + 1)[i] = value;
      gone.next.values[static_cast<std::size_t>((t + 1 - before) * shape.inputSize + i)] = value;
    }
  }
  return gone;
}

}  // namespace unroll
