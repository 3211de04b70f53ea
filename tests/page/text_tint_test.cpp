// Training without a window: the fresh sequence as text, tinted by a unit or by what an answer hangs on, with pointer, finger and keys.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "page/scene_page.h"
#include "recurrent/model.h"

namespace unroll {

std::unique_ptr<Scene> makeTrainingScene();

namespace {

// As it is written in English.
std::string inEnglish(std::string number) {
  if (const auto at = number.find(decimalMark); at != std::string::npos) number.replace(at, decimalMark.size(), ".");
  return number;
}

Snapshot snapshotOf(const Model& model, std::optional<SaliencyWish> wish = std::nullopt) {
  Snapshot s;
  SnapshotParts parts;
  parts.saliency = wish;
  static_cast<const RecurrentModel&>(model).fill(s, parts);
  return s;
}

}  // namespace

TEST_CASE("training as text: by a unit, chosen by the slider and by keys, and a step by press and keys") {
  {
    ScenePage page(makeTrainingScene, "task=text&cell=gru&hiddenSize=6&seqLen=25&updates=5");
    page.scene->show("look", "text");
    page.draw();
    page.draw();
    CHECK(page.missing.empty());
    for (const std::string& fault : page.faults()) FAIL_CHECK(fault);
    const Snapshot s = snapshotOf(*page.model);
    CHECK(page.link() == "look=text ");
    CHECK(page.fields["text"]["unit"] == 0);
    page.tabTo("tintUnit");
    page.press(KeyName::right);
    page.press(KeyName::right);
    CHECK(page.fields["text"]["unit"] == 2);
    CHECK(page.link() == "look=text2 ");
    page.tabTo("text");
    page.press(KeyName::home);
    page.press(KeyName::right);
    page.press(KeyName::right);
    page.press(KeyName::right);
    CHECK(page.fields["text"]["t"] == 3);
    CHECK(page.link() == "look=text2 t=3 ");
    page.draw();
    INFO(page.control("text")->value);
    CHECK(page.control("text")->value.find("= " + inEnglish(signedNumber(static_cast<double>(s.probe.h.at(3, 2)), 3))) !=
          std::string::npos);
    page.clickOn("text", {0.001f, 0.01f});
    CHECK(page.fields["text"]["t"] == 0);
    // A finger on the last character of the first line.
    page.drag(page.placeOf("text", {0.999f, 0.01f}), {}, true);
    const int columns = page.fields["text"]["t"].get<int>() + 1;
    CHECK(columns > 5);
    page.press(KeyName::home);
    page.press(KeyName::down);
    CHECK(page.fields["text"]["t"] == std::min(columns, 24));
  }
  // And back from a link.
  ScenePage again(makeTrainingScene, "task=text&cell=gru&hiddenSize=6&seqLen=25&updates=5");
  again.scene->show("t", "3");
  again.scene->show("look", "text2");
  again.draw();
  CHECK(again.link() == "look=text2 t=3 ");
  CHECK_FALSE(again.scene->understands("look", "text9999"));
  CHECK_FALSE(again.scene->understands("look", "textile"));
  CHECK(again.scene->understands("look", "saliency"));
}

TEST_CASE("training as text: by an answer, the numbers of the engine, of the step that is chosen") {
  ScenePage page(makeTrainingScene, "task=reber&hiddenSize=5&seqLen=12&updates=40");
  page.scene->show("look", "saliency");
  page.scene->show("t", "4");
  page.draw();
  page.draw();
  CHECK(page.missing.empty());
  for (const std::string& fault : page.faults()) FAIL_CHECK(fault);
  const Snapshot at4 = snapshotOf(*page.model, SaliencyWish{.t = 4});
  REQUIRE(at4.saliency.sizes.size() == 12);
  CHECK(page.fields["text"]["saliency"].get<std::vector<float>>() == at4.saliency.sizes);
  CHECK(page.link() == "look=saliency t=4 ");
  const auto most = std::max_element(at4.saliency.sizes.begin(), at4.saliency.sizes.end()) - at4.saliency.sizes.begin();
  CHECK(page.control("text")->value.find("at t = " + std::to_string(most)) != std::string::npos);
  CHECK(page.control("text")->value.find(std::string(1, at4.letters[static_cast<std::size_t>(at4.saliency.output)])) != std::string::npos);
  page.tabTo("text");
  page.press(KeyName::left);
  page.draw();
  CHECK(page.fields["text"]["saliency"].get<std::vector<float>>() == snapshotOf(*page.model, SaliencyWish{.t = 3}).saliency.sizes);
  page.clickOn("tint", {0.25f, 0.5f});
  CHECK(page.fields["text"]["byAnswer"] == false);
  page.clickOn("tint", {0.75f, 0.5f});
  CHECK(page.fields["text"]["byAnswer"] == true);
}

TEST_CASE("training as text: in every layout and language nothing is cut, and tasks of numbers say that they have none") {
  for (const std::string_view language : {"en", "de"})
    for (const std::string task :
         {"task=text&hiddenSize=64&seqLen=25", "task=letters", "task=reber", "task=text&hiddenSize=4&seqLen=200"}) {
      if (language == "en" && task != "task=letters") continue;  // German is longer
      ScenePage page(makeTrainingScene, task + "&updates=1", language);
      for (const ScenePlace& place : scenePlaces)
        for (const std::string look : {"text", "saliency"}) {
          page.layout = place.layout;
          page.area = place.area;
          page.bar = place.bar;
          page.scene->show("look", look);
          page.draw();
          page.draw();
          const std::string name = task + " " + look + " " + std::to_string(static_cast<int>(place.layout));
          CAPTURE(name);
          for (const std::string& fault : page.faults()) FAIL_CHECK(fault);
          CHECK(page.control("text") != nullptr);
          CHECK((page.control("tintUnit") != nullptr) == (look == "text"));
          CHECK(page.missing.empty());
        }
    }
  ScenePage numbers(makeTrainingScene, "task=adding&updates=1");
  numbers.scene->show("look", "text");
  numbers.draw();
  numbers.draw();
  CHECK(numbers.control("text") == nullptr);
  CHECK(numbers.find("This task’s inputs are numbers, not characters.") != nullptr);
}

}  // namespace unroll
