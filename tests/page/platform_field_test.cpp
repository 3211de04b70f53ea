// What the platform's own field is told and gives back: a number or a word is typed into it as if with keys.
#include <doctest/doctest.h>

#include "headless.h"
#include "widgets/controls.h"
#include "widgets/typed_value.h"

using namespace unroll;

namespace {

// A slider, a field of words and one of digits, one below the other, in a column that shows 200 units of them.
struct TypedPage {
  Headless page{{400, 300}};
  double rate = 0.25;
  std::string name = "Ada", seed = "7";
  int covered = 0;  // units from the top that something lies above
  float top = 10;

  void draw() {
    (void)page.draw([&](Ui& ui) {
      ui.pushClip({0, 0, 400, 200});
      Column column({10, top, 300, 280});
      (void)ui::slider(ui, column, "rate", "W_{hh}", rate, {.min = 0, .max = 1});
      (void)ui::field(ui, column, "name", "Name", name, {});
      (void)ui::field(ui, column, "seed", "Seed", seed);
      ui.popClip();
      if (covered > 0) ui.overlay({0, 0, 400, static_cast<float>(covered)}, [](Ui&) {});
    });
  }
  const ControlRecord& control(std::string_view wanted) {
    for (const ControlRecord& c : page.controls())
      if (c.name == wanted) return c;
    FAIL("no such control");
    return page.controls().front();
  }
  void press(ImVec2 at, bool finger) {
    using Kind = PointerEvent::Kind;
    for (const Kind kind : {Kind::move, Kind::down, Kind::up}) page.point(at, finger, kind);
    draw();
  }
  void begin(std::string_view wanted) { press(control(wanted).typed.center(), true); }
  void type(std::string text) {
    REQUIRE(page.frame().field());
    page.frame().typed(page.frame().field()->id, std::move(text));
    draw();
  }
  const ControlRecord* typedAt(ImVec2 at) { return page.frame().typedAt(at); }
};

}  // namespace

TEST_CASE("platform's field: it lies where something is typed, with all of it marked, and only then") {
  TypedPage typed;
  typed.draw();
  CHECK_FALSE(typed.page.frame().field());
  typed.begin("rate");
  const auto& field = typed.page.frame().field();
  REQUIRE(field);
  CHECK((field->isLine && field->isNumber && field->isMarked && field->atRight));
  CHECK(field->text == "0.25");
  CHECK(typed.control("rate").rect.contains(field->rect.center()));
  typed.begin("name");
  REQUIRE(field);
  CHECK((field->isLine && !field->isNumber && field->isMarked && !field->atRight));
  CHECK(field->text == "Ada");
  CHECK(field->label == "Name");
  typed.begin("seed");
  REQUIRE(field);
  CHECK(field->isNumber);
  typed.page.press(KeyName::escape);
  typed.draw();
  CHECK_FALSE(typed.page.frame().field());
}

TEST_CASE("platform's field: what is typed into it is taken with Enter, given up with Escape, and refused as ever") {
  TypedPage typed;
  typed.draw();
  const auto end = [&](KeyName key) {
    typed.page.press(key);
    typed.draw();
  };
  typed.begin("rate");
  typed.type("0,05");
  CHECK(typed.rate == 0.25);
  end(KeyName::enter);
  CHECK(typed.rate == 0.05);
  typed.begin("rate");
  typed.type("0.5");
  end(KeyName::escape);
  CHECK(typed.rate == 0.05);
  typed.begin("rate");
  typed.type("zwei");
  end(KeyName::enter);
  CHECK(typed.rate == 0.05);
  CHECK(typed.page.takeNews().size() == 1);

  typed.begin("name");
  typed.type("Jürgen 日本\t\n");
  CHECK(typed.page.frame().field()->text == "Jürgen 日本");
  end(KeyName::enter);
  CHECK(typed.name == "Jürgen 日本");
  typed.begin("seed");
  typed.type("4x2");
  CHECK(typed.page.frame().field()->text == "42");
  // A press elsewhere takes it too.
  typed.press({350, 180}, true);
  CHECK(typed.seed == "42");
}

TEST_CASE("platform's field: a key that came before it, or what comes when all is over, does no harm") {
  TypedPage typed;
  typed.draw();
  REQUIRE(typed.page.walk(false));
  REQUIRE(typed.page.walk(false));
  typed.page.type("B");
  typed.draw();
  REQUIRE(typed.page.frame().field());
  CHECK(typed.page.frame().field()->text == "B");
  CHECK_FALSE(typed.page.frame().field()->isMarked);
  const Id id = typed.page.frame().field()->id;
  typed.type("Bo");
  typed.page.press(KeyName::backspace);
  typed.page.type("i");
  typed.page.press(KeyName::enter);
  typed.draw();
  CHECK(typed.name == "Bi");
  typed.page.frame().typed(id, "late");
  typed.draw();
  typed.begin("name");
  CHECK(typed.page.frame().field()->text == "Bi");
}

TEST_CASE("platform's field: what a reader types into an element of its own needs no other") {
  TypedPage typed;
  typed.draw();
  Ui::Request draft;
  draft.kind = Ui::Request::Kind::draft;
  draft.id = typed.control("name").id;
  draft.text = "Eva";
  typed.page.frame().add(draft);
  typed.draw();
  CHECK_FALSE(typed.page.frame().field());
  CHECK(typed.page.frame().ui.captures(draft.id));
}

TEST_CASE("platform's field: where a finger would type is known before it is drawn, and is what it then does") {
  TypedPage typed;
  typed.draw();
  int places = 0;
  for (float y = 1; y < 230; y += 6)
    for (float x = 3; x < 400; x += 11) {
      CAPTURE(x);
      CAPTURE(y);
      const ControlRecord* met = typed.typedAt({x, y});
      const Id expected = met ? met->id : 0;
      typed.press({x, y}, true);
      const auto& field = typed.page.frame().field();
      CHECK((field ? field->id : 0) == expected);
      places += field ? 1 : 0;
      typed.page.press(KeyName::escape);
      typed.page.press(KeyName::escape);
      typed.draw();
    }
  CHECK(places > 100);
  typed.press(typed.control("rate").typed.center(), false);  // a mouse's single press goes on as before
  CHECK_FALSE(typed.page.frame().field());
}

TEST_CASE("platform's field: it is hidden with what its column hides, and not met under what lies above") {
  TypedPage typed;
  typed.draw();
  typed.begin("name");
  CHECK(typed.page.frame().field()->clip.bottom() == 200);
  const ImVec2 at = typed.control("rate").typed.center();
  REQUIRE(typed.typedAt(at));
  typed.covered = 60;
  typed.draw();
  CHECK_FALSE(typed.typedAt(at));
}
