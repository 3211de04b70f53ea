// Story: a lesson in steps, each with tasks that tick when the numbers say so. The steps are data; the checks are functions of facts: the
// model's own and the scene's (what is pointed at, how far it is unfolded), now and when the step began. Drawn once for all scenes.
// Words by the scene's name: <scene>.story.<step>.title, .words, and for each task .<check> and .<check>Hint; facts and goals stand in them
// as {name}.
//
// Its steps are one axis of time. At a whole number a step rests: the view stands as the step finds it, and the tasks are the student's.
// Between two of them lies a fast movement from the one view to the other; before it, the words alone, until space or the button is
// pressed. What moves is a function of that time, so that going back, playing it again and a link to a step are the same movement, or its
// end.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lesson/scene.h"

namespace unroll {

struct StoryView {
  const Facts& now;
  const Facts& start;  // when the step began
  const Facts& goal;   // what the step chose then
};

struct Check {
  std::string_view id;
  bool (*holds)(const StoryView&);
  // The controls that its hint points at: the first of these names, separated by spaces, that stands on the page. Empty: no hint.
  std::string_view touch = {};
  std::string_view (*first)(const Facts& now) = nullptr;  // what is to be touched before, as things stand; empty: nothing
  bool byLink = false;                                    // a link that brings it has done it: nothing would be left to do
  bool (*isAsked)(const Facts& now) = nullptr;            // else it can't be fulfilled as things are, and is no task: it isn't shown
};

// A step begins: it may choose what is to be reached, and set the model up for it. What it asks for must not be there already. Asked again
// when its changes have taken effect, until it wants no more; the goal stays in between.
class StoryBegin {
 public:
  StoryBegin(const Facts& facts, Facts& chosen, bool asLinked) : now(facts), goal(chosen), asLinked_(asLinked) {}

  const Facts& now;
  Facts& goal;
  // Of the model, together and as one step of undo. What a link says stands: there it does nothing.
  void change(std::string target, std::string value) {
    if (!asLinked_) changes_.push_back({std::move(target), std::move(value)});
  }
  void later() { later_ = true; }  // what it needs isn't computed yet: it is asked again
  const std::vector<Change>& changes() const { return changes_; }
  bool isLater() const { return later_; }

 private:
  bool asLinked_, later_ = false;
  std::vector<Change> changes_;
};

struct Step {
  std::string_view id;
  std::span<const Check> checks;
  void (*begin)(StoryBegin&) = nullptr;
  // The model, somebody's own or changed meanwhile, is not what the words tell of: .otherwise stands in their place.
  bool (*isOther)(const Facts&) = nullptr;
  // How the view stands when the step begins: numbers by their names in the link (fold, t, …). The scene tells how it stands now in facts
  // of the same names with "at." before, and in "acts" how much of the view was done by hand. None: the step begins with whatever is there.
  void (*stance)(const Facts& now, Facts& at) = nullptr;
};

class Story {
 public:
  Story(std::string_view scene, std::span<const Step> steps) : scene_(scene), steps_(steps) {}

  bool asksForModel() const { return phase_ == Phase::words; }  // whether follow() wants the fact "model", its whole text
  // Ticks what is fulfilled now and was not when the step began, or not since; a tick stays until the step is begun again. Call after each
  // change of model or view. Returns the changes that a step asks for at its begin.
  std::vector<Change> follow(const Facts& now);
  void look(const Facts& now) { now_ = now; }  // only for its words: nothing is ticked
  void open(int step);                         // 0…; begins it at the next follow()
  // The same for a link: at rest, in its stance unless the link says the view. It may also say a state of the model that is not to be lost:
  // while the scene's fact "stated" holds at its begin (the model isn't what it would be with nothing said of it), the step changes
  // nothing.
  void openLinked(int step, bool saysView = false);

  // The model that is there now is somebody's own: a begin under way changes it no more.
  void keepModel() { linked_ = asLinked_ = true; }

  // ── Its time ──
  bool waits() const { return phase_ == Phase::words && prepared_; }  // for space
  bool moves() const { return phase_ == Phase::moving; }
  bool begins() const { return !prepared_; }  // the model is on its way to where the step begins
  // The next frame is to come whatever else happens: the view moves or has just moved, or it is to be seen what has come of its changes.
  bool wantsFrame() const { return moves() || moved_ || settling_ > 0; }
  double time() const { return step_ + (phase_ == Phase::words ? -1 : moves() ? share_ - 1 : 0); }
  void go(double now);  // in seconds: the movement begins
  // What the view is to show now, as pairs of the link. Call in each frame, before follow(). `instant`: without a movement.
  std::vector<Pair> move(double now, bool instant);

  void draw(const Frame& frame, Column& column);
  // A ring around what the open hint is about; also where the story itself isn't drawn.
  void point(Ui& ui) const;
  std::string line(const Frame& frame) const;  // "2/5  Unfolded over time"
  // For a screen reader: the step, then each task and whether it is done, at last that all are.
  std::vector<std::string> sentences(const Frame& frame) const;

  int step() const { return step_; }
  int steps() const { return static_cast<int>(steps_.size()); }
  const std::vector<bool>& done() const { return done_; }
  bool finished() const;  // all tasks of the present step
  std::span<const Check> checks() const { return steps_[static_cast<std::size_t>(step_)].checks; }
  std::string hintOf(const Frame& frame, const Check& check) const;
  const Check* hinted() const;  // the task whose hint is open

 private:
  enum class Phase { words, moving, rest };

  Facts stance(const Facts& now) const;
  std::vector<Change> beginWith(const Facts& now);
  bool isAsked(std::size_t check) const;
  const Check* next() const;  // the first task that isn't done
  std::string_view pointsAt(const Check& check) const;
  std::string key(std::string_view end) const;
  std::string filled(const Frame& frame, std::string_view end) const;
  std::string words(const Frame& frame) const;

  std::string_view scene_;
  std::span<const Step> steps_;
  int step_ = 0;
  bool begun_ = false;
  bool linked_ = false;    // the present step was opened by a link
  bool asLinked_ = false;  // and what it says of the model stands
  int asked_ = 0;
  bool fresh_ = false;  // not drawn yet
  Phase phase_ = Phase::rest;
  bool prepared_ = false;         // its begin wants no more of the model
  bool places_ = false;           // a link to it has yet to bring the view into its stance
  double began_ = 0, share_ = 1;  // of the movement: when, and how much of it is done
  Facts from_, to_;               // the view before it and after
  double acts_ = 0;               // what hands had done when its words came, to the view
  std::string model_;             // and to the model
  double clock_ = 0;              // seconds, of the last move()
  bool moved_ = false;            // then
  bool hints_ = false;            // the next task's hint is open
  int settling_ = 0;              // looks until the changes of the begin have taken effect
  Facts now_, start_, goal_;
  std::vector<bool> open_;  // the task was not fulfilled at some time since the step began
  std::vector<bool> done_;
};

// One frame of a scene's story, if it has one: its view moves, and its tasks are looked at. Returns what the step asks of the model.
// `loading`: what a link asks for is under way, and nobody's doing yet.
std::vector<Change> followStory(Scene& scene, const Model& model, double now, bool instant, bool loading = false);

}  // namespace unroll
