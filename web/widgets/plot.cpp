#include "widgets/plot.h"

#include "widgets/numbers_csv.h"

#include <cmath>
#include <limits>
#include <utility>

#include "widgets/plot_axis.h"
#include "widgets/plot_labels.h"
#include "widgets/plot_sound.h"
#include "widgets/readout.h"

namespace unroll::plot {

namespace {

constexpr float kTickSpacing = 34;
constexpr double kNoValue = std::numeric_limits<double>::quiet_NaN();

std::string yWords(const Plot& plot, double y) { return plot.yWords ? plot.yWords(y) : compactNumber(y); }
std::string xWords(const Plot& plot, double x) {
  return plot.xWords ? plot.xWords(x) : plot.integerX ? plainNumber(x, 0) : compactNumber(x);
}

// Whole numbers as the language groups them.
std::string tickWords(const Ui& ui, double tick, bool log) {
  constexpr double grouped = 1000;
  const std::string words = tickLabel(tick, log);
  const bool isPower = words.find('^') != std::string::npos;
  return !isPower && std::fabs(tick) >= grouped && tick == std::round(tick) ? ui.words().integer(std::llround(tick)) : words;
}

float labelColumn(const Ui& ui, const Plot& plot, float height) {
  float widest = plot.labelRoom;
  for (const double tick : ticksOf(plot.y, height, kTickSpacing))
    widest = std::max(widest, ui.measureRich(tickWords(ui, tick, plot.y.log), Type::small).w);
  return widest + 8;
}

// A name at the end of its curve: broken into lines rather than taking too much of the plot.
float endWidth(float frameWidth) { return std::max(72.f, 0.24f * frameWidth); }
TextSize endSize(const Ui& ui, const std::string& words, Type type, float frameWidth) {
  return ui.measureRich(words, type, endWidth(frameWidth));
}
Type nameType(const Curve& curve) { return curve.width >= 2 && !curve.ghost ? Type::smallStrong : Type::small; }

class Drawing {
 public:
  Drawing(Ui& ui, Rect frame, const Plot& plot) : ui_(ui), frame_(frame), plot_(plot) {}

  void axes(Rect whole);
  void references();
  void curves();
  void marks();
  void cursor();
  void labels(std::string_view name);
  void reading(const Reading& reading);

 private:
  float toX(double x) const { return frame_.x + frame_.w * static_cast<float>(share(plot_.x, x)); }
  float toY(double y) const { return frame_.bottom() - frame_.h * static_cast<float>(std::clamp(share(plot_.y, y), -0.02, 1.02)); }
  void line(const std::vector<ImVec2>& points, const Curve& curve);
  void dashes(ImVec2 from, ImVec2 to, Color color, float width, float& phase);

