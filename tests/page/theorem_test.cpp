// The Theorem scene without a window: drawn, pressed and turned by keys, over a real model.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include <cmath>
#include <memory>
#include <string>

#include "app/sessions.h"
#include "gpu/gpu.h"
#include "lesson/story.h"
#include "near.h"
#include "page/headless.h"
#include "page/quiet_commands.h"
#include "unroll.h"

namespace unroll {

std::unique_ptr<Scene> makeTheoremScene();

namespace {

class TheoremPage final : public QuietCommands {
 public:
  explicit TheoremPage(std::string_view text, std::string_view language = "en") : headless_({1280, 1600}, language) {
    ParsedModel parsed = findModel("recurrent")->parse(text);
    REQUIRE(parsed.model != nullptr);
    model = std::move(parsed.model);
    while (!model->advance(1000)) {
    }
    scene = makeTheoremScene();
    draw();
  }

  void draw() {
    while (!model->prepare(1000)) {
    }
    scene->look(*model);
    (void)headless_.draw([&](Ui& ui) {
      const Frame frame{ui, gpu_, *this, model->keys(), layout};
      for (const Change& change : followStory(*scene, *model, ui.now(), true)) send(change);
      Column column(layout == Layout::wide ? Rect{20, 76, 280, 1400} : Rect{1000, 76, 220, 1400});
      scene->story()->draw(frame, column);
      scene->controls(frame, column);
      scene->stage(frame, area);
      scene->transport(frame, bar);
      fields = nlohmann::json::object();
      scene->state(frame, fields);
      words = scene->describe(frame);
      table = scene->table(frame);
      for (const std::string& key : ui.words().missing()) missing = key;
      scene->look(*model);
    });
  }
  void click(ImVec2 at) {
    headless_.click(at);
    draw();
  }
  const ControlRecord* control(std::string_view name) const {
    for (const ControlRecord& each : headless_.controls())
      if (each.name == name) return &each;
    return nullptr;
  }
  void clickOn(std::string_view name, ImVec2 share = {0.5f, 0.5f}) {
    const ControlRecord* found = control(name);
    INFO(name);
    REQUIRE(found != nullptr);
    click({found->rect.x + found->rect.w * share.x, found->rect.y + found->rect.h * share.y});
  }
  void press(KeyName key, int times = 1) {
    for (int i = 0; i < times; ++i) {
      headless_.press(key);
      draw();
    }
  }
  void tabTo(std::string_view name) {
    for (int i = 0; i < 80; ++i) {
      if (headless_.focused() && headless_.focused()->name == name) return;
      (void)headless_.walk(false);
      draw();
    }
    FAIL("Tab never reached the control");
  }

  void send(Change change) override { CHECK(static_cast<bool>(model->apply(change))); }
  void runBy(std::int64_t steps) override {
    model->setGoal(model->progress().done + steps);
    while (!model->advance(1000)) {
    }
  }
  void showMessage(std::string text) override { messages.push_back(std::move(text)); }

  std::unique_ptr<Model> model;
  std::unique_ptr<Scene> scene;
  nlohmann::json fields;
  std::string words, missing;
  SpokenTable table;
  std::vector<std::string> messages;
  Layout layout = Layout::wide;
  Rect area{320, 76, 940, 610}, bar{340, 712, 900, 48};

  std::vector<std::string> faults() const { return headless_.faults(); }
  std::vector<std::string> texts() const {
    std::vector<std::string> all;
    for (const TextRecord& text : headless_.texts()) all.push_back(text.text);
    return all;
  }
  // Of the last line that ends so.
  float bottomOf(std::string_view end) const {
    float bottom = 1e9f;
    for (const TextRecord& text : headless_.texts())
      if (text.text.ends_with(end)) bottom = text.rect.bottom();
    return bottom;
  }
  bool shows(std::string_view text) const { return headless_.find(text) != nullptr; }
  // All that stands right of these words in the same row.
  std::string after(std::string_view label) const {
    const TextRecord* name = nullptr;
    for (const TextRecord& text : headless_.texts())
      if (text.text == label) name = &text;  // the last: the card is drawn after the nets
    std::string all;
    for (const TextRecord& text : headless_.texts())
      if (name && text.rect.x > name->rect.x && std::fabs(text.rect.center().y - name->rect.center().y) < 6) all += text.text + " ";
    return all;
  }

