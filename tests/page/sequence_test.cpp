// The Sequence scene without a window: a net's gradient taken apart, the scissors, what is held and cut, over real models.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>

#include "gpu/gpu.h"
#include "lesson/story.h"
#include "page/headless.h"
#include "page/quiet_commands.h"
#include "unroll.h"

namespace unroll {

std::unique_ptr<Scene> makeSequenceScene();

namespace {

class SequencePage final : public QuietCommands {
 public:
  explicit SequencePage(std::string_view text, std::initializer_list<Pair> view = {}, std::string_view language = "en")
      : headless_({1280, 1600}, language) {
    ParsedModel parsed = findModel("recurrent")->parse(text);
    REQUIRE(parsed.model != nullptr);
    model = std::move(parsed.model);
    while (!model->advance(1000)) {
    }
    scene = makeSequenceScene();
    for (const auto& [key, value] : view) scene->show(key, value);
    draw();
    draw();
  }
  void draw() {
    scene->look(*model);
    while (!model->prepare(1000)) {
    }
    scene->look(*model);
    (void)headless_.draw([&](Ui& ui) {
      const Frame frame{ui, gpu_, *this, model->keys(), Layout::wide};
      Column column(Rect{20, 76, 280, 1400});
      scene->controls(frame, column);
      scene->stage(frame, {320, 76, 640, 610});
      scene->transport(frame, {340, 712, 900, 48});
      Column inspector(Rect{980, 90, 240, 1400});
      scene->inspector(frame, inspector);
      fields = nlohmann::json::object();
      scene->state(frame, fields);
      words = scene->describe(frame);
      for (const std::string& key : ui.words().missing()) missing = key;
      scene->look(*model);
    });
  }
  const ControlRecord* control(std::string_view name) const {
    for (const ControlRecord& each : headless_.controls())
      if (each.name == name) return &each;
    return nullptr;
  }
  void clickOn(std::string_view name) {
    const ControlRecord* found = control(name);
    INFO(name);
    REQUIRE(found != nullptr);
    headless_.click(found->rect.center());
    draw();
    draw();
  }
  void tabTo(std::string_view name) {
    for (int i = 0; i < 120; ++i) {
      if (headless_.focused() && headless_.focused()->name == name) return;
      (void)headless_.walk(false);
      draw();
    }
    FAIL("Tab never reached the control");
  }
  void press(KeyName key, int times = 1) {
    for (int i = 0; i < times; ++i) {
      headless_.press(key);
      draw();
    }
    draw();
  }
  void send(Change change) override { CHECK(static_cast<bool>(model->apply(change))); }
  std::string linkOf(std::string_view key) const {
    for (const auto& [name, value] : scene->view())
      if (name == key) return value;
    return {};
  }
  const TextRecord* find(std::string_view text) const { return headless_.find(text); }

  std::unique_ptr<Model> model;
  std::unique_ptr<Scene> scene;
  nlohmann::json fields;
  std::string words, missing;

