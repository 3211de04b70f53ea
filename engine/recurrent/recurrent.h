// Recurrent nets that learn sequences: what can be seen of them beyond what every Model has (unroll.h).
//
//   Experiment   what to run: task, cell, sizes, optimiser, seed (tasks/experiment.h)
//   Simulation   runs it: create(experiment) → setGoal(500) → advance(8.0) until done()
//   Snapshot     what was computed, as plain numbers for a view to draw
//   Command      what a view asks for; takes effect between two updates
//
// The engine knows no window and no browser. It is single-threaded and, once a Simulation is built, training allocates
// nothing. The same Experiment gives the same weights, bit for bit, natively, under Node and in every browser.
//
//   unroll::Experiment experiment;             // the adding problem, Elman cell, 16 hidden units
//   experiment.updates = 500;
//   auto simulation = unroll::Simulation::create(experiment);
//   if (!simulation) return report(simulation.error());
//   simulation.value()->finish();              // all 500 updates
//   unroll::Snapshot snapshot;
//   simulation.value()->fill(snapshot);
//
// Shapes are written [T, B, H]: T time steps, B sequences, I inputs, H hidden units, O outputs; row-major, time first.
// h_t is the vector at time t, h_t[i] its i-th entry; t runs from 0 to T−1.
#pragma once

#include <complex>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "analysis/twins.h"
#include "analysis/unit_plane.h"
#include "core/facts.h"
#include "core/result.h"
#include "core/table.h"
#include "tasks/experiment.h"
#include "tasks/notes.h"
#include "training/curve.h"
#include "training/divergence.h"

