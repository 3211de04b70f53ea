#include "scenes/theorem/twin_plan.h"

#include <algorithm>
#include <cmath>

#include "scenes/recurrent/numbers.h"
#include "scenes/recurrent/weights.h"
#include "scenes/theorem/stage.h"
#include "scenes/theorem/twin.h"

namespace unroll {

namespace {

constexpr float copyWidth = 74;    // "copy 12"
constexpr float symbolWidth = 30;  // "h₁₂"
constexpr float leastUnit = 31, mostUnit = 58;
constexpr float mostPitch = 70;  // of the rows
constexpr int mostLines = 2500;  // weights drawn one by one

}  // namespace

TwinPlan::TwinPlan(const SceneContext& context, Rect area, TheoremView& view)
    : context_(context), ui_(context.ui), view_(view), rows_(area) {
  both_ = s().twins.shape.directions > 1;
  past_ = view.present >= view.steps;
  gliding_ = ui_.glide(ui_.id("theorem.twin"), static_cast<float>(std::min(view.present, view.steps - 1)), 0.35f);
  if (s().simple && isComplete(s())) numbers_ = diagramNumbers(s());
  total_ = s().twins.order.rows + (past_ ? 1 : 0);
  placeLanes();
  placeRows();
}

// x, against time a second column of it; the layers, each in its directions; y likewise.
std::size_t TwinPlan::laneOf(const TwinGroup& g) const {
  const int directions = s().twins.shape.directions, layers = s().twins.shape.layers;
  const bool second = both_ && 2 * g.t >= s().twins.shape.steps;
  if (g.kind == TwinGroup::Kind::input) return second ? 1 : 0;
  if (g.kind == TwinGroup::Kind::output || isFedBack(s(), g)) return static_cast<std::size_t>(directions * (1 + layers) + (second ? 1 : 0));
  return static_cast<std::size_t>(directions * (1 + g.layer) + g.direction);
}

void TwinPlan::placeLanes() {
  const Snapshot& snapshot = s();
  const int directions = snapshot.twins.shape.directions, layers = snapshot.twins.shape.layers;
  const auto inputs = static_cast<float>(snapshot.inputSize), outputs = static_cast<float>(snapshot.outputSize),
             hidden = static_cast<float>(snapshot.current.hiddenSize);
  const bool named = rows_.w >= 430;
  const float symbols = named ? symbolWidth : 20.f, apart = named ? 12.f : 5.f;
  if (!named) axisWidth_ = 30;
  right_ = rows_.right() - (named ? copyWidth : 4.f);
  const float left = rows_.x + axisWidth_, room = right_ - left;
  const float input = std::max(named ? 30.f : 26.f, ui_.measure("0.00", Type::smallStrong).w + (named ? 10.f : 8.f));
  const float fixed = 3 * symbols + inputs * (input + 3) + 2 * apart;
  const float each = (room - fixed) / (hidden + outputs), gap = each > 62 ? 14.f : 5.f;
  const float lines = hidden * (inputs + hidden + outputs) * rows_.h / 48;
  oneByOne_ = snapshot.simple && !numbers_.weights.empty() && each - gap >= leastUnit && lines <= mostLines;
  if (oneByOne_) {
    const float width = std::min(each - gap, mostUnit);
    const float used = fixed + hidden * (width + gap) + outputs * (width + 3), spare = std::max(0.f, room - used);
    float x = left + symbols + std::min(spare * 0.1f, 16.f);
    lanes_.push_back({x, input + 3, 3});
    x += inputs * (input + 3) + symbols + apart + std::min(spare * 0.2f, 30.f);
    lanes_.push_back({x, width + gap, gap});
    x += hidden * (width + gap) + apart + std::min(spare * 0.3f, 40.f);
    lanes_.push_back({x, width + 3, 3, false});
    return;
  }
  const auto count = static_cast<float>(directions * (2 + layers));
  const float between = std::clamp(room / count * 0.25f, 6.f, 28.f);
  const float ends = std::clamp(room / count * 0.6f, 8.f, 84.f);
  const float inputWidth = std::min(ends, inputs * 36), outputWidth = std::min(ends, outputs * 44);
  // Left of each chain stands its name, with the largest time step there is; the layer and the direction where there is room. Of two
  // directions the one against time has it at its right: there no other stands in the same row, but y.
  const int last = view_.steps - 1;
  const TwinGroup widest{TwinGroup::Kind::hidden, last, layers - 1, directions - 1, 0};
  const auto wide = [&](const std::string& symbol) { return ui_.measureRich(symbol, Type::formula).w + 8; };
  const float given = std::max(between, wide("x_{" + std::to_string(last) + "}"));
  const float full = std::max(between, wide(groupSymbol(snapshot, widest))), brief = std::max(between, wide(stepSymbol(widest)));
  const float chains = static_cast<float>(directions * layers), sides = static_cast<float>(directions);
  const float names = both_ ? 2 : chains, bare = both_ ? between * (chains - 1) : between;
  const auto chainWith = [&](float name) {
    return (room - sides * (inputWidth + outputWidth + 2 * given) - bare - name * names) / chains;
  };
  constexpr float least = 10;
  const float spare = (chainWith(brief) - least) * chains / names;
  const float name = chainWith(full) >= std::min(40.f, hidden * 10) ? full : std::max(2.f, std::min(brief, brief + spare));
  const float chain = std::clamp(chainWith(name), least, std::min(260.f, hidden * 48));
  float x = left - 8;
  const auto add = [&](float before, float width, float units, float after, bool symbolLeft) {
    x += before;
    lanes_.push_back({x, width / units, 0, symbolLeft});
    x += width + after;
  };
  for (int d = 0; d < directions; ++d) add(given, inputWidth, inputs, 0, true);
  for (int l = 0; l < layers; ++l)
    for (int d = 0; d < directions; ++d) add(both_ && l + d > 0 ? between : name, chain, hidden, 0, d == 0);
  x += both_ ? name : between;
  for (int d = 0; d < directions; ++d) add(0, outputWidth, outputs, given, false);
}

void TwinPlan::placeRows() {
  const float least = oneByOne_ ? (rows_.h < 260 ? 40.f : 46.f) : 34.f;
  pitch_ = rows_.h / static_cast<float>(total_);
  // They may stand closer, if all are seen that way.
  windowed_ = pitch_ < (!oneByOne_ ? 23.f : rows_.w < 430 ? 22.f : 33.f);
  if (windowed_) {
    rows_.cutTop(18);
    rows_.cutBottom(18);
    pitch_ = rows_.h / std::max(1.f, std::floor(rows_.h / least));
  }
  pitch_ = std::min(pitch_, mostPitch);
  shown_ = std::min(total_, static_cast<int>(std::lround(rows_.h / pitch_)));
  unitHeight_ = std::clamp(pitch_ - (oneByOne_ ? 18.f : 14.f), oneByOne_ ? 14.f : 9.f, oneByOne_ ? 30.f : 24.f);
  if (!windowed_) {
    first_ = -std::max(0.f, (rows_.h / pitch_ - static_cast<float>(total_)) / 2);
    return;
  }
  // The present step's rows in the middle, with what feeds it below and what it answers above.
  int row = 0;
  for (const TwinGroup& g : s().twins.order.groups)
    if (g.kind == TwinGroup::Kind::hidden && g.t == std::min(view_.present, view_.steps - 1) && g.direction == 0)
      row = std::max(row, g.row);
  if (past_) row = total_ - 1;
  const int middle = std::clamp(row - shown_ / 2, 0, total_ - shown_), from = std::clamp(middle + view_.rowShift, 0, total_ - shown_);
  view_.rowShift = from - middle;
  first_ = ui_.glide(ui_.id("theorem.rows"), static_cast<float>(from), 0.35f);
}

Rect TwinPlan::unit(const TwinGroup& g, int i) const {
  const TwinLane& lane = lanes_[laneOf(g)];
  const float height = unitHeight_ - (g.kind == TwinGroup::Kind::input && oneByOne_ ? 2.f : 0.f);
  return {lane.x + static_cast<float>(i) * lane.pitch, rowY(static_cast<float>(g.row)) - height / 2, lane.pitch - lane.gap, height};
}

Rect TwinPlan::bar(const TwinGroup& g) const {
  const Rect a = unit(g, 0), b = unit(g, unitsOf(s(), g) - 1);
  return {a.x, a.y, b.right() - a.x, a.h};
}

diagram::Curve TwinPlan::edge(const TwinArrow& arrow, int to, int from) const {
  const TwinGroup &a = group(arrow.from), &b = group(arrow.to);
  const Rect low = from < 0 ? bar(a) : unit(a, from), high = to < 0 ? bar(b) : unit(b, to);
  // From the side, so that what stands above it stays free.
  const float tip = from < 0 ? 1.f : 0.f;
  ImVec2 p0{low.center().x, low.y}, p3{high.center().x, high.bottom() + tip};
  const float far = b.row - a.row > 1 ? 0.35f : 0.5f, d = (p0.y - p3.y) * far;
  return {p0, {p0.x, p0.y - d}, {p3.x, p3.y + d}, p3};
}

}  // namespace unroll
