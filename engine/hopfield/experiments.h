// What a student runs many times: how many patterns a rule keeps, and where random starts end. Both go on in slices.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "hopfield/recall.h"

namespace unroll {

// One number of patterns: shares over the repetitions with their standard errors (of the mean; 0 with one repetition, which has none).
struct CapacityPoint {
  int patterns = 0;
  double load = 0;                       // P/N
  double stable = 0, stableError = 0;    // share of the patterns that not a single unit wants to leave; a tie keeps a unit
  double overlap = 0, overlapError = 0;  // with the pattern, where the descent from it ends
  int repetitions = 0;
};

// from … to, both included, in `points` numbers of patterns, spread evenly, rounded, doubles dropped.
struct CapacityPlan {
  int from = 1, to = 25, points = 25, repetitions = 20;
};
std::vector<int> loadsOf(const CapacityPlan& plan);

// Softmax counts a pattern as stable if the signs after one update equal it, graded units if the signs where the descent from it ends do
// (of the same ten). The overlap is that of at most ten patterns a repetition.
class CapacityRun {
 public:
  CapacityRun(const Hopfield& settings, const CapacityPlan& plan);

  bool advance();  // a piece of a repetition, all of it where the net is small; false: all are done
  bool done() const { return next_ >= static_cast<std::int64_t>(loads_.size()) * plan_.repetitions; }
  std::int64_t doneCount() const { return next_; }
  std::int64_t goal() const { return static_cast<std::int64_t>(loads_.size()) * plan_.repetitions; }
  const std::vector<CapacityPoint>& points() const { return points_; }  // of the loads with at least one repetition

 private:
  struct Sums {
    double stable = 0, stableSquares = 0, overlap = 0, overlapSquares = 0;  // stable: of numbers of patterns
    int count = 0;
  };
  struct Repetition {
    std::uint64_t seed = 0;
    std::vector<Spins> spins;
    std::unique_ptr<WeightsBuild> build;
    Weights weights;
    std::unique_ptr<AssociativeNet> net;
    int checked = 0, recalled = 0;
    int stable = 0;
    double overlap = 0;
  };
  std::unique_ptr<Repetition> begin() const;
  bool isComplete(Repetition& repetition) const;  // after a piece more

  Hopfield settings_;
  CapacityPlan plan_;
  std::vector<int> loads_;
  std::int64_t next_ = 0;
  std::unique_ptr<Repetition> present_;
  Sums sums_;
  std::vector<CapacityPoint> points_;
};

// How far off a stored pattern may be to be recalled: of all patterns in turn, with a share of the units turned over.
struct BasinPoint {
  double flip = 0;                 // share of the units
  double recalled = 0, error = 0;  // share of the recalls that end in their own pattern; its standard error
  int repetitions = 0;
};
class BasinRun {
 public:
  static constexpr int noises = 13;  // flip 0, .04, … .48
  // Patterns and weights outlive it.
  BasinRun(const Hopfield& settings, std::span<const Spins> spins, const Weights& weights, int repetitions);

  bool advance();  // one recall; false: all are done
  bool done() const { return next_ >= goal(); }
  std::int64_t doneCount() const { return next_; }
  std::int64_t goal() const { return static_cast<std::int64_t>(noises) * repetitions_; }
  const std::vector<BasinPoint>& points() const { return results_; }  // with at least one recall

 private:
  Hopfield settings_;
  std::span<const Spins> spins_;
  const Weights& weights_;
  int repetitions_;
  std::int64_t next_ = 0;
  int recalled_ = 0;
  std::vector<BasinPoint> results_;
};

// Where descents from random states end.
struct Tally {
  std::array<int, 6> ends{};  // by EndKind
  int starts = 0;
  double share(EndKind kind) const { return starts > 0 ? static_cast<double>(ends[static_cast<std::size_t>(kind)]) / starts : 0; }
};
// One start more, the `tally.starts`th of the seed.
void addRandomStart(Tally& tally, const Hopfield& settings, std::span<const Spins> spins, const Weights& weights);

}  // namespace unroll
