#include "recurrent/own_input.h"

#include <algorithm>

#include "cells/cell.h"
#include "core/keys.h"
#include "recurrent/edits.h"

namespace unroll {

namespace {

constexpr double largestInput = 1000;
constexpr int mostRows = 1000;

Error refused(std::string_view text, const std::string& why, const char* key = "input=") {
  return Error{key + std::string(text.substr(0, 60)) + (text.size() > 60 ? "…" : "") + ": " + why};
}

// Calls use(piece) for what stands between the separators, until it returns false.
template <class Use>
bool split(std::string_view text, char separator, Use use) {
  for (;;) {
    const std::size_t at = text.find(separator);
    if (!use(text.substr(0, at))) return false;
    if (at == std::string_view::npos) return true;
    text.remove_prefix(at + 1);
  }
}

// Numbers by comma; what is wrong otherwise.
std::string readNumbers(std::string_view row, std::vector<float>& values) {
  std::string why;
  split(row, ',', [&](std::string_view word) {
    double value = 0;
    const bool good = readNumber(word, value) && value >= -largestInput && value <= largestInput;
    if (good)
      values.push_back(static_cast<float>(value));
    else
      why = "“" + std::string(word.substr(0, 20)) + "” must be a number from −1000 to 1000";
    return good;
  });
  return why;
}

}  // namespace

Result<Table> parseInput(std::string_view text) {
  Table table;
  if (text.empty()) return table;
  std::string why;
  const bool good = split(text, ';', [&](std::string_view row) {
    const std::size_t before = table.values.size();
    why = readNumbers(row, table.values);
    if (!why.empty()) return false;
    const int count = static_cast<int>(table.values.size() - before);
    if (table.rows == 0) table.cols = count;
    if (count != table.cols)
      why = "each time step needs as many numbers: " + std::to_string(table.cols) + " at first, then " + std::to_string(count);
    if (++table.rows > mostRows) why = "at most 1000 time steps";
    return why.empty();
  });
  if (!good) return refused(text, why);
  return table;
}

std::string printInput(const Table& rows) {
  std::string text;
  for (int t = 0; t < rows.rows; ++t)
    for (int i = 0; i < rows.cols; ++i) text += (i > 0 ? "," : t > 0 ? ";" : "") + printWeightValue(rows.at(t, i));
  return text;
}

bool isWord(std::string_view text) {
  const auto isLetter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  return !text.empty() && text.size() <= mostRows && std::all_of(text.begin(), text.end(), isLetter);
}

std::string wordOf(const Experiment& experiment, const Task& task, const Table& x) {
  const std::string_view letters = task.lettersOf(experiment);
  std::string word;
  const auto is = [&](std::size_t letter, int t) {
    for (int i = 0; i < x.cols; ++i)
      if (x.at(t, i) != task.codeOf(letter, i, x.cols)) return false;
    return true;
  };
  for (int t = 0; t < x.rows && !letters.empty(); ++t) {
    word += ' ';
    for (std::size_t k = 0; k < letters.size(); ++k)
      if (is(k, t)) word.back() = letters[k];
  }
  return word;
}

namespace {

Result<Table> rowsOfWord(std::string_view word, const Experiment& experiment, const Task& task) {
  const std::string_view alphabet = task.lettersOf(experiment);
  std::string letters;
  for (const char each : alphabet) letters += (letters.empty() ? "" : ", ") + std::string(1, each);
  Table rows;
  rows.resize(static_cast<int>(word.size()), task.inputSize(experiment));
  for (std::size_t t = 0; t < word.size(); ++t) {
    const std::size_t letter = alphabet.find(word[t]);
    if (letter == std::string_view::npos)
      return refused(word, "“" + std::string(1, word[t]) + "” is no letter of task=" + std::string(task.name) +
                               (letters.empty() ? ", which has numbers" : ": it has " + letters));
    for (int i = 0; i < rows.cols; ++i)
      rows.values[t * static_cast<std::size_t>(rows.cols) + static_cast<std::size_t>(i)] = task.codeOf(letter, i, rows.cols);
  }
  return rows;
}

Result<Table> rowsOf(const Experiment& experiment, const Task& task) {
  return isWord(experiment.input) ? rowsOfWord(experiment.input, experiment, task) : parseInput(experiment.input);
}

}  // namespace

Result<void> inputFits(const Experiment& experiment, const Task& task) {
  auto rows = rowsOf(experiment, task);
  if (!rows) return rows.error();
  if (rows.value().rows == 0 || rows.value().cols == task.inputSize(experiment)) return {};
  return refused(experiment.input, "task=" + experiment.task + " has " + std::to_string(task.inputSize(experiment)) +
                                       " inputs at each time step, not " + std::to_string(rows.value().cols));
}

void takeOwnInput(const Experiment& experiment, const Task& task, Table& x, Table& target, std::vector<bool>& known) {
  const auto rows = rowsOf(experiment, task);
  UNROLL_CHECK(rows);
  const Table& given = rows.value();
  const int steps = experiment.seqLen;
  x.fill(steps, task.inputSize(experiment), [&](int t, int i) { return t < given.rows ? given.at(t, i) : 0.f; });
  target.fill(steps, task.outputSize(experiment), [](int, int) { return 0.f; });
  known.assign(static_cast<std::size_t>(steps), false);
  const auto size = static_cast<std::size_t>(target.cols);
  for (int t = 0; t < steps; ++t) {
    // Where each step counts, those that the task doesn't ask are to be 0, as in what it draws itself.
    const bool zero = experiment.lossAt == "every" && !task.counts(experiment, t) && !task.classes;
    known[static_cast<std::size_t>(t)] =
        zero || (task.answer && task.answer(experiment, x, t, {target.values.data() + static_cast<std::size_t>(t) * size, size}));
  }
}

Result<StartRows> parseStart(std::string_view text) {
  constexpr std::size_t mostStartRows = 2 * 16, mostUnits = 1024;
  StartRows rows;
  std::string why;
  if (text.empty()) return rows;
  (void)split(text, ';', [&](std::string_view chain) {
    const std::size_t bar = chain.find('|');
    const std::string_view parts[] = {chain.substr(0, bar), bar == std::string_view::npos ? std::string_view() : chain.substr(bar + 1)};
    for (const std::string_view part : parts) {
      auto& row = rows.emplace_back();
      if (!part.empty() && why.empty()) why = readNumbers(part, row);
      if (row.size() > mostUnits) why = "at most 1024 units";
    }
    if (rows.size() > mostStartRows) why = "at most 16 layers and directions";
    return why.empty();
  });
  if (!why.empty()) return refused(text, why, "start=");
  return rows;
}

std::string printStart(const StartRows& rows) {
  std::string text;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i % 2 == 0 && i > 0) text += ';';
    if (i % 2 == 1 && !rows[i].empty()) text += '|';
    for (std::size_t k = 0; k < rows[i].size(); ++k) text += (k > 0 ? "," : "") + printWeightValue(rows[i][k]);
  }
  return text;
}

void takeOwnStart(const Experiment& experiment, Trace<float>& trace) {
  trace.ownStart = !experiment.start.empty();
  if (!trace.ownStart) return;
  const auto read = parseStart(experiment.start);
  UNROLL_CHECK(read);
  const StartRows& rows = read.value();
  const TraceShape& shape = trace.shape;
  const bool feeds = findCell(experiment.cell)->feedsBack;  // then that is all there is, and it stands in the place of h
  for (std::size_t chain = 0; 2 * chain + 1 < rows.size() && chain < trace.chains.size(); ++chain) {
    ChainTrace<float>& to = trace.chains[chain];
    const auto copy = [](const std::vector<float>& row, int size, float* at) {
      std::copy(row.begin(), row.begin() + std::min<std::ptrdiff_t>(size, static_cast<std::ptrdiff_t>(row.size())), at);
    };
    if (feeds) {
      copy(rows[2 * chain], shape.outputSize, to.carriedStart());
    } else {
      copy(rows[2 * chain], shape.hiddenSize, to.start());
      if (shape.carriedSize > 0) copy(rows[2 * chain + 1], shape.hiddenSize, to.carriedStart());
    }
  }
}

}  // namespace unroll
