// The platform's own field over that of the program, where a long text is typed.
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "app/app.h"

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
  uiFrame_.typed(std::move(text));
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
  constexpr double leastFont = 16;  // smaller, and a phone zooms in
  nlohmann::json look = nlohmann::json::object();
  const auto& field = uiFrame_.field();
  if (field) {
    const double scale = static_cast<double>(theme_.pixelsPerUnit / window_.pixelRatio);
    const auto place = [scale](float units) { return std::round(static_cast<double>(units) * scale * 10) / 10; };
    const Rect& r = field->rect;
    look = {{"label", field->label},
            {"rect", {place(r.x), place(r.y), place(r.w), place(r.h)}},
            {"font", std::max(leastFont, place(theme_.face(Type::text).size))},
            {"padding", place(10)},
            {"ink", css(theme_.color.ink)},
            {"ground", css(theme_.color.card)},
            {"line", css(theme_.color.lines)},
            {"strong", css(theme_.color.control)},
            {"focus", uiFrame_.ui.hasFocus(field->id)}};
  }
  if (std::string json = look.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace); json != placedField_)
    host_.placeField(placedField_ = std::move(json));
  if (field && field->text != filledField_) host_.fillField(filledField_ = field->text);
}

}  // namespace unroll
