#include "scenes/theorem/loop.h"

#include "scenes/recurrent/net_in_words.h"
#include "scenes/theorem/twin.h"
#include "widgets/network_edges.h"
#include "widgets/readout.h"

namespace unroll {

namespace {

void upArrow(Ui& ui, ImVec2 from, ImVec2 to, Color color) {
  const float d = (from.y - to.y) * 0.5f;
  diagram::stroke(ui.draw(), {from, {from.x, from.y - d}, {to.x, to.y + d}, {to.x, to.y + 5}}, color, 2, false, 16);
  ui.draw().AddTriangleFilled(to, {to.x - 4, to.y + 7}, {to.x + 4, to.y + 7}, color);
}

// Out of the bar at its right end and back into it from below, one step later (against time: earlier).
void backAgain(Ui& ui, ImVec2 out, ImVec2 in, float far, Color color) {
  ImDrawList& list = ui.draw();
  const float below = in.y + 14, round = 8;
  list.PathLineTo(out);
  list.PathLineTo({far - round, out.y});
  list.PathBezierQuadraticCurveTo({far, out.y}, {far, out.y + round}, 6);
  list.PathLineTo({far, below - round});
  list.PathBezierQuadraticCurveTo({far, below}, {far - round, below}, 6);
  list.PathLineTo({in.x + round, below});
  list.PathBezierQuadraticCurveTo({in.x, below}, {in.x, below - round}, 6);
  list.PathLineTo({in.x, in.y + 6});
  list.PathStroke(color, 0, 2);
  list.AddTriangleFilled(in, {in.x - 4, in.y + 7}, {in.x + 4, in.y + 7}, color);
}

}  // namespace

void drawLoopOfGroups(const SceneContext& context, Rect area, const TheoremView& view) {
  using Kind = TwinGroup::Kind;
  Ui& ui = context.ui;
  const Snapshot& s = context.snapshot;
  const Palette& c = ui.color();
  const TwinShape& shape = s.twins.shape;
  const int t = std::min(view.present, s.twins.rnn.rows - 1);
  const bool wraps = s.current.bidirectional;
  // From below: x, the layers, y.
  const int rows = shape.layers + 2;
  const std::string& cycle = context.tr(wraps ? "theorem.cycleBoth" : "theorem.cycle");
  const float words = ui.measureRich(cycle, Type::small, area.w).h + 4;
  const Rect net{area.x, area.y, area.w, std::max(60.f, area.h - (shape.memory ? words : 0.f))};
  const float pitch = std::min(104.f, net.h / static_cast<float>(rows)), height = std::clamp(pitch - 36, 12.f, 26.f);
  const float middle = net.center().y;
  const auto yOf = [&](int row) { return middle - (static_cast<float>(row) - static_cast<float>(rows - 1) / 2) * pitch; };
  const float side = 40, room = net.w - 2 * side, between = 26;
  const auto most = [&](int units) { return static_cast<float>(units) * 48; };
  const float chain = std::min(most(s.current.hiddenSize), wraps ? (room - between) / 2 : room);
  const float center = net.center().x;
  const auto bar = [&](const TwinGroup& g) {
    if (g.kind != Kind::hidden) {
      const float w = std::min(most(unitsOf(s, g)), room);
      return Rect{center - w / 2, yOf(g.kind == Kind::input ? 0 : rows - 1) - height / 2, w, height};
    }
    const float x = !wraps ? center - chain / 2 : g.direction == 0 ? center - between / 2 - chain : center + between / 2;
    return Rect{x, yOf(1 + g.layer) - height / 2, chain, height};
  };
  std::vector<TwinGroup> groups{{Kind::input, t, 0, 0, 0}, {Kind::output, t, 0, 0, 0}};
  for (int layer = 0; layer < shape.layers; ++layer)
    for (int d = 0; d < shape.directions; ++d) groups.push_back({Kind::hidden, t, layer, d, 0});

  const TwinGroup output{Kind::output, t, 0, 0, 0}, input{Kind::input, t, 0, 0, 0};
  for (const TwinGroup& g : groups) {
    if (g.kind != Kind::hidden) continue;
    const Rect to = bar(g);
    const float into = to.x + to.w * 0.4f, leaves = wraps ? 0.86f : 0.5f;  // clear of the name above the bar
    if (g.layer == 0) upArrow(ui, {bar(input).center().x, bar(input).y}, {into, to.bottom()}, c.wxh);
    for (int d = 0; g.layer > 0 && d < shape.directions; ++d) {
      const Rect from = bar({Kind::hidden, t, g.layer - 1, d, 0});
      upArrow(ui, {from.x + from.w * leaves, from.y}, {into, to.bottom()}, c.wxh);
    }
    const bool top = g.layer + 1 == shape.layers;
    if (top) upArrow(ui, {to.x + to.w * leaves, to.y}, {bar(output).center().x, bar(output).bottom()}, c.why);
    if (!shape.memory) continue;
    const Rect from = shape.feedsOutput && top && !wraps ? bar(output) : to;
    const float far = std::min(area.right() - 3, std::max(from.right(), to.right()) + 20);
    backAgain(ui, {from.right(), from.center().y}, {to.x + to.w * 0.75f, to.bottom()}, far, c.control);
  }
  const Touch touch = ui.touch(ui.id("theorem.loop.area"), area);
  std::string told;
  for (const TwinGroup& g : groups) {
    const Rect whole = bar(g);
    const int count = unitsOf(s, g);
    const float each = whole.w / static_cast<float>(count);
    for (int i = 0; i < count; ++i) {
      const Rect r{whole.x + each * static_cast<float>(i), whole.y, each, whole.h};
      const float v = loopValue(s, g, i);
      const Color value = valueColor(ui.theme(), v);
      ui.draw().AddRectFilled(r.min(), r.max(), value);
      if (each >= 26 && r.h >= 15)
        ui.textIn(r, diagram::fittedNumber(ui, v, each - 3, g.kind != Kind::input), Type::smallStrong, inkOn(ui.theme(), value),
                  Align::center);
      if (touch.hovered && r.contains(touch.pos))
        told = "<b>" + groupSymbol(s, g, i) + " = " + signedNumber(static_cast<double>(v), 6) + "</>\n<muted>" + bitsOf(v) + "</>";
    }
    ui.outline(whole, g.kind == Kind::hidden ? c.control : c.unitLine, 3, g.kind == Kind::hidden ? 1.8f : 1.f);
    const std::string symbol = groupSymbol(s, g);
    const float half = ui.lineHeight(Type::formula) / 2;
    const Color ink = g.kind == Kind::input ? c.wxh : g.kind == Kind::output ? c.why : c.whh;
    const bool above = g.kind == Kind::hidden && pitch > 50;
    if (g.kind == Kind::hidden && g.direction == 1 && !above) continue;  // no room for it
    if (above)
      ui.richText({whole.x + (g.direction == 1 ? 2.f : 0.f), whole.y - 2 * half}, symbol, Type::formula, ink);
    else
      ui.richText({whole.x - 6, whole.center().y - half}, symbol, Type::formula, ink, 0, Align::right);
  }
  if (shape.memory) ui.richText({area.x, area.bottom() - words + 4}, cycle, Type::small, c.muted, area.w);
  if (!told.empty()) readout(ui, touch.pos, area, told);
}

}  // namespace unroll
