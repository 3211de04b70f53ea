// The five steps of the Sequence lesson: words from web/text ("sequence.story.1" …), and tasks that tick when the numbers say so.
#pragma once

#include <string>
#include <vector>

#include "lesson/scene.h"
#include "scenes/sequence/view.h"

namespace unroll {

class SequenceStory {
 public:
  static constexpr int steps = 5;

  int step() const { return step_; }  // 0…steps − 1
  const std::vector<bool>& done() const { return done_; }

  // Ticks what is fulfilled now; a tick stays until its goal changes.
  void check(const Snapshot& snapshot, const SequenceView& view);
  void draw(SceneContext& context, Column& column, const SequenceView& view);
  std::string line(const SceneContext& context) const;

 private:
  void open(int step);
  void chooseGoal(const Snapshot& snapshot);
  std::vector<bool> fulfilled(const Snapshot& snapshot, const SequenceView& view) const;
  std::vector<std::string> tasks(const SceneContext& context) const;

  int step_ = 0;
  bool goalChosen_ = false;
  int shapeH_ = 0, shapeT_ = 0;      // the goal holds for this net
  int goalStep_ = 0, goalUnit_ = 0;  // h_t[i] that is to change its sign
  bool goalNegative_ = true;
  std::vector<bool> done_;
};

}  // namespace unroll
