#include "scenes/sequence/scissors.h"

#include <algorithm>
#include <cmath>

namespace unroll {

namespace {

void pairOfBlades(Ui& ui, ImVec2 at, Color color) {
  ImDrawList& list = ui.draw();
  for (const float side : {-1.f, 1.f}) {
    list.AddCircle({at.x + 4.5f * side, at.y + 7}, 3.2f, color, 16, 1.8f);
    list.AddLine({at.x + 3.2f * side, at.y + 4}, {at.x - 4.5f * side, at.y - 10}, color, 1.8f);
  }
}

// k₂ that brings the cut `which` to step `to`.
int lengthFor(const Snapshot& s, std::size_t which, int to) {
  const Experiment& e = s.current;
  const int cut = which < s.back.cuts.size() ? s.back.cuts[which] : 0;
  if (e.truncate == 0) return to;
  const bool regular = e.truncateEvery == 0 && cut == static_cast<int>(which + 1) * e.truncate;
  if (regular) return static_cast<int>(std::lround(static_cast<double>(to) / static_cast<double>(which + 1)));
  return cut + e.truncate - to;  // the pass ends where it did
}

void truncateAt(const SceneContext& context, int length, int steps) {
  const Experiment& now = context.snapshot.current;
  length = std::clamp(length, 0, steps);
  if (length == steps) length = 0;
  if (length == now.truncate) return;
  if (now.truncateEvery > length) context.set("truncateEvery", 0);
  context.set("truncate", length);
}

}  // namespace

bool canTruncate(const SceneContext& context) {
  const Snapshot& s = context.snapshot;
  return context.keys.matters("truncate") && s.memory && !s.current.bidirectional && s.current.gradient != "rtrl";
}

void drawScissors(const SceneContext& context, const StepColumns& columns, float top, float bottom, const SequenceView& view) {
  if (!canTruncate(context) || columns.x.empty()) return;
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  const Snapshot& s = context.snapshot;
  const float left = columns.x.front() - columns.pitch / 2;
  const auto between = [&](int t) { return left + columns.pitch * static_cast<float>(t - columns.first); };
  const auto stepAt = [&](float x) { return columns.first + static_cast<int>(std::lround((x - left) / columns.pitch)); };
  std::vector<int> cuts = s.back.cuts;
  if (cuts.empty()) cuts.push_back(0);  // they lie ready
  bool first = true;
  for (std::size_t i = 0; i < cuts.size(); ++i) {
    const int t = cuts[i];
    if (t < columns.first || t > columns.last() || (t == columns.first && t > 0)) continue;
    const ImVec2 at{between(t) - (t == 0 ? 6.f : 0.f), bottom + 8};  // lying ready they keep clear of the first label
    const Rect handle{at.x - Theme::touch / 2, at.y - 20, Theme::touch, 36};
    const std::string name = "scissors" + std::to_string(i);
    const Id id = ui.id(name);
    const Touch touch = ui.touch(id, handle);
    if (touch.hovered) ui.cursor(ImGuiMouseCursor_ResizeEW);
    if (touch.dragging) truncateAt(context, lengthFor(s, i, stepAt(touch.pos.x)), view.steps);
    const bool cutting = t > 0;
    if (first) {  // one stop of the keyboard for all of them
      const std::string value = s.current.truncate > 0 ? std::to_string(s.current.truncate) : context.tr("sequence.scissors.none");
      ui.control(id, "scissors", "slider", context.tr("sequence.scissors.label"), value, handle);
      ui.explain("scissors", handle, context.tr("sequence.scissors.help"));
      ControlKeys& keys = ui.keys(id);
      if (keys.x != 0) truncateAt(context, std::max(0, s.current.truncate + keys.x), view.steps);
      if (keys.home || keys.typed == "\b") truncateAt(context, 0, view.steps);
      keys.x = 0;
      keys.home = false;
      if (ui.hasFocus(id) && ui.showsFocus()) ui.focusRing(handle, 8);
    }
    first = false;
    if (cutting)
      for (float y = top; y < at.y - 12; y += 9) ui.draw().AddLine({at.x, y}, {at.x, std::min(y + 5, at.y - 12)}, c.control, 1.6f);
    pairOfBlades(ui, at, cutting || touch.hovered ? c.control : c.muted);
  }
}

}  // namespace unroll
