// Studies: which runs a text means, that a run is the same by itself, beside others and in slices, and that rows of several files add up.
#include <doctest/doctest.h>

#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <set>
#include <string>
#include <vector>

#include "cli/cli.h"
#include "recurrent/experiment_text.h"
#include "recurrent/recurrent.h"
#include "study/study.h"

using namespace unroll;

namespace {

Study study(std::string_view text) {
  auto parsed = parseStudy(text);
  REQUIRE_MESSAGE(static_cast<bool>(parsed), text);
  return std::move(parsed).value();
}

std::vector<std::int64_t> allRuns(const Study& of) {
  std::vector<std::int64_t> runs;
  for (std::int64_t run = 0; run < of.runs(); ++run) runs.push_back(run);
  return runs;
}

std::vector<StudyRow> rowsOf(const Study& of, int jobs) {
  std::vector<StudyRow> rows;
  CHECK(static_cast<bool>(carryOut(of, allRuns(of), jobs, [&](const StudyRow& row) { rows.push_back(row); })));
  return rows;
}

// What a command line prints, and its exit code.
struct Said {
  int code = 0;
  std::string out, err;
};
std::string takeAll(std::FILE* file) {
  std::string text;
  std::rewind(file);
  for (int c = std::fgetc(file); c != EOF; c = std::fgetc(file)) text += static_cast<char>(c);
  std::fclose(file);
  return text;
}
Said run(std::vector<std::string> arguments) {
  std::FILE *out = std::tmpfile(), *err = std::tmpfile();
  REQUIRE(out != nullptr);
  REQUIRE(err != nullptr);
  Said said;
  said.code = runCli(arguments, out, err);
  said.out = takeAll(out);
  said.err = takeAll(err);
  return said;
}
int lines(const std::string& text) { return static_cast<int>(std::count(text.begin(), text.end(), '\n')); }

}  // namespace

TEST_CASE("study: each combination of values is a run, the last key's follow each other first") {
  const Study one = study("task=adding&cell=elman|lstm&seqLen=10|20&seed=1..3&updates=5");
  CHECK(one.runs() == 12);
  CHECK(one.textOf(0) == "task=adding&cell=elman&seqLen=10&seed=1&updates=5");
  CHECK(one.textOf(1) == "task=adding&cell=elman&seqLen=10&seed=2&updates=5");
  CHECK(one.textOf(3) == "task=adding&cell=elman&seqLen=20&seed=1&updates=5");
  CHECK(one.textOf(11) == "task=adding&cell=lstm&seqLen=20&seed=3&updates=5");
  CHECK(one.experiment(6).value().cell == "lstm");
  CHECK(study(printStudy(one)).runs() == 12);
  CHECK(study(printStudy(one)).textOf(7) == one.textOf(7));
  CHECK(study("").runs() == 1);
  CHECK(study("seed=5").runs() == 1);
  CHECK(study("start=0.5,1|0.2&hiddenSize=2").runs() == 1);  // its sign is its own
  CHECK(study("seed=1..3|7").keys[0].second == std::vector<std::string>{"1", "2", "3", "7"});
}

TEST_CASE("study: what is refused, by name") {
  for (const auto& each : {std::pair{"seed=3..1", "seed=3..1: must go up"},
                           {"seed=0..1000000", "at most 10,000 values"},
                           {"seed=1..1000&hiddenSize=1..500", "at most 100,000 runs"},
                           {"seed=1|1", "is in this study twice"},
                           {"seed=1..2|2", "is in this study twice"},
                           {"seed=1&seed=2", "seed=2: is said twice"},
                           {"nonsense=1|2", "nonsense=1|2: there is no such key"},
                           {"cell=elman|fool", "cell=fool: must be one of"},
                           {"seqLen=10|0", "seqLen=0"},
                           {"seed=1||2", "seed="},
                           {"gradient=rtrl&hiddenSize=8|64", "must be at most 32"}}) {
    const char *text = each.first, *why = each.second;
    const auto parsed = parseStudy(text);
    REQUIRE_MESSAGE(!parsed, text);
    CHECK_MESSAGE(parsed.error().message.find(why) != std::string::npos, parsed.error().message);
  }
}

