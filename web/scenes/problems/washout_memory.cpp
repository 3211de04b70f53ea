// Memory curves: the share of each past input that a linear probe reads from the state, and the area below, which can't exceed N.
#include <algorithm>
#include <cmath>

#include "scenes/problems/washout.h"
#include "widgets/plot.h"

namespace unroll {

namespace {

constexpr float leastRow = 19;      // height of a net's bar
constexpr double namedAbove = 0.5;  // r² down to which a curve has its name

Color colorOf(const ProblemsContext& context, const WashoutMemory& memory) {
  const Color color = strokeOf(context, memory.cell).color;
  return memory.isOld() ? mixColors(context.ui.color().stage, color, 0.4f) : color;
}

// A row for each net: its capacity as a bar, its error, and the line N.
void drawCapacities(const ProblemsContext& context, Rect area) {
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  const ProblemsSnapshot& s = context.snapshot;
  const auto& memories = s.washout->memories;
  const double most = s.settings.net.hiddenSize;
  float names = 0, numbers = ui.measure("00.00 ± 0.00", Type::strong).w;
  for (const WashoutMemory& memory : memories) {
    names = std::max(names, ui.measure(cellTitle(context, memory.cell), Type::strong).w);
    if (!memory.squares.empty()) numbers = std::max(numbers, ui.measure(capacityWords(memory), Type::strong).w);
  }
  const Rect head = area.cutTop(ui.lineHeight(Type::small), 2);
  const float x = area.x + 12 + names + 12, width = area.right() - numbers - 24 - x;
  const float gap = 2, height = std::min(36.f, (area.h + gap) / static_cast<float>(memories.size()) - gap);
  const auto at = [&](double value) { return x + width * static_cast<float>(std::clamp(value / most, 0.0, 1.05)); };
  const float bottom = area.y + static_cast<float>(memories.size()) * (height + gap) - gap;
  for (const WashoutMemory& memory : memories) {
    const Rect row = area.cutTop(height, gap);
    const std::string value = memory.squares.empty() ? context.tr("problems.washout.notYet") : capacityWords(memory);
    const bool chosen = chooseNet(context, row, memory.cell, value);
    ui.textIn({row.x + 12, row.y, names, row.h}, cellTitle(context, memory.cell), chosen ? Type::strong : Type::text, c.ink);
    const float y = row.center().y;
    ui.rounded({x, y - 5, width, 10}, mixColors(c.stage, c.ink, 0.08f), 5);
    if (memory.squares.empty()) {
      ui::progressBar(ui, {x, y - 2, width, 4}, memory.share, mixColors(c.stage, c.control, 0.5f));
      continue;
    }
    const Color color = colorOf(context, memory);
    ui.rounded({x, y - 5, std::max(4.f, at(memory.capacity) - x), 10}, color, 5);
    ui.draw().AddLine({at(memory.capacity - memory.error), y}, {at(memory.capacity + memory.error), y}, c.ink, 1.6f);
    ui.textIn({row.right() - numbers - 12, row.y, numbers, row.h}, value, chosen ? Type::strong : Type::text,
              memory.isOld() ? c.muted : c.ink, Align::right);
  }
  ui.draw().AddLine({at(most), head.bottom()}, {at(most), bottom}, c.ink, 1.6f);
  const std::string line = "N = " + std::to_string(s.settings.net.hiddenSize);
  ui.text({at(most), head.y}, line, Type::smallStrong, c.ink, Align::center);
  ui.textIn({head.x + 12, head.y, at(most) - head.x - 12 - ui.measure(line, Type::smallStrong).w, head.h},
            context.tr("problems.washout.capacity"), Type::small, c.muted);
}

}  // namespace

void drawMemoryCurves(const ProblemsContext& context, Rect inside) {
  Ui& ui = context.ui;
  const ProblemsSnapshot& s = context.snapshot;
  const auto& memories = s.washout->memories;
  if (memories.empty()) return;
  const bool low = inside.h < 260;
  if (!low) {
    inside = washoutHeading(ui, inside, context.tr("problems.washout.memoryTitle"), context.tr("problems.washout.memorySymbol"),
                            ui.color().muted);
    const std::string& words = context.tr("problems.washout.memoryWords");
    const TextSize size = ui.measureRich(words, Type::small, inside.w);
    const Rect below = inside.cutBottom(size.h, 8);
    ui.richText(below.min(), words, Type::small, ui.color().muted, below.w);
  }
  const float rows = static_cast<float>(memories.size()), least = rows * leastRow + ui.lineHeight(Type::small) + 4;
  if (inside.h < least + 60) return drawCapacities(context, inside);  // no room for both
  const Rect lower =
      inside.cutBottom(low ? least : std::min(inside.h * 0.5f, rows * 36 + ui.lineHeight(Type::small) + 4), low ? 4.f : 12.f);
  drawCapacities(context, lower);
  plot::Plot p;
  double last = 2.0 * s.settings.net.hiddenSize;
  for (const bool chosen : {false, true})  // it lies on top
    for (const WashoutMemory& memory : memories) {
      if (memory.squares.empty() || (memory.cell == s.settings.net.cell) != chosen) continue;
      plot::Curve curve;
      curve.name = cellTitle(context, memory.cell);
      curve.color = colorOf(context, memory);
      curve.width = strokeOf(context, memory.cell).width;
      curve.dashed = strokeOf(context, memory.cell).dashed;
      curve.errors = memory.errors;
      for (std::size_t k = 0; k < memory.squares.size(); ++k) curve.points.push_back({static_cast<double>(k), memory.squares[k]});
      last = static_cast<double>(memory.squares.size()) - 1;
      curve.labelled = false;
      // Named where it falls: further on all are 0.
      plot::Curve falling = curve;
      falling.labelled = true;
      falling.read = false;
      falling.errors.clear();
      const auto end = std::find_if(memory.squares.begin(), memory.squares.end(), [](double square) { return square < namedAbove; });
      falling.points.resize(static_cast<std::size_t>(end - memory.squares.begin()));
      p.curves.push_back(std::move(curve));
      if (falling.points.size() > 1) p.curves.push_back(std::move(falling));
    }
  p.x.max = last;
  p.x.minLabel = "k = 0";
  p.x.maxLabel = context.tr("problems.washout.back", {{"k", plainNumber(last, 0)}});
  p.y.max = 1;
  p.y.ticks = {0, 0.5, 1};
  p.marks.push_back({static_cast<double>(s.settings.net.hiddenSize), {}});
  p.xWords = [](double k) { return "k = " + plainNumber(k, 0); };
  p.yWords = [](double square) { return plainNumber(square, 3); };
  (void)plot::draw(ui, inside, "memoryPlot", context.tr("problems.washout.memoryTitle"), p);
}

void findMemory(const ProblemsContext& context, Column& column) {
  Ui& ui = context.ui;
  const ProblemsSnapshot& s = context.snapshot;
  ui::heading(ui, column, context.tr("problems.washout.capacity"));
  const auto& memories = s.washout->memories;
  const auto isMeasured = [](const WashoutMemory& memory) { return memory.share == 1; };
  if (memories.empty() || !std::all_of(memories.begin(), memories.end(), isMeasured)) {  // which keeps most isn't known before
    const bool begun = std::any_of(memories.begin(), memories.end(), [](const WashoutMemory& memory) { return memory.share > 0; });
    ui::paragraph(ui, column, context.tr(begun ? "problems.washout.measuring" : "problems.washout.notYet"));
    return;
  }
  // Of a net whose states left what a float holds nothing can be read.
  const auto keepsLess = [](const WashoutMemory& a, const WashoutMemory& b) {
    return std::isnan(a.capacity) ? !std::isnan(b.capacity) : a.capacity < b.capacity;
  };
  const auto best = std::max_element(memories.begin(), memories.end(), keepsLess);
  const Rect row = column.take(ui.lineHeight(Type::title) + 4);
  const std::string big = plainNumber(best->capacity, 1);
  ui.text(row.min(), big, Type::title, ui.color().ink);
  ui.textIn({row.x + ui.measure(big, Type::title).w + 12, row.y, row.w - ui.measure(big, Type::title).w - 12, row.h - 4},
            context.tr("problems.washout.of", {{"N", std::to_string(s.settings.net.hiddenSize)}, {"cell", cellTitle(context, best->cell)}}),
            Type::text, ui.color().muted);
  ui::paragraph(ui, column,
                context.tr("problems.washout.best", {{"cell", cellTitle(context, best->cell)},
                                                     {"capacity", capacityWords(*best)},
                                                     {"N", std::to_string(s.settings.net.hiddenSize)}}));
  ui::caption(ui, column, context.tr("problems.washout.line"));
  ui::caption(ui, column, context.tr("problems.washout.drawn"));
}

}  // namespace unroll
