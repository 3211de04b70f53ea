// Pascanu's wall as a map: E over w and b, the wall as a line where it is, and the ball that goes down twice from one start.
#include <GLES3/gl3.h>  // the subset that OpenGL 3.3 and WebGL2 share

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>

#include "gpu/gpu.h"
#include "scenes/problems/gradients_view.h"

namespace unroll {

namespace {

using Points = std::vector<ImVec2>;

constexpr double startStep = 0.02, fineStep = 0.002;  // of the arrow keys, over w and b
constexpr int dotEvery = 20;                          // steps of a walk

std::array<float, 3> channels(Color color) {
  std::array<float, 3> rgbOf{};
  for (unsigned i = 0; i < 3; ++i) rgbOf[i] = static_cast<float>((color >> (8 * i)) & 0xFFu) / 255;
  return rgbOf;
}

class MapDrawing {
 public:
  MapDrawing(const ProblemsContext& context, Rect map, const WallPicture& picture, GradientsView& view)
      : context_(context), ui_(context.ui), c_(context.ui.color()), map_(map), p_(picture), view_(view), step_(view.time.place()) {}

  void paint();
  void levels();
  void wall();
  void walks();
  void ball();
  void names();
  void progress();

 private:
  ImVec2 at(double w, double b) const {
    return {map_.x + map_.w * static_cast<float>((w - WallMap::left) / WallMap::width),
            map_.y + map_.h * static_cast<float>((WallMap::top - b) / (WallMap::top - WallMap::bottom))};
  }
  ImVec2 at(const BallStep& step) const { return at(step.w, step.b); }
  void way(const BallWalk& walk, int from, int to, Color color, float width);
  void takeLine(ImVec2 from, ImVec2 to);
  void marker(ImVec2 place, Color fill, Color line, float radius) const;
  void arrow();
  // Words on a plate beside a place: the first side where nothing stands yet.
  void name(ImVec2 place, std::string_view words, Color color, Type type, float away);
  bool isFree(Rect r, bool alsoOfWays) const {
    const auto none = [&](const std::vector<Rect>& all) {
      return std::none_of(all.begin(), all.end(), [&](const Rect& other) { return other.overlaps(r); });
    };
    return r.x >= map_.x + 2 && r.y >= map_.y + 2 && r.right() <= map_.right() - 2 && r.bottom() <= map_.bottom() - 2 && none(taken_) &&
           (!alsoOfWays || none(ways_));
  }
  // Where the thrown ball leaves the map.
  std::optional<ImVec2> exit() const;

