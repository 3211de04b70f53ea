// Stories of the scenes, without a window: the scene looks at a real model, and a step's changes are carried out on it.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "app/sessions.h"
#include "gpu/gpu.h"
#include "lesson/story.h"
#include "page/quiet_commands.h"
#include "unroll.h"
#include "widgets/ui_frame.h"

using namespace unroll;

namespace unroll {
#define UNROLL_SCENE(name, model, make) std::unique_ptr<Scene> make();
#include "scenes/scenes.inc"
#undef UNROLL_SCENE
}  // namespace unroll

namespace {

struct Entry {
  std::string_view name, model;
  std::unique_ptr<Scene> (*make)();
};
const Entry entries[] = {
#define UNROLL_SCENE(name, model, make) {#name, #model, make},
#include "scenes/scenes.inc"
#undef UNROLL_SCENE
};

// A scene over its model as the app has it, but nothing is drawn: who wants something sends it, and it is carried out at once.
class Lesson final : public QuietCommands {
 public:
  Lesson(std::string_view name, std::string_view text) {
    for (const Entry& entry : entries) {
      if (entry.name != name) continue;
      const ModelKind* kind = findModel(entry.model);
      REQUIRE(kind != nullptr);
      ParsedModel parsed = kind->parse(text);
      REQUIRE(parsed.model != nullptr);
      model = std::move(parsed.model);
      while (!model->advance(1000)) {
      }
      scene = entry.make();
    }
    REQUIRE(scene != nullptr);
    look();
  }

  Story* story() { return scene->story(); }
  void look() {
    while (!model->prepare(1000)) {
    }
    scene->look(*model);
  }
  // One frame; returns how many changes the step asked for.
  std::size_t follow() {
    for (const auto& [key, value] : story()->move(seconds += 0.1, !moves)) scene->show(key, value);
    Facts facts = this->facts();
    facts.set("model", model->text());
    const std::vector<Change> changes = story()->follow(facts);
    for (const Change& change : changes) {
      const auto done = model->apply(change);
      INFO(change.target, "=", change.value, ": ", done ? std::string() : done.error().message);
      CHECK(static_cast<bool>(done));
    }
    look();
    return changes.size();
  }
  void settle() {
    for (int frame = 0; frame < 12; ++frame) (void)follow();
  }
  void open(int step) {
    openWords(step);
    if (story()->waits()) go();
  }
  void openWords(int step) {
    story()->open(step);
    settle();
  }
  void go() {
    story()->go(seconds);
    settle();
  }
  bool done(int task) {
    settle();
    return story()->done().at(static_cast<std::size_t>(task));
  }
  Facts facts() {
    Facts facts = model->facts();
    scene->viewFacts(facts);
    return facts;
  }

  Frame frame() { return {ui_.ui, gpu_, *this, model->keys()}; }
  void walkTo(int t) { scene->step(frame(), t - static_cast<int>(facts().number("t"))); }
  void set(std::string_view target, std::string_view value) {
    CHECK(static_cast<bool>(model->apply({std::string(target), std::string(value)})));
    look();
  }

  void send(Change change) override { set(change.target, change.value); }

  std::unique_ptr<Model> model;
  std::unique_ptr<Scene> scene;
  double seconds = 0;
  bool moves = false;  // between the steps; else it jumps

 private:
  UiFrame ui_;
  gpu::Gpu gpu_;
};

constexpr const char* openings[] = {
    "",
    "task=adding&hiddenSize=3&seqLen=6",
    "task=adding&hiddenSize=3&seqLen=6&seed=7",
    "task=xor&hiddenSize=3&seqLen=6",
    "task=echo&hiddenSize=4&seqLen=9&seed=3",
    "task=adding&hiddenSize=1&seqLen=2",
    "task=adding&hiddenSize=3&seqLen=1",
    "task=adding&hiddenSize=3&seqLen=6&activation=relu",
    "task=adding&hiddenSize=80&seqLen=30&activation=sigmoid",
    "task=adding&hiddenSize=3&seqLen=6&tying=untied",
    "task=adding&hiddenSize=3&seqLen=6&updates=30&edits=4:tying=untied",
    "task=adding&cell=lstm&hiddenSize=3&seqLen=6&lossAt=every&start=1,1",
    "task=xor&cell=gru&hiddenSize=3&seqLen=6",
    "task=adding&cell=jordan&hiddenSize=3&seqLen=6",
    "task=adding&cell=window&hiddenSize=3&seqLen=1",
    "task=echo&layers=2&bidirectional=true&hiddenSize=3&seqLen=6",
};
constexpr std::size_t simpleOpenings = 11;

}  // namespace

