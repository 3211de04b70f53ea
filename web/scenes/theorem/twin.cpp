#include "scenes/theorem/twin.h"

#include <cmath>

#include "scenes/recurrent/net_in_words.h"
#include "scenes/recurrent/numbers.h"
#include "scenes/recurrent/weights.h"
#include "scenes/theorem/stage.h"
#include "scenes/theorem/twin_plan.h"
#include "widgets/network_edges.h"
#include "widgets/readout.h"

namespace unroll {

using Kind = TwinGroup::Kind;
using Arrow = TwinArrow::Matrix;

namespace {

Color arrowColor(const Theme& theme, Arrow matrix) {
  switch (matrix) {
    case Arrow::input:
    case Arrow::layer: return theme.color.wxh;
    case Arrow::hidden:
    case Arrow::feedback: return theme.color.whh;
    case Arrow::output: return theme.color.why;
  }
  return theme.color.muted;
}

std::string arrowWeight(const TwinArrow& arrow, const TwinGroup& to) {
  if (arrow.matrix == Arrow::output) return "readout.weight";
  const char* what = arrow.matrix == Arrow::hidden ? "hh" : arrow.matrix == Arrow::feedback ? "yh" : "ih";
  return std::string("rnn.weight_") + what + "_l" + std::to_string(to.layer) + (to.direction == 1 ? "_reverse" : "");
}

class Picture : TwinPlan {
 public:
  Picture(const SceneContext& context, Rect area, TheoremView& view) : TwinPlan(context, area, view) {
    broken_ = s().twins.broken.step >= 0;
    if (!numbers_.weights.empty()) greatest_ = std::clamp(numbers_.largestWeight(), 0.8f, 1.6f);
  }
  void draw();

 private:
  bool isOut(const TwinGroup& g, int i) const {
    return g.kind == Kind::hidden && g.t == s().twins.broken.step && i == s().twins.broken.unit;
  }
  bool differs(const TwinGroup& g, int i) const {
    return broken_ && !view_.hides(g.t) && differ(twinValue(s(), g, i), loopValue(s(), g, i));
  }
  float weight(const TwinArrow& arrow, int row, int col) const;
  bool isChanged(const TwinArrow& arrow, int row, int col) const;
  bool isBroken(const TwinArrow& arrow, int row, int col) const { return !view_.seeking && isChanged(arrow, row, col); }

  void look();
  void rememberSpots();
  void axis();
  void copies();
  void arrows();
  void arrow(const TwinArrow& arrow);
  void lines(const TwinArrow& arrow);
  void groups();
  void end();
  void drawGroup(const TwinGroup& g);
  void outside();
  std::string words() const;

