// The two nets of the Theorem scene side by side: the loop, and the twin (twin.h).
#include <algorithm>
#include <cmath>

#include "scenes/recurrent/numbers.h"
#include "scenes/theorem/fold.h"
#include "scenes/theorem/loop.h"
#include "scenes/theorem/stage.h"
#include "scenes/theorem/twin.h"
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

constexpr float kLoopHead = 10;  // the loop's cable may reach into the card's padding

// Of "0.00" to "0.99": digits differ in width.
float widestInput(const Ui& ui) {
  float widest = 0;
  for (const char digit : std::string_view("0123456789"))
    widest = std::max(widest, ui.measure(std::string("0.") + digit + digit, Type::smallStrong).w);
  return widest;
}

void drawSimpleLoop(const SceneContext& context, Rect area, const TheoremView& view) {
  Ui& ui = context.ui;
  const Net net = recurrentNet(context.snapshot);
  const Numbers& numbers = net.numbers;
  const int present = std::min(view.present, numbers.shape.steps - 1);
  const float gliding = ui.glide(ui.id("theorem.loop"), static_cast<float>(present), 0.35f);
  const NetworkLayout layout(area, numbers.shape,
                             {.unfolded = 0,
                              .present = present,
                              .gliding = gliding,
                              .numberWidth = ui.measure("−0.00", Type::smallStrong).w,
                              .inputNumber = widestInput(ui),
                              .headRoom = kLoopHead});
  diagram::Appearance look;
  look.delayWords = context.tr("sequence.delay");
  look.earlierWords = context.tr("sequence.earlier");
  const Touch touch = ui.touch(ui.id("theorem.loop.area"), area);
  if (touch.hovered || touch.held) look.hovered = pick(layout, numbers, touch.pos, 8.f, {});
  ui.pushClip(area.inset(-kLoopHead - 8, -kLoopHead));
  diagram::draw(ui, context.gpu, layout, numbers, look, gliding);
  ui.popClip();
  const std::string words = spotWords(context, net, look.hovered);
  if (!words.empty()) readout(ui, touch.pos, area, words);
}

void drawLoop(const SceneContext& context, Rect area, TheoremView& view) {
  if (view.foldBack && !drawFold(context, area, view)) return;
  if (context.snapshot.simple && isComplete(context.snapshot)) return drawSimpleLoop(context, area, view);
  drawLoopOfGroups(context, area, view);
}

void netHeading(const SceneContext& context, Rect row, std::string_view title, std::int64_t weights, Type type = Type::heading) {
  Ui& ui = context.ui;
  const std::string count = context.tr("theorem.weights", {{"n", ui.words().integer(weights)}});
  const float noteWidth = ui.measure(count, Type::text).w;
  if (weights > 0 && ui.measure(title, type).w + noteWidth + 12 <= row.w)
    ui.textIn({row.right() - noteWidth, row.y, noteWidth, row.h}, count, Type::text, ui.color().muted);
  ui.textIn(row, title, type, type == Type::heading ? ui.color().ink : ui.color().muted);
}

}  // namespace

// The unit of the present column that the arrow keys selected, from y down to x.
std::string selectedUnitWords(const SceneContext& context, const TheoremView& view) {
  const Snapshot& s = context.snapshot;
  if (!hasTwins(s) || view.selected < 0 || view.present >= view.steps) return {};
  const int hidden = s.twins.feedforwardHidden.cols, own = s.current.hiddenSize;
  int at = std::min(view.selected, s.outputSize + hidden + s.inputSize - 1);
  TwinGroup group{TwinGroup::Kind::output, view.present, 0, 0, 0};
  if (at >= s.outputSize + hidden)
    group.kind = TwinGroup::Kind::input, at -= s.outputSize + hidden;
  else if (at >= s.outputSize)
    group = {TwinGroup::Kind::hidden, view.present, s.twins.shape.layers - 1, (at - s.outputSize) / own, 0}, at = (at - s.outputSize) % own;
  const float twin = twinValue(s, group, at), loop = loopValue(s, group, at);
  std::string words = "<b>" + groupSymbol(s, group, at) + " = " + signedNumber(static_cast<double>(twin), 5) + "</>";
  if (group.kind == TwinGroup::Kind::input) return words;
  return words + "\n" +
         (!differ(loop, twin) ? context.tr("theorem.sameBits")
                       : context.tr("theorem.loopHas", {{"y", signedNumber(static_cast<double>(loop), 5)}, {"bits", bitsOf(loop)}}));
}

