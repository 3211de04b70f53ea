// What an answer hangs on: its derivative by each input (Simonyan, Vedaldi & Zisserman 2014), taken by one pass back.
#pragma once

#include "core/table.h"
#include "network/network.h"
#include "tasks/task.h"

namespace unroll {

struct Saliency {
  double answer = 0;         // the output, as the loss sees it (a probability, where classes are asked for)
  Table gradient;            // [T, I] ∂answer/∂x_s
  Table product;             // [T, I] input × gradient: for a linear net what each input adds to the answer
  std::vector<float> sizes;  // [T] root of the sum of squares of each row of the gradient
};

// Of output o at step t of x [T, I], by a net of any kind (untied with T copies at least). As long as a pass forward and back.
template <class Real>
Saliency saliencyOf(const Network<Real>& network, const Table& x, Loss loss, int t, int output);

}  // namespace unroll
