#include "widgets/network_layout.h"

#include <cmath>

namespace unroll::diagram {

namespace {
constexpr float widestLaneGap = 5;       // between the wires of the loop's cable
constexpr float gutter = 34;             // left of the columns: x, h, y
constexpr float smallestCircle = 19;     // still holds "−0.63" in 13
constexpr float leastPill = 9;           // half its height
constexpr float leastPitch = 9;          // of columns that are zoomed out
constexpr int fewestUnits = 4;           // of a heatmap column that is zoomed into
constexpr int mostNumbered = 3;          // inputs or outputs side by side; more are narrow, and their colour says their number
constexpr int mostInSight = 10;          // more are stripes
constexpr float leastForWideLoop = 280;  // height of the area from which on the loop may be wide

float mix(float a, float b, float s) { return a + (b - a) * s; }
ImVec2 mix(ImVec2 a, ImVec2 b, float s) { return {mix(a.x, b.x, s), mix(a.y, b.y, s)}; }
}  // namespace

UnitRef receiver(const WeightRef& w) {
  const bool output = w.matrix == WeightRef::Matrix::hy || w.matrix == WeightRef::Matrix::outputBias;
  return {output ? Layer::output : Layer::hidden, w.step, w.row};
}

UnitRef sender(const WeightRef& w) {
  switch (w.matrix) {
    case WeightRef::Matrix::xh: return {Layer::input, w.step, w.col};
    case WeightRef::Matrix::hh: return {Layer::hidden, w.step - 1, w.col};
    case WeightRef::Matrix::hy: return {Layer::hidden, w.step, w.col};
    default: return receiver(w);
  }
}

ImVec2 Curve::at(float s) const {
  const float r = 1 - s;
  return p0 * (r * r * r) + p1 * (3 * r * r * s) + p2 * (3 * r * s * s) + p3 * (s * s * s);
}

float Curve::distance(ImVec2 p, int samples) const {
  float nearest = 1e9f;
  ImVec2 a = p0;
  for (int i = 1; i <= samples; ++i) {
    const ImVec2 b = at(static_cast<float>(i) / static_cast<float>(samples));
    const ImVec2 ab = b - a, ap = p - a;
    const float length2 = std::max(1e-6f, ab.x * ab.x + ab.y * ab.y);
    const ImVec2 off = ap - ab * std::clamp((ap.x * ab.x + ap.y * ab.y) / length2, 0.f, 1.f);
    nearest = std::min(nearest, off.x * off.x + off.y * off.y);
    a = b;
  }
  return std::sqrt(nearest);
}

NetworkLayout::NetworkLayout(Rect area, Shape shape, const View& view)
    : area_(area), shape_(shape), unfolded_(view.unfolded), eased_(view.unfolded), present_(view.present), gliding_(view.gliding) {
  placeRows(view);
  placeColumns(view);
}

// Rows are the same folded and unfolded, but for the cable's room above y: it closes while unfolding. The tighter of the two
// decides how units are drawn, so that nothing changes its form on the way; only where height is very short each has its own.
void NetworkLayout::placeRows(const View& view) {
  const float numberWidth = view.numberWidth;
  const float count = static_cast<float>(shape_.hidden);
  const bool low = area_.h < 365;
  const float labelGap = low ? 4 : 8, labelRoom = labelGap + 24;
  const float leastGap = low ? 15 : 28;  // between the layers
  const float frameRoom = area_.h < leastForTargets    ? 13
                          : area_.h < leastForWideLoop ? 24
                          : low                        ? 27
                                                       : 32;  // above y, for its target and the frame of the present column
  outputW_ = shape_.outputs > mostInSight ? 5.f : shape_.outputs > mostNumbered ? numberWidth / 2 : numberWidth + 10;
  if (low) outputH_ = 26, inputH_ = 24;
  frameMargin_ = frameRoom - 4;
  cableGap_ = low ? 16 : 22;
  delayHeight_ = low ? 26 : 30;
  const float bare = area_.h - labelRoom - inputH_ - outputH_ - frameRoom;
  const float laneCount = count * 21 < bare ? count : 1.f;
  const float cableRoom = std::max(0.f, (low ? 14.f : 20.f) + laneGap_ * laneCount - view.headRoom);
  const float roomForHidden = bare - 2 * leastGap - (low && view.unfolded > 0.5f ? 0.f : cableRoom);

  const float radius = std::min(23.f, (roomForHidden / count - 6) / 2);
  const float half = std::min(14.f, (roomForHidden / count - 4) / 2);
  form_ = view.zoom < 1              ? UnitForm::heat
          : radius >= smallestCircle ? UnitForm::circles
          : half >= leastPill        ? UnitForm::pills
                                     : UnitForm::heat;
  shownUnits_ = shape_.hidden;
  if (form_ == UnitForm::heat && view.zoom > 1)
    shownUnits_ = std::clamp(static_cast<int>(std::lround(count / view.zoom)), std::min(fewestUnits, shape_.hidden), shape_.hidden);
  firstUnit_ = std::clamp(view.firstUnit, 0, shape_.hidden - shownUnits_);
  // Only one column is to be seen in the loop: it may be larger.
  float grown = 1;
  if (form_ == UnitForm::circles) {
    const float across = ((area_.w - view.headTaken) / 2 - 52) / 2;  // both columns and the cable around them
    const float most = std::max(radius, std::min(across, std::clamp((roomForHidden / count - 14) / 2, radius, 1.42f * radius)));
    grown = mix(most / radius, 1, eased_);
    rx_ = ry_ = radius * grown;
    outputW_ *= grown, outputH_ *= grown, inputH_ *= grown;
    grown_ = grown;
  }
  if (form_ == UnitForm::pills) rx_ = numberWidth / 2 + 6, ry_ = half;
  if (form_ == UnitForm::heat) rx_ = std::clamp(17 * view.zoom, 4.f, std::max(17.f, numberWidth / 2 + 6)), ry_ = 2;

  const float available = area_.h - labelRoom - inputH_ - outputH_ - frameRoom - cableRoom * (1 - eased_);
  float hidden = 0;
  if (form_ == UnitForm::heat) {
    heatHeight_ = hidden = std::max(40.f, available - std::min(110.f, available * 0.36f));
    rowPitch_ = heatHeight_ / static_cast<float>(shownUnits_);
    ry_ = rowPitch_ / 2;
  } else {
    const float least = 2 * ry_ + (form_ == UnitForm::circles ? 6.f : 4.f);
    rowPitch_ = std::clamp((available - 120) / count, least, 3.05f * ry_);
    hidden = (count - 1) * rowPitch_ + 2 * ry_;
  }
  const float slack = std::max(0.f, available - hidden);
  const float below = std::min(slack * 0.56f, 120 * grown), above = std::min(slack * 0.44f, 92 * grown);
  const float top = area_.y + frameRoom + cableRoom * (1 - eased_) + std::max(0.f, slack - below - above) / 2;
  outputY_ = top + outputH_ / 2;
  hiddenTop_ = top + outputH_ + above + (form_ == UnitForm::heat ? 0 : ry_);
  inputY_ = top + outputH_ + above + hidden + below + inputH_ / 2;
  labelY_ = inputY_ + inputH_ / 2 + labelGap;
}

void NetworkLayout::placeColumns(const View& view) {
  left_ = area_.x + gutter;
  float width = area_.right() - 14 - left_;
  const float outputs = static_cast<float>(shape_.outputs) * (outputW_ / grown_ + 3) + 12;
  const auto inputs = static_cast<float>(shape_.inputs);
  const bool narrowInputs = shape_.inputs > mostNumbered;
  const float inputNumber = narrowInputs ? 0 : view.inputNumber;
  const float leastInputs = narrowInputs ? inputs * (shape_.inputs > mostInSight ? 7.f : 12.f) + 20 : inputNumber > 0 ? inputs * (inputNumber + 6) + 8 : 0.f;
  const auto fitting = [&](float gap) {
    const float least = std::max({2 * std::max(rx_, form_ == UnitForm::heat ? 17.f : 0.f) / grown_ + gap, outputs, leastInputs});
    if (form_ != UnitForm::heat || view.zoom == 1) return std::clamp(static_cast<int>(width / least), 1, shape_.steps);
    // Zoomed into, there are still columns beside the present one.
    const float zoomed = std::max(std::min(3.f, width / least), width / std::max(leastPitch, least * view.zoom));
    return std::clamp(static_cast<int>(zoomed), 1, std::min(mostColumns, shape_.steps));
  };
  columns_ = fitting(23);  // narrow, if all steps can be seen that way
  windowed_ = columns_ < shape_.steps;
  if (windowed_) {
    width -= 22;  // room at the right for how many steps follow
    columns_ = fitting(area_.w < 460 ? 36.f : 46.f);
  }
  pitch_ = std::min(std::max(150.f, outputs), width / static_cast<float>(columns_));
  left_ += (width - pitch_ * static_cast<float>(columns_)) / 2;
  const float span = static_cast<float>(shape_.steps - columns_);
  firstColumn_ = std::clamp(gliding_ - static_cast<float>((columns_ - 1) / 2), 0.f, span);
  firstStep_ = std::max(0, static_cast<int>(std::ceil(firstColumn_ - 0.45f)));
  lastStep_ = std::min(shape_.steps - 1, static_cast<int>(std::floor(firstColumn_ + static_cast<float>(columns_) - 0.55f)));
  const float numbered = std::min(inputNumber + 3, (pitch_ - 8) / inputs - 3);
  inputW_ = std::max(2.f, std::min(40.f, std::max((pitch_ - 16) / inputs - 3, numbered)) * grown_);
  if (form_ == UnitForm::heat && view.zoom < 1) {
    rx_ = std::min(rx_, 0.4f * pitch_);
    inputW_ = std::max(2.f, std::min(inputW_, (pitch_ - 2) / inputs - 3));
    outputW_ = std::max(2.f, std::min(outputW_, (pitch_ - 2) / static_cast<float>(shape_.outputs) - 3));
  }

  const float middle = area_.center().x - view.headTaken / 2;
  // Where width is short, h_{t−1} and h_t stand closer, and then the wires.
  const float leastApart = std::min(104.f, 2 * rx_ + 30);
  const float aside = std::min(middle - area_.x, area_.right() - middle) - leastApart / 2 - rx_ - 36;
  laneGap_ = std::clamp(aside / static_cast<float>(std::max(1, lanes() - 1)), 0.f, widestLaneGap);
  const float besides =
      std::max({rx_ + 36 + laneGap_ * static_cast<float>(lanes() - 1), static_cast<float>(shape_.outputs) * (outputW_ + 3) / 2,
                static_cast<float>(shape_.inputs) * (inputW_ + 3) / 2});
  const float most = 2 * (area_.right() - middle - besides);
  const float apart = std::max(leastApart, std::min(most, std::clamp(area_.h < leastForWideLoop ? 140.f : area_.w * 0.5f, 104.f, 400.f)));
  loopX_ = middle + apart / 2;
  contextX_ = middle - apart / 2;
}

float NetworkLayout::unfoldedX(float step) const { return left_ + (step - firstColumn_ + 0.5f) * pitch_; }

float NetworkLayout::columnX(int step) const {
  const float folded = step >= present_ ? loopX_ : contextX_;
  return mix(folded, unfoldedX(static_cast<float>(step)), eased_);
}

float NetworkLayout::opacity(Layer layer, int step) const {
  float folded = step == present_ ? 1.f : 0.f;
  if (layer == Layer::hidden && step == present_ - 1) folded = 1;
  const float from = firstColumn_ - 0.5f, to = firstColumn_ + static_cast<float>(columns_) - 0.5f;
  const float outside = std::max({0.f, from + 0.5f - static_cast<float>(step), static_cast<float>(step) - (to - 0.5f)});
  float open = std::clamp(1 - 2 * outside, 0.f, 1.f);
  if (step < 0) open = 0;
  return mix(folded, open, eased_);
}

Rect NetworkLayout::unit(const UnitRef& u) const {
  const float x = columnX(u.step);
  if (u.layer == Layer::hidden) {
    if (form_ == UnitForm::heat) return {x - rx_, hiddenTop_ + static_cast<float>(u.index - firstUnit_) * rowPitch_, 2 * rx_, rowPitch_};
    return {x - rx_, hiddenTop_ + static_cast<float>(u.index) * rowPitch_ - ry_, 2 * rx_, 2 * ry_};
  }
  const bool input = u.layer == Layer::input;
  const float w = input ? inputW_ : outputW_, h = input ? inputH_ : outputH_;
  const float count = static_cast<float>(input ? shape_.inputs : shape_.outputs);
  const float offset = (static_cast<float>(u.index) - (count - 1) / 2) * (w + 3);
  return {x + offset - w / 2, (input ? inputY_ : outputY_) - h / 2, w, h};
}

Rect NetworkLayout::heatColumn(int step) const {
  if (form_ == UnitForm::heat) return {columnX(step) - rx_, hiddenTop_, 2 * rx_, heatHeight_};
  const float height = static_cast<float>(shape_.hidden - 1) * rowPitch_ + 2 * ry_;
  return {columnX(step) - rx_, hiddenTop_ - ry_, 2 * rx_, height};
}

Rect NetworkLayout::frame(float step) const {
  const float half = std::min(std::max(pitch_ / 2 - 4, rx_ + 2),
                              std::max({rx_ + 16, static_cast<float>(shape_.inputs) * (inputW_ + 3) / 2 + 7, outputW_ / 2 + 9,
                                        static_cast<float>(shape_.outputs) * (outputW_ + 3) / 2 + 5}));
  const float top = outputY_ - outputH_ / 2 - frameMargin_;
  const float x = mix(loopX_, unfoldedX(step), eased_);
  return {x - half, top, 2 * half, labelY_ + 23 - top};
}

Curve NetworkLayout::edge(const WeightRef& w) const {
  const Rect to = unit(receiver(w)), from = unit(sender(w));
  if (w.matrix == WeightRef::Matrix::hh) {
    const ImVec2 a{from.right(), from.center().y}, b{to.x, to.center().y};
    const float bend = std::max(18.f, (b.x - a.x) * 0.5f);
    return {a, {a.x + bend, a.y}, {b.x - bend, b.y}, b};
  }
  // From x_t up and from h_t up to y_t: straight, each in a lane of its own behind the units in between, so that it can be followed to its
  // end. With heatmap columns they reach the column's side.
  const bool fromInput = w.matrix == WeightRef::Matrix::xh;
  const Rect hidden = fromInput ? to : from, other = fromInput ? from : to;
  const float up = fromInput ? 1.f : -1.f;  // from the hidden unit towards the other layer
  const int others = fromInput ? shape_.inputs : shape_.outputs, otherIndex = fromInput ? w.col : w.row;
  const int hiddenIndex = fromInput ? w.row : w.col;
  const ImVec2 c = hidden.center();
  ImVec2 start, end{other.center().x, fromInput ? other.y : other.bottom()};
  if (form_ == UnitForm::heat) {
    start = {c.x - up * rx_, c.y};
  } else {
    const float lanes = static_cast<float>(others * shape_.hidden);
    const float lane = (static_cast<float>(otherIndex * shape_.hidden + hiddenIndex) - (lanes - 1) / 2) / std::max(1.f, lanes - 1);  // ±½
    const float aside = lane * 1.5f * rx_;
    const float past = std::max(0.f, std::abs(aside) - (rx_ - ry_));  // into the round end
    start = {c.x + aside, c.y + up * std::sqrt(std::max(0.f, ry_ * ry_ - past * past))};
    const float within = (static_cast<float>(hiddenIndex) - static_cast<float>(shape_.hidden - 1) / 2) /
                         static_cast<float>(std::max(1, shape_.hidden - 1));  // ±½
    end.x += within * 0.6f * other.w;
  }
  if (form_ != UnitForm::heat) {
    const ImVec2 third = (end - start) * 0.33f;
    const Curve straight{start, start + third, end - third, end};
    return fromInput ? Curve{straight.p3, straight.p2, straight.p1, straight.p0} : straight;
  }
  const float bow = -up * (rx_ + 8), rise = end.y - start.y;
  const Curve curve{start, {c.x + bow, start.y + rise * 0.3f}, {c.x + bow, start.y + rise * 0.72f}, end};
  return fromInput ? Curve{curve.p3, curve.p2, curve.p1, curve.p0} : curve;
}

int NetworkLayout::cable(int lane, ImVec2 (&corners)[6]) const {
  const Rect out = form_ == UnitForm::heat ? heatColumn(present_) : unit({Layer::hidden, present_, lane});
  const Rect in = form_ == UnitForm::heat ? heatColumn(present_ - 1) : unit({Layer::hidden, present_ - 1, lane});
  const float offset = laneGap_ * static_cast<float>(lane);
  const float right = out.right() + 34 + offset, leftX = in.x - 34 - offset;
  const float top = outputY_ - outputH_ / 2 - cableGap_ - offset;
  corners[0] = {out.right(), out.center().y};
  corners[1] = {right, out.center().y};
  corners[2] = {right, top};
  corners[3] = {leftX, top};
  corners[4] = {leftX, in.center().y};
  corners[5] = {in.x, in.center().y};
  return 6;
}

Rect NetworkLayout::delay(float width) const {
  const float innermost = outputY_ - outputH_ / 2 - cableGap_;
  const float outermost = innermost - laneGap_ * static_cast<float>(lanes() - 1);
  const float height = std::max(delayHeight_, innermost - outermost + 16);
  return {(loopX_ + contextX_) / 2 - width / 2, (innermost + outermost) / 2 - height / 2, width, height};
}

ImVec2 NetworkLayout::alongCable(int lane, float s) const {
  ImVec2 c[6];
  cable(lane, c);
  float lengths[5], total = 0;
  for (int i = 0; i < 5; ++i) total += lengths[i] = std::hypot(c[i + 1].x - c[i].x, c[i + 1].y - c[i].y);
  float way = std::clamp(s, 0.f, 1.f) * total;
  for (int i = 0; i < 5; ++i) {
    if (way <= lengths[i]) return mix(c[i], c[i + 1], way / std::max(1e-3f, lengths[i]));
    way -= lengths[i];
  }
  return c[5];
}

}  // namespace unroll::diagram
