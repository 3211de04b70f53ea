#include "scenes/sequence/chain.h"

#include <algorithm>
#include <cmath>

#include "scenes/recurrent/net_in_words.h"
#include "scenes/recurrent/numbers.h"
#include "scenes/sequence/backward.h"
#include "scenes/sequence/cell_parts.h"
#include "scenes/sequence/chain_back.h"
#include "scenes/sequence/chain_links.h"
#include "scenes/sequence/cuts.h"
#include "scenes/sequence/fold_grip.h"
#include "scenes/sequence/holds.h"
#include "scenes/sequence/scissors.h"
#include "scenes/sequence/shares.h"
#include "scenes/sequence/step_size.h"
#include "scenes/sequence/zoom.h"

namespace unroll {

namespace {

constexpr float leastForDigits = 34;  // and width
constexpr int textures = 64;

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
    return drawCross(context, upward ? ImVec2{cell.center().x, (cell.bottom() + rows[i + 1].band.y) / 2} : linkPoint(rows, layout, row, t));
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
    return std::clamp(view.thereOf(stepOf(context.snapshot, row, t), row.above + row.count) - row.above, 0, row.count);
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
    if (layout.step() < 20) return view.present;
    return std::clamp(layout.first + static_cast<int>(std::lround((x - layout.x(layout.first)) / layout.step())), layout.first,
                      layout.last);
  };
  if (touch.pressed) ui.setFocus(0), view.drag = SequenceView::Drag::open;
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
    if (!dragUnits(context, view, touch)) view.jumpTo(view.placeOf(stepAt(touch.pos.x)));
  }
  zoomBy(context, view, touch.wheel, (touch.pos.y - inside.y) / std::max(1.f, inside.h));

  if (!view.backward) drawStarts(context, rows, layout, view.steps);
  // The present column; where they overlap, the nearer to it they are, the higher they lie.
  const float cards = layout.cards();
  const Rect frame = layout.frame(ui.glide(ui.id("present"), static_cast<float>(view.present), 0.35f), rows);
  const auto drawFrame = [&] {
    ui.rounded(frame, c.background, 10);
    ui.outline(frame, c.control, 10, 2);
  };
  if (cards <= 0) drawFrame();
  // Numbers fade with the width that they have.
  const float digits = (1 - layout.fold) * std::clamp((layout.width() - leastForDigits) / 8, 0.f, 1.f) +
                       layout.fold * (layout.cellWidth < leastForDigits ? 0.f : 1.f);
  const float uncovered = std::clamp(4 * layout.step() / layout.width() - 3, 0.f, 1.f);  // of a column that lies under another
  std::vector<float> greatest;
  for (const ChainRow& row : rows) greatest.push_back(goesBack && row.back ? greatestOf(*row.back) : 0.f);
  const auto drawOne = [&](int t) {
    if (cards > 0 && t == view.present) {
      drawFrame();
    } else if (cards > 0) {
      const Rect card = layout.frame(t, rows).inset(3);
      ui.rounded(card, fade(c.stage, cards), 8);
      ui.outline(card, fade(c.lines, cards), 8, 1);
    }
    for (const ChainRow& row : rows) {
      if (!row.isState() || !context.snapshot.memory) continue;
      const bool gold = goesBack && row.back != nullptr;
      const int lower = row.direction == 1 ? t : t - 1, upper = std::min(lower + 1, view.steps - 1);
      const Color color = gold ? fade(c.gradientLine, 0.2f + 0.8f * std::min(come(std::max(lower, 0)), come(upper)))
                               : fade(row.kind == ChainRow::Kind::carried ? c.muted : c.whh, known(upper) ? 0.9f : 0.3f);
      drawLink(context, rows, layout, view.present, row, t, color, gold);
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const ChainRow& row = rows[i];
      const bool gold = goesBack && row.back != nullptr;
      const Rect cell = layout.cell(row, t);
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
        drawChainCell(context, row, "chain" + std::to_string(firstTexture + static_cast<int>(i)) + "." + std::to_string(t % textures), cell,
                      t, gold ? 0 : computed(row, t), t == view.present,
                      firstTexture > 0    ? 0.f
                      : t == view.present ? digits
                                          : digits * uncovered);
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
        const int seen = next->index - row.above;
        if ((here || onTheWay) && seen >= 0 && seen < row.count)
          ui.outline({cell.x - 2, cell.y + each * static_cast<float>(seen), cell.w + 4, std::max(4.f, each)},
                     here ? c.control : fade(c.control, 0.5f), 3, 2.6f);
      }
      if (gold && there > 0) drawGradientCell(context, cell, *row.back, t, row.from, row.count, greatest[i], there);
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
  };
  for (int apart = layout.last - layout.first; apart >= 0; --apart) {
    if (view.present - apart >= layout.first) drawOne(view.present - apart);
    if (apart > 0 && view.present + apart <= layout.last) drawOne(view.present + apart);
  }

  for (const ChainRow& row : rows) {
    const float middle = row.band.center().y;
    const bool gold = goesBack && row.back != nullptr;
    const std::string full = gold ? "<grad>∂L/∂</>" + row.symbol : row.symbol;
    const bool brief = gold && layout.area.x + ui.measureRich(full, Type::small).w > layout.frame(layout.first, rows).x - 2;
    const float loop = layout.middle - ChainLayout::foldedWidth() / 2 - 76;
    ui.richText({loop + (layout.area.x - loop) * layout.fold, middle - ui.lineHeight(Type::formula) / 2}, brief ? row.symbol : full,
                gold ? Type::small : Type::formula, c.ink);
    if (row.isState() && row.count < context.snapshot.current.hiddenSize && layout.fold >= 1)  // which of its units
      ui.text({layout.area.x, middle + ui.lineHeight(Type::formula) / 2},
              std::to_string(row.above) + "–" + std::to_string(row.above + row.count - 1), Type::small, c.muted);
  }
  const int every = view.zoom.level < 1 ? std::max(1, static_cast<int>(std::ceil(60 / layout.pitch))) : 1;  // of narrow columns
  const float named = std::clamp((layout.step() * static_cast<float>(every) - 40) / 2, 0.f, 1.f);           // beside the present one
  for (int t = layout.first; t <= layout.last; ++t)
    if (t == view.present || (named > 0 && (every == 1 || (t % every == 0 && std::abs(t - view.present) >= every &&
                                                           (layout.first == 0 || layout.x(t) - inside.x > 60)))))
      ui.text({layout.x(t), layout.labelY}, "t = " + std::to_string(t), t == view.present ? Type::smallStrong : Type::small,
              t == view.present ? c.ink : fade(c.muted, named), Align::center);
  for (const WeightPlace& cut : context.snapshot.unheld.cut) markCut(context, rows, layout, cut);
  if (layout.first > 0 && layout.fold >= 1 &&
      ui::textButton(ui, {inside.x + 2, layout.labelY}, "stepsBefore",
                     context.tr("sequence.before", {{"n", std::to_string(layout.first)}})))
    view.goTo(view.placeOf(std::max(0, view.present - (layout.last - layout.first + 1))));
  return done;
}

}  // namespace

