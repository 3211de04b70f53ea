#include "hopfield/graded_descent.h"

#include "core/vector.h"
#include "core/vector_math.h"

namespace unroll {

namespace {

using Quad = VectorOf<float, GradedDescents::lanes>;
using QuadMask = VectorOf<int, GradedDescents::lanes>;

constexpr float leastGradedMove = 0.01F;  // a unit that would move by less stays
constexpr int gradedSweepsAtMost = 200;

bool isSumOver(const Weights& weights, std::span<const Spins> patterns) {
  if (patterns.size() * 8 > static_cast<std::size_t>(weights.size)) return false;
  for (int i = 0; i < weights.size; ++i)
    for (int j = 0; j < weights.size; ++j) {
      int sum = 0;
      for (const Spins& p : patterns) sum += p[static_cast<std::size_t>(i)] * p[static_cast<std::size_t>(j)];
      if (i != j && weights.row(i)[j] != sum) return false;
      if (i == j && weights.row(i)[i] != weights.row(0)[0]) return false;
    }
  return true;
}

}  // namespace

struct GradedDescents::Impl {
  std::size_t n = 0, p = 0;  // p > 0: fields come from that many overlaps
  float scale = 1, threshold = 0, own = 0;
  std::vector<float> factors;  // [N, P] of ±1, or the weights [N, N]
  std::vector<Quad> state;     // [N]
  std::vector<Quad> sums;      // [P]: Σ_i ξ_i V_i; or [N]: Σ_j w_ij V_j / scale

  // One product and one sum for each number in a fixed order: the width of the machine's vectors can't change a bit.
  template <bool Overlaps>
  void run() {
    const std::size_t terms = Overlaps ? p : n;
    bool moved = true;
    for (int sweep = 0; moved && sweep < gradedSweepsAtMost; ++sweep) {
      moved = false;
      for (std::size_t i = 0; i < n; ++i) {
        const float* const row = factors.data() + i * terms;
        Quad field;
        if constexpr (Overlaps) {
          field = splat<Quad>(own) * state[i];
          for (std::size_t k = 0; k < terms; ++k) field = field + splat<Quad>(row[k]) * sums[k];
        } else {
          field = sums[i];
        }
        const Quad to = vtanh(splat<Quad>(scale) * field - splat<Quad>(threshold)), by = to - state[i];
        const QuadMask far = by * by >= splat<Quad>(leastGradedMove * leastGradedMove);
        if ((far[0] | far[1] | far[2] | far[3]) == 0) continue;
        const Quad change = far ? by : Quad{};
        state[i] = far ? to : state[i];
        moved = true;
        for (std::size_t k = 0; k < terms; ++k) sums[k] = sums[k] + change * splat<Quad>(row[k]);
      }
    }
  }
};

GradedDescents::GradedDescents(const Weights& weights, double threshold, double gain, std::span<const Spins> patterns)
    : impl_(std::make_unique<Impl>()) {
  Impl& m = *impl_;
  m.n = static_cast<std::size_t>(weights.size);
  m.scale = static_cast<float>(weights.scale * gain);
  m.threshold = static_cast<float>(threshold * gain);
  if (isSumOver(weights, patterns)) {
    m.p = patterns.size();
    m.own = static_cast<float>(weights.row(0)[0] - static_cast<double>(m.p));
    for (std::size_t i = 0; i < m.n; ++i)
      for (const Spins& pattern : patterns) m.factors.push_back(pattern[i]);
  } else {
    for (const double w : weights.values) m.factors.push_back(static_cast<float>(w));
  }
  m.state.resize(m.n);
  m.sums.resize(m.p > 0 ? m.p : m.n);
}

GradedDescents::~GradedDescents() = default;

void GradedDescents::start(int lane, std::span<const double> v, std::span<const double> sums) {
  Impl& m = *impl_;
  for (std::size_t i = 0; i < m.n; ++i) m.state[i][lane] = static_cast<float>(v[i]);
  if (m.p == 0)
    for (std::size_t i = 0; i < m.n; ++i) m.sums[i][lane] = static_cast<float>(sums[i]);
  for (std::size_t k = 0; k < m.p; ++k) {
    double sum = 0;
    for (std::size_t i = 0; i < m.n; ++i) sum += static_cast<double>(m.factors[i * m.p + k]) * v[i];
    m.sums[k][lane] = static_cast<float>(sum);
  }
}

void GradedDescents::run() {
  if (impl_->p > 0)
    impl_->run<true>();
  else
    impl_->run<false>();
}

bool GradedDescents::needsSums() const { return impl_->p == 0; }
bool GradedDescents::isUp(int lane, int unit) const { return impl_->state[static_cast<std::size_t>(unit)][lane] >= 0; }

}  // namespace unroll
