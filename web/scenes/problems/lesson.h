// ProblemLesson: how one of the seven problems is shown and played with. A file in this folder and a line of lessons.inc; the numbers are
// those of the model's problem of the same name (engine/problems).
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "lesson/settings.h"
#include "lesson/story.h"
#include "lesson/time_walk.h"
#include "problems/problems.h"
#include "widgets/controls.h"

namespace unroll {

using ProblemsContext = FrameOf<ProblemsSnapshot>;

class ProblemLesson {
 public:
  virtual ~ProblemLesson() = default;

  virtual std::span<const Step> steps() const = 0;  // of its story; words: problems.<name>.story.…
  // The step that tells of what is looked at when the problem is opened first, by a link too that says none.
  virtual int firstStep(const ProblemsSnapshot&) const { return 0; }
  virtual void controls(const ProblemsContext&, Column&, Settings&) = 0;
  virtual void stage(const ProblemsContext&, Rect) = 0;
  // What was measured, the claim in one sentence, and what it doesn't show. Beside the stage where there is room, else a pane of it.
  virtual void findings(const ProblemsContext&, Column&) = 0;
  virtual void transport(const ProblemsContext& context, Rect bar);  // of runs, where it is not said otherwise
  // Where it is walked through in steps and nothing runs: play, the step keys and `t` of the link are its.
  virtual TimeWalk* walk(const ProblemsSnapshot&) { return nullptr; }
  virtual void walkTo(const ProblemsSnapshot& s, int place) {  // as a link says
    if (TimeWalk* time = walk(s)) time->jumpTo(place);
  }
  virtual bool walkRestsAtEnd() const { return true; }  // where no link says `t`; else at its begin
  virtual bool key(const ProblemsContext&, StageKey) { return false; }

  virtual std::string describe(const ProblemsContext&) const = 0;
  virtual SpokenTable table(const ProblemsContext&) const { return {}; }
  virtual void state(const ProblemsContext&, nlohmann::json&) const {}
  virtual void viewFacts(Facts&) const {}
};

struct ProblemLessonEntry {
  std::string_view name;
  std::unique_ptr<ProblemLesson> (*make)();
};
// In the order of lessons.inc, the lecture's.
std::span<const ProblemLessonEntry> problemLessons();

// The stage's card with its heading; returns what is left.
Rect stageCard(const ProblemsContext& context, Rect area, std::string_view title, std::string_view note);

// "0.008", "98.2 %": in the metric's unit.
std::string metricWords(const ProblemsSnapshot& snapshot, double metric);
std::string percentWords(double share);

// The menu of tasks, and own data for those that take some: a file, or what is built in.
void chooseTaskAndData(const ProblemsContext& context, Column& column);

// Three digits, or from a thousand on all those of the whole number, as the language groups them: "0.503", "39,740".
std::string grouped(const ProblemsContext& context, double number);

// "3 runs", "1 run": the words `key` with {n}, or `keyOne` where n is 1.
std::string counted(const ProblemsContext& context, std::string_view key, std::int64_t n);

// How many updates a run has: few are seconds, so its slider covers what a lesson has time for.
void chooseUpdates(const ProblemsContext& context, Column& column);

// The button `again` at the right of the bar; after it `recall` in its place, which brings back what there was.
void beginAnew(const ProblemsContext& context, Rect& bar, bool wide, bool enabled);

std::string runsDone(const ProblemsContext& context);  // "3 of 12 runs"

// Opens a run in Training, where it is computed anew.
void openRun(const ProblemsContext& context, const ProblemRun& run);

}  // namespace unroll
