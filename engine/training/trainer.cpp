#include "training/trainer.h"

#include <cmath>
#include <limits>

#include "core/kernels.h"
#include "network/init.h"
#include "training/evaluator.h"

namespace unroll {

namespace {

NetworkShape networkShape(const Experiment& experiment, const Task& task) {
  return {experiment.cell, *findActivation(experiment.activation), task.inputSize, experiment.hiddenSize, task.outputSize};
}

bool finite(const float* values, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i)
    if (!std::isfinite(values[i])) return false;
  return true;
}

// A replicate for each of the twin's copies.
void replicate(Buffer<float>& block, Eigen::Index copies) {
  if (block.size() > 0) block = block.replicate(copies, 1).eval();
}

}  // namespace

LossMask lossMask(const Experiment& experiment, const Task& task) {
  std::vector<char> counts(static_cast<std::size_t>(experiment.seqLen));
  for (int t = 0; t < experiment.seqLen; ++t) counts[static_cast<std::size_t>(t)] = task.counts(experiment, t);
  return LossMask(std::move(counts));
}

Trainer::Trainer(const Experiment& experiment, const Task& task)
    : experiment_(experiment),
      task_(&task),
      optimizer_(findOptimizer(experiment.optimizer)),
      random_(experiment.seed, Stream::training),
      lastRandom_(random_),
      loss_(std::numeric_limits<double>::quiet_NaN()) {
  UNROLL_CHECK(optimizer_);
  setOptimizerSettings({experiment.learningRate, experiment.momentum}, experiment.clipNorm);
  rebuild(experiment.tying == "untied" ? Tying::untied : Tying::tied);
  initialize(*network_, experiment.init, experiment.initScale, experiment.seed);
  optimizerState_ = optimizer_->start(network_->values().size());
  lastOptimizerState_ = optimizerState_;
  gradientNorms_.reserve(static_cast<std::size_t>(experiment.seqLen));
}

void Trainer::rebuild(Tying tying) {
  network_ = std::make_unique<Network<float>>(networkShape(experiment_, *task_), tying, experiment_.seqLen);
  backpropagation_ = std::make_unique<Backpropagation<float>>(*network_, task_->loss, lossMask(experiment_, *task_), experiment_.batchSize);
  lastValues_.setZero(network_->values().size());
  insideUpdate_ = false;
  hasPrevious_ = false;
}

void Trainer::setOptimizerSettings(const OptimizerSettings& settings, double clipNorm) {
  settings_ = settings;
  clipNorm_ = clipNorm;
}

bool Trainer::advance() {
  if (diverged_) return true;
  if (!insideUpdate_) {
    lastRandom_ = random_;
    drawBatch(experiment_, *task_, random_, backpropagation_->trace, backpropagation_->target.values);
    backpropagation_->begin();
    insideUpdate_ = true;
  }
  if (!backpropagation_->advance(*network_)) return false;
  return finishUpdate();
}

bool Trainer::finishUpdate() {
  insideUpdate_ = false;
  const double gradientNorm = norm(backpropagation_->gradients());
  if (!std::isfinite(backpropagation_->loss()))
    return fail(firstBadStep(false) >= 0 ? Divergence::Where::hiddenState : Divergence::Where::loss), true;
  if (!std::isfinite(gradientNorm)) return fail(Divergence::Where::gradient), true;

  Buffer<float>& values = network_->values();
  lastValues_ = values;
  lastOptimizerState_.first = optimizerState_.first;
  lastOptimizerState_.second = optimizerState_.second;
  lastOptimizerState_.beta1Power = optimizerState_.beta1Power;
  lastOptimizerState_.beta2Power = optimizerState_.beta2Power;
  if (clipNorm_ > 0) clipByNorm(backpropagation_->gradients(), gradientNorm, clipNorm_);
  optimizer_->step(optimizerState_, settings_, values, backpropagation_->gradients());
  if (!floatKernels().allFinite(values.data(), static_cast<int>(values.size()))) {
    values.swap(lastValues_);
    std::swap(optimizerState_, lastOptimizerState_);
    hasPrevious_ = false;
    network_->pack();
    return fail(Divergence::Where::weights), true;
  }
  network_->pack();

  hasPrevious_ = true;
  previousRandom_ = lastRandom_;
  previousLoss_ = loss_;
  previousGradientNorm_ = gradientNorm_;
  ++update_;
  loss_ = backpropagation_->loss();
  gradientNorm_ = static_cast<float>(gradientNorm);
  const GradientTrace<float>& trace = backpropagation_->gradientTrace();
  const int rowSize = trace.shape.batch * padded(trace.shape.hiddenSize);
  gradientNorms_.resize(static_cast<std::size_t>(trace.shape.steps));
  for (int t = 0; t < trace.shape.steps; ++t)
    gradientNorms_[static_cast<std::size_t>(t)] = std::sqrt(floatKernels().sumOfSquares(trace.hidden(t), rowSize));
  return true;
}

