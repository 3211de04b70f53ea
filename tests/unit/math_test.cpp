// Our own exp, log, sin, cos, tanh and logistic function against double, and lane counts against each other.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string>

#include "core/scalar_math.h"
#include "core/vector_math.h"

using namespace unroll;

namespace {

float fromBits(std::uint32_t bits) {
  float x;
  std::memcpy(&x, &bits, sizeof x);
  return x;
}
std::uint32_t toBits(float x) {
  std::uint32_t bits;
  std::memcpy(&bits, &x, sizeof bits);
  return bits;
}

constexpr double smallestNormal = 0x1p-126;
constexpr double smallest = 0x1p-149;
constexpr float infinity = std::numeric_limits<float>::infinity();

// The error of `value`, in units in the last place of the true value; below the normal range in units of 2⁻¹⁴⁹.
double ulpError(float value, double truth) {
  if (std::isnan(truth)) return std::isnan(value) ? 0 : 1e9;
  const auto rounded = static_cast<float>(truth);
  if (std::isinf(rounded) || std::isinf(value)) {
    if (rounded == value) return 0;
    return std::isinf(value) && std::fabs(truth) > 3.4028234e38 * (1 - 4e-7)
               ? 0
               : (std::isinf(rounded) && std::fabs(value) > 3.4028230e38f ? 0 : 1e9);
  }
  int exponent = 0;
  std::frexp(truth, &exponent);
  const double ulp = std::fabs(truth) < smallestNormal ? smallest : std::ldexp(1.0, exponent - 24);
  return std::fabs(static_cast<double>(value) - truth) / ulp;
}

struct Function {
  const char* name;
  float (*ours)(float);
  double (*truth)(double);
};

const Function functions[] = {
    {"exp", math::exp, [](double x) { return std::exp(x); }},    {"log", math::log, [](double x) { return std::log(x); }},
    {"sin", math::sin, [](double x) { return std::sin(x); }},    {"cos", math::cos, [](double x) { return std::cos(x); }},
    {"tanh", math::tanh, [](double x) { return std::tanh(x); }}, {"sigmoid", math::sigmoid, [](double x) { return math::sigmoid(x); }},
};

}  // namespace

TEST_CASE("elementary functions are within 4 ulp on a dense sample of all floats") {
  for (const Function& f : functions) {
    const std::string name = f.name;
    CAPTURE(name);
    double worst = 0;
    float worstAt = 0;
    for (std::uint64_t bits = 0; bits < 0x100000000ull; bits += 1777) {
      const float x = fromBits(static_cast<std::uint32_t>(bits));
      if (std::isnan(x)) continue;
      const double error = ulpError(f.ours(x), f.truth(static_cast<double>(x)));
      if (error > worst) {
        worst = error;
        worstAt = x;
      }
    }
    MESSAGE(name << ": at most " << worst << " ulp, at " << worstAt);
    CHECK(worst <= 4.0);
  }
}

TEST_CASE("elementary functions at special values") {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  for (const Function& f : functions)
    for (const float any : {nan, -nan, fromBits(0x7fc12345u), fromBits(0xffffffffu)}) CHECK(std::isnan(f.ours(any)));
  CHECK(math::exp(0.0f) == 1.0f);
  CHECK(math::exp(infinity) == infinity);
  CHECK(math::exp(-infinity) == 0.0f);
  CHECK(math::exp(89.0f) == infinity);
  CHECK(math::exp(-103.0f) == 0x1p-149f);
  CHECK(math::exp(-105.0f) == 0.0f);
  CHECK(math::exp(std::numeric_limits<float>::max()) == infinity);
  CHECK(math::exp(-std::numeric_limits<float>::max()) == 0.0f);
  CHECK(math::log(1.0f) == 0.0f);
  CHECK(math::log(0.0f) == -infinity);
  CHECK(math::log(-0.0f) == -infinity);
  CHECK(math::log(infinity) == infinity);
  CHECK(std::isnan(math::log(-1.0f)));
  CHECK(math::tanh(infinity) == 1.0f);
  CHECK(math::tanh(-infinity) == -1.0f);
  CHECK(toBits(math::tanh(0.0f)) == toBits(0.0f));
  CHECK(toBits(math::tanh(-0.0f)) == toBits(-0.0f));
  CHECK(math::tanh(9.1f) == 1.0f);
  CHECK(math::tanh(std::numeric_limits<float>::max()) == 1.0f);
  CHECK(toBits(math::sin(-0.0f)) == toBits(-0.0f));
  CHECK(math::sigmoid(0.0f) == 0.5f);
  CHECK(math::sigmoid(infinity) == 1.0f);
  CHECK(math::sigmoid(-infinity) == 0.0f);
  CHECK(math::sigmoid(18.0f) == 1.0f);
  CHECK(math::sigmoid(-103.0f) == 0x1p-149f);
  CHECK(math::sigmoid(-105.0f) == 0.0f);
  CHECK(std::isnan(math::sin(infinity)));
  CHECK(std::isnan(math::cos(-infinity)));
  CHECK(math::cos(0.0f) == 1.0f);
}

TEST_CASE("tanh is odd to the last bit and, as the logistic function, never exceeds 1") {
  bool odd = true;
  float greatestTanh = 0, greatestSigmoid = 0;
  for (std::uint32_t bits = 0; bits <= 0x7f800000u; bits += 4001) {
    const float x = fromBits(bits), y = math::tanh(x);
    odd = odd && toBits(math::tanh(-x)) == toBits(-y);
  }
  for (std::uint32_t bits = toBits(6.0f); bits < toBits(24.0f); bits += 3) {  // where both come close to 1
    greatestTanh = std::max(greatestTanh, math::tanh(fromBits(bits)));
    greatestSigmoid = std::max(greatestSigmoid, math::sigmoid(fromBits(bits)));
  }
  CHECK(odd);
  CHECK(greatestTanh == 1.0f);
  CHECK(greatestSigmoid == 1.0f);
}

namespace {

template <int Lanes, class F>
bool lanesAgree(F f, float (*scalar)(float)) {
  using V = VectorOf<float, Lanes>;
  for (std::uint64_t bits = 0; bits < 0x100000000ull; bits += 99991ull * Lanes) {
    V x{};
    for (int i = 0; i < Lanes; ++i) x[i] = fromBits(static_cast<std::uint32_t>(bits + static_cast<std::uint64_t>(i) * 99991));
    const V y = f(x);
    for (int i = 0; i < Lanes; ++i) {
      const float one = scalar(x[i]);
      if (toBits(y[i]) != toBits(one) && !(std::isnan(y[i]) && std::isnan(one))) return false;
    }
  }
  return true;
}

template <int Lanes>
void checkLanes() {
  using V = VectorOf<float, Lanes>;
  CAPTURE(Lanes);
  CHECK(lanesAgree<Lanes>([](V x) { return vexp(x); }, math::exp));
  CHECK(lanesAgree<Lanes>([](V x) { return vlog(x); }, math::log));
  CHECK(lanesAgree<Lanes>([](V x) { return vtanh(x); }, math::tanh));
  CHECK(lanesAgree<Lanes>([](V x) { return vsigmoid(x); }, math::sigmoid));
}

}  // namespace

TEST_CASE("4, 8 and 16 lanes give the same bits as one number alone") {
  checkLanes<4>();
  checkLanes<8>();
  checkLanes<16>();
}
