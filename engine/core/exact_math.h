// exp, log and tanh in double from + − · ÷ and scaling by powers of two alone: the same bits on every target, for the analysis that
// single precision is too coarse for. Error some 1e-15, relative for exp, absolute for the others; |x| ≤ 600.
#pragma once

namespace unroll::exact {

double exp(double x);
double log(double x);  // x > 0
double tanh(double x);
double tanhSlope(double x);  // 1 − tanh² x, accurate where tanh x is nearly ±1, too

}  // namespace unroll::exact
