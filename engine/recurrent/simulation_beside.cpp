// What is trained and measured beside an untied net: the tied one, a window net where positions are compared, how far both have drifted
// apart, and what an update takes.
#include <chrono>
#include <cmath>

#include "recurrent/edits.h"
#include "recurrent/keys.h"
#include "recurrent/simulation_state.h"

namespace unroll {

using SteadyClock = std::chrono::steady_clock;

// Looked at only where the work changes from one net to another: a clock takes its time too.
void Simulation::State::watch(Stopwatch* next) {
  if (next == watched) return;
  const auto now = SteadyClock::now().time_since_epoch();
  const double milliseconds = std::chrono::duration<double, std::milli>(now).count();
  if (watched) watched->spent += milliseconds - watchedSince;
  watched = next;
  watchedSince = milliseconds;
}

UpdateTime Simulation::State::Stopwatch::mean() const {
  double sum = 0, squares = 0;
  for (int i = 0; i < count; ++i) {
    const double lap = static_cast<double>(laps[static_cast<std::size_t>(i)]);
    sum += lap;
    squares += lap * lap;
  }
  if (count == 0) return {};
  const double mean = sum / count;
  return {count, mean, std::sqrt(std::max(0.0, squares / count - mean * mean) / count)};
}

bool Simulation::State::companionBehind() const {
  // Further behind than an update it stays where it is: it diverged there.
  return companion && !companion->diverged() && (companion->update() + 1 == trainer.update() || companion->insideUpdate());
}

void Simulation::State::followDrift() {
  Table input, target;
  drawSequence(firstProbe(), input, target);
  drift.emplace(trainer.network(), input);
  driftCurve.dropAfter(-1);
  copyCurves.clear();
  copyCurves.resize(drift->followed().size());
}

void Simulation::State::dropDriftAfter(std::int64_t update) {
  driftCurve.dropAfter(update);
  for (Curve& each : copyCurves) each.dropAfter(update);
  if (drift) drift->abandon();
}

bool Simulation::State::windowBehind() const {
  return windowNet && !windowNet->diverged() && (windowNet->update() < trainer.update() || windowNet->insideUpdate());
}

bool Simulation::State::besideIsDue() const { return companionBehind() || windowBehind() || driftIsDue(); }

double Simulation::State::advanceBeside() {
  watch(companionBehind() ? &tiedTime : nullptr);
  if (companionBehind()) {
    if (companion->advance()) companionArrived();
    return companion->workPerPiece();
  }
  if (windowBehind()) {
    if (windowNet->advance()) windowArrived();
    return windowNet->workPerPiece();
  }
  if (drift->advance(companion->network(), trainer.network())) {
    driftCurve.add(trainer.update(), static_cast<double>(drift->difference()));
    for (std::size_t i = 0; i < copyCurves.size(); ++i) copyCurves[i].add(trainer.update(), static_cast<double>(drift->distances()[i]));
    ++version;
  }
  return drift->workPerPiece();
}

// A function of the state alone, so that a run that was gone back to, loaded or begun anew from its link has the same points.
bool Simulation::State::driftIsDue() const {
  if (!companion || companion->update() != trainer.update() || companion->insideUpdate()) return false;
  const std::vector<CurvePoint>& points = driftCurve.points();
  if (points.empty()) return true;
  return points.back().update < trainer.update() && Drift::isDue(trainer.update() - points.front().update);
}

// Where the net learns from some of the steps that the task asks at, and not from others. It belongs to no checkpoint or file: it begins
// anew and catches up.
void Simulation::State::followWindow() {
  windowNet.reset();
  Experiment window = experiment;
  window.cell = "window";
  window.window = current.seqLen;  // all inputs until now
  window.layers = 1;
  window.bidirectional = false;
  window.tying = "untied";
  window.updates = 0;
  window.edits.clear();
  window.input.clear();
  if (!companion || !findCell(current.cell)->memory || !validate(window)) return;
  const LossMask mask = lossMask(current, *task);
  bool elsewhere = false;
  for (int t = 0; t < current.seqLen; ++t) elsewhere = elsewhere || (task->scored(current, t) && !mask.at(t));
  const NetworkShape shape = networkShape(window, *task);
  if (!elsewhere || networkBytes(shape, Tying::untied, window.seqLen, window.batchSize) > largestWindowNet) return;
  windowNet.emplace(window, *task);
  windowArrived();
}

// The settings that were changed by hand at the update that it has come to hold for it too; weights do not.
void Simulation::State::windowArrived() {
  ++version;
  for (std::size_t i = 0; i < nextEdit; ++i)
    if (experiment.edits[i].update == windowNet->update() && findKey(experiment.edits[i].target))
      return windowNet->setLiveSettings(settingsAt(windowNet->update()));
}

// What was changed by hand at this boundary while the companion was still on its way.
void Simulation::State::companionArrived() {
  ++version;
  watch(nullptr);
  if (!companion->diverged()) tiedTime.lap();
  const std::int64_t update = companion->update();
  bool anySetting = false, anyWeight = false;
  for (std::size_t i = nextEdit; i-- > 0 && experiment.edits[i].update >= update;) {
    const Edit& edit = experiment.edits[i];
    if (edit.update > update) continue;
    anySetting = anySetting || findKey(edit.target);
    const auto place = parseWeightTarget(edit.target);
    const auto value = parseWeightValue(edit.target, edit.value);
    if (!place || !value || !companion->network().find(place.value().name)) continue;
    UNROLL_CHECK(setWeight(companion->network(), place.value(), value.value()));
    anyWeight = true;
  }
  if (anySetting) companion->setLiveSettings(settingsAt(update));
  if (anyWeight) companion->network().pack();
}

}  // namespace unroll
