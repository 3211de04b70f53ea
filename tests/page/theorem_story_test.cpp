// Theorem's story: played to its end, what it keeps to itself, and what it says of nets for which its words would be wrong.
#include "page/theorem_page.h"

#include "near.h"

namespace unroll {

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
    for (const Place& place :
         {Place{Layout::wide, {320, 76, 940, 610}, {340, 712, 900, 48}}, Place{Layout::phone, {8, 180, 374, 536}, {18, 734, 354, 40}}}) {
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
      const std::vector<std::string> markers = {"copy " + std::to_string(changed) + " changed",
                                                "First to differ:", "first difference at t = " + std::to_string(first)};
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

}  // namespace unroll
