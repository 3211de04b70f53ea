// The inside of a Simulation and of a Checkpoint; not part of the public header.
#pragma once

#include <optional>

#include "analysis/connectivity.h"
#include "analysis/drift.h"
#include "recurrent/edits.h"
#include "recurrent/recurrent.h"
#include "training/curve.h"
#include "training/evaluator.h"
#include "training/loss.h"
#include "training/trainer.h"

namespace unroll {

constexpr double memoryLimit = 1024.0 * 1024 * 1024;  // bytes that a simulation may take

class Checkpoint {
 public:
  Experiment experiment;
  Experiment current;
  std::size_t nextEdit = 0;
  Trainer::State trainer;
  std::optional<Trainer::State> companion;
  std::int64_t goal = 0;
  double metric = 0;
  std::int64_t metricUpdate = -1;
  Curve lossCurve, metricCurve, driftCurve;
  std::uint64_t probeIndex = 0;
};

struct Simulation::State {
  State(const Experiment& experiment, const Task& task, bool withTwin);

  bool wantsUpdate() const;
  bool companionBehind() const;
  bool driftIsDue() const;  // both nets are at an update at which their difference is to be measured
  void followDrift();       // from here on
  double advancePiece();
  void finishUpdate();
  void completePlaced();
  void companionArrived();
  void arrivedThere();
  void startEvaluation();
  void finishEvaluation();
  bool better(double score, double bound) const;

  void applyDueEdits();
  Experiment settingsAt(std::int64_t update) const;
  Result<void> applyEdit(const Edit& edit);  // to the running state only; pack() afterwards
  Result<void> edit(Edit edit);              // applied and remembered
  void pack();
  Result<void> hasRoomFor(const Command& command) const;  // one edit more
  Result<void> leavesLaterEdits(const Edit& edit) const;  // those of the link that are still to come can be done after it
  bool editedAtTheStart(const std::string& key) const;    // at update 0, so that the edit hides the experiment's own value
  Result<void> untie();
  void returnToLastFinite();
  static Result<void> setWeight(Network<float>& network, const WeightPlace& place, float value);

  std::uint64_t firstProbe() const;
  void drawProbe();
  Result<void> showInput(const std::string& text);                            // of the key input
  LossMask probeMask() const;                                                 // the steps of the probe that count in its loss
  void drawSequence(std::uint64_t index, Table& input, Table& target) const;  // with two more steps of input, as probeInput
  void forgetProbe();                                                         // the weights, or the sequence itself, are others now
  bool probePiece();                                                          // true: it's ready
  void fillProbe(Snapshot& snapshot) const;
  void fillHeld(Snapshot& snapshot) const;
  void fillUnknownProbe(Snapshot& snapshot) const;
  void fillSequence(Passage& probe) const;
  void fillLayers(const Trace<float>& trace, Passage& probe) const;
  void fillStates(const Trace<float>& trace, int layer, LayerStates& states) const;
  void fillTwins(Snapshot& snapshot, const TwinBreak& broken);
  bool passesBack() const;  // the way back is short enough to be taken between two frames
  void takeBack();
  Target<float> probeAnswer() const;  // the probe's target as the loss takes it
  void tryWeight(WeightShares& shares) const;
  void fillBack(Snapshot& snapshot) const;
  void fillShares(Snapshot& snapshot, const SnapshotParts& parts) const;
  bool carpetPiece();  // true: what is wished is ready, or nothing is
  void fillCarpet(Snapshot& snapshot) const;
  void fillSpectrum(Snapshot& snapshot, int t) const;

  Experiment experiment;  // as a link must say it; its `updates` is filled in from the trainer
  Experiment current;     // with the live edits applied; no edits of its own
  const Task* task;
  bool withTwin;
  Trainer trainer;
  // The tied net, trained along while the other is untied. It may be an update behind, and then gets the edits of that boundary when it
  // arrives there itself.
  std::optional<Trainer> companion;
  Evaluator evaluator;
  std::size_t nextEdit = 0;
  std::int64_t goal = 0;
  bool stopped = false;  // by a condition, before the goal
  bool stoppedByPatience = false;
  bool evaluating = false;
  double metric;
  std::int64_t metricUpdate = -1;
  Curve lossCurve, metricCurve;
  Curve driftCurve;  // begins where the weights were untied
  std::optional<Drift> drift;
  std::uint64_t probeIndex = 0;
  Table probeInput;              // [T + 2, I]: two more steps, for what happens after the twin's last layer
  Table probeTarget;             // [T, O]
  std::vector<bool> probeKnown;  // [T] whether the target is known, of an input of one's own; empty: it was drawn
  std::optional<Trace<float>> probeTrace;
  std::optional<GradientTrace<float>> probeBack;  // of probeBackVersion: the probe's own loss on its way back
  std::uint64_t probeBackVersion = 0;
  std::vector<float> probeLosses;  // [T]
  double probeLoss = 0;
  struct ProbePass {
    bool ready = false;
    ForwardPass pass;
    std::uint64_t version = 0;  // at which it became ready
  } probePass;
  std::vector<HeldUnit> held;  // in what is shown of the probe
  std::optional<CarpetWish> carpetWish;
  struct CarpetWork {  // looks at the trace of the probe: gone when that changes
    CarpetWish wish;
    double tooMany = 0;
    std::optional<Connectivity<float>> pass;
    bool passed = false;
    int rows = 0;  // of `values` that are filled
    Table values;
    bool done() const { return tooMany > 0 || rows == values.rows; }
  };
  std::optional<CarpetWork> carpetWork;
  std::uint64_t version = 1;
  double timedUpdates = 0;
  double trainingMilliseconds = 0;  // inside updates
  double workMilliseconds = 0;      // of all that advance() took
};

}  // namespace unroll
