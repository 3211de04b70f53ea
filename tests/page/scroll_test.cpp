// A column longer than its area: what the student has just opened comes into sight.
#include <doctest/doctest.h>

#include <string>

#include "page/headless.h"
#include "widgets/controls.h"
#include "widgets/scroll.h"

using namespace unroll;

TEST_CASE("scroll: a fold that opens at the column's end scrolls up, one that closes stays") {
  const Rect area{20, 20, 200, 240};
  Headless page({240, 280});
  bool on[3] = {};
  const auto draw = [&](Ui& ui) {
    ui::scrolled(ui, "column", area, 8, [&](Column& column) {
      column.take(200);
      if (ui::section(ui, column, "fold", "More settings"))
        for (int i = 0; i < 3; ++i) ui::toggle(ui, column, "switch" + std::to_string(i), "a switch", on[i]);
    });
  };
  const auto rect = [&](std::string_view name) {
    for (const ControlRecord& c : page.controls())
      if (c.name == name) return c.rect;
    return Rect{};
  };
  page.draw(draw);
  const Rect closed = rect("fold");
  REQUIRE(closed.w > 0);
  CHECK(rect("switch2").w == 0);
  page.click(closed.center());
  page.draw(draw);
  REQUIRE(rect("switch2").w > 0);
  CHECK(rect("switch2").bottom() <= area.bottom());
  CHECK(rect("fold").y >= area.y);
  CHECK(rect("fold").y < closed.y);
}

TEST_CASE("fields: the words of a switch that don't fit into a line take two") {
  Headless page({400, 400});
  bool on = false;
  float narrow = 0, roomy = 0;
  page.draw([&](Ui& ui) {
    Column small({0, 0, 140, 400}, 8), large({150, 0, 250, 400}, 8);
    ui::toggle(ui, small, "small", "Own weights for each step", on);
    ui::toggle(ui, large, "large", "Own weights for each step", on);
    narrow = small.used();
    roomy = large.used();
  });
  CHECK(narrow > roomy);
  for (const TextRecord& t : page.texts()) CHECK_FALSE(t.shortened);
}