  Ui& ui_;
  Rect frame_;
  const Plot& plot_;
  std::vector<Coverage> lines_;  // curves, then references
};

void Drawing::axes(Rect whole) {
  const Palette& c = ui_.color();
  const float half = ui_.lineHeight(Type::small) / 2;
  for (const double tick : ticksOf(plot_.y, frame_.h, kTickSpacing)) {
    const double s = share(plot_.y, tick);
    if (s < -1e-6 || s > 1 + 1e-6) continue;
    const float y = toY(tick);
    ui_.hairline({frame_.x, y}, {frame_.right(), y}, c.lines);
    const std::string words = tickWords(ui_, tick, plot_.y.log);
    ui_.richText({frame_.x - 8 - ui_.measureRich(words, Type::small).w, y - half}, words, Type::small, c.muted);
  }
  if (plot_.x.minLabel.empty() && plot_.x.maxLabel.empty()) return;
  const Rect row{frame_.x, whole.bottom() - 2 * half, frame_.w, 2 * half};
  ui_.textIn(row, plot_.x.minLabel, Type::small, c.muted);
  const float used = ui_.measure(plot_.x.minLabel, Type::small).w + 12;
  ui_.textIn({row.x + used, row.y, row.w - used, row.h}, plot_.x.maxLabel, Type::small, c.muted, Align::right);
  float free = row.x + used;  // chosen places are named where there is room
  const float end = row.right() - (plot_.x.maxLabel.empty() ? 0 : ui_.measure(plot_.x.maxLabel, Type::small).w + 12);
  for (const double tick : plot_.x.ticks) {
    const std::string words = tickWords(ui_, tick, false);
    const float width = ui_.measureRich(words, Type::small).w;
    float x = toX(tick) - width / 2;
    if (tick <= plot_.x.max) x = std::min(x, end - width);  // the last one at the axis' end
    if (x < free || x + width > end) continue;
    ui_.richText({x, row.y}, words, Type::small, c.muted);
    free = x + width + 10;
  }
}

void Drawing::dashes(ImVec2 from, ImVec2 to, Color color, float width, float& phase) {
  constexpr float kOn = 6, kOff = 4;
  const ImVec2 way = to - from;
  const float length = std::sqrt(way.x * way.x + way.y * way.y);
  for (float at = 0; at < length;) {
    const bool on = phase < kOn;
    const float piece = std::min(length - at, (on ? kOn : kOn + kOff) - phase);
    if (on) ui_.draw().AddLine(from + way * (at / length), from + way * ((at + piece) / length), color, width * ui_.theme().stroke);
    at += piece;
    phase = std::fmod(phase + piece, kOn + kOff);
  }
}

void Drawing::references() {
  for (const Reference& r : plot_.references) {
    if (const double s = share(plot_.y, r.y); s < -1e-6 || s > 1 + 1e-6) continue;
    float phase = 0;
    const float y = toY(r.y);
    dashes({frame_.x, y}, {frame_.right(), y}, ui_.color().muted, 1.4f, phase);
  }
}

void Drawing::line(const std::vector<ImVec2>& points, const Curve& curve) {
  const Color color = curve.ghost ? fade(curve.color, 0.65f) : curve.color;
  const float width = curve.ghost ? std::min(curve.width, 1.6f) : curve.width;
  if (points.size() == 1 && !curve.dots) ui_.draw().AddCircleFilled(points.front(), width * 1.2f, color, 12);
  if (curve.dots)
    for (const ImVec2& p : points) ui_.draw().AddCircleFilled(p, width + 1.2f, color, 14);
  if (!curve.dashed) {
    if (curve.joined) ui_.draw().AddPolyline(points.data(), static_cast<int>(points.size()), color, 0, width * ui_.theme().stroke);
    return;
  }
  float phase = 0;
  for (std::size_t i = 1; i < points.size() && curve.joined; ++i) dashes(points[i - 1], points[i], color, width, phase);
}

// Where several points share a pixel's column, its least and its greatest are drawn.
void Drawing::curves() {
  const float pixel = 1 / ui_.theme().pixelsPerUnit;
  ui_.pushClip(frame_.inset(-3));
  for (const Curve& curve : plot_.curves) {
    for (std::size_t i = 0; i < std::min(curve.errors.size(), curve.points.size()); ++i) {
      const float x = toX(curve.points[i].x);
      ui_.draw().AddLine({x, toY(curve.points[i].y - curve.errors[i])}, {x, toY(curve.points[i].y + curve.errors[i])},
                         fade(curve.color, 0.6f), 1.4f * ui_.theme().stroke);
    }
    Coverage coverage(frame_);
    std::vector<ImVec2> run;
    ImVec2 least{}, greatest{};
    float columnX = 0;
    bool open = false;
    const auto closeColumn = [&] {
      if (!std::exchange(open, false)) return;
      run.push_back(least.x <= greatest.x ? least : greatest);
      if (least.y != greatest.y) run.push_back(least.x <= greatest.x ? greatest : least);
    };
    const auto closeRun = [&] {
      closeColumn();
      if (run.empty()) return;
      line(run, curve);
      for (std::size_t i = 0; i < run.size(); ++i)
        coverage.add(curve.joined && i > 0 ? run[i - 1] : run[i] - ImVec2{curve.width, 0},
                     run[i] + ImVec2{curve.joined ? 0 : curve.width, 0});
      run.clear();
    };
    for (const Point& p : curve.points) {
      if (!std::isfinite(p.y) || (plot_.y.log && p.y <= 0)) {  // a logarithmic axis has no place for it
        closeRun();
        continue;
      }
      const ImVec2 at{toX(p.x), toY(p.y)};
      if (open && at.x - columnX >= pixel) closeColumn();
      if (!open) {
        open = true;
        columnX = at.x;
        least = greatest = at;
      }
      if (at.y < least.y) least = at;
      if (at.y > greatest.y) greatest = at;
    }
    closeRun();
    lines_.push_back(std::move(coverage));
  }
  ui_.popClip();
  for (const Reference& r : plot_.references) {
    Coverage coverage(frame_);
    coverage.add({frame_.x, toY(r.y)}, {frame_.right(), toY(r.y)});
    lines_.push_back(std::move(coverage));
  }
}

void Drawing::marks() {
  const Color color = ui_.color().muted;
  float free = frame_.right();  // labels end here
  for (auto mark = plot_.marks.rbegin(); mark != plot_.marks.rend(); ++mark) {
    if (mark->x < plot_.x.min || mark->x > plot_.x.max) continue;
    const float x = std::round(toX(mark->x)) + 0.5f;
    ui_.draw().AddLine({x, frame_.y}, {x, frame_.bottom()}, fade(color, 0.6f), 1 * ui_.theme().stroke);
    if (mark->label.empty()) continue;
    const TextSize size = ui_.measureRich(mark->label, Type::small);
    const bool left = x + 4 + size.w > free;
    const float at = left ? x - 5 - size.w : x + 4;
    if (at < frame_.x + 2) continue;
    ui_.rounded({at - 2, frame_.y, size.w + 4, size.h}, ui_.color().card, 2);
    ui_.richText({at, frame_.y}, mark->label, Type::small, color);
    free = std::min(x, at) - 4;
  }
}

void Drawing::cursor() {
  if (!plot_.hasCursor) return;
  const float x = toX(plot_.cursor);
  ui_.draw().AddLine({x, frame_.y}, {x, frame_.bottom()}, ui_.color().control, 1.5f * ui_.theme().stroke);
}

// The references get their place first: they stand still. Then the present run's names, the strong before the thin, ghosts last.
void Drawing::labels(std::string_view name) {
  struct Wanted {
    std::string words;
    Color color;
    Type type;
  };
  std::vector<Wanted> wanted;
  std::vector<LabelWish> wishes;
  const auto want = [&](std::size_t line, const std::string& words, Color color, Type type) {
    if (words.empty()) return;
    const TextSize size = ui_.measureRich(words, type);
    const float before = ui_.memory(ui_.id(std::string(name) + ".label." + words), -1);
    const TextSize atEnd = line < plot_.curves.size() ? endSize(ui_, words, type, frame_.w) : TextSize{};
    wishes.push_back({static_cast<int>(line), size.w, size.h, atEnd.w, atEnd.h, static_cast<int>(before)});
    wanted.push_back({words, color, type});
  };
  const auto& curves = plot_.curves;
  for (std::size_t i = 0; i < plot_.references.size(); ++i) {
    const double s = share(plot_.y, plot_.references[i].y);
    want(curves.size() + i, plot_.references[i].label + (s < 0 ? " ↓" : s > 1 ? " ↑" : ""), ui_.color().muted, Type::small);
  }
  enum { strong, thin, ghost };
  const auto rank = [](const Curve& c) { return c.ghost ? ghost : nameType(c) == Type::smallStrong ? strong : thin; };
  for (const int now : {strong, thin, ghost})
    for (std::size_t i = 0; i < curves.size(); ++i) {
      const Curve& curve = curves[i];
      if (rank(curve) != now || !curve.labelled || curve.points.empty()) continue;
      want(i, curve.name, now == strong ? curve.color : mixColors(curve.color, ui_.color().muted, 0.6f), nameType(curve));
    }
  const auto places = placeLabels(frame_.inset(2, 0), lines_, wishes);
  for (std::size_t i = 0; i < places.size(); ++i) {
    ui_.memory(ui_.id(std::string(name) + ".label." + wanted[i].words), -1) = static_cast<float>(places[i].choice);
    if (!places[i].found) continue;
    ui_.richText(places[i].box.min(), wanted[i].words, wanted[i].type, wanted[i].color, places[i].atEnd ? endWidth(frame_.w) : 0.f);
  }
}

void Drawing::reading(const Reading& reading) {
  if (!reading.active) return;
  const Palette& c = ui_.color();
  const float x = toX(reading.x);
  ui_.draw().AddLine({x, frame_.y}, {x, frame_.bottom()}, fade(c.ink, 0.5f), 1 * ui_.theme().stroke);
  std::string words = "<b>" + xWords(plot_, reading.x) + "</>";
  for (std::size_t i = 0; i < plot_.curves.size(); ++i) {
    const double y = reading.values[i];
    if (std::isnan(y)) continue;
    const Curve& curve = plot_.curves[i];
    ui_.draw().AddCircleFilled({x, toY(y)}, 4.5f, c.card, 20);
    ui_.draw().AddCircleFilled({x, toY(y)}, 3.2f, curve.ghost ? fade(curve.color, 0.5f) : curve.color, 20);
    words += "\n" + (curve.name.empty() ? std::string() : curve.name + ": ") + yWords(plot_, y);
  }
  readout(ui_, {x, frame_.y + frame_.h * 0.3f}, frame_, words);
}

double nearestValue(const Curve& curve, double x) {
  const Point* best = nullptr;
  for (const Point& p : curve.points)
    if (std::isfinite(p.y) && (best == nullptr || std::fabs(p.x - x) <= std::fabs(best->x - x))) best = &p;
  if (best == nullptr || x < curve.points.front().x || x > curve.points.back().x) return kNoValue;
  return best->y;
}

// Reading snaps to the points of the curve that has most of them, ghosts last.
const Curve* guide(const Plot& plot) {
  const Curve* best = nullptr;
  for (const Curve& c : plot.curves)
    if (!c.points.empty() &&
        (best == nullptr || (best->ghost && !c.ghost) || (best->ghost == c.ghost && c.points.size() > best->points.size())))
      best = &c;
  return best;
}

Reading readAt(const Plot& plot, const Curve& along, double x) {
  Reading reading{true, along.points.front().x, {}};
  for (const Point& p : along.points)
    if (std::fabs(p.x - x) < std::fabs(reading.x - x)) reading.x = p.x;
  for (const Curve& c : plot.curves) reading.values.push_back(c.read ? nearestValue(c, reading.x) : kNoValue);
  return reading;
}

}  // namespace

Rect frame(const Ui& ui, Rect r, const Plot& plot) {
  const float half = ui.lineHeight(Type::small) / 2;
  r.cutTop(half);
  const bool labels = !plot.x.minLabel.empty() || !plot.x.maxLabel.empty();
  r.cutBottom(labels ? 2 * half + 4 : half);
  r.cutLeft(labelColumn(ui, plot, r.h));
  r.cutRight(2);
  return r;
}

float endRoom(const Ui& ui, std::span<const std::string> names, float width) {
  constexpr float kAxisLabels = 46;  // left of the axis, about
  const float frameWidth = width - kAxisLabels;
  float widest = 0;
  for (const std::string& name : names) widest = std::max(widest, endSize(ui, name, Type::smallStrong, frameWidth).w);
  return widest > 0 ? std::clamp((widest + 12) / frameWidth, 0.f, 0.4f) : 0;
}

Reading draw(Ui& ui, Rect r, std::string_view name, std::string_view label, const Plot& plot) {
  if (std::string* numbers = ui.numbers()) *numbers += (numbers->empty() ? "" : "\r\n") + csvOf(label, plot);
  const Rect area = frame(ui, r, plot);
  if (area.w < 20 || area.h < 20) return {};
  const Id id = ui.id(name);
  float& place = ui.memory(ui.id(std::string(name) + ".place"), 1);  // of the keyboard's reading, 0…1 along the points
  const Touch touch = ui.touch(id, area.inset(-4));
  Reading reading;
  const Curve* along = guide(plot);
  bool heard = ui.takeSoundAsked();
  if (along && (touch.hovered || touch.held))
    reading = readAt(plot, *along, valueAt(plot.x, static_cast<double>((touch.pos.x - area.x) / area.w)));
  if (ui.hasFocus(id) && along) {
    ControlKeys& keys = ui.keys(id);
    const auto last = static_cast<float>(along->points.size() - 1);
    place = std::clamp(place + static_cast<float>(std::exchange(keys.x, 0)) * std::max(1.f, std::round(last / 60)) / std::max(1.f, last),
                       0.f, 1.f);
    if (std::exchange(keys.home, false)) place = 0;
    if (std::exchange(keys.end, false)) place = 1;
    heard = std::exchange(keys.activate, false) || keys.typed == "s" || keys.typed == "S" || heard;
    keys.enter = false;
    keys.typed.clear();
    if (!reading.active && ui.showsFocus())
      reading = readAt(plot, *along, along->points[static_cast<std::size_t>(std::lround(place * last))].x);
  }
  std::string spoken;
  if (reading.active) {
    spoken = xWords(plot, reading.x);
    for (std::size_t i = 0; i < plot.curves.size(); ++i)
      if (!std::isnan(reading.values[i]))
        spoken += ", " + (plot.curves[i].name.empty() ? std::string() : plot.curves[i].name + " ") + yWords(plot, reading.values[i]);
  }
  if (ui.control(id, name, "picture", label, spoken, area)) ui.focusRing(area.inset(-1), 6);
  if (ControlRecord* more = ui.detailed()) {
    more->isPlot = true;
    more->help = ui.tr("plot.keys");
  }
  if (heard) ui.hear(tonesOf(plot));

  Drawing drawing(ui, area, plot);
  drawing.axes(r);
  drawing.references();
  drawing.marks();
  drawing.curves();
  drawing.cursor();
  drawing.labels(name);
  drawing.reading(reading);
  return reading;
}

}  // namespace unroll::plot
