// What a Simulation shows of itself.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <span>

#include "core/scalar_math.h"
#include "recurrent/own_input.h"
#include "recurrent/simulation_state.h"
#include "tasks/own_data.h"
#include "training/loss.h"

namespace unroll {

namespace {

// Which share of all `different` sequences has come up among `drawn` ones; fresh sequences are as likely to be one as another.
double seenShare(double different, double drawn) { return drawn > 0 ? -std::expm1(-drawn / different) : 0; }

// Different draws of training, until then.
double sequencesUntil(const Experiment& experiment, std::int64_t update) {
  const double all = static_cast<double>(update) * experiment.batchSize;
  return experiment.trainingSet > 0 ? std::min<double>(all, experiment.trainingSet) : all;
}

}  // namespace

void Simulation::State::fillLayers(const Trace<float>& trace, Passage& probe) const {
  const TraceShape& shape = trace.shape;
  const int hidden = shape.hiddenSize, all = hidden * shape.directions, below = shape.layers - 1;
  probe.lower.resize(static_cast<std::size_t>(below));
  probe.inner.resize(static_cast<std::size_t>(below));
  for (int layer = 0; layer < below; ++layer) {
    probe.lower[static_cast<std::size_t>(layer)].fill(shape.steps, all, [&](int t, int i) { return trace.hidden(layer, t, 0, i); });
    fillStates(trace, layer, probe.inner[static_cast<std::size_t>(layer)]);
  }
  fillStates(trace, below, probe);
}

void Simulation::State::fillStates(const Trace<float>& trace, int layer, LayerStates& states) const {
  const TraceShape& shape = trace.shape;
  const int hidden = shape.hiddenSize, all = hidden * shape.directions;
  const CellEntry& cell = *findCell(current.cell);
  states.gates.resize(cell.gates.size());
  states.h0.clear();
  states.c0.clear();
  for (int i = 0; i < all; ++i) states.h0.push_back(trace.chain(layer, i / hidden).start()[i % hidden]);
  const auto carriedStart = [&](const ChainTrace<float>& chain) { return chain.carriedBefore(chain.reverse ? shape.steps - 1 : 0); };
  for (std::size_t g = 0; g < cell.gates.size(); ++g) {
    const CellGate& gate = cell.gates[g];
    states.gates[g].name = gate.name;
    states.gates[g].values.fill(shape.steps, all, [&](int t, int i) {
      const ChainTrace<float>& chain = trace.chain(layer, i / hidden);
      if (gate.block == CellGate::carried) return chain.carried(t)[i % hidden];
      return chain.kept[static_cast<Eigen::Index>(shape.at(t, 0, shape.keptSize)) + gate.block * padded(hidden) + i % hidden];
    });
    for (int i = 0; i < all && gate.block == CellGate::carried; ++i)
      states.c0.push_back(carriedStart(trace.chain(layer, i / hidden))[i % hidden]);
  }
  const int outputs = cell.feedsBack ? shape.outputSize : 0;
  states.fed.fill(outputs > 0 ? shape.steps : 0, outputs * shape.directions,
                  [&](int t, int o) { return trace.chain(layer, o / outputs).carried(t)[o % outputs]; });
  states.fed0.clear();
  for (int o = 0; o < outputs * shape.directions; ++o) states.fed0.push_back(carriedStart(trace.chain(layer, o / outputs))[o % outputs]);
}

// The first one on which a blind net is seen to be wrong: as far off there as on average, or farther.
std::uint64_t Simulation::State::firstProbe() const {
  constexpr std::uint64_t most = 64;
  if (!std::isfinite(task->blindAnswer)) return 0;
  Table input, target;
  for (std::uint64_t index = 0; index < most; ++index) {
    drawSequence(index, input, target);
    const double off = static_cast<double>(target.values.back()) - task->blindAnswer;
    if (off * off >= task->blindMetric(current)) return index;
  }
  return 0;
}

namespace {

constexpr double mostWorkGoneOn = 4e6;  // multiplications in a frame, some milliseconds

OwnDataFacts ownDataFacts(const Experiment& experiment) {
  OwnDataFacts facts;
  if (const OwnText* text = experiment.task == "text" ? ownText(experiment) : nullptr) {
    facts.training = text->cut;
    facts.fresh = text->size() - text->cut;
    facts.different = text->differentCharacters;
    facts.classes = text->classes();
  } else if (const OwnSeries* series = experiment.task == "series" ? ownSeries(experiment) : nullptr) {
    facts.training = series->cut;
    facts.fresh = series->size() - series->cut;
    facts.least = series->least;
    facts.greatest = series->greatest;
    facts.column = series->column;
    facts.columns = series->columns;
  } else {
    return facts;
  }
  facts.hash = experiment.data;
  return facts;
}

}  // namespace

// The probe is a sequence of its own stream: the same for the same seed and index, whatever was trained.
void Simulation::State::drawSequence(std::uint64_t index, Table& input, Table& wanted) const {
  const int steps = current.seqLen;
  Trace<float> drawn(trainer.network().traceShape(steps, 1));
  Buffer<float> target = Buffer<float>::Zero(drawn.y.size());
  Random random(current.seed, Stream::probe, index);
  drawFreshBatch(current, *task, random, drawn, target);
  const int outputs = padded(task->outputSize(current));
  wanted.fill(steps, task->outputSize(current), [&](int t, int o) { return target[t * outputs + o]; });
  input.fill(steps, task->inputSize(current), [&](int t, int i) { return drawn.input(t)[i]; });
}

Table Simulation::State::probeInputBeyond(int more) const {
  const int steps = current.seqLen;
  Table input = probeInput;
  input.resize(steps + more, task->inputSize(current));
  if (!current.input.empty()) return input;
  Trace<float> drawn(trainer.network().traceShape(steps, 1));
  Buffer<float> target = Buffer<float>::Zero(drawn.y.size());
  Random random(current.seed, Stream::probe, probeIndex);
  drawFreshBatch(current, *task, random, drawn, target);  // the probe itself
  for (int t = steps; t < steps + more; ++t) {
    if (t % steps == 0) drawFreshBatch(current, *task, random, drawn, target);
    for (int i = 0; i < task->inputSize(current); ++i)
      input.values[static_cast<std::size_t>(t * task->inputSize(current) + i)] = drawn.input(t % steps)[i];
  }
  return input;
}

void Simulation::State::drawProbe() {
  if (current.input.empty()) {
    drawSequence(probeIndex, probeInput, probeTarget);
    probeKnown.clear();
    for (int t = 0; t < probeTarget.rows; ++t) {
      const bool none =
          task->classes && classOf(probeTarget.values.data() + static_cast<std::size_t>(t * probeTarget.cols), probeTarget.cols) < 0;
      if (isAsked(probeTarget.at(t, 0)) && !(none && !task->counts(current, t))) continue;
      if (probeKnown.empty()) probeKnown.assign(static_cast<std::size_t>(probeTarget.rows), true);
      probeKnown[static_cast<std::size_t>(t)] = false;
      for (int o = 0; o < probeTarget.cols; ++o) probeTarget.values[static_cast<std::size_t>(t * probeTarget.cols + o)] = 0;
    }
  } else {
    takeOwnInput(current, *task, probeInput, probeTarget, probeKnown);
  }
  probeTrace.emplace(trainer.network().traceShape(current.seqLen, 1));
  for (int t = 0; t < current.seqLen; ++t)
    for (int i = 0; i < task->inputSize(current); ++i) probeTrace->input(t)[i] = probeInput.at(t, i);
  takeOwnStart(current, *probeTrace);
  forgetProbe();
}

LossMask Simulation::State::probeMask() const {
  const LossMask mask = lossMask(current, *task);
  if (probeKnown.empty()) return mask;
  std::vector<char> counts;
  for (int t = 0; t < current.seqLen; ++t) counts.push_back(mask.at(t) && probeKnown[static_cast<std::size_t>(t)]);
  return LossMask(std::move(counts));
}

void Simulation::State::forgetProbe() {
  probePass.ready = false;
  probePass.pass.begin();
  carpetWork.reset();
  saliencyWork.reset();
  shareWork.reset();
}

bool Simulation::State::probePiece() {
  if (probePass.ready) return true;
  if (!probePass.pass.advance(trainer.network(), *probeTrace)) return false;
  probePass.ready = true;
  probePass.version = version;
  return true;
}

bool Simulation::advanceProbe(double milliseconds) {
  State& s = *state_;
  s.completePlaced();
  const auto start = std::chrono::steady_clock::now();
  const auto late = [&] {
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count() >= milliseconds;
  };
  if (!s.probePass.ready) {
    while (!s.probePiece())
      if (late()) return false;
    // A snapshot that was filled meanwhile has all but this.
    s.probePass.version = ++s.version;
  }
  while (!s.carpetPiece() || !s.saliencyPiece() || !s.sharesPiece())
    if (late()) return false;
  return true;
}

bool Simulation::probeReady() const {
  const State& s = *state_;
  const bool shares = !s.shareWork || (s.shareWork->wish == s.shareWish && (s.shareWork->piecesDone || !s.shareWork->pieces) &&
                                       (s.shareWork->pathsDone || !s.shareWork->paths));
  const bool salient = !s.saliencyWish || (s.saliencyWork && s.saliencyWork->wish == *s.saliencyWish && s.saliencyWork->done);
  return s.probePass.ready && shares && salient &&
         (!s.carpetWish || (s.carpetWork && s.carpetWork->wish == *s.carpetWish && s.carpetWork->done()));
}

void Simulation::fill(Snapshot& snapshot, const SnapshotParts& parts) {
  State& s = *state_;
  s.completePlaced();
  s.carpetWish = parts.carpet;
  s.saliencyWish = parts.saliency;
  if (s.held != parts.held || s.cut != parts.cut) {
    s.held = parts.held;
    s.cut = parts.cut;
    ++s.version;
    if (s.probePass.ready) s.probePass.version = s.version;
  }
  s.shareWish.reset();
  if (parts.weight) s.shareWish = ShareWish{*parts.weight, parts.pieces, parts.pathFrom, parts.pathTo};
  while (parts.probe && (!s.probePiece() || !s.carpetPiece() || !s.saliencyPiece())) {
  }
  if ((parts.back || parts.weight || parts.update) && s.passesBack()) s.takeBack();
  while (!s.sharesPiece() && (parts.probe || s.sharesAreSmall())) {
  }
  const bool changed = snapshot.version != s.version || (s.probePass.ready && snapshot.probe.version != s.probePass.version);
  const bool wantsTwins = parts.twins && (snapshot.twins.version != s.version || snapshot.askedBreak != parts.broken ||
                                          snapshot.askedFold != parts.fold || snapshot.askedBeyond != parts.beyond);
  const bool back = (parts.back || parts.weight) && s.passesBack(), wantsBack = back && snapshot.back.version != s.probePass.version,
             wantsShares = back && parts.weight && s.sharesAreNews(snapshot.shares);
  const bool wantsPreview = parts.update && s.passesBack() &&
                            (snapshot.preview.version != s.probePass.version || snapshot.preview.wish.rate != parts.update->rate ||
                             !(snapshot.preview.wish.place == parts.update->place));
  const bool wantsCarpet = parts.carpet && s.carpetWork && s.carpetWork->done() && s.carpetWork->wish == *parts.carpet &&
                           (snapshot.carpet.version != s.probePass.version || snapshot.carpet.wish != *parts.carpet);
  const bool wantsSpectrum = parts.spectrumAt >= 0 && s.probePass.ready &&
                             (snapshot.spectrum.version != s.probePass.version || snapshot.spectrum.t != parts.spectrumAt);
  if (wantsCarpet) s.fillCarpet(snapshot);
  if (parts.saliency && s.saliencyWork && s.saliencyWork->done && s.saliencyWork->wish == *parts.saliency &&
      (snapshot.saliency.version != s.probePass.version || snapshot.saliency.wish != *parts.saliency))
    s.fillSaliency(snapshot);
  snapshot.carpet.share = s.carpetWork && s.carpetWork->pass ? s.carpetWork->pass->share() : 0;
  if (wantsSpectrum) s.fillSpectrum(snapshot, parts.spectrumAt);
  if (snapshot.askedGoOn != parts.goOn || (parts.goOn && snapshot.goneOn.version != s.version)) {
    snapshot.askedGoOn = parts.goOn;
    snapshot.goneOn = {};
    if (parts.goOn) {
      const auto most = static_cast<int>(mostWorkGoneOn / static_cast<double>(s.trainer.network().parameterCount()));
      auto gone = goOn(std::clamp(parts.goOn->steps, 1, std::max(1, most)), parts.goOn->temperature, parts.goOn->seed);
      if (gone) snapshot.goneOn = std::move(gone).value();
      snapshot.goneOn.version = s.version;
    }
  }
  if (!changed && !wantsTwins && !wantsBack && !wantsShares && !wantsPreview) return;
  snapshot.version = s.version;
  if (wantsTwins) s.fillTwins(snapshot, parts);
  if (wantsBack) s.fillBack(snapshot);
  if (wantsShares) s.fillShares(snapshot);
  if (wantsPreview) s.fillPreview(snapshot, *parts.update);
  if (!changed) return;

  snapshot.experiment = s.experiment;
  snapshot.experiment.updates = s.trainer.update();
  snapshot.current = s.current;
  snapshot.current.updates = s.trainer.update();
  snapshot.update = s.trainer.update();
  snapshot.goal = s.goal;
  snapshot.loss = s.trainer.loss();
  snapshot.metric = s.metric;
  snapshot.trainingMetric = s.trainingMetric;
  snapshot.metricUpdate = s.metricUpdate;
  snapshot.differentInputs = s.task->inputs(s.current);
  snapshot.seenShare = seenShare(snapshot.differentInputs, sequencesUntil(s.current, s.metricUpdate));
  snapshot.higherIsBetter = s.task->metric != Metric::meanSquaredError;
  snapshot.blindScore = s.task->blindMetric(s.current);
  const bool ownLoss = lossOf(s.current, *s.task) == s.task->loss && s.current.lossAt == "task";
  snapshot.blindLoss = ownLoss ? s.task->blindLoss(s.current) : std::nan("");
  snapshot.learnedBound = s.task->learnedBound;
  snapshot.learned = std::isfinite(s.metric) && s.better(s.metric, s.task->learnedBound);
  snapshot.divergence = s.trainer.diverged();
  snapshot.inputSize = s.task->inputSize(s.current);
  snapshot.outputSize = s.task->outputSize(s.current);
  snapshot.marker = s.task->marker;
  snapshot.letters = s.task->lettersOf(s.current);
  const auto names = s.task->names ? s.task->names(s.current) : std::span<const std::string>();
  snapshot.names.assign(names.begin(), names.end());
  const auto notes = s.task->notes ? s.task->notes() : std::span<const Note>();
  snapshot.notes.assign(notes.begin(), notes.end());
  snapshot.tune = s.task->placeInTune ? s.task->placeInTune(s.probeInput) : TunePlace();
  snapshot.own = ownDataFacts(s.current);
  snapshot.word = wordOf(*s.task, s.probeInput);
  snapshot.bits = s.task->bits;
  snapshot.outputActivation = answerActivation(lossOf(s.current, *s.task));
  snapshot.simple = findCell(s.current.cell)->simple && s.current.layers == 1 && !s.current.bidirectional;
  snapshot.memory = findCell(s.current.cell)->memory;
  snapshot.learningRate = s.trainer.learningRate();
  snapshot.parameterCount = s.trainer.network().parameterCount();
  snapshot.gradientNorms = s.trainer.gradientNorms();
  snapshot.gradientNorm = s.trainer.gradientNorm();
  snapshot.tiedTime = s.tiedTime.mean();
  snapshot.untiedTime = s.untiedTime.mean();
  if (parts.parameters) {
    fillParameters(s.trainer.network(), snapshot.parameters);
    for (const WeightPlace& place : s.cutsThere())
      for (ParameterTable& table : snapshot.parameters)
        if (table.name == place.name) table.values.values[index(place.row, table.values.cols, place.col)] = 0;
  }
  if (s.probePass.ready)
    s.fillProbe(snapshot);
  else
    s.fillUnknownProbe(snapshot);
  if (parts.twins) {
    snapshot.driftCurve = s.driftCurve.points();
    snapshot.copyCurves.resize(s.copyCurves.size());
    for (std::size_t i = 0; i < s.copyCurves.size(); ++i) {
      snapshot.copyCurves[i].step = s.drift ? s.drift->followed()[i] : 0;
      snapshot.copyCurves[i].points = s.copyCurves[i].points();
    }
  }
  if (parts.curves) {
    snapshot.lossCurve = s.lossCurve.points();
    snapshot.metricCurve = s.metricCurve.points();
  }
}

void Simulation::tell(Facts& facts) const {
  const State& s = *state_;
  facts.set("update", s.trainer.update());
  facts.set("goal", s.goal);
  facts.set("loss", s.trainer.loss());
  facts.set("metric", s.metric);
  if (s.current.trainingSet > 0) facts.set("trainingMetric", s.trainingMetric);
  facts.set("metricUpdate", s.metricUpdate);
  facts.set("blindScore", s.task->blindMetric(s.current));
  facts.set("learnedBound", s.task->learnedBound);
  facts.set("higherIsBetter", s.task->metric != Metric::meanSquaredError);
  facts.set("probeIndex", static_cast<double>(s.probeIndex));
  facts.set("learned", std::isfinite(s.metric) && s.better(s.metric, s.task->learnedBound));
  facts.set("diverged", s.trainer.diverged().has_value());
  facts.set("learningRate", s.trainer.learningRate());
  facts.set("gradientNorm", s.trainer.gradientNorm());
  facts.set("parameterCount", s.trainer.network().parameterCount());
  facts.set("task", s.current.task);
  facts.set("cell", s.current.cell);
  facts.set("hiddenSize", s.current.hiddenSize);
  facts.set("seqLen", s.current.seqLen);
  facts.set("trainingShare", trainingShare());
  facts.set("tied", s.trainer.network().tying() == Tying::tied);
}

// The part of the probe that doesn't depend on the weights.
void Simulation::State::fillSequence(Passage& probe) const {
  const int steps = current.seqLen;
  probe.x.fill(steps, task->inputSize(current), [&](int t, int i) { return probeInput.at(t, i); });
  probe.target = probeTarget;
  const LossMask counts = probeMask();
  probe.counts.resize(static_cast<std::size_t>(steps));
  probe.scored.resize(static_cast<std::size_t>(steps));
  for (int t = 0; t < steps; ++t) {
    probe.counts[static_cast<std::size_t>(t)] = counts.at(t);
    probe.scored[static_cast<std::size_t>(t)] = task->scored(current, t) && (probeKnown.empty() || probeKnown[static_cast<std::size_t>(t)]);
  }
}

void Simulation::State::fillAnswers(const Trace<float>& trace, Table& y) const {
  const Loss loss = lossOf(current, *task);
  y.resize(trace.shape.steps, trace.shape.outputSize);
  for (int t = 0; t < trace.shape.steps; ++t)
    answers(loss, trace.output(t), y.cols, y.values.data() + static_cast<std::size_t>(t) * static_cast<std::size_t>(y.cols));
}

void Simulation::State::fillProbe(Snapshot& snapshot) const {
  Passage& probe = snapshot.probe;
  if (probe.version == probePass.version) return;
  probe.version = probePass.version;
  const Trace<float>& trace = *probeTrace;
  const int steps = current.seqLen;
  const int hidden = current.hiddenSize * trace.shape.directions;
  fillSequence(probe);
  probe.h.fill(steps, hidden, [&](int t, int i) { return trace.hidden(-1, t, 0, i); });
  fillAnswers(trace, probe.y);
  fillLayers(trace, probe);
  fillHeld(snapshot);
}

// Until the pass is done the last one stays, as long as it is of the same sequence and of a net of the same shape.
void Simulation::State::fillUnknownProbe(Snapshot& snapshot) const {
  Passage& probe = snapshot.probe;
  const int steps = current.seqLen, hidden = current.hiddenSize * probeTrace->shape.directions;
  const auto gates = findCell(current.cell)->gates;
  const std::size_t lower = static_cast<std::size_t>(current.layers - 1);
  const bool fits = probe.h.rows == steps && probe.h.cols == hidden && probe.y.cols == task->outputSize(current) &&
                    probe.lower.size() == lower && probe.gates.size() == gates.size() && probe.target.values == probeTarget.values &&
                    std::equal(probe.x.values.begin(), probe.x.values.end(), probeInput.values.begin());
  if (fits) return;
  probe = {};
  fillSequence(probe);
}

}  // namespace unroll
