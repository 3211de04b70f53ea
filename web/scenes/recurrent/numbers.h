// Between the engine's Snapshot and the network diagram: its numbers as the diagram takes them, and for a unit or a weight its
// symbol, its PyTorch name and the terms of its sum.
#pragma once

#include <string>
#include <vector>

#include "recurrent/recurrent.h"
#include "unroll.h"
#include "widgets/network_diagram.h"

namespace unroll {

// Whether sequence and weights are there and belong together: a view that didn't ask for the weights leaves older ones behind.
bool isComplete(const Snapshot& snapshot);

// Points into `snapshot`, which must be complete; valid as long as it is not filled anew.
diagram::Numbers diagramNumbers(const Snapshot& snapshot);
bool isTied(const Snapshot& snapshot);
bool copiesDiffer(const Snapshot& snapshot);  // untied, a weight has another number at some time step

// Markup: "h_{3}[1]", "x_{3}[0]", "y_{3}[0]".
std::string unitSymbol(const diagram::UnitRef& unit);
// Markup with the matrix's colour: "<hh>W_{hh}</>[1][2]"; of a bias "b_{h}[1]".
std::string weightSymbol(const diagram::WeightRef& weight);

// Where a weight is stored: PyTorch's name (with the suffix of its copy when untied), row and column; and its number. A cell's bias
// is the sum of two: the number is their sum, stored is bias_ih.
struct StoredWeight {
  std::string name;
  int row = 0;
  int col = 0;
  float value = 0;
  float other = 0;  // what is added to the stored number: bias_hh
};
StoredWeight storedWeight(const Snapshot& snapshot, const diagram::WeightRef& weight);
// The change that gives the weight this number.
Change setWeight(const Snapshot& snapshot, const diagram::WeightRef& weight, double value);

// The weights in the sum of a unit, in the order of its terms; none for an input.
std::vector<diagram::WeightRef> termsOf(const diagram::Shape& shape, const diagram::UnitRef& unit);
// explainHidden or explainOutput; empty for an input and for the state before the first step.
Explanation explain(const Snapshot& snapshot, const diagram::UnitRef& unit);
diagram::WeightRef weightOfTerm(const diagram::UnitRef& unit, const Term& term);

}  // namespace unroll
