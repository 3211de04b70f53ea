#include "training/evaluator.h"

#include <algorithm>
#include <cmath>

namespace unroll {

namespace {

template <class Draw>
void drawEach(const Draw& draw, Trace<float>& trace, Buffer<float>& target) {
  const int batch = trace.shape.batch;
  const int inputs = trace.shape.inputSize, outputs = padded(trace.shape.outputSize);
  for (int b = 0; b < batch; ++b)
    draw(SequenceWriter{trace.input(0, b), batch * inputs}, SequenceWriter{target.data() + index(b, outputs), batch * outputs});
}

}  // namespace

void drawBatch(const Experiment& experiment, const Task& task, Random& random, Trace<float>& trace, Buffer<float>& target) {
  drawEach([&](SequenceWriter x, SequenceWriter wanted) { task.draw(experiment, random, x, wanted); }, trace, target);
}

void drawFreshBatch(const Experiment& experiment, const Task& task, Random& random, Trace<float>& trace, Buffer<float>& target) {
  drawEach([&](SequenceWriter x, SequenceWriter wanted) { task.fresh(experiment, random, x, wanted); }, trace, target);
}

void drawBatch(const Experiment& experiment, const Task& task, Random& random, Trace<float>& trace, Target<float>& target) {
  drawBatch(experiment, task, random, trace, target.values);
  writeClasses(trace.shape.outputSize, target);
}

void writeClasses(int outputs, Target<float>& target) {
  for (std::size_t n = 0; n < target.classes.size(); ++n)
    target.classes[n] = classOf(target.values.data() + n * static_cast<std::size_t>(padded(outputs)), outputs);
}

namespace {

int greatestOf(const float* values, int outputs) { return static_cast<int>(std::max_element(values, values + outputs) - values); }

}  // namespace

// Of a step that the task doesn't count all are 0.
int classOf(const float* target, int outputs) {
  const int greatest = greatestOf(target, outputs);
  return isAsked(target[0]) && target[greatest] > 0 ? greatest : -1;
}

Evaluator::Evaluator(const Experiment& experiment, const Task& task, const Network<float>& network, bool withLoss)
    : experiment_(experiment),
      task_(&task),
      trace_(network.traceShape(experiment.seqLen, batch)),
      target_(Buffer<float>::Zero(trace_.y.size())),
      random_(experiment.seed, Stream::evaluation),
      loss_(lossOf(experiment, task)),
      answers_(Buffer<float>::Zero(static_cast<Eigen::Index>(index(experiment.seqLen, padded(trace_.shape.outputSize))))),
      verdicts_(static_cast<std::size_t>(experiment.seqLen)),
      workPerPiece_(static_cast<double>(trace_.shape.keptSize) * (network.shape().hiddenSize + network.shape().inputSize) * batch) {
  if (withLoss) withLoss_.emplace(trace_.shape);
}

void Evaluator::begin(TrainingSet& set) {
  begin(std::min(sequences, set.size()));
  set_ = &set;
}

void Evaluator::begin(int count) {
  set_ = nullptr;
  random_ = Random(experiment_.seed, Stream::evaluation);
  count_ = count;
  done_ = 0;
  step_ = -1;
  sum_ = 0;
  entries_ = 0;
  lossSum_ = rows_ = 0;
}

bool Evaluator::advance(const Network<float>& network) {
  if (done_ >= count_) return true;
  if (step_ < 0) {
    set_ ? set_->drawPlaces(done_, trace_, target_) : drawFreshBatch(experiment_, *task_, random_, trace_, target_);
    network.start(trace_);
    step_ = layer_ = 0;
    return false;
  }
  network.forwardSteps(trace_, layer_, step_, 1);
  if (++step_ < trace_.shape.steps) return false;
  step_ = 0;
  if (++layer_ < trace_.shape.layers) return false;
  network.readout(trace_, 0, trace_.shape.steps);
  const int here = std::min(batch, count_ - done_);
  judgeBatch(here);
  if (withLoss_) addLoss(here);
  step_ = -1;
  done_ += batch;
  if (done_ < count_) return false;
  metric_ = sum_ / static_cast<double>(std::max<std::int64_t>(1, entries_));
  return true;
}

namespace {

// A row of answers in the metric, its parts and how many they are: each output by itself, or the class alone.
struct Judged {
  double sum;
  int entries;
};
Judged judgeRow(const Task& task, const float* answer, const float* target, int outputs) {
  if (!isAsked(target[0])) return {0, 0};
  if (task.classes && task.metric != Metric::meanSquaredError)
    return {greatestOf(answer, outputs) == classOf(target, outputs) ? 1.0 : 0.0, 1};
  double sum = 0;
  for (int o = 0; o < outputs; ++o) {
    const double error = static_cast<double>(answer[o]) - static_cast<double>(target[o]);
    sum += task.metric != Metric::meanSquaredError ? ((answer[o] > 0.5f) == (target[o] > 0.5f) ? 1 : 0) : error * error;
  }
  return {sum, outputs};
}

// What the task says of sequence b of a batch, step by step; answers [T, padded O] is room for them.
void judgeSequence(const Experiment& experiment, const Task& task, Loss loss, const Trace<float>& trace, const Buffer<float>& target, int b,
                   Buffer<float>& room, std::span<float> verdicts) {
  const TraceShape& shape = trace.shape;
  const int outputs = shape.outputSize, stride = padded(outputs);
  for (int t = 0; t < shape.steps; ++t) answers(loss, trace.output(t, b), outputs, room.data() + index(t, stride));
  task.judge(experiment, {trace.input(0, b), shape.batch * shape.inputSize}, {room.data(), stride},
             {target.data() + index(b, stride), shape.batch * stride}, verdicts);
}

}  // namespace

void Evaluator::judgeBatch(int count) {
  const TraceShape& shape = trace_.shape;
  const int outputs = shape.outputSize, stride = padded(outputs);
  if (task_->judge || task_->metric == Metric::wholeRight) {
    for (int b = 0; b < count; ++b) judgeSequence(b);
    return;
  }
  for (int t = 0; t < shape.steps; ++t) {
    if (!task_->scored(experiment_, t)) continue;
    for (int b = 0; b < count; ++b) {
      answers(loss_, trace_.output(t, b), outputs, answers_.data());
      const Judged judged = judgeRow(*task_, answers_.data(), target_.data() + shape.at(t, b, stride), outputs);
      sum_ += judged.sum;
      entries_ += judged.entries;
    }
  }
}

// The mean loss of the batch counts as often as it has rows; sequences beyond `count` have none.
void Evaluator::addLoss(int count) {
  const TraceShape& shape = trace_.shape;
  const int outputs = shape.outputSize, stride = padded(outputs);
  const LossMask mask = lossMask(experiment_, *task_);
  asked_.values = target_;
  asked_.classes.clear();
  double rows = 0;
  for (int t = 0; t < shape.steps; ++t)
    for (int b = 0; b < batch; ++b) {
      float* wanted = asked_.values.data() + shape.at(t, b, stride);
      if (b >= count) wanted[0] = notAsked;
      if (loss_ == Loss::crossEntropy) asked_.classes.push_back(classOf(wanted, outputs));
      rows += mask.at(t) && (loss_ == Loss::crossEntropy ? asked_.classes.back() >= 0 : isAsked(wanted[0]));
    }
  if (rows > 0) lossSum_ += rows * lossAndGradient(loss_, mask, trace_, asked_, *withLoss_);
  rows_ += rows;
}

void Evaluator::judgeSequence(int b) {
  const TraceShape& shape = trace_.shape;
  const int stride = padded(shape.outputSize);
  std::fill(verdicts_.begin(), verdicts_.end(), std::nanf(""));
  if (task_->judge) {
    unroll::judgeSequence(experiment_, *task_, loss_, trace_, target_, b, answers_, verdicts_);
  } else {
    for (int t = 0; t < shape.steps; ++t) {
      if (!task_->scored(experiment_, t)) continue;
      answers(loss_, trace_.output(t, b), shape.outputSize, answers_.data());
      const Judged judged = judgeRow(*task_, answers_.data(), target_.data() + shape.at(t, b, stride), shape.outputSize);
      if (judged.entries > 0) verdicts_[static_cast<std::size_t>(t)] = judged.sum == judged.entries ? 1.f : 0.f;
    }
  }
  double right = 0;
  std::int64_t steps = 0;
  for (const float verdict : verdicts_)
    if (verdict == verdict) right += static_cast<double>(verdict), ++steps;
  if (steps == 0) return;
  const bool whole = task_->metric == Metric::wholeRight;
  sum_ += whole ? (right == static_cast<double>(steps) ? 1 : 0) : right;
  entries_ += whole ? 1 : steps;
}

std::vector<float> metricAtEachStep(const Experiment& experiment, const Task& task, const Network<float>& network, int sequences) {
  Trace<float> trace(network.traceShape(experiment.seqLen, sequences));
  Buffer<float> target = Buffer<float>::Zero(trace.y.size());
  Random random(experiment.seed, Stream::evaluation);
  drawFreshBatch(experiment, task, random, trace, target);
  network.forward(trace);
  const Loss loss = lossOf(experiment, task);
  const TraceShape& shape = trace.shape;
  const auto steps = static_cast<std::size_t>(shape.steps);
  std::vector<double> sums(steps, 0), counts(steps, 0);
  Buffer<float> room = Buffer<float>::Zero(static_cast<Eigen::Index>(index(shape.steps, padded(shape.outputSize))));
  std::vector<float> verdicts(steps);
  for (int b = 0; b < sequences; ++b) {
    if (task.judge) judgeSequence(experiment, task, loss, trace, target, b, room, verdicts);
    for (int t = 0; t < shape.steps; ++t) {
      const auto at = static_cast<std::size_t>(t);
      if (task.judge) {
        if (verdicts[at] == verdicts[at]) sums[at] += static_cast<double>(verdicts[at]), counts[at] += 1;
      } else if (task.scored(experiment, t)) {
        answers(loss, trace.output(t, b), shape.outputSize, room.data());
        const Judged judged = judgeRow(task, room.data(), target.data() + shape.at(t, b, padded(shape.outputSize)), shape.outputSize);
        sums[at] += judged.sum;
        counts[at] += judged.entries;
      }
    }
  }
  std::vector<float> metric(steps, std::nanf(""));
  for (std::size_t t = 0; t < steps; ++t)
    if (counts[t] > 0) metric[t] = static_cast<float>(sums[t] / counts[t]);
  return metric;
}

}  // namespace unroll
