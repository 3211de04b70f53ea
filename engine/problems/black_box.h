// Black box: what is found in the states of one trained net. Paths in the plane of their first two principal components, units held against
// a property of the task, the automaton in them beside the one that the task asks for, and what an answer hangs on.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "core/table.h"
#include "training/curve.h"

namespace unroll {

// Of many sequences; row s · steps + t is step t of sequence s. A string of one's own comes behind them all, as long as it is.
struct BlackBoxPaths {
  int sequences = 0, steps = 0, hidden = 0;
  bool withOwn = false;  // such a string is there: sequence `sequences`
  std::string letters;   // a character for each symbol; empty: the task's inputs are no symbols
  // The answers' classes as one reads them; empty: one number, or classes without names. Inputs that are such classes have the names too.
  std::vector<std::string> classes;
  bool readsClasses = false;
  std::vector<int> symbols;                    // [rows] −1: none (the sequence has ended)
  std::vector<int> lengths;                    // [sequences, and one more of an own string] steps until it ends
  Table x;                                     // [rows, I]
  Table answers;                               // [rows, O] as the loss sees them
  Table h;                                     // [rows, H] of the topmost layer
  Table plane;                                 // [rows, 2] all that is remembered, in the plane
  std::vector<double> shares;                  // [up to 3] of the variance of all that is remembered
  std::vector<std::vector<float>> properties;  // [properties][rows] NaN: there is nothing to say

  std::size_t row(int sequence, int t) const {
    return static_cast<std::size_t>(sequence) * static_cast<std::size_t>(steps) + static_cast<std::size_t>(t);
  }
};

struct BlackBoxProperty {
  std::string name;
  int classes = 0;  // 0: a number
};

// See UnitAgreement in probing/cell_hunt.h; all on sequences that nothing was fitted on.
struct BlackBoxUnit {
  int unit = 0;
  double score = 0;
  double correlation = std::numeric_limits<double>::quiet_NaN();
  int tells = -1;
  double threshold = 0;
  bool above = true;
  double accuracy = std::numeric_limits<double>::quiet_NaN();
};

// From a state by a symbol to a state.
struct BlackBoxWay {
  int from = 0, symbol = 0, to = 0;
  double share = 1;   // of the times that this symbol came there
  bool right = true;  // of a found one: it leads where the task's automaton does
};

struct BlackBoxAutomaton {
  int states = 0;  // 0 … states − 1; a found one begins in state `states`, the task's in 0
  int start() const { return meaning.empty() ? 0 : states; }
  std::vector<BlackBoxWay> ways;          // by from, symbol, to
  std::vector<int> meaning;               // of a found one: [states + 1] the task's state that each mostly stands for, −1: none
  Table centres;                          // of a found one: [states, 2] in the plane
  std::vector<int> clusters;              // of a found one: [rows of the paths] −1: the sequence has ended
  double determinism = 0, explained = 0;  // see AutomatonSettings in probing/automaton.h
  double agreement = std::numeric_limits<double>::quiet_NaN(),
         transitions = agreement;  // see AutomatonComparison; NaN: the task asks for none
  int missing = 0;
  int merged = 0;  // of a found one: its states when those that answer and lead on alike count as one
};

struct BlackBoxPicture {
  // Its training.
  std::int64_t update = 0, goal = 0;
  double metric = std::numeric_limits<double>::quiet_NaN();
  std::vector<CurvePoint> curve;  // of the metric, on fresh data
  bool trained = false, diverged = false;
  double share = 0;  // of what there is to compute that is done

  std::vector<BlackBoxProperty> taskProperties;
  int property = 0;  // the one chosen

  // Each is the last that is whole.
  std::shared_ptr<const BlackBoxPaths> paths;             // of the untrained net, before it is trained
  int walked = 0;                                         // the sequence that is walked along
  bool ownAwaited = false;                                // a string of one's own is asked for and has not run yet
  std::vector<BlackBoxUnit> units;                        // the best first
  int unitsProperty = 0;                                  // what they were held against
  int enough = 0;                                         // clusters that are enough, see AutomatonSettings::states; 0: not known
  std::shared_ptr<const BlackBoxAutomaton> found, asked;  // nullptr: there is none
  std::vector<int> foundWay, askedWay;                    // [length of the walked sequence] states after each symbol; −1: none
  Table saliency;                                         // [t, s] ‖∂(answer at t)/∂x_s‖; 0 for s > t, NaN: not there yet
  std::vector<int> answers;                               // [t] the output that is meant: of classes the likeliest

  bool isOwn() const { return paths && walked == paths->sequences; }
  int length() const { return paths ? paths->lengths[static_cast<std::size_t>(walked)] : 0; }
  // Of the task's automaton: a state from which nothing leads on. Its letter ends a string, and no net is shown it.
  bool isEnd(int state) const {
    return asked && std::none_of(asked->ways.begin(), asked->ways.end(), [&](const BlackBoxWay& way) { return way.from == state; });
  }
  // Whether the walked string has both automata in the same state at step t, or in none.
  bool agreesAt(int t) const {
    const auto i = static_cast<std::size_t>(t);
    if (i >= foundWay.size() || i >= askedWay.size()) return false;
    return foundWay[i] < 0 ? askedWay[i] < 0 || isEnd(askedWay[i]) : found->meaning[static_cast<std::size_t>(foundWay[i])] == askedWay[i];
  }
};

}  // namespace unroll
