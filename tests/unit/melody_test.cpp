// Melody as notes: what the classes sound like, where in a tune an input is, and what the net's own notes are drawn from.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "core/random.h"
#include "recurrent/experiment_text.h"
#include "recurrent/recurrent.h"
#include "tasks/task.h"
#include "unit/run_cli.h"

using namespace unroll;

namespace {

const Task& melody() { return *findTask("melody"); }

// "c2 d2 e4" as an input.
Table heard(const std::string& tune) {
  const auto notes = melody().names({});
  Table x;
  x.resize(static_cast<int>(tune.size() + 1) / 3, static_cast<int>(notes.size()));
  for (int t = 0; t < x.rows; ++t)
    for (int k = 0; k < x.cols; ++k)
      x.values[static_cast<std::size_t>(t * x.cols + k)] =
          notes[static_cast<std::size_t>(k)] == tune.substr(3 * static_cast<std::size_t>(t), 2) ? 1.f : 0.f;
  return x;
}

}  // namespace

TEST_CASE("melody: each class is a note, its pitch by the key on a piano, its length in eighths") {
  const auto names = melody().names({});
  const auto notes = melody().notes();
  REQUIRE(names.size() == 26);
  REQUIRE(notes.size() == 26);
  const std::pair<std::string, Note> known[] = {{"G2", {55, 2}}, {"B2", {59, 2}}, {"c8", {60, 8}},
                                                {"e3", {64, 3}}, {"f4", {65, 4}}, {"a1", {69, 1}}};
  int found = 0;
  for (std::size_t k = 0; k < 26; ++k)
    for (const auto& [name, note] : known) {
      if (names[k] != name) continue;
      CHECK(notes[k] == note);
      ++found;
    }
  CHECK(found == 6);
}

TEST_CASE("melody: the place of an input in a tune, or that it has none") {
  const auto place = [](const std::string& tune) { return melody().placeInTune(heard(tune)); };
  CHECK(place("c2 d2 e2 c2 c2 d2 e2 c2") == TunePlace{"Frère Jacques", 0});
  CHECK(place("e2 f2 g4 e2 f2 g4 g1") == TunePlace{"Frère Jacques", 0});
  CHECK(place("a1 g1 f1 e2 c2 g1") == TunePlace{"Frère Jacques", 1});
  CHECK(place("c4 c2 G2 c4 c2 d2 e2") == TunePlace{"Frère Jacques", 4});  // over its end into its beginning
  CHECK(place("f2 g2 g2 g4") == TunePlace{"Hänschen klein", 6});
  CHECK(place("e3 d1 d4") == TunePlace{"Freude, schöner Götterfunken", 0});
  CHECK(place("d2 d2 A4 A4") == TunePlace{"Au clair de la lune", 4});
  CHECK(place("c2") == TunePlace{"", -1});           // in all of them
  CHECK(place("a1 a1 a1 a1") == TunePlace{"", -1});  // in none
}

TEST_CASE("melody: what the net goes on with is drawn from its answers, sharpened by the temperature") {
  auto simulation = std::move(Simulation::create(parseExperiment("task=melody&hiddenSize=8&seqLen=6&updates=60").value())).value();
  simulation->finish();
  Snapshot snapshot;
  simulation->fill(snapshot);
  REQUIRE(snapshot.notes.size() == 26);
  constexpr int steps = 40;
  for (const double temperature : {1.0, 0.5, 2.0, 0.0}) {
    const GoingOn gone = simulation->goOn(steps, temperature, 3).value();
    Random random(3, Stream::sampling);
    for (int k = 0; k < 26; ++k)  // the first is what the net answers to all that was given
      CHECK(std::fabs(gone.answers.at(0, k) - snapshot.probe.y.at(5, k)) < 1e-6f);
    for (int t = 0; t < steps; ++t) {
      double all = 0, sharpened = 0;
      int likeliest = 0;
      for (int k = 0; k < 26; ++k) {
        const auto p = static_cast<double>(gone.answers.at(t, k));
        all += p;
        if (temperature > 0) sharpened += std::pow(p, 1 / temperature);
        if (gone.answers.at(t, k) > gone.answers.at(t, likeliest)) likeliest = k;
      }
      CHECK(std::fabs(all - 1) < 1e-5);
      int drawn = likeliest;
      double left = temperature > 0 ? static_cast<double>(random.uniform()) : 0;
      bool found = temperature <= 0;
      for (int k = 0; k < 26; ++k) {
        const double chance =
            temperature > 0 ? std::pow(static_cast<double>(gone.answers.at(t, k)), 1 / temperature) / sharpened : k == likeliest;
        CHECK(std::fabs(static_cast<double>(gone.chances.at(t, k)) - chance) < 1e-5);
        if (!found && (left -= chance) < 0) drawn = k, found = true;
      }
      CHECK(gone.next.at(t, drawn) == 1);
    }
  }
}

TEST_CASE("melody: the command line prints what the net goes on with as notes") {
  const std::string model = "melody-test.safetensors";
  REQUIRE(run({"train", "task=melody", "hiddenSize=4", "seqLen=4", "updates=2", "save=" + model}).code == 0);
  const Run predicted = run({"predict", "load=" + model, "seqLen=4", "sequences=10", "seed=7", "goOn=5"});
  REQUIRE(predicted.code == 0);
  const std::string said = predicted.lines().at(0)["goes_on"];
  const auto names = melody().names({});
  REQUIRE(said.size() == 5 * 3 - 1);
  for (std::size_t at = 0; at < said.size(); at += 3) CHECK(std::find(names.begin(), names.end(), said.substr(at, 2)) != names.end());
}
