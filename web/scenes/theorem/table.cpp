#include <algorithm>
#include <cmath>
#include <utility>

#include "scenes/theorem/stage.h"
#include "scenes/theorem/twin.h"
#include "scenes/recurrent/weights.h"
#include "widgets/network_diagram.h"
#include "widgets/readout.h"

namespace unroll {

namespace {

constexpr float labelWidth = 132;
constexpr float narrowLabelWidth = 84;
constexpr float cellPitch = 58;
constexpr float leastForNumber = 44;  // of a column
constexpr float leastCellForNumber = 32;
constexpr float besideLabel = 42;  // the present column's numbers, where cells hold none

struct Rows {
  float head = 18, outputs = 26, target = 18, difference = 20, extra = 20, score = 17, gap = 5;
  // What stands below: distances and scores, or targets, or what each copy adds to the gradient.
  bool untied = false, shares = false;
  int scores = 0;  // nets whose metric is known at each step
};

bool hasShares(const Snapshot& s) {
  return s.current.tying != "untied" && s.shares.version == s.probe.version &&
         static_cast<int>(s.shares.contributions.size()) == s.twins.feedforward.rows;
}

Rows rowsFor(const SceneContext& context) {
  Rows rows;
  if (context.layout != Layout::wide) rows.outputs = 24, rows.gap = 4;
  rows.untied = context.snapshot.current.tying == "untied";
  const Twins& twins = context.snapshot.twins;
  const auto known = [&](const std::vector<float>& metric) { return static_cast<int>(metric.size()) == twins.feedforward.rows; };
  rows.scores = !known(twins.feedforwardMetric) ? 0 : known(twins.windowMetric) ? 3 : 2;
  rows.shares = hasShares(context.snapshot);
  return rows;
}

// y_t of one net at one time step: coloured by its value, the number in it where it fits.
void outputCell(Ui& ui, Rect r, float value, bool future) {
  const Color ground = valueColor(ui.theme(), value);
  ui.rounded(r, future ? fade(ground, 0.25f) : ground, 6);
  ui.outline(r, ui.color().lines, 6);
  if (r.w >= leastCellForNumber)
    ui.textIn(r, diagram::fittedNumber(ui, value, r.w - 2), Type::smallStrong, future ? ui.color().muted : inkOn(ui.theme(), ground),
              Align::center);
}

void emptyCell(Ui& ui, Rect r) {
  ui.outline(r, fade(ui.color().lines, 0.9f), 6);
  ui.textIn(r, "–", Type::small, ui.color().muted, Align::center);
}

void magnitudeBar(Ui& ui, Rect r, float value, float greatest, Color color) {
  const float share = greatest > 0 && std::isfinite(value) ? std::clamp(value / greatest, 0.f, 1.f) : 0;
  ui.hairline({r.x, r.bottom()}, {r.right(), r.bottom()}, ui.color().lines);
  const float height = value > 0 ? std::max(2.f, share * (r.h - 4)) : 0;
  if (height > 0) ui.rounded({r.x + 2, r.bottom() - height, r.w - 4, height}, color, 2);
}

// As y is set, but a bit as a bit.
std::string targetWords(float v) {
  return v == 0 || v == 1 ? plainNumber(static_cast<double>(v), 0) : signedNumber(static_cast<double>(v));
}

// What the twin's y_t is beside the loop's: the output that differs most, or that only states differ.
std::string differenceAtStep(const SceneContext& context, int t) {
  const Twins& twins = context.snapshot.twins;
  float most = 0;
  for (int o = 0; o < twins.feedforward.cols; ++o) {
    const float d = twins.feedforward.at(t, o) - twins.rnn.at(t, o);
    if (std::isnan(d) || std::fabs(d) > std::fabs(most)) most = d;
  }
  if (most == 0) return context.tr("theorem.onlyStates");
  const double d = static_cast<double>(most);
  return std::fabs(d) >= 0.005 || std::isnan(d) ? signedNumber(d) : diagram::oneDigit(most);
}

// All that is known of step t. Markup, a line each.
std::string columnWords(const SceneContext& context, const TheoremView& view, int t) {
  const Twins& twins = context.snapshot.twins;
  const auto at = static_cast<std::size_t>(t);
  const auto number = [](float v) { return signedNumber(static_cast<double>(v), 6) + "  <muted>" + bitsOf(v) + "</>"; };
  std::string words = "<b>t = " + std::to_string(t) + "</>\n" +
                      context.tr("theorem.tipRnn", {{"t", std::to_string(t)}, {"y", number(twins.rnn.at(t, 0))}}) + "\n";
  if (view.hides(t)) return words + "<muted>" + context.tr("theorem.notYet") + "</>";
  if (t >= twins.feedforward.rows) return words + "<muted>" + context.tr("theorem.end") + "</>";
  words += context.tr("theorem.tipTwin", {{"y", number(twins.feedforward.at(t, 0))},
                                          {"d", differenceWords(static_cast<double>(twins.differencePerStep[at]))}}) +
           (twins.differencePerStep[at] == 0 ? "\n" + context.tr("theorem.sameBits") : std::string());
  if (!std::isfinite(twins.rnn.at(t, 0)) && twins.differencePerStep[at] == 0) words += "\n" + context.tr("theorem.notFiniteHere");
  if (hasShares(context.snapshot))
    words += "\n" + context.tr("theorem.tipShare", {{"w", placeSymbol(context.snapshot, context.snapshot.shares.place)},
                                                    {"g", compactNumber(static_cast<double>(context.snapshot.shares.contributions[at]))}});
  if (twins.weightDistance[at] != 0)
    words += "\n" + context.tr("theorem.tipDistance", {{"d", compactNumber(static_cast<double>(twins.weightDistance[at]))}});
  return words + "\n<muted>" +
         (isAsked(context.snapshot, t)
              ? context.tr("theorem.tipTarget", {{"y", plainNumber(static_cast<double>(context.snapshot.probe.target.at(t, 0)), 4)}})
              : context.tr("theorem.tipNotAsked")) +
         "</>";
}

// The table as one control: it reads the present column, and the arrow keys walk on.
void readable(const SceneContext& context, Rect area, TheoremView& view) {
  Ui& ui = context.ui;
  const Id id = ui.id("theoremTable");
  ControlKeys& keys = ui.keys(id);
  const int x = std::exchange(keys.x, 0);
  if (x != 0) view.jumpTo(view.present + x);
  if (std::exchange(keys.home, false)) view.jumpTo(0);
  if (std::exchange(keys.end, false)) view.jumpTo(view.last());
  const bool focused =
      ui.control(id, "theoremTable", "table", context.tr("theorem.outputs"), spoken(columnWords(context, view, view.present)), area);
  if (focused && ui.showsFocus()) ui.focusRing(area.inset(-4), 8);
}

}  // namespace

bool isAsked(const Snapshot& snapshot, int t) {
  const auto at = static_cast<std::size_t>(t);
  return at < snapshot.probe.scored.size() && snapshot.probe.scored[at] && t < snapshot.probe.target.rows;
}

// Of the outputs, at the steps where the task asks.
double differenceWhereAsked(const Snapshot& snapshot) {
  const Twins& twins = snapshot.twins;
  float greatest = 0;
  for (int t = 0; t < std::min(twins.rnn.rows, twins.feedforward.rows); ++t)
    for (int o = 0; o < twins.feedforward.cols && isAsked(snapshot, t); ++o)
      greatest = std::max(greatest, std::fabs(twins.rnn.at(t, o) - twins.feedforward.at(t, o)));
  return static_cast<double>(greatest);
}

float theoremTableHeight(const SceneContext& context) {
  const Rows rows = rowsFor(context);
  return 24 + rows.head + 2 * (rows.outputs + rows.gap) + rows.difference +
         (rows.untied ? rows.extra + rows.gap + (rows.scores > 0 ? static_cast<float>(rows.scores) * rows.score : rows.target) + rows.gap
                      : 0) +
         (rows.shares ? rows.extra + rows.gap : 0);
}

std::string shareNumber(const Ui& ui, float v, float width) {
  if (v == 0 || !std::isfinite(v)) return signedNumber(static_cast<double>(v));
  for (int decimals = 4; decimals >= 2; --decimals) {
    std::string words = signedNumber(static_cast<double>(v), decimals);
    if (std::fabs(v) >= 5 * std::pow(10.f, static_cast<float>(-decimals)) && ui.measure(words, Type::smallStrong).w <= width) return words;
  }
  return diagram::oneDigit(v);
}

void drawTheoremTable(const SceneContext& context, Rect area, TheoremView& view) {
  Ui& ui = context.ui;
  const Snapshot& snapshot = context.snapshot;
  const Twins& twins = snapshot.twins;
  const Palette& c = ui.color();
  const bool wide = context.layout == Layout::wide;
  Rect inside = ui::card(ui, area, ui::CardStyle::outlined, 12.f);
  const Rows rows = rowsFor(context);
  const float spare = std::max(0.f, area.h - theoremTableHeight(context));
  inside.y += std::min(spare / 2, 40.f);

  const int columns = view.last() + 1;
  const float named = wide ? labelWidth : narrowLabelWidth;
  const auto all = static_cast<float>(columns);
  const bool holdsNumbers = all * leastForNumber <= inside.w - named || all > (inside.w - named - besideLabel) / 10;
  const float labels = named + (holdsNumbers ? 0 : besideLabel);
  const int shown = std::clamp(static_cast<int>((inside.w - labels) / cellPitch), 1, columns);
  const bool fits = all * leastForNumber <= inside.w - labels;
  const bool dense = !fits && columns > shown && columns <= static_cast<int>((inside.w - labels) / 10);  // colours without numbers
  const int count = dense || fits ? columns : shown;
  const int first = std::clamp(view.present - count / 2, 0, columns - count);
  const float pitch = std::min((inside.w - labels) / static_cast<float>(count), 84.f);

  const Rect numbers = inside.cutTop(rows.head);
  const Rect rnn = inside.cutTop(rows.outputs, rows.gap);
  const Rect twin = inside.cutTop(rows.outputs, rows.gap);
  Rect target{}, extra{};
  if (rows.untied && rows.scores == 0) target = inside.cutTop(rows.target, rows.gap);
  const Rect difference = inside.cutTop(rows.difference, rows.gap);
  if (rows.untied || rows.shares) extra = inside.cutTop(rows.extra, rows.gap);
  Rect scores[3] = {};
  for (int net = 0; net < rows.scores; ++net) scores[net] = inside.cutTop(rows.score, net + 1 == rows.scores ? rows.gap : 0.f);
  const float bottom = (rows.scores > 0 ? scores[rows.scores - 1] : extra.h > 0 ? extra : difference).bottom();

  const auto label = [&](Rect row, std::string_view words) {
    ui.richText({row.x, row.center().y - ui.lineHeight(Type::small) / 2}, words, Type::small, c.muted, named - 8);
  };
  label(rnn, context.tr(wide ? "theorem.rowRnn" : "theorem.rowRnnShort"));
  label(twin, context.tr(wide ? "theorem.rowTwin" : "theorem.rowTwinShort"));
  if (target.h > 0) label(target, context.tr("theorem.rowTarget"));
  const std::string quality = std::string(snapshot.higherIsBetter ? "theorem.right" : "theorem.error") + (wide ? "" : "Short");
  constexpr const char* nets[] = {"Loop", "Twin", "Window"};
  for (int net = 0; net < rows.scores; ++net) label(scores[net], context.tr(quality + nets[net]));
  label(difference, context.tr(wide ? "theorem.rowDifference" : "theorem.rowDifferenceShort"));
  if (rows.untied) label(extra, context.tr(wide ? "theorem.rowDistance" : "theorem.rowDistanceShort"));
  if (rows.shares) label(extra, wide ? "<grad>∂L/∂</>" + placeSymbol(snapshot, snapshot.shares.place) : std::string("<grad>∂L/∂w</>"));

  if (!holdsNumbers) {
    const auto beside = [&](Rect row, const Table& y) {
      if (view.present >= y.rows) return;
      ui.textIn({row.x, row.y, labels - 8, row.h}, signedNumber(static_cast<double>(y.at(view.present, 0))), Type::smallStrong, c.ink,
                Align::right);
    };
    beside(rnn, twins.rnn);
    beside(twin, twins.feedforward);
  }

  float greatestDistance = 0, greatestShare = 0;
  for (const float d : twins.weightDistance) greatestDistance = std::max(greatestDistance, d);
  if (rows.shares)
    for (const float g : snapshot.shares.contributions) greatestShare = std::max(greatestShare, std::fabs(g));
  const bool allEqual = twins.maxAbsDifference == 0;
  for (int i = 0; i < count; ++i) {
    const int t = first + i;
    const float x = rnn.x + labels + static_cast<float>(i) * pitch;
    const auto cell = [&](Rect row) { return Rect{x + (dense ? 0 : 3), row.y, pitch - (dense ? 0 : 6), row.h}; };
    const bool future = t > view.present, exists = t < view.steps, present = t == view.present;
    const auto at = static_cast<std::size_t>(t);
    const Rect column{x, numbers.y - 2, pitch, bottom - numbers.y + 4};
    const bool asked = rows.untied && isAsked(snapshot, t);
    const bool learned = rows.untied && exists && at < snapshot.probe.counts.size() && snapshot.probe.counts[at];
    const bool marked = t == view.firstDifference;
    if (marked) ui.rounded(column, fade(c.bad, ui.theme().dark ? 0.22f : 0.1f), 8);
    if (learned) ui.rounded({x + 1, numbers.y, pitch - 2, bottom - numbers.y}, c.tip, 8);
    if (asked && target.h > 0) {
      // Where the columns are narrow it reaches over its neighbours that are asked nothing.
      int alone = 1;
      while (alone < 4 && !isAsked(snapshot, t - alone) && !isAsked(snapshot, t + alone)) ++alone;
      const std::string words = targetWords(snapshot.probe.target.at(t, 0));
      if (ui.measure(words, Type::smallStrong).w <= static_cast<float>(alone) * pitch)
        ui.textIn({x - 20, target.y, pitch + 40, target.h}, words, Type::smallStrong, c.ink, Align::center);
    }
    if (target.h > 0 && !asked && !dense && exists) ui.textIn(cell(target), "–", Type::small, c.muted, Align::center);
    if (!dense || present || t == 0 || t == view.steps - 1 || marked)
      ui.textIn({x - 20, numbers.y, pitch + 40, numbers.h}, dense || pitch < 50 ? std::to_string(t) : "t = " + std::to_string(t),
                present || marked ? Type::smallStrong : Type::small,
                marked    ? c.bad
                : present ? c.control
                          : c.muted,
                Align::center);
    outputCell(ui, cell(rnn), twins.rnn.at(t, 0), future);
    if (exists && view.hides(t)) {
      ui.outline(cell(twin), fade(c.lines, 0.9f), 6);
      if (!dense)
        for (const Rect& row : {twin, difference}) ui.textIn(cell(row), "?", Type::small, c.muted, Align::center);
    } else if (exists) {
      const bool differs = twins.differencePerStep[at] != 0;
      outputCell(ui, cell(twin), twins.feedforward.at(t, 0), future);
      if (differs && !future && (view.firstDifference >= 0 || view.seeking)) ui.outline(cell(twin), c.bad, 6, dense ? 1.2f : 2.2f);
      if (dense && !allEqual)
        ui.rounded({x + 1, difference.center().y - 3, std::max(2.f, pitch - 2), 6}, fade(differs ? c.bad : c.good, future ? 0.35f : 1.f),
                   2);
      if (!dense)
        ui.textIn(cell(difference), differs ? differenceAtStep(context, t) : "=", Type::smallStrong,
                  fade(differs ? c.bad : c.good, future ? 0.45f : 1.f), Align::center);
      if (rows.untied) {
        magnitudeBar(ui, cell(extra), twins.weightDistance[at], greatestDistance, c.whh);
        if (twins.weightDistance[at] == 0 && !dense) ui.textIn(cell(extra), "0", Type::small, c.muted, Align::center);
      }
      for (int net = 0; net < rows.scores; ++net) {
        const float score = (net == 0 ? twins.rnnMetric : net == 1 ? twins.feedforwardMetric : twins.windowMetric)[at];
        if (std::isnan(score)) continue;
        const bool good = snapshot.higherIsBetter ? score >= static_cast<float>(snapshot.learnedBound)
                                                  : score <= static_cast<float>(snapshot.learnedBound);
        if (dense)
          magnitudeBar(ui, cell(scores[net]), score, snapshot.higherIsBetter ? 1.f : 2 * static_cast<float>(snapshot.blindScore),
                       good ? c.good : c.muted);
        else
          ui.textIn(cell(scores[net]),
                    snapshot.higherIsBetter ? context.tr("theorem.percent", {{"n", plainNumber(100 * static_cast<double>(score), 0)}})
                                            : shareNumber(ui, score, pitch - 10).substr(score > 0 ? 1 : 0),
                    Type::smallStrong, good ? c.good : c.ink, Align::center);
      }
      if (rows.shares) {
        const float share = snapshot.shares.contributions[at];
        if (dense)
          magnitudeBar(ui, cell(extra), std::fabs(share), greatestShare, c.gradient);
        else
          ui.textIn(cell(extra), shareNumber(ui, share, pitch - 10), Type::smallStrong, share == 0 ? c.muted : c.gradientText,
                    Align::center);
      }
    } else if (!dense) {
      emptyCell(ui, cell(twin));
    }
    if (marked) ui.outline(column, c.bad, 8, 1.8f);
    if (present) ui.outline(column, c.control, 8, 1.5f);
    const Touch touch = ui.touch(ui.id("theorem.column." + std::to_string(t)), column);
    if (touch.hovered) {
      ui.cursor(ImGuiMouseCursor_Hand);
      readout(ui, touch.pos, area, columnWords(context, view, t));
    }
    if (touch.pressed || touch.clicked) view.jumpTo(t);
  }
  if (dense && allEqual) {  // once for a whole row of narrow columns, over the frame of the present one
    const std::string& words = context.tr("theorem.equalEverywhere");
    const Rect place{difference.x + labels + 8, difference.y + 1, ui.measure(words, Type::small).w + 12, difference.h - 2};
    ui.rounded(place, c.card, 4);
    ui.textIn(place, words, Type::small, c.good, Align::center);
  }
  readable(context, {numbers.x, numbers.y, numbers.w, bottom - numbers.y}, view);
}

}  // namespace unroll
