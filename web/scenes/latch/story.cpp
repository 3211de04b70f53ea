#include "scenes/latch/story.h"

#include <cmath>
#include <string>

namespace unroll {

namespace {

constexpr double forgotten = 0.05;     // |a_T| from where on no bit can be read
constexpr double disturbanceGoal = 1;  // what the robust latch survives
constexpr double deadGradient = 1e-6, aliveGradient = 1e-3;
constexpr double gentleSlope = 0.9;

bool startsOpposite(const StoryView& v) { return (v.now.number("start") < 0) != (v.start.number("start") < 0); }
// A disturbance against the bit, that comes.
bool survives(const Facts& facts) {
  return facts.holds("remembers") && std::fabs(facts.number("disturbance")) >= disturbanceGoal &&
         facts.number("disturbance") * facts.number("start") < 0 && facts.number("disturbanceAt") <= facts.number("steps");
}
bool isLost(const Facts& facts) { return facts.holds("wouldRemember") && !facts.holds("remembers"); }
bool learnsWhileKeeping(const Facts& facts) {
  return facts.number("disturbance") == 0 && facts.holds("remembers") && facts.number("gradient") >= aliveGradient;
}
bool paysThePrice(const Facts& facts) { return survives(facts) && facts.number("gradient") < deadGradient; }
bool isGentle(const Facts& facts) { return facts.holds("remembers") && facts.number("slopeAtHome") >= gentleSlope; }

// What a step begins with where a task of it would be fulfilled already, or could not be.
void setUp(StoryBegin& story, const char* w) {
  const Change all[] = {{"w", w}, {"u", "0"}, {"start", "0.9"}, {"steps", "20"}, {"disturbance", "0"}, {"disturbanceAt", "10"}};
  for (const Change& each : all) story.change(each.target, each.value);
}

void beginForgetting(StoryBegin& story) {
  story.goal.set("T", story.now.number("steps"));
  story.goal.set("side", story.now.number("start") < 0 ? ">" : "<");
}

void beginValleys(StoryBegin& story) {
  if (story.now.holds("twoValleys")) setUp(story, "0.8");
  story.goal.set("T", story.changes().empty() ? story.now.number("steps") : 20);
}

void beginDisturbing(StoryBegin& story) {
  story.goal.set("d", disturbanceGoal);
  if (!story.now.holds("wouldRemember") || survives(story.now) || isLost(story.now)) setUp(story, "1.25");
}

void beginPaying(StoryBegin& story) {
  story.goal.set("d", disturbanceGoal);
  if (!story.now.holds("wouldRemember") || learnsWhileKeeping(story.now) || paysThePrice(story.now)) setUp(story, "1.5");
}

void beginTraining(StoryBegin& story) {
  if (isGentle(story.now) || story.now.number("steps") > 100 || story.now.number("disturbance") != 0 || !story.now.holds("remembers"))
    setUp(story, "1.5");
  const double steps = story.changes().empty() ? story.now.number("steps") : 20;
  story.goal.set("T", steps);
  story.goal.set("twice", 2 * steps);
}

constexpr Check forgets[] = {
    {"walk",
     [](const StoryView& v) { return v.now.number("t") == v.now.number("steps") && v.now.number("walked") > v.start.number("walked"); }},
    {"other", [](const StoryView& v) { return startsOpposite(v) && std::fabs(v.now.number("end")) < forgotten; }}};
constexpr Check valleys[] = {{"raise", [](const StoryView& v) { return v.now.holds("twoValleys"); }},
                             {"keep", [](const StoryView& v) { return v.now.holds("remembers"); }},
                             {"other", [](const StoryView& v) { return v.now.holds("remembers") && startsOpposite(v); }}};
constexpr Check disturbs[] = {{"lose", [](const StoryView& v) { return isLost(v.now); }},
                              {"keep", [](const StoryView& v) { return survives(v.now); }}};
constexpr Check price[] = {{"alive", [](const StoryView& v) { return learnsWhileKeeping(v.now); }},
                           {"dead", [](const StoryView& v) { return paysThePrice(v.now); }}};
constexpr Check training[] = {
    {"twice", [](const StoryView& v) { return v.now.holds("remembers") && v.now.number("steps") >= v.goal.number("twice"); }},
    {"gentle", [](const StoryView& v) { return isGentle(v.now); }}};

constexpr Step all[] = {{"1", forgets, beginForgetting},
                        {"2", valleys, beginValleys},
                        {"3", disturbs, beginDisturbing},
                        {"4", price, beginPaying},
                        {"5", training, beginTraining}};

}  // namespace

std::span<const Step> latchSteps() { return all; }

}  // namespace unroll
