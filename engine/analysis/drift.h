// How far a recurrent net and its untied twin have drifted apart while both are trained: the greatest difference of their numbers on one
// sequence, taken at updates that depend on nothing but their count, whoever watches.
#pragma once

#include <cstdint>

#include "core/table.h"
#include "network/forward_pass.h"

namespace unroll {

class Drift {
 public:
  // `x`: the sequence, [at least T, I]. Takes all its memory here.
  Drift(const Network<float>& untied, const Table& x);

  // One piece of a measurement; returns whether it is complete. Both nets stay as they are until then.
  bool advance(const Network<float>& tied, const Network<float>& untied);
  void abandon();  // the piece under way is of weights that are no more
  // Over all outputs and hidden states (Twins::maxAbsDifference, on this sequence), of the last complete measurement.
  float difference() const { return difference_; }
  double workPerPiece() const { return ForwardPass::workPerPiece; }

  // Whether a net is measured that was untied so many updates ago: each of the first 128, then 64 times as their count doubles;
  // below 1,300 times in all.
  static bool isDue(std::int64_t updates);

 private:
  Trace<float> rnn_, twin_;
  ForwardPass pass_;
  bool isRnnDone_ = false;
  float difference_ = 0;
};

}  // namespace unroll
