#include "core/scalar_math.h"

#include <cstdint>
#include <cstring>

#include "core/vector_math.h"

namespace unroll::math {

namespace {

using Four = VectorOf<float, 4>;

// 4/π in 32-bit pieces, each starting 8 bits after the one before: the digits that a number of any exponent needs.
constexpr std::uint32_t fourOverPi[24] = {0x000000a2, 0x0000a2f9, 0x00a2f983, 0xa2f9836e, 0xf9836e4e, 0x836e4e44, 0x6e4e4415, 0x4e441529,
                                          0x441529fc, 0x1529fc27, 0x29fc2757, 0xfc2757d1, 0x2757d1f5, 0x57d1f534, 0xd1f534dd, 0xf534ddc0,
                                          0x34ddc0db, 0xddc0db62, 0xc0db6295, 0xdb629599, 0x6295993c, 0x95993c43, 0x993c4390, 0x3c439041};

struct Reduced {
  double r;  // |r| ≤ π/4
  int quadrant;
};

// x = quadrant · π/2 + r (Payne & Hanek 1983 for large x; the digits as in glibc's sinf). In double, which is exact enough.
Reduced reduce(float x) {
  std::uint32_t bits;
  std::memcpy(&bits, &x, sizeof bits);
  const double size = static_cast<double>(x < 0 ? -x : x);
  Reduced result;
  if (size < 1e5) {
    const double n = static_cast<double>(static_cast<std::int64_t>(size * 0.63661977236758134308 + 0.5));
    result = {(size - n * 1.57079632673412561417) - n * 6.07710050650619224932e-11, static_cast<int>(static_cast<std::int64_t>(n) & 3)};
  } else {
    const std::uint32_t* digits = &fourOverPi[(bits >> 26) & 15];
    const std::uint64_t mantissa = static_cast<std::uint64_t>((bits & 0xffffff) | 0x800000) << ((bits >> 23) & 7);
    const std::uint64_t high = static_cast<std::uint32_t>(mantissa) * digits[0];
    const std::uint64_t middle = mantissa * digits[4];
    const std::uint64_t low = mantissa * digits[8];
    std::uint64_t product = ((low >> 32) | (high << 32)) + middle;
    const std::uint64_t n = (product + (1ull << 61)) >> 62;
    product -= n << 62;
    result = {static_cast<double>(static_cast<std::int64_t>(product)) * 3.4061215800304444e-19, static_cast<int>(n & 3)};  // π/2 · 2⁻⁶²
  }
  if (x < 0) result = {-result.r, (4 - result.quadrant) & 3};
  return result;
}

// Minimax polynomials on [−π/4, π/4], error below 2⁻³⁷ (FreeBSD's k_sinf and k_cosf).
double sinKernel(double r) {
  const double z = r * r, w = z * z;
  return (r + z * r * (-0.166666666416265235595 + z * 0.0083333293858894631756)) +
         z * r * w * (-0.000198393348360966317347 + z * 0.0000027183114939898219064);
}
double cosKernel(double r) {
  const double z = r * r, w = z * z;
  return ((1.0 + z * -0.499999997251031003120) + w * 0.0416666233237390631894) +
         (w * z) * (-0.00138867637746099294692 + z * 0.0000243904487962774090654);
}

float circular(float x, int shift) {
  if (!(x - x == 0.0f)) return x - x;  // NaN for ±∞ and NaN
  const Reduced reduced = reduce(x);
  const int quadrant = (reduced.quadrant + shift) & 3;
  const double value = (quadrant & 1) ? cosKernel(reduced.r) : sinKernel(reduced.r);
  return static_cast<float>((quadrant & 2) ? -value : value);
}

}  // namespace

float exp(float x) { return vexp(splat<Four>(x))[0]; }
float log(float x) { return vlog(splat<Four>(x))[0]; }
float tanh(float x) { return vtanh(splat<Four>(x))[0]; }
float sigmoid(float x) { return vsigmoid(splat<Four>(x))[0]; }
float sin(float x) { return x == 0.0f ? x : circular(x, 0); }
float cos(float x) { return circular(x, 1); }

}  // namespace unroll::math
