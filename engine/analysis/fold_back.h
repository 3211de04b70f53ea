// The theorem the other way: a layered feedforward net folds back into a recurrent one if its layers are copies of one layer. Then one
// copy with a loop does the same; else no recurrent net has these layers as its time steps.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "analysis/twins.h"
#include "network/network.h"

namespace unroll {

// A matrix or a bias (cols == 1) that leads into a layer, or out of it to the layer's own output; by PyTorch's name in a recurrent net.
struct LayerWeights {
  std::string name;
  Table values;
};
struct FeedforwardLayer {
  int units = 0;
  Activation activation = Activation::tanh;
  std::vector<LayerWeights> weights;
};

// The first layer that isn't as layer 0, and the first of its reasons: units, activation, then weight by weight, compared to the bit.
// Nothing: the net folds.
std::optional<FoldObstacle> whyNotFold(std::span<const FeedforwardLayer> layers);

// An untied net as the layers that it consists of, one for each time step.
std::vector<FeedforwardLayer> layersOf(const Network<float>& untied);
// The same layered net without one unit of one of its layers: its row there, its column where it leads on. Of a net of one layer of simple
// cells per time step.
void takeUnit(std::vector<FeedforwardLayer>& layers, int layer, int unit);

// One layer of an untied net with a loop: the recurrent net that it is, where whyNotFold() finds nothing.
Network<float> foldBack(const Network<float>& untied);

}  // namespace unroll
