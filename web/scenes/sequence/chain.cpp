#include "scenes/sequence/chain.h"

#include <algorithm>
#include <cmath>

#include "scenes/recurrent/net_in_words.h"
#include "scenes/recurrent/numbers.h"
#include "scenes/sequence/backward.h"
#include "scenes/sequence/cell_parts.h"
#include "scenes/sequence/chain_back.h"
#include "scenes/sequence/cuts.h"
#include "scenes/sequence/holds.h"
#include "scenes/sequence/scissors.h"
#include "scenes/sequence/shares.h"
#include "scenes/sequence/step_size.h"
#include "widgets/heatmap.h"

namespace unroll {

namespace {

constexpr float leastPitch = 46, leastPitchHundreds = 60, mostPitch = 130;  // of the columns, which have their t below
constexpr float labelWidth = 46;
constexpr float leastForNumber = 15;  // height of a unit that has its number written in it
constexpr float leastForDigits = 34;  // and width
constexpr int textures = 64;

// One row of the picture: a part of a table.
struct ChainRow {
  enum class Kind { input, hidden, carried, output };
  Kind kind = Kind::hidden;
  std::string symbol;  // markup
  const Table* table = nullptr;
  int from = 0, count = 0;  // columns of the table
  int layer = 0, direction = 0;
  float weight = 1;  // of the height
  Rect band{};
  const Table* back = nullptr;  // the gradient of its numbers, on the way back
  const Table* free = nullptr;  // the same numbers with nothing held or cut; nullptr: nothing is
};

const Gate* cellState(const Snapshot& s, int layer) {
  for (const Gate& gate : statesOf(s, layer).gates)
    if (gate.name == "c") return &gate;
  return nullptr;
}

// From the top: y, the topmost layer … the lowest, x.
std::vector<ChainRow> rowsOf(const Snapshot& s) {
  std::vector<ChainRow> rows;
  const int hidden = s.current.hiddenSize, directions = s.current.bidirectional ? 2 : 1, layers = s.current.layers;
  rows.push_back({ChainRow::Kind::output, "<hy>y</>", &s.probe.y, 0, s.probe.y.cols, 0, 0, 0.45f, {}});
  for (int layer = layers - 1; layer >= 0; --layer) {
    const Table& table = layer == layers - 1 ? s.probe.h : s.probe.lower[static_cast<std::size_t>(layer)];
    const std::string name = layers > 1 ? "h^{(" + std::to_string(layer) + ")}" : "h";
    for (int d = directions - 1; d >= 0; --d)
      rows.push_back({ChainRow::Kind::hidden,
                      "<hh>" + name + (directions > 1 ? d == 0 ? " →" : " ←" : "") + "</>",
                      &table,
                      d * hidden,
                      hidden,
                      layer,
                      d,
                      1,
                      {}});
    if (const Gate* c = layer == layers - 1 && directions == 1 ? cellState(s, layer) : nullptr)
      rows.push_back({ChainRow::Kind::carried, "c", &c->values, 0, hidden, layer, 0, 1, {}});
  }
  rows.push_back({ChainRow::Kind::input, "<xh>x</>", &s.probe.x, 0, s.probe.x.cols, 0, 0, 0.45f, {}});
  return rows;
}

// Where each row's gradient stands, on the way back.
void addGradients(const Snapshot& s, std::vector<ChainRow>& rows) {
  for (ChainRow& row : rows) switch (row.kind) {
      case ChainRow::Kind::output: row.back = &s.back.dy; break;
      case ChainRow::Kind::hidden: row.back = &s.back.dh[static_cast<std::size_t>(row.layer)]; break;
      case ChainRow::Kind::carried: row.back = s.back.dc.empty() ? nullptr : &s.back.dc; break;
      case ChainRow::Kind::input: break;
    }
}

void addUnheld(const Snapshot& s, std::vector<ChainRow>& rows) {
  const UnheldPassage& free = s.unheld;
  if (free.h.rows != s.probe.h.rows || free.lower.size() != s.probe.lower.size() || free.gates.size() != s.probe.gates.size()) return;
  for (ChainRow& row : rows) switch (row.kind) {
      case ChainRow::Kind::output: row.free = &free.y; break;
      case ChainRow::Kind::hidden:
        row.free = row.layer == s.current.layers - 1 ? &free.h : &free.lower[static_cast<std::size_t>(row.layer)];
        break;
      case ChainRow::Kind::carried:  // of the layer on top alone
        if (row.layer == s.current.layers - 1)
          row.free = &free.gates[static_cast<std::size_t>(cellState(s, row.layer) - statesOf(s, row.layer).gates.data())].values;
        break;
      case ChainRow::Kind::input: break;
    }
}

struct ChainLayout {
  Rect area{};
  float pitch = 60, left = 0, cellWidth = 40, labelY = 0;
  int first = 0, last = 0;