  const ProblemsContext& context_;
  Ui& ui_;
  const Palette& c_;
  Rect map_;
  const WallPicture& p_;
  GradientsView& view_;
  int step_;
  std::vector<Rect> taken_, ways_;  // by marks and names; by lines, which names avoid where they can
};

void MapDrawing::paint() {
  ui_.rounded(map_, c_.stage, 6);
  if (!p_.map) return;
  const WallMap& m = *p_.map;
  const unsigned int losses = context_.gpu.floatTexture("wall.losses", m.loss.values.data(), m.loss.cols, m.loss.rows, m.version);
  const unsigned int slopes =
      context_.gpu.floatTexture("wall.slopes", m.gradient.values.data(), m.gradient.cols, m.gradient.rows, m.version);
  const bool dark = ui_.theme().dark;
  const auto low = channels(c_.card), high = channels(mixColors(c_.card, c_.control, dark ? 0.5f : 0.42f)), mark = channels(c_.ink);
  const int columns = m.loss.cols, rows = m.loss.rows;
  const auto firstCoarse = static_cast<float>(lossOfEqualLine(5)), fine = static_cast<float>(lossOfEqualLine(1)),
             coarse = static_cast<float>(lossOfEqualLine(6) - lossOfEqualLine(5));
  context_.gpu.rectangle(
      ui_.draw(), map_, "wall",
      [=](const gpu::Program& program) {
        glActiveTexture(GL_TEXTURE1);
        glBindTexture(GL_TEXTURE_2D, slopes);
        glActiveTexture(GL_TEXTURE0);
        glBindTexture(GL_TEXTURE_2D, losses);
        glUniform1i(program.uniform("losses"), 0);
        glUniform1i(program.uniform("slopes"), 1);
        glUniform2i(program.uniform("shown"), columns, rows);
        glUniform1f(program.uniform("fine"), firstCoarse);
        glUniform1f(program.uniform("fineStep"), fine);
        glUniform1f(program.uniform("coarseStep"), coarse);
        glUniform3fv(program.uniform("low"), 1, low.data());
        glUniform3fv(program.uniform("high"), 1, high.data());
        glUniform3fv(program.uniform("mark"), 1, mark.data());
      },
      2 * m.version + (dark ? 1 : 0));
}

void MapDrawing::levels() {
  if (!p_.map) return;
  for (const WallMap::Label& label : p_.map->labels) {
    const std::string words = compactNumber(label.level);
    const TextSize size = ui_.measure(words, Type::small);
    const ImVec2 place = at(label.w, label.b);
    const Rect plate{place.x - size.w / 2 - 3, place.y - size.h / 2, size.w + 6, size.h};
    if (!isFree(plate, true)) continue;
    ui_.rounded(plate, fade(mixColors(c_.card, c_.control, label.level < 0.1 ? 0.08f : 0.3f), 0.8f), 4);
    ui_.text({place.x, plate.y}, words, Type::small, c_.muted, Align::center);
  }
}

void MapDrawing::wall() {
  Points line;
  for (const WallPlace& place : p_.wall) line.push_back(at(place.w, place.b));
  if (line.size() > 1) ui_.draw().AddPolyline(line.data(), static_cast<int>(line.size()), c_.ink, 0, 1.6f);
}

void MapDrawing::way(const BallWalk& walk, int from, int to, Color color, float width) {
  Points points;
  for (int i = from; i <= std::min(to, static_cast<int>(walk.steps.size()) - 1); ++i) points.push_back(at(ballAt(walk, i)));
  if (points.size() < 2) return;
  ui_.draw().AddPolyline(points.data(), static_cast<int>(points.size()), color, 0, width);
  for (std::size_t i = 1; i < points.size() && to <= step_; ++i) takeLine(points[i - 1], points[i]);
}

void MapDrawing::takeLine(ImVec2 from, ImVec2 to) {
  constexpr float piece = 8;
  const ImVec2 way = to - from;
  const int pieces = std::clamp(static_cast<int>(std::sqrt(way.x * way.x + way.y * way.y) / piece), 1, 200);
  for (int i = 0; i <= pieces; ++i) {
    const ImVec2 at = from + way * (static_cast<float>(i) / static_cast<float>(pieces));
    if (ways_.empty() || std::fabs(ways_.back().center().x - at.x) + std::fabs(ways_.back().center().y - at.y) > piece / 2)
      ways_.push_back({at.x - 2, at.y - 2, 4, 4});
  }
}

void MapDrawing::marker(ImVec2 place, Color fill, Color line, float radius) const {
  ui_.draw().AddCircleFilled(place, radius + 2, c_.card, 24);
  ui_.draw().AddCircleFilled(place, radius, fill, 24);
  ui_.draw().AddCircle(place, radius, line, 24, 2);
}

std::optional<ImVec2> MapDrawing::exit() const {
  if (p_.thrown < 0 || p_.thrown + 1 >= static_cast<int>(p_.free.steps.size())) return std::nullopt;
  const ImVec2 from = at(ballAt(p_.free, p_.thrown)), to = at(ballAt(p_.free, p_.thrown + 1));
  const ImVec2 way = to - from;
  float share = 1;
  const auto until = [&](float start, float step, float low, float high) {
    if (step > 0) share = std::min(share, (high - start) / step);
    if (step < 0) share = std::min(share, (low - start) / step);
  };
  until(from.x, way.x, map_.x, map_.right());
  until(from.y, way.y, map_.y, map_.bottom());
  return share > 0 ? std::optional(from + way * share) : std::nullopt;
}

void MapDrawing::arrow() {
  const auto out = exit();
  if (!out || step_ <= p_.thrown) return;
  const ImVec2 from = at(ballAt(p_.free, p_.thrown));
  ImVec2 way = *out - from;
  const float length = std::sqrt(way.x * way.x + way.y * way.y);
  if (length < 4) return;
  way = way / length;
  const ImVec2 side{-way.y, way.x}, back = *out - way * 13;
  ui_.draw().AddLine(from, back, c_.bad, 2.4f);
  takeLine(from, *out);
  ui_.draw().AddTriangleFilled(*out, back + side * 5.5f, back - side * 5.5f, c_.bad);
}

void MapDrawing::walks() {
  const int parted = p_.parted < 0 ? step_ : std::min(p_.parted, step_), last = view_.time.last();
  // The walk before is a ghost, what is to come is pale.
  if (view_.ballBefore) way(view_.ballBefore->clipped, 0, std::numeric_limits<int>::max(), fade(c_.muted, 0.4f), 1.2f);
  way(p_.clipped, step_, last, fade(c_.control, 0.25f), 1.2f);
  way(p_.free, 0, std::min(step_, p_.thrown < 0 ? step_ : p_.thrown), c_.bad, 1.6f);
  way(p_.clipped, 0, step_, c_.control, 1.8f);
  for (int i = dotEvery; i < parted; i += dotEvery) ui_.draw().AddCircleFilled(at(ballAt(p_.clipped, i)), 2.4f, c_.control, 12);
  if (p_.thrown >= 0 && step_ > p_.thrown + 1) way(p_.free, p_.thrown + 1, step_, c_.bad, 1.6f);
  arrow();
}

void MapDrawing::name(ImVec2 place, std::string_view words, Color color, Type type, float away) {
  const TextSize size = ui_.measureRich(words, type);
  const float w = size.w + 8, h = size.h + 2;
  // Beside it, higher or lower; above and below; farther off.
  std::vector<ImVec2> offsets;
  for (const float far : {1.f, 2.f, 4.f})
    for (const float up : {0.5f, 0.6f, 0.7f, 0.4f, 0.85f, 0.2f, 1.f, 0.f, 1.3f, -0.3f})
      for (const float x : {far * away, -far * away - w}) offsets.push_back({x, -up * h});
  offsets.insert(offsets.end(), {{-w / 2, away}, {-w / 2, -h - away}});
  for (const bool alsoOfWays : {true, false})
    for (const ImVec2 offset : offsets) {
      const Rect plate{place.x + offset.x, place.y + offset.y, w, h};
      if (!isFree(plate, alsoOfWays)) continue;
      ui_.rounded(plate, fade(c_.card, 0.82f), 5);
      ui_.richText({plate.x + 4, plate.y + 1}, words, type, color);
      taken_.push_back(plate);
      return;
    }
}

// The start, which can be moved; then the balls at the present step.
void MapDrawing::ball() {
  const Problems& s = context_.snapshot.settings;
  const ImVec2 start = at(s.wallW, s.wallB);
  const ImVec2 shown{std::clamp(start.x, map_.x, map_.right()), std::clamp(start.y, map_.y, map_.bottom())};
  const Rect grip{shown.x - 22, shown.y - 22, 44, 44};
  const Id ground = ui_.id("wallMap"), id = ui_.id("ball");
  const Touch under = ui_.touch(ground, map_), touch = ui_.touch(id, grip);
  const bool focused = ui_.control(id, "ball", "slider", context_.tr("problems.gradients.ball"),
                                   "w = " + placeWords(s.wallW) + ", b = " + placeWords(s.wallB), grip);
  double w = s.wallW, b = s.wallB;
  const Touch& held = touch.held ? touch : under;
  if (touch.dragging || under.clicked || under.dragging) {
    const auto round = [](double v) { return std::round(v * 500) / 500; };
    w = round(
        std::clamp(WallMap::left + WallMap::width * static_cast<double>((held.pos.x - map_.x) / map_.w), WallMap::left, WallMap::right));
    b = round(std::clamp(WallMap::top - (WallMap::top - WallMap::bottom) * static_cast<double>((held.pos.y - map_.y) / map_.h),
                         WallMap::bottom, WallMap::top));
  }
  if (focused) {
    ControlKeys& keys = ui_.keys(id);
    const double by = keys.shift ? fineStep : startStep;
    w = std::clamp(w + by * std::exchange(keys.x, 0), WallMap::left, WallMap::right);
    b = std::clamp(b + by * std::exchange(keys.y, 0), WallMap::bottom, WallMap::top);
  }
  if (w != s.wallW || b != s.wallB)
    context_.commands.sendTogether({{"wallW", printNumber(std::round(w * 1e6) / 1e6)}, {"wallB", printNumber(std::round(b * 1e6) / 1e6)}});
  if (touch.hovered || touch.held) ui_.cursor(ImGuiMouseCursor_Hand);
  if (under.hovered && !under.held && !touch.held && !ui_.touchScreen()) {
    const double x = WallMap::left + WallMap::width * static_cast<double>((under.pos.x - map_.x) / map_.w);
    const double y = WallMap::top - (WallMap::top - WallMap::bottom) * static_cast<double>((under.pos.y - map_.y) / map_.h);
    const WallHere here = wallHere(s, x, y);
    ui_.tip({under.pos.x - 4, under.pos.y - 4, 8, 8}, context_.tr("problems.gradients.mapTip", {{"w", plainNumber(x, 2)},
                                                                                                {"b", plainNumber(y, 2)},
                                                                                                {"e", compactNumber(here.loss)},
                                                                                                {"g", compactNumber(here.gradient)}}));
  }
  if (WallMap::holds(s.wallW, s.wallB)) {
    marker(shown, c_.card, c_.ink, touch.hovered || touch.held ? 9.f : 8.f);
  } else {  // it lies that way, off the map
    const ImVec2 way = start - shown;
    const ImVec2 ahead = way * (10 / std::max(1.f, std::sqrt(way.x * way.x + way.y * way.y))), aside{-ahead.y, ahead.x};
    const ImVec2 back = shown - ahead * 1.6f;
    ui_.draw().AddTriangleFilled(shown, back + aside * 0.8f, back - aside * 0.8f, c_.ink);
  }
  if (focused) ui_.focusRing({shown.x - 14, shown.y - 14, 28, 28}, 14);
  taken_.push_back({shown.x - 11, shown.y - 11, 22, 22});
  const auto stand = [&](const BallWalk& walk, Color color, float radius) {
    const BallStep& here = ballAt(walk, step_);
    if (!WallMap::holds(here.w, here.b)) return;
    const ImVec2 place = at(here);
    marker(place, color, color, radius);
    taken_.push_back({place.x - 9, place.y - 9, 18, 18});
  };
  if (p_.thrown >= 0 && step_ > p_.thrown) {
    const ImVec2 wall = at(ballAt(p_.free, p_.thrown));
    marker(wall, c_.bad, c_.bad, 5.5f);
    taken_.push_back({wall.x - 8, wall.y - 8, 16, 16});
  }
  if (step_ > 0) {
    stand(p_.free, c_.bad, 5.5f);
    stand(p_.clipped, c_.control, 6.5f);
  }
}

// What is seen is coarse, or still that of the settings before.
void MapDrawing::progress() {
  if (p_.share >= 1) return;
  const std::string words =
      context_.tr("problems.gradients.computing", {{"n", std::to_string(static_cast<int>(std::floor(100 * p_.share)))}});
  const TextSize size = ui_.measureRich(words, Type::smallStrong);
  const Rect plate{map_.x + 10, map_.y + 10, size.w + 16, size.h + 8};
  ui_.rounded(plate, fade(c_.card, 0.92f), 6);
  ui_.richText({plate.x + 8, plate.y + 4}, words, Type::smallStrong, c_.ink);
  taken_.push_back(plate);
}

void MapDrawing::names() {
  const Problems& s = context_.snapshot.settings;
  const BallStep &free = ballAt(p_.free, step_), &clipped = ballAt(p_.clipped, step_);
  const bool thrown = p_.thrown >= 0 && step_ > p_.thrown;
  if (thrown) {
    const ImVec2 wall = at(ballAt(p_.free, p_.thrown));
    if (const auto out = exit()) {
      // Beside the arrow, below its tip.
      const ImVec2 way = *out - wall;
      const ImVec2 tip = *out - way * std::min(0.5f, 40 / std::max(1.f, std::sqrt(way.x * way.x + way.y * way.y)));
      name(tip, context_.tr("problems.gradients.thrownTo", {{"w", placeWords(free.w, 1)}, {"b", placeWords(free.b, 1)}}), c_.bad,
           Type::smallStrong, 12);
    }
    name(wall, context_.tr("problems.gradients.atWall", {{"n", std::to_string(p_.thrown)}}), c_.bad, Type::smallStrong, 14);
  } else if (step_ > 0 && p_.parted >= 0 && step_ > p_.parted) {
    name(at(free), context_.tr("problems.gradients.freeE", {{"e", compactNumber(free.loss)}}), c_.bad, Type::smallStrong, 14);
  }
  if (step_ > 0 && WallMap::holds(clipped.w, clipped.b)) {
    const bool same = p_.parted < 0 || step_ <= p_.parted;
    name(at(clipped), context_.tr(same ? "problems.gradients.bothE" : "problems.gradients.clippedE", {{"e", compactNumber(clipped.loss)}}),
         c_.control, Type::smallStrong, 14);
  }
  name(at(std::clamp(s.wallW, WallMap::left, WallMap::right), std::clamp(s.wallB, WallMap::bottom, WallMap::top)),
       WallMap::holds(s.wallW, s.wallB)
           ? context_.tr("problems.gradients.start")
           : context_.tr("problems.gradients.startOff", {{"w", placeWords(s.wallW)}, {"b", placeWords(s.wallB)}}),
       c_.ink, Type::smallStrong, 13);
}

void axes(Ui& ui, Rect map) {
  const Palette& c = ui.color();
  const float line = ui.lineHeight(Type::small);
  for (int w = static_cast<int>(std::ceil(WallMap::left)); w <= WallMap::right; ++w) {
    const float x = map.x + map.w * static_cast<float>((w - WallMap::left) / WallMap::width);
    ui.hairline({x, map.bottom()}, {x, map.bottom() + 5}, c.muted);
    ui.text({x, map.bottom() + 6}, std::to_string(w), Type::small, c.muted, Align::center);
  }
  ui.text({map.right(), map.bottom() + 6}, "w", Type::formula, c.whh, Align::right);
  for (double b = -2; b > WallMap::bottom; b -= 0.5) {
    const float y = map.y + map.h * static_cast<float>((WallMap::top - b) / (WallMap::top - WallMap::bottom));
    ui.hairline({map.x - 5, y}, {map.x, y}, c.muted);
    ui.text({map.x - 8, y - line / 2}, plainNumber(b, 1), Type::small, c.muted, Align::right);
  }
  ui.text({map.x - 8, map.y}, "b", Type::formula, c.ink, Align::right);
}

}  // namespace

void drawWall(const ProblemsContext& context, Rect area, GradientsView& view) {
  Ui& ui = context.ui;
  const WallPicture& p = *wallOf(context);
  const std::string points = p.map ? ui.words().integer(p.map->points) : "0";
  const std::string words = p.parted >= 0 ? context.tr(p.parted == 1 ? "problems.gradients.captionOne" : "problems.gradients.caption",
                                                       {{"n", std::to_string(p.parted)}, {"points", points}})
                                          : context.tr("problems.gradients.captionSame", {{"points", points}});
  const TextSize size = ui.measureRich(words, Type::small, area.w);
  if (area.h > 260) {
    const Rect below = area.cutBottom(size.h, 8);
    ui.richText(below.min(), words, Type::small, ui.color().muted, below.w);
  }
  area.cutLeft(ui.measure("−3.0", Type::small).w + 10);
  area.cutBottom(ui.lineHeight(Type::small) + 8);
  MapDrawing drawing(context, area, p, view);
  drawing.paint();
  axes(ui, area);
  ui.pushClip(area.inset(1));
  drawing.wall();
  drawing.walks();
  ui.popClip();
  drawing.ball();
  ui.pushClip(area);
  drawing.progress();
  drawing.names();
  drawing.levels();
  ui.popClip();
  ui.outline(area, ui.color().lines, 6);
}

}  // namespace unroll
