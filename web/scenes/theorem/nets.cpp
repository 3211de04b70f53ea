// The two nets of the Theorem scene: the loop, its feedforward twin, and what comes after the twin's last layer.
#include <algorithm>
#include <cmath>

#include "scenes/recurrent/numbers.h"
#include "scenes/theorem/stage.h"
#include "widgets/network_diagram.h"
#include "widgets/readout.h"

namespace unroll {

using diagram::Layer;
using diagram::NetworkLayout;
using diagram::Numbers;
using diagram::UnitRef;

namespace {

// A net as it is drawn, and whether the snapshot's own weights are the ones that explain its numbers.
struct Net {
  Numbers numbers;
  bool explained = true;
};

Net recurrentNet(const Snapshot& snapshot) {
  Net net{diagramNumbers(snapshot), isTied(snapshot)};
  Numbers& n = net.numbers;
  const Twins& twins = snapshot.twins;
  n.shape.steps = twins.rnnHidden.rows;
  n.x = twins.x.values.data();
  n.h = twins.rnnHidden.values.data();
  n.y = twins.rnn.values.data();
  if (net.explained) return net;
  n.weights.assign(1, {});
  for (const ParameterTable& p : snapshot.tiedParameters) {
    if (p.name == "rnn.weight_ih_l0") n.weights[0].xh = p.values.values.data();
    if (p.name == "rnn.weight_hh_l0") n.weights[0].hh = p.values.values.data();
    if (p.name == "readout.weight") n.weights[0].hy = p.values.values.data();
  }
  return net;
}

Net feedforwardNet(const Snapshot& snapshot) {
  Net net{diagramNumbers(snapshot), true};
  const Twins& twins = snapshot.twins;
  net.numbers.shape.steps = twins.feedforwardHidden.rows;
  net.numbers.x = twins.x.values.data();
  net.numbers.h = twins.feedforwardHidden.values.data();
  net.numbers.y = twins.feedforward.values.data();
  return net;
}

std::string unitWords(const SceneContext& context, const Net& net, const UnitRef& u) {
  std::string words = "<b>" + unitSymbol(u) + " = " + signedNumber(static_cast<double>(net.numbers.value(u)), 5) + "</>";
  if (u.layer == Layer::input || u.step < 0 || u.step >= context.snapshot.probe.h.rows || !net.explained) return words;
  const Explanation why = explain(context.snapshot, u);
  const std::string sum = signedNumber(static_cast<double>(why.sum), 5);
  if (why.activation != "identity") words += "\n" + why.activation + "( " + sum + " )";
  return words + "\n<muted>" +
         context.tr(u.layer == Layer::output ? "theorem.sumOutput" : "training.statesSum",
                    {{"t", std::to_string(u.step)}, {"s", std::to_string(u.step - 1)}}) +
         "</>";
}

std::string spotWords(const SceneContext& context, const Net& net, const diagram::Spot& spot) {
  if (spot.unit) return unitWords(context, net, *spot.unit);
  if (!spot.weight) return {};
  return "<b>" + weightSymbol(*spot.weight) + " = " + signedNumber(static_cast<double>(net.numbers.weight(*spot.weight)), 5) + "</>";
}

// The units of a column from y down to x.
UnitRef unitAt(const diagram::Shape& shape, int step, int index) {
  index = std::clamp(index, 0, shape.outputs + shape.hidden + shape.inputs - 1);
  if (index < shape.outputs) return {Layer::output, step, index};
  if (index < shape.outputs + shape.hidden) return {Layer::hidden, step, index - shape.outputs};
  return {Layer::input, step, index - shape.outputs - shape.hidden};
}

void dashedOutline(Ui& ui, Rect r, Color color) {
  constexpr float kOn = 5, kOff = 4;
  for (float x = r.x + 4; x < r.right() - 4; x += kOn + kOff)
    for (const float y : {r.y, r.bottom()}) ui.draw().AddLine({x, y}, {std::min(x + kOn, r.right() - 4), y}, color, 1.3f);
  for (float y = r.y + 4; y < r.bottom() - 4; y += kOn + kOff)
    for (const float x : {r.x, r.right()}) ui.draw().AddLine({x, y}, {x, std::min(y + kOn, r.bottom() - 4)}, color, 1.3f);
}

// Where the twin's next layer would stand.
void drawEnd(const SceneContext& context, Rect strip, const NetworkLayout& layout, const TheoremView& view) {
  Ui& ui = context.ui;
  const Rect last = layout.frame(static_cast<float>(view.steps - 1));
  const Rect box{strip.x, last.y, strip.w, last.h};
  const bool here = view.present >= view.steps;
  if (here) {
    ui.rounded(box, ui.color().tip, 10);
    ui.outline(box, ui.color().control, 10, 2);
  } else {
    dashedOutline(ui, box, ui.color().lines);
  }
  const std::string& words = context.tr("theorem.end");
  const TextSize size = ui.measureRich(words, Type::small, box.w - 8);
  ui.richText({box.center().x, box.center().y - size.h / 2}, words, Type::small, here ? ui.color().ink : ui.color().muted, box.w - 8,
              Align::center);
  if (here)
    ui.text({box.center().x, layout.labelY()}, "t = " + std::to_string(view.present), Type::smallStrong, ui.color().control, Align::center);
}

constexpr float kLoopHead = 10;  // the loop's cable may reach into the card's padding

// One of the two nets in its place. Whatever is drawn, both have the same time step.
struct Placed {
  std::string_view name;
  Rect area;
  Net net;
  bool unfolded;
  float gliding;
  NetworkLayout layout;
  Rect strip{};  // for what comes after the twin's last layer, where that is in sight
};

// Of "0.00" to "0.99": digits differ in width.
float widestInput(const Ui& ui) {
  float widest = 0;
  for (const char digit : std::string_view("0123456789"))
    widest = std::max(widest, ui.measure(std::string("0.") + digit + digit, Type::smallStrong).w);
  return widest;
}

NetworkLayout layoutIn(const Ui& ui, Rect r, const Net& net, bool unfolded, int present, float gliding) {
  return NetworkLayout(r, net.numbers.shape,
                       {.unfolded = unfolded ? 1.f : 0.f,
                        .present = present,
                        .gliding = gliding,
                        .numberWidth = ui.measure("−0.00", Type::smallStrong).w,
                        .inputNumber = widestInput(ui),
                        .headRoom = unfolded ? 0.f : kLoopHead});
}

Placed placeLoop(const SceneContext& context, Rect area, const TheoremView& view) {
  Ui& ui = context.ui;
  Net net = recurrentNet(context.snapshot);
  const int present = std::min(view.present, net.numbers.shape.steps - 1);
  const float gliding = ui.glide(ui.id("theorem.loop"), static_cast<float>(present), 0.35f);
  const NetworkLayout layout = layoutIn(ui, area, net, false, present, gliding);
  return {"theorem.loop", area, std::move(net), false, gliding, layout};
}

Placed placeTwin(const SceneContext& context, Rect area, const TheoremView& view) {
  Ui& ui = context.ui;
  Net net = feedforwardNet(context.snapshot);
  const int present = std::min(view.present, view.steps - 1);
  const float gliding = ui.glide(ui.id("theorem.twin"), static_cast<float>(present), 0.35f);
  Rect strip{}, rest = area;
  if (area.w >= 420 || view.present >= view.steps) strip = rest.cutRight(area.w >= 420 ? 74.f : 58.f, 6);
  NetworkLayout layout = layoutIn(ui, rest, net, true, present, gliding);
  if (strip.w > 0 && layout.lastStep() != view.steps - 1) {
    strip = {};
    layout = layoutIn(ui, area, net, true, present, gliding);
  }
  return {"theorem.twin", area, std::move(net), true, gliding, layout, strip};
}

UnitRef selectedUnit(const Net& net, const TheoremView& view) { return unitAt(net.numbers.shape, view.present, view.selected); }
bool selects(const Net& net, const TheoremView& view) { return view.selected >= 0 && view.present < net.numbers.shape.steps; }

// `beside`: the other net where both are seen: a number that both have is rounded alike.
void drawNet(const SceneContext& context, const Placed& placed, TheoremView& view, bool keyboard, const NetworkLayout* beside = nullptr) {
  Ui& ui = context.ui;
  const Numbers& numbers = placed.net.numbers;
  const NetworkLayout& layout = placed.layout;
  diagram::Appearance look;
  look.delayWords = context.tr("sequence.delay");
  look.earlierWords = context.tr("sequence.earlier");
  look.framed = !placed.unfolded || view.present < view.steps;  // beyond the last layer the frame is there
  if (beside) {
    const int t = beside->present();
    look.inputNumber = beside->unit({Layer::input, t, 0}).w;
    look.hiddenNumber = beside->form() == layout.form() ? beside->unit({Layer::hidden, t, 0}).w : look.hiddenNumber;
    look.outputNumber = beside->unit({Layer::output, t, 0}).w;
  }
  const Touch touch = ui.touch(ui.id(std::string(placed.name) + ".area"), placed.area);
  if (touch.hovered || touch.held) look.hovered = pick(layout, numbers, touch.pos, 8.f, {});
  if (touch.clicked && look.hovered && look.hovered.step() >= 0 && placed.unfolded) view.jumpTo(look.hovered.step());
  if (keyboard && selects(placed.net, view)) {
    look.selected.unit = selectedUnit(placed.net, view);
    look.keyboard = ui.stageHasFocus() && ui.showsFocus();
  }
  ui.pushClip(placed.area.inset(-kLoopHead));
  diagram::draw(ui, context.gpu, layout, numbers, look, placed.gliding);
  ui.popClip();
  if (placed.strip.w > 0) drawEnd(context, placed.strip, layout, view);

  const diagram::Spot& spot = look.hovered ? look.hovered : look.selected;
  const std::string words = spotWords(context, placed.net, spot);
  if (!words.empty()) readout(ui, look.hovered ? touch.pos : layout.unit(*look.selected.unit).center(), placed.area, words);
}

void netHeading(const SceneContext& context, Rect row, std::string_view title, std::int64_t weights) {
  Ui& ui = context.ui;
  const std::string count = context.tr("theorem.weights", {{"n", ui.words().integer(weights)}});
  const float noteWidth = ui.measure(count, Type::text).w;
  if (ui.measure(title, Type::heading).w + noteWidth + 12 <= row.w)
    ui.textIn({row.right() - noteWidth, row.y, noteWidth, row.h}, count, Type::text, ui.color().muted);
  ui.textIn(row, title, Type::heading, ui.color().ink);
}

void drawLoop(const SceneContext& context, Rect inside, TheoremView& view) {
  drawNet(context, placeLoop(context, inside, view), view, true);
}

void drawTwin(const SceneContext& context, Rect inside, TheoremView& view) {
  drawNet(context, placeTwin(context, inside, view), view, true);
}

}  // namespace

std::string selectedUnitWords(const SceneContext& context, const TheoremView& view) {
  if (!isComplete(context.snapshot)) return {};
  const Net net = feedforwardNet(context.snapshot);
  return selects(net, view) ? unitWords(context, net, selectedUnit(net, view)) : std::string();
}

void drawTheoremNets(const SceneContext& context, Rect area, TheoremView& view, std::optional<int> which) {
  Ui& ui = context.ui;
  const Twins& twins = context.snapshot.twins;
  const bool low = area.h < 300;
  const float padding = low || area.w < 640 ? 12.f : 18.f, headingHeight = ui.lineHeight(Type::heading), below = low ? 2.f : 8.f;
  const std::string &loopTitle = context.tr("theorem.loopTitle"),
                    twinTitle = context.tr("theorem.twinTitle", {{"T", std::to_string(view.steps)}});
  if (!which && area.w >= 620) {
    Rect loop = ui::card(ui, area.cutLeft(std::clamp(area.w * 0.36f, 250.f, 340.f), area.w < 640 ? 10.f : Theme::grid),
                         ui::CardStyle::stage, padding);
    netHeading(context, loop.cutTop(headingHeight, below), loopTitle, twins.tiedParameters);
    Rect twin = ui::card(ui, area, ui::CardStyle::stage, padding);
    netHeading(context, twin.cutTop(headingHeight, below), twinTitle, twins.untiedParameters);
    const Placed left = placeLoop(context, loop, view), right = placeTwin(context, twin, view);
    drawNet(context, left, view, false, &right.layout);
    drawNet(context, right, view, true, &left.layout);
    return;
  }
  Rect inside = ui::card(ui, area, ui::CardStyle::stage, padding);
  if (which) {
    // The loop stands in the middle: where height is short, the number of weights stands beside it and the tab is its heading.
    const bool beside = *which == 0 && low && inside.w > 480;
    const Rect row = beside ? Rect{inside.x, inside.y, inside.w, headingHeight} : inside.cutTop(headingHeight, below);
    netHeading(context, row,
               beside        ? std::string_view()
               : *which == 0 ? std::string_view(loopTitle)
                             : std::string_view(twinTitle),
               *which == 0 ? twins.tiedParameters : twins.untiedParameters);
    if (*which == 0) return drawLoop(context, inside, view);
    return drawTwin(context, inside, view);
  }
  const std::vector<std::string> nets{context.tr("theorem.loopShort"), context.tr("theorem.twinShort")};
  Rect row = inside.cutTop(Theme::touch, 4);
  ui::segmented(ui, row.cutLeft(std::min(row.w, ui::segmentedWidth(ui, nets)), 10), "net", context.tr("theorem.whichNet"), nets, view.net);
  const std::string count =
      context.tr("theorem.weights", {{"n", ui.words().integer(view.net == 0 ? twins.tiedParameters : twins.untiedParameters)}});
  if (ui.measure(count, Type::text).w <= row.w) ui.textIn(row, count, Type::text, ui.color().muted, Align::right);
  if (view.net == 0)
    drawLoop(context, inside, view);
  else
    drawTwin(context, inside, view);
}

}  // namespace unroll
