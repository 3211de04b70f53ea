// Theorem: layers are named, numbers told apart, nothing is cut off or written over, whatever the net.
#include "page/theorem_page.h"

#include "near.h"

namespace unroll {

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
                      {"cell=gru&layers=2&bidirectional=true&hiddenSize=3&seqLen=5",
                       4,
                       {"h(0)2", "h(0)4", "h(1)4", "h(1)3", "h(1)4←", "h(0)1←", "h(0)5←"}}};
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

TEST_CASE("theorem: of classes and logits it is said that y stands before its function; a small one is the answer itself") {
  TheoremPage classes("task=order&hiddenSize=4");
  CHECK(classes.words.find("computes y = ") != std::string::npos);
  CHECK(classes.words.find("before the Softmax") != std::string::npos);
  bool said = false;
  for (const std::string& words : classes.texts()) said = said || words.find("y before the Softmax") != std::string::npos;
  CHECK(said);
  CHECK(classes.missing.empty());
}

TEST_CASE("theorem: in both directions a row is named by the copies of both chains") {
  TheoremPage page("task=adding&hiddenSize=3&seqLen=8&bidirectional=true");
  for (int t = 0; t < 7; ++t) page.clickOn("stepForward");
  CHECK(page.shows("7, 0 ←"));
  CHECK(page.shows("0, 7 ←"));
  CHECK(page.missing.empty());
}

}  // namespace unroll
