#include "scenes/seats/thumbnail.h"

#include <cmath>
#include <memory>
#include <optional>

#include "lesson/thumbnail.h"
#include "scenes/seats/people.h"
#include "scenes/seats/view.h"

namespace unroll {

namespace {

constexpr float movesBegin = 0.08f, movesEnd = 0.95f;  // of the time
constexpr float inMotion = 0.45f;                      // of the time that a move has: before it, everybody sees who is unhappy

class SeatsThumbnail final : public Thumbnail {
 public:
  bool advance(double) override {
    if (!course_) course_ = seatsCourse();
    return false;
  }

  void draw(Ui& ui, Rect place, float time) override {
    if (!course_) return;
    const SeatsSnapshot& s = *course_;
    const Palette& c = ui.color();
    const float scale = std::min(place.w / 275, place.h / 160), line = std::max(0.6f, scale) * ui.theme().stroke;
    Rect right = place.inset(8 * scale);
    const Rect left = right.cutLeft((right.w - 8 * scale) / 2, 8 * scale);
    ui.rounded(left, mixColors(c.stage, c.valueNegative, 0.09f), 6 * scale);
    ui.rounded(right, mixColors(c.stage, c.valuePositive, 0.09f), 6 * scale);

    const float moves = static_cast<float>(s.evening.size()) * std::clamp((time - movesBegin) / (movesEnd - movesBegin), 0.f, 1.f);
    const int done = static_cast<int>(moves), n = s.room.people(), next = nextAfter(s, done);
    const float way = std::clamp((moves - static_cast<float>(done) - (1 - inMotion)) / inMotion, 0.f, 1.f);
    const Sides& sides = sidesAt(s, done);
    const Rect seats = left.inset(9 * scale, 4 * scale), across = right.inset(9 * scale, 4 * scale);
    const float radius = std::min(11 * scale, roomAround(seats, n) - 0.75f * line);
    const float mouth = std::min(1.4f * line, 0.16f * radius);  // a thicker one would be a blot
    const auto at = [&](int i) {
      const bool onLeft = sides[static_cast<std::size_t>(i)] < 0;
      const ImVec2 from = seatOf(onLeft ? seats : across, i, n, onLeft);
      const ImVec2 to = i == next ? seatOf(onLeft ? across : seats, i, n, !onLeft) : from;
      return from + (to - from) * (way * way * (3 - 2 * way));
    };
    for (int i = 0; i < n; ++i)
      for (int j = i + 1; j < n; ++j)
        if (const double w = s.room(i, j); w != 0)
          drawSympathy(ui, at(i), at(j), w > 0, fade(sympathyColor(ui, w), 0.9f), (0.4f + 0.8f * static_cast<float>(std::fabs(w))) * line,
                       0.6f * std::max(0.6f, scale));
    for (int i = 0; i < n; ++i) drawFace(ui, at(i), radius, {isUnhappy(s.room, sides, i), false, i == next && way > 0, mouth});
  }

 private:
  std::optional<SeatsSnapshot> course_;
};

}  // namespace

SeatsSnapshot seatsCourse() {
  Seats settings;
  settings.sides = "LLLLLLLL";
  settings.order = "inOrder";
  SeatsSnapshot snapshot;
  SeatsModel(settings, presetRoom(settings.room, settings.people, settings.seed)).fill(snapshot, {});
  return snapshot;
}

std::unique_ptr<Thumbnail> makeSeatsThumbnail() { return std::make_unique<SeatsThumbnail>(); }

}  // namespace unroll
