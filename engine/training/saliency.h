// What an answer hangs on: its derivative by each input (Simonyan, Vedaldi & Zisserman 2014), taken by one pass back.
#pragma once

#include <vector>

#include "training/full_pass.h"
#include "tasks/task.h"

namespace unroll {

struct Saliency {
  double answer = 0;         // the output, as the loss sees it (a probability, where classes are asked for)
  Table gradient;            // [T, I] ∂answer/∂x_s
  Table product;             // [T, I] input × gradient: for a linear net what each input adds to the answer
  std::vector<float> sizes;  // [T] root of the sum of squares of each row of the gradient
};

template <class Real>
class SaliencyPass {
 public:
  // Of output o at step t of x [T, I], by a net of any kind (untied with T copies at least), which must live and stay as it is until done.
  SaliencyPass(const Network<Real>& network, const Table& x, Loss loss, int t, int output);
  // The same of a pass of one sequence that was taken already, whatever state it began with.
  SaliencyPass(const Network<Real>& network, const Trace<Real>& passed, Loss loss, int t, int output);

  bool advance(double milliseconds);  // true when done
  const Saliency& found() const { return found_; }

 private:
  bool piece();
  void collect();

  const Network<Real>& network_;
  int inputs_;
  Loss loss_;
  int t_, output_;
  FullPass<Real> pass_;
  enum class Stage { forward, back, done } stage_ = Stage::forward;
  Saliency found_;
};

// The same at once.
template <class Real>
Saliency saliencyOf(const Network<Real>& network, const Table& x, Loss loss, int t, int output) {
  SaliencyPass<Real> pass(network, x, loss, t, output);
  while (!pass.advance(1e9)) {
  }
  return pass.found();
}

}  // namespace unroll
