// A sequence task: what a network is shown, what it should answer, how that is judged, and what a blind answer scores.
// One task per file; a task is a record of plain functions. tasks.inc lists them in menu order.
#pragma once

#include <algorithm>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "core/random.h"
#include "core/result.h"
#include "core/table.h"
#include "tasks/experiment.h"
#include "tasks/notes.h"

namespace unroll {

enum class Loss { meanSquaredError, crossEntropy, binaryCrossEntropy };
// shareRight: of the outputs that are on the same side of .5 as their target, or of the steps whose greatest output is the class asked
// for, or of those that `judge` finds right. wholeRight: of the sequences of which no step is wrong.
enum class Metric { meanSquaredError, shareRight, wholeRight };

// One sequence of a batch [T, B, features]: a view that writes entry f of step t into a strided array.
struct SequenceWriter {
  float* data;
  int stepStride;

  float& operator()(int t, int feature = 0) const { return data[t * stepStride + feature]; }
};

// The same to be read.
struct SequenceReader {
  const float* data;
  int stepStride;

  float operator()(int t, int feature = 0) const { return data[t * stepStride + feature]; }
};

// Sequences of different lengths: a target whose first entry is this is not asked for in this sequence.
constexpr float notAsked = std::numeric_limits<float>::quiet_NaN();
inline bool isAsked(float target) { return target == target; }

// Which steps count, of most tasks.
inline bool everyStep(const Experiment&, int) { return true; }
inline bool lastStep(const Experiment& experiment, int t) { return t + 1 == experiment.seqLen; }

// Task::legal where one input is a bit at each step, whichever it is.
inline bool allBits(const Experiment& experiment, SequenceReader x) {
  for (int t = 0; t < experiment.seqLen; ++t)
    if (x(t) != 0 && x(t) != 1) return false;
  return true;
}

// Task::inputs where some are likelier than others.
inline double unevenInputs(const Experiment&) { return std::numeric_limits<double>::quiet_NaN(); }

// Of a task whose sizes and scores don't depend on settings.
template <int n>
int size(const Experiment&) {
  return n;
}

// What a sequence is like at each of its steps, to be held against what units hold: a number (how many are still open) or one of some
// classes.
struct TaskProperty {
  std::string_view name;
  std::string_view help;
  int classes = 0;  // 0: a number; else the values are 0 … classes − 1
  // x [T, inputSize] → values [T], of what is known when step t has been seen; NaN: there is nothing to say.
  void (*take)(const Experiment& experiment, SequenceReader x, std::span<float> values) = nullptr;
};

// The automaton that a task asks for: it reads a symbol at each step.
struct TaskAutomaton {
  int states = 0;                                      // 0 … states − 1, the first of which it begins with
  std::string_view letters;                            // one for each symbol, in their order
  int (*next)(int state, int symbol) = nullptr;        // −1: such a symbol can't come there
  int (*symbolAt)(SequenceReader x, int t) = nullptr;  // −1: none
};

struct Task {
  std::string_view name;
  std::string_view help;
  int (*inputSize)(const Experiment& experiment);
  int (*outputSize)(const Experiment& experiment);
  Loss loss;
  bool bits;             // all targets are 0 or 1
  bool classes = false;  // one of them is 1 at each step, and the others 0: the class
  bool lengths = false;  // sequences of different lengths: some steps are not asked for
  Metric metric;
  double (*blindMetric)(const Experiment& experiment);  // of the best constant answer at the scored steps
  double (*blindLoss)(const Experiment& experiment);    // the same at the steps that count, in the loss
  bool blindByStep = false;  // blindLoss is rather that of the best answer which knows the time step, and nothing else
  double learnedBound;       // metric below it (above it for shares): learned
  int learnedBy;             // updates within which its own default settings learn it, with the seeds 1 and 2
  double learnedShare;       // of the seeds 1 … 200 those whose metric meets the bound at some evaluation until then (learned_test.cpp)

