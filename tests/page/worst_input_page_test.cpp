// No guarantee without a window: the worst input is searched by a press, looked at with pointer and keys, and its task in the story.
#include <doctest/doctest.h>

#include <memory>
#include <string>

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "page/scene_page.h"
#include "problems/problems.h"

namespace unroll {

std::unique_ptr<Scene> makeProblemsScene();

namespace {

constexpr const char* quick = "problem=guarantee&seqLen=5&hiddenSize=12&updates=1500&seeds=3&runs=3";

// As it is written in English.
std::string inEnglish(std::string number) {
  if (const auto at = number.find(decimalMark); at != std::string::npos) number.replace(at, decimalMark.size(), ".");
  return number;
}

// Where all findings have room, one below the other.
void unfold(ScenePage& page) {
  page.layout = scenePlaces[2].layout;
  page.area = scenePlaces[2].area;
  page.bar = scenePlaces[2].bar;
}

void search(ScenePage& page) {
  page.draw();
  while (!page.model->prepare(1000)) {
  }
  page.draw();
}

}  // namespace

TEST_CASE("guarantee: the worst input is searched, shown and looked at; the story asks for it") {
  ScenePage page(makeProblemsScene, quick, "en", "problems");
  unfold(page);
  page.draw();
  REQUIRE(page.model->facts().number("learnedRuns") > 0);
  page.scene->story()->open(4);
  for (int i = 0; i < 4; ++i) page.draw();
  const auto done = [&](std::size_t task) { return page.scene->story()->done().at(task); };
  CHECK_FALSE(done(0));
  CHECK_FALSE(done(1));
  CHECK(page.fields["searchedRun"] == -1);
  page.clickOn("searchWorst");
  CHECK(page.model->facts().text("worst") != "none");
  CHECK(page.find("The worst input") != nullptr);
  search(page);
  CHECK(page.fields["worstFound"] == true);
  const Facts facts = page.model->facts();
  CHECK(facts.holds("searchedLearned"));
  CHECK(page.fields["worstError"] == facts.number("worstError"));
  CHECK(done(0));
  CHECK_FALSE(done(1));
  REQUIRE(page.control("worstInput") != nullptr);
  const std::string last = page.control("worstInput")->value;
  CHECK(last.rfind("t = 4: ", 0) == 0);
  INFO(last);
  CHECK(last.find("Right: " + inEnglish(compactNumber(facts.numbers("worstRight")[0]))) != std::string::npos);
  page.tabTo("worstInput");
  page.press(KeyName::left);
  CHECK(page.control("worstInput")->value.rfind("t = 3: ", 0) == 0);
  CHECK(page.control("worstInput")->value.find("Right") == std::string::npos);
  CHECK(done(1));
  page.drag(page.placeOf("worstInput", {0.99f, 0.5f}), {}, true);
  CHECK(page.control("worstInput")->value.rfind("t = 4: ", 0) == 0);
  for (const std::string& fault : page.faults()) FAIL_CHECK(fault);
  CHECK(page.missing.empty());
  // Opened once more, the step asks for another search.
  page.scene->story()->open(3);
  page.draw();
  page.scene->story()->open(4);
  for (int i = 0; i < 4; ++i) page.draw();
  CHECK_FALSE(done(0));
}

TEST_CASE("guarantee: the panel of the worst input in German, of classes and of what can't be searched") {
  for (const char* task : {"&task=parity", "&task=order", "&task=text&seqLen=8"}) {
    ScenePage page(makeProblemsScene, std::string("problem=guarantee&hiddenSize=4&updates=20&seeds=2&runs=2&searched=0") + task, "de",
                   "problems");
    unfold(page);
    CAPTURE(task);
    search(page);
    for (const std::string& fault : page.faults()) FAIL_CHECK(fault);
    CHECK(page.missing.empty());
    CHECK((page.control("worstInput") != nullptr) == (page.model->facts().text("worst") == "found"));
  }
}

}  // namespace unroll