namespace unroll {

// One named parameter of the network (PyTorch's name and shape). Biases have cols == 1.
struct ParameterTable {
  std::string name;  // "rnn.weight_hh_l0"; of an untied copy: "rnn.weight_hh_l0@0003"
  int step = -1;     // the time step of an untied copy, −1 when tied
  Table values;      // [H, I], [H, H], [H], [O, H], [O]
};

// A part of a gated cell at all time steps, by the letter of its equation: LSTM i, f, g, o, c; GRU r, z, n.
struct Gate {
  std::string name;
  Table values;  // [T, H·D]
};

// What the cells of one layer make beside their hidden states, and what they began with.
struct LayerStates {
  std::vector<Gate> gates;  // empty for cells without gates
  std::vector<float> h0;    // [H·D] the state before the first step
  std::vector<float> c0;    // [H·D] the cell state before it; empty for cells without one
  Table fed;                // [T, O·D] of cells that feed an output back (Jordan): that output; else empty
  std::vector<float> fed0;  // [O·D] the one before the first step
};

// One sequence and what the network made of it (batch of one). Rows are time steps; the LayerStates are those of the topmost layer.
struct Passage : LayerStates {
  std::uint64_t version = 0;       // Snapshot::version at which it was new
  Table x;                         // [T, I]
  Table target;                    // [T, O]
  Table h;                         // [T, H·D] hidden states of the topmost layer: both directions one after the other
  std::vector<Table> lower;        // [T, H·D] of the layers below it, from the lowest; empty with one layer
  std::vector<LayerStates> inner;  // of the layers below it
  Table y;                         // [T, O] outputs, after outputActivation
  std::vector<bool> counts;        // [T] whether step t counts in the loss
  std::vector<bool> scored;        // [T] whether step t counts in the metric
};

// Where a weight stands.
struct WeightPlace {
  std::string name;  // PyTorch's, with @step for an untied copy
  int row = 0;
  int col = 0;  // 0 for a bias
  bool operator==(const WeightPlace&) const = default;
};

// The way back over the same sequence: the gradient of its own loss L (the mean over its counted steps), as the net would learn from it;
// truncated where training is: then all passes added up.
struct PassageBack {
  std::uint64_t version = 0;  // Passage::version that it belongs to
  double loss = 0;
  std::vector<float> lossAt;     // [T] what step t adds to L; 0 where it doesn't count
  Table dy;                      // [T, O] ∂L/∂y_t, before outputActivation
  std::vector<Table> dh;         // by layer, from the lowest: [T, H·D] ∂L/∂h_t, the whole derivative
  std::vector<Table> fromAbove;  // by layer: [T, H·D] its part through y_t (topmost layer) or through the layer above
  std::vector<Table> fromNext;   // by layer: [T, H·D] its part through the next step of its chain: the rest
  std::vector<float> norms;      // [T] ‖∂L/∂h_t‖₂ of the topmost layer
  Table dc;                      // [T, H·D] ∂L/∂c_t of the topmost layer; empty for cells without a cell state
  std::vector<int> cuts;         // truncated: the first step of each pass but those that begin at 0, which lets nothing through before it
};

// One way from the use of a weight to a loss: through one component of the state at each step. Its product is the product of its factors.
struct WeightPath {
  struct Place {
    int layer = 0, direction = 0, t = 0;
    int component = 0;  // below H a hidden unit, then what the cell carries beside them
    float factor = 0;   // the derivative of this number by the one before it; of the first by the weight
  };
  float product = 0;
  std::vector<Place> places;  // none: the weight is the readout's and acts on y at once
  float last = 0;             // the derivative of the loss by the last number, through its own y
};

// What each use of one weight adds to its gradient. Only of a tied net.
struct WeightShares {
  std::uint64_t version = 0;  // Passage::version that they belong to
  WeightPlace place;
  std::vector<float> contributions;  // [T] ∂L/∂(copy t of the weight); their sum is the gradient
  float gradient = 0;                // of the tied weight, all steps at once, as training takes it
  Table pieces;                      // [τ, t] ∂L_τ/∂(copy t): what step τ's loss has against the use at step t
  bool withPieces = false;           // they were asked for; in a large net they and the paths are there some frames later
  double tooMuch = 0;                // so many multiplications would be needed that they are not computed; else 0
  // With the pieces: the gradient by trying, (L(w + ε) − L(w − ε)) / 2ε, both losses computed anew with the changed weight; ε = 0: not tried.
  double tried = 0, lossAbove = 0, lossBelow = 0;
  // Of the piece that was asked for: its largest paths, at most nine, how many there are, and what all of them sum to.
  int pathFrom = -1, pathTo = -1;  // t, τ
  bool withPaths = false;          // they are there
  double pathsTooMuch = 0;         // as above
  std::vector<WeightPath> paths;
  double pathCount = 0, pathSum = 0;
};

// One step of plain gradient descent on the loss of the probe, w ← w − rate · ∂L/∂w for all weights that learn, as it would be: the model
// stays as it is.
struct UpdateWish {
  double rate = 0.1;
  WeightPlace place;  // of the weight whose gradient is tried, too
};
struct UpdatePreview {
  std::uint64_t version = 0;  // Passage::version that it belongs to
  UpdateWish wish;
  double loss = 0, lossAfter = 0;
  Table y;                                 // [T, O] afterwards
  std::vector<ParameterTable> parameters;  // afterwards, as Snapshot::parameters
  // Of the weight of the wish, where there is such a one: its gradient by the way back; and by trying, (lossAbove − lossBelow) / 2ε, both
  // computed anew with the weight changed by ±ε; ε = 0: not tried.
  double gradient = 0;
  double tried = 0, lossAbove = 0, lossBelow = 0;
};

// Derivatives of the numbers of each step by those of each other step.
struct CarpetWish {
  enum class Of { hiddenByInput, outputByInput, hiddenByHidden };  // ∂h_t/∂x_s, ∂y_t/∂x_s, ∂h_t/∂h_s of the topmost layer
  Of of = Of::hiddenByInput;
  int to = -1, from = -1;  // of this unit (output), by this input (unit); −1: all of them
  bool operator==(const CarpetWish&) const = default;
};
struct Carpet {
  std::uint64_t version = 0;  // Passage::version that it belongs to
  CarpetWish wish;
  bool isSigned = false;  // one number by one number: the derivative itself; else the norm of all of them (root of the sum of squares)
  Table values;           // [t, s]
  double share = 0;       // of one under way, that is to take the place of these values: how much is done
  double tooMany = 0;     // so many numbers would be needed that they are not computed, and `values` is empty; else 0
};

// What an answer hangs on: the derivative of one output at step t, as the loss sees it, by the inputs of each step.
struct SaliencyWish {
  int t = 0;
  int output = -1;  // −1: the greatest, of classes the likeliest
  bool operator==(const SaliencyWish&) const = default;
};
struct AnswerSaliency {
  std::uint64_t version = 0;  // Passage::version that it belongs to
  SaliencyWish wish;
  int output = 0;
  double answer = 0;
  std::vector<float> sizes;  // [T] ‖∂answer/∂x_s‖₂; empty: not there yet
};

// Eigenvalues of ∂s_t/∂s_{t−1}, s being the whole state that is remembered: h, for LSTM h and c, for Jordan what is fed back, of all layers
// and directions (against time ∂s_t/∂s_{t+1}).
struct StateSpectrum {
  std::uint64_t version = 0;  // Passage::version that it belongs to
  int t = -1;
  int size = 0;                              // numbers in s
  std::vector<std::complex<double>> values;  // largest |λ| first; none: nothing is remembered, or `size` is too much
};

// A number of the topmost layer's hidden state that is held by hand: set after its step was computed, and everything downstream follows.
struct HeldUnit {
  int unit = 0;  // < H·D
  int t = -1;    // −1: at every step
  float value = 0;
  bool operator==(const HeldUnit&) const = default;
};
// What the probe would be without them, and without weights that are cut: of one copy of an untied net, 0 at that time step.
struct UnheldPassage {
  std::vector<HeldUnit> held;
  std::vector<WeightPlace> cut;
  Table h, y;  // as those of Passage; empty: nothing is held or cut
  std::vector<Table> lower;
  std::vector<Gate> gates;
};

// What one update takes, measured by the clock: the mean of the last 1,000, or of those that there were.
struct UpdateTime {
  int updates = 0;
  double milliseconds = 0;
  double error = 0;  // of that mean, one standard deviation: a browser's clock is coarse
};

// How far the weights of one copy of an untied net have gone from the recurrent net's, over the updates.
struct CopyCurve {
  int step = 0;  // whose copy
  std::vector<CurvePoint> points;
};

// What fill() should bring up to date; the rest of the Snapshot is left as it is.
// How the net goes on by itself, Simulation::goOn(): at most so many steps; fewer of a large net.
struct GoOnWish {
  int steps = 0;
  double temperature = 1;
  std::uint64_t seed = 1;
  bool operator==(const GoOnWish&) const = default;
};
struct GoingOn {
  Table before;   // [T, I] what it begins with
  Table next;     // [steps, I]
  Table answers;  // of classes: [steps, I] the net's probabilities, of which `next` is drawn
  Table chances;  // and those that the temperature makes of them
  std::uint64_t version = 0;
};

struct SnapshotParts {
  bool curves = true;
  bool parameters = true;
  bool twins = false;
  TwinBreak broken = {};                             // the twin with one copy changed
  bool fold = false;                                 // the twin folded back, where its copies are equal
  int beyond = 2;                                    // steps after T for which the recurrent net goes on beside the twin
  bool back = false;                                 // the way back over the probe
  std::optional<WeightPlace> weight = std::nullopt;  // whose shares are wanted, beside the way back
  bool pieces = true;                                // by loss as well, which takes T times as long
  int pathFrom = -1, pathTo = -1;                    // and the paths of its piece: the use at t, the loss at τ
  std::optional<CarpetWish> carpet = std::nullopt;   // of the probe; in a large net it is there some frames later
  std::optional<SaliencyWish> saliency = std::nullopt;  // of the probe; in a large net it is there some frames later
  std::optional<UpdateWish> update = std::nullopt;   // not of a net whose way back takes long
  int spectrumAt = -1;                               // of the probe at this step
  std::optional<GoOnWish> goOn = std::nullopt;
  std::vector<HeldUnit> held = {};                   // in the probe; not in a net whose pass takes long
  std::vector<WeightPlace> cut = {};                 // the same; `parameters` then say 0
  // false: the probe only where advanceProbe() has finished it. Else it stays as it was or, if that was of another net or sequence,
  // only x, target, counts and scored are there and the rest is empty.
  bool probe = true;
};

// Own data as its task has read it; empty hash: there is none.
struct OwnDataFacts {
  std::string hash;
  int training = 0, fresh = 0;      // characters or numbers of both parts, one after the other; images
  int different = 0, classes = 0;   // text: characters, and what became of them
  double least = 0, greatest = 0;   // series: in its own units, −1 and 1 as the net sees it
  std::string column;               // series: name, or number where there is no header
  std::vector<std::string> columns; // that there are
  std::vector<std::string> kinds;   // rows: the names of its classes,
  std::vector<int> ofKind;          // and how many images there are of each
  double inOwnUnits(double value) const { return least + (value + 1) / 2 * (greatest - least); }
};

// The run before the present one, drawn as a ghost in every plot.
struct PreviousRun {
  Experiment experiment;
  std::vector<CurvePoint> lossCurve;
  std::vector<CurvePoint> metricCurve;
  std::vector<float> gradientNorms;
};

// Everything that a view may draw. Filled by Simulation::fill; nothing in it points into the engine, so a view can't change the model.
struct Snapshot {
  using Parts = SnapshotParts;

