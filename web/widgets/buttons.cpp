// Buttons and choices of one among several.
#include "widgets/controls.h"

namespace unroll::ui {

namespace {

constexpr float kPadding = 14;
constexpr float kIconSize = 16;
constexpr float kIconGap = 8;

struct Pressable {
  bool hovered = false;
  bool held = false;
  bool focused = false;
  bool activated = false;
};

Pressable pressable(Ui& ui, Id id, Rect r, std::string_view name, std::string_view role, std::string_view label, std::string_view value,
                    bool enabled) {
  Pressable p;
  p.focused = ui.control(id, name, enabled ? role : std::string(role) + " disabled", label, value, r);
  const Touch t = ui.touchPress(id, r);
  if (!enabled) return p;
  p.hovered = t.hovered;
  p.held = t.held && t.hovered;
  p.activated = t.clicked;
  if (t.hovered) ui.cursor(ImGuiMouseCursor_Hand);
  if (ControlKeys& keys = ui.keys(id); keys.activate) {
    keys.activate = false;
    p.activated = true;
  }
  return p;
}

struct Colors {
  Color ground, ink, line;
};

Colors colorsOf(const Ui& ui, ButtonStyle style, const Pressable& p, bool enabled) {
  const Palette& c = ui.color();
  Colors colors{};
  switch (style) {
    case ButtonStyle::primary: colors = {p.hovered ? mixColors(c.control, c.ink, 0.15f) : c.control, c.onControl, 0}; break;
    case ButtonStyle::secondary: colors = {p.hovered ? c.soft : c.card, c.ink, c.lines}; break;
    case ButtonStyle::quiet: colors = {p.hovered ? c.soft : 0, c.ink, 0}; break;
    case ButtonStyle::soft: colors = {p.hovered ? mixColors(c.soft, c.lines, 0.7f) : c.soft, c.ink, 0}; break;
  }
  if (p.held && colors.ground != 0) colors.ground = mixColors(colors.ground, c.ink, 0.1f);
  if (!enabled) colors.ink = fade(colors.ink, 0.35f);
  return colors;
}

void ground(Ui& ui, Rect r, const Colors& c, float corner) {
  if (c.ground != 0) ui.rounded(r, c.ground, corner);
  if (c.line != 0) ui.outline(r, c.line, corner, 1.2f);
}

bool anyButton(Ui& ui, Rect r, std::string_view name, const Icon* withIcon, std::string_view label, ButtonStyle style, bool enabled,
               bool showLabel) {
  if (ui.isHidden(name)) return false;
  const Id id = ui.id(name);
  const Pressable p = pressable(ui, id, r, name, "button", label, "", enabled);
  const bool round = !showLabel && style == ButtonStyle::primary;
  const float corner = round ? r.h / 2 : Theme::cornerSmall;
  const Colors colors = colorsOf(ui, style, p, enabled);
  ground(ui, r, colors, corner);
  if (p.focused) ui.focusRing(r, corner);
  if (!showLabel) {
    icon(ui, *withIcon, r.center(), round ? r.h * 0.46f : std::min(kIconSize + 2, r.h * 0.55f), colors.ink);
    if (p.hovered && !ui.touchScreen()) ui.tip(r, label);
  } else if (withIcon) {
    const float w = ui.measure(label, Type::strong).w + kIconSize + kIconGap;
    const float x = r.x + std::max(4.f, (r.w - w) / 2);
    icon(ui, *withIcon, {x + kIconSize / 2, r.center().y}, kIconSize, colors.ink);
    ui.textIn({x + kIconSize + kIconGap, r.y, r.right() - x - kIconSize - kIconGap - 4, r.h}, label, Type::strong, colors.ink);
  } else {
    ui.textIn(r.inset(4, 0), label, Type::strong, colors.ink, Align::center);
  }
  return p.activated;
}

// Shared behaviour of pillTabs, segmented and chips: one Tab stop, arrows choose, each option can be pressed.
struct ChoiceState {
  bool changed = false;
  bool focused = false;
};
ChoiceState choiceKeys(Ui& ui, Id id, std::string_view name, std::string_view role, std::string_view label,
                       std::span<const std::string> options, int& chosen, Rect r) {
  ChoiceState state;
  const bool valid = chosen >= 0 && chosen < static_cast<int>(options.size());
  state.focused = ui.control(id, name, role, label, valid ? options[static_cast<std::size_t>(chosen)] : "", r);
  if (ControlRecord* more = ui.detailed()) {
    more->options.assign(options.begin(), options.end());
    more->chosen = chosen;
  }
  ControlKeys& keys = ui.keys(id);
  const int last = static_cast<int>(options.size()) - 1;
  int next = chosen;
  if (const auto asked = ui.takeRequest(id)) next = std::clamp(static_cast<int>(asked->number), 0, last);
  if (keys.x != 0) next = std::clamp(chosen + keys.x, 0, last);
  if (keys.home) next = 0;
  if (keys.end) next = last;
  keys.x = 0;
  keys.home = keys.end = false;
  state.changed = next != chosen;
  chosen = next;
  return state;
}

bool optionPressed(Ui& ui, Id id, int index, Rect r, bool& hovered) {
  const Touch t = ui.touchPress(id + static_cast<Id>(index) * 7919u + 1u, r);
  hovered = t.hovered;
  if (t.hovered) ui.cursor(ImGuiMouseCursor_Hand);
  return t.clicked;
}

}  // namespace

float buttonWidth(const Ui& ui, std::string_view label, bool withIcon) {
  return ui.measure(label, Type::strong).w + 2 * kPadding + (withIcon ? kIconSize + kIconGap : 0);
}

bool button(Ui& ui, Rect r, std::string_view name, std::string_view label, ButtonStyle style, bool enabled) {
  return anyButton(ui, r, name, nullptr, label, style, enabled, true);
}

bool button(Ui& ui, Rect r, std::string_view name, Icon withIcon, std::string_view label, ButtonStyle style, bool enabled) {
  return anyButton(ui, r, name, &withIcon, label, style, enabled, true);
}

bool iconButton(Ui& ui, Rect r, std::string_view name, Icon which, std::string_view label, ButtonStyle style, bool enabled) {
  return anyButton(ui, r, name, &which, label, style, enabled, false);
}

bool textButton(Ui& ui, ImVec2 pos, std::string_view name, std::string_view label, Align align, float width) {
  if (ui.isHidden(name)) return false;
  const TextSize size = ui.measureRich(label, Type::text, width);
  const float x = align == Align::left ? pos.x : align == Align::right ? pos.x - size.w : pos.x - size.w / 2;
  const Rect r{x, pos.y, size.w, size.h};
  const Pressable p = pressable(ui, ui.id(name), r, name, "button", label, "", true);
  ui.richText(r.min(), label, Type::text, ui.color().control, width);
  if (p.hovered) ui.hairline({r.x, r.bottom() - 2}, {r.right(), r.bottom() - 2}, ui.color().control);
  if (p.focused) ui.focusRing(r, 4);
  return p.activated;
}

float pillTabsWidth(const Ui& ui, std::span<const std::string> options) {
  float w = 0;
  for (const std::string& option : options) w += ui.measure(option, Type::strong).w + 40;
  return w;
}

bool pillTabs(Ui& ui, Rect r, std::string_view name, std::string_view label, std::span<const std::string> options, int& chosen) {
  if (ui.isHidden(name)) return false;
  const Id id = ui.id(name);
  const float natural = pillTabsWidth(ui, options);
  r.w = std::min(r.w, natural);
  ChoiceState state = choiceKeys(ui, id, name, "tab", label, options, chosen, r);
  const float squeeze = std::min(0.f, (r.w - natural) / static_cast<float>(options.size()));
  float x = r.x;
  for (int i = 0; i < static_cast<int>(options.size()); ++i) {
    const std::string& option = options[static_cast<std::size_t>(i)];
    const Rect pill{x, r.y, ui.measure(option, Type::strong).w + 40 + squeeze, r.h};
    bool hovered = false;
    if (optionPressed(ui, id, i, pill, hovered) && i != chosen) {
      chosen = i;
      state.changed = true;
    }
    const bool on = i == chosen;
    if (on)
      ui.rounded(pill, ui.color().control, r.h / 2);
    else if (hovered)
      ui.rounded(pill, ui.color().soft, r.h / 2);
    ui.textIn(pill.inset(2, 0), option, on ? Type::strong : Type::text, on ? ui.color().onControl : ui.color().muted, Align::center);
    if (on && state.focused) ui.focusRing(pill, r.h / 2);
    x += pill.w;
  }
  return state.changed;
}

float segmentedWidth(const Ui& ui, std::span<const std::string> options) {
  float w = 6;
  for (const std::string& option : options) w += ui.measure(option, Type::strong).w + 30;
  return w;
}

bool segmented(Ui& ui, Rect r, std::string_view name, std::string_view label, std::span<const std::string> options, int& chosen,
               bool again) {
  if (ui.isHidden(name)) return false;
  const Id id = ui.id(name);
  ChoiceState state = choiceKeys(ui, id, name, "tab", label, options, chosen, r);
  ui.rounded(r, ui.color().card, r.h / 2);
  ui.outline(r, ui.color().lines, r.h / 2, 1.2f);
  const Rect inside = r.inset(3);
  const float squeeze = (r.w - segmentedWidth(ui, options)) / static_cast<float>(options.size());
  float x = inside.x;
  std::vector<Rect> parts;
  for (const std::string& option : options) {
    parts.push_back({x, inside.y, ui.measure(option, Type::strong).w + 30 + squeeze, inside.h});
    x += parts.back().w;
  }
  for (int i = 0; i < static_cast<int>(options.size()); ++i) {
    bool hovered = false;
    if (optionPressed(ui, id, i, parts[static_cast<std::size_t>(i)], hovered) && (again || i != chosen)) {
      chosen = i;
      state.changed = true;
    }
  }
  if (chosen >= 0 && chosen < static_cast<int>(parts.size())) {
    const Rect target = parts[static_cast<std::size_t>(chosen)];
    const Rect thumb{r.x + ui.glide(id + 1, target.x - r.x, 0.18f), target.y, ui.glide(id + 2, target.w, 0.18f), target.h};
    ui.rounded(thumb, ui.theme().dark ? ui.color().lines : ui.color().soft, thumb.h / 2);
  }
  for (int i = 0; i < static_cast<int>(options.size()); ++i)
    ui.textIn(parts[static_cast<std::size_t>(i)].inset(2, 0), options[static_cast<std::size_t>(i)], i == chosen ? Type::strong : Type::text,
              i == chosen ? ui.color().ink : ui.color().muted, Align::center);
  if (state.focused) ui.focusRing(r, r.h / 2);
  return state.changed;
}

bool chips(Ui& ui, Column& column, std::string_view name, std::string_view label, std::span<const std::string> options, int& chosen) {
  if (ui.isHidden(name)) return false;
  constexpr float kGap = 8;
  const Id id = ui.id(name);
  const float top = column.y();
  const Rect labelRow{column.x(), top, column.width(), label.empty() ? 0 : ui.lineHeight(Type::text)};
  std::vector<Rect> places;
  float x = column.x();
  float y = labelRow.bottom() + (label.empty() ? 0 : 4);
  for (const std::string& option : options) {
    const float w = std::min(column.width(), ui.measure(option, Type::strong).w + 28);
    if (x > column.x() && x + w > column.x() + column.width() + 0.5f) {
      x = column.x();
      y += Theme::touch + kGap;
    }
    places.push_back({x, y, w, Theme::touch});
    x += w + kGap;
  }
  const Rect all{column.x(), top, column.width(), y + Theme::touch - top};
  column.take(all.h);
  ChoiceState state = choiceKeys(ui, id, name, "option", label, options, chosen, all);
  if (!label.empty()) ui.textIn(labelRow, label, Type::text, ui.color().ink);
  for (int i = 0; i < static_cast<int>(options.size()); ++i) {
    const Rect place = places[static_cast<std::size_t>(i)];
    bool hovered = false;
    if (optionPressed(ui, id, i, place, hovered) && i != chosen) {
      chosen = i;
      state.changed = true;
    }
    const bool on = i == chosen;
    ui.rounded(place,
               on        ? ui.color().control
               : hovered ? mixColors(ui.color().soft, ui.color().lines, 0.7f)
                         : ui.color().soft,
               Theme::cornerSmall);
    ui.textIn(place.inset(4, 0), options[static_cast<std::size_t>(i)], Type::strong, on ? ui.color().onControl : ui.color().ink,
              Align::center);
    if (on && state.focused) ui.focusRing(place, Theme::cornerSmall);
  }
  return state.changed;
}

}  // namespace unroll::ui
