// The seven problems as a model: their texts, their runs by whoever carries them out, and what comes of these.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "problems/cost.h"
#include "problems/keys.h"
#include "problems/problems.h"
#include "recurrent/experiment_text.h"
#include "study/helpers.h"
#include "study/study.h"
#include "tasks/task.h"
#include "unroll.h"

using namespace unroll;

namespace {

Problems parsed(std::string_view text) {
  std::vector<Error> dropped;
  const Problems settings = parseProblems(text, dropped);
  for (const Error& error : dropped) FAIL_CHECK(error.message);
  return settings;
}

std::string refused(std::string_view text) {
  std::vector<Error> dropped;
  (void)parseProblems(text, dropped);
  REQUIRE(dropped.size() == 1);
  return dropped[0].message;
}

void finish(ProblemsModel& model, std::int64_t runs = 1 << 20) {
  model.setGoal(runs);
  while (!model.advance(1000)) {
  }
}

constexpr const char* small = "problem=guarantee&seqLen=10&hiddenSize=4&updates=100&seeds=3";

}  // namespace

TEST_CASE("problems: a text says what differs from the problem as it begins, and comes back") {
  for (const Problem* problem : allProblems()) {
    const Problems first = problemSettings(problem->name);
    CHECK(printProblems(first) == "problem=" + std::string(problem->name));
    CHECK(parsed(printProblems(first)) == first);
    CHECK(fitsTogether(first));
  }
  const Problems p = parsed("seeds=5&cell=lstm&task=order&problem=guarantee&seqLen=30&learningRate=0.01");
  CHECK(p.seeds == 5);
  CHECK(p.net.cell == "lstm");
  CHECK(p.net.task == "order");
  CHECK(p.net.seqLen == 30);
  CHECK(parsed(printProblems(p)) == p);
  // A task's own settings come with it, the problem's go.
  CHECK(parsed("problem=memory&task=latch").net.hiddenSize == parseExperiment("task=latch").value().hiddenSize);
}

TEST_CASE("problems: of keys that don't go together the one that is named gets its default; the others stay") {
  std::vector<Error> dropped;
  const Problems p = parseProblems("problem=blackBox&task=parity&string=012&hiddenSize=7", dropped);
  REQUIRE(dropped.size() == 1);
  CHECK(dropped[0].message.rfind("string=012: ", 0) == 0);
  CHECK(p.net.task == "parity");
  CHECK(p.net.hiddenSize == 7);
  CHECK(p.string.empty());
  dropped.clear();
  const Problems away = parseProblems("problem=guarantee&task=text&data=0123456789abcdef&hiddenSize=7", dropped);
  REQUIRE(dropped.size() == 1);
  CHECK(away.net.task == "text");
  CHECK(away.net.hiddenSize == 7);
  CHECK(away.net.data.empty());
}

TEST_CASE("problems: what can't be is refused by name") {
  CHECK(refused("problem=moods").rfind("problem=moods: must be one of ", 0) == 0);
  CHECK(refused("problem=memory&spans=20,10") == "spans=20,10: must be up to 6 whole numbers from 1 to 1000 by comma, ascending");
  CHECK(refused("problem=memory&spans=10,").rfind("spans=10,:", 0) == 0);
  CHECK(refused("problem=memory&spans=").rfind("spans=:", 0) == 0);
  CHECK(refused("seeds=0").rfind("seeds=0: must be 1…100", 0) == 0);
  CHECK(refused("wombat=1") == "wombat=1: there is no such key");
  CHECK(refused("edits=1:learningRate=1") == "edits=1:learningRate=1: there is no such key");
  ProblemsModel model(parsed(small));
  const std::string before = model.text();
  CHECK_FALSE(model.apply({"seqLen", "0"}));
  CHECK_FALSE(model.apply({"runs", "3"}));
  CHECK(model.text() == before);
}

TEST_CASE("problems: a run is the same as by itself, and its link says how many are done") {
  ProblemsModel model(parsed(small));
  CHECK(model.facts().number("done") == 0);
  finish(model, 2);
  CHECK(model.facts().number("done") >= 2);
  finish(model);
  ProblemsSnapshot s;
  model.fill(s, {});
  REQUIRE(s.runs.size() == 3);
  for (std::size_t i = 0; i < 3; ++i) {
    auto alone =
        StudyRun::begin(parseExperiment("task=adding&seqLen=10&hiddenSize=4&updates=100&clipNorm=1&seed=" + std::to_string(i + 1)).value());
    alone.value().finish();
    CHECK(s.runs[i].report->row.agrees(alone.value().row()));
    CHECK(s.runs[i].report->atLengths.size() == 6);
  }
  CHECK(model.text() == std::string("problem=guarantee&hiddenSize=4&seqLen=10&updates=100&seeds=3&runs=3"));
  auto again = findModel("problems")->parse(model.text()).model;
  while (!again->advance(1000)) {
  }
  CHECK(again->hash() == model.hash());
}

