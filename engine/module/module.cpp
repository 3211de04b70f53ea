// The engine without a page, for the npm package: what engine.js calls. Texts and bytes go in by the buffer, and come out as the answer. A
// call that returns 0 has refused, and the answer says why.
#include <emscripten.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "core/link_text.h"
#include "recurrent/experiment_text.h"
#include "recurrent/fresh_sequences.h"
#include "recurrent/own_sequences.h"
#include "recurrent/recurrent.h"
#include "recurrent/resumed.h"
#include "tasks/own_data.h"

namespace {

using namespace unroll;
using Json = nlohmann::ordered_json;

std::string buffer, answer;

struct Run {
  std::unique_ptr<Simulation> simulation;
  std::int64_t updates = 0, learnedAt = -1;
  Snapshot snapshot;

  void setNextGoal() { simulation->setGoal(std::min(updates, Simulation::nextEvaluation(simulation->settings(), simulation->update()))); }
  bool isOver() const { return simulation->diverged() || simulation->stopMet() || simulation->update() >= updates; }
  void look() {
    simulation->fill(snapshot, {.curves = false, .parameters = false, .twins = false, .probe = false});
    const bool met = simulation->stopMet() || (snapshot.learned && snapshot.metricUpdate == snapshot.update);
    if (met && learnedAt < 0 && snapshot.update > 0) learnedAt = snapshot.update;
  }
};

std::map<int, Run> runs;
int lastRun = 0;

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

int refuse(const Error& error) {
  answer = error.message;
  return 0;
}

int add(std::unique_ptr<Simulation> simulation, std::int64_t updates) {
  Run& run = runs[++lastRun];
  run.simulation = std::move(simulation);
  run.updates = updates;
  run.look();
  run.setNextGoal();
  return lastRun;
}

const char* whereName(Divergence::Where where) {
  switch (where) {
    case Divergence::Where::hiddenState: return "hiddenState";
    case Divergence::Where::loss: return "loss";
    case Divergence::Where::gradient: return "gradient";
    case Divergence::Where::weights: return "weights";
  }
  return "";
}

}  // namespace

extern "C" {

EMSCRIPTEN_KEEPALIVE const char* unroll_version() { return UNROLL_VERSION; }
EMSCRIPTEN_KEEPALIVE char* unroll_buffer(int bytes) {
  buffer.assign(static_cast<std::size_t>(bytes), '\0');
  return buffer.data();
}
EMSCRIPTEN_KEEPALIVE const char* unroll_answer() { return answer.data(); }
EMSCRIPTEN_KEEPALIVE int unroll_answer_size() { return static_cast<int>(answer.size()); }

// Keeps the own data in the buffer; the answer is the value of the key `data`.
EMSCRIPTEN_KEEPALIVE int unroll_data() {
  auto hash = keepOwnData(buffer);
  if (!hash) return refuse(hash.error());
  answer = std::move(hash).value();
  return 1;
}

// The number of a new run: of the experiment in the buffer, or of the model file in it.
EMSCRIPTEN_KEEPALIVE int unroll_begin() {
  const auto experiment = parseExperiment(buffer);
  if (!experiment) return refuse(experiment.error());
  auto created = Simulation::create(experiment.value());
  return created ? add(std::move(created).value(), experiment.value().updates) : refuse(created.error());
}
EMSCRIPTEN_KEEPALIVE int unroll_open() {
  auto loaded = Simulation::loadModel(buffer);
  if (!loaded) return refuse(loaded.error());
  const std::int64_t at = loaded.value()->update();
  return add(std::move(loaded).value(), at);
}
// What the buffer says anew of a model that was opened.
EMSCRIPTEN_KEEPALIVE int unroll_resume(int run) {
  const auto updates = resume(*runs[run].simulation, buffer, "the model");
  if (!updates) return refuse(updates.error());
  runs[run].updates = updates.value();
  runs[run].setNextGoal();
  return 1;
}
EMSCRIPTEN_KEEPALIVE void unroll_drop(int run) { runs.erase(run); }

// Works for about so long. 0: there is more to do; 1: so far, an evaluation; 2: it is over.
EMSCRIPTEN_KEEPALIVE int unroll_advance(int number, double milliseconds) {
  Run& run = runs[number];
  if (!run.simulation->advance(milliseconds)) return 0;
  run.look();
  if (run.isOver()) return 2;
  run.setNextGoal();
  return 1;
}

// Where it stands.
EMSCRIPTEN_KEEPALIVE void unroll_report(int index) {
  const Run& run = runs[index];
  const Snapshot& s = run.snapshot;
  Json report{{"experiment", printExperiment(run.simulation->experiment())},
              {"update", s.update},
              {"updates", run.updates},
              {"loss", number(s.loss)},
              {"metric", number(s.metric)}};
  if (s.current.trainingSet > 0) report["trainingMetric"] = number(s.trainingMetric);
  report["learned"] = s.learned;
  report["learnedAt"] = run.learnedAt >= 0 ? Json(run.learnedAt) : Json(nullptr);
  report["diverged"] = nullptr;
  if (s.divergence) {
    report["diverged"] = {{"update", s.divergence->update}, {"where", whereName(s.divergence->where)}};
    if (s.divergence->step >= 0) report["diverged"]["step"] = s.divergence->step;
  }
  report["weightsHash"] = run.simulation->weightsHash();
  answer = report.dump();
}

EMSCRIPTEN_KEEPALIVE void unroll_model(int run) { answer = runs[run].simulation->saveModel(); }

// What it scores on fresh sequences; the buffer says seqLen, sequences and seed, where they aren't those of its training.
EMSCRIPTEN_KEEPALIVE int unroll_score(int run) {
  const Simulation& simulation = *runs[run].simulation;
  FreshSequences fresh;
  for (const auto& [key, value] : splitLink(buffer))
    if (const auto taken = fresh.take(key, value); !taken) return refuse(taken.error());
  const int steps = fresh.seqLen.value_or(simulation.settings().seqLen);
  const auto score = simulation.predict(steps, fresh.count, fresh.seed.value_or(simulation.settings().seed));
  if (!score) return refuse(score.error());
  answer = Json{{"experiment", printExperiment(simulation.experiment())},
                {"seqLen", steps},
                {"sequences", fresh.count},
                {"metric", number(score.value().metric)},
                {"loss", number(score.value().loss)}}
               .dump();
  return 1;
}

// Its answers to the sequences in the buffer, both as CSV.
EMSCRIPTEN_KEEPALIVE int unroll_answers(int run) {
  const Simulation& simulation = *runs[run].simulation;
  const auto sequences = parseSequences(buffer, simulation.settings());
  if (!sequences) return refuse(sequences.error());
  std::vector<Table> answers;
  for (const Table& x : sequences.value()) {
    auto y = simulation.answerTo(x);
    if (!y) return refuse({"sequence " + std::to_string(answers.size()) + ": " + y.error().message});
    answers.push_back(std::move(y).value());
  }
  answer = printAnswers(answers, simulation.settings());
  return 1;
}

}  // extern "C"
