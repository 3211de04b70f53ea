#include "network/network.h"

#include <cstdio>

#include "core/kernels.h"

namespace unroll {

namespace {

constexpr int maxCellParameters = 8;

std::string stepSuffix(int step) {
  if (step < 0) return {};
  char text[16];
  std::snprintf(text, sizeof text, "@%04d", step);
  return text;
}

}  // namespace

template <class Real>
Network<Real>::Network(const NetworkShape& shape, Tying tying, int steps) : shape_(shape), tying_(tying) {
  UNROLL_CHECK(steps >= 1);
  const int count = tying == Tying::tied ? 1 : steps;
  for (int t = 0; t < count; ++t) addCopy(tying == Tying::tied ? -1 : t);
  values_.setZero(static_cast<Eigen::Index>(size_));
  pack();
}

template <class Real>
void Network<Real>::addCopy(int step) {
  const auto add = [&](std::string name, int rows, int cols) {
    parameters_.push_back({name + stepSuffix(step), step, rows, cols, size_});
    size_ += parameters_.back().size();
    return static_cast<int>(parameters_.size()) - 1;
  };
  Copy copy;
  copy.cell = makeCell<Real>(shape_.cell, {shape_.inputSize, shape_.hiddenSize, shape_.activation});
  UNROLL_CHECK(copy.cell);
  for (const CellParameter& p : copy.cell->parameters())
    copy.cellParameters.push_back(add("rnn." + std::string(p.name) + "_l0", p.rows, p.cols));
  UNROLL_CHECK(copy.cellParameters.size() <= maxCellParameters);
  copy.readoutWeight = add("readout.weight", shape_.outputSize, shape_.hiddenSize);
  copy.readoutBias = add("readout.bias", shape_.outputSize, 1);
  copy.packedReadout.setZero(padded(shape_.outputSize) * shape_.hiddenSize);
  copy.packedReadoutTransposed.setZero(padded(shape_.hiddenSize) * shape_.outputSize);
  copies_.push_back(std::move(copy));
}

template <class Real>
TraceShape Network<Real>::traceShape(int steps, int batch) const {
  return {steps, batch, shape_.inputSize, shape_.hiddenSize, shape_.outputSize, copies_[0].cell->projectedSize()};
}

template <class Real>
const Parameter* Network<Real>::find(std::string_view name) const {
  for (const Parameter& p : parameters_)
    if (p.name == name) return &p;
  return nullptr;
}

template <class Real>
std::int64_t Network<Real>::parameterCount() const {
  std::int64_t count = 0;
  for (const Parameter& p : parameters_) count += p.count();
  return count;
}

template <class Real>
void Network<Real>::pack() {
  const auto& k = kernels<Real>();
  for (Copy& copy : copies_) {
    const Real* weights[maxCellParameters];
    for (std::size_t i = 0; i < copy.cellParameters.size(); ++i)
      weights[i] = values_.data() + parameters_[static_cast<std::size_t>(copy.cellParameters[i])].offset;
    copy.cell->pack(weights);
    const Real* readout = values_.data() + parameters_[static_cast<std::size_t>(copy.readoutWeight)].offset;
    const int outputs = padded(shape_.outputSize);
    k.pack(readout, outputs, shape_.hiddenSize, copy.packedReadout.data());
    k.packTransposed(readout, outputs, shape_.hiddenSize, padded(shape_.hiddenSize), shape_.outputSize,
                     copy.packedReadoutTransposed.data());
  }
}

template <class Real>
template <class F>
void Network<Real>::forEachRun(int from, int to, const F& f) const {
  if (from >= to) return;
  if (tying_ == Tying::tied) return f(copies_[0], from, to);
  UNROLL_CHECK(to <= copies());
  for (int t = from; t < to; ++t) f(copies_[static_cast<std::size_t>(t)], t, t + 1);
}

template <class Real>
void Network<Real>::project(Trace<Real>& trace) const {
  forEachRun(0, trace.shape.steps, [&](const Copy& copy, int from, int to) {
    copy.cell->project(trace.input(from), trace.projection(from), (to - from) * trace.shape.batch);
  });
}

template <class Real>
void Network<Real>::forwardStep(Trace<Real>& trace, int t) const {
  copy(t).cell->forward({trace.hidden(t - 1), trace.projection(t), trace.hidden(t), trace.shape.batch});
}

template <class Real>
void Network<Real>::readout(Trace<Real>& trace, int from, int to) const {
  const int outputs = padded(shape_.outputSize);
  forEachRun(from, to, [&](const Copy& copy, int first, int end) {
    const Real* bias = values_.data() + parameters_[static_cast<std::size_t>(copy.readoutBias)].offset;
    kernels<Real>().product(copy.packedReadout.data(), outputs, shape_.hiddenSize, trace.hidden(first), padded(shape_.hiddenSize), bias,
                            trace.output(first), outputs, (end - first) * trace.shape.batch);
  });
}

template <class Real>
void Network<Real>::forward(Trace<Real>& trace) const {
  project(trace);
  for (int t = 0; t < trace.shape.steps; ++t) forwardStep(trace, t);
  readout(trace, 0, trace.shape.steps);
}

template <class Real>
void Network<Real>::readoutBackward(GradientTrace<Real>& gradient, int from, int to) const {
  const int stride = padded(shape_.hiddenSize);
  forEachRun(from, to, [&](const Copy& copy, int first, int end) {
    kernels<Real>().product(copy.packedReadoutTransposed.data(), stride, shape_.outputSize, gradient.output(first),
                            padded(shape_.outputSize), nullptr, gradient.hidden(first), stride, (end - first) * gradient.shape.batch);
  });
}

template <class Real>
void Network<Real>::backwardStep(const Trace<Real>& trace, GradientTrace<Real>& gradient, int t, bool hasLoss) const {
  const bool last = t == trace.shape.steps - 1;
  // h_t reaches a_{t+1} through the weights of step t+1.
  const Copy& next = copy(last ? t : t + 1);
  next.cell->backward({last ? nullptr : gradient.preactivation(t + 1), hasLoss ? gradient.hidden(t) : nullptr, trace.hidden(t),
                       gradient.hidden(t), gradient.preactivation(t), trace.shape.batch});
}

template <class Real>
void Network<Real>::backwardToStart(GradientTrace<Real>& gradient) const {
  copy(0).cell->backwardToStart(gradient.preactivation(0), gradient.dhStart.data(), gradient.shape.batch);
}

template <class Real>
void Network<Real>::accumulate(const Trace<Real>& trace, const GradientTrace<Real>& gradient, int from, int to,
                               Buffer<Real>& gradients) const {
  forEachRun(from, to, [&](const Copy& copy, int first, int end) {
    Real* parts[maxCellParameters];
    for (std::size_t i = 0; i < copy.cellParameters.size(); ++i)
      parts[i] = gradients.data() + parameters_[static_cast<std::size_t>(copy.cellParameters[i])].offset;
    copy.cell->accumulate(gradient.preactivation(first), trace.input(first), trace.hidden(first - 1), (end - first) * trace.shape.batch,
                          parts);
  });
}

template <class Real>
void Network<Real>::accumulateReadout(const Trace<Real>& trace, const GradientTrace<Real>& gradient, int from, int to,
                                      Buffer<Real>& gradients) const {
  const auto& k = kernels<Real>();
  const int outputs = padded(shape_.outputSize);
  forEachRun(from, to, [&](const Copy& copy, int first, int end) {
    const int rows = (end - first) * trace.shape.batch;
    k.accumulateProduct(gradient.output(first), outputs, outputs, trace.hidden(first), padded(shape_.hiddenSize), shape_.hiddenSize,
                        gradients.data() + parameters_[static_cast<std::size_t>(copy.readoutWeight)].offset, rows);
    k.accumulateRows(gradient.output(first), outputs, outputs,
                     gradients.data() + parameters_[static_cast<std::size_t>(copy.readoutBias)].offset, rows);
  });
}

template <class Real>
Network<Real> Network<Real>::unfold(int steps) const {
  UNROLL_CHECK(tying_ == Tying::tied);
  Network twin(shape_, Tying::untied, steps);
  for (int t = 0; t < steps; ++t) twin.values_.segment(static_cast<Eigen::Index>(size_) * t, static_cast<Eigen::Index>(size_)) = values_;
  twin.pack();
  return twin;
}

double networkBytes(const NetworkShape& shape, Tying tying, int steps, int batch) {
  const double hidden = padded(shape.hiddenSize), outputs = padded(shape.outputSize);
  const double copies = tying == Tying::tied ? 1 : steps;
  const double weights = copies * (hidden * (shape.inputSize + shape.hiddenSize + 2) + outputs * (shape.hiddenSize + 1));
  const double rows = static_cast<double>(steps) * batch;
  // values, gradients, two optimiser slots, three for the last finite state, three packed forms; x, projected, h, y, dy, dh, da
  return 4.0 * (10 * weights + rows * (shape.inputSize + 4 * hidden + 2 * outputs));
}

template class Network<float>;
template class Network<double>;

}  // namespace unroll
