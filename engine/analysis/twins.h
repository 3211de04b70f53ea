// The theorem as a measurement (Rumelhart & McClelland 1987): a recurrent net and its feedforward twin of T layers, run on the same
// sequence and compared number by number.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analysis/twin_order.h"
#include "core/table.h"

namespace unroll {

// Whether a number of one net isn't that of the other: −0 and 0 are the same, and so is a NaN in both.
inline bool differ(float a, float b) { return a != b && (a == a || b == b); }

// One copy of the twin's weights is changed, or a unit taken out of it, in the twin alone.
struct TwinBreak {
  int step = -1;       // whose copy; −1: none
  std::string weight;  // PyTorch's name, as of the tied net; empty: every weight of the copy
  int row = 0, col = 0;
  float by = 0.01f;
  int unit = -1;  // taken out, and nothing else is changed: only of one layer of Elman cells; −1: none
  bool operator==(const TwinBreak&) const = default;
};

// Why a layered feedforward net doesn't fold back into a recurrent one: the first layer that isn't as layer 0.
struct FoldObstacle {
  enum class Why { units, activation, inputs, weight };
  Why why = Why::weight;
  int layer = 0;
  std::string weight;  // PyTorch's name, as of the recurrent net
  int row = 0, col = 0;
  float value = 0, first = 0;   // the weight (the count of units) there and in layer 0
  std::int64_t differing = 0;  // weights of all layers that aren't those of layer 0
  std::vector<bool> differs;   // by layer: it isn't as layer 0
};

// A number of one of the nets: h_t[unit] of a layer (both directions one after the other), or y_t[unit].
struct TwinPlace {
  bool output = false;
  int layer = 0, t = 0, unit = 0;
};

struct Twins {
  std::uint64_t version = 0;    // Snapshot::version when this was computed; 0: not yet
  Table x;                      // [T + n, I] the common input
  Table rnn;                    // [T + n, O] outputs of the recurrent net, which goes on after T; [T, O] if bidirectional
  Table feedforward;            // [T, O] outputs of the twin, which ends with its last layer
  Table rnnHidden;              // [T + n, H]
  Table feedforwardHidden;      // [T, H]
  std::vector<Table> rnnLower;  // [T, H] of the layers below the topmost, from the lowest
  std::vector<Table> feedforwardLower;
  std::vector<std::vector<float>> starts;  // by layer: [H] the twin's states before the first step
  TwinShape shape;
  TwinOrder order;                       // of the twin's groups of units
  TwinBreak broken;                      // the change that these numbers have; step −1: none
  float brokenFrom = 0;                  // the changed weight before
  std::optional<TwinPlace> first;        // the first number that differs, in the order of evaluation; nothing: all are equal
  int firstStep = -1;                    // the first t at which differencePerStep isn't 0
  std::vector<float> differencePerStep;  // [T] max over units and outputs of |rnn − twin|
  double maxAbsDifference = 0;           // over all outputs and hidden states
  std::int64_t tiedParameters = 0;
  std::int64_t untiedParameters = 0;
  double rnnLoss = 0;                 // while untied: of the recurrent net, on the batch of Snapshot::loss
  // While untied and small: the metric of each at each time step, over fresh sequences; NaN where the task scores nothing. Else empty.
  std::vector<float> rnnMetric, feedforwardMetric;
  // Where the net learns from some of the scored steps alone: the same of a window net, which sees all inputs until t side by side, with
  // weights of its own at each step, and was trained on the same batches. Else empty.
  std::vector<float> windowMetric;
  // Where it was asked for (SnapshotParts::fold): the recurrent net of these numbers is the twin folded back, or why it doesn't fold.
  bool folded = false;
  std::optional<FoldObstacle> obstacle;
  std::vector<float> weightDistance;  // [T] ‖weights of copy t − the tied net's weights‖₂; zeros while tied
};

}  // namespace unroll
