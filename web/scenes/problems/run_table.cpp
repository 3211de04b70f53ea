#include "scenes/problems/run_table.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace unroll {

RunCount countRuns(const ProblemsSnapshot& s, const RunTable& table, RunPlace place) {
  RunCount count;
  for (const int i : table.runs(place)) {
    const ProblemRun& run = s.runs[static_cast<std::size_t>(i)];
    if (!run.done()) continue;
    ++count.done;
    count.learned += table.hasLearned(run) ? 1 : 0;
  }
  return count;
}

SpokenTable spokenTable(const RunTable& table, std::string caption, std::string corner) {
  SpokenTable spoken{std::move(caption), {std::move(corner)}, {}};
  for (const std::string& column : table.columns) spoken.head.push_back(column);
  for (int row = 0; row < static_cast<int>(table.rows.size()); ++row) {
    std::vector<std::string> words{table.rows[static_cast<std::size_t>(row)].name};
    for (int k = 0; k < static_cast<int>(table.columns.size()); ++k) words.push_back(table.words({row, k}));
    spoken.rows.push_back(std::move(words));
  }
  return spoken;
}

void RunTableView::place(const ProblemsContext& context, Rect cell, const RunTable& table, RunPlace at) {
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  const ProblemsSnapshot& s = context.snapshot;
  const std::string name = "place" + std::to_string(at.row) + "-" + std::to_string(at.column);
  const std::string label = table.rows[static_cast<std::size_t>(at.row)].name + ", " + table.columns[static_cast<std::size_t>(at.column)];
  const Id id = ui.id(name);
  const bool focused = ui.control(id, name, "button", label, table.words(at), cell);
  const Touch touch = ui.touchPress(id, cell);
  if (touch.hovered) ui.cursor(ImGuiMouseCursor_Hand);
  if (touch.clicked || std::exchange(ui.keys(id).activate, false)) {
    chosen_ = chosen_ == at ? RunPlace{} : at;
    grid_.selected = -1;
    if (chosen_) ++choices_;
  }
  const RunCount count = countRuns(s, table, at);
  const float share = count.done > 0 ? static_cast<float>(count.learned) / static_cast<float>(count.done) : 0;
  ui.rounded(cell, mixColors(c.stage, c.control, share * (ui.theme().dark ? 0.34f : 0.16f)), 8);
  if (!(share > 0)) ui.outline(cell, c.lines, 8);
  std::string below = table.below(at);
  constexpr float kBeside = 4;  // both sides together
  for (int fewer = 1; table.briefly && ui.measureRich(below, Type::smallStrong).w > cell.w - kBeside; ++fewer) {
    std::string brief = table.briefly(at, fewer);
    if (brief.empty()) break;
    below = std::move(brief);
  }
  const float line = ui.lineHeight(Type::smallStrong);
  const bool hasWords = cell.h > line + 22 && !below.empty();
  const float y = cell.center().y - (hasWords ? line / 2 : 0);
  const std::vector<int> runs = table.runs(at);
  const float step = std::min(16.f, (cell.w - 12) / static_cast<float>(std::max<std::size_t>(1, runs.size())));
  const float radius = std::min(5.f, step * 0.36f);
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const ProblemRun& run = s.runs[static_cast<std::size_t>(runs[i])];
    const ImVec2 dot{cell.center().x + (static_cast<float>(i) - static_cast<float>(runs.size() - 1) / 2) * step, y};
    if (run.done() && table.hasLearned(run))
      ui.draw().AddCircleFilled(dot, radius, c.control);
    else if (run.report)
      ui.draw().AddCircle(dot, radius, run.done() ? c.muted : c.control, 0, 1.6f);
    else
      ui.draw().AddCircleFilled(dot, radius * 0.5f, c.lines);
  }
  const TextSize size = ui.measureRich(below, Type::smallStrong);
  if (hasWords) ui.richText({cell.center().x - size.w / 2, y + 8 + (line - size.h) / 2}, below, Type::smallStrong, c.ink);
  if (chosen_ == at) ui.outline(cell, c.control, 8, 2);
  if (focused) ui.focusRing(cell, 8);
}

void RunTableView::draw(const ProblemsContext& context, Rect area, const RunTable& table) {
  constexpr float highest = 84, names = 0.34f;  // of the width
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  const int rows = static_cast<int>(table.rows.size()), columns = static_cast<int>(table.columns.size());
  if (chosen_.row >= rows || chosen_.column >= columns) chosen_ = {};
  float left = 0;
  for (const RunTable::Row& row : table.rows) left = std::max(left, ui.measure(row.name, Type::strong).w);
  left = std::min(left + 12, area.w * names);
  const Rect head = area.cutTop(ui.lineHeight(Type::small), 4);
  const float gap = context.layout == Layout::wide && !context.embedded ? 10.f : 5.f;
  const float w = (area.w - left + gap) / static_cast<float>(columns) - gap;
  const float h = std::min(highest, (area.h + gap) / static_cast<float>(rows) - gap);
  const bool fit = std::all_of(table.columns.begin(), table.columns.end(),
                               [&](const std::string& name) { return ui.measure(name, Type::small).w <= w; });
  for (int k = 0; k < columns; ++k) {
    const Rect name{head.x + left + static_cast<float>(k) * (w + gap), head.y, w, head.h};
    if (fit || table.columnsBriefly.empty())
      ui.textIn(name, table.columns[static_cast<std::size_t>(k)], Type::small, c.muted, Align::center);
    else
      ui.richText({name.center().x, name.y}, table.columnsBriefly[static_cast<std::size_t>(k)], Type::small, c.muted, 0, Align::center);
  }
  for (int row = 0; row < rows; ++row) {
    const float y = area.y + static_cast<float>(row) * (h + gap);
    const RunTable::Row& named = table.rows[static_cast<std::size_t>(row)];
    ui.textIn({area.x, y, left - 10, h}, named.name, Type::strong, named.pale ? c.muted : c.ink);
    for (int k = 0; k < columns; ++k) place(context, {area.x + left + static_cast<float>(k) * (w + gap), y, w, h}, table, {row, k});
  }
}

void RunTableView::drawChosen(const ProblemsContext& context, Column& column, const RunTable& table,
                              const std::function<std::string(int)>& nameOf) {
  constexpr float each = 116, highest = 420;
  Ui& ui = context.ui;
  if (!chosen_ || chosen_.row >= static_cast<int>(table.rows.size()) || chosen_.column >= static_cast<int>(table.columns.size())) return;
  ui::heading(ui, column,
              table.rows[static_cast<std::size_t>(chosen_.row)].name + ", " + table.columns[static_cast<std::size_t>(chosen_.column)]);
  ui::paragraph(ui, column, table.words(chosen_));
  const std::vector<int> runs = table.runs(chosen_);
  const auto rows = static_cast<float>((runs.size() + 1) / 2);
  drawRuns(context, column.take(std::min(highest, each * rows)), runs, nameOf, grid_);
  if (std::find(runs.begin(), runs.end(), grid_.selected) != runs.end())
    drawChosenRun(context, column, &context.snapshot.runs[static_cast<std::size_t>(grid_.selected)], nameOf(grid_.selected));
  else
    ui::caption(ui, column, context.tr("problems.pressRun"));
}

}  // namespace unroll
