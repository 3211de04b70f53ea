#include "scenes/theorem/story.h"

namespace unroll {

namespace {

bool walked(const StoryView& v) { return v.now.number("walked") > v.start.number("walked"); }

constexpr Check same[] = {{"last", [](const StoryView& v) { return walked(v) && v.now.number("t") == v.now.number("T") - 1; }}};
constexpr Check after[] = {{"beyond", [](const StoryView& v) { return walked(v) && v.now.number("t") >= v.now.number("T"); }}};

// A net that is untied already when the step begins isn't done with it: it has to be trained on.
bool trained(const StoryView& v) { return v.now.number("update") != v.start.number("update"); }
bool untied(const StoryView& v) { return !v.now.holds("tied") && (v.start.holds("tied") || trained(v)); }
bool apartNow(const StoryView& v) { return untied(v) && trained(v) && v.now.number("difference") > 0; }
constexpr Check apart[] = {{"untie", untied}, {"drift", apartNow}};

constexpr Step all[] = {{"same", same}, {"after", after}, {"apart", apart}};

}  // namespace

std::span<const Step> theoremSteps() { return all; }

}  // namespace unroll
