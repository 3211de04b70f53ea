#include "problems/command.h"

#include <chrono>
#include <cmath>
#include <thread>
#include <utility>
#include <variant>

#include <nlohmann/json.hpp>

#include "problems/keys.h"
#include "problems/problems.h"

namespace unroll {

namespace {

using Json = nlohmann::ordered_json;

Json jsonOf(const Facts::Value& value) {
  if (const bool* claim = std::get_if<bool>(&value)) return *claim;
  if (const double* number = std::get_if<double>(&value)) {
    constexpr double exact = 9e15;  // up to there each whole number is a double
    if (std::fabs(*number) < exact && *number == std::floor(*number)) return static_cast<std::int64_t>(*number);
    return std::isfinite(*number) ? Json(*number) : Json(nullptr);
  }
  if (const std::string* text = std::get_if<std::string>(&value)) return *text;
  Json all = Json::array();
  for (const double each : std::get<std::vector<double>>(value)) all.push_back(std::isfinite(each) ? Json(each) : Json(nullptr));
  return all;
}

// How many there are to be carried out: runs, or the one training of a picture.
std::int64_t runsOf(const Problems& settings) {
  const Problem& problem = *findProblem(settings.problem);
  if (problem.jobs) return static_cast<std::int64_t>(problem.jobs(settings).size());
  if (!problem.picture) return 0;
  const std::unique_ptr<ProblemPicture> picture = problem.picture();
  picture->use(settings);
  return picture->trains() ? 1 : 0;
}

void printRun(const JobReport& report, std::FILE* out) {
  Json line = Json::parse(printReport(report));
  line["row"] = Json::parse(line["row"].get<std::string>());
  line.erase("id");
  std::fprintf(out, "%s\n", line.dump().c_str());
  std::fflush(out);
}

}  // namespace

Result<void> runProblems(std::span<const std::string> arguments, std::FILE* out) {
  if (arguments.empty()) return Error{"problems: which? problem=guarantee, or any of `unroll list keys`; each is minutes of work"};
  std::string text;
  int jobs = mostJobs();
  for (const std::string& argument : arguments) {
    if (!argument.starts_with("jobs=")) {
      text += (text.empty() ? "" : "&") + argument;
      continue;
    }
    const auto count = readJobs(argument);
    if (!count) return count.error();
    jobs = count.value();
  }
  std::vector<Error> dropped;
  Problems settings = parseProblems(text, dropped);
  if (!dropped.empty()) return dropped.front();
  const std::int64_t runs = std::exchange(settings.runs, 0);
  if (const std::int64_t most = runsOf(settings); runs > most)
    return Error{"runs=" + std::to_string(runs) + ": must be at most " + std::to_string(most) + " for problem=" + settings.problem +
                 (most > 0 ? "" : ", which is measured without runs")};
  if (settings.searched >= settings.seeds)
    return Error{"searched=" + std::to_string(settings.searched) + ": must be at most " + std::to_string(settings.seeds - 1) +
                 " for seeds=" + std::to_string(settings.seeds)};
  ProblemsModel model(settings, jobs);
  constexpr double slice = 1000;  // ms
  constexpr std::int64_t all = std::int64_t{1} << 40;
  model.setGoal(runs > 0 ? runs : all);
  ProblemsSnapshot s;
  std::size_t printed = 0;  // in their order, each when those before it are done
  const auto printDone = [&] {
    model.fill(s, {});
    for (; printed < s.runs.size() && s.runs[printed].done(); ++printed) printRun(*s.runs[printed].report, out);
  };
  while (!model.advance(slice)) {
    if (!model.progress().elsewhere) continue;
    printDone();
#ifndef __EMSCRIPTEN__
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
#endif
  }
  while (!model.prepare(slice)) {
  }
  printDone();
  Json facts{{"done", true}, {"experiment", model.text()}, {"hash", model.hash()}};
  for (const auto& [name, value] : model.facts())
    if (name != "done") facts[name] = jsonOf(value);
  std::fprintf(out, "%s\n", facts.dump().c_str());
  return {};
}

}  // namespace unroll
