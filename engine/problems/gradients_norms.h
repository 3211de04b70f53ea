// How the gradient fares through time, as a part of the picture of the problem "gradients": at once without training, in slices after one.
#pragma once

#include <chrono>
#include <memory>
#include <optional>

#include "core/facts.h"
#include "probing/gradient_flow.h"
#include "problems/gradients.h"
#include "problems/problems.h"
#include "training/trainer.h"

namespace unroll {

class NormsPart {
 public:
  using Clock = std::chrono::steady_clock;

  void use(const Problems& settings);
  bool advance(double milliseconds);
  bool done() const { return whole_; }
  std::shared_ptr<const NormsPicture> picture() const { return picture_; }
  void tell(Facts& facts) const;

 private:
  void train(double milliseconds);
  void show(bool whole);
  FlowCurve curveOf(const GradientFlow<float>& flow) const;
  std::unique_ptr<GradientFlow<float>> flowOf(bool singularValues) const;

  std::optional<Experiment> used_;
  std::int64_t goal_ = 0, shown_ = 0;  // updates
  Clock::time_point begun_;            // the present net
  std::unique_ptr<Trainer> trainer_;
  Table x_;
  std::vector<float> target_;
  std::unique_ptr<GradientFlow<float>> flow_;  // of the present weights; nullptr: there is training to be done first
  bool measured_ = false;                      // the net without training is
  bool whole_ = false;                         // all that was asked for
  NormsPicture next_;
  std::shared_ptr<const NormsPicture> picture_;
};

}  // namespace unroll
