// The cobweb picture: up or down to the curve, across to the diagonal, again and again. Its slope at each step is a factor of the gradient.
#include "scenes/latch/cobweb.h"

#include <cmath>
#include <utility>

#include "scenes/latch/equations.h"
#include "scenes/latch/stage.h"
#include "widgets/formula.h"
#include "widgets/readout.h"

namespace unroll {

namespace {

using Kind = LatchSpot::Kind;

class Drawing {
 public:
  Drawing(const LatchContext& context, const CobwebPlace& place, const LatchView& view)
      : context_(context), ui_(context.ui), s_(context.snapshot), place_(place), view_(view), gold_(goldOf(ui_.theme())) {}

  void ground();
  void curves();
  void steps(float walked);
  void fixedPoints();
  void tangent(ImVec2 at, double slope, float length, float width);
  void start(bool held);

 private:
  double state(int t) const { return static_cast<double>(s_.a[static_cast<std::size_t>(t)]); }
  void curve(double shift, Color color, float width, bool dashed);
  void leg(int t, float share, Color color, float width);

  const LatchContext& context_;
  Ui& ui_;
  const LatchSnapshot& s_;
  const CobwebPlace& place_;
  const LatchView& view_;
  Gold gold_;
};

// The valleys tinted by the sign that they keep.
void Drawing::ground() {
  const Palette& c = ui_.color();
  const Rect f = place_.frame();
  ui_.rounded(f, c.card, 6);
  if (s_.twoValleys) {
    const float x = std::clamp(place_.at(s_.watershed, 0).x, f.x, f.right());
    ui_.draw().AddRectFilled(f.min(), {x, f.bottom()}, fade(c.valueNegative, 0.09f), 6, ImDrawFlags_RoundCornersLeft);
    ui_.draw().AddRectFilled({x, f.y}, f.max(), fade(c.valuePositive, 0.11f), 6, ImDrawFlags_RoundCornersRight);
  }
  ui_.outline(f, c.lines, 6);
  const float half = ui_.lineHeight(Type::small) / 2;
  for (const int tick : {-1, 0, 1}) {
    const ImVec2 p = place_.at(tick, tick);
    ui_.hairline({f.x, p.y}, {f.right(), p.y}, c.lines);
    ui_.hairline({p.x, f.y}, {p.x, f.bottom()}, c.lines);
    const std::string words = plainNumber(tick, 0);
    ui_.text({f.x - 6, p.y - half}, words, Type::small, c.muted, Align::right);
    if (std::fabs(p.x - place_.at(s_.latch.start, 0).x) > 44) ui_.text({p.x, f.bottom() + 5}, words, Type::small, c.muted, Align::center);
  }
  ui_.richText({f.x + 6, f.y + 3}, "a_t", Type::small, c.muted);
  const std::string across = "a_{t−1}";
  if (s_.latch.start < 0.6)
    ui_.richText({f.right() - 6 - ui_.measureRich(across, Type::small).w, f.bottom() - 2 * half - 2}, across, Type::small, c.muted);
  ui_.draw().AddLine({f.x, f.bottom()}, {f.right(), f.y}, fade(c.muted, 0.7f), 1.3f * ui_.theme().stroke);
}

void Drawing::curve(double shift, Color color, float width, bool dashed) {
  std::vector<ImVec2> points;
  constexpr int kPieces = 160;
  for (int i = 0; i <= kPieces; ++i) {
    const double a = static_cast<double>(CobwebPlace::reach) * (2.0 * i / kPieces - 1);
    points.push_back(place_.at(a, std::tanh(s_.latch.w * a + s_.latch.u + shift)));
  }
  if (!dashed) return ui_.draw().AddPolyline(points.data(), kPieces + 1, color, 0, width * ui_.theme().stroke);
  for (std::size_t i = 0; i + 2 < points.size(); i += 4) ui_.draw().AddPolyline(&points[i], 3, color, 0, width * ui_.theme().stroke);
}

void Drawing::curves() {
  if (s_.hasDisturbance()) curve(s_.latch.disturbance, ui_.color().wxh, 1.8f, true);
  curve(0, ui_.color().whh, 2.6f, false);
}

// The first half of a step goes to the curve, the second across to the diagonal.
void Drawing::leg(int t, float share, Color color, float width) {
  const double from = state(t - 1), to = state(t);
  const ImVec2 a = t == 1 ? ImVec2{place_.at(from, 0).x, place_.frame().bottom()} : place_.at(from, from);
  const ImVec2 b = place_.at(from, to), c = place_.at(to, to);
  const float up = std::min(1.f, 2 * share), across = std::max(0.f, 2 * share - 1);
  ui_.draw().AddLine(a, a + (b - a) * up, color, width * ui_.theme().stroke);
  if (across > 0) ui_.draw().AddLine(b, b + (c - b) * across, color, width * ui_.theme().stroke);
}

void Drawing::steps(float walked) {
  const Palette& c = ui_.color();
  const int whole = static_cast<int>(walked);
  for (int t = whole + 1; t <= s_.latch.steps; ++t) leg(t, 1, fade(c.ink, 0.2f), 1.2f);
  for (int t = 1; t <= whole; ++t) leg(t, 1, t == whole ? c.control : fade(c.ink, 0.5f), t == whole ? 2.6f : 1.5f);
  if (whole < s_.latch.steps) leg(whole + 1, walked - static_cast<float>(whole), c.control, 2.6f);
  const int marked = view_.attention().kind == Kind::step ? view_.attention().index : view_.pointedStep > 0 ? view_.pointedStep : whole;
  for (int t = 1; t <= std::max(whole, marked); ++t) {
    if (t > whole && t != marked) continue;
    const ImVec2 at = place_.of(s_, {Kind::step, t});
    if (t == marked) tangent(at, s_.slope[static_cast<std::size_t>(t)], 34, 3);
    ui_.draw().AddCircleFilled(at, t == marked ? 6.5f : 3.6f, valueColor(ui_.theme(), s_.a[static_cast<std::size_t>(t)]), 20);
    ui_.draw().AddCircle(at, t == marked ? 6.5f : 3.6f, t == marked ? c.control : c.ink, 20, t == marked ? 2.2f : 1.1f);
  }
}

void Drawing::tangent(ImVec2 at, double slope, float length, float width) {
  const float s = static_cast<float>(slope), norm = std::sqrt(1 + s * s);
  const ImVec2 along{length / norm, -length * s / norm};
  ui_.draw().AddLine(at - along, at + along, gold_.edge, width * ui_.theme().stroke);
}

void Drawing::fixedPoints() {
  const Palette& c = ui_.color();
  const Rect f = place_.frame();
  for (int i = 0; i < static_cast<int>(s_.fixedPoints.size()); ++i) {
    const FixedPoint& p = s_.fixedPoints[static_cast<std::size_t>(i)];
    const ImVec2 at = place_.of(s_, {Kind::fixedPoint, i});
    tangent(at, p.slope, 26, 2.4f);
    ui_.draw().AddCircleFilled(at, 6, p.stable() ? c.ink : c.card, 24);
    ui_.draw().AddCircle(at, 6, c.ink, 24, 2 * ui_.theme().stroke);
    const LatchSpot spot{Kind::fixedPoint, i};
    if (view_.attention() == spot) ui_.draw().AddCircle(at, 10, c.control, 28, 2 * ui_.theme().stroke);
    // Right of and below the diagonal for the upper ones, left and above for the lower.
    const std::string words = (f.w > 230 ? context_.tr("latch.slope") + " " : std::string()) + compactNumber(p.slope);
    const TextSize size = ui_.measureRich(words, Type::smallStrong);
    const bool lower = i == 0 && s_.fixedPoints.size() > 1;
    const float x = lower ? std::max(f.x + 4, at.x - 12 - size.w) : std::min(f.right() - 4 - size.w, at.x + 14);
    const float y = lower ? at.y - 16 - size.h : at.y + 14;
    ui_.rounded({x - 3, y, size.w + 6, size.h}, fade(c.card, 0.75f), 4);
    ui_.richText({x, y}, words, Type::smallStrong, gold_.text);
  }
}

void Drawing::start(bool held) {
  const Palette& c = ui_.color();
  const ImVec2 at = place_.of(s_, {Kind::start});
  ui_.draw().AddCircleFilled(at, held ? 11.f : 9.f, c.background, 28);
  ui_.draw().AddCircle(at, held ? 11.f : 9.f, c.control, 28, 2.6f * ui_.theme().stroke);
  const std::string words = "a_{0} = " + plainNumber(s_.latch.start, 2);
  const float width = ui_.measureRich(words, Type::smallStrong).w;
  const Rect f = place_.frame();
  ui_.richText({std::clamp(at.x - width / 2, f.x - 20, f.right() - width), f.bottom() + 10}, words, Type::smallStrong, c.control);
}

// In hundredths; 0 without a sign.
void setStart(const LatchContext& context, double value) {
  context.set("start", std::round(100 * std::clamp(value, -1.0, 1.0)) / 100 + 0.0);
}

// Drag, arrows (finer with Shift), Home and End.
bool startHandle(const LatchContext& context, const CobwebPlace& place, LatchView& view) {
  Ui& ui = context.ui;
  const Id id = ui.id("startHandle");
  const double start = context.snapshot.latch.start;
  const ImVec2 at = place.of(context.snapshot, {Kind::start});
  const Rect knob{at.x - 14, at.y - 14, 28, 28};
  const bool focused = ui.control(id, "startHandle", "slider", context.tr("latch.startLabel"), plainNumber(start, 2), knob);
  const Touch touch = ui.touch(id, place.startStrip());
  if (touch.hovered) ui.cursor(ImGuiMouseCursor_ResizeEW);
  if (touch.hovered && !ui.touchScreen()) view.hovered = {Kind::start};
  if (touch.pressed) ui.setFocus(id);
  if (touch.pressed || touch.held) setStart(context, place.valueAt(touch.pos.x));
  ControlKeys& keys = ui.keys(id);
  const int by = std::exchange(keys.x, 0) + 10 * std::exchange(keys.page, 0);
  const double grid = keys.shift ? 0.01 : 0.05;
  if (by != 0) setStart(context, start + by * grid);
  if (std::exchange(keys.home, false)) setStart(context, -1);
  if (std::exchange(keys.end, false)) setStart(context, 1);
  keys.activate = keys.enter = false;
  if (focused) ui.focusRing(knob, 14);
  return touch.held;
}

void point(const LatchContext& context, const CobwebPlace& place, LatchView& view) {
  Ui& ui = context.ui;
  const LatchSnapshot& s = context.snapshot;
  const Id id = ui.id("cobweb");
  const Touch touch = ui.touch(id, place.frame());
  const bool finger = ui.touchScreen();
  const LatchSpot under = touch.hovered || touch.clicked ? place.pick(s, view.present, touch.pos, finger ? 20.f : 10.f) : LatchSpot{};
  view.hovered = finger ? LatchSpot{} : under;
  if (touch.clicked) view.selected = under;
  if (touch.pressed) ui.setFocus(0);

  const std::vector<LatchSpot> spots = cobwebSpots(s, view.present);
  const auto found = std::find(spots.begin(), spots.end(), view.selected);
  const std::string spoken = view.selected ? formula::withoutMarkup(joined(spotLines(context, view.selected))) : std::string();
  if (!ui.control(id, "cobweb", "picture", context.tr("latch.cobweb"), spoken, place.frame()) || !ui.showsFocus()) return;
  ControlKeys& keys = ui.keys(id);
  const int last = static_cast<int>(spots.size()) - 1, now = found == spots.end() ? -1 : static_cast<int>(found - spots.begin());
  const int by = std::exchange(keys.x, 0);
  if (by != 0 || now < 0) view.selected = spots[static_cast<std::size_t>(std::clamp(now + (now < 0 ? 1 : by), 0, last))];
  if (std::exchange(keys.home, false)) view.selected = spots.front();
  if (std::exchange(keys.end, false)) view.selected = spots.back();
  keys.activate = keys.enter = false;
  ui.focusRing(place.frame(), 6);
}

}  // namespace

void drawCobweb(const LatchContext& context, Rect area, LatchView& view) {
  Ui& ui = context.ui;
  const LatchSnapshot& s = context.snapshot;
  const Rect head = area.cutTop(ui.lineHeight(Type::formula), std::max(0.f, area.h > 380 ? 8.f : 1.f));
  const CobwebPlace place(area);
  ui.richText({place.frame().x, head.y}, "a_t = tanh(<hh>w</> a_{t−1} + <xh>u</>)", Type::formula, ui.color().ink);

  const auto outOfRange = [&](const LatchSpot& spot) {
    return (spot.kind == Kind::step && spot.index > view.present) ||
           (spot.kind == Kind::fixedPoint && spot.index >= static_cast<int>(s.fixedPoints.size()));
  };
  if (outOfRange(view.selected)) view.selected = {};
  point(context, place, view);
  if (outOfRange(view.hovered)) view.hovered = {};
  const bool held = startHandle(context, place, view);

  Drawing drawing(context, place, view);
  drawing.ground();
  ui.pushClip(place.frame());
  drawing.curves();
  drawing.steps(std::min(ui.glide(ui.id("walk"), static_cast<float>(view.present), 0.32f), static_cast<float>(view.steps)));
  drawing.fixedPoints();
  const LatchSpot spot = view.attention();
  if (spot.kind == Kind::curve || spot.kind == Kind::disturbedCurve) {
    drawing.tangent(place.of(s, spot), slopeOn(s, spot), 34, 3);
    ui.draw().AddCircleFilled(place.of(s, spot), 5, spot.kind == Kind::curve ? ui.color().whh : ui.color().wxh, 20);
  }
  ui.popClip();
  drawing.start(held);
  if (spot && !held) readout(ui, place.of(s, spot), place.frame(), joined(spotLines(context, spot)));
}

}  // namespace unroll
