// The inside of a Simulation and of a Checkpoint; not part of the public header.
#pragma once

#include <algorithm>
#include <array>
#include <optional>

#include "analysis/connectivity.h"
#include "analysis/drift.h"
#include "analysis/paths.h"
#include "recurrent/edits.h"
#include "recurrent/recurrent.h"
#include "training/curve.h"
#include "training/evaluator.h"
#include "training/loss.h"
#include "training/saliency.h"
#include "training/trainer.h"

namespace unroll {

constexpr double memoryLimit = 1024.0 * 1024 * 1024;       // bytes that a simulation may take
constexpr double largestWindowNet = 16.0 * 1024 * 1024;  // bytes of a window net that is trained along

void fillParameters(const Network<float>& network, std::vector<ParameterTable>& tables);

class Checkpoint {
 public:
  Experiment experiment;
  Experiment current;
  std::size_t nextEdit = 0;
  Trainer::State trainer;
  std::optional<Trainer::State> companion;
  std::int64_t goal = 0;
  double metric = 0;
  double trainingMetric = 0;
  std::int64_t metricUpdate = -1;
  Curve lossCurve, metricCurve, driftCurve;
  std::vector<Curve> copyCurves;
  std::uint64_t probeIndex = 0;
};

struct CarpetWork {  // looks at the trace of the probe: gone when that changes
  CarpetWish wish;
  double tooMany = 0;
  std::optional<Connectivity<float>> pass;
  bool passed = false;
  int rows = 0;  // of `values` that are filled
  Table values;
  bool done() const { return tooMany > 0 || rows == values.rows; }
};

struct SaliencyWork {  // as above
  SaliencyWish wish;
  int output = 0;
  std::optional<SaliencyPass<float>> pass;  // none: that step is none of this net's
  bool done = false;
};

struct ShareWish {
  WeightPlace place;
  bool pieces = true;
  int pathFrom = -1, pathTo = -1;
  bool operator==(const ShareWish&) const = default;
};

struct ShareWork {  // looks at the trace of the probe and its way back: gone when that changes
  ShareWish wish;
  std::optional<Pieces<float>> pieces;
  std::optional<PathSearch<float>> paths;
  bool piecesDone = false, pathsDone = false;
  double piecesTooMuch = 0, pathsTooMuch = 0;
};

struct Simulation::State {
  State(const Experiment& experiment, const Task& task, bool withTwin);

  bool wantsUpdate() const;
  double advancePiece();
  void finishUpdate();
  void completePlaced();

  // Beside an untied net (simulation_beside.cpp).
  bool companionBehind() const;
  bool windowBehind() const;
  bool driftIsDue() const;   // both nets are at an update at which their difference is to be measured
  bool besideIsDue() const;  // one of these
  double advanceBeside();
  void companionArrived();
  void windowArrived();
  void followDrift();   // from here on
  void dropDriftAfter(std::int64_t update);
  void followWindow();  // from update 0, where there is something to compare

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
  void drawSequence(std::uint64_t index, Table& input, Table& target) const;
  Table probeInputBeyond(int more) const;  // [T + more, I]: it goes on as the task does, one's own with zeros
  void forgetProbe();                                                         // the weights, or the sequence itself, are others now
  bool probePiece();                                                          // true: it's ready
  void fillProbe(Snapshot& snapshot) const;
  void fillHeld(Snapshot& snapshot) const;
  std::vector<WeightPlace> cutsThere() const;  // those that are copies of this net's weights
  void fillUnknownProbe(Snapshot& snapshot) const;
  void fillSequence(Passage& probe) const;
  void fillLayers(const Trace<float>& trace, Passage& probe) const;
  void fillAnswers(const Trace<float>& trace, Table& y) const;  // [T, O]
  void fillTwins(Snapshot& snapshot, const SnapshotParts& parts);  // snapshot_twins.cpp
  void fillScores(Twins& twins, const Network<float>& tied) const;
  void fillStates(const Trace<float>& trace, int layer, LayerStates& states) const;
  bool passesBack() const;  // the way back is short enough to be taken between two frames
  void takeBack();
  Target<float> probeAnswer() const;  // the probe's target as the loss takes it
  void tryWeight(WeightShares& shares) const;
  void fillBack(Snapshot& snapshot) const;
  void fillPreview(Snapshot& snapshot, const UpdateWish& wish) const;
  Truncation truncation() const;
  const Parameter* sharedWeight(const WeightPlace& place) const;  // of the tied net; nullptr: it has none of that name and place
  bool sharesPiece();                                             // true: what is wished is ready, or nothing is
  bool sharesAreSmall() const;  // so that they needn't be taken in slices
  bool sharesAreNews(const WeightShares& shown) const;
  void fillShares(Snapshot& snapshot) const;
  bool carpetPiece();  // true: what is wished is ready, or nothing is
  void fillCarpet(Snapshot& snapshot) const;
  bool saliencyPiece();  // true: what is wished is ready, or nothing is
  void fillSaliency(Snapshot& snapshot) const;
  void fillSpectrum(Snapshot& snapshot, int t) const;

