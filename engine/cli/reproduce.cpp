// unroll reproduce: the list of published figures, or one of them measured again.
#include <cmath>
#include <nlohmann/json.hpp>

#include "cli/cli.h"
#include "core/keys.h"
#include "reproduce/reproduction.h"

namespace unroll {

namespace {

using Json = nlohmann::ordered_json;

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(); }
double to(double digits, double value) { return std::round(value * digits) / digits; }

void printList(std::FILE* out) {
  static constexpr const char* compares[] = {"equal", "at_most", "at_least"};
  Json all = Json::array();
  for (const Figure& f : allFigures())
    all.push_back({{"name", f.name},
                   {"source", f.source},
                   {"paper", f.points[0].value},
                   {"tolerance", f.tolerance},
                   {"seeds", f.seeds},
                   {"minutes", f.minutes},
                   {"claim", f.claim},
                   {"compare", compares[static_cast<int>(f.compare)]},
                   {"method", f.method}});
  std::fprintf(out, "%s\n", all.dump(1).c_str());
}

// A whole number of at most six digits, from 1 to `most`.
Result<int> readCount(const std::string& argument, int most) {
  std::uint64_t value = 0;
  if (!readWhole(argument.substr(argument.find('=') + 1), value) || value < 1 || value > static_cast<std::uint64_t>(most))
    return Error{argument + ": must be 1…" + std::to_string(most)};
  return static_cast<int>(value);
}

}  // namespace

Result<void> cli::reproduce(std::span<const std::string> arguments, std::FILE* out) {
  constexpr int manyJobs = 256;
  if (arguments.empty()) return Error{"reproduce: takes list, or the name of a figure"};
  const std::string& name = arguments[0];
  if (name == "list") {
    if (arguments.size() > 1) return Error{"reproduce list: takes nothing more, but got " + arguments[1]};
    printList(out);
    return {};
  }
  const Figure* figure = findFigure(name);
  if (!figure) return Error{"reproduce " + name + ": there is no such figure; `unroll reproduce list` names them"};
  int seeds = 0, jobs = mostJobs();
  for (const std::string& argument : arguments.subspan(1)) {
    const bool ofSeeds = argument.starts_with("seeds=");
    if (!ofSeeds && !argument.starts_with("jobs=")) return Error{argument + ": reproduce takes seeds and jobs"};
    const auto count = readCount(argument, ofSeeds ? mostFigureSeeds : manyJobs);
    if (!count) return count.error();
    (ofSeeds ? seeds : jobs) = count.value();
  }
  auto begun = Reproduction::begin(*figure, seeds);
  if (!begun) return begun.error();
  begun.value().finish(jobs);
  const Outcome outcome = begun.value().outcome();
  const Json line{{"name", figure->name},
                  {"paper", figure->points[0].value},
                  {"ours", number(outcome.ours.value)},
                  {"error", number(outcome.ours.error)},
                  {"tolerance", figure->tolerance},
                  {"seeds", outcome.seeds},
                  {"seconds", to(1e3, outcome.seconds)},
                  {"verdict", nameOf(outcome.verdict)},
                  {"reason", outcome.reason}};
  std::fprintf(out, "%s\n", line.dump().c_str());
  return {};
}

}  // namespace unroll