  float x(int t) const { return left + pitch * (static_cast<float>(t - first) + 0.5f); }
  // Around the column of a step, or between two.
  Rect frame(float t, const std::vector<ChainRow>& rows) const {
    const float middle = left + pitch * (t - static_cast<float>(first) + 0.5f), top = rows.front().band.y - 8;
    return {middle - cellWidth / 2 - 9, top, cellWidth + 18, labelY + 20 - top};
  }
  Rect frame(int t, const std::vector<ChainRow>& rows) const { return frame(static_cast<float>(t), rows); }
  Rect cell(const ChainRow& row, int t) const { return {x(t) - cellWidth / 2, row.band.y, cellWidth, row.band.h}; }
};

ChainLayout place(Rect area, std::vector<ChainRow>& rows, const SequenceView& view) {
  ChainLayout layout;
  layout.area = area;
  const Rect columns{area.x + labelWidth, area.y, area.w - labelWidth, area.h - 22};
  layout.labelY = columns.bottom() + 2;
  const int fit = std::max(1, static_cast<int>(columns.w / (view.steps > 100 ? leastPitchHundreds : leastPitch))),
            shown = std::min(view.steps, fit);
  layout.pitch = std::min(mostPitch, columns.w / static_cast<float>(shown));
  layout.left = columns.x + (columns.w - layout.pitch * static_cast<float>(shown)) / 2;
  layout.cellWidth = std::min(76.f, layout.pitch * 0.62f);
  layout.first = std::clamp(view.present - shown / 2, 0, view.steps - shown);
  layout.last = layout.first + shown - 1;
  float weights = 0;
  for (const ChainRow& row : rows) weights += row.weight;
  const float gap = std::clamp(columns.h * 0.05f, 10.f, 30.f), room = columns.h - gap * static_cast<float>(rows.size() - 1) - 12;
  float y = columns.y + 6;
  for (ChainRow& row : rows) {
    const float height = std::min(std::max(8.f, room * row.weight / weights), 34.f * static_cast<float>(row.count));
    const float slot = std::max(8.f, room * row.weight / weights);
    row.band = {columns.x, y + (slot - height) / 2, columns.w, height};
    y += slot + gap;
  }
  return layout;
}

void arrow(Ui& ui, ImVec2 from, ImVec2 to, Color color, float width) {
  const ImVec2 way = to - from;
  const float length = std::hypot(way.x, way.y);
  if (length < 5) return;
  const ImVec2 unit{way.x / length, way.y / length}, side{-unit.y, unit.x};
  const ImVec2 neck = to - unit * 6.f;
  ui.draw().AddLine(from, neck, color, width);
  ui.draw().AddTriangleFilled(to, neck + side * 3.5f, neck - side * 3.5f, color);
}

// What computes the numbers of a row at one step.
ForwardStep stepOf(const Snapshot& s, const ChainRow& row, int t) {
  ForwardStep step{
      row.kind == ChainRow::Kind::output ? ForwardStep::Kind::output : ForwardStep::Kind::hidden, t, row.layer, row.direction, 0, -1};
  if (row.kind != ChainRow::Kind::carried) return step;
  step.kind = ForwardStep::Kind::gate;
  while (s.probe.gates[static_cast<std::size_t>(++step.gate)].name != "c") {
  }
  return step;
}

// The numbers of a row at one step, as a column of colours; a number in each, where it fits. `there`: so many of them, from the first.
void drawCell(const SceneContext& context, const ChainRow& row, int index, Rect r, int t, int there, bool present) {
  const bool known = there > 0;
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  heatmap::Picture picture;
  picture.values = row.table->values.data() + static_cast<std::size_t>(t) * static_cast<std::size_t>(row.table->cols) +
                   static_cast<std::size_t>(row.from);
  picture.rows = there;
  picture.columns = 1;
  picture.opacity = known ? 1.f : 0.f;
  picture.version = (context.snapshot.probe.version * 4096 + static_cast<std::uint64_t>(t + 1)) * 1024 + static_cast<std::uint64_t>(there);
  const Rect filled{r.x, r.y, r.w, r.h * static_cast<float>(there) / static_cast<float>(row.count)};
  if (known) heatmap::draw(ui, context.gpu, "chain" + std::to_string(index) + "." + std::to_string(t % textures), filled, picture);
  ui.outline(r, known ? fade(c.unitLine, present ? 0.9f : 0.45f) : c.lines, 3, present ? 1.6f : 1);
  const float each = r.h / static_cast<float>(row.count);
  if (index >= 100) return;  // below another picture: colours only
  if (!known || each < leastForNumber || r.w < leastForDigits) return;
  for (int i = 0; i < there; ++i) {
    const float v = picture.values[i];
    const std::string words = diagram::fittedNumber(ui, v, r.w - 4, row.kind != ChainRow::Kind::input);
    ui.textIn({r.x, r.y + each * static_cast<float>(i), r.w, each}, words, Type::smallStrong, inkOn(ui.theme(), valueColor(ui.theme(), v)),
              Align::center);
  }
}

}  // namespace

bool hasPassage(const Snapshot& s) {
  const Passage& p = s.probe;
  const int units = s.current.hiddenSize * (s.current.bidirectional ? 2 : 1);
  return p.h.rows > 0 && p.h.rows == p.y.rows && p.x.rows == p.h.rows && p.h.cols == units &&
         static_cast<int>(p.lower.size()) == s.current.layers - 1 && p.x.cols == s.inputSize && p.y.cols == s.outputSize;
}

namespace {

// The columns with all that is done on them. What a press or a double press on the present one does is the caller's.
struct ChainTouch {
  bool present = false, twice = false;
};

// On the arrow of its matrix, at its own step.
void markCut(const SceneContext& context, const std::vector<ChainRow>& rows, const ChainLayout& layout, const WeightPlace& cut) {
  const bool readout = cut.name.compare(0, 7, "readout") == 0, reverse = cut.name.find("_reverse") != std::string::npos;
  const std::size_t at = cut.name.find('@'), level = cut.name.find("_l");
  double step = 0;
  if (at == std::string::npos || !readNumber(std::string_view(cut.name).substr(at + 1), step)) return;
  const int t = static_cast<int>(step);
  if (t < layout.first || t > layout.last) return;
  for (std::size_t i = 0; i + 1 < rows.size(); ++i) {
    const ChainRow& row = rows[i];
    const bool its = readout ? row.kind == ChainRow::Kind::output
                             : row.kind == ChainRow::Kind::hidden && level != std::string::npos &&
                                   cut.name.compare(level + 2, 1, std::to_string(row.layer)) == 0 && (row.direction == 1) == reverse;
    if (!its) continue;
    const Rect cell = layout.cell(row, t);
    const bool upward = readout || cut.name.find("_ih") != std::string::npos;
    const float beside = reverse ? cell.right() + (layout.pitch - cell.w) / 2 : cell.x - (layout.pitch - cell.w) / 2;
    return drawCross(context, upward ? ImVec2{cell.center().x, (cell.bottom() + rows[i + 1].band.y) / 2} : ImVec2{beside, cell.center().y});
  }
}

// The matrix whose arrow was pressed: between two rows or between two steps. Its weight is chosen for the way back.
void pickArrow(const Snapshot& s, const std::vector<ChainRow>& rows, const ChainLayout& layout, int t, ImVec2 at, SequenceView& view) {
  const auto suffix = [](const ChainRow& row) { return "_l" + std::to_string(row.layer) + (row.direction == 1 ? "_reverse" : ""); };
  const WeightPlace now = copiedPlace(s, view);
  const auto pick = [&](const std::string& name) {
    if (name == now.name) return;
    for (const ParameterTable& p : s.parameters)
      if (p.name == name && p.values.cols > 0) view.copiedPlace = {name, 0, 0};
  };
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const ChainRow& row = rows[i];
    const Rect cell = layout.cell(row, t);
    const bool beside = at.x < cell.x - 1 || at.x > cell.right() + 1;
    if (row.kind == ChainRow::Kind::hidden && beside && std::abs(at.y - cell.center().y) < 16) {
      pick("rnn.weight_hh" + suffix(row));
      pick("rnn.weight_yh" + suffix(row));
    }
    if (i + 1 == rows.size() || beside || at.y <= cell.bottom() || at.y >= rows[i + 1].band.y) continue;
    if (row.kind == ChainRow::Kind::output) pick("readout.weight");
    if (row.kind == ChainRow::Kind::hidden) pick("rnn.weight_ih" + suffix(row));
  }
}

ChainTouch drawColumns(const SceneContext& context, const std::vector<ChainRow>& rows, const ChainLayout& layout, SequenceView& view,
                       Rect inside, int firstTexture = 0) {
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  const bool both = context.snapshot.current.bidirectional;
  const bool goesBack = showsBack(context.snapshot, view);
  const float front = goesBack ? backFront(context, view) : 0;
  const auto known = [&](int t) { return (both && !view.fine()) || goesBack || t <= view.present; };
  const auto computed = [&](const ChainRow& row, int t) {
    if ((both && !view.fine()) || row.kind == ChainRow::Kind::input) return both || known(t) ? row.count : 0;
    return view.thereOf(stepOf(context.snapshot, row, t), row.count);
  };
  const auto next = view.pending();
  // How far the way back has come to this step: 0 not yet, 1 it is there.
  const auto come = [&](int t) { return std::clamp(front - static_cast<float>(view.steps - 1 - t), 0.f, 1.f); };
  ChainTouch done;

  // Pressed or dragged: through time; a number of the topmost layer is looked at.
  const Id id = ui.id(firstTexture == 0 ? "diagram" : "diagramBelow");  // or a press that opened the cell would end in it
  const Touch touch = ui.touch(id, inside);
  if (touch.hovered) ui.cursor(ImGuiMouseCursor_Hand);
  const auto stepAt = [&](float x) {
    return std::clamp(layout.first + static_cast<int>(std::floor((x - layout.left) / layout.pitch)), layout.first, layout.last);
  };
  if (touch.pressed) ui.setFocus(0);
  done.twice = touch.doubleClicked;
  if (touch.clicked) {
    const int t = stepAt(touch.pos.x);
    for (const ChainRow& row : rows) {
      const Rect cell = layout.cell(row, t);
      if (row.layer != context.snapshot.current.layers - 1 || row.kind == ChainRow::Kind::input || row.kind == ChainRow::Kind::output ||
          !cell.contains(touch.pos))
        continue;
      const int unit =
          row.from + std::clamp(static_cast<int>((touch.pos.y - cell.y) / cell.h * static_cast<float>(row.count)), 0, row.count - 1);
      view.selected = {diagram::UnitRef{diagram::Layer::hidden, t, unit}, {}};
      view.anchor = touch.pos;
    }
    if (goesBack) pickArrow(context.snapshot, rows, layout, t, touch.pos, view);
    done.present = t == view.present && layout.frame(view.present, rows).contains(touch.pos);
    view.jumpTo(view.placeOf(t));
  } else if (touch.dragging) {
    view.jumpTo(view.placeOf(stepAt(touch.pos.x)));
  }

  // The present column.
  const float gliding = ui.glide(ui.id("present"), static_cast<float>(view.present), 0.35f);
  const Rect frame = layout.frame(gliding, rows);
  ui.rounded(frame, c.background, 10);
  ui.outline(frame, c.control, 10, 2);

  for (std::size_t i = 0; i < rows.size(); ++i) {
    const ChainRow& row = rows[i];
    const float middle = row.band.center().y;
    const bool gold = goesBack && row.back != nullptr;
    const float greatest = gold ? greatestOf(*row.back) : 0;
    const std::string full = gold ? "<grad>∂L/∂</>" + row.symbol : row.symbol;
    const bool brief = gold && layout.area.x + ui.measureRich(full, Type::small).w > layout.frame(layout.first, rows).x - 2;
    ui.richText({layout.area.x, middle - ui.lineHeight(Type::formula) / 2}, brief ? row.symbol : full, gold ? Type::small : Type::formula,
                c.ink);
    for (int t = layout.first; t <= layout.last; ++t) {
      const Rect cell = layout.cell(row, t);
      // Along the chain.
      const bool runs = row.kind == ChainRow::Kind::hidden || row.kind == ChainRow::Kind::carried;
      const bool remembers = context.snapshot.memory;
      if (runs && remembers && t < layout.last) {
        const Rect following = layout.cell(row, t + 1);
        const float arrived = std::min(come(t), come(t + 1));
        const Color color = gold ? fade(c.gradientLine, 0.2f + 0.8f * arrived)
                                 : fade(row.kind == ChainRow::Kind::carried ? c.muted : c.whh, known(t + 1) ? 0.9f : 0.3f);
        if ((row.direction == 0) != gold)
          arrow(ui, {cell.right() + 2, middle}, {following.x - 2, middle}, color, row.kind == ChainRow::Kind::carried ? 3.f : 1.8f);
        else
          arrow(ui, {following.x - 2, middle}, {cell.right() + 2, middle}, color, 1.8f);
      }
      // Upward, from the row below; the other direction of the same layer is not below.
      const auto sameLayer = [&] {
        return row.kind != ChainRow::Kind::output && rows[i + 1].kind == ChainRow::Kind::hidden && row.layer == rows[i + 1].layer;
      };
      if (i + 1 < rows.size() && !sameLayer()) {
        const Rect below = layout.cell(rows[i + 1], t);
        const Color color = row.kind == ChainRow::Kind::output                            ? c.why
                            : row.layer == 0 && rows[i + 1].kind == ChainRow::Kind::input ? c.wxh
                                                                                          : c.muted;
        if (below.y - cell.bottom() > 8 && gold && rows[i + 1].back)  // back it goes down
          arrow(ui, {cell.center().x, cell.bottom() + 2}, {cell.center().x, below.y - 2}, fade(c.gradientLine, 0.2f + 0.8f * come(t)),
                1.5f);
        else if (below.y - cell.bottom() > 8)
          arrow(ui, {cell.center().x, below.y - 2}, {cell.center().x, cell.bottom() + 2}, fade(color, known(t) ? 0.8f : 0.3f), 1.5f);
      }
      // What y gets is known since the loss, where it counts.
      const float there = row.kind != ChainRow::Kind::output                           ? come(t)
                          : context.snapshot.probe.counts[static_cast<std::size_t>(t)] ? 1.f
                                                                                       : 0.f;
      if (!gold || there < 1)
        drawCell(context, row, firstTexture + static_cast<int>(i), cell, t, gold ? 0 : computed(row, t), t == view.present);
      if (next && next->t == t && row.kind != ChainRow::Kind::input) {
        ForwardStep like = stepOf(context.snapshot, row, t);
        like.index = next->index;
        const bool carries = row.kind == ChainRow::Kind::carried;
        const bool here = like.kind == next->kind && like.gate == next->gate &&
                          (like.kind == ForwardStep::Kind::output || (like.layer == next->layer && like.direction == next->direction));
        // A gate has no row of its own: it is on its way to h.
        const bool onTheWay = next->kind == ForwardStep::Kind::gate && !carries && like.kind == ForwardStep::Kind::hidden &&
                              like.layer == next->layer && like.direction == next->direction;
        const float each = cell.h / static_cast<float>(row.count);
        if (here || onTheWay)
          ui.outline({cell.x - 2, cell.y + each * static_cast<float>(next->index), cell.w + 4, std::max(4.f, each)},
                     here ? c.control : fade(c.control, 0.5f), 3, 2.6f);
      }
      if (gold && there > 0) drawGradientCell(context, cell, *row.back, t, row.from, row.count, greatest, there);
      if (!gold && row.free && known(t))
        markColumn(context, cell, *row.table, *row.free, t, row.from, row.count,
                   row.kind == ChainRow::Kind::hidden && row.layer == context.snapshot.current.layers - 1);
      if (view.selected.unit && view.selected.unit->step == t && row.kind != ChainRow::Kind::input && row.kind != ChainRow::Kind::output &&
          row.layer == context.snapshot.current.layers - 1 && view.selected.unit->index >= row.from &&
          view.selected.unit->index < row.from + row.count) {
        const float each = cell.h / static_cast<float>(row.count);
        ui.outline({cell.x - 2, cell.y + each * static_cast<float>(view.selected.unit->index - row.from), cell.w + 4, std::max(4.f, each)},
                   c.ink, 3, 2.6f);
      }
    }
  }
  for (int t = layout.first; t <= layout.last; ++t)
    ui.text({layout.x(t), layout.labelY}, "t = " + std::to_string(t), t == view.present ? Type::smallStrong : Type::small,
            t == view.present ? c.ink : c.muted, Align::center);
  for (const WeightPlace& cut : context.snapshot.unheld.cut) markCut(context, rows, layout, cut);
  if (layout.first > 0 && ui::textButton(ui, {inside.x + 2, layout.labelY}, "stepsBefore",
                                         context.tr("sequence.before", {{"n", std::to_string(layout.first)}})))
    view.goTo(view.placeOf(std::max(0, view.present - (layout.last - layout.first + 1))));
  return done;
}

}  // namespace

