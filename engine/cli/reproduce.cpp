// unroll reproduce: the list of published figures, or one of them measured again.
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "cli/cli.h"
#include "core/keys.h"
#include "reproduce/reproduction.h"

namespace unroll {

namespace {

using Json = nlohmann::ordered_json;

Json finite(double value) { return std::isfinite(value) ? Json(value) : Json(); }

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

Result<int> readSeeds(const std::string& argument) {
  std::uint64_t value = 0;
  if (!readWhole(argument.substr(argument.find('=') + 1), value) || value < 1 || value > mostFigureSeeds)
    return Error{argument + ": must be 1…" + std::to_string(mostFigureSeeds)};
  return static_cast<int>(value);
}

Result<void> measure(const Figure& figure, int seeds, int jobs, std::FILE* out) {
  auto begun = Reproduction::begin(figure, seeds);
  if (!begun) return begun.error();
  begun.value().finish(jobs);
  const Outcome outcome = begun.value().outcome();
  const Json line{{"name", figure.name},
                  {"paper", figure.points[0].value},
                  {"ours", finite(outcome.ours.value)},
                  {"error", finite(outcome.ours.error)},
                  {"tolerance", figure.tolerance},
                  {"seeds", outcome.seeds},
                  {"seconds", std::round(outcome.seconds * 1e3) / 1e3},
                  {"verdict", nameOf(outcome.verdict)},
                  {"reason", outcome.reason}};
  std::fprintf(out, "%s\n", line.dump().c_str());
  std::fflush(out);
  return {};
}

// The lines of a file as a table of Markdown, in the order of the list, with each figure's reason where it isn't reproduced.
Result<void> printTable(const std::string& path, std::FILE* out) {
  const auto bytes = cli::readFile(path, 16u << 20);
  if (!bytes) return bytes.error();
  std::map<std::string, Json> lines;
  int row = 0;
  for (std::string_view left = bytes.value(); !left.empty();) {
    const std::string_view text = left.substr(0, left.find('\n'));
    left.remove_prefix(std::min(left.size(), text.size() + 1));
    ++row;
    if (text.empty()) continue;
    Json line = Json::parse(text, nullptr, false);
    const auto is = [&](const char* key, auto claim) { return line.contains(key) && claim(line[key]); };
    const auto isText = [](const Json& value) { return value.is_string(); };
    const auto isNumberOrNull = [](const Json& value) { return value.is_number() || value.is_null(); };
    if (!line.is_object() || !is("name", isText) || !is("verdict", isText) || !is("reason", isText) || !is("paper", isNumberOrNull) ||
        !is("ours", isNumberOrNull) || !is("error", isNumberOrNull) || !is("seeds", isNumberOrNull) || !is("seconds", isNumberOrNull))
      return Error{path + ", line " + std::to_string(row) + ": is no line of `unroll reproduce NAME`"};
    const std::string name = line["name"].get<std::string>();
    lines[name] = std::move(line);
  }
  const auto shown = [](const Json& value) {
    char text[40] = "–";
    if (value.is_number()) std::snprintf(text, sizeof text, "%.4g", value.get<double>());
    return std::string(text);
  };
  std::fprintf(out, "| figure | published | paper | ours | seeds | s | verdict |\n|---|---|---|---|---|---|---|\n");
  for (const Figure& f : allFigures()) {
    const auto found = lines.find(f.name);
    if (found == lines.end()) continue;
    const Json& line = found->second;
    const std::string verdict = line["verdict"].get<std::string>();
    const bool exact = f.kind == Figure::Kind::exact;
    const char* sign = f.compare == Figure::Compare::atLeast ? "≥ " : f.compare == Figure::Compare::atMost ? "≤ " : "";
    std::fprintf(out, "| `%s` | %s (%s) | %s%s | %s%s | %s | %s | %s |\n", f.name.c_str(), f.claim.c_str(), f.source.c_str(), sign,
                 shown(line["paper"]).c_str(), shown(line["ours"]).c_str(), exact ? "" : (" ± " + shown(line["error"])).c_str(),
                 exact ? "" : shown(line["seeds"]).c_str(), shown(line["seconds"]).c_str(),
                 (verdict + (verdict == "reproduced" ? "" : ": " + line["reason"].get<std::string>())).c_str());
  }
  return {};
}

}  // namespace

Result<void> cli::reproduce(std::span<const std::string> arguments, std::FILE* out) {
  if (arguments.empty()) return Error{"reproduce: takes list, all, table, or the name of a figure"};
  const std::string& name = arguments[0];
  if (name == "list") {
    if (arguments.size() > 1) return Error{"reproduce list: takes nothing more, but got " + arguments[1]};
    printList(out);
    return {};
  }
  if (name == "table") {
    if (arguments.size() != 2) return Error{"reproduce table: takes a file of lines"};
    return printTable(arguments[1], out);
  }
  const Figure* figure = findFigure(name);
  if (!figure && name != "all") return Error{"reproduce " + name + ": there is no such figure; `unroll reproduce list` names them"};
  int seeds = 0, jobs = mostJobs();
  for (const std::string& argument : arguments.subspan(1)) {
    const bool ofSeeds = argument.starts_with("seeds=") && figure;
    if (!ofSeeds && !argument.starts_with("jobs="))
      return Error{argument + (figure ? ": reproduce takes seeds and jobs" : ": reproduce all takes jobs")};
    const auto count = ofSeeds ? readSeeds(argument) : readJobs(argument);
    if (!count) return count.error();
    (ofSeeds ? seeds : jobs) = count.value();
  }
  if (figure) return measure(*figure, seeds, jobs, out);
  for (const Figure& each : allFigures())
    if (auto done = measure(each, 0, jobs, out); !done) return done;
  return {};
}

}  // namespace unroll
