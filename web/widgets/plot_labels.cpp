#include "widgets/plot_labels.h"

namespace unroll::plot {

namespace {

constexpr int kPositions = 16;                 // along the line, from its end to its begin
constexpr float kOffsets[] = {3, 10, 22, 40};  // between line and label
constexpr int kEndChoices = 31;                // right of the end: level with it, then further and further below and above
constexpr float kEndStep = 3, kEndGap = 6;
constexpr int kChoices = kEndChoices + kPositions * 8;
constexpr float kGoodPlace = 31;  // cost of a place beside a line that need not be given up for a better one
constexpr float kNearEnd = 3;     // the same at its end, where moving up or down a little is seen less
constexpr float kForbidden = 1e6f;

float endShift(int choice) { return kEndStep * static_cast<float>(choice % 2 == 1 ? (choice + 1) / 2 : -choice / 2); }

Rect endBox(const Coverage& line, const LabelWish& wish, int choice) {
  return {line.right() + kEndGap, line.endY() + endShift(choice) - wish.endH / 2, wish.endW, wish.endH};
}

Rect besideBox(const Rect& frame, const Coverage& line, const LabelWish& wish, int choice, bool& exists) {
  const int position = (choice - kEndChoices) / 8, side = (choice - kEndChoices) % 8;
  const float way = std::max(0.f, line.right() - line.left() - wish.w);
  const float right = line.right() - way * static_cast<float>(position) / (kPositions - 1);
  Rect box{std::max(frame.x, right - wish.w), 0, wish.w, wish.h};
  float top = 1e9f, bottom = -1e9f;
  exists = false;
  for (float x = box.x; x <= box.right(); x += Coverage::step) {
    float a = 0, b = 0;
    if (!line.spans(x, a, b)) continue;
    exists = true;
    top = std::min(top, a);
    bottom = std::max(bottom, b);
  }
  const float offset = kOffsets[side / 2];
  box.y = side % 2 == 0 ? top - offset - wish.h : bottom + offset;
  return box;
}

Rect boxFor(const Rect& frame, const Coverage& line, const LabelWish& wish, int choice, bool& exists) {
  if (choice >= kEndChoices) return besideBox(frame, line, wish, choice, exists);
  exists = wish.endW > 0;
  return endBox(line, wish, choice);
}

// At the end, else close to the line and to its end.
float placeCost(const Coverage& line, const Rect& box, int choice) {
  if (choice < kEndChoices) return 0.3f * std::abs(endShift(choice));
  return 9 + 0.25f * (line.right() - box.right()) + 1.2f * kOffsets[(choice - kEndChoices) % 8 / 2];
}

}  // namespace

Coverage::Coverage(Rect frame) : frame_(frame), columns_(static_cast<std::size_t>(std::max(1.f, frame.w / step + 2))) {}

void Coverage::add(ImVec2 from, ImVec2 to) {
  if (to.x < from.x) std::swap(from, to);
  left_ = std::min(left_, from.x);
  right_ = std::max(right_, to.x);
  const int last = static_cast<int>(columns_.size()) - 1;
  const int first = std::clamp(column(from.x), 0, last), end = std::clamp(column(to.x), 0, last);
  for (int c = first; c <= end; ++c) {
    const float x0 = std::max(from.x, frame_.x + static_cast<float>(c) * step),
                x1 = std::min(to.x, frame_.x + static_cast<float>(c + 1) * step);
    const float width = std::max(1e-3f, to.x - from.x);
    const float y0 = from.y + (to.y - from.y) * std::clamp((x0 - from.x) / width, 0.f, 1.f),
                y1 = from.y + (to.y - from.y) * std::clamp((x1 - from.x) / width, 0.f, 1.f);
    Column& each = columns_[static_cast<std::size_t>(c)];
    each.top = std::min({each.top, y0, y1});
    each.bottom = std::max({each.bottom, y0, y1});
  }
}

bool Coverage::spans(float x, float& top, float& bottom) const {
  const int c = column(x);
  if (c < 0 || c >= static_cast<int>(columns_.size())) return false;
  top = columns_[static_cast<std::size_t>(c)].top;
  bottom = columns_[static_cast<std::size_t>(c)].bottom;
  return top <= bottom;
}

float Coverage::endY() const {
  float sum = 0, columns = 0;
  for (float x = right_; x > right_ - 6 * step; x -= step) {
    float top = 0, bottom = 0;
    if (!spans(x, top, bottom)) continue;
    sum += (top + bottom) / 2;
    ++columns;
  }
  return columns > 0 ? sum / columns : frame_.center().y;
}

float Coverage::overlap(const Rect& box, float margin) const {
  float covered = 0;
  for (float x = box.x - margin; x <= box.right() + margin; x += step) {
    float top = 0, bottom = 0;
    if (spans(x, top, bottom) && top < box.bottom() + margin && bottom > box.y - margin) covered += step;
  }
  return covered;
}

std::vector<LabelPlace> placeLabels(Rect frame, const std::vector<Coverage>& lines, const std::vector<LabelWish>& wishes) {
  std::vector<LabelPlace> places;
  for (const LabelWish& wish : wishes) {
    const Coverage& line = lines[static_cast<std::size_t>(wish.line)];
    LabelPlace best;
    float bestCost = kForbidden;
    // Returns whether the place is free: nothing is drawn there.
    const auto consider = [&](int choice) {
      bool exists = false;
      const Rect box = boxFor(frame, line, wish, choice, exists);
      if (!exists || box.y < frame.y || box.bottom() > frame.bottom() || box.x < frame.x || box.right() > frame.right() + 1) return false;
      if (std::any_of(places.begin(), places.end(), [&](const LabelPlace& p) { return p.found && p.box.inset(-4, -1).overlaps(box); }))
        return false;
      const float place = placeCost(line, box, choice);
      if (place >= bestCost) return false;
      float covered = 0;
      for (const Coverage& other : lines) covered += other.overlap(box, 1);
      const float cost = place + 8 * covered;
      if (cost < bestCost) {
        bestCost = cost;
        best = {box, choice, choice < kEndChoices, true};
      }
      return covered == 0;
    };
    const bool empty = line.right() < line.left();
    // A label stays where it is as long as that is a free place not far from its line, or close to the line's end if that has room.
    const bool endFits = wish.endW > 0 && line.right() + kEndGap + wish.endW <= frame.right() + 1;
    const bool wasAtEnd = wish.before < kEndChoices;
    const bool stays =
        !empty && wish.before >= 0 && wasAtEnd == endFits && consider(wish.before) && bestCost < (wasAtEnd ? kNearEnd : kGoodPlace);
    for (int choice = 0; choice < kChoices && !stays && !empty; ++choice) (void)consider(choice);
    places.push_back(best);
  }
  return places;
}

}  // namespace unroll::plot
