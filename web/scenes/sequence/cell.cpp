#include "scenes/sequence/cell.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/order.h"
#include "scenes/sequence/cell_plan.h"
#include "scenes/sequence/chain.h"
#include "scenes/sequence/holds.h"
#include "scenes/sequence/step_size.h"
#include "widgets/formula.h"
#include "widgets/heatmap.h"

namespace unroll {

namespace {

class InsidePicture {
 public:
  InsidePicture(const SceneContext& context, SequenceView& view, const CellPlan& plan)
      : context_(context),
        ui_(context.ui),
        view_(view),
        plan_(plan),
        place_(insidePlace(context.snapshot, view)),
        part_(insidePart(context.snapshot, view)) {}

  void draw() {
    belt();
    for (const CellWire& w : plan_.wires) wire(w);
    input();
    for (const CellColumn& column : plan_.columns) drawColumn(column);
    for (const CellNode& node : plan_.nodes) drawNode(node);
  }

  // What is under the pointer now; nothing moves it while a finger has no hover.
  std::optional<CellPart> pointed;
  int pointedUnit = -1;

 private:
  int units() const { return place_.hidden; }
  float value(CellPart part, int own) const { return partValue(context_.snapshot, part, place_.with(own)); }
  bool isThere(CellPart part, int own) const { return partIsThere(context_.snapshot, view_, part, place_.with(own)); }
  std::vector<float> values(CellPart part) const {
    std::vector<float> all;
    for (int i = 0; i < units() && isThere(part, i); ++i) all.push_back(value(part, i));
    return all;
  }

  void choose(CellPart part, int own, ImVec2 at) {
    view_.part = part;
    view_.selected = {diagram::UnitRef{diagram::Layer::hidden, place_.t, place_.with(own < 0 ? place_.own() : own).unit}, {}};
    view_.anchor = at;
  }

  void heat(const std::string& name, Rect r, const std::vector<float>& numbers, bool lying) {
    heatmap::Picture picture;
    picture.values = numbers.data();
    picture.rows = lying ? 1 : static_cast<int>(numbers.size());
    picture.columns = lying ? static_cast<int>(numbers.size()) : 1;
    if (numbers.empty()) return;
    const float share = static_cast<float>(numbers.size()) / static_cast<float>(name == "input" ? static_cast<int>(numbers.size()) : units());
    (lying ? r.w : r.h) *= share;
    picture.version =
        (context_.snapshot.probe.version * 4096 + static_cast<std::uint64_t>(place_.t)) * 2 + static_cast<std::uint64_t>(place_.reverse());
    picture.version = (picture.version * 8 + static_cast<std::uint64_t>(place_.layer + 1)) * 1024 + numbers.size();
    heatmap::draw(ui_, context_.gpu, "inside." + name, r, picture);
  }

  // Lanes, the chosen one in ink, and arrows that run along while time does.
  void belt() {
    const Palette& c = ui_.color();
    const Rect b = plan_.belt;
    ui_.rounded(b, c.soft, 4);
    if (plan_.numbers) {
      for (int i = 0; i < units(); ++i) {
        const float y = b.y + 3 + plan_.lane * (static_cast<float>(i) + 0.5f);
        const bool chosen = i == place_.own();
        ui_.draw().AddLine({b.x, y}, {b.right(), y}, chosen ? c.ink : c.lines, chosen ? 2.f : 1.2f);
      }
    }
    // Between what stands on it.
    std::vector<Rect> standing;
    for (const CellColumn& column : plan_.columns)
      if (b.contains(column.rect.center())) standing.push_back(column.rect);
    for (const CellNode& node : plan_.nodes)
      if (b.contains(node.rect.center())) standing.push_back(node.rect);
    standing.push_back({b.right(), b.y, 0, 0});
    sortShort(standing, [](const Rect& one, const Rect& other) { return one.x < other.x; });
    const float gliding = ui_.glide(ui_.id("inside.time"), static_cast<float>(view_.present), 0.35f), on = gliding - std::floor(gliding);
    ui_.pushClip(b);
    for (std::size_t i = 0; i + 1 < standing.size(); ++i) {
      const float from = standing[i].right(), room = standing[i + 1].x - from;
      if (room < 10) continue;
      const ImVec2 tip{from + room * (0.5f + (on < 0.5f ? on : on - 1)) + 3, b.center().y};
      ui_.draw().AddLine({tip.x - 6, tip.y - 6}, tip, c.muted, 1.8f);
      ui_.draw().AddLine({tip.x - 6, tip.y + 6}, tip, c.muted, 1.8f);
    }
    ui_.popClip();
  }

