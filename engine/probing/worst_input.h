// An input that a net answers as wrongly as can be found: the worst of many random ones, then hill climbing from the worst few. Each is a
// sequence that the task could have drawn, and what is right is what the task says of it (Task::answer).
#pragma once

#include "core/table.h"
#include "network/forward_pass.h"
#include "training/loss.h"

namespace unroll {

struct WorstSettings {
  int tries = 500;           // random sequences
  int climbs = 4;            // from so many of the worst
  int attempts = 500;        // changes that are tried in each climb
  std::uint64_t series = 0;  // another search for each number
};

struct WorstInput {
  Table x;                  // [T, I]
  Table target;             // [T, O]
  std::vector<bool> asked;  // [T] whether step t counts, and its answer is known
  Table answers;            // [T, O] the net's, as the loss sees them
  double loss = 0;          // the mean of the asked steps; −∞ until there is one
};

class WorstInputSearch {
 public:
  // Only of a task with an `answer`. All must live, and stay as they are, until done. A task without `legal` is searched by random tries
  // alone.
  WorstInputSearch(const Network<float>& network, const Experiment& experiment, const Task& task, const WorstSettings& settings = {});

  bool advance(double milliseconds);  // true when done
  bool isDone() const;
  double share() const;                               // 0…1
  const WorstInput& worst() const { return worst_; }  // so far
  double worstOfRandom() const { return ofRandom_; }  // its loss, of the random tries alone
  double meanOfRandom() const { return tried_ > 0 ? sum_ / tried_ : 0; }
  int tried() const { return tried_ + climbed_; }  // sequences that were looked at

 private:
  struct Candidate {
    std::vector<float> x;  // [T, I]
    double loss = 0;
  };
  std::vector<float> drawn();
  std::vector<float> changed(const std::vector<float>& x);
  bool known(const std::vector<float>& x, int b);  // fills row b of the targets; false: nothing is asked that is known
  void fillBatch();
  void judgeBatch();
  void look(const Candidate& candidate, int b);

  const Network<float>& network_;
  const Experiment& experiment_;
  const Task& task_;
  WorstSettings settings_;
  Loss loss_;
  LossMask mask_;
  Random random_;
  Trace<float> trace_;
  Target<float> target_;
  GradientTrace<float> gradient_;
  ForwardPass pass_;
  bool isFilled_ = false;
  std::vector<Candidate> batch_, tops_;  // tops_: the worst of the random tries, the worst first
  int tried_ = 0, climbed_ = 0;
  double sum_ = 0, ofRandom_ = 0;
  WorstInput worst_;
};

}  // namespace unroll
