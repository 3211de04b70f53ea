// What the thumbnail of the Hopfield scene shows: one recall of a disturbed letter, change by change.
#pragma once

#include <vector>

#include "hopfield/hopfield.h"

namespace unroll {

struct HopfieldCourse {
  static Hopfield settings();  // of the model that runs it

  HopfieldSnapshot end;                     // of the whole recall, with its stair of energies
  std::vector<std::vector<double>> states;  // [stairs, N]: at the start and after each change

  const Spins& letter() const { return end.patterns.front().units; }  // that was disturbed
  double letterEnergy() const { return end.patternEnergies.front(); }
};

// The engine's recall as far as it is; `done` of the snapshot says whether it is over, and only then there are states.
HopfieldCourse hopfieldCourse(const HopfieldModel& model);

}  // namespace unroll