  Experiment experiment;  // as a link must say it; its `updates` is filled in from the trainer
  Experiment current;     // with the live edits applied; no edits of its own
  const Task* task;
  bool withTwin;
  Trainer trainer;
  // The tied net, trained along while the other is untied. It may be an update behind, and then gets the edits of that boundary when it
  // arrives there itself.
  std::optional<Trainer> companion;
  // A net without memory that sees all inputs at once, with weights of its own for each of them at each step: Elman's spatial window (1990).
  std::optional<Trainer> windowNet;
  Evaluator evaluator;
  std::size_t nextEdit = 0;
  std::int64_t goal = 0;
  bool stopped = false;  // by a condition, before the goal
  bool stoppedByPatience = false;
  bool evaluating = false;
  bool evaluatingSet = false;  // then on the training set, after the fresh sequences
  double metric, freshMetric;  // the latter of the evaluation under way
  double trainingMetric;       // NaN without a training set
  std::int64_t metricUpdate = -1;
  Curve lossCurve, metricCurve;
  Curve driftCurve;  // begins where the weights were untied
  std::vector<Curve> copyCurves;  // at the same updates: Drift::distances
  std::optional<Drift> drift;
  std::uint64_t probeIndex = 0;
  Table probeInput;              // [T, I]
  Table probeTarget;             // [T, O]
  std::vector<bool> probeKnown;  // [T] whether the target is known (of an input of one's own) and asked for; empty: all are
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
  std::vector<HeldUnit> held;    // in what is shown of the probe
  std::vector<WeightPlace> cut;  // there, too
  std::optional<CarpetWish> carpetWish;
  std::optional<CarpetWork> carpetWork;
  std::optional<SaliencyWish> saliencyWish;
  std::optional<SaliencyWork> saliencyWork;
  // What the last updates took of the clock, of one net: nothing but numbers to look at.
  struct Stopwatch {
    std::array<float, 1000> laps{};
    int count = 0, next = 0;
    double spent = 0;  // of the update under way
    void abandon() { spent = 0; }
    void lap() {
      laps[static_cast<std::size_t>(next)] = static_cast<float>(spent);
      next = (next + 1) % static_cast<int>(laps.size());
      count = std::min(count + 1, static_cast<int>(laps.size()));
      spent = 0;
    }
    UpdateTime mean() const;
  };
  void watch(Stopwatch* next);  // what is done from now on; nullptr: neither of them
  Stopwatch tiedTime, untiedTime;
  Stopwatch* watched = nullptr;
  double watchedSince = 0;  // ms

  std::optional<ShareWish> shareWish;
  std::optional<ShareWork> shareWork;
  std::uint64_t version = 1;
  double timedUpdates = 0;
  double trainingMilliseconds = 0;  // inside updates
  double workMilliseconds = 0;      // of all that advance() took
};

}  // namespace unroll
