// Carrying out runs, and their rows as lines of JSON.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <memory>
#include <mutex>
#include <optional>

#include <nlohmann/json.hpp>

#include "recurrent/experiment_text.h"
#include "recurrent/recurrent.h"
#include "study/study.h"

namespace unroll {

namespace {

using Json = nlohmann::ordered_json;
using Clock = std::chrono::steady_clock;

SnapshotParts fewParts() {
  SnapshotParts parts;
  parts.curves = parts.parameters = parts.probe = false;
  return parts;
}

}  // namespace

struct StudyRun::State {
  std::unique_ptr<Simulation> simulation;
  std::string text;
  std::int64_t updates = 0, learnedAt = -1;
  double seconds = 0;
  Snapshot snapshot;

  // From one evaluation to the next, so that it is seen when the task is learned.
  void setNextGoal() { simulation->setGoal(std::min(updates, Simulation::nextEvaluation(simulation->settings(), simulation->update()))); }
  bool isAtItsEnd() const { return simulation->diverged() || simulation->stopMet() || simulation->update() >= updates; }
  void look() {
    simulation->fill(snapshot, fewParts());
    const bool met = simulation->stopMet() || (snapshot.learned && snapshot.metricUpdate == snapshot.update);
    if (met && learnedAt < 0 && snapshot.update > 0) learnedAt = snapshot.update;
  }
};

StudyRun::StudyRun(std::unique_ptr<State> state) : state_(std::move(state)) {}
StudyRun::StudyRun(StudyRun&&) noexcept = default;
StudyRun& StudyRun::operator=(StudyRun&&) noexcept = default;
StudyRun::~StudyRun() = default;

Result<StudyRun> StudyRun::begin(const Experiment& experiment) {
  const auto began = Clock::now();
  auto simulation = Simulation::create(experiment);
  if (!simulation) return simulation.error();
  auto state = std::make_unique<State>();
  state->simulation = std::move(simulation).value();
  state->text = printExperiment(experiment);
  state->updates = experiment.updates;
  state->setNextGoal();
  state->seconds = std::chrono::duration<double>(Clock::now() - began).count();
  return StudyRun(std::move(state));
}

bool StudyRun::advance(double milliseconds) {
  State& s = *state_;
  const auto began = Clock::now();
  while (!s.isAtItsEnd() || !s.simulation->done()) {
    const double left = milliseconds - std::chrono::duration<double, std::milli>(Clock::now() - began).count();
    if (left <= 0) break;
    if (!s.simulation->advance(left)) continue;
    s.look();
    if (!s.isAtItsEnd()) s.setNextGoal();
  }
  s.seconds += std::chrono::duration<double>(Clock::now() - began).count();
  return isDone();
}

Simulation& StudyRun::simulation() { return *state_->simulation; }

void StudyRun::finish() {
  constexpr double slice = 1000;
  while (!advance(slice)) {
  }
}

StudyRow StudyRun::row() const {
  State& s = *state_;
  s.simulation->fill(s.snapshot, fewParts());
  return {.experiment = s.text,
          .metric = s.snapshot.metric,
          .learnedAt = s.learnedAt,
          .diverged = s.simulation->diverged(),
          .seconds = s.seconds,
          .hash = s.simulation->weightsHash(),
          .updates = s.simulation->update(),
          .trainingMetric = s.snapshot.current.trainingSet > 0 ? std::optional(s.snapshot.trainingMetric) : std::nullopt};
}

bool StudyRun::isDone() const { return state_->isAtItsEnd() && state_->simulation->done(); }

bool StudyRun::isGoodEnough() const {
  state_->simulation->fill(state_->snapshot, fewParts());
  return state_->simulation->stopMet() || state_->snapshot.learned;
}

bool StudyRun::higherIsBetter() const {
  state_->simulation->fill(state_->snapshot, fewParts());
  return state_->snapshot.higherIsBetter;
}

std::vector<CurvePoint> StudyRun::metricCurve() const {
  Snapshot snapshot;
  SnapshotParts parts = fewParts();
  parts.curves = true;
  state_->simulation->fill(snapshot, parts);
  return std::move(snapshot.metricCurve);
}

const Simulation& StudyRun::simulation() const { return *state_->simulation; }

bool StudyRow::agrees(const StudyRow& other) const {
  const auto isSame = [](double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); };
  const bool sameTraining =
      trainingMetric.has_value() == other.trainingMetric.has_value() && (!trainingMetric || isSame(*trainingMetric, *other.trainingMetric));
  return experiment == other.experiment && isSame(metric, other.metric) && sameTraining && learnedAt == other.learnedAt &&
         diverged == other.diverged && hash == other.hash && updates == other.updates;
}

