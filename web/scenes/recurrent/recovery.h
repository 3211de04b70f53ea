// The way back after a training went wrong: to the last state that was good, with a smaller learning rate, in one press.
#pragma once

#include <cstdint>

#include "scenes/recurrent/context.h"

namespace unroll {

// A state that was good, and the rate to go on from it with. The rate that led there if a greater one was set later, else a tenth of
// the one that failed. Good is where fresh data were answered best; where they were never measured, where the training batch was.
// Of a training that has not diverged but learns no more, only a state before the present one is good, and only one that was clearly
// better than the blind answer and than the present state; where there was none, the one before the rate was last raised, else update 0.
struct GoodState {
  std::int64_t update = 0;
  double learningRate = 0;
};
GoodState lastGoodState(const Snapshot& snapshot);
std::string wayBackWords(const Text& text, const GoodState& to);  // of a button that leads there

class Recovery {
 public:
  static std::string words(const SceneContext& context);  // of its button
  void begin(const SceneContext& context);
  void follow(const SceneContext& context);  // once per frame: the rate is set when the state is there

 private:
  GoodState to_;
  int patience_ = 0;  // frames that it is still waited for; 0: nothing is under way
};

}  // namespace unroll
