#include "widgets/scene_choice.h"

#include <algorithm>

namespace unroll::ui {

namespace {

constexpr Id kMarkedScene = 0x74u, kPressedScene = 0x75u, kRow = 0x2000u;
constexpr float kMargin = 8, kListPadding = 6, kNumberWidth = 30, kLeastWidth = 236, kMostWidth = 340;
constexpr float kLeastRow = 26;

std::string numbered(std::span<const Option> scenes, int index, std::string_view gap) {
  return std::to_string(index + 1) + std::string(gap) + scenes[static_cast<std::size_t>(index)].title;
}

std::vector<std::string> titles(std::span<const Option> scenes, bool withNumbers) {
  std::vector<std::string> list;
  for (int i = 0; i < static_cast<int>(scenes.size()); ++i)
    list.push_back(withNumbers ? numbered(scenes, i, " · ") : scenes[static_cast<std::size_t>(i)].title);
  return list;
}

float rowHeight(const Ui& ui, const Option& scene, float width, bool lines) {
  const float words = lines && !scene.caption.empty() ? ui.measureRich(scene.caption, Type::small, width - kNumberWidth - 30).h : 0;
  return std::max(ui.touchScreen() ? 44.f : Theme::touch, 12 + ui.lineHeight(Type::strong) + words);
}

void drawContents(Ui& ui, Id id, const ContentsPlaces& places, const std::vector<Option>& scenes, int marked, int chosen) {
  ui.shadow(places.area);
  ui.rounded(places.area, ui.color().card, Theme::corner);
  ui.outline(places.area, ui.color().lines, Theme::corner);
  for (std::size_t i = 0; i < scenes.size(); ++i) {
    const Rect row = places.rows[i];
    const Touch t = ui.touch(id + kRow + static_cast<Id>(i), row);
    if (t.hovered) {
      ui.cursor(ImGuiMouseCursor_Hand);
      ui.memory(id + kMarkedScene) = static_cast<float>(i);
    }
    if (t.clicked) ui.memory(id + kPressedScene) = static_cast<float>(i + 1);
    const bool on = static_cast<int>(i) == chosen;
    if (static_cast<int>(i) == marked) ui.rounded(row, ui.color().soft, Theme::cornerSmall);
    const float line = ui.lineHeight(Type::strong);
    const bool alone = !places.lines || scenes[i].caption.empty();
    const float top = alone ? row.center().y - line / 2 : row.y + 6;
    ui.textIn({row.x + 8, top, kNumberWidth - 12, line}, std::to_string(i + 1), Type::strong, ui.color().muted, Align::right);
    const float x = row.x + kNumberWidth + 4;
    ui.textIn({x, top, row.right() - x - 26, line}, scenes[i].title, Type::strong, on ? ui.color().control : ui.color().ink);
    if (on) icon(ui, Icon::check, {row.right() - 14, top + line / 2}, 13, ui.color().control);
    if (!alone) ui.richText({x, top + line}, scenes[i].caption, Type::small, ui.color().muted, row.w - kNumberWidth - 30);
  }
}

}  // namespace

SceneChoiceForm sceneChoiceForm(const Ui& ui, std::span<const Option> scenes, float width) {
  for (const SceneChoiceForm form : {SceneChoiceForm::numberedPills, SceneChoiceForm::pills})
    if (sceneChoiceWidth(ui, scenes, form) <= width) return form;
  return SceneChoiceForm::list;
}

float sceneChoiceWidth(const Ui& ui, std::span<const Option> scenes, SceneChoiceForm form) {
  if (form != SceneChoiceForm::list) return pillTabsWidth(ui, titles(scenes, form == SceneChoiceForm::numberedPills));
  float widest = 0;  // of all, so that the button doesn't change with the scene
  for (const std::string& title : titles(scenes, true)) widest = std::max(widest, ui.measure(title, Type::strong).w);
  return widest + 58;
}

ContentsPlaces placeContents(const Ui& ui, std::span<const Option> scenes, Rect button, Rect window) {
  const int count = static_cast<int>(scenes.size());
  const float top = button.bottom() + 6;
  const Rect room{window.x + kMargin, top, window.w - 2 * kMargin, std::max(1.f, window.bottom() - kMargin - top)};
  ContentsPlaces places;
  float width = 0;
  std::vector<float> heights;
  auto fits = [&](int columns, bool lines) {
    width = std::min(kMostWidth, (room.w - 2 * kListPadding) / static_cast<float>(columns));
    if (columns > 1 && width < kLeastWidth) return false;
    places.perColumn = (count + columns - 1) / columns;
    places.lines = lines;
    heights.clear();
    float tallest = 0;
    for (int from = 0; from < count; from += places.perColumn) {
      float height = 0;
      for (int i = from; i < std::min(count, from + places.perColumn); ++i) {
        heights.push_back(rowHeight(ui, scenes[static_cast<std::size_t>(i)], width, lines));
        height += heights.back();
      }
      tallest = std::max(tallest, height);
    }
    places.area = {0, top, width * static_cast<float>(columns) + 2 * kListPadding, tallest + 2 * kListPadding};
    return places.area.h <= room.h;
  };
  if (!fits(1, true) && !fits(2, true) && !fits(1, false) && !fits(2, false)) {  // very little room: rows as low as they must be
    (void)fits(1, false);
    const float height = std::max(kLeastRow, (room.h - 2 * kListPadding) / static_cast<float>(count));
    std::fill(heights.begin(), heights.end(), height);
    places.area.h = height * static_cast<float>(count) + 2 * kListPadding;
    places.area.y = std::max(window.y, window.bottom() - places.area.h);
  }
  places.area.x = std::clamp(button.x, room.x, std::max(room.x, room.right() - places.area.w));
  float y = 0;
  for (int i = 0; i < count; ++i) {
    if (i % places.perColumn == 0) y = places.area.y + kListPadding;
    const float x = places.area.x + kListPadding + width * static_cast<float>(i / places.perColumn);
    places.rows.push_back({x, y, width, heights[static_cast<std::size_t>(i)]});
    y += heights[static_cast<std::size_t>(i)];
  }
  return places;
}

namespace {

bool contents(Ui& ui, Rect r, std::string_view name, std::string_view label, std::span<const Option> scenes, int& chosen) {
  const Id id = ui.id(name);
  const int before = chosen, last = static_cast<int>(scenes.size()) - 1;
  r.w = std::min(r.w, sceneChoiceWidth(ui, scenes, SceneChoiceForm::list));
  float& marked = ui.memory(id + kMarkedScene);
  float& pick = ui.memory(id + kPressedScene);
  // While it is open a screen reader hears the marked one with its line.
  const int heard = ui.captures(id) ? std::clamp(static_cast<int>(marked), 0, last) : chosen;
  std::string words = heard < 0 ? std::string() : numbered(scenes, heard, " ");
  if (ui.captures(id) && !scenes[static_cast<std::size_t>(heard)].caption.empty())
    words += ": " + scenes[static_cast<std::size_t>(heard)].caption;
  const bool focused = ui.control(id, name, "menu", label, words, r);
  if (ControlRecord* more = ui.detailed()) {
    more->options = titles(scenes, true);
    more->chosen = heard;
  }
  const auto asked = ui.takeRequest(id);
  if (asked) chosen = std::clamp(static_cast<int>(asked->number), 0, last);
  const Touch t = ui.touch(id, r);
  if (t.hovered) ui.cursor(ImGuiMouseCursor_Hand);
  bool open = ui.captures(id);
  const ContentsPlaces places = placeContents(ui, scenes, r, ui.window());
  ControlKeys& keys = ui.keys(id);
  if (open) {
    marked = static_cast<float>(std::clamp(static_cast<int>(marked) - keys.y + keys.x * places.perColumn, 0, last));
    if (keys.home) marked = 0;
    if (keys.end) marked = static_cast<float>(last);
    if (keys.activate) pick = marked + 1;
    const bool close = pick > 0 || keys.escape || t.clicked || !ui.hasFocus(id);
    if (pick > 0) chosen = static_cast<int>(pick) - 1;
    keys = {};
    if (close) {
      ui.captureKeys(0);
      open = false;
    }
  } else if (t.clicked || keys.activate || keys.y < 0) {
    keys.activate = false;
    keys.y = 0;
    ui.setFocus(id);
    ui.captureKeys(id);
    marked = static_cast<float>(std::max(chosen, 0));
    open = true;
    ui.keepDrawing();
  } else if (keys.x != 0) {  // as with the pills
    chosen = std::clamp(chosen + keys.x, 0, last);
    keys.x = 0;
  }
  pick = 0;

  ui.rounded(r, t.hovered || open ? mixColors(ui.color().soft, ui.color().lines, 0.5f) : ui.color().soft, r.h / 2);
  ui.textIn({r.x + 16, r.y, r.w - 48, r.h}, chosen < 0 ? std::string(label) : numbered(scenes, chosen, " · "), Type::strong,
            ui.color().ink);
  icon(ui, Icon::chevronDown, {r.right() - 18, r.center().y}, 9, ui.color().ink);
  if (focused && !open) ui.focusRing(r, r.h / 2);
  if (open)
    ui.overlay(places.area, [id, places, list = std::vector<Option>(scenes.begin(), scenes.end()), mark = static_cast<int>(marked),
                             chosen](Ui& above) { drawContents(above, id, places, list, mark, chosen); });
  return chosen != before;
}

}  // namespace

bool sceneChoice(Ui& ui, Rect r, std::string_view name, std::string_view label, std::span<const Option> scenes, SceneChoiceForm form,
                 int& chosen) {
  if (ui.isHidden(name) || scenes.empty()) return false;
  if (form == SceneChoiceForm::list) return contents(ui, r, name, label, scenes, chosen);
  return pillTabs(ui, r, name, label, titles(scenes, form == SceneChoiceForm::numberedPills), chosen);
}

}  // namespace unroll::ui
