// Published figures: the list, the rule of the verdict, quick ones with few seeds against numbers known beforehand, slices and jobs, the
// command.
#include <doctest/doctest.h>

#include <cmath>
#include <cstring>
#include <set>
#include <string>

#include "recurrent/experiment_text.h"
#include "reproduce/reproduction.h"
#include "tasks/sentences.h"
#include "tasks/task.h"
#include "unit/run_cli.h"

using namespace unroll;

namespace {

Outcome measured(const std::string& name, int seeds, int jobs = 1) {
  const Figure* figure = findFigure(name);
  REQUIRE_MESSAGE(figure, name);
  auto begun = Reproduction::begin(*figure, seeds);
  REQUIRE(begun);
  begun.value().finish(jobs);
  return begun.value().outcome();
}

Figure ruled(Figure::Compare compare, double tolerance, double scale = 0) {
  Figure f;
  f.points = {{10}};
  f.compare = compare;
  f.tolerance = tolerance;
  f.scale = scale;
  return f;
}
Verdict verdictOn(const Figure& f, double value, double error) { return judge(f, f.points[0], {value, error, 5, 0}).verdict; }

}  // namespace

TEST_CASE("figures: each is well-formed and has a name of its own") {
  std::set<std::string> names;
  for (const Figure& f : allFigures()) {
    CAPTURE(f.name);
    CHECK(names.insert(f.name).second);
    CHECK((f.name != "list" && f.name != "all" && f.name != "table"));
    CHECK(std::all_of(f.name.begin(), f.name.end(), [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }));
    for (const std::string* words : {&f.source, &f.claim, &f.method, &f.yName}) CHECK(words->size() > 0);
    CHECK(f.source.find_first_of("0123456789") != std::string::npos);  // a year
    REQUIRE(!f.points.empty());
    CHECK((f.points.size() == 1 || !f.xName.empty()));
    CHECK(f.tolerance >= 0);
    CHECK((f.scale > 0 || f.points[0].value != 0 || f.kind == Figure::Kind::exact));
    CHECK(f.seeds >= 1);
    CHECK((f.seeds > 1 || f.kind == Figure::Kind::exact));
    CHECK(f.seeds <= mostFigureSeeds);
    CHECK(f.minutes > 0);
    CHECK(f.minutes <= 20);
    REQUIRE(!f.measures.empty());
    for (const Measure& m : f.measures) {
      CHECK(m.point < f.points.size());
      CHECK(static_cast<bool>(m.ofRun) == !m.experiment.empty());
      CHECK(static_cast<bool>(m.ofSeed) == m.experiment.empty());
      if (m.experiment.empty()) continue;
      CAPTURE(m.experiment);
      const auto experiment = parseExperiment(m.experiment + "&seed=1");
      CHECK_MESSAGE(static_cast<bool>(experiment), (experiment ? "" : experiment.error().message));
      if (experiment) CHECK(experiment.value().updates > 0);
    }
  }
  CHECK(names.size() >= 70);
  CHECK(findFigure("nonsense") == nullptr);
}

TEST_CASE("the verdict: within tolerance and three standard errors of both, and only where that says something") {
  using enum Figure::Compare;
  CHECK(verdictOn(ruled(equal, 0), 10.29, 0.1) == Verdict::reproduced);
  CHECK(verdictOn(ruled(equal, 0), 10.31, 0.1) == Verdict::differs);
  CHECK(verdictOn(ruled(equal, 0), 9.69, 0.1) == Verdict::differs);
  CHECK(verdictOn(ruled(equal, 0.5), 10.79, 0.1) == Verdict::reproduced);
  CHECK(verdictOn(ruled(equal, 0), 10, 2) == Verdict::notYet);  // three errors are more than half of the number
  CHECK(verdictOn(ruled(equal, 0, 100), 10, 2) == Verdict::reproduced);
  CHECK(verdictOn(ruled(equal, 0), 10, unknown) == Verdict::notYet);
  CHECK(verdictOn(ruled(atMost, 0), 2, 1) == Verdict::reproduced);
  CHECK(verdictOn(ruled(atMost, 0), 2, 2.6) == Verdict::reproduced);  // surely below, however coarse
  CHECK(verdictOn(ruled(atMost, 0), 2, 3) == Verdict::notYet);
  CHECK(verdictOn(ruled(atMost, 0), 10.31, 0.1) == Verdict::differs);
  CHECK(verdictOn(ruled(atLeast, 0), 20, 0.1) == Verdict::reproduced);
  CHECK(verdictOn(ruled(atLeast, 0), 9.69, 0.1) == Verdict::differs);
  CHECK(judge(ruled(equal, 0), {10}, {}).verdict == Verdict::notYet);
  CHECK(judge(ruled(equal, 0), {10}, {10, 0.1, 3, 3}).verdict == Verdict::reproduced);
  CHECK(judge(ruled(equal, 0), {10}, {10, 0.1, 3, 4}).verdict == Verdict::notYet);
  Figure open = ruled(atLeast, 0);
  open.fullerMayTell = true;
  CHECK(verdictOn(open, 5, 0.1) == Verdict::notYet);
  // The published number's own error, stated or that of its runs: 4 of them scatter by √(5/4) of ours of 5.
  const Figure f = ruled(equal, 0);
  CHECK(near(judge(f, {10, 0, 0.1}, {10.41, 0.1, 5, 0}).allowed, 3 * std::sqrt(0.02), 1e-12));
  CHECK(near(judge(f, {10, 0, 0, 4}, {10.41, 0.1, 5, 0}).allowed, 3 * std::sqrt(0.01 + 0.01 * 5 / 4), 1e-12));
}