namespace {

// From the weight's own step through the rows to the loss; the chosen one over the others.
void lightChainPaths(const SceneContext& context, const std::vector<ChainRow>& rows, const ChainLayout& layout, const SequenceView& view) {
  const Snapshot& s = context.snapshot;
  if (!showsPaths(s, view)) return;
  const std::size_t chosen = chosenPath(s, view);
  const auto pointOf = [&](const WeightPath::Place& place) {
    const bool carried = place.component >= s.current.hiddenSize;
    const int unit = place.component % s.current.hiddenSize;
    const ChainRow* found = &rows.front();
    for (const ChainRow& row : rows) {
      if (row.kind != ChainRow::Kind::hidden && row.kind != ChainRow::Kind::carried) continue;
      if (row.layer != place.layer || row.direction != place.direction) continue;
      if (found == &rows.front() || (row.kind == ChainRow::Kind::carried) == carried) found = &row;
    }
    if (carried && s.probe.gates.empty()) found = &rows.front();  // the output that is fed back
    const Rect cell = layout.cell(*found, place.t);
    return ImVec2{cell.center().x,
                  cell.y + cell.h * (static_cast<float>(std::min(unit, found->count - 1)) + 0.5f) / static_cast<float>(found->count)};
  };
  context.ui.pushClip({layout.left - 4, layout.area.y - 40, layout.area.right() - layout.left + 8, layout.area.h + 60});
  const auto light = [&](std::size_t i) {
    std::vector<ImVec2> points;
    for (const WeightPath::Place& place : s.shares.paths[i].places) points.push_back(pointOf(place));
    points.push_back(layout.cell(rows.front(), view.lossOfPiece).center());
    lightPath(context, s.shares.paths[i], points, i == chosen);
  };
  for (std::size_t i = 0; i < s.shares.paths.size(); ++i)
    if (i != chosen) light(i);
  light(chosen);
  context.ui.popClip();
}

}  // namespace

