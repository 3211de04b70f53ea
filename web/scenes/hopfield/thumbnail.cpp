#include "scenes/hopfield/thumbnail.h"

#include <cmath>
#include <memory>
#include <optional>

#include "lesson/thumbnail.h"
#include "scenes/hopfield/view.h"

namespace unroll {

namespace {

constexpr float fallBegins = 0.1f, fallEnds = 0.94f;  // of the time; before it the disturbed letter stands alone
constexpr int thumbnailPictures = 3;

class HopfieldThumbnail final : public Thumbnail {
 public:
  bool advance(double milliseconds) override {
    if (course_) return false;
    if (!model_) {
      model_ = std::make_unique<HopfieldModel>(HopfieldCourse::settings());
      (void)model_->apply({std::string(HopfieldModel::toEnd), {}});
    }
    if (!model_->advance(milliseconds)) return true;
    course_ = hopfieldCourse(*model_);
    model_.reset();
    return false;
  }

  void draw(Ui& ui, Rect place, float time) override {
    if (!course_) return;
    const HopfieldSnapshot& s = course_->end;
    const Palette& c = ui.color();
    const float scale = std::min(place.w / 275, place.h / 160), stroke = std::max(0.75f, scale) * ui.theme().stroke;
    const Rect inside = place.inset(14 * scale, 14 * scale);
    const float share = std::clamp((time - fallBegins) / (fallEnds - fallBegins), 0.f, 1.f);
    const double updates = static_cast<double>(share) * shownUpdates();
    const int last = static_cast<int>(s.stairs.size()) - 1, half = last / 2;
    int now = 0;
    while (now < last && static_cast<double>(s.stairs[static_cast<std::size_t>(now) + 1].updates) <= updates) ++now;

    // The start, on the way, the end; what is to come is an empty frame.
    const float gap = 22 * scale;
    const float cell =
        std::min((inside.w - 2 * gap) / static_cast<float>(thumbnailPictures * s.columns), 0.56f * inside.h / static_cast<float>(s.rows));
    const float wide = cell * static_cast<float>(s.columns), high = cell * static_cast<float>(s.rows);
    const float pitch = (inside.w - wide) / (thumbnailPictures - 1);
    const int shown[thumbnailPictures] = {0, std::min(now, half), now > half ? now : -1};
    for (int k = 0; k < thumbnailPictures; ++k) {
      const Rect picture{inside.x + pitch * static_cast<float>(k), inside.y, wide, high};
      if (k > 0) arrow(ui, {picture.x - (pitch - wide) / 2, picture.center().y}, std::min(12 * scale, 0.7f * (pitch - wide)), stroke);
      if (shown[k] < 0)
        ui.outline(picture, c.lines, 3 * scale, std::max(0.75f, scale));
      else
        drawTiles(ui, picture, s, course_->states[static_cast<std::size_t>(shown[k])], nullptr, std::min(1.f, 0.06f * cell), 5);
    }
    stair(ui, {inside.x, inside.y + high + 16 * scale, inside.w, inside.h - high - 16 * scale}, updates, stroke);
  }

 private:
  static void arrow(Ui& ui, ImVec2 middle, float length, float stroke) {
    const ImVec2 tip = middle + ImVec2{length / 2, 0};
    const float head = 0.45f * length;
    ui.draw().AddLine(middle - ImVec2{length / 2, 0}, tip - ImVec2{head, 0}, ui.color().muted, 1.4f * stroke);
    ui.draw().AddTriangleFilled(tip, tip + ImVec2{-head, -0.6f * head}, tip + ImVec2{-head, 0.6f * head}, ui.color().muted);
  }

  // Up to the last change, and a little on, on the last tread.
  double shownUpdates() const { return 1.05 * static_cast<double>(course_->end.stairs.back().updates); }

  // The energy over the updates done so far, and below it the letter's.
  void stair(Ui& ui, Rect r, double updates, float stroke) const {
    const std::vector<HopfieldSnapshot::Stair>& stairs = course_->end.stairs;
    const double all = shownUpdates(), top = stairs.front().energy, bottom = course_->letterEnergy();
    r = r.inset(0, 2 * stroke);
    const auto x = [&](double n) { return r.x + r.w * static_cast<float>(n / all); };
    const auto y = [&](double energy) { return r.y + r.h * static_cast<float>((top - energy) / (top - bottom)); };
    ui.hairline({r.x, r.bottom()}, {r.right(), r.bottom()}, ui.color().lines);
    ui.draw().PathLineTo({x(0), y(top)});
    for (std::size_t k = 0; k < stairs.size() && static_cast<double>(stairs[k].updates) <= updates; ++k) {
      const double next = k + 1 < stairs.size() ? static_cast<double>(stairs[k + 1].updates) : all;
      const ImVec2 foot{x(static_cast<double>(stairs[k].updates)), y(stairs[k].energy)};
      if (k > 0) ui.draw().PathLineTo(foot);
      const float end = x(std::min(updates, next));
      if (end > foot.x + 0.2f) ui.draw().PathLineTo({end, foot.y});  // less is a point, which has no direction
    }
    ui.draw().PathStroke(ui.color().control, 0, 2.2f * stroke);
  }

  std::unique_ptr<HopfieldModel> model_;
  std::optional<HopfieldCourse> course_;
};

}  // namespace

Hopfield HopfieldCourse::settings() {
  Hopfield settings;
  settings.size = 49;
  settings.patterns = "A,J,X";
  settings.flip = 0.25;
  return settings;
}

HopfieldCourse hopfieldCourse(const HopfieldModel& model) {
  HopfieldCourse course;
  model.fill(course.end, {});
  if (!course.end.done) return course;
  course.states.push_back(course.end.start);
  for (std::size_t k = 1; k < course.end.stairs.size(); ++k) {  // one unit a stair turns over
    course.states.push_back(course.states.back());
    double& unit = course.states.back()[static_cast<std::size_t>(course.end.stairs[k].unit)];
    unit = -unit;
  }
  return course;
}

std::unique_ptr<Thumbnail> makeHopfieldThumbnail() { return std::make_unique<HopfieldThumbnail>(); }

}  // namespace unroll