TEST_CASE("estimates: means, shares, and what has no number") {
  const double values[] = {1, 2, 6, unknown};
  const Estimate mean = estimateOf(Figure::Kind::mean, values);
  CHECK(mean.value == 3);
  CHECK(near(mean.error, std::sqrt(7.0 / 3), 1e-12));
  CHECK(mean.seeds == 3);
  CHECK(mean.without == 1);
  const double none[] = {0, 0, 0, 0, 0, 0};
  CHECK(estimateOf(Figure::Kind::share, none).value == 0);
  CHECK(near(estimateOf(Figure::Kind::share, none).error, std::sqrt(0.2 * 0.8 / 10), 1e-12));
  CHECK(std::isnan(estimateOf(Figure::Kind::mean, std::span(values).first(1)).error));
  CHECK(estimateOf(Figure::Kind::exact, std::span(values).first(1)).error == 0);
  CHECK(estimateOf(Figure::Kind::mean, std::span(values).last(1)).seeds == 0);
}

TEST_CASE("figures without chance have the numbers of the literature") {
  const Outcome fixed = measured("latchFixedPoint", 1), single = measured("latchSingleInput", 1), wall = measured("wallPlace", 1);
  CHECK(fixed.verdict == Verdict::reproduced);
  CHECK(fixed.points.size() == 5);
  const double known[] = {.503, .710, .859, .958, .995}, survived[] = {.553, .888, 1.288, 1.915, 2.985};
  for (std::size_t i = 0; i < 5; ++i) {
    CHECK(std::fabs(fixed.points[i].value - known[i]) < 6e-4);
    CHECK(std::fabs(single.points[i].value - survived[i]) < 6e-4);
  }
  CHECK(wall.verdict == Verdict::reproduced);
  CHECK(std::fabs(wall.ours.value + 2.6123) < 6e-5);
  CHECK(std::fabs(measured("amitCriticalLoad", 1).ours.value - .137906) < 1e-6);
  // Where the table was rounded twice: the formula says .02048.
  const Outcome constant = measured("latchConstantInput", 1);
  CHECK(constant.verdict == Verdict::differs);
  CHECK(constant.reason.find("at w = 1.1") != std::string::npos);
  CHECK(std::fabs(constant.ours.value - (std::sqrt(1.1 * 0.1) - std::acosh(std::sqrt(1.1)))) < 2e-5);
  for (std::size_t i = 1; i < 5; ++i)
    CHECK(judge(*constant.figure, constant.figure->points[i], constant.points[i]).verdict == Verdict::reproduced);
}

TEST_CASE("figures over seeds, with few of them") {
  const auto agrees = [](const Estimate& ours, double known, double error) {
    CHECK_MESSAGE(std::fabs(ours.value - known) <= 3 * std::hypot(ours.error, error), ours.value, " ± ", ours.error, ", known ", known);
  };
  const Outcome stable = measured("hopfieldStable100", 60);
  agrees(stable.ours, .966, .005);
  agrees(stable.points[4], .401, .005);
  agrees(measured("hopfieldTies100", 40).ours, .774, .005);
  agrees(measured("seatsOnlyOne", 300).points[1], .13, .005);
  agrees(measured("addingConstant", 10).ours, 1.0 / 6, 1e-9);
  const Outcome starts = measured("randomStarts3", 20);
  CHECK(near(starts.points[0].value + starts.points[1].value + starts.points[2].value, 1, 0.02));
  const Outcome shift = measured("shiftRegister", 4);
  CHECK(shift.ours.value == 1);
  CHECK(shift.ours.seeds == 4);
  CHECK(measured("hopfieldStable100", 1).verdict == Verdict::notYet);
}