void drawChain(const SceneContext& context, Rect area, SequenceView& view) {
  Ui& ui = context.ui;
  const bool wide = context.layout == Layout::wide;
  Rect inside = ui::card(ui, area, ui::CardStyle::stage, wide ? 20.f : 12.f);
  Rect head = inside.cutTop(Theme::touch, 4.f);
  chainSwitch(context, head, view);
  std::vector<ChainRow> rows = rowsOf(context.snapshot);
  const bool goesBack = showsBack(context.snapshot, view);
  addUnheld(context.snapshot, rows);
  Rect river{}, key{}, shares{};
  if (goesBack) {
    if (inside.h > 380) shares = inside.cutBottom(std::min(150.f, inside.h * 0.27f), 6);
    addGradients(context.snapshot, rows);
    river = inside.cutTop(std::clamp(inside.h * 0.13f, 30.f, 64.f), 4);
    if (wide) key = inside.cutBottom(22, 4);
  }
  const ChainLayout layout = place(inside, rows, view);
  const int after = view.steps - 1 - layout.last;
  if (after > 0) {
    const std::string words = context.tr("sequence.after", {{"n", std::to_string(after)}});
    const Rect at = head.cutRight(ui.measure(words, Type::text).w + 8, 8);
    if (ui::textButton(ui, {at.right() - 2, head.y + 6}, "stepsAfter", words, Align::right))
      view.goTo(view.placeOf(std::min(view.steps - 1, view.present + (layout.last - layout.first + 1))));
  }
  if (!wide && tellPendingIn(context, head, view)) head.w = 0;
  const std::string titles[] = {view.backward ? context.tr("sequence.titleBackward") : std::string(), netInWords(context),
                                context.tr("choice.cell." + context.snapshot.current.cell + ".title")};
  for (const std::string& title : titles) {  // the first that fits
    if (title.empty() || ui.measure(title, Type::heading).w > head.w) continue;
    ui.textIn(head, title, Type::heading, ui.color().ink);
    break;
  }
  if (view.backward && view.back >= 0 && !goesBack && context.snapshot.back.version != context.snapshot.probe.version)
    ui.textIn(inside.cutTop(22, 4), context.tr("sequence.back.tooLarge"), Type::small, ui.color().muted);
  if (goesBack) {
    std::vector<float> x;
    for (int t = layout.first; t <= layout.last; ++t) x.push_back(layout.x(t));
    drawChainRiver(context, {layout.left, river.y, layout.pitch * static_cast<float>(x.size()), river.h}, layout.first, x,
                   rows.front().band.y, view);
    if (key.h > 0) drawRiverKey(context, key);
  }
  const ChainTouch touch = drawColumns(context, rows, layout, view, inside);
  if (goesBack) {
    StepColumns columns{layout.first, {}, layout.pitch};
    for (int t = layout.first; t <= layout.last; ++t) columns.x.push_back(layout.x(t));
    lightChainPaths(context, rows, layout, view);
    if (shares.h > 0) drawShares(context, shares, columns, view);
    drawScissors(context, columns, river.y, layout.labelY, view);
  }
  if (touch.twice && hasInside(context.snapshot)) view.enter(true);
}