TEST_CASE("problems: what is known of a run stays known when settings go and come back, and when another problem was looked at") {
  ProblemsModel model(parsed(small));
  finish(model);
  const std::string hash = model.hash();
  CHECK(model.apply({"hiddenSize", "5"}));
  CHECK(model.facts().number("done") == 0);
  CHECK(model.apply({"hiddenSize", "4"}));
  CHECK(model.facts().number("done") == 3);
  const auto saved = model.save();
  CHECK(model.apply({"problem", "memory"}));
  CHECK(model.facts().number("done") == 0);
  CHECK(model.apply({"problem", "guarantee"}));
  CHECK(model.hash() == hash);
  CHECK(model.apply({"seeds", "2"}));
  CHECK(model.facts().number("done") == 2);
  model.restore(*saved);
  CHECK(model.hash() == hash);
  CHECK(model.apply({std::string(ProblemsModel::again), ""}));
  CHECK(model.facts().number("done") == 0);
}

TEST_CASE("problems: a share lies where Wilson's interval says") {
  const Share half = shareOf(6, 12);
  CHECK(std::fabs(half.low - 0.2538) < 5e-5);
  CHECK(std::fabs(half.high - 0.7462) < 5e-5);
  const Share none = shareOf(0, 10);
  CHECK(none.low == 0);
  CHECK(std::fabs(none.high - 0.2775) < 5e-5);
  CHECK(shareOf(10, 10).high == 1);
  CHECK(shareOf(0, 0).high == 1);
}

TEST_CASE("memory: the table counts what its runs came to") {
  ProblemsModel model(parsed("problem=memory&spans=4,12&seeds=2&hiddenSize=4&updates=300&task=latch"));
  finish(model);
  ProblemsSnapshot s;
  model.fill(s, {});
  const std::size_t nets = rememberingNets().size();
  REQUIRE(s.runs.size() == nets * 2 * 2);
  const Facts facts = model.facts();
  const double bound = findTask("latch")->learnedBound;
  for (std::size_t cell = 0; cell < nets * 2; ++cell) {
    double learned = 0;
    for (std::size_t seed = 0; seed < 2; ++seed) {
      const ProblemRun& run = s.runs[seed * nets * 2 + cell];
      const Experiment e = parseExperiment(run.job.experiment).value();
      CHECK(e.seqLen == (cell < nets ? 4 : 12));
      CHECK(e.cell == (cell % nets == 2 ? "gru" : cell % nets == 3 ? "lstm" : "elman"));
      CHECK(e.seed == seed + 1);
      learned += run.report->row.metric >= bound ? 1 : 0;
    }
    CHECK(facts.numbers("tableLearned")[cell] == learned);
    CHECK(facts.numbers("tableDone")[cell] == 2);
  }
}

TEST_CASE("data: each place of the table has runs of its own, and their means") {
  ProblemsModel model(parsed("problem=data&sets=4,64&sizes=3,5&seeds=2&updates=60&seqLen=6"));
  finish(model);
  ProblemsSnapshot s;
  model.fill(s, {});
  REQUIRE(s.runs.size() == 8);
  std::vector<int> seen(8, 0);
  for (int set = 0; set < 2; ++set)
    for (int size = 0; size < 2; ++size) {
      double fresh = 0, trained = 0;
      for (const int i : dataRuns(s.settings, set, size)) {
        ++seen[static_cast<std::size_t>(i)];
        const StudyRow& row = s.runs[static_cast<std::size_t>(i)].report->row;
        const Experiment e = parseExperiment(row.experiment).value();
        CHECK(e.trainingSet == (set == 0 ? 4 : 64));
        CHECK(e.hiddenSize == (size == 0 ? 3 : 5));
        fresh += row.metric / 2;
        trained += row.trainingMetric.value() / 2;
      }
      const DataPoint point = dataPoint(s, set, size);
      CHECK(point.runs == 2);
      CHECK(point.fresh == fresh);
      CHECK(point.trained == trained);
      CHECK(model.facts().numbers("fresh" + std::to_string(size))[static_cast<std::size_t>(set)] == fresh);
    }
  CHECK(seen == std::vector<int>(8, 1));
  CHECK(refused("problem=data&sets=10,5").rfind("sets=10,5: must be up to 8 whole numbers from 1 to 100000", 0) == 0);
  CHECK(refused("problem=data&sizes=1000").rfind("sizes=1000: must be up to 3 whole numbers from 1 to 512", 0) == 0);
}

