// Data made by hand in Training: a text that is typed, a curve and an image that are drawn, with mouse, finger and keys, in each layout.
#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include "page/scene_page.h"
#include "tasks/own_data.h"

namespace unroll {
std::unique_ptr<Scene> makeTrainingScene();
}

using namespace unroll;

namespace {

// The middle of a pixel of the image.
ImVec2 pixel(const ScenePage& page, float row, float column) { return page.placeOf("image", {(column + 0.5f) / 8, (row + 0.5f) / 8}); }

std::string inputOf(const ScenePage& page) { return page.model->keys().get("input"); }

}  // namespace

TEST_CASE("a text is typed and taken as own data; one that is too short is refused as a file, and stays") {
  ScenePage page(makeTrainingScene, "task=text&hiddenSize=4&seqLen=5");
  page.draw();
  CHECK(page.control("ownText") == nullptr);
  page.clickOn("make");
  REQUIRE(page.control("ownText") != nullptr);
  CHECK(page.fields["making"] == "typed");
  CHECK(page.link() == "look=typed ");
  page.clickOn("takeText");
  CHECK(page.refused == "line 1, column 1: there is nothing in it");
  page.clickOn("ownText");
  page.type("Zu kurz");
  page.clickOn("takeText");
  CHECK(page.refused ==
        "line 1, column 8: the text ends after 7 characters; it needs 30 at least, the last tenth of which is for fresh data");
  CHECK(page.fields["making"] == "typed");
  CHECK(page.fields["data"] == "");
  // On with keys alone: the caret is where it was left, at the end.
  page.tabTo("ownText");
  page.press(KeyName::enter);  // begins
  page.press(KeyName::enter);  // a new line
  page.type("Röslein");
  page.press(KeyName::backspace);
  page.press(KeyName::home);
  page.type("auf der Heiden: ");
  page.press(KeyName::space);
  page.press(KeyName::end);
  page.type("n.");
  page.tabTo("takeText");
  page.press(KeyName::enter);
  const std::string typed = "Zu kurz\nauf der Heiden:  Röslein.";
  CHECK(page.refused == "");
  CHECK(page.fields["data"] == hashOfData(typed));
  CHECK(page.fields["making"] == "");
  CHECK(page.control("ownText") == nullptr);
  CHECK(page.model->text().find("data=" + hashOfData(typed)) != std::string::npos);
  page.clickOn("make");  // opened again it is there, to be edited
  page.type("!");
  page.clickOn("takeText");
  CHECK(page.fields["data"] == hashOfData(typed + "!"));
  page.clickOn("make");
  page.clickOn("clearText");
  page.clickOn("closeMaker");
  CHECK(page.fields["making"] == "");
  CHECK(page.fields["data"] == hashOfData(typed + "!"));
  CHECK(page.missing == "");
}

TEST_CASE("a curve is drawn with mouse and finger, and with the arrows; it is taken as a CSV of one column") {
  ScenePage page(makeTrainingScene, "task=series&hiddenSize=4");
  page.draw();
  page.clickOn("make");
  REQUIRE(page.control("curve") != nullptr);
  const Rect r = page.control("curve")->rect;
  page.clickOn("takeCurve");
  CHECK(page.refused == "line 1, column 1: there is nothing in it");
  page.drag({r.x + 6, r.bottom() - 6}, {{r.w / 2, -r.h / 2}, {r.w, -r.h}});
  page.clickOn("takeCurve");
  REQUIRE(page.refused == "");
  CHECK(page.fields["making"] == "");
  CHECK(page.fields["column"] == "y");
  CHECK(page.fields["least"].get<double>() < -0.95);
  CHECK(page.fields["greatest"] == 1);
  const std::string rising = page.fields["data"];
  // A finger, from the right to the left, at half height: all over what was there.
  page.clickOn("make");
  page.drag({r.right() - 1, r.y + r.h / 4}, {{-r.w - 20, 0}}, true);
  page.clickOn("takeCurve");
  CHECK(page.refused.find("all numbers of this column are the same") != std::string::npos);
  CHECK(page.fields["data"] == rising);
  CHECK(page.fields["making"] == "curve");
  // Keys alone: cleared, then a value here and there.
  page.tabTo("clearCurve");
  page.press(KeyName::enter);
  page.tabTo("curve");
  page.press(KeyName::home);
  page.press(KeyName::up);
  page.press(KeyName::right);
  page.press(KeyName::down);
  page.press(KeyName::down);
  CHECK(page.control("curve")->value == "t = 4, −0.05");
  page.press(KeyName::end);
  for (int i = 0; i < 3; ++i) page.press(KeyName::up);
  CHECK(page.control("curve")->value == "t = 199, 0.10");
  page.tabTo("takeCurve");
  page.press(KeyName::enter);
  CHECK(page.refused == "");
  CHECK(page.fields["least"].get<double>() == -0.05);
  CHECK(page.fields["greatest"].get<double>() == 0.1);
  CHECK(page.fields["making"] == "");
  CHECK(page.missing == "");
}