  std::uint64_t version = 0;  // changes whenever anything below changed
  Experiment experiment;      // what a link must say to come here again: updates and edits included
  Experiment current;         // the same with the edited settings as they are now: what the controls show
  std::int64_t update = 0;    // updates done
  std::int64_t goal = 0;      // updates asked for
  double loss = 0;            // of the last training batch, before its update; NaN before the first
  double metric = 0;          // over 1,000 fresh sequences, at metricUpdate; NaN before the first
  double trainingMetric = 0;  // the same over the training set, at most its first 1,000 sequences; NaN where there is none
  std::int64_t metricUpdate = -1;
  double differentInputs = 0;   // how many different sequences the task can draw; ∞ with real numbers in them, NaN: not known
  double seenShare = 0;         // of the fresh sequences, those to be expected among the training data until metricUpdate
  bool higherIsBetter = false;  // a share of right answers (0…1), otherwise a mean squared error
  double blindScore = 0;        // what the trivial answer scores, in the metric's unit
  double blindLoss = 0;         // the same in the loss's unit; NaN where loss or lossAt is not the task's own
  double learnedBound = 0;      // the metric counts as learned from here on
  bool learned = false;
  std::optional<Divergence> divergence;

  int inputSize = 0;
  int outputSize = 0;
  std::string_view letters;         // that the task's inputs are; empty: they are numbers
  std::vector<std::string> names;   // of the classes, UTF-8; empty: numbers, or `letters`
  std::vector<Note> notes;          // that the classes are; empty: they are none
  TunePlace tune;                   // where the probe is in one
  OwnDataFacts own;                 // of the experiment's own data
  std::string word;                 // of `letters`, one a time step of probe.x; a space: numbers that are none
  int marker = -1;                  // the input that marks steps, −1: the task marks none
  bool bits = false;                // all targets are 0 or 1
  std::string outputActivation;     // of Passage::y: identity, sigmoid with loss=bce, softmax with loss=crossEntropy
  bool simple = false;              // one layer of simple cells in one direction: x → h → y with W_xh, W_hh, W_hy and nothing else
  bool memory = true;               // a step sees something of the step before
  double learningRate = 0;          // of the next update, the schedule's factor included
  std::int64_t parameterCount = 0;  // both biases included
  std::vector<ParameterTable> parameters;

