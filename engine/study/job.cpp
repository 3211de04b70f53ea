#include "study/job.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/base64.h"
#include "recurrent/experiment_text.h"
#include "recurrent/recurrent.h"
#include "tasks/own_data.h"

namespace unroll {

namespace {

using Json = nlohmann::ordered_json;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr int sequencesAtLengths = 250;               // fresh ones, at each length
constexpr std::uint64_t betweenDrawings = 1'000'003;  // of the seeds of a random search: two searches don't meet

Json numberOrNull(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

// A message quotes what it speaks of, cut to a length in bytes, so it need not be UTF-8.
std::string lineOf(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

}  // namespace

struct JobRun::State {
  Job job;
  Experiment experiment;
  std::string error;
  std::optional<StudyRun> run;

  // Of a random search.
  StudyRow best;
  std::vector<CurvePoint> curve;
  std::int64_t drawn = 0;
  bool isSearch() const { return job.drawings > 0; }

  std::vector<double> atLengths;
  std::size_t tried = 0;

  void fail(std::string why) {
    error = std::move(why);
    run.reset();
  }
  void begin() {
    Experiment each = experiment;
    each.seed += static_cast<std::uint64_t>(drawn) * betweenDrawings;
    if (auto begun = StudyRun::begin(each))
      run = std::move(begun).value();
    else
      fail(begun.error().message);
  }
  bool isOver() const { return !error.empty() || (drawn > 0 && (drawn >= job.drawings || best.learnedAt > 0)); }
  bool search(double milliseconds);
  bool tryLengths();
};

// One net after another, none of which is trained.
bool JobRun::State::search(double milliseconds) {
  double left = milliseconds;
  while (!isOver() && left > 0) {
    const double before = run->row().seconds;
    if (!run->advance(left)) return false;
    const StudyRow row = run->row();
    left -= (row.seconds - before) * 1e3;
    ++drawn;
    best.seconds += row.seconds;
    best.updates = drawn;
    const bool isBetter = drawn == 1 || (run->higherIsBetter() ? row.metric > best.metric : row.metric < best.metric);
    if (isBetter) {
      best.metric = row.metric;
      best.hash = row.hash;
      curve.push_back({drawn, static_cast<float>(row.metric)});
    }
    if (run->isGoodEnough()) best.learnedAt = drawn;
    if (!isOver()) begin();
  }
  return isOver();
}

bool JobRun::State::tryLengths() {
  if (tried == job.lengths.size()) return true;
  const auto predicted = run->simulation().predict(job.lengths[tried], sequencesAtLengths, experiment.seed);
  atLengths[tried] = predicted ? predicted.value().metric : nan;
  return ++tried == job.lengths.size();
}

JobRun::JobRun(const Job& job) : state_(std::make_unique<State>()) {
  State& s = *state_;
  s.job = job;
  s.atLengths.assign(job.lengths.size(), nan);
  if (!job.data.empty())
    if (auto kept = keepOwnData(job.data); !kept) {
      s.fail("data: " + kept.error().message);
      return;
    }
  s.job.data.clear();
  const auto experiment = parseExperiment(job.experiment);
  if (!experiment) {
    s.fail(experiment.error().message);
    return;
  }
  s.experiment = experiment.value();
  if (s.isSearch()) s.experiment.updates = 0;
  s.best.experiment = printExperiment(s.experiment);
  s.begin();
}

JobRun::JobRun(JobRun&&) noexcept = default;
JobRun& JobRun::operator=(JobRun&&) noexcept = default;
JobRun::~JobRun() = default;

bool JobRun::advance(double milliseconds) {
  State& s = *state_;
  if (!s.error.empty()) return true;
  if (s.isSearch()) return s.search(milliseconds);
  return s.run->advance(milliseconds) && s.tryLengths();
}

JobReport JobRun::report() const {
  const State& s = *state_;
  JobReport report{.id = s.job.id, .error = s.error, .atLengths = s.atLengths};
  report.row.experiment = s.best.experiment;
  report.row.metric = nan;
  if (s.isSearch()) {
    report.done = s.isOver();
    report.row = s.best;
    report.curve = s.curve;
  } else if (s.run) {
    report.done = s.run->isDone() && s.tried == s.job.lengths.size();
    report.row = s.run->row();
    report.curve = s.run->metricCurve();
  }
  if (!s.error.empty()) report.done = true;
  return report;
}

// ── Lines ────────────────────────────────────────────────────────────────────────────────────────────────────────────

namespace {

const std::string* dataOf(const std::string& experiment) {  // nullptr: it names none, or none that is here
  for (const auto& [key, value] : splitExperiment(experiment))
    if (key == "data") return ownData(value);
  return nullptr;
}

}  // namespace

std::string printJob(const Job& job) {
  Json line{{"id", job.id}, {"experiment", job.experiment}};
  if (!job.lengths.empty()) line["lengths"] = job.lengths;
  if (job.drawings > 0) line["drawings"] = job.drawings;
  const std::string* data = job.data.empty() ? dataOf(job.experiment) : &job.data;
  if (data) line["data"] = toBase64(*data);
  return lineOf(line);
}

Result<Job> readJob(std::string_view line) {
  const auto read = nlohmann::json::parse(line, nullptr, false);
  const Error wrong{"“" + std::string(line.substr(0, 60)) + "”: is no job of a study"};
  if (!read.is_object() || !read.contains("id") || !read["id"].is_number_integer() || !read.contains("experiment") ||
      !read["experiment"].is_string())
    return wrong;
  Job job{.id = read["id"].get<std::int64_t>(), .experiment = read["experiment"].get<std::string>()};
  if (read.contains("drawings")) {
    if (!read["drawings"].is_number_integer()) return wrong;
    job.drawings = read["drawings"].get<std::int64_t>();
  }
  if (read.contains("data")) {
    auto bytes = read["data"].is_string() ? fromBase64(read["data"].get_ref<const std::string&>()) : std::nullopt;
    if (!bytes) return wrong;
    job.data = std::move(*bytes);
  }
  if (!read.contains("lengths")) return job;
  if (!read["lengths"].is_array()) return wrong;
  for (const auto& length : read["lengths"]) {
    if (!length.is_number_integer() || length.get<std::int64_t>() < 1 || length.get<std::int64_t>() > Job::longest) return wrong;
    job.lengths.push_back(length.get<int>());
  }
  return job;
}

std::string printReport(const JobReport& report) {
  Json line{{"id", report.id}, {"done", report.done}, {"error", report.error}, {"row", printRow(report.row)}};
  Json curve = Json::array();
  for (const CurvePoint& p : report.curve) curve.push_back({p.update, numberOrNull(static_cast<double>(p.value))});
  line["curve"] = std::move(curve);
  Json lengths = Json::array();
  for (const double metric : report.atLengths) lengths.push_back(numberOrNull(metric));
  line["lengths"] = std::move(lengths);
  return lineOf(line);
}

Result<JobReport> readReport(std::string_view line) {
  const auto read = nlohmann::json::parse(line, nullptr, false);
  const Error wrong{"“" + std::string(line.substr(0, 60)) + "”: is no report of a run"};
  const auto number = [](const nlohmann::json& value) { return value.is_number() ? value.get<double>() : nan; };
  if (!read.is_object() || !read.contains("id") || !read["id"].is_number_integer() || !read.contains("row") || !read["row"].is_string() ||
      !read.contains("curve") || !read.contains("lengths"))
    return wrong;
  if ((read.contains("done") && !read["done"].is_boolean()) || (read.contains("error") && !read["error"].is_string())) return wrong;
  JobReport report{.id = read["id"].get<std::int64_t>(), .done = read.value("done", false), .error = read.value("error", "")};
  if (report.error.empty()) {
    auto row = readRow(read["row"].get<std::string>());
    if (!row) return row.error();
    report.row = std::move(row).value();
  }
  for (const auto& point : read["curve"]) {
    if (!point.is_array() || point.size() != 2 || !point[0].is_number_integer()) return wrong;
    report.curve.push_back({point[0].get<std::int64_t>(), static_cast<float>(number(point[1]))});
  }
  for (const auto& metric : read["lengths"]) report.atLengths.push_back(number(metric));
  return report;
}

}  // namespace unroll
