#include "widgets/text_area.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace unroll::ui {

namespace {

constexpr Id kCaret = 0x53u;          // memory: bytes before the caret
constexpr std::size_t kShown = 4000;  // bytes before the caret that are set, more than any box holds

bool goesOn(char byte) { return (static_cast<unsigned char>(byte) & 0xC0u) == 0x80u; }  // within a character of several bytes

std::size_t before(const std::string& text, std::size_t at) {
  while (at > 0 && goesOn(text[--at])) {
  }
  return at;
}
std::size_t after(const std::string& text, std::size_t at) {
  while (at < text.size() && goesOn(text[++at])) {
  }
  return at;
}

// Carries out the keys of this frame.
bool edit(ControlKeys& keys, std::string& text, std::size_t& caret) {
  const std::size_t size = text.size();
  bool changed = false;
  for (const char c : keys.typed) {
    if (c == '\b') {
      const std::size_t from = before(text, caret);
      text.erase(from, caret - from);
      caret = from;
    } else {
      text.insert(caret++, 1, c);
    }
    changed = changed || c != '\b' || text.size() != size;
  }
  if (keys.enter) {
    text.insert(caret++, 1, '\n');
    changed = true;
  }
  for (int n = keys.x; n < 0; ++n) caret = before(text, caret);
  for (int n = keys.x; n > 0; --n) caret = after(text, caret);
  if (keys.home) caret = caret > 0 ? text.rfind('\n', caret - 1) + 1 : 0;  // npos + 1 is 0
  if (keys.end) caret = std::min(text.find('\n', caret), text.size());
  return changed;
}

struct Line {
  std::size_t from = 0, to = 0;
};

// Broken at line ends, and at spaces where a line is full.
std::vector<Line> linesOf(const Ui& ui, const std::string& text, std::size_t from, std::size_t to, float width) {
  std::vector<Line> lines;
  std::size_t begin = from, space = std::string::npos;
  float x = 0, sinceSpace = 0;
  for (std::size_t at = from; at < to;) {
    const std::size_t next = after(text, at);
    if (text[at] == '\n') {
      lines.push_back({begin, at});
      begin = next;
      x = 0;
      space = std::string::npos;
    } else {
      const float w = ui.measure(std::string_view(text).substr(at, next - at), Type::text).w;
      x += w;
      sinceSpace += w;
      if (text[at] == ' ') {
        space = next;
        sinceSpace = 0;
      } else if (x > width && at > begin) {
        const std::size_t cut = space == std::string::npos ? at : space;
        lines.push_back({begin, cut});
        begin = cut;
        x = space == std::string::npos ? w : sinceSpace;
        space = std::string::npos;
      }
    }
    at = next;
  }
  lines.push_back({begin, to});
  return lines;
}

void drawText(Ui& ui, Rect r, const std::string& text, std::size_t caret, bool typing) {
  const Rect inside = r.inset(10, 8);
  const float height = ui.lineHeight(Type::text);
  std::size_t from = caret > kShown ? caret - kShown : 0, to = std::min(text.size(), caret + kShown);
  while (from > 0 && goesOn(text[from])) --from;
  while (to < text.size() && goesOn(text[to])) ++to;
  const std::vector<Line> lines = linesOf(ui, text, from, to, inside.w);
  std::size_t at = 0;
  while (at + 1 < lines.size() && lines[at + 1].from <= caret) ++at;
  const auto fit = static_cast<std::size_t>(std::max(1.f, std::floor(inside.h / height)));
  const std::size_t first = at >= fit ? at + 1 - fit : 0;
  ui.pushClip(r);
  for (std::size_t i = first; i < std::min(lines.size(), first + fit); ++i) {
    const Rect row{inside.x, inside.y + height * static_cast<float>(i - first), inside.w + 4, height};
    const std::string_view all = std::string_view(text).substr(lines[i].from, lines[i].to - lines[i].from);
    if (!all.empty()) ui.text(row.min(), all, Type::text, ui.color().ink);
    const bool lit = typing && (!ui.animates() || std::fmod(ui.now(), 1.06) < 0.53);
    if (i != at || !lit) continue;
    const float x = row.x + ui.measure(all.substr(0, caret - lines[i].from), Type::text).w + 1;
    ui.hairline({x, row.y + 2}, {x, row.bottom() - 2}, ui.color().ink);
  }
  ui.popClip();
  if (typing && ui.animates()) ui.wakeAt(ui.now() + 0.53);
}

}  // namespace

bool textArea(Ui& ui, Rect r, std::string_view name, std::string_view label, std::string& text, bool opens) {
  if (ui.isHidden(name)) return false;
  const Id id = ui.id(name);
  constexpr std::size_t kSpoken = 200;  // bytes of it that a screen reader and a list of controls get
  const std::size_t end = text.size() > kSpoken ? before(text, kSpoken) : text.size();
  const bool focused = ui.control(id, name, "field", label, text.substr(0, end), r);
  float& remembered = ui.memory(id + kCaret);
  bool changed = false;
  if (auto typed = ui.takeTyped(id); typed && *typed != text) {
    text = std::move(*typed);
    remembered = static_cast<float>(text.size());
    changed = true;
  }
  std::size_t caret = std::min(static_cast<std::size_t>(remembered), text.size());
  const Touch touch = ui.touchPress(id, r);
  if (touch.hovered) ui.cursor(ImGuiMouseCursor_TextInput);
  ControlKeys& keys = ui.keys(id);
  if (opens || touch.clicked) {
    ui.setFocus(id);
    ui.captureKeys(id);
    caret = text.size();
  } else if (ui.captures(id)) {
    if (keys.escape || !ui.hasFocus(id))
      ui.captureKeys(0);
    else
      changed = edit(keys, text, caret) || changed;
    keys = {};
  } else if (focused && (keys.activate || !keys.typed.empty())) {
    ui.captureKeys(id);
    if (!keys.activate) changed = edit(keys, text, caret) || changed;
    keys = {};
  }
  while (caret > 0 && caret < text.size() && goesOn(text[caret])) --caret;
  remembered = static_cast<float>(caret);
  ui.rounded(r, ui.color().card, Theme::cornerSmall);
  ui.outline(r, ui.captures(id) ? ui.color().control : ui.color().lines, Theme::cornerSmall, 1.5f);
  drawText(ui, r, text, caret, ui.captures(id));
  if (focused) ui.focusRing(r, Theme::cornerSmall);
  ui.placeField({.id = id, .label = std::string(label), .text = text, .rect = r});
  return changed;
}

}  // namespace unroll::ui
