#include "scenes/sequence/zoom.h"

#include <algorithm>
#include <cmath>

#include "core/keys.h"
#include "widgets/controls.h"

namespace unroll {

namespace {

constexpr float leastLevel = 1.f / 8, mostLevel = 128, perLine = 1.25f, perStep = 1.5f;
constexpr float readable = 20;  // of the stage's height for a unit

// Whether it is so large that something is gained by it.
bool isLarge(const Snapshot& s, const SequenceView& view) {
  return view.zoom.level != 1 || view.shownSteps < view.steps || s.current.hiddenSize > static_cast<int>(200 / readable);
}

float mostLevelOf(int units) { return std::max(1.f, std::min(mostLevel, static_cast<float>(units) / 4)); }
int shownAt(float level, int units) { return std::max(1, static_cast<int>(std::lround(static_cast<float>(units) / std::max(1.f, level)))); }

void setLevel(const SceneContext& context, SequenceView& view, float level, float share) {
  const int units = context.snapshot.current.hiddenSize;
  const bool all = view.shownSteps >= view.steps;  // narrower ones would be no more
  level = std::clamp(level, all ? std::min(1.f, view.zoom.level) : leastLevel, mostLevelOf(units));
  if (std::abs(level - 1) < 0.05f) level = 1;
  const auto shown = [&](float at) { return static_cast<float>(shownAt(at, units)); };
  const float there = static_cast<float>(view.zoom.first) + share * shown(view.zoom.level);
  view.zoom.level = level;
  view.zoom.first = std::clamp(static_cast<int>(std::lround(there - share * shown(level))), 0, units - shownAt(level, units));
}

}  // namespace

void zoomBy(const SceneContext& context, SequenceView& view, float lines, float share) {
  if (lines == 0 || !isLarge(context.snapshot, view)) return;
  setLevel(context, view, view.zoom.level * std::pow(perLine, lines), std::clamp(share, 0.f, 1.f));
}

bool zoomKey(const SceneContext& context, SequenceView& view, StageKey key) {
  if (!isLarge(context.snapshot, view)) return false;
  if (key == StageKey::plus) setLevel(context, view, view.zoom.level * perStep, 0.5f);
  if (key == StageKey::minus) setLevel(context, view, view.zoom.level / perStep, 0.5f);
  if (key == StageKey::zero) view.zoom = {};
  return key == StageKey::plus || key == StageKey::minus || key == StageKey::zero;
}

void zoomControl(const SceneContext& context, Column& column, SequenceView& view) {
  // Not beside a net of which only a few steps are out of sight: its column is short, and the wheel and keys are there.
  constexpr int many = 30;
  const Snapshot& s = context.snapshot;
  if (!isLarge(s, view) || (view.zoom.level == 1 && s.current.hiddenSize <= 10 && view.steps <= many)) return;
  double level = static_cast<double>(view.zoom.level);
  const double most = std::max(1.0, context.snapshot.current.hiddenSize / 4.0);
  const std::string words = printNumber(std::round(100 * level) / 100) + "×";
  if (ui::slider(context.ui, column, "zoom", context.tr("sequence.zoom"), level,
                 {.min = static_cast<double>(leastLevel), .max = most, .scale = ui::Scale::log, .words = words}))
    setLevel(context, view, static_cast<float>(level), 0.5f);
}

bool dragUnits(const SceneContext& context, SequenceView& view, const Touch& touch) {
  constexpr float perUnit = 14;
  const int hidden = context.snapshot.current.hiddenSize;
  const ImVec2 way = touch.pos - touch.origin;
  if (view.zoom.level <= 1 || view.shownUnits >= hidden) return false;
  if (view.drag == SequenceView::Drag::open) {
    view.drag = std::abs(way.y) > std::abs(way.x) ? SequenceView::Drag::units : SequenceView::Drag::time;
    view.dragFrom = view.zoom.first;
  }
  if (view.drag == SequenceView::Drag::time) return false;
  view.zoom.first = std::clamp(view.dragFrom - static_cast<int>(std::lround(way.y / perUnit)), 0, hidden - view.shownUnits);
  return true;
}

void keepZoomWithin(const Snapshot& s, SequenceView& view) {
  const int units = s.current.hiddenSize;
  view.zoom.level = std::min(view.zoom.level, mostLevelOf(units));
  view.zoom.first = std::clamp(view.zoom.first, 0, units - shownAt(view.zoom.level, units));
}

void showUnit(SequenceView& view, int unit, int units) {
  if (view.zoom.level <= 1 || view.shownUnits >= units || units == 0) return;
  view.zoom.first = std::clamp(view.zoom.first, unit - view.shownUnits + 1, unit);
}

std::string printZoom(const SequenceView::Zoom& zoom) {
  if (zoom.level == 1) return {};
  const std::string level = printNumber(std::round(1000 * static_cast<double>(zoom.level)) / 1000);
  return zoom.first > 0 ? level + "," + std::to_string(zoom.first) : level;
}

bool readZoom(std::string_view text, SequenceView::Zoom& zoom) {
  zoom = {};
  if (text.empty()) return true;
  const std::size_t comma = text.find(',');
  double level = 0, first = 0;
  if (!readNumber(text.substr(0, comma), level) || level < static_cast<double>(leastLevel) || level > static_cast<double>(mostLevel))
    return false;
  if (comma != std::string_view::npos &&
      (!readNumber(text.substr(comma + 1), first) || first < 0 || first > 511 || first != std::floor(first)))
    return false;
  zoom.level = static_cast<float>(level);
  zoom.first = static_cast<int>(first);
  return true;
}

}  // namespace unroll
