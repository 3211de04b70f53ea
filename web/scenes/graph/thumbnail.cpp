#include "scenes/graph/thumbnail.h"

#include <cmath>
#include <memory>
#include <optional>

#include "lesson/thumbnail.h"
#include "scenes/graph/view.h"
#include "unroll.h"
#include "widgets/network_edges.h"

namespace unroll {

namespace {

// Places are shares of the picture. The cycle's gain is negative, so it swings.
constexpr const char* plainNet =
    "units=x1:identity:0:0.16:0.36,x2:identity:0:0.16:0.8,a:tanh:0:0.47:0.14,b:tanh:0:0.47:0.55,c:tanh:0:0.47:0.92,y:tanh:0:0.8:0.36,"
    "z:tanh:0:0.8:0.78&edges=x1>a:0.9,x1>b:0.7,x2>b:-1.6,x2>c:1.6,a>y:-1.6,b>y:0.8,b>z:1.2,c>z:0.9&inputs=x1:1;x2:0.5&ticks=24";
constexpr const char* closingEdge = "y>a:2";

// Of the time: one pass front to back; the edge is drawn; the ticks.
constexpr float passBegins = 0.06f, passEnds = 0.3f, edgeBegins = 0.36f, edgeEnds = 0.46f, ticksEnd = 0.96f;

class GraphThumbnail final : public Thumbnail {
 public:
  bool advance(double) override {
    if (!course_) course_ = graphCourse();
    return false;
  }

  void draw(Ui& ui, Rect place, float time) override {
    if (!course_) return;
    const GraphCourse& course = *course_;
    scale_ = std::min(place.w / 275, place.h / 160);
    stroke_ = std::max(0.75f, scale_) * ui.theme().stroke;
    radius_ = 11.5f * scale_;
    Rect net = place.inset(14 * scale_, 12 * scale_);
    const Rect rows = net.cutBottom(static_cast<float>(course.cycle.size()) * rowPitch * scale_, 12 * scale_);
    roof_ = place.y + 3 * stroke_;
    net_ = net.inset(radius_ + stroke_, radius_ + stroke_);

    const float closed = phase(time, edgeBegins, edgeEnds);
    const int ticks = course.after.run.ticks,
              tick = closed < 1 ? -1 : std::min(ticks - 1, static_cast<int>(static_cast<float>(ticks) * phase(time, edgeEnds, ticksEnd)));
    const GraphSnapshot& s = tick < 0 ? course.before : course.after;
    for (int e = 0; e < static_cast<int>(course.after.graph.edges.size()); ++e)
      if (e != course.closing || closed > 0) edge(ui, course, e, e == course.closing ? closed : 1, tick >= 0);
    const float passed = phase(time, passBegins, passEnds) * static_cast<float>(s.verdict.layers);
    for (int i = 0; i < s.graph.size(); ++i) {
      const bool known = tick >= 0 || static_cast<float>(s.verdict.layer[static_cast<std::size_t>(i)]) <= passed;
      unit(ui, i, known ? valueColor(ui.theme(), s.run.at(std::max(0, tick), i)) : ui.color().background,
           tick >= 0 && s.verdict.inCycle(i) ? ui.color().whh
           : known                           ? ui.color().unitLine
                                             : ui.color().muted);
    }
    if (tick >= 0) history(ui, course, rows, tick);
  }

 private:
  static constexpr float rowPitch = 11;  // of the cycle's units over time

  static float phase(float time, float begin, float end) { return std::clamp((time - begin) / (end - begin), 0.f, 1.f); }

  ImVec2 at(int i) const {
    const GraphUnit& unit = course_->after.graph.unit(i);
    return {net_.x + net_.w * static_cast<float>(unit.x), net_.y + net_.h * static_cast<float>(unit.y)};
  }

  void unit(Ui& ui, int i, Color fill, Color line) const {
    ui.draw().AddCircleFilled(at(i), radius_, fill, 32);
    ui.draw().AddCircle(at(i), radius_, line, 32, std::min(0.3f * radius_, (line == ui.color().whh ? 2.4f : 1.3f) * stroke_));
  }

