// The lesson Black box without a window: its story played to its end with pointer and keys, its pictures at three sizes.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>

#include <nlohmann/json.hpp>

#include "app/sessions.h"
#include "gpu/gpu.h"
#include "lesson/story.h"
#include "page/headless.h"
#include "page/quiet_commands.h"
#include "page/scene_page.h"
#include "unroll.h"

namespace unroll {

std::unique_ptr<Scene> makeProblemsScene();

namespace {

class BlackBoxPage final : public QuietCommands {
 public:
  explicit BlackBoxPage(const std::string& text, std::string_view language = "en")
      : scene(makeProblemsScene()), headless_({1280, 2400}, language) {
    model = findModel("problems")->parse("problem=blackBox&" + text).model;
    REQUIRE(model != nullptr);
    finish();
    draw();
  }
  void finish() {
    while (!model->advance(1000)) {
    }
  }
  void draw() {
    while (!model->prepare(1000)) {
    }
    scene->look(*model);
    (void)headless_.draw([&](Ui& ui) {
      const Frame frame{ui, gpu_, *this, model->keys(), layout};
      for (const Change& change : followStory(*scene, *model, ui.now(), true)) send(change);
      while (!model->prepare(1000)) {
      }
      scene->look(*model);
      Column left({20, 1000, layout == Layout::wide ? 280.f : layout == Layout::medium ? 214.f : 358.f, 1300});
      scene->story()->draw(frame, left);
      scene->controls(frame, left);
      scene->stage(frame, area);
      Column right(layout == Layout::wide ? Rect{1000, 96, 280, 570} : Rect{500, 1000, 358, 1300});
      scene->inspector(frame, right);
      scene->transport(frame, bar);
      fields = nlohmann::json::object();
      scene->state(frame, fields);
      words = scene->describe(frame);
      rows = scene->table(frame).rows.size();
      for (const std::string& key : ui.words().missing()) missing = key;
    });
  }
  void clickOn(std::string_view name, ImVec2 share = {0.5f, 0.5f}) {
    for (const ControlRecord& each : headless_.controls())
      if (each.name == name) {
        headless_.click({each.rect.x + each.rect.w * share.x, each.rect.y + each.rect.h * share.y});
        draw();
        return draw();
      }
    FAIL("no such control: " << name);
  }
  bool has(std::string_view name) const {
    for (const ControlRecord& each : headless_.controls())
      if (each.name == name) return true;
    return false;
  }
  auto count(std::string_view name) const {
    return std::count_if(headless_.controls().begin(), headless_.controls().end(),
                         [&](const ControlRecord& each) { return each.name == name; });
  }
  void tabTo(std::string_view name) {
    for (int i = 0; i < 80; ++i) {
      if (headless_.focused() && headless_.focused()->name == name) return;
      (void)headless_.walk(false);
      draw();
    }
    FAIL("Tab never reached " << name);
  }
  void press(KeyName key) {
    headless_.press(key);
    draw();
  }
  void type(std::string_view characters) {
    headless_.type(characters);
    draw();
  }
  void key(StageKey key) {
    (void)headless_.draw([&](Ui& ui) { (void)scene->key(Frame{ui, gpu_, *this, model->keys(), layout}, key); });
    draw();
  }
  void open(int step) {
    scene->story()->open(step);
    for (int i = 0; i < 4; ++i) draw();
  }
  bool done(std::size_t task) const { return scene->story()->done().at(task); }
  double fact(std::string_view name) const { return model->facts().number(name); }
  std::vector<std::string> faults() const { return headless_.faults(); }

  void send(Change change) override { CHECK(static_cast<bool>(model->apply(change))); }
  void run() override {
    model->setGoal(1 << 20);
    finish();
  }

  std::unique_ptr<Model> model;
  std::unique_ptr<Scene> scene;
  nlohmann::json fields;
  std::string words, missing;
  std::size_t rows = 0;
  Layout layout = Layout::wide;
  Rect area{320, 76, 600, 612}, bar{340, 712, 900, 48};

