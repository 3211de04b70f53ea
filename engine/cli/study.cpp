// unroll study: many runs, or the commands for them, or their rows out of several files.
#include <algorithm>
#include <cstdio>
#include <set>
#include <string>
#include <vector>

#ifndef _WIN32
#include <unistd.h>
#endif

#include "cli/cli.h"
#include "core/keys.h"
#include "recurrent/experiment_text.h"
#include "study/study.h"

namespace unroll {

namespace {

constexpr std::size_t largestFile = 512u << 20;

// What can be the begin of a row.
bool beginsRow(std::string_view text) {
  constexpr std::string_view begin = "{\"experiment\":\"";
  const std::size_t size = std::min(text.size(), begin.size());
  return text.substr(0, size) == begin.substr(0, size);
}

// Rows line by line. What stands after the last line's end was cut off in the middle, if it is a row; `whole` is where it begins.
Result<std::vector<StudyRow>> readRows(const std::string& path, std::size_t& whole) {
  const auto bytes = cli::readFile(path, largestFile);
  if (!bytes) return bytes.error();
  std::vector<StudyRow> rows;
  whole = 0;
  int number = 1;
  for (std::string_view left = bytes.value(); !left.empty(); ++number) {
    const std::size_t end = left.find('\n');
    if (end == std::string_view::npos) {
      if (!beginsRow(left)) return Error{path + ", line " + std::to_string(number) + ": is no row of a study"};
      break;
    }
    if (end > 0) {
      auto row = readRow(left.substr(0, end));
      if (!row) return Error{path + ", line " + std::to_string(number) + ": " + row.error().message};
      rows.push_back(std::move(row).value());
    }
    left.remove_prefix(end + 1);
    whole += end + 1;
  }
  return rows;
}

bool isThere(const std::string& path) {
  std::FILE* file = std::fopen(path.c_str(), "rb");
  if (file) std::fclose(file);
  return file != nullptr;
}

std::string shellWord(std::string_view word) {
  const auto isPlain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '=' || c == '.' || c == '-' || c == '_' ||
           c == ',' || c == ':';
  };
  if (!word.empty() && std::all_of(word.begin(), word.end(), isPlain)) return std::string(word);
  std::string all = "'";
  for (const char c : word) all += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return all + "'";
}

void print(std::FILE* out, const std::string& line) {
  std::fprintf(out, "%s\n", line.c_str());
  std::fflush(out);
}

std::string joined(std::span<const std::string> arguments) {
  std::string text;
  for (const std::string& argument : arguments) text += (text.empty() ? "" : "&") + argument;
  return text;
}

Result<void> printCommands(std::span<const std::string> arguments, std::FILE* out) {
  const auto own = cli::takeOwnFile(arguments);
  if (!own) return own.error();
  if (own.value().arguments.empty()) return Error{"study print: of what? For example task=adding 'cell=elman|gru' seed=1..4 updates=500"};
  const auto study = parseStudy(joined(own.value().arguments));
  if (!study) return own.value().named(study.error());
  for (std::int64_t run = 0; run < study.value().runs(); ++run) {
    std::string command = "unroll study";
    for (const auto& [key, value] : splitExperiment(study.value().textOf(run)))
      command += " " + shellWord(key + "=" + (key == "data" && !value.empty() ? own.value().path : value));
    print(out, command);
  }
  return {};
}

void tellAbout(std::FILE* err, const char* what, const std::vector<std::string>& experiments) {
  constexpr std::size_t most = 20;
  if (experiments.empty()) return;
  std::fprintf(err, "unroll: %s: %zu\n", what, experiments.size());
  for (std::size_t i = 0; i < std::min(most, experiments.size()); ++i) std::fprintf(err, "  %s\n", experiments[i].c_str());
  if (experiments.size() > most) std::fprintf(err, "  and %zu more\n", experiments.size() - most);
}

// Files, and perhaps the study that they are of.
Result<void> collectFiles(std::span<const std::string> arguments, std::FILE* out, std::FILE* err) {
  const auto own = cli::takeOwnFile(arguments);
  if (!own) return own.error();
  std::vector<std::string> pairs;
  std::vector<StudyRow> rows;
  int files = 0;
  for (const std::string& argument : own.value().arguments) {
    if (argument.find('=') != std::string::npos && !isThere(argument)) {
      pairs.push_back(argument);
      continue;
    }
    std::size_t whole = 0;
    auto read = readRows(argument, whole);
    if (!read) return read.error();
    rows.insert(rows.end(), read.value().begin(), read.value().end());
    ++files;
  }
  if (files == 0) return Error{"study collect: needs a file of rows or more"};
  Study study;
  if (!pairs.empty()) {
    auto parsed = parseStudy(joined(pairs));
    if (!parsed) return own.value().named(parsed.error());
    study = std::move(parsed).value();
  }
  const Collected all = collect(rows, pairs.empty() ? nullptr : &study);
  for (const StudyRow& row : all.rows) print(out, printRow(row));
  tellAbout(err, "runs that are missing", all.missing);
  tellAbout(err, "rows that are doubled, with the same numbers", all.doubled);
  tellAbout(err, "rows of another study", all.foreign);
  if (!all.contradicting.empty()) return Error{"rows contradict each other: " + all.contradicting.front()};
  if (!all.missing.empty()) return Error{"study collect: runs are missing: " + std::to_string(all.missing.size())};
  return {};
}

// Rows go behind those that are there; a line that was cut off in the middle goes.
Result<std::FILE*> openRows(const std::string& path, std::set<std::string>& known) {
  if (isThere(path)) {
    std::size_t whole = 0;
    const auto rows = readRows(path, whole);
    if (!rows) return rows.error();
    for (const StudyRow& row : rows.value()) known.insert(row.experiment);
#ifndef _WIN32
    if (truncate(path.c_str(), static_cast<off_t>(whole)) != 0) return Error{path + ": can't be written"};
#endif
  }
  std::FILE* file = std::fopen(path.c_str(), "ab");
  if (!file) return Error{path + ": can't be written"};
  return file;
}

}  // namespace

