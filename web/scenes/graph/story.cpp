#include "scenes/graph/story.h"

#include <cmath>
#include <string>

namespace unroll {

namespace {

bool isAcyclic(const Facts& facts) { return facts.holds("acyclic"); }
bool isCyclic(const Facts& facts) { return !isAcyclic(facts); }
bool settles(const Facts& facts) { return isCyclic(facts) && facts.text("behaviour") == "settled"; }
bool hasPeriod(const Facts& facts, double period) { return isCyclic(facts) && facts.number("period") == period; }
// It still answers, though nothing has been said to it for a while.
bool keepsByItself(const Facts& facts) {
  return facts.number("selfLoops") >= 1 && settles(facts) && facts.number("inputs") > 0 && facts.number("inputsAtEnd") == 0 &&
         facts.number("outputAtEnd") != 0;
}
bool endsSilent(const Facts& facts) { return settles(facts) && facts.number("outputAtEnd") == 0; }

void beginWithout(StoryBegin& story) {
  if (isCyclic(story.now)) story.change("preset", "lecture");
}
void beginWithClock(StoryBegin& story) {
  if (!isCyclic(story.now) || settles(story.now) || hasPeriod(story.now, 3) || story.now.number("ticks") < 12)
    story.change("preset", "lectureCycle");
  // Said at once, and again where the step changes the net: GCC 12 takes one call for uninitialized.
  story.goal.set("T", story.now.number("ticks") - 1);
  if (!story.changes().empty()) story.goal.set("T", 35);
}
void beginUnrolling(StoryBegin& story) {
  if (!isCyclic(story.now)) story.change("preset", "lectureCycle");
}
void beginKeeping(StoryBegin& story) {
  story.change("preset", "flipFlop");  // of which the words tell
}

bool grew(const StoryView& v, std::string_view fact) { return v.now.number(fact) > v.start.number(fact); }

constexpr Check passes[] = {{"pass", [](const StoryView& v) { return grew(v, "passes"); }},
                            {"more", [](const StoryView& v) { return v.now.holds("acyclic") && grew(v, "edges"); }}};
constexpr Check closes[] = {{"close", [](const StoryView& v) { return v.now.number("cycleLength") == 3; }},
                            {"open", [](const StoryView& v) { return v.now.holds("acyclic"); }}};
constexpr Check ticks[] = {
    {"walk", [](const StoryView& v) { return isCyclic(v.now) && v.now.number("t") + 1 == v.now.number("ticks") && grew(v, "walked"); }},
    {"settle", [](const StoryView& v) { return settles(v.now); }},
    {"three", [](const StoryView& v) { return hasPeriod(v.now, 3); }}};
constexpr Check unrolls[] = {{"unroll", [](const StoryView& v) { return grew(v, "unrolls"); }},
                             {"same", [](const StoryView& v) {
                                return isCyclic(v.now) && v.now.number("weightSum") != v.start.number("weightSum") &&
                                       v.now.number("unrolledDifference") == 0;
                              }}};
constexpr Check keeps[] = {{"off", [](const StoryView& v) { return endsSilent(v.now); }},
                           {"keep", [](const StoryView& v) { return keepsByItself(v.now); }}};

constexpr Step all[] = {{"1", passes, beginWithout, isCyclic},
                        {"2", closes, beginWithout},
                        {"3", ticks, beginWithClock, isAcyclic},
                        {"4", unrolls, beginUnrolling, isAcyclic},
                        {"5", keeps, beginKeeping}};

}  // namespace

std::span<const Step> graphSteps() { return all; }

}  // namespace unroll