namespace {

// From the weight's own step through the rows to the loss; the chosen one over the others. First their lines, then the marks of the chosen
// one.
void lightChainPaths(const SceneContext& context, const std::vector<ChainRow>& rows, const ChainLayout& layout, const SequenceView& view,
                     bool lines) {
  const Snapshot& s = context.snapshot;
  if (!showsPaths(s, view)) return;
  const std::size_t chosen = chosenPath(s, view);
  const auto nodeOf = [&](const WeightPath::Place& place) {
    const bool carried = place.component >= s.current.hiddenSize;
    const int unit = place.component % s.current.hiddenSize;
    const ChainRow* found = &rows.front();
    for (const ChainRow& row : rows) {
      if (row.kind != ChainRow::Kind::hidden && row.kind != ChainRow::Kind::carried) continue;
      if (row.layer != place.layer || row.direction != place.direction) continue;
      if (found == &rows.front() || (row.kind == ChainRow::Kind::carried) == carried) found = &row;
    }
    if (carried && s.probe.gates.empty()) found = &rows.front();  // the output that is fed back
    Rect cell = layout.cell(*found, place.t);
    cell.h /= static_cast<float>(found->count);
    const int seen = unit - found->above;
    cell.y += cell.h * static_cast<float>(std::clamp(seen, 0, found->count));
    if (seen < 0 || seen >= found->count) cell.h = 0;  // zoomed into: it lies above or below, and is a dot at that end
    return cell;
  };
  context.ui.pushClip({layout.left - 4, layout.area.y - 40, layout.area.right() - layout.left + 8, layout.area.h + 60});
  const auto nodesOf = [&](const WeightPath& path) {
    std::vector<Rect> nodes;
    for (const WeightPath::Place& place : path.places) nodes.push_back(nodeOf(place));
    nodes.push_back(layout.cell(rows.front(), view.lossOfPiece));
    return nodes;
  };
  for (std::size_t i = 0; i < s.shares.paths.size() && lines; ++i)
    if (i != chosen) lightPathLines(context, nodesOf(s.shares.paths[i]), false);
  if (lines)
    lightPathLines(context, nodesOf(s.shares.paths[chosen]), true);
  else
    lightPathNodes(context, s.shares.paths[chosen], nodesOf(s.shares.paths[chosen]));
  context.ui.popClip();
}

}  // namespace

