// Job: a run of a study as it is handed to whoever carries it out, and what comes back while it is under way. Both are lines of JSON too:
// to a worker of a page nothing but text gets through.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "study/study.h"
#include "training/curve.h"

namespace unroll {

struct Job {
  static constexpr int longest = 10'000;  // of `lengths`
  std::int64_t id = 0;
  std::string experiment;      // text
  std::vector<int> lengths{};  // at which the trained net is tried in the end, beside its own
  std::int64_t drawings = 0;   // > 0: instead of training, so many nets are drawn anew, until one is good enough: random search
  std::string data{};          // bytes of own data that the experiment names, where they come along
  bool operator==(const Job&) const = default;
};

struct JobReport {
  std::int64_t id = 0;
  bool done = false;                // else as far as it has come
  std::string error{};              // why there is no such run
  StudyRow row{};                   // learnedAt of a random search: the drawing, from 1 on; `updates`: those that there were
  std::vector<CurvePoint> curve{};  // the metric on fresh data over the updates; of a random search the best so far over the drawings
  std::vector<double> atLengths{};  // the metric at each of Job::lengths; NaN: not yet, or not finite
};

// With the bytes of own data that its experiment names, in base64.
std::string printJob(const Job& job);
Result<Job> readJob(std::string_view line);
std::string printReport(const JobReport& report);
Result<JobReport> readReport(std::string_view line);

// Works at one job in slices.
class JobRun {
 public:
  explicit JobRun(const Job& job);  // one that can't be begun is done at once, with the error
  JobRun(JobRun&&) noexcept;
  JobRun& operator=(JobRun&&) noexcept;
  ~JobRun();

  bool advance(double milliseconds);  // returns whether it is done
  JobReport report() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace unroll