std::string printRow(const StudyRow& row) {
  const auto number = [](double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); };
  Json line{{"experiment", row.experiment}, {"metric", number(row.metric)}};
  if (row.trainingMetric) line["training_metric"] = number(*row.trainingMetric);
  line.update({{"learned_at", row.learnedAt >= 0 ? Json(row.learnedAt) : Json(nullptr)},
               {"diverged", row.diverged},
               {"updates", row.updates},
               {"seconds", std::round(row.seconds * 1e4) / 1e4},
               {"weights_hash", row.hash}});
  return line.dump();
}

Result<StudyRow> readRow(std::string_view line) {
  const auto read = nlohmann::json::parse(line, nullptr, false);
  const Error wrong{"“" + std::string(line.substr(0, 60)) + "”: is no row of a study"};
  const auto is = [&](const char* name, auto claim) { return read.contains(name) && claim(read[name]); };
  const auto isSeconds = [](const nlohmann::json& value) {
    constexpr double most = 1e12;  // what printRow multiplies stays finite
    return value.is_number() && std::fabs(value.get<double>()) <= most;
  };
  // A double beyond 64 bits can't become a whole number.
  const auto isCount = [](const nlohmann::json& value) { return value.is_number_integer() && value.get<std::int64_t>() >= 0; };
  const auto isCountOrNull = [&](const nlohmann::json& value) { return value.is_null() || isCount(value); };
  const auto isNumberOrNull = [](const nlohmann::json& value) { return value.is_number() || value.is_null(); };
  const auto isText = [](const nlohmann::json& value) { return value.is_string(); };
  if (read.is_discarded() || !read.is_object() || !is("experiment", isText) || !is("metric", isNumberOrNull) ||
      !is("learned_at", isCountOrNull) || !is("seconds", isSeconds) || !is("weights_hash", isText) || !is("updates", isCount) ||
      (read.contains("training_metric") && !is("training_metric", isNumberOrNull)) ||
      !is("diverged", [](const nlohmann::json& value) { return value.is_boolean(); }))
    return wrong;
  const auto experiment = parseExperiment(read["experiment"].get<std::string>());
  if (!experiment) return Error{"its experiment: " + experiment.error().message};
  const auto numberOf = [](const nlohmann::json& value) { return value.is_null() ? std::nan("") : value.get<double>(); };
  return StudyRow{.experiment = printExperiment(experiment.value()),
                  .metric = numberOf(read["metric"]),
                  .learnedAt = read["learned_at"].is_null() ? -1 : read["learned_at"].get<std::int64_t>(),
                  .diverged = read["diverged"].get<bool>(),
                  .seconds = read["seconds"].get<double>(),
                  .hash = read["weights_hash"].get<std::string>(),
                  .updates = read["updates"].get<std::int64_t>(),
                  .trainingMetric = read.contains("training_metric") ? std::optional(numberOf(read["training_metric"])) : std::nullopt};
}

Result<void> carryOut(const Study& study, const std::vector<std::int64_t>& runs, int jobs,
                      const std::function<void(const StudyRow&)>& tell) {
  const auto one = [&](std::int64_t run) -> Result<StudyRow> {
    const auto experiment = study.experiment(run);
    if (!experiment) return experiment.error();
    auto begun = StudyRun::begin(experiment.value());
    if (!begun) return begun.error();
    begun.value().finish();
    return begun.value().row();
  };
  std::mutex telling;
  std::optional<Error> failed;
  const auto hasFailed = [&] {
    const std::lock_guard lock(telling);
    return failed.has_value();
  };
  carryOutBeside(runs.size(), jobs, [&](std::size_t i) {
    if (hasFailed()) return;
    const auto row = one(runs[i]);
    const std::lock_guard lock(telling);
    if (failed) return;
    if (row)
      tell(row.value());
    else
      failed = row.error();
  });
  return failed ? Result<void>(*failed) : Result<void>();
}

}  // namespace unroll
