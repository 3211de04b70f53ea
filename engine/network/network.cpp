#include "network/network.h"

#include <algorithm>
#include <cstdio>

#include "core/kernels.h"

namespace unroll {

namespace {

std::string stepSuffix(int step) {
  if (step < 0) return {};
  char text[16];
  std::snprintf(text, sizeof text, "@%04d", step);
  return text;
}

}  // namespace

template <class Real>
Network<Real>::Network(const NetworkShape& shape, Tying tying, int steps) : shape_(shape), tying_(tying) {
  UNROLL_CHECK(steps >= 1 && shape.layers >= 1);
  // The start states belong to no time step.
  for (int layer = 0; layer < shape.layers; ++layer)
    for (int direction = 0; direction < shape.directions(); ++direction) {
      std::vector<int>& found = startParameters_.emplace_back(2, -1);
      const auto cell = makeCell<Real>(shape.cell, cellShape(layer));
      UNROLL_CHECK(cell);
      for (const CellParameter& p : cell->parameters()) {
        if (p.kind != CellParameter::Kind::start || !shape.learnedStart) continue;
        const std::string name = "rnn." + std::string(p.name) + "_l" + std::to_string(layer) + (direction == 1 ? "_reverse" : "");
        found[p.name == "h0" ? 0 : 1] = add(name, -1, p);
      }
    }
  startSize_ = size_;
  const int count = tying == Tying::tied ? 1 : steps;
  for (int t = 0; t < count; ++t) addCopy(tying == Tying::tied ? -1 : t);
  copySize_ = (size_ - startSize_) / static_cast<std::size_t>(count);
  values_.setZero(static_cast<Eigen::Index>(size_));
  pack();
}

template <class Real>
CellShape Network<Real>::cellShape(int layer) const {
  CellShape cell;
  cell.segments = layer == 0 ? 1 : shape_.directions();
  cell.segmentSize = layer == 0 ? shape_.inputSize : shape_.hiddenSize;
  cell.hiddenSize = shape_.hiddenSize;
  cell.outputSize = shape_.outputSize;
  cell.activation = shape_.activation;
  cell.peepholes = shape_.peepholes;
  cell.window = shape_.window;
  cell.lowest = layer == 0;
  return cell;
}

template <class Real>
int Network<Real>::add(std::string name, int step, const CellParameter& p) {
  using Kind = CellParameter::Kind;
  const bool isVector = p.kind != Kind::weight && p.kind != Kind::readoutWeight;
  parameters_.push_back({name + stepSuffix(step), step, p.rows, p.cols, p.blocks, p.rotation, isVector, size_});
  size_ += parameters_.back().size();
  return static_cast<int>(parameters_.size()) - 1;
}

template <class Real>
void Network<Real>::addCopy(int step) {
  using Kind = CellParameter::Kind;
  const int directions = shape_.directions(), hidden = shape_.hiddenSize, outputs = shape_.outputSize;
  Copy copy;
  for (int layer = 0; layer < shape_.layers; ++layer) {
    for (int direction = 0; direction < directions; ++direction) {
      copy.cells.push_back(makeCell<Real>(shape_.cell, cellShape(layer)));
      std::vector<int>& indices = copy.cellParameters.emplace_back();
      for (const CellParameter& p : copy.cells.back()->parameters()) {
        const bool isReadout = p.kind == Kind::readoutWeight || p.kind == Kind::readoutBias;
        const bool isElsewhere = p.kind == Kind::start || p.cols == 0 || (isReadout && layer == shape_.layers - 1);
        const std::string name = "rnn." + std::string(p.name) + "_l" + std::to_string(layer) + (direction == 1 ? "_reverse" : "");
        indices.push_back(isElsewhere ? -1 : add(name, step, p));
      }
      UNROLL_CHECK(indices.size() <= maxCellParameters);
    }
  }
  const std::size_t before = size_;
  copy.readoutWeight = add("readout.weight", step, {"", outputs, directions * hidden});
  copy.readoutBias = add("readout.bias", step, {"", outputs, 1, 1, 0, Kind::bias});
  readoutSize_ = size_ - before;
  copy.packedReadout.assign(static_cast<std::size_t>(directions), Buffer<Real>::Zero(padded(outputs) * hidden));
  copy.packedReadoutTransposed.assign(static_cast<std::size_t>(directions), Buffer<Real>::Zero(padded(hidden) * outputs));
  copies_.push_back(std::move(copy));
}

template <class Real>
TraceShape Network<Real>::traceShape(int steps, int batch) const {
  const Cell<Real>& cell = *copies_[0].cells[0];
  return {steps,
          batch,
          shape_.inputSize,
          shape_.hiddenSize,
          shape_.outputSize,
          shape_.layers,
          shape_.directions(),
          cell.keptSize(),
          cell.carriedSize(),
          cell.directSize()};
}

template <class Real>
bool Network<Real>::hasMemory() const {
  const Cell<Real>& cell = *copies_[0].cells[0];
  return cell.remembersHidden() || cell.carriedSize() > 0;
}

template <class Real>
const Parameter* Network<Real>::find(std::string_view name) const {
  auto from = parameters_.begin(), to = parameters_.end();
  const std::size_t suffix = name.find('@');
  if (tying_ == Tying::untied && suffix != std::string_view::npos) {
    // Thousands of copies, each with the same names: the step in the name leads to its own.
    int step = 0;
    for (char c : name.substr(suffix + 1)) {
      if (c < '0' || c > '9' || step > 9999) return nullptr;
      step = 10 * step + (c - '0');
    }
    if (step >= copies()) return nullptr;
    const auto starts = std::find_if(from, to, [](const Parameter& p) { return p.step >= 0; }) - from;
    const auto each = (to - from - starts) / copies();
    from += starts + step * each;
    to = from + each;
  }
  const auto found = std::find_if(from, to, [&](const Parameter& p) { return p.name == name; });
  return found == to ? nullptr : &*found;
}

template <class Real>
std::int64_t Network<Real>::parameterCount() const {
  std::int64_t count = 0;
  for (const Parameter& p : parameters_) count += p.count();
  return count;
}

template <class Real>
template <class Pointer>
void Network<Real>::locate(const Copy& copy, int chain, Pointer block, Pointer* found) const {
  const std::vector<int>& indices = copy.cellParameters[static_cast<std::size_t>(chain)];
  for (std::size_t i = 0; i < indices.size(); ++i)
    found[i] = indices[i] < 0 ? nullptr : block + parameters_[static_cast<std::size_t>(indices[i])].offset;
  // A Jordan cell of the topmost layer feeds back its part of the readout.
  if (chain < chainIndex(shape_.layers - 1, 0)) return;
  const int direction = chain - chainIndex(shape_.layers - 1, 0);
  const auto& cell = *copy.cells[static_cast<std::size_t>(chain)];
  if (cell.remembersHidden() || cell.carriedSize() == 0) return;
  found[4] = block + parameters_[static_cast<std::size_t>(copy.readoutWeight)].offset +
             index(direction * shape_.hiddenSize, padded(shape_.outputSize));
  found[5] = block + parameters_[static_cast<std::size_t>(copy.readoutBias)].offset;
}

template <class Real>
void Network<Real>::pack() {
  for (int i = 0; i < copies(); ++i) packCopy(i);
}

template <class Real>
void Network<Real>::packCopy(int i) {
  const auto& k = kernels<Real>();
  Copy& copy = copies_[static_cast<std::size_t>(i)];
  for (std::size_t chain = 0; chain < copy.cells.size(); ++chain) {
    const Real* weights[maxCellParameters];
    locate<const Real*>(copy, static_cast<int>(chain), values_.data(), weights);
    copy.cells[chain]->pack(weights);
  }
  const int outputs = padded(shape_.outputSize), hidden = shape_.hiddenSize;
  for (int d = 0; d < shape_.directions(); ++d) {
    const Real* readout = values_.data() + parameters_[static_cast<std::size_t>(copy.readoutWeight)].offset + index(d * hidden, outputs);
    k.pack(readout, outputs, hidden, copy.packedReadout[static_cast<std::size_t>(d)].data());
    k.packTransposed(readout, outputs, hidden, padded(hidden), shape_.outputSize,
                     copy.packedReadoutTransposed[static_cast<std::size_t>(d)].data());
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
Inputs<Real> Network<Real>::inputs(const Trace<Real>& trace, int layer) const {
  Inputs<Real> in;
  if (layer == 0) {
    in.parts[0] = {trace.x.data(), shape_.inputSize};
    if (!trace.classes.empty()) in.classes = trace.classes.data();
    return in;
  }
  for (int d = 0; d < shape_.directions(); ++d) in.parts[d] = {trace.chain(layer - 1, d).hidden(0), padded(shape_.hiddenSize)};
  return in;
}

template <class Real>
void Network<Real>::start(Trace<Real>& trace) const {
  if (!shape_.learnedStart || trace.ownStart) return;
  for (std::size_t i = 0; i < startParameters_.size(); ++i) {
    ChainTrace<Real>& chain = trace.chains[i];
    Real* const to[] = {chain.start(), chain.carriedStart()};
    for (std::size_t part = 0; part < 2; ++part) {
      if (startParameters_[i][part] < 0) continue;
      const Parameter& p = parameters_[static_cast<std::size_t>(startParameters_[i][part])];
      const Real* from = values_.data() + p.offset;
      for (int b = 0; b < trace.shape.batch; ++b) std::copy(from, from + p.stride(), to[part] + b * p.stride());
    }
  }
}

template <class Real>
void Network<Real>::forwardSteps(Trace<Real>& trace, int layer, int k, int count) const {
  const Inputs<Real> in = inputs(trace, layer);
  const int steps = trace.shape.steps;
  for (int d = 0; d < shape_.directions(); ++d) {
    ChainTrace<Real>& chain = trace.chain(layer, d);
    const int from = d == 0 ? k : steps - k - count;
    const auto run = [&](const Copy& copy, int first, int end) {
      const Cell<Real>& cell = *copy.cells[static_cast<std::size_t>(chainIndex(layer, d))];
      cell.project(in, range(trace.shape, first, end, d), chain.kept.data());
      const int t = d == 0 ? first : end - 1;
      const bool carries = trace.shape.carriedSize > 0;
      cell.forward({chain.before(t), chain.hidden(t), carries ? chain.carriedBefore(t) : nullptr, carries ? chain.carried(t) : nullptr,
                    chain.kept.data() + trace.shape.size(t, trace.shape.keptSize), trace.shape.batch, end - first, d == 0 ? 1 : -1});
    };
    if (tying_ == Tying::tied)
      run(copies_[0], from, from + count);
    else
      for (int i = 0; i < count; ++i) {
        const int t = d == 0 ? from + i : from + count - 1 - i;
        run(copy(t), t, t + 1);
      }
  }
}

template <class Real>
void Network<Real>::readout(Trace<Real>& trace, int from, int to) const {
  const int outputs = padded(shape_.outputSize), units = padded(shape_.hiddenSize);
  forEachRun(from, to, [&](const Copy& copy, int first, int end) {
    const Real* bias = values_.data() + parameters_[static_cast<std::size_t>(copy.readoutBias)].offset;
    for (int d = 0; d < shape_.directions(); ++d)
      kernels<Real>().product(copy.packedReadout[static_cast<std::size_t>(d)].data(), outputs, shape_.hiddenSize,
                              trace.chain(shape_.layers - 1, d).hidden(first), units, d == 0 ? bias : trace.output(first),
                              d == 0 ? 0 : outputs, trace.output(first), outputs, (end - first) * trace.shape.batch);
  });
}

template <class Real>
void Network<Real>::feedBack(Trace<Real>& trace, int layer, int direction, int t) const {
  if (trace.shape.carriedSize == 0) return;
  ChainTrace<Real>& chain = trace.chain(layer, direction);
  cell(layer, direction, t).feedBack(chain.hidden(t), chain.carried(t), trace.shape.batch);
}

template <class Real>
void Network<Real>::forward(Trace<Real>& trace) const {
  start(trace);
  for (int layer = 0; layer < shape_.layers; ++layer) forwardSteps(trace, layer, 0, trace.shape.steps);
  readout(trace, 0, trace.shape.steps);
}

template <class Real>
void Network<Real>::readoutBackward(GradientTrace<Real>& gradient, int from, int to) const {
  const int units = padded(shape_.hiddenSize);
  forEachRun(from, to, [&](const Copy& copy, int first, int end) {
    for (int d = 0; d < shape_.directions(); ++d)
      kernels<Real>().product(copy.packedReadoutTransposed[static_cast<std::size_t>(d)].data(), units, shape_.outputSize,
                              gradient.output(first), padded(shape_.outputSize), nullptr, 0,
                              gradient.chain(shape_.layers - 1, d).dh.data() + gradient.shape.size(first, units), units,
                              (end - first) * gradient.shape.batch);
  });
}

template <class Real>
void Network<Real>::beginBackward(GradientTrace<Real>& gradient, int layer) const {
  for (int d = 0; d < shape_.directions(); ++d) {
    gradient.chain(layer, d).dCarried.setZero();
    if (layer > 0 && copies_[0].cells[0]->lags() > 1) gradient.chain(layer - 1, d).dh.setZero();
  }
}

template <class Real>
void Network<Real>::backwardSteps(const Trace<Real>& trace, GradientTrace<Real>& gradient, int layer, int k, int count, bool above,
                                  bool isLast) const {
  const TraceShape& shape = trace.shape;
  const int units = padded(shape_.hiddenSize);
  for (int d = 0; d < shape_.directions(); ++d) {
    const ChainTrace<Real>& chain = trace.chain(layer, d);
    ChainGradient<Real>& back = gradient.chain(layer, d);
    const std::size_t index = static_cast<std::size_t>(chainIndex(layer, d));
    const int direction = d == 0 ? 1 : -1, begin = d == 0 ? k : shape.steps - 1 - k;
    const bool carries = shape.carriedSize > 0;
    const auto run = [&](const Cell<Real>& cell, const Cell<Real>& next, int t, int length, bool last) {
      Real* const dh = back.dh.data() + shape.size(t, units);
      Real* const da = back.da.data() + shape.size(t, shape.keptSize);
      cell.backward({last ? nullptr : back.da.data() + shape.size(t + direction, shape.keptSize), above ? dh : nullptr, chain.hidden(t),
                     chain.before(t), chain.kept.data() + shape.size(t, shape.keptSize), carries ? chain.carried(t) : nullptr,
                     carries ? chain.carriedBefore(t) : nullptr, back.dCarried.data(), dh, da, shape.batch, length, direction},
                    next);
    };
    if (tying_ == Tying::tied) {
      const Cell<Real>& cell = *copies_[0].cells[index];
      run(cell, cell, begin, count, isLast);
      continue;
    }
    for (int i = 0; i < count; ++i) {
      const int t = begin - direction * i;
      const bool last = isLast && i == 0;
      // h_t reaches step t+1 through the weights of step t+1.
      run(*copy(t).cells[index], *copy(last ? t : t + direction).cells[index], t, 1, last);
    }
  }
}

template <class Real>
typename Cell<Real>::Steps Network<Real>::stepsOf(const Trace<Real>& trace, const GradientTrace<Real>& gradient, int layer,
                                                  int direction) const {
  const ChainTrace<Real>& chain = trace.chain(layer, direction);
  const bool carries = trace.shape.carriedSize > 0;
  return {inputs(trace, layer), gradient.chain(layer, direction).da.data(), chain.before(0),
          chain.hidden(0),      carries ? chain.carriedBefore(0) : nullptr, carries ? chain.carried(0) : nullptr};
}

template <class Real>
void Network<Real>::accumulate(const Trace<Real>& trace, const GradientTrace<Real>& gradient, int layer, int k, int count,
                               Buffer<Real>& gradients) const {
  for (int d = 0; d < shape_.directions(); ++d) {
    const int from = d == 0 ? k - count + 1 : trace.shape.steps - 1 - k;
    accumulateChain(trace, gradient, layer, d, from, from + count, gradients);
  }
}

template <class Real>
void Network<Real>::accumulateChain(const Trace<Real>& trace, const GradientTrace<Real>& gradient, int layer, int direction, int from,
                                    int to, Buffer<Real>& gradients) const {
  const int chain = chainIndex(layer, direction);
  forEachRun(from, to, [&](const Copy& copy, int first, int end) {
    Real* parts[maxCellParameters];
    locate<Real*>(copy, chain, gradients.data(), parts);
    copy.cells[static_cast<std::size_t>(chain)]->accumulate(stepsOf(trace, gradient, layer, direction),
                                                            range(trace.shape, first, end, direction), parts);
  });
}

template <class Real>
void Network<Real>::accumulateRow(const Trace<Real>& trace, const GradientTrace<Real>& gradient, int layer, int t, int b,
                                  Real* gradients) const {
  // The batch of one whose step 0 is this row.
  const TraceShape& shape = trace.shape;
  const int units = padded(shape_.hiddenSize), row = static_cast<int>(shape.row(t)) + b;
  for (int d = 0; d < shape_.directions(); ++d) {
    typename Cell<Real>::Steps steps = stepsOf(trace, gradient, layer, d);
    for (auto& part : steps.x.parts)
      if (part.data) part.data += index(row, part.stride);
    if (steps.x.classes) steps.x.classes += row;
    steps.da += index(row, shape.keptSize);
    steps.previous += index(row, units);
    steps.h += index(row, units);
    if (steps.carried) {
      steps.carried += index(row, shape.carriedSize);
      steps.carriedBefore += index(row, shape.carriedSize);
    }
    Real* parts[maxCellParameters];
    const int chain = chainIndex(layer, d);
    locate<Real*>(copy(t), chain, gradients, parts);
    copy(t).cells[static_cast<std::size_t>(chain)]->accumulate(steps, {0, 1, 1, 1, d == 0 ? 1 : -1}, parts);
  }
}

template <class Real>
const Parameter* Network<Real>::startParameter(int layer, int direction, int part) const {
  const int i = startParameters_[static_cast<std::size_t>(chainIndex(layer, direction))][static_cast<std::size_t>(part)];
  return i < 0 ? nullptr : &parameters_[static_cast<std::size_t>(i)];
}

template <class Real>
void Network<Real>::inputBackward(GradientTrace<Real>& gradient, int layer, int from, int to) const {
  const int units = padded(shape_.hiddenSize);
  const bool lags = copies_[0].cells[0]->lags() > 1;  // then a step reaches several of the layer below, and all add up
  forEachRun(from, to, [&](const Copy& copy, int first, int end) {
    for (int part = 0; part < shape_.directions(); ++part)
      for (int d = 0; d < shape_.directions(); ++d)
        copy.cells[static_cast<std::size_t>(chainIndex(layer, d))]->inputBackward(
            gradient.chain(layer, d).da.data(), range(gradient.shape, first, end, d), part, gradient.chain(layer - 1, part).dh.data(),
            units, lags || d > 0);
  });
}

template <class Real>
void Network<Real>::startBackward(GradientTrace<Real>& gradient, int layer, Buffer<Real>* gradients) const {
  const TraceShape& shape = gradient.shape;
  for (int d = 0; d < shape_.directions(); ++d) {
    ChainGradient<Real>& back = gradient.chain(layer, d);
    const int t = d == 0 ? 0 : shape.steps - 1;
    const std::size_t chain = static_cast<std::size_t>(chainIndex(layer, d));
    copy(t).cells[chain]->backwardToStart(back.da.data() + shape.size(t, shape.keptSize), back.dCarried.data(), back.dStart.data(),
                                          shape.batch);
    const Real* const from[] = {back.dStart.data(), back.dCarried.data()};
    for (std::size_t part = 0; part < 2 && gradients; ++part) {
      if (startParameters_[chain][part] < 0) continue;
      const Parameter& p = parameters_[static_cast<std::size_t>(startParameters_[chain][part])];
      kernels<Real>().accumulate(from[part], p.stride(), p.stride(), nullptr, 0, gradients->data() + p.offset, shape.batch);
    }
  }
}

template <class Real>
void Network<Real>::accumulateReadout(const Trace<Real>& trace, const GradientTrace<Real>& gradient, int from, int to,
                                      Buffer<Real>& gradients) const {
  const int outputs = padded(shape_.outputSize), units = padded(shape_.hiddenSize);
  forEachRun(from, to, [&](const Copy& copy, int first, int end) {
    Factor<Real> factors[2];
    Real* const weight = gradients.data() + parameters_[static_cast<std::size_t>(copy.readoutWeight)].offset;
    for (int d = 0; d < shape_.directions(); ++d)
      factors[d] = {trace.chain(shape_.layers - 1, d).hidden(first), units, shape_.hiddenSize,
                    weight + index(d * shape_.hiddenSize, outputs)};
    kernels<Real>().accumulate(gradient.output(first), outputs, outputs, factors, shape_.directions(),
                               gradients.data() + parameters_[static_cast<std::size_t>(copy.readoutBias)].offset,
                               (end - first) * trace.shape.batch);
  });
}

template <class Real>
Network<Real> Network<Real>::unfold(int steps) const {
  UNROLL_CHECK(tying_ == Tying::tied);
  Network twin(shape_, Tying::untied, steps);
  const auto start = static_cast<Eigen::Index>(startSize_), size = static_cast<Eigen::Index>(copySize_);
  twin.values_.head(start) = values_.head(start);
  for (int t = 0; t < steps; ++t) twin.values_.segment(start + size * t, size) = values_.tail(size);
  twin.pack();
  return twin;
}

double networkBytes(const NetworkShape& shape, Tying tying, int steps, int batch) {
  // What a row of a cell takes grows with H and with O: a tiny cell, and one that is wider by a block of units, say how fast.
  CellShape tiny;
  tiny.hiddenSize = tiny.outputSize = featureBlock;
  tiny.window = shape.window;
  const auto cell = makeCell<float>(shape.cell, tiny);
  tiny.hiddenSize *= 2;
  const auto wider = makeCell<float>(shape.cell, tiny);
  const double hidden = padded(shape.hiddenSize), outputs = padded(shape.outputSize), directions = shape.directions();
  const auto row = [&](int size, int widerSize) {
    const int withHidden = widerSize - size, withOutputs = size - withHidden;
    return (hidden * withHidden + outputs * withOutputs) / featureBlock;
  };
  const double kept = row(cell->keptSize(), wider->keptSize()), carried = row(cell->carriedSize(), wider->carriedSize());
  const double gates = cell->parameters().front().blocks;
  double weights = outputs * (directions * shape.hiddenSize + 1);
  for (int layer = 0; layer < shape.layers; ++layer) {
    const double inputs = layer == 0 ? shape.inputSize : directions * hidden;
    weights += directions * hidden * gates * (inputs * cell->lags() + hidden + 2);
  }
  weights *= tying == Tying::tied ? 1 : steps;
  const double rows = static_cast<double>(steps) * batch;
  // values, gradients, two optimiser slots, three for the last finite state, packed forms; x, y, dy; kept, h, carried and theirs
  return 4.0 * (11 * weights + rows * (shape.inputSize + 2 * outputs + shape.layers * directions * (2 * kept + 2 * hidden + carried)));
}

template class Network<float>;
template class Network<double>;

}  // namespace unroll
