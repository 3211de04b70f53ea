#include "scenes/sequence/chain_links.h"

#include <cmath>

#include "scenes/recurrent/numbers.h"
#include "scenes/sequence/fold_grip.h"
#include "scenes/sequence/own_input.h"
#include "widgets/formula.h"
#include "widgets/heatmap.h"

namespace unroll {

namespace {

constexpr float leastForNumber = 15;  // height of a unit that has its number written in it
constexpr float loopReach = 21;       // of the loop beside its cell, with what is around it

// The row whose numbers go from a step to this row at the next one: itself, or the output that is fed back.
const ChainRow& senderOf(const std::vector<ChainRow>& rows, const ChainRow& row) {
  return rows[0].start && row.isState() && row.layer == rows[1].layer ? rows[0] : row;
}

// How high the loop goes above the middle of the row that it leaves.
float liftOf(const std::vector<ChainRow>& rows, const ChainRow& row) {
  const float above = &row == &rows.front() ? 24.f : row.band.y - (&row - 1)->band.bottom();
  return row.band.h / 2 + std::clamp(above / 2, 4.f, 14.f);
}

// From p, so far beside it and so far over what lies between, to q. `sign`: to the right or to the left.
void cable(Ui& ui, ImVec2 p, ImVec2 q, float sign, float lift, float reach, Color color, float width, bool backward) {
  const float out = p.x + sign * reach, in = q.x - sign * reach, top = std::min(p.y, q.y) - lift, head = 6;
  const ImVec2 way[] = {{p.x + (backward ? sign * head : 0.f), p.y}, {out, p.y}, {out, top}, {in, top}, {in, q.y},
                        {q.x - (backward ? 0.f : sign * head), q.y}};
  ImDrawList& list = ui.draw();
  list.PathLineTo(way[0]);
  for (int i = 1; i < 5; ++i) {
    const ImVec2 a = way[i - 1] - way[i], b = way[i + 1] - way[i];
    const float before = std::hypot(a.x, a.y), after = std::hypot(b.x, b.y), round = std::min({9.f, before / 2, after / 2}) - 0.2f;
    if (round > 0.5f) {
      list.PathLineTo(way[i] + a * (round / before));
      list.PathBezierQuadraticCurveTo(way[i], way[i] + b * (round / after), 5);
    } else if (before > 0.5f) {
      list.PathLineTo(way[i]);
    }
  }
  list.PathLineTo(way[5]);
  list.PathStroke(color, 0, width);
  const ImVec2 tip = backward ? p : q;
  const float back = backward ? sign * head : -sign * head;
  list.AddTriangleFilled(tip, {tip.x + back, tip.y - 3.5f}, {tip.x + back, tip.y + 3.5f}, color);
}

}  // namespace

void arrow(Ui& ui, ImVec2 from, ImVec2 to, Color color, float width) {
  const ImVec2 way = to - from;
  const float length = std::hypot(way.x, way.y);
  if (length < 5) return;
  const ImVec2 unit{way.x / length, way.y / length}, side{-unit.y, unit.x};
  const ImVec2 neck = to - unit * 6.f;
  ui.draw().AddLine(from, neck, color, width * ui.theme().stroke);
  ui.draw().AddTriangleFilled(to, neck + side * 3.5f, neck - side * 3.5f, color);
}

void drawChainCell(const SceneContext& context, const ChainRow& row, const std::string& name, Rect r, int t, int there, bool present,
                   float digits) {
  const bool known = there > 0;
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  heatmap::Picture picture;
  picture.values = t < 0 ? row.start
                         : row.table->values.data() + static_cast<std::size_t>(t) * static_cast<std::size_t>(row.table->cols) +
                               static_cast<std::size_t>(row.from);
  picture.rows = there;
  picture.columns = 1;
  picture.opacity = known ? 1.f : 0.f;
  picture.version =
      ((context.snapshot.probe.version * 4096 + static_cast<std::uint64_t>(t + 1)) * 1024 + static_cast<std::uint64_t>(there)) * 1024 +
      static_cast<std::uint64_t>(row.from);
  const Rect filled{r.x, r.y, r.w, r.h * static_cast<float>(there) / static_cast<float>(row.count)};
  if (known) heatmap::draw(ui, context.gpu, name, filled, picture);
  ui.outline(r, known ? fade(c.unitLine, present ? 0.9f : 0.45f) : c.lines, 3, present ? 1.6f : 1);
  const float each = r.h / static_cast<float>(row.count);
  if (!known || each < leastForNumber || digits <= 0) return;
  for (int i = 0; i < there; ++i) {
    const float v = picture.values[i];
    const std::string words = diagram::fittedNumber(ui, v, r.w - 4, row.kind != ChainRow::Kind::input);
    ui.textIn({r.x, r.y + each * static_cast<float>(i), r.w, each}, words, Type::smallStrong,
              fade(inkOn(ui.theme(), valueColor(ui.theme(), v)), digits), Align::center);
  }
}

ImVec2 linkPoint(const std::vector<ChainRow>& rows, const ChainLayout& layout, const ChainRow& row, int t) {
  const Rect cell = layout.cell(row, t);
  const float gap = (layout.step() - cell.w) / 2, y = senderOf(rows, row).band.center().y;
  return {row.direction == 1 ? cell.right() + gap : cell.x - gap, (cell.center().y + y) / 2};
}

void drawLink(const SceneContext& context, const std::vector<ChainRow>& rows, const ChainLayout& layout, int present, const ChainRow& row,
              int t, Color color, bool backward) {
  const ChainRow& sender = senderOf(rows, row);
  const bool reverse = row.direction == 1;
  const int from = reverse ? t + 1 : t - 1;
  const bool outside = from < layout.first || from > layout.last,
             begins = outside && layout.showsStart(sender, context.snapshot.probe.h.rows);
  // What comes into the present step is the loop. It closes where nothing is seen that it could come from.
  const float open = layout.fold * layout.fold * (3 - 2 * layout.fold);
  float opacity = t == present ? 1.f : open;
  if (outside && !begins) opacity = t == present ? 1 - open : 0.f;
  if (opacity <= 0) return;
  const Rect sent = begins ? layout.start(sender) : layout.cell(sender, outside ? t : from), cell = layout.cell(row, t);
  const ImVec2 p{reverse ? sent.x - 2 : sent.right() + 2, sender.band.center().y},
      q{reverse ? cell.right() + 2 : cell.x - 2, cell.center().y};
  const float width = (row.kind == ChainRow::Kind::carried ? 3.f : 1.8f) + 1 - layout.fold;
  // Around one column; where columns stand apart, in the middle between them.
  const float bend = 1 - layout.apart(), between = std::clamp(layout.step() / layout.width() / 0.6f - 0.5f, 0.f, 1.f),
              gap = reverse ? p.x - q.x : q.x - p.x, reach = loopReach + (std::max(5 * bend, gap / 2) - loopReach) * between;
  color = fade(color, opacity);
  if (layout.fold < 1 || p.y != q.y)
    cable(context.ui, p, q, reverse ? -1.f : 1.f, liftOf(rows, sender) * bend, reach, color, width, backward);
  else
    arrow(context.ui, backward ? q : p, backward ? p : q, color, width);
}

void drawStarts(const SceneContext& context, const std::vector<ChainRow>& rows, const ChainLayout& layout, int steps) {
  Ui& ui = context.ui;
  const Color ink = fade(ui.color().muted, std::clamp(4 * layout.fold - 3, 0.f, 1.f));
  float& from = ui.memory(ui.id("start.from"));
  Rect place{};
  std::string told;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const ChainRow& row = rows[i];
    if (!layout.showsStart(row, steps)) continue;
    const Rect r = layout.start(row);
    const std::string name = "start" + std::to_string(i), symbol = formula::withoutMarkup(row.startSymbol);
    drawChainCell(context, row, name, r, -1, row.count, false, r.w < 34 ? 0.f : std::clamp(4 * layout.fold - 3, 0.f, 1.f));
    told += (told.empty() ? "" : "\n") + symbol + " =";
    for (int k = 0; k < std::min(row.count, 8); ++k) told += (k > 0 ? "; " : " ") + signedNumber(static_cast<double>(row.start[k]));
    if (row.count > 8) told += " …";
    if (layout.fold < 0.8f) continue;
    if (i == 0 || r.y - rows[i - 1].band.bottom() >= 16)
      ui.richText({r.center().x, r.y - 18}, row.startSymbol, Type::small, ink, 0, Align::center);
    if (place.w <= 0) place = r;
    place.w = std::max(place.w, r.right() - place.x);
    place.h = r.bottom() - place.y;
    const Touch touch = ui.touch(ui.id(name), r);
    const int unit = std::clamp(static_cast<int>(((touch.held ? touch.origin.y : touch.pos.y) - r.y) / r.h * static_cast<float>(row.count)),
                                0, row.count - 1);
    const float now = row.start[unit];
    if (touch.pressed) from = now;
    const float value = std::round((from - (touch.pos.y - touch.origin.y) * weightPerUnit) * 100) / 100;
    if (touch.dragging && std::abs(value - now) > 0.004f)
      context.send("start", startText(context.snapshot, {i == 0 ? rows[1].layer : row.layer, row.direction,
                                                         row.kind == ChainRow::Kind::carried, unit, value}));
    if (touch.hovered || touch.held) ui.tip(r, symbol + "[" + std::to_string(unit) + "] = " + signedNumber(static_cast<double>(now), 3));
  }
  if (place.w <= 0) return;
  if (ui.control(ui.id("before"), "before", "picture", context.tr("sequence.input.start"), told, place) && ui.showsFocus()) {
    ui.focusRing(place.inset(-3), 5);
    ui.tip(place, told);
  }
  if (layout.first == 0)
    ui.text({layout.x(-0.5f - layout.starts / layout.pitch / 2), layout.labelY}, "−1", Type::small, ink, Align::center);
}

