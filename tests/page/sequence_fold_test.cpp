// Nets that are drawn as a chain: folded into one column, half-way, unfolded; and what the chain begins with.
#include <cmath>

#include "page/scene_page.h"

namespace unroll {

std::unique_ptr<Scene> makeSequenceScene();

namespace {

constexpr const char* chains[] = {
    "cell=lstm&hiddenSize=4&seqLen=6",   "cell=gru&layers=2&hiddenSize=3&seqLen=6", "cell=gru&bidirectional=true&hiddenSize=3&seqLen=6",
    "cell=jordan&hiddenSize=3&seqLen=6", "cell=window&hiddenSize=3&seqLen=6",       "cell=reservoir&layers=2&hiddenSize=40&seqLen=6"};

std::vector<double> columnsAt(const char* net, const char* fold) {
  ScenePage page(makeSequenceScene, net);
  page.scene->show("fold", fold);
  page.scene->show("t", "2");
  page.draw();
  return page.fields["columns"].get<std::vector<double>>();
}

}  // namespace

TEST_CASE("sequence: every chain opens from one column: places in order, between those folded and unfolded") {
  for (const char* net : chains) {
    CAPTURE(net);
    const std::vector<double> folded = columnsAt(net, "0"), half = columnsAt(net, "0.4"), open = columnsAt(net, "1");
    REQUIRE(folded.size() == 6);
    REQUIRE(half.size() == 6);
    REQUIRE(open.size() == 6);
    for (std::size_t t = 0; t < 6; ++t) {
      CHECK(std::abs(folded[t] - folded[0]) < 1e-3);
      if (t > 0) CHECK(half[t] > half[t - 1] + 1);
      if (std::abs(open[t] - folded[t]) < 1) continue;  // the middle stays
      CHECK(half[t] > std::min(folded[t], open[t]));
      CHECK(half[t] < std::max(folded[t], open[t]));
    }
  }
}

TEST_CASE("sequence: a chain is folded by its grip, with mouse, finger and keys, counts as unfolded by it, and the link keeps it") {
  for (const char* net : chains)
    for (const bool finger : {false, true}) {
      CAPTURE(net);
      ScenePage page(makeSequenceScene, net);
      page.draw();
      CHECK(page.fields["fold"] == 1);  // as ever, where no link says anything else
      CHECK(page.link().empty());
      page.drag(page.placeOf("fold"), {{-30, 0}, {-60, 0}, {-90, 4}}, finger);
      const double half = page.fields["fold"].get<double>();
      CHECK(half > 0.1);
      CHECK(half < 0.9);
      CHECK(page.link().find("fold=0.") == 0);
      page.drag(page.placeOf("fold"), {{-200, 0}, {-900, 0}}, finger);
      CHECK(page.fields["fold"] == 0);
      CHECK(page.link() == "fold=0 ");
      Facts before, after;
      page.scene->viewFacts(before);
      page.drag(page.placeOf("fold"), {{200, 0}, {900, 0}}, finger);
      CHECK(page.fields["fold"] == 1);
      page.scene->viewFacts(after);
      CHECK(after.number("unfoldings") == before.number("unfoldings") + 1);
    }
  ScenePage page(makeSequenceScene, chains[0]);
  page.draw();
  page.tabTo("fold");
  for (int i = 0; i < 6; ++i) page.press(KeyName::left);
  CHECK(page.link() == "fold=0.4 ");
  page.press(KeyName::home);
  CHECK(page.fields["fold"] == 0);
  page.send({"cell", "jordan"});
  page.draw();
  CHECK(page.fields["fold"] == 0);
  CHECK(page.fields["unfolded"] == false);
}

TEST_CASE("sequence: the chain begins with the numbers of start=, named to keys and readers, and dragged where they stand") {
  const struct {
    const char *net, *start, *told;
  } nets[] = {{"cell=lstm&hiddenSize=2&seqLen=6", "0.5,-1|0.25,2", "h_−1 = +0.50; −1.00\nc_−1 = +0.25; +2.00"},
              {"cell=jordan&hiddenSize=2&seqLen=6", "0.75", "y_−1 = +0.75"},
              {"cell=gru&bidirectional=true&hiddenSize=2&seqLen=6", "0.5,-1;0.25,2", "h_6 = +0.25; +2.00\nh_−1 = +0.50; −1.00"},
              {"cell=gru&layers=2&hiddenSize=1&seqLen=6", "0.5;-0.5", "h^(1)_−1 = −0.50\nh^(0)_−1 = +0.50"}};
  for (const auto& [net, start, told] : nets) {
    ScenePage page(makeSequenceScene, std::string("task=adding&") + net + "&start=" + start);
    page.draw();
    REQUIRE(page.control("before") != nullptr);
    CHECK(page.control("before")->value == std::string(told));
    page.tabTo("before");
    page.scene->show("fold", "2");
    page.draw();
    CHECK(page.control("before") == nullptr);
  }
  {
    ScenePage window(makeSequenceScene, "cell=window&hiddenSize=2&seqLen=6");
    window.draw();
    CHECK(window.control("before") == nullptr);
  }
  ScenePage page(makeSequenceScene, "task=adding&cell=lstm&hiddenSize=2&seqLen=6");
  page.draw();
  page.drag(page.placeOf("before", {0.5f, 0.1f}), {{0, -20}, {0, -50}});  // h_−1[0]
  CHECK(page.model->text().find("start=0.5,0%7C0,0") != std::string::npos);
  page.drag(page.placeOf("before", {0.5f, 0.95f}), {{0, 20}, {0, 25}});  // c_−1[1]
  CHECK(page.model->text().find("start=0.5,0%7C0,-0.25") != std::string::npos);
}

TEST_CASE("sequence: folded, half-way and unfolded, nothing of a chain is cut off or written over anything else") {
  int turn = 0;
  for (const char* language : {"en", "de"})
    for (const char* net : chains)
      for (const ScenePlace& place : scenePlaces)
        for (const char* fold : {"0", "0.2", "0.5", "0.8", "1"}) {
          ScenePage page(makeSequenceScene, net, language);
          page.layout = place.layout;
          page.area = place.area;
          page.bar = place.bar;
          page.scene->show("fold", fold);
          page.scene->show("t", std::to_string(++turn % 6));
          page.draw();
          CAPTURE(language);
          CAPTURE(net);
          CAPTURE(place.area.w);
          CAPTURE(fold);
          for (const std::string& fault : page.faults()) FAIL_CHECK(fault);
        }
}

}  // namespace unroll
