#include "recurrent/own_input.h"

#include "core/keys.h"
#include "recurrent/edits.h"

namespace unroll {

namespace {

constexpr double largestInput = 1000;
constexpr int mostRows = 1000;

Error refused(std::string_view text, const std::string& why) {
  return Error{"input=" + std::string(text.substr(0, 60)) + (text.size() > 60 ? "…" : "") + ": " + why};
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

}  // namespace

Result<Table> parseInput(std::string_view text) {
  Table table;
  if (text.empty()) return table;
  std::string why;
  const bool good = split(text, ';', [&](std::string_view row) {
    int count = 0;
    const bool numbers = split(row, ',', [&](std::string_view word) {
      double value = 0;
      if (!readNumber(word, value) || value < -largestInput || value > largestInput) {
        why = "“" + std::string(word.substr(0, 20)) + "” must be a number from −1000 to 1000";
        return false;
      }
      table.values.push_back(static_cast<float>(value));
      ++count;
      return true;
    });
    if (!numbers) return false;
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

Result<void> inputFits(const Experiment& experiment, const Task& task) {
  auto rows = parseInput(experiment.input);
  if (!rows) return rows.error();
  if (rows.value().rows == 0 || rows.value().cols == task.inputSize) return {};
  return refused(experiment.input, "task=" + experiment.task + " has " + std::to_string(task.inputSize) +
                                       " inputs at each time step, not " + std::to_string(rows.value().cols));
}

void takeOwnInput(const Experiment& experiment, const Task& task, Table& x, Table& target, std::vector<bool>& known) {
  const auto rows = parseInput(experiment.input);
  UNROLL_CHECK(rows);
  const Table& given = rows.value();
  const int steps = experiment.seqLen;
  x.fill(steps + 2, task.inputSize, [&](int t, int i) { return t < steps && t < given.rows ? given.at(t, i) : 0.f; });
  target.fill(steps, task.outputSize, [](int, int) { return 0.f; });
  known.assign(static_cast<std::size_t>(steps), false);
  const auto size = static_cast<std::size_t>(task.outputSize);
  for (int t = 0; t < steps; ++t)
    known[static_cast<std::size_t>(t)] =
        task.answer && task.answer(experiment, x, t, {target.values.data() + static_cast<std::size_t>(t) * size, size});
}

}  // namespace unroll
