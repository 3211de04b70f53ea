#include "scenes/sequence/state.h"

#include <algorithm>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "scenes/recurrent/numbers.h"
#include "scenes/recurrent/weights.h"
#include "scenes/sequence/backward.h"
#include "scenes/sequence/cell.h"
#include "scenes/sequence/chain.h"
#include "scenes/sequence/cuts.h"
#include "scenes/sequence/holds.h"
#include "scenes/sequence/step_size.h"

namespace unroll {

void sequenceState(const SceneContext& context, const SequenceView& view, const CloserView& closer, nlohmann::json& fields) {
  fields["hold"] = printHolds(view.holds);
  fields["cut"] = printCuts(view.cuts);
  fields["word"] = context.snapshot.word;
  fields["zoom"] = {{"level", view.zoom.level}, {"first", view.zoom.first}, {"units", view.shownUnits}, {"steps", view.shownSteps}};
  if (hasPassage(context.snapshot)) {
    closerState(context, view, closer, fields["closer"]);
    stepState(context.snapshot, view, fields["forward"]);
  }
  if (!context.snapshot.simple) {
    if (!hasPassage(context.snapshot)) return;
    const Passage& probe = context.snapshot.probe;
    const int now = std::clamp(view.present, 0, probe.h.rows - 1);
    const auto row = [&](const Table& table) {
      return std::vector<float>(table.values.begin() + now * table.cols, table.values.begin() + (now + 1) * table.cols);
    };
    fields["t"] = now;
    fields["steps"] = probe.h.rows;
    fields["unfolded"] = view.unfolded;
    fields["fold"] = view.openness();
    fields["columns"] = view.columnPlaces;
    fields["playing"] = view.playing;
    fields["x"] = row(probe.x);
    fields["h"] = row(probe.h);
    fields["y"] = row(probe.y);
    for (const Gate& gate : probe.gates) fields["gates"][gate.name] = row(gate.values);
    fields["back"] = view.back;
    if (showsBack(context.snapshot, view)) backState(context.snapshot, view, fields["gradient"]);
    if (view.inside && !view.backward && hasInside(context.snapshot)) insideState(context.snapshot, view, fields["inside"]);
    fields["selectedUnit"] = view.selected.unit ? view.selected.unit->index : -1;
    return;
  }
  if (!isComplete(context.snapshot)) return;
  const diagram::Numbers numbers = diagramNumbers(context.snapshot);
  const int t = std::clamp(view.present, 0, std::max(0, numbers.shape.steps - 1));
  fields["t"] = t;
  fields["steps"] = view.steps;
  fields["unfolded"] = view.unfolded;
  fields["fold"] = view.openness();
  fields["back"] = view.back;
  if (showsBack(context.snapshot, view)) backState(context.snapshot, view, fields["gradient"]);
  fields["playing"] = view.playing;
  const auto list = [&](diagram::Layer layer, int step, int count) {
    std::vector<float> values;
    for (int i = 0; i < count; ++i) values.push_back(numbers.value({layer, step, i}));
    return values;
  };
  fields["x"] = list(diagram::Layer::input, t, numbers.shape.inputs);
  fields["h"] = list(diagram::Layer::hidden, t, numbers.shape.hidden);
  fields["hBefore"] = list(diagram::Layer::hidden, t - 1, numbers.shape.hidden);
  fields["y"] = list(diagram::Layer::output, t, numbers.shape.outputs);
  const auto spot = [&](const diagram::Spot& s) -> nlohmann::json {
    if (s.unit) {
      static constexpr const char* layers[] = {"x", "h", "y"};
      return {{"kind", "unit"},
              {"layer", layers[static_cast<int>(s.unit->layer)]},
              {"t", s.unit->step},
              {"index", s.unit->index},
              {"value", numbers.value(*s.unit)}};
    }
    if (s.weight) {
      const StoredWeight stored = storedWeight(context.snapshot, *s.weight);
      return {{"kind", "weight"},  {"name", stored.name}, {"row", stored.row},
              {"col", stored.col}, {"t", s.weight->step}, {"value", stored.value}};
    }
    return nullptr;
  };
  fields["selected"] = spot(view.selected);
  fields["hovered"] = spot(view.hovered);
  if (!view.layout || view.layout->form() == diagram::UnitForm::heat || view.layout->shape().hidden != numbers.shape.hidden) return;
  // Where to press, in design units: the present column's hidden units, and the middle of each recurrent weight into it.
  auto& places = fields["places"] = nlohmann::json::object();
  for (int i = 0; i < numbers.shape.hidden; ++i) {
    const ImVec2 c = view.layout->unit({diagram::Layer::hidden, t, i}).center();
    places["h[" + std::to_string(i) + "]"] = {c.x, c.y};
    const ImVec2 before = view.layout->unit({diagram::Layer::hidden, t - 1, i}).center();
    places["hBefore[" + std::to_string(i) + "]"] = {before.x, before.y};
    for (int j = 0; j < numbers.shape.hidden; ++j) {
      const ImVec2 m = view.layout->edge({diagram::WeightRef::Matrix::hh, t, i, j}).at(0.3f);
      places["W_hh[" + std::to_string(i) + "][" + std::to_string(j) + "]"] = {m.x, m.y};
    }
  }
}

}  // namespace unroll
