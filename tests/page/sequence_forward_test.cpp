// The Sequence scene forward by its smallest steps, its loop opened half-way, its first state: drawn, pressed, dragged and touched.
#include "page/scene_page.h"

namespace unroll {

std::unique_ptr<Scene> makeSequenceScene();

TEST_CASE("sequence: by the unit, what is next is told, and its number is there after the step") {
  ScenePage page(makeSequenceScene, "task=adding&hiddenSize=3&seqLen=6");
  page.scene->show("fold", "1");
  page.draw();
  page.clickOn("step", {0.15f, 0.5f});
  CHECK(page.fields["forward"]["step"] == "unit");
  CHECK(page.fields["forward"]["count"] == 24);
  for (int i = 0; i < 3; ++i) {
    CHECK(page.fields["forward"]["next"]["kind"] == "hidden");
    CHECK(page.fields["forward"]["next"]["index"] == i);
    CHECK(page.fields["forward"]["next"]["value"] == page.fields["h"][static_cast<std::size_t>(i)]);
    page.clickOn("stepForward");
    CHECK(page.fields["forward"]["done"] == i + 1);
  }
  CHECK(page.fields["forward"]["next"]["kind"] == "output");
  CHECK(page.link() == "fold=1 t=3 step=unit ");
  page.scene->show("t", "2");
  page.draw();
  page.clickOn("step", {0.5f, 0.5f});
  CHECK(page.fields["forward"]["done"] == 0);  // the layer that had begun begins again
  page.clickOn("stepForward");
  CHECK(page.fields["forward"]["done"] == 3);
}

TEST_CASE("sequence: the loop is opened half-way by its grip, with mouse, finger and keys") {
  for (const bool finger : {false, true}) {
    ScenePage page(makeSequenceScene, "task=adding&hiddenSize=3&seqLen=6");
    page.draw();
    page.drag(page.placeOf("fold"), {{30, 0}, {60, 0}, {90, 4}}, finger);
    const double half = page.fields["fold"].get<double>();
    CHECK(half > 0.1);
    CHECK(half < 0.9);
    CHECK(page.link().find("fold=0.") == 0);
    page.drag(page.placeOf("fold"), {{200, 0}, {500, 0}}, finger);
    CHECK(page.fields["fold"] == 1);
    CHECK(page.fields["unfolded"] == true);
    page.drag(page.placeOf("fold"), {{-200, 0}, {-600, 0}}, finger);
    CHECK(page.fields["fold"] == 0);
    CHECK(page.link().empty());
  }
  ScenePage page(makeSequenceScene, "task=adding&hiddenSize=3&seqLen=6");
  page.draw();
  page.tabTo("fold");
  for (int i = 0; i < 4; ++i) page.press(KeyName::right);
  CHECK(page.link() == "fold=0.4 ");
  page.press(KeyName::end);
  CHECK(page.fields["fold"] == 1);
}

TEST_CASE("sequence: the state before the first step is dragged where it stands and typed among the controls") {
  ScenePage page(makeSequenceScene, "task=adding&hiddenSize=3&seqLen=6");
  page.draw();
  const std::string hash = page.model->hash();
  const auto spot = page.fields["places"]["hBefore[1]"];
  INFO(page.fields.dump());
  REQUIRE(spot.is_array());
  page.drag({spot[0].get<float>(), spot[1].get<float>()}, {{0, -20}, {0, -50}});
  CHECK(page.fields["hBefore"] == nlohmann::json({0.0, 0.5, 0.0}));
  CHECK(page.model->text().find("start=0,0.5,0") != std::string::npos);
  CHECK(page.model->hash() == hash);
  CHECK(page.control("startAt") != nullptr);
  page.scene->show("t", "3");
  page.draw();
  CHECK(page.control("start") == nullptr);  // only where it stands
}

TEST_CASE("sequence: by small steps nothing is cut off or written over anything else, at three sizes, in both languages") {
  int turn = 0, combination = 0;
  for (const char* language : {"en", "de"})
    for (const char* net :
         {"hiddenSize=3&seqLen=6", "hiddenSize=40&seqLen=12", "cell=lstm&hiddenSize=3&seqLen=6", "cell=gru&layers=3&hiddenSize=4&seqLen=8",
          "cell=jordan&layers=2&hiddenSize=3&seqLen=6", "cell=window&hiddenSize=3&seqLen=6",
          "cell=lstm&bidirectional=true&hiddenSize=16&seqLen=30", "task=xor&layers=2&bidirectional=true&hiddenSize=3&seqLen=6"})
      for (const ScenePlace& place : scenePlaces) {
        if ((++combination + (language[0] == 'd')) % 2 == 0) continue;  // each net at each size, and in each language
        for (const char* size : {"unit", "layer"})
          for (const char* inside : {"0", "1"}) {
            ScenePage page(makeSequenceScene, net, language);
            page.layout = place.layout;
            page.area = place.area;
            page.bar = place.bar;
            page.scene->show("fold", "1");
            page.scene->show("step", size);
            page.scene->show("inside", inside);
            page.scene->show("t", std::to_string(7 * (++turn % 9)));
            page.draw();
            CAPTURE(language);
            CAPTURE(net);
            CAPTURE(place.area.w);
            CAPTURE(size);
            CAPTURE(inside);
            CAPTURE(turn);
            CHECK(page.fields["forward"]["step"] == size);
            for (const std::string& fault : page.faults()) FAIL_CHECK(fault);
          }
      }
}

}  // namespace unroll
