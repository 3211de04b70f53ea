// Zooming into and out of a large net, in Sequence: wheel, fingers, keys, slider and link, and what is seen of it then.
#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <string>

#include "page/scene_page.h"

namespace unroll {

std::unique_ptr<Scene> makeSequenceScene();

namespace {

struct Zoom {
  double level;
  int first, units, steps;
};
Zoom zoomOf(const ScenePage& page) {
  const auto& zoom = page.fields["zoom"];
  return {zoom["level"], zoom["first"], zoom["units"], zoom["steps"]};
}

std::string linked(const Scene& scene) {
  for (const auto& [key, value] : scene.view())
    if (key == "zoom") return value;
  return {};
}

}  // namespace

TEST_CASE("a large net is zoomed by wheel, fingers, keys and link; a small one isn't") {
  for (const char* cell : {"elman", "lstm"}) {
    CAPTURE(std::string(cell));
    ScenePage page(makeSequenceScene, "task=adding&hiddenSize=128&seqLen=100&cell=" + std::string(cell));
    page.scene->show("fold", "1");
    page.scene->show("t", "50");
    page.draw();
    const Zoom before = zoomOf(page);
    CHECK(before.level == 1);
    CHECK(before.units == 128);
    CHECK(before.steps < 30);
    CHECK(linked(*page.scene).empty());
    const ImVec2 middle = page.area.center();
    page.wheel(middle, 6);  // in
    const Zoom near = zoomOf(page);
    CHECK(near.level > 3);
    CHECK(near.units < 50);
    CHECK(near.steps <= before.steps);
    CHECK(near.steps >= 3);  // there are columns beside the present one
    CHECK(near.first > 20);  // what was under the pointer stays there
    CHECK(near.first + near.units < 108);
    CHECK(page.find(std::to_string(near.first) + "–" + std::to_string(near.first + near.units - 1)) != nullptr);
    const std::string link = linked(*page.scene);
    CHECK(link.find(',') != std::string::npos);

    page.drag(middle, {{0, 70}, {0, 140}});  // the picture follows the finger
    CHECK(zoomOf(page).first == near.first - 10);
    page.key(StageKey::zero);
    CHECK(zoomOf(page).level == 1);
    page.wheel(middle, -4, true);  // two fingers, nearer to each other
    const Zoom far = zoomOf(page);
    CHECK(far.level < 0.5);
    CHECK(far.units == 128);
    CHECK(far.steps > 1.5 * before.steps);
    for (int n = 0; n < 20; ++n) page.key(StageKey::minus);
    CHECK(zoomOf(page).steps <= 64);
    for (int n = 0; n < 40; ++n) page.key(StageKey::plus);
    CHECK(zoomOf(page).units == 4);

    // Arrows choose a unit and bring it into view.
    page.key(StageKey::zero);
    page.scene->show("zoom", "16,0");
    page.draw();
    for (int n = 0; n < 30; ++n) page.key(StageKey::down);
    const Zoom moved = zoomOf(page);
    const int unit =
        page.fields.contains("selectedUnit") ? page.fields["selectedUnit"].get<int>() : page.fields["selected"]["index"].get<int>();
    CHECK(unit >= 29);
    CHECK(moved.first > 0);
    CHECK(unit >= moved.first);
    CHECK(unit < moved.first + moved.units);
    CHECK(page.missing.empty());
  }
  for (const char* cell : {"elman", "lstm"}) {  // one page at a time
    ScenePage again(makeSequenceScene, "task=adding&hiddenSize=128&seqLen=100&cell=" + std::string(cell));
    again.scene->show("fold", "1");
    again.scene->show("t", "50");
    again.scene->show("zoom", "4,48");
    again.draw();
    CHECK(zoomOf(again).first == 48);
    CHECK(zoomOf(again).units == 32);
    CHECK(linked(*again.scene) == "4,48");
  }
  ScenePage small(makeSequenceScene, "task=adding&hiddenSize=3&seqLen=6");
  small.scene->show("fold", "1");
  small.draw();
  small.wheel(small.area.center(), 6);
  small.key(StageKey::plus);
  CHECK(zoomOf(small).level == 1);
  for (const char* bad : {"0", "-1", "nonsense", "1000", "2,-1", "2,1.5", "2,", "nan"}) CHECK_FALSE(small.scene->understands("zoom", bad));
  for (const char* good : {"2", "0.5", "8,16", ".125"}) CHECK(small.scene->understands("zoom", good));
}

TEST_CASE("of a net that becomes smaller no units are kept that it doesn't have") {
  ScenePage page(makeSequenceScene, "task=adding&hiddenSize=128&seqLen=100");
  page.scene->show("fold", "1");
  page.scene->show("zoom", "8,100");
  page.draw();
  CHECK(zoomOf(page).first == 100);
  for (const int hidden : {20, 13, 1}) {
    CAPTURE(hidden);
    page.send({"hiddenSize", std::to_string(hidden)});
    page.draw();
    page.draw();
    const Zoom zoom = zoomOf(page);
    CHECK(zoom.first + zoom.units <= hidden);
    CHECK(zoom.level <= std::max(1.0, hidden / 4.0));
  }
  CHECK(linked(*page.scene).empty());
}

}  // namespace unroll
