// A recall: from a disturbed pattern, update by update, until nothing changes any more; and the name of where it ended.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "hopfield/nets.h"
#include "hopfield/settings.h"

namespace unroll {

enum class EndKind { none, stored, inverse, mixture, other, cycle };
std::string_view nameOf(EndKind kind);  // "stored"…; none: ""

// A state's name: a pattern or its inverse where more than 95 % of the way to it (|overlap| > .95), a mixture where the signs of the sum of
// three patterns, each as it is or inverted, are that near.
struct End {
  EndKind kind = EndKind::none;
  int pattern = -1;                      // stored, inverse; cycle: −1
  std::array<int, 3> parts{-1, -1, -1};  // of a mixture
  std::array<int, 3> partSigns{1, 1, 1};
  int period = 0;  // of a cycle: 2
};
End nameState(std::span<const Spins> patterns, std::span<const double> state);
double overlapWith(const Spins& pattern, std::span<const double> state);

class Recall {
 public:
  // Patterns and weights outlive it.
  Recall(const Hopfield& settings, std::span<const Spins> spins, const Weights& weights);

  const AssociativeNet& net() const { return *net_; }
  // One unit, or one whole update where all follow at once. False: it is over, and nothing was done.
  bool step();
  bool done() const { return done_; }
  std::int64_t updates() const { return updates_; }  // done so far
  std::int64_t updatesPerSweep() const { return perSweep_; }
  std::int64_t sweep() const { return updates_ / perSweep_; }  // whole ones done
  int changed() const { return changed_; }                     // by the last step: units that changed
  int changedInSweep() const { return inSweep_; }              // in the present or, at its end, the last sweep
  int unit() const { return unit_; }                           // that the last step looked at; −1: all, or none yet
  int nextUnit() const;                                        // whose turn it is; −1: all, or it is over
  double energy() const { return energy_; }
  End end() const;  // of the present state; kind none until it is over

  const std::vector<double>& startState() const { return start_; }

 private:
  bool allAtOnce() const { return !net_->oneByOne() || settings_.order == "allAtOnce"; }
  void shuffle();

  Hopfield settings_;
  std::span<const Spins> spins_;
  std::unique_ptr<AssociativeNet> net_;
  Random random_;
  std::vector<int> order_;
  std::vector<double> start_, twoBefore_, before_;
  std::int64_t updates_ = 0, perSweep_ = 1;
  int changed_ = 0, inSweep_ = 0, unit_ = -1;
  double energy_ = 0;
  bool done_ = false, cycle_ = false;
};

// 16 hexadecimal digits over the numbers of a state, the same on every target.
std::string hashOf(std::span<const double> state);

// The net that the settings name.
std::unique_ptr<AssociativeNet> makeNet(const Hopfield& settings, std::span<const Spins> spins, const Weights& weights);

// What the recall starts from, or why there is no such start.
Result<std::vector<double>> startOf(const Hopfield& settings, std::span<const Spins> spins);

}  // namespace unroll
