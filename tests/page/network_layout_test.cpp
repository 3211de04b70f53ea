// Where units are: within the stage, apart from each other, columns at one pitch, from a net of one unit to one of hundreds.
#include "widgets/network_layout.h"

#include <vector>

namespace unroll::diagram {

namespace {

const Rect kStages[] = {{20, 90, 560, 420}, {8, 60, 470, 260}, {8, 110, 374, 480}, {10, 10, 1000, 500}};
const Shape kShapes[] = {{1, 1, 1, 3}, {2, 3, 1, 6}, {1, 4, 2, 10}, {3, 8, 3, 12}, {2, 20, 2, 50}, {1, 64, 1, 200}, {4, 300, 4, 30}};

struct Seen {
  UnitRef ref;
  Rect rect;
};

std::vector<Seen> seen(const NetworkLayout& layout) {
  std::vector<Seen> list;
  const Shape& s = layout.shape();
  for (int t = layout.firstStep(); t <= layout.lastStep(); ++t)
    for (const auto& [layer, count] : {std::pair{Layer::input, s.inputs}, {Layer::hidden, s.hidden}, {Layer::output, s.outputs}}) {
      if (layout.opacity(layer, t) <= 0.01f) continue;
      if (layer == Layer::hidden && layout.form() == UnitForm::heat) {
        list.push_back({{layer, t, 0}, layout.heatColumn(t)});
        continue;
      }
      for (int i = 0; i < count; ++i) list.push_back({{layer, t, i}, layout.unit({layer, t, i})});
    }
  return list;
}

bool within(const Rect& a, const Rect& b) {
  return a.x >= b.x - 0.5f && a.y >= b.y - 0.5f && a.right() <= b.right() + 0.5f && a.bottom() <= b.bottom() + 0.5f;
}

bool overlap(const Rect& a, const Rect& b) {
  return std::min(a.right(), b.right()) - std::max(a.x, b.x) > 0.5f && std::min(a.bottom(), b.bottom()) - std::max(a.y, b.y) > 0.5f;
}

}  // namespace

TEST_CASE("network layout: units lie within the stage and apart from each other, folded and unfolded") {
  for (const Rect& stage : kStages)
    for (const Shape& shape : kShapes)
      for (const float unfolded : {0.f, 1.f})
        for (const int present : {0, shape.steps / 2, shape.steps - 1}) {
          const NetworkLayout layout(stage, shape, unfolded, present, static_cast<float>(present), 36);
          CAPTURE(stage.w);
          CAPTURE(shape.hidden);
          CAPTURE(shape.steps);
          CAPTURE(unfolded);
          CAPTURE(present);
          const std::vector<Seen> units = seen(layout);
          REQUIRE(units.size() >= 3);
          int outside = 0, touching = 0;
          for (std::size_t i = 0; i < units.size(); ++i) {
            outside += !within(units[i].rect, stage);
            for (std::size_t j = i + 1; j < units.size(); ++j) touching += overlap(units[i].rect, units[j].rect);
          }
          CHECK(outside == 0);
          CHECK(touching == 0);
        }
}

TEST_CASE("network layout: unfolded columns go from left to right at one pitch, and the present one is among them") {
  for (const Rect& stage : kStages)
    for (const Shape& shape : kShapes)
      for (const int present : {0, shape.steps / 2, shape.steps - 1}) {
        const NetworkLayout layout(stage, shape, 1, present, static_cast<float>(present), 36);
        CHECK(layout.firstStep() <= present);
        CHECK(present <= layout.lastStep());
        CHECK(layout.lastStep() < shape.steps);
        for (int t = layout.firstStep(); t < layout.lastStep(); ++t)
          CHECK(near(static_cast<double>(layout.columnX(t + 1) - layout.columnX(t)), static_cast<double>(layout.pitch()), 1e-3));
        CHECK(layout.windowed() == (layout.visibleColumns() < shape.steps));
      }
}

TEST_CASE("network layout: a weight's curve leads from its sender to its receiver") {
  const Shape shape{2, 3, 1, 6};
  const NetworkLayout layout(kStages[0], shape, 1, 2, 2, 36);
  using M = WeightRef::Matrix;
  for (const WeightRef& weight : {WeightRef{M::xh, 2, 1, 0}, WeightRef{M::hh, 2, 0, 2}, WeightRef{M::hy, 2, 0, 1}}) {
    const Curve curve = layout.edge(weight);
    CHECK(layout.unit(sender(weight)).inset(-8).contains(curve.p0));
    CHECK(layout.unit(receiver(weight)).inset(-8).contains(curve.p3));
    CHECK(curve.distance(curve.at(0.5f)) < 1);
  }
}

TEST_CASE("network layout: inputs hold their numbers where that is asked for, however many columns there are") {
  for (const Rect& stage : kStages)
    for (const int hidden : {1, 3, 5, 20, 64})
      for (const int steps : {2, 6, 8, 20, 50})
        for (const float unfolded : {0.f, 1.f}) {
          CAPTURE(stage.w);
          CAPTURE(hidden);
          CAPTURE(steps);
          const NetworkLayout layout(stage, {2, hidden, 1, steps}, {.unfolded = unfolded, .present = 1, .gliding = 1, .inputNumber = 30});
          CHECK(layout.unit({Layer::input, 1, 0}).w >= 32);
          CHECK(layout.unit({Layer::input, 1, 0}).right() < layout.unit({Layer::input, 1, 1}).x);
          if (layout.visibleColumns() > 1 && unfolded == 1)
            CHECK(layout.unit({Layer::input, 0, 1}).right() < layout.unit({Layer::input, 1, 0}).x);
        }
}

TEST_CASE("network layout: the loop's cable stays within the stage, however narrow it is") {
  for (const float width : {202.f, 226.f, 247.f, 300.f, 600.f})
    for (const float height : {190.f, 232.f, 320.f, 500.f})
      for (int hidden = 1; hidden <= 24; ++hidden) {
        CAPTURE(width);
        CAPTURE(height);
        CAPTURE(hidden);
        const Rect stage{20, 90, width, height};
        const NetworkLayout layout(stage, {2, hidden, 1, 7},
                                   {.unfolded = 0, .present = 3, .gliding = 3, .inputNumber = 28, .headRoom = 10});
        for (int lane = 0; lane < layout.lanes(); ++lane) {
          ImVec2 corners[6];
          const int count = layout.cable(lane, corners);
          for (int i = 0; i < count; ++i) {
            CHECK(corners[i].x >= stage.x);
            CHECK(corners[i].x <= stage.right());
          }
        }
        CHECK(layout.columnX(2) + 20 < layout.columnX(3) - 20);
      }
}

}  // namespace unroll::diagram
