// The forward pass by its smallest steps: one number after the other, in an order in which each finds all that it is made of. Step by
// step with time where the net runs one way; layer by layer, the chain with time before the one against it, where it runs both ways.
#pragma once

#include <vector>

#include "recurrent/recurrent.h"

namespace unroll {

// One number that is computed.
struct ForwardStep {
  enum class Kind { gate, hidden, fed, output };  // fed: the output that a Jordan cell feeds back, where it isn't y itself
  Kind kind = Kind::hidden;
  int t = 0;
  int layer = 0, direction = 0;
  int index = 0;  // of the unit within its direction, or of the output
  int gate = -1;  // in Passage::gates
  bool operator==(const ForwardStep&) const = default;
};

class ForwardSteps {
 public:
  ForwardSteps() = default;
  explicit ForwardSteps(const Snapshot& snapshot);  // of its shape; the numbers are not looked at

  int count() const;
  ForwardStep at(int number) const;  // 0…count() − 1
  int numberOf(const ForwardStep& step) const;
  // Steps done after the block that the step `done` belongs to, or before it: a layer in one direction, or y, at one time step.
  int blockBegin(int done) const;
  int blockEnd(int done) const;
  // In one direction, the steps done after time step t.
  int after(int t) const { return (t + 1) * perTime(); }

  int beginOf(int t) const { return begin(0, 0, t); }  // of the first block at time step t
  // When `done` steps are done: how many numbers there are of those that differ from `like` by their index alone, from the first.
  int thereOf(int done, const ForwardStep& like) const;

  int unitOf(const ForwardStep& step) const { return step.direction * hidden_ + step.index; }  // of both directions
  bool bothWays() const { return directions_ == 2; }
  bool operator==(const ForwardSteps&) const = default;

 private:
  int perUnit() const { return static_cast<int>(gates_.size()) + 1; }
  bool feeds(int layer) const { return feedsBack_ && !(layer == layers_ - 1 && directions_ == 1); }
  int blockSize(int layer) const;  // layer == layers_: y
  int perTime() const;             // of one direction
  struct Block {
    int layer, direction, t;
    int begin;
  };
  Block blockOf(int number) const;
  int begin(int layer, int direction, int t) const;

  int steps_ = 0, layers_ = 1, directions_ = 1, hidden_ = 1, outputs_ = 1;
  bool feedsBack_ = false;
  std::vector<int> gates_;  // in the order in which they are computed
};

// The number of one step, from those that it is made of. Its terms where it is a function of a sum; else none.
Explanation explainStep(const Snapshot& snapshot, const ForwardStep& step);

}  // namespace unroll
