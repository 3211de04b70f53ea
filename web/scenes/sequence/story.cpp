#include "scenes/sequence/story.h"

#include <algorithm>
#include <string>

#include "scenes/sequence/memory.h"

namespace unroll {

namespace {

constexpr double selfWeightGoal = 2;

int count(const Facts& facts, std::string_view name) { return static_cast<int>(facts.number(name)); }

// h_t[i] of the sequence on the stage.
double hidden(const Facts& facts, int t, int i) {
  const auto& h = facts.numbers("h");
  const auto at = static_cast<std::size_t>(t * count(facts, "units") + i);
  return at < h.size() ? h[at] : 0;
}

bool keepsSign(const Facts& facts, int unit) {
  for (int t = 1; t < count(facts, "steps"); ++t)
    if ((hidden(facts, t, unit) < 0) != (hidden(facts, 0, unit) < 0)) return false;
  return count(facts, "steps") > 1;
}

double selfWeight(const Facts& facts, int unit) {
  const auto& weights = facts.numbers("selfWeights");
  return static_cast<std::size_t>(unit) < weights.size() ? weights[static_cast<std::size_t>(unit)] : 0;
}

// Nothing to walk through: a sequence of one step gets more of them.
void lengthen(StoryBegin& story) {
  if (count(story.now, "steps") == 0) return story.later();
  if (count(story.now, "steps") < 2) story.change("seqLen", "6");
}

void chooseStep(StoryBegin& story) {
  lengthen(story);
  story.goal.set("t", std::min(count(story.now, "t") + 3, count(story.now, "steps") - 1));
}

void chooseLast(StoryBegin& story) {
  lengthen(story);
  story.goal.set("t", count(story.now, "steps") - 1);
}

// Of one number in all columns, or of copies yet to be made.
void tie(StoryBegin& story) {
  if (!story.now.holds("tied")) story.change("tying", "tied");
}

// Signs are asked for: a function that has but one gives way.
void giveSigns(StoryBegin& story) {
  if (story.now.text("activation") != "tanh") story.change("activation", "tanh");
}

// A unit of the last step is to get the other sign.
void chooseSign(StoryBegin& story) {
  tie(story);
  giveSigns(story);
  const int last = count(story.now, "steps") - 1;
  int unit = 0;
  for (int i = count(story.now, "units") - 1; i >= 0; --i)
    if (hidden(story.now, last, i) > 0) unit = i;
  const bool negative = hidden(story.now, last, unit) >= 0;
  story.goal.set("t", last);
  story.goal.set("i", unit);
  story.goal.set("negative", negative);
  story.goal.set("sign", negative ? "−" : "+");
  story.goal.set("n", count(story.now, "units") * count(story.now, "units"));
}

void chooseMemory(StoryBegin& story) {
  const int steps = count(story.now, "steps");
  story.goal.set("i", 0);
  story.goal.set("t", steps - 1);
  if (story.goal.holds("prepared")) return;
  story.goal.set("prepared", true);
  prepareMemory(story);
}

constexpr int mostUnitsFaded = 8;  // more weights are not set one by one

void chooseRiver(StoryBegin& story) {
  tie(story);
  chooseLast(story);
}

// One loss, at the end, and units that hear a third of themselves and little of the input: the gradient runs dry on its way to t = 0, and
// none is saturated, whatever the steps before left, so that a larger weight can let it through.
void chooseFading(StoryBegin& story) {
  tie(story);
  if (count(story.now, "steps") < 4) story.change("seqLen", "6");
  if (story.goal.holds("prepared")) return;
  story.goal.set("prepared", true);
  giveSigns(story);
  if (count(story.now, "losses") > 1) story.change("lossAt", "last");
  int units = count(story.now, "units");
  if (units > mostUnitsFaded) {
    units = 3;
    story.change("hiddenSize", "3");
  }
  for (int i = 0; i < units; ++i) {
    const std::string row = "[" + std::to_string(i) + "]";
    for (int j = 0; j < units; ++j) story.change("rnn.weight_hh_l0" + row + "[" + std::to_string(j) + "]", i == j ? "0.3" : "0");
    for (int j = 0; j < count(story.now, "inputs"); ++j)
      story.change("rnn.weight_ih_l0" + row + "[" + std::to_string(j) + "]", (i + j) % 2 == 0 ? "0.03" : "-0.03");
    for (const char* bias : {"rnn.bias_ih_l0", "rnn.bias_hh_l0"}) story.change(bias + row, "0");
  }
}

void chooseCopies(StoryBegin& story) {
  tie(story);
  chooseLast(story);
  story.goal.set("T", count(story.now, "steps"));
}

// The loss at the last step alone: nothing else is asked of Y.
void chooseLastLoss(StoryBegin& story) {
  lengthen(story);
  if (story.now.text("lossAt") != "last") story.change("lossAt", "last");
  story.goal.set("T", count(story.now, "steps") - 1);
}

// The same; to be changed by hand.
void chooseEveryLoss(StoryBegin& story) {
  chooseLastLoss(story);
  story.goal.set("n", count(story.now, "steps"));
}

// ── Nets drawn as a chain ──

void chooseSmallSteps(StoryBegin& story) {
  lengthen(story);
  story.goal.set("n", 6);
}

void chooseGate(StoryBegin& story) {
  lengthen(story);
  if (!story.now.holds("gated")) story.change("cell", "lstm");
  const auto& keeps = story.now.numbers("keep");
  std::size_t least = 0;
  for (std::size_t i = 1; i < keeps.size() && static_cast<int>(i) < count(story.now, "forward"); ++i)  // of two directions the first
    if (keeps[i] < keeps[least]) least = i;
  story.goal.set("i", static_cast<int>(least));
  story.goal.set("t", count(story.now, "steps") - 1);
}

void chooseStart(StoryBegin& story) {
  lengthen(story);
  if (!story.now.holds("memory")) story.change("cell", "gru");
  if (story.now.holds("ownStart")) story.change("start", "");
}

double keepOf(const StoryView& v) {
  const auto& keeps = v.now.numbers("keep");
  const auto unit = static_cast<std::size_t>(count(v.goal, "i"));
  return unit < keeps.size() ? keeps[unit] : 0;
}

constexpr Check smallSteps[] = {
    {"task", [](const StoryView& v) { return v.now.number("smallSteps") >= v.start.number("smallSteps") + v.goal.number("n"); }, "step"}};
constexpr Check gate[] = {{"enter", [](const StoryView& v) { return v.now.number("entered") > v.start.number("entered"); }, "inside"},
                          {"keep", [](const StoryView& v) { return keepOf(v) >= 0.9; }, "cell-f cell-z inside"}};
constexpr Check firstState[] = {{"start", [](const StoryView& v) { return v.now.holds("ownStart"); }, "start first"}};

constexpr Check walk[] = {
    {"task",
     [](const StoryView& v) { return v.now.number("walked") > v.start.number("walked") && v.now.number("t") >= v.goal.number("t"); },
     "stepForward"}};
constexpr Check unfold[] = {
    {"unfold", [](const StoryView& v) { return v.now.number("fold") > 0 && v.now.number("unfoldings") > v.start.number("unfoldings"); },
     "unfolded"},
    {"last",
     [](const StoryView& v) {
       return v.now.number("fold") > 0 && v.now.number("back") < 0 && v.now.number("t") == v.goal.number("t") &&
              v.now.number("walked") > v.start.number("walked");
     },
     "time stepForward"}};
constexpr Check unfoldChain[] = {{"unfold", unfold[0].holds, "fold inside"}, unfold[1]};
constexpr Check sign[] = {{"sign",
                           [](const StoryView& v) {
                             const double h = hidden(v.now, count(v.goal, "t"), count(v.goal, "i"));
                             return v.goal.holds("negative") ? h < 0 : h > 0;
                           },
                           "weights term1"}};
constexpr Check memory[] = {
    {"weight", [](const StoryView& v) { return selfWeight(v.now, count(v.goal, "i")) >= selfWeightGoal; }, "weight weights"},
    {"keep",
     [](const StoryView& v) {
       const int unit = count(v.goal, "i");
       return selfWeight(v.now, unit) >= selfWeightGoal && keepsSign(v.now, unit) && v.now.number("walked") > v.start.number("walked") &&
              v.now.number("t") == v.goal.number("t");
     },
     "time stepForward"}};
constexpr Check river[] = {
    {"loss", [](const StoryView& v) { return v.now.number("back") == 0 && v.now.number("walked") > v.start.number("walked"); },
     "unfolded inside"},
    {"back",
     [](const StoryView& v) { return v.now.number("back") >= v.now.number("steps") && v.now.number("walked") > v.start.number("walked"); },
     "stepForward"}};
constexpr Check shares[] = {{"piece", [](const StoryView& v) { return v.now.number("piece") >= 0; }, "piece0 stepForward"},
                            {"reach", [](const StoryView& v) { return v.now.number("reach") >= 0.1; }, "weights unfolded"}};
constexpr Check depends[] = {{"look", [](const StoryView& v) { return v.now.holds("carpetOfOutput"); }, "carpetOf look"},
                             {"more", [](const StoryView& v) { return v.now.number("early") > v.now.number("late"); }, "weights look"}};
constexpr Check everyLoss[] = {{"each", [](const StoryView& v) { return v.now.text("lossAt") == "every"; }, "lossAt"},
                               {"back",
                                [](const StoryView& v) {
                                  return v.now.text("lossAt") == "every" && v.now.number("back") >= v.now.number("steps") &&
                                         v.now.number("walked") > v.start.number("walked");
                                },
                                "stepForward unfolded"}};
constexpr Check copies[] = {{"untie", [](const StoryView& v) { return !v.now.holds("tied"); }, "tying"},
                            {"change", [](const StoryView& v) { return !v.now.holds("tied") && v.now.holds("copiesDiffer"); }, "weights"}};

// ── How the view stands at the begin ──

void stand(Facts& at, double fold, double t) {
  at.set("fold", fold);
  at.set("t", t);
  at.set("inside", 0);
}
void foldedAtFirst(const Facts&, Facts& at) { stand(at, 0, 0); }
void atFirst(const Facts&, Facts& at) { stand(at, 1, 0); }
void atLast(const Facts& now, Facts& at) { stand(at, 1, now.number("places")); }
void atThird(const Facts& now, Facts& at) { stand(at, 1, std::min(3.0, now.number("places"))); }
void atLoss(const Facts& now, Facts& at) { stand(at, 2, count(now, "steps")); }
// All the way back but one step: the copy at t = 0 of a weight between states hears h_{−1}, which is mostly 0.
void riverRun(const Facts& now, Facts& at) { stand(at, 2, std::max(0, 2 * count(now, "steps") - 1)); }

constexpr Step all[] = {{"1", walk, chooseStep, {}, foldedAtFirst},
                        {"2", unfold, chooseLast, {}, foldedAtFirst},
                        {"3", sign, chooseSign, {}, atLast},
                        {"4", memory, chooseMemory, {}, atLast},
                        {"5", river, chooseRiver, {}, atLast},
                        {"6", shares, chooseFading, {}, riverRun},
                        {"depends", depends, chooseFading, {}, atThird},
                        {"last", river, chooseLastLoss, {}, atLast},
                        {"each", everyLoss, chooseEveryLoss, {}, atLoss},
                        {"7", copies, chooseCopies, {}, atLast}};

bool hasNoLoop(const Facts& now) { return !now.holds("memory"); }
// What is handed on is not h.
bool handsOnAnother(const Facts& now) { return !now.holds("memory") || now.holds("feedsBack"); }

constexpr Step chain[] = {{"chain", walk, chooseStep, handsOnAnother, atFirst},       {"loop", unfoldChain, chooseLast, hasNoLoop, foldedAtFirst},
                          {"small", smallSteps, chooseSmallSteps, {}, atFirst}, {"gate", gate, chooseGate, {}, atLast},
                          {"start", firstState, chooseStart, {}, atFirst}, {"last", river, chooseLastLoss, {}, atLast},
                          {"each", everyLoss, chooseEveryLoss, {}, atLoss}};
static_assert(std::size(all) == untyingStep + 1 && all[everyLossStep].id == "each" && all[dependsStep].id == "depends" && chain[chainEveryLossStep].id == "each");

}  // namespace

std::span<const Step> sequenceSteps() { return all; }
std::span<const Step> chainSteps() { return chain; }

}  // namespace unroll
