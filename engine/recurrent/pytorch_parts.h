// Parts of the script that pytorch.cpp puts together. Each ends with two blank lines, as Python likes it.
#pragma once

#include <string>

#include "tasks/experiment.h"
#include "tasks/task.h"

namespace unroll::pytorch {

std::string netClass(const Experiment& experiment);                    // class Net: forward(x, state) and hidden(x, state)
std::string drawing(const Experiment& experiment);                     // draw(), the rows of a sequence; empty: it can't
std::string training(const Experiment& experiment, const Task& task);  // loss, optimiser, update(x, target)

}  // namespace unroll::pytorch
