#include "training/trainer.h"

#include <cmath>
#include <limits>

#include "core/kernels.h"
#include "network/init.h"
#include "training/evaluator.h"

namespace unroll {

NetworkShape networkShape(const Experiment& e, const Task& task) {
  NetworkShape shape;
  shape.cell = e.cell;
  shape.activation = *findActivation(e.activation);
  shape.inputSize = task.inputSize;
  shape.hiddenSize = e.hiddenSize;
  shape.outputSize = task.outputSize;
  shape.layers = e.layers;
  shape.bidirectional = e.bidirectional;
  shape.peepholes = e.peepholes && e.cell == "lstm";
  shape.window = e.window;
  shape.learnedStart = e.initialState == "learned";
  return shape;
}

namespace {

bool finite(const float* values, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i)
    if (!std::isfinite(values[i])) return false;
  return true;
}

// A block of start states and one copy of the weights becomes one of start states and `copies` copies.
void replicate(Buffer<float>& block, Eigen::Index start, Eigen::Index copies) {
  if (block.size() == 0) return;
  Buffer<float> all(start + (block.size() - start) * copies);
  all << block.head(start), block.tail(block.size() - start).replicate(copies, 1);
  block.swap(all);
}

}  // namespace

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
  initialize(*network_, experiment.init, experiment.initScale, experiment.seed, experiment.forgetBias);
  optimizerState_ = optimizer_->start(network_->values().size());
  lastOptimizerState_ = optimizerState_;
  gradientNorms_.reserve(static_cast<std::size_t>(experiment.seqLen));
}

void Trainer::rebuild(Tying tying) {
  network_ = std::make_unique<Network<float>>(networkShape(experiment_, *task_), tying, experiment_.seqLen);
  backpropagation_ = std::make_unique<Backpropagation<float>>(
      *network_, lossOf(experiment_, *task_), lossMask(experiment_, *task_), experiment_.batchSize,
      Truncation{experiment_.truncate, experiment_.truncateEvery}, findCell(experiment_.cell)->frozen);
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
  gradientNorms_.resize(static_cast<std::size_t>(experiment_.seqLen));
  for (int t = 0; t < experiment_.seqLen; ++t) gradientNorms_[static_cast<std::size_t>(t)] = backpropagation_->gradientNorm(t);
  return true;
}

void Trainer::fail(Divergence::Where where) {
  int step = -1;
  if (where == Divergence::Where::hiddenState || where == Divergence::Where::loss) step = firstBadStep(false);
  if (where == Divergence::Where::gradient) step = firstBadStep(true);
  random_ = lastRandom_;  // going on later meets the same batch
  diverged_ = Divergence{update_ + 1, where, step};
}

// The first time step, in the direction of computation, at which a hidden state (or a gradient) isn't finite; −1: none.
int Trainer::firstBadStep(bool backward) const {
  const TraceShape& shape = backpropagation_->trace.shape;
  const std::size_t row = static_cast<std::size_t>(shape.batch) * static_cast<std::size_t>(padded(shape.hiddenSize));
  for (int i = 0; i < shape.steps; ++i) {
    const int t = backward ? shape.steps - 1 - i : i;
    for (int chain = 0; chain < shape.chains(); ++chain) {
      const float* values = backward ? backpropagation_->gradientTrace().chains[static_cast<std::size_t>(chain)].dh.data() +
                                           shape.size(t, padded(shape.hiddenSize))
                                     : backpropagation_->trace.chains[static_cast<std::size_t>(chain)].hidden(t);
      if (!finite(values, row)) return t;
    }
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
  const auto start = static_cast<Eigen::Index>(network_->startSize());
  replicate(optimizerState_.first, start, experiment_.seqLen);
  replicate(optimizerState_.second, start, experiment_.seqLen);
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
