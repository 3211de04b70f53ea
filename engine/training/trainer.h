// Trains one network on one task, an update at a time, in pieces. Detects the first number that isn't finite, keeps the last finite
// state and stops there.
#pragma once

#include <optional>

#include "core/experiment.h"
#include "network/network.h"
#include "tasks/task.h"
#include "training/backpropagation.h"
#include "training/divergence.h"
#include "training/optimizer.h"

namespace unroll {

class Trainer {
 public:
  // Everything that an update changes. Restoring it goes on to the same bits as if nothing had happened.
  struct State {
    std::int64_t update = 0;
    Tying tying = Tying::tied;
    Buffer<float> values;
    OptimizerState optimizer;
    Random random;
    double loss = 0;
    float gradientNorm = 0;
    std::vector<float> gradientNorms;
  };

  // Names in `experiment` must exist and its sizes must fit; Simulation::create sees to that.
  Trainer(const Experiment& experiment, const Task& task);

  // One piece of an update; true when an update is complete, or when it failed (then diverged() says where).
  bool advance();
  bool insideUpdate() const { return insideUpdate_; }
  double workPerPiece() const { return backpropagation_->workPerPiece(); }

  std::int64_t update() const { return update_; }
  double loss() const { return loss_; }                 // of the last complete update's batch, before that update; NaN before the first
  float gradientNorm() const { return gradientNorm_; }  // before clipping
  const std::vector<float>& gradientNorms() const { return gradientNorms_; }  // [T] ‖∂L/∂h_t‖₂ over [B, H]
  const std::optional<Divergence>& diverged() const { return diverged_; }
  void forgetDivergence() { diverged_.reset(); }
  // After a divergence: to the last state from which a whole update was computed with finite numbers. That is the present one where
  // only the weights overflowed, else the one before the last complete update, whose result may be too large to go on from.
  void returnToLastFinite();
  // To the state before the last complete update; false where it isn't kept (none yet, or weights or tying were changed since).
  bool stepBack();

  Network<float>& network() { return *network_; }
  const Network<float>& network() const { return *network_; }

  // Live settings, between two updates.
  void setOptimizerSettings(const OptimizerSettings& settings, double clipNorm);
  // The tied network becomes its feedforward twin, whose copies are free from here on; so do the optimiser's memories.
  void untie();

  State save() const;
  void restore(const State& state);

 private:
  bool finishUpdate();
  void fail(Divergence::Where where);
  int firstBadStep(bool backward) const;
  void rebuild(Tying tying);

  Experiment experiment_;
  const Task* task_;
  const Optimizer* optimizer_;
  OptimizerSettings settings_;
  double clipNorm_ = 0;
  std::unique_ptr<Network<float>> network_;
  std::unique_ptr<Backpropagation<float>> backpropagation_;
  OptimizerState optimizerState_;
  Buffer<float> lastValues_;  // before the update under way, for going back when it overflows
  OptimizerState lastOptimizerState_;
  Random random_;
  Random lastRandom_;
  // With lastValues_ and lastOptimizerState_: the state before the last complete update.
  bool hasPrevious_ = false;
  Random previousRandom_;
  double previousLoss_ = 0;
  float previousGradientNorm_ = 0;
  std::int64_t update_ = 0;
  bool insideUpdate_ = false;
  double loss_;
  float gradientNorm_ = 0;
  std::vector<float> gradientNorms_;
  std::optional<Divergence> diverged_;
};

NetworkShape networkShape(const Experiment& experiment, const Task& task);

}  // namespace unroll
