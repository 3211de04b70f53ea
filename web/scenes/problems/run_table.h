// Runs as a table: in each place those that differ in nothing but the seed, a dot each, filled where it has learned.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "scenes/problems/runs.h"

namespace unroll {

struct RunPlace {
  int row = -1, column = -1;
  explicit operator bool() const { return row >= 0; }
  bool operator==(const RunPlace&) const = default;
};

struct RunTable {
  struct Row {
    std::string name;
    bool pale = false;
  };
  std::vector<Row> rows;
  std::vector<std::string> columns;
  std::vector<std::string> columnsBriefly = {};    // markup, where those don't fit; none: they are cut
  std::function<std::vector<int>(RunPlace)> runs;  // of the snapshot, in each place
  std::function<std::string(RunPlace)> below;      // what stands under the dots, markup; may be empty
  // The same with ever fewer digits, 1, 2, …, for narrow places; empty: there is nothing shorter.
  std::function<std::string(RunPlace, int fewer)> briefly = nullptr;
  std::function<std::string(RunPlace)> words;  // the place as a sentence
  std::function<bool(const ProblemRun&)> hasLearned;
};

// Those that are done, and of them those that have learned.
struct RunCount {
  int done = 0, learned = 0;
};
RunCount countRuns(const ProblemsSnapshot& snapshot, const RunTable& table, RunPlace place);

SpokenTable spokenTable(const RunTable& table, std::string caption, std::string corner);

class RunTableView {
 public:
  // Places are the controls place0-0, place0-1, …: row, column.
  void draw(const ProblemsContext& context, Rect area, const RunTable& table);
  // The runs of the chosen place as small multiples, and the one that is chosen among them.
  void drawChosen(const ProblemsContext& context, Column& column, const RunTable& table, const std::function<std::string(int)>& nameOf);

  const RunPlace& chosen() const { return chosen_; }
  int choices() const { return choices_; }  // by hand, so far

 private:
  void place(const ProblemsContext& context, Rect cell, const RunTable& table, RunPlace at);

  RunPlace chosen_;
  RunGrid grid_;
  int choices_ = 0;
};

}  // namespace unroll