TEST_CASE("a story is one axis of time: words, then space, a movement, rest; back, again and by a link") {
  Lesson lesson("sequence", "task=adding&hiddenSize=3&seqLen=6");
  Story& story = *lesson.story();
  const auto fold = [&] { return lesson.facts().number("at.fold"); };
  const auto t = [&] { return lesson.facts().number("at.t"); };
  lesson.openWords(0);
  CHECK_FALSE(story.waits());  // it stands there
  CHECK(story.time() == 0);

  // Words: nothing moves, nothing is ticked; then a movement that is the same function of its time each time.
  lesson.openWords(2);
  CHECK(story.waits());
  CHECK(story.time() == 1);
  CHECK(fold() == 0);
  lesson.moves = true;
  for (int turn = 0; turn < 2; ++turn) {
    story.go(lesson.seconds);
    for (int frame = 1; frame <= 7; ++frame) {
      (void)lesson.follow();
      const double share = story.time() - 1, eased = share * share * (3 - 2 * share);
      CHECK(story.moves());
      CHECK(near(share, 0.1 * frame / 0.8, 1e-9));
      CHECK(near(fold(), std::round(100 * eased) / 100, 1e-6));
      CHECK(t() == std::round(5 * eased));
      CHECK_FALSE(story.done()[0]);
    }
    (void)lesson.follow();
    (void)lesson.follow();
    CHECK(story.time() == 2);
    CHECK(fold() == 1);
    CHECK(t() == 5);
    if (turn > 0) continue;
    story.go(lesson.seconds);  // back to the step before, and here again
    lesson.open(1);
    CHECK(story.time() == 1);
    CHECK(fold() == 0);
    CHECK(t() == 0);
    lesson.openWords(2);
    CHECK(story.waits());
  }
  lesson.moves = false;

  // Who sets to work is not waited for: with the view, or with the model.
  for (const bool model : {false, true}) {
    lesson.open(1);
    lesson.openWords(2);
    CHECK(story.waits());
    if (model)
      lesson.set("rnn.bias_ih_l0[0]", "0.125");
    else
      lesson.walkTo(2);
    lesson.settle();
    CHECK(story.time() == 2);
    CHECK(fold() == 1);
    CHECK(t() == 5);
    CHECK_FALSE(story.done()[0]);
  }
  // What was done meanwhile counts.
  lesson.open(1);
  lesson.openWords(2);
  for (const char* bias : {"6", "-6"})
    for (int i = 0; i < 3; ++i) {
      if (lesson.done(0)) continue;
      CHECK((story.waits() || story.time() == 2));
      lesson.set("rnn.bias_ih_l0[" + std::to_string(i) + "]", bias);
    }
  CHECK(lesson.done(0));

  // A link to a step rests in its stance; one that says how it is looked at, there.
  for (const bool said : {false, true}) {
    Lesson linked("sequence", "task=adding&hiddenSize=3&seqLen=6");
    if (said) linked.scene->show("fold", "0"), linked.scene->show("t", "2");
    linked.scene->show("story", "3");
    linked.settle();
    CHECK(linked.story()->time() == 2);
    CHECK(linked.facts().number("at.fold") == (said ? 0 : 1));
    CHECK(linked.facts().number("at.t") == (said ? 2 : 5));
    CHECK_FALSE(linked.story()->done()[0]);
    const auto pairs = linked.scene->view();
    CHECK(std::find(pairs.begin(), pairs.end(), Pair{"fold", said ? "0" : "1"}) != pairs.end());  // and so does its own link
  }
}

TEST_CASE("no task of a story is fulfilled when its step begins") {
  for (const Entry& entry : entries)
    for (const std::string text : openings)
      for (const bool atTheEnd : {false, true}) {
        CAPTURE(entry.name);
        CAPTURE(text);
        CAPTURE(atTheEnd);
        Lesson lesson(entry.name, text);
        if (lesson.story() == nullptr) continue;
        for (int step = 0; step < lesson.story()->steps(); ++step) {
          CAPTURE(step);
          if (atTheEnd) lesson.scene->step(lesson.frame(), 1000);
          lesson.open(step);
          CHECK(lesson.follow() == 0);
          for (std::size_t task = 0; task < lesson.story()->done().size(); ++task) {
            CAPTURE(task);
            CHECK_FALSE(lesson.story()->done()[task]);
          }
          CHECK_FALSE(lesson.story()->done().empty());
        }
      }
}

