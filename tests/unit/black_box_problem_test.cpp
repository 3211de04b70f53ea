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

TEST_CASE("black box: a string of one's own runs through the net and both automata") {
  const auto model = modelOf("updates=600");
  train(*model);
  compute(*model);
  // A string of the grammar that was drawn, typed: to the same numbers.
  ProblemsSnapshot s;
  const auto drawn = pictureOf(*model, s);
  std::string same;
  for (int t = 0; t < drawn.length(); ++t)
    same += drawn.paths->letters[static_cast<std::size_t>(drawn.paths->symbols[drawn.paths->row(0, t)])];
  REQUIRE(model->apply({"string", same}));
  CHECK(model->facts().text("string").empty());  // not yet
  compute(*model);
  const auto typed = pictureOf(*model, s);
  CHECK(typed.isOwn());
  CHECK(typed.length() == drawn.length());
  CHECK(typed.foundWay == drawn.foundWay);
  CHECK(typed.askedWay == drawn.askedWay);
  for (int t = 0; t < typed.length(); ++t) {
    const int own = static_cast<int>(typed.paths->row(typed.walked, t)), other = static_cast<int>(drawn.paths->row(0, t));
    for (int unit = 0; unit < typed.paths->hidden; ++unit)
      CHECK(near(typed.paths->h.at(own, unit), drawn.paths->h.at(other, unit), 1e-5, 1e-3));
    for (int o = 0; o < typed.paths->answers.cols; ++o)
      CHECK(near(typed.paths->answers.at(own, o), drawn.paths->answers.at(other, o), 1e-4, 1e-3));
    for (int axis = 0; axis < 2; ++axis) CHECK(near(typed.paths->plane.at(own, axis), drawn.paths->plane.at(other, axis), 1e-4, 1e-2));
    CHECK(typed.paths->properties[0][typed.paths->row(typed.walked, t)] == drawn.paths->properties[0][drawn.paths->row(0, t)]);
    for (int at = 0; at < typed.length(); ++at) CHECK(near(typed.saliency.at(t, at), drawn.saliency.at(t, at), 1e-3, 1e-4));
  }
  // By hand: B T X S E, then what can't come; small letters are the same ones.
  REQUIRE(model->apply({"string", "btxseb"}));
  compute(*model);
  CHECK(model->facts().numbers("askedWay") == std::vector<double>{1, 2, 4, 6, 7, -1});
  const auto wrong = pictureOf(*model, s);
  CHECK(wrong.agreesAt(4));  // the end, which no net is shown
  CHECK(wrong.isEnd(7));
  CHECK_FALSE(wrong.isEnd(6));
  CHECK(model->text().find("string=btxseb") != std::string::npos);
  // Refused by name; an empty one brings the drawn sequence back.
  const auto refusal = [&](const std::string& string) {
    const auto done = model->apply({"string", string});
    REQUIRE_FALSE(done);
    return done.error().message;
  };
  CHECK(refusal("BTQ") == "string=BTQ: “Q” is no letter of reber: it has BTSXPVE");
  CHECK(refusal("Bß") == "string=Bß: “ß” is no letter of reber: it has BTSXPVE");
  CHECK(refusal(std::string(61, 'B')).find("at most 60 time steps") != std::string::npos);
  CHECK(model->text().find("string=btxseb") != std::string::npos);
  REQUIRE(model->apply({"string", ""}));
  compute(*model);
  CHECK(model->facts().numbers("foundWay") == std::vector<double>(drawn.foundWay.begin(), drawn.foundWay.end()));
  REQUIRE(model->apply({"string", "BT"}));
  REQUIRE(model->apply({"task", "parity"}));  // which has other letters
  CHECK(model->text().find("string") == std::string::npos);
}

TEST_CASE("black box: parity of an own string longer than those it was trained on") {
  const auto model = modelOf(std::string(parity) + "&string=110100111010011101001110100111010011");
  train(*model);
  compute(*model);
  const std::string bits = "110100111010011101001110100111010011";
  std::vector<double> odd;
  for (std::size_t t = 0, ones = 0; t < bits.size(); ++t) odd.push_back(static_cast<double>((ones += bits[t] == '1') % 2));
  CHECK(model->facts().number("length") == static_cast<double>(bits.size()));
  CHECK(model->facts().numbers("askedWay") == odd);
  CHECK(model->facts().numbers("agrees") == std::vector<double>(bits.size(), 1));
}
