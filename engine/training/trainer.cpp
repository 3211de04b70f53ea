#include "training/trainer.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/kernels.h"
#include "network/init.h"
#include "training/backpropagation.h"
#include "training/evaluator.h"
#include "training/recurrent_learning.h"

namespace unroll {

NetworkShape networkShape(const Experiment& e, const Task& task) {
  NetworkShape shape;
  shape.cell = e.cell;
  shape.activation = *findActivation(e.activation);
  shape.inputSize = task.inputSize(e);
  shape.hiddenSize = e.hiddenSize;
  shape.outputSize = task.outputSize(e);
  shape.layers = e.layers;
  shape.bidirectional = e.bidirectional;
  shape.peepholes = e.peepholes && findCell(e.cell)->reads("peepholes");
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
      onlyReadout_(findCell(experiment.cell)->frozen),
      random_(experiment.seed, Stream::training),
      lastRandom_(random_),
      loss_(std::numeric_limits<double>::quiet_NaN()) {
  UNROLL_CHECK(optimizer_);
  rebuild(experiment.tying == "untied" ? Tying::untied : Tying::tied);
  initialize(*network_, experiment.init, experiment.initScale, experiment.seed, experiment.forgetBias);
  if (experiment.trainingSet > 0) set_.emplace(experiment, task);
  optimizerState_ = optimizer_->start(network_->values().size());
  lastOptimizerState_ = optimizerState_;
  if (experiment.readout == "ridge") {
    ridge_ = std::make_unique<Ridge>(network_->shape(), experiment.batchSize);
    ridgeSums_ = lastRidgeSums_ = ridge_->start();
  }
  gradientNorms_.reserve(static_cast<std::size_t>(experiment.seqLen));
}

void Trainer::rebuild(Tying tying) {
  const Experiment& e = experiment_;
  network_ = std::make_unique<Network<float>>(networkShape(e, *task_), tying, e.seqLen);
  makeMethod();
  lastValues_.setZero(network_->values().size());
  stage_ = Stage::none;
  hasPrevious_ = false;
}

void Trainer::makeMethod() {
  const Experiment& e = experiment_;
  if (e.gradient == "rtrl")
    method_ = std::make_unique<RecurrentLearning<float>>(*network_, lossOf(e, *task_), lossMask(e, *task_), e.batchSize);
  else
    method_ = std::make_unique<Backpropagation<float>>(*network_, lossOf(e, *task_), lossMask(e, *task_), e.batchSize,
                                                       Truncation{e.truncate, e.truncateEvery}, onlyReadout_);
}

void Trainer::setLiveSettings(const Experiment& experiment) {
  const bool cutsElsewhere = experiment_.truncate != experiment.truncate || experiment_.truncateEvery != experiment.truncateEvery;
  if (stage_ != Stage::gradient || cutsElsewhere) abandon();
  if (cutsElsewhere) {
    experiment_.truncate = experiment.truncate;
    experiment_.truncateEvery = experiment.truncateEvery;
    makeMethod();
  }
  experiment_.learningRate = experiment.learningRate;
  experiment_.momentum = experiment.momentum;
  experiment_.weightDecay = experiment.weightDecay;
  experiment_.clipNorm = experiment.clipNorm;
  experiment_.clipValue = experiment.clipValue;
  experiment_.patience = experiment.patience;
}

double Trainer::learningRate() const { return experiment_.learningRate * scheduleFactor(experiment_, update_, schedule_); }

double Trainer::workPerPiece() const {
  if (stage_ == Stage::gradient) return method_->workPerPiece();
  return ridge_ && stage_ == Stage::values ? ridge_->workPerPiece() : static_cast<double>(partSize);
}

bool Trainer::advance() {
  if (diverged_) return true;
  switch (stage_) {
    case Stage::none:
      if (set_ && !set_->prepare(update_ * experiment_.batchSize, method_->trace, method_->target)) return false;
      lastRandom_ = random_;
      if (set_)
        set_->drawNumbers(update_ * experiment_.batchSize, method_->trace, method_->target);
      else
        drawBatch(experiment_, *task_, random_, method_->trace, method_->target);
      method_->begin();
      stage_ = Stage::gradient;
      [[fallthrough]];
    case Stage::gradient:
      if (!method_->advance(*network_)) return false;
      if (!judgeGradient()) return true;
      beginValues();
      stage_ = Stage::values;
      // A small net's update is one piece.
      if (network_->values().size() > partSize) return false;
      [[fallthrough]];
    case Stage::values:
      if (!advanceValues()) return false;
      if (!commitValues()) return true;
      if (network_->values().size() > partSize) return false;
      [[fallthrough]];
    case Stage::pack: return advancePack();
  }
  return true;
}

// False: it isn't finite, the update has failed.
bool Trainer::judgeGradient() {
  norm_ = norm(method_->gradients());
  if (!std::isfinite(method_->loss())) {
    fail(firstBadStep(false) >= 0 ? Divergence::Where::hiddenState : Divergence::Where::loss);
    return false;
  }
  if (!std::isfinite(norm_)) {
    fail(Divergence::Where::gradient);
    return false;
  }
  return true;
}

void Trainer::beginValues() {
  if (experiment_.clipValue > 0) clipByValue(method_->gradients(), experiment_.clipValue);
  if (experiment_.clipNorm > 0)
    clipByNorm(method_->gradients(), experiment_.clipValue > 0 ? norm(method_->gradients()) : norm_, experiment_.clipNorm);
  hasPrevious_ = false;
  lastOptimizerState_.beta1Power = optimizerState_.beta1Power;
  lastOptimizerState_.beta2Power = optimizerState_.beta2Power;
  factors_ = optimizer_->begin(lastOptimizerState_, {learningRate(), experiment_.momentum, experiment_.weightDecay});
  next_ = 0;
  if (ridge_) ridge_->begin();
}

// One part of the new weights, in last*; true after the last.
bool Trainer::advanceValues() {
  const Buffer<float>& values = network_->values();
  if (ridge_) {
    if (next_ == 0) {
      lastValues_ = values;
      lastRidgeSums_ = ridgeSums_;
      next_ = 1;
      return false;
    }
    return ridge_->advance(method_->trace, method_->mask(), method_->target, experiment_.weightDecay, *network_, lastRidgeSums_,
                           lastValues_);
  }
  const Eigen::Index count = std::min(partSize, values.size() - next_);
  lastValues_.segment(next_, count) = values.segment(next_, count);
  if (optimizer_->slots > 0) lastOptimizerState_.first.segment(next_, count) = optimizerState_.first.segment(next_, count);
  if (optimizer_->slots > 1) lastOptimizerState_.second.segment(next_, count) = optimizerState_.second.segment(next_, count);
  if (!onlyReadout_) {
    optimizer_->stepPart(lastOptimizerState_, factors_, lastValues_, method_->gradients(), next_, count);
  } else {
    // Of a reservoir only the readouts change, the last part of each copy.
    const auto start = static_cast<Eigen::Index>(network_->startSize()), copy = static_cast<Eigen::Index>(network_->copySize()),
               readout = static_cast<Eigen::Index>(network_->readoutSize());
    for (Eigen::Index end = start + copy; end <= values.size(); end += copy) {
      const Eigen::Index from = std::max(next_, end - readout), to = std::min(next_ + count, end);
      if (from < to) optimizer_->stepPart(lastOptimizerState_, factors_, lastValues_, method_->gradients(), from, to - from);
    }
  }
  next_ += count;
  return next_ == values.size();
}

// The new weights take their place. False: they aren't finite, the update has failed and the present ones stay.
bool Trainer::commitValues() {
  if (!floatKernels().allFinite(lastValues_.data(), static_cast<int>(lastValues_.size()))) {
    fail(Divergence::Where::weights);
    return false;
  }
  network_->values().swap(lastValues_);
  std::swap(optimizerState_, lastOptimizerState_);
  std::swap(ridgeSums_, lastRidgeSums_);
  lastSchedule_ = schedule_;
  stage_ = Stage::pack;
  next_ = 0;
  return true;
}

bool Trainer::advancePack() {
  for (Eigen::Index packed = 0; next_ < network_->copies() && packed < partSize; packed += static_cast<Eigen::Index>(network_->copySize()))
    network_->packCopy(static_cast<int>(next_++));
  if (next_ < network_->copies()) return false;
  finishUpdate();
  return true;
}

void Trainer::finishUpdate() {
  stage_ = Stage::none;
  hasPrevious_ = true;
  previousRandom_ = lastRandom_;
  previousLoss_ = loss_;
  previousGradientNorm_ = gradientNorm_;
  ++update_;
  loss_ = method_->loss();
  gradientNorm_ = static_cast<float>(norm_);
  gradientNorms_.clear();
  if (experiment_.gradient != "rtrl") {
    gradientNorms_.resize(static_cast<std::size_t>(experiment_.seqLen));
    for (int t = 0; t < experiment_.seqLen; ++t) gradientNorms_[static_cast<std::size_t>(t)] = method_->gradientNorm(t);
  }
  if (experiment_.schedule == "plateau" && schedule_.plateau.stalls(loss_, experiment_.scheduleEvery)) ++schedule_.drops;
  stalled_ = experiment_.patience > 0 && schedule_.patience.stalls(loss_, experiment_.patience);
}

void Trainer::abandon() {
  UNROLL_CHECK(stage_ != Stage::pack);
  if (stage_ != Stage::none) random_ = lastRandom_;
  stage_ = Stage::none;
}

bool Trainer::completePlaced() {
  if (stage_ != Stage::pack) return false;
  while (!advancePack()) {
  }
  return true;
}

void Trainer::fail(Divergence::Where where) {
  int step = -1;
  if (where == Divergence::Where::hiddenState || where == Divergence::Where::loss) step = firstBadStep(false);
  if (where == Divergence::Where::gradient) step = firstBadStep(true);
  abandon();  // going on later meets the same batch
  diverged_ = Divergence{update_ + 1, where, step};
}

// The first time step, in the direction of computation, at which a hidden state (or a gradient) isn't finite; −1: none.
int Trainer::firstBadStep(bool backward) const {
  const TraceShape& shape = method_->trace.shape;
  const std::size_t row = static_cast<std::size_t>(shape.batch) * static_cast<std::size_t>(padded(shape.hiddenSize));
  for (int i = 0; i < shape.steps; ++i) {
    const int t = backward ? shape.steps - 1 - i : i;
    for (int chain = 0; chain < shape.chains(); ++chain) {
      const float* values =
          backward ? method_->gradientTrace().chains[static_cast<std::size_t>(chain)].dh.data() + shape.size(t, padded(shape.hiddenSize))
                   : method_->trace.chains[static_cast<std::size_t>(chain)].hidden(t);
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
  UNROLL_CHECK(stage_ == Stage::none);
  if (!hasPrevious_) return false;
  hasPrevious_ = false;
  network_->values() = lastValues_;
  network_->pack();
  optimizerState_ = lastOptimizerState_;
  ridgeSums_ = lastRidgeSums_;
  schedule_ = lastSchedule_;
  random_ = previousRandom_;
  loss_ = previousLoss_;
  gradientNorm_ = previousGradientNorm_;
  gradientNorms_.clear();
  --update_;
  return true;
}

void Trainer::untie() {
  UNROLL_CHECK(stage_ == Stage::none);
  if (network_->tying() == Tying::untied) return;
  const auto start = static_cast<Eigen::Index>(network_->startSize());
  const Buffer<float> values = network_->unfold(experiment_.seqLen).values();
  rebuild(Tying::untied);
  network_->values() = values;
  network_->pack();
  replicate(optimizerState_.first, start, experiment_.seqLen);
  replicate(optimizerState_.second, start, experiment_.seqLen);
  lastOptimizerState_ = optimizerState_;
}

Trainer::State Trainer::save() const {
  const bool inPlace = stage_ == Stage::pack;
  return {update_,
          network_->tying(),
          values(),
          inPlace ? lastOptimizerState_ : optimizerState_,
          inPlace ? lastRidgeSums_ : ridgeSums_,
          schedule_,
          stage_ == Stage::none ? random_ : lastRandom_,
          loss_,
          gradientNorm_,
          gradientNorms_};
}

void Trainer::restore(const State& state) {
  if (state.tying != network_->tying()) rebuild(state.tying);
  stage_ = Stage::none;
  update_ = state.update;
  network_->values() = state.values;
  network_->pack();
  optimizerState_ = state.optimizer;
  lastOptimizerState_ = state.optimizer;
  ridgeSums_ = lastRidgeSums_ = state.ridge;
  schedule_ = state.schedule;
  hasPrevious_ = false;
  stalled_ = false;
  random_ = state.random;
  loss_ = state.loss;
  gradientNorm_ = state.gradientNorm;
  gradientNorms_ = state.gradientNorms;
  diverged_.reset();
}

}  // namespace unroll
