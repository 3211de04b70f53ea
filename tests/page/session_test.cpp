// Session over a model made for it: one that counts, half a step per slice, so that every slice may end in the middle of a step.
#include "app/session.h"

#include <cstring>

namespace unroll {

namespace {

struct NoKeys : Keys {
  std::vector<const KeyInfo*> list() const override { return {}; }
  std::string get(std::string_view) const override { return {}; }
  std::string plain(std::string_view) const override { return {}; }
  bool matters(std::string_view) const override { return false; }
  Track range(std::string_view) const override { return {}; }
  std::string wording(std::string_view) const override { return {}; }
  Result<void> allows(std::string_view, std::string_view) const override { return {}; }
};

struct Count {
  double gain = 1, sum = 0;
  std::int64_t step = 0;
};

struct CountState : State {
  explicit CountState(const Count& c) : count(c) {}
  std::size_t bytes() const override { return sizeof *this; }
  Count count;
};

// sum ← sum·0.9 + gain, a step in two slices; stops at a gain below 0.
class Counter : public Model {
 public:
  std::string text() const override { return "gain=" + printNumber(now_.gain); }
  const Keys& keys() const override { return keys_; }
  Result<void> apply(const Change& change) override {
    if (change.target == "reset") {
      now_ = {now_.gain, 0, 0};
      goal_ = 0;
    } else {
      double gain = 0;
      if (change.target != "gain" || !readNumber(change.value, gain))
        return Error{change.target + "=" + change.value + ": must be a number"};
      if (gain == now_.gain) return {};
      now_.gain = gain;
    }
    half_ = false;
    ++version_;
    return {};
  }
  void setGoal(std::int64_t goal) override { goal_ = goal; }
  bool advance(double) override {
    if (progress().busy && !(half_ = !half_)) {
      now_.sum = now_.sum * 0.9 + now_.gain;
      ++now_.step;
      ++version_;
    }
    return !progress().busy;
  }
  bool advanceTo(std::int64_t limit, double milliseconds) override {
    return now_.step < limit || half_ ? advance(milliseconds) : !progress().busy;
  }
  Progress progress() const override {
    const bool stopped = now_.gain < 0;
    return {now_.step, goal_, now_.step < goal_ && !stopped, stopped};
  }
  std::uint64_t version() const override { return version_; }
  std::shared_ptr<const State> save() const override { return std::make_shared<CountState>(now_); }
  void restore(const State& state) override {
    now_ = static_cast<const CountState&>(state).count;
    goal_ = now_.step;
    half_ = false;
    ++version_;
  }
  Facts facts() const override {
    Facts facts;
    facts.set("learned", now_.sum > 5);
    return facts;
  }
  std::string hash() const override { return printNumber(now_.sum); }

 private:
  NoKeys keys_;
  Count now_;
  std::int64_t goal_ = 0;
  bool half_ = false;
  std::uint64_t version_ = 0;
};

ModelKind counterKind() { return {.name = "counter", .parse = nullptr, .keys = nullptr, .open = nullptr, .commands = {}}; }

struct Table {
  ModelKind kind = counterKind();
  History history;
  std::vector<std::string> told;
  Session session{kind, 0, history, [this](std::string words) { told.push_back(std::move(words)); }};
  double time = 0;

