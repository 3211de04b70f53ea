// The state of a run between two updates, taken out and put back.
#include "recurrent/keys.h"
#include "recurrent/simulation_state.h"

namespace unroll {

namespace {

// Whether both may live in the same buffers: all that they say differently are live settings.
bool isSameRun(const Experiment& a, const Experiment& b) {
  for (const KeyInfo& key : experimentKeys()) {
    const bool elsewhere = key.live || key.name == "updates" || key.name == "edits" || key.name == "input" || key.name == "start";
    if (!elsewhere && keyValue(a, key.name) != keyValue(b, key.name)) return false;
  }
  return true;
}

}  // namespace

std::shared_ptr<const Checkpoint> Simulation::checkpoint() const {
  const State& s = *state_;
  auto c = std::make_shared<Checkpoint>();
  c->experiment = s.experiment;
  c->current = s.current;
  c->nextEdit = s.nextEdit;
  c->trainer = s.trainer.save();
  if (s.companion) c->companion = s.companion->save();
  c->goal = s.goal;
  c->metric = s.metric;
  c->trainingMetric = s.trainingMetric;
  c->metricUpdate = s.metricUpdate;
  c->lossCurve = s.lossCurve;
  c->metricCurve = s.metricCurve;
  c->driftCurve = s.driftCurve;
  c->copyCurves = s.copyCurves;
  c->probeIndex = s.probeIndex;
  return c;
}

void Simulation::restore(const std::shared_ptr<const Checkpoint>& checkpoint) {
  const Checkpoint& c = *checkpoint;
  const bool sameNets = c.trainer.tying == state_->trainer.network().tying() && c.companion.has_value() == state_->companion.has_value();
  if (!sameNets || !isSameRun(c.current, state_->current)) {
    const std::uint64_t version = state_->version;
    Experiment start = c.current;  // sizes, task, seed: what the buffers depend on
    start.tying = c.trainer.tying == Tying::untied ? "untied" : "tied";
    state_ = std::make_unique<State>(start, *findTask(start.task), state_->withTwin);
    state_->version = version;
  }
  State& s = *state_;
  ++s.version;
  const bool sameProbe = s.probeIndex == c.probeIndex && s.current.input == c.current.input && s.current.start == c.current.start;
  s.experiment = c.experiment;
  s.current = c.current;
  s.nextEdit = c.nextEdit;
  s.trainer.restore(c.trainer);
  s.trainer.setLiveSettings(s.current);
  if (c.companion && s.companion)
    s.companion->restore(*c.companion);
  else
    s.companion.reset();
  s.goal = c.trainer.update;
  s.stopped = s.evaluating = false;
  s.metric = c.metric;
  s.trainingMetric = c.trainingMetric;
  s.metricUpdate = c.metricUpdate;
  s.lossCurve = c.lossCurve;
  s.metricCurve = c.metricCurve;
  s.driftCurve = c.driftCurve;
  s.copyCurves = c.copyCurves;
  if (s.drift) s.drift->abandon();
  s.probeIndex = c.probeIndex;
  if (!sameProbe) s.drawProbe();
  s.arrivedThere();
}

// A state from elsewhere goes on as the run that it was taken from.
void Simulation::State::arrivedThere() {
  forgetProbe();
  followWindow();
  untiedTime.abandon();
  tiedTime.abandon();
  if (companion) companion->setLiveSettings(settingsAt(companion->update()));
  if (trainer.update() > 0 && metricUpdate != trainer.update() && nextEvaluation(current, trainer.update() - 1) == trainer.update())
    startEvaluation();
}

}  // namespace unroll
