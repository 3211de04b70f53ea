// A finger: small targets reach out to 44 units, a neighbour's own ground stays the neighbour's, and a mouse means what it points at.
#include <doctest/doctest.h>

#include "headless.h"
#include "widgets/controls.h"

using namespace unroll;

namespace {

struct Pressed {
  int ground = 0, left = 0, right = 0;
  bool operator==(const Pressed&) const = default;
};

// Two buttons of 22 by 22, 8 apart, upon a ground that takes presses too; what a press at `at` meets.
Pressed pressAt(ImVec2 at, bool finger) {
  Headless page({400, 300});
  Pressed pressed;
  const auto draw = [&](Ui& ui) {
    if (ui.touch(ui.id("ground"), {0, 0, 400, 300}).clicked) ++pressed.ground;
    if (ui::button(ui, {100, 100, 22, 22}, "left", "l")) ++pressed.left;
    if (ui::button(ui, {130, 100, 22, 22}, "right", "r")) ++pressed.right;
  };
  page.draw(draw);
  using Kind = PointerEvent::Kind;
  for (const Kind kind : {Kind::move, Kind::down, Kind::up}) {
    page.point(at, finger, kind);
    page.draw(draw);
  }
  return pressed;
}

}  // namespace

TEST_CASE("touch: a finger meets a small target within 44 units around its middle, a mouse its own ground") {
  const Pressed left{0, 1, 0}, right{0, 0, 1}, ground{1, 0, 0};
  for (const bool finger : {false, true}) {
    CHECK(pressAt({111, 111}, finger) == left);
    CHECK(pressAt({141, 111}, finger) == right);
    CHECK(pressAt({300, 200}, finger) == ground);
  }
  for (const ImVec2 beside : {ImVec2{90, 111}, ImVec2{111, 90}, ImVec2{111, 132}}) {  // 21 from the middle
    CHECK(pressAt(beside, true) == left);
    CHECK(pressAt(beside, false) == ground);
  }
  CHECK(pressAt({88, 111}, true) == ground);  // 23
  CHECK(pressAt({162, 111}, true) == right);
}

TEST_CASE("touch: where two reach to, each keeps its own ground") {
  const Pressed left{0, 1, 0}, right{0, 0, 1};
  CHECK(pressAt({121, 111}, true) == left);   // the right one would reach to 119
  CHECK(pressAt({131, 111}, true) == right);  // the left one to 133
  CHECK(pressAt({126, 111}, true) == right);  // between them the one that lies above
}