TEST_CASE("cost: products are those of the matrices, and each net is measured over updates of its own") {
  ProblemsModel model(parsed("problem=cost&hiddenSize=5&axis=layers&batchSize=2&seqLen=7"));
  while (!model.prepare(50)) {
  }
  const Facts facts = model.facts();
  CHECK(facts.holds("measured"));
  // W_ih [5, 2] twice, W_hh [5, 5] thrice, the readout [1, 5] thrice; a layer more: W_ih [5, 5] and W_hh thrice.
  const double rows = 14, first = rows * (2 * 10 + 3 * 25 + 3 * 5), more = rows * 3 * 50;
  REQUIRE(facts.numbers("tiedProducts").size() == 4);
  for (std::size_t k = 0; k < 4; ++k) {
    CHECK(facts.numbers("tiedProducts")[k] == first + static_cast<double>(k) * more);
    CHECK(facts.numbers("tiedMilliseconds")[k] > 0);
    CHECK(facts.numbers("untiedMilliseconds")[k] > 0);
  }
  CHECK(facts.numbers("forwardProducts")[0] > 5 * first);
}

TEST_CASE("published: a figure is measured in slices, paused and gone on with, and comes to what the command prints") {
  ProblemsModel model(parsed("problem=published&figure=latchConstantInput"));
  CHECK_FALSE(model.facts().holds("measured"));
  model.setGoal(1);
  while (!model.advance(1)) {
  }
  const Facts facts = model.facts();
  CHECK(facts.holds("measured"));
  CHECK(facts.text("verdict") == "differs");
  CHECK(std::fabs(facts.number("ours") - 0.02048) < 5e-6);
  CHECK(facts.number("paper") == 0.021);
  CHECK(model.text() == "problem=published&figure=latchConstantInput&runs=1");
  CHECK(model.apply({"figure", "latchFixedPoint"}));
  CHECK_FALSE(model.facts().holds("measured"));
  CHECK(model.facts().number("results") == 1);
  CHECK_FALSE(model.apply({"figure", "wombat"}));
  // Who comes back to it finds it measured; begun anew, it can be had back.
  CHECK(model.apply({"figure", "latchConstantInput"}));
  CHECK(model.facts().holds("measured"));
  CHECK(model.facts().number("forgotten") == 0);
  CHECK(model.apply({std::string(ProblemsModel::again), ""}));
  CHECK_FALSE(model.facts().holds("measured"));
  CHECK(model.facts().number("forgotten") == 1);
  CHECK(model.apply({std::string(ProblemsModel::recall), ""}));
  CHECK(model.facts().holds("measured"));
  CHECK(model.facts().number("forgotten") == 0);
}

TEST_CASE("problems: runs that began anew are brought back, by a step of undo as well, and undo of that forgets them again") {
  ProblemsModel model(parsed(small));
  CHECK_FALSE(model.apply({std::string(ProblemsModel::recall), ""}));
  finish(model);
  const std::string hash = model.hash();
  const auto before = model.save();
  CHECK(model.apply({std::string(ProblemsModel::again), ""}));
  CHECK(model.facts().number("done") == 0);
  CHECK(model.facts().number("forgotten") == 3);
  const auto after = model.save();
  finish(model, 1);
  CHECK(model.facts().number("forgotten") == 2);
  CHECK(model.apply({std::string(ProblemsModel::recall), ""}));
  CHECK(model.facts().number("done") == 3);
  CHECK(model.facts().number("forgotten") == 0);
  CHECK(model.hash() == hash);
  model.restore(*after);
  CHECK(model.facts().number("done") == 0);
  model.restore(*before);
  CHECK(model.facts().number("done") == 3);
  CHECK(model.hash() == hash);
  // Of other settings nothing is brought back.
  model.restore(*after);
  CHECK(model.apply({"hiddenSize", "5"}));
  CHECK(model.facts().number("forgotten") == 0);
}

TEST_CASE("cost: the formula stands before anything is measured, and where nets are too large to be") {
  ProblemsModel model(parsed("problem=cost&axis=layers&hiddenSize=512&seqLen=400"));
  const auto pictureOf = [&] {
    ProblemsSnapshot s;
    model.fill(s, {});
    return s.cost;
  };
  const auto first = pictureOf();
  REQUIRE(first->tied.size() == 4);
  for (const CostPoint& point : first->tied) CHECK(point.tooLarge);
  CHECK(first->untied.empty());
  while (!model.prepare(5)) {
  }
  const auto last = pictureOf();
  CHECK(last->share == 1);
  CHECK(last->nanosecondsPerProduct > 0);
  for (const CostPoint& point : last->tied) CHECK(std::isnan(point.milliseconds));
}

TEST_CASE("memory: lengths that a task can't have are refused; choosing the task makes them as long as it needs") {
  CHECK(refused("problem=memory&spans=5,10").rfind("seqLen=5: must be at least 10 for task=order", 0) == 0);
  ProblemsModel model(parsed("problem=memory"));
  CHECK(model.apply({"task", "copy"}));
  CHECK(model.text() == "problem=memory&task=copy&spans=21,42,84,168");
  CHECK(printProblems(parsed(model.text())) == model.text());
  CHECK(model.apply({"task", "adding"}));
  CHECK(model.facts().numbers("spans").front() == 21);
}

