#include "lesson/time_walk.h"

#include <algorithm>

namespace unroll {

bool TimeWalk::goTo(int to) {
  to = std::clamp(to, 0, last());
  if (to == place()) return false;
  setPlace(to);
  moved();
  return true;
}

bool TimeWalk::jumpTo(int to) {
  playing = false;
  return goTo(to);
}

void TimeWalk::play(Ui& ui, bool on) {
  playing = on;
  if (!on) return;
  if (place() >= last()) goTo(0);
  nextStepAt_ = ui.now() + period() * 0.6;
  ui.keepDrawing();
}

void TimeWalk::advance(Ui& ui) {
  if (!playing) return;
  if (ui.now() >= nextStepAt_) {
    nextStepAt_ = ui.now() + period();
    if (!goTo(place() + 1)) playing = false;
  }
  if (playing) ui.wakeAt(nextStepAt_);
}

bool TimeWalk::key(Ui& ui, StageKey key) {
  switch (key) {
    case StageKey::space: play(ui, !playing); return true;
    case StageKey::left: return jumpTo(place() - 1);
    case StageKey::right: return jumpTo(place() + 1);
    case StageKey::home: jumpTo(0); return true;
    case StageKey::end: jumpTo(last()); return true;
    default: return false;
  }
}

void walkButtons(const Frame& context, Rect& bar, TimeWalk& walk, bool first) {
  Ui& ui = context.ui;
  const float size = std::min(bar.h, 48.f), small = std::min(bar.h, 40.f), gap = context.layout == Layout::wide ? 8.f : 2.f;
  const auto place = [&](float width) {
    const Rect slot = bar.cutLeft(width, gap);
    return Rect{slot.x, slot.center().y - width / 2, width, width};
  };
  const auto quiet = [&](const char* name, ui::Icon icon, bool enabled) {
    return ui::iconButton(ui, place(small), name, icon, context.tr(std::string("sequence.") + name), ui::ButtonStyle::quiet, enabled);
  };
  if (first && quiet("first", ui::Icon::first, walk.place() > 0)) walk.jumpTo(0);
  if (quiet("stepBack", ui::Icon::stepBack, walk.place() > 0)) walk.jumpTo(walk.place() - 1);
  if (ui::iconButton(ui, place(size), "play", walk.playing ? ui::Icon::pause : ui::Icon::play,
                     context.tr(walk.playing ? "sequence.pause" : "sequence.play"), ui::ButtonStyle::primary))
    walk.play(ui, !walk.playing);
  if (quiet("stepForward", ui::Icon::stepForward, walk.place() < walk.last())) walk.jumpTo(walk.place() + 1);
}

void walkScrubber(const Frame& context, Rect bar, TimeWalk& walk) {
  const bool roomy = context.layout == Layout::wide;
  bar.cutLeft(roomy ? 18.f : 6.f);
  bar.cutRight(roomy ? 8.f : 6.f);
  int position = walk.place();
  if (ui::scrubber(context.ui, {bar.x, bar.center().y - 22, bar.w, 44}, "time", context.tr("sequence.time"), position, walk.last(),
                   walk.place(), walk.turn(), walk.marked()))
    walk.jumpTo(position);
}

}  // namespace unroll
