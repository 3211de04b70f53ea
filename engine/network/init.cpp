#include "network/init.h"

#include "core/random.h"

namespace unroll {

namespace {

struct Drawing {
  Random& random;
  const Parameter& parameter;
  int hiddenSize;

  bool isBias() const { return parameter.cols == 1 && parameter.name.find("bias") != std::string::npos; }
  float fanIn() const { return static_cast<float>(parameter.cols); }
  float fanOut() const { return static_cast<float>(parameter.rows); }
  float uniform(float bound) const { return random.uniform(-bound, bound); }
};

float root(float x) { return __builtin_sqrtf(x); }

namespace inits {
float pytorch(const Drawing& d) { return d.uniform(1.0f / root(static_cast<float>(d.hiddenSize))); }
float xavier(const Drawing& d) { return d.isBias() ? 0.0f : d.uniform(root(6.0f / (d.fanIn() + d.fanOut()))); }
float he(const Drawing& d) { return d.isBias() ? 0.0f : d.random.normal() * root(2.0f / d.fanIn()); }
float zero(const Drawing&) { return 0.0f; }
}  // namespace inits

using Draw = float (*)(const Drawing&);
Draw findDraw(std::string_view name) {
#define UNROLL_INIT(entry, help) \
  if (name == #entry) return inits::entry;
#include "network/inits.inc"
#undef UNROLL_INIT
  return nullptr;
}

}  // namespace

void initialize(Network<float>& network, std::string_view name, double scale, std::uint64_t seed) {
  const Draw draw = findDraw(name);
  UNROLL_CHECK(draw);
  Random random(seed, Stream::weights);
  const std::size_t perCopy = network.parameters().size() / static_cast<std::size_t>(network.copies());
  for (std::size_t i = 0; i < perCopy; ++i) {
    const Parameter& p = network.parameters()[i];
    auto values = p.in(network.values());
    for (int row = 0; row < p.rows; ++row)
      for (int col = 0; col < p.cols; ++col) values(row, col) = draw({random, p, network.shape().hiddenSize}) * static_cast<float>(scale);
    for (std::size_t copy = i + perCopy; copy < network.parameters().size(); copy += perCopy)
      network.parameters()[copy].in(network.values()) = values;
  }
  network.pack();
}

}  // namespace unroll