void drawLoopSide(const SceneContext& context, Rect inside, const std::vector<ChainRow>& rows, const ChainLayout& layout,
                  SequenceView& view) {
  Ui& ui = context.ui;
  const Snapshot& s = context.snapshot;
  const ChainRow& sender = senderOf(rows, rows[1]);
  const float right = layout.middle + ChainLayout::foldedWidth() / 2 + 2 + (s.memory ? loopReach : 0.f), y = sender.band.center().y;
  const float clear = 1 - 4 * layout.fold, x = right + 18;
  for (std::size_t i = 1; clear > 0 && i <= (s.memory && s.current.bidirectional ? 2u : 1u); ++i)
    ui.richText({x, senderOf(rows, rows[i]).band.center().y - 10},
                context.tr(!s.memory                ? "eigenvalues.noMemory"
                           : rows[i].direction == 1 ? "sequence.earlier"
                                                    : "sequence.delay"),
                Type::small, fade(ui.color().muted, clear), inside.right() - x);
  if (view.backward) return;
  const bool besideY = s.current.bidirectional && layout.starts > 0;  // where the other rows begin at the right
  const float beside = besideY ? rows[0].band.center().y : (rows[0].band.bottom() + rows[1].band.y) / 2;
  foldGrip(context, {right, y - liftOf(rows, sender) * (s.memory ? 0.6f : 0.f)},
           {inside.right() + (context.layout == Layout::wide ? 6.f : 0.f), beside}, layout.fold, view);
}

}  // namespace unroll
