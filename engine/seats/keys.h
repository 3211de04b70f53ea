// The keys of a room, one line each in keys.cpp, and the room that they say.
#pragma once

#include "core/keys.h"
#include "seats/seats.h"

namespace unroll {

const KeyTable<Seats>& seatsKeys();

// The room, or which key makes no sense.
Result<Room> roomOf(const Seats& settings);
Result<void> validate(const Seats& settings);

// The keys that say this room: nothing where a preset does.
void say(const Room& room, Seats& settings);

}  // namespace unroll
