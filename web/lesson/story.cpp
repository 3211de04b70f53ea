#include "lesson/story.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "widgets/formula.h"

namespace unroll {

namespace {

constexpr double movement = 0.8;  // seconds
constexpr int mostAsked = 2;      // a step that is never content with the model begins all the same, before anybody can do much

std::string asWord(const Facts::Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* number = std::get_if<double>(&value))
    return *number == std::floor(*number) ? plainNumber(*number, 0) : compactNumber(*number);
  return {};
}

}  // namespace

void Story::open(int step) {
  step_ = std::clamp(step, 0, steps() - 1);
  begun_ = linked_ = hints_ = prepared_ = places_ = false;
  fresh_ = true;
  model_.clear();
  phase_ = steps_[static_cast<std::size_t>(step_)].stance ? Phase::words : Phase::rest;
}

void Story::openLinked(int step, bool saysView) {
  open(step);
  linked_ = true;
  places_ = phase_ == Phase::words && !saysView && step_ > 0;  // the first one is there without a word
  phase_ = Phase::rest;
}

Facts Story::stance(const Facts& now) const {
  Facts at;
  if (const Step& step = steps_[static_cast<std::size_t>(step_)]; step.stance) step.stance(now, at);
  return at;
}

void Story::go(double now) {
  from_ = Facts{};
  to_ = stance(now_);
  for (const auto& [name, value] : to_) from_.set(name, now_.number("at." + name));
  began_ = now;
  share_ = 0;
  phase_ = Phase::moving;
}

std::vector<Pair> Story::move(double now, bool instant) {
  clock_ = now;
  moved_ = (places_ && prepared_) || moves();
  if (!moved_) return {};
  if (places_ && prepared_) {  // by a link, at once
    places_ = false;
    to_ = from_ = stance(now_);
    share_ = 1;
  } else {
    share_ = instant ? 1 : std::clamp((now - began_) / movement, 0.0, 1.0);
  }
  std::vector<Pair> shown;
  for (const auto& [name, value] : to_) {
    const double from = from_.number(name), to = std::get<double>(value), at = from + (to - from) * share_ * share_ * (3 - 2 * share_);
    const bool whole = name != "fold";
    shown.emplace_back(name, printNumber(share_ >= 1 ? to : whole ? std::round(at) : std::round(100 * at) / 100));
  }
  if (share_ >= 1) phase_ = Phase::rest;
  return shown;
}

// Its goal is of the model as it is after its changes: it is asked again until it wants no more. And of the view as its tasks will find it.
std::vector<Change> Story::beginWith(const Facts& now) {
  if (!begun_) {
    begun_ = true;
    asLinked_ = linked_ && now.holds("stated");
    asked_ = settling_ = 0;
    goal_ = start_ = Facts{};
    open_.assign(checks().size(), false);
    done_.assign(checks().size(), false);
  }
  if (settling_ > 0) --settling_;
  if (settling_ > 0) return {};
  if (const Step& step = steps_[static_cast<std::size_t>(step_)]; step.begin && asked_ < mostAsked) {
    Facts atRest = now;
    if (phase_ == Phase::words || places_)
      for (const auto& [name, value] : stance(now)) atRest.set(name, std::get<double>(value));
    StoryBegin begin{atRest, goal_, asLinked_};
    step.begin(begin);
    if (begin.isLater()) return {};
    ++asked_;
    if (!begin.changes().empty()) {
      settling_ = 2;
      return begin.changes();
    }
  }
  prepared_ = true;
  return {};
}

std::vector<Change> Story::follow(const Facts& now) {
  now_ = now;
  if (!prepared_) {
    auto changes = beginWith(now);
    if (!prepared_) return changes;
  }
  if (places_) return {};
  if (start_.empty()) start_ = now;
  if (waits()) {
    if (model_.empty()) acts_ = now.number("acts"), model_ = now.text("model");
    const Facts at = stance(now);
    const bool stands = std::all_of(
        at.begin(), at.end(), [&](const Facts::Fact& each) { return now.number("at." + each.first) == std::get<double>(each.second); });
    // Who sets to work at once is not waited for.
    if (stands)
      phase_ = Phase::rest;
    else if (acts_ != now.number("acts") || model_ != now.text("model"))
      go(clock_);
  }
  const StoryView view{now_, start_, goal_};
  for (std::size_t i = 0; i < checks().size(); ++i)
    if (!checks()[i].holds(view))
      open_[i] = true;
    else if (phase_ == Phase::rest && (open_[i] || (linked_ && checks()[i].byLink)) && !done_[i])
      done_[i] = true, hints_ = false;
  return {};
}

bool Story::isAsked(std::size_t check) const { return !checks()[check].isAsked || checks()[check].isAsked(now_); }

// Between open() and the next follow() what is done is still that of the step before.
const Check* Story::next() const {
  for (std::size_t i = 0; i < std::min(done_.size(), checks().size()); ++i)
    if (!done_[i] && isAsked(i)) return &checks()[i];
  return nullptr;
}

const Check* Story::hinted() const { return hints_ ? next() : nullptr; }

void Story::point(Ui& ui) const {
  std::string& names = ui.memoryText(ui.id("hint"));  // where tabs lie over it, the page puts them into it
  names.clear();
  if (const Check* check = hinted()) ui.pointAt(names = pointsAt(*check));
}

std::string_view Story::pointsAt(const Check& check) const {
  const std::string_view before = check.first ? check.first(now_) : std::string_view();
  return before.empty() ? check.touch : before;
}

