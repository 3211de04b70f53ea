#include "problems/gradients_norms.h"

#include <chrono>
#include <cmath>
#include <limits>

#include "network/init.h"
#include "tasks/task.h"
#include "training/loss.h"

namespace unroll {

namespace {

using Clock = NormsPart::Clock;
double since(Clock::time_point begin) { return std::chrono::duration<double, std::milli>(Clock::now() - begin).count(); }

constexpr int shownTimes = 25;  // while it trains

double radiusOf(const Network<float>& network) {
  const std::string name = "rnn.weight_hh_l" + std::to_string(network.shape().layers - 1);
  const Parameter* p = network.find(name);
  if (!p || p->cols != p->gateSize()) return std::numeric_limits<double>::quiet_NaN();
  const int size = p->gateSize();
  const auto values = p->in(network.values());
  std::vector<float> block;
  for (int row = 0; row < size; ++row)
    for (int col = 0; col < size; ++col) block.push_back(values(row, col));
  return spectralRadius(block, size);
}

}  // namespace

void NormsPart::use(const Problems& settings) {
  const Experiment& e = settings.net;
  const std::int64_t goal = settings.trained ? e.updates : 0;
  if (used_ && *used_ == e && goal_ == goal) return;
  // A longer training of the same net goes on; without one, what was measured before it stays.
  Experiment same = used_.value_or(Experiment{});
  same.updates = e.updates;
  const bool goesOn = used_ && same == e && measured_ && (goal == 0 || goal >= trainer_->update());
  used_ = e;
  goal_ = goal;
  next_.goal = goal;
  if (goesOn) {
    flow_.reset();
    if (goal == 0) next_.trained.reset();
    return show(goal == 0);
  }
  const Task& task = *findTask(e.task);
  trainer_ = std::make_unique<Trainer>(e, task);
  Table target;
  x_.resize(e.seqLen, task.inputSize(e));
  target.resize(e.seqLen, task.outputSize(e));
  Random random(e.seed, Stream::evaluation);
  task.fresh(e, random, {x_.values.data(), x_.cols}, {target.values.data(), target.cols});
  target_.assign(target.values.end() - target.cols, target.values.end());
  const Network<float>& network = trainer_->network();
  next_ = {};
  next_.goal = goal;
  next_.between =
      network.shape().directions() == 1 && network.cell(0, 0, 0).remembersHidden() && StepDerivatives<float>(network).size().carried == 0;
  measured_ = whole_ = false;
  shown_ = 0;
  begun_ = Clock::now();
  flow_ = flowOf(true);
}

std::unique_ptr<GradientFlow<float>> NormsPart::flowOf(bool singularValues) const {
  return std::make_unique<GradientFlow<float>>(
      trainer_->network(), x_, target_,
      GradientFlowSettings{.loss = lossOf(*used_, *findTask(used_->task)), .singularValues = singularValues});
}

FlowCurve NormsPart::curveOf(const GradientFlow<float>& flow) const {
  FlowCurve curve;
  curve.updates = trainer_->update();
  curve.radius = radiusOf(trainer_->network());
  curve.loss = flow.loss();
  curve.norms = flow.norms();
  for (const double norm : curve.norms)
    curve.shares.push_back(curve.norms.back() > 0 ? norm / curve.norms.back() : std::numeric_limits<double>::quiet_NaN());
  for (const auto& values : flow.singularValues()) {
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    const bool there = !values.empty() && !curve.leavesFloat();
    curve.largest.push_back(there ? values.front() : none);
    curve.smallest.push_back(there ? values.back() : none);
  }
  return curve;
}

void NormsPart::show(bool whole) {
  next_.whole = whole_ = whole;
  picture_ = std::make_shared<const NormsPicture>(next_);
}

bool NormsPart::advance(double milliseconds) {
  const auto begin = Clock::now();
  while (!done()) {
    if (flow_) {
      if (!flow_->advance(milliseconds)) {
        // Of a large net the norms are shown before its singular values are there; until then those of the net before.
        constexpr double soon = 100;  // ms
        if (!measured_ && next_.fresh.norms.empty() && (!picture_ || since(begun_) > soon)) next_.fresh = curveOf(*flow_), show(false);
        return false;
      }
      if (!measured_) {
        next_.fresh = curveOf(*flow_);
        measured_ = true;
      } else {
        next_.trained = curveOf(*flow_);
      }
      flow_.reset();
      show(goal_ == 0 || next_.trained.has_value());
    } else {
      train(milliseconds - since(begin));
    }
    if (since(begin) >= milliseconds) break;
  }
  return done();
}

// The last update is followed by the whole measurement, which ends it; on the way only the norms are shown.
void NormsPart::train(double milliseconds) {
  const auto begin = Clock::now();
  const std::int64_t every = std::max<std::int64_t>(1, goal_ / shownTimes);
  while (trainer_->update() < goal_ && !trainer_->diverged()) {
    const bool whole = trainer_->advance();
    if (whole && !trainer_->diverged() && trainer_->update() >= shown_ + every && trainer_->update() < goal_) {
      shown_ = trainer_->update();
      next_.trained = curveOf(*flowOf(false));
      show(false);
    }
    if (since(begin) >= milliseconds) return;
  }
  if (trainer_->diverged()) {
    next_.diverged = true;
    trainer_->returnToLastFinite();
  }
  next_.trained.reset();
  flow_ = flowOf(true);
}

void NormsPart::tell(Facts& facts) const {
  if (!picture_) return;
  const NormsPicture& p = *picture_;
  facts.set("measured", p.whole);
  facts.set("radius", p.fresh.radius);
  facts.set("firstShare", p.first(p.fresh));
  facts.set("shares", p.fresh.shares);
  facts.set("norms", p.fresh.norms);
  facts.set("largest", p.fresh.largest);
  facts.set("smallest", p.fresh.smallest);
  facts.set("trainedUpdates", static_cast<double>(p.trained ? p.trained->updates : 0));
  if (p.trained) {
    facts.set("trainedShare", p.first(*p.trained));
    facts.set("trainedShares", p.trained->shares);
    facts.set("trainedRadius", p.trained->radius);
  }
}

}  // namespace unroll
