#include "base/history.h"

#include "base/frame_clock.h"
#include "base/page_settings.h"

namespace unroll {

namespace {

struct Big : State {
  Big(std::size_t size, int n) : bytes_(size), number(n) {}
  std::size_t bytes() const override { return bytes_; }
  std::size_t bytes_;
  int number;
};

int number(const std::shared_ptr<const State>& state) { return static_cast<const Big&>(*state).number; }

std::shared_ptr<const State> big(std::size_t bytes, int n) { return std::make_shared<Big>(bytes, n); }

PageSettings read(const std::vector<std::pair<std::string, std::string>>& pairs, std::vector<std::string>& dropped) {
  std::vector<Error> errors;
  PageSettings page = PageSettings::read(pairs, errors, {});
  for (const Error& e : errors) dropped.push_back(e.message);
  return page;
}

}  // namespace

TEST_CASE("history: keeps many small steps, few big ones, and at least four") {
  struct Case {
    std::size_t bytes, kept;
  };
  for (const Case& c : {Case{100, History::most}, Case{History::budget / 10, 10}, Case{History::budget, History::fewest}}) {
    History history;
    for (int n = 0; n < 200; ++n) history.record({0, big(c.bytes, n)});
    std::size_t kept = 0;
    for (; history.canUndo(); ++kept) CHECK(number(history.undo(big(1, -1)).state) == 199 - static_cast<int>(kept));
    CHECK(kept == c.kept);
  }
}

TEST_CASE("history: a drag is one step, however slow it is; without the pointer a moment's pause begins another") {
  History history;
  history.beginGesture();
  CHECK(history.beginsStep("w", 1));
  CHECK_FALSE(history.beginsStep("w", 1.5));
  CHECK_FALSE(history.beginsStep("w", 9));
  CHECK(history.beginsStep("v", 9.1));
  history.endGesture();
  CHECK(history.beginsStep("v", 9.2));
  CHECK_FALSE(history.beginsStep("v", 9.5));
  CHECK(history.beginsStep("v", 20));
}

TEST_CASE("history: a new change after an undo forgets what could be done again") {
  History history;
  history.record({0, big(1, 1)});
  history.record({0, big(1, 2)});
  CHECK(number(history.undo(big(1, 3)).state) == 2);
  CHECK(history.canRedo());
  history.record({0, big(1, 4)});
  CHECK_FALSE(history.canRedo());
}

TEST_CASE("ring of states: sorted, bounded, keeps the first and the last, thinned evenly") {
  StateRing ring;
  std::int64_t added = 0;
  for (std::int64_t step = 0; step < 100'000; ++step)
    if (ring.due(step)) {
      ring.add(step, big(1000, static_cast<int>(step)));
      ++added;
    }
  CHECK(added < 2000);
  REQUIRE(ring.before(0));
  CHECK(ring.before(0)->step == 0);
  std::int64_t widest = 0;
  for (std::int64_t step = 0; step < 100'000; step += 500) {
    const StateRing::Entry* entry = ring.before(step);
    REQUIRE(entry);
    CHECK(entry->step <= step);
    CHECK(number(entry->state) == entry->step);
    widest = std::max(widest, step - entry->step);
  }
  CHECK(widest < 100'000 / 16);
  ring.dropAfter(1000);
  CHECK(ring.last() <= 1000);
}

TEST_CASE("page settings: what a link says comes back, what it doesn't say isn't said") {
  std::vector<std::string> dropped;
  CHECK(read({}, dropped).print().empty());
  const PageSettings page = read({{"lang", "de"},
                                  {"theme", "dark"},
                                  {"embed", "true"},
                                  {"animate", "false"},
                                  {"projector", "true"},
                                  {"exercise", "latch"},
                                  {"scale", "150"},
                                  {"hide", "header,,link"},
                                  {"hiddenSize", "3"}},
                                 dropped);
  CHECK(dropped.empty());
  CHECK(page.print() == "lang=de&theme=dark&embed=true&animate=false&projector=true&exercise=latch&scale=150&hide=header,link");
  CHECK(page.hidden() == std::vector<std::string>{"header", "link", "scenes", "home"});
}

TEST_CASE("page settings: nonsense is dropped with a reason and changes nothing") {
  std::vector<std::string> dropped;
  const PageSettings page = read({{"lang", "fr"}, {"theme", ""}, {"embed", "1"}, {"animate", "no"}, {"scale", "99"}}, dropped);
  CHECK(page.print().empty());
  CHECK(dropped == std::vector<std::string>{"lang=fr: must be en or de", "theme=: must be light or dark", "embed=1: must be true or false",
                                            "animate=no: must be true or false",
                                            "scale=99: must be 100\xE2\x80\xA6"
                                            "200"});
  dropped.clear();
  for (const char* scale : {"", "201", "150x", "1e2", "99999999999999999999"}) (void)read({{"scale", scale}}, dropped);
  CHECK(dropped.size() == 5);
}

TEST_CASE("frame clock: gives training what drawing leaves, and less while frames overrun") {
  FrameClock clock;
  double at = 0;
  auto frames = [&](int n, double draw, double slice, double gap) {
    for (int i = 0; i < n; ++i) clock.add(draw + slice, slice, at += gap, true);
  };
  frames(100, 2, 5, 16);
  const double roomy = clock.sliceForNextFrame();
  CHECK(near(roomy, FrameClock::kBudget - 3 - 2, 1e-6));
  CHECK(near(clock.framesPerSecond(), 62.5, 1e-6));
  CHECK(near(clock.percentile95(), 7, 1e-6));
  CHECK(near(clock.meanDraw(), 2, 1e-6));
  frames(200, 2, 20, 30);
  CHECK(clock.sliceForNextFrame() < roomy / 2);
  CHECK(clock.sliceForNextFrame() >= 1);
  frames(600, 2, 5, 16);
  CHECK(near(clock.sliceForNextFrame(), roomy, 1e-6));
  clock.add(120, 0, at += 130, false);
  CHECK(clock.greatest() == 120);
  CHECK(clock.framesPerSecond() == 0);  // nothing moved: no speed to speak of
}

}  // namespace unroll
