// A fresh sequence: what the net answers and what the target is. Tasks that mark steps of the input and ask once, at the end, show the
// input as bars and answer, target and error as numbers; the others show target and answer over time.
#include <algorithm>
#include <cmath>

#include "scenes/training/row_image.h"
#include "scenes/training/stage.h"
#include "widgets/plot.h"
#include "widgets/readout.h"

namespace unroll {

namespace {

// Bars of the first input; the marked ones strong, with a triangle below.
void drawMarkedInput(const SceneContext& context, Rect area, TrainingView& view) {
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  const Table& x = context.snapshot.probe.x;
  const int marker = context.snapshot.marker;
  if (x.rows < 1 || marker < 0) return;
  constexpr float kMarks = 14;
  const Rect bars{area.x, area.y, area.w, std::max(8.f, area.h - kMarks)};
  const float pitch = bars.w / static_cast<float>(x.rows), width = std::max(1.f, pitch > 6 ? pitch - 2 : pitch * 0.8f);
  const Id id = ui.id("probeInput");
  const Touch touch = ui.touch(id, area);
  int at = touch.hovered || touch.held ? std::clamp(static_cast<int>((touch.pos.x - bars.x) / pitch), 0, x.rows - 1) : -1;
  for (int t = 0; t < x.rows; ++t) {
    const bool marked = x.at(t, marker) > 0.5f;
    const float height = std::max(1.f, bars.h * std::clamp(x.at(t, 0), 0.f, 1.f)), left = bars.x + pitch * static_cast<float>(t);
    const Rect bar{left + (pitch - width) / 2, bars.bottom() - height, width, height};
    ui.rounded(bar, marked ? c.valuePositive : mixColors(c.card, c.valuePositive, ui.theme().dark ? 0.35f : 0.26f),
               std::min(2.f, width / 3));
    if (t == at || t == view.pointedStep) ui.outline(bar.inset(-2), t == at ? c.ink : c.control, 2, 1.5f);
    if (!marked) continue;
    const ImVec2 tip{left + pitch / 2, bars.bottom() + 3};
    ui.draw().AddTriangleFilled({tip.x, tip.y}, {tip.x + 5, tip.y + 8}, {tip.x - 5, tip.y + 8}, c.why);
  }
  ui.hairline({bars.x, bars.bottom()}, {bars.right(), bars.bottom()}, c.lines);
  if (at < 0) return;
  view.pointedNext = at;
  const std::string t = std::to_string(at);
  readout(ui, {bars.x + pitch * (static_cast<float>(at) + 0.5f), bars.y + bars.h / 2}, area,
          "<b>t = " + t + "</>\nx_{" + t + "}[0] = " + plainNumber(static_cast<double>(x.at(at, 0)), 4) + "\nx_{" + t + "}[" +
              std::to_string(marker) + "] = " + plainNumber(static_cast<double>(x.at(at, marker)), 0) +
              (x.at(at, marker) > 0.5f ? "  <muted>" + context.tr("training.marked") + "</>" : ""));
}

struct Row {
  std::string label;
  std::string value;
  Color color;
  std::string equation;
};

void drawAnswer(const SceneContext& context, Rect area, TrainingView& view) {
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  const Snapshot& s = context.snapshot;
  const int last = s.probe.y.rows - 1;
  const double answer = static_cast<double>(s.probe.y.at(last, 0)), target = static_cast<double>(s.probe.target.at(last, 0)),
               error = answer - target;
  const bool roomy = area.h > 190;
  const float line = roomy ? 30 : 24, caption = ui.lineHeight(Type::small);
  const bool withCaption = area.h > 3 * line + caption + 70;
  const bool withKey = area.h > 3 * line + 2 * caption + 76;
  const float below = 3 * line + (withCaption ? caption + 6 : 0) + (withKey ? caption + 2 : 0) + (roomy ? 10 : 4);
  if (area.h > below + 34) drawMarkedInput(context, area.cutTop(std::max(40.f, area.h - below), roomy ? 10.f : 4.f), view);

  const std::string t = std::to_string(last);
  const std::vector<int> marks = markedSteps(s);
  std::string sum;
  for (std::size_t i = 0; i < marks.size(); ++i) sum += (i ? " + " : "") + plainNumber(static_cast<double>(s.probe.x.at(marks[i], 0)), 3);
  const float column =
      std::max({ui.measure(context.tr("training.answer"), Type::text).w, ui.measure(context.tr("training.target"), Type::text).w,
                ui.measure(context.tr("training.error"), Type::text).w}) +
      18;
  const Row rows[] = {{context.tr("training.answer"), answerWords(answer, 3), c.ink, "y_{" + t + "} = " + answerWords(answer, 6)},
                      {context.tr("training.target"), answerWords(target, 3), c.muted,
                       sum.empty() ? answerWords(target, 6) : sum + " = " + answerWords(target, 3)}};
  for (const Row& row : rows) {
    const Rect r = area.cutTop(line);
    ui.textIn({r.x, r.y, column, r.h}, row.label, Type::text, c.muted);
    ui.richText({r.x + column, r.center().y - ui.measureRich(row.value, Type::title).h / 2}, row.value, Type::title, row.color);
    if (ui.hovers(r)) readout(ui, ui.pointer(), r, row.equation);
  }
  // Full: as far off as the blind answer is on the average.
  const Rect r = area.cutTop(line);
  ui.textIn({r.x, r.y, column, r.h}, context.tr("training.error"), Type::text, c.muted);
  const double full = std::sqrt(std::max(1e-12, s.blindScore));
  const bool good = std::fabs(error) < 0.25 * full;
  const std::string words = errorWords(error, 3);
  const float number = std::max(ui.measure("−0.000", Type::smallStrong).w, ui.measureRich(words, Type::smallStrong).w) + 10;
  const Rect bar{r.x + column, r.center().y - 8, std::max(10.f, r.w - column - number), 16};
  ui.rounded(bar, c.soft, 8);
  const float filled = bar.w * static_cast<float>(std::clamp(std::fabs(error) / full, 0.0, 1.0));
  ui.rounded({bar.x, bar.y, std::max(16.f, filled), bar.h}, std::isfinite(error) ? good ? c.good : c.valuePositive : c.bad, 8);
  const TextSize size = ui.measureRich(words, Type::smallStrong);
  ui.richText({r.right() - size.w, r.center().y - size.h / 2}, words, Type::smallStrong, c.ink);
  if (ui.hovers(r))
    readout(ui, ui.pointer(), r, context.tr("training.errorWords", {{"e", errorWords(error, 5)}, {"full", plainNumber(full, 3)}}));
  if (withKey) {
    const std::string &whole = context.tr("training.errorKey"), &brief = context.tr("training.errorKeyShort");
    area.cutTop(2);
    ui.textIn(area.cutTop(caption), ui.measure(whole, Type::small).w <= area.w ? whole : brief, Type::small, c.muted);
  }
  if (!withCaption || !std::isfinite(s.metric)) return;
  area.cutTop(6);
  std::string of = context.tr("training.thousand.error", {{"v", answerWords(s.metric, 4)}});
  if (ui.measureRich(of, Type::small).w > area.w) of = context.tr("training.thousand.short", {{"v", answerWords(s.metric, 4)}});
  ui.richText(area.cutTop(caption).min(), of, Type::small, c.muted);
}

// The end of the curve, and how the net goes on with it.
void drawForecast(const SceneContext& context, Rect area) {
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  const Snapshot& s = context.snapshot;
  const bool own = s.own.greatest > s.own.least;
  plot::Curve before{context.tr("training.input"), c.wxh, 2.f, false, false, false, true, true, {}};
  plot::Curve next{context.tr("training.goesOn"), c.why, 2.4f, false, false, false, true, true, {}};
  const Table &given = s.goneOn.before, &gone = s.goneOn.next;
  const auto add = [&](plot::Curve& curve, int t, float value) {
    curve.points.push_back({static_cast<double>(t), own ? s.own.inOwnUnits(static_cast<double>(value)) : static_cast<double>(value)});
  };
  for (int t = 0; t < given.rows; ++t) add(before, t - given.rows + 1, given.at(t, 0));
  if (given.rows > 0) add(next, 0, given.at(given.rows - 1, 0));
  for (int t = 0; t < gone.rows; ++t) add(next, t + 1, gone.at(t, 0));
  plot::Plot p;
  p.curves = {before, next};
  p.x.min = 1.0 - given.rows;
  p.x.max = gone.rows;
  p.x.minLabel = "−" + std::to_string(given.rows - 1);
  p.x.maxLabel = "+" + std::to_string(gone.rows);
  p.y = plot::fitLinear(p.curves, {}, {own ? s.own.least : -1, own ? s.own.greatest : 1});
  p.xWords = [](double x) { return (x > 0 ? "+" : "") + plainNumber(x, 0); };
  p.yWords = [](double y) { return answerWords(y, 3); };
  (void)plot::draw(ui, area, "forecastPlot", context.tr("training.goesOn"), p);
}

void drawOverTime(const SceneContext& context, Rect area, TrainingView& view) {
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  const Snapshot& s = context.snapshot;
  const bool bits = s.bits;
  const int steps = s.probe.y.rows;
  plot::Curve input{context.tr("training.input"), c.wxh, 1.2f, false, false, true, false, true, {}};
  plot::Curve target{context.tr("training.target"), bits ? c.ink : c.muted, bits ? 2.6f : 2.f, false, false, bits, !bits, true, {}};
  plot::Curve chance{context.tr("training.targetByChance"),
                     mixColors(c.card, c.muted, 0.55f),
                     2.f,
                     false,
                     false,
                     true,
                     false,
                     false,
                     {}};  // counts in the loss only
  plot::Curve answer{context.tr("training.answer"), c.why, 2.4f, false, false, false, true, true, {}};
  // An own curve in its own units.
  const bool own = s.own.greatest > s.own.least;
  const auto shown = [&](float value) { return own ? s.own.inOwnUnits(static_cast<double>(value)) : static_cast<double>(value); };
  for (int t = 0; t < steps; ++t) {
    const auto at = static_cast<std::size_t>(t);
    const double x = t, wanted = shown(s.probe.target.at(t, 0)), none = std::nan("");
    input.points.push_back({x, shown(s.probe.x.at(t, 0))});
    target.points.push_back({x, s.probe.scored[at] ? wanted : none});
    chance.points.push_back({x, s.probe.counts[at] && !s.probe.scored[at] ? wanted : none});
    answer.points.push_back({x, shown(s.probe.y.at(t, 0))});
  }
  plot::Plot p;
  if (!bits) p.curves.push_back(input);
  p.curves.push_back(chance);
  p.curves.push_back(target);
  p.curves.push_back(answer);
  p.x.min = -0.3;
  p.x.max = std::max(1, steps - 1) + 0.3;
  p.x.minLabel = "t = 0";
  p.x.maxLabel = "t = " + std::to_string(steps - 1);
  if (bits) {
    p.y = plot::fitLinear(p.curves, {}, {-0.25, 1.25});
    p.y.ticks = {0, 0.5, 1};
  } else {
    p.y = plot::fitLinear(p.curves, {}, {shown(-1), shown(1)});
  }
  p.hasCursor = view.pointedStep >= 0 && view.pointedStep < steps;
  p.cursor = view.pointedStep;
  p.xWords = [&s, &shown](double x) {
    const int t = static_cast<int>(std::lround(x));
    return "t = " + std::to_string(t) + ",  x_{" + std::to_string(t) + "} = " + compactNumber(shown(s.probe.x.at(t, 0)));
  };
  p.yWords = [](double y) { return answerWords(y, 3); };
  const plot::Reading reading = plot::draw(ui, area, "probePlot", context.tr("training.freshSequence"), p);
  if (reading.active) view.pointedNext = static_cast<int>(std::lround(reading.x));
}

}  // namespace

void drawFreshSequenceCard(const SceneContext& context, Rect area, TrainingView& view) {
  Ui& ui = context.ui;
  const Snapshot& s = context.snapshot;
  const std::string& title = context.tr(!s.notes.empty()          ? "training.melody.title"
                                        : !readsImage(s)          ? "training.freshSequence"
                                        : s.current.input.empty() ? "training.image.title"
                                                                  : "training.make.image.title");
  const Rect inside = trainingCard(context, area, title);
  const std::string& again = context.tr("training.newSequence");
  const float room = inside.w - ui.measureRich(title, Type::heading).w;
  const float top = area.y + (context.layout == Layout::wide ? 18.f : 12.f) * 0.75f;
  const float row = ui.lineHeight(Type::heading);
  const bool fits = ui.measure(again, Type::text).w + 14 < room;
  if (fits ? ui::textButton(ui, {inside.right(), top + (row - ui.lineHeight(Type::text)) / 2}, "newSequence", again, Align::right)
           : ui::iconButton(ui, {inside.right() - 32, top + row / 2 - 16, 32, 32}, "newSequence", ui::Icon::dice, again)) {
    context.send(RecurrentModel::newProbe);
  }
  if (s.probe.y.empty() || s.probe.target.empty()) return;
  const auto asked = std::count(s.probe.scored.begin(), s.probe.scored.end(), true);
  if (!s.notes.empty())
    drawMelody(context, inside, view);
  else if (s.goneOn.next.rows > 0 && s.current.task == "series")
    drawForecast(context, inside);
  else if (readsImage(s))
    drawReadImage(context, inside, view);
  else if (hasClasses(s))
    drawClasses(context, inside, view);
  else if (s.marker >= 0 && asked == 1 && s.probe.scored.back())
    drawAnswer(context, inside, view);
  else
    drawOverTime(context, inside, view);
}

}  // namespace unroll
