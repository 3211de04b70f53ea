#include "scenes/sequence/cuts.h"

#include <algorithm>

#include "scenes/recurrent/numbers.h"
#include "scenes/recurrent/weights.h"
#include "scenes/sequence/shares.h"
#include "widgets/formula.h"

namespace unroll {

namespace {

constexpr std::size_t mostCuts = 64;

WeightPlace tiedPlace(const WeightPlace& place) { return {place.name.substr(0, place.name.find('@')), place.row, place.col}; }

int stepOf(const WeightPlace& place) {
  double step = -1;
  const std::size_t at = place.name.find('@');
  return at != std::string::npos && readNumber(std::string_view(place.name).substr(at + 1), step) ? static_cast<int>(step) : -1;
}

}  // namespace

bool readCuts(std::string_view text, std::vector<WeightPlace>& list) {
  std::vector<WeightPlace> read;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(','), text.size());
    WeightPlace& place = read.emplace_back();
    if (read.size() > mostCuts || !readPlace(text.substr(0, end), place) || place.name.find('@') == std::string::npos) return false;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  list = std::move(read);
  return true;
}

std::string printCuts(const std::vector<WeightPlace>& list) {
  std::string text;
  for (const WeightPlace& place : list) text += (text.empty() ? "" : ",") + printPlace(place);
  return text;
}

void cutControl(const SceneContext& context, Column& column, SequenceView& view, const WeightPlace& place) {
  Ui& ui = context.ui;
  if (place.name.find('@') == std::string::npos || place.name.find("weight") == std::string::npos) return;
  const auto found = std::find(view.cuts.begin(), view.cuts.end(), place);
  const bool cut = found != view.cuts.end();
  const std::string words = context.tr(cut ? "sequence.cut.mend" : "sequence.cut.start", {{"t", std::to_string(stepOf(place))}});
  const Rect row = column.take(Theme::touch);
  if ((cut || view.cuts.size() < mostCuts) &&
      ui::button(ui, {row.x, row.y, std::min(row.w, ui::buttonWidth(ui, words)), row.h}, "cut", words, ui::ButtonStyle::soft)) {
    if (cut)
      view.cuts.erase(found);
    else
      view.cuts.push_back(place);
    if (view.backward) view.fold(true);
  }
  if (cut && context.layout != Layout::medium) ui::caption(ui, column, context.tr("sequence.cut.words"));
}

void chooseCut(const SceneContext& context, Column& column, SequenceView& view) {
  const Snapshot& s = context.snapshot;
  if (s.simple || isTied(s)) return;
  chooseWeight(context, column, view);
  cutControl(context, column, view, copyAt(s, copiedPlace(s, view), view.present));
}

WeightPlace copyAt(const Snapshot& snapshot, const WeightPlace& place, int t) {
  for (const ParameterTable& p : snapshot.parameters)
    if (p.step == t && p.name.compare(0, p.name.find('@'), place.name) == 0) return {p.name, place.row, place.col};
  return place;
}

void drawCross(const SceneContext& context, ImVec2 at) {
  Ui& ui = context.ui;
  ui.draw().AddCircleFilled(at, 9, ui.color().stage, 20);
  for (const float side : {-1.f, 1.f})
    ui.draw().AddLine({at.x - 6, at.y - 6 * side}, {at.x + 6, at.y + 6 * side}, ui.color().control, 3);
}

void markCuts(const SceneContext& context, const diagram::NetworkLayout& layout) {
  if (layout.unfolded() < 0.9f || layout.form() == diagram::UnitForm::heat) return;
  using Matrix = diagram::WeightRef::Matrix;
  for (const WeightPlace& place : context.snapshot.unheld.cut) {
    const Matrix matrix = place.name.compare(0, 7, "readout") == 0         ? Matrix::hy
                          : place.name.find("_ih") != std::string::npos ? Matrix::xh
                                                                        : Matrix::hh;
    const int step = stepOf(place);
    if (step < layout.firstStep() + (matrix == Matrix::hh ? 1 : 0) || step > layout.lastStep()) continue;  // from a column that is not drawn
    drawCross(context, layout.edge({matrix, step, place.row, place.col}).at(0.5f));
  }
}

std::string cutsInWords(const SceneContext& context) {
  std::string words;
  for (const WeightPlace& place : context.snapshot.unheld.cut)
    words += (words.empty() ? "" : "; ") + formula::withoutMarkup(placeSymbol(context.snapshot, tiedPlace(place))) +
             ", t = " + std::to_string(stepOf(place));
  return words;
}

}  // namespace unroll