TEST_CASE("an image is drawn with mouse, finger and keys; the trained net answers at once, row by row") {
  ScenePage page(makeTrainingScene, "task=rows&updates=600");
  page.draw();
  page.clickOn("make");
  REQUIRE(page.control("image") != nullptr);
  CHECK(inputOf(page).find_first_not_of("0,;") == std::string::npos);  // empty
  const auto ringAfter = [&](int t) { return page.fields["prediction"][static_cast<std::size_t>(t)].get<double>(); };
  // A ring, from one corner of twelve to the next.
  std::vector<ImVec2> way;
  const ImVec2 begin = pixel(page, 3.5f, 6);
  for (int i = 1; i <= 12; ++i) {
    const double turn = 6.283185307179586 * i / 12;
    way.push_back(pixel(page, static_cast<float>(3.5 + 2.5 * std::sin(turn)), static_cast<float>(3.5 + 2.5 * std::cos(turn))) - begin);
  }
  page.drag(begin, {way[0], way[1], way[2], way[3], way[4], way[5], way[6], way[7], way[8], way[9], way[10], way[11]});
  CHECK(ringAfter(7) > 0.9);
  page.clickOn("clearImage");
  CHECK(inputOf(page).find_first_not_of("0,;") == std::string::npos);
  // A cross, with a finger.
  page.drag(pixel(page, 3, 1.5f), {pixel(page, 4, 5.5f) - pixel(page, 3, 1.5f)}, true);
  page.drag(pixel(page, 1.5f, 4), {pixel(page, 5.5f, 3) - pixel(page, 1.5f, 4)}, true);
  CHECK(ringAfter(7) < 0.1);
  // The eraser leaves nothing of a row that it goes along.
  page.clickOn("erases");
  page.drag(pixel(page, 3, 0), {pixel(page, 3, 7) - pixel(page, 3, 0)});
  page.drag(pixel(page, 4, 0), {pixel(page, 4, 7) - pixel(page, 4, 0)});
  std::string rows = inputOf(page);
  for (int row = 0; row < 3; ++row) rows.erase(0, rows.find(';') + 1);
  CHECK(rows.substr(0, 32) == "0,0,0,0,0,0,0,0;0,0,0,0,0,0,0,0;");
  page.clickOn("clearImage");
  // Keys: the second pixel of the third row.
  page.tabTo("image");
  for (int i = 0; i < 8; ++i) page.press(KeyName::up);
  page.press(KeyName::home);
  page.press(KeyName::right);
  page.press(KeyName::down);
  page.press(KeyName::down);
  page.press(KeyName::space);
  CHECK(inputOf(page) ==
        "0,0,0,0,0,0,0,0;0,0,0,0,0,0,0,0;0,1,0,0,0,0,0,0;0,0,0,0,0,0,0,0;0,0,0,0,0,0,0,0;0,0,0,0,0,0,0,0;0,0,0,0,0,0,0,0;0,0,0,0,0,0,0,0");
  CHECK(page.control("image")->value == "row 2, column 1: 1.00");
  page.press(KeyName::enter);
  CHECK(inputOf(page).find('1') == std::string::npos);
  page.clickOn("newSequence");  // the task's own, which can be drawn over
  CHECK(inputOf(page) == "");
  CHECK(page.missing == "");
}

TEST_CASE("what is made by hand has room in each layout and both languages, and a link opens it") {
  for (const char* language : {"en", "de"})
    for (const ScenePlace& place : scenePlaces)
      for (const char* task : {"text", "series", "rows"}) {
        ScenePage page(makeTrainingScene, std::string("hiddenSize=4&task=") + task, language);
        page.layout = place.layout;
        page.area = place.area;
        page.bar = place.bar;
        const std::string look = std::string(task) == "series" ? "curve" : std::string(task) == "rows" ? "image" : "typed";
        CHECK(page.scene->understands("look", look));
        page.scene->show("look", look);
        page.draw();
        CAPTURE(language);
        CAPTURE(look);
        CHECK(page.fields["making"] == look);
        for (const std::string& fault : page.faults()) FAIL_CHECK(fault);
        CHECK(page.missing == "");
        page.scene->show("look", "");
        page.draw();
        CHECK(page.fields["making"] == "");
      }
}
