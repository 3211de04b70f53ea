#include "scenes/recurrent/numbers.h"

#include <string_view>

#include <unordered_map>

namespace unroll {

using diagram::Layer;
using diagram::UnitRef;
using diagram::WeightRef;
using Matrix = diagram::WeightRef::Matrix;

namespace {

std::string_view parameterName(Matrix matrix) {
  switch (matrix) {
    case Matrix::xh: return "rnn.weight_ih_l0";
    case Matrix::hh: return "rnn.weight_hh_l0";
    case Matrix::hy: return "readout.weight";
    case Matrix::hiddenBias: return "rnn.bias_ih_l0";
    case Matrix::outputBias: return "readout.bias";
  }
  return {};
}

// The copy of step `step`, or the only one.
const ParameterTable* find(const Snapshot& snapshot, std::string_view name, int step) {
  for (const ParameterTable& p : snapshot.parameters) {
    if (p.step >= 0 && p.step != step) continue;
    const std::string_view own = std::string_view(p.name).substr(0, p.name.find('@'));
    if (own == name) return &p;
  }
  return nullptr;
}

}  // namespace

bool isTied(const Snapshot& snapshot) {
  for (const ParameterTable& p : snapshot.parameters)
    if (p.step >= 0) return false;
  return true;
}

bool isComplete(const Snapshot& snapshot) {
  if (!snapshot.simple) return false;
  const Passage& probe = snapshot.probe;
  const int steps = probe.h.rows, hidden = probe.h.cols;
  if (steps < 1 || hidden < 1 || probe.x.cols != snapshot.inputSize || probe.y.cols != snapshot.outputSize) return false;
  if (static_cast<int>(probe.h0.size()) != hidden) return false;
  const auto fits = [&](Matrix matrix, int step, int rows, int cols) {
    const ParameterTable* p = find(snapshot, parameterName(matrix), step);
    return p && p->values.rows == rows && p->values.cols == cols;
  };
  for (const int step : {0, steps - 1})
    if (!fits(Matrix::xh, step, hidden, snapshot.inputSize) || !fits(Matrix::hh, step, hidden, hidden) ||
        !fits(Matrix::hy, step, snapshot.outputSize, hidden))
      return false;
  return true;
}

diagram::Numbers diagramNumbers(const Snapshot& snapshot) {
  diagram::Numbers numbers;
  const Passage& probe = snapshot.probe;
  numbers.shape = {snapshot.inputSize, probe.h.cols, snapshot.outputSize, probe.h.rows};
  numbers.x = probe.x.values.data();
  numbers.h = probe.h.values.data();
  numbers.y = probe.y.values.data();
  numbers.h0 = probe.h0.data();
  numbers.version = snapshot.version;
  numbers.weights.resize(isTied(snapshot) ? 1 : static_cast<std::size_t>(numbers.shape.steps));
  for (const ParameterTable& p : snapshot.parameters) {
    const std::size_t at = static_cast<std::size_t>(std::max(0, p.step));
    if (at >= numbers.weights.size()) continue;
    const std::string_view own = std::string_view(p.name).substr(0, p.name.find('@'));
    if (own == parameterName(Matrix::xh)) numbers.weights[at].xh = p.values.values.data();
    if (own == parameterName(Matrix::hh)) numbers.weights[at].hh = p.values.values.data();
    if (own == parameterName(Matrix::hy)) numbers.weights[at].hy = p.values.values.data();
  }
  return numbers;
}

std::string unitSymbol(const UnitRef& u) {
  const std::string_view letter = u.layer == Layer::input ? "x" : u.layer == Layer::hidden ? "h" : "y";
  const std::string step = u.step < 0 ? "−1" : std::to_string(u.step);
  return std::string(letter) + "_{" + step + "}[" + std::to_string(u.index) + "]";
}

std::string weightSymbol(const WeightRef& w) {
  const std::string row = "[" + std::to_string(w.row) + "]", col = "[" + std::to_string(w.col) + "]";
  switch (w.matrix) {
    case Matrix::xh: return "<xh>W_{xh}</>" + row + col;
    case Matrix::hh: return "<hh>W_{hh}</>" + row + col;
    case Matrix::hy: return "<hy>W_{hy}</>" + row + col;
    case Matrix::hiddenBias: return "b_{h}" + row;
    case Matrix::outputBias: return "b_{y}" + row;
  }
  return {};
}

StoredWeight storedWeight(const Snapshot& snapshot, const WeightRef& weight) {
  const ParameterTable* table = find(snapshot, parameterName(weight.matrix), weight.step);
  if (!table || weight.row >= table->values.rows || weight.col >= table->values.cols) return {};
  StoredWeight stored{table->name, weight.row, weight.col, table->values.at(weight.row, weight.col), 0};
  if (weight.matrix == Matrix::hiddenBias) {
    if (const ParameterTable* second = find(snapshot, "rnn.bias_hh_l0", weight.step)) stored.other = second->values.at(weight.row, 0);
    stored.value += stored.other;
  }
  return stored;
}

Change setWeight(const Snapshot& snapshot, const WeightRef& weight, double value) {
  const StoredWeight stored = storedWeight(snapshot, weight);
  const bool isBias = weight.matrix == Matrix::hiddenBias || weight.matrix == Matrix::outputBias;
  const std::string place = stored.name + "[" + std::to_string(stored.row) + "]" + (isBias ? "" : "[" + std::to_string(stored.col) + "]");
  return {place, printNumber(static_cast<double>(static_cast<float>(value - static_cast<double>(stored.other))))};
}

std::vector<WeightRef> termsOf(const diagram::Shape& shape, const UnitRef& unit) {
  std::vector<WeightRef> terms;
  if (unit.layer == Layer::hidden && unit.step >= 0) {
    for (int j = 0; j < shape.inputs; ++j) terms.push_back({Matrix::xh, unit.step, unit.index, j});
    for (int j = 0; j < shape.hidden; ++j) terms.push_back({Matrix::hh, unit.step, unit.index, j});
    terms.push_back({Matrix::hiddenBias, unit.step, unit.index, 0});
  }
  if (unit.layer == Layer::output) {
    for (int j = 0; j < shape.hidden; ++j) terms.push_back({Matrix::hy, unit.step, unit.index, j});
    terms.push_back({Matrix::outputBias, unit.step, unit.index, 0});
  }
  return terms;
}

Explanation explain(const Snapshot& snapshot, const UnitRef& unit) {
  if (unit.step < 0 || unit.step >= snapshot.probe.h.rows) return {};
  if (unit.layer == Layer::hidden) return explainHidden(snapshot, unit.step, unit.index);
  if (unit.layer == Layer::output) return explainOutput(snapshot, unit.step, unit.index);
  return {};
}

WeightRef weightOfTerm(const UnitRef& unit, const Term& term) {
  switch (term.kind) {
    case Term::Kind::input: return {Matrix::xh, unit.step, unit.index, term.index};
    case Term::Kind::recurrent: return {Matrix::hh, unit.step, unit.index, term.index};
    case Term::Kind::readout: return {Matrix::hy, unit.step, unit.index, term.index};
    case Term::Kind::feedback:  // not in a net that this scene draws
    case Term::Kind::peephole:
    case Term::Kind::bias: break;
  }
  return {unit.layer == Layer::output ? Matrix::outputBias : Matrix::hiddenBias, unit.step, unit.index, 0};
}

bool copiesDiffer(const Snapshot& snapshot) {
  std::unordered_map<std::string_view, const ParameterTable*> first;  // by the name without @ and its step
  for (const ParameterTable& p : snapshot.parameters) {
    if (p.step < 0) continue;
    const auto [known, fresh] = first.emplace(std::string_view(p.name).substr(0, p.name.find('@')), &p);
    if (!fresh && p.values.values != known->second->values.values) return true;
  }
  return false;
}

}  // namespace unroll