 private:
  Headless headless_;
  gpu::Gpu gpu_;
};

// One page at a time: ImGui has one context.
nlohmann::json fieldsOf(std::string_view text, std::initializer_list<Pair> view) { return SequencePage(text, view).fields; }

constexpr const char* nets[] = {
    "cell=gru", "cell=lstm", "cell=lstm&layers=2", "cell=jordan", "cell=elman&layers=2", "cell=elman", "cell=gru&bidirectional=true"};

}  // namespace

TEST_CASE("a term of x that is turned changes its weight or, if that is chosen, the input at its step, in every net") {
  for (const char* net : nets) {
    CAPTURE(std::string(net));
    SequencePage page("task=adding&seqLen=6&" + std::string(net) + "&hiddenSize=2&layers=1", {{"fold", "1"}, {"t", "2"}, {"inside", "1"}});
    const auto edited = [&] { return page.model->text().find("rnn.weight_ih_l0[") != std::string::npos; };
    const double x = page.fields["x"][0].get<double>();
    std::string term = "term0";
    while (page.control(term) != nullptr && page.control(term)->label.find("weight_ih") == std::string::npos &&
           page.control(term)->label.find("W_xh") == std::string::npos)
      ++term.back();
    page.tabTo(term);
    CHECK(!edited());
    page.press(KeyName::right);
    INFO(page.model->text());
    CHECK(edited());
    CHECK(page.fields["x"][0] == x);
    const std::string weights = page.model->text();
    page.clickOn("turns");
    page.tabTo(term);
    page.press(KeyName::right, 2);
    CHECK(near(page.fields["x"][0].get<double>(), x + 0.1, 1e-2, 6e-3));
    CHECK(page.model->text().find("input=") != std::string::npos);
    CHECK(page.model->text().find(weights.substr(weights.find("rnn.weight_ih_l0["))) != std::string::npos);
    CHECK(page.missing.empty());
  }
}

TEST_CASE("the gradient of any net is taken apart in the page: a weight's stack, its pieces, their paths with factors that multiply") {
  for (const char* net : nets) {
    CAPTURE(net);
    SequencePage page(std::string("task=adding&lossAt=every&hiddenSize=3&seqLen=6&initScale=2&") + net,
                      {{"fold", "2"}, {"t", "9"}, {"piece", "5"}});  // at t = 3, the piece of the last loss
    const nlohmann::json gradient = page.fields["gradient"];
    REQUIRE(gradient["contributions"].size() == 6);
    double sum = 0;
    for (const auto& share : gradient["contributions"]) sum += share.get<double>();
    CHECK(near(sum, gradient["ofWeight"].get<double>(), 1e-4, 1e-5));
    REQUIRE(gradient["pieces"].size() == 36);
    double pieces = 0;
    for (int tau = 0; tau < 6; ++tau) pieces += gradient["pieces"][static_cast<std::size_t>(tau * 6 + 3)].get<double>();
    CHECK(near(pieces, gradient["contributions"][3].get<double>(), 1e-4, 1e-6));
    REQUIRE(gradient.contains("lit"));
    CHECK(near(gradient["pathSum"].get<double>(), gradient["pieces"][33].get<double>(), 1e-4, 1e-6));
    const nlohmann::json lit = gradient["lit"];
    double product = lit["last"].get<double>();
    for (const auto& factor : lit["factors"]) product *= factor.get<double>();
    CHECK(near(product, lit["product"].get<double>(), 1e-4, 1e-9));
    CHECK(lit["t"].front() == 3);
    CHECK(lit["t"].back() == 5);
    CHECK(gradient["paths"].get<int>() > 1);
    page.clickOn("path1");  // another path
    CHECK(page.fields["gradient"]["lit"]["product"] != lit["product"]);
    CHECK(page.control("piece0") != nullptr);
    CHECK(page.missing.empty());
  }
}

TEST_CASE("the weight of a chain whose shares are shown is chosen by keys and kept in the link; a wrong one gives way") {
  const std::string lstm = "task=adding&lossAt=every&hiddenSize=3&seqLen=6&cell=lstm";
  {
    SequencePage page(lstm, {{"fold", "2"}, {"t", "9"}});
    CHECK(page.fields["gradient"]["weight"] == "rnn.weight_hh_l0");
    page.tabTo("copied");
    page.press(KeyName::home);
    CHECK(page.fields["gradient"]["weight"] == "rnn.weight_ih_l0");
    CHECK(page.linkOf("share") == "rnn.weight_ih_l0[0][0]");
  }
  CHECK(fieldsOf(lstm, {{"fold", "2"}, {"t", "9"}, {"share", "readout.weight[0][2]"}})["gradient"]["weight"] == "readout.weight");
  CHECK(fieldsOf(lstm, {{"fold", "2"}, {"t", "9"}, {"share", "no.weight[7][7]"}})["gradient"]["weight"] == "rnn.weight_hh_l0");
  SequencePage simple("task=adding&lossAt=every&hiddenSize=3&seqLen=6", {{"fold", "2"}, {"t", "9"}, {"share", "rnn.weight_ih_l0[2][1]"}});
  CHECK(simple.fields["gradient"]["weight"] == "rnn.weight_ih_l0");
  CHECK(simple.linkOf("share") == "rnn.weight_ih_l0[2][1]");
}

TEST_CASE("the scissors on the axis change the truncation by keys, and the river's numbers with it") {
  for (const char* net : {"cell=elman", "cell=lstm", "cell=jordan&layers=2"}) {
    CAPTURE(net);
    SequencePage page(std::string("task=adding&hiddenSize=3&seqLen=6&initScale=2&") + net, {{"fold", "2"}, {"t", "12"}});
    CHECK(page.fields["gradient"]["cuts"].empty());
    CHECK(page.fields["gradient"]["norms"][0].get<double>() > 0);
    page.tabTo("scissors");
    page.press(KeyName::right, 3);
    CHECK(page.model->text().find("truncate=3") != std::string::npos);
    CHECK(page.fields["gradient"]["cuts"] == std::vector<int>{3});
    CHECK(page.fields["gradient"]["norms"][0].get<double>() == 0);  // only the last step has a loss
    CHECK(page.fields["gradient"]["norms"][3].get<double>() > 0);
    page.press(KeyName::home);
    CHECK(page.fields["gradient"]["cuts"].empty());
    CHECK(page.fields["gradient"]["norms"][0].get<double>() > 0);
    CHECK(page.missing.empty());
  }
  SequencePage both("task=adding&hiddenSize=3&seqLen=6&cell=gru&bidirectional=true", {{"fold", "2"}, {"t", "12"}});
  CHECK(both.control("scissors") == nullptr);
}

TEST_CASE("h_t of any net is held in the page, what follows changes, and the link keeps it") {
  for (const char* net : nets) {
    CAPTURE(net);
    nlohmann::json held;
    {
      SequencePage page(std::string("task=adding&hiddenSize=3&seqLen=6&initScale=2&") + net,
                        {{"fold", "1"}, {"t", "2"}, {"hold", "0@1:0.9"}});
      CHECK(page.linkOf("hold") == "0@1:0.9");
      CHECK(page.fields["hold"] == "0@1:0.9");
      CHECK(page.words.find("Held") != std::string::npos);
      held = page.fields["h"];
      CHECK(page.missing.empty());
    }
    SequencePage free(std::string("task=adding&hiddenSize=3&seqLen=6&initScale=2&") + net, {{"fold", "1"}, {"t", "2"}});
    CHECK(free.fields["h"] != held);
    CHECK(free.words.find("Held") == std::string::npos);
    free.clickOn("hold");
    CHECK(free.fields["hold"].get<std::string>().substr(0, 4) == "0@2:");
    free.clickOn("release");
    CHECK(free.fields["hold"] == "");
    const nlohmann::json h = free.fields["h"];
    free.clickOn("holdAll");  // h_t as it is: nothing changes but that it is held
    const std::string all = free.fields["hold"];
    CHECK(std::count(all.begin(), all.end(), '@') == static_cast<std::ptrdiff_t>(h.size()));
    for (std::size_t i = 0; i < h.size(); ++i) CHECK(std::fabs(free.fields["h"][i].get<double>() - h[i].get<double>()) < 0.0051);
    free.clickOn("releaseAll");
    CHECK(free.fields["hold"] == "");
  }
}

TEST_CASE("inside a gated cell a held h is said to be held, and the equation beside it is still true") {
  for (const char* cell : {"gru", "lstm"})
    for (const char* language : {"en", "de"}) {
      SequencePage page(std::string("task=adding&hiddenSize=3&seqLen=6&initScale=2&cell=") + cell,
                        {{"inside", "1"}, {"t", "2"}, {"hold", "0@2:0.9"}}, language);
      page.clickOn("cell-h");
      CHECK(page.find(std::string(language) == "en" ? "by itself" : "von selbst") != nullptr);
      CHECK(near(page.fields["inside"]["value"].get<double>(), 0.9, 1e-6));
      CHECK(page.control("release") != nullptr);
      CHECK(page.missing.empty());
      page.clickOn("release");
      CHECK(page.find("by itself") == nullptr);
    }
}

TEST_CASE("a connection of an untied net is cut at the present step and mended, in the units' view, the chain and the cell") {
  for (const char* net : {"cell=lstm&layers=2", "cell=jordan&layers=2", "cell=gru&bidirectional=true"}) {
    CAPTURE(net);
    SequencePage page(std::string("task=adding&hiddenSize=3&seqLen=6&initScale=2&tying=untied&") + net, {{"fold", "1"}, {"t", "3"}});
    const nlohmann::json before = page.fields["y"];
    page.clickOn("cut");
    CHECK(page.fields["cut"].get<std::string>().find("@0003[0][0]") != std::string::npos);
    CHECK(page.linkOf("cut") == page.fields["cut"]);
    CHECK(page.fields["y"] != before);
    CHECK(page.words.find("Cut:") != std::string::npos);
    page.clickOn("cut");
    CHECK(page.fields["cut"] == "");
    CHECK(page.fields["y"] == before);
    CHECK(page.missing.empty());
  }
  const std::string untied = "task=adding&hiddenSize=3&seqLen=6&initScale=2&tying=untied";
  const nlohmann::json cut = fieldsOf(untied, {{"fold", "1"}, {"t", "3"}, {"cut", "rnn.weight_hh_l0@0002[0][1]"}});
  CHECK(cut["h"] != fieldsOf(untied, {{"fold", "1"}, {"t", "3"}})["h"]);
  CHECK(cut["cut"] == "rnn.weight_hh_l0@0002[0][1]");
  SequencePage tied("task=adding&hiddenSize=3&seqLen=6&initScale=2", {{"fold", "1"}, {"t", "3"}, {"cut", "rnn.weight_hh_l0@0002[0][1]"}});
  CHECK(tied.fields["cut"] == "");
  CHECK(tied.control("cut") == nullptr);
  CHECK_FALSE(tied.scene->understands("cut", "rnn.weight_hh_l0[0][1]"));
  CHECK_FALSE(tied.scene->understands("cut", "nonsense"));
  CHECK(tied.scene->understands("cut", "rnn.weight_hh_l0@0002[0][1],readout.weight@0001[0][0]"));
}

}  // namespace unroll
