// Sequences that a user gives in a file, for a net to answer: a CSV, a line a time step, its columns the inputs; a blank line between two
// sequences. Separated by semicolons if there is one in the first line (then numbers may have a decimal comma), else by commas; the first
// line is a header if none of its fields is a number. Where inputs
// stand for symbols, a line of one field is a symbol's name, and no header.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "core/table.h"
#include "tasks/experiment.h"

namespace unroll {

constexpr std::size_t largestSequencesFile = 64u << 20;  // bytes

// Each x [T, I] as the net takes it. Numbers are those of the experiment's own data where it has any, in that data's units; as the net sees
// them they lie within ±1000, as those of the key `input`. The error says line and column.
Result<std::vector<Table>> parseSequences(std::string_view bytes, const Experiment& experiment);

// The answers y to them, each [T, O], as a CSV: sequence and t from 0, then the outputs by name (a class, a column of own data, y0, y1 …);
// of classes at last the likeliest.
std::string printAnswers(const std::vector<Table>& answers, const Experiment& experiment);

// For other programs: x0 … and target0 … as columns, a blank line between two sequences; NaN is "nan".
std::string printSequence(const Table& x, const Table& target);
std::string sequenceHeader(int inputs, int outputs);

}  // namespace unroll
