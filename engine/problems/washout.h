// Washing out: how much of an early input is left in a net's state. Three views: two sequences that differ in one input; the memory curve;
// and the latch, one unit that keeps a bit, which shows what keeping costs.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "core/table.h"

namespace unroll {

// How far apart the states of two sequences are that are the same but for one input: ‖h_t − h′_t‖₂ of the topmost layer.
struct WashoutDistance {
  static constexpr double lastTrace = 0.1;  // of the distance at the step where they differ: below it, it counts as washed out

  std::vector<double> at;  // [T]; empty: not measured
  int lasts = 0;           // so many steps after that one it is last above its `lastTrace`
  bool toEnd = false;      // which is the last step
};

// One net over both.
struct WashoutNet {
  std::string cell;
  int differAt = 0;                    // the step, within the sequence
  bool learns = true;                  // a reservoir's states stay as they are
  WashoutDistance untrained, trained;  // with its first weights, after `updates`
  Table h, other, apart;               // [T, H] the states that are shown, those of the other sequence, and the second less the first
  std::int64_t updates = 0;
  bool diverged = false;
  std::uint64_t version = 0;  // of these numbers

  const WashoutDistance& shown() const { return trained.at.empty() ? untrained : trained; }
};

// How well each past input can be read from a net's state (probing/memory_curve.h).
struct WashoutMemory {
  std::string cell;
  int units = 0;                        // N of `squares`
  double share = 0;                     // of the measuring that is done
  std::vector<double> squares, errors;  // [K + 1] r²(k), k = 0 … K; as long as a new one is measured, the last one with as many units
  double capacity = std::numeric_limits<double>::quiet_NaN(), error = capacity;  // their sum; NaN: not measured yet
  bool isOld() const { return share < 1 && !squares.empty(); }                   // of former settings
};

// a ← tanh(w a + u), the latch (engine/latch): from rest at its upper stable state.
struct WashoutBit {
  double w = 0;
  double at = 0;             // where it rests; 0: it keeps no bit
  double slope = 0;          // ∂a_{t+1}/∂a_t there
  double constantLimit = 0;  // the bit survives a constant input against it below this
  double singleLimit = 0;    // and a disturbance at one step below this
  double gradient = 0;       // slope^T = ∂a_T/∂a_0; below 1e-308 it is 0
};

struct WashoutPicture {
  int differAt = 0;                                     // within the sequence
  std::vector<std::shared_ptr<const WashoutNet>> nets;  // nullptr: not looked at yet
  std::vector<WashoutMemory> memories;                  // of the same nets
  std::vector<WashoutBit> bits;                         // w ascending
  WashoutBit bit;                                       // of the present w
};

WashoutBit washoutBit(double w, int steps);

}  // namespace unroll