TEST_CASE("a figure in slices, with several jobs and at once: the same numbers, and curves that fill") {
  const Outcome alone = measured("shiftRegister", 3), beside = measured("shiftRegister", 3, 3);
  auto begun = Reproduction::begin(*findFigure("shiftRegister"), 3);
  REQUIRE(begun);
  Reproduction& sliced = begun.value();
  CHECK(sliced.goal() == 6);
  CHECK(sliced.curves()[0].points.empty());
  CHECK(sliced.outcome().verdict == Verdict::notYet);
  CHECK(sliced.outcome().reason.find("not all seeds") != std::string::npos);
  int slices = 0;
  std::size_t before = 0;
  while (!sliced.advance(1)) {
    ++slices;
    CHECK(sliced.done() >= before);
    before = sliced.done();
  }
  CHECK(slices > 5);
  const Outcome end = sliced.outcome();
  for (std::size_t i = 0; i < 2; ++i) {
    CHECK(end.points[i].value == alone.points[i].value);
    CHECK(end.points[i].error == alone.points[i].error);
    CHECK(end.points[i].value == beside.points[i].value);
  }
  CHECK(end.reason == beside.reason);
  const auto curves = sliced.curves();
  CHECK(curves[0].kind == FigureCurve::Kind::ours);
  CHECK(curves[0].points.size() == 2);
  CHECK(curves[1].kind == FigureCurve::Kind::published);
  CHECK(curves[1].points[1].x == 5);
  int trainings = 0;
  for (const FigureCurve& curve : curves)
    if (curve.kind == FigureCurve::Kind::training) {
      ++trainings;
      CHECK(!curve.points.empty());
      CHECK(curve.name.starts_with("task=echo"));
    }
  CHECK(trainings == 6);
  // Begun in slices, ended with several jobs.
  auto mixed = Reproduction::begin(*findFigure("shiftRegister"), 3);
  REQUIRE(mixed);
  (void)mixed.value().advance(1);
  mixed.value().finish(2);
  CHECK(mixed.value().done() == 6);
  CHECK(mixed.value().outcome().points[1].value == alone.points[1].value);
}

TEST_CASE("sentences: likelihoods are the shares of the words that do come") {
  const Task& task = *findTask("sentences");
  Experiment e;
  e.task = "sentences";
  e.seqLen = 6;
  Random random(8);
  Table x, target;
  x.resize(e.seqLen, 29);
  target.resize(e.seqLen, 29);
  // How often a word follows on a first word, by counting draws.
  constexpr int draws = 60'000;
  std::vector<std::vector<double>> follows(29, std::vector<double>(29, 0));
  std::vector<double> firsts(29, 0);
  for (int k = 0; k < draws; ++k) {
    task.draw(e, random, {x.values.data(), 29}, {target.values.data(), 29});
    std::size_t first = 0, second = 0;
    while (x.at(0, static_cast<int>(first)) != 1) ++first;
    while (target.at(0, static_cast<int>(second)) != 1) ++second;
    ++follows[first][second];
    ++firsts[first];
  }
  for (int first = 0; first < 29; ++first) {
    const double n = firsts[static_cast<std::size_t>(first)];
    if (n < 500) continue;
    std::fill(x.values.begin(), x.values.end(), 0.f);
    x.values[static_cast<std::size_t>(first)] = 1;
    const Table likely = likelyNextWords(x);
    double sum = 0;
    for (int word = 0; word < 29; ++word) {
      const double p = static_cast<double>(likely.at(0, word)),
                   share = follows[static_cast<std::size_t>(first)][static_cast<std::size_t>(word)] / n;
      sum += p;
      CHECK_MESSAGE(std::fabs(share - p) < 4.5 * std::sqrt(std::max(p * (1 - p), 1e-9) / n) + 1e-6, first, " ", word);
    }
    CHECK(near(sum, 1, 1e-5));
    CHECK(likely.at(1, 3) == 0);  // after no word at all nothing is likely
  }
  // All through whole sequences: what comes was possible, and probabilities sum to 1.
  for (int k = 0; k < 200; ++k) {
    task.draw(e, random, {x.values.data(), 29}, {target.values.data(), 29});
    const Table likely = likelyNextWords(x);
    for (int t = 0; t < e.seqLen; ++t) {
      double sum = 0, came = 0;
      for (int word = 0; word < 29; ++word) {
        sum += static_cast<double>(likely.at(t, word));
        came += static_cast<double>(likely.at(t, word) * target.at(t, word));
      }
      CHECK(near(sum, 1, 1e-5));
      CHECK(came > 0);
    }
  }
}

