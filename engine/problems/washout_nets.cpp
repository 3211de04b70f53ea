#include "problems/washout_nets.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>

#include "cells/cell.h"
#include "core/random.h"
#include "network/init.h"
#include "tasks/task.h"

namespace unroll {

namespace {

constexpr std::array<std::string_view, 4> compared{"elman", "lstm", "gru", "reservoir"};
constexpr int looks = 60;  // at the states while a net learns

class Slice {
 public:
  explicit Slice(double milliseconds) : end_(Clock::now() + std::chrono::duration<double, std::milli>(milliseconds)) {}
  double left() const { return std::max(0.0, std::chrono::duration<double, std::milli>(end_ - Clock::now()).count()); }
  bool isOver() const { return left() <= 0; }

 private:
  using Clock = std::chrono::steady_clock;
  std::chrono::time_point<Clock, std::chrono::duration<double, std::nano>> end_;
};

WashoutDistance distanceOf(const std::vector<double>& at, int differAt) {
  WashoutDistance distance{.at = at};
  const int last = static_cast<int>(at.size()) - 1;
  const double least = WashoutDistance::lastTrace * at[static_cast<std::size_t>(differAt)];
  for (int t = differAt; t <= last; ++t)
    if (at[static_cast<std::size_t>(t)] > least) distance.lasts = t - differAt;
  distance.toEnd = last > differAt && distance.lasts == last - differAt;
  return distance;
}

}  // namespace

std::vector<Experiment> washoutNets(const Problems& p) {
  std::vector<std::string_view> cells(compared.begin(), compared.end());
  if (std::find(cells.begin(), cells.end(), p.net.cell) == cells.end()) cells.push_back(p.net.cell);
  std::vector<Experiment> nets;
  for (const std::string_view cell : cells) {
    Experiment e = p.net;
    e.cell = cell;
    e.bidirectional = false;
    e.tying = "tied";
    e.gradient = "bptt";
    e.readout = "gradient";
    if (!findCell(cell)->reads("initialState")) e.initialState = "zero";
    e.updates = 0;  // as many as are asked for
    nets.push_back(std::move(e));
  }
  return nets;
}

Network<float> washoutNetwork(const Experiment& e) {
  Network<float> network(networkShape(e, *findTask(e.task)), Tying::tied);
  initialize(network, e.init, e.initScale, e.seed, e.forgetBias);
  if (!findCell(e.cell)->frozen) return network;
  Random random(e.seed, Stream::weights, 1);
  for (const Parameter& p : network.parameters()) {
    const auto values = p.in(network.values());
    const bool isInput = p.name.find("weight_ih") != std::string::npos;
    if (!isInput && p.name.find("bias") == std::string::npos) continue;
    for (int row = 0; row < p.rows; ++row)
      for (int col = 0; col < p.cols; ++col) values(row, col) = isInput ? random.uniform(-1, 1) : 0.f;
  }
  network.pack();
  return network;
}

// ── Two sequences ────────────────────────────────────────────────────────────────────────────────────────────────────

bool StatesApart::Net::learns() const { return !findCell(experiment.cell)->frozen; }

void StatesApart::use(const Problems& p) {
  const bool same = !nets_.empty() && washoutNets(settings_) == washoutNets(p);
  const bool sameSequences = same && settings_.differAt == p.differAt && settings_.differBy == p.differBy && settings_.trained == p.trained;
  settings_ = p;
  if (!same) {
    nets_.clear();
    for (Experiment& e : washoutNets(p)) {
      nets_.emplace_back();
      nets_.back().experiment = std::move(e);
    }
  }
  for (Net& net : nets_) {
    if (!net.trainer) continue;
    if (!net.trainer->completePlaced()) net.trainer->abandon();
    if (net.updates() <= p.net.updates) continue;  // it doesn't go back
    net.under.reset();
    net.trainer.reset();
    net.measuredAt = -1;
  }
  if (sameSequences) return;
  const Experiment& e = nets_.front().experiment;
  const Task& task = *findTask(e.task);
  x_.resize(e.seqLen, task.inputSize(e));
  std::vector<float> target(static_cast<std::size_t>(e.seqLen * task.outputSize(e)));
  Random random(e.seed, Stream::probe);
  task.fresh(e, random, {x_.values.data(), x_.cols}, {target.data(), task.outputSize(e)});
  other_ = x_;
  differAt_ = std::min(p.differAt, e.seqLen - 1);
  other_.values[static_cast<std::size_t>(differAt_ * x_.cols)] += static_cast<float>(p.differBy);
  for (Net& net : nets_) {
    net.under.reset();
    net.measured = false;
    net.measuredAt = -1;
  }
}

// Both sequences through the net, or a part of the way; the states that are shown are the trained ones where there are any.
void StatesApart::measure(Net& net, std::shared_ptr<const WashoutNet>& picture, bool trained, double milliseconds) {
  const Network<float>& network = trained ? net.trainer->network() : *net.first;
  if (!net.under) net.under = std::make_unique<StateDistance>(network, x_, other_);
  if (!net.under->advance(milliseconds)) return;
  WashoutNet shown = picture ? *picture : WashoutNet{};
  shown.version = ++version_;
  shown.cell = net.experiment.cell;
  shown.differAt = differAt_;
  shown.learns = net.learns();
  (trained ? shown.trained : shown.untrained) = distanceOf(net.under->distance(), differAt_);
  if (trained) {
    net.measuredAt = shown.updates = net.updates();
    shown.diverged = net.trainer->diverged().has_value();
  } else {
    net.measured = true;
    if (!settings_.trained || !shown.learns || net.updates() == 0) {
      shown.trained = {};
      shown.updates = 0;
      shown.diverged = false;
    }
  }
  if (trained || shown.trained.at.empty()) {
    shown.h = net.under->states(0);
    shown.other = net.under->states(1);
    shown.apart.fill(shown.h.rows, shown.h.cols, [&](int t, int unit) { return shown.other.at(t, unit) - shown.h.at(t, unit); });
  }
  net.under.reset();
  picture = std::make_shared<const WashoutNet>(std::move(shown));
}

// True when it has learned until there, or can't go on.
bool StatesApart::train(Net& net, std::int64_t until, double milliseconds) {
  const Slice slice(milliseconds);
  if (!net.trainer) net.trainer = std::make_unique<Trainer>(net.experiment, *findTask(net.experiment.task));
  while (!net.isTrained(until)) {
    (void)net.trainer->advance();
    if (slice.isOver()) break;
  }
  return net.isTrained(until);
}

bool StatesApart::isDone(const Net& net) const {
  if (!net.measured) return false;
  if (!settings_.trained || !net.learns() || settings_.net.updates == 0) return true;
  return net.isTrained(settings_.net.updates) && net.measuredAt == net.updates();
}

bool StatesApart::done() const {
  return !nets_.empty() && std::all_of(nets_.begin(), nets_.end(), [&](const Net& net) { return isDone(net); });
}

// All first states, then the net that is farthest behind learns on, so that all are seen to learn.
bool StatesApart::advance(double milliseconds) {
  const Slice slice(milliseconds);
  shown_.resize(nets_.size());
  const std::int64_t goal = settings_.net.updates, stride = std::max<std::int64_t>(1, goal / looks);
  for (;;) {
    std::size_t next = nets_.size();
    bool ready = true;
    for (std::size_t i = 0; i < nets_.size(); ++i) ready = ready && nets_[i].measured;
    for (std::size_t i = 0; i < nets_.size(); ++i) {
      if (ready ? isDone(nets_[i]) : nets_[i].measured) continue;
      if (next == nets_.size() || (ready && nets_[i].measuredAt < nets_[next].measuredAt)) next = i;
    }
    if (next == nets_.size()) return true;
    Net& net = nets_[next];
    if (!net.measured) {
      if (!net.first) net.first = std::make_unique<Network<float>>(washoutNetwork(net.experiment));
      measure(net, shown_[next], false, slice.left());
    } else {
      const std::int64_t until =
          net.measuredAt < 0 && net.updates() > 0 ? net.updates() : std::max<std::int64_t>(0, net.measuredAt) + stride;
      if (net.under || train(net, std::min(goal, until), slice.left())) measure(net, shown_[next], true, slice.left());
    }
    if (slice.isOver()) return done();
  }
}

// ── Memory ───────────────────────────────────────────────────────────────────────────────────────────────────────────

void MemoriesOfNets::use(const Problems& p) {
  if (!experiments_.empty() && washoutNets(settings_) == washoutNets(p) && settings_.inputScale == p.inputScale) return;
  settings_ = p;
  measurement_.reset();
  network_.reset();
  experiments_ = washoutNets(p);
  next_ = 0;
  shown_.resize(experiments_.size());
  for (std::size_t i = 0; i < shown_.size(); ++i) {
    WashoutMemory& shown = shown_[i];
    if (shown.units != p.net.hiddenSize || shown.cell != experiments_[i].cell) shown = {};  // another line that it can't cross
    shown.cell = experiments_[i].cell;
    shown.share = 0;
  }
}

bool MemoriesOfNets::advance(double milliseconds) {
  const Slice slice(milliseconds);
  while (next_ < experiments_.size()) {
    const Experiment& e = experiments_[next_];
    if (!measurement_) {
      network_ = std::make_unique<Network<float>>(washoutNetwork(e));
      measurement_.emplace(*network_, MemorySettings{.inputScale = settings_.inputScale, .seed = e.seed});
    }
    WashoutMemory& shown = shown_[next_];
    const bool whole = measurement_->advance(slice.left());
    shown.share = whole ? 1 : measurement_->share() * 0.999;
    if (whole) {
      const MemoryCurve& curve = measurement_->curve();
      shown.units = curve.size;
      shown.squares = curve.shares;
      shown.errors = curve.errors;
      shown.capacity = curve.capacity;
      shown.error = curve.error;
      measurement_.reset();
      ++next_;
    }
    if (slice.isOver()) break;
  }
  return done();
}

}  // namespace unroll
