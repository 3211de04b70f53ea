// The parts of the Seats scene: the room with its people, the discomfort as a stair, all seatings, the same as a Hopfield net.
#pragma once

#include "scenes/seats/view.h"
#include "widgets/controls.h"

namespace unroll {

void drawSeatsStage(const SeatsContext& context, Rect area, SeatsView& view);
void drawTurn(const SeatsContext& context, Column& column, const SeatsView& view);
void drawNet(const SeatsContext& context, Rect area, SeatsView& view);
// The slider of the pair that was chosen in the matrix, or how to choose one.
void sympathy(const SeatsContext& context, Column& column, const SeatsView& view, std::string_view name);
float netHeight(const SeatsContext& context, float width);

void drawRoom(const SeatsContext& context, Rect area, SeatsView& view);
void drawStair(const SeatsContext& context, Rect area, SeatsView& view);
void drawSeatings(const SeatsContext& context, Rect area, const SeatsView& view);

}  // namespace unroll
