#include "scenes/theorem/story.h"

namespace unroll {

namespace {

bool walked(const StoryView& v) { return v.now.number("walked") > v.start.number("walked"); }

constexpr Check same[] = {{"last", [](const StoryView& v) { return walked(v) && v.now.number("t") == v.now.number("T") - 1; }}};
constexpr Check after[] = {{"beyond", [](const StoryView& v) { return walked(v) && v.now.number("t") >= v.now.number("T"); }}};
constexpr Check apart[] = {{"untie", [](const StoryView& v) { return !v.now.holds("tied"); }},
                           {"drift", [](const StoryView& v) { return !v.now.holds("tied") && v.now.number("difference") > 0; }}};

constexpr Step all[] = {{"same", same}, {"after", after}, {"apart", apart}};

}  // namespace

std::span<const Step> theoremSteps() { return all; }

}  // namespace unroll
