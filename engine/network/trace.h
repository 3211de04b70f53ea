// What forward computed and what backward computed, for all time steps of one batch. Taken once, when a network and a batch shape
// are known; filled anew by each pass.
#pragma once

#include "core/matrix.h"

namespace unroll {

struct TraceShape {
  int steps = 0;  // T
  int batch = 0;  // B
  int inputSize = 0;
  int hiddenSize = 0;
  int outputSize = 0;
  int projectedSize = 0;

  std::size_t row(int t) const { return static_cast<std::size_t>(t) * static_cast<std::size_t>(batch); }
};

// Strides: x [T, B, I] is dense; h, projected and y have padded rows.
template <class Real>
struct Trace {
  explicit Trace(const TraceShape& s)
      : shape(s),
        x(Buffer<Real>::Zero(static_cast<Eigen::Index>(s.row(s.steps)) * s.inputSize)),
        projected(Buffer<Real>::Zero(static_cast<Eigen::Index>(s.row(s.steps)) * s.projectedSize)),
        states(Buffer<Real>::Zero(static_cast<Eigen::Index>(s.row(s.steps + 1)) * padded(s.hiddenSize))),
        y(Buffer<Real>::Zero(static_cast<Eigen::Index>(s.row(s.steps)) * padded(s.outputSize))) {}

  const Real* input(int t, int b = 0) const {
    return x.data() + (shape.row(t) + static_cast<std::size_t>(b)) * static_cast<std::size_t>(shape.inputSize);
  }
  Real* input(int t, int b = 0) { return const_cast<Real*>(static_cast<const Trace&>(*this).input(t, b)); }
  // h_t; t = −1 is the state before the first step.
  const Real* hidden(int t, int b = 0) const {
    return states.data() + (shape.row(t + 1) + static_cast<std::size_t>(b)) * static_cast<std::size_t>(padded(shape.hiddenSize));
  }
  Real* hidden(int t, int b = 0) { return const_cast<Real*>(static_cast<const Trace&>(*this).hidden(t, b)); }
  const Real* output(int t, int b = 0) const {
    return y.data() + (shape.row(t) + static_cast<std::size_t>(b)) * static_cast<std::size_t>(padded(shape.outputSize));
  }
  Real* output(int t, int b = 0) { return const_cast<Real*>(static_cast<const Trace&>(*this).output(t, b)); }
  Real* projection(int t) { return projected.data() + shape.row(t) * static_cast<std::size_t>(shape.projectedSize); }

  TraceShape shape;
  Buffer<Real> x;
  Buffer<Real> projected;  // W_xh x_t + b
  Buffer<Real> states;     // h₋₁, h₀ … h_{T−1}
  Buffer<Real> y;
};

template <class Real>
struct GradientTrace {
  explicit GradientTrace(const TraceShape& s)
      : shape(s),
        dy(Buffer<Real>::Zero(static_cast<Eigen::Index>(s.row(s.steps)) * padded(s.outputSize))),
        dh(Buffer<Real>::Zero(static_cast<Eigen::Index>(s.row(s.steps)) * padded(s.hiddenSize))),
        da(Buffer<Real>::Zero(static_cast<Eigen::Index>(s.row(s.steps)) * s.projectedSize)),
        dhStart(Buffer<Real>::Zero(s.batch * padded(s.hiddenSize))) {}

  const Real* output(int t, int b = 0) const {
    return dy.data() + (shape.row(t) + static_cast<std::size_t>(b)) * static_cast<std::size_t>(padded(shape.outputSize));
  }
  Real* output(int t, int b = 0) { return const_cast<Real*>(static_cast<const GradientTrace&>(*this).output(t, b)); }
  const Real* hidden(int t, int b = 0) const {
    return dh.data() + (shape.row(t) + static_cast<std::size_t>(b)) * static_cast<std::size_t>(padded(shape.hiddenSize));
  }
  Real* hidden(int t, int b = 0) { return const_cast<Real*>(static_cast<const GradientTrace&>(*this).hidden(t, b)); }
  const Real* preactivation(int t) const { return da.data() + shape.row(t) * static_cast<std::size_t>(shape.projectedSize); }
  Real* preactivation(int t) { return const_cast<Real*>(static_cast<const GradientTrace&>(*this).preactivation(t)); }

  TraceShape shape;
  Buffer<Real> dy;       // ∂L/∂y_t [T, B, O]
  Buffer<Real> dh;       // ∂L/∂h_t [T, B, H], the whole derivative: through y_t and through h_{t+1}
  Buffer<Real> da;       // ∂L/∂a_t, before the activation
  Buffer<Real> dhStart;  // ∂L/∂h₋₁ [B, H]
};

}  // namespace unroll
