// What several subjects measure of a trained net.
#pragma once

#include <string>

#include "recurrent/recurrent.h"
#include "reproduce/figure.h"
#include "training/curve.h"

namespace unroll {

// 1 if the task was learned at an evaluation (or stopAt met), else 0.
Measure learnedShare(std::size_t point, std::string experiment);
// Sequences seen until then; unknown where it never was.
Measure sequencesUntilLearned(std::size_t point, std::string experiment);
// The metric at the end, times `factor`; unknown where training diverged.
Measure lastMetric(std::size_t point, std::string experiment, double factor = 1);

// Calls f with so many fresh sequences and what the net made of them.
template <class F>
void forFreshSequences(StudyRun& run, int sequences, F f) {
  Snapshot snapshot;
  SnapshotParts parts;
  parts.curves = parts.parameters = false;
  for (int k = 0; k < sequences; ++k) {
    UNROLL_CHECK(run.simulation().apply(NewProbe{}));
    run.simulation().fill(snapshot, parts);
    f(static_cast<const Passage&>(snapshot.probe));
  }
}

}  // namespace unroll
