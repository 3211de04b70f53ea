// The platform's own field over that of the program, where something is typed.
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <iterator>
#include <utility>

#include "app/app.h"
#include "widgets/formula.h"

namespace unroll {

namespace {

std::string css(Color color) {
  char text[8];
  std::snprintf(text, sizeof text, "#%02x%02x%02x", color & 0xFFu, (color >> 8) & 0xFFu, (color >> 16) & 0xFFu);
  return text;
}

}  // namespace

void App::typed(std::string text) {
  filledField_ = text;
  uiFrame_.typed(filledFor_, std::move(text));
}

App::Keyboard App::awaitField(float x, float y) {
  const float scale = window_.pixelRatio / theme_.pixelsPerUnit;
  const ControlRecord* control = uiFrame_.typedAt({x * scale, y * scale});
  if (!control) return Keyboard::none;
  fieldAwaited_ = true;
  return control->typesNumber ? Keyboard::digits : Keyboard::words;
}

void App::paste(const std::string& text) {
  const auto& controls = uiFrame_.controls();
  const auto isTypedInto = [&](const ControlRecord& control) { return uiFrame_.ui.captures(control.id); };
  if (std::none_of(controls.begin(), controls.end(), isTypedInto)) {
    (void)loadModel(text);
    return;
  }
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte == ' ') key({KeyName::space});
    if (byte > ' ' && byte != 0x7F) key({KeyName::character, false, c});
  }
}

void App::placeField() {
  constexpr double leastFont = 16;       // smaller, and a phone zooms in
  if (uiFrame_.eventsWaiting()) return;  // keys that were pressed before the platform's field is there are still for the program's
  nlohmann::json look = nlohmann::json::object();
  const auto& field = uiFrame_.field();
  if (field) {
    const double scale = static_cast<double>(theme_.pixelsPerUnit / window_.pixelRatio);
    const auto place = [scale](float units) { return std::round(static_cast<double>(units) * scale * 10) / 10; };
    const Rect& r = field->rect;
    look = {{"label", formula::withoutMarkup(field->label)},
            {"rect", {place(r.x), place(r.y), place(r.w), place(r.h)}},
            {"font", std::max(leastFont, place(theme_.face(Type::text).size))},
            {"padding", place(field->isLine ? 6 : 10)},
            {"ink", css(theme_.color.ink)},
            {"ground", css(theme_.color.card)},
            {"line", css(theme_.color.lines)},
            {"strong", css(theme_.color.control)},
            {"focus", uiFrame_.ui.hasFocus(field->id)}};
    if (field->isLine) {
      look["mode"] = field->isNumber ? "decimal" : "text";
      look["align"] = field->atRight ? "right" : "left";
    }
    // What the column that it scrolls in hides of it at each side.
    const Rect& clip = field->clip;
    const float hidden[] = {clip.y - r.y, r.right() - clip.right(), r.bottom() - clip.bottom(), clip.x - r.x};
    if (std::any_of(std::begin(hidden), std::end(hidden), [](float units) { return units > 0; })) {
      look["hidden"] = nlohmann::json::array();
      for (const float units : hidden) look["hidden"].push_back(place(std::max(0.f, units)));
    }
  }
  std::string json = look.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  if (std::exchange(fieldAwaited_, false) || json != placedField_) host_.placeField(placedField_ = std::move(json));
  const Id filledBefore = std::exchange(filledFor_, field ? field->id : 0);
  if (field && (filledFor_ != filledBefore || field->text != filledField_)) host_.fillField(filledField_ = field->text, field->isMarked);
}

}  // namespace unroll
