// The header: logo, name, the scenes, undo, redo, language, theme, link.
#include <cctype>
#include <numbers>
#include <string_view>
#include <utility>

#include "app/scenes.h"
#include "app/shell.h"
#include "widgets/scene_choice.h"

namespace unroll {

namespace {

// A loop whose end runs out into dashes.
void drawLogo(Ui& ui, ImVec2 leftCenter) {
  constexpr float kPi = std::numbers::pi_v<float>;
  constexpr float kRadius = 9.5f, kWidth = 2.6f;
  ImDrawList& list = ui.draw();
  const Color color = ui.color().control;
  const ImVec2 center{leftCenter.x + kRadius, leftCenter.y - 2};
  list.PathArcTo(center, kRadius, 0.56f * kPi, 2.06f * kPi, 36);
  list.PathStroke(color, 0, kWidth);
  const ImVec2 tip{center.x + kRadius - 0.6f, center.y + 7};
  list.PathLineTo({tip.x - 6, tip.y - 1.5f});
  list.PathLineTo(tip);
  list.PathLineTo({tip.x + 1.8f, tip.y - 6.2f});
  list.PathStroke(color, 0, kWidth);
  for (int i = 0; i < 2; ++i) {
    const float x = center.x + kRadius + 6 + 11 * static_cast<float>(i);
    list.AddLine({x, center.y + 3}, {x + 8, center.y + 3}, color, kWidth);
  }
}

constexpr std::string_view kName = "Unroll";

// The logo, and the name where there is room for it. Pressed, it leads to the start page.
bool drawName(const Frame& c, Rect r, float nameX, bool named) {
  Ui& ui = c.ui;
  drawLogo(ui, {r.x, r.center().y});
  if (named) ui.textIn({nameX, r.y, 90, r.h}, kName, Type::title, ui.color().ink);
  if (ui.isHidden("home")) return false;
  const Rect area = Rect{r.x - 6, r.y + (r.h - Theme::touch) / 2, r.w + 12, Theme::touch};
  const Id id = ui.id("home");
  const bool focused = ui.control(id, "home", "button", c.tr("start.open"), "", area);
  const Touch t = ui.touch(id, area);
  if (t.hovered) {
    ui.cursor(ImGuiMouseCursor_Hand);
    if (!ui.touchScreen()) ui.tip(area, c.tr("start.open"));
  }
  if (focused) ui.focusRing(area, Theme::cornerSmall);
  return t.clicked || std::exchange(ui.keys(id).activate, false);
}

// Only where there is room, but always where it is needed to get back to the usual size.
bool hasTextSize(const Frame& c, const Shell::Status& status) { return c.layout == Layout::wide || status.scale != 100; }

struct Tools {
  float spacing;
  float size;
};

// Pressing goes on to the next size.
bool drawTextSize(Ui& ui, Rect r, int percent) {
  return ui::iconButton(ui, r, "textSize", ui::Icon::textSize, ui.tr("app.textSize", {{"percent", std::to_string(percent)}}));
}

void drawTools(const Frame& c, Rect row, const Tools& tools, const Shell::Status& status, Shell::Wish& wish) {
  Ui& ui = c.ui;
  const std::string& share = c.tr("app.share");
  const float shareWidth = ui.measure(share, Type::strong).w + 20;
  auto place = [&](float width) { return row.cutRight(width, tools.spacing).inset(0, (row.h - tools.size) / 2); };
  // Cut from the right, drawn from the left, so that Tab goes as one reads.
  const Rect sharePlace = place(shareWidth);
  const Rect themePlace = place(tools.size);
  const Rect sizePlace = hasTextSize(c, status) ? place(tools.size + 4) : Rect{};
  const Rect languagePlace = place(tools.size + 6);
  const Rect redoPlace = place(tools.size);
  const Rect undoPlace = place(tools.size);
  const bool dark = ui.theme().dark;
  wish.undo = ui::iconButton(ui, undoPlace, "undo", ui::Icon::undo, c.tr("app.undo"), ui::ButtonStyle::quiet, status.canUndo);
  wish.redo = ui::iconButton(ui, redoPlace, "redo", ui::Icon::redo, c.tr("app.redo"), ui::ButtonStyle::quiet, status.canRedo);
  std::string code = ui.words().language();
  for (char& letter : code) letter = static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
  wish.language = ui::button(ui, languagePlace, "language", code, ui::ButtonStyle::quiet);
  if (ControlRecord* more = ui.detailed()) more->label = c.tr("app.language") + ": " + c.tr("language") + " (" + code + ")";
  if (sizePlace.w > 0) wish.textSize = drawTextSize(ui, sizePlace, status.scale);
  wish.theme = ui::iconButton(ui, themePlace, "theme", dark ? ui::Icon::sun : ui::Icon::moon, c.tr(dark ? "app.light" : "app.dark"),
                              ui::ButtonStyle::quiet);
  wish.share = ui::button(ui, sharePlace, "link", share, ui::ButtonStyle::quiet);
}

// Their titles, and a line each where there are words for one.
std::vector<ui::Option> sceneOptions(const Frame& c) {
  std::vector<ui::Option> options;
  for (const SceneEntry& entry : scenes()) {
    const std::string name(entry.name), line = "sceneLine." + name;
    options.push_back({c.tr("scene." + name), c.ui.words().has(line) ? c.tr(line) : std::string()});
  }
  return options;
}

}  // namespace

Shell::Wish drawHeader(const Frame& c, Rect row, const Shell::Status& status) {
  Ui& ui = c.ui;
  Shell::Wish wish;
  ui.hairline({row.x, row.bottom()}, {row.right(), row.bottom()}, ui.color().lines);
  const bool phone = c.layout == Layout::phone;
  const bool medium = c.layout == Layout::medium;
  Rect top = phone ? row.cutTop(row.h / 2) : row;
  const float margin = c.layout == Layout::wide ? 22 : 14;
  const Tools tools = c.layout == Layout::wide ? Tools{8, 34} : Tools{medium ? 2.f : 4.f, 34};
  Rect scenesPlace = phone ? row.inset(10, 3) : Rect{medium ? 168.f : 170.f, top.y + (top.h - 32) / 2, top.w, 32};
  Rect toolsPlace = top;
  (void)toolsPlace.cutRight(c.layout == Layout::wide ? 16 : 8);
  const float toolsWidth = (hasTextSize(c, status) ? 6.f : 5.f) * (tools.size + tools.spacing) + 74;
  if (!phone) scenesPlace.w = std::max(120.f, toolsPlace.right() - toolsWidth - scenesPlace.x);
  const float nameX = top.x + margin + 54;
  const std::vector<ui::Option> options = sceneOptions(c);
  ui::SceneChoiceForm form = ui::sceneChoiceForm(ui, options, scenesPlace.w);
  // The program's name gives way to pills that fit in its place.
  if (!phone && form == ui::SceneChoiceForm::list) form = ui::sceneChoiceForm(ui, options, scenesPlace.right() - nameX);
  constexpr float kNameWidth = 360;  // of a phone that has room for it
  const bool named = phone ? top.w >= kNameWidth : ui::sceneChoiceWidth(ui, options, form) <= scenesPlace.w;
  if (!named && !phone) {
    scenesPlace.w += scenesPlace.x - nameX;
    scenesPlace.x = nameX;
  }
  wish.start =
      drawName(c, {top.x + margin, top.y, named ? nameX - top.x - margin + ui.measure(kName, Type::title).w : 44, top.h}, nameX, named);
  int chosen = status.chosen;
  if (ui::sceneChoice(ui, scenesPlace, "scenes", c.tr("app.scenes"), options, form, chosen)) wish.scene = chosen;
  drawTools(c, toolsPlace, tools, status, wish);
  return wish;
}

}  // namespace unroll
