#include "widgets/typed_value.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace unroll::ui {

namespace {
constexpr Id kAllMarked = 0x51u;  // memory of "the whole text is marked"
constexpr Id kText = 0x52u;
constexpr Id kReaders = 0x54u;       // memory of "it is typed into a reader's element"
constexpr std::size_t kMost = 4000;  // characters: a row of a thousand numbers

bool isAllowed(char c, std::string_view allowed) { return allowed.empty() || allowed.find(c) != std::string_view::npos; }
bool isWithin(char byte) { return (static_cast<unsigned char>(byte) & 0xC0u) == 0x80u; }  // a character of several bytes

// What keys would have brought of it.
std::string asKeys(std::string text, std::string_view allowed) {
  std::erase_if(text, [&](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < ' ' || byte == 0x7F || !isAllowed(c, allowed);
  });
  std::size_t size = std::min(text.size(), kMost);
  while (size > 0 && size < text.size() && isWithin(text[size])) --size;
  text.resize(size);
  return text;
}
}  // namespace

void startTyping(Ui& ui, Id id, std::string_view initial, bool isReaders) {
  ui.setFocus(id);
  ui.captureKeys(id);
  std::string& line = ui.memoryText(id + kText);
  line = initial;
  if (const std::size_t dot = line.find('.'); dot != std::string::npos) line.replace(dot, 1, ui.words().written(decimalMark));
  ui.memory(id + kAllMarked) = isReaders ? 0.f : 1.f;
  ui.memory(id + kReaders) = isReaders ? 1.f : 0.f;
}

Typing typing(Ui& ui, Id id, std::string_view allowed, std::string& text) {
  if (!ui.captures(id)) return Typing::idle;
  std::string& line = ui.memoryText(id + kText);
  float& marked = ui.memory(id + kAllMarked);
  ControlKeys& keys = ui.keys(id);
  if (auto all = ui.takeTyped(id)) {
    line = asKeys(std::move(*all), allowed);
    marked = 0;
  }
  for (const char c : keys.typed) {
    if (c == '\b') {
      if (marked > 0)
        line.clear();
      else
        for (bool inside = true; inside && !line.empty();) {  // a character may be several bytes
          inside = isWithin(line.back());
          line.pop_back();
        }
    } else if (isAllowed(c, allowed) && (marked > 0 || line.size() < kMost)) {
      if (marked > 0) line.clear();
      line += c;
    }
    marked = 0;
  }
  if (keys.x != 0 || keys.home || keys.end) marked = 0;
  text = line;
  Typing state = Typing::goesOn;
  if (keys.enter) state = Typing::committed;
  if (keys.escape) state = Typing::cancelled;
  if (!ui.hasFocus(id)) state = Typing::committed;
  keys = {};
  if (state != Typing::goesOn) ui.captureKeys(0);
  return state;
}

void drawTyped(Ui& ui, Id id, Rect r, std::string_view label, std::string_view text, Align align, bool number) {
  ui.rounded(r, ui.color().card, 6);
  ui.outline(r, ui.color().control, 6, 1.5f);
  const Rect inside = r.inset(6, 0);
  const TextSize size = ui.measure(text, Type::strong);
  // Of what is longer than the box the end is seen.
  const float x = align == Align::right || size.w > inside.w ? inside.right() - size.w : inside.x;
  ui.pushClip(r);
  const bool marked = ui.memory(id + kAllMarked) > 0;
  if (marked) ui.rounded({x - 1, r.y + 4, size.w + 2, r.h - 8}, fade(ui.color().control, 0.2f), 3);
  ui.textIn({x, r.y, size.w + 1, r.h}, text, Type::strong, ui.color().ink);
  const bool lit = !ui.animates() || std::fmod(ui.now(), 1.06) < 0.53;
  ui.popClip();
  if (lit) ui.hairline({x + size.w + 1, r.y + 5}, {x + size.w + 1, r.bottom() - 5}, ui.color().ink);
  if (ui.animates()) ui.wakeAt(ui.now() + 0.53);
  if (ui.memory(id + kReaders) > 0) return;
  ui.placeField({.id = id,
                 .label = std::string(label),
                 .text = std::string(text),
                 .rect = r,
                 .isLine = true,
                 .isNumber = number,
                 .isMarked = marked,
                 .atRight = align == Align::right});
}

std::string typedForm(double number) {
  char digits[32];
  for (const bool asFloat : {false, true})
    for (int precision = 1; precision <= 9; ++precision) {
      std::snprintf(digits, sizeof digits, "%.*g", precision, number);
      const double back = std::strtod(digits, nullptr);
      if (back == number || (asFloat && static_cast<float>(back) == static_cast<float>(number))) return digits;
    }
  return digits;
}

bool readNumber(std::string_view text, double& number) {
  std::string s;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.substr(i, 3) == "\xE2\x88\x92")
      s += '-', i += 2;
    else if (text[i] == ',')
      s += '.';
    else if (text[i] != ' ')
      s += text[i];
  }
  if (s.empty() || s.find_first_not_of("0123456789+-.eE") != std::string::npos) return false;
  char* end = nullptr;
  const double parsed = std::strtod(s.c_str(), &end);
  if (*end != '\0' || !std::isfinite(parsed)) return false;
  number = parsed;
  return true;
}

}  // namespace unroll::ui
