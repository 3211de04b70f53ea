#include "scenes/sequence/chain_links.h"

#include <cmath>

#include "scenes/recurrent/numbers.h"
#include "scenes/sequence/cell_parts.h"
#include "scenes/sequence/fold_grip.h"
#include "scenes/sequence/own_input.h"
#include "widgets/formula.h"

namespace unroll {

namespace {

constexpr float loopReach = 21;  // of the loop beside its cell, with what is around it

// The row whose numbers go from a step to this row at the next one: itself, or the output that is fed back.
const ChainRow& senderOf(const Snapshot& s, const std::vector<ChainRow>& rows, const ChainRow& row) {
  const bool output = !s.probe.fed0.empty() && row.layer == s.current.layers - 1 && !s.current.bidirectional;
  return output ? rows.front() : row;
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
  ui.draw().AddLine(from, neck, color, width);
  ui.draw().AddTriangleFilled(to, neck + side * 3.5f, neck - side * 3.5f, color);
}

ChainStart startOf(const Snapshot& s, const ChainRow& row) {
  if (!row.isState() || !s.memory) return {};
  const LayerStates& states = statesOf(s, row.layer);
  const bool carried = row.kind == ChainRow::Kind::carried, fed = !states.fed0.empty();
  const std::vector<float>& all = carried ? states.c0 : fed ? states.fed0 : states.h0;
  const int count = fed && !carried ? s.outputSize : row.count;
  if (static_cast<int>(all.size()) < (row.direction + 1) * count) return {};
  const std::string letter = carried ? "c" : fed ? "y" : "h", layer = s.current.layers > 1 ? "^{(" + std::to_string(row.layer) + ")}" : "",
                    step = "_{" + (row.direction == 1 ? std::to_string(s.probe.h.rows) : std::string("−1")) + "}";
  const std::string symbol = letter + layer + step;
  return {all.data() + row.direction * count, count, carried ? symbol : (fed ? "<hy>" : "<hh>") + symbol + "</>"};
}

std::string startsInWords(const Snapshot& s) {
  std::string words;
  for (const ChainRow& row : chainRows(s)) {
    const ChainStart start = startOf(s, row);
    if (start.count == 0) continue;
    words += (words.empty() ? "" : "\n") + formula::withoutMarkup(start.symbol) + " =";
    for (int i = 0; i < std::min(start.count, 8); ++i) words += (i > 0 ? "; " : " ") + signedNumber(static_cast<double>(start.values[i]));
    if (start.count > 8) words += " …";
  }
  return words;
}

ImVec2 linkPoint(const Snapshot& s, const std::vector<ChainRow>& rows, const ChainLayout& layout, const ChainRow& row, int t) {
  const Rect cell = layout.cell(row, t);
  const float gap = (layout.step() - cell.w) / 2, y = senderOf(s, rows, row).band.center().y;
  return {row.direction == 1 ? cell.right() + gap : cell.x - gap, (cell.center().y + y) / 2};
}

void drawLink(const SceneContext& context, const std::vector<ChainRow>& rows, const ChainLayout& layout, int present, const ChainRow& row,
              int t, Color color, bool backward) {
  const Snapshot& s = context.snapshot;
  const ChainRow& sender = senderOf(s, rows, row);
  const bool reverse = row.direction == 1;
  const int from = reverse ? t + 1 : t - 1, count = startOf(s, row).count;
  const bool outside = from < layout.first || from > layout.last,
             begins = outside && count > 0 && layout.showsStart(row.direction, s.probe.h.rows);
  // What comes into the present step is the loop. It closes where nothing is seen that it could come from.
  const float open = layout.fold * layout.fold * (3 - 2 * layout.fold);
  float opacity = t == present ? 1.f : open;
  if (outside && !begins) opacity = t == present ? 1 - open : 0.f;
  if (opacity <= 0) return;
  const Rect sent = begins ? layout.start(sender, count) : layout.cell(sender, outside ? t : from), cell = layout.cell(row, t);
  const ImVec2 p{reverse ? sent.x - 2 : sent.right() + 2, sender.band.center().y}, q{reverse ? cell.right() + 2 : cell.x - 2, cell.center().y};
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
  const Snapshot& s = context.snapshot;
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  const bool shown = layout.fold > 0.5f;
  const float words = std::clamp(4 * layout.fold - 3, 0.f, 1.f);
  float& from = ui.memory(ui.id("start.from"));
  Rect place{};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const ChainRow &row = rows[i], &sender = senderOf(s, rows, row);
    const ChainStart start = startOf(s, row);
    if (start.count == 0 || !layout.showsStart(row.direction, steps)) continue;
    Rect r = layout.start(sender, start.count);
    const int drawn = std::min(start.count, std::max(1, static_cast<int>(r.h)));
    const float each = r.h / static_cast<float>(drawn);
    for (int k = 0; k < drawn; ++k) {
      const float v = start.values[start.count * k / drawn];
      const Rect unit{r.x, r.y + each * static_cast<float>(k), r.w, each};
      ui.draw().AddRectFilled(unit.min(), unit.max(), valueColor(ui.theme(), v));
      if (each >= 15 && r.w >= 34 && words > 0)
        ui.textIn(unit, diagram::fittedNumber(ui, v, r.w - 2), Type::small, fade(inkOn(ui.theme(), valueColor(ui.theme(), v)), words),
                  Align::center);
    }
    ui.outline(r, fade(c.unitLine, 0.45f), 3, 1);
    const float above = &sender == &rows.front() ? 20.f : r.y - (&sender - 1)->band.bottom();
    if (above >= 16 && words > 0) ui.richText({r.center().x, r.y - 18}, start.symbol, Type::small, fade(c.ink, words), 0, Align::center);
    if (!shown) continue;
    place = place.w > 0 ? Rect{place.x, place.y, std::max(place.right(), r.right()) - place.x, std::max(place.bottom(), r.bottom()) - place.y} : r;
    const Touch touch = ui.touch(ui.id("start." + std::to_string(i)), r.inset(-3, 0));
    const float at = touch.held ? touch.origin.y : touch.pos.y;
    const int unit = std::clamp(static_cast<int>((at - r.y) / r.h * static_cast<float>(start.count)), 0, start.count - 1);
    if (touch.pressed) from = start.values[unit];
    if (touch.dragging) {
      const float value = std::round((from - (touch.pos.y - touch.origin.y) * weightPerUnit) * 100) / 100;
      if (std::abs(value - start.values[unit]) > 0.004f)
        context.send("start", startText(s, {row.layer, row.direction, row.kind == ChainRow::Kind::carried, unit, value}));
    }
    if (!touch.hovered && !touch.held) continue;
    ui.cursor(ImGuiMouseCursor_ResizeNS);
    ui.tip(r, formula::withoutMarkup(start.symbol) + (start.count > 1 ? "[" + std::to_string(unit) + "]" : "") + " = " +
                  signedNumber(static_cast<double>(start.values[unit]), 3));
  }
  if (place.w <= 0) return;
  const Id id = ui.id("before");
  const std::string told = startsInWords(s);
  if (ui.control(id, "before", "picture", context.tr("sequence.input.start"), told, place) && ui.showsFocus()) {
    ui.focusRing(place.inset(-3), 5);
    ui.tip(place, told);
  }
  if (words <= 0) return;
  for (const int direction : {0, 1}) {
    if (direction == 1 && !s.current.bidirectional) break;
    if (!layout.showsStart(direction, steps)) continue;
    const std::string number = direction == 1 ? std::to_string(steps) : "−1";
    ChainRow row = rows.front();
    row.direction = direction;
    ui.text({layout.start(row, 1).center().x, layout.labelY}, layout.starts > 40 ? "t = " + number : number, Type::small, fade(c.muted, words),
            Align::center);
  }
}

void drawLoopSide(const SceneContext& context, Rect inside, const std::vector<ChainRow>& rows, const ChainLayout& layout,
                  SequenceView& view) {
  Ui& ui = context.ui;
  const Snapshot& s = context.snapshot;
  const ChainRow& sender = senderOf(s, rows, rows[1]);
  const float right = layout.middle + ChainLayout::foldedWidth() / 2 + 2 + (s.memory ? loopReach : 0.f), y = sender.band.center().y;
  const float clear = 1 - 4 * layout.fold, x = right + 18;
  for (std::size_t i = 1; clear > 0 && i <= (s.memory && s.current.bidirectional ? 2u : 1u); ++i)
    ui.richText({x, senderOf(s, rows, rows[i]).band.center().y - 10},
                context.tr(!s.memory ? "sequence.closer.noMemory" : rows[i].direction == 1 ? "sequence.earlier" : "sequence.delay"), Type::small,
                fade(ui.color().muted, clear), inside.right() - x);
  if (view.backward) return;
  const bool besideY = s.current.bidirectional && layout.starts > 0;  // where the other rows begin at the right
  const float beside = besideY ? rows[0].band.center().y : (rows[0].band.bottom() + rows[1].band.y) / 2;
  foldGrip(context, {right, y - liftOf(rows, sender) * (s.memory ? 0.6f : 0.f)},
           {inside.right() + (context.layout == Layout::wide ? 6.f : 0.f), beside}, layout.fold, view);
}

}  // namespace unroll
