#include "recurrent/own_sequences.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "recurrent/edits.h"
#include "tasks/csv.h"
#include "tasks/own_data.h"
#include "tasks/task.h"
#include "training/loss.h"

namespace unroll {

namespace {

constexpr double largestRead = 1000;  // as of the key `input`

// What the inputs of a net mean: numbers, in the units of own data where there are any, or symbols.
class Meaning {
 public:
  explicit Meaning(const Experiment& experiment)
      : experiment_(experiment), task_(*findTask(experiment.task)), inputs_(task_.inputSize(experiment)) {
    if (experiment.task == "series") series_ = ownSeries(experiment);
    if (task_.names) names_ = task_.names(experiment);
    if (static_cast<int>(names_.size()) != inputs_) names_ = {};  // they are those of the outputs alone
  }

  int inputs() const { return inputs_; }
  bool hasSymbols() const { return inputs_ > 1 && (!names_.empty() || !task_.lettersOf(experiment_).empty()); }

  // −1: there is no such symbol.
  int symbol(std::string_view text) const {
    for (std::size_t i = 0; i < names_.size(); ++i)
      if (names_[i] == text) return static_cast<int>(i);
    const std::string_view letters = task_.lettersOf(experiment_);
    return text.size() == 1 && letters.find(text) != std::string_view::npos ? static_cast<int>(letters.find(text)) : -1;
  }
  float inputOf(int symbol, int input) const {
    return names_.empty() ? task_.codeOf(static_cast<std::size_t>(symbol), input, inputs_) : (symbol == input ? 1.f : 0.f);
  }

  double least() const { return inUnits(-largestRead); }
  double greatest() const { return inUnits(largestRead); }
  float asSeen(double value) const {
    return static_cast<float>(series_ ? 2 * (value - series_->least) / (series_->greatest - series_->least) - 1 : value);
  }

 private:
  double inUnits(double seen) const { return series_ ? series_->inOwnUnits(seen) : seen; }

