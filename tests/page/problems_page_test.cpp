// Problems without a window: the list of published figures by keys and pointer, small multiples with all their names, runs that are brought
// back, and tasks of the story that can be fulfilled.
#include <doctest/doctest.h>

#include <cmath>
#include <memory>
#include <string>

#include <nlohmann/json.hpp>

#include "page/scene_page.h"
#include "problems/problems.h"

namespace unroll {

std::unique_ptr<Scene> makeProblemsScene();

namespace {

void put(ScenePage& page, const ScenePlace& place) {
  page.layout = place.layout;
  page.area = place.area;
  page.bar = place.bar;
  for (int i = 0; i < 3; ++i) page.draw();
}

std::string figureOf(const ScenePage& page) { return std::string(page.model->facts().text("figure")); }

}  // namespace

TEST_CASE("published: the list is one stop; arrows, Home and End choose in it, and it says where it stands") {
  for (const std::string language : {"en", "de"})
    for (const ScenePlace& place : scenePlaces) {
      ScenePage page(makeProblemsScene, "problem=published", language, "problems");
      put(page, place);
      CAPTURE(language);
      CAPTURE(place.area.w);
      for (const std::string& fault : page.faults()) FAIL_CHECK(fault);
      const ControlRecord* list = page.control("figures");
      REQUIRE(list != nullptr);
      CHECK(list->role == "list");
      const std::string of = language == "de" ? " von 86" : " of 86";
      CHECK(list->value.find(of + ", ") != std::string::npos);
      CHECK(page.control("figure-latchSlope") == nullptr);
      page.tabTo("figures");
      page.press(KeyName::home);
      CHECK(figureOf(page) == "xorError");
      CHECK(page.control("figures")->value.find(", 1" + of) != std::string::npos);
      CHECK(page.control("figures")->value.find(language == "de" ? "noch nicht gemessen" : "not measured") != std::string::npos);
      page.press(KeyName::down);
      CHECK(figureOf(page) == "xorAccuracy");
      page.press(KeyName::up);
      page.press(KeyName::up);
      CHECK(figureOf(page) == "xorError");
      page.press(KeyName::end);
      CHECK(figureOf(page) == "seatsOnlyOne");
      CHECK(page.control("figures")->value.find(", 86" + of) != std::string::npos);
      for (const std::string& fault : page.faults()) FAIL_CHECK(fault);
      // Where there is no room for both, Enter opens the figure, and a button leads back.
      page.press(KeyName::enter);
      page.draw();
      CHECK(page.control("figurePlot") != nullptr);
      CHECK((page.control("toFigures") == nullptr) == (place.layout == Layout::wide));
      for (const std::string& fault : page.faults()) FAIL_CHECK(fault);
      if (place.layout == Layout::wide) continue;
      CHECK(page.control("figures") == nullptr);
      page.press(KeyName::enter);
      page.draw();
      CHECK(page.control("figures") != nullptr);
      CHECK(page.missing == "");
    }
}

TEST_CASE("published: a figure that is measured has a line at the paper's number, with its name, and its verdict in the list") {
  for (const ScenePlace& place : scenePlaces) {
    ScenePage page(makeProblemsScene, "problem=published&figure=addingConstant&runs=1", "en", "problems");
    put(page, place);
    CAPTURE(place.area.w);
    CHECK(page.fields["measuredShare"] == 1);
    CHECK(page.find("published 0.167") != nullptr);
    CHECK(page.find("here") != nullptr);
    for (const std::string& fault : page.faults()) FAIL_CHECK(fault);
    if (page.control("toFigures")) page.clickOn("toFigures");
    page.draw();
    REQUIRE(page.control("figures") != nullptr);
    CHECK(page.control("figures")->value.find(", reproduced") != std::string::npos);
  }
}

TEST_CASE("guarantee: each run has its seed below it, with a hundred of them and on a phone whose sheet is open as well") {
  const ScenePlace openSheet{Layout::phone, {8, 162, 374, 250}, {18, 430, 354, 40}};
  for (const int seeds : {3, 12, 100})
    for (const ScenePlace& place : {scenePlaces[0], scenePlaces[1], scenePlaces[2], openSheet}) {
      ScenePage page(makeProblemsScene, "problem=guarantee&seqLen=10&hiddenSize=2&updates=10&seeds=" + std::to_string(seeds) + "&runs=3",
                     "de", "problems");
      put(page, place);
      CAPTURE(seeds);
      CAPTURE(place.area.w);
      CAPTURE(place.area.h);
      for (const std::string& fault : page.faults())
        if (fault.find("overlaps + ") == std::string::npos) FAIL_CHECK(fault);  // here the findings have no end
      int named = 0;
      for (int seed = 1; seed <= seeds; ++seed) {
        const ControlRecord* run = page.control("run" + std::to_string(seed - 1));
        REQUIRE(run != nullptr);
        CHECK(run->label == "Seed " + std::to_string(seed));
        if (run->rect.bottom() > run->clip.bottom()) continue;  // it is scrolled to
        ++named;
        const std::string whole = "Seed " + std::to_string(seed);
        CHECK((page.find(whole) || page.find(std::to_string(seed))));
      }
      CHECK(named >= std::min(seeds, 4));
      CHECK(page.find("blinde Antwort") != nullptr);
    }
}

TEST_CASE("problems: what began anew is brought back by a press and by keys") {
  ScenePage page(makeProblemsScene, "problem=guarantee&seqLen=10&hiddenSize=2&updates=10&seeds=3&runs=3", "de", "problems");
  page.draw();
  CHECK(page.control("recall") == nullptr);
  page.clickOn("again");
  CHECK(page.model->facts().number("done") == 0);
  REQUIRE(page.control("recall") != nullptr);
  CHECK(page.find("3 Läufe zurückholen") != nullptr);
  page.clickOn("recall");
  CHECK(page.model->facts().number("done") == 3);
  page.tabTo("again");
  page.press(KeyName::enter);
  CHECK(page.model->facts().number("done") == 0);
  page.draw();
  page.press(KeyName::enter);  // what takes its place has the keyboard
  CHECK(page.model->facts().number("done") == 3);
  for (const ScenePlace& place : scenePlaces) {
    put(page, place);
    page.clickOn("again");
    page.draw();
    for (const std::string& fault : page.faults()) FAIL_CHECK(fault);
    page.clickOn("recall");
  }
}

TEST_CASE("cost: what is being measured is said, and the formula's line is there before it is") {
  for (const ScenePlace& place : scenePlaces) {
    ScenePage page(makeProblemsScene, "problem=cost&axis=layers&hiddenSize=512&seqLen=400", "de", "problems");
    put(page, place);
    while (!page.model->prepare(50)) {
    }
    page.draw();
    CHECK(page.find("Formel") != nullptr);
    for (const std::string& fault : page.faults()) FAIL_CHECK(fault);
    if (page.control("pane-findings")) page.clickOn("pane-findings");
    const std::string words = "1 Schicht, 2 Schichten, 3 Schichten, 4 Schichten: zu groß";
    bool said = false;
    for (const TextRecord& text : page.texts()) said = said || text.text.find("zu groß") != std::string::npos || text.text.find(words) == 0;
    CHECK(said);
  }
}

TEST_CASE("problems: each is drawn before anything of it is computed") {
  const std::string large = "hiddenSize=200&seqLen=1000&problem=";  // more than a slice of work, whatever the machine
  for (const std::string problem :
       {"blackBox&shown=trajectories", "blackBox&shown=units", "blackBox&shown=automaton", "blackBox&shown=saliency", "cost", "data",
        "guarantee", "gradients", "gradients&view=wall", "washout", "washout&aspect=memory", "washout&aspect=latch", "memory", "published"})
    for (const ScenePlace& place : scenePlaces) {
      ScenePage page(makeProblemsScene, large + problem, "de", "problems");
      CAPTURE(problem);
      CAPTURE(place.area.w);
      page.layout = place.layout;
      page.area = place.area;
      page.bar = place.bar;
      page.draw();
      CHECK(page.fields["problem"] == problem.substr(0, problem.find('&')));
      CHECK(page.missing == "");
    }
}

TEST_CASE("black box: tasks that can't be fulfilled aren't shown") {
  for (const std::string task : {"reber", "series", "rows"}) {
    ScenePage page(makeProblemsScene, "problem=blackBox&task=" + task, "en", "problems");
    page.draw();
    CAPTURE(task);
    const bool asked = task == "reber";
    const auto shows = [&](std::string_view begin) {
      for (const TextRecord& text : page.texts())
        if (text.text.rfind(begin, 0) == 0) return true;
      return false;
    };
    CHECK(shows("Train the net"));
    CHECK(shows("Colour the places by") == asked);
    page.scene->story()->open(1);
    for (int i = 0; i < 4; ++i) page.draw();
    CHECK(shows("Under “Units” find") == asked);
  }
}

}  // namespace unroll
