#include "analysis/drift.h"

#include "analysis/compare_twins.h"

namespace unroll {

Drift::Drift(const Network<float>& untied, const Table& x)
    : rnn_(untied.traceShape(untied.copies(), 1)), twin_(untied.traceShape(untied.copies(), 1)) {
  UNROLL_CHECK(untied.tying() == Tying::untied && x.rows >= untied.copies());
  for (Trace<float>* trace : {&rnn_, &twin_})
    for (int t = 0; t < untied.copies(); ++t)
      for (int i = 0; i < x.cols; ++i) trace->input(t)[i] = x.at(t, i);
}

bool Drift::advance(const Network<float>& tied, const Network<float>& untied) {
  if (!isRnnDone_) {
    isRnnDone_ = pass_.advance(tied, rnn_);
    return false;
  }
  if (!pass_.advance(untied, twin_)) return false;
  isRnnDone_ = false;
  difference_ = 0;
  for (int t = 0; t < twin_.shape.steps; ++t) difference_ = greater(difference_, differenceAt(rnn_, twin_, t));
  return true;
}

void Drift::abandon() {
  isRnnDone_ = false;
  pass_.begin();
}

bool Drift::isDue(std::int64_t updates) {
  constexpr std::int64_t perDoubling = 64;
  std::int64_t stride = 1;
  while (updates >= 2 * perDoubling * stride) stride *= 2;
  return updates % stride == 0;
}

}  // namespace unroll
