// Texts that a link, a command line or a page hands over.
#include <algorithm>
#include <cstdio>
#include <span>
#include <vector>

#include "cli/cli.h"
#include "core/base64.h"
#include "core/link_text.h"
#include "fuzz/bounded.h"
#include "fuzz/targets.h"
#include "graph/graph.h"
#include "graph/keys.h"
#include "hopfield/keys.h"
#include "hopfield/patterns.h"
#include "recurrent/edits.h"
#include "recurrent/experiment_text.h"
#include "recurrent/keys.h"
#include "recurrent/recurrent.h"
#include "seats/keys.h"
#include "seats/room.h"
#include "study/job.h"
#include "study/study.h"
#include "unroll.h"

namespace unroll::fuzz {

namespace {

bool takeFirst(std::string_view& bytes, char& first) {
  if (bytes.empty()) return false;
  first = bytes.front();
  bytes.remove_prefix(1);
  return true;
}

void valid(const Experiment& experiment) {
  const auto again = parseExperiment(printExperiment(experiment));
  if (!again) std::fprintf(stderr, "%s\n", again.error().message.c_str());
  UNROLL_CHECK(again && again.value() == experiment);
  for (const KeyInfo& key : experimentKeys()) {
    (void)keyMatters(experiment, key.name);
    (void)keyRange(experiment, key.name);
    UNROLL_CHECK(!keyWording(experiment, key.name).empty());
  }
}

}  // namespace

void experiment(std::string_view bytes) {
  const ParsedLink lenient = parseLink(bytes);
  UNROLL_CHECK(validate(lenient.experiment));
  valid(lenient.experiment);
  const auto strict = parseExperiment(bytes);
  if (strict && validate(strict.value())) valid(strict.value());
  std::string joined;
  appendPair(joined, "edits", bytes);
  UNROLL_CHECK(splitLink(joined) == std::vector<Pair>({{"edits", std::string(bytes)}}));
}

void edits(std::string_view bytes) {
  auto read = parseEdits(bytes);
  if (!read) return;
  const std::string printed = printEdits(read.value());
  const auto again = parseEdits(printed);
  UNROLL_CHECK(again && printEdits(again.value()) == printed);
  auto net = parseExperiment("task=xor&hiddenSize=2&seqLen=4&batchSize=2&updates=4");
  UNROLL_CHECK(net);
  Experiment experiment = net.value();
  experiment.edits = std::move(read).value();
  (void)validate(experiment);
  (void)dropImpossibleEdits(experiment);
  auto simulation = Simulation::create(experiment, true);
  if (!simulation) return;
  simulation.value()->finish();
  (void)simulation.value()->weightsHash();
}

void link(std::string_view bytes) {
  char first = 0;
  if (!takeFirst(bytes, first) || !isSmall(bytes)) return;
  const ModelKind& kind = *models()[static_cast<unsigned char>(first) % models().size()];
  const std::string text = madeSmall(kind.name, bytes);
  ParsedModel parsed = kind.parse(text);
  if (!parsed.model) {
    UNROLL_CHECK(!parsed.dropped.empty());
    return;
  }
  constexpr int slices = 4;
  for (int i = 0; i < slices && !parsed.model->advance(1); ++i) {
  }
  for (int i = 0; i < slices && !parsed.model->prepare(1); ++i) {
  }
  lookAt(kind, *parsed.model, true);
  readBack(kind, *parsed.model);
}

void graph(std::string_view bytes) {
  if (!isSmall(bytes)) return;
  GraphText said;
  for (const auto& [key, value] : splitLink(bytes)) (void)said.set(key, value);
  const auto strict = said.build();
  std::vector<Error> dropped;
  const Graph graph = said.build(dropped);
  UNROLL_CHECK(static_cast<bool>(strict) == dropped.empty());
  const Verdict verdict = judge(graph);
  const GraphRun run = runGraph(graph, verdict);
  UNROLL_CHECK(!(unrolledDifference(graph, verdict, run, std::min(graph.ticks, 4)) > 0));
  GraphText again;
  for (const auto& [key, value] : splitLink(printGraph(graph))) UNROLL_CHECK(again.set(key, value));
  const auto same = again.build();
  UNROLL_CHECK(same && printGraph(same.value()) == printGraph(graph));
}

void patterns(std::string_view bytes) {
  char first = 0;
  if (!takeFirst(bytes, first)) return;
  const int size = 2 + static_cast<unsigned char>(first) % 60;
  if (const auto spins = readSpins(bytes, size)) UNROLL_CHECK(readSpins(printSpins(spins.value()), size).value() == spins.value());
  const auto read = readPatterns(bytes, size, 1, mostPatterns(size));
  if (!read) return;
  for (const Pattern& each : read.value()) {
    UNROLL_CHECK(each.units.size() == static_cast<std::size_t>(size));
    UNROLL_CHECK(overlap(each.units, each.units) == 1);
  }
  Hopfield settings;
  settings.size = size;
  settings.patterns = std::string(bytes);
  (void)validate(settings);
}

void room(std::string_view bytes) {
  if (const auto read = readCsv(bytes)) {
    const auto again = readCsv(printCsv(read.value()));
    UNROLL_CHECK(again && again.value() == read.value());
    Seats settings;
    say(read.value(), settings);
    const auto said = roomOf(settings);
    UNROLL_CHECK(said && said.value() == read.value());
    Sides sides(static_cast<std::size_t>(read.value().people()), 1);
    (void)discomfort(read.value(), sides);
    (void)frustratedTriangles(read.value());
  }
  std::string_view rest = bytes;
  if (const auto cells = takeCells(rest)) {
    std::string line;
    for (const std::string& cell : cells.value()) line += (line.empty() ? "" : ",") + printCell(cell);
    (void)line;
  }
  constexpr int people = 5;
  if (const auto sides = readSides(bytes, people)) UNROLL_CHECK(readSides(printSides(sides.value()), people).value() == sides.value());
}

void study(std::string_view bytes) {
  // Each run is read; of many that takes seconds.
  constexpr std::ptrdiff_t mostBars = 8;
  const bool isShort = bytes.find("..") == std::string_view::npos && std::count(bytes.begin(), bytes.end(), '|') <= mostBars;
  const std::size_t range = bytes.find("..");
  const bool isOneRange = range != std::string_view::npos && bytes.find("..", range + 2) == std::string_view::npos &&
                          std::count(bytes.begin(), bytes.end(), '|') <= mostBars / 2 && range + 4 >= bytes.find('&', range);
  if (const auto read = isShort || isOneRange ? parseStudy(bytes) : Result<Study>(Error{"long"})) {
    const Study& study = read.value();
    UNROLL_CHECK(study.runs() >= 1 && study.runs() <= Study::mostRuns);
    const auto again = parseStudy(printStudy(study));
    UNROLL_CHECK(again && again.value().runs() == study.runs());
    for (const std::int64_t run : {std::int64_t{0}, study.runs() - 1}) {
      (void)study.textOf(run);
      UNROLL_CHECK(study.experiment(run));
    }
  }
  if (const auto row = readRow(bytes)) {
    const auto again = readRow(printRow(row.value()));
    UNROLL_CHECK(again && again.value().agrees(row.value()));
    (void)collect({row.value(), again.value()}, nullptr);
  }
  if (const auto job = readJob(bytes)) {
    const auto again = readJob(printJob(job.value()));
    UNROLL_CHECK(again && again.value() == job.value());
    if (isSmall(job.value().experiment) && job.value().drawings < 2) {
      JobRun run(Job{.id = 1, .experiment = madeSmall("recurrent", job.value().experiment)});
      constexpr int slices = 3;
      for (int i = 0; i < slices && !run.advance(1); ++i) {
      }
      UNROLL_CHECK(readReport(printReport(run.report())));
    }
  }
  if (const auto report = readReport(bytes)) UNROLL_CHECK(readReport(printReport(report.value())));
  if (const auto plain = fromBase64(bytes)) UNROLL_CHECK(fromBase64(toBase64(*plain)) == plain);  // loose bits at the end are let go
}

// Only commands that neither write nor read files.
void arguments(std::string_view bytes) {
  std::vector<std::string> words;
  while (!bytes.empty()) {
    const std::size_t end = std::min(bytes.find('\n'), bytes.size());
    words.emplace_back(bytes.substr(0, end));
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
  }
  constexpr std::string_view harmless[] = {"help", "--help", "-h", "list", "graph", "latch", "hopfield", "train", "unfold"};
  const bool known = !words.empty() && std::find(std::begin(harmless), std::end(harmless), words[0]) != std::end(harmless);
  if (!known && words.size() != 1) return;
  if (words.size() == 1 && (words[0] == "bench" || words[0] == "study")) return;
  std::string text;
  for (const std::string& word : words)
    for (const auto& [key, value] : splitLink(word)) {
      constexpr std::string_view files[] = {"load", "save", "data", "out"};
      if (std::find(std::begin(files), std::end(files), key) != std::end(files)) return;
      if (key == "length" || key == "repetitions" || key == "to" || key == "starts" || key == "times" || key == "size") {
        if (std::strtod(value.c_str(), nullptr) > mostOf("seqLen")) return;
      }
      appendPair(text, key, value);
    }
  if (!isSmall(text)) return;
  const bool trains = !words.empty() && (words[0] == "train" || words[0] == "unfold");
  if (trains)
    for (const auto& [key, value] : splitLink(madeSmall("recurrent", text)))
      if (text.find(key + "=") == std::string::npos) words.push_back(key + "=" + value);
  if (!words.empty() && words[0] == "hopfield") {
    if (std::find(words.begin(), words.end(), "capacity") != words.end()) return;
    if (text.find("size=") == std::string::npos) words.emplace_back("size=16");
  }
  static std::FILE* const nowhere = std::fopen("/dev/null", "w");
  if (!nowhere) return;
  const int code = runCli(words, nowhere, nowhere);
  UNROLL_CHECK(code == 0 || code == 2);
}

}  // namespace unroll::fuzz
