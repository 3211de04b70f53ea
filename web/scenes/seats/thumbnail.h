// What the thumbnail of the Seats scene shows: an evening of the lecture's eight friends, who all sit down on the left at first.
#pragma once

#include "seats/seats.h"

namespace unroll {

SeatsSnapshot seatsCourse();  // with all of the evening, at its begin

}  // namespace unroll
