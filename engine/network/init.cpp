#include "network/init.h"

#include <cmath>

#include "core/kernels.h"
#include "core/random.h"
#include "core/scalar_math.h"

namespace unroll {

namespace {

float root(float x) { return __builtin_sqrtf(x); }

// One gate of one parameter: a matrix [rows][cols] of the flat block.
struct Place {
  Random& random;
  const Parameter& parameter;
  Buffer<float>& block;
  int gate;
  int hiddenSize;
  float scale;

  int rows() const { return parameter.gateSize(); }
  int cols() const { return parameter.cols; }
  float fanIn() const { return static_cast<float>(cols()); }
  float fanOut() const { return static_cast<float>(rows()); }
  bool isRecurrent() const { return parameter.name.find("weight_hh") != std::string::npos; }
  float& at(int row, int col) const { return block[parameter.at(gate * rows() + row, col)]; }
  // Row by row; every number times `scale`.
  template <class Draw>
  void draw(Draw number) const {
    for (int row = 0; row < rows(); ++row)
      for (int col = 0; col < cols(); ++col) at(row, col) = number() * scale;
  }
  void uniform(float bound) const {
    draw([&] { return random.uniform(-bound, bound); });
  }
};

// Sums in eight interleaved parts, so that the order is fixed and yet not one long chain.
double dot(const double* a, const double* b, int n) {
  double part[8] = {};
  for (int i = 0; i < n; ++i) part[i % 8] += a[i] * b[i];
  double sum = 0;
  for (double p : part) sum += p;
  return sum;
}

// Gram–Schmidt, each vector twice ("twice is enough", Kahan); vectors one after the other, n long.
void orthonormalize(std::vector<double>& vectors, int count, int n) {
  for (int i = 0; i < count; ++i) {
    double* v = vectors.data() + index(i, n);
    for (int pass = 0; pass < 2; ++pass)
      for (int j = 0; j < i; ++j) {
        const double* u = vectors.data() + index(j, n);
        const double along = dot(u, v, n);
        for (int k = 0; k < n; ++k) v[k] -= along * u[k];
      }
    const double length = std::sqrt(dot(v, v, n));
    for (int k = 0; k < n; ++k) v[k] /= length;
  }
}

namespace inits {

void pytorch(const Place& p) { p.uniform(1.0f / root(static_cast<float>(p.hiddenSize))); }

void xavier(const Place& p) {
  if (!p.parameter.isVector) p.uniform(root(6.0f / (p.fanIn() + p.fanOut())));
}

void he(const Place& p) {
  const float deviation = root(2.0f / p.fanIn());
  if (!p.parameter.isVector) p.draw([&] { return p.random.normal() * deviation; });
}

void orthogonal(const Place& p) {
  if (p.parameter.isVector) return;
  const bool tall = p.rows() > p.cols();
  const int count = tall ? p.cols() : p.rows(), n = tall ? p.rows() : p.cols();
  std::vector<double> vectors(index(count, n));
  for (double& v : vectors) v = static_cast<double>(p.random.normal());
  orthonormalize(vectors, count, n);
  for (int row = 0; row < p.rows(); ++row)
    for (int col = 0; col < p.cols(); ++col)
      p.at(row, col) = static_cast<float>(vectors[tall ? index(col, n, row) : index(row, n, col)]) * p.scale;
}

void identity(const Place& p) {
  if (p.parameter.isVector) return;
  if (!p.isRecurrent()) return p.draw([&] { return p.random.normal() * 0.001f; });
  for (int row = 0; row < p.rows(); ++row)
    for (int col = 0; col < p.cols(); ++col) p.at(row, col) = row == col ? p.scale : 0.0f;
}

void spectral(const Place& given) {
  Place p = given;
  p.scale = 1;
  pytorch(p);
  if (!p.isRecurrent()) return;
  const int n = p.rows();
  std::vector<float> matrix(index(n, n));
  for (int row = 0; row < n; ++row)
    for (int col = 0; col < n; ++col) matrix[index(row, n, col)] = p.at(row, col);
  const double radius = spectralRadius(matrix, n);
  const float factor = radius > 0 ? static_cast<float>(static_cast<double>(given.scale) / radius) : 0.0f;
  for (int row = 0; row < n; ++row)
    for (int col = 0; col < n; ++col) p.at(row, col) *= factor;
}

void zero(const Place&) {}

}  // namespace inits

using Fill = void (*)(const Place&);
Fill findFill(std::string_view name) {
#define UNROLL_INIT(entry, help) \
  if (name == #entry) return inits::entry;
#include "network/inits.inc"
#undef UNROLL_INIT
  return nullptr;
}

}  // namespace

double spectralRadius(const std::vector<float>& matrix, int n) {
  constexpr int squarings = 24;
  const auto& k = floatKernels();
  const int stride = padded(n);
  Buffer<float> power = Buffer<float>::Zero(stride * stride), packed = power, square = power;
  for (int row = 0; row < n; ++row)
    for (int col = 0; col < n; ++col) power[static_cast<Eigen::Index>(index(row, stride, col))] = matrix[index(row, n, col)];
  // A^(2^i) = e^logarithm · power with ‖power‖ = 1 in the sense of Frobenius.
  double logarithm = 0;
  for (int i = 0;; ++i) {
    const float size = root(k.sumOfSquares(power.data(), stride * stride));
    if (!(size > 0)) return 0;
    power /= size;
    logarithm += static_cast<double>(math::log(size));
    if (i == squarings) break;
    k.pack(power.data(), stride, stride, packed.data());
    k.product(packed.data(), stride, stride, power.data(), stride, nullptr, 0, square.data(), stride, stride);
    power.swap(square);
    logarithm *= 2;
  }
  return static_cast<double>(math::exp(static_cast<float>(logarithm / static_cast<double>(1 << squarings))));
}

void initialize(Network<float>& network, std::string_view name, double scale, std::uint64_t seed, double forgetBias) {
  const Fill fill = findFill(name);
  UNROLL_CHECK(fill);
  Random random(seed, Stream::weights);
  network.values().setZero();
  const int forgetGate = findCell(network.shape().cell)->forgetGate;
  const std::size_t begin = network.startSize(), size = network.copySize();
  for (const Parameter& p : network.parameters()) {
    if (p.offset < begin || p.offset >= begin + size) continue;  // a start state, or another copy
    for (int gate = 0; gate < p.blocks; ++gate)
      fill({random, p, network.values(), gate, network.shape().hiddenSize, static_cast<float>(scale)});
    if (forgetGate >= 0 && p.name.find("bias_ih") != std::string::npos && forgetBias != 0)
      for (int i = 0; i < p.gateSize(); ++i) network.values()[p.at(forgetGate * p.gateSize() + i, 0)] += static_cast<float>(forgetBias);
  }
  const auto first = network.values().segment(static_cast<Eigen::Index>(begin), static_cast<Eigen::Index>(size));
  for (int copy = 1; copy < network.copies(); ++copy)
    network.values().segment(static_cast<Eigen::Index>(begin + size * static_cast<std::size_t>(copy)), static_cast<Eigen::Index>(size)) =
        first;
  network.pack();
}

}  // namespace unroll