  PassageBack back;                     // filled when asked for
  WeightShares shares;                  // filled when asked for; empty: no such weight, or the net is untied
  UpdatePreview preview;                // filled when asked for
  Carpet carpet;                        // filled when asked for
  AnswerSaliency saliency;              // filled when asked for
  StateSpectrum spectrum;               // filled when asked for
  UnheldPassage unheld;                 // filled where something is held or cut in the probe; the way back and the carpet are without it
  GoingOn goneOn;                       // filled when asked for; empty: the net can't
  std::optional<GoOnWish> askedGoOn;    // SnapshotParts::goOn
  Passage probe;                        // a fresh sequence, the same one until NewProbe
  std::vector<float> gradientNorms;     // [T] ‖∂L/∂h_t‖₂ over the batch, of the last training update; empty before the first
  float gradientNorm = 0;               // ‖∂L/∂weights‖₂ of the last training update, before clipping
  std::vector<CurvePoint> lossCurve;    // training batch; thinned evenly above 2,000 points
  std::vector<CurvePoint> metricCurve;  // fresh data
  Twins twins;                          // filled when asked for, see SnapshotParts
  bool askedFold = false;               // SnapshotParts::fold
  int askedBeyond = 2;                  // SnapshotParts::beyond
  UpdateTime tiedTime, untiedTime;      // while untied: of the recurrent net that is trained along, and of the net itself
  TwinBreak askedBreak;                 // what was asked for then; Twins::broken is what there was to change
  std::vector<CurvePoint> driftCurve;   // with the twins, while untied: Twins::maxAbsDifference over the updates since, on the first probe
  std::vector<CopyCurve> copyCurves;  // at the same updates: Twins::weightDistance of all copies, or of 20 evenly chosen ones
  std::vector<ParameterTable> tiedParameters;  // with the twins, while untied: the weights of the recurrent net, else empty
  std::optional<PreviousRun> previous;
};

// ── Commands ─────────────────────────────────────────────────────────────────────────────────────────────────────────
// A setting in the text form of its key: {"learningRate", "0.01"}. Live settings (learningRate, momentum, clipNorm, and
// tying=untied) change the running training and become an edit when update > 0; every other key begins anew at update 0
// with all edits dropped.
struct SetSetting {
  std::string key;
  std::string value;
};
// One weight, by PyTorch name and 0-based indices (column 0 for a bias). Becomes an edit.
struct SetWeight {
  std::string name;
  int row = 0;
  int col = 0;
  double value = 0;
};
struct Reset {};  // back to update 0 of the same experiment, edits dropped
// After a divergence: to the last state from which a whole update was computed with finite numbers, one update back where the last
// one's result is too large to go on from. Settings changed by hand meanwhile hold from there on.
struct RestoreLastFinite {};
struct NewProbe {};  // another fresh sequence for Snapshot::probe, in the place of one of one's own; never changes training
// One time step of the sequence that is shown, [I]: with it the sequence is one's own, and the link says it (key input).
struct SetInput {
  int t = 0;
  std::vector<float> values;
};
using Command = std::variant<SetSetting, SetWeight, Reset, RestoreLastFinite, NewProbe, SetInput>;

// The whole state of a run between two updates, for undo and for going back. Cheap to copy, opaque to views.
class Checkpoint;

class Simulation {
 public:
  // An error names the key, the value and what is allowed, or says how much memory the sizes would take.
  // `withTwin`: while untied, train the tied net along on the same batches, so that twins can be compared.
  static Result<std::unique_ptr<Simulation>> create(const Experiment& experiment, bool withTwin = false);
  ~Simulation();
  Simulation(const Simulation&) = delete;
  Simulation& operator=(const Simulation&) = delete;