bool Story::finished() const { return std::find(done_.begin(), done_.end(), true) != done_.end() && !next(); }

std::string Story::key(std::string_view end) const {
  return std::string(scene_) + ".story." + std::string(steps_[static_cast<std::size_t>(step_)].id) + "." + std::string(end);
}

// Goals go before facts of the same name.
std::string Story::filled(const Frame& frame, std::string_view end) const {
  std::string words = frame.tr(key(end));
  for (const Facts* facts : {&goal_, &now_})
    for (const auto& [name, value] : *facts) {
      const std::string slot = "{" + name + "}", word = asWord(value);
      for (std::size_t at = words.find(slot); at != std::string::npos; at = words.find(slot, at + word.size()))
        words.replace(at, slot.size(), word);
    }
  return words;
}

std::string Story::words(const Frame& frame) const {
  const Step& step = steps_[static_cast<std::size_t>(step_)];
  return filled(frame, step.isOther && step.isOther(now_) ? "otherwise" : "words");
}

void Story::draw(const Frame& frame, Column& column) {
  Ui& ui = frame.ui;
  const Step& step = steps_[static_cast<std::size_t>(step_)];
  const std::string of = std::to_string(steps());
  ui.enterPart("story");
  ui::card(ui, column, ui::CardStyle::soft, [&](Column& inside) {
    // From its begin, where the step before was scrolled past it; what stands above the story stays in sight otherwise.
    if (const Rect begin{inside.x(), inside.y(), inside.width(), 0}; std::exchange(fresh_, false) && begin.y < ui.clip().y)
      ui.reveal(begin);
    ui::caption(ui, inside, frame.tr("story.step", {{"n", std::to_string(step_ + 1)}, {"of", of}}));
    ui::heading(ui, inside, filled(frame, "title"));
    ui::paragraph(ui, inside, words(frame));
    inside.space(2);
    for (std::size_t i = 0; i < step.checks.size(); ++i)
      if (isAsked(i)) ui::task(ui, inside, filled(frame, step.checks[i].id), i < done_.size() && done_[i]);
    if (const Check* hint = hinted()) ui::caption(ui, inside, hintOf(frame, *hint));
    const bool last = step_ + 1 == steps(), isDone = finished();
    if (isDone) ui::paragraph(ui, inside, "<b>" + frame.tr(last ? "story.allDone" : "story.done") + "</>");
    const Rect row = inside.take(38);
    if (step_ > 0 && ui::textButton(ui, {row.x, row.y + 9}, "storyBack", frame.tr("story.back"))) open(step_ - 1);
    if (const Check* open = next(); open && !open->touch.empty())
      if (ui::textButton(ui, {row.x + (step_ > 0 ? 64.f : 0.f), row.y + 9}, "storyHint", frame.tr(hints_ ? "story.noHint" : "story.hint")))
        hints_ = !hints_;  // the ring brings it into sight
    const std::string label = waits()                   ? frame.tr(frame.layout == Layout::phone ? "story.go" : "story.goKey")
                              : !last                   ? frame.tr("story.next")
                              : frame.nextScene.empty() ? std::string()
                                                        : frame.tr("story.door", {{"scene", std::string(frame.nextScene)}});
    if (label.empty()) return;
    const float width = std::min(row.w - 60, ui::buttonWidth(ui, label));
    if (!ui::button(ui, {row.right() - width, row.y, width, 36}, "storyNext", label,
                    isDone || waits() ? ui::ButtonStyle::primary : ui::ButtonStyle::secondary))
      return;
    if (waits())
      go(ui.now());
    else if (last)
      frame.commands.openScene({});
    else
      open(step_ + 1);
  });
}

std::string Story::hintOf(const Frame& frame, const Check& check) const { return filled(frame, std::string(check.id) + "Hint"); }

std::string Story::line(const Frame& frame) const {
  return std::to_string(step_ + 1) + "/" + std::to_string(steps()) + "  " + filled(frame, "title");
}

std::vector<std::string> Story::sentences(const Frame& frame) const {
  std::vector<std::string> all{frame.tr("story.step", {{"n", std::to_string(step_ + 1)}, {"of", std::to_string(steps())}}) + ": " +
                               formula::withoutMarkup(filled(frame, "title")) + ". " + formula::withoutMarkup(words(frame))};
  const Step& step = steps_[static_cast<std::size_t>(step_)];
  for (std::size_t i = 0; i < step.checks.size(); ++i) {
    if (!isAsked(i)) continue;
    const bool isDone = i < done_.size() && done_[i];
    all.push_back(frame.tr(isDone ? "story.taskDone" : "story.task", {{"task", formula::withoutMarkup(filled(frame, step.checks[i].id))}}));
  }
  if (waits()) all.push_back(frame.tr("story.beginKey"));
  if (finished()) all.push_back(frame.tr(step_ + 1 == steps() ? "story.allDone" : "story.done"));
  return all;
}

std::vector<Change> followStory(Scene& scene, const Model& model, double now, bool instant, bool loading) {
  Story* story = scene.story();
  if (!story) return {};
  for (const auto& [key, value] : story->move(now, instant)) scene.show(key, value);
  Facts facts = model.facts();
  scene.viewFacts(facts);
  if (story->asksForModel()) facts.set("model", model.text());
  if (!loading) return story->follow(facts);
  story->look(facts);
  return {};
}

}  // namespace unroll