Result<void> cli::study(std::span<const std::string> arguments, std::FILE* out, std::FILE* err) {
  if (!arguments.empty() && arguments[0] == "print") return printCommands(arguments.subspan(1), out);
  if (!arguments.empty() && arguments[0] == "collect") return collectFiles(arguments.subspan(1), out, err);
  const auto own = cli::takeOwnFile(arguments);
  if (!own) return own.error();
  std::vector<std::string> pairs;
  std::string path;
  int jobs = mostJobs();
  for (const std::string& argument : own.value().arguments) {
    if (argument.rfind("out=", 0) == 0) {
      path = argument.substr(4);
    } else if (argument.rfind("jobs=", 0) == 0) {
      const auto count = readJobs(argument);
      if (!count) return count.error();
      jobs = count.value();
    } else {
      pairs.push_back(argument);
    }
  }
  if (pairs.empty()) return Error{"study: of what? For example task=adding 'cell=elman|gru' seed=1..4 updates=500"};
  const auto parsed = parseStudy(joined(pairs));
  if (!parsed) return own.value().named(parsed.error());
  const Study& study = parsed.value();
  std::set<std::string> known;
  std::FILE* file = nullptr;
  if (!path.empty()) {
    auto opened = openRows(path, known);
    if (!opened) return opened.error();
    file = opened.value();
  }
  std::vector<std::int64_t> runs;
  for (std::int64_t run = 0; run < study.runs(); ++run)
    if (!known.count(printExperiment(study.experiment(run).value()))) runs.push_back(run);
  bool written = true;
  const auto done = carryOut(study, runs, jobs, [&](const StudyRow& row) {
    const std::string line = printRow(row);
    print(out, line);
    if (file) written = std::fprintf(file, "%s\n", line.c_str()) > 0 && std::fflush(file) == 0 && written;
  });
  if (file) written = std::fclose(file) == 0 && written;
  if (!done) return done;
  return written ? Result<void>() : Result<void>(Error{path + ": can't be written"});
}

}  // namespace unroll
