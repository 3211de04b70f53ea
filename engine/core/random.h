// Random numbers that are the same on every target: PCG32 (O'Neill 2014, XSH-RR 64/32) with our own uniform and normal draws.
#pragma once

#include <cstdint>

namespace unroll {

// Streams of one seed, uncorrelated with each other and with those of other seeds (random_test.cpp), so that watching (fresh data)
// never changes training.
enum class Stream : std::uint64_t { weights = 1, training = 2, evaluation = 3, probe = 4, sampling = 5 };

class Random {
 public:
  explicit Random(std::uint64_t seed = 0, Stream stream = Stream::training, std::uint64_t substream = 0);

  std::uint32_t bits();                  // 32 uniform bits
  float uniform();                       // [0, 1), a multiple of 2⁻²⁴
  float uniform(float low, float high);  // [low, high)
  float normal();                        // N(0, 1), Box–Muller; draws in pairs
  int below(int bound);                  // 0 … bound−1, unbiased; bound ≥ 1

  bool operator==(const Random&) const = default;

  // All that it is, for a file.
  struct State {
    std::uint64_t state = 0;
    std::uint64_t increment = 1;
    float spareNormal = 0;
    bool hasSpareNormal = false;
    bool operator==(const State&) const = default;
  };
  const State& save() const { return s_; }
  void restore(const State& state) { s_ = {state.state, state.increment | 1, state.spareNormal, state.hasSpareNormal}; }

 private:
  State s_;
};

}  // namespace unroll
