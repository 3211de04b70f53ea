#include "scenes/sequence/cell_plan.h"

#include <algorithm>

namespace unroll {

namespace {

constexpr int mostLanes = 8;  // units that have a lane of their own, with a number in it
constexpr float inputHeight = 20;
constexpr float inputAt = 62;  // where its bus begins

// Heights from the top: symbols, belt, nodes, cards, buses with the input, chain.
struct CellHeights {
  float nodes, card, buses, chain;
};
CellPlan heightsOf(Rect area, int units, CellHeights& heights) {
  constexpr CellHeights tries[] = {{74, 100, 60, 112}, {64, 96, 60, 0}, {50, 74, 54, 0}, {48, 74, 10, 0}};
  CellPlan plan;
  plan.numbers = units <= mostLanes;
  const float lanes = static_cast<float>(units);
  float left = 0;
  for (const CellHeights& h : tries) {
    heights = h;
    plan.buses = h.buses > 20;
    left = area.h - symbolHeight - h.nodes - h.card - h.buses - h.chain;
    if (left >= (plan.numbers ? lanes * leastLane + 6 : 60)) break;
  }
  float belt = plan.numbers ? std::min(left, lanes * 23 + 6) : std::min(left, 110.f);
  if (belt < lanes * leastLane + 6) plan.numbers = false;
  belt = std::max(30.f, belt);
  // What is left goes to the chain, or to the nodes.
  const float spare = std::max(0.f, left - belt);
  if (heights.chain > 0)
    heights.chain += std::min(spare, 90.f);
  else
    heights.nodes += std::min(spare * 0.4f, 40.f), heights.card += std::min(spare * 0.4f, 40.f);
  plan.belt = {area.x, area.y + symbolHeight, area.w, belt};
  plan.lane = (belt - 6) / std::max(1.f, lanes);
  const float cards = plan.belt.bottom() + heights.nodes + heights.card;
  plan.hiddenBus = cards + 17;
  plan.inputBus = cards + 29;
  if (plan.buses) plan.input = {area.x, cards + 36, area.w, inputHeight};
  if (heights.chain > 0) plan.chain = {area.x, area.bottom() - heights.chain, area.w, heights.chain};
  return plan;
}

Rect ringAt(ImVec2 middle, float radius) { return {middle.x - radius, middle.y - radius, 2 * radius, 2 * radius}; }

// A node on the belt, as high as it.
Rect gateOnBelt(const CellPlan& plan, float x, float width) { return {x - width / 2, plan.belt.y - 4, width, plan.belt.h + 8}; }

Rect columnOnBelt(const CellPlan& plan, float x, float width) { return {x - width / 2, plan.belt.y + 3, width, plan.belt.h - 6}; }

// Beside the belt: as high as on it, where there is so much room.
Rect columnBeside(const CellPlan& plan, float x, float width, float top, float bottom, float middle) {
  const float height = std::min(plan.belt.h - 6, bottom - top), y = std::clamp(middle - height / 2, top, bottom - height);
  return {x, y, width, height};
}

void placeLstm(Rect area, const CellHeights& h, const Palette& c, bool wide, CellPlan& plan) {
  using Form = CellNode::Form;
  const float column = wide ? 48.f : 41.f, side = std::clamp(area.w * 0.03f, 6.f, 20.f), gap = wide ? 16.f : 6.f;
  const float zone = area.w - 2 * (column + side), width = std::min((zone - 3 * gap) / 4, 128.f), radius = wide ? 16.f : 12.f;
  const float space = (zone - 4 * width) / 3;
  const float top = plan.belt.bottom() + h.nodes, row = plan.belt.bottom() + h.nodes * 0.5f;
  const auto card = [&](int i) { return Rect{area.x + column + side + (width + space) * static_cast<float>(i), top, width, h.card}; };
  const Rect f = card(0), i = card(1), g = card(2), o = card(3);
  const float xPlus = (i.center().x + g.center().x) / 2, xKept = (f.center().x + xPlus) / 2, xNow = (xPlus + o.center().x) / 2;
  const float ringWidth = wide ? 30.f : 22.f;
  plan.nodes = {{CellPart::f, Form::card, f, "σ"},
                {CellPart::fc, Form::pill, gateOnBelt(plan, f.center().x, ringWidth), "∘"},
                {CellPart::i, Form::card, i, "σ"},
                {CellPart::g, Form::card, g, "tanh"},
                {CellPart::ig, Form::ring, ringAt({xPlus, row}, radius), "∘"},
                {CellPart::c, Form::pill, gateOnBelt(plan, xPlus, ringWidth), "+"},
                {CellPart::tanhC, Form::pill, {xNow - (wide ? 26.f : 20.f), row - radius, wide ? 52.f : 40.f, 2 * radius}, "tanh"},
                {CellPart::o, Form::card, o, "σ"},
                {CellPart::h, Form::ring, ringAt({o.center().x, row}, radius), "∘"}};
  const float right = area.right() - column;
  const float below = plan.buses ? plan.hiddenBus : top + h.card;
  plan.columns = {{CellPart::cBefore, columnOnBelt(plan, area.x + column / 2, column), true},
                  {CellPart::fc, columnOnBelt(plan, xKept, column), true},
                  {CellPart::c, columnOnBelt(plan, xNow, column), true},
                  {CellPart::h, columnBeside(plan, right, column, plan.belt.bottom() + 8, top + h.card - symbolHeight, row), false}};
  if (plan.buses)
    plan.columns.push_back(
        {CellPart::hBefore, columnBeside(plan, area.x, column, plan.belt.bottom() + symbolHeight + 4, below - 6, below), true});
  const float up = plan.belt.bottom() + 5;
  plan.wires = {{{{{f.center().x, top}, {f.center().x, up}}}, 2, c.ink},
                {{{{i.center().x, top}, {i.center().x, row}, {xPlus - radius, row}}}, 3, c.ink},
                {{{{g.center().x, top}, {g.center().x, row}, {xPlus + radius, row}}}, 3, c.ink},
                {{{{xPlus, row - radius}, {xPlus, up}}}, 2, c.ink},
                {{{{xNow, plan.belt.bottom() - 2}, {xNow, row - radius}}}, 2, c.ink, false},
                {{{{xNow + (wide ? 26.f : 20.f), row}, {o.center().x - radius, row}}}, 2, c.ink},
                {{{{o.center().x, top}, {o.center().x, row + radius}}}, 2, c.ink},
                {{{{o.center().x + radius, row}, {right - 1, row}}}, 2, c.ink}};
  if (!plan.buses) return;
  const float begin = area.x + column / 2;
  plan.wires.push_back({{{{begin, below - 6}, {begin, plan.hiddenBus}, {o.center().x - 7, plan.hiddenBus}}}, 3, c.whh, false});
  plan.wires.push_back(
      {{{{area.x + inputAt, plan.input.y}, {area.x + inputAt, plan.inputBus}, {o.center().x + 7, plan.inputBus}}}, 3, c.wxh, false});
  for (const Rect& each : {f, i, g, o}) {
    plan.wires.push_back({{{{each.center().x - 7, plan.hiddenBus}, {each.center().x - 7, each.bottom() + 1}}}, 2, c.whh});
    plan.wires.push_back({{{{each.center().x + 7, plan.inputBus}, {each.center().x + 7, each.bottom() + 1}}}, 2, c.wxh});
  }
}

// h itself is what rides on the belt.
void placeGru(Rect area, const CellHeights& h, const Palette& c, bool wide, CellPlan& plan) {
  using Form = CellNode::Form;
  const float column = wide ? 48.f : 41.f, side = std::clamp(area.w * 0.04f, 8.f, 24.f), radius = wide ? 16.f : 12.f;
  const float zone = area.w - column - 2 * side, least = 2 * radius + 24, width = std::min((zone - least - 10) / 3, 128.f);
  const float rest = zone - 3 * width - least, beside = std::min(rest, 60.f), reset = least + std::min(rest - beside, 40.f);
  const float top = plan.belt.bottom() + h.nodes, row = plan.belt.bottom() + h.nodes * 0.5f, middle = top + h.card * 0.55f;
  const float first = area.x + column + side + std::max(0.f, (zone - 3 * width - beside - reset) / 2);
  const Rect z{first, top, width, h.card}, r{z.right() + beside, top, width, h.card}, n{r.right() + reset, top, width, h.card};
  const float xReset = (r.right() + n.x) / 2, xPlus = xReset, xKept = (z.center().x + xPlus) / 2;
  const float xNow = n.center().x, ringWidth = wide ? 30.f : 22.f, xRest = (z.center().x + xPlus - radius) / 2, half = wide ? 26.f : 20.f;
  plan.nodes = {{CellPart::z, Form::card, z, "σ"},
                {CellPart::zh, Form::pill, gateOnBelt(plan, z.center().x, ringWidth), "∘"},
                {CellPart::rest, Form::pill, {xRest - half, row - radius, 2 * half, 2 * radius}, "1 −"},
                {CellPart::r, Form::card, r, "σ"},
                {CellPart::rm, Form::ring, ringAt({xReset, middle}, radius), "∘"},
                {CellPart::n, Form::card, n, "tanh"},
                {CellPart::restN, Form::ring, ringAt({xPlus, row}, radius), "∘"},
                {CellPart::h, Form::pill, gateOnBelt(plan, xPlus, ringWidth), "+"}};
  plan.columns = {{CellPart::hBefore, columnOnBelt(plan, area.x + column / 2, column), true},
                  {CellPart::zh, columnOnBelt(plan, xKept, column), true},
                  {CellPart::h, columnOnBelt(plan, xNow, column), true}};
  const float up = plan.belt.bottom() + 5;
  plan.wires = {{{{{z.center().x, top}, {z.center().x, up}}}, 2, c.ink},
                {{{{z.center().x, row}, {xRest - half, row}}}, 2, c.ink},
                {{{{xRest + half, row}, {xPlus - radius, row}}}, 2, c.ink},
                {{{{n.center().x, top}, {n.center().x, row}, {xPlus + radius, row}}}, 3, c.ink},
                {{{{xPlus, row - radius}, {xPlus, up}}}, 2, c.ink},
                {{{{r.right(), middle}, {xReset - radius, middle}}}, 2, c.ink},
                {{{{xReset + radius, middle}, {n.x - 1, middle}}}, 2, c.ink}};
  if (!plan.buses) return;
  const float begin = area.x + column / 2;
  plan.wires.push_back({{{{begin, plan.belt.bottom()}, {begin, plan.hiddenBus}, {xReset, plan.hiddenBus}}}, 3, c.whh, false});
  plan.wires.push_back(
      {{{{area.x + inputAt, plan.input.y}, {area.x + inputAt, plan.inputBus}, {n.center().x + 7, plan.inputBus}}}, 3, c.wxh, false});
  for (const Rect& each : {z, r})
    plan.wires.push_back({{{{each.center().x - 7, plan.hiddenBus}, {each.center().x - 7, each.bottom() + 1}}}, 2, c.whh});
  plan.wires.push_back({{{{xReset, plan.hiddenBus}, {xReset, middle + radius}}}, 2, c.whh});
  for (const Rect& each : {z, r, n})
    plan.wires.push_back({{{{each.center().x + 7, plan.inputBus}, {each.center().x + 7, each.bottom() + 1}}}, 2, c.wxh});
}
}  // namespace

CellPlan cellPlan(Rect area, int units, bool belt, bool wide, const Palette& c) {
  CellHeights heights{};
  CellPlan plan = heightsOf(area, units, heights);
  (belt ? placeLstm : placeGru)(area, heights, c, wide, plan);
  return plan;
}

}  // namespace unroll
