#include "core/random.h"

#include "core/check.h"
#include "core/scalar_math.h"

namespace unroll {

namespace {

// One step of SplitMix64 (Steele, Lea & Flood 2014, with the constants of Stafford's variant 13): one to one, and about half of
// the bits change with any bit of x.
std::uint64_t mix(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15ull;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ull;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebull;
  return x ^ (x >> 31);
}

}  // namespace

// The three words are taken in one after the other, so that the state and the increment depend on all of them. A state that
// depends on the seed alone, beside an increment of the stream's, gives streams that run in parallel: r = .08 between first draws.
Random::Random(std::uint64_t seed, Stream stream, std::uint64_t substream) {
  const std::uint64_t key = mix(mix(mix(seed) ^ static_cast<std::uint64_t>(stream)) ^ substream);
  s_.state = mix(key);
  s_.increment = mix(s_.state) | 1;
}

std::uint32_t Random::bits() {
  const std::uint64_t old = s_.state;
  s_.state = old * 6364136223846793005ull + s_.increment;
  const auto shifted = static_cast<std::uint32_t>(((old >> 18) ^ old) >> 27);
  const auto rotation = static_cast<std::uint32_t>(old >> 59);
  return (shifted >> rotation) | (shifted << ((32 - rotation) & 31));
}

float Random::uniform() { return static_cast<float>(bits() >> 8) * 0x1p-24f; }

float Random::uniform(float low, float high) { return low + (high - low) * uniform(); }

// z = √(−2 ln u) · (cos 2πv, sin 2πv), u in (0, 1]
float Random::normal() {
  if (s_.hasSpareNormal) {
    s_.hasSpareNormal = false;
    return s_.spareNormal;
  }
  const float u = 1.0f - uniform();
  const float angle = 6.28318530717958647692f * uniform();
  const float radius = __builtin_sqrtf(-2.0f * math::log(u));
  s_.spareNormal = radius * math::sin(angle);
  s_.hasSpareNormal = true;
  return radius * math::cos(angle);
}

// Multiplication with rejection (Lemire 2019).
int Random::below(int bound) {
  UNROLL_CHECK(bound >= 1);
  const auto range = static_cast<std::uint32_t>(bound);
  const std::uint32_t reject = (0u - range) % range;
  for (;;) {
    const std::uint64_t product = static_cast<std::uint64_t>(bits()) * range;
    if (static_cast<std::uint32_t>(product) >= reject) return static_cast<int>(product >> 32);
  }
}

}  // namespace unroll