  // Training happens in advance() until update() reaches the goal; it starts at experiment.updates. With a goal of update() it stops
  // at once; an update under way waits for a greater goal.
  void setGoal(std::int64_t updates);
  std::int64_t goal() const;
  std::int64_t update() const;
  bool done() const;     // goal reached, or stopAt met, or diverged
  bool stopMet() const;  // the metric of stopAt was reached; a new goal goes on from there

  // Works for about this long (it may stop between two time steps inside an update) and returns whether it is done.
  bool advance(double milliseconds) { return advanceTo(std::numeric_limits<std::int64_t>::max(), milliseconds); }
  // The same, but it waits at the end of update `limit`, which is not its goal: nothing is measured or stopped there that wouldn't be
  // anyway.
  bool advanceTo(std::int64_t limit, double milliseconds);
  void finish();  // everything up to the goal, however long it takes

  // Updates per second of the time spent inside updates (not evaluation, not drawing).
  double updatesPerSecond() const;
  double trainingShare() const;  // of all time in advance(), the part inside updates; the rest is evaluation

  // The update after `update` at which the metric is taken, whoever watches: every hundredth, with small batches less often, so that it
  // costs about a tenth of the time.
  static std::int64_t nextEvaluation(const Experiment& experiment, std::int64_t update);

