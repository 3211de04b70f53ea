// Numbers as people type them, and as a field offers them for typing.
#include "widgets/typed_value.h"

#include <doctest/doctest.h>

#include "page/headless.h"
#include "widgets/controls.h"

using namespace unroll;

TEST_CASE("typed numbers: points and commas are understood, what is no decimal number is refused") {
  double number = 0;
  struct Typed {
    const char* text;
    double value;
  };
  for (const Typed typed : {Typed{"0.5", 0.5}, {"0,5", 0.5}, {"−1e-3", -1e-3}, {"+2", 2.0}, {" 7 ", 7.0}}) {
    CAPTURE(typed.text);
    CHECK(ui::readNumber(typed.text, number));
    CHECK(number == typed.value);
  }
  for (const char* text : {"", "0x10", "inf", "nan", "1.5.2", "−2.59a", "zwei", "1e999"}) {
    CAPTURE(text);
    number = 42;
    CHECK_FALSE(ui::readNumber(text, number));
    CHECK(number == 42);
  }
}

TEST_CASE("a number offered for typing is short and reads back to the same") {
  CHECK(ui::typedForm(static_cast<double>(-2.59f)) == "-2.59");
  CHECK(ui::typedForm(0.01) == "0.01");
  CHECK(ui::typedForm(0) == "0");
  for (const float number : {0.1f, -1.0f / 3, 1e-7f, 123456.78f, -2.5899999f}) {
    double back = 0;
    CHECK(ui::readNumber(ui::typedForm(static_cast<double>(number)), back));
    CHECK(static_cast<float>(back) == number);
  }
}

TEST_CASE("a field takes a long line, and what is typed first replaces one however long") {
  Headless page({400, 200});
  std::string value;
  for (int i = 0; i < 40; ++i) value += "1,0,";
  const auto draw = [&] {
    (void)page.draw([&](Ui& ui) {
      Column column({10, 10, 300, 180});
      (void)ui::field(ui, column, "values", "Values", value, "0123456789,");
    });
  };
  draw();
  REQUIRE(page.walk(false));
  draw();
  for (const char* typed : {"0,1", "0,1,0,1,0,1,0,1,0,1,0,1,0,1,0,1,0,1,0,1"}) {
    page.press(KeyName::enter);
    draw();
    page.type(typed);
    draw();
    page.press(KeyName::enter);
    draw();
    CHECK(value == typed);
  }
}

TEST_CASE("keys act in the order in which they were pressed, Tab among them, however many come between two frames") {
  Headless page({400, 200});
  double first = 0.5, second = 0.5;
  const auto draw = [&] {
    (void)page.draw([&](Ui& ui) {
      Column column({10, 10, 300, 180});
      (void)ui::slider(ui, column, "first", "First", first, {.step = 0.1});
      (void)ui::slider(ui, column, "second", "Second", second, {.step = 0.1});
    });
  };
  draw();
  REQUIRE(page.walk(false));
  draw();
  REQUIRE(page.focused()->name == "first");
  page.press(KeyName::end);
  page.press(KeyName::left);
  REQUIRE(page.walk(false));
  page.press(KeyName::right);
  page.press(KeyName::right);
  REQUIRE(page.walk(true));
  page.press(KeyName::left);
  draw();
  CHECK(near(first, 0.8, 1e-9));
  CHECK(near(second, 0.7, 1e-9));
  CHECK(page.focused()->name == "first");
}
