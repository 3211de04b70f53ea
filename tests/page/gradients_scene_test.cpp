// The lesson on exploding and vanishing gradients without a window: its controls by name, the ball by pointer, finger and keys, its story.
#include <doctest/doctest.h>

#include <cmath>

#include "near.h"
#include "page/lesson.h"
#include "page/scene_page.h"
#include "problems/problems.h"

using namespace unroll;

namespace {

ScenePage pageOf(const std::string& rest, std::string_view language = "en") {
  return ScenePage(makeProblemsScene, "problem=gradients&" + rest, language, "problems");
}
void ready(ScenePage& page) {
  while (!page.model->prepare(1000)) {
  }
  page.draw();
}

}  // namespace

TEST_CASE("the lesson on gradients: nothing is cut, overlaps or lacks a word, in both views, languages and all layouts") {
  using Changes = std::vector<Change>;
  // One after the other, so that the map is computed once.
  const std::vector<Changes> looks = {{},
                                      {{"updates", "30"}, {"trained", "true"}},
                                      {{"trained", "false"}, {"initScale", "0.2"}},
                                      {{"activation", "identity"}, {"initScale", "3"}},
                                      {{"view", "wall"}},
                                      {{"wallRate", "0.05"}},
                                      {{"wallRate", "0.2"}, {"wallW", "4.2"}, {"wallB", "-3"}},
                                      {{"wallW", "5"}, {"wallB", "-2.6"}, {"wallRate", "5"}},
                                      {{"wallOptimizer", "adam"}, {"wallClip", "5"}}};
  for (const char* language : {"en", "de"}) {
    const bool german = language == std::string_view("de");
    ScenePage page = pageOf(german ? "" : "wallSteps=10", language);  // fewer steps, sooner there
    for (const Changes& changes : looks) {
      for (const Change& change : changes) page.send(change);
      for (const ScenePlace& place : scenePlaces) {
        page.layout = place.layout;
        page.area = place.area;
        page.bar = place.bar;
        if (place.layout == Layout::wide) page.bar.y = 1500;  // what is beside the stage scrolls on the page, and here it doesn't
        if (german)
          ready(page);
        else
          page.draw();  // the map may still be on its way
        CAPTURE(page.model->text());
        CAPTURE(static_cast<int>(place.layout));
        for (const std::string& fault : page.faults()) FAIL_CHECK(fault);
        CHECK(page.missing.empty());
        CHECK(page.control("view") != nullptr);
      }
    }
  }
}

TEST_CASE("the lesson on gradients: of a net that takes long nothing is said before it is measured") {
  ScenePage page = pageOf("hiddenSize=512&seqLen=1000&initScale=10&layers=4");
  page.draw();
  REQUIRE_FALSE(page.model->facts().holds("measured"));
  CHECK(page.model->facts().numbers("shares").empty());
  CHECK(page.find("Being computed …") != nullptr);
  for (const TextRecord& text : page.texts()) {
    CHECK(text.text.find("T = 0") == std::string::npos);
    CHECK(text.text.find("float32") == std::string::npos);
  }
  for (const std::string& fault : page.faults()) FAIL_CHECK(fault);
  CHECK(page.missing.empty());
}

TEST_CASE("the lesson on gradients: a start off the map is told in words") {
  ScenePage page = pageOf("view=wall&wallSteps=10&wallW=7&wallB=-1");
  page.draw();
  const auto tells = [&](std::string_view words) {
    for (const TextRecord& text : page.texts())
      if (text.text.find(words) != std::string::npos) return true;
    return false;
  };
  CHECK(tells("start off the map: "));
  page.send({"wallW", "5"});
  page.send({"wallB", "-2"});
  page.draw();
  CHECK_FALSE(tells("start off the map: "));
}

TEST_CASE("the lesson on gradients: the ball is moved by pointer, finger, a press on the map, and by keys") {
  ScenePage page = pageOf("view=wall&wallSteps=5");
  page.draw();  // the map comes later
  const ImVec2 ball = page.placeOf("ball");
  page.drag(ball, {{-4, 2}, {-30, 20}});
  const double w = std::stod(page.model->keys().get("wallW"));
  CHECK(w < 5.7);
  CHECK(std::stod(page.model->keys().get("wallB")) < -1.8);
  page.drag(page.placeOf("ball"), {{8, 0}, {30, 0}}, true);
  CHECK(std::stod(page.model->keys().get("wallW")) > w);
  page.tabTo("ball");
  const double before = std::stod(page.model->keys().get("wallW")), below = std::stod(page.model->keys().get("wallB"));
  page.press(KeyName::right);
  CHECK(near(std::stod(page.model->keys().get("wallW")), before + 0.02, 1e-9));
  page.press(KeyName::down);
  CHECK(near(std::stod(page.model->keys().get("wallB")), below - 0.02, 1e-9));
}

