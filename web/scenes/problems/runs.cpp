#include "scenes/problems/runs.h"

#include <algorithm>
#include <cmath>

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
  if (!run.report->curve.empty()) ui.draw().AddCircleFilled(end, 3, color);
  ui.popClip();
}

void drawRuns(const ProblemsContext& context, Rect area, std::span<const int> runs, const std::function<std::string(int)>& nameOf,
              RunGrid& grid) {
  Ui& ui = context.ui;
  const ProblemsSnapshot& s = context.snapshot;
  const Palette& c = ui.color();
  grid.hovered = -1;
  grid.pressed = false;
  const int count = static_cast<int>(runs.size());
  if (count == 0) return;
  const float label = ui.lineHeight(Type::small), gap = count > 30 ? 6.f : 12.f;
  // The number of columns whose pictures come nearest to this shape.
  constexpr float wanted = 1.25f;  // width to height
  int columns = 1;
  float best = 1e9f;
  for (int n = 1; n <= count; ++n) {
    const int rows = (count + n - 1) / n;
    const float w = (area.w + gap) / static_cast<float>(n) - gap, h = (area.h + gap) / static_cast<float>(rows) - gap - label;
    if (w < 20 || h < 8) continue;
    const float distance = std::fabs(std::log(w / h / wanted));
    if (distance < best) best = distance, columns = n;
  }
  const int rows = (count + columns - 1) / columns;
  const float w = (area.w + gap) / static_cast<float>(columns) - gap, h = (area.h + gap) / static_cast<float>(rows) - gap - label;
  const RunScale scale(s);
  for (int i = 0; i < count; ++i) {
    const int index = runs[static_cast<std::size_t>(i)];
    const ProblemRun& run = s.runs[static_cast<std::size_t>(index)];
    const Rect cell{area.x + static_cast<float>(i % columns) * (w + gap), area.y + static_cast<float>(i / columns) * (h + label + gap), w,
                    h + label};
    const Rect picture{cell.x, cell.y, w, h};
    const std::string name = nameOf(index);
    const std::string control = "run" + std::to_string(index);
    std::string value = context.tr("problems.run.waits");
    if (run.failed())
      value = run.report->error;
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
    const Rect below{cell.x + 2, cell.bottom() - label, w - 4, label};
    const std::string shown = run.failed() ? "–" : run.report ? metricWords(s, run.report->row.metric) : std::string();
    const float valueWidth = ui.measureRich(shown, Type::smallStrong).w;
    const bool both = ui.measure(name, Type::small).w + valueWidth + 8 <= below.w;
    if (both) ui.textIn(below, name, Type::small, c.ink);
    if (valueWidth <= below.w) {
      ui.richText({below.right() - valueWidth, below.y}, shown, Type::smallStrong, s.hasLearned(run) ? c.control : c.muted);
    }
    if (focused) ui.focusRing(cell, 6);
  }
  const bool scaleNamed = w > 80 && h > 44;
  if (!scaleNamed) return;
  const Rect first{area.x, area.y, w, h};
  const Rect inside = first.inset(3, 5);
  ui.text({first.x + 4, scale.y(inside, s.blindScore) - label + 1}, context.tr("problems.blind"), Type::small, c.muted);
  ui.text({first.x + 4, scale.y(inside, s.learnedBound) + 1}, context.tr("problems.learned"), Type::small, mixColors(c.good, c.ink, 0.3f));
}

void drawChosenRun(const ProblemsContext& context, Column& column, const ProblemRun* run, const std::string& name) {
  Ui& ui = context.ui;
  if (!run || !run->report) return;
  const ProblemsSnapshot& s = context.snapshot;
  ui::paragraph(ui, column, "<b>" + name + "</>  " + (run->failed() ? run->report->error : metricWords(s, run->report->row.metric)));
  if (run->failed() || run->job.drawings > 0) return;
  const std::string& words = context.tr("problems.openRun");
  const Rect row = column.take(36);
  if (ui::button(ui, {row.x, row.y, std::min(row.w, ui::buttonWidth(ui, words)), row.h}, "openRun", words)) openRun(context, *run);
}

}  // namespace unroll
