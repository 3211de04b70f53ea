// Trains one network on one task, an update at a time, in pieces. Detects the first number that isn't finite, keeps the last finite
// state and stops there.
//
// An update comes about beside the present state: gradient, then new weights, then both change places and are packed. Until that
// moment nothing has changed, so whoever looks, saves or gives up the update finds the state after the last one.
#pragma once

#include <optional>

#include "network/network.h"
#include "tasks/experiment.h"
#include "tasks/task.h"
#include "training/divergence.h"
#include "training/gradient_method.h"
#include "training/optimizer.h"
#include "training/ridge.h"
#include "training/schedule.h"
#include "training/training_set.h"

namespace unroll {

class Trainer {
 public:
  // Everything that an update changes. Restoring it goes on to the same bits as if nothing had happened.
  struct State {
    std::int64_t update = 0;
    Tying tying = Tying::tied;
    Buffer<float> values;
    OptimizerState optimizer;
    RidgeSums ridge;
    ScheduleState schedule;
    Random random;
    double loss = 0;
    float gradientNorm = 0;
    std::vector<float> gradientNorms;
  };

  // Names in `experiment` must exist and its sizes must fit; Simulation::create sees to that.
  Trainer(const Experiment& experiment, const Task& task);

  // One piece of an update; true when an update is complete, or when it failed (then diverged() says where).
  bool advance();
  bool insideUpdate() const { return stage_ != Stage::none; }
  double workPerPiece() const;  // multiplications, about
  // Gives up the update under way; the next one draws the same batch.
  void abandon();
  // Completes an update whose weights are already in place, which is short; false where there is none.
  bool completePlaced();

  std::int64_t update() const { return update_; }
  double loss() const { return loss_; }                 // of the last complete update's batch, before that update; NaN before the first
  float gradientNorm() const { return gradientNorm_; }  // before clipping
  const std::vector<float>& gradientNorms() const { return gradientNorms_; }  // [T] ‖∂L/∂h_t‖₂ over [B, H]; empty with RTRL
  double learningRate() const;                                                // of the next update: the schedule's factor included
  bool stalled() const { return stalled_; }                                   // the last `patience` updates brought no progress
  const std::optional<Divergence>& diverged() const { return diverged_; }
  void forgetDivergence() { diverged_.reset(); }
  // After a divergence: to the last state from which a whole update was computed with finite numbers. That is the present one where
  // only the weights overflowed, else the one before the last complete update, whose result may be too large to go on from.
  void returnToLastFinite();
  // To the state before the last complete update; false where it isn't kept (none yet, or weights or tying were changed since).
  bool stepBack();

  TrainingSet* trainingSet() { return set_ ? &*set_ : nullptr; }  // nullptr: ever new sequences

  Network<float>& network() { return *network_; }
  const Network<float>& network() const { return *network_; }

  // The weights after the last complete update, in the layout of network().values().
  const Buffer<float>& values() const { return stage_ == Stage::pack ? lastValues_ : network_->values(); }

  // Takes over the live settings of an experiment. None of them changes a gradient, so one under way goes on; an update that is
  // further is given up.
  void setLiveSettings(const Experiment& experiment);
  // The tied network becomes its feedforward twin, whose copies are free from here on; so do the optimiser's memories. Not inside an
  // update.
  void untie();

  State save() const;  // after the last complete update, also when the next one is under way
  void restore(const State& state);

 private:
  enum class Stage { none, gradient, values, pack };
  static constexpr Eigen::Index partSize = 1 << 16;  // weights that one piece of the update changes

  bool judgeGradient();
  void beginValues();
  bool advanceValues();
  bool commitValues();
  bool advancePack();
  void finishUpdate();
  void fail(Divergence::Where where);
  int firstBadStep(bool backward) const;
  void rebuild(Tying tying);
  void makeMethod();

  Experiment experiment_;
  const Task* task_;
  const Optimizer* optimizer_;
  std::unique_ptr<Network<float>> network_;
  std::unique_ptr<GradientMethod<float>> method_;
  std::unique_ptr<Ridge> ridge_;  // readout=ridge
  bool onlyReadout_;
  std::optional<TrainingSet> set_;  // trainingSet > 0; `random_` then stays as it is
  OptimizerState optimizerState_;
  RidgeSums ridgeSums_;
  ScheduleState schedule_;
  Random random_;

  // The update under way.
  Stage stage_ = Stage::none;
  StepFactors factors_;
  Eigen::Index next_ = 0;  // first weight, or copy, of the next piece
  double norm_ = 0;

  // Before the new weights are in place: they, in the making. After that the state before them (between two updates if hasPrevious_).
  bool hasPrevious_ = false;
  Buffer<float> lastValues_;
  OptimizerState lastOptimizerState_;
  RidgeSums lastRidgeSums_;
  ScheduleState lastSchedule_;
  Random lastRandom_;  // before the batch of the update under way
  Random previousRandom_;
  double previousLoss_ = 0;
  float previousGradientNorm_ = 0;

  std::int64_t update_ = 0;
  double loss_;
  float gradientNorm_ = 0;
  std::vector<float> gradientNorms_;
  bool stalled_ = false;
  std::optional<Divergence> diverged_;
};

NetworkShape networkShape(const Experiment& experiment, const Task& task);

}  // namespace unroll
