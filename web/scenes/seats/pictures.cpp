// The discomfort as a stair, all seatings above the pits in which they end, and the same as a Hopfield net.
#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <utility>

#include "scenes/seats/stage.h"
#include "widgets/plot.h"

namespace unroll {

namespace {

std::string whole(double v) { return signedNumber(v, v == std::floor(v) ? 0 : 1); }

// Not cut within a letter of several bytes.
std::string firstLetter(const std::string& name) {
  std::size_t end = 1;
  while (end < name.size() && (static_cast<unsigned char>(name[end]) & 0xC0) == 0x80) ++end;
  return name.substr(0, end);
}

// Number of the stable seating where this one ends; −1: it isn't one.
int stableOf(const SeatsSnapshot& s, const Sides& sides) {
  const int n = s.room.people();
  const std::uint32_t bits = bitsOf(sides), all = static_cast<std::uint32_t>((std::uint64_t{1} << n) - 1);
  const std::uint32_t once = bits & 1 ? ~bits & all : bits;
  for (std::size_t k = 0; k < s.stable.size(); ++k)
    if (s.stable[k].right == once) return static_cast<int>(k);
  return -1;
}

}  // namespace

void drawStair(const SeatsContext& context, Rect area, SeatsView& view) {
  Ui& ui = context.ui;
  const SeatsSnapshot& s = context.snapshot;
  area = ui::cardHeading(ui, area, context.tr("seats.discomfort"), "E = " + whole(discomfortAt(s, view.present)));
  plot::Plot p;
  const auto stair = [&](int from, int to) {
    std::vector<plot::Point> points;
    for (int t = from; t <= to; ++t) {
      if (t > from) points.push_back({static_cast<double>(t), discomfortAt(s, t - 1)});
      points.push_back({static_cast<double>(t), discomfortAt(s, t)});
    }
    return points;
  };
  p.curves.push_back(
      {context.tr("seats.toCome"), ui.color().muted, 1.4f, true, true, false, true, false, stair(view.present, view.last())});
  p.curves.push_back({"E", ui.color().control, 2.4f, false, false, false, true, false, stair(0, view.present)});
  p.x.max = std::max(1, view.last());
  p.x.minLabel = "0";
  p.x.maxLabel = context.tr("seats.moves", {{"n", std::to_string(view.last())}});
  p.y = plot::fitLinear(p.curves, {}, {0});
  p.hasCursor = true;
  p.cursor = view.present;
  (void)plot::draw(ui, area, "stairPlot", context.tr("seats.discomfort"), p);
}

void drawSeatings(const SeatsContext& context, Rect area, const SeatsView& view) {
  Ui& ui = context.ui;
  const SeatsSnapshot& s = context.snapshot;
  const Palette& c = ui.color();
  const int count = static_cast<int>(s.stable.size());
  std::string title = !s.exhaustive ? context.tr("seats.foundSeatings", {{"n", std::to_string(count)}})
                                    : context.tr("seats.stableSeatings", {{"n", std::to_string(count)}});
  if (!s.searched) title = context.tr("seats.searching");
  const std::string note = s.evenings > 0 ? context.tr("seats.evenings", {{"n", ui.words().integer(s.evenings)}}) : std::string();
  area = ui::cardHeading(ui, area, title, note);
  if (count == 0) return;
  const Rect foot = area.cutBottom(ui.lineHeight(Type::smallStrong), 2);
  const Rect axis = area.cutLeft(34, 6);
  double low = s.stable.front().energy, high = s.stable.back().energy;
  for (const Seating& seating : s.seatings) high = std::max(high, seating.energy);
  for (int t = 0; t <= view.last(); ++t) high = std::max(high, discomfortAt(s, t));
  if (high <= low) high = low + 1;
  const auto yOf = [&](double e) { return area.bottom() - 10 - static_cast<float>((e - low) / (high - low)) * (area.h - 20); };
  for (const double e : {low, high}) {
    ui.textIn({axis.x, yOf(e) - 9, axis.w, 18}, whole(e), Type::small, c.muted, Align::right);
    ui.hairline({area.x, yOf(e)}, {area.right(), yOf(e)}, c.lines);
  }
  const int shown = std::min(count, std::max(1, static_cast<int>(area.w / 38)));
  const auto column = [&](double k) { return area.x + area.w * static_cast<float>((k + 0.5) / shown); };
  // Pits.
  for (int k = 0; k < shown; ++k) {
    const StableSeating& pit = s.stable[static_cast<std::size_t>(k)];
    const ImVec2 at{column(k), yOf(pit.energy)};
    ui.draw().PathArcTo(at + ImVec2(0, -3), 10, 0.1f, 3.04f, 16);
    ui.draw().PathStroke(c.ink, 0, 1.6f);
    ui.draw().AddCircleFilled(at, 4, c.ink, 16);
    if (s.evenings > 0)
      ui.textIn({at.x - 30, foot.y, 60, foot.h}, std::to_string(static_cast<int>(std::lround(100.0 * pit.ends / s.evenings))) + " %",
                Type::smallStrong, c.ink, Align::center);
  }
  // Seatings of a small room: at the mean of the pits they can end in, filled where the end is certain.
  std::map<std::pair<int, int>, int> taken;
  const auto placeOf = [&](const Seating& seating) {
    double sum = 0;
    int ends = 0;
    for (int k = 0; k < shown; ++k)
      if ((seating.ends >> k) & 1) {
        sum += k;
        ++ends;
      }
    return std::pair{ends > 0 ? sum / ends : shown - 1.0, ends == 1};
  };
  for (const Seating& seating : s.seatings) {
    const auto [k, certain] = placeOf(seating);
    const float y = yOf(seating.energy);
    const int slot = taken[{static_cast<int>(std::lround(k * 4)), static_cast<int>(std::lround(y / 7))}]++;
    const float x = column(k) + static_cast<float>((slot + 1) / 2) * 7 * (slot % 2 ? 1.f : -1.f);
    if (x < area.x || x > area.right()) continue;
    if (certain)
      ui.draw().AddCircleFilled({x, y}, 2.8f, fade(c.muted, 0.8f), 12);
    else
      ui.draw().AddCircle({x, y}, 2.8f, fade(c.muted, 0.8f), 12, 1);
  }
  // You are here: on the level of the present seating, over the pit of the evening's end.
  const Sides& end = sidesAt(s, view.last());
  const int pit = stableOf(s, end);
  if (pit < 0 || pit >= shown) return;
  const float y = yOf(discomfortAt(s, view.present));
  ui.draw().AddCircleFilled({column(pit), y}, 6, c.control, 20);
  const std::string& here = context.tr("seats.here");
  const float width = ui.measure(here, Type::smallStrong).w;
  const float x = column(pit) + 10 + width > area.right() ? column(pit) - 10 - width : column(pit) + 10;
  ui.rounded({x - 3, y - 9, width + 6, 18}, c.card, 4);  // over the dots
  ui.text({x, y - 9}, here, Type::smallStrong, c.control);
}

void sympathy(const SeatsContext& context, Column& column, const SeatsView& view, std::string_view name) {
  if (view.pairA < 0 || view.pairB < 0) return ui::caption(context.ui, column, context.tr("seats.matrixHint"));
  const Room& room = context.snapshot.room;
  double w = room(view.pairA, view.pairB);
  const std::string title = room.names[static_cast<std::size_t>(view.pairA)] + " – " + room.names[static_cast<std::size_t>(view.pairB)];
  if (ui::slider(context.ui, column, name, title, w, {.min = -3, .max = 3, .step = 1, .decimals = 1}))
    context.send(SeatsModel::like,
                 std::to_string(view.pairA) + ":" + std::to_string(view.pairB) + ":" + printNumber(std::round(w * 10) / 10));
  ui::caption(context.ui, column, context.tr("seats.sympathyHint"));
}

float netHeight(const SeatsContext& context, float width) {
  const auto n = static_cast<float>(context.snapshot.room.people());
  return 24 + std::min(26.f, (width - 110) / n) * n;
}

void drawNet(const SeatsContext& context, Rect area, SeatsView& view) {
  Ui& ui = context.ui;
  const SeatsSnapshot& s = context.snapshot;
  const Palette& c = ui.color();
  const int n = s.room.people();
  const float head = 22, beside = 92;
  const float cell =
      std::max(4.f, std::min({26.f, (area.w - beside - 18) / static_cast<float>(n), (area.h - head) / static_cast<float>(n)}));
  const Rect matrix{area.x + 18, area.y + head, cell * static_cast<float>(n), cell * static_cast<float>(n)};
  const Sides& sides = sidesAt(s, view.present);
  ui.richText({matrix.center().x - 6, area.y}, "<i>W</>", Type::strong, c.ink);
  const float sx = matrix.right() + 12;
  ui.richText({sx + 4, area.y}, "<i>s</>", Type::strong, c.ink);
  ui.richText({sx + 46, area.y}, "<i>h</>", Type::strong, c.ink);
  int a = -1, b = -1;
  for (int i = 0; i < n; ++i) {
    const float y = matrix.y + cell * static_cast<float>(i);
    if (cell >= 13) ui.textIn({area.x, y, 16, cell}, firstLetter(s.room.names[static_cast<std::size_t>(i)]), Type::small, c.muted);
    for (int j = 0; j < n; ++j) {
      const Rect r = Rect{matrix.x + cell * static_cast<float>(j), y, cell, cell}.inset(cell > 10 ? 1.f : 0.3f);
      const double w = s.room(i, j);
      const Color ground = i == j ? c.soft : valueColor(ui.theme(), static_cast<float>(w / mostSympathy));
      ui.rounded(r, ground, 3);
      if (cell >= 18 && w != 0) ui.textIn(r, signedNumber(w, 0), Type::small, inkOn(ui.theme(), ground), Align::center);
    }
    const Rect side{sx, y, cell, cell};
    const Color ground = valueColor(ui.theme(), static_cast<float>(sides[static_cast<std::size_t>(i)]) * 0.7f);
    ui.rounded(side.inset(1), ground, 3);
    const bool unhappy = isUnhappy(s.room, sides, i);
    if (cell >= 13) ui.textIn({sx + 34, y, 44, cell}, whole(drawTo(s.room, sides, i)), Type::small, unhappy ? c.bad : c.ink, Align::right);
  }
  const Id id = ui.id("matrix");
  const bool focused =
      ui.control(id, "matrix", "table", context.tr("seats.matrix"),
                 view.pairA >= 0 && view.pairB >= 0 && view.pairA < n && view.pairB < n
                     ? s.room.names[static_cast<std::size_t>(view.pairA)] + ", " + s.room.names[static_cast<std::size_t>(view.pairB)]
                     : std::string(),
                 matrix);
  const Touch touch = ui.touch(id, matrix);
  if (touch.hovered) {
    ui.cursor(ImGuiMouseCursor_Hand);
    a = std::clamp(static_cast<int>((touch.pos.y - matrix.y) / cell), 0, n - 1);
    b = std::clamp(static_cast<int>((touch.pos.x - matrix.x) / cell), 0, n - 1);
  }
  if (touch.clicked && a >= 0 && a != b) view.pairA = a, view.pairB = b;
  ControlKeys& keys = ui.keys(id);
  const int dx = std::exchange(keys.x, 0), dy = std::exchange(keys.y, 0);
  if (focused && (dx != 0 || dy != 0)) {
    view.pairA = std::clamp(std::max(0, view.pairA) - dy, 0, n - 1);
    view.pairB = std::clamp(std::max(0, view.pairB) + dx, 0, n - 1);
    if (view.pairA == view.pairB) view.pairB = view.pairB + 1 < n ? view.pairB + 1 : view.pairB - 1;
  }
  if (view.pairA >= 0 && view.pairB >= 0 && view.pairA < n && view.pairB < n)
    for (const auto& [i, j] : {std::pair{view.pairA, view.pairB}, std::pair{view.pairB, view.pairA}})
      ui.outline({matrix.x + cell * static_cast<float>(j), matrix.y + cell * static_cast<float>(i), cell, cell}, c.control, 3, 2);
  const int turn = nextAfter(s, view.present);
  if (turn >= 0) ui.outline({matrix.x - 2, matrix.y + cell * static_cast<float>(turn), matrix.w + 4, cell}, c.control, 4, 1.6f);
  if (focused) ui.focusRing(matrix.inset(-3), 6);
}

}  // namespace unroll
