#include "scenes/hopfield/planets_card.h"

#include <algorithm>
#include <cmath>

#include "core/keys.h"
#include "scenes/hopfield/view.h"
#include "widgets/controls.h"

namespace unroll {

namespace {

constexpr double dt = 1.0 / 240, unitsPerSecond = 2.2;  // of the motion's own time
constexpr double runsFor = 30;                          // of it, after each push
constexpr std::size_t mostPlaces = 1400;
constexpr int every = 4;  // steps between two places that are kept

}  // namespace

void PlanetsCard::run(Ui& ui) {
  if (last_ < 0) {
    last_ = ui.now();
    until_ = runsFor;
  }
  const double target = std::min(until_, time_ + std::min(0.1, ui.now() - last_) * unitsPerSecond);
  last_ = ui.now();
  for (int k = 0; time_ + dt <= target; ++k) {
    const double before = std::atan2(planet_.y, planet_.x);
    planet_.step(dt);
    ball_.step(dt);
    time_ += dt;
    double turned = std::atan2(planet_.y, planet_.x) - before;
    if (turned < -3) turned += 6.283185307179586;
    if (turned > 3) turned -= 6.283185307179586;
    angle_ += turned;
    if (pushes_ > 0 && angle_ > 6.283185307179586) around_ = true;
    if (k % every != 0) continue;
    orbit_.push_back({static_cast<float>(planet_.x), static_cast<float>(planet_.y)});
    track_.push_back({static_cast<float>(ball_.x), static_cast<float>(ball_.y)});
    if (orbit_.size() > mostPlaces) orbit_.pop_front();
    if (track_.size() > mostPlaces) track_.pop_front();
  }
  if (time_ + dt <= until_) ui.keepDrawing();
}

void PlanetsCard::draw(const FrameOf<HopfieldSnapshot>& context, Rect inside) {
  Ui& ui = context.ui;
  run(ui);
  const Rect foot = inside.cutBottom(Theme::touch, 8);
  if (ui::button(ui, foot, "push", context.tr("hopfield.push"), ui::ButtonStyle::primary)) {
    planet_.push(0.12);
    ball_.push(1.1);
    ++pushes_;
    until_ = time_ + runsFor;
    angle_ = 0;
    around_ = false;
    ui.keepDrawing();
  }
  const std::string caption = context.tr("hopfield.planetsCaption");
  const float words = ui.measureRich(caption, Type::small, inside.w).h;
  Rect place = inside;
  if (inside.h > words + 220) {
    const Rect below = place.cutBottom(words, 8);
    ui.richText(below.min(), caption, Type::small, ui.color().muted, below.w);
  }
  const bool beside = place.w > place.h;
  const Rect first = beside ? place.cutLeft(place.w / 2 - 6, 12) : place.cutTop(place.h / 2 - 6, 12);
  const auto panel = [&](Rect r, std::string_view title, const std::deque<ImVec2>& track, double x, double y, double energy, double extent,
                         Color color, bool sun) {
    ui.text(r.min(), context.tr(title), Type::strong, ui.color().ink);
    ui.text({r.x, r.y + 22}, "E = " + signedNumber(energy, 3), Type::small, ui.color().muted);
    r.cutTop(44);
    const float unit = std::min(r.w, r.h) / 2 / static_cast<float>(extent);
    const ImVec2 middle = r.center();
    const auto at = [&](ImVec2 p) { return ImVec2{middle.x + unit * p.x, middle.y - unit * p.y}; };
    ui.pushClip(r);
    if (sun) {
      ui.draw().AddCircleFilled(middle, 9, ui.color().valuePositive, 28);
    } else {
      for (const float ring : {0.4f, 0.8f, 1.2f, 1.6f}) ui.draw().AddCircle(middle, unit * ring, ui.color().lines, 48, 1.4f);
      ui.draw().AddCircleFilled(middle, 4, ui.color().good, 20);
    }
    std::vector<ImVec2> line;
    for (const ImVec2& p : track) line.push_back(at(p));
    if (line.size() > 1) ui.draw().AddPolyline(line.data(), static_cast<int>(line.size()), fade(color, 0.55f), 0, 2);
    ui.draw().AddCircleFilled(at({static_cast<float>(x), static_cast<float>(y)}), 7, color, 24);
    ui.popClip();
  };
  panel(first, "hopfield.planet", orbit_, planet_.x, planet_.y, planet_.energy(), std::max(1.5, 2.2 * planet_.semiMajorAxis()),
        ui.color().control, true);
  panel(place, "hopfield.ball", track_, ball_.x, ball_.y, ball_.energy(), 1.7, ui.color().control, false);
}

}  // namespace unroll