void drawChain(const SceneContext& context, Rect area, SequenceView& view) {
  Ui& ui = context.ui;
  const bool wide = context.layout == Layout::wide;
  Rect inside = ui::card(ui, area, ui::CardStyle::stage, wide ? 20.f : 12.f);
  Rect head = inside.cutTop(Theme::touch, 4.f);
  chainSwitch(context, head, view);
  std::vector<ChainRow> rows = chainRows(context.snapshot);
  const bool goesBack = showsBack(context.snapshot, view);
  addUnheld(context.snapshot, rows);
  Rect river{}, key{}, shares{};
  if (const std::string beyond = goesBack ? backOverflow(context) : std::string(); !beyond.empty()) {
    const Rect row = inside.cutTop(ui.measureRich(beyond, Type::small, inside.w).h, 2);
    ui.richText(row.min(), beyond, Type::small, ui.color().muted, row.w);
  }
  if (goesBack) {
    if (inside.h > 380) shares = inside.cutBottom(std::min(150.f, inside.h * 0.27f), 6);
    addGradients(context.snapshot, rows);
    river = inside.cutTop(std::clamp(inside.h * 0.13f, 30.f, 64.f), 4);
    if (wide) key = inside.cutBottom(22, 4);
  }
  const bool starts = context.snapshot.memory && !view.backward;
  const ChainLayout layout = placeChain(inside, rows, view, shownFold(ui, view), starts, context.snapshot.current.bidirectional);
  view.shownSteps = layout.last - layout.first + 1;
  for (const ChainRow& row : rows)
    if (row.isState()) view.shownUnits = row.count;
  view.columnPlaces.clear();
  for (int t = layout.first; t <= layout.last; ++t) view.columnPlaces.push_back(layout.x(t));
  const int after = view.steps - 1 - layout.last;
  if (after > 0 && layout.fold >= 1) {
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
    lightChainPaths(context, rows, layout, view, true);
  }
  const ChainTouch touch = drawColumns(context, rows, layout, view, inside);
  drawLoopSide(context, inside, rows, layout, view);
  if (goesBack) {
    StepColumns columns{layout.first, {}, layout.pitch};
    for (int t = layout.first; t <= layout.last; ++t) columns.x.push_back(layout.x(t));
    lightChainPaths(context, rows, layout, view, false);
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
  const ChainLayout layout = placeChain(area, rows, view, 1, false, false);
  present = layout.frame(view.present, rows);
  return drawColumns(context, rows, layout, view, area, 100 + 10 * direction).present;
}

void chainSwitch(const SceneContext& context, Rect& head, SequenceView& view) {
  Ui& ui = context.ui;
  const bool opens = hasInside(context.snapshot);
  std::vector<std::string> names{context.tr(view.unfolded             ? "sequence.inside.chain"
                                            : context.snapshot.memory ? "sequence.loop"
                                                                      : "sequence.folded")};
  if (opens) names.push_back(context.tr("sequence.inside.cell"));
  names.push_back(context.tr("sequence.backward"));
  if (ui::segmentedWidth(ui, names) > head.w * 0.6f) names.back() = "∂L";
  const int back = static_cast<int>(names.size()) - 1;
  int chosen = view.backward ? back : view.inside && opens ? 1 : 0;
  if (!ui::segmented(ui, head.cutRight(ui::segmentedWidth(ui, names), 14), "inside", context.tr("sequence.inside.view"), names, chosen,
                     true))
    return;
  view.enter(opens && chosen == 1);
  if (chosen == back) return view.goBack();
  if (chosen == 0 && !view.unfolded) return view.fold(true);
  view.backward = false;
  view.back = -1;
}

bool moveInChain(const SceneContext& context, SequenceView& view, int by) {
  const int units = context.snapshot.probe.h.cols, before = view.selected.unit ? view.selected.unit->index : -1;
  const int now = std::clamp(before + by, 0, units - 1);
  view.selected = {diagram::UnitRef{diagram::Layer::hidden, view.present, now}, {}};
  showUnit(view, now % context.snapshot.current.hiddenSize, context.snapshot.current.hiddenSize);
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
         context.tr(view.unfolded             ? "sequence.describe.unfolded"
                    : context.snapshot.memory ? "sequence.describe.loop"
                                              : "sequence.describe.folded",
                    {{"t", std::to_string(t)}, {"last", std::to_string(view.steps - 1)}}) +
         " " + context.tr("sequence.describe.values", {{"x", list(s.probe.x)}, {"h", list(s.probe.h)}, {"y", list(s.probe.y)}}) + back;
}

}  // namespace unroll
