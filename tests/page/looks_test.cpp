// Looking closer, without a window: one update as a flip-book and the phase plane in Sequence, the carpet in Training.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include <cmath>
#include <memory>
#include <string>

#include "app/sessions.h"
#include "gpu/gpu.h"
#include "near.h"
#include "page/headless.h"
#include "page/quiet_commands.h"
#include "unroll.h"

namespace unroll {

std::unique_ptr<Scene> makeSequenceScene();
std::unique_ptr<Scene> makeTrainingScene();

namespace {

class LooksPage final : public QuietCommands {
 public:
  LooksPage(std::unique_ptr<Scene> shown, std::string_view text, std::string_view look, std::string_view language = "en")
      : scene(std::move(shown)), headless_({1280, 1600}, language) {
    ParsedModel parsed = findModel("recurrent")->parse(text);
    REQUIRE(parsed.model != nullptr);
    model = std::move(parsed.model);
    finish();
    scene->show("look", look);
    draw();
    draw();
  }

  void draw() {
    scene->look(*model);
    while (!model->prepare(1000)) {
    }
    scene->look(*model);
    (void)headless_.draw([&](Ui& ui) {
      const Frame frame{ui, gpu_, *this, model->keys(), layout};
      scene->stage(frame, area);
      fields = nlohmann::json::object();
      scene->state(frame, fields);
      words = scene->describe(frame);
      for (const std::string& key : ui.words().missing()) missing = key;
      scene->look(*model);
    });
  }
  void finish() {
    while (!model->advance(1000)) {
    }
  }
  void clickOn(std::string_view name, ImVec2 share = {0.5f, 0.5f}) {
    for (const ControlRecord& each : headless_.controls())
      if (each.name == name) {
        headless_.click({each.rect.x + each.rect.w * share.x, each.rect.y + each.rect.h * share.y});
        return draw();
      }
    FAIL("no such control: " << name);
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
  std::vector<std::string> faults() const { return headless_.faults(); }
  bool shows(std::string_view part) {
    const std::string written = headless_.words().written(part);
    for (const TextRecord& t : headless_.texts())
      if (t.text.find(written) != std::string::npos) return true;
    return false;
  }

  void send(Change change) override { CHECK(static_cast<bool>(model->apply(change))); }

  std::unique_ptr<Model> model;
  std::unique_ptr<Scene> scene;
  nlohmann::json fields;
  std::string words, missing;
  Layout layout = Layout::wide;
  Rect area{320, 76, 640, 610};

 private:
  Headless headless_;
  gpu::Gpu gpu_;
};

struct LooksPlace {
  Layout layout;
  Rect area;
};
constexpr LooksPlace looksPlaces[] = {{Layout::wide, {320, 76, 640, 610}},
                                      {Layout::medium, {238, 94, 520, 296}},
                                      {Layout::medium, {10, 10, 750, 384}},
                                      {Layout::phone, {8, 160, 374, 556}}};

}  // namespace

TEST_CASE("sequence: leafing through one update changes nothing; the step that is taken is the one that was shown, and its numbers hold") {
  LooksPage page(makeSequenceScene(), "task=adding&hiddenSize=3&seqLen=6", "update");
  auto closer = [&] { return page.fields["closer"]; };
  REQUIRE(closer()["ready"] == true);
  CHECK(closer()["page"] == "before");
  CHECK(closer()["weight"]["name"] == "rnn.weight_hh_l0");
  const std::string hash = page.model->hash(), text = page.model->text();
  page.clickOn("updatePage", {0.8f, 0.5f});
  CHECK(closer()["page"] == "after");
  page.tabTo("updatePage");
  page.press(KeyName::left);
  CHECK(closer()["page"] == "before");
  CHECK(page.model->hash() == hash);

  // The weight that is pressed is the one whose gradient is tried.
  page.clickOn("weights3", {0.99f, 0.5f});
  CHECK(closer()["weight"]["name"] == "readout.weight");
  CHECK(closer()["weight"]["col"] == 2);
  const double gradient = closer()["gradient"], step = closer()["tried"]["step"], above = closer()["tried"]["above"],
               below = closer()["tried"]["below"];
  CHECK(near((above - below) / (2 * step), gradient, 5e-3, 1e-3));
  CHECK(page.shows(signedNumber((above - below) / (2 * step), 5)));
  CHECK(page.shows(plainNumber(above, 6)));
  CHECK(page.words.find("falls") != std::string::npos);

  page.clickOn("updateRate", {0.95f, 0.5f});  // 0.1 → 0.3
  CHECK(closer()["rate"] == 0.3);
  for (int i = 0; i < 3; ++i) page.clickOn("updateRate", {0.95f, 0.5f});
  CHECK(closer()["rate"] == 10);
  CHECK(closer()["lossAfter"].get<double>() > closer()["loss"].get<double>());
  CHECK(page.words.find("too large") != std::string::npos);
  for (int i = 0; i < 4; ++i) page.clickOn("updateRate", {0.05f, 0.5f});

  const double after = closer()["lossAfter"], weight = closer()["weightAfter"];
  CHECK(page.model->hash() == hash);
  page.clickOn("takeStep");
  CHECK(page.model->hash() != hash);
  CHECK(page.model->text() != text);
  CHECK(near(closer()["loss"].get<double>(), after, 1e-4, 1e-3));
  CHECK(closer()["weightAfter"].get<double>() != weight);
  CHECK(page.missing.empty());
}

TEST_CASE("sequence: nothing of the flip-book is cut or written over, for every cell, at three sizes, in both languages") {
  int turn = 0;
  for (const char* language : {"en", "de"})
    for (const char* net : {"hiddenSize=3&seqLen=6", "hiddenSize=16&seqLen=20", "cell=lstm&hiddenSize=4&seqLen=6",
                            "cell=gru&layers=2&bidirectional=true&hiddenSize=3&seqLen=5", "cell=jordan&hiddenSize=3&seqLen=5",
                            "cell=reservoir&hiddenSize=8&seqLen=6", "task=xor&cell=window&hiddenSize=4&seqLen=6&window=3",
                            "hiddenSize=3&seqLen=6&tying=untied", "hiddenSize=400&seqLen=200"})
      for (const LooksPlace& place : looksPlaces) {
        if (++turn % 2 == 0) continue;  // each net at each size, and in each language
        // A large net takes long, and has no words of its own.
        if (std::string_view(net).find("=400") != std::string_view::npos && (language[0] == 'e' || place.layout != Layout::medium))
          continue;
        LooksPage page(makeSequenceScene(), net, "update", language);
        page.layout = place.layout;
        page.area = place.area;
        page.draw();
        CAPTURE(language);
        CAPTURE(net);
        CAPTURE(place.area.w);
        for (const std::string& fault : page.faults()) FAIL_CHECK(fault);
        CHECK(page.missing.empty());
        if (page.fields["closer"]["ready"] == true) CHECK(page.fields["closer"]["weight"]["name"] != "");
      }
}

TEST_CASE("sequence: the phase plane's basins follow a weight, and the pointer tells where a state ends") {
  const std::string keeps = "0:rnn.weight_hh_l0[0][0]=2,0:rnn.weight_hh_l0[0][1]=0,0:rnn.weight_hh_l0[1][0]=0,0:rnn.weight_hh_l0[1][1]=";
  const std::string quiet =
      ",0:rnn.weight_ih_l0[0][0]=0,0:rnn.weight_ih_l0[1][0]=0,0:rnn.bias_ih_l0[0]=0,0:rnn.bias_ih_l0[1]=0,0:rnn.bias_hh_"
      "l0[0]=0,0:rnn.bias_hh_l0[1]=0";
  LooksPage page(makeSequenceScene(), "task=echo&delay=1&hiddenSize=2&seqLen=5&edits=" + keeps + "2" + quiet, "plane");
  for (int i = 0; i < 40 && page.fields["closer"]["basinsReady"] != true; ++i) page.draw();
  CHECK(page.fields["closer"]["basinsReady"] == true);
  CHECK(page.fields["closer"]["attractors"].size() == 4);
  page.clickOn("plane", {0.9f, 0.1f});
  CHECK(page.shows("it ends at (+0.96, +0.96)"));
  page.send({"rnn.weight_hh_l0[1][1]", "0.5"});  // the second unit forgets
  page.draw();
  CHECK(page.fields["closer"]["attractors"].size() == 2);
  page.send({"rnn.weight_hh_l0[1][1]", "-2"});  // it swings
  page.draw();
  page.clickOn("plane", {0.9f, 0.1f});
  CHECK(page.shows("it ends in a cycle of 2 states"));
  CHECK(page.missing.empty());
}

TEST_CASE("eigenvalues: what they say of the gradient depends on how far from the circle they are") {
  const auto wordsOf = [](const char* weight) {
    return LooksPage(makeSequenceScene(),
                     "task=echo&hiddenSize=1&seqLen=5&activation=identity&edits=0:rnn.weight_hh_l0[0][0]=" + std::string(weight),
                     "eigenvalues")
        .words;
  };
  CHECK(wordsOf("0.5").find("The gradient vanishes") != std::string::npos);
  CHECK(wordsOf("0.99").find("The gradient comes through") != std::string::npos);
  CHECK(wordsOf("1.01").find("The gradient comes through") != std::string::npos);
  CHECK(wordsOf("1.5").find("The gradient explodes") != std::string::npos);
}

TEST_CASE("carpet: states beyond a float have no derivative, and the words say from where on") {
  LooksPage page(makeSequenceScene(), "task=adding&hiddenSize=8&activation=relu&initScale=10&seqLen=64", "carpet");
  REQUIRE(page.fields["closer"]["ready"] == true);
  const auto rows = page.fields["closer"]["rows"];
  CHECK(rows[10][0].get<double>() > 1);
  CHECK(std::isnan(rows[63][0].get<double>()));
  CHECK(rows[10][50].get<double>() == 0);  // nothing acts before its time
  CHECK(page.words.find("beyond what a float holds") != std::string::npos);
  CHECK(page.words.find("less than a tenth") == std::string::npos);
}

TEST_CASE("training: the carpet goes on while the net learns, and is the carpet of the present weights") {
  const auto later = [] {
    LooksPage same(makeSequenceScene(), "task=adding&hiddenSize=4&seqLen=8&updates=60", "carpet");
    return same.fields["closer"]["rows"];
  }();
  LooksPage page(makeTrainingScene(), "task=adding&hiddenSize=4&seqLen=8&updates=20", "carpet");
  page.area = {320, 76, 940, 610};
  page.draw();
  REQUIRE(page.fields["carpet"]["ready"] == true);
  const auto before = page.fields["carpet"]["rows"];
  REQUIRE(before.size() == 8);
  CHECK(before[3][5] == 0);
  page.model->setGoal(60);
  page.finish();
  page.draw();
  REQUIRE(page.fields["carpet"]["ready"] == true);
  CHECK(page.fields["carpet"]["rows"] != before);
  CHECK(later == page.fields["carpet"]["rows"]);
  page.clickOn("look", {0.1f, 0.5f});
  CHECK(page.fields["carpet"].is_null());
  page.clickOn("look", {0.5f, 0.5f});
  CHECK(page.fields["carpet"]["ready"] == true);
  CHECK(page.words.find("Row t = 7") != std::string::npos);
}

TEST_CASE("training: eigenvalues and phase plane go on while the net learns, and are those of the present weights") {
  for (const std::string look : {"eigenvalues", "plane"}) {
    CAPTURE(look);
    const std::string numbers = look == "plane" ? "fixedPoints" : "values";
    const auto later = [&] {
      LooksPage same(makeSequenceScene(), "task=adding&hiddenSize=2&seqLen=8&updates=60", look);
      same.scene->show("t", "7");
      same.draw();
      return same.fields["closer"][numbers];
    }();
    LooksPage page(makeTrainingScene(), "task=adding&hiddenSize=2&seqLen=8&updates=20", look);
    page.area = {320, 76, 940, 610};
    page.draw();
    page.draw();
    REQUIRE(page.fields[look]["ready"] == true);
    const auto before = page.fields[look][numbers];
    REQUIRE(before.size() >= 1);
    page.model->setGoal(60);
    page.finish();
    page.draw();
    REQUIRE(page.fields[look]["ready"] == true);
    CHECK(page.fields[look][numbers] != before);
    CHECK(page.fields[look][numbers] == later);
    CHECK(page.words.find(look == "plane" ? "Fixed points: " : "Largest |λ|") != std::string::npos);
    CHECK(page.missing.empty());
  }
}

TEST_CASE("training: nothing is cut or written over beside what is looked at, at three sizes, in both languages") {
  constexpr LooksPlace places[] = {
      {Layout::wide, {320, 76, 940, 610}}, {Layout::medium, {238, 94, 520, 296}}, {Layout::phone, {8, 160, 374, 556}}};
  for (const char* language : {"en", "de"})
    for (const char* net : {"task=adding&hiddenSize=4&seqLen=8&updates=20", "task=adding&hiddenSize=2&seqLen=8&updates=20",
                            "task=echo&cell=gru&hiddenSize=4&seqLen=30&updates=20"})
      for (const LooksPlace& place : places) {
        for (const std::string look : {"carpet", "eigenvalues", "plane"}) {
          LooksPage page(makeTrainingScene(), net, look, language);
          page.layout = place.layout;
          page.area = place.area;
          page.draw();
          CAPTURE(language);
          CAPTURE(place.area.w);
          CAPTURE(look);
          for (const std::string& fault : page.faults()) FAIL_CHECK(fault);
          CHECK(page.missing.empty());
        }
      }
}

}  // namespace unroll