TEST_CASE("each step of a chain's story can be done") {
  for (const std::string text : std::span(openings).subspan(simpleOpenings)) {
    CAPTURE(text);
    Lesson lesson("sequence", text);
    const auto last = [&] { return static_cast<int>(lesson.facts().number("steps")) - 1; };
    lesson.open(0);
    lesson.walkTo(last());
    CHECK(lesson.done(0));

    lesson.open(1);
    CHECK(lesson.facts().number("fold") == 0);
    CHECK(lesson.scene->key(lesson.frame(), StageKey::enter));
    CHECK(lesson.done(0));
    CHECK_FALSE(lesson.done(1));
    lesson.walkTo(0);
    lesson.walkTo(last());
    CHECK(lesson.done(1));

    lesson.open(2);
    lesson.scene->show("step", "unit");
    lesson.settle();
    lesson.scene->step(lesson.frame(), -100000);
    const double before = lesson.facts().number("smallSteps");
    for (int i = 0; i < 5; ++i) lesson.scene->step(lesson.frame(), 1);
    CHECK(lesson.facts().number("done") == 5);
    if (before == 0) CHECK_FALSE(lesson.done(0));
    lesson.scene->step(lesson.frame(), 1);
    CHECK(lesson.done(0));
    lesson.scene->show("step", "");

    lesson.open(3);
    CHECK(lesson.facts().holds("gated"));
    CHECK(lesson.scene->key(lesson.frame(), StageKey::enter));
    CHECK(lesson.done(0));
    CHECK_FALSE(lesson.done(1));
    const std::string layer = text.find("layers=2") == std::string::npos ? "l0" : "l1";
    for (const std::string way : {"", "_reverse"})
      for (int i = 0; i < 3 && !lesson.done(1); ++i)
        if (way.empty() || text.find("bidirectional") != std::string::npos)
          lesson.set("rnn.bias_ih_" + layer + way + "[" + std::to_string(3 + i) + "]", "9");
    CHECK(lesson.done(1));

    lesson.open(4);
    CHECK_FALSE(lesson.facts().holds("ownStart"));
    lesson.set("start", "0.5,-1");
    CHECK(lesson.done(0));

    lesson.open(5);
    CHECK(lesson.facts().number("losses") == 1);
    lesson.scene->show("fold", "2");
    lesson.scene->step(lesson.frame(), -1000);
    lesson.scene->step(lesson.frame(), 1000);
    CHECK_FALSE(lesson.done(0));  // past the loss
    lesson.scene->step(lesson.frame(), -1000);
    lesson.scene->step(lesson.frame(), static_cast<int>(lesson.facts().number("steps")));
    CHECK(lesson.done(0));
    lesson.scene->step(lesson.frame(), 1000);
    CHECK(lesson.done(1));

    lesson.open(6);
    CHECK_FALSE(lesson.done(0));
    lesson.set("lossAt", "every");
    CHECK(lesson.done(0));
    CHECK_FALSE(lesson.done(1));
    lesson.scene->step(lesson.frame(), -1000);
    lesson.scene->step(lesson.frame(), 1000);
    CHECK(lesson.done(1));
    CHECK(lesson.story()->finished());
  }
}