  // Draws one sequence of T steps: x [T, inputSize], target [T, outputSize]. Steps that don't count have target 0, or notAsked, where that
  // is of this sequence alone.
  void (*draw)(const Experiment& experiment, Random& random, SequenceWriter x, SequenceWriter target);
  // The same from data that training never sees; nullptr: draw(), whose random numbers are others then.
  void (*drawFresh)(const Experiment& experiment, Random& random, SequenceWriter x, SequenceWriter target) = nullptr;
  bool (*counts)(const Experiment& experiment, int t);     // step t is part of the loss
  bool (*scored)(const Experiment& experiment, int t);     // step t is part of the metric
  int (*shortest)(const Experiment& experiment);           // least seqLen with at least one counted and scored step
  int (*longest)(const Experiment& experiment) = nullptr;  // greatest seqLen of which there are windows of own data; nullptr: any
  // What is wrong with the experiment's own data; nullptr: the task takes none.
  Result<void> (*dataFits)(const Experiment& experiment) = nullptr;
  // Its classes as one reads them, UTF-8; nullptr: numbers, or Task::letters.
  std::span<const std::string> (*names)(const Experiment& experiment) = nullptr;
  // Its classes as notes, and where in a tune an input of such notes is, x [T, inputSize]; nullptr: they are no notes.
  std::span<const Note> (*notes)() = nullptr;
  TunePlace (*placeInTune)(const Table& x) = nullptr;

  // What the task asks at step t of an input that it has not drawn itself, x [T or more, inputSize]; false: that can't be known.
  bool (*answer)(const Experiment& experiment, const Table& x, int t, std::span<float> target) = nullptr;

  // Where right and wrong are not only a matter of the target (a grammar allows several symbols, one of them came): of a whole sequence, a
  // verdict for each step, 1 right, 0 wrong, NaN not judged. y [T, outputSize] as the loss sees it (probabilities of classes).
  void (*judge)(const Experiment& experiment, SequenceReader x, SequenceReader y, SequenceReader target,
                std::span<float> verdicts) = nullptr;

  // How many different inputs draw() can make, all equally likely; ∞ with real numbers in them; NaN: some are likelier than others.
  double (*inputs)(const Experiment& experiment) = [](const Experiment&) { return std::numeric_limits<double>::infinity(); };

  // Whether draw() could have made this input, x [T, inputSize]; nullptr: it can't be said of an input that wasn't drawn.
  bool (*legal)(const Experiment& experiment, SequenceReader x) = nullptr;

  std::span<const TaskProperty> properties = {};
  const TaskAutomaton* automaton = nullptr;  // none: it asks for no automaton of a few states

  // The task's own default settings, as key=value pairs of the Experiment.
  std::span<const std::pair<std::string_view, std::string_view>> defaults = {};

  std::span<const std::string_view> settings = {};  // keys of the Experiment that it reads and other tasks may not: "delay"
  int marker = -1;                                  // the input that marks time steps with a 1; −1: none

  // The constant answer that scores blindMetric, where it is the same for each sequence and one number is asked for; else NaN.
  double blindAnswer = std::numeric_limits<double>::quiet_NaN();

  // Inputs that are letters: which there are, and the numbers of each, [letters, inputSize]; none: each input is a letter's own, as many of
  // them as there are inputs.
  std::string_view letters = {};
  std::span<const float> codes = {};

  // Inputs that are symbols which can't be typed as letters: a sign for each, for showing.
  std::string_view signs = {};

  std::string_view lettersOf(const Experiment& experiment) const {
    return codes.empty() ? letters.substr(0, static_cast<std::size_t>(inputSize(experiment))) : letters;
  }
  float codeOf(std::size_t letter, int input, int count) const {
    return codes.empty() ? (static_cast<int>(letter) == input ? 1.f : 0.f)
                         : codes[letter * static_cast<std::size_t>(count) + static_cast<std::size_t>(input)];
  }

  void fresh(const Experiment& experiment, Random& random, SequenceWriter x, SequenceWriter target) const {
    (drawFresh ? drawFresh : draw)(experiment, random, x, target);
  }
  bool reads(std::string_view key) const { return std::find(settings.begin(), settings.end(), key) != settings.end(); }
};

std::span<const Task* const> allTasks();
const Task* findTask(std::string_view name);  // nullptr: no such task

}  // namespace unroll
