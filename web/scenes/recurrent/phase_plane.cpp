#include "scenes/recurrent/phase_plane.h"

#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

#include "scenes/recurrent/carpet.h"
#include "scenes/recurrent/numbers.h"
#include "widgets/formula.h"
#include "widgets/readout.h"

namespace unroll {

namespace {

using Kind = UnitPlane::FixedPoint::Kind;

void mark(Ui& ui, ImVec2 p, Kind kind, float size) {
  const Palette& c = ui.color();
  const ImVec2 corners[] = {{p.x, p.y - size - 1}, {p.x + size + 1, p.y}, {p.x, p.y + size + 1}, {p.x - size - 1, p.y}};
  if (kind == Kind::saddle) {
    ui.draw().AddConvexPolyFilled(corners, 4, c.stage);
    ui.draw().AddPolyline(corners, 4, c.ink, ImDrawFlags_Closed, 2);
    return;
  }
  ui.draw().AddCircleFilled(p, size, kind == Kind::stable ? c.ink : c.stage, 24);
  ui.draw().AddCircle(p, size, c.ink, 24, 2);
}

int countOfKind(const PlaneView& view, Kind kind) {
  return static_cast<int>(
      std::count_if(view.fixedPoints.begin(), view.fixedPoints.end(), [&](const UnitPlane::FixedPoint& p) { return p.kind == kind; }));
}

constexpr std::string_view kindKeys[] = {"plane.stable", "plane.saddle", "plane.unstable"};

}  // namespace

bool hasPlane(const Snapshot& s) { return s.simple && s.probe.h.cols == 2 && isComplete(s); }

void preparePlane(const Snapshot& s, int t, PlaneView& view) {
  const UnitPlane plane = unitPlane(s, t);
  // All of the values that f takes, or a good piece around the states.
  double low = -1.1, high = 1.1;
  if (s.current.activation == "sigmoid") low = -0.1;
  if (s.current.activation == "relu" || s.current.activation == "identity") {
    high = 1;
    for (const float h : s.probe.h.values)
      if (std::isfinite(h)) high = std::max(high, static_cast<double>(std::fabs(h)));
    high = std::pow(2, std::ceil(2 * std::log2(1.1 * high)) / 2);  // it stands still while a weight is dragged a little
    low = s.current.activation == "relu" ? -0.1 * high : -high;
  }
  if (low == view.low && high == view.high && plane.activation == view.plane.activation && plane.w == view.plane.w &&
      plane.drive == view.plane.drive)
    return;
  view.movedAt = -1;
  view.low = low;
  view.high = high;
  view.plane = plane;
  view.fixedPoints = plane.fixedPoints(low, high);
  constexpr int coarse = 32, mostSteps = 150'000;  // some milliseconds; where the way is long, a part is pale for a frame
  view.basins.emplace(plane, low, high, coarse, view.fixedPoints);
  (void)view.basins->advance(mostSteps);
  view.ends = view.basins->ends();
  ++view.endsVersion;
  for (int unit = 0; unit < 2; ++unit) view.nullclines[static_cast<std::size_t>(unit)] = plane.nullcline(unit, low, high);
}

std::string planeWords(const SceneContext& context, const PlaneView& view) {
  std::string points;
  for (const UnitPlane::FixedPoint& p : view.fixedPoints) {
    if (points.size() > 400) break;
    points += (points.empty() ? "" : "; ") + context.tr(kindKeys[static_cast<int>(p.kind)]) + " (" + signedNumber(p.at[0]) + ", " +
              signedNumber(p.at[1]) + ")";
  }
  return context.tr("plane.points", {{"n", std::to_string(view.fixedPoints.size())}}) + (points.empty() ? "" : ": " + points);
}

void drawPlane(const SceneContext& context, Rect inside, int t, PlaneView& view) {
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  const Snapshot& s = context.snapshot;
  if (!hasPlane(s)) {
    view.high = view.low = 0;
    view.fixedPoints.clear();
    view.basins.reset();
    const TextSize size = ui.richText(inside.min(), context.tr("plane.needsTwo"), Type::text, c.muted, inside.w);
    const std::string& words = context.tr(s.simple ? "plane.makeTwo" : "plane.makeElman");
    if (!ui::button(ui, {inside.x, inside.y + size.h + 12, std::min(inside.w, ui::buttonWidth(ui, words)), 36}, "twoUnits", words)) return;
    std::vector<Change> changes{{"hiddenSize", "2"}};
    if (!s.simple) changes.insert(changes.end(), {{"cell", Experiment{}.cell}, {"layers", "1"}, {"bidirectional", "false"}});
    context.commands.sendTogether(std::move(changes));
    return;
  }
  preparePlane(s, t, view);
  const bool tight = inside.w < 300;  // the picture, and what is pointed at
  PictureRoom room = pictureRoom(inside, tight ? -16.f : inside.w < 460 ? 140.f : 200.f);
  const Rect r = room.picture;
  const PlanePlace place{r, view.low, view.high};
  const auto at = [&](const UnitPlane::Point& h) { return place.at(h); };
  ui.pushClip(r);
  ui.draw().AddRectFilled(r.min(), r.max(), c.card);
  drawBasins(context, place, view);
  ui.draw().AddLine(at({0, view.low}), at({0, view.high}), c.lines, 1);
  ui.draw().AddLine(at({view.low, 0}), at({view.high, 0}), c.lines, 1);
  // Particles for a while after the last change or touch: at rest the page sleeps.
  constexpr double flowLasts = 12, fades = 1;  // seconds
  if (view.movedAt < 0) view.movedAt = ui.now();
  const double left = ui.animates() ? std::clamp((view.movedAt + flowLasts - ui.now()) / fades, 0.0, 1.0) : 0;
  if (left > 0) ui.keepDrawing();
  drawFlow(ui, view.plane, place, static_cast<float>(left));
  const Color lines[] = {c.wxh, c.whh};
  for (std::size_t unit = 0; unit < 2; ++unit)
    for (const UnitPlane::Segment& piece : view.nullclines[unit]) ui.draw().AddLine(at(piece.from), at(piece.to), lines[unit], 2.2f);
  // h₋₁ … h_{T−1}; what is still to come is pale.
  const Passage& probe = s.probe;
  const auto state = [&](int step) {
    const auto number = [&](int i) { return static_cast<double>(step < 0 ? probe.h0[static_cast<std::size_t>(i)] : probe.h.at(step, i)); };
    return UnitPlane::Point{number(0), number(1)};
  };
  for (int step = 0; step < probe.h.rows; ++step)
    ui.draw().AddLine(at(state(step - 1)), at(state(step)),
                      fade(c.control, step > t    ? 0.25f
                                      : step == t ? 1.f
                                                  : 0.6f),
                      step == t ? 2.6f : 1.5f);
  for (int step = -1; step < probe.h.rows; ++step)
    if (step != t) ui.draw().AddCircleFilled(at(state(step)), step < 0 ? 3.5f : 2.5f, fade(c.control, step > t ? 0.3f : 0.75f), 16);
  for (std::size_t k = 0; view.basins && k < view.basins->attractors().size(); ++k)
    if (const PlaneBasins::Attractor& one = view.basins->attractors()[k]; one.kind != PlaneBasins::Attractor::Kind::point)
      for (const UnitPlane::Point& end : one.states)
        mark(ui, at(end), Kind::stable, one.kind == PlaneBasins::Attractor::Kind::cycle ? 3.f : 0.5f);
  for (const UnitPlane::FixedPoint& p : view.fixedPoints) mark(ui, at(p.at), p.kind, 5.5f);
  ui.draw().AddCircleFilled(at(state(t)), 6, c.control, 24);
  ui.draw().AddCircle(at(state(t)), 6, c.stage, 24, 1.5f);
  ui.popClip();
  ui.outline(r, c.lines, 0, 1);
  const Rect names[] = {{r.right() - 32, at({0, 0}).y + 2, 30, 17}, {at({0, 0}).x + 3, r.y + 2, 30, 17}};
  for (int i = 0; i < 2; ++i) {
    ui.rounded(names[i], fade(c.card, 0.85f), 4);
    ui.textIn(names[i], "h[" + std::to_string(i) + "]", Type::small, c.muted, Align::center);
  }

  const Id id = ui.id("plane");
  const bool focused = ui.control(id, "plane", "picture", context.tr("plane.title"), formula::withoutMarkup(planeWords(context, view)), r);
  if (focused) ui.focusRing(r, 4);
  const Touch touch = ui.touch(id, r);
  if ((touch.hovered || touch.held) && r.contains(touch.pos)) {
    const auto pair = [](const UnitPlane::Point& h) { return "(" + signedNumber(h[0]) + ", " + signedNumber(h[1]) + ")"; };
    view.movedAt = ui.now();
    const UnitPlane::Point here = place.back(touch.pos);
    std::string words = context.tr("plane.leads", {{"a", pair(here)}, {"b", pair(view.plane.next(here))}});
    if (view.basins) words += "\n" + endWords(context, view, view.basins->endOf(here));
    for (const UnitPlane::FixedPoint& p : view.fixedPoints) {
      const ImVec2 way = at(p.at) - touch.pos;
      if (std::hypot(way.x, way.y) > 10) continue;
      words = "<b>" + context.tr(kindKeys[static_cast<int>(p.kind)]) + " " + pair(p.at) +
              "</>\n|λ| = " + compactNumber(std::abs(p.eigenvalues[0])) + ", " + compactNumber(std::abs(p.eigenvalues[1]));
    }
    readout(ui, touch.pos, r, words);
  }

  if (tight) return;
  // What is what.
  Column column(room.words, 4);
  const float line = 20;
  const auto row = [&](const std::string& words) {
    const TextSize size = ui.measureRich(words, Type::small, column.width() - 22);
    const Rect taken = column.take(std::max(line, size.h));
    ui.richText({taken.x + 22, taken.y + (line - ui.lineHeight(Type::small)) / 2}, words, Type::small, c.ink, taken.w - 22);
    return ImVec2{taken.x + 8, taken.y + line / 2};
  };
  const auto count = [&](Kind kind) {
    return context.tr(kindKeys[static_cast<int>(kind)]) + ": " + std::to_string(countOfKind(view, kind));
  };
  for (const Kind kind : {Kind::stable, Kind::saddle, Kind::unstable}) mark(ui, row(count(kind)), kind, 5);
  for (int unit = 0; unit < 2; ++unit) {
    const ImVec2 p = row(context.tr("plane.stays", {{"i", std::to_string(unit)}}));
    ui.draw().AddLine({p.x - 7, p.y}, {p.x + 7, p.y}, lines[unit], 2.2f);
  }
  for (std::size_t k = 0; view.basins && k < view.basins->attractors().size(); ++k)  // what the fixed points don't say
    if (view.basins->attractors()[k].kind != PlaneBasins::Attractor::Kind::point)
      mark(ui, row(endWords(context, view, static_cast<int>(k))), Kind::stable, 3);
  const std::string now = std::to_string(t);
  const ImVec2 p = row(context.tr("plane.way", {{"t", now}}));
  ui.draw().AddCircleFilled(p, 5, c.control, 24);
  const std::string& about = context.tr("plane.under", {{"t", now}});
  const float high = ui.measureRich(about, Type::small, column.width()).h;
  if (column.remaining() >= high) ui.richText({column.x(), column.y()}, about, Type::small, c.muted, column.width());
}

void planeState(const Snapshot& s, const PlaneView& view, nlohmann::json& fields) {
  fields["basinsReady"] = view.basins && view.basins->done();
  fields["attractors"] = nlohmann::json::array();
  if (view.basins)
    for (const PlaneBasins::Attractor& one : view.basins->attractors())
      fields["attractors"].push_back({{"states", one.states.size()}, {"closes", one.kind != PlaneBasins::Attractor::Kind::curve}});
  fields["ready"] = hasPlane(s) && view.high > view.low;
  fields["fixedPoints"] = nlohmann::json::array();
  static constexpr const char* kinds[] = {"stable", "saddle", "unstable"};
  for (const UnitPlane::FixedPoint& p : view.fixedPoints)
    fields["fixedPoints"].push_back({{"at", {p.at[0], p.at[1]}}, {"kind", kinds[static_cast<int>(p.kind)]}});
}

}  // namespace unroll