 private:
  Headless headless_;
  gpu::Gpu gpu_;
};

constexpr const char* quick = "updates=400";  // Reber's grammar is learned by then

}  // namespace

TEST_CASE("black box: the story can be played to its end, and nothing of it is done beforehand") {
  BlackBoxPage page(quick);
  page.open(0);
  for (std::size_t task = 0; task < 3; ++task) CHECK_FALSE(page.done(task));
  page.clickOn("play");
  CHECK(page.fields["trained"] == true);
  CHECK(page.done(0));
  CHECK_FALSE(page.done(1));
  page.clickOn("colours", {0.9f, 0.5f});
  CHECK(page.done(1));
  CHECK_FALSE(page.done(2));
  page.key(StageKey::end);
  CHECK(page.fields["t"] == page.fields["steps"].get<int>() - 1);
  CHECK(page.done(2));

  page.open(1);
  CHECK_FALSE(page.done(0));
  CHECK_FALSE(page.done(1));
  page.clickOn("shown", {0.35f, 0.5f});
  REQUIRE(page.has("unitBars"));
  const Facts facts = page.model->facts();
  const auto &units = facts.numbers("units"), &tells = facts.numbers("unitTells");
  std::size_t other = 1;
  while (other < tells.size() && tells[other] == tells[0]) ++other;
  REQUIRE(other < tells.size());
  CHECK_FALSE(page.done(0));
  page.tabTo("unitBars");
  for (std::size_t i = 0; i < other; ++i) page.press(KeyName::right);
  CHECK(page.fields["unit"] == units[other]);
  CHECK(page.done(0));
  page.press(KeyName::escape);
  page.key(StageKey::home);
  // Some sequence has a step at which the state is there that the unit tells.
  for (int sequence = 0; sequence < 20 && !page.done(1); ++sequence) {
    for (int t = 0; t < page.fields["steps"].get<int>() && !page.done(1); ++t) page.key(StageKey::right);
    if (!page.done(1)) page.clickOn("nextSequence");
  }
  CHECK(page.done(1));

  page.open(2);
  CHECK(page.fact("clusters") == 2);
  CHECK_FALSE(page.done(0));
  page.tabTo("clusters");
  const int enough = static_cast<int>(page.fact("enough"));
  REQUIRE(enough > 3);
  for (int k = 2; k < enough - 1; ++k) {
    page.press(KeyName::right);
    CHECK(page.fact("clusters") == k + 1);
  }
  CHECK((page.fact("determinism") < 0.98 || page.fact("explained") < 0.95) == !page.done(0));
  page.press(KeyName::right);
  CHECK(page.fact("clusters") == enough);
  CHECK(page.fact("determinism") >= 0.98);
  CHECK(page.done(0));

  page.open(3);
  CHECK(page.fact("clusters") == 3);
  CHECK_FALSE(page.done(0));
  CHECK_FALSE(page.done(1));
  for (int sequence = 0; sequence < 20 && !page.done(0); ++sequence) {
    const auto agrees = page.model->facts().numbers("agrees");
    page.key(StageKey::home);
    for (std::size_t t = 1; t < agrees.size() && !page.done(0); ++t) {
      page.key(StageKey::right);
      CHECK(page.done(0) == (agrees[t] == 0));
    }
    if (!page.done(0)) page.clickOn("nextSequence");
  }
  CHECK(page.done(0));
  CHECK(page.words.find("disagree") != std::string::npos);
  page.tabTo("clusters");
  for (int k = 3; k < enough; ++k) page.press(KeyName::right);
  page.press(KeyName::escape);
  page.key(StageKey::end);
  CHECK(page.done(1));
  CHECK(page.words.find("both agree") != std::string::npos);
  CHECK_FALSE(page.done(2));
  const auto typed = [&](const char* letters) {
    page.tabTo("string");
    page.press(KeyName::enter);
    page.type(letters);
    page.press(KeyName::enter);
    page.draw();
  };
  typed("BTSS");
  CHECK_FALSE(page.done(2));  // too short
  typed("BTXSX");
  CHECK_FALSE(page.done(2));  // X can't come
  typed("BTXSE");
  CHECK(page.done(2));
  CHECK(page.missing.empty());
}

TEST_CASE("black box: each picture is whole at three sizes, in both languages, before the training and after") {
  for (const std::string text :
       {"task=reber&updates=400&runs=1&walked=7", "task=parity&updates=300&seqLen=30&runs=1", "task=adding&updates=3&runs=1"})
    for (const char* language : {"en", "de"}) {
      BlackBoxPage page(text, language);
      for (const std::string shown : {"trajectories", "units", "automaton", "saliency"}) {
        page.send({"shown", shown});
        for (const ScenePlace& place : scenePlaces) {
          CAPTURE(language);
          CAPTURE(text);
          CAPTURE(shown);
          CAPTURE(place.area.w);
          page.layout = place.layout;
          page.area = place.area;
          if (place.layout == Layout::wide) page.area.w = 600;
          page.bar = place.bar;
          page.draw();
          for (const std::string& fault : page.faults()) FAIL_CHECK(fault);
          CHECK(page.missing.empty());
          CHECK(!page.words.empty());
        }
      }
    }
  BlackBoxPage before("updates=10");
  for (const std::string& fault : before.faults()) FAIL_CHECK(fault);
  CHECK(before.rows == 0);
  before.clickOn("strip", {0.99f, 0.5f});
  CHECK(before.fields["t"] == before.fields["steps"].get<int>() - 1);
  before.clickOn("play");
  CHECK(before.rows > 0);
  before.clickOn("again");
  CHECK(before.fields["trained"] == false);
}

TEST_CASE("black box: clusters and string stand in the picture or among the settings, once, however wide the stage is") {
  BlackBoxPage page("updates=400&runs=1&shown=automaton");
  for (const float width : {420.f, 700.f, 420.f}) {
    CAPTURE(width);
    page.area.w = width;
    page.draw();
    page.draw();
    for (const char* name : {"clusters", "string"}) CHECK(page.count(name) == 1);
  }
}

TEST_CASE("black box: a string of one's own is typed, walked along, and stands in the link with its step and the chosen unit") {
  const auto linked = [](const BlackBoxPage& page) {
    std::string text;
    for (const auto& [key, value] : page.scene->view()) text += key + "=" + value + " ";
    return text;
  };
  int unit = -1;
  std::string text;
  {
    BlackBoxPage page("updates=400&shown=automaton");
    page.clickOn("play");
    page.draw();
    page.tabTo("string");
    page.press(KeyName::enter);
    page.type("btxsx");
    page.press(KeyName::enter);
    page.draw();
    CHECK(page.fields["string"] == "btxsx");
    CHECK(page.fields["steps"] == 5);
    CHECK(page.fields["t"] == 0);
    CHECK(page.fields["askedWay"] == std::vector<int>{1, 2, 4, 6, -1});
    page.press(KeyName::escape);
    page.key(StageKey::end);
    CHECK(page.fields["t"] == 4);
    CHECK(linked(page) == "t=4 ");
    CHECK(page.words.find("has no way on in the task’s automaton") != std::string::npos);
    CHECK(page.words.find("“X”") != std::string::npos);
    REQUIRE(page.model->apply({"shown", "units"}));
    page.draw();
    page.tabTo("unitBars");
    page.press(KeyName::right);
    unit = page.fields["unit"];
    CHECK(unit == static_cast<int>(page.model->facts().numbers("units")[1]));
    text = page.model->text();
    CHECK(text.find("string=btxsx") != std::string::npos);
    CHECK(text.find("unit=" + std::to_string(unit)) != std::string::npos);
  }
  // A link with all of it, opened.
  BlackBoxPage again(text.substr(text.find('&') + 1));
  again.scene->show("t", "4");
  for (int i = 0; i < 4; ++i) again.draw();
  CHECK(again.fields["t"] == 4);
  CHECK(again.fields["string"] == "btxsx");
  CHECK(again.fields["unit"] == unit);
  CHECK(again.faults().empty());
  // “Next sequence” leads back to those that are drawn.
  again.clickOn("nextSequence");
  CHECK(again.fields["string"] == "");
  CHECK(again.fields["t"] == 0);
  CHECK(again.missing.empty());
}

}  // namespace unroll
