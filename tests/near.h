// near(a, b, relative, floor): |a − b| ≤ relative · max(|a|, |b|, floor). The one way in which tests compare numbers that needn't be
// the same to the bit. `floor`, in the numbers' own unit, is where a relative error stops to mean anything; without it only 0 is near 0.
// NaN is near nothing. A CHECK that fails prints both numbers, how far apart they are and what was allowed:
//
//   CHECK(near(a, b, 1e-6));   →   CHECK( 1.000003 near 1: 3e-06 apart, 1.000003e-06 allowed )
//
// doctest's Approx is out of bounds: it adds 1 to the greater number, so that near 1e-3 it is a thousand times laxer than it reads.
// Every test file is compiled with this header in front (tests/CMakeLists.txt).
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <ostream>

namespace unroll {

struct Nearness {
  double a, b, allowed;
  explicit operator bool() const { return std::fabs(a - b) <= allowed; }
};

inline Nearness near(double a, double b, double relative, double floor = 0) {
  return {a, b, relative * std::max({std::fabs(a), std::fabs(b), floor})};
}

inline std::ostream& operator<<(std::ostream& out, const Nearness& n) {
  const auto digits = out.precision(17);
  out << n.a << " near " << n.b << ": ";
  out.precision(3);
  out << std::fabs(n.a - n.b) << " apart, " << n.allowed << " allowed";
  out.precision(digits);
  return out;
}

}  // namespace unroll

#pragma GCC poison Approx
