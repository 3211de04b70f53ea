// The theorem as a measurement (Rumelhart & McClelland 1987): a recurrent net and its feedforward twin of T layers, run on the same
// sequence and compared number by number.
#pragma once

#include <cstdint>
#include <vector>

#include "core/table.h"

namespace unroll {

struct Twins {
  std::uint64_t version = 0;             // Snapshot::version when this was computed; 0: not yet
  Table x;                               // [T + 2, I] the common input
  Table rnn;                             // [T + 2, O] outputs of the recurrent net, which goes on after T; [T, O] if bidirectional
  Table feedforward;                     // [T, O] outputs of the twin, which ends with its last layer
  Table rnnHidden;                       // [T + 2, H]
  Table feedforwardHidden;               // [T, H]
  std::vector<float> differencePerStep;  // [T] max over units and outputs of |rnn − twin|
  double maxAbsDifference = 0;           // over all outputs and hidden states
  std::int64_t tiedParameters = 0;
  std::int64_t untiedParameters = 0;
  std::vector<float> weightDistance;  // [T] ‖weights of copy t − the tied net's weights‖₂; zeros while tied
};

}  // namespace unroll
