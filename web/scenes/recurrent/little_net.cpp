#include "scenes/recurrent/little_net.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "core/check.h"
#include "recurrent/model.h"
#include "unroll.h"
#include "widgets/network_edges.h"

namespace unroll {

namespace {

constexpr float kPaleLine = 0.22f, kLine = 0.75f;  // opacity of what is to come, and of what has been

float easedStep(float s) { return s * s * (3 - 2 * s); }

}  // namespace

Snapshot openingNet(int steps, bool twins) {
  const ParsedModel parsed = findModel("recurrent")->parse("task=adding&hiddenSize=3&seqLen=" + std::to_string(steps));
  UNROLL_CHECK(parsed.model);
  Snapshot snapshot;
  SnapshotParts parts;
  parts.twins = twins;
  parts.beyond = 0;
  static_cast<const RecurrentModel&>(*parsed.model).fill(snapshot, parts);
  return snapshot;
}

LittleNet littleNet(const Snapshot& s) {
  const auto hh =
      std::find_if(s.parameters.begin(), s.parameters.end(), [](const ParameterTable& p) { return p.name == "rnn.weight_hh_l0"; });
  UNROLL_CHECK(hh != s.parameters.end());
  return {s.probe.x, s.probe.h, hh->values};
}

float littlePlace(float time, int steps) {
  constexpr float rest = 0.55f;  // share of a step in which it stands
  const float s = std::clamp(time, 0.f, 1.f) * static_cast<float>(steps), step = std::floor(s);
  const float place = step + easedStep(std::max(0.f, (s - step - rest) / (1 - rest)));
  return std::min(place, static_cast<float>(steps - 1));
}

Rect LittleColumns::frame(float t) const {
  const float w = frameWidth * unit, top = first.y - frameMargin * unit;
  return {place(t, 0).x - w / 2, top, w, inputY() + (frameMargin - 2) * unit - top};
}

void drawLittleLinks(Ui& ui, const LittleColumns& at, const LittleNet& net, int t, float known) {
  const Color color = fade(ui.color().whh, kPaleLine + (kLine - kPaleLine) * known);
  const float r = LittleColumns::radius * at.unit, bend = (at.pitch - 2 * r) * 0.55f;
  constexpr int segments = 12;
  for (int i = 0; i < net.hh.rows; ++i)
    for (int j = 0; j < net.hh.cols; ++j) {
      const ImVec2 from = at.place(static_cast<float>(t - 1), j) + ImVec2{r, 0}, to = at.place(static_cast<float>(t), i) - ImVec2{r, 0};
      const float w = net.hh.at(i, j), width = (0.5f + 2.2f * std::min(1.f, std::fabs(w))) * at.unit;
      diagram::stroke(ui.draw(), {from, from + ImVec2{bend, 0}, to - ImVec2{bend, 0}, to}, color, width * ui.theme().stroke, w < 0,
                      segments);
    }
}

void drawLittleColumn(Ui& ui, const LittleColumns& at, const LittleNet& net, int t, float known) {
  drawLittleColumn(ui, at, net, t, known, static_cast<float>(t));
}

void drawLittleColumn(Ui& ui, const LittleColumns& at, const LittleNet& net, int t, float known, float where) {
  const Palette& c = ui.color();
  ImDrawList& list = ui.draw();
  const float u = at.unit, thick = 1.3f * ui.theme().stroke * std::clamp(u, 0.75f, 2.f);
  const auto fillOf = [&](float value) { return mixColors(c.stage, valueColor(ui.theme(), value), known); };
  const ImVec2 last = at.place(where, net.h.cols - 1);
  const float half = LittleColumns::input / 2 * u, apart = 2 * half + 2 * u, y = at.inputY();
  for (int j = 0; j < net.x.cols; ++j) {
    const float x = last.x + (static_cast<float>(j) - static_cast<float>(net.x.cols - 1) / 2) * apart;
    list.AddLine({x, y - half}, {last.x + (x - last.x) * 0.4f, last.y + LittleColumns::radius * u},
                 fade(c.wxh, kPaleLine + (1 - kPaleLine) * known), 1.5f * thick);
    const Rect square{x - half, y - half, 2 * half, 2 * half};
    ui.rounded(square, fillOf(net.x.at(t, j)), 4 * u);
    list.AddRect(square.min(), square.max(), mixColors(c.lines, c.muted, 0.5f * known), 4 * u, 0, thick * 0.8f);
  }
  for (int i = 0; i < net.h.cols; ++i) {
    const ImVec2 center = at.place(where, i);
    list.AddCircleFilled(center, LittleColumns::radius * u, fillOf(net.h.at(t, i)));
    list.AddCircle(center, LittleColumns::radius * u, mixColors(c.lines, c.unitLine, known), 0, thick);
  }
}

}  // namespace unroll