  void wire(const CellWire& w) {
    ImDrawList& list = ui_.draw();
    ImVec2 end = w.points[static_cast<std::size_t>(w.count - 1)];
    const ImVec2 way = end - w.points[static_cast<std::size_t>(w.count - 2)];
    const float length = std::max(1.f, std::hypot(way.x, way.y));
    const ImVec2 unit{way.x / length, way.y / length}, side{-unit.y, unit.x}, neck = end - unit * 7.f;
    for (int i = 0; i < w.count; ++i) list.PathLineTo(w.head && i == w.count - 1 ? neck : w.points[static_cast<std::size_t>(i)]);
    list.PathStroke(w.color, 0, 2);
    if (w.head) list.AddTriangleFilled(end, neck + side * 4.f, neck - side * 4.f, w.color);
  }

  // What comes from below: x, or the h of the layer below.
  void input() {
    if (!plan_.buses) return;
    const Snapshot& s = context_.snapshot;
    const Palette& c = ui_.color();
    const int layer = place_.layer < 0 ? s.current.layers - 1 : place_.layer;
    const Table& table = inputOf(s, layer);
    const std::string symbol =
        "<xh>" + std::string(layer == 0 ? "x" : "h^{(" + std::to_string(layer - 1) + ")}") + "_{" + std::to_string(place_.t) + "}</>";
    const Rect r = plan_.input;
    const float symbolWidth = ui_.richText({r.x, r.center().y - ui_.lineHeight(Type::formula) / 2}, symbol, Type::formula, c.ink).w;
    const float left = r.x + std::max(inputLeft, symbolWidth + 8), width = 44;
    const int fit = static_cast<int>((r.right() - left) / width);
    float end = left;
    if (table.cols <= std::min(fit, 6)) {
      for (int i = 0; i < table.cols; ++i, end += width) (void)numberCell({end, r.y, width - 3, r.h}, table.at(place_.t, i), false, false);
    } else {
      const Rect strip{left, r.y + 2, std::min(r.right() - left, 160.f), r.h - 4};
      heat("input", strip, {table.values.begin() + place_.t * table.cols, table.values.begin() + (place_.t + 1) * table.cols}, true);
      ui_.outline(strip, c.lines, 2);
      end = strip.right();
    }
    const std::string& words = context_.tr("sequence.inside.matrix");
    if (end + 16 + ui_.measure(words, Type::small).w < r.right()) ui_.textIn(r, words, Type::small, c.muted, Align::right);
  }

  Rect numberCell(Rect r, float v, bool chosen, bool sign = true) {
    const Palette& c = ui_.color();
    const Color ground = valueColor(ui_.theme(), v);
    const Rect inner = r.inset(0, std::min(1.f, r.h * 0.06f));
    ui_.rounded(inner, ground, 5);
    if (!chosen) ui_.outline(inner, c.lines, 5, 1);
    ui_.textIn(inner, diagram::fittedNumber(ui_, v, inner.w - 4, sign), Type::smallStrong, inkOn(ui_.theme(), ground), Align::center);
    return inner;
  }

  Rect emptyCell(Rect r) {
    const Rect inner = r.inset(0, std::min(1.f, r.h * 0.06f));
    ui_.rounded(inner, ui_.color().background, 5);
    ui_.outline(inner, ui_.color().lines, 5, 1);
    return inner;
  }

