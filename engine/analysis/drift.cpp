#include "analysis/drift.h"

#include <cmath>

#include "analysis/compare_twins.h"

namespace unroll {

namespace {

// Summed up in the order of the weights, so that it has the same bits everywhere.
float distance(const float* a, const float* b, std::size_t count) {
  double sum = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const double d = static_cast<double>(a[i]) - static_cast<double>(b[i]);
    sum += d * d;
  }
  return static_cast<float>(std::sqrt(sum));
}

}  // namespace

std::vector<int> Drift::followedOf(int copies) {
  constexpr int most = 20;
  std::vector<int> followed;
  const int count = std::min(copies, most);
  for (int i = 0; i < count; ++i) followed.push_back(count < 2 ? 0 : (i * (copies - 1) + (count - 1) / 2) / (count - 1));
  return followed;
}

Drift::Drift(const Network<float>& untied, const Table& x)
    : rnn_(untied.traceShape(untied.copies(), 1)), twin_(untied.traceShape(untied.copies(), 1)), followed_(followedOf(untied.copies())), distances_(followed_.size()) {
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
  if (!isTwinDone_) {
    isTwinDone_ = pass_.advance(untied, twin_);
    if (!isTwinDone_) return false;
  }
  const std::size_t perCopy = tied.copySize();
  for (double work = 0; next_ < followed_.size() && work < ForwardPass::workPerPiece; work += static_cast<double>(perCopy), ++next_)
    distances_[next_] = distance(untied.values().data() + untied.startSize() + perCopy * static_cast<std::size_t>(followed_[next_]),
                                 tied.values().data() + tied.startSize(), perCopy);
  if (next_ < followed_.size()) return false;
  isRnnDone_ = isTwinDone_ = false;
  next_ = 0;
  difference_ = 0;
  for (int t = 0; t < twin_.shape.steps; ++t) difference_ = greater(difference_, differenceAt(rnn_, twin_, t));
  return true;
}

void Drift::abandon() {
  isRnnDone_ = isTwinDone_ = false;
  next_ = 0;
  pass_.begin();
}

bool Drift::isDue(std::int64_t updates) {
  constexpr std::int64_t perDoubling = 64;
  std::int64_t stride = 1;
  while (updates >= 2 * perDoubling * stride) stride *= 2;
  return updates % stride == 0;
}

}  // namespace unroll
