// What stories of all scenes have in common: their time, what they tick and when, and what a step does to the model at its begin.
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "page/lesson.h"

using namespace unroll;

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
