// The story of Washing out: a difference that is lost, one that is kept by learning, the line N, and what keeping costs.
#include <algorithm>
#include <cmath>
#include <string>

#include "scenes/problems/washout.h"

namespace unroll {

namespace {

constexpr int longEnough = 20;                         // steps that a difference is to last
constexpr double capacityGoal = 0.9;                   // of N
constexpr double robustGoal = 1.5, aliveGoal = 0.001;  // of the latch

// In the order of the nets: Elman, LSTM, GRU, reservoir.
double ofElman(const Facts& facts, std::string_view name) {
  const std::vector<double>& all = facts.numbers(name);
  return all.empty() ? std::nan("") : all[0];
}

bool isAspect(const Facts& now, std::string_view aspect) { return now.text("aspect") == aspect; }
bool elmanLasts(const Facts& now) {
  const double left = now.number("steps") - 1 - now.number("differAt");
  return isAspect(now, "distance") && now.holds("whole") && !now.holds("trained") && now.number("differBy") != 0 && left >= longEnough &&
         ofElman(now, "lasts") >= left;
}
void beginLost(StoryBegin& story) { story.goal.set("n", longEnough); }
// A link may have brought another view: it stays.
bool isOtherView(const Facts& now) { return !isAspect(now, "distance") || now.holds("trained"); }

bool hasLearned(const Facts& now) { return isAspect(now, "distance") && now.holds("trained") && now.holds("whole"); }
bool longestChosen(const Facts& now) {
  const std::vector<double>& lasts = now.numbers("lasts");
  constexpr std::string_view cells[] = {"elman", "lstm", "gru", "reservoir"};
  if (!hasLearned(now) || lasts.empty()) return false;
  const double longest = *std::max_element(lasts.begin(), lasts.end());
  for (std::size_t i = 0; i < std::min(lasts.size(), std::size(cells)); ++i)
    if (now.text("cell") == cells[i]) return lasts[i] == longest;
  return false;
}
// Which one lasts longest is asked for: the plain net is no answer, or none that is there before it has learned.
void beginLearned(StoryBegin& story) {
  const bool plain = story.now.text("cell") == "elman";
  if (isAspect(story.now, "distance") && !story.now.holds("trained") && plain) return;
  story.change("aspect", "distance");
  story.change("trained", "false");
  story.change("cell", "elman");
}

double bestCapacity(const Facts& now) {
  double best = 0;
  for (const double each : now.numbers("capacity"))
    if (each > best) best = each;
  return best;
}
bool reachesLine(const StoryView& v) { return isAspect(v.now, "memory") && bestCapacity(v.now) >= capacityGoal * v.now.number("units"); }
void beginLine(StoryBegin& story) {
  story.goal.set("share", 100 * capacityGoal);
  if (!isAspect(story.now, "memory")) return story.change("aspect", "memory");
  if (!story.now.holds("whole")) return story.later();
  if (bestCapacity(story.now) < capacityGoal * story.now.number("units")) return;
  story.change("init", "spectral");
  story.change("initScale", "0.9");
  story.change("inputScale", "1");
}

bool isRobust(const Facts& now) { return isAspect(now, "latch") && now.number("singleLimit") >= robustGoal; }
bool isAlive(const Facts& now) { return isAspect(now, "latch") && now.number("bitAt") > 0 && now.number("bitGradient") >= aliveGoal; }
void beginBit(StoryBegin& story) {
  story.goal.set("d", robustGoal);
  story.goal.set("T", 20);
  if (!isAspect(story.now, "latch")) return story.change("aspect", "latch");
  if (!isRobust(story.now) && !isAlive(story.now) && story.now.number("bitSteps") == 20) return;
  story.change("bitWeight", "1.5");
  story.change("bitSteps", "20");
}

constexpr Check lost[] = {{"lasts", [](const StoryView& v) { return elmanLasts(v.now); }, "initScale"}};
constexpr Check learned[] = {{"train", [](const StoryView& v) { return hasLearned(v.now); }, "train"},
                             {"longest", [](const StoryView& v) { return longestChosen(v.now); }, "net-lstm pane-findings"}};
// What stands in the way: the kind of first weights, then their scale (1 is the last that doesn't grow), then the inputs.
std::string_view inTheWay(const Facts& now) {
  constexpr double leastScale = 0.9, mostScale = 1;
  if (!isAspect(now, "memory")) return {};
  if (now.text("init") != "orthogonal") return "init";
  const double scale = now.number("initScale");
  return scale < leastScale || scale > mostScale ? std::string_view("initScale") : std::string_view("inputScale");
}
constexpr Check line[] = {{"reach", reachesLine, "init initScale inputScale", inTheWay}};
constexpr Check bit[] = {{"robust", [](const StoryView& v) { return isRobust(v.now); }, "bitWeight"},
                         {"alive", [](const StoryView& v) { return isAlive(v.now); }, "bitWeight"}};

constexpr Step washoutStory[] = {
    {"lost", lost, beginLost, isOtherView}, {"learned", learned, beginLearned}, {"line", line, beginLine}, {"bit", bit, beginBit}};

}  // namespace

std::span<const Step> washoutSteps() { return washoutStory; }

}  // namespace unroll
