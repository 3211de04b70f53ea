#include "latch/keys.h"

#include <algorithm>

namespace unroll {

namespace {

bool isDisturbed(const Latch& latch) { return latch.disturbance != 0; }
void withinSteps(const Latch& latch, double&, double& maximum) { maximum = std::min<double>(maximum, latch.steps); }

}  // namespace

const KeyTable<Latch>& latchKeys() {
  using L = Latch;
  static const KeyTable<L> keys(std::vector<Key<L>>{
      number("w", &L::w, -5, 5, "weight of the unit to itself").live().track(-2, 4),
      number("u", &L::u, -5, 5, "constant input at every step").live().track(-2, 2),
      number("start", &L::start, -1, 1, "a_0, the state before the first step; its sign is the bit to keep").live().in("latch"),
      whole("steps", &L::steps, 1, 200, "time steps T").live().in("latch").track(1, 100, TrackScale::squared),
      number("disturbance", &L::disturbance, -10, 10, "added to the input at one step").live().track(-4, 4),
      whole("disturbanceAt", &L::disturbanceAt, 1, 200, "the step of the disturbance; after the last one it never comes")
          .live()
          .when(isDisturbed)
          .within(withinSteps),
  });
  return keys;
}

}  // namespace unroll