TEST_CASE("study: a run alone, beside others, in slices, and as a training is the same to the bit") {
  const Study of = study("task=adding|xor&cell=elman|gru&schedule=constant|cosine&updates=150&hiddenSize=6&edits=40:momentum=0.5");
  std::vector<StudyRow> alone = rowsOf(of, 1), beside = rowsOf(of, 4);
  REQUIRE(alone.size() == 8);
  REQUIRE(beside.size() == 8);
  const auto byText = [](const StudyRow& a, const StudyRow& b) { return a.experiment < b.experiment; };
  std::sort(alone.begin(), alone.end(), byText);
  std::sort(beside.begin(), beside.end(), byText);
  std::set<std::string> hashes;
  for (std::size_t i = 0; i < alone.size(); ++i) {
    CAPTURE(alone[i].experiment);
    CHECK(alone[i].agrees(beside[i]));
    hashes.insert(alone[i].hash);
    const auto experiment = parseExperiment(alone[i].experiment);
    REQUIRE(experiment);
    auto sliced = StudyRun::begin(experiment.value());
    REQUIRE(sliced);
    int slices = 0;
    while (!sliced.value().advance(0.2)) ++slices;
    CHECK(slices > 2);
    CHECK(sliced.value().row().agrees(alone[i]));
    auto simulation = Simulation::create(experiment.value());
    REQUIRE(simulation);
    simulation.value()->finish();
    Snapshot end;
    simulation.value()->fill(end);
    CHECK(simulation.value()->weightsHash() == alone[i].hash);
    CHECK(end.metric == alone[i].metric);
    CHECK(alone[i].updates == 150);
    CHECK(alone[i].seconds > 0);
  }
  CHECK(hashes.size() == 8);
}

TEST_CASE("study: when a task was learned, that a run diverged, and where stopAt ended it") {
  const StudyRow learned = rowsOf(study("task=echo&updates=800"), 1).front();
  CHECK(learned.learnedAt > 0);
  CHECK(learned.learnedAt % 100 == 0);
  CHECK(learned.updates == 800);
  const StudyRow stopped = rowsOf(study("task=echo&updates=800&stopAt=0.99"), 1).front();
  CHECK(stopped.learnedAt == learned.learnedAt);
  CHECK(stopped.updates == learned.learnedAt);
  const StudyRow exploded = rowsOf(study("task=adding&optimizer=sgd&learningRate=10&clipNorm=0&activation=relu&updates=400"), 1).front();
  CHECK(exploded.diverged);
  CHECK(exploded.learnedAt == -1);
  CHECK(exploded.updates < 400);
  CHECK(rowsOf(study("task=echo&updates=0"), 1).front().learnedAt == -1);
}

TEST_CASE("study: a row is read back as it was; what is none is refused") {
  StudyRow row = rowsOf(study("task=echo&updates=100&seed=18446744073709551615"), 1).front();
  for (const bool finite : {true, false}) {
    if (!finite) row.metric = std::nan("");
    const auto read = readRow(printRow(row));
    REQUIRE(read);
    CHECK(read.value().agrees(row));
    CHECK(std::fabs(read.value().seconds - row.seconds) < 1e-4);
  }
  for (const char* bad : {"", "{}", "[]", "nonsense", "{\"experiment\":1}",
                          "{\"experiment\":\"cell=fool\",\"metric\":1,\"learned_at\":null,\"diverged\":false,\"updates\":1,\"seconds\":1,"
                          "\"weights_hash\":\"\"}"})
    CHECK_FALSE(static_cast<bool>(readRow(bad)));
}

