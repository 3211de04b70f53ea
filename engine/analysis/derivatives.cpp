#include "analysis/derivatives.h"

#include <algorithm>

namespace unroll {

template <class Real>
StepDerivatives<Real>::StepDerivatives(const Network<Real>& network) : network_(network) {
  const Cell<Real>& cell = network.cell(0, 0, 0);
  size_.hidden = network.shape().hiddenSize;
  lags_ = cell.lags();
  for (const CellParameter& p : cell.parameters())
    if (p.kind == CellParameter::Kind::start && p.name != "h0") size_.carried = p.rows;
  const TraceShape one = network.traceShape(1, size_.all());
  const auto rows = [&](int features) { return Buffer<Real>::Zero(one.size(1, features)).eval(); };
  const int units = padded(size_.hidden);
  fromAbove_ = h_ = previous_ = dh_ = dPrevious_ = rows(units);
  kept_ = da_ = rows(one.keptSize);
  carried_ = carriedBefore_ = rows(one.carriedSize);
  dCarried_ = rows(one.directSize);
}

template <class Real>
void StepDerivatives<Real>::take(const Trace<Real>& trace, int layer, int direction, int t, int b) {
  const TraceShape& shape = trace.shape;
  const ChainTrace<Real>& chain = trace.chain(layer, direction);
  const Cell<Real>& cell = network_.cell(layer, direction, t);
  const int count = size_.all(), units = padded(size_.hidden);
  const bool carries = shape.carriedSize > 0;
  const auto repeat = [&](const Real* row, int features, Buffer<Real>& to) {
    for (int r = 0; r < count; ++r) std::copy(row, row + features, to.data() + index(r, features));
  };
  repeat(chain.hidden(t, b), units, h_);
  repeat(chain.before(t, b), units, previous_);
  repeat(chain.kept.data() + shape.at(t, b, shape.keptSize), shape.keptSize, kept_);
  if (carries) {
    repeat(chain.carried(t, b), shape.carriedSize, carried_);
    repeat(chain.carriedBefore(t, b), shape.carriedSize, carriedBefore_);
  }
  fromAbove_.setZero();
  dCarried_.setZero();
  da_.setZero();
  for (int r = 0; r < size_.hidden; ++r) fromAbove_[static_cast<Eigen::Index>(index(r, units, r))] = 1;
  for (int r = 0; r < size_.carried; ++r) dCarried_[static_cast<Eigen::Index>(index(size_.hidden + r, shape.directSize, r))] = 1;
  cell.backward({nullptr, fromAbove_.data(), h_.data(), previous_.data(), kept_.data(), carries ? carried_.data() : nullptr,
                 carries ? carriedBefore_.data() : nullptr, dCarried_.data(), dh_.data(), da_.data(), count, 1, 1},
                cell);
  cell.backwardToStart(da_.data(), dCarried_.data(), dPrevious_.data(), count);

  state_.setZero(count, count);
  for (int r = 0; r < count; ++r) {
    if (cell.remembersHidden())
      for (int i = 0; i < size_.hidden; ++i) state_(r, i) = dPrevious_[static_cast<Eigen::Index>(index(r, units, i))];
    for (int i = 0; i < size_.carried; ++i)
      state_(r, size_.hidden + i) = dCarried_[static_cast<Eigen::Index>(index(r, shape.directSize, i))];
  }
  // Through W_ih, as it lies: one column for each input, as long as what it is added to.
  const Parameter& weight = network_.inputWeight(layer, direction, t);
  using Columns = Eigen::Map<const Eigen::Matrix<Real, Eigen::Dynamic, Eigen::Dynamic>>;
  using Rows = Eigen::Map<const Derivative<Real>, 0, Eigen::OuterStride<>>;
  // Not Eigen's blocked product, which would make the page ten kilobytes larger.
  input_ = Rows(da_.data(), count, weight.stride(), Eigen::OuterStride<>(shape.keptSize))
               .lazyProduct(Columns(network_.values().data() + weight.offset, weight.stride(), weight.cols));
}

template class StepDerivatives<float>;
template class StepDerivatives<double>;

}  // namespace unroll
