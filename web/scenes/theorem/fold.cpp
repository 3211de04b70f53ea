#include "scenes/theorem/fold.h"

#include <algorithm>
#include <cstdio>
#include <utility>

#include "scenes/theorem/twin.h"
#include "scenes/recurrent/weights.h"

namespace unroll {

namespace {

// The weight that is in the way gets the number of copy 0; where a copy is only broken it is mended.
void makeEqual(const SceneContext& context, TheoremView& view) {
  if (view.isBroken()) return view.mend();
  const FoldObstacle& o = *context.snapshot.twins.obstacle;
  char copy[16];
  std::snprintf(copy, sizeof copy, "@%04d", o.layer);
  context.send(printPlace({o.weight + copy, o.row, o.col}), printNumber(static_cast<double>(o.first)));
}

// Layer on layer, each held against layer 0: as wide as it is, in red where it isn't a copy.
void drawLayers(const SceneContext& context, Rect area) {
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  const FoldObstacle& o = *context.snapshot.twins.obstacle;
  const int count = static_cast<int>(o.differs.size()), units = context.snapshot.current.hiddenSize;
  const float pitch = std::min(34.f, area.h / static_cast<float>(count));
  if (pitch < 15) return;
  const std::string widest = filledIn(context, "theorem.copy", "k", count - 1);
  const float named = ui.measure(widest, Type::small).w + 12, sign = 26,
              each = std::min(40.f, (area.w - named - sign) / static_cast<float>(units));
  if (each < 2) return;
  for (int k = 0; k < count; ++k) {
    const Rect row{area.x, area.y + static_cast<float>(count - 1 - k) * pitch, area.w, pitch};
    const bool differs = o.differs[static_cast<std::size_t>(k)], narrow = o.why == FoldObstacle::Why::units && k == o.layer;
    ui.textIn({row.x, row.y, named, row.h}, filledIn(context, "theorem.copy", "k", k), Type::small, differs ? c.bad : c.muted);
    const float height = std::min(16.f, pitch - 5);
    const Rect bar{row.x + named, row.center().y - height / 2, each * (narrow ? o.value : static_cast<float>(units)), height};
    ui.outline(bar, differs ? c.bad : c.whh, height / 2, 1.6f);
    for (int i = 1; each >= 8 && static_cast<float>(i) * each < bar.w - 1; ++i)
      ui.hairline({bar.x + static_cast<float>(i) * each, bar.y}, {bar.x + static_cast<float>(i) * each, bar.bottom()},
                  differs ? c.bad : c.whh);
    if (k > 0)
      ui.textIn({bar.x + each * static_cast<float>(units), row.y, sign, row.h}, differs ? "≠" : "=", Type::smallStrong,
                differs ? c.bad : c.good, Align::center);
  }
}

}  // namespace

bool hasUnitToLose(const Snapshot& snapshot) {
  return snapshot.simple && snapshot.current.cell == "elman" && snapshot.current.hiddenSize > 1;
}

std::string foldInWords(const SceneContext& context) {
  const Twins& twins = context.snapshot.twins;
  if (twins.folded) return filledIn(context, "theorem.folds", "T", twins.feedforward.rows);
  if (!twins.obstacle) return context.tr("theorem.foldTooLarge");
  const FoldObstacle& o = *twins.obstacle;
  const std::string k = std::to_string(o.layer);
  if (o.why != FoldObstacle::Why::weight)
    return context.tr("theorem.foldUnits",
                      {{"k", k}, {"n", std::to_string(static_cast<int>(o.value))}, {"m", std::to_string(static_cast<int>(o.first))}});
  const auto [value, first] = toldApart(o.value, o.first);
  std::string words = context.tr("theorem.foldWeight",
                                 {{"k", k}, {"w", placeSymbol(context.snapshot, {o.weight, o.row, o.col})}, {"a", value}, {"b", first}});
  if (o.differing > 1) words += " " + context.tr("theorem.foldDiffering", {{"n", context.ui.words().integer(o.differing)}});
  return words;
}

bool drawFold(const SceneContext& context, Rect& area, TheoremView& view) {
  Ui& ui = context.ui;
  const Twins& twins = context.snapshot.twins;
  const bool stands = !twins.folded;
  area.cutTop(
      ui.richText(area.min(), foldInWords(context), stands ? Type::text : Type::small, stands ? ui.color().ink : ui.color().good, area.w).h,
      stands ? 10.f : 4.f);
  if (!stands) return true;
  if (!twins.obstacle) return false;
  const std::string& words = context.tr(view.isBroken() ? "theorem.makeEqual" : "theorem.makeOneEqual");
  const Rect row = area.cutTop(Theme::touch, 14);
  if (ui::button(ui, {row.x, row.y, std::min(row.w, ui::buttonWidth(ui, words)), Theme::touch}, "makeEqual", words))
    makeEqual(context, view);
  drawLayers(context, area);
  return false;
}

}  // namespace unroll
