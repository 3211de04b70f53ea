// States of a net over many sequences of its task, in one table: for principal components, cell hunts and automata.
#pragma once

#include <cstdint>

#include "core/table.h"
#include "network/forward_pass.h"
#include "tasks/task.h"

namespace unroll {

struct StateSamples {
  int sequences = 0, steps = 0;  // row s · steps + t is step t of sequence s
  Table x;                       // [rows, I]
  Table target;                  // [rows, O], as Task::draw() left it
  Table states;                  // [rows, N]
  Table answers;                 // [rows, O] as the loss sees them (probabilities of classes)
  SequenceReader input(int sequence) const { return {x.values.data() + static_cast<std::ptrdiff_t>(sequence) * steps * x.cols, x.cols}; }
};

struct SampleSettings {
  int sequences = 200;  // or as many as make 40,000 rows or eight million numbers, two at least
  // false: h of the topmost layer, all H·D units. true: all that is remembered: h of every layer, then what it carries (of an LSTM tanh c,
  // which is what can be seen of it).
  bool remembered = false;
  std::uint64_t series = 0;  // another series of sequences for each number; none of them is one that training or the evaluation draws
};

// What of a step's state is put into such a table: how many numbers, and those of step t of sequence b.
int stateSize(const Network<float>& network, bool remembered);
void readState(const Network<float>& network, const Trace<float>& trace, int t, int b, bool remembered, float* to);

class StateSampling {
 public:
  // All must live, and stay as they are, until done.
  StateSampling(const Network<float>& network, const Experiment& experiment, const Task& task, const SampleSettings& settings = {});

  bool advance(double milliseconds);  // true when done
  bool piece();                       // the same, a piece: some thousand multiplications to a million
  double share() const { return static_cast<double>(done_) / samples_.sequences; }
  const StateSamples& samples() const { return samples_; }  // rows of what isn't done yet are 0

 private:
  void take();

  const Network<float>& network_;
  const Experiment& experiment_;
  const Task& task_;
  bool remembered_;
  Random random_;
  Trace<float> trace_;
  Buffer<float> target_;
  ForwardPass pass_;
  bool isDrawn_ = false;
  int done_ = 0;  // sequences
  StateSamples samples_;
};

}  // namespace unroll
