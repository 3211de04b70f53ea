#include <string>

#include "cells/cell.h"
#include "core/activation.h"
#include "core/check.h"
#include "core/scalar_math.h"
#include "recurrent/recurrent.h"

namespace unroll {

namespace {

// The table of a parameter at time step t: the tied one, or the untied copy of that step. nullptr: there is none.
const ParameterTable* findParameter(const Snapshot& snapshot, std::string_view name, int t) {
  for (const ParameterTable& p : snapshot.parameters) {
    if (p.step >= 0 && p.step != t) continue;
    if (p.name.compare(0, name.size(), name) == 0 && (p.name.size() == name.size() || p.name[name.size()] == '@')) return &p;
  }
  return nullptr;
}

const ParameterTable& parameterAt(const Snapshot& snapshot, const std::string& name, int t) {
  const ParameterTable* p = findParameter(snapshot, name, t);
  UNROLL_CHECK(p);
  return *p;
}

// Terms for columns from … from + count − 1 of the weights.
void addProducts(Explanation& e, Term::Kind kind, const ParameterTable& weights, int row, int from, int count, const float* operands) {
  for (int j = 0; j < count; ++j) {
    const float weight = weights.values.at(row, from + j);
    const float product = weight * operands[j];
    e.terms.push_back({kind, weights.name, from + j, weight, operands[j], 1, product, row});
    e.sum = e.sum + product;
  }
}

const float* rowOf(const Table& table, int t) {
  return table.values.data() + static_cast<std::size_t>(t) * static_cast<std::size_t>(table.cols);
}

int layerIndex(const Snapshot& s, int layer) { return layer < 0 ? s.current.layers - 1 : layer; }

// One unit of one layer at one step: where its parameters and its chain are.
struct UnitPlace {
  UnitPlace(const Snapshot& s, int atStep, int unit, int ofLayer)
      : t(atStep),
        layer(layerIndex(s, ofLayer)),
        own(unit % s.current.hiddenSize),
        direction(unit / s.current.hiddenSize),
        first(unit - own),
        before(direction == 1 ? t + 1 : t - 1),
        isFirst(before < 0 || before >= s.probe.x.rows),
        suffix("_l" + std::to_string(layer) + (direction == 1 ? "_reverse" : "")) {}
  int t, layer, own, direction, first, before;
  bool isFirst;  // of its chain
  std::string suffix;
};

const Table& carriedOf(const Snapshot& s, int layer) {
  const auto gates = findCell(s.current.cell)->gates;
  std::size_t g = 0;
  while (g < gates.size() && gates[g].block != CellGate::carried) ++g;
  UNROLL_CHECK(g < statesOf(s, layer).gates.size());
  return statesOf(s, layer).gates[g].values;
}

// A unit of a gated cell: its gates at step t, and what they act on.
Explanation explainGates(const Snapshot& s, const UnitPlace& at, int unit) {
  Explanation e;
  const CellEntry& cell = *findCell(s.current.cell);
  e.activation = "identity";
  std::vector<float> values;
  for (const Gate& gate : statesOf(s, at.layer).gates) {
    values.push_back(gate.values.at(at.t, unit));
    e.parts.push_back({gate.name, values.back()});
  }
  e.gated = cell.gated;
  const float before = stateBefore(s, at.t, unit, false, at.layer);
  if (e.gated.find("h_prev") != std::string::npos) e.parts.push_back({"h_prev", before});
  e.sum = e.value = cell.combine(values.data(), before);
  return e;
}

}  // namespace

const LayerStates& statesOf(const Snapshot& s, int layer) {
  const auto l = static_cast<std::size_t>(layerIndex(s, layer));
  return l < s.probe.inner.size() ? s.probe.inner[l] : s.probe;
}

const Table& hiddenOf(const Snapshot& s, int layer) {
  const auto l = static_cast<std::size_t>(layerIndex(s, layer));
  return l < s.probe.lower.size() ? s.probe.lower[l] : s.probe.h;
}

const Table& inputOf(const Snapshot& s, int layer) {
  const int l = layerIndex(s, layer);
  return l == 0 ? s.probe.x : s.probe.lower[static_cast<std::size_t>(l - 1)];
}

// The kernels' own order: b first, then the input's terms, then those of step t−1, each by rising index.
Explanation explainHidden(const Snapshot& s, int t, int unit, int layer) {
  const UnitPlace at(s, t, unit, layer);
  const LayerStates& states = statesOf(s, at.layer);
  if (!states.gates.empty()) return explainGates(s, at, unit);
  const ParameterTable& biasInput = parameterAt(s, "rnn.bias_ih" + at.suffix, t);
  Explanation e;
  e.activation = s.current.activation;
  e.sum = biasInput.values.at(at.own, 0) + parameterAt(s, "rnn.bias_hh" + at.suffix, t).values.at(at.own, 0);
  e.terms.push_back({Term::Kind::bias, biasInput.name, at.own, e.sum, 1.0f, 1.0f, e.sum, at.own});

  const ParameterTable& weights = parameterAt(s, "rnn.weight_ih" + at.suffix, t);
  const Table& input = inputOf(s, at.layer);
  const int lags = weights.values.cols / input.cols;
  for (int lag = 0; lag < lags; ++lag) {
    const int from = at.direction == 1 ? t + lag : t - lag;
    if (from >= 0 && from < input.rows)
      addProducts(e, Term::Kind::input, weights, at.own, lag * input.cols, input.cols, rowOf(input, from));
  }
  if (const ParameterTable* hidden = findParameter(s, "rnn.weight_hh" + at.suffix, t)) {
    addProducts(e, Term::Kind::recurrent, *hidden, at.own, 0, s.current.hiddenSize,
                (at.isFirst ? states.h0.data() : rowOf(hiddenOf(s, at.layer), at.before)) + at.first);
  } else if (const ParameterTable* feedback = findParameter(s, "rnn.weight_yh" + at.suffix, t)) {
    addProducts(e, Term::Kind::feedback, *feedback, at.own, 0, s.outputSize,
                (at.isFirst ? states.fed0.data() : rowOf(states.fed, at.before)) + at.direction * s.outputSize);
  }
  e.value = activationValue(e.activation, e.sum);
  return e;
}

Explanation explainFed(const Snapshot& s, int t, int layer, int direction, int output) {
  const UnitPlace at(s, t, direction * s.current.hiddenSize, layer);
  const bool topmost = at.layer == s.current.layers - 1;  // its part of the readout, and all of the bias
  const ParameterTable& weights = parameterAt(s, topmost ? "readout.weight" : "rnn.weight_hy" + at.suffix, t);
  const ParameterTable& bias = parameterAt(s, topmost ? "readout.bias" : "rnn.bias_hy" + at.suffix, t);
  Explanation e;
  e.activation = "identity";
  e.sum = bias.values.at(output, 0);
  e.terms.push_back({Term::Kind::bias, bias.name, output, e.sum, 1.0f, 1.0f, e.sum, output});
  addProducts(e, Term::Kind::readout, weights, output, topmost ? at.first : 0, s.current.hiddenSize,
              rowOf(hiddenOf(s, at.layer), t) + at.first);
  e.value = e.sum;
  return e;
}

float stateBefore(const Snapshot& s, int t, int unit, bool carried, int layer) {
  const UnitPlace at(s, t, unit, layer);
  if (at.isFirst) return (carried ? statesOf(s, at.layer).c0 : statesOf(s, at.layer).h0)[static_cast<std::size_t>(unit)];
  return (carried ? carriedOf(s, at.layer) : hiddenOf(s, at.layer)).at(at.before, unit);
}

// The kernels' own order here, too: both biases, the input's terms, the recurrent ones, the peephole.
Explanation explainGate(const Snapshot& s, int t, int unit, std::string_view name, int layer) {
  const UnitPlace at(s, t, unit, layer);
  const LayerStates& states = statesOf(s, at.layer);
  Explanation e;
  const CellEntry& cell = *findCell(s.current.cell);
  const auto find = [&](std::string_view which) {
    std::size_t g = 0;
    while (g < cell.gates.size() && cell.gates[g].name != which) ++g;
    UNROLL_CHECK(g < cell.gates.size() && g < states.gates.size());
    return g;
  };
  const CellGate& gate = cell.gates[find(name)];
  e.activation = "identity";
  if (gate.order < 0) {
    std::vector<float> values;
    for (const Gate& each : states.gates) values.push_back(each.values.at(t, unit));
    e.value = e.sum = cell.carry(values.data(), stateBefore(s, t, unit, true, at.layer));
    return e;
  }
  const int hidden = s.current.hiddenSize, row = gate.order * hidden + at.own;
  const ParameterTable &biasInput = parameterAt(s, "rnn.bias_ih" + at.suffix, t),
                       &biasHidden = parameterAt(s, "rnn.bias_hh" + at.suffix, t);
  const bool apart = !gate.through.empty();
  const auto addBias = [&](const ParameterTable& table, float b) {
    e.sum = b;
    e.terms.push_back({Term::Kind::bias, table.name, row, b, 1.0f, 1.0f, b, row});
  };
  addBias(biasInput, apart ? biasInput.values.at(row, 0) : biasInput.values.at(row, 0) + biasHidden.values.at(row, 0));
  const Table& input = inputOf(s, at.layer);
  addProducts(e, Term::Kind::input, parameterAt(s, "rnn.weight_ih" + at.suffix, t), row, 0, input.cols, rowOf(input, t));
  const float given = e.sum;
  if (apart) addBias(biasHidden, biasHidden.values.at(row, 0));
  const std::size_t first = apart ? e.terms.size() - 1 : e.terms.size();
  std::vector<float> before;
  for (int j = 0; j < hidden; ++j) before.push_back(stateBefore(s, t, at.first + j, false, at.layer));
  addProducts(e, Term::Kind::recurrent, parameterAt(s, "rnn.weight_hh" + at.suffix, t), row, 0, hidden, before.data());
  if (apart) {
    const float factor = states.gates[find(gate.through)].values.at(t, unit);
    for (std::size_t i = first; i < e.terms.size(); ++i) e.terms[i].factor = factor, e.terms[i].product *= factor;
    e.sum = given + factor * e.sum;
  }
  if (const ParameterTable* peephole =
          gate.peephole.empty() ? nullptr : findParameter(s, "rnn." + std::string(gate.peephole) + at.suffix, t)) {
    const float seen = gate.peepsAhead ? carriedOf(s, at.layer).at(t, unit) : stateBefore(s, t, unit, true, at.layer);
    addProducts(e, Term::Kind::peephole, *peephole, at.own, 0, 1, &seen);
    e.terms.back().index = at.own;
  }
  e.activation = activationName(gate.activation);
  e.value = activate(gate.activation, e.sum);
  return e;
}

Explanation explainOutput(const Snapshot& s, int t, int output) {
  const ParameterTable& bias = parameterAt(s, "readout.bias", t);
  const ParameterTable& weights = parameterAt(s, "readout.weight", t);
  Explanation e;
  e.activation = s.outputActivation;
  e.sum = bias.values.at(output, 0);
  e.terms.push_back({Term::Kind::bias, bias.name, output, e.sum, 1.0f, 1.0f, e.sum, output});
  addProducts(e, Term::Kind::readout, weights, output, 0, weights.values.cols, rowOf(s.probe.h, t));
  if (e.activation == "softmax") {  // the other outputs as they are
    float greatest = -std::numeric_limits<float>::infinity(), sum = 0;
    std::vector<float> others;
    for (int o = 0; o < weights.values.rows; ++o) {
      if (o == output) continue;
      float z = bias.values.at(o, 0);
      for (int i = 0; i < weights.values.cols; ++i) z += weights.values.at(o, i) * s.probe.h.at(t, i);
      others.push_back(z);
      greatest = std::max(greatest, z);
    }
    for (const float z : others) sum += math::exp(z - greatest);
    e.others = greatest + math::log(sum);
    e.value = s.probe.y.at(t, output);
    return e;
  }
  e.value = activationValue(e.activation, e.sum);
  return e;
}

float activationValue(std::string_view name, float x, float others) {
  if (name == "softmax") return activate(Activation::sigmoid, x - others);
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
