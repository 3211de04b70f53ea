#include "scenes/problems/runs.h"

#include <algorithm>
#include <cmath>

#include "widgets/scroll.h"

namespace unroll {

namespace {

constexpr double decades = 3;  // below the blind score that an error is drawn with at least

double lastOf(const ProblemRun& run) {
  return static_cast<double>(run.job.drawings > 0                       ? run.job.drawings
                             : run.report && !run.report->curve.empty() ? run.report->curve.back().update
                                                                        : 1);
}

}  // namespace

RunScale::RunScale(const ProblemsSnapshot& s) : log_(!s.higherIsBetter), low_(0), high_(1) {
  if (!log_) return;
  low_ = s.learnedBound / 4;
  high_ = s.blindScore * 2;
  for (const ProblemRun& run : s.runs)
    if (run.report)
      for (const CurvePoint& p : run.report->curve) {
        const auto value = static_cast<double>(p.value);
        if (value > 0 && std::isfinite(value)) low_ = std::min(low_, value / 1.3);
      }
  low_ = std::max(low_, high_ * std::pow(10, -decades - 1));
}

float RunScale::y(Rect r, double metric) const {
  double share = log_ ? 0.0 : 1.0;
  if (std::isfinite(metric))
    share = log_ ? std::log(std::max(metric, low_) / low_) / std::log(high_ / low_) : metric;
  else
    share = log_ ? 1 : 0;
  return r.bottom() - r.h * static_cast<float>(std::clamp(share, 0.0, 1.0));
}

void drawRunCurve(const ProblemsContext& context, Rect r, const ProblemRun& run, const RunScale& scale, bool lines) {
  Ui& ui = context.ui;
  const ProblemsSnapshot& s = context.snapshot;
  const Palette& c = ui.color();
  const bool learned = s.hasLearned(run);
  ui.rounded(r, learned ? mixColors(c.card, c.control, ui.theme().dark ? 0.16f : 0.07f) : c.stage, 6);
  const Rect inside = r.inset(3, 5);
  if (lines) {
    const float blind = scale.y(inside, s.blindScore), bound = scale.y(inside, s.learnedBound);
    for (float x = r.x; x < r.right(); x += 7) ui.hairline({x, blind}, {std::min(x + 4, r.right()), blind}, c.muted);
    for (float x = r.x; x < r.right(); x += 4) ui.hairline({x, bound}, {std::min(x + 1.5f, r.right()), bound}, c.good);
  }
  if (!run.report) return;
  const double last =
      std::max({lastOf(run), static_cast<double>(s.settings.net.updates > 0 && run.job.drawings == 0 ? s.settings.net.updates : 1), 1.0});
  const Color color = learned || !run.done() ? c.control : c.muted;
  ui.draw().PathClear();
  ImVec2 end{};
  ui.pushClip(r);
  for (const CurvePoint& p : run.report->curve) {
    end = {inside.x + inside.w * static_cast<float>(static_cast<double>(p.update) / last), scale.y(inside, static_cast<double>(p.value))};
    ui.draw().PathLineTo(end);
  }
  ui.draw().PathStroke(color, 0, 1.6f);
  // Too short for an evaluation on the way: where it ended.
  const bool onlyEnd = run.report->curve.empty() && run.done() && !run.failed();
  if (onlyEnd) end = {inside.right(), scale.y(inside, run.report->row.metric)};
  if (onlyEnd || !run.report->curve.empty()) ui.draw().AddCircleFilled(end, 3, color);
  ui.popClip();
}

namespace {

struct GridPlace {
  int columns = 1;
  float w = 0, h = 0;  // of a picture, without its name
};

// The number of columns whose pictures come nearest to the wanted shape; where all can't be seen at once, as many rows as it takes.
GridPlace placeGrid(Rect area, int count, float label, float gap) {
  constexpr float wanted = 1.25f, leastWidth = 40, leastHeight = 22, scrolledHeight = 34;  // wanted: width to height
  GridPlace place;
  float best = 1e9f;
  for (int n = 1; n <= count; ++n) {
    const int rows = (count + n - 1) / n;
    const float w = (area.w + gap) / static_cast<float>(n) - gap, h = (area.h + gap) / static_cast<float>(rows) - gap - label;
    if (w < leastWidth || h < leastHeight) continue;
    const float distance = std::fabs(std::log(w / h / wanted));
    if (distance < best) best = distance, place = {n, w, h};
  }
  if (place.w > 0) return place;
  place.columns = std::clamp(static_cast<int>((area.w + gap) / (leastWidth + 12 + gap)), 1, count);
  place.w = (area.w + gap) / static_cast<float>(place.columns) - gap;
  place.h = scrolledHeight;
  return place;
}

// "– – blind answer   · · · learned": how they stand in each of the pictures.
void drawLegend(const ProblemsContext& context, Rect row) {
  constexpr float line = 24, gap = 18;
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  const float y = row.center().y;
  float x = row.x;
  const auto entry = [&](float dash, float step, Color color, const std::string& words) {
    for (float at = x; at < x + line; at += step) ui.hairline({at, y}, {std::min(at + dash, x + line), y}, color);
    ui.text({x + line + 6, row.y}, words, Type::small, c.muted);
    x += line + 6 + ui.measure(words, Type::small).w + gap;
  };
  entry(4, 7, c.muted, context.tr("problems.blind"));
  entry(1.5f, 4, c.good, context.tr("problems.learned"));
}

std::string shownOf(const ProblemsSnapshot& s, const ProblemRun& run) {
  return run.failed() ? "–" : run.report ? metricWords(s, run.report->row.metric) : std::string();
}

void drawCell(const ProblemsContext& context, Rect cell, int index, const std::string& name, const RunScale& scale, RunGrid& grid,
              float room) {
  Ui& ui = context.ui;
  const ProblemsSnapshot& s = context.snapshot;
  const Palette& c = ui.color();
  const float label = ui.lineHeight(Type::small), w = cell.w;
  const ProblemRun& run = s.runs[static_cast<std::size_t>(index)];
  const Rect picture{cell.x, cell.y, w, cell.h - label};
  const std::string control = "run" + std::to_string(index);
  std::string value = context.tr("problems.run.waits");
  if (run.failed())
    value = ui.words().ofEngine(run.report->error);
  else if (run.report)
    value = metricWords(s, run.report->row.metric);
  const Id id = ui.id(control);
  const bool focused = ui.control(id, control, "button", name, value, cell);
  const Touch touch = ui.touchPress(id, cell);
  if (touch.hovered) {
    grid.hovered = index;
    ui.cursor(ImGuiMouseCursor_Hand);
  }
  if (touch.clicked || std::exchange(ui.keys(id).activate, false)) {
    grid.selected = grid.selected == index ? -1 : index;
    grid.pressed = true;
  }
  if (focused) grid.hovered = grid.hovered < 0 ? index : grid.hovered;
  drawRunCurve(context, picture, run, scale);
  if (s.hasLearned(run) && w > 34) ui::icon(ui, ui::Icon::check, {picture.right() - 12, picture.y + 11}, 11, c.control);
  if (grid.selected == index) ui.outline(picture, c.control, 6, 2);
  // The whole name and the number; else its last word, which is the seed; at last that alone.
  const Rect below{cell.x + 2, cell.bottom() - label, w - 4, label};
  const std::string shown = shownOf(s, run), brief = name.substr(name.rfind(' ') + 1);
  const bool whole = ui.measure(name, Type::small).w + room <= below.w;
  const bool both = whole || ui.measure(brief, Type::small).w + room <= below.w;
  ui.text(below.min(), whole ? name : brief, Type::small, both || !s.hasLearned(run) ? c.ink : c.control);
  if (both)
    ui.richText({below.right() - ui.measureRich(shown, Type::smallStrong).w, below.y}, shown, Type::smallStrong,
                s.hasLearned(run) ? c.control : c.muted);
  if (focused) ui.focusRing(cell, 6);
}

}  // namespace

void drawRuns(const ProblemsContext& context, Rect area, std::span<const int> runs, const std::function<std::string(int)>& nameOf,
              RunGrid& grid) {
  constexpr int few = 30;
  Ui& ui = context.ui;
  grid.hovered = -1;
  grid.pressed = false;
  const int count = static_cast<int>(runs.size());
  if (count == 0) return;
  const float label = ui.lineHeight(Type::small), gap = count > few ? 6.f : 12.f;
  drawLegend(context, area.cutTop(label, 6));
  const GridPlace place = placeGrid(area, count, label, gap);
  const int rows = (count + place.columns - 1) / place.columns;
  const RunScale scale(context.snapshot);
  // The numbers have the same room everywhere, so that they stand in all pictures or in none.
  constexpr float apart = 6;
  float room = ui.measure("0.0000", Type::smallStrong).w;
  for (const int index : runs)
    room = std::max(room,
                    ui.measureRich(shownOf(context.snapshot, context.snapshot.runs[static_cast<std::size_t>(index)]), Type::smallStrong).w);
  const auto cells = [&](float x, float y) {
    for (int i = 0; i < count; ++i) {
      const int index = runs[static_cast<std::size_t>(i)];
      const Rect cell{x + static_cast<float>(i % place.columns) * (place.w + gap),
                      y + static_cast<float>(i / place.columns) * (place.h + label + gap), place.w, place.h + label};
      drawCell(context, cell, index, nameOf(index), scale, grid, room + apart);
    }
  };
  const float height = static_cast<float>(rows) * (place.h + label + gap) - gap;
  if (height <= area.h + 1) return cells(area.x, area.y);
  ui::scrolled(ui, "runs", area, 0, [&](Column& column) {
    const Rect all = column.take(height);
    cells(all.x, all.y);
  });
}

void drawChosenRun(const ProblemsContext& context, Column& column, const ProblemRun* run, const std::string& name) {
  Ui& ui = context.ui;
  if (!run || !run->report) return;
  const ProblemsSnapshot& s = context.snapshot;
  ui::paragraph(
      ui, column,
      "<b>" + name + "</>  " + (run->failed() ? ui.words().ofEngine(run->report->error) : metricWords(s, run->report->row.metric)));
  if (run->failed() || run->job.drawings > 0) return;
  const std::string& words = context.tr("problems.openRun");
  const Rect row = column.take(36);
  if (ui::button(ui, {row.x, row.y, std::min(row.w, ui::buttonWidth(ui, words)), row.h}, "openRun", words)) openRun(context, *run);
}

}  // namespace unroll
