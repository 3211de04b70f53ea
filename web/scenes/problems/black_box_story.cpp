// Black box: its story, and when a task of it is fulfilled.
#include <algorithm>

#include "scenes/problems/black_box_view.h"

namespace unroll {

namespace {

bool isReady(const Facts& now) { return now.holds("trained") && now.holds("computed"); }
double disagreements(const Facts& now) {
  double sum = 0;
  for (const double agrees : now.numbers("agrees")) sum += agrees == 0 ? 1 : 0;
  return sum;
}
bool isShown(const Facts& now, std::string_view which) { return now.text("shown") == which; }

// Which state a unit tells; below 0: none.
double toldBy(const Facts& now, double unit) {
  const auto &units = now.numbers("units"), &tells = now.numbers("unitTells");
  for (std::size_t i = 0; i < units.size() && i < tells.size(); ++i)
    if (units[i] == unit) return tells[i];
  return -1;
}
// Another state than the best unit does; where all tell the same, another unit.
bool tellsAnother(const Facts& now) {
  const auto &units = now.numbers("units"), &tells = now.numbers("unitTells");
  if (units.empty()) return false;
  const bool isSame = std::all_of(tells.begin(), tells.end(), [&](double each) { return each == tells[0]; });
  return isSame ? now.number("unit") != units[0] : toldBy(now, now.number("unit")) != tells[0];
}

// The words tell of strings of a grammar.
bool isOtherTask(const Facts& now) { return now.text("task") != "reber"; }
bool hasNoAutomaton(const Facts& now) { return isReady(now) && now.numbers("agrees").empty(); }
// What can't be fulfilled isn't asked: of series and rows no property is known, and a unit tells no state of a number.
bool hasProperty(const Facts& now) { return !now.text("property").empty(); }
bool hasAutomaton(const Facts& now) { return !hasNoAutomaton(now); }
bool hasStates(const Facts& now) {
  const auto& tells = now.numbers("unitTells");
  return hasProperty(now) && (!isReady(now) || std::any_of(tells.begin(), tells.end(), [](double each) { return each >= 0; }));
}

std::string_view trainsFirst(const Facts& now) { return isReady(now) ? std::string_view() : "play"; }

void beginUnit(StoryBegin& story) {
  if (!isShown(story.now, "trajectories")) story.change("shown", "trajectories");
}
void beginStates(StoryBegin& story) {
  if (!isShown(story.now, "automaton")) story.change("shown", "automaton");
  if (story.now.number("clusters") != 2) story.change("clusters", "2");
}
void beginDiffer(StoryBegin& story) {
  if (!isShown(story.now, "automaton")) story.change("shown", "automaton");
  if (story.now.number("clusters") != 3) story.change("clusters", "3");
  if (!story.now.text("string").empty()) story.change("string", "");
}

constexpr Check train[] = {
    {"trained", [](const StoryView& v) { return isReady(v.now); }, "again play"},
    {"colour", [](const StoryView& v) { return v.now.text("colours") == "property"; }, "colours", nullptr, false, hasProperty},
    {"walk",
     [](const StoryView& v) {
       return isReady(v.now) && v.now.number("moves") > v.start.number("moves") && v.now.number("t") + 1 == v.now.number("length");
     },
     "play strip"}};
constexpr Check one[] = {
    {"another",
     [](const StoryView& v) { return isShown(v.now, "units") && v.now.number("chosen") > v.start.number("chosen") && tellsAnother(v.now); },
     "unitBars shown play", trainsFirst, false, hasProperty},
    {"on",
     [](const StoryView& v) { return isShown(v.now, "units") && v.now.number("moves") > v.start.number("moves") && v.now.holds("unitOn"); },
     "strip shown play", trainsFirst, false, hasStates}};
constexpr Check states[] = {{"enough",
                             [](const StoryView& v) {
                               const double k = v.now.number("clusters");
                               return isReady(v.now) && k > 0 && k <= v.now.number("enough") &&
                                      (k == v.now.number("enough") ||
                                       (v.now.number("determinism") >= surely && v.now.number("explained") >= explains));
                             },
                             "clusters play", trainsFirst, false, hasAutomaton}};
constexpr Check differ[] = {{"wrong",
                             [](const StoryView& v) {
                               const auto& agrees = v.now.numbers("agrees");
                               const double t = v.now.number("t");
                               return isShown(v.now, "automaton") && v.now.number("moves") > v.start.number("moves") && t >= 0 &&
                                      t < static_cast<double>(agrees.size()) && agrees[static_cast<std::size_t>(t)] == 0;
                             },
                             "strip shown play", trainsFirst, false, hasAutomaton},
                            {"agree",
                             [](const StoryView& v) {
                               return isReady(v.now) && isShown(v.now, "automaton") && !v.now.numbers("agrees").empty() &&
                                      disagreements(v.now) == 0 && v.now.number("t") + 1 == v.now.number("length");
                             },
                             "clusters strip play", trainsFirst, false, hasAutomaton},
                            {"own",
                             [](const StoryView& v) {
                               constexpr std::size_t least = 5;  // letters
                               const auto& way = v.now.numbers("askedWay");
                               return v.now.text("string").size() >= least && disagreements(v.now) == 0 && !way.empty() && way.back() >= 0;
                             },
                             "string play", trainsFirst, false, hasAutomaton}};

constexpr Step all[] = {{"train", train, nullptr, isOtherTask},
                        {"unit", one, beginUnit, isOtherTask},
                        {"states", states, beginStates, hasNoAutomaton},
                        {"differ", differ, beginDiffer, hasNoAutomaton}};

}  // namespace

std::span<const Step> blackBoxStory() { return all; }

}  // namespace unroll
