// The metric of a network over 1,000 fresh sequences. They are the same ones at every call (their own stream of the seed), so the
// metric is a function of the weights alone, and watching never changes training. Walked in pieces like an update. Or over the sequences of
// a training set.
#pragma once

#include "network/network.h"
#include "tasks/experiment.h"
#include "tasks/task.h"
#include "training/loss.h"
#include "training/training_set.h"

namespace unroll {

class Evaluator {
 public:
  static constexpr int sequences = 1000;
  static constexpr int batch = 25;

  // The network may be of another sequence length than the experiment says, if its weights are tied. `withLoss`: the loss is taken, too.
  Evaluator(const Experiment& experiment, const Task& task, const Network<float>& network, bool withLoss = false);

  void begin(int count = sequences);            // over so many of them
  void begin(TrainingSet& set);                 // over the set's first 1,000, or all that it has; it must live until done
  bool advance(const Network<float>& network);  // one piece; true when metric() is complete
  double metric() const { return metric_; }
  double loss() const { return rows_ > 0 ? lossSum_ / rows_ : std::numeric_limits<double>::quiet_NaN(); }  // mean over all rows that count
  double workPerPiece() const { return workPerPiece_; }

 private:
  void judgeBatch(int count);
  void judgeSequence(int b);
  void addLoss(int count);

  Experiment experiment_;
  const Task* task_;
  Trace<float> trace_;
  Buffer<float> target_;
  Random random_;
  TrainingSet* set_ = nullptr;  // none: fresh sequences
  Loss loss_;
  Buffer<float> answers_;        // [B, padded O] of one step, or of a judged sequence [T, padded O]
  std::vector<float> verdicts_;  // [T] of one sequence
  double workPerPiece_;
  std::optional<GradientTrace<float>> withLoss_;  // what the loss is computed with
  Target<float> asked_;
  int count_ = sequences;
  int done_ = sequences;
  int step_ = -1;  // −1: a batch is to be drawn
  int layer_ = 0;
  double sum_ = 0;
  std::int64_t entries_ = 0;
  double metric_ = 0;
  double lossSum_ = 0, rows_ = 0;
};

// The metric at each time step by itself, over the first `sequences` fresh ones; NaN where the task scores nothing.
std::vector<float> metricAtEachStep(const Experiment& experiment, const Task& task, const Network<float>& network, int sequences);

// Draws one batch into x [T, B, I] and target [T, B, padded O], sequence by sequence, for training; with classes, where the target has any,
// as numbers too.
void drawBatch(const Experiment& experiment, const Task& task, Random& random, Trace<float>& trace, Buffer<float>& target);
// The same of what training never sees.
void drawFreshBatch(const Experiment& experiment, const Task& task, Random& random, Trace<float>& trace, Buffer<float>& target);
void drawBatch(const Experiment& experiment, const Task& task, Random& random, Trace<float>& trace, Target<float>& target);
void writeClasses(int outputs, Target<float>& target);  // the numbers of its classes, where it has any
int classOf(const float* target, int outputs);          // −1: none is asked for

}  // namespace unroll
