#include "scenes/latch/thumbnail.h"

#include <cmath>
#include <memory>
#include <optional>
#include <string>

#include "latch/latch.h"
#include "lesson/thumbnail.h"

namespace unroll {

namespace {

constexpr float stepsEnd = 0.96f;  // of the time; then both stand still

// The engine's latch has one disturbance; so there is a run for each pulse, which begins where the one before ended.
std::vector<float> throughPulses(double w) {
  const std::span<const LatchPulse> pulses = LatchCourse::pulses();
  std::vector<float> a{0};
  for (std::size_t k = 0; k < pulses.size(); ++k) {
    const int from = static_cast<int>(a.size()) - 1, to = k + 1 < pulses.size() ? pulses[k + 1].at - 1 : LatchCourse::steps;
    Latch latch;
    latch.w = w;
    latch.start = static_cast<double>(a.back());
    latch.steps = to - from;
    latch.disturbance = pulses[k].height;
    latch.disturbanceAt = pulses[k].at - from;
    LatchSnapshot run;
    LatchModel(latch).fill(run, {});
    a.insert(a.end(), run.a.begin() + 1, run.a.end());
  }
  return a;
}

class LatchThumbnail final : public Thumbnail {
 public:
  bool advance(double) override {
    if (!course_) course_ = latchCourse();
    return false;
  }

  void draw(Ui& ui, Rect place, float time) override {
    if (!course_) return;
    const Palette& c = ui.color();
    const float scale = std::min(place.w / 275, place.h / 160), present = LatchCourse::steps * std::min(1.f, time / stepsEnd);
    const float stroke = std::max(0.75f, scale) * ui.theme().stroke;
    Rect inside = place.inset(14 * scale, 12 * scale);
    const Rect input = inside.cutBottom(inside.h * 0.24f, 8 * scale);
    const float zero = input.y + input.h * 0.4f;
    ui.hairline({inside.x, inside.center().y}, {inside.right(), inside.center().y}, c.lines);
    ui.hairline({input.x, zero}, {input.right(), zero}, c.lines);
    double highest = 0;
    for (const LatchPulse& pulse : LatchCourse::pulses()) highest = std::max(highest, std::fabs(pulse.height));
    for (const LatchPulse& pulse : LatchCourse::pulses()) {
      if (static_cast<float>(pulse.at) > present) break;
      const float h = 0.6f * input.h * static_cast<float>(pulse.height / highest), x = xOf(inside, static_cast<float>(pulse.at));
      ui.draw().AddLine({x, zero}, {x, zero - h}, c.wxh, 4 * stroke);
    }
    trace(ui, inside, course_->forgets, present, c.muted, 1.4f * stroke);
    trace(ui, inside, course_->keeps, present, c.whh, 2.6f * stroke);
    // Where the traces are far: below the upper rest, and below zero as long as nothing pulls down.
    const float line = ui.lineHeight(Type::small), middle = 0.5f * static_cast<float>(first() + last());
    if (inside.h / 2 < 0.95f * line) return;  // letters are lower than their line
    if (present > static_cast<float>(first())) ui.text({inside.x, inside.center().y + 2}, forgetsWords_, Type::small, c.muted);
    if (present > middle)
      ui.text({xOf(inside, middle), std::min(inside.y + inside.h * 0.08f + 2 * stroke, inside.center().y - line)}, keepsWords_,
              Type::smallStrong, c.whh, Align::center);
  }

 private:
  static int first() { return LatchCourse::pulses().front().at; }
  static int last() { return LatchCourse::pulses().back().at; }
  static float xOf(Rect inside, float t) { return inside.x + inside.w * t / LatchCourse::steps; }

  // Up to the present, straight from step to step. At a pulse the stroke ends: its corner would be a spike.
  static void trace(Ui& ui, Rect inside, const std::vector<float>& a, float present, Color color, float width) {
    const auto at = [&](int t) {
      return ImVec2{xOf(inside, static_cast<float>(t)), inside.center().y - 0.5f * inside.h * a[static_cast<std::size_t>(t)]};
    };
    ui.draw().PathLineTo(at(0));
    auto pulse = LatchCourse::pulses().begin();
    constexpr float least = 0.05f;  // of a step: less is a point, which has no direction
    for (int t = 0; t < LatchCourse::steps && static_cast<float>(t) + least < present; ++t) {
      const ImVec2 from = at(t), to = from + (at(t + 1) - from) * std::min(1.f, present - static_cast<float>(t));
      ui.draw().PathLineTo(to);
      if (pulse == LatchCourse::pulses().end() || pulse->at != t + 1) continue;
      ++pulse;
      ui.draw().PathStroke(color, 0, width);
      ui.draw().AddCircleFilled(to, width / 2, color, 12);
      ui.draw().PathLineTo(to);
    }
    ui.draw().PathStroke(color, 0, width);
  }

  std::optional<LatchCourse> course_;
  const std::string keepsWords_ = "w = " + plainNumber(LatchCourse::keeping, 0),
                    forgetsWords_ = "w = " + plainNumber(LatchCourse::forgetting, 1);
};

}  // namespace

std::span<const LatchPulse> LatchCourse::pulses() {
  static constexpr LatchPulse all[] = {{3, 1.2}, {20, -0.6}, {29, -2.6}};
  return all;
}

LatchCourse latchCourse() { return {throughPulses(LatchCourse::keeping), throughPulses(LatchCourse::forgetting)}; }

std::unique_ptr<Thumbnail> makeLatchThumbnail() { return std::make_unique<LatchThumbnail>(); }

}  // namespace unroll
