// The few controls of the Graph scene: the tool, what is selected, the inputs over time, the nets to begin with.
#include <cmath>
#include <cstdlib>

#include "scenes/graph/stage.h"
#include "widgets/formula.h"

namespace unroll {

namespace {

std::string numbersOf(const GraphInput& input) {
  std::string text;
  for (const double v : input.values) text += (text.empty() ? "" : ",") + printNumber(v);
  return text;
}

void tools(const GraphContext& context, Column& column, GraphView& view) {
  const std::string names[] = {context.tr("graph.tool.move"), context.tr("graph.tool.unit"), context.tr("graph.tool.edge"),
                               context.tr("graph.tool.remove")};
  static constexpr const char* keys[] = {"move", "unit", "edge", "remove"};
  int chosen = static_cast<int>(view.tool);
  const float top = column.y();
  if (ui::segmented(context.ui, column.take(Theme::touch), "tool", context.tr("graph.tool.title"), names, chosen)) {
    view.tool = static_cast<GraphTool>(chosen);
    view.pulledFrom.clear();
  }
  const std::string& help = context.tr(std::string("graph.tool.") + keys[chosen] + "Help");
  context.ui.explain("tool", {column.x(), top, column.width(), 22}, help);
  ui::caption(context.ui, column, help);
}

void edgeControls(const GraphContext& context, Column& column, const GraphView& view, int edge) {
  double weight = context.snapshot.graph.edges[static_cast<std::size_t>(edge)].weight;
  const std::string label = context.tr("graph.weightOf", {{"from", view.selected.from}, {"to", view.selected.to}});
  if (ui::slider(context.ui, column, "weight", label, weight,
                 {.min = -3, .max = 3, .step = 0.1, .typedMin = -Graph::maxNumber, .typedMax = Graph::maxNumber}))
    context.send(GraphModel::edge, view.selected.from + ">" + view.selected.to + ":" + printNumber(weight));
}

void unitControls(const GraphContext& context, Column& column, GraphView& view, int index) {
  const GraphSnapshot& s = context.snapshot;
  Ui& ui = context.ui;
  const GraphUnit& unit = s.graph.unit(index);
  const GraphInput* input = s.graph.inputOf(index);
  if (!input) {
    std::vector<ui::Option> options;
    for (const std::string_view name : unitFunctionNames)
      options.push_back({context.tr("graph.function." + std::string(name)), context.tr("graph.function." + std::string(name) + "Line")});
    int chosen = static_cast<int>(unit.f);
    if (ui::select(ui, column, "activation", context.tr("graph.activationOf", {{"unit", unit.name}}), options, chosen))
      context.send(GraphModel::unit, unit.name + ":" + std::string(unitFunctionNames[chosen]));
    double bias = unit.bias;
    if (ui::slider(ui, column, "bias", context.tr("graph.biasOf", {{"unit", unit.name}}), bias,
                   {.min = -3, .max = 3, .step = 0.1, .typedMin = -Graph::maxNumber, .typedMax = Graph::maxNumber}))
      context.send(GraphModel::unit, unit.name + ":" + std::string(unitFunctionNames[static_cast<int>(unit.f)]) + ":" + printNumber(bias));
  }
  const bool hears = std::any_of(s.graph.edges.begin(), s.graph.edges.end(), [&](const GraphEdge& e) { return e.to == index; });
  if (input || !hears) {
    bool on = input != nullptr;
    if (ui::toggle(ui, column, "isInput", context.tr("graph.isInput", {{"unit", formula::asTyped(unit.name)}}), on))
      context.send(GraphModel::input, on ? unit.name + ":1,0" : unit.name);
  }
  if (!input) {
    bool on = s.graph.isOutput(index);
    if (ui::toggle(ui, column, "isOutput", context.tr("graph.isOutput", {{"unit", formula::asTyped(unit.name)}}), on))
      context.send(GraphModel::output, unit.name + (on ? ":true" : ":false"));
  }
  std::string name = unit.name;
  if (ui::field(ui, column, "name", context.tr("graph.nameOfUnit"), name,
                "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") &&
      name != unit.name) {
    context.send(GraphModel::rename, unit.name + ":" + name);
    if (!name.empty() && s.graph.find(name) < 0) view.awaited = {name, {}};
  }
}

// An input's values as bars; a press or a drag sets the one under the pointer, between −1 and 1 in quarters.
void strip(const GraphContext& context, Rect r, const GraphInput& input, const GraphView& view) {
  Ui& ui = context.ui;
  const GraphSnapshot& s = context.snapshot;
  const std::string& name = s.graph.unit(input.unit).name;
  const int shown = std::min(s.graph.ticks, 16), first = std::clamp(view.present - shown / 2, 0, s.graph.ticks - shown);
  const float names = rowNamesWidth(context, Type::small, 34, r.w / 3, true),
              cell = std::min(28.f, (r.w - names - 2) / static_cast<float>(shown));
  drawRowName(context, {r.x, r.y, names, r.h}, input.unit, Type::small);
  const Rect field{r.x + names, r.y, cell * static_cast<float>(shown), r.h};
  ui.hairline({field.x, r.center().y}, {field.right(), r.center().y}, ui.color().lines);
  for (int t = first; t < first + shown; ++t) {
    const float v = std::clamp(static_cast<float>(input.at(t)), -1.f, 1.f), reach = r.h * 0.46f;
    const bool given = t < static_cast<int>(input.values.size());
    const Rect place{field.x + cell * static_cast<float>(t - first) + 1, r.y, cell - 2, r.h};
    if (v != 0) {
      const Rect bar{place.x, v > 0 ? r.center().y - v * reach : r.center().y, place.w, std::fabs(v) * reach};
      ui.rounded(bar, fade(v > 0 ? ui.color().valuePositive : ui.color().valueNegative, given ? 1.f : 0.35f), 2);
    }
    if (t == view.present) ui.outline(place.inset(-1), ui.color().control, 3, 1.6f);
  }
  const Touch touch = ui.touch(ui.id("strip-" + name), field);
  if (touch.hovered) ui.cursor(ImGuiMouseCursor_ResizeNS);
  if (!touch.pressed && !touch.held) return;
  const int t = first + std::clamp(static_cast<int>((touch.pos.x - field.x) / cell), 0, shown - 1);
  const double value =
      std::round(4 * std::clamp((static_cast<double>(r.center().y) - static_cast<double>(touch.pos.y)) / (0.46 * static_cast<double>(r.h)),
                                -1.0, 1.0)) /
          4 +
      0.0;
  GraphInput changed = input;
  // The last value holds: setting one keeps those behind it.
  while (static_cast<int>(changed.values.size()) < std::min(t + 2, s.graph.ticks)) changed.values.push_back(changed.values.back());
  changed.values[static_cast<std::size_t>(t)] = value;
  while (changed.values.size() > 1 && changed.values.back() == changed.values[changed.values.size() - 2]) changed.values.pop_back();
  if (numbersOf(changed) != numbersOf(input)) context.send(GraphModel::input, name + ":" + numbersOf(changed));
}

void inputs(const GraphContext& context, Column& column, const GraphView& view) {
  const GraphSnapshot& s = context.snapshot;
  Ui& ui = context.ui;
  if (s.graph.inputs.empty() || ui.isHidden("inputs")) return;
  ui.text(column.take(20).min(), context.tr("graph.inputsOverTime"), Type::text, ui.color().ink);
  for (std::size_t k = 0; k < std::min<std::size_t>(s.graph.inputs.size(), 6); ++k)
    strip(context, column.take(30), s.graph.inputs[k], view);
}

void presets(const GraphContext& context, Column& column, GraphView& view) {
  const Graph& graph = context.snapshot.graph;
  std::vector<ui::Option> options;
  int chosen = -1;
  const std::span<const GraphPreset> all = graphPresets();
  for (std::size_t k = 0; k < all.size(); ++k) {
    const std::string key = "graph.preset." + std::string(all[k].name);
    options.push_back({context.tr(key), context.tr(key + "Line")});
    if (chosen < 0 && presetGraph(all[k].name) == graph) chosen = static_cast<int>(k);
  }
  const bool own = chosen < 0;
  if (own) {
    options.push_back({context.tr("graph.preset.own"), context.tr("graph.preset.ownLine")});
    chosen = static_cast<int>(all.size());
  }
  if (!ui::select(context.ui, column, "preset", context.tr("graph.preset.title"), options, chosen)) return;
  if (chosen >= static_cast<int>(all.size())) return;
  view.selected = {};
  context.send(GraphModel::preset, std::string(all[static_cast<std::size_t>(chosen)].name));
}

// The values of each input as they are typed, exact and of any length.
void exactInputs(const GraphContext& context, Column& column) {
  for (const GraphInput& input : context.snapshot.graph.inputs) {
    const std::string& name = context.snapshot.graph.unit(input.unit).name;
    std::string numbers = numbersOf(input);
    if (ui::field(context.ui, column, "input-" + name, context.tr("graph.valuesOf", {{"unit", name}}), numbers, "0123456789.,-+e") &&
        numbers != numbersOf(input))
      context.send(GraphModel::input, name + ":" + numbers);
  }
}

}  // namespace

void graphControls(const GraphContext& context, Column& column, GraphView& view) {
  const GraphSnapshot& s = context.snapshot;
  tools(context, column, view);
  if (const int edge = edgeOf(s, view.selected); edge >= 0) edgeControls(context, column, view, edge);
  if (const int unit = unitOf(s, view.selected); unit >= 0) unitControls(context, column, view, unit);
  inputs(context, column, view);
  presets(context, column, view);
  std::vector<ui::Section> more;
  more.push_back(
      {"settings-graph", context.tr("graph.moreSettings"), [&](Column& inside) {
         double ticks = s.graph.ticks;
         if (ui::slider(context.ui, inside, "ticks", context.tr("key.ticks"), ticks,
                        {.min = 1, .max = 120, .scale = ui::Scale::squared, .integer = true, .typedMin = 1, .typedMax = Graph::maxTicks}))
           context.set("ticks", ticks);
         exactInputs(context, inside);
         if (std::any_of(s.graph.units.begin(), s.graph.units.end(), [](const GraphUnit& u) { return u.placed; })) {
           const Rect r = inside.take(Theme::touch);
           if (ui::button(context.ui, {r.x, r.y, std::min(r.w, ui::buttonWidth(context.ui, context.tr("graph.arrange"))), r.h}, "arrange",
                          context.tr("graph.arrange")))
             context.send(GraphModel::arrange);
         }
       }});
  ui::sections(context.ui, column, more);
}

}  // namespace unroll