TEST_CASE("each step of the sequence's story can be done") {
  for (const std::string text : std::span(openings).first(simpleOpenings)) {
    CAPTURE(text);
    Lesson lesson("sequence", text);
    const auto last = [&] { return static_cast<int>(lesson.facts().number("steps")) - 1; };
    const auto hiddenAt = [&](int t, int i) {
      const Facts facts = lesson.facts();
      return facts.numbers("h").at(static_cast<std::size_t>(t * static_cast<int>(facts.number("units")) + i));
    };

    lesson.open(0);
    lesson.walkTo(last());
    CHECK(lesson.done(0));

    lesson.open(1);
    CHECK(lesson.scene->key(lesson.frame(), StageKey::enter));
    CHECK(lesson.done(0));
    CHECK_FALSE(lesson.done(1));
    lesson.walkTo(0);
    lesson.walkTo(last());
    CHECK(lesson.done(1));

    lesson.open(2);
    int turns = 0;
    for (const char* bias : {"6", "-6"})  // of each unit: one of the two turns it over
      for (int i = 0; i < static_cast<int>(lesson.facts().number("units")) && !lesson.done(0); ++i)
        lesson.set("rnn.bias_ih_l0[" + std::to_string(i) + "]", bias), ++turns;
    CHECK(turns > 0);
    CHECK(lesson.done(0));

    lesson.open(3);
    lesson.walkTo(last());
    bool changes = false;
    for (int t = 1; t <= last(); ++t) changes = changes || (hiddenAt(t, 0) < 0) != (hiddenAt(0, 0) < 0);
    CHECK(changes);  // what the words say of it
    CHECK_FALSE(lesson.done(0));
    for (const char* large : {"3", "2.4", "2"}) {
      lesson.set("rnn.weight_hh_l0[0][0]", large);
      for (int t = 1; t <= last(); ++t) CHECK((hiddenAt(t, 0) < 0) == (hiddenAt(0, 0) < 0));
    }
    CHECK(lesson.done(0));
    if (last() > 0) CHECK_FALSE(lesson.done(1));  // t stands there already: it has to be walked
    lesson.walkTo(0);
    lesson.walkTo(last());
    CHECK(lesson.done(1));

    // Whatever the step before made of the first unit, its weight lets the gradient through.
    lesson.open(5);
    lesson.scene->show("fold", "2");
    lesson.scene->step(lesson.frame(), 1000);
    lesson.settle();
    CHECK(lesson.facts().number("reach") < 0.1);
    CHECK_FALSE(lesson.done(1));
    lesson.set("rnn.weight_hh_l0[0][0]", "1");
    CHECK(lesson.done(1));

    lesson.open(7);
    CHECK(lesson.facts().number("losses") == 1);
    lesson.scene->show("fold", "2");
    lesson.scene->step(lesson.frame(), -1000);
    lesson.scene->step(lesson.frame(), 1000);
    CHECK_FALSE(lesson.done(0));  // past the loss
    lesson.scene->step(lesson.frame(), -1000);
    lesson.scene->step(lesson.frame(), static_cast<int>(lesson.facts().number("steps")));
    CHECK(lesson.done(0));
    lesson.scene->step(lesson.frame(), 1000);
    CHECK(lesson.done(1));

    lesson.open(8);
    lesson.set("lossAt", "every");
    CHECK(lesson.done(0));
    CHECK_FALSE(lesson.done(1));
    lesson.scene->step(lesson.frame(), -1000);
    lesson.scene->step(lesson.frame(), 1000);
    CHECK(lesson.done(1));

    lesson.open(9);
    lesson.set("tying", "untied");
    CHECK(lesson.done(0));
    CHECK_FALSE(lesson.done(1));
    lesson.set("rnn.weight_hh_l0@0001[0][0]", "0.25");
    CHECK(lesson.done(1));
    CHECK(lesson.story()->finished());
  }
}

TEST_CASE("Sequence's link keeps the size of a step, how far the pass has come, and a fold half-way") {
  const auto said = [](Lesson& lesson) {
    std::string text;
    for (const auto& [key, value] : lesson.scene->view()) text += key + "=" + value + " ";
    return text;
  };
  Lesson lesson("sequence", "task=adding&hiddenSize=3&seqLen=6");
  lesson.scene->show("fold", "0.4");
  lesson.scene->show("step", "unit");
  lesson.scene->show("t", "9");
  lesson.scene->step(lesson.frame(), 0);  // follows the sequence
  CHECK(said(lesson) == "fold=0.4 t=9 step=unit ");
  CHECK(lesson.facts().number("t") == 2);  // four numbers a time step: three units and y
  lesson.scene->step(lesson.frame(), 3);
  CHECK(lesson.facts().number("done") == 12);
  CHECK(lesson.facts().number("t") == 3);
  lesson.scene->show("step", "layer");
  lesson.scene->step(lesson.frame(), 1);
  CHECK(lesson.facts().number("done") == 15);
  lesson.scene->step(lesson.frame(), 1);
  CHECK(lesson.facts().number("done") == 16);
  lesson.scene->step(lesson.frame(), -1);
  CHECK(lesson.facts().number("done") == 15);
  lesson.scene->step(lesson.frame(), 1000);
  CHECK(lesson.facts().number("done") == 24);
  CHECK(lesson.facts().number("t") == 5);
  // Another size of the net: the same time step, from its begin.
  lesson.scene->step(lesson.frame(), -10);
  const double t = lesson.facts().number("t");
  lesson.set("hiddenSize", "5");
  lesson.scene->step(lesson.frame(), 0);
  CHECK(lesson.facts().number("t") == t);
  CHECK(lesson.facts().number("done") == 6 * t);
  lesson.scene->show("step", "");
  lesson.scene->show("fold", "0");
  CHECK(lesson.facts().number("fold") == 0);
  CHECK_FALSE(lesson.scene->understands("step", "hour"));
  CHECK(lesson.scene->understands("step", "layer"));
}

