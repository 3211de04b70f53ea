// A column longer than its area: what the student has just opened comes into sight.
#include <doctest/doctest.h>

#include <string>
#include <utility>

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

TEST_CASE(
    "scroll: a finger on a slider turns it where it moves to the side, scrolls where it moves up, and a tap sets it; on a switch it taps "
    "or scrolls") {
  const Rect area{20, 20, 200, 240};
  Headless page({240, 280});
  double value = 0;
  bool on = false;
  const auto draw = [&](Ui& ui) {
    ui::scrolled(ui, "column", area, 8, [&](Column& column) {
      column.take(100);
      (void)ui::slider(ui, column, "slider", "A number", value, {});
      (void)ui::toggle(ui, column, "toggle", "On or off", on);
      column.take(400);
    });
  };
  const auto top = [&] { return page.controls().front().rect.y; };
  page.draw(draw);
  const Rect slider = page.controls().front().rect;
  const ImVec2 knob{slider.center().x, slider.bottom() - 8};
  using Kind = PointerEvent::Kind;
  const auto finger = [&](ImVec2 from, ImVec2 way) {
    page.point(from, true);
    page.point(from, true, Kind::down);
    page.draw(draw);
    for (const float share : {0.2f, 0.6f, 1.f}) {
      page.point(from + way * share, true);
      page.draw(draw);
    }
    page.point(from + way, true, Kind::up);
    page.draw(draw);
  };
  finger(knob, {3, -60});
  CHECK(value == 0);
  CHECK(top() < slider.y - 20);
  finger({knob.x, knob.y + top() - slider.y}, {40, 4});
  CHECK(near(value, 0.72, 0.03));
  const float scrolled = top();
  finger({slider.x + slider.w / 2, knob.y + top() - slider.y}, {0, 0});
  CHECK(near(value, 0.5, 1e-6));
  CHECK(top() == scrolled);
  // What is only pressed scrolls, too.
  const auto middle = [&] { return page.controls().back().rect.center(); };
  finger(middle(), {3, -20});
  CHECK_FALSE(on);
  CHECK(top() < scrolled - 5);
  finger(middle(), {0, 0});
  CHECK(on);
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

TEST_CASE("scroll: a control that is to be brought into sight is scrolled to as far as is needed, and no farther") {
  const Rect area{20, 20, 200, 240};
  Headless page({240, 280});
  std::string sought;
  bool on[8] = {};
  const auto draw = [&](Ui& ui) {
    if (!sought.empty()) ui.bringIntoSight(std::exchange(sought, {}));
    ui::scrolled(ui, "column", area, 8, [&](Column& column) {
      for (int i = 0; i < 8; ++i) {
        (void)ui::toggle(ui, column, "switch" + std::to_string(i), "a switch", on[i]);
        column.take(60);
      }
    });
  };
  const auto rect = [&](std::string_view name) {
    for (const ControlRecord& c : page.controls())
      if (c.name == name) return c.rect;
    return Rect{};
  };
  const auto bring = [&](const char* names) {
    sought = names;
    for (int i = 0; i < 4; ++i) page.draw(draw);
  };
  page.draw(draw);
  const float first = rect("switch0").y;
  bring("switch1");
  CHECK(rect("switch0").y == first);
  REQUIRE(rect("switch6").y > area.bottom());
  bring("none switch6 switch0");  // the first that stands on the page
  CHECK(rect("switch6").bottom() <= area.bottom());
  CHECK(rect("switch6").bottom() > area.bottom() - 20);
  bring("switch0");
  CHECK(rect("switch0").y >= area.y);
  CHECK(rect("switch0").y < area.y + 20);
}
