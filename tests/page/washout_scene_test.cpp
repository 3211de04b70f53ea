// Washing out, drawn without a window: three views in three layouts and two languages, by pointer and keys; its story to the end.
#include <algorithm>

#include "page/lesson.h"
#include "page/scene_page.h"
#include "problems/washout.h"

namespace unroll {

std::unique_ptr<Scene> makeProblemsScene();

namespace {

class WashoutPage {
 public:
  explicit WashoutPage(const std::string& text, std::string_view language = "en")
      : page(makeProblemsScene, "problem=washout&" + text, language, "problems") {
    draw();
  }
  void draw() {
    for (int frame = 0; frame < 3; ++frame) {
      page.draw();
      while (!page.model->prepare(1000)) {
      }
    }
    page.draw();
  }
  double fact(std::string_view name) { return page.model->facts().number(name); }

  ScenePage page;
};

}  // namespace

TEST_CASE("washout scene: each view in each layout and language, without a fault") {
  for (const char* language : {"en", "de"})
    for (const char* text : {"aspect=distance", "aspect=memory&hiddenSize=12", "aspect=latch", "aspect=latch&bitWeight=0.7",
                             "updates=30&trained=true&hiddenSize=8"})
      for (const ScenePlace& place : scenePlaces) {
        WashoutPage washout(text, language);
        ScenePage& page = washout.page;
        page.layout = place.layout;
        page.area = place.area;
        page.bar = place.bar;
        washout.draw();
        CAPTURE(language);
        CAPTURE(text);
        CAPTURE(place.area.w);
        CHECK(page.missing == "");
        for (const std::string& fault : page.faults()) FAIL_CHECK(fault);
        CHECK(page.control("aspect") != nullptr);
        if (place.layout == Layout::wide) continue;
        page.clickOn("pane-findings");
        CHECK(page.control("aspect") == nullptr);
        for (const std::string& fault : page.faults()) FAIL_CHECK(fault);
      }
}

TEST_CASE("washout scene: views, nets and training by pointer and by keys") {
  WashoutPage washout("updates=20&hiddenSize=6");
  ScenePage& page = washout.page;
  CHECK(page.fields["nets"].size() == 4);
  page.clickOn("net-gru");
  CHECK(page.model->facts().text("cell") == "gru");
  page.tabTo("net-lstm");
  page.press(KeyName::enter);
  CHECK(page.model->facts().text("cell") == "lstm");
  page.clickOn("train");
  washout.draw();
  CHECK(page.model->facts().holds("trained"));
  CHECK(page.fields["nets"][1]["updates"] == 20);
  page.key(StageKey::space);
  CHECK_FALSE(page.model->facts().holds("trained"));
  page.key(StageKey::right);
  washout.draw();
  CHECK(washout.fact("differAt") == 1);

  page.clickOn("aspect", {0.5f, 0.5f});
  washout.draw();
  CHECK(page.model->facts().text("aspect") == "memory");
  for (const auto& net : page.fields["nets"]) CHECK(net["capacity"].get<double>() <= 6 + 3 * net["error"].get<double>());
  page.tabTo("aspect");
  page.press(KeyName::right);
  washout.draw();
  CHECK(page.model->facts().text("aspect") == "latch");
  const double before = washout.fact("singleLimit"), gradient = washout.fact("bitGradient");
  page.clickOn("bitWeight", {0.8f, 0.5f});
  CHECK(washout.fact("singleLimit") > before);
  CHECK(washout.fact("bitGradient") < gradient);
  page.key(StageKey::left);
  CHECK(washout.fact("bitWeight") < 4);
}

TEST_CASE("washout scene: which net keeps most is said when all are measured, and not before") {
  ScenePage page(makeProblemsScene, "problem=washout&aspect=memory&hiddenSize=12", "en", "problems");
  const auto saysBest = [&] {
    for (const TextRecord& text : page.texts())
      if (text.text.find("holds most") != std::string::npos || text.text.find("of 12 ·") != std::string::npos) return true;
    return false;
  };
  const auto measured = [&] {
    const auto& nets = page.fields["nets"];
    return nets.size() == 4 && std::none_of(nets.begin(), nets.end(), [](const auto& net) { return net["capacity"].is_null(); });
  };
  for (bool prepared = false; !prepared;) {
    prepared = page.model->prepare(1);
    page.draw();
    CHECK(saysBest() == measured());
  }
  CHECK(measured());
}

TEST_CASE("washout story: no task is fulfilled before its time, and each can be") {
  Lesson lesson("problems", "problem=washout&updates=200");
  const auto none = [&] {
    lesson.settle();
    for (const bool done : lesson.story()->done()) CHECK_FALSE(done);
  };
  lesson.open(0);
  none();
  lesson.set("initScale", "1.3");
  CHECK(lesson.done(0));
  // Begun once more, what is there already doesn't count.
  lesson.open(0);
  none();
  lesson.set("initScale", "0.9");
  none();

  lesson.open(1);
  none();
  lesson.set("trained", "true");
  CHECK(lesson.done(0));
  CHECK_FALSE(lesson.done(1));
  const std::vector<double> lasts = lesson.facts().numbers("lasts");
  CHECK(lasts[2] > lasts[0]);
  lesson.set("cell", lasts[1] >= lasts[2] ? "lstm" : "gru");
  CHECK(lesson.done(1));

  lesson.open(2);
  none();
  lesson.set("init", "orthogonal");
  lesson.set("initScale", "0.95");
  CHECK(lesson.done(0));
  lesson.open(2);
  none();

  lesson.open(3);
  none();
  lesson.set("bitWeight", "1.8");
  CHECK(lesson.done(0));
  CHECK_FALSE(lesson.done(1));
  lesson.set("bitWeight", "1.15");
  CHECK(lesson.done(1));
  lesson.open(3);
  none();
}

TEST_CASE("washout story: what a hint points at stands on the page") {
  for (const ScenePlace& place : scenePlaces) {
    WashoutPage washout("hiddenSize=6");
    ScenePage& page = washout.page;
    page.layout = place.layout;
    page.area = place.area;
    page.bar = place.bar;
    CAPTURE(place.area.w);
    for (int step = 0; step < page.scene->story()->steps(); ++step) {
      page.scene->story()->open(step);
      washout.draw();
      for (const Check& check : page.scene->story()->checks()) {
        CAPTURE(check.id);
        bool stands = false;
        for (std::string_view rest = check.touch; !rest.empty() && !stands;) {
          const std::size_t end = std::min(rest.find(' '), rest.size());
          stands = page.control(rest.substr(0, end)) != nullptr;
          rest.remove_prefix(std::min(rest.size(), end + 1));
        }
        CHECK(stands);
      }
      CHECK(page.missing == "");
    }
  }
}

TEST_CASE("washout story: a link's view stays") {
  for (const char* text : {"problem=washout&aspect=memory", "problem=washout&updates=5&trained=true", "problem=washout&initScale=1.5"}) {
    Lesson lesson("problems", text);
    lesson.settle();
    CHECK(lesson.model->text() == text);
    for (const bool done : lesson.story()->done()) CHECK_FALSE(done);
  }
  Lesson lesson("problems", "problem=washout&aspect=latch&bitWeight=3");
  lesson.scene->show("story", "4");
  lesson.settle();
  CHECK(lesson.facts().number("bitWeight") == 3);
}

}  // namespace unroll