TEST_CASE("another seating is not the same one mirrored") {
  Lesson lesson("seats", "");
  lesson.open(0);
  const std::string ended(lesson.facts().text("endSides"));
  const auto toRest = [&] {
    lesson.scene->step(lesson.frame(), -1000);
    lesson.scene->step(lesson.frame(), 1000);
  };
  toRest();
  CHECK(lesson.done(0));
  CHECK_FALSE(lesson.done(1));
  lesson.set("sides", "LRRLLRRL");  // the step begins with RLLRRLLR
  toRest();
  CHECK(lesson.facts().text("endSides") == ended);
  CHECK_FALSE(lesson.done(1));
  for (int n = 0; n < 60 && lesson.facts().text("endSides") == ended; ++n) {
    lesson.set("shake", "");
    toRest();
  }
  CHECK(lesson.facts().text("endSides") != ended);
  CHECK(lesson.done(1));
}

TEST_CASE("a step that a link opens keeps what the link says of the model") {
  const Change byHand[] = {{"rnn.weight_hh_l0[0][0]", "1.25"}, {"w", "1.1"}};  // one for each kind of model
  int kept = 0;
  for (const Entry& entry : entries) {
    Lesson lesson(entry.name, entry.model == "recurrent" ? "task=adding&hiddenSize=3&seqLen=6" : "");
    if (lesson.story() == nullptr) continue;
    for (int step = 0; step < lesson.story()->steps(); ++step) {
      CAPTURE(entry.name);
      CAPTURE(step);
      lesson.open(step);
      for (const Change& change : byHand)
        if (lesson.model->apply(change)) ++kept;
      lesson.look();
      const std::string text = lesson.model->text();
      Lesson again(entry.name, text);
      again.scene->show("story", std::to_string(step + 1));
      again.settle();
      CHECK(again.story()->step() == step);
      CHECK(again.model->text() == text);
    }
  }
  CHECK(kept > 0);

  // One that says nothing of it gets what the step begins with, and so does the step when it is opened again by hand.
  Lesson bare("sequence", "task=adding&hiddenSize=3&seqLen=6");
  bare.scene->show("story", "4");
  bare.settle();
  const std::string prepared = bare.model->text();
  CHECK(prepared.find("edits=") != std::string::npos);
  bare.set("rnn.weight_hh_l0[0][0]", "2.5");
  bare.open(3);
  CHECK(bare.facts().numbers("selfWeights").at(0) == 0);
}

TEST_CASE("what a step begins with is one step of undo") {
  for (const std::string text : {"task=adding&hiddenSize=3&seqLen=6", "task=xor&hiddenSize=3&seqLen=6&activation=relu&tying=untied"}) {
    CAPTURE(text);
    Lesson lesson("sequence", text);  // for its scene; the model is the session's
    Sessions sessions;
    std::vector<Error> dropped;
    REQUIRE(sessions.load("recurrent", text, false, dropped));
    const auto look = [&] {
      for (int frame = 0; frame < 100 && sessions.present().wantsTime(); ++frame) {
        sessions.present().advance(10);
        if (sessions.present().timeToLook()) lesson.scene->look(sessions.present().model());
      }
      REQUIRE_FALSE(sessions.present().wantsTime());
      lesson.scene->look(sessions.present().model());
    };
    look();
    const std::string before = sessions.present().model().text();
    lesson.story()->open(3);
    for (int frame = 0; frame < 12; ++frame) {
      Facts facts = sessions.present().model().facts();
      lesson.scene->viewFacts(facts);
      sessions.sendTogether(lesson.story()->follow(facts));
      look();
    }
    CHECK(sessions.present().model().text() != before);
    REQUIRE(sessions.canUndo());
    sessions.undo();
    look();
    CHECK(sessions.present().model().text() == before);
    CHECK_FALSE(sessions.canUndo());
  }
}

