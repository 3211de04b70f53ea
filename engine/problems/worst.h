// No guarantee: an input that one of the trained nets answers as wrongly as can be found. Its training is done once more, to the same
// weights; then it is searched (probing/worst_input.h).
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "core/table.h"

namespace unroll {

struct WorstPicture {
  enum class Stage { none, impossible, learns, searches, found };  // impossible: the task can't tell what is right, or the net is untied
  Stage stage = Stage::none;
  int run = -1;
  std::int64_t update = 0, goal = 0;  // of its training
  bool diverged = false;
  std::string hash;  // of its weights, when it is trained
  double share = 0;  // of the search

  // So far, and in the end.
  Table x, target, answers;                                 // [T, I], [T, O], [T, O] as the loss sees them
  std::vector<bool> asked;                                  // [T] whether step t counts
  bool classes = false;                                     // an answer is the likeliest of its numbers
  int step = -1;                                            // the one that is answered most wrongly
  double error = std::numeric_limits<double>::quiet_NaN();  // the loss of this sequence, as training has it
  double mean = error;                                      // of sequences as they are drawn: its mean,
  double random = error;                                    // and its greatest
  int tries = 0;                                            // random ones, of them
  int tried = 0;                                            // sequences that were looked at
};

}  // namespace unroll
