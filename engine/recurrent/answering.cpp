// What a net answers to a given input, and what training would show it next: for other programs to be compared with it.
#include "recurrent/simulation_state.h"

namespace unroll {

Result<Table> Simulation::answerTo(const Table& x) const {
  const State& s = *state_;
  const Network<float>& network = s.trainer.network();
  const NetworkShape& shape = network.shape();
  if (x.cols != shape.inputSize)
    return Error{"the net has " + std::to_string(shape.inputSize) + " inputs at each time step, not " + std::to_string(x.cols)};
  if (network.tying() == Tying::untied && x.rows != s.current.seqLen)
    return Error{"tying=untied: each of the " + std::to_string(s.current.seqLen) +
                 " time steps has weights of its own, and this sequence has " + std::to_string(x.rows)};
  if (networkBytes(shape, Tying::tied, x.rows, 1) > memoryLimit) return Error{"so many time steps would not fit into memory"};
  Table y;
  y.resize(x.rows, shape.outputSize);
  if (x.rows == 0) return y;
  Trace<float> trace(network.traceShape(x.rows, 1));
  std::copy(x.values.begin(), x.values.end(), trace.input(0));
  network.forward(trace);
  const Loss loss = lossOf(s.current, *s.task);
  for (int t = 0; t < x.rows; ++t)
    answers(loss, trace.output(t), shape.outputSize, y.values.data() + static_cast<std::ptrdiff_t>(t) * shape.outputSize);
  return y;
}

std::vector<Simulation::Sequence> Simulation::nextSequences(int count) const {
  const State& s = *state_;
  const Trainer::State now = s.trainer.save();
  const Network<float>& network = s.trainer.network();
  Trace<float> trace(network.traceShape(s.current.seqLen, 1));
  Target<float> target;
  target.values.setZero(trace.y.size());
  const int outputs = trace.shape.outputSize;
  std::optional<TrainingSet> set;
  if (s.current.trainingSet > 0) set.emplace(s.current, *s.task);
  Random random = now.random;
  std::vector<Sequence> sequences;
  for (int n = 0; n < count; ++n) {
    if (set)
      set->drawNumbers(now.update * s.current.batchSize + n, trace, target);
    else
      drawBatch(s.current, *s.task, random, trace, target);
    Sequence& next = sequences.emplace_back();
    next.x.fill(s.current.seqLen, trace.shape.inputSize, [&](int t, int i) { return trace.input(t)[i]; });
    next.target.fill(s.current.seqLen, outputs, [&](int t, int o) { return target.values[t * padded(outputs) + o]; });
  }
  return sequences;
}

}  // namespace unroll