bool drawChainBelow(const SceneContext& context, Rect area, SequenceView& view, int layer, int direction, Rect& present) {
  const Snapshot& s = context.snapshot;
  const int hidden = s.current.hiddenSize, top = layer < 0 ? s.current.layers - 1 : layer;
  std::vector<ChainRow> rows;
  if (const Gate* c = cellState(s, top))
    rows.push_back({ChainRow::Kind::carried, "c", &c->values, direction * hidden, hidden, top, direction, 1, {}});
  rows.push_back({ChainRow::Kind::hidden, "<hh>h</>", &hiddenOf(s, top), direction * hidden, hidden, top, direction, 1, {}});
  addUnheld(s, rows);
  const ChainLayout layout = place(area, rows, view);
  present = layout.frame(view.present, rows);
  return drawColumns(context, rows, layout, view, area, 100 + 10 * direction).present;
}

void chainSwitch(const SceneContext& context, Rect& head, SequenceView& view) {
  Ui& ui = context.ui;
  const bool opens = hasInside(context.snapshot);
  std::vector<std::string> names{context.tr("sequence.inside.chain")};
  if (opens) names.push_back(context.tr("sequence.inside.cell"));
  names.push_back(context.tr("sequence.backward"));
  if (ui::segmentedWidth(ui, names) > head.w * 0.6f) names.back() = "∂L";
  const int back = static_cast<int>(names.size()) - 1;
  int chosen = view.backward ? back : view.inside && opens ? 1 : 0;
  if (!ui::segmented(ui, head.cutRight(ui::segmentedWidth(ui, names), 14), "inside", context.tr("sequence.inside.view"), names, chosen))
    return;
  view.enter(opens && chosen == 1);
  if (chosen == back) return view.goBack();
  view.backward = false;
  view.back = -1;
}