void drawTheoremNets(const SceneContext& context, Rect area, TheoremView& view, std::optional<int> which) {
  Ui& ui = context.ui;
  const Twins& twins = context.snapshot.twins;
  const bool low = area.h < 300;
  const float padding = low || area.w < 640 ? 12.f : 18.f, headingHeight = ui.lineHeight(Type::heading), below = low ? 2.f : 8.f;
  const bool fold = view.foldBack;
  const std::string& loopTitle = context.tr(!fold ? "theorem.loopTitle" : twins.folded ? "theorem.foldedTitle" : "theorem.notFoldedTitle");
  const std::int64_t loopWeights = fold && !twins.folded ? 0 : twins.tiedParameters;
  const std::string twinTitle = context.tr("theorem.twinTitle", {{"T", std::to_string(view.steps)}});
  const auto twinCard = [&](Rect inside, bool headed) {
    const Rect row = inside.cutTop(headingHeight, below);
    if (headed || inside.w > 480)
      netHeading(context, row, headed ? std::string_view(twinTitle) : std::string_view(orderWords(context)), twins.untiedParameters,
                 headed ? Type::heading : Type::small);
    if (headed && !low) inside.cutTop(ui.richText(inside.min(), orderWords(context), Type::small, ui.color().muted, inside.w).h, 4);
    drawTwin(context, inside, view);
  };
  if (!which && area.w >= 620) {
    Rect loop = ui::card(ui, area.cutLeft(std::clamp(area.w * 0.4f, 280.f, 300.f), area.w < 640 ? 10.f : Theme::grid), ui::CardStyle::stage,
                         padding);
    netHeading(context, loop.cutTop(headingHeight, below), loopTitle, loopWeights);
    drawLoop(context, loop, view);
    twinCard(ui::card(ui, area, ui::CardStyle::stage, padding), true);
    return;
  }
  Rect inside = ui::card(ui, area, ui::CardStyle::stage, padding);
  if (which) {
    if (*which == 1) return twinCard(inside, !low);
    // The loop stands in the middle: where height is short, the number of weights stands beside it, where
    // there are no words above, and the tab is its heading.
    const bool beside = low && inside.w > 480;
    const Rect row = beside ? Rect{inside.x, inside.y, inside.w, headingHeight} : inside.cutTop(headingHeight, below);
    if (!beside || !fold) netHeading(context, row, beside ? std::string_view() : std::string_view(loopTitle), loopWeights);
    return drawLoop(context, inside, view);
  }
  const std::vector<std::string> nets{context.tr(fold ? "theorem.pane.fold" : "theorem.loopShort"), context.tr("theorem.twinShort")};
  Rect row = inside.cutTop(Theme::touch, 4);
  ui::segmented(ui, row.cutLeft(std::min(row.w, ui::segmentedWidth(ui, nets)), 10), "net", context.tr("theorem.whichNet"), nets, view.net);
  const std::int64_t weights = view.net == 0 ? loopWeights : twins.untiedParameters;
  const std::string count = context.tr("theorem.weights", {{"n", ui.words().integer(weights)}});
  if (weights > 0 && ui.measure(count, Type::text).w <= row.w) ui.textIn(row, count, Type::text, ui.color().muted, Align::right);
  if (view.net == 0) return drawLoop(context, inside, view);
  inside.cutTop(ui.richText(inside.min(), orderWords(context), Type::small, ui.color().muted, inside.w).h, 2);
  drawTwin(context, inside, view);
}

}  // namespace unroll
