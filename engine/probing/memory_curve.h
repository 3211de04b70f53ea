// How much of its past a state still holds (Jaeger 2001, "Short term memory in echo state networks"): a net is driven with independent
// random numbers, and for each delay k a linear probe, fitted by ridge regression, reads x_{t−k} from h_t. r²(k) is the share of its
// variance that the probe finds on data that it was not fitted on; their sum is the memory capacity, which can't exceed the N numbers of
// the state. In double, for showing.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "core/random.h"
#include "network/network.h"

namespace unroll {

struct MemorySettings {
  int delays = 0;         // the greatest delay K that is asked for; 0: twice the size of the state
  double inputScale = 1;  // x is uniform in [−inputScale, inputScale]
  int fitted = 0;         // steps that the probe is fitted on; 0: 200 for each of its numbers, from 8,000 to 20,000
  int heldOut = 0;        // steps that it is judged on; 0: as many
  int washout = 200;      // steps before, which aren't looked at
  double ridge = 1e-8;    // λ, beside the mean square of a unit: what is smaller than its root counts as nothing
  std::uint64_t seed = 1;
};

struct MemoryCurve {
  int size = 0;  // N, of the state
  std::vector<double>
      shares;  // [K + 1] r²(k) from k = 0 on. A probe of N + 1 numbers fitted to noise over n steps scores −(N + 1)/n there; this
               // floor is taken out, so that where nothing is held r² is 0 but for chance (a little below it as often)
  std::vector<double> errors;  // [K + 1] of each, one standard error, from the 16 streams that the net is driven with side by side
  double capacity = 0;         // Σ r²(k)
  double error = 0;            // of that sum
};

// A layer of random weights of its own, in double: h ← f(W h + w_in x), f = tanh or the identity; w_in uniform in ±1.
struct RandomReservoir {
  int units = 20;  // 1 … 512
  double spectralRadius = 0.9;
  bool orthogonal = false;  // W is that much of a random orthogonal matrix; else Gaussian, scaled
  bool linear = false;
  std::uint64_t seed = 1;
};

class MemoryMeasurement {
 public:
  // The states of the topmost layer. `network`, tied and in one direction, must live and stay as it is until done; `input` is the one that
  // is driven, the others are 0.
  MemoryMeasurement(const Network<float>& network, const MemorySettings& settings, int input = 0);
  MemoryMeasurement(const RandomReservoir& reservoir, const MemorySettings& settings);
  MemoryMeasurement(MemoryMeasurement&&) noexcept;
  ~MemoryMeasurement();

  bool advance(double milliseconds);                   // true when done
  double share() const;                                // of its steps, 0…1
  const MemoryCurve& curve() const { return curve_; }  // empty until done

 private:
  struct Source;
  struct NetworkSource;
  struct ReservoirSource;
  struct Work;
  explicit MemoryMeasurement(std::unique_ptr<Source> source, const MemorySettings& settings);
  void step();
  void solve();
  void finish();

  std::unique_ptr<Source> source_;
  std::unique_ptr<Work> work_;
  MemoryCurve curve_;
};

}  // namespace unroll