bool moveInChain(const SceneContext& context, SequenceView& view, int by) {
  const int units = context.snapshot.probe.h.cols, before = view.selected.unit ? view.selected.unit->index : -1;
  const int now = std::clamp(before + by, 0, units - 1);
  view.selected = {diagram::UnitRef{diagram::Layer::hidden, view.present, now}, {}};
  return now != before;
}

std::string chainInWords(const SceneContext& context, const SequenceView& view) {
  const Snapshot& s = context.snapshot;
  const int t = std::min(view.present, s.probe.h.rows - 1);
  const std::string back = view.back > 0 && showsBack(s, view) ? " " + backInWords(context, view) : std::string();
  const auto list = [&](const Table& table) {
    std::string words;
    for (int i = 0; i < std::min(table.cols, 8); ++i) words += (i ? "; " : "") + signedNumber(static_cast<double>(table.at(t, i)));
    return table.cols > 8 ? words + " …" : words;
  };
  return netInWords(context) + ". " +
         context.tr("sequence.describe.unfolded", {{"t", std::to_string(t)}, {"last", std::to_string(view.steps - 1)}}) + " " +
         context.tr("sequence.describe.values", {{"x", list(s.probe.x)}, {"h", list(s.probe.h)}, {"y", list(s.probe.y)}}) + back;
}

}  // namespace unroll
