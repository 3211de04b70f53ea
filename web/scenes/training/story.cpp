#include "scenes/training/story.h"

#include <cmath>
#include <cstdint>

namespace unroll {

namespace {

// A net this young may still be worse than blind only because of the weights that it was born with.
constexpr std::int64_t grownUp = 200;  // updates

bool trained(const StoryView& v) { return v.now.number("update") > 0 && v.now.number("update") != v.start.number("update"); }

bool beats(const Facts& model) {
  return model.number("metricUpdate") > 0 && beatsBlind(model.number("metric"), model.number("blindScore"), model.holds("higherIsBetter"));
}

// Ten times what it is, and no less than 1: far too much for any net that is on its way.
void chooseRate(StoryBegin& story) {
  const double rate = story.now.number("learningRate");
  const double far = rate < 1 ? 1 : 10 * rate;
  Facts goal;
  goal.set("rate", far);
  story.goal = goal;
}

// One that is learned already begins anew; undo brings it back.
void beginLearning(StoryBegin& story) {
  if (story.now.holds("learned") && story.now.number("update") > 0) story.change("reset", "");
}

constexpr Check meet[] = {{"sequence", [](const StoryView& v) { return v.now.number("probeIndex") != v.start.number("probeIndex"); }},
                          {"update", trained}};
constexpr Check beat[] = {{"beat", [](const StoryView& v) { return trained(v) && beats(v.now); }}};
constexpr Check learn[] = {{"learned", [](const StoryView& v) { return trained(v) && v.now.holds("learned"); }}};
constexpr Check breaking[] = {
    {"rate", [](const StoryView& v) { return v.now.number("learningRate") >= v.goal.number("rate"); }},
    {"broken", [](const StoryView& v) { return v.now.number("breaks") > v.start.number("breaks"); }},
    {"mended", [](const StoryView& v) { return v.now.number("mends") > v.start.number("mends"); }},
};

constexpr Step all[] = {{"blind", meet}, {"beat", beat}, {"learn", learn, beginLearning}, {"break", breaking, chooseRate}};

}  // namespace

std::span<const Step> trainingSteps() { return all; }

void Course::follow(const Snapshot& s) {
  const bool measured = s.metricUpdate > 0;
  const bool worse = measured && worseThanBlind(s.metric, s.blindScore, s.higherIsBetter) && (whole_ || s.update >= grownUp);
  if (s.divergence || worse) {
    if (!broken_) ++breaks_;
    broken_ = true;
    whole_ = false;
  } else if (measured && beatsBlind(s.metric, s.blindScore, s.higherIsBetter)) {
    if (broken_) ++mends_;
    broken_ = false;
    whole_ = true;
  }
}

}  // namespace unroll
