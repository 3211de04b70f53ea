// The stage of the Graph scene: the graph with its verdict, the same unrolled, its units over time, and what is pointed at.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "scenes/graph/layout.h"
#include "scenes/graph/view.h"

namespace unroll {

void drawGraphStage(const GraphContext& context, Rect area, GraphView& view, const std::function<void(Column&)>& inspector);

// The parts of it. Each draws all of its rectangle, its heading included.
void drawGraph(const GraphContext& context, Rect area, GraphView& view);
void drawUnrolled(const GraphContext& context, Rect area, GraphView& view);
void drawTraces(const GraphContext& context, Rect area, GraphView& view);

// The picture of the graph, and what the pointer and the keys do with it.
void paintGraph(const GraphContext& context, const GraphLayout& layout, const GraphView& view);
void editGraphByHand(const GraphContext& context, GraphLayout& layout, GraphView& view);

// What is selected, else the first unit that has something to say: its sum at the present tick.
void graphInspector(const GraphContext& context, Column& column, GraphView& view);
void graphControls(const GraphContext& context, Column& column, GraphView& view);

// "Recurrent: one cycle of length 3", "period 6, exactly from tick 24".
std::string verdictWords(const GraphContext& context);
std::string behaviourWords(const GraphContext& context);
// Units from bottom to top as rows in time: by layer.
std::vector<int> rowsOf(const GraphSnapshot& s);
void drawArrow(ImDrawList& list, const diagram::Curve& curve, Color color, float width);
// A unit's name before its row, shortened with … where it is longer than the room that there is; then a tip says the whole.
void drawRowName(const GraphContext& context, Rect room, int unit, Type type);
// The room for such names.
float rowNamesWidth(const GraphContext& context, Type type, float least, float most, bool ofInputs = false);
// A unit's shape and number, in any picture.
void drawUnitBox(Ui& ui, Rect box, bool round, float value, float presence, Color line, float width);

}  // namespace unroll