void Trainer::fail(Divergence::Where where) {
  int step = -1;
  if (where == Divergence::Where::hiddenState || where == Divergence::Where::loss) step = firstBadStep(false);
  if (where == Divergence::Where::gradient) step = firstBadStep(true);
  random_ = lastRandom_;  // going on later meets the same batch
  diverged_ = Divergence{update_ + 1, where, step};
}

// The first time step, in the direction of computation, whose hidden state (or whose gradient) isn't finite; −1: none.
int Trainer::firstBadStep(bool backward) const {
  const Trace<float>& trace = backpropagation_->trace;
  const std::size_t row = static_cast<std::size_t>(trace.shape.batch) * static_cast<std::size_t>(padded(trace.shape.hiddenSize));
  if (!backward) {
    for (int t = 0; t < trace.shape.steps; ++t)
      if (!finite(trace.hidden(t), row)) return t;
  } else {
    for (int t = trace.shape.steps - 1; t >= 0; --t)
      if (!finite(backpropagation_->gradientTrace().hidden(t), row)) return t;
  }
  return -1;
}

void Trainer::returnToLastFinite() {
  if (!diverged_) return;
  if (diverged_->where != Divergence::Where::weights) (void)stepBack();
  diverged_.reset();
}

bool Trainer::stepBack() {
  UNROLL_CHECK(!insideUpdate_);
  if (!hasPrevious_) return false;
  hasPrevious_ = false;
  network_->values() = lastValues_;
  network_->pack();
  optimizerState_ = lastOptimizerState_;
  random_ = previousRandom_;
  loss_ = previousLoss_;
  gradientNorm_ = previousGradientNorm_;
  gradientNorms_.clear();
  --update_;
  return true;
}

void Trainer::untie() {
  UNROLL_CHECK(!insideUpdate_);
  if (network_->tying() == Tying::untied) return;
  const Buffer<float> values = network_->unfold(experiment_.seqLen).values();
  rebuild(Tying::untied);
  network_->values() = values;
  network_->pack();
  replicate(optimizerState_.first, experiment_.seqLen);
  replicate(optimizerState_.second, experiment_.seqLen);
  lastOptimizerState_ = optimizerState_;
}

Trainer::State Trainer::save() const {
  UNROLL_CHECK(!insideUpdate_);
  return {update_, network_->tying(), network_->values(), optimizerState_, random_, loss_, gradientNorm_, gradientNorms_};
}

void Trainer::restore(const State& state) {
  if (state.tying != network_->tying()) rebuild(state.tying);
  insideUpdate_ = false;
  update_ = state.update;
  network_->values() = state.values;
  network_->pack();
  optimizerState_ = state.optimizer;
  lastOptimizerState_ = state.optimizer;
  hasPrevious_ = false;
  random_ = state.random;
  loss_ = state.loss;
  gradientNorm_ = state.gradientNorm;
  gradientNorms_ = state.gradientNorms;
  diverged_.reset();
}

}  // namespace unroll