TEST_CASE("each step of the theorem's story can be done, with a net that is untied already, too") {
  for (const std::string text : openings) {
    CAPTURE(text);
    Lesson lesson("theorem", text);
    const auto train = [&](std::int64_t update) {
      lesson.model->setGoal(update);
      while (!lesson.model->advance(1000)) {
      }
      lesson.look();
    };
    const auto number = [&](std::string_view name) { return static_cast<int>(lesson.facts().number(name)); };
    const auto show = [&](std::string_view key, std::string_view value) {
      lesson.scene->show(key, value);
      lesson.look();
    };
    lesson.open(0);
    lesson.walkTo(0);
    CHECK_FALSE(lesson.done(0));
    lesson.walkTo(number("T") - 1);
    CHECK(lesson.done(0));

    lesson.open(1);
    CHECK_FALSE(lesson.done(0));
    CHECK_FALSE(lesson.done(1));
    lesson.walkTo(0);
    CHECK(lesson.done(0));
    lesson.walkTo(number("T") - 1);  // not one after the other, where there are more than two
    CHECK(lesson.done(1) == (number("T") <= 2));
    lesson.walkTo(0);
    for (int t = 1; t < number("T"); ++t) {
      CHECK((number("T") <= 2 || !lesson.done(1)));
      lesson.walkTo(t);
    }
    CHECK(lesson.done(1));

    lesson.open(2);
    CHECK_FALSE(lesson.done(0));
    lesson.walkTo(number("T"));
    CHECK(lesson.done(0));

    // The readout's copy changes one output alone, whatever the net is.
    lesson.open(3);
    CHECK_FALSE(lesson.done(0));
    const std::string hash = lesson.model->hash(), experiment = lesson.model->text();
    int k = -1;
    for (int t = 0; t < number("T"); ++t) {
      show("breakWeight", "readout.bias[0]");
      show("break", std::to_string(t));
      show("breakBy", "0.5");
      CHECK(number("firstOutput") == t);
      if (lesson.done(0)) k = t;
    }
    CHECK(k >= 0);
    CHECK_FALSE(lesson.done(1));
    CHECK(lesson.model->hash() == hash);
    CHECK(lesson.model->text() == experiment);

    // Another copy, broken by the step itself.
    lesson.open(4);
    CHECK_FALSE(lesson.done(0));
    CHECK(lesson.facts().holds("broken"));
    const int changed = number("at.break");
    if (number("T") > 2) CHECK((changed > 0 && changed < number("T") - 1));
    CHECK(lesson.model->hash() == hash);
    if (number("firstOutput") >= 0) {  // a weight that acts
      lesson.walkTo(number("T"));
      CHECK_FALSE(lesson.done(0));
      lesson.walkTo(number("firstOutput"));
      CHECK(lesson.done(0));
    }
    CHECK_FALSE(lesson.done(1));

    lesson.open(5);
    for (const std::size_t task : {0, 1, 2}) CHECK_FALSE(lesson.done(static_cast<int>(task)));
    show("foldBack", "1");
    if (number("T") > 1) CHECK(lesson.done(1));  // it is broken
    CHECK_FALSE(lesson.done(0));
    show("breakBy", "0");
    CHECK(lesson.done(0));
    CHECK_FALSE(lesson.done(2));  // it was not mended by hand
    show("foldBack", "0");

    lesson.open(6);
    CHECK_FALSE(lesson.done(0));
    CHECK_FALSE(lesson.done(1));
    CHECK(lesson.facts().holds("tied"));

    lesson.open(7);
    if (lesson.facts().holds("tied")) {
      lesson.set("tying", "untied");
      CHECK(lesson.done(0));
    }
    CHECK_FALSE(lesson.done(1));
    train(static_cast<std::int64_t>(lesson.facts().number("update")) + 5);
    CHECK(lesson.facts().number("difference") > 0);
    CHECK(lesson.done(0));
    CHECK(lesson.done(1));
    CHECK(lesson.story()->finished());

    lesson.open(8);
    CHECK_FALSE(lesson.done(0));
    CHECK_FALSE(lesson.done(1));
    CHECK(lesson.facts().holds("elsewhere"));
    train(400);
    CHECK(lesson.done(0));
    CHECK(lesson.done(1));
    CHECK(lesson.facts().number("loopRight") == 1);
    CHECK(lesson.story()->finished());
  }
}