  // Straight, from border to border; the closing one back over the top. Drawn up to `part` of it.
  void edge(Ui& ui, const GraphCourse& course, int e, float part, bool cyclic) const {
    const GraphEdge& edge = course.after.graph.edges[static_cast<std::size_t>(e)];
    const bool onCycle = course.after.verdict.inCycle(edge.from) && course.after.verdict.inCycle(edge.to);
    const Color color = e == course.closing || (cyclic && onCycle) ? ui.color().whh : ui.color().muted;
    const ImVec2 a = at(edge.from), b = at(edge.to);
    const float length = std::hypot(b.x - a.x, b.y - a.y), head = 7 * std::max(0.6f, scale_), gap = radius_ + 2 * stroke_;
    const ImVec2 along = (b - a) * (1 / length);
    diagram::Curve curve{a + along * gap, {}, {}, b - along * (gap + head)};
    curve.p1 = curve.p0 + (curve.p3 - curve.p0) * (1 / 3.f);
    curve.p2 = curve.p0 + (curve.p3 - curve.p0) * (2 / 3.f);
    ImVec2 into = along;
    if (e == course.closing) {
      into = {-0.86f, 0.5f};
      const ImVec2 end = b - into * (gap + head);
      const ImVec2 rise{0, std::min(0.3f * length, a.y - gap - roof_)}, bend = into * (0.35f * length);
      curve = {a - ImVec2{0, gap}, a - ImVec2{0, gap} - rise, {end.x - bend.x, std::max(roof_, end.y - bend.y)}, end};
    }
    const float width = edgeWidth(edge) * (e == course.closing ? 0.8f : 0.55f) * stroke_;
    const diagram::Curve drawn = cut(curve, part);
    diagram::stroke(ui.draw(), drawn, color, width, edge.weight < 0, 24);
    if (part < 1) return;
    const ImVec2 tip = curve.p3 + into * head, side = ImVec2{-into.y, into.x} * (0.5f * head);
    ui.draw().AddTriangleFilled(tip, curve.p3 + side, curve.p3 - side, color);
  }

  // The first part of a curve (de Casteljau).
  static diagram::Curve cut(const diagram::Curve& c, float s) {
    const auto mix = [s](ImVec2 a, ImVec2 b) { return a + (b - a) * s; };
    const ImVec2 p01 = mix(c.p0, c.p1), p12 = mix(c.p1, c.p2), p23 = mix(c.p2, c.p3), p012 = mix(p01, p12), p123 = mix(p12, p23);
    return {c.p0, p01, p012, mix(p012, p123)};
  }

  // What it needs now: time. A row for each unit on the cycle, a tile for each tick so far; the present one is framed.
  void history(Ui& ui, const GraphCourse& course, Rect rows, int tick) const {
    const int ticks = course.after.run.ticks;
    const float pitch = rows.w / static_cast<float>(ticks), space = 0.5f * stroke_;
    for (std::size_t k = 0; k < course.cycle.size(); ++k)
      for (int t = 0; t <= tick; ++t) {
        const Rect tile =
            Rect{rows.x + pitch * static_cast<float>(t), rows.y + rows.h * static_cast<float>(k) / static_cast<float>(course.cycle.size()),
                 pitch, rows.h / static_cast<float>(course.cycle.size())}
                .inset(space);
        ui.outline(tile.inset(-0.5f * space), ui.color().lines, 2 * scale_, 0.7f);  // zero is seen, too
        ui.rounded(tile, valueColor(ui.theme(), course.after.run.at(t, course.cycle[k])), 2 * scale_);
      }
    ui.outline({rows.x + pitch * static_cast<float>(tick) - space, rows.y - space, pitch + 2 * space, rows.h + 2 * space},
               ui.color().control, 2 * scale_, 1.4f * std::max(0.75f, scale_));
  }

  std::optional<GraphCourse> course_;
  float scale_ = 1, stroke_ = 1, radius_ = 10, roof_ = 0;  // of what is drawn
  Rect net_;
};

}  // namespace

GraphCourse graphCourse() {
  GraphCourse course;
  const ParsedModel parsed = findModel("graph")->parse(plainNet);
  auto& model = static_cast<GraphModel&>(*parsed.model);
  model.fill(course.before, {});
  (void)model.apply({std::string(GraphModel::edge), closingEdge});
  model.fill(course.after, {});
  for (int e = 0; e < static_cast<int>(course.after.graph.edges.size()); ++e) {
    const GraphEdge& edge = course.after.graph.edges[static_cast<std::size_t>(e)];
    if (course.before.graph.findEdge(edge.from, edge.to) < 0) course.closing = e;
  }
  course.cycle = course.after.verdict.cycles.front();
  return course;
}

std::unique_ptr<Thumbnail> makeGraphThumbnail() { return std::make_unique<GraphThumbnail>(); }

}  // namespace unroll
