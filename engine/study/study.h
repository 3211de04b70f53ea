// A study: an experiment in which some keys have several values, `seqLen=10|20|50&cell=elman|lstm&seed=1..8`. Each combination is a run;
// runs know nothing of each other, so whoever carries them out (threads, workers of a page, other machines) has the same rows in the end.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/result.h"
#include "study/jobs.h"
#include "tasks/experiment.h"
#include "training/curve.h"

namespace unroll {

class Simulation;

struct Study {
  static constexpr std::int64_t mostRuns = 100'000;

  std::vector<std::pair<std::string, std::vector<std::string>>> keys;  // in the order in which they were said, each with a value or more

  std::int64_t runs() const;                   // 1 … mostRuns
  std::string textOf(std::int64_t run) const;  // its pairs as they were said; the last key's values follow each other first
  Result<Experiment> experiment(std::int64_t run) const;
};

// Values are separated by `|`; `1..8` are the whole numbers from 1 to 8. `edits`, `input` and `start` are taken as they are. The error
// names a key, its value and what is allowed, or a combination that no net can have. A study whose runs are the same twice is refused.
Result<Study> parseStudy(std::string_view text);
std::string printStudy(const Study& study);

// What a run came to. `experiment` is its canonical text, by which it is known in a file of rows.
struct StudyRow {
  std::string experiment;
  double metric = 0;            // of the last evaluation; NaN: not finite
  std::int64_t learnedAt = -1;  // the first update at whose evaluation the task was learned (or stopAt met); −1: never
  bool diverged = false;
  double seconds = 0;  // of wall-clock time; the only number that another run of it may have otherwise
  std::string hash;    // of the weights in the end
  std::int64_t updates = 0;
  std::optional<double> trainingMetric = std::nullopt;  // over the training set (NaN: not finite), where there is one

  bool agrees(const StudyRow& other) const;  // in all but the time
};

// One line of JSON without its end: {"experiment", "metric", "learned_at", "diverged", "updates", "seconds", "weights_hash"}, and after
// "metric" a "training_metric" where there is a training set.
std::string printRow(const StudyRow& row);
Result<StudyRow> readRow(std::string_view line);

// Works at one run in slices, so that a page can draw meanwhile.
class Simulation;
class StudyRun {
 public:
  static Result<StudyRun> begin(const Experiment& experiment);
  StudyRun(StudyRun&&) noexcept;
  StudyRun& operator=(StudyRun&&) noexcept;
  ~StudyRun();

  bool advance(double milliseconds);  // returns whether it is done
  void finish();
  StudyRow row() const;  // as far as it has come
  bool isDone() const;
  bool isGoodEnough() const;    // the task is learned, or stopAt met, by the last evaluation, though it were of a net that was not trained
  bool higherIsBetter() const;  // of the metric
  std::vector<CurvePoint> metricCurve() const;
  const Simulation& simulation() const;
  Simulation& simulation();  // to look at what has been learned; who changes it changes the run

 private:
  struct State;
  explicit StudyRun(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// All these runs, `jobs` at a time where there are threads; `tell` is called with each row as it comes, never twice at once. The first run
// that can't be begun (its net would not fit into memory) is the error.
Result<void> carryOut(const Study& study, const std::vector<std::int64_t>& runs, int jobs,
                      const std::function<void(const StudyRow&)>& tell);

// ── Rows of several files ──

struct Collected {
  std::vector<StudyRow> rows;                          // each once, in the order of the study, or as they came without one
  std::vector<std::string> missing, doubled, foreign;  // experiments: without a row; with several that agree; that are not of the study
  std::vector<std::string> contradicting;              // with several that don't agree
};
Collected collect(const std::vector<StudyRow>& rows, const Study* study);

}  // namespace unroll
