#include <algorithm>
#include <cmath>
#include <utility>

#include "scenes/theorem/stage.h"
#include "widgets/readout.h"

namespace unroll {

namespace {

constexpr float labelWidth = 132;
constexpr float narrowLabelWidth = 84;
constexpr float cellPitch = 58;
constexpr float leastForNumber = 44;  // of a cell
constexpr float besideLabel = 42;     // the present column's numbers, where cells hold none

struct Rows {
  float head = 20, outputs = 28, target = 20, difference = 30, gap = 6;
};

Rows rowsFor(const SceneContext& context) {
  Rows rows;
  if (context.layout != Layout::wide) rows.outputs = 24, rows.target = 18, rows.difference = 22, rows.gap = 4;
  return rows;
}

// y_t of one net at one time step: coloured by its value, the number in it where it fits.
void outputCell(Ui& ui, Rect r, float value, bool future) {
  const Color ground = valueColor(ui.theme(), value);
  ui.rounded(r, future ? fade(ground, 0.25f) : ground, 6);
  ui.outline(r, ui.color().lines, 6);
  if (r.w >= leastForNumber)
    ui.textIn(r, signedNumber(static_cast<double>(value)), Type::smallStrong, future ? ui.color().muted : inkOn(ui.theme(), ground),
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

// All that is known of step t. Markup, a line each.
std::string columnWords(const SceneContext& context, int t) {
  const Twins& twins = context.snapshot.twins;
  const auto at = static_cast<std::size_t>(t);
  const auto number = [](float v) { return signedNumber(static_cast<double>(v), 6); };
  std::string words = "<b>t = " + std::to_string(t) + "</>\n" +
                      context.tr("theorem.tipRnn", {{"t", std::to_string(t)}, {"y", number(twins.rnn.at(t, 0))}}) + "\n";
  if (t >= twins.feedforward.rows) return words + "<muted>" + context.tr("theorem.end") + "</>";
  words += context.tr("theorem.tipTwin", {{"y", number(twins.feedforward.at(t, 0))},
                                          {"d", differenceWords(static_cast<double>(twins.differencePerStep[at]))}}) +
           "\n" + context.tr("theorem.tipDistance", {{"d", compactNumber(static_cast<double>(twins.weightDistance[at]))}});
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
      ui.control(id, "theoremTable", "table", context.tr("theorem.outputs"), spoken(columnWords(context, view.present)), area);
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
  const float padding = context.layout == Layout::wide ? 36.f : 24.f;
  return padding + 26 + rows.head + 2 * (rows.outputs + rows.gap) + rows.target + rows.gap + 2 * rows.difference + rows.gap;
}

void drawTheoremTable(const SceneContext& context, Rect area, TheoremView& view) {
  Ui& ui = context.ui;
  const Twins& twins = context.snapshot.twins;
  const bool wide = context.layout == Layout::wide;
  Rect inside = ui::card(ui, area, ui::CardStyle::outlined, wide ? 18.f : 12.f);

  // Heading: the greatest difference, over all outputs and hidden states.
  Rows rows = rowsFor(context);
  rows.difference += std::clamp((area.h - theoremTableHeight(context)) / 2, 0.f, 40.f);
  const Rect head = inside.cutTop(20, 6);
  // Untied, the twins may differ where the task asks nothing, and be right all the same.
  std::string greatest = context.tr("theorem.greatest", {{"d", differenceWords(twins.maxAbsDifference)}});
  const bool untied = context.snapshot.current.tying == "untied";
  if (untied && twins.maxAbsDifference > 0) {
    const std::string asked = context.tr("theorem.greatestAsked", {{"d", differenceWords(differenceWhereAsked(context.snapshot))}});
    const float room = head.w - ui.measure(context.tr("theorem.outputs"), Type::heading).w - 12;
    if (ui.measureRich(greatest + asked, Type::strong).w <= room) greatest += asked;
  }
  const float greatestWidth = ui.measureRich(greatest, Type::strong).w;
  ui.richText({head.right() - greatestWidth, head.y}, greatest, Type::strong,
              twins.maxAbsDifference == 0 ? ui.color().good
              : untied                    ? ui.color().ink
                                          : ui.color().bad);
  const std::string& title = context.tr("theorem.outputs");
  for (const Type type : {Type::heading, Type::strong, Type::smallStrong})
    if (ui.measure(title, type).w + greatestWidth + 12 <= head.w) {
      ui.textIn(head, title, type, ui.color().ink);
      break;
    }

  const int columns = view.last() + 1;
  const float named = wide ? labelWidth : narrowLabelWidth;
  const auto all = static_cast<float>(columns);
  const bool holdsNumbers = all * leastForNumber <= inside.w - named || all > (inside.w - named - besideLabel) / 10;
  const float labels = named + (holdsNumbers ? 0 : besideLabel);
  const int shown = std::clamp(static_cast<int>((inside.w - labels) / cellPitch), 1, columns);
  const bool dense = columns > shown && columns <= static_cast<int>((inside.w - labels) / 10);  // colours without numbers
  const int count = dense ? columns : shown;
  const int first = std::clamp(view.present - count / 2, 0, columns - count);
  const float pitch = std::min((inside.w - labels) / static_cast<float>(count), 76.f);

  const Rect numbers = inside.cutTop(rows.head);
  const Rect rnn = inside.cutTop(rows.outputs, rows.gap);
  const Rect twin = inside.cutTop(rows.outputs, rows.gap);
  const Rect target = inside.cutTop(rows.target, rows.gap);
  const Rect difference = inside.cutTop(rows.difference, rows.gap);
  const Rect distance = inside.cutTop(rows.difference, rows.gap);

  const auto label = [&](Rect row, std::string_view key) {
    ui.richText({row.x, row.center().y - ui.lineHeight(Type::small) / 2}, context.tr(key), Type::small, ui.color().muted, named - 8);
  };
  label(rnn, wide ? "theorem.rowRnn" : "theorem.rowRnnShort");
  label(twin, wide ? "theorem.rowTwin" : "theorem.rowTwinShort");
  label(target, "theorem.rowTarget");
  label(difference, wide ? "theorem.rowDifference" : "theorem.rowDifferenceShort");
  label(distance, wide ? "theorem.rowDistance" : "theorem.rowDistanceShort");

  if (!holdsNumbers) {
    const auto beside = [&](Rect row, const Table& y) {
      if (view.present >= y.rows) return;
      ui.textIn({row.x, row.y, labels - 8, row.h}, signedNumber(static_cast<double>(y.at(view.present, 0))), Type::smallStrong,
                ui.color().ink, Align::right);
    };
    beside(rnn, twins.rnn);
    beside(twin, twins.feedforward);
  }

  float greatestDistance = 0;
  for (const float d : twins.weightDistance) greatestDistance = std::max(greatestDistance, d);
  const bool allEqual = twins.maxAbsDifference == 0;
  const auto nothing = [&](Rect row) {  // once for a whole row of narrow columns
    ui.textIn({row.x + labels + 14, row.y, row.w - labels - 14, row.h}, context.tr("theorem.zeroEverywhere"), Type::small,
              ui.color().muted);
  };
  if (dense && allEqual) nothing(difference);
  if (dense && greatestDistance == 0) nothing(distance);
  for (int i = 0; i < count; ++i) {
    const int t = first + i;
    const float x = rnn.x + labels + static_cast<float>(i) * pitch;
    const auto cell = [&](Rect row) { return Rect{x + (dense ? 0 : 3), row.y, pitch - (dense ? 0 : 6), row.h}; };
    const bool future = t > view.present, exists = t < view.steps;
    const auto at = static_cast<std::size_t>(t);
    const bool present = t == view.present;
    const bool asked = isAsked(context.snapshot, t);
    if (asked) ui.rounded({x + 1, numbers.y, pitch - 2, distance.bottom() - numbers.y}, ui.color().tip, 8);
    if (asked) {
      // Where the columns are narrow it reaches over its neighbours that are asked nothing.
      int alone = 1;
      while (alone < 4 && !isAsked(context.snapshot, t - alone) && !isAsked(context.snapshot, t + alone)) ++alone;
      const std::string words = targetWords(context.snapshot.probe.target.at(t, 0));
      if (ui.measure(words, Type::smallStrong).w <= static_cast<float>(alone) * pitch)
        ui.textIn({x - 20, target.y, pitch + 40, target.h}, words, Type::smallStrong, ui.color().ink, Align::center);
    }
    if (!asked && !dense && exists) ui.textIn(cell(target), "–", Type::small, ui.color().muted, Align::center);
    if (!dense || present || t == 0 || t == view.steps - 1)
      ui.textIn({x - 20, numbers.y, pitch + 40, numbers.h}, dense ? std::to_string(t) : "t = " + std::to_string(t),
                present ? Type::smallStrong : Type::small, present ? ui.color().control : ui.color().muted, Align::center);
    outputCell(ui, cell(rnn), twins.rnn.at(t, 0), future);
    if (exists) {
      outputCell(ui, cell(twin), twins.feedforward.at(t, 0), future);
      magnitudeBar(ui, cell(difference), twins.differencePerStep[at], static_cast<float>(twins.maxAbsDifference),
                   asked ? ui.color().bad : mixColors(ui.color().card, ui.color().muted, 0.6f));
      magnitudeBar(ui, cell(distance), twins.weightDistance[at], greatestDistance, ui.color().whh);
      if (twins.differencePerStep[at] == 0 && !(dense && allEqual))
        ui.textIn(cell(difference), "0", Type::small, ui.color().muted, Align::center);
      if (twins.weightDistance[at] == 0 && !(dense && greatestDistance == 0))
        ui.textIn(cell(distance), "0", Type::small, ui.color().muted, Align::center);
    } else if (!dense) {
      emptyCell(ui, cell(twin));
    }
    const Rect column{x, numbers.y, pitch, distance.bottom() - numbers.y};
    if (present) ui.outline(column, ui.color().control, 8, 1.5f);
    const Touch touch = ui.touch(ui.id("theorem.column." + std::to_string(t)), column);
    if (touch.hovered) {
      ui.cursor(ImGuiMouseCursor_Hand);
      readout(ui, touch.pos, area, columnWords(context, t));
    }
    if (touch.pressed || touch.clicked) view.jumpTo(t);
  }
  readable(context, {numbers.x, numbers.y, numbers.w, distance.bottom() - numbers.y}, view);
}

}  // namespace unroll
