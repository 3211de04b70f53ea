#include "probing/memory_curve.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include <Eigen/Cholesky>

#include "analysis/spectrum.h"
#include "core/check.h"

namespace unroll {

namespace {

constexpr int streams = 16;
constexpr int chunk = 32;  // steps that a net goes at once
using Rows = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

// Columns of length 1, each at a right angle to those before it (Gram–Schmidt, twice).
void orthonormalizeColumns(Eigen::MatrixXd& matrix) {
  for (Eigen::Index i = 0; i < matrix.cols(); ++i) {
    for (int pass = 0; pass < 2; ++pass)
      for (Eigen::Index j = 0; j < i; ++j) matrix.col(i) -= matrix.col(j).dot(matrix.col(i)) * matrix.col(j);
    matrix.col(i) /= matrix.col(i).norm();
  }
}

}  // namespace

// What is driven: one step of all streams, from x [streams] to the states [streams, N + 1], the last column of which is 1.
struct MemoryMeasurement::Source {
  virtual ~Source() = default;
  virtual int size() const = 0;
  virtual void step(const double* x, Rows& states) = 0;
  virtual int lead() const { return 0; }  // a step's states are those of so many steps ago, at most chunk − 1
};

struct MemoryMeasurement::ReservoirSource : Source {
  explicit ReservoirSource(const RandomReservoir& reservoir) : linear(reservoir.linear) {
    const int n = reservoir.units;
    UNROLL_CHECK(n >= 1 && n <= 512);
    Random random(reservoir.seed, Stream::weights);
    weights.resize(n, n);
    for (int row = 0; row < n; ++row)
      for (int col = 0; col < n; ++col) weights(row, col) = static_cast<double>(random.normal());
    if (reservoir.orthogonal) {
      orthonormalizeColumns(weights);
      weights *= reservoir.spectralRadius;
    } else {
      weights *= reservoir.spectralRadius / std::abs(eigenvalues(weights)[0]);
    }
    input.resize(n);
    for (int i = 0; i < n; ++i) input[i] = static_cast<double>(random.uniform(-1, 1));
    h.setZero(streams, n);
  }
  int size() const override { return static_cast<int>(weights.rows()); }
  void step(const double* x, Rows& states) override {
    next.noalias() = h * weights.transpose();
    for (int s = 0; s < streams; ++s) next.row(s) += x[s] * input;
    h = linear ? next : Rows(next.unaryExpr([](double a) { return std::tanh(a); }));
    states.leftCols(size()) = h;
  }

  bool linear;
  Eigen::MatrixXd weights;
  Eigen::RowVectorXd input;
  Rows h, next;
};

// A chunk of steps goes forward at once; the state at its end is where the next one starts. A window has no state but sees earlier inputs,
// so they go before its chunk once more.
struct MemoryMeasurement::NetworkSource : Source {
  NetworkSource(const Network<float>& net, int which)
      : network(net),
        driven(which),
        before(net.shape().layers * (net.cell(0, 0, 0).lags() - 1)),
        trace(net.traceShape(before + chunk, streams)) {
    UNROLL_CHECK(net.tying() == Tying::tied && !net.shape().bidirectional && which >= 0 && which < net.shape().inputSize);
  }
  int size() const override { return network.shape().hiddenSize; }
  int lead() const override { return chunk - 1; }
  void step(const double* x, Rows& states) override {
    // What was computed of the chunk before is handed out while the present one comes in.
    if (isFilled)
      for (int s = 0; s < streams; ++s)
        for (int i = 0; i < size(); ++i) states(s, i) = static_cast<double>(trace.hidden(-1, before + (at + 1) % chunk, s, i));
    incoming.insert(incoming.end(), x, x + streams);
    if (++at < chunk) return;
    run();
    for (int s = 0; s < streams; ++s)
      for (int i = 0; i < size(); ++i) states(s, i) = static_cast<double>(trace.hidden(-1, before, s, i));
  }
  void run() {
    for (int t = 0; t < before; ++t)
      for (int s = 0; s < streams; ++s) trace.input(t, s)[driven] = trace.input(chunk + t, s)[driven];
    for (int t = 0; t < chunk; ++t)
      for (int s = 0; s < streams; ++s) trace.input(before + t, s)[driven] = static_cast<float>(incoming[index(t, streams, s)]);
    if (isFilled && network.hasMemory()) {
      trace.ownStart = true;
      const TraceShape& shape = trace.shape;
      for (ChainTrace<float>& chain : trace.chains)
        for (int s = 0; s < streams; ++s) {
          std::copy_n(chain.hidden(shape.steps - 1, s), padded(shape.hiddenSize), chain.start(s));
          if (shape.carriedSize > 0) std::copy_n(chain.carried(shape.steps - 1, s), shape.carriedSize, chain.carriedStart(s));
        }
    }
    network.forward(trace);
    isFilled = true;
    incoming.clear();
    at = 0;
  }