TEST_CASE("study: rows of several files add up, and it is told what is missing, doubled, foreign or contradicts") {
  const Study of = study("task=echo&seed=1..4&updates=50");
  const std::vector<StudyRow> rows = rowsOf(of, 1);
  std::vector<StudyRow> mixed{rows[3], rows[0], rows[1], rows[0]};
  mixed.push_back(rowsOf(study("task=echo&seed=9&updates=50"), 1).front());
  mixed.push_back(rows[1]);
  mixed.back().hash = "0";
  const Collected all = collect(mixed, &of);
  REQUIRE(all.rows.size() == 3);
  CHECK(all.rows[0].experiment == rows[0].experiment);  // in the study's order
  CHECK(all.rows[2].experiment == rows[3].experiment);
  CHECK(all.missing == std::vector<std::string>{rows[2].experiment});
  CHECK(all.doubled == std::vector<std::string>{rows[0].experiment});
  CHECK(all.contradicting == std::vector<std::string>{rows[1].experiment});
  CHECK(all.foreign == std::vector<std::string>{"task=echo&seed=9&updates=50"});
  const Collected plain = collect(mixed, nullptr);
  CHECK(plain.rows.size() == 4);
  CHECK(plain.rows[0].experiment == rows[3].experiment);  // as they came
}

TEST_CASE("unroll study: a file goes on where it was cut off, with nothing lost or doubled; commands; collect") {
  char path_[] = "/tmp/unroll-study-XXXXXX";
  const int opened = mkstemp(path_);
  REQUIRE(opened >= 0);
  close(opened);
  const std::string path = path_;
  const std::string out = "out=" + path;
  Said first = run({"study", "task=echo", "seed=1..3", "updates=20", out, "jobs=2"});
  CHECK(first.code == 0);
  CHECK(lines(first.out) == 3);
  std::FILE* file = std::fopen(path.c_str(), "ab");
  REQUIRE(file != nullptr);
  std::fputs("{\"experiment\":\"task=ec", file);  // killed in the middle of a line
  std::fclose(file);
  Said more = run({"study", "task=echo", "seed=1..5", "updates=20", out, "jobs=1"});
  CHECK(more.code == 0);
  CHECK(lines(more.out) == 2);
  CHECK(run({"study", "task=echo", "seed=1..5", "updates=20", out}).out.empty());
  Said all = run({"study", "collect", path, "task=echo", "seed=1..5", "updates=20"});
  CHECK(all.code == 0);
  CHECK(lines(all.out) == 5);
  Said lacking = run({"study", "collect", path, "task=echo", "seed=1..6", "updates=20"});
  CHECK(lacking.code == 2);
  CHECK(lacking.err == "unroll: runs that are missing: 1\n  task=echo&seed=6&updates=20\nunroll: study collect: runs are missing: 1\n");
  CHECK(lines(lacking.out) == 5);
  Said twice = run({"study", "collect", path, path});
  CHECK(twice.code == 0);
  CHECK(twice.err.find("unroll: rows that are doubled, with the same numbers: 5\n") == 0);
  CHECK(run({"study", "collect"}).code == 2);
  CHECK(run({"study", "collect", path + "nowhere"}).code == 2);
  CHECK(run({"study", "task=echo", "jobs=0"}).code == 2);

  // A file of something else stays as it is, with or without the end of a line.
  for (const std::string other : {"one line of text", "a line\nand another", "{\"exper", "{\"other\":1}\n"}) {
    std::FILE* foreign = std::fopen(path.c_str(), "wb");
    REQUIRE(foreign != nullptr);
    std::fputs(other.c_str(), foreign);
    std::fclose(foreign);
    const bool isRow = other == "{\"exper";  // as a row that was cut off
    CHECK(run({"study", "task=echo", "updates=0", out}).code == (isRow ? 0 : 2));
    std::FILE* after = std::fopen(path.c_str(), "rb");
    REQUIRE(after != nullptr);
    const std::string now = takeAll(after);
    CHECK((isRow ? lines(now) == 1 : now == other));
  }
  std::remove(path.c_str());

  CHECK(run({"study", "print", "task=echo|xor", "seed=1..2"}).out ==
        "unroll study task=echo seed=1\nunroll study task=echo seed=2\nunroll study task=xor seed=1\nunroll study task=xor seed=2\n");
  CHECK(run({"study", "print", "task=letters&input=badii"}).out == "unroll study task=letters input=badii\n");
  CHECK(run({"study", "print", "start=0.5|1", "edits=3:rnn.bias_hh_l0[0]=1"}).out ==
        "unroll study 'start=0.5|1' 'edits=3:rnn.bias_hh_l0[0]=1'\n");
}
