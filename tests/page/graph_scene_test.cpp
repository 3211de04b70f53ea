// What the Graph scene says: names of units as they were typed, and no longer than there is room; its story, true of the net on the stage.
#include <doctest/doctest.h>

#include "gpu/gpu.h"
#include "graph/graph.h"
#include "headless.h"
#include "lesson/scene.h"
#include "lesson/story.h"
#include "quiet_commands.h"
#include "unroll.h"
#include "widgets/controls.h"
#include "widgets/formula.h"

using namespace unroll;

namespace unroll {
std::unique_ptr<Scene> makeGraphScene();
}

namespace {

constexpr std::string_view longNamed =
    "units=in_1,my_unit:tanh:0.1,_a__long_name_of_a_unit_:tanh,y_&edges=in_1>my_unit:0.5,my_unit>_a__long_name_of_a_unit_:0.9,"
    "_a__long_name_of_a_unit_>y_:1,_a__long_name_of_a_unit_>my_unit:-0.5&inputs=in_1:1,0&ticks=8";

bool beginsWith(const std::string& text, std::string_view with) { return text.starts_with(with); }

}  // namespace

TEST_CASE("graph: names are shown as typed, underscores and all, and shortened where they would run into the picture") {
  const ParsedModel parsed = findModel("graph")->parse(longNamed);
  REQUIRE(parsed.dropped.empty());
  int rows = 0;
  for (const ImVec2 size : {ImVec2{940, 610}, ImVec2{540, 380}, ImVec2{370, 560}}) {
    CAPTURE(size.x);
    const auto scene = makeGraphScene();
    scene->look(*parsed.model);
    Headless page(size);
    gpu::Gpu gpu;
    QuietCommands commands;
    const auto draw = [&] {
      page.draw([&](Ui& ui) {
        const Frame frame{ui, gpu, commands, parsed.model->keys()};
        scene->stage(frame, {0, 0, size.x, size.y});
      });
    };
    draw();
    int mine = 0, shortened = 0;
    for (const TextRecord& t : page.texts()) {
      INFO(t.text);
      CHECK(t.text.find('?') == std::string::npos);
      CHECK(t.text.find("{}") == std::string::npos);
      mine += t.text == "my_unit";
      if (!beginsWith(t.text, "_a__l") || t.text.find("…") == std::string::npos || t.text.find(' ') != std::string::npos) continue;
      ++shortened;
      CHECK(t.rect.w <= 100);
    }
    CHECK(mine >= 1);
    CHECK(shortened >= 1);
    // Pointed at for a while, a shortened one says the whole.
    const auto isCut = [](const TextRecord& t) { return beginsWith(t.text, "_a__l") && t.text.ends_with("…"); };
    const auto cut = std::find_if(page.texts().begin(), page.texts().end(), [&](const TextRecord& t) { return isCut(t) && t.rect.x < 20; });
    if (cut == page.texts().end()) continue;  // no rows there
    ++rows;
    page.point(cut->rect.center());
    for (int n = 0; n < 30; ++n) draw();
    CHECK(page.find("_a__long_name_of_a_unit_"));
  }
  CHECK(rows == 2);
}

TEST_CASE("graph: the inspector and the switches say a name as typed; what a reader hears has no markup") {
  const ParsedModel parsed = findModel("graph")->parse(longNamed);
  const auto scene = makeGraphScene();
  scene->look(*parsed.model);
  Headless page({400, 1600});
  gpu::Gpu gpu;
  QuietCommands commands;
  page.draw([&](Ui& ui) {
    const Frame frame{ui, gpu, commands, parsed.model->keys()};
    Column column({10, 10, 380, 1500});
    scene->inspector(frame, column);
    bool on = false;
    (void)ui::toggle(ui, column, "isOutput", ui.tr("graph.isOutput", {{"unit", formula::asTyped("my_unit")}}), on);
  });
  bool heading = false, equation = false, toggle = false;
  for (const TextRecord& t : page.texts()) {
    heading = heading || t.text.find("my_unit at tick") != std::string::npos;
    equation = equation || beginsWith(t.text, "my_unit0");
    toggle = toggle || t.text == "my_unit is an output";
  }
  CHECK(heading);
  CHECK(equation);
  CHECK(toggle);
  for (const ControlRecord& c : page.controls()) CHECK((c.label + c.value).find("{}") == std::string::npos);
}

TEST_CASE("markup: a plain underscore is one, alone, at the beginning and before letters") {
  CHECK(formula::asTyped("a_b^2") == "a_{}b^{}2");
  CHECK(formula::withoutMarkup(formula::asTyped("_a__b^2_")) == "_a__b^2_");
  Headless page({600, 100});
  page.draw([](Ui& ui) { ui.richText({10, 10}, formula::asTyped("_a__b^2_") + "_{3}", Type::text, ui.color().ink); });
  CHECK(page.find("_a__b^2_3"));
  float plain = 0, rich = 0;
  page.draw([&](Ui& ui) {
    plain = ui.measure("_a__b^2_", Type::text).w;
    rich = ui.measureRich(formula::asTyped("_a__b^2_"), Type::text).w;
  });
  CHECK(plain == rich);  // nothing of it is set smaller
}

TEST_CASE("graph: the story's words are true of the net that a link brought, which it leaves as it is") {
  constexpr std::string_view cyclic = "units=s,a,b&edges=s>a:1,a>b:1,b>a:0.5&inputs=s:1,0&ticks=20",
                             acyclic = "units=s,a&edges=s>a:1&inputs=s:1,0";
  const struct {
    std::string_view net, step, words;
  } all[] = {{cyclic, "1", "otherwise"},  {acyclic, "1", "words"},     {cyclic, "3", "words"},
             {acyclic, "3", "otherwise"}, {acyclic, "4", "otherwise"}, {cyclic, "4", "words"}};
  for (const auto& each : all) {
    CAPTURE(each.net);
    CAPTURE(each.step);
    const ParsedModel parsed = findModel("graph")->parse(each.net);
    const auto scene = makeGraphScene();
    scene->look(*parsed.model);
    scene->show("story", each.step);
    Facts facts = parsed.model->facts();
    scene->viewFacts(facts);
    for (int frame = 0; frame < 5; ++frame) CHECK(scene->story()->follow(facts).empty());
    Headless page({400, 300});
    gpu::Gpu gpu;
    QuietCommands commands;
    std::string said, wanted;
    page.draw([&](Ui& ui) {
      said = scene->story()->sentences({ui, gpu, commands, parsed.model->keys()}).front();
      wanted = formula::withoutMarkup(ui.tr("graph.story." + std::string(each.step) + "." + std::string(each.words)));
    });
    CHECK(said.ends_with(wanted));
  }
}
