// Each step of the stories of Sequence and Theorem can be done, with whatever net it is opened on.
#include <span>
#include <string>
#include <vector>

#include "page/lesson.h"
#include "page/scene_page.h"

using namespace unroll;

namespace {

// ── Tasks that both of Sequence's stories have ──

void unfoldAndWalk(Lesson& lesson) {
  CHECK(lesson.scene->key(lesson.frame(), StageKey::enter));
  CHECK(lesson.done(0));
  CHECK_FALSE(lesson.done(1));
  lesson.walkTo(0);
  lesson.walkTo(static_cast<int>(lesson.facts().number("steps")) - 1);
  CHECK(lesson.done(1));
}

void riverBack(Lesson& lesson) {
  lesson.scene->show("fold", "2");
  lesson.scene->step(lesson.frame(), -1000);
  lesson.scene->step(lesson.frame(), 1000);
  CHECK_FALSE(lesson.done(0));  // past the loss
  lesson.scene->step(lesson.frame(), -1000);
  lesson.scene->step(lesson.frame(), static_cast<int>(lesson.facts().number("steps")));
  CHECK(lesson.done(0));
  lesson.scene->step(lesson.frame(), 1000);
  CHECK(lesson.done(1));
}

void everyLoss(Lesson& lesson) {
  lesson.set("lossAt", "every");
  CHECK(lesson.done(0));
  CHECK_FALSE(lesson.done(1));
  lesson.scene->step(lesson.frame(), -1000);
  lesson.scene->step(lesson.frame(), 1000);
  CHECK(lesson.done(1));
}

}  // namespace

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
    unfoldAndWalk(lesson);

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
    riverBack(lesson);

    lesson.open(6);
    CHECK_FALSE(lesson.done(0));
    everyLoss(lesson);
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
    unfoldAndWalk(lesson);

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
    riverBack(lesson);

    lesson.open(8);
    everyLoss(lesson);

    lesson.open(9);
    lesson.set("tying", "untied");
    CHECK(lesson.done(0));
    CHECK_FALSE(lesson.done(1));
    lesson.set("rnn.weight_hh_l0@0001[0][0]", "0.25");
    CHECK(lesson.done(1));
    CHECK(lesson.story()->finished());
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
    if (lesson.facts().number("difference") > 0) {  // copies that have learned apart aren't equal
      CHECK_FALSE(lesson.facts().holds("tied"));
      CHECK_FALSE(lesson.done(0));
      lesson.set("tying", "tied");
    }
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
    for (const int task : {0, 1, 2}) CHECK_FALSE(lesson.done(task));
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

TEST_CASE("sequence: y_3 is made to depend on x_0 more than on x_2, which the carpet shows") {
  ScenePage page(makeSequenceScene, "task=adding&hiddenSize=3&seqLen=6", "en");
  const auto draw = [&] {
    for (int i = 0; i < 6; ++i) {
      while (!page.model->prepare(1000)) {
      }
      page.draw();
    }
  };
  draw();
  Story& story = *page.scene->story();
  story.open(6);
  draw();
  if (story.waits()) page.clickOn("storyNext");
  draw();
  REQUIRE(story.checks().front().id == "look");
  page.scene->show("look", "carpet");
  draw();
  CHECK_FALSE(story.done()[0]);
  page.clickOn("carpetOf", {0.5f, 0.5f});
  draw();
  CHECK(story.done()[0]);
  CHECK_FALSE(story.done()[1]);
  CHECK(page.fields["closer"]["of"] == 1);
  for (const char* weight : {"0.9", "1.6"}) {
    CHECK_FALSE(story.done()[1]);
    page.send({"rnn.weight_hh_l0[0][0]", weight});
    draw();
  }
  CHECK(story.done()[1]);
}
