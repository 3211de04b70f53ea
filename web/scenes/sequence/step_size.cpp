#include "scenes/sequence/step_size.h"

#include <array>
#include <nlohmann/json.hpp>

#include "scenes/sequence/chain.h"
#include "widgets/formula.h"

namespace unroll {

namespace {

constexpr std::string_view sizes[] = {"unit", "layer", "time"};

std::array<std::string, 3> titles(const SceneContext& context) {
  std::array<std::string, 3> all;
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = context.tr("sequence.step." + std::string(sizes[i]));
  return all;
}

}  // namespace

std::span<const std::string_view> stepSizeNames() { return sizes; }

void chooseStepSize(const SceneContext& context, Column& column, SequenceView& view) {
  int chosen = static_cast<int>(view.size);
  if (ui::chips(context.ui, column, "step", context.tr("sequence.step.title"), titles(context), chosen))
    view.stepBy(static_cast<StepSize>(chosen));
}

void stepSizeSwitch(const SceneContext& context, Rect& bar, SequenceView& view) {
  const auto names = titles(context);
  const Rect slot = bar.cutRight(ui::segmentedWidth(context.ui, names), 14);
  int chosen = static_cast<int>(view.size);
  const Rect place{slot.x, slot.center().y - 18, slot.w, 36};
  const bool changed = ui::segmented(context.ui, place, "step", context.tr("sequence.step.title"), names, chosen);
  context.ui.explain("step", place, context.tr("sequence.step.words"));
  if (changed) view.stepBy(static_cast<StepSize>(chosen));
}

std::string pendingInWords(const SceneContext& context, const SequenceView& view) {
  const auto next = view.pending();
  if (!next) return {};
  return context.tr(
      "sequence.step.next",
      {{"what", stepSymbol(context.snapshot, *next)}, {"n", std::to_string(view.done + 1)}, {"of", std::to_string(view.pass.count())}});
}

bool tellPendingIn(const SceneContext& context, Rect row, const SequenceView& view) {
  const auto next = view.pending();
  if (!next) return false;
  Ui& ui = context.ui;
  const std::string what = stepSymbol(context.snapshot, *next);
  for (const std::string& words : {pendingInWords(context, view), context.tr("sequence.step.nextShort", {{"what", what}}), what}) {
    if (ui.measureRich(words, Type::small).w > row.w) continue;
    ui.richText({row.x, row.center().y - ui.lineHeight(Type::small) / 2}, words, Type::small, ui.color().ink);
    break;
  }
  return true;
}

void tellPending(const SceneContext& context, Column& column, const SequenceView& view) {
  if (!view.showsPending()) return;
  ui::caption(context.ui, column, pendingInWords(context, view));
}

void stepState(const Snapshot& s, const SequenceView& view, nlohmann::json& fields) {
  fields["step"] = sizes[static_cast<std::size_t>(view.size)];
  const auto next = view.pending();
  if (!view.fine()) return;
  fields["done"] = view.done;
  fields["count"] = view.pass.count();
  // Asked between a change and the frame that shows it, the view is still that of the net before.
  if (!next || s.parameters.empty() || !(view.pass == ForwardSteps(s))) return;
  const Explanation why = explainStep(s, *next);
  static constexpr const char* kinds[] = {"gate", "hidden", "fed", "output"};
  fields["next"] = {{"kind", kinds[static_cast<int>(next->kind)]},
                    {"symbol", formula::withoutMarkup(stepSymbol(s, *next))},
                    {"t", next->t},
                    {"layer", next->layer},
                    {"direction", next->direction},
                    {"index", next->index},
                    {"terms", why.terms.size()},
                    {"sum", why.sum},
                    {"value", why.value}};
}

}  // namespace unroll