  Table() { session.take(std::make_unique<Counter>(), false); }
  void settle() {
    for (int n = 0; n < 100'000 && session.wantsTime(); ++n) session.advance(1);
  }
  void at(double seconds) { session.setTime(time = seconds); }
  void set(const char* gain) {
    session.send({Change{"gain", gain}});
    session.advance(1);
  }
  std::string text() const { return session.model().text(); }
  void undo() { session.restore(*history.undo(session.model().save()).state); }
  void redo() { session.restore(*history.redo(session.model().save()).state); }
};

std::string hashAfter(std::int64_t steps) {
  Table t;
  t.session.runTo(steps);
  t.settle();
  return t.session.model().hash();
}

}  // namespace

TEST_CASE("session: one press is one step of undo, a drag is one, and undo is exact") {
  Table t;
  for (const char* gain : {"2", "3", "4"}) {
    t.set(gain);
    t.history.endGesture();  // the pointer goes up
  }
  for (const char* gain : {"5", "6", "7"}) t.set(gain);  // dragged
  CHECK(t.text() == "gain=7");
  for (const char* gain : {"4", "3", "2", "1"}) {
    REQUIRE(t.history.canUndo());
    t.undo();
    CHECK(t.text() == std::string("gain=") + gain);
  }
  CHECK_FALSE(t.history.canUndo());
  while (t.history.canRedo()) t.redo();
  CHECK(t.text() == "gain=7");
}

TEST_CASE("session: changes of one thing that lie apart in time are steps of their own") {
  Table t;
  t.at(1);
  t.set("2");
  t.at(1.3);
  t.set("3");
  t.at(5);
  t.set("4");
  t.undo();
  CHECK(t.text() == "gain=3");
  t.undo();
  CHECK(t.text() == "gain=1");
}

TEST_CASE("session: the value that a thing has changes nothing, and doesn't swallow the step of the drag that it begins") {
  Table t;
  (void)t.session.takeEvents();
  t.set("1");
  CHECK_FALSE(t.history.canUndo());
  CHECK(t.session.takeEvents().empty());
  t.set("2");
  REQUIRE(t.history.canUndo());
  t.undo();
  CHECK(t.text() == "gain=1");
}

TEST_CASE("session: what isn't allowed is told and changes nothing") {
  Table t;
  t.set("many");
  REQUIRE(t.told.size() == 1);
  CHECK(t.told[0] == "gain=many: must be a number");
  CHECK_FALSE(t.history.canUndo());
  t.set("2");
  CHECK(t.history.canUndo());
}

TEST_CASE("session: changes sent together are one step of undo, also where one of them is refused") {
  Table t;
  t.session.send({Change{"gain", "2"}, Change{"gain", "many"}, Change{"gain", "3"}});
  t.session.advance(1);
  CHECK(t.text() == "gain=3");
  CHECK(t.told.size() == 1);
  t.undo();
  CHECK(t.text() == "gain=1");
  CHECK_FALSE(t.history.canUndo());
  t.session.send({});
  CHECK_FALSE(t.session.wantsTime());  // the page may sleep
  CHECK_FALSE(t.history.canUndo());
}

TEST_CASE("session: undo is one line over two models") {
  Table t;
  Session other(t.kind, 1, t.history, [](std::string) {});
  other.take(std::make_unique<Counter>(), false);
  t.set("2");
  other.send({Change{"gain", "3"}});
  other.advance(1);
  t.set("4");
  CHECK(t.history.undoes() == 0);
  t.undo();
  CHECK(t.text() == "gain=2");
  REQUIRE(t.history.undoes() == 1);
  other.restore(*t.history.undo(other.model().save()).state);
  CHECK(other.model().text() == "gain=1");
  CHECK(t.text() == "gain=2");
  CHECK(t.history.undoes() == 0);
  CHECK(t.history.redoes() == 1);
}

TEST_CASE("session: goes back to any step and on again with the same numbers") {
  Table t;
  t.session.runTo(300);
  t.settle();
  CHECK(t.session.furthest() == 300);
  for (const std::int64_t step : {120, 7, 0, 299, 300, 31}) {
    t.session.goTo(step);
    t.settle();
    CHECK(t.session.model().progress().done == step);
    CHECK(t.session.model().hash() == hashAfter(step));
    CHECK(t.session.furthest() == 300);
  }
  t.session.goTo(5000);
  t.settle();
  CHECK(t.session.model().progress().done == 300);
  t.session.goTo(10);
  t.settle();
  t.session.runTo(12);  // another way on: what came after is forgotten
  t.settle();
  CHECK(t.session.furthest() == 12);
}

TEST_CASE("session: pause in the middle of a step gives it up, and what follows is the same") {
  Table t;
  t.session.run();
  for (int n = 0; n < 7; ++n) t.session.advance(1);  // three steps and a half
  t.session.pause();
  CHECK_FALSE(t.session.running());
  CHECK(t.session.model().progress().done == 3);
  t.settle();
  CHECK(t.session.model().progress().done == 3);
  CHECK(t.session.model().hash() == hashAfter(3));
  t.session.runTo(20);
  t.settle();
  CHECK(t.session.model().hash() == hashAfter(20));
}

TEST_CASE("session: presses of the step button add up, forwards and back") {
  Table t;
  for (int press = 0; press < 5; ++press) t.session.runBy(2);
  CHECK(t.session.target() == 10);
  t.settle();
  CHECK(t.session.model().progress().done == 10);
  t.session.runBy(-3);
  t.settle();
  CHECK(t.session.model().progress().done == 7);
  t.session.runBy(-50);
  t.settle();
  CHECK(t.session.model().progress().done == 0);
}

TEST_CASE("session: what runs slowly is slow at first and ever faster, skips nothing, and is fast again in the end") {
  Table t;
  t.session.runSlowly(0);
  std::int64_t before = 0, most = 0;
  std::vector<std::int64_t> after;  // a second, two…
  for (int frame = 1; frame <= 60 * 12; ++frame) {
    t.at(frame / 60.0);
    for (int slice = 0; slice < 200; ++slice) t.session.advance(1);
    const std::int64_t now = t.session.model().progress().done;
    if (frame < 60 * 3) most = std::max(most, now - before);
    before = now;
    if (frame % 60 == 0) after.push_back(now);
  }
  CHECK(after[0] >= 3);
  CHECK(after[0] <= 6);
  CHECK(most == 1);  // each of the first is seen
  for (std::size_t second = 1; second < after.size(); ++second) CHECK(after[second] > after[second - 1]);
  CHECK(after[11] > 200);
  CHECK(after[11] < 1000);
  // A frame that comes late doesn't skip.
  t.at(60);
  for (int slice = 0; slice < 1000; ++slice) t.session.advance(1);
  CHECK(t.session.model().progress().done < before + 40);
  const std::vector<std::string> events = t.session.takeEvents();
  CHECK(std::count(events.begin(), events.end(), "done") == 0);
  t.session.pause();
  CHECK(t.session.model().hash() == hashAfter(t.session.model().progress().done));
  // Far from where it began it is as fast as ever; and a number of steps that was asked for is never slow.
  t.session.runSlowly(-100'000);
  before = t.session.model().progress().done;
  for (int slice = 0; slice < 400; ++slice) t.session.advance(1);
  CHECK(t.session.model().progress().done == before + 200);
  t.session.runTo(before + 5000);
  t.settle();
  CHECK(t.session.model().progress().done == before + 5000);
}

TEST_CASE("session: a model that stopped by itself says so and doesn't run on") {
  Table t;
  t.set("-1");
  t.session.run();
  CHECK_FALSE(t.session.running());
  CHECK(t.session.takeRefusal() == "it has diverged at update 0");
  CHECK(t.session.takeRefusal().empty());
}

TEST_CASE("session: tells what happened, each once") {
  Table t;
  CHECK(t.session.takeEvents() == std::vector<std::string>{"load"});
  t.session.runTo(30);
  while (t.session.wantsTime()) {
    t.session.advance(1);
    t.session.noteProgress();
  }
  const std::vector<std::string> events = t.session.takeEvents();
  CHECK(std::count(events.begin(), events.end(), "learned") == 1);
  CHECK(std::count(events.begin(), events.end(), "done") == 1);
  CHECK(t.session.takeEvents().empty());
}

}  // namespace unroll
