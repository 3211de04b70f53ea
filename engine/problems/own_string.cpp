#include "problems/own_string.h"

#include <cctype>
#include <chrono>

#include "probing/state_samples.h"
#include "problems/problems.h"
#include "training/loss.h"

namespace unroll {

std::string symbolsOf(const Experiment& e) {
  const Task& task = *findTask(e.task);
  if (task.automaton) return std::string(task.automaton->letters);
  if (!task.signs.empty()) return std::string(task.signs);
  if (!task.letters.empty() && task.codes.empty()) return std::string(task.lettersOf(e));
  return task.legal == allBits ? "01" : "";
}

Result<std::vector<int>> readString(const Problems& p) {
  std::vector<int> symbols;
  if (p.string.empty()) return symbols;
  const std::string letters = symbolsOf(p.net), said = "string=" + p.string.substr(0, longestString) + ": ";
  if (letters.empty()) return Error{said + "“" + p.string.substr(0, 1) + "” is no letter of " + p.net.task + ", which has numbers"};
  if (p.string.size() > longestString) return Error{said + "at most " + std::to_string(longestString) + " time steps"};
  for (std::size_t i = 0; i < p.string.size(); ++i) {
    std::size_t at = letters.find(p.string[i]);
    if (at == std::string::npos) at = letters.find(static_cast<char>(std::toupper(static_cast<unsigned char>(p.string[i]))));
    if (at == std::string::npos) {
      std::size_t end = i + 1;  // of the character, in UTF-8
      while (end < p.string.size() && (static_cast<unsigned char>(p.string[end]) & 0xC0) == 0x80) ++end;
      return Error{said + "“" + p.string.substr(i, end - i) + "” is no letter of " + p.net.task + ": it has " + letters};
    }
    symbols.push_back(static_cast<int>(at));
  }
  return symbols;
}

namespace {

Table inputOf(std::span<const int> symbols, int inputs) {
  Table x;
  x.fill(static_cast<int>(symbols.size()), inputs, [&](int t, int i) {
    const int symbol = symbols[static_cast<std::size_t>(t)];
    return inputs == 1 ? static_cast<float>(symbol) : symbol == i ? 1.f : 0.f;
  });
  return x;
}

}  // namespace

void append(Table& table, const Table& rows) {
  table.values.insert(table.values.end(), rows.values.begin(), rows.values.end());
  table.rows += rows.rows;
}

OwnString::OwnString(const Network<float>& network, const Experiment& experiment, const Task& task, std::span<const int> symbols)
    : network_(network), loss_(lossOf(experiment, task)), x_(inputOf(symbols, network.shape().inputSize)), pass_(network, x_) {}

bool OwnString::advance(double milliseconds) {
  using Clock = std::chrono::steady_clock;
  const auto begin = Clock::now();
  while (!pass_.advanceForward())
    if (std::chrono::duration<double, std::milli>(Clock::now() - begin).count() >= milliseconds) return false;
  states_.resize(x_.rows, stateSize(network_, true));
  answers_.resize(x_.rows, network_.shape().outputSize);
  for (int t = 0; t < x_.rows; ++t) {
    readState(network_, pass_.trace, t, 0, true, states_.values.data() + index(t, states_.cols));
    unroll::answers(loss_, pass_.trace.output(t), answers_.cols, answers_.values.data() + index(t, answers_.cols));
  }
  return true;
}

}  // namespace unroll