 private:
  Headless headless_;
  gpu::Gpu gpu_;
};

}  // namespace

TEST_CASE("theorem: a pressed weight is the one that is broken, in the copy where it was pressed, and mended it is whole") {
  TheoremPage page("task=adding&hiddenSize=3&seqLen=5");
  page.scene->show("t", "3");
  page.draw();
  CHECK(page.fields["rows"] == 7);
  CHECK(page.fields["climbsOneRow"] == true);
  CHECK(page.fields["first_difference"].is_null());
  const std::string hash = page.model->hash(), text = page.model->text();
  const auto spot = page.fields["places"]["rnn.weight_hh_l0[2][2]"];
  REQUIRE(spot.is_array());
  page.click({spot[0].get<float>(), spot[1].get<float>()});
  CHECK(page.fields["picked"] == 1);
  CHECK(page.fields["weight"] == "rnn.weight_hh_l0[2][2]");
  CHECK(page.fields["broken"].is_null());
  CHECK(page.control("mend") == nullptr);

  page.clickOn("breakBy", {0.8f, 0.75f});
  CHECK(page.fields["broken"]["step"] == 3);
  CHECK(page.fields["broken"]["by"].get<double>() > 0.5);
  CHECK(page.fields["first_difference"] == 3);
  CHECK(page.fields["firstPlace"] == "h_3[2]");
  CHECK(page.model->hash() == hash);
  CHECK(page.model->text() == text);
  CHECK(page.words.find("First to differ") == std::string::npos);
  CHECK(page.words.find("The first to differ is h_3[2]") != std::string::npos);
  page.clickOn("mend");
  CHECK(page.fields["broken"].is_null());
  CHECK(page.fields["maxAbsDifference"] == 0.0);
  CHECK(page.control("train") != nullptr);
  CHECK(page.missing.empty());
}

TEST_CASE("theorem: what is broken is in the link, and the same again from there") {
  const std::string text = "task=adding&hiddenSize=3&seqLen=5";
  std::vector<Pair> link;
  nlohmann::json seen;
  {
    TheoremPage page(text);
    page.tabTo("breakBy");
    page.press(KeyName::left, 7);
    link = page.scene->view();
    seen = page.fields;
    CHECK(seen["broken"]["by"].get<double>() < -0.6);
  }
  CHECK(link.size() == 4);  // t, break, breakBy, breakWeight
  TheoremPage page(text);
  for (const auto& [key, value] : link) page.scene->show(key, value);
  page.draw();
  for (const char* field : {"feedforwardOutputs", "broken", "first_difference", "step", "weight"}) CHECK(page.fields[field] == seen[field]);
}

TEST_CASE("theorem: folded back a twin is the loop; a changed weight or a lost unit is told with both numbers, and is in the link") {
  TheoremPage page("task=adding&hiddenSize=3&seqLen=5");
  page.clickOn("foldBack");
  CHECK(page.fields["folded"] == true);
  CHECK(page.fields["maxAbsDifference"] == 0.0);
  CHECK(page.words.find("All 5 layers are equal to the bit") != std::string::npos);
  page.tabTo("breakBy");
  page.press(KeyName::right, 5);
  CHECK(page.fields["folded"] == false);
  const double from = page.fields["broken"]["from"].get<double>(), by = page.fields["broken"]["by"].get<double>();
  CHECK(page.fields["whyNot"] == "W_hh[1][1] of copy 3 is " + signedNumber(from + by) + ", of copy 0 " + signedNumber(from) +
                                     ". In a loop both are one weight, which can’t be two numbers.");
  // Dragged back it folds.
  page.press(KeyName::left, 5);
  CHECK(page.fields["folded"] == true);
  page.clickOn("breakUnit");
  CHECK(page.fields["broken"]["unit"] == 2);
  CHECK(page.fields["first_difference"] == 3);
  CHECK(page.words.find("Unit 2 is taken out of copy 3") != std::string::npos);
  const std::vector<Pair> link = page.scene->view();
  CHECK(link.size() == 4);  // t, break, breakUnit, foldBack
  // Another net has no such unit.
  page.send({"cell", "gru"});
  page.draw();
  page.draw();
  CHECK(page.fields["broken"].is_null());
  CHECK(page.fields["folded"] == true);
  CHECK(page.control("breakUnit") == nullptr);
}

TEST_CASE("theorem: what can't be folded is the same again from its link") {
  for (const std::vector<Pair>& link :
       {std::vector<Pair>{{"t", "4"}, {"break", "2"}, {"breakUnit", "1"}, {"foldBack", "1"}},
        std::vector<Pair>{{"t", "4"}, {"break", "2"}, {"breakBy", "0.5"}, {"breakWeight", "readout.bias[0]"}, {"foldBack", "1"}}}) {
    TheoremPage page("task=adding&hiddenSize=3&seqLen=5");
    for (const auto& [key, value] : link) page.scene->show(key, value);
    page.draw();
    CHECK(page.fields["broken"]["step"] == 2);
    CHECK(page.fields["whyNot"].is_string());
    CHECK(page.scene->view() == link);
  }
}

TEST_CASE("theorem: copies that have learned apart say the first weight that differs, and it can be made equal") {
  TheoremPage page("task=echo&delay=1&hiddenSize=1&seqLen=2&tying=untied");
  page.scene->show("foldBack", "1");
  page.draw();
  CHECK(page.fields["folded"] == true);
  page.runBy(3);
  page.draw();
  CHECK(page.fields["folded"] == false);
  CHECK(page.fields["whyNot"].get<std::string>().find("W_xh[0][0] of copy 1 is ") == 0);
  int presses = 0;
  for (; page.control("makeEqual") && presses < 20; ++presses) page.clickOn("makeEqual");
  CHECK(presses >= 5);
  CHECK(page.fields["folded"] == true);
  CHECK(page.fields["maxAbsDifference"] == 0.0);
}

TEST_CASE("theorem: with keys alone a weight of a copy is chosen, changed and mended") {
  TheoremPage page("task=adding&hiddenSize=3&seqLen=5");
  page.tabTo("breakWeight");
  page.press(KeyName::end);
  CHECK(page.fields["weight"] == "readout.bias[0]");
  page.press(KeyName::home);
  CHECK(page.fields["weight"] == "rnn.weight_ih_l0[0][0]");
  page.tabTo("breakCopy");
  page.press(KeyName::end);
  page.press(KeyName::left, 2);
  page.tabTo("breakBy");
  page.press(KeyName::right, 5);
  CHECK(page.fields["broken"]["step"] == 2);
  CHECK(page.fields["first_difference"] == 2);
  page.tabTo("mend");
  page.press(KeyName::enter);
  CHECK(page.fields["broken"].is_null());
}

TEST_CASE("theorem: a link that breaks a weight which the net doesn't have breaks nothing and says so") {
  for (const char* weight : {"rnn.weight_hh_l0[7][0]", "rnn.weight_hh_l1[0][0]", "nonsense", "readout.weight[0][0][0]"}) {
    TheoremPage page("task=adding&hiddenSize=3&seqLen=5");
    page.scene->show("breakWeight", weight);
    page.scene->show("break", "2");
    page.scene->show("breakBy", "0.5");
    page.draw();
    page.draw();
    CHECK(page.fields["broken"].is_null());
    CHECK(page.fields["maxAbsDifference"] == 0.0);
    REQUIRE(page.messages.size() == 1);
    CHECK(page.messages[0].find("This net has no weight") == 0);
    CHECK(page.scene->view().empty());
  }
}

TEST_CASE("theorem: the story is played to its end, by mouse and with keys alone; no task is fulfilled when its step begins") {
  for (const bool keys : {false, true}) {
    CAPTURE(keys);
    TheoremPage page("task=adding&hiddenSize=3&seqLen=5");
    Story& story = *page.scene->story();
    const auto use = [&](std::string_view name) {
      if (!keys) return page.clickOn(name);
      page.tabTo(name);
      page.press(KeyName::enter);
    };
    const auto begins = [&](int step) {
      page.draw();
      page.draw();
      if (story.waits()) use("storyNext");  // it moves
      page.draw();
      CHECK(story.step() == step);
      for (const bool done : story.done()) CHECK_FALSE(done);
    };
    const auto done = [&](std::size_t task) {
      page.draw();
      return story.done().size() > task && story.done()[task];
    };
    const auto walkTo = [&](int t) {
      while (page.fields["step"] != t) {
        const bool on = page.fields["step"] < t;
        if (keys) {
          page.tabTo("time");
          page.press(on ? KeyName::right : KeyName::left);
        } else {
          page.clickOn(on ? "stepForward" : "stepBack");
        }
      }
    };
    begins(0);
    walkTo(4);
    CHECK(done(0));
    use("storyNext");
    begins(1);
    walkTo(0);
    CHECK(done(0));
    CHECK_FALSE(done(1));
    walkTo(4);
    CHECK(done(1));
    use("storyNext");
    begins(2);
    walkTo(5);
    CHECK(done(0));
    CHECK_FALSE(done(1));
    CHECK(page.fields["length"] == 7);
    if (keys) {
      page.tabTo("beyond");
      page.press(KeyName::right, 2);
      CHECK(page.fields["length"] == 9);
      CHECK_FALSE(done(1));
      page.press(KeyName::end);
    } else {
      page.clickOn("beyond", {0.97f, 0.75f});
    }
    CHECK(done(1));
    CHECK(page.fields["length"] >= 10);
    CHECK(page.fields["t"] == page.fields["length"].get<int>() - 1);  // and is looked at there
    use("storyNext");
    begins(3);
    const std::string hash = page.model->hash();
    page.tabTo("breakWeight");
    page.press(KeyName::end);
    page.tabTo("breakCopy");
    page.press(KeyName::end);
    page.press(KeyName::left);
    CHECK_FALSE(done(0));
    if (keys) {
      page.tabTo("breakBy");
      page.press(KeyName::right, 5);
    } else {
      page.clickOn("breakBy", {0.7f, 0.75f});
    }
    CHECK(done(0));
    CHECK(page.fields["firstOutput"] == 3);
    CHECK(page.fields["step"] == 4);  // the walk has come to it
    CHECK_FALSE(done(1));
    CHECK(page.model->hash() == hash);
    use("mend");
    CHECK(done(1));
    use("storyNext");
    begins(4);
    const int broken = page.fields["broken"]["step"];  // which the page's controls don't say
    CHECK((broken >= 1 && broken <= 3));
    CHECK(page.fields["firstOutput"] == broken);
    CHECK(page.control("breakCopy") == nullptr);
    CHECK(page.fields["step"] == 0);
    CHECK(page.fields["seeking"] == true);
    walkTo(broken - 1);
    CHECK_FALSE(done(0));
    walkTo(broken);
    CHECK(done(0));
    CHECK(page.fields["seeking"] == false);
    CHECK_FALSE(done(1));
    use("mend");
    CHECK(done(1));
    CHECK(page.model->hash() == hash);
    use("storyNext");
    begins(5);
    use("foldBack");
    CHECK(done(0));
    CHECK(page.fields["folded"] == true);
    CHECK_FALSE(done(1));
    use("breakUnit");
    CHECK(done(1));
    CHECK(page.fields["folded"] == false);
    CHECK(page.fields["whyNot"].get<std::string>().find("Layer 3 has 2 units, layer 0 has 3") == 0);
    CHECK_FALSE(done(2));
    CHECK(page.model->hash() == hash);
    use("makeEqual");
    CHECK(done(2));
    CHECK(page.control("makeEqual") == nullptr);
    use("storyNext");
    begins(6);
    CHECK(page.fields["folded"] == false);  // nothing is folded any more
    if (keys) {
      page.tabTo("breakWeight");
      page.press(KeyName::home);
    } else {
      walkTo(2);
      const auto spot = page.fields["places"]["rnn.weight_hh_l0[1][1]"];
      REQUIRE(spot.is_array());
      page.click({spot[0].get<float>(), spot[1].get<float>()});
    }
    CHECK(done(0));
    const auto shares = page.fields["contributions"].get<std::vector<double>>();
    REQUIRE(shares.size() == 5);
    int largest = 0;
    double sum = 0;
    for (int t = 0; t < 5; ++t) {
      sum += shares[static_cast<std::size_t>(t)];
      if (std::abs(shares[static_cast<std::size_t>(t)]) > std::abs(shares[static_cast<std::size_t>(largest)])) largest = t;
    }
    CHECK(near(sum, page.fields["gradient"].get<double>(), 1e-5, 1e-4));
    walkTo(largest > 0 ? largest - 1 : 1);
    walkTo(largest);
    CHECK(done(1));
    use("storyNext");
    begins(7);
    use("tying");
    CHECK(done(0));
    CHECK_FALSE(done(1));
    use("oneUpdate");
    CHECK(done(1));
    CHECK(page.fields["maxAbsDifference"].get<double>() > 0);
    use("storyNext");
    begins(8);
    page.runBy(400);
    CHECK(done(0));
    CHECK(done(1));
    // Nothing is scored before the echo can be heard; the twin is right where it learned.
    CHECK(std::isnan(page.fields["twinMetric"][1].get<float>()));
    CHECK(page.fields["loopMetric"][2] == 1.0);
    CHECK(page.fields["twinMetric"][6] == 1.0);
    CHECK(page.fields["twinMetric"][2].get<double>() < 0.9);
    CHECK(page.fields["windowMetric"][6] == 1.0);
    CHECK(page.fields["windowMetric"][2].get<double>() < 0.9);
    CHECK(page.fields["timedUpdates"] == 400);
    for (const int net : {0, 1}) CHECK(page.fields["updateTimes"][static_cast<std::size_t>(net)].get<double>() > 0);
    CHECK(page.missing.empty());
  }
}

TEST_CASE("theorem: what is to be found is told by nothing but the steps that were walked") {
  struct Place {
    Layout layout;
    Rect area, bar;
  };
  for (const char* net : {"hiddenSize=3&seqLen=6", "hiddenSize=32&seqLen=9", "cell=gru&layers=2&hiddenSize=3&seqLen=6"})
    for (const Place& place : {Place{Layout::wide, {320, 76, 940, 610}, {340, 712, 900, 48}},
                               Place{Layout::phone, {8, 180, 374, 536}, {18, 734, 354, 40}}}) {
      CAPTURE(net);
      TheoremPage page("task=adding&" + std::string(net));
      page.layout = place.layout;
      page.area = place.area;
      page.bar = place.bar;
      page.scene->show("story", "5");
      for (int frame = 0; frame < 6; ++frame) page.draw();
      Story& story = *page.scene->story();
      REQUIRE(story.step() == 4);
      const int first = page.fields["firstOutput"], changed = page.fields["broken"]["step"];
      REQUIRE(first > 0);
      const std::vector<std::string> markers = {"copy " + std::to_string(changed) + " changed", "First to differ:", "first difference at t = " + std::to_string(first)};
      const auto shownRed = [&] {
        int red = 0;
        for (const std::string& words : markers) red += page.shows(words);
        return red;
      };
      for (int t = 0; t < first; ++t) {
        CAPTURE(t);
        CHECK(page.fields["step"] == t);
        CHECK(page.fields["seeking"] == true);
        CHECK(shownRed() == 0);
        CHECK(page.control("mend") == nullptr);
        CHECK(page.control("breakCopy") == nullptr);
        CHECK(page.words.find("changed") == std::string::npos);
        CHECK(page.words.find("first to differ") == std::string::npos);
        for (const auto& [key, value] : page.scene->view()) CHECK(key == "story");
        // Of later steps the twin's output is neither drawn nor told.
        const SpokenTable& table = page.table;
        REQUIRE(static_cast<int>(table.rows.size()) > first);
        for (int row = 0; row < page.fields["layers"].get<int>(); ++row)
          CHECK(table.rows[static_cast<std::size_t>(row)][2].empty() == (row > t));
        CHECK_FALSE(story.done()[0]);
        page.clickOn("stepForward");
      }
      page.draw();
      CHECK(page.fields["step"] == first);
      CHECK(story.done()[0]);
      CHECK(page.fields["seeking"] == false);
      CHECK(page.words.find("Copy " + std::to_string(changed) + " of the twin is changed") != std::string::npos);
      if (place.layout == Layout::wide) CHECK(shownRed() >= 2);
      REQUIRE(page.control("mend") != nullptr);
      page.clickOn("mend");
      page.draw();
      CHECK(story.done()[1]);
      CHECK(page.missing.empty());
    }
}

TEST_CASE("theorem: a number beyond a float is equal where both nets have it, and a card says what it is") {
  TheoremPage page("activation=relu&initScale=10&seqLen=100&hiddenSize=16");
  CHECK(page.fields["rnnOutputs"][99].is_null() == false);  // NaN; null in the page alone
  REQUIRE_FALSE(std::isfinite(page.fields["rnnOutputs"][99].get<float>()));
  CHECK(page.fields["maxAbsDifference"] == 0.0);
  CHECK(page.fields["first_difference"].is_null());
  CHECK(page.fields["firstOutput"].is_null());
  CHECK(page.shows("∞ and NaN"));
  page.layout = Layout::medium;
  page.area = {10, 10, 750, 384};
  page.bar = {20, 408, 730, 40};
  page.draw();
  CHECK_FALSE(page.shows("∞ and NaN"));  // no room for it
  CHECK(page.bottomOf("both.") < 394 - 8);
  page.scene->show("t", "97");
  page.draw();
  page.clickOn("stepForward");
  page.clickOn("stepForward");
  page.draw();
  CHECK(page.fields["step"] == 99);
  CHECK(page.scene->story()->done()[0]);
  CHECK(page.missing.empty());
}

TEST_CASE("theorem: the walk to the last step is no equality while a copy is broken") {
  TheoremPage broken("task=adding&hiddenSize=3&seqLen=5");
  broken.scene->show("break", "2");
  broken.scene->show("breakBy", "0.5");
  broken.draw();
  for (int t = 0; t < 4; ++t) broken.clickOn("stepForward");
  broken.draw();
  CHECK(broken.fields["step"] == 4);
  CHECK_FALSE(broken.scene->story()->done()[0]);
  broken.clickOn("mend");
  broken.draw();
  CHECK(broken.scene->story()->done()[0]);
}

TEST_CASE("theorem: each layer in sight is named by its time step") {
  struct Net {
    const char* text;
    int t;
    std::vector<std::string> names;
  };
  const Net nets[] = {{"", 19, {"h12", "h13", "h14", "h15", "h16", "h17", "h18", "h19"}},
                      {"hiddenSize=128&seqLen=200", 150, {"h147", "h148", "h149", "h150", "h151", "x150"}},
                      {"hiddenSize=128&seqLen=200", 199, {"h196", "h197", "h198", "h199", "x199", "y198"}},
                      {"hiddenSize=128&seqLen=200", 0, {"h0", "h1", "h2", "x0"}},
                      {"cell=gru&layers=2&bidirectional=true&hiddenSize=3&seqLen=5", 4, {"h(0)2", "h(0)4", "h(1)4", "h(1)3", "h(1)4←", "h(0)1←", "h(0)5←"}}};
  for (const Net& net : nets)
    for (const bool wide : {true, false}) {
      CAPTURE(net.text);
      CAPTURE(net.t);
      CAPTURE(wide);
      TheoremPage page(net.text);
      if (!wide) page.layout = Layout::medium, page.area = {10, 10, 750, 384}, page.bar = {20, 408, 730, 40};
      page.scene->show("t", std::to_string(net.t));
      page.draw();
      page.draw();
      int shown = 0;
      for (const std::string& name : net.names) shown += page.shows(name);
      if (wide) CHECK(shown == static_cast<int>(net.names.size()));
      CHECK(shown >= 2);
      CHECK((page.shows("h" + std::to_string(net.t)) || page.shows("h(1)" + std::to_string(net.t))));  // the present one
      for (const std::string& fault : page.faults()) FAIL_CHECK(fault);
    }
}

TEST_CASE("theorem: numbers that differ are shown with the digits that it takes, and a unit that is out as a weight of 0") {
  TheoremPage page("task=adding&hiddenSize=3&seqLen=6");
  page.scene->show("t", "5");
  page.scene->show("break", "3");
  page.scene->show("breakBy", "0.01");
  page.draw();
  page.draw();
  const std::string loop = page.after("Loop"), twin = page.after("Twin");
  CHECK_FALSE(loop.empty());
  CHECK(loop != twin);
  page.scene->show("breakBy", "0");
  page.scene->show("breakUnit", "1");
  page.draw();
  page.draw();
  CHECK(page.fields["broken"]["unit"] == 1);
  bool found = false;
  for (const std::string& words : page.texts()) {
    CHECK(words.find("– +") == std::string::npos);
    found = found || words.find("0 · ") == 0;
  }
  CHECK(found);
}

TEST_CASE("theorem: a fraction is never shown as a whole number, however narrow its place") {
  for (const char* cell : {"gru", "lstm", "jordan"})
    for (const int units : {3, 5, 6, 7, 8, 9}) {
      TheoremPage page("task=adding&seqLen=6&cell=" + std::string(cell) + "&hiddenSize=" + std::to_string(units));
      page.scene->show("t", "3");
      page.draw();
      for (const std::string& words : page.texts())
        for (const char* wrong : {"−1", "+0", "−0", "+1"}) CHECK(words != wrong);
    }
}

// Some seconds: a net of that size scores fresh sequences, too.
TEST_CASE("theorem: of a twin that is too large for the memory no layer is counted, and a small net is offered" *
          doctest::test_suite("long") * doctest::skip()) {
  TheoremPage page("cell=lstm&layers=3&bidirectional=true&hiddenSize=128&seqLen=200");
  page.scene->show("story", "3");
  for (int frame = 0; frame < 6; ++frame) page.draw();
  CHECK(page.fields["layers"] == 0);
  for (const std::string& words : page.texts()) CHECK(words.find(" 0 layers") == std::string::npos);
  REQUIRE_FALSE(page.messages.empty());  // what the step has turned off
  CHECK(page.messages.front().find("both directions") != std::string::npos);
  page.clickOn("netOffer.small");
  for (int frame = 0; frame < 4; ++frame) page.draw();
  CHECK(page.fields["layers"] == 6);
  CHECK(page.model->keys().get("layers") == "3");
  for (int t = 0; t < 7; ++t) page.clickOn("stepForward");
  page.draw();
  CHECK(page.scene->story()->done()[0]);
  CHECK(page.missing.empty());
}

TEST_CASE("theorem: a net in both directions is not said to go on, and no slider offers it") {
  TheoremPage both("task=adding&hiddenSize=3&seqLen=5&bidirectional=true");
  CHECK(both.control("beyond") == nullptr);
  bool goesOn = false, ends = false;
  for (const std::string& words : both.texts()) {
    goesOn = goesOn || words.find("goes on. The twin") != std::string::npos;
    ends = ends || words.find("In both directions") != std::string::npos;
  }
  CHECK_FALSE(goesOn);
  CHECK(ends);
}

TEST_CASE("theorem: each copy of an untied net has a line of its own over the updates") {
  for (const int steps : {2, 5, 20, 47}) {
    CAPTURE(steps);
    TheoremPage page("hiddenSize=4&batchSize=4&updates=30&edits=4:tying=untied&seqLen=" + std::to_string(steps));
    const auto& fan = page.fields["fan"];
    REQUIRE(static_cast<int>(fan.size()) == std::min(steps, 20));
    CHECK(fan.front()["copy"] == 0);
    CHECK(fan.back()["copy"] == steps - 1);
    for (const auto& line : fan) {
      REQUIRE(line["points"].size() == page.fields["drift"].size());
      CHECK(line["points"][0][0] == 4);
      CHECK(line["points"][0][1] == 0.0);
      CHECK(line["points"].back()[0] == 30);
      const double distance = page.fields["weightDistance"][line["copy"].get<std::size_t>()];
      CHECK(near(line["points"].back()[1].get<double>(), distance, 1e-5, 1e-7));
      if (steps > 1) CHECK(distance > 0);
    }
    CHECK(page.control("driftPlot") != nullptr);
  }
}

TEST_CASE("theorem: every cell, layers, both directions, tied, broken and untied are drawn and told") {
  for (const char* cell : {"elman", "jordan", "gru", "lstm", "reservoir", "window"})
    for (const char* net :
         {"", "&layers=2", "&bidirectional=true", "&layers=3&bidirectional=true", "&tying=untied", "&seqLen=60&hiddenSize=40"}) {
      CAPTURE(cell);
      CAPTURE(net);
      for (const char* language : {"en", "de"}) {
        TheoremPage page("task=adding&hiddenSize=3&seqLen=5&cell=" + std::string(cell) + net, language);
        CHECK(page.fields["maxAbsDifference"] == 0.0);
        CHECK(page.words.size() > 40);
        page.scene->show("breakBy", "0.5");
        page.scene->show("breakWeight", "readout.weight[0][1]");
        page.scene->show("break", "3");
        page.draw();
        page.draw();
        CHECK(page.fields["broken"]["step"] == 3);
        CHECK(page.fields["first_difference"] == 3);
        CHECK(page.fields["firstOutput"] == 3);
        CHECK(page.fields["firstPlace"] == "y_3[0]");
        CHECK(page.missing.empty());
      }
    }
}

TEST_CASE("theorem: of a twin with many rows all can be brought into sight") {
  for (const char* net :
       {"hiddenSize=3&seqLen=40", "cell=gru&layers=3&bidirectional=true&hiddenSize=8&seqLen=20", "layers=4&hiddenSize=3&seqLen=40"}) {
    CAPTURE(net);
    TheoremPage page("task=adding&" + std::string(net));
    page.area = {238, 94, 520, 296};
    page.layout = Layout::medium;
    page.draw();
    for (const char* name : {"rowsBelow", "rowsAbove"}) {
      for (int presses = 0; page.control(name) && presses < 60; ++presses) page.clickOn(name);
      CHECK(page.control(name) == nullptr);
      CHECK(page.control(name == std::string("rowsBelow") ? "rowsAbove" : "rowsBelow") != nullptr);
    }
  }
}

TEST_CASE("theorem: nothing is cut off or written over anything else, at three sizes, in both languages, whatever the net") {
  struct Place {
    Layout layout;
    Rect area, bar;
  };
  const Place places[] = {{Layout::wide, {320, 76, 940, 610}, {340, 712, 900, 48}},
                          {Layout::medium, {238, 94, 520, 296}, {248, 410, 500, 40}},
                          {Layout::medium, {10, 10, 750, 384}, {20, 408, 730, 40}},
                          {Layout::phone, {8, 180, 374, 536}, {18, 734, 354, 40}}};
  int turn = 0;
  for (const char* language : {"en", "de"})
    for (const char* net :
         {"", "hiddenSize=3&seqLen=5", "hiddenSize=4&seqLen=8", "hiddenSize=8&seqLen=12", "hiddenSize=3&seqLen=120",
          "cell=lstm&layers=2&hiddenSize=4&seqLen=6", "cell=gru&bidirectional=true&hiddenSize=3&seqLen=5",
          "cell=gru&layers=4&bidirectional=true&hiddenSize=8&seqLen=9", "cell=jordan&hiddenSize=3&seqLen=5",
          "task=xor&cell=window&hiddenSize=4&seqLen=6&window=3", "hiddenSize=5&seqLen=6&updates=30&edits=0:tying=untied",
          "task=echo&delay=2&seqLen=7&hiddenSize=4&lossAt=last&updates=30&edits=0:tying=untied", "hiddenSize=100&seqLen=30"}) {
      for (const Place& place : places) {
        // One of three states each, in turn.
        ++turn;
        const int t = turn % 3 == 0 ? 0 : turn % 3 == 1 ? 3 : 1000;
        const char* by = turn % 3 == 1 ? "0.7" : "0";
        TheoremPage page(net, language);
        page.layout = place.layout;
        page.area = place.area;
        page.bar = place.bar;
        page.scene->show("t", std::to_string(t));
        page.scene->show("break", "3");
        page.scene->show("breakBy", by);
        page.scene->show("breakWeight", "readout.weight[0][0]");
        page.scene->show("foldBack", turn % 2 == 0 ? "0" : "1");
        if (turn % 4 < 2 && turn % 3 != 1) page.scene->show("breakUnit", "1");
        page.draw();
        page.draw();
        CAPTURE(turn);
        CAPTURE(language);
        CAPTURE(net);
        CAPTURE(place.area.w);
        CAPTURE(t);
        CAPTURE(by);
        for (const std::string& fault : page.faults()) FAIL_CHECK(fault);
      }
    }
}

}  // namespace unroll