  void drawColumn(const CellColumn& column) {
    const Palette& c = ui_.color();
    const Rect r = column.rect;
    const float each = r.h / static_cast<float>(units());
    const bool numbers = plan_.numbers && each >= leastLane - 0.5f;
    const bool state = column.part == CellPart::cBefore || column.part == CellPart::hBefore;
    const std::string name = std::string("column-") + partName(column.part) + (column.symbolAbove ? "" : "Out");
    const Touch touch = ui_.touch(ui_.id("inside." + name), r);
    const int under = std::clamp(static_cast<int>((touch.pos.y - r.y) / each), 0, units() - 1);
    if (touch.hovered) {
      ui_.cursor(ImGuiMouseCursor_Hand);
      if (!state) point(column.part, under);
    }
    if (touch.clicked) choose(state ? view_.part : column.part, under, touch.pos);
    if (numbers) {
      Rect chosen{};
      for (int i = 0; i < units(); ++i) {
        const Rect slot{r.x, r.y + each * static_cast<float>(i), r.w, each};
        const Rect cell = isThere(column.part, i) ? numberCell(slot, value(column.part, i), i == place_.own()) : emptyCell(slot);
        if (i == place_.own()) chosen = cell;
      }
      ui_.outline(chosen.inset(-1.2f), c.control, 6, 2.2f);  // around it: where lanes are low, digits fill them
    } else {
      ui_.rounded(r, c.background, 3);
      heat(name, r, values(column.part), false);
      ui_.outline(r, c.unitLine, 3, 1.2f);
      const float height = std::max(4.f, each);
      ui_.outline({r.x - 2, r.y + each * (static_cast<float>(place_.own()) + 0.5f) - height / 2, r.w + 4, height}, c.control, 2, 2.2f);
    }
    const Snapshot& s = context_.snapshot;
    if (column.part == CellPart::h) markColumn(context_, r, s.probe.h, s.unheld.h, place_.t, place_.with(0).unit, units(), true);
    std::string symbol = partSymbol(column.part, place_);
    if (isRecurrentState(column.part)) symbol = "<hh>" + symbol + "</>";
    const float y =
        column.symbolAbove ? std::min(r.y, plan_.belt.contains(r.center()) ? plan_.belt.y : r.y) - symbolHeight - 2 : r.bottom();
    const float half = ui_.measureRich(symbol, Type::formula).w / 2;
    ui_.richText({std::clamp(r.center().x, plan_.belt.x + half, plan_.belt.right() - half), y}, symbol, Type::formula, c.ink, 0,
                 Align::center);
  }

  void point(CellPart part, int own) {
    if (ui_.touchScreen()) return;
    pointed = part;
    pointedUnit = own < 0 ? -1 : place_.with(own).unit;
    view_.anchor = ui_.pointer();
  }

  void drawNode(const CellNode& node) {
    const Palette& c = ui_.color();
    const std::string name = std::string("cell-") + partName(node.part);
    const Id id = ui_.id(name);
    const Touch touch = ui_.touch(id, node.rect);
    const bool chosen = node.part == part_, card = node.form == CellNode::Form::card;
    const std::string words = formula::withoutMarkup(partSymbol(node.part, place_, true)), title = partTitle(context_, node.part);
    ui_.control(id, name, "button", title.empty() ? words : title + ", " + words,
                isThere(node.part, place_.own()) ? signedNumber(value2(node.part), 3) : "…", node.rect);
    if (touch.hovered) ui_.cursor(ImGuiMouseCursor_Hand);
    const Rect gauges = card ? gaugesOf(node.rect) : Rect{};
    const auto unitUnder = [&] {
      if (!gauges.contains(touch.pos)) return -1;
      return std::clamp(static_cast<int>((touch.pos.x - gauges.x) / gauges.w * static_cast<float>(units())), 0, units() - 1);
    };
    if (touch.hovered) point(node.part, unitUnder());
    ControlKeys& keys = ui_.keys(id);
    if (touch.clicked) choose(node.part, unitUnder(), touch.pos);
    if (keys.activate || keys.enter) choose(node.part, -1, node.rect.center());
    keys.activate = keys.enter = false;
    if (keys.y != 0) {
      choose(node.part, std::clamp(place_.own() - keys.y, 0, units() - 1), node.rect.center());
      keys.y = 0;
    }
    const float corner = card ? 10.f : std::min(node.rect.w, node.rect.h) / 2;
    ui_.rounded(node.rect, c.background, corner);
    ui_.outline(node.rect, chosen ? c.control : card ? c.lines : c.ink, corner, chosen ? 2.6f : card ? 1.2f : 1.8f);
    if (ui_.hasFocus(id) && ui_.showsFocus()) ui_.focusRing(node.rect, corner);
    if (card)
      drawCard(node, gauges);
    else
      drawSign(node);
  }

