#include "reproduce/measures.h"

#include <cmath>

namespace unroll {

Measure learnedShare(std::size_t point, std::string experiment) {
  return {point, std::move(experiment),
          [](StudyRun& run, std::uint64_t) { return std::vector<double>{run.row().learnedAt >= 0 ? 1.0 : 0.0}; }, nullptr};
}

Measure sequencesUntilLearned(std::size_t point, std::string experiment) {
  return {point, std::move(experiment),
          [](StudyRun& run, std::uint64_t) {
            const std::int64_t update = run.row().learnedAt;
            const double batch = run.simulation().settings().batchSize;
            return std::vector<double>{update >= 0 ? static_cast<double>(update) * batch : unknown};
          },
          nullptr};
}

Measure lastMetric(std::size_t point, std::string experiment, double factor) {
  return {point, std::move(experiment),
          [factor](StudyRun& run, std::uint64_t) {
            const StudyRow row = run.row();
            return std::vector<double>{row.diverged ? unknown : row.metric * factor};
          },
          nullptr, factor == 1};
}

}  // namespace unroll
