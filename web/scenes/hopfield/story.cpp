#include "scenes/hopfield/story.h"

namespace unroll {

namespace {

bool reached(const StoryView& v, std::string_view kind) { return v.now.holds("done") && v.now.text("reached") == kind; }

void begin(StoryBegin& story, const char* patterns, const char* order = "random", const char* flip = "0.36") {
  const Change all[] = {{"size", "100"},      {"patterns", patterns}, {"rule", "hebb"}, {"gain", "none"}, {"selfConnections", "false"},
                        {"temperature", "0"}, {"order", order},       {"start", "0"},   {"hide", "0"},    {"flip", flip},
                        {"unlearned", ""}};
  for (const Change& each : all) story.change(each.target, each.value);
}
void beginErrors(StoryBegin& story) { begin(story, "A,X,L"); }
void beginMissing(StoryBegin& story) { begin(story, "A,X,L", "random", "0.1"); }
void beginSpurious(StoryBegin& story) { begin(story, "A,X,L", "random", "0.2"); }
void beginTogether(StoryBegin& story) { begin(story, "8", "random", "0.5"); }
void beginAttention(StoryBegin& story) {
  begin(story, "A,X,L", "random", "0.2");
  story.change("rule", "softmax");
  story.change("beta", "0.05");
}
void beginFull(StoryBegin& story) { begin(story, "5", "random", "0.1"); }

constexpr Check errors[] = {{"step", [](const StoryView& v) { return v.now.number("updates") >= 10; }},
                            {"restore", [](const StoryView& v) { return reached(v, "stored") && v.now.number("flip") >= 0.3; }}};
constexpr Check planets[] = {
    {"around", [](const StoryView& v) { return v.now.number("pushes") > v.start.number("pushes") && v.now.holds("wentAround"); }},
    {"rest", [](const StoryView& v) { return v.now.number("pushes") > v.start.number("pushes") && v.now.holds("ballRests"); }}};
constexpr Check missing[] = {{"complete", [](const StoryView& v) { return reached(v, "stored") && v.now.number("hide") >= 0.4; }}};
constexpr Check spurious[] = {{"inverse", [](const StoryView& v) { return reached(v, "inverse"); }},
                              {"mixture", [](const StoryView& v) { return reached(v, "mixture") || reached(v, "other"); }}};
constexpr Check together[] = {{"cycle", [](const StoryView& v) { return reached(v, "cycle"); }}};
constexpr Check full[] = {
    {"lose", [](const StoryView& v) { return v.now.holds("done") && v.now.number("patterns") >= 15 && v.now.number("ownOverlap") < 0.9; }},
    {"projection", [](const StoryView& v) {
       return reached(v, "stored") && v.now.text("rule") == "projection" && v.now.number("patterns") >= 15 &&
              v.now.number("ownOverlap") > 0.99;
     }}};
constexpr Check attention[] = {
    {"average",
     [](const StoryView& v) { return v.now.holds("done") && v.now.text("rule") == "softmax" && v.now.number("effective") > 2.5; }},
    {"one", [](const StoryView& v) { return v.now.holds("done") && v.now.text("rule") == "softmax" && v.now.number("effective") < 1.1; }}};

constexpr Step all[] = {{"1", errors, beginErrors},      {planetsStep, planets},         {"3", missing, beginMissing},
                        {"4", spurious, beginSpurious},  {"5", together, beginTogether}, {"6", full, beginFull},
                        {"7", attention, beginAttention}};

}  // namespace

std::span<const Step> hopfieldSteps() { return all; }

}  // namespace unroll
