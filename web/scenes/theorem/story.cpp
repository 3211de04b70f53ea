#include "scenes/theorem/story.h"

#include <algorithm>
#include <utility>

namespace unroll {

namespace {

bool walked(const StoryView& v) { return v.now.number("walked") > v.start.number("walked"); }

// Nothing to walk through: a sequence of one step gets more of them.
void lengthenWalk(StoryBegin& story) {
  if (!story.now.holds("compared")) return story.later();
  if (story.now.number("T") < 2) story.change("seqLen", "5");
}

// Its twin is measured from here: copies that have learned apart begin anew, as one.
void makeOne(StoryBegin& story) {
  lengthenWalk(story);
  if (!story.now.holds("tied")) story.change("tying", "tied");
}

// In both directions there is no step after the last.
void leaveRoom(StoryBegin& story) {
  if (story.now.holds("bidirectional")) story.change("bidirectional", "false");
}

// The output that is to be the first to differ: not one that differs first already.
void chooseCopy(StoryBegin& story) {
  makeOne(story);
  const int last = std::max(0, static_cast<int>(story.now.number("T")) - 1);
  int k = std::min(3, std::max(1, last - 1));
  if (static_cast<int>(story.now.number("firstOutput")) == k) k = k > 0 ? k - 1 : k + 1;
  story.goal.set("k", std::min(k, last));
}

constexpr Check sameTasks[] = {{"last",
                                [](const StoryView& v) {
                                  return walked(v) && v.now.number("t") == v.now.number("T") - 1 && v.now.number("difference") == 0;
                                },
                                "stepForward time"}};
constexpr Check buildTasks[] = {
    {"begin", [](const StoryView& v) { return walked(v) && v.now.number("t") == 0; }, "time first"},
    {"built", [](const StoryView& v) { return v.now.number("twins") > v.start.number("twins"); }, "stepForward"}};
constexpr Check afterTasks[] = {
    {"beyond", [](const StoryView& v) { return walked(v) && v.now.number("t") >= v.now.number("T"); }, "stepForward"},
    {"longer", [](const StoryView& v) { return v.now.number("dragged") > v.start.number("dragged") && v.now.number("length") >= 2 * v.now.number("T"); }, "beyond"}};
constexpr Check brokenTasks[] = {
    {"first", [](const StoryView& v) { return v.now.holds("broken") && v.now.number("firstOutput") == v.goal.number("k"); }, "breakCopy"},
    {"mend", [](const StoryView& v) { return v.now.number("mended") > v.start.number("mended") && !v.now.holds("broken"); }, "mend"}};
// Against time a difference begins elsewhere too.
void chooseFind(StoryBegin& story) {
  makeOne(story);
  leaveRoom(story);
}
// What the step has broken by itself is to be found: the walk has to come to where the difference begins.
constexpr Check findTasks[] = {
    {"found", [](const StoryView& v) { return v.now.holds("broken") && walked(v) && v.now.number("t") == v.now.number("firstOutput"); },
     "stepForward time"},
    {"mended", [](const StoryView& v) { return v.now.number("mended") > v.start.number("mended") && !v.now.holds("broken"); }, "mend"}};
constexpr Check foldTasks[] = {
    {"fold", [](const StoryView& v) { return v.now.holds("folded"); }, "foldBack"},
    {"cannot", [](const StoryView& v) { return v.now.holds("obstacle"); }, "breakBy breakCopy"},
    {"again", [](const StoryView& v) { return v.now.number("mended") > v.start.number("mended") && v.now.holds("folded"); },
     "makeEqual mend"}};
constexpr Check sumTasks[] = {
    {"pick", [](const StoryView& v) { return v.now.number("picked") > v.start.number("picked"); }, "theoremTable"},
    {"copy",
     [](const StoryView& v) {
       return v.now.number("picked") > v.start.number("picked") && walked(v) && v.now.number("t") == v.now.number("largestCopy");
     },
     "stepForward"}};

// A net that is untied already when the step begins isn't done with it: it has to be trained on.
bool trained(const StoryView& v) { return v.now.number("update") != v.start.number("update"); }
bool untied(const StoryView& v) { return !v.now.holds("tied") && (v.start.holds("tied") || trained(v)); }
bool apartNow(const StoryView& v) { return untied(v) && trained(v) && v.now.number("difference") > 0; }
constexpr Check apartTasks[] = {{"untie", untied, "tying"}, {"drift", apartNow, "train"}};

// What is learned at one position, and asked at others: an echo whose loss is that of the last step alone.
void chooseEcho(StoryBegin& story) {
  if (story.goal.holds("prepared")) return;
  story.goal.set("prepared", true);
  if (story.now.holds("elsewhere") && !story.now.holds("tied")) return;
  constexpr std::pair<const char*, const char*> settings[] = {{"task", "echo"},           {"delay", "2"},           {"seqLen", "7"},
                                                              {"hiddenSize", "4"},        {"cell", "elman"},        {"layers", "1"},
                                                              {"bidirectional", "false"}, {"activation", "tanh"},   {"lossAt", "last"},
                                                              {"optimizer", "adam"},      {"learningRate", "0.02"}, {"tying", "untied"}};
  for (const auto& [key, value] : settings) story.change(key, value);
}
constexpr double mostlyRight = 0.95, guessed = 0.8;
constexpr Check positionTasks[] = {
    {"learn", [](const StoryView& v) { return v.now.holds("elsewhere") && trained(v) && v.now.number("twinLearned") >= mostlyRight; },
     "train"},
    {"else",
     [](const StoryView& v) {
       return v.now.holds("elsewhere") && trained(v) && v.now.number("loopRight") >= mostlyRight && v.now.number("twinRight") < guessed &&
              v.now.number("windowRight") < guessed;
     },
     "train"}};

void stand(Facts& at, double t) {
  at.set("t", std::max(0.0, t));
  at.set("foldBack", 0);
}
void atFirst(const Facts&, Facts& at) { stand(at, 0); }
// One copy is changed, neither the first nor the last; which one nobody is told: the duel begins at t = 0.
void brokenSomewhere(const Facts& now, Facts& at) {
  const int steps = std::max(1, static_cast<int>(now.number("T")));
  stand(at, 0);
  at.set("break", steps > 2 ? 1 + (5 * steps + 1) % (steps - 2) : steps - 1);
  at.set("breakBy", 1);
}
void atLast(const Facts& now, Facts& at) { stand(at, now.number("T") - 1); }

bool learnedApart(const Facts& now) { return !now.holds("tied") && now.number("difference") != 0; }

constexpr Step steps[] = {{"same", sameTasks, lengthenWalk, learnedApart, atFirst}, {"build", buildTasks, lengthenWalk, {}, atLast},
                          {"after", afterTasks, leaveRoom, {}, atLast},   {"broken", brokenTasks, chooseCopy, {}, atLast},
                          {"find", findTasks, chooseFind, {}, brokenSomewhere},
                          {"fold", foldTasks, makeOne, {}, atLast},       {"sum", sumTasks, makeOne, {}, atFirst},
                          {"apart", apartTasks, {}, {}, atLast},          {"position", positionTasks, chooseEcho, {}, atLast}};

static_assert(steps[theoremFindStep].id == "find");

}  // namespace

std::span<const Step> theoremSteps() { return steps; }

}  // namespace unroll