  double value2(CellPart part) const { return static_cast<double>(value(part, place_.own())); }

  // ∘ and + as drawings: they stand in the middle, whatever the font says.
  void drawSign(const CellNode& node) {
    const Palette& c = ui_.color();
    const ImVec2 m = node.rect.center();
    if (node.sign[0] == '+') {
      ui_.draw().AddLine({m.x - 6, m.y}, {m.x + 6, m.y}, c.ink, 2.2f);
      ui_.draw().AddLine({m.x, m.y - 6}, {m.x, m.y + 6}, c.ink, 2.2f);
    } else if (std::string_view(node.sign) == "∘") {
      ui_.draw().AddCircle(m, 4.5f, c.ink, 20, 2);
    } else {
      ui_.textIn(node.rect, node.sign, Type::small, c.ink, Align::center);
    }
    // A number beside what has no column.
    const bool under = node.part == CellPart::ig || node.part == CellPart::restN || node.part == CellPart::rm;
    if (!under || node.rect.bottom() + 16 > (node.part == CellPart::rm ? plan_.hiddenBus - 12 : cardTop())) return;
    if (!isThere(node.part, place_.own())) return;
    const float side = node.part == CellPart::rm ? -1.f : 1.f;
    ui_.text({m.x, side > 0 ? node.rect.bottom() - 1 : node.rect.y - 18},
             diagram::fittedNumber(ui_, static_cast<float>(value2(node.part)), 48), Type::smallStrong, c.ink, Align::center);
  }

  float cardTop() const { return plan_.nodes.front().rect.y; }

  static Rect gaugesOf(Rect card) { return {card.x + 8, card.y + 27, card.w - 16, std::max(10.f, card.h - 27 - 26)}; }

  // Its letter and what it does, a gauge a unit, f and the number of the chosen one.
  void drawCard(const CellNode& node, Rect gauges) {
    const Palette& c = ui_.color();
    const Rect r = node.rect;
    const bool isTanh = std::string_view(node.sign) == "tanh";
    const float letter = ui_.richText({r.x + 9, r.y + 2}, "<b>" + std::string(gateLetter(node.part)) + "</>", Type::formula, c.ink).w;
    const std::string& does = context_.tr(std::string("sequence.inside.does.") + partName(node.part));
    if (ui_.measure(does, Type::small).w < r.w - letter - 26)
      ui_.textIn({r.x, r.y + 3, r.w - 9, 22}, does, Type::small, c.muted, Align::right);
    const float each = gauges.w / static_cast<float>(units());
    if (each < 3) {
      heat(partName(node.part), gauges, values(node.part), true);
    } else {
      const float between = std::min(6.f, each * 0.25f);
      for (int i = 0; i < units(); ++i) {
        const float v = isThere(node.part, i) ? value(node.part, i) : 0.f, full = std::isfinite(v) ? std::clamp(v, -1.f, 1.f) : 0;
        const Rect slot{gauges.x + each * static_cast<float>(i) + between / 2, gauges.y, each - between, gauges.h};
        const float corner = std::min(3.f, slot.w / 3);
        ui_.rounded(slot, c.soft, corner);
        const float zero = isTanh ? slot.center().y : slot.bottom(), height = std::abs(full) * (isTanh ? slot.h / 2 : slot.h);
        if (height > 0.5f)
          ui_.rounded({slot.x, full < 0 ? zero : zero - height, slot.w, height}, valueColor(ui_.theme(), v), std::min(corner, height / 2));
        if (isTanh) ui_.draw().AddLine({slot.x, zero}, {slot.right(), zero}, c.muted, 1);
        if (i == place_.own()) ui_.outline(slot.inset(-2), c.control, corner + 1, 2.2f);
      }
    }
    const std::string number = !isThere(node.part, place_.own()) ? "…"
                               : isTanh                          ? signedNumber(value2(node.part))
                                                                 : plainNumber(value2(node.part));
    const std::string both = "<muted>" + std::string(node.sign) + "</>  <b>" + number + "</>";
    const float width = ui_.measureRich(both, Type::small).w;
    const bool fits = width < r.w - 8;
    ui_.richText({r.center().x, r.bottom() - 23}, fits ? both : "<b>" + number + "</>", Type::small, c.ink, 0, Align::center);
  }