  float greatest_ = 1;
  bool broken_ = false;
  // What the pointer is at, or the keys have chosen: a unit, or a weight (of the arrow's copy).
  int overGroup_ = -1, overUnit_ = -1, overArrow_ = -1, overRow_ = 0, overCol_ = 0;
  bool byKeys_ = false;
  Touch touch_;
};

float Picture::weight(const TwinArrow& arrow, int row, int col) const {
  using M = diagram::WeightRef::Matrix;
  const M matrix = arrow.matrix == Arrow::output ? M::hy : arrow.matrix == Arrow::hidden ? M::hh : M::xh;
  const float w = numbers_.weight({matrix, arrow.t, row, col});
  return isChanged(arrow, row, col) && !view_.hides(arrow.t) ? w + s().twins.broken.by : w;
}

bool Picture::isChanged(const TwinArrow& arrow, int row, int col) const {
  const TwinBreak& broken = s().twins.broken;
  if (broken.step != arrow.t || broken.step < 0 || broken.unit >= 0 || (row >= 0 && (broken.row != row || broken.col != col))) return false;
  return arrowWeight(arrow, group(arrow.to)) == broken.weight;
}

// What lies under the pointer; else what the keys have chosen.
void Picture::look() {
  const auto& order = s().twins.order;
  touch_ = ui_.touch(ui_.id("theorem.twin.area"), rows_);
  if (touch_.pressed) ui_.setFocus(0);
  if (windowed_ && touch_.wheel != 0) view_.rowShift += touch_.wheel > 0 ? 1 : -1;
  if (touch_.hovered || touch_.held) {
    for (std::size_t g = 0; g < order.groups.size(); ++g) {
      const TwinGroup& each = order.groups[g];
      if (!inSight(static_cast<float>(each.row)) || !bar(each).inset(-2).contains(touch_.pos)) continue;
      for (int i = 0; i < unitsOf(s(), each); ++i)
        if (unit(each, i).inset(oneByOne_ ? -2.f : 0.f).contains(touch_.pos)) overGroup_ = static_cast<int>(g), overUnit_ = i;
    }
    float least = 7;
    for (std::size_t n = 0; overGroup_ < 0 && n < order.arrows.size(); ++n) {
      const TwinArrow& arrow = order.arrows[n];
      if (!inSight(static_cast<float>(group(arrow.to).row)) || known(arrow.t) < 0.5f || group(arrow.from).kind == Kind::start) {
        if (!oneByOne_ || known(arrow.t) < 0.5f || !inSight(static_cast<float>(group(arrow.to).row))) continue;
      }
      const int rows = oneByOne_ ? unitsOf(s(), group(arrow.to)) : 1, cols = oneByOne_ ? unitsOf(s(), group(arrow.from)) : 1;
      for (int i = 0; i < rows; ++i)
        for (int j = 0; j < cols; ++j) {
          const float distance = edge(arrow, oneByOne_ ? i : -1, oneByOne_ ? j : -1).distance(touch_.pos);
          if (distance < least) least = distance, overArrow_ = static_cast<int>(n), overRow_ = i, overCol_ = j;
        }
    }
    if (overGroup_ >= 0 || overArrow_ >= 0) ui_.cursor(ImGuiMouseCursor_Hand);
  }
  const int O = s().outputSize, H = s().current.hiddenSize, all = H * s().twins.shape.directions;
  if (touch_.clicked) {
    view_.selected = -1;
    if (overGroup_ >= 0) {
      const TwinGroup& g = group(overGroup_);
      if (g.t >= 0 && g.t < view_.steps) {
        const bool top = g.layer + 1 == s().twins.shape.layers;
        if (g.kind == Kind::output) view_.selected = overUnit_;
        if (g.kind == Kind::hidden && top) view_.selected = O + g.direction * H + overUnit_;
        if (g.kind == Kind::input) view_.selected = O + all + overUnit_;
        view_.jumpTo(g.t);
      }
    } else if (overArrow_ >= 0 && !view_.seeking) {
      const TwinArrow& arrow = order.arrows[static_cast<std::size_t>(overArrow_)];
      view_.weight = {arrowWeight(arrow, group(arrow.to)), overRow_, overCol_};
      view_.breakStep = arrow.t;
      ++view_.picked;
    }
  }
  if (overGroup_ >= 0 || overArrow_ >= 0 || view_.selected < 0 || past_) return;
  byKeys_ = true;
  for (std::size_t g = 0; g < order.groups.size(); ++g) {
    const TwinGroup& each = order.groups[g];
    if (each.t != view_.present) continue;
    const int at = view_.selected;
    const bool top = each.layer + 1 == s().twins.shape.layers;
    const int from = each.kind == Kind::output ? 0 : each.kind == Kind::input ? O + all : O + each.direction * H;
    if (each.kind == Kind::start || (each.kind == Kind::hidden && !top) || at < from || at >= from + unitsOf(s(), each)) continue;
    if (each.kind == Kind::hidden && at - O >= all) continue;
    overGroup_ = static_cast<int>(g), overUnit_ = at - from;
  }
}

// The rows' numbers: the order of evaluation.
void Picture::axis() {
  const Palette& c = ui_.color();
  const float x = rows_.x + 14, radius = std::min(13.f, pitch_ * 0.3f);
  const int from = std::max(0, static_cast<int>(std::floor(first_))), to = std::min(s().twins.order.rows, from + shown_ + 1);
  ui_.hairline({x, std::max(rows_.y, rowY(static_cast<float>(to - 1)))}, {x, std::min(rows_.bottom(), rowY(static_cast<float>(from)))},
               c.lines);
  for (int row = from; row < to; ++row) {
    const ImVec2 at{x, rowY(static_cast<float>(row))};
    ui_.draw().AddCircleFilled(at, radius, c.stage, 28);
    ui_.draw().AddCircle(at, radius, c.lines, 28, 1.3f);
    ui_.text({at.x, at.y - ui_.lineHeight(Type::smallStrong) / 2}, std::to_string(row), Type::smallStrong, c.ink, Align::center);
  }
}

// "copy 3" at the gap through which its arrows lead, the changed one as a red band.
void Picture::copies() {
  const Palette& c = ui_.color();
  const float half = ui_.lineHeight(Type::small) / 2;
  const bool named = right_ < rows_.right() - 40;
  const TwinBreak& broken = s().twins.broken;
  const int receiver = broken_ && !view_.seeking ? receiverOf(s(), {broken.weight, broken.row, broken.col}, broken.step) : -1;
  const auto gapY = [&](int row) { return rowY(static_cast<float>(row) - 0.5f); };
  if (receiver >= 0 && inSight(static_cast<float>(group(receiver).row))) {
    const float height = std::clamp(pitch_ - unitHeight_, 8.f, 24.f);
    ui_.rounded({rows_.x + axisWidth_ - 4, gapY(group(receiver).row) - height / 2, rows_.right() - rows_.x - axisWidth_ + 4, height},
                fade(c.bad, ui_.theme().dark ? 0.22f : 0.12f), 6);
  }
  if (!named) return;
  const float room = rows_.right() - right_;
  const auto against = [&](const std::string& words, bool isAgainst) { return isAgainst ? words + " ←" : words; };
  for (const TwinGroup& g : s().twins.order.groups) {
    if (g.kind != Kind::hidden || g.layer != 0 || g.direction != 0 || !inSight(static_cast<float>(g.row)) || known(g.t) < 0.5f) continue;
    if (receiver >= 0 && g.t == broken.step && group(receiver).direction == 0) continue;
    if (receiver >= 0 && std::abs(gapY(group(receiver).row) - gapY(g.row)) < 16) continue;
    if (gapY(g.row) < rows_.y + half || gapY(g.row) > rows_.bottom() - half) continue;
    std::string words = filledIn(context_, "theorem.copy", "k", g.t);
    for (const TwinGroup& o : s().twins.order.groups)  // the chain against time has another step in the same row
      if (o.kind == Kind::hidden && o.layer == 0 && o.direction == 1 && o.row == g.row && o.t != g.t)
        words = std::to_string(g.t) + ", " + std::to_string(o.t) + " ←";
    ui_.textIn({right_, gapY(g.row) - half, room, 2 * half}, words, Type::small, c.muted, Align::right);
  }
  if (receiver < 0 || !inSight(static_cast<float>(group(receiver).row))) return;
  const bool isAgainst = group(receiver).direction == 1;
  std::string words = against(filledIn(context_, "theorem.copyChanged", "k", broken.step), isAgainst);
  if (ui_.measure(words, Type::smallStrong).w > room + (oneByOne_ ? 30 : 0))
    words = against(filledIn(context_, "theorem.copy", "k", broken.step), isAgainst);
  ui_.text({rows_.right() - 2, gapY(group(receiver).row) - half}, words, Type::smallStrong, c.bad, Align::right);
}

void Picture::arrows() {
  for (const TwinArrow& each : s().twins.order.arrows) {
    if (!inSight(static_cast<float>(group(each.to).row)) && !inSight(static_cast<float>(group(each.from).row))) continue;
    if (oneByOne_)
      lines(each);
    else
      arrow(each);
  }
}

// All weights of a matrix as one arrow.
void Picture::arrow(const TwinArrow& each) {
  const bool attention = overGroup_ >= 0 || overArrow_ >= 0;
  bool marked = overGroup_ >= 0 ? each.to == overGroup_ : false;
  if (overArrow_ >= 0) {
    const TwinArrow& over = s().twins.order.arrows[static_cast<std::size_t>(overArrow_)];
    marked =
        over.matrix == each.matrix && group(over.to).layer == group(each.to).layer && group(over.to).direction == group(each.to).direction;
  }
  const bool red = isBroken(each, -1, -1);
  const bool far = group(each.to).row - group(each.from).row > 1;
  float opacity = (0.2f + 0.8f * known(each.t)) * (far ? 0.45f : 0.8f);
  if (attention) opacity *= marked ? 1.3f : 0.3f;
  const Color color = fade(red ? ui_.color().bad : arrowColor(ui_.theme(), each.matrix), std::min(1.f, opacity));
  const diagram::Curve curve = edge(each, -1, -1);
  const float width = red ? 3.4f : marked ? 2.8f : 1.8f;
  diagram::stroke(ui_.draw(), curve, color, width, false, 18);
  const ImVec2 tip = curve.p3;
  ui_.draw().AddTriangleFilled(tip, {tip.x - 4, tip.y + 7}, {tip.x + 4, tip.y + 7}, color);
}

void Picture::lines(const TwinArrow& each) {
  const TwinGroup &from = group(each.from), &to = group(each.to);
  const int rows = unitsOf(s(), to), cols = unitsOf(s(), from);
  const bool attention = overGroup_ >= 0 || overArrow_ >= 0;
  const TwinArrow* over = overArrow_ >= 0 ? &s().twins.order.arrows[static_cast<std::size_t>(overArrow_)] : nullptr;
  const float happened = 0.16f + 0.84f * known(each.t), crowded = std::clamp(5.f / static_cast<float>(rows), 0.5f, 1.f);
  const int segments = rows * cols > 40 ? 10 : 16;
  const bool chosen = view_.picked > 0 && !broken_ && arrowWeight(each, to) == view_.weight.name;
  for (int i = 0; i < rows; ++i)
    for (int j = 0; j < cols; ++j) {
      if (isOut(to, i) || isOut(from, j)) continue;
      const bool marked = over ? over->matrix == each.matrix && overRow_ == i && overCol_ == j : each.to == overGroup_ && i == overUnit_;
      const float w = weight(each, i, j);
      const bool red = isBroken(each, i, j);
      const float quiet = !attention ? 0.75f : marked ? 1.f : 0.1f;
      const Color color = red ? ui_.color().bad : arrowColor(ui_.theme(), each.matrix);
      const float width = 0.7f + 2.7f * std::min(1.f, std::abs(w) / greatest_);
      // The chosen weight in all its copies, until one of them is broken.
      if (chosen && i == view_.weight.row && j == view_.weight.col)
        diagram::stroke(ui_.draw(), edge(each, i, j), fade(ui_.color().gradient, 0.7f * happened), width + 7, false, segments);
      diagram::stroke(ui_.draw(), edge(each, i, j), fade(color, red ? happened : happened * quiet * crowded),
                      red      ? std::max(3.2f, width)
                      : marked ? width + 0.7f
                               : width * (0.5f + 0.5f * crowded),
                      w < 0, segments);
    }
}

void Picture::drawGroup(const TwinGroup& g) {
  const Palette& c = ui_.color();
  const int count = unitsOf(s(), g);
  const bool given = g.kind == Kind::input || g.kind == Kind::start,
             hidden = g.kind == Kind::hidden || (g.kind == Kind::start && !isFedBack(s(), g));
  // Inputs are there with the step that takes them, a start state with the first.
  const float there = given ? known(std::clamp(g.t, 0, view_.steps - 1)) : known(g.t);
  const Rect whole = bar(g);
  const bool now = g.t == view_.present && (g.kind == Kind::hidden || g.kind == Kind::output) && !both_;
  if (oneByOne_ && hidden)
    ui_.outline(whole.inset(-7, -4), now ? fade(c.control, 0.9f) : fade(c.lines, 0.3f + 0.7f * there), whole.h / 2 + 4, now ? 2.f : 1.f);
  const float corner = hidden && oneByOne_ ? whole.h / 2 : oneByOne_ ? 6.f : 3.f;
  bool anyDiffers = false;
  for (int i = 0; i < count; ++i) {
    const Rect r = unit(g, i);
    if (isOut(g, i)) {
      ui_.outline(r, fade(c.bad, 0.6f), corner, 1.2f);
      ui_.textIn(r, "–", Type::small, c.bad, Align::center);
      continue;
    }
    const float v = twinValue(s(), g, i);
    const Color value = valueColor(ui_.theme(), v), fill = mixColors(c.stage, value, there);
    const bool red = !given && there > 0.5f && differs(g, i);
    anyDiffers = anyDiffers || red;
    if (oneByOne_) {
      ui_.rounded(r.inset(0.6f), fill, corner);
      ui_.outline(r, red ? c.bad : mixColors(c.lines, g.kind == Kind::input ? c.lines : c.unitLine, there), corner, red ? 2.6f : 1.2f);
    } else {
      ui_.draw().AddRectFilled(r.min(), r.max(), fill);
    }
    if (there > 0.4f && r.w >= (g.kind == Kind::input ? 22.f : 31.f) && r.h >= 14) {
      const std::string words = diagram::fittedNumber(ui_, v, r.w - 3, g.kind != Kind::input);
      ui_.textIn(r, words, Type::smallStrong, fade(inkOn(ui_.theme(), value), there), Align::center);
    }
  }
  if (!oneByOne_) {
    ui_.outline(whole,
                anyDiffers ? c.bad
                : now      ? c.control
                           : mixColors(c.lines, c.unitLine, there * 0.6f),
                corner,
                anyDiffers ? 2.6f
                : now      ? 2.f
                           : 1.f);
    const auto& first = s().twins.first;
    if (anyDiffers && first && first->t == g.t && first->output == (g.kind == Kind::output) &&
        (first->output || (first->layer == g.layer && first->unit / s().current.hiddenSize == g.direction))) {
      const Rect r = unit(g, first->output ? first->unit : first->unit % s().current.hiddenSize);
      ui_.outline(Rect{r.x - 1, r.y - 3, std::max(r.w, 4.f) + 2, r.h + 6}, c.bad, 3, 2.4f);
    }
  }
  if (overGroup_ >= 0 && &group(overGroup_) == &g) {
    const Rect r = unit(g, overUnit_);
    ui_.outline({r.x, r.y, std::max(r.w, 3.f), r.h}, c.ink, corner, byKeys_ ? 3.f : 2.f);
    if (byKeys_ && ui_.stageHasFocus() && ui_.showsFocus()) ui_.focusRing(r.inset(-5), corner + 4);
  }
  // Its name, where there is room beside it.
  const TwinLane& lane = lanes_[laneOf(g)];
  std::string symbol = groupSymbol(s(), g);
  const float half = ui_.lineHeight(Type::formula) / 2, y = whole.center().y - half;
  float width = ui_.measureRich(symbol, Type::formula).w;
  const float away = oneByOne_ && hidden ? 11.f : 5.f;
  const Color ink = fade(anyDiffers                                    ? c.bad
                         : g.kind == Kind::input                       ? c.wxh
                         : g.kind == Kind::output || isFedBack(s(), g) ? c.why
                                                                       : c.whh,
                         0.3f + 0.7f * there);
  if (pitch_ < 22) return;
  if (lane.symbolLeft) {
    // Up to the axis, or to what stands left of it in the same row.
    float free = rows_.x + axisWidth_ - 10;
    for (const TwinGroup& each : s().twins.order.groups)
      if (each.row == g.row && laneOf(each) < laneOf(g)) free = std::max(free, bar(each).right());
    if (whole.x - away - width < free) symbol = stepSymbol(g), width = ui_.measureRich(symbol, Type::formula).w;
    if (whole.x - away - width < free) return;
    if (!oneByOne_) ui_.rounded({whole.x - away - width - 1, y + 2, width + 2, 2 * half - 3}, c.stage, 4);  // arrows pass behind it
    ui_.richText({whole.x - away, y}, symbol, Type::formula, ink, 0, Align::right);
  } else {
    float end = rows_.right();
    for (const TwinGroup& each : s().twins.order.groups)
      if (each.row == g.row && laneOf(each) > laneOf(g)) end = std::min(end, bar(each).x - 1);
    const float x = whole.right() + away;
    if (x + width > end) symbol = stepSymbol(g), width = ui_.measureRich(symbol, Type::formula).w;
    if (x + width > end) return;
    if (!oneByOne_) ui_.rounded({x - 1, y + 2, width + 2, 2 * half - 3}, c.stage, 4);
    ui_.richText({x, y}, symbol, Type::formula, ink);
  }
}

void Picture::groups() {
  for (const TwinGroup& g : s().twins.order.groups)
    if (inSight(static_cast<float>(g.row))) drawGroup(g);
}

// Where the twin's next layer would stand.
void Picture::end() {
  if (!past_) return;
  const Rect row{rows_.x + axisWidth_, rowY(static_cast<float>(total_ - 1)) - std::min(17.f, pitch_ / 2), rows_.w - axisWidth_ - 4,
                 std::min(34.f, pitch_)};
  ui_.rounded(row, ui_.color().tip, 10);
  ui_.outline(row, ui_.color().control, 10, 2);
  ui_.textIn(row.inset(10, 0), "t = " + std::to_string(view_.present) + ": " + context_.tr("theorem.end"), Type::text, ui_.color().ink,
             Align::center);
}

// How many rows are out of sight; pressed, the walk goes there.
void Picture::outside() {
  if (!windowed_) return;
  const int first = static_cast<int>(std::lround(first_)), below = first, above = total_ - first - shown_;
  const int page = std::max(1, shown_ - 2);
  // Where the walk leads no further that way, or through all rows at once, the rows are turned alone.
  if (above > 0 &&
      ui::textButton(ui_, {rows_.x + axisWidth_, rows_.y - 19}, "rowsAbove", filledIn(context_, "theorem.above", "n", above)) &&
      (both_ || !view_.jumpTo(view_.present + page)))
    view_.rowShift += page;
  if (below > 0 &&
      ui::textButton(ui_, {rows_.x + axisWidth_, rows_.bottom() + 1}, "rowsBelow", filledIn(context_, "theorem.below", "n", below)) &&
      (both_ || !view_.jumpTo(std::min(view_.present, view_.steps - 1) - page)))
    view_.rowShift -= page;
}

std::string Picture::words() const {
  const Snapshot& snapshot = s();
  const auto number = [](float v) { return signedNumber(static_cast<double>(v), 6); };
  if (overGroup_ >= 0) {
    const TwinGroup& g = group(overGroup_);
    if (isOut(g, overUnit_)) return "<b>" + groupSymbol(snapshot, g, overUnit_) + "</>\n<muted>" + context_.tr("theorem.unitOut") + "</>";
    const float twin = twinValue(snapshot, g, overUnit_);
    std::string all = "<b>" + groupSymbol(snapshot, g, overUnit_) + " = " + number(twin) + "</>\n<muted>" + bitsOf(twin) + "</>";
    if (g.kind == Kind::input || g.kind == Kind::start || known(g.t) < 0.5f || view_.hides(g.t)) return all;
    const float loop = loopValue(snapshot, g, overUnit_);
    if (!differ(loop, twin)) return all + "\n" + context_.tr("theorem.sameBits");
    return all + "\n" + context_.tr("theorem.loopHas", {{"y", number(loop)}, {"bits", bitsOf(loop)}});
  }
  if (overArrow_ < 0) return {};
  const TwinArrow& arrow = snapshot.twins.order.arrows[static_cast<std::size_t>(overArrow_)];
  const WeightPlace place{arrowWeight(arrow, group(arrow.to)), overRow_, overCol_};
  std::string symbol = placeSymbol(snapshot, place);
  if (!oneByOne_)
    symbol.resize(symbol.find("</>") + 3);
  else
    symbol += " = " + signedNumber(static_cast<double>(weight(arrow, overRow_, overCol_)), 4);
  symbol = "<b>" + symbol + "</> " + filledIn(context_, "theorem.copy", "k", arrow.t);
  if (view_.seeking) return symbol;
  return symbol + "\n<muted>" + context_.tr(oneByOne_ ? "theorem.pressWeight" : "theorem.pressMatrix") + "</>";
}

// The middle of each weight of the present copy.
void Picture::rememberSpots() {
  view_.spots.clear();
  if (!oneByOne_) return;
  for (const TwinArrow& each : s().twins.order.arrows) {
    if (each.t != view_.present || each.matrix != Arrow::hidden) continue;
    const TwinGroup& to = group(each.to);
    for (int i = 0; i < unitsOf(s(), to); ++i)
      for (int j = 0; j < unitsOf(s(), to); ++j)
        view_.spots.push_back({printPlace({arrowWeight(each, to), i, j}), edge(each, i, j).at(0.5f)});
  }
}

void Picture::draw() {
  look();
  rememberSpots();
  outside();
  ui_.pushClip({rows_.x - 4, rows_.y - (windowed_ ? 0.f : 12.f), rows_.w + 8, rows_.h + (windowed_ ? 0.f : 24.f)});
  axis();
  copies();
  arrows();
  groups();
  end();
  ui_.popClip();
  const std::string told = words();
  if (told.empty()) return;
  const ImVec2 at = byKeys_ ? unit(group(overGroup_), overUnit_).center() : touch_.pos;
  readout(ui_, at, rows_, told);
}

}  // namespace

std::string orderWords(const SceneContext& context) {
  const std::string& words = context.tr(context.snapshot.twins.order.single ? "theorem.climbs" : "theorem.climbsSome");
  const std::string function = outputFunction(context.snapshot);
  return function.empty() ? words : words + " · " + context.tr("theorem.raw", {{"f", function}});
}

void drawTwin(const SceneContext& context, Rect area, TheoremView& view) { Picture(context, area, view).draw(); }

}  // namespace unroll