  // The recurrent net, as it is now, beside its feedforward twin of `length` layers on a fresh sequence. An error if the weights are
  // untied already, or if the twin would not fit into memory.
  // `broken`: the twin with one copy changed.
  Result<Twins> compareWithTwin(int length, const TwinBreak& broken = {});

  // What the net, as it is now, scores on fresh sequences of any length: with the length, number and seed of training what training itself
  // measures. An error if the weights are untied, if the task has no such sequences, or if they would not fit into memory.
  struct Prediction {
    double metric = 0;
    double loss = 0;  // mean over all rows that count; NaN where none does
  };
  Result<Prediction> predict(int seqLen, int sequences, std::uint64_t seed) const;
  static constexpr int mostPredicted = 1'000'000;  // sequences

  // What the net, as it is now, answers to an input of its own size, x [T, I] → [T, O], after outputActivation. An error if it has other
  // inputs, if an untied net has another number of steps, or if it would not fit into memory.
  Result<Table> answerTo(const Table& x) const;

  // The next sequences that training would draw, one after the other: x [T, I] and target [T, O], NaN where nothing is asked. Training
  // itself draws them again.
  struct Sequence {
    Table x, target;
  };
  std::vector<Sequence> nextSequences(int count) const;

  // How the net, as it is now, goes on by itself where its answer is its next input (text, melody, series…): after the end of an own curve,
  // else after the sequence that is shown. Of classes one is drawn at each step, with its probability to the power of 1/temperature, by
  // random numbers of `seed`; at temperature 0 it is the likeliest. An error if there is no such net, or it would not fit into memory.
  Result<GoingOn> goOn(int steps, double temperature, std::uint64_t seed) const;
  static constexpr int mostGoneOn = 10'000;  // steps

  // Applied after the last complete update: the one under way is given up where the command changes its gradient, and begins anew
  // with the same batch. After an error nothing has changed; a setting or a weight set to the value that it has changes nothing either.
  Result<void> apply(const Command& command);
  bool wouldChange(const Command& command) const;  // false: apply() would leave everything as it is; true for what it would refuse, too

  void fill(Snapshot& snapshot, const SnapshotParts& parts = {});
  void tell(Facts& facts) const;       // the same in few numbers, without looking at the probe
  Experiment experiment() const;       // Snapshot::experiment
  const Experiment& settings() const;  // the settings as they are now, edits by hand included
  bool diverged() const;
  PreviousRun record() const;
  // The pass over Snapshot::probe, and the carpet that was asked for last, take long in a large net: works at them for about this long and
  // returns whether they are done, for the weights as they are now. fill() does the rest of it at once.
  bool advanceProbe(double milliseconds);
  bool probeReady() const;
  std::uint64_t version() const;
  // Takes the place of another one: its versions go on from there, so that a Snapshot of the other isn't taken for its own.
  void comeAfter(const Simulation& former);

  // 64-bit FNV-1a over all parameters in the byte order of their names, each row-major little-endian float32; 16 hex digits.
  std::string weightsHash() const;

  // The whole state as a model file (safetensors): the weights under PyTorch's names and shapes, the optimiser's memories, the
  // experiment. Training goes on from it to the same bits as if it had never stopped. It says what checkpoint() holds.
  std::string saveModel() const;
  static constexpr std::size_t largestModelFile = 320u << 20;  // the largest that fits the memory allowed has some 310 MB
  // A damaged, foreign or too large file is an error; nothing else changes.
  static Result<std::unique_ptr<Simulation>> loadModel(std::string_view bytes, bool withTwin = false);

  // The state after the last complete update; the one under way goes on undisturbed.
  std::shared_ptr<const Checkpoint> checkpoint() const;
  void restore(const std::shared_ptr<const Checkpoint>& checkpoint);

