// Need of data, drawn without a window: the numbers of its table stand within their places in each layout.
#include "page/scene_page.h"

namespace unroll {

std::unique_ptr<Scene> makeProblemsScene();

TEST_CASE("data scene: no number of the table is cut or wider than its place, in each layout and language") {
  for (const char* language : {"en", "de"})
    for (const ScenePlace& place : scenePlaces) {
      ScenePage page(makeProblemsScene, "problem=data&task=adding&seqLen=5&seeds=1&updates=3&learningRate=0.02&sizes=3,8&runs=14", language,
                     "problems");
      page.layout = place.layout;
      page.area = place.area;
      page.bar = place.bar;
      page.draw();
      CAPTURE(language);
      CAPTURE(place.area.w);
      for (int row = 0; row < 2; ++row)
        for (int column = 0; column < 7; ++column) {
          const ControlRecord* cell = page.control("place" + std::to_string(row) + "-" + std::to_string(column));
          REQUIRE(cell != nullptr);
          int inside = 0;
          for (const TextRecord& text : page.texts()) {
            if (text.rect.center().y < cell->rect.y || text.rect.center().y > cell->rect.bottom() || text.rect.center().x < cell->rect.x ||
                text.rect.center().x > cell->rect.right())
              continue;
            ++inside;
            CHECK_MESSAGE(text.rect.w <= cell->rect.w, text.text);
            CHECK_MESSAGE(!text.shortened, text.text);
            CHECK_MESSAGE(text.text.find("{") == std::string::npos, text.text);
          }
          CHECK((inside > 0 || cell->rect.h < 40));  // where there is room
        }
      CHECK(page.missing == "");
    }
}

}  // namespace unroll
