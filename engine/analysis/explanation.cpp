#include <string>

#include "core/activation.h"
#include "core/check.h"
#include "unroll.h"

namespace unroll {

namespace {

// The table of a parameter at time step t: the tied one, or the untied copy of that step.
const ParameterTable& parameterAt(const Snapshot& snapshot, std::string_view name, int t) {
  for (const ParameterTable& p : snapshot.parameters) {
    if (p.step >= 0 && p.step != t) continue;
    if (p.name.compare(0, name.size(), name) == 0 && (p.name.size() == name.size() || p.name[name.size()] == '@')) return p;
  }
  UNROLL_CHECK(false);
}

void addProducts(Explanation& e, Term::Kind kind, const ParameterTable& weights, int row, const float* operands) {
  for (int j = 0; j < weights.values.cols; ++j) {
    const float weight = weights.values.at(row, j);
    const float product = weight * operands[j];
    e.terms.push_back({kind, weights.name, j, weight, operands[j], product});
    e.sum = e.sum + product;
  }
}

const float* row(const Table& table, int t) {
  return table.values.data() + static_cast<std::size_t>(t) * static_cast<std::size_t>(table.cols);
}

}  // namespace

// The kernels' own order: b first, then W_xh x_t, then W_hh h_{t−1}, each by rising index.
Explanation explainHidden(const Snapshot& snapshot, int t, int unit) {
  const ParameterTable& biasInput = parameterAt(snapshot, "rnn.bias_ih_l0", t);
  Explanation e;
  e.activation = snapshot.current.activation;
  e.sum = biasInput.values.at(unit, 0) + parameterAt(snapshot, "rnn.bias_hh_l0", t).values.at(unit, 0);
  e.terms.push_back({Term::Kind::bias, biasInput.name, unit, e.sum, 1.0f, e.sum});
  addProducts(e, Term::Kind::input, parameterAt(snapshot, "rnn.weight_ih_l0", t), unit, row(snapshot.probe.x, t));
  const float* previous = t > 0 ? row(snapshot.probe.h, t - 1) : snapshot.probe.h0.data();
  addProducts(e, Term::Kind::recurrent, parameterAt(snapshot, "rnn.weight_hh_l0", t), unit, previous);
  e.value = activationValue(e.activation, e.sum);
  return e;
}

Explanation explainOutput(const Snapshot& snapshot, int t, int output) {
  const ParameterTable& bias = parameterAt(snapshot, "readout.bias", t);
  Explanation e;
  e.activation = "identity";
  e.sum = bias.values.at(output, 0);
  e.terms.push_back({Term::Kind::bias, bias.name, output, e.sum, 1.0f, e.sum});
  addProducts(e, Term::Kind::readout, parameterAt(snapshot, "readout.weight", t), output, row(snapshot.probe.h, t));
  e.value = e.sum;
  return e;
}

float activationValue(std::string_view name, float x) {
  const auto activation = findActivation(name);
  UNROLL_CHECK(activation);
  return activate(*activation, x);
}

float activationSlope(std::string_view name, float x) {
  const auto activation = findActivation(name);
  UNROLL_CHECK(activation);
  return slopeFromValue(*activation, activate(*activation, x));
}

}  // namespace unroll
