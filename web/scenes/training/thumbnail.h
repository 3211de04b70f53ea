// What the Training scene's thumbnail shows: a training, carried out while one watches.
#pragma once

#include <memory>
#include <vector>

#include "recurrent/recurrent.h"
#include "unroll.h"

namespace unroll {

class LittleTraining {
 public:
  static constexpr const char* experiment = "task=adding&seqLen=10&cell=lstm&hiddenSize=8&learningRate=0.02";
  static constexpr int updates = 400;
  static constexpr int together = 8;  // so many batches are one point of the mean

  // For about so many milliseconds; false: all updates are done.
  bool advance(double milliseconds);
  const std::vector<CurvePoint>& losses() const { return snapshot_.lossCurve; }  // of each update's batch
  const std::vector<CurvePoint>& means() const { return means_; }                // over `together` of them, at the last one
  double blind() const { return snapshot_.blindLoss; }                           // the loss of the trivial answer

 private:
  std::unique_ptr<Model> model_;  // while it learns
  Snapshot snapshot_;
  std::vector<CurvePoint> means_;
};

}  // namespace unroll
