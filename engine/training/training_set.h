// A fixed number of sequences that a training has, instead of ever new ones: the first ones that it would draw without end. They are gone
// through in that order, then each time in another, shuffled by a random stream of the seed and the epoch. Which sequence is the n-th
// follows from n alone, so a training goes on from any update without remembering anything. What is kept of a sequence are not its numbers
// but the random state from which it is drawn again.
#pragma once

#include <cstdint>
#include <vector>

#include "core/random.h"
#include "tasks/task.h"
#include "training/loss.h"

namespace unroll {

class TrainingSet {
 public:
  // experiment.trainingSet sequences, at least one. Takes all its memory here: bytes(experiment).
  TrainingSet(const Experiment& experiment, const Task& task);
  static double bytes(const Experiment& experiment);

  int size() const { return size_; }

  // A training that begins later than with number 0 has to know the sequences before; draws some of them, true when all are known. The room
  // is that of the next batch.
  bool prepare(std::int64_t n, Trace<float>& trace, Target<float>& target);
  // The sequences number n … n + B − 1 of a training, n counted over all epochs, as drawBatch() draws. Without prepare() it may take as
  // long as drawing all of the set.
  void drawNumbers(std::int64_t n, Trace<float>& trace, Target<float>& target);
  // Those that stand at places `first` … first + B − 1 in the set, for looking at; after the last comes the first again.
  void drawPlaces(int first, Trace<float>& trace, Buffer<float>& target);
  // The place of number n in the set.
  int placeOf(std::int64_t n);

 private:
  void learn(const SequenceWriter& x, const SequenceWriter& target);  // the next one that isn't known
  void drawPlace(int place, int b, Trace<float>& trace, Buffer<float>& target);

  Experiment experiment_;
  const Task* task_;
  int size_;
  Random next_;                       // from where the first sequence is drawn that isn't known yet
  std::vector<Random::State> known_;  // by place: from where it is drawn
  std::vector<std::int32_t> order_;   // of epoch_
  std::int64_t epoch_ = 0;            // 0: in order
};

}  // namespace unroll