  const Experiment& experiment_;
  const Task& task_;
  int inputs_;
  std::span<const std::string> names_;
  const OwnSeries* series_ = nullptr;
};

// Line ends between two rows: two or more are a blank line.
bool hasBlankLine(std::string_view between) {
  int ends = 0;
  for (std::size_t i = 0; i < between.size(); ++i) ends += between[i] == '\n' || (between[i] == '\r' && between.substr(i + 1, 1) != "\n");
  return ends >= 2;
}

bool isSymbol(const csv::Row& row, const Meaning& meaning) { return row.fields.size() == 1 && meaning.hasSymbols(); }

bool isHeader(const csv::Row& row, bool decimalComma, const Meaning& meaning) {
  double value = 0;
  return !isSymbol(row, meaning) && std::none_of(row.fields.begin(), row.fields.end(), [&](const csv::Field& field) {
    return csv::readNumberIn(field.text, decimalComma, value);
  });
}

Result<void> addRow(const csv::Reader& reader, const csv::Row& row, const Meaning& meaning, Table& x) {
  const int inputs = meaning.inputs();
  if (isSymbol(row, meaning)) {
    const csv::Field& field = row.fields[0];
    int symbol = meaning.symbol(field.text);
    if (symbol < 0) symbol = meaning.symbol(csv::trimmed(field.text));
    if (symbol < 0)
      return reader.wrong(field.at, csv::shortened(field.text) + " is no symbol of the task, and a line of numbers has " +
                                        csv::counted(static_cast<std::size_t>(inputs), "field"));
    for (int i = 0; i < inputs; ++i) x.values.push_back(meaning.inputOf(symbol, i));
  } else {
    if (static_cast<int>(row.fields.size()) != inputs)
      return reader.wrong(row.fields[0].at, "the net has " + csv::counted(static_cast<std::size_t>(inputs), "input") + ", this line has " +
                                                csv::counted(row.fields.size(), "field"));
    for (const csv::Field& field : row.fields) {
      double value = 0;
      if (!csv::readNumberIn(field.text, reader.semicolons(), value) || !(value >= meaning.least() && value <= meaning.greatest()))
        return reader.wrong(field.at, csv::shortened(field.text) + " must be a number from " + printNumber(meaning.least()) + " to " +
                                          printNumber(meaning.greatest()));
      x.values.push_back(meaning.asSeen(value));
    }
  }
  ++x.rows;
  x.cols = inputs;
  return {};
}

std::string quoted(std::string_view text) {
  if (text.find_first_of("\",;\r\n ") == std::string_view::npos) return std::string(text);
  std::string all = "\"";
  for (const char c : text) all += c == '"' ? "\"\"" : std::string(1, c);
  return all + "\"";
}

}  // namespace

Result<std::vector<Table>> parseSequences(std::string_view bytes, const Experiment& experiment) {
  const Meaning meaning(experiment);
  csv::Reader reader(bytes);
  std::vector<Table> sequences;
  std::size_t end = 0;
  for (bool isFirst = true;; isFirst = false) {
    const auto row = reader.next();
    if (!row) return row.error();
    const std::vector<csv::Field>& fields = row.value().fields;
    if (fields.empty()) break;
    const bool begins = sequences.empty() || hasBlankLine(bytes.substr(end, fields[0].at - end));
    end = row.value().end;
    if (isFirst && isHeader(row.value(), reader.semicolons(), meaning)) continue;
    if (begins) sequences.emplace_back();
    if (auto added = addRow(reader, row.value(), meaning, sequences.back()); !added) return added.error();
  }
  if (sequences.empty()) return reader.endsTooSoon("there is no time step in it");
  return sequences;
}

std::string printAnswers(const std::vector<Table>& answers, const Experiment& experiment) {
  const Task& task = *findTask(experiment.task);
  const int outputs = task.outputSize(experiment);
  const OwnSeries* series = experiment.task == "series" ? ownSeries(experiment) : nullptr;
  auto names = task.names ? task.names(experiment) : std::span<const std::string>();
  if (static_cast<int>(names.size()) != outputs) names = {};
  const bool classes = lossOf(experiment, task) == Loss::crossEntropy;
  const auto nameOf = [&](int o) {
    if (series) return quoted(series->column);
    return names.empty() ? "y" + std::to_string(o) : quoted(names[static_cast<std::size_t>(o)]);
  };
  std::string text = "sequence,t";
  for (int o = 0; o < outputs; ++o) text += "," + nameOf(o);
  text += classes ? ",answer\n" : "\n";
  for (std::size_t n = 0; n < answers.size(); ++n)
    for (int t = 0; t < answers[n].rows; ++t) {
      text += std::to_string(n) + "," + std::to_string(t);
      int likeliest = 0;
      for (int o = 0; o < outputs; ++o) {
        const float value = answers[n].at(t, o);
        if (value > answers[n].at(t, likeliest)) likeliest = o;
        text += ",";
        if (std::isnan(value))
          text += "nan";
        else
          text += series ? printNumber(series->inOwnUnits(static_cast<double>(value))) : printWeightValue(value);
      }
      if (classes) text += "," + (names.empty() ? std::to_string(likeliest) : nameOf(likeliest));
      text += "\n";
    }
  return text;
}

std::string sequenceHeader(int inputs, int outputs) {
  std::string text;
  for (int i = 0; i < inputs; ++i) text += (i > 0 ? ",x" : "x") + std::to_string(i);
  for (int o = 0; o < outputs; ++o) text += ",target" + std::to_string(o);
  return text + "\n";
}

std::string printSequence(const Table& x, const Table& target) {
  const auto number = [](float value) { return std::isnan(value) ? "nan" : printWeightValue(value); };
  std::string text;
  for (int t = 0; t < x.rows; ++t) {
    for (int i = 0; i < x.cols; ++i) text += (i > 0 ? "," : "") + number(x.at(t, i));
    for (int o = 0; o < target.cols; ++o) text += "," + number(target.at(t, o));
    text += "\n";
  }
  return text + "\n";
}

}  // namespace unroll
