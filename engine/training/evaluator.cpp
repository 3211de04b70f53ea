#include "training/evaluator.h"

#include <cmath>

#include "core/scalar_math.h"
#include "training/loss.h"

namespace unroll {

void drawBatch(const Experiment& experiment, const Task& task, Random& random, Trace<float>& trace, Buffer<float>& target) {
  const int batch = trace.shape.batch;
  const int outputs = padded(task.outputSize);
  for (int b = 0; b < batch; ++b)
    task.draw(experiment, random, {trace.input(0, b), batch * task.inputSize}, {target.data() + index(b, outputs), batch * outputs});
}

Evaluator::Evaluator(const Experiment& experiment, const Task& task, const Network<float>& network)
    : experiment_(experiment),
      task_(&task),
      trace_(network.traceShape(experiment.seqLen, batch)),
      target_(Buffer<float>::Zero(trace_.y.size())),
      random_(experiment.seed, Stream::evaluation),
      sigmoidOutputs_(lossOf(experiment, task) == Loss::binaryCrossEntropy),
      workPerPiece_(static_cast<double>(trace_.shape.keptSize) * (network.shape().hiddenSize + network.shape().inputSize) * batch) {}

void Evaluator::begin() {
  random_ = Random(experiment_.seed, Stream::evaluation);
  done_ = 0;
  step_ = -1;
  sum_ = 0;
  entries_ = 0;
}

bool Evaluator::advance(const Network<float>& network) {
  if (done_ == sequences) return true;
  if (step_ < 0) {
    drawBatch(experiment_, *task_, random_, trace_, target_);
    network.start(trace_);
    step_ = layer_ = 0;
    return false;
  }
  network.forwardSteps(trace_, layer_, step_, 1);
  if (++step_ < trace_.shape.steps) return false;
  step_ = 0;
  if (++layer_ < trace_.shape.layers) return false;
  network.readout(trace_, 0, trace_.shape.steps);
  judgeBatch();
  step_ = -1;
  done_ += batch;
  if (done_ < sequences) return false;
  metric_ = sum_ / static_cast<double>(entries_);
  return true;
}

namespace {

// One answer in the metric: 1 or 0 for right or wrong, or its squared error.
double judged(Metric metric, float answer, float target) {
  if (metric == Metric::shareRight) return (answer > 0.5f) == (target > 0.5f) ? 1 : 0;
  const double error = static_cast<double>(answer) - static_cast<double>(target);
  return error * error;
}

}  // namespace

void Evaluator::judgeBatch() {
  const int outputs = task_->outputSize;
  for (int t = 0; t < trace_.shape.steps; ++t) {
    if (!task_->scored(experiment_, t)) continue;
    for (int b = 0; b < batch; ++b) {
      const float* y = trace_.output(t, b);
      const float* target = target_.data() + trace_.shape.at(t, b, padded(outputs));
      for (int o = 0; o < outputs; ++o) {
        sum_ += judged(task_->metric, sigmoidOutputs_ ? math::sigmoid(y[o]) : y[o], target[o]);
        ++entries_;
      }
    }
  }
}

std::vector<float> metricAtEachStep(const Experiment& experiment, const Task& task, const Network<float>& network, int sequences) {
  Trace<float> trace(network.traceShape(experiment.seqLen, sequences));
  Buffer<float> target = Buffer<float>::Zero(trace.y.size());
  Random random(experiment.seed, Stream::evaluation);
  drawBatch(experiment, task, random, trace, target);
  network.forward(trace);
  const bool sigmoid = lossOf(experiment, task) == Loss::binaryCrossEntropy;
  std::vector<float> metric(static_cast<std::size_t>(experiment.seqLen), std::nanf(""));
  for (int t = 0; t < experiment.seqLen; ++t) {
    if (!task.scored(experiment, t)) continue;
    double sum = 0;
    for (int b = 0; b < sequences; ++b) {
      const float* wanted = target.data() + trace.shape.at(t, b, padded(task.outputSize));
      for (int o = 0; o < task.outputSize; ++o) {
        const float y = trace.output(t, b)[o];
        sum += judged(task.metric, sigmoid ? math::sigmoid(y) : y, wanted[o]);
      }
    }
    metric[static_cast<std::size_t>(t)] = static_cast<float>(sum / (sequences * task.outputSize));
  }
  return metric;
}

}  // namespace unroll