 private:
  Simulation();
  Result<void> applySetting(const SetSetting& set);
  Result<void> restart(const Experiment& experiment);
  struct State;
  std::unique_ptr<State> state_;
};

// ── Explaining one number ────────────────────────────────────────────────────────────────────────────────────────────
// Every unit can say how its value came about, in the order in which it was summed up. Computed from a Snapshot alone;
// `sum` and `value` equal the engine's own numbers to the bit.
struct Term {
  // feedback: y_{t−1} of a Jordan cell; peephole: c of an LSTM cell, c_{t−1}, or c_t into its output gate
  enum class Kind { input, recurrent, feedback, readout, bias, peephole };
  Kind kind = Kind::bias;
  std::string parameter;  // PyTorch name (of step t's copy when untied); for the bias the name of bias_ih, or readout.bias
  int index = 0;          // j of x_t[j] (of a window: k·I + j for x_{t−k}[j]), h_{t−1}[j] or h_t[j]
  float weight = 0;       // for a bias: b itself (the sum of both biases of a cell)
  float operand = 1;
  float factor = 1;  // of a GRU's n: the reset gate r that its recurrent terms are multiplied by
  float product = 0;
  int row = 0;  // of the parameter
};
struct Explanation {
  std::vector<Term> terms;
  float sum = 0;
  float value = 0;         // activation(sum); for an output the sum itself, its sigmoid with loss=bce, its share with loss=crossEntropy
  float others = 0;        // then log Σ exp of the other outputs' sums
  std::string activation;  // "tanh"…
  // Of a unit of a gated cell instead of terms: its gates and what they act on, by the letters of the cell's equation.
  struct Part {
    std::string name;
    float value;
  };
  std::vector<Part> parts;
  std::string gated;  // h_t of these letters, h_prev for h_{t−1}: "(1 − z) · n + z · h_prev"
};
// `layer`: −1 is the topmost.
Explanation explainHidden(const Snapshot& snapshot, int t, int unit, int layer = -1);
Explanation explainOutput(const Snapshot& snapshot, int t, int output);
// What a cell that feeds back an output of its own (a Jordan cell below the topmost layer, or one of two directions) makes of its h_t.
Explanation explainFed(const Snapshot& snapshot, int t, int layer, int direction, int output);
// A gate, by its letter in Passage::gates: the terms of what it is the activation of. Where a part of the sum is
// multiplied by another gate (GRU's n), `sum` is the engine's, and each term has its share of the factor: they add up to it but for
// rounding. Without terms: it isn't f of a sum, as c.
Explanation explainGate(const Snapshot& snapshot, int t, int unit, std::string_view gate, int layer = -1);
// The state that step t began with, of one unit: h, or c where `carried` (of a cell that has one).
float stateBefore(const Snapshot& snapshot, int t, int unit, bool carried = false, int layer = -1);
// Of a layer, −1 being the topmost: its states, its h [T, H·D], and what comes into it from below.
const LayerStates& statesOf(const Snapshot& snapshot, int layer);
const Table& hiddenOf(const Snapshot& snapshot, int layer);
const Table& inputOf(const Snapshot& snapshot, int layer);

// The phase plane of a simple net of two hidden units at step t, under x_t. `snapshot` is complete, with the weights.
UnitPlane unitPlane(const Snapshot& snapshot, int t);

// value = f(x) of an activation by name, and its derivative, for drawing the curve. Bit-identical on all targets.
float activationValue(std::string_view name, float x, float others = 0);  // softmax: of one output, others = log Σ exp of the other ones
float activationSlope(std::string_view name, float x);

// ── What there is to choose from ─────────────────────────────────────────────────────────────────────────────────────
// One entry of a registry, in menu order. Words on the screen come from the page's words.*.json by this name.
struct Choice {
  std::string name;
  std::string help;  // English, for `unroll list`
};
std::vector<Choice> listTasks();
// What a task's blind answer scores: a share of right answers, or a mean squared error.
struct BlindAnswer {
  double score = 0;
  bool share = false;
};
BlindAnswer blindAnswer(std::string_view task);
std::vector<Choice> listCells();
std::vector<Choice> listActivations();
std::vector<Choice> listOptimizers();
std::vector<Choice> listInits();
std::vector<Choice> listLosses();

}  // namespace unroll