TEST_CASE("the lesson on gradients: the walk goes step by step, plays, and stands in the link") {
  ScenePage page = pageOf("view=wall");
  page.draw();  // the map comes later
  CHECK(page.fields["step"] == 420);
  CHECK(page.link().empty());
  page.clickOn("stepBack");
  CHECK(page.fields["step"] == 419);
  CHECK(page.link() == "t=419 ");
  page.key(StageKey::home);
  CHECK(page.fields["step"] == 0);
  CHECK(page.fields["ball"][0].get<double>() == page.fields["clippedBall"][0].get<double>());
  page.clickOn("play");
  for (int i = 0; i < 8; ++i) page.draw();
  CHECK(page.fields["step"].get<int>() > 2);
  page.scene->show("t", "144");
  page.draw();
  page.clickOn("stepForward");
  CHECK(page.fields["step"] == 145);
  CHECK(page.fields["ball"][0].get<double>() > 6.5);  // thrown
  CHECK(page.fields["clippedBall"][0].get<double>() < 6.5);
}

TEST_CASE("the lesson on gradients: the radius answers at once, the net is trained by its button, the views by theirs") {
  ScenePage page = pageOf("");
  ready(page);
  const double first = page.fields["firstShare"].get<double>();
  page.send({"initScale", "0.6"});
  ready(page);  // a frame, but with sanitizers
  CHECK(page.fields["firstShare"].get<double>() < first);
  CHECK(page.fields["measured"] == true);
  page.send({"updates", "100"});
  page.clickOn("trained");
  ready(page);
  CHECK(page.fields["trainedUpdates"] == 100);
  page.clickOn("trained");
  ready(page);
  CHECK(page.fields["trainedUpdates"] == 0);
  page.clickOn("view", {0.8f, 0.5f});
  page.draw();
  CHECK(page.fields["view"] == "wall");
  CHECK(page.control("ball") != nullptr);
}

TEST_CASE("the lesson on gradients: what was there before the last changes stays as a ghost, of a drag what was there before it") {
  ScenePage page = pageOf("wallSteps=20");
  const auto rest = [&] {
    for (int i = 0; i < 25; ++i) page.draw();  // two frames of .02 s each
  };
  rest();
  const double first = page.fields["firstShare"].get<double>();
  CHECK_FALSE(page.fields.contains("firstShareBefore"));
  for (const char* radius : {"0.9", "0.8", "0.7"}) {
    page.send({"initScale", radius});
    ready(page);
  }
  CHECK(page.fields["firstShareBefore"] == first);
  page.send({"view", "wall"});
  rest();
  CHECK_FALSE(page.fields.contains("clippedLossBefore"));
  const double loss = page.model->facts().number("clippedE");
  page.send({"wallClip", "1"});
  page.draw();
  page.send({"wallClip", "2"});
  page.draw();
  CHECK(page.fields["clippedLossBefore"] == loss);
}

TEST_CASE("the lesson on gradients: its story asks for what isn't there, and ticks what the student does") {
  Lesson lesson("problems", "problem=gradients");
  CHECK_FALSE(lesson.done(0));
  lesson.set("initScale", "0.6");
  CHECK(lesson.done(0));
  lesson.open(1);
  CHECK_FALSE(lesson.done(0));
  lesson.set("activation", "identity");
  lesson.set("initScale", "1.5");
  CHECK(lesson.done(0));
  lesson.open(2);
  CHECK_FALSE(lesson.done(0));
  CHECK_FALSE(lesson.done(1));
  lesson.set("activation", "tanh");
  lesson.set("init", "identity");
  lesson.set("initScale", "1");
  CHECK(lesson.done(0));
  lesson.set("updates", "20");
  lesson.set("trained", "true");
  CHECK(lesson.done(1));
  lesson.open(3);
  CHECK(lesson.facts().text("view") == "wall");
  CHECK_FALSE(lesson.done(0));
  CHECK_FALSE(lesson.done(1));
  lesson.set("wallRate", "0.2");
  CHECK(lesson.done(0));
  CHECK_FALSE(lesson.done(1));
  lesson.scene->step(lesson.frame(), static_cast<int>(lesson.facts().number("thrownAt")) - 420);
  CHECK(lesson.done(1));
  lesson.open(4);
  CHECK_FALSE(lesson.done(0));
  lesson.set("wallClip", "0.2");
  CHECK(lesson.done(0));
  // What is done already when a step begins is undone by it.
  for (const int step : {1, 2, 3, 4}) {
    lesson.open(step);
    CHECK_FALSE(lesson.done(0));
  }
}

TEST_CASE("the lesson on gradients: what a link to a step says stands; what it doesn't is set up by the step") {
  for (const bool said : {true, false}) {
    ScenePage page = pageOf(said ? "view=wall&wallRate=0.3" : "");
    page.scene->show("story", "4");
    for (int i = 0; i < 3; ++i) page.draw();
    CHECK(page.model->keys().get("view") == "wall");
    CHECK(page.model->keys().get("wallRate") == (said ? "0.3" : "0.05"));
  }
}
