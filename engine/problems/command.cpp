#include "problems/command.h"

#include <chrono>
#include <cmath>
#include <thread>
#include <variant>

#include <nlohmann/json.hpp>

#include "problems/keys.h"
#include "problems/problems.h"

namespace unroll {

namespace {

using Json = nlohmann::ordered_json;

Json jsonOf(const Facts::Value& value) {
  if (const bool* claim = std::get_if<bool>(&value)) return *claim;
  if (const double* number = std::get_if<double>(&value)) return std::isfinite(*number) ? Json(*number) : Json(nullptr);
  if (const std::string* text = std::get_if<std::string>(&value)) return *text;
  Json all = Json::array();
  for (const double each : std::get<std::vector<double>>(value)) all.push_back(std::isfinite(each) ? Json(each) : Json(nullptr));
  return all;
}

}  // namespace

Result<void> runProblems(std::span<const std::string> arguments, std::FILE* out) {
  if (arguments.empty()) return Error{"problems: which? problem=guarantee, or any of `unroll list keys`; each is minutes of work"};
  std::string text;
  for (const std::string& argument : arguments) text += (text.empty() ? "" : "&") + argument;
  std::vector<Error> dropped;
  Problems settings = parseProblems(text, dropped);
  if (!dropped.empty()) return dropped.front();
  settings.runs = 0;
  ProblemsModel model(settings);
  constexpr double slice = 1000;  // ms
  constexpr std::int64_t all = std::int64_t{1} << 40;
  model.setGoal(all);
  while (!model.advance(slice)) {
    if (!model.progress().elsewhere) continue;
#ifndef __EMSCRIPTEN__
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
#endif
  }
  while (!model.prepare(slice)) {
  }
  ProblemsSnapshot s;
  model.fill(s, {});
  for (const ProblemRun& run : s.runs) {
    Json line = Json::parse(printReport(*run.report));
    line["row"] = Json::parse(line["row"].get<std::string>());
    line.erase("id");
    std::fprintf(out, "%s\n", line.dump().c_str());
  }
  Json facts{{"done", true}, {"experiment", model.text()}, {"hash", model.hash()}};
  for (const auto& [name, value] : model.facts())
    if (name != "done") facts[name] = jsonOf(value);
  std::fprintf(out, "%s\n", facts.dump().c_str());
  return {};
}

}  // namespace unroll
