// A net too large for its stage: zoomed out, more and narrower columns; zoomed in, fewer units of fewer time steps, so that their numbers
// can be read. The wheel (two fingers on a touch screen), + − 0 on the stage, or a slider; what is zoomed into is moved by dragging it
// up and down, and by the arrows that choose a unit.
#pragma once

#include <string>
#include <string_view>

#include "scenes/recurrent/context.h"
#include "scenes/sequence/view.h"

namespace unroll {

// By lines of a wheel, up is in; `share` is where in the height of the units it happens, 0…1: what is there stays there.
void zoomBy(const SceneContext& context, SequenceView& view, float lines, float share = 0.5f);
bool zoomKey(const SceneContext& context, SequenceView& view, StageKey key);
void zoomControl(const SceneContext& context, Column& column, SequenceView& view);  // nothing where all can be seen as it is
// A drag up or down of what is zoomed into moves its units. False: it is no such drag.
bool dragUnits(const SceneContext& context, SequenceView& view, const Touch& touch);
void keepZoomWithin(const Snapshot& snapshot, SequenceView& view);  // of a net that has become smaller
void showUnit(SequenceView& view, int unit, int units);  // so that it is among those that are seen

std::string printZoom(const SequenceView::Zoom& zoom);  // as the link says it: "2" or "2,16"; "" as it is without
bool readZoom(std::string_view text, SequenceView::Zoom& zoom);

}  // namespace unroll
