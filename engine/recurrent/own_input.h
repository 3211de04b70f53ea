// The sequence that a user gives instead of a drawn one: the key `input`, rows of numbers by comma, a row per time step, by `;`; or a word
// of the letters that the task has. Training never sees it. Time steps that are not given are 0, rows beyond T are not used.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "core/table.h"
#include "network/trace.h"
#include "tasks/experiment.h"
#include "tasks/task.h"

namespace unroll {

// All rows have as many numbers, each from −1000 to 1000, at most 1,000 rows; an empty text is an empty table. The error names the key.
Result<Table> parseInput(std::string_view text);
bool isWord(std::string_view text);  // of ASCII letters, at most 1,000
// The letter of each row of x, a space where it is none of the task's; empty: it has no letters.
std::string wordOf(const Experiment& experiment, const Task& task, const Table& x);
std::string printInput(const Table& rows);

// Whether it has as many numbers per step as the task has inputs, or its letters; none at all fits any task.
Result<void> inputFits(const Experiment& experiment, const Task& task);

// x: [T, I] of the experiment's own input. target: [T, O] by the task's own rule, and which steps of it can be known.
void takeOwnInput(const Experiment& experiment, const Task& task, Table& x, Table& target, std::vector<bool>& known);

// The states before the first step that a user gives, the key `start`: of each chain (a layer in one direction, layer by layer) a row of h
// and one of what the cell carries (c, or Jordan's y). What isn't given is 0, what no unit is there for is not used.
using StartRows = std::vector<std::vector<float>>;
Result<StartRows> parseStart(std::string_view text);
std::string printStart(const StartRows& rows);
void takeOwnStart(const Experiment& experiment, Trace<float>& trace);

}  // namespace unroll
