#include "hopfield/landscape.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "core/check.h"
#include "core/exact_math.h"

namespace unroll {

namespace {

constexpr float leastField = 1e-5F;  // of a field; single precision has no more
constexpr int sweepsAtMost = 200;

// tanh x and ln cosh x of one exponential.
struct Curves {
  double tanh = 0, lnCosh = 0;
};
Curves curvesOf(double x) {
  const double magnitude = std::fabs(x), e = boundedExp(-2 * magnitude), tanh = (1 - e) / (1 + e);
  return {x < 0 ? -tanh : tanh, magnitude + exact::log((1 + e) / 2)};
}

bool sameEnd(const End& a, const End& b) {
  return a.kind == b.kind && a.pattern == b.pattern && a.parts == b.parts && a.partSigns == b.partSigns;
}

void pack(std::span<const float> state, std::vector<std::uint64_t>& bits) {
  std::fill(bits.begin(), bits.end(), 0);
  for (std::size_t i = 0; i < state.size(); ++i) bits[i / 64] |= static_cast<std::uint64_t>(state[i] >= 0) << (i % 64);
}

}  // namespace

Landscape::Landscape(const Weights& weights, double threshold, std::span<const Spins> patterns, LandscapePlane plane,
                     const LandscapeView& view)
    : weights_(weights),
      threshold_(threshold),
      patterns_(patterns),
      plane_(std::move(plane)),
      view_(view),
      n_(static_cast<std::size_t>(weights.size)),
      descents_(weights, threshold, view.gain, patterns) {
  UNROLL_CHECK(plane_.origin.size() == n_ && plane_.right.size() == n_ && plane_.up.size() == n_);
  UNROLL_CHECK(view.columns > 0 && view.rows > 0 && view.columns <= 1024 && view.rows <= 1024 && view.gain > 0);
  std::map<std::array<double, 3>, int> groups;
  for (std::size_t i = 0; i < n_; ++i) {
    const auto [found, isNew] = groups.try_emplace({plane_.origin[i], plane_.right[i], plane_.up[i]}, static_cast<int>(groups.size()));
    groupOf_.push_back(found->second);
    if (isNew) {
      origin_.push_back(plane_.origin[i]);
      right_.push_back(plane_.right[i]);
      up_.push_back(plane_.up[i]);
      count_.push_back(0);
    }
    ++count_[static_cast<std::size_t>(found->second)];
  }
  const std::size_t k = count_.size();
  pairs_.assign(k * k, 0);
  toUnits_.assign(k * n_, 0);
  rows_.resize(n_ * n_);
  for (std::size_t i = 0; i < n_; ++i) {
    const double* row = weights.row(static_cast<int>(i));
    const auto own = static_cast<std::size_t>(groupOf_[i]);
    for (std::size_t j = 0; j < n_; ++j) {
      rows_[i * n_ + j] = static_cast<float>(row[j]);
      const auto other = static_cast<std::size_t>(groupOf_[j]);
      pairs_[own * k + other] += weights.scale * row[j];
      toUnits_[other * n_ + i] += row[j];
    }
  }
  u_.resize(k);
  v_.resize(k);
  lnCosh_.resize(k);
  state_.resize(n_);
  sums_.resize(n_);
  wide_.resize(n_);
  wideSums_.resize(n_);
  bits_.resize((n_ + 63) / 64);
  energy_.resize(static_cast<std::size_t>(goal()));
  ends_.assign(static_cast<std::size_t>(goal()), -1);
  stride_ = firstStride_ = 16;
}

void Landscape::place(double x, double y) {
  for (std::size_t k = 0; k < u_.size(); ++k) {
    u_[k] = origin_[k] + x * right_[k] + y * up_[k];
    const Curves at = curvesOf(view_.gain * u_[k]);
    v_[k] = at.tanh;
    lnCosh_[k] = at.lnCosh;
  }
}

// E = −½ Σ w V V + θ Σ V + Σ ∫₀^V artanh(V)/β; with V = tanh(βu) the integral is V u − ln cosh(βu)/β.
double Landscape::energyHere() const {
  const std::size_t k = u_.size();
  double energy = 0;
  for (std::size_t a = 0; a < k; ++a) {
    double field = 0;
    for (std::size_t b = 0; b < k; ++b) field += pairs_[a * k + b] * v_[b];
    energy -= 0.5 * v_[a] * field;
    energy += count_[a] * (threshold_ * v_[a] + v_[a] * u_[a] - lnCosh_[a] / view_.gain);
  }
  return energy;
}

void Landscape::startHere(int lane) {
  if (descents_.needsSums()) {
    std::fill(wideSums_.begin(), wideSums_.end(), 0);
    for (std::size_t k = 0; k < v_.size(); ++k) {
      const double* to = toUnits_.data() + k * n_;
      for (std::size_t i = 0; i < n_; ++i) wideSums_[i] += v_[k] * to[i];
    }
  }
  for (std::size_t i = 0; i < n_; ++i) wide_[i] = v_[static_cast<std::size_t>(groupOf_[i])];
  descents_.start(lane, wide_, wideSums_);
}

void Landscape::endGraded() {
  if (waiting_.empty()) return;
  descents_.run();
  for (int lane = 0; lane < static_cast<int>(waiting_.size()); ++lane) {
    for (std::size_t i = 0; i < n_; ++i) state_[i] = descents_.isUp(lane, static_cast<int>(i)) ? 1.0F : -1.0F;
    const Waiting& point = waiting_[static_cast<std::size_t>(lane)];
    fillSquare(point.row, point.column, point.stride, nameOfSigns());
  }
  waiting_.clear();
}

int Landscape::endOfBinary() {
  for (std::size_t i = 0; i < n_; ++i) state_[i] = v_[static_cast<std::size_t>(groupOf_[i])] < 0 ? -1.0F : 1.0F;
  pack(state_, bits_);  // neighbours often have the same signs
  if (lastStartName_ >= 0 && bits_ == lastStart_) return lastStartName_;
  lastStart_ = bits_;
  std::fill(wideSums_.begin(), wideSums_.end(), 0);
  for (std::size_t k = 0; k < v_.size(); ++k) {
    const double* to = toUnits_.data() + k * n_;
    for (std::size_t i = 0; i < n_; ++i) wideSums_[i] += (v_[k] < 0 ? -1 : 1) * to[i];
  }
  for (std::size_t i = 0; i < n_; ++i) sums_[i] = static_cast<float>(wideSums_[i]);
  descendBinary();
  return lastStartName_ = nameOfSigns();
}

void Landscape::descendBinary() {
  const auto scale = static_cast<float>(weights_.scale), threshold = static_cast<float>(threshold_);
  float* const sums = sums_.data();
  bool moved = true;
  for (int sweep = 0; moved && sweep < sweepsAtMost; ++sweep) {
    moved = false;
    for (std::size_t i = 0; i < n_; ++i) {
      const float field = scale * sums[i] - threshold;
      if (std::fabs(field) <= leastField || (field > 0) == (state_[i] > 0)) continue;
      const float change = -2 * state_[i];
      state_[i] = -state_[i];
      moved = true;
      const float* const row = rows_.data() + i * n_;
      for (std::size_t j = 0; j < n_; ++j) sums[j] += change * row[j];
    }
  }
}

int Landscape::nameOfSigns() {
  pack(state_, bits_);
  if (lastEndName_ >= 0 && bits_ == lastEnd_) return lastEndName_;
  lastEnd_ = bits_;
  for (std::size_t i = 0; i < n_; ++i) wide_[i] = state_[i] < 0 ? -1 : 1;
  const End end = nameState(patterns_, wide_);
  const auto found = std::find_if(names_.begin(), names_.end(), [&](const End& known) { return sameEnd(known, end); });
  lastEndName_ = static_cast<int>(found - names_.begin());
  if (found == names_.end()) names_.push_back(end);
  return lastEndName_;
}

void Landscape::fillSquare(int row, int column, int stride, int end) {
  for (int r = row; r < std::min(row + stride, view_.rows); ++r)
    for (int c = column; c < std::min(column + stride, view_.columns); ++c)
      ends_[static_cast<std::size_t>(r) * static_cast<std::size_t>(view_.columns) + static_cast<std::size_t>(c)] =
          static_cast<std::int16_t>(end);
}

bool Landscape::advance(int points) {
  for (int k = 0; k < points && stride_ > 0;) {
    const bool coarserDid = stride_ < firstStride_ && row_ % (2 * stride_) == 0 && column_ % (2 * stride_) == 0;
    if (!coarserDid) {
      place(view_.left + (view_.right - view_.left) * (column_ + 0.5) / view_.columns,
            view_.top - (view_.top - view_.bottom) * (row_ + 0.5) / view_.rows);
      const double energy = energyHere();
      for (int r = row_; r < std::min(row_ + stride_, view_.rows); ++r)
        for (int c = column_; c < std::min(column_ + stride_, view_.columns); ++c)
          energy_[static_cast<std::size_t>(r) * static_cast<std::size_t>(view_.columns) + static_cast<std::size_t>(c)] = energy;
      if (view_.graded) {
        startHere(static_cast<int>(waiting_.size()));
        waiting_.push_back({row_, column_, stride_});
        if (waiting_.size() == GradedDescents::lanes) endGraded();
      } else {
        fillSquare(row_, column_, stride_, endOfBinary());
      }
      ++done_;
      ++k;
    }
    column_ += stride_;
    if (column_ >= view_.columns) {
      column_ = 0;
      row_ += stride_;
    }
    if (row_ >= view_.rows) {
      row_ = 0;
      stride_ /= 2;
    }
  }
  endGraded();
  return stride_ > 0;
}

double Landscape::energyOf(double x, double y) {
  place(x, y);
  return energyHere();
}

End Landscape::endOf(double x, double y) {
  place(x, y);
  if (!view_.graded) return names_[static_cast<std::size_t>(endOfBinary())];
  startHere(0);
  descents_.run();
  for (std::size_t i = 0; i < n_; ++i) state_[i] = descents_.isUp(0, static_cast<int>(i)) ? 1.0F : -1.0F;
  return names_[static_cast<std::size_t>(nameOfSigns())];
}

}  // namespace unroll