  const SceneContext& context_;
  Ui& ui_;
  SequenceView& view_;
  const CellPlan& plan_;
  InsidePlace place_;
  CellPart part_;
};

}  // namespace

void drawInside(const SceneContext& context, Rect area, SequenceView& view) {
  Ui& ui = context.ui;
  const Snapshot& s = context.snapshot;
  const bool wide = context.layout == Layout::wide;
  Rect inside = ui::card(ui, area, ui::CardStyle::stage, wide ? 20.f : 12.f);
  Rect head = inside.cutTop(Theme::touch, 4.f);
  chainSwitch(context, head, view);
  if (!view.inside) return;
  if (s.current.bidirectional) {  // which of both
    const std::array<std::string, 2> ways{"→", "←"};
    const InsidePlace place = insidePlace(s, view);
    int way = place.reverse() ? 1 : 0;
    if (ui::segmented(ui, head.cutRight(ui::segmentedWidth(ui, ways), 10), "insideWay", context.tr("sequence.inside.way"), ways, way))
      view.selected = {diagram::UnitRef{diagram::Layer::hidden, place.t, place.own() + way * place.hidden}, {}};
  }
  if (!wide && tellPendingIn(context, head, view)) head.w = 0;
  const std::string t = std::to_string(insidePlace(s, view).t);
  for (const char* key : {"sequence.inside.title", "sequence.inside.titleShort"}) {
    const std::string title = context.tr(key, {{"t", t}});
    if (ui.measure(title, Type::heading).w > head.w) continue;
    ui.textIn(head, title, Type::heading, ui.color().ink);
    break;
  }
  const CellPlan plan = cellPlan(inside, s.current.hiddenSize, hasBelt(s), wide, ui.color());
  // Beside everything: nothing is selected, time is scrubbed by the chain below.
  const Touch ground = ui.touch(ui.id("inside.ground"), inside);
  if (ground.pressed) ui.setFocus(0);
  if (ground.clicked && context.layout == Layout::medium) view.selected = {};  // closes what lies over it
  if (plan.chain.h > 0) {
    constexpr float wedge = 12;
    Rect below = plan.chain, present{};
    below.cutTop(wedge + 8);
    const InsidePlace place = insidePlace(s, view);
    const bool back = drawChainBelow(context, below, view, place.layer, place.reverse() ? 1 : 0, present);
    const float top = plan.chain.y + 4, bottom = present.y;
    const ImVec2 corners[] = {{inside.x + 10, top}, {inside.right() - 10, top}, {present.right() - 6, bottom}, {present.x + 6, bottom}};
    ui.draw().AddQuadFilled(corners[0], corners[1], corners[2], corners[3], fade(ui.color().control, 0.14f));
    const Touch opened = ui.touch(ui.id("inside.wedge"), {present.x - 40, top, present.w + 80, bottom - top});
    if (opened.hovered) ui.cursor(ImGuiMouseCursor_Hand);
    if (back || opened.clicked) view.enter(false);
  }
  InsidePicture picture(context, view, plan);
  picture.draw();
  view.pointedPart = picture.pointed;
  view.pointedUnit = picture.pointedUnit;
}

}  // namespace unroll