namespace {

// Helpers that give every job back, as those of a page do with one that killed three of them.
std::string givenBack;
Helpers givers() {
  return {.count = [] { return 2; },
          .add = [](const char* lines) { givenBack += lines; },
          .clear = [] { givenBack.clear(); },
          .run = [](bool) {},
          .take =
              [] {
                std::string all;
                for (std::string_view rest = givenBack; !rest.empty();) {
                  const std::string_view line = rest.substr(0, rest.find('\n'));
                  rest.remove_prefix(std::min(rest.size(), line.size() + 1));
                  all += "J" + std::string(line) + "\n";
                }
                givenBack.clear();
                return all;
              }};
}

}  // namespace

TEST_CASE("problems: runs that come back from helpers go on here, and are told to") {
  ProblemsModel plain(parsed(small));
  finish(plain);
  useHelpers(givers());
  {
    ProblemsModel model(parsed(small));
    model.setGoal(3);
    CHECK(model.progress().elsewhere);
    CHECK_FALSE(model.advance(0.001));
    CHECK_FALSE(model.progress().elsewhere);
    CHECK(model.progress().busy);
    finish(model);
    CHECK(model.hash() == plain.hash());
    CHECK(model.progress().elsewhere);
  }
  useHelpers(std::nullopt);
}

TEST_CASE("problems: it is told that nets learn, in a picture as well") {
  for (const std::string text :
       {"problem=washout&hiddenSize=4&seqLen=25&updates=30", "problem=gradients&hiddenSize=4&seqLen=10&updates=30"}) {
    ProblemsModel model(parsed(text));
    while (!model.prepare(1000)) {
    }
    CHECK_FALSE(model.facts().holds("running"));
    REQUIRE(model.apply({"trained", "true"}));
    CHECK(model.facts().holds("running"));
    ProblemsSnapshot s;
    model.fill(s, {});
    while (!model.prepare(1000)) CHECK(model.facts().holds("running"));
    CHECK_FALSE(model.facts().holds("running"));
  }
}

TEST_CASE("guarantee: the worst input is searched in the very net of that seed") {
  // A net that knows nothing answers nearly 0, whatever it is shown: what it answers most wrongly has two markers on ones, and both errors
  // can be told beforehand: about 2², and the mean of (a + b)², 7/6.
  const std::string text = "problem=guarantee&seqLen=8&hiddenSize=3&initScale=0.01&learningRate=1e-9&updates=20&seeds=2&searched=1";
  ProblemsModel model(parsed(text));
  finish(model);
  CHECK(model.facts().text("worst") != "none");
  while (!model.prepare(1000)) {
  }
  const Facts facts = model.facts();
  CHECK(facts.text("worst") == "found");
  ProblemsSnapshot s;
  model.fill(s, {});
  CHECK(facts.text("worstHash") == s.runs[1].report->row.hash);
  CHECK(facts.text("worstHash") != s.runs[0].report->row.hash);
  CHECK(facts.number("worstError") > 3.5);
  CHECK(facts.number("worstError") <= 4.2);
  CHECK(facts.number("worstError") >= facts.number("worstRandom"));
  CHECK(near(facts.number("worstMean"), 7.0 / 6, 0.15));
  CHECK(facts.number("worstStep") == 7);
  // What is right follows from the input that is shown, the error from the answer.
  const auto& x = facts.numbers("worstInput");
  double sum = 0, marks = 0;
  for (std::size_t t = 0; t < 8; ++t) sum += x[2 * t] * x[2 * t + 1], marks += x[2 * t + 1];
  CHECK(marks == 2);
  CHECK(near(facts.numbers("worstRight")[0], sum, 1e-6));
  CHECK(near(facts.number("worstError"), std::pow(facts.numbers("worstAnswer")[0] - sum, 2), 1e-5));
  // Another net: nothing is searched before it is asked for. More seeds of the same change nothing.
  CHECK(model.text().find("searched=1") != std::string::npos);
  REQUIRE(model.apply({"seeds", "3"}));
  CHECK(model.facts().text("worst") == "found");
  REQUIRE(model.apply({"hiddenSize", "4"}));
  CHECK(model.facts().text("worst") == "none");
  CHECK(model.text().find("searched") == std::string::npos);
  // Of a text nobody knows what comes after the last letter, but all before; untied copies have one length and are not looked into.
  ProblemsModel untied(parsed("problem=guarantee&seqLen=8&hiddenSize=3&updates=10&seeds=1&tying=untied&searched=0"));
  CHECK(untied.facts().text("worst") == "impossible");
  CHECK(untied.prepared());
}
