#include "scenes/seats/stage.h"

#include <cmath>

#include "lesson/pane_tabs.h"
#include "widgets/formula.h"

namespace unroll {

namespace {

// "4 unhappy", and the triangles that can't be pleased.
std::string roomNote(const SeatsContext& context, const SeatsView& view, float width) {
  const SeatsSnapshot& s = context.snapshot;
  const int unhappy = unhappyAt(s, view.present);
  std::string words = unhappy == 0 ? context.tr("seats.allContent") : context.tr("seats.countUnhappy", {{"n", std::to_string(unhappy)}});
  if (s.triangles == 0) return words;
  const std::string both =
      words + " · " + context.tr(s.triangles == 1 ? "seats.oneTriangle" : "seats.triangles", {{"n", std::to_string(s.triangles)}});
  return context.ui.measure(both, Type::text).w < width ? both : words;
}

void roomCard(const SeatsContext& context, Rect area, SeatsView& view, float padding) {
  Rect inside = ui::card(context.ui, area, ui::CardStyle::stage, padding);
  inside = ui::cardHeading(context.ui, inside, context.tr("seats.room"), roomNote(context, view, 0.58f * inside.w));
  drawRoom(context, inside, view);
}

// On a phone the settings, with the slider of a weight, are out of sight.
void netPane(const SeatsContext& context, Rect inside, SeatsView& view) {
  if (context.layout == Layout::phone) {
    Column below(inside.cutBottom(96, 8));
    sympathy(context, below, view, "sympathyHere");
  }
  drawNet(context, inside, view);
}

void panes(const SeatsContext& context, Rect area, SeatsView& view) {
  const PaneTab tabs[] = {{"pane-room", context.tr("seats.room")},
                          {"pane-stair", context.tr("seats.discomfortShort")},
                          {"pane-seatings", context.tr("seats.seatingsShort")},
                          {"pane-net", context.tr("seats.netShort")}};
  paneTabs(context.ui, area, tabs, view.pane);
  if (view.pane == 0) return roomCard(context, area, view, 12);
  const Rect inside = ui::card(context.ui, area, ui::CardStyle::outlined, 12);
  if (view.pane == 1)
    drawStair(context, inside, view);
  else if (view.pane == 2)
    drawSeatings(context, inside, view);
  else
    netPane(context, inside, view);
}

}  // namespace

const Sides& sidesAt(const SeatsSnapshot& s, int t) {
  return t <= 0 || s.evening.empty() ? s.start : s.evening[std::min(s.evening.size(), static_cast<std::size_t>(t)) - 1].sides;
}
double discomfortAt(const SeatsSnapshot& s, int t) {
  return t <= 0 || s.evening.empty() ? s.startEnergy : s.evening[std::min(s.evening.size(), static_cast<std::size_t>(t)) - 1].energy;
}
int nextAfter(const SeatsSnapshot& s, int t) {
  return t < static_cast<int>(s.evening.size()) ? s.evening[static_cast<std::size_t>(t)].person : -1;
}
int unhappyAt(const SeatsSnapshot& s, int t) {
  int count = 0;
  for (int i = 0; i < s.room.people(); ++i) count += isUnhappy(s.room, sidesAt(s, t), i);
  return count;
}

void drawSeatsStage(const SeatsContext& context, Rect area, SeatsView& view) {
  if (context.layout != Layout::wide || area.h < 480) return panes(context, area, view);
  Rect below = area;
  const Rect room = below.cutTop(area.h * 0.57f, Theme::grid);
  roomCard(context, room, view, 18);
  const Rect stair = below.cutLeft(below.w * 0.38f, Theme::grid);
  drawStair(context, ui::card(context.ui, stair, ui::CardStyle::outlined, 16), view);
  drawSeatings(context, ui::card(context.ui, below, ui::CardStyle::outlined, 16), view);
}

// Both sums of whoever is looked at, else of who is next, and what follows from them.
void drawTurn(const SeatsContext& context, Column& column, const SeatsView& view) {
  Ui& ui = context.ui;
  const SeatsSnapshot& s = context.snapshot;
  const int n = s.room.people(), next = nextAfter(s, view.present);
  const int who = view.attention() >= 0 && view.attention() < n ? view.attention() : next;
  const Sides& sides = sidesAt(s, view.present);
  if (who < 0) {
    const bool rests = view.present >= view.last() && s.rests;
    const bool together = s.settings.order == "allAtOnce" && view.present < view.last();
    ui::heading(ui, column, context.tr(rests ? "seats.restTitle" : "seats.togetherTitle"));
    ui::paragraph(ui, column,
                  context.tr(rests                       ? "seats.restWords"
                             : together || s.period == 0 ? "seats.togetherWords"
                                                         : "seats.swapWords"));
    return;
  }
  const auto at = static_cast<std::size_t>(who);
  const bool unhappy = isUnhappy(s.room, sides, who), left = sides[at] < 0;
  const std::string name = formula::asTyped(s.room.names[at]);
  ui::heading(ui, column, who == next ? context.tr("seats.turn", {{"name", name}}) : name);
  double greatest = 1;
  for (int j = 0; j < n; ++j) greatest = std::max(greatest, std::fabs(s.room(who, j)));
  double sums[2] = {0, 0};
  for (int j = 0; j < n; ++j) sums[sides[static_cast<std::size_t>(j)] < 0 ? 0 : 1] += j == who ? 0 : s.room(who, j);
  greatest = std::max({greatest, std::fabs(sums[0]), std::fabs(sums[1])});
  const auto line = [&](const std::string& words, double value, bool strong) {
    const Rect row = column.take(ui.lineHeight(Type::small) + 3);
    const float zero = row.x + row.w * 0.72f, half = row.w * 0.26f;
    ui.textIn({row.x, row.y, row.w * 0.3f, row.h}, words, strong ? Type::smallStrong : Type::small, ui.color().ink);
    ui.textIn({row.x + row.w * 0.3f, row.y, row.w * 0.14f, row.h}, signedNumber(value, value == std::floor(value) ? 0 : 1),
              Type::smallStrong, ui.color().ink, Align::right);
    ui.hairline({zero, row.y}, {zero, row.bottom()}, ui.color().lines);
    const float w = half * static_cast<float>(std::fabs(value) / greatest);
    const Color color = strong ? ui.color().ink : value > 0 ? ui.color().valuePositive : ui.color().valueNegative;
    if (w > 0) ui.rounded({value > 0 ? zero : zero - w, row.y + 2, w, row.h - 4}, color, 3);
  };
  column.setGap(2);
  for (const bool here : {true, false}) {
    const bool onLeft = here == left;
    ui::caption(ui, column,
                context.tr(here ? (onLeft ? "seats.hereLeft" : "seats.hereRight") : (onLeft ? "seats.thereLeft" : "seats.thereRight"),
                           {{"name", name}}));
    for (int j = 0; j < n; ++j)
      if (j != who && (sides[static_cast<std::size_t>(j)] < 0) == onLeft && s.room(who, j) != 0)
        line(s.room.names[static_cast<std::size_t>(j)], s.room(who, j), false);
    line(context.tr("seats.sum"), sums[onLeft ? 0 : 1], true);
    column.space(4);
  }
  column.setGap(6);
  const double h = drawTo(s.room, sides, who);
  const auto number = [](double v) { return signedNumber(v, v == std::floor(v) ? 0 : 1); };
  ui::paragraph(ui, column, "<i>h</> = " + context.tr("seats.rightMinusLeft") + " = <b>" + number(h) + "</>");
  if (!unhappy) {
    ui::paragraph(ui, column, context.tr("seats.stays", {{"name", name}}));
  } else {
    const double before = discomfortAt(s, view.present), after = before - 2 * std::fabs(h);
    ui::paragraph(
        ui, column,
        "<control><b>" + context.tr(h < 0 ? "seats.toLeft" : "seats.toRight") + " E: " + number(before) + " → " + number(after) + "</></>");
  }
}

}  // namespace unroll
