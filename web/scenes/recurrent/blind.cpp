#include "scenes/recurrent/blind.h"

#include <cmath>

namespace unroll {

bool beatsBlind(double metric, double blind, bool higherIsBetter) {
  return std::isfinite(metric) && (higherIsBetter ? metric > blind + 0.05 : metric < 0.8 * blind);
}

bool worseThanBlind(double metric, double blind, bool higherIsBetter) {
  return !std::isnan(metric) && (higherIsBetter ? metric < blind - 0.05 : metric > 1.25 * blind);
}

}  // namespace unroll
