#include "scenes/sequence/closer.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "widgets/formula.h"

namespace unroll {

namespace {

constexpr std::string_view looks[] = {"nothing", "carpet", "eigenvalues", "plane", "update"};
constexpr float leastForBoth = 430;  // height of a stage on which the net stays in sight

std::string titleOf(const SceneContext& context, CloserView::What what) {
  return context.tr(what == CloserView::What::carpet        ? "carpet.title"
                    : what == CloserView::What::eigenvalues ? "eigenvalues.title"
                    : what == CloserView::What::plane       ? "plane.title"
                                                            : "sequence.closer." + std::string(looks[static_cast<int>(what)]));
}

}  // namespace

std::span<const std::string_view> closerNames() { return looks; }

void closerControl(const SceneContext& context, Column& column, CloserView& closer) {
  std::vector<ui::Option> options;
  for (int i = 0; i < static_cast<int>(std::size(looks)); ++i) options.push_back({titleOf(context, static_cast<CloserView::What>(i)), {}});
  int chosen = static_cast<int>(closer.what);
  if (ui::select(context.ui, column, "look", context.tr("sequence.closer.title"), options, chosen))
    closer.what = static_cast<CloserView::What>(chosen);
}

void addCloserParts(const SequenceView& view, const CloserView& closer, SnapshotParts& parts) {
  if (closer.what == CloserView::What::carpet) parts.carpet = closer.carpet.wish;
  if (closer.what == CloserView::What::update) parts.update = {UpdateView::rates[closer.update.rate], closer.update.place};
  if (closer.what == CloserView::What::eigenvalues) parts.spectrumAt = view.present;
}

Rect drawCloser(const SceneContext& context, Rect area, SequenceView& view, CloserView& closer) {
  if (closer.what == CloserView::What::nothing) return area;
  Ui& ui = context.ui;
  const bool wide = context.layout == Layout::wide;
  const float gap = wide ? 12.f : 8.f;
  Rect card = area;
  if (area.h < leastForBoth)
    area = {};
  else if (area.w > 1.7f * area.h)
    card = area.cutRight((area.w - gap) / 2, gap);
  else
    card = area.cutBottom((area.h - gap) * (context.layout == Layout::phone ? 0.56f : 0.5f), gap);
  ui.pushScope("closer");
  Rect inside = ui::card(ui, card, ui::CardStyle::stage, wide ? 20.f : 12.f);
  Rect head = inside.cutTop(Theme::touch, 4);
  const Rect close = head.cutRight(Theme::touch, 8);
  const bool closes = ui::iconButton(ui, close, "closeLook", ui::Icon::close, context.tr("sequence.closer.close"));
  const std::string title = titleOf(context, closer.what);
  const float taken = ui.textIn(head, title, Type::heading, ui.color().ink).w + 14;
  const std::string& note = context.tr("sequence.closer.unheld");
  if (context.snapshot.unheld.h.rows > 0 && closer.what != CloserView::What::plane && taken + ui.measure(note, Type::small).w < head.w)
    ui.textIn({head.x + taken, head.y, head.w - taken, head.h}, note, Type::small, ui.color().muted);
  switch (closer.what) {
    case CloserView::What::carpet:
      head.cutLeft(taken);
      (void)drawCarpet(context, inside, head, view.present, closer.carpet);
      break;
    case CloserView::What::eigenvalues: drawEigenvalues(context, inside, view.present); break;
    case CloserView::What::plane: drawPlane(context, inside, view.present, closer.plane); break;
    case CloserView::What::update:
      head.cutLeft(taken);
      drawUpdate(context, inside, head, view, closer);
      break;
    case CloserView::What::nothing: break;
  }
  ui.popScope();
  if (closes) closer.what = CloserView::What::nothing;
  return area;
}

std::string closerInWords(const SceneContext& context, const SequenceView& view, const CloserView& closer) {
  std::string words;
  switch (closer.what) {
    case CloserView::What::nothing: return {};
    case CloserView::What::carpet:
      words = carpetWords(context, closer.carpet, closer.carpet.cell ? closer.carpet.cell.row : view.present,
                          closer.carpet.cell ? closer.carpet.cell.column : 0);
      break;
    case CloserView::What::eigenvalues: words = eigenvalueWords(context, view.present); break;
    case CloserView::What::plane: words = hasPlane(context.snapshot) ? planeWords(context, closer.plane) : std::string(); break;
    case CloserView::What::update: words = updateWords(context); break;
  }
  return titleOf(context, closer.what) + ". " + formula::withoutMarkup(words);
}

void closerState(const SceneContext& context, const SequenceView& view, const CloserView& closer, nlohmann::json& fields) {
  const Snapshot& s = context.snapshot;
  fields["what"] = looks[static_cast<int>(closer.what)];
  if (closer.what == CloserView::What::carpet) carpetState(s, closer.carpet, fields);
  if (closer.what == CloserView::What::eigenvalues) spectrumState(s, view.present, fields);
  if (closer.what == CloserView::What::update) updateState(context, closer, fields);
  if (closer.what == CloserView::What::plane) planeState(s, closer.plane, fields);
}

}  // namespace unroll
