// The problem Black box: a net is trained in its picture as by itself, and what is found in it is what is known of its task.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "near.h"
#include "problems/black_box.h"
#include "problems/keys.h"
#include "problems/problems.h"
#include "recurrent/experiment_text.h"
#include "recurrent/recurrent.h"
#include "unroll.h"

using namespace unroll;

namespace {

std::unique_ptr<ProblemsModel> modelOf(const std::string& text) {
  std::vector<Error> dropped;
  const Problems settings = parseProblems("problem=blackBox&" + text, dropped);
  for (const Error& error : dropped) FAIL_CHECK(error.message);
  return std::make_unique<ProblemsModel>(settings);
}

void train(ProblemsModel& model) {
  model.setGoal(1);
  while (!model.advance(1000)) {
  }
}
void compute(ProblemsModel& model) {
  while (!model.prepare(1000)) {
  }
}

const BlackBoxPicture& pictureOf(const ProblemsModel& model, ProblemsSnapshot& s) {
  model.fill(s, {});
  REQUIRE(s.blackBox != nullptr);
  return *s.blackBox;
}

constexpr const char* parity = "task=parity&stopAt=0.99";

}  // namespace

TEST_CASE("black box: the net is trained as by itself, and a link brings it back") {
  const auto model = modelOf(parity);
  compute(*model);
  CHECK(model->progress().goal == 0);
  CHECK_FALSE(model->facts().holds("trained"));
  CHECK(model->facts().number("enough") == 0);
  model->setGoal(1 << 20);
  CHECK(model->progress().goal == 1);
  CHECK(model->progress().busy);
  CHECK_FALSE(model->advance(0.01));
  model->setGoal(0);  // held up
  CHECK(model->advance(1000));
  CHECK_FALSE(model->facts().holds("trained"));
  train(*model);
  CHECK(model->facts().holds("trained"));
  CHECK(model->facts().number("metric") >= 0.99);
  auto alone = std::move(Simulation::create(parseExperiment("task=parity&updates=2000&stopAt=0.99").value())).value();
  alone->finish();
  Snapshot snapshot;
  alone->fill(snapshot);
  CHECK(model->facts().number("update") == static_cast<double>(snapshot.update));
  CHECK(model->facts().number("metric") == snapshot.metric);
  ProblemsSnapshot s;
  CHECK(pictureOf(*model, s).curve.size() == snapshot.metricCurve.size());
  const std::string text = model->text();
  CHECK(text == "problem=blackBox&task=parity&stopAt=0.99&runs=1");
  auto again = findModel("problems")->parse(text).model;
  while (!again->advance(1000)) {
  }
  CHECK(again->hash() == model->hash());
  // What is looked at changes no weight; what trains it does.
  CHECK(model->apply({"clusters", "3"}));
  CHECK(model->apply({"shown", "units"}));
  CHECK(model->facts().holds("trained"));
  CHECK(model->apply({"seed", "2"}));
  CHECK_FALSE(model->facts().holds("trained"));
  CHECK(model->progress().done == 0);
  CHECK(model->apply({"seed", "1"}));
  train(*model);
  CHECK(model->apply({std::string(ProblemsModel::again), ""}));
  CHECK_FALSE(model->facts().holds("trained"));
  CHECK(model->facts().number("update") == 0);
}

TEST_CASE("black box: parity has two states, which the net's automaton has too, and its words run through both alike") {
  const auto model = modelOf(parity);
  train(*model);
  compute(*model);
  const Facts facts = model->facts();
  CHECK(facts.holds("computed"));
  CHECK(facts.number("mergedStates") == 2);
  CHECK(facts.number("determinism") >= 0.98);
  CHECK(facts.number("explained") >= 0.95);
  CHECK(facts.number("agreement") == 1);
  CHECK(facts.number("transitions") == 1);
  CHECK(facts.number("missing") == 0);
  ProblemsSnapshot s;
  const BlackBoxPicture& picture = pictureOf(*model, s);
  const BlackBoxPaths& paths = *picture.paths;
  REQUIRE(picture.found != nullptr);
  CHECK(picture.enough == picture.found->states);
  CHECK(picture.asked->states == 2);
  CHECK(picture.asked->ways.size() == 4);
  int odd = 0;
  for (int t = 0; t < picture.length(); ++t) {
    odd ^= paths.symbols[paths.row(picture.walked, t)];
    CHECK(picture.askedWay[static_cast<std::size_t>(t)] == odd);
    CHECK(picture.found->meaning[static_cast<std::size_t>(picture.foundWay[static_cast<std::size_t>(t)])] == odd);
    CHECK(paths.properties[0][paths.row(picture.walked, t)] == static_cast<float>(odd));
    CHECK(std::fabs(paths.answers.at(static_cast<int>(paths.row(picture.walked, t)), 0) - static_cast<float>(odd)) < 0.5f);
    CHECK(picture.agreesAt(t));
  }
  // Too few clusters are no automaton; which of the units is looked at has nothing to do with it.
  CHECK(model->apply({"clusters", "1"}));
  compute(*model);
  CHECK(model->facts().number("foundStates") == 1);
  CHECK(model->facts().number("agreement") < 0.7);
  CHECK(model->facts().numbers("units").size() == 16);
}

TEST_CASE("black box: the plane, and what an answer hangs on, are those of the net") {
  const auto model = modelOf("task=parity&hiddenSize=2&updates=5&walked=3");
  train(*model);
  compute(*model);
  ProblemsSnapshot s;
  const BlackBoxPicture& picture = pictureOf(*model, s);
  const BlackBoxPaths& paths = *picture.paths;
  REQUIRE(paths.shares.size() == 2);
  CHECK(near(paths.shares[0] + paths.shares[1], 1, 1e-6));
  // Of two units the plane is all there is: distances stay.
  const auto distance = [](const Table& table, int a, int b) {
    return std::hypot(static_cast<double>(table.at(a, 0)) - static_cast<double>(table.at(b, 0)),
                      static_cast<double>(table.at(a, 1)) - static_cast<double>(table.at(b, 1)));
  };
  for (int row = 1; row < 60; ++row) CHECK(near(distance(paths.plane, row, 0), distance(paths.h, row, 0), 1e-4, 1e-2));
  // ∂(answer at t)/∂x_s by trying is the net's own business (analysis' tests); here: 0 after t, and something at t.
  const int length = picture.length();
  REQUIRE(picture.saliency.rows == length);
  for (int t = 0; t < length; ++t) {
    for (int at = 0; at < length; ++at) CHECK((at > t ? picture.saliency.at(t, at) == 0 : picture.saliency.at(t, at) >= 0));
    CHECK(picture.saliency.at(t, t) > 0);
  }
}

TEST_CASE("black box: tasks whose inputs are numbers have paths and units, and no automaton") {
  for (const std::string task : {"adding", "sine", "counting", "letters"}) {
    CAPTURE(task);
    const auto model = modelOf("task=" + task + "&updates=3&hiddenSize=3&seqLen=9&cell=lstm&layers=2");
    train(*model);
    compute(*model);
    const Facts facts = model->facts();
    CHECK(facts.holds("computed"));
    CHECK(facts.numbers("units").size() == (task == "sine" ? 0 : 3));
    CHECK((facts.number("foundStates") > 0) == (task == "counting"));
    CHECK(std::isnan(facts.number("agreement")));
  }
}