TEST_CASE("unroll reproduce: the list, a line, and what it can't use") {
  const Run list = run({"reproduce", "list"});
  CHECK(list.code == 0);
  const auto array = nlohmann::json::parse(list.out, nullptr, false);
  REQUIRE(array.is_array());
  CHECK(array.size() == allFigures().size());
  for (const auto& each : array) {
    for (const char* key : {"name", "source"}) CHECK(each[key].is_string());
    for (const char* key : {"paper", "tolerance", "seeds", "minutes"}) CHECK(each[key].is_number());
  }
  const Run one = run({"reproduce", "hopfieldStable100", "seeds=20", "jobs=2"});
  CHECK(one.code == 0);
  CHECK(one.err.empty());
  REQUIRE(one.lines().size() == 1);
  const auto line = one.lines()[0];
  CHECK(line["name"] == "hopfieldStable100");
  CHECK(line["paper"] == .966);
  CHECK(line["seeds"] == 20);
  CHECK(std::fabs(line["ours"].get<double>() - .966) < 0.1);
  CHECK(line["error"].get<double>() > 0);
  CHECK(line["seconds"].is_number());
  CHECK(line["verdict"] == "reproduced");
  CHECK(line["reason"].is_string());
  CHECK(run({"reproduce", "hopfieldStable100", "seeds=1"}).lines()[0]["error"].is_null());
  CHECK(run({"help", "reproduce"}).out.starts_with("unroll reproduce list, or NAME"));
  const std::string path = "reproduce-test.jsonl";
  const auto tableOf = [&](const std::string& text) {
    std::FILE* file = std::fopen(path.c_str(), "wb");
    REQUIRE(file);
    std::fputs(text.c_str(), file);
    std::fclose(file);
    const Run table = run({"reproduce", "table", path});
    std::remove(path.c_str());
    return table;
  };
  const Run table = tableOf(run({"reproduce", "latchSlope"}).out + "\n" + one.out);
  CHECK(table.code == 0);
  CHECK(table.out.find("| `hopfieldStable100` |") < table.out.size());
  CHECK(table.out.find("| 0.822 | 0.8218 |") < table.out.find("| 0.966 |"));  // as in the list
  CHECK(tableOf(one.out + "{\"name\":1}\n").err == "unroll: " + path + ", line 2: is no line of `unroll reproduce NAME`\n");
  const struct {
    std::vector<std::string> arguments;
    const char* err;
  } bad[] = {
      {{}, "unroll: reproduce: takes list, all, table, or the name of a figure\n"},
      {{"nonsense"}, "unroll: reproduce nonsense: there is no such figure; `unroll reproduce list` names them\n"},
      {{"list", "more"}, "unroll: reproduce list: takes nothing more, but got more\n"},
      {{"table"}, "unroll: reproduce table: takes a file of lines\n"},
      {{"table", "/no/such/file"}, "unroll: /no/such/file: can't be read\n"},
      {{"all", "seeds=2"}, "unroll: seeds=2: reproduce all takes jobs\n"},
      {{"copyBaseline", "seeds=0"}, "unroll: seeds=0: must be 1…10000\n"},
      {{"copyBaseline", "seeds=10001"}, "unroll: seeds=10001: must be 1…10000\n"},
      {{"copyBaseline", "seeds=two"}, "unroll: seeds=two: must be 1…10000\n"},
      {{"copyBaseline", "jobs=0"}, "unroll: jobs=0: must be 1…256\n"},
      {{"copyBaseline", "seed=3"}, "unroll: seed=3: reproduce takes seeds and jobs\n"},
      {{"copyBaseline", "seeds=2", "seeds=3"}, "unroll: seeds=3: the key is given twice\n"},
      {{"latchSlope", "seeds=2"}, "unroll: seeds=2: must be 1 for latchSlope, in which there is no chance\n"},
  };
  for (const auto& each : bad) {
    std::vector<std::string> arguments = each.arguments;
    arguments.insert(arguments.begin(), "reproduce");
    const Run r = run(arguments);
    CHECK(r.code == 2);
    CHECK(r.out.empty());
    CHECK(r.err == each.err);
  }
}