  const Network<float>& network;
  int driven, before;
  Trace<float> trace;
  std::vector<double> incoming;  // [steps of the coming chunk, streams]
  int at = 0;
  bool isFilled = false;
};

struct MemoryMeasurement::Work {
  MemorySettings settings;
  Random random;
  int lead = 0, delays = 0, features = 0;
  int steps = 0, fitFrom = 0, fitTo = 0, end = 0;  // at step t the states are those of step t − lead
  Rows states;                                     // [streams, N + 1]
  Rows past;                                       // [lead + K + 1, streams] a ring of inputs: step t in row t mod its length
  Rows wanted;                                     // [streams, K + 1]
  Eigen::MatrixXd products;                        // Σ h̃ h̃ᵀ
  Eigen::MatrixXd targets;                         // Σ h̃ x
  Eigen::MatrixXd probe;                           // [N + 1, K + 1]
  Eigen::LDLT<Eigen::MatrixXd> factors;
  int solved = -1;   // columns of the probe that are there; −1: the factors aren't yet
  Rows missed, all;  // [streams, K + 1] Σ (x − probe)², Σ x² of the held-out steps
};

MemoryMeasurement::MemoryMeasurement(std::unique_ptr<Source> source, const MemorySettings& settings) : source_(std::move(source)) {
  work_ = std::make_unique<Work>();
  Work& w = *work_;
  w.settings = settings;
  w.random = Random(settings.seed, Stream::probe);
  w.lead = source_->lead();
  w.features = source_->size() + 1;
  w.delays = settings.delays > 0 ? settings.delays : 2 * source_->size();
  const auto perStream = [](int all) { return (all + streams - 1) / streams; };
  const int fitted = settings.fitted > 0 ? settings.fitted : std::clamp(200 * w.features, 8000, 20'000);
  w.fitFrom = std::max(settings.washout, w.delays) + w.lead;
  w.fitTo = w.fitFrom + perStream(fitted);
  w.end = w.fitTo + perStream(settings.heldOut > 0 ? settings.heldOut : fitted);
  w.states.setOnes(streams, w.features);
  w.past.setZero(w.lead + w.delays + 1, streams);
  w.wanted.setZero(streams, w.delays + 1);
  w.products.setZero(w.features, w.features);
  w.targets.setZero(w.features, w.delays + 1);
  w.missed.setZero(streams, w.delays + 1);
  w.all = w.missed;
}

MemoryMeasurement::MemoryMeasurement(const Network<float>& network, const MemorySettings& settings, int input)
    : MemoryMeasurement(std::make_unique<NetworkSource>(network, input), settings) {}
MemoryMeasurement::MemoryMeasurement(const RandomReservoir& reservoir, const MemorySettings& settings)
    : MemoryMeasurement(std::make_unique<ReservoirSource>(reservoir), settings) {}
MemoryMeasurement::MemoryMeasurement(MemoryMeasurement&&) noexcept = default;
MemoryMeasurement::~MemoryMeasurement() = default;

double MemoryMeasurement::share() const { return static_cast<double>(work_->steps) / work_->end; }

bool MemoryMeasurement::advance(double milliseconds) {
  using Clock = std::chrono::steady_clock;
  const auto begin = Clock::now();
  while (curve_.size == 0) {
    step();
    if (std::chrono::duration<double, std::milli>(Clock::now() - begin).count() >= milliseconds) break;
  }
  return curve_.size > 0;
}

void MemoryMeasurement::step() {
  Work& w = *work_;
  if (w.steps == w.fitTo && w.solved <= w.delays) return solve();
  if (w.steps == w.end) return finish();
  const Eigen::Index length = w.past.rows();
  double* const x = w.past.row(w.steps % length).data();
  const auto scale = static_cast<float>(w.settings.inputScale);
  for (int s = 0; s < streams; ++s) x[s] = static_cast<double>(w.random.uniform(-scale, scale));
  source_->step(x, w.states);
  const int t = w.steps++;
  if (t < w.fitFrom) return;
  for (int k = 0; k <= w.delays; ++k) w.wanted.col(k) = w.past.row((t - w.lead - k) % length).transpose();
  if (t < w.fitTo) {
    w.products.noalias() += w.states.transpose() * w.states;
    w.targets.noalias() += w.states.transpose() * w.wanted;
    return;
  }
  const Rows read = w.states * w.probe;
  w.missed += (w.wanted - read).cwiseAbs2();
  w.all += w.wanted.cwiseAbs2();
}

// (Σ h̃ h̃ᵀ + λ n I) w = Σ h̃ x; the bias isn't penalised. Some delays at a time.
void MemoryMeasurement::solve() {
  Work& w = *work_;
  if (w.solved < 0) {
    const Eigen::Index units = w.features - 1;
    const double mean = w.products.diagonal().head(units).sum() / static_cast<double>(units);
    w.products.diagonal().head(units).array() += w.settings.ridge * mean + 1e-300;
    w.factors.compute(w.products);
    w.probe.resize(w.features, w.delays + 1);
    w.solved = 0;
    return;
  }
  constexpr int delaysPerPiece = 16;
  const int count = std::min(delaysPerPiece, w.delays + 1 - w.solved);
  w.probe.middleCols(w.solved, count) = w.factors.solve(w.targets.middleCols(w.solved, count));
  w.solved += count;
}

void MemoryMeasurement::finish() {
  Work& w = *work_;
  const double floor = w.features / (static_cast<double>(w.fitTo - w.fitFrom) * streams);
  const Eigen::Index count = w.delays + 1;
  const Eigen::RowVectorXd missed = w.missed.colwise().sum(), all = w.all.colwise().sum();
  const auto shareOf = [&](double off, double whole) { return 1 - off / whole / (1 + floor); };
  curve_.size = source_->size();
  curve_.shares.resize(static_cast<std::size_t>(count));
  curve_.errors.resize(static_cast<std::size_t>(count));
  // Without one stream each: the jackknife's error.
  Eigen::VectorXd without = Eigen::VectorXd::Zero(streams);
  const auto jackknife = [](const Eigen::VectorXd& each) {
    return std::sqrt((each.array() - each.mean()).square().sum() * (streams - 1) / streams);
  };
  for (Eigen::Index k = 0; k < count; ++k) {
    Eigen::VectorXd each(streams);
    for (int s = 0; s < streams; ++s) each[s] = shareOf(missed[k] - w.missed(s, k), all[k] - w.all(s, k));
    without += each;
    curve_.shares[static_cast<std::size_t>(k)] = shareOf(missed[k], all[k]);
    curve_.errors[static_cast<std::size_t>(k)] = jackknife(each);
    curve_.capacity += curve_.shares[static_cast<std::size_t>(k)];
  }
  curve_.error = jackknife(without);
}

}  // namespace unroll
