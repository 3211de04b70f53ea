#include "probing/state_samples.h"

#include <algorithm>
#include <chrono>

#include "core/check.h"
#include "core/scalar_math.h"
#include "training/evaluator.h"

namespace unroll {

namespace {

constexpr int mostRows = 40'000, mostNumbers = 8'000'000;
constexpr std::uint64_t firstSeries = std::uint64_t{1} << 48;  // beyond any probe that is looked at

}  // namespace

namespace {

// Carried numbers are padded: those of a unit or an output each.
int carriedNumbers(const Network<float>& network, const TraceShape& shape) {
  if (shape.carriedSize == 0) return 0;
  return network.cell(0, 0, 0).remembersHidden() ? shape.hiddenSize : shape.outputSize;
}

}  // namespace

int stateSize(const Network<float>& network, bool remembered) {
  const TraceShape shape = network.traceShape(1, 1);
  const int units = shape.hiddenSize * shape.directions;
  return remembered ? shape.layers * (units + shape.directions * carriedNumbers(network, shape)) : units;
}

void readState(const Network<float>& network, const Trace<float>& trace, int t, int b, bool remembered, float* to) {
  const TraceShape& shape = trace.shape;
  const int carried = remembered ? carriedNumbers(network, shape) : 0;
  const bool isCell = network.cell(0, 0, 0).remembersHidden();
  for (int layer = remembered ? 0 : shape.layers - 1; layer < shape.layers; ++layer) {
    for (int i = 0; i < shape.hiddenSize * shape.directions; ++i) *to++ = trace.hidden(layer, t, b, i);
    for (int direction = 0; direction < shape.directions; ++direction)
      for (int i = 0; i < carried; ++i) {
        const float value = trace.chain(layer, direction).carried(t, b)[i];
        *to++ = isCell ? math::tanh(value) : value;
      }
  }
}

StateSampling::StateSampling(const Network<float>& network, const Experiment& experiment, const Task& task, const SampleSettings& settings)
    : network_(network),
      experiment_(experiment),
      task_(task),
      remembered_(settings.remembered),
      random_(experiment.seed, Stream::probe, firstSeries + settings.series),
      trace_(network.traceShape(experiment.seqLen, Evaluator::batch)),
      target_(Buffer<float>::Zero(trace_.y.size())) {
  UNROLL_CHECK(settings.sequences > 0 && network.shape().inputSize == task.inputSize(experiment));
  const TraceShape& shape = trace_.shape;
  const int columns = stateSize(network, remembered_);
  samples_.steps = shape.steps;
  samples_.sequences = std::min(settings.sequences, std::max(2, std::min(mostRows, mostNumbers / columns) / shape.steps));
  const int rows = samples_.sequences * shape.steps;
  samples_.x.resize(rows, shape.inputSize);
  samples_.target.resize(rows, shape.outputSize);
  samples_.states.resize(rows, columns);
  samples_.answers.resize(rows, shape.outputSize);
}

bool StateSampling::advance(double milliseconds) {
  using Clock = std::chrono::steady_clock;
  const auto begin = Clock::now();
  while (!piece())
    if (std::chrono::duration<double, std::milli>(Clock::now() - begin).count() >= milliseconds) return false;
  return true;
}

bool StateSampling::piece() {
  if (done_ == samples_.sequences) return true;
  if (!isDrawn_) {
    drawFreshBatch(experiment_, task_, random_, trace_, target_);
    isDrawn_ = true;
    return false;
  }
  if (!pass_.advance(network_, trace_)) return false;
  take();
  isDrawn_ = false;
  return done_ == samples_.sequences;
}

void StateSampling::take() {
  const TraceShape& shape = trace_.shape;
  const Loss loss = lossOf(experiment_, task_);
  const int here = std::min(Evaluator::batch, samples_.sequences - done_);
  for (int b = 0; b < here; ++b)
    for (int t = 0; t < shape.steps; ++t) {
      const auto row = static_cast<std::size_t>((done_ + b) * shape.steps + t);
      const auto at = [row](Table& table) { return table.values.data() + row * static_cast<std::size_t>(table.cols); };
      std::copy_n(trace_.input(t, b), shape.inputSize, at(samples_.x));
      std::copy_n(target_.data() + shape.at(t, b, padded(shape.outputSize)), shape.outputSize, at(samples_.target));
      answers(loss, trace_.output(t, b), shape.outputSize, at(samples_.answers));
      readState(network_, trace_, t, b, remembered_, at(samples_.states));
    }
  done_ += here;
}

}  // namespace unroll
