// How far a recurrent net and its untied twin have drifted apart while both are trained: the greatest difference of their numbers on one
// sequence, and how far the copies' weights are from the tied ones; taken at updates that depend on nothing but their count, whoever watches.
#pragma once

#include <cstdint>
#include <vector>

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
  // ‖weights of the copy − the tied net's weights‖₂ of each of `followed`, then.
  const std::vector<float>& distances() const { return distances_; }
  const std::vector<int>& followed() const { return followed_; }
  // Of so many copies those whose distances are measured: all, or 20, evenly chosen, the first and the last among them. Ascending.
  static std::vector<int> followedOf(int copies);
  double workPerPiece() const { return ForwardPass::workPerPiece; }

  // Whether a net is measured that was untied so many updates ago: each of the first 128, then 64 times as their count doubles;
  // below 1,300 times in all.
  static bool isDue(std::int64_t updates);

 private:
  Trace<float> rnn_, twin_;
  ForwardPass pass_;
  bool isRnnDone_ = false, isTwinDone_ = false;
  float difference_ = 0;
  std::vector<int> followed_;
  std::vector<float> distances_;
  std::size_t next_ = 0;  // of the distances under way
};

}  // namespace unroll
