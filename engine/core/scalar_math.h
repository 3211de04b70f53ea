// exp, log, sin, cos, tanh and the logistic function with the same bits on every target: error at most 4 ulp for normal results,
// 4·2⁻¹⁴⁹ below. The float versions use only + − · ÷ and bit operations; the double versions are <cmath>'s and serve the
// gradient checks, where bits may differ.
#pragma once

#include <cmath>

namespace unroll::math {

float exp(float x);
float log(float x);  // NaN below 0, −∞ at 0
float sin(float x);  // radians, any finite x
float cos(float x);
float tanh(float x);
float sigmoid(float x);  // 1 / (1 + e⁻ˣ)

inline double exp(double x) { return std::exp(x); }
inline double log(double x) { return std::log(x); }
inline double tanh(double x) { return std::tanh(x); }
inline double sigmoid(double x) { return x >= 0 ? 1 / (1 + std::exp(-x)) : std::exp(x) / (1 + std::exp(x)); }

}  // namespace unroll::math
