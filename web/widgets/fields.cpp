// Field, select, toggle and section.
#include <numbers>

#include "widgets/controls.h"
#include "widgets/formula.h"
#include "widgets/typed_value.h"

namespace unroll::ui {

namespace {
constexpr Id kOpen = 0x71u, kMarkedOption = 0x72u, kPick = 0x73u, kPageOffset = 0x1000u;

struct OptionRow {
  Rect rect;
};

float optionHeight(const Ui& ui, const Option& option, float width) {
  return 16 + ui.lineHeight(Type::strong) + (option.caption.empty() ? 0 : ui.measureRich(option.caption, Type::small, width - 32).h);
}

// The open list of a select, drawn above the page. Leaves the pressed option's number + 1 in memory(id + kPick).
void drawList(Ui& ui, Id id, Rect area, const std::vector<Option>& options, int marked, int chosen) {
  ui.shadow(area);
  ui.rounded(area, ui.color().card, Theme::corner);
  ui.outline(area, ui.color().lines, Theme::corner);
  Rect rest = area.inset(6);
  for (int i = 0; i < static_cast<int>(options.size()); ++i) {
    const Option& option = options[static_cast<std::size_t>(i)];
    const Rect row = rest.cutTop(optionHeight(ui, option, rest.w));
    const Touch t = ui.touch(id + kPageOffset + static_cast<Id>(i), row);
    if (t.hovered) {
      ui.cursor(ImGuiMouseCursor_Hand);
      ui.memory(id + kMarkedOption) = static_cast<float>(i);
    }
    if (t.clicked) ui.memory(id + kPick) = static_cast<float>(i + 1);
    if (i == marked) ui.rounded(row, ui.color().soft, Theme::cornerSmall);
    const float textX = row.x + 12;
    ui.textIn({textX, row.y + 8, row.w - 44, ui.lineHeight(Type::strong)}, option.title, Type::strong,
              i == chosen ? ui.color().control : ui.color().ink);
    if (i == chosen) icon(ui, Icon::check, {row.right() - 18, row.y + 8 + ui.lineHeight(Type::strong) / 2}, 14, ui.color().control);
    if (!option.caption.empty())
      ui.richText({textX, row.y + 8 + ui.lineHeight(Type::strong)}, option.caption, Type::small, ui.color().muted, row.w - 32);
  }
}

}  // namespace

bool field(Ui& ui, Column& column, std::string_view name, std::string_view label, std::string& value, std::string_view allowedCharacters,
           std::string_view shown) {
  if (ui.isHidden(name)) return false;
  const Id id = ui.id(name);
  // A long name stands above.
  const float half = column.width() * 0.45f, above = ui.lineHeight(Type::text);
  const bool beside = ui.measure(label, Type::text).w <= half - 8;
  const Rect r = column.take(beside ? Theme::touch : Theme::touch + above);
  const bool focused = ui.control(id, name, "field", label, value, r);
  const Rect box = beside ? Rect{r.x + half, r.y, r.w - half, r.h} : Rect{r.x, r.y + above, r.w, Theme::touch};
  ui.textIn(beside ? Rect{r.x, r.y, half - 8, r.h} : Rect{r.x, r.y, r.w, above}, label, Type::text, ui.color().ink);

  const bool number = !allowedCharacters.empty() && allowedCharacters.find_first_not_of("0123456789.") == std::string_view::npos;
  ui.typesAt(box, number);
  const Touch t = ui.touchPress(id, box);
  if (t.hovered) ui.cursor(ImGuiMouseCursor_TextInput);
  if (t.clicked && !ui.captures(id)) startTyping(ui, id, value);
  const auto asked = ui.takeRequest(id);
  if (asked) {
    std::string typed = asked->text;
    std::erase_if(typed, [&](char c) { return !allowedCharacters.empty() && allowedCharacters.find(c) == std::string_view::npos; });
    startTyping(ui, id, typed, true);
    ui.keys(id).enter = asked->kind == Ui::Request::Kind::text;
  }
  std::string line;
  const Typing state = typing(ui, id, allowedCharacters, line);
  bool changed = false;
  if (state == Typing::committed && line != value && !line.empty()) {
    value = line;
    changed = true;
  }
  if (state == Typing::idle) {
    ControlKeys& keys = ui.keys(id);
    if (keys.activate || !keys.typed.empty()) {
      const std::string first = keys.typed == " " ? "" : keys.typed;
      keys = {};
      startTyping(ui, id, value);
      keys.typed = first;
      (void)typing(ui, id, allowedCharacters, line);
    }
  }
  if (ui.captures(id)) {
    ui.standsThere(line);
    drawTyped(ui, id, box, label, line, Align::left, number);
  } else {
    ui.rounded(box, ui.color().soft, Theme::cornerSmall);
    ui.textIn(box.inset(10, 0), shown.empty() ? std::string_view(value) : shown, Type::strong, ui.color().ink);
    if (focused) ui.focusRing(box, Theme::cornerSmall);
  }
  return changed;
}

bool select(Ui& ui, Column& column, std::string_view name, std::string_view label, std::span<const Option> options, int& chosen) {
  if (ui.isHidden(name) || options.empty()) return false;
  const Id id = ui.id(name);
  const int before = chosen;
  const int last = static_cast<int>(options.size()) - 1;
  const Option& shown = options[static_cast<std::size_t>(std::clamp(chosen, 0, last))];
  const float captionHeight = shown.caption.empty() ? 0 : ui.measureRich(shown.caption, Type::small, column.width() - 32).h;
  const Rect r = column.take(20 + ui.lineHeight(Type::heading) + captionHeight);
  const bool focused = ui.control(id, name, "menu", label, shown.title, r);

  float& pick = ui.memory(id + kPick);
  bool open = ui.captures(id);
  float& marked = ui.memory(id + kMarkedOption);
  const Touch t = ui.touchPress(id, r);
  if (t.hovered) ui.cursor(ImGuiMouseCursor_Hand);
  ControlKeys& keys = ui.keys(id);
  if (open) {
    marked = static_cast<float>(std::clamp(static_cast<int>(marked) - keys.y, 0, last));
    if (keys.home) marked = 0;
    if (keys.end) marked = static_cast<float>(last);
    if (keys.activate) pick = marked + 1;
    const bool close = pick > 0 || keys.escape || t.clicked || !ui.hasFocus(id);
    if (pick > 0) chosen = static_cast<int>(pick) - 1;
    pick = 0;
    keys = {};
    if (close) {
      ui.captureKeys(0);
      open = false;
    }
  } else if (t.clicked || keys.activate) {
    keys.activate = false;
    ui.setFocus(id);
    ui.captureKeys(id);
    marked = static_cast<float>(chosen);
    open = true;
  } else if (keys.x != 0) {
    chosen = std::clamp(chosen + keys.x, 0, last);
    keys.x = 0;
  }
  if (const auto asked = ui.takeRequest(id)) chosen = std::clamp(static_cast<int>(asked->number), 0, last);
  if (ControlRecord* more = ui.detailed()) {  // while it is open the marked one is heard
    for (const Option& option : options) more->options.push_back(option.title);
    more->chosen = open ? static_cast<int>(marked) : chosen;
  }

  ui.rounded(r, t.hovered || open ? mixColors(ui.color().soft, ui.color().lines, 0.5f) : ui.color().soft, Theme::corner);
  float labelWidth = label.empty() ? 0 : ui.measure(label, Type::text).w + 10;
  if (labelWidth + ui.measure(shown.title, Type::heading).w > r.w - 52) labelWidth = 0;  // the choice says more than the label
  if (labelWidth > 0) ui.textIn({r.x + 16, r.y + 9, labelWidth, ui.lineHeight(Type::heading)}, label, Type::text, ui.color().muted);
  ui.textIn({r.x + 16 + labelWidth, r.y + 9, r.w - 52 - labelWidth, ui.lineHeight(Type::heading)}, shown.title, Type::heading,
            ui.color().ink);
  icon(ui, Icon::chevronDown, {r.right() - 20, r.y + 10 + ui.lineHeight(Type::heading) / 2}, 10, ui.color().ink);
  if (!shown.caption.empty())
    ui.richText({r.x + 16, r.y + 9 + ui.lineHeight(Type::heading)}, shown.caption, Type::small, ui.color().muted, r.w - 32);
  if (focused && !open) ui.focusRing(r, Theme::corner);

  if (open) {
    Rect area{r.x, r.bottom() + 6, std::max(r.w, 240.f), 12};
    for (const Option& option : options) area.h += optionHeight(ui, option, area.w - 12);
    area.x = std::min(area.x, ui.window().right() - area.w - 8);
    if (area.bottom() > ui.window().bottom() - 8) area.y = std::max(8.f, ui.window().bottom() - 8 - area.h);
    std::vector<Option> list(options.begin(), options.end());
    ui.overlay(area, [id, area, list = std::move(list), mark = static_cast<int>(marked), chosen](Ui& above) {
      drawList(above, id, area, list, mark, chosen);
    });
  }
  return chosen != before;
}

bool toggle(Ui& ui, Column& column, std::string_view name, std::string_view label, bool& on) {
  if (ui.isHidden(name)) return false;
  const Id id = ui.id(name);
  constexpr float kTrack = 52;
  const float words = column.width() - kTrack, lines = ui.measureRich(label, Type::text, words).h;
  const Rect r = column.take(std::max(Theme::touch, lines));
  const bool focused = ui.control(id, name, "switch", formula::withoutMarkup(label), ui.tr(on ? "control.on" : "control.off"), r);
  if (ControlRecord* more = ui.detailed()) more->chosen = on ? 1 : 0;
  const Touch t = ui.touchPress(id, r);
  if (t.hovered) ui.cursor(ImGuiMouseCursor_Hand);
  ControlKeys& keys = ui.keys(id);
  const bool flip = t.clicked || keys.activate || (keys.x > 0 && !on) || (keys.x < 0 && on);
  keys.activate = false;
  keys.x = 0;
  if (flip) on = !on;
  const Rect track{r.right() - 42, r.y + (r.h - 24) / 2, 42, 24};
  const float share = ui.glide(id, on ? 1.f : 0.f, 0.18f);
  ui.richText({r.x, r.center().y - lines / 2}, label, Type::text, ui.color().ink, words);
  ui.rounded(track, mixColors(mixColors(ui.color().lines, ui.color().muted, 0.75f), ui.color().control, share), 12);
  ui.draw().AddCircleFilled({track.x + 12 + 18 * share, track.center().y}, 9, on ? ui.color().onControl : ui.color().background, 32);
  if (focused) ui.focusRing(r, 6);
  return flip;
}

namespace {

constexpr float kHeadline = 28;

float headlineWidth(const Ui& ui, std::string_view label) { return ui.measure(label, Type::text).w + 24; }

bool headline(Ui& ui, Rect r, std::string_view name, std::string_view label, bool openAtFirst) {
  const Id id = ui.id(name);
  float& open = ui.memory(id + kOpen, openAtFirst ? 1.f : 0.f);
  const Rect words{r.x, r.y, std::min(r.w, headlineWidth(ui, label)), r.h};
  const bool focused = ui.control(id, name, "section", label, ui.tr(open > 0 ? "control.open" : "control.closed"), words);
  if (ControlRecord* more = ui.detailed()) more->chosen = open > 0 ? 1 : 0;
  const Touch t = ui.touchPress(id, words);
  if (t.hovered) ui.cursor(ImGuiMouseCursor_Hand);
  ControlKeys& keys = ui.keys(id);
  if (t.clicked || keys.activate) {
    open = open > 0 ? 0.f : 1.f;
    if (open > 0) ui.reveal(words);
  }
  keys.activate = false;
  icon(ui, open > 0 ? Icon::chevronDown : Icon::chevronRight, {r.x + 5, r.center().y}, 9, ui.color().control);
  ui.textIn({r.x + 16, r.y, r.w - 16, r.h}, label, Type::text, ui.color().control);
  if (focused) ui.focusRing(words, 6);
  return open > 0;
}

}  // namespace

bool section(Ui& ui, Column& column, std::string_view name, std::string_view label, bool openAtFirst) {
  return !ui.isHidden(name) && headline(ui, column.take(kHeadline), name, label, openAtFirst);
}

void sections(Ui& ui, Column& column, std::span<const Section> all) {
  constexpr float kBetween = 14;
  std::vector<const Section*> shown;
  for (const Section& section : all)
    if (!ui.isHidden(section.name)) shown.push_back(&section);
  for (std::size_t next = 0; next < shown.size();) {
    const Rect row = column.take(kHeadline);
    std::vector<const Section*> open;
    for (float x = row.x; next < shown.size(); ++next) {
      const Section& section = *shown[next];
      const float width = headlineWidth(ui, section.label);
      if (x > row.x && x + width > row.right()) break;
      if (headline(ui, {x, row.y, std::min(width, row.right() - x), row.h}, section.name, section.label, false)) open.push_back(&section);
      x += width + kBetween;
    }
    for (const Section* section : open) section->content(column);
  }
}

}  // namespace unroll::ui
