#include "probing/worst_input.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>

#include "core/check.h"
#include "training/evaluator.h"

namespace unroll {

namespace {

constexpr std::uint64_t firstSearch = std::uint64_t{1} << 49;
constexpr int mostChanges = 20;  // of a sequence, until one is legal

}  // namespace

WorstInputSearch::WorstInputSearch(const Network<float>& network, const Experiment& experiment, const Task& task,
                                   const WorstSettings& settings)
    : network_(network),
      experiment_(experiment),
      task_(task),
      settings_(settings),
      loss_(lossOf(experiment, task)),
      mask_(lossMask(experiment, task)),
      random_(experiment.seed, Stream::probe, firstSearch + settings.series),
      trace_(network.traceShape(experiment.seqLen, Evaluator::batch)),
      gradient_(trace_.shape) {
  UNROLL_CHECK(task.answer && settings.tries > 0 && settings.climbs >= 0 && settings.attempts >= 0);
  target_.values.setZero(trace_.y.size());
  target_.classes.assign(trace_.shape.row(trace_.shape.steps), -1);
  worst_.loss = ofRandom_ = -std::numeric_limits<double>::infinity();
  if (!task.legal) settings_.climbs = 0;
}

bool WorstInputSearch::isDone() const {
  return tried_ >= settings_.tries && climbed_ >= static_cast<int>(tops_.size()) * settings_.attempts;
}

double WorstInputSearch::share() const {
  const double all = settings_.tries + static_cast<double>(settings_.climbs) * settings_.attempts;
  return isDone() ? 1 : std::min(1.0, (tried_ + climbed_) / all);
}

bool WorstInputSearch::advance(double milliseconds) {
  using Clock = std::chrono::steady_clock;
  const auto begin = Clock::now();
  while (!isDone()) {
    if (!isFilled_) {
      fillBatch();
    } else if (pass_.advance(network_, trace_)) {
      judgeBatch();
    }
    if (std::chrono::duration<double, std::milli>(Clock::now() - begin).count() >= milliseconds) break;
  }
  return isDone();
}

std::vector<float> WorstInputSearch::drawn() {
  const int inputs = trace_.shape.inputSize, outputs = trace_.shape.outputSize;
  std::vector<float> x(index(experiment_.seqLen, inputs)), target(index(experiment_.seqLen, outputs));
  task_.fresh(experiment_, random_, {x.data(), inputs}, {target.data(), outputs});
  return x;
}

// A number of one step, a step, or several steps in a row as another sequence has them; as long as that is one that the task could have
// drawn. Where none of them is, another sequence as a whole.
std::vector<float> WorstInputSearch::changed(const std::vector<float>& x) {
  const int steps = experiment_.seqLen, inputs = trace_.shape.inputSize;
  for (int attempt = 0; attempt < mostChanges; ++attempt) {
    const std::vector<float> other = drawn();
    std::vector<float> fresh = x;
    const int kind = random_.below(4), from = random_.below(steps);
    if (kind == 0) {
      const std::size_t at = index(from, inputs, random_.below(inputs));
      fresh[at] = other[at];
    } else {
      const int to = kind == 1 ? from + 1 : kind == 2 ? std::min(steps, from + 1 + random_.below(steps)) : steps;
      std::copy(other.begin() + static_cast<std::ptrdiff_t>(index(from, inputs)),
                other.begin() + static_cast<std::ptrdiff_t>(index(to, inputs)),
                fresh.begin() + static_cast<std::ptrdiff_t>(index(from, inputs)));
    }
    if (fresh != x && task_.legal(experiment_, {fresh.data(), inputs})) return fresh;
  }
  return drawn();
}

bool WorstInputSearch::known(const std::vector<float>& x, int b) {
  const TraceShape& shape = trace_.shape;
  const Table table{shape.steps, shape.inputSize, x};
  std::vector<float> wanted(static_cast<std::size_t>(shape.outputSize));
  bool any = false;
  for (int t = 0; t < shape.steps; ++t) {
    std::copy_n(x.data() + index(t, shape.inputSize), shape.inputSize, trace_.input(t, b));
    std::fill(wanted.begin(), wanted.end(), 0.f);
    const bool isKnown = mask_.at(t) && task_.answer(experiment_, table, t, wanted);
    any = any || isKnown;
    float* to = target_.values.data() + shape.at(t, b, padded(shape.outputSize));
    std::copy(wanted.begin(), wanted.end(), to);
    if (!isKnown) *to = notAsked;
    target_.classes[shape.at(t, b, 1)] = isKnown && loss_ == Loss::crossEntropy ? classOf(wanted.data(), shape.outputSize) : -1;
  }
  return any;
}

void WorstInputSearch::fillBatch() {
  batch_.clear();
  const bool climbs = tried_ >= settings_.tries;
  const int climb = climbs ? climbed_ / settings_.attempts : 0;
  const int left = climbs ? (climb + 1) * settings_.attempts - climbed_ : settings_.tries - tried_;
  for (int b = 0; b < std::min(left, Evaluator::batch); ++b) {
    batch_.push_back({climbs ? changed(tops_[static_cast<std::size_t>(climb)].x) : drawn()});
    batch_.back().loss = known(batch_.back().x, b) ? 0 : -std::numeric_limits<double>::infinity();
  }
  isFilled_ = true;
}

void WorstInputSearch::judgeBatch() {
  isFilled_ = false;
  const TraceShape& shape = trace_.shape;
  // One sequence after the other: all others aren't asked for anything.
  const Target<float> all = target_;
  const bool climbs = tried_ >= settings_.tries;
  Candidate* const top = climbs ? &tops_[static_cast<std::size_t>(climbed_ / settings_.attempts)] : nullptr;
  for (int b = 0; b < static_cast<int>(batch_.size()); ++b) {
    Candidate& candidate = batch_[static_cast<std::size_t>(b)];
    if (candidate.loss == 0) {
      for (int t = 0; t < shape.steps; ++t)
        for (int other = 0; other < shape.batch; ++other) {
          if (other == b) continue;
          target_.values[static_cast<Eigen::Index>(shape.at(t, other, padded(shape.outputSize)))] = notAsked;
          target_.classes[shape.at(t, other, 1)] = -1;
        }
      candidate.loss = lossAndGradient(loss_, mask_, trace_, target_, gradient_);
      target_ = all;
      if (!std::isfinite(candidate.loss)) candidate.loss = std::numeric_limits<double>::max();
      look(candidate, b);
    }
    if (climbs) {
      if (candidate.loss > top->loss) *top = candidate;
    } else {
      if (std::isfinite(candidate.loss)) sum_ += candidate.loss;
      const auto place = std::find_if(tops_.begin(), tops_.end(), [&](const Candidate& each) { return candidate.loss > each.loss; });
      tops_.insert(place, candidate);
      if (static_cast<int>(tops_.size()) > settings_.climbs) tops_.pop_back();
    }
  }
  (climbs ? climbed_ : tried_) += static_cast<int>(batch_.size());
}

void WorstInputSearch::look(const Candidate& candidate, int b) {
  if (tried_ < settings_.tries) ofRandom_ = std::max(ofRandom_, candidate.loss);
  if (candidate.loss <= worst_.loss) return;
  const TraceShape& shape = trace_.shape;
  worst_.loss = candidate.loss;
  worst_.x = {shape.steps, shape.inputSize, candidate.x};
  worst_.target.resize(shape.steps, shape.outputSize);
  worst_.answers.resize(shape.steps, shape.outputSize);
  worst_.asked.assign(static_cast<std::size_t>(shape.steps), false);
  for (int t = 0; t < shape.steps; ++t) {
    const float* wanted = target_.values.data() + shape.at(t, b, padded(shape.outputSize));
    const bool isKnown = mask_.at(t) && isAsked(*wanted);
    worst_.asked[static_cast<std::size_t>(t)] = isKnown;
    for (int o = 0; o < shape.outputSize; ++o) worst_.target.values[index(t, shape.outputSize, o)] = isKnown ? wanted[o] : 0;
    unroll::answers(loss_, trace_.output(t, b), shape.outputSize, worst_.answers.values.data() + index(t, shape.outputSize));
  }
}

}  // namespace unroll
