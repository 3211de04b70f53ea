// Cost: what one update takes against a size of the net, counted and measured.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace unroll {

// One net. Products: multiplications of an update, those of matrices: forward, on the way back and for the gradients of the weights.
struct CostPoint {
  double at = 0;     // T, H or layers; of cells their place in the list
  std::string name;  // of a cell
  double products = 0;
  double bytes = 0;                                                // that the net, its passes and the optimiser keep
  double milliseconds = std::numeric_limits<double>::quiet_NaN();  // of an update, measured: the quickest sample; NaN: not yet
  double spread = 0;                                               // from there to the median of the samples
  int updates = 0;                                                 // samples
  bool tooLarge = false;                                           // to be measured: the formula alone
};

struct CostPicture {
  std::string axis;
  std::vector<CostPoint> tied;     // the net, at all places
  std::vector<CostPoint> untied;   // its feedforward twin, a copy of the weights for each time step; less where they would not fit
  std::vector<CostPoint> forward;  // with real-time recurrent learning; less where it would take too long, none where it is not to be had
  double share = 0;                // of the measuring that is done
  int at = -1;                     // the place in `tied` that is being measured; −1: none
  int measured = 0, of = 0;        // places, each in every round
  // Of the tied nets: what a product takes, the mean of logarithms, so that the formula is a line through the dots; before there are any,
  // that of a small net. NaN: not yet.
  double nanosecondsPerProduct = std::numeric_limits<double>::quiet_NaN();
};

}  // namespace unroll
