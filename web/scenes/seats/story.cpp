#include "scenes/seats/story.h"

namespace unroll {

namespace {

bool atRest(const Facts& f) { return f.holds("rests") && f.number("t") == f.number("last"); }
bool isBest(const Facts& f) { return f.holds("searched") && f.holds("exhaustive") && f.number("energyNow") <= f.number("lowest") + 1e-9; }
bool swaps(const Facts& f) { return f.number("period") == 2 && f.number("t") >= 2; }

void beginRoom(StoryBegin& story, const char* room, const char* order) {
  const Change all[] = {{"room", room}, {"order", order}};
  for (const Change& each : all) story.change(each.target, each.value);
}

void beginRest(StoryBegin& story) {
  beginRoom(story, "friends", "random");
  story.change("sides", "RLLRRLLR");
}
void beginBest(StoryBegin& story) {
  beginRoom(story, "friends", "random");
  story.change("sides", "RRLLLRRL");
}
void beginTogether(StoryBegin& story) {
  beginRoom(story, "friends", "allAtOnce");
  story.change("sides", "LRLRLLRR");  // here it still goes well
}
void beginFrustration(StoryBegin& story) {
  if (story.now.number("triangles") > 0) beginRoom(story, "two", "random");
}
void beginTwo(StoryBegin& story) {
  if (story.now.number("stable") == 2 || !story.now.holds("searched")) beginRoom(story, "many", "random");
}

constexpr Check rest[] = {
    {"walk", [](const StoryView& v) { return atRest(v.now) && v.now.number("walked") > v.start.number("walked"); }},
    {"again", [](const StoryView& v) { return atRest(v.now) && v.now.text("endSides") != v.start.text("endSides"); }}};
constexpr Check best[] = {{"best", [](const StoryView& v) { return atRest(v.now) && isBest(v.now); }}};
constexpr Check together[] = {{"swap", [](const StoryView& v) { return swaps(v.now); }}};
constexpr Check frustration[] = {{"triangle", [](const StoryView& v) { return v.now.number("triangles") > 0; }}};
constexpr Check two[] = {
    {"two", [](const StoryView& v) { return v.now.holds("searched") && v.now.holds("exhaustive") && v.now.number("stable") == 2; }},
    {"both", [](const StoryView& v) { return v.now.holds("searched") && v.now.number("stable") == 2 && v.now.number("ends") == 2; }}};

constexpr Step all[] = {{"1", rest, beginRest},
                        {"2", best, beginBest},
                        {"3", together, beginTogether},
                        {"4", frustration, beginFrustration},
                        {"5", two, beginTwo}};

}  // namespace

std::span<const Step> seatsSteps() { return all; }

}  // namespace unroll
