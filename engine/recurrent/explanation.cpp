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

// A unit of a gated cell: its gates at step t, and what they act on.
Explanation explainGates(const Snapshot& s, int t, int unit) {
  Explanation e;
  e.activation = "identity";
  for (const Gate& gate : s.probe.gates) e.parts.push_back({gate.name, gate.values.at(t, unit)});
  e.gated = findCell(s.current.cell)->gated;
  if (e.gated.find("h_prev") != std::string::npos) e.parts.push_back({"h_prev", stateBefore(s, t, unit)});
  e.sum = e.value = s.probe.h.at(t, unit);
  return e;
}

}  // namespace

// The kernels' own order: b first, then the input's terms, then those of step t−1, each by rising index.
Explanation explainHidden(const Snapshot& s, int t, int unit) {
  const bool reverse = unit >= s.current.hiddenSize;
  const int before = reverse ? t + 1 : t - 1;
  if (!s.probe.gates.empty()) return explainGates(s, t, unit);
  const int own = unit % s.current.hiddenSize, steps = s.probe.h.rows;
  const std::string suffix = "_l" + std::to_string(s.current.layers - 1) + (reverse ? "_reverse" : "");
  const ParameterTable& biasInput = parameterAt(s, "rnn.bias_ih" + suffix, t);
  Explanation e;
  e.activation = s.current.activation;
  e.sum = biasInput.values.at(own, 0) + parameterAt(s, "rnn.bias_hh" + suffix, t).values.at(own, 0);
  e.terms.push_back({Term::Kind::bias, biasInput.name, own, e.sum, 1.0f, 1.0f, e.sum, own});

  const ParameterTable& weights = parameterAt(s, "rnn.weight_ih" + suffix, t);
  const Table& input = s.probe.lower.empty() ? s.probe.x : s.probe.lower.back();
  const int lags = weights.values.cols / input.cols;
  for (int lag = 0; lag < lags; ++lag) {
    const int from = reverse ? t + lag : t - lag;
    if (from >= 0 && from < steps) addProducts(e, Term::Kind::input, weights, own, lag * input.cols, input.cols, rowOf(input, from));
  }
  const bool exists = before >= 0 && before < steps;
  if (const ParameterTable* hidden = findParameter(s, "rnn.weight_hh" + suffix, t)) {
    const int first = reverse ? s.current.hiddenSize : 0;
    addProducts(e, Term::Kind::recurrent, *hidden, own, 0, s.current.hiddenSize,
                (exists ? rowOf(s.probe.h, before) : s.probe.h0.data()) + first);
  } else if (const ParameterTable* feedback = findParameter(s, "rnn.weight_yh" + suffix, t)) {
    // What a Jordan cell feeds back is the output only where there is one layer in one direction, and no sigmoid behind it.
    const bool plain = s.current.layers == 1 && !s.current.bidirectional && s.outputActivation == "identity";
    if (!plain) {
      e.terms.clear();
      e.activation = "identity";
      e.sum = e.value = s.probe.h.at(t, unit);
      return e;
    }
    std::vector<float> start(static_cast<std::size_t>(s.outputSize), 0.0f);
    if (const ParameterTable* learned = findParameter(s, "rnn.y0" + suffix, -1)) start = learned->values.values;
    addProducts(e, Term::Kind::feedback, *feedback, own, 0, s.outputSize, exists ? rowOf(s.probe.y, before) : start.data());
  }
  e.value = activationValue(e.activation, e.sum);
  return e;
}

namespace {

const Table& carriedOf(const Snapshot& s) {
  const auto gates = findCell(s.current.cell)->gates;
  std::size_t g = 0;
  while (g < gates.size() && gates[g].block != CellGate::carried) ++g;
  UNROLL_CHECK(g < s.probe.gates.size());
  return s.probe.gates[g].values;
}

}  // namespace

float stateBefore(const Snapshot& s, int t, int unit, bool carried) {
  const int before = unit >= s.current.hiddenSize ? t + 1 : t - 1;
  if (before < 0 || before >= s.probe.h.rows) return (carried ? s.probe.c0 : s.probe.h0)[static_cast<std::size_t>(unit)];
  return (carried ? carriedOf(s) : s.probe.h).at(before, unit);
}

// The kernels' own order here, too: both biases, the input's terms, the recurrent ones, the peephole.
Explanation explainGate(const Snapshot& s, int t, int unit, std::string_view name) {
  Explanation e;
  const auto gates = findCell(s.current.cell)->gates;
  const auto find = [&](std::string_view which) {
    std::size_t g = 0;
    while (g < gates.size() && gates[g].name != which) ++g;
    UNROLL_CHECK(g < gates.size() && g < s.probe.gates.size());
    return g;
  };
  const CellGate& gate = gates[find(name)];
  e.value = e.sum = s.probe.gates[find(name)].values.at(t, unit);
  e.activation = "identity";
  if (gate.order < 0) return e;
  const bool reverse = unit >= s.current.hiddenSize;
  const int hidden = s.current.hiddenSize, own = unit % hidden, row = gate.order * hidden + own;
  const std::string suffix = "_l" + std::to_string(s.current.layers - 1) + (reverse ? "_reverse" : "");
  const ParameterTable &biasInput = parameterAt(s, "rnn.bias_ih" + suffix, t), &biasHidden = parameterAt(s, "rnn.bias_hh" + suffix, t);
  const bool apart = !gate.through.empty();
  const auto addBias = [&](const ParameterTable& table, float b) {
    e.sum = b;
    e.terms.push_back({Term::Kind::bias, table.name, row, b, 1.0f, 1.0f, b, row});
  };
  addBias(biasInput, apart ? biasInput.values.at(row, 0) : biasInput.values.at(row, 0) + biasHidden.values.at(row, 0));
  const Table& input = s.probe.lower.empty() ? s.probe.x : s.probe.lower.back();
  addProducts(e, Term::Kind::input, parameterAt(s, "rnn.weight_ih" + suffix, t), row, 0, input.cols, rowOf(input, t));
  const float given = e.sum;
  if (apart) addBias(biasHidden, biasHidden.values.at(row, 0));
  const std::size_t first = apart ? e.terms.size() - 1 : e.terms.size();
  std::vector<float> before;
  for (int j = 0; j < hidden; ++j) before.push_back(stateBefore(s, t, unit - own + j));
  addProducts(e, Term::Kind::recurrent, parameterAt(s, "rnn.weight_hh" + suffix, t), row, 0, hidden, before.data());
  if (apart) {
    const float factor = s.probe.gates[find(gate.through)].values.at(t, unit);
    for (std::size_t i = first; i < e.terms.size(); ++i) e.terms[i].factor = factor, e.terms[i].product *= factor;
    e.sum = given + factor * e.sum;
  }
  if (const ParameterTable* peephole =
          gate.peephole.empty() ? nullptr : findParameter(s, "rnn." + std::string(gate.peephole) + suffix, t)) {
    const float seen = gate.peepsAhead ? carriedOf(s).at(t, unit) : stateBefore(s, t, unit, true);
    addProducts(e, Term::Kind::peephole, *peephole, own, 0, 1, &seen);
    e.terms.back().index = own;
  }
  e.activation = activationName(gate.activation);
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
  e.value = activationValue(e.activation, e.sum);
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
