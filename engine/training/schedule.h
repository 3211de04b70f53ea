// How the learning rate changes with the updates, and when training gets no further. Functions of the training alone: of the number of
// updates and their losses, never of who watches.
#pragma once

#include <cstdint>
#include <limits>
#include <string_view>

#include "tasks/experiment.h"

namespace unroll {

// Means of the training loss over blocks of `length` updates; a block brings progress if its mean is below the best so far by at
// least a ten-thousandth of it.
struct StallWatch {
  double best = std::numeric_limits<double>::infinity();
  double sum = 0;
  std::int64_t count = 0;

  // Takes the loss of one update; true when it completes a block that brought none.
  bool stalls(double loss, std::int64_t length);
};

struct ScheduleState {
  StallWatch plateau;
  std::int64_t drops = 0;  // of schedule=plateau
  StallWatch patience;
};

// The factor on the learning rate for the update after `done` updates:
//   step     fᵏ, k = ⌊done/every⌋
//   cosine   f + (1 − f)·½(1 + cos(π·done/every)) until done = every, then f   (Loshchilov & Hutter 2017, without restarts)
//   plateau  fᵏ, k = blocks of `every` updates without progress
double scheduleFactor(const Experiment& experiment, std::int64_t done, const ScheduleState& state);

}  // namespace unroll
