// How the problem "gradients" is looked at: which step of the ball's walk, what was there before, what was done by hand.
#pragma once

#include <memory>

#include "lesson/time_walk.h"
#include "problems/gradients.h"
#include "scenes/problems/lesson.h"

namespace unroll {

// Over the steps of the ball's walk; at its end unless somebody went elsewhere.
class BallTime final : public TimeWalk {
 public:
  int last() const override { return last_; }
  int marked() const override { return thrown_; }
  double period() const override { return 1.0 / 60; }
  void follow(const WallPicture& picture);

  int walked = 0;  // steps that somebody took or let go by

 private:
  void moved() override { ++walked; }
  int last_ = 0, thrown_ = -1;
};

struct GradientsView {
  static constexpr double burst = 0.8;  // seconds in which changes are one
  BallTime time;
  WallCut cut;  // of the place below
  double cutW = 0, cutB = 0;
  int cutSteps = 0;

  // What was there before the last burst of changes.
  std::shared_ptr<const NormsPicture> before;
  std::shared_ptr<const WallPicture> ballBefore;
  void follow(const std::shared_ptr<const NormsPicture>& now, Ui& ui);
  void follow(const std::shared_ptr<const WallPicture>& now, Ui& ui);

  int pointedStep = -1;  // t that is read in one of the plots of norms
  int read = 0;          // frames in which somebody read

 private:
  std::shared_ptr<const NormsPicture> seen_;
  std::shared_ptr<const WallPicture> ballSeen_;
  double changedAt_ = -1e9, ballChangedAt_ = -1e9;  // seconds
};

bool seesWall(const ProblemsContext& context);
// The one picture or the other; nullptr where it isn't there yet.
const WallPicture* wallOf(const ProblemsContext& context);
const NormsPicture* normsOf(const ProblemsContext& context);

// view=wall
std::string placeWords(double value, int decimals = 3);  // w or b, without zeros at the end
void drawWall(const ProblemsContext& context, Rect area, GradientsView& view);
void wallFindings(const ProblemsContext& context, Column& column, GradientsView& view);
std::string wallWords(const ProblemsContext& context, const GradientsView& view);
SpokenTable wallTable(const ProblemsContext& context);
// The clipped ball or the free one at a step; where a walk ended early, its last step.
const BallStep& ballAt(const BallWalk& walk, int step);

// view=norms
void drawNorms(const ProblemsContext& context, Rect area, GradientsView& view);
void normsFindings(const ProblemsContext& context, Column& column, GradientsView& view);
std::string normsWords(const ProblemsContext& context);
SpokenTable normsTable(const ProblemsContext& context);

}  // namespace unroll
