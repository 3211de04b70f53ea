#include "scenes/sequence/chain_back.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "scenes/sequence/backward.h"
#include "scenes/sequence/cell_parts.h"

namespace unroll {

namespace {

constexpr float leastGradientRow = 15, leastGradientDigits = 38;  // of a number's place

double normOfRow(const Table& table, int t, int from, int count) {
  double squares = 0;
  for (int i = from; i < from + count; ++i) squares += std::pow(static_cast<double>(table.at(t, i)), 2);
  return std::sqrt(squares);
}

// A name and three numbers.
struct BackRow {
  std::string name;
  std::array<std::string, 3> numbers;
  Type type = Type::small;
  Color color = 0;
  bool marked = false;
};

void drawBackRow(Ui& ui, Column& column, const BackRow& row) {
  const Rect r = column.take(22);
  const float name = r.w * 0.22f, part = (r.w - name) / 3, y = r.center().y - ui.lineHeight(Type::small) / 2;
  if (row.marked) ui.rounded(r.inset(-6, 0), ui.color().soft, 5);
  ui.richText({r.x, y}, row.name, Type::small, row.color);
  for (std::size_t i = 0; i < 3; ++i)
    ui.richText({r.x + name + part * static_cast<float>(i + 1), y}, row.numbers[i], i == 2 ? row.type : Type::small, row.color, 0,
                Align::right);
}

std::string inColumn(const Ui& ui, double v, float width) {
  std::string words = gradientNumber(v);
  return ui.measureRich(words, Type::smallStrong).w < width ? words : briefGradient(ui, v, width);
}

}  // namespace

float greatestOf(const Table& table) {
  float greatest = 0;
  for (const float v : table.values) greatest = std::isfinite(v) ? std::max(greatest, std::abs(v)) : greatest;
  return greatest;
}

void drawGradientCell(const SceneContext& context, Rect r, const Table& table, int t, int from, int count, float greatest, float come) {
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  ui.rounded(r, fade(c.background, come), 3);
  const float each = r.h / static_cast<float>(count);
  const int rows = std::min(count, std::max(1, static_cast<int>(r.h)));  // of thinner ones, the largest that falls on a row
  for (int row = 0; row < rows; ++row) {
    const int begin = count * row / rows, end = std::max(begin + 1, count * (row + 1) / rows);
    float v = 0;
    for (int i = begin; i < end; ++i) v = std::abs(table.at(t, from + i)) > std::abs(v) ? table.at(t, from + i) : v;
    const float share = greatest > 0 && std::isfinite(v) ? std::sqrt(std::abs(v) / greatest) : 0;  // small ones are seen, too
    const Rect cell{r.x, r.y + r.h * static_cast<float>(row) / static_cast<float>(rows), r.w, r.h / static_cast<float>(rows)};
    ui.draw().AddRectFilled(cell.min(), cell.max(), fade(mixColors(c.background, c.gradient, std::isfinite(v) ? 0.85f * share : 0), come));
    if (each < leastGradientRow || r.w < leastGradientDigits) continue;
    ui.textIn(cell, briefGradient(ui, static_cast<double>(v), r.w - 4), Type::smallStrong, fade(c.ink, come), Align::center);
  }
  ui.outline(r, fade(c.gradientLine, come), 3, 1.8f);
}

void drawChainRiver(const SceneContext& context, Rect area, int first, const std::vector<float>& x, float spring,
                    const SequenceView& view) {
  Ui& ui = context.ui;
  const RiverCourse course{area, area.center().y, spring, first, x, std::min(1.f, area.h / 64)};
  if (!context.snapshot.current.bidirectional) return drawRiver(context, course, view);
  // In both directions nothing runs one way: only how much there is at each step.
  for (std::size_t i = 0; i < x.size(); ++i) {
    const int t = first + static_cast<int>(i);
    if (!view.reached(t)) continue;
    const float height = riverWidth(static_cast<double>(context.snapshot.back.norms[static_cast<std::size_t>(t)])) * course.scale;
    const Rect bar{x[i] - 9, course.middle - height / 2, 18, height};
    ui.rounded(bar, fade(ui.color().gradient, 0.6f), std::min(5.f, height / 2));
    ui.outline(bar, ui.color().gradientLine, std::min(5.f, height / 2), 1.2f);
  }
}

void drawBackParts(const SceneContext& context, Column& column, const SequenceView& view) {
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  const Snapshot& s = context.snapshot;
  const PassageBack& back = s.back;
  const int t = view.present, hidden = s.current.hiddenSize, layers = s.current.layers;
  const bool medium = context.layout == Layout::medium;
  const bool picked = view.selected.unit && view.selected.unit->layer == diagram::Layer::hidden;
  const int chosen = picked ? std::clamp(view.selected.unit->index, 0, s.probe.h.cols - 1) : 0;
  const InsidePlace place{t, chosen, hidden};
  const int next = place.reverse() ? t - 1 : t + 1, lowest = place.unit - place.own();
  const bool isLast = next < 0 || next >= view.steps;
  const std::string now = "_{" + std::to_string(t) + "}", after = "_{" + std::to_string(next) + "}";
  const float part = column.width() * 0.78f / 3 - 8;
  const auto number = [&](double v) { return inColumn(ui, v, part); };

  const std::string fromY = "<hy>" + context.tr("sequence.back.fromY", {{"t", std::to_string(t)}}) + "</>",
                    fromH = "<hh>" + context.tr("sequence.back.fromH", {{"t", std::to_string(next)}}) + "</>";
  std::string equation = "<grad>∂L/∂h" + now + "</> = ";
  if (s.simple) {
    equation += "<hy>W_{hy}</>^{T} <grad>∂L/∂y" + now + "</>";
    if (!isLast) equation += " + <hh>W_{hh}</>^{T} (f’" + after + " ∘ <grad>∂L/∂h" + after + "</>)";
  } else {
    equation += fromY;
    if (!isLast && s.memory) equation += " + " + fromH;
  }
  const TextSize size = ui.measureRich(equation, Type::formula, column.width());
  const Rect at = column.take(size.h);
  ui.richText(at.min(), equation, Type::formula, c.ink, at.w);

  column.setGap(0);
  // Units around the chosen one.
  const auto units = [&](const std::string& letter, const Table& whole, int most, const std::string& first, const std::string& second,
                         const auto& partOf) {
    drawBackRow(ui, column,
                {"",
                 {first, isLast ? std::string() : second, "<grad>" + context.tr("sequence.back.sum") + "</>"},
                 Type::smallStrong,
                 c.muted,
                 false});
    const int begin = std::clamp(place.own() - most / 2, 0, std::max(0, hidden - most));
    for (int i = begin; i < std::min(hidden, begin + most); ++i) {
      const double sum = static_cast<double>(whole.at(t, lowest + i)), direct = partOf(lowest + i);
      drawBackRow(ui, column,
                  {letter + now + "[" + std::to_string(i) + "]",
                   {number(direct), isLast ? std::string() : number(sum - direct), number(sum)},
                   Type::smallStrong,
                   c.ink,
                   picked && i == place.own()});
    }
    if (hidden > most)
      drawBackRow(ui, column,
                  {context.tr("sequence.inspector.more", {{"n", std::to_string(hidden - most)}}), {}, Type::small, c.muted, false});
  };
  const Table &whole = back.dh.back(), &above = back.fromAbove.back();
  const int most = medium || !back.dc.empty() ? 4 : 6;
  units("h", whole, most, fromY, fromH, [&](int unit) { return static_cast<double>(above.at(t, unit)); });
  const auto sizes = [&](const std::string& name, std::size_t layer) {
    drawBackRow(ui, column,
                {name,
                 {compactNumber(normOfRow(back.fromAbove[layer], t, lowest, hidden)),
                  isLast ? std::string() : compactNumber(normOfRow(back.fromNext[layer], t, lowest, hidden)),
                  compactNumber(normOfRow(back.dh[layer], t, lowest, hidden))},
                 Type::small,
                 c.muted,
                 false});
  };
  sizes(context.tr("sequence.back.size"), static_cast<std::size_t>(layers - 1));
  if (layers > 1 && !medium) {
    column.space(6);
    drawBackRow(ui, column, {"", {context.tr("sequence.back.fromUpper"), "", ""}, Type::small, c.muted, false});
    for (int layer = layers - 2; layer >= 0; --layer) sizes("‖h^{(" + std::to_string(layer) + ")}‖", static_cast<std::size_t>(layer));
  }
  if (!back.dc.empty() && !medium) {  // the belt's own: through what h_t shows of it, and along the belt
    column.space(10);
    units("c", back.dc, most, "<hh>" + context.tr("sequence.back.fromH", {{"t", std::to_string(t)}}) + "</>",
          context.tr("sequence.back.fromC", {{"t", std::to_string(next)}}), [&](int unit) {
            const InsidePlace p{t, unit, hidden};
            const double shown = static_cast<double>(partValue(s, CellPart::tanhC, p));
            return static_cast<double>(whole.at(t, unit)) * static_cast<double>(partValue(s, CellPart::o, p)) * (1 - shown * shown);
          });
  }
  column.setGap(8);
  column.space(8);
  const std::string words = "sequence.back.of." + s.current.cell;
  if (!medium && ui.words().has(words)) ui::caption(ui, column, context.tr(words, {{"t", std::to_string(t)}, {"s", std::to_string(next)}}));
  if (!medium && s.current.bidirectional) ui::caption(ui, column, context.tr("sequence.back.both"));
}

}  // namespace unroll
