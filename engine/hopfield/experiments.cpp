#include "hopfield/experiments.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace unroll {

namespace {

constexpr int mostRecalls = 10;  // of a repetition

double errorOf(double sum, double squares, int count) {
  if (count < 2) return 0;
  const double mean = sum / count, variance = std::max(0.0, (squares - count * mean * mean) / (count - 1));
  return std::sqrt(variance / count);
}

bool isStable(const Hopfield& settings, AssociativeNet& net, const std::vector<double>& pattern) {
  net.start(pattern);
  if (net.oneByOne()) {
    for (int i = 0; i < settings.size; ++i) {
      const double h = net.field(i);
      if (std::fabs(h) > (settings.isDense() ? 0 : tieBelow) && (h > 0) != (pattern[static_cast<std::size_t>(i)] > 0)) return false;
    }
    return true;
  }
  net.updateAll();
  for (std::size_t i = 0; i < pattern.size(); ++i)
    if ((net.state()[i] > 0) != (pattern[i] > 0)) return false;
  return true;
}

// The descent from `start`, undisturbed, ends there.
End descend(Hopfield settings, std::span<const Spins> spins, const Weights& weights, std::string start, std::uint64_t seed,
            std::vector<double>* state) {
  settings.start = std::move(start);
  settings.flip = settings.hide = 0;
  settings.seed = seed;
  Recall recall(settings, spins, weights);
  while (recall.step()) {
  }
  if (state) *state = recall.net().state();
  return recall.end();
}

}  // namespace

std::vector<int> loadsOf(const CapacityPlan& plan) {
  std::vector<int> loads;
  for (int k = 0; k < plan.points; ++k) {
    const double share = plan.points > 1 ? static_cast<double>(k) / (plan.points - 1) : 0;
    const int load = plan.from + static_cast<int>(std::floor(share * (plan.to - plan.from) + 0.5));
    if (loads.empty() || loads.back() != load) loads.push_back(load);
  }
  return loads;
}

CapacityRun::CapacityRun(const Hopfield& settings, const CapacityPlan& plan) : settings_(settings), plan_(plan), loads_(loadsOf(plan)) {
  settings_.temperature = 0;
}

std::unique_ptr<CapacityRun::Repetition> CapacityRun::begin() const {
  auto r = std::make_unique<Repetition>();
  const int patterns = loads_[static_cast<std::size_t>(next_ / plan_.repetitions)];
  const auto number = static_cast<std::uint64_t>(next_ % plan_.repetitions);
  r->seed = settings_.seed + 1000003 * (static_cast<std::uint64_t>(patterns) * 4096 + number);
  Random random(r->seed, Stream::training);
  for (int p = 0; p < patterns; ++p) r->spins.push_back(randomSpins(settings_.size, random));
  if (settings_.hasWeights())
    r->build = std::make_unique<WeightsBuild>(settings_.rule, settings_.size, r->spins, settings_.selfConnections);
  return r;
}

bool CapacityRun::isComplete(Repetition& r) const {
  constexpr double piece = 4e6;                                               // multiplications and additions
  const double sweep = static_cast<double>(settings_.size) * settings_.size;  // of them, about
  double work = 0;
  while (r.build) {
    if (work > piece) return false;
    work += r.build->workPerPattern();
    if (r.build->advance()) continue;
    r.weights = r.build->take();
    r.build.reset();
  }
  if (!r.net) r.net = makeNet(settings_, r.spins, r.weights);
  const auto patterns = static_cast<int>(r.spins.size());
  for (; r.checked < patterns && !settings_.isGraded(); ++r.checked, work += sweep) {
    if (work > piece) return false;
    const Spins& pattern = r.spins[static_cast<std::size_t>(r.checked)];
    r.stable += isStable(settings_, *r.net, {pattern.begin(), pattern.end()});
  }
  for (; r.recalled < std::min(patterns, mostRecalls); ++r.recalled, work += 10 * sweep) {
    if (work > piece) return false;
    std::vector<double> end;
    (void)descend(settings_, r.spins, r.weights, std::to_string(r.recalled), r.seed, &end);
    const Spins& pattern = r.spins[static_cast<std::size_t>(r.recalled)];
    r.overlap += overlapWith(pattern, end);
    bool same = true;
    for (std::size_t i = 0; i < end.size(); ++i) same = same && end[i] * pattern[i] > 0;
    if (settings_.isGraded()) r.stable += same;
  }
  return true;
}

bool CapacityRun::advance() {
  if (done()) return false;
  const int patterns = loads_[static_cast<std::size_t>(next_ / plan_.repetitions)];
  if (!present_) {
    present_ = begin();
    if (next_ % plan_.repetitions == 0) {
      sums_ = {};
      points_.push_back({patterns, static_cast<double>(patterns) / settings_.size, 0, 0, 0, 0, 0});
    }
  }
  if (!isComplete(*present_)) return true;
  const auto repetition = std::exchange(present_, nullptr);
  const double stable = repetition->stable, overlap = repetition->overlap / repetition->recalled;
  const double judged = settings_.isGraded() ? repetition->recalled : patterns;
  sums_.stable += stable;
  sums_.stableSquares += stable * stable;
  sums_.overlap += overlap;
  sums_.overlapSquares += overlap * overlap;
  ++sums_.count;
  CapacityPoint& point = points_.back();
  point.repetitions = sums_.count;
  point.stable = sums_.stable / (sums_.count * judged);
  point.overlap = sums_.overlap / sums_.count;
  point.stableError = errorOf(sums_.stable, sums_.stableSquares, sums_.count) / judged;
  point.overlapError = errorOf(sums_.overlap, sums_.overlapSquares, sums_.count);
  ++next_;
  return !done();
}

BasinRun::BasinRun(const Hopfield& settings, std::span<const Spins> spins, const Weights& weights, int repetitions)
    : settings_(settings), spins_(spins), weights_(weights), repetitions_(repetitions) {
  settings_.temperature = 0;
  settings_.hide = 0;
}

bool BasinRun::advance() {
  if (done()) return false;
  const auto noise = static_cast<int>(next_ / repetitions_);
  const auto repetition = static_cast<std::uint64_t>(next_ % repetitions_);
  if (repetition == 0) {
    results_.push_back({0.04 * noise, 0, 0, 0});
    recalled_ = 0;
  }
  BasinPoint& point = results_.back();
  Hopfield one = settings_;
  const auto pattern = static_cast<int>(repetition % spins_.size());
  one.start = std::to_string(pattern);
  one.flip = point.flip;
  one.seed = settings_.seed + 1000003 * (static_cast<std::uint64_t>(next_) + 1);
  Recall recall(one, spins_, weights_);
  while (recall.step()) {
  }
  const End end = recall.end();
  recalled_ += end.kind == EndKind::stored && end.pattern == pattern;
  ++point.repetitions;
  point.recalled = static_cast<double>(recalled_) / point.repetitions;
  if (point.repetitions > 1) point.error = std::sqrt(point.recalled * (1 - point.recalled) / (point.repetitions - 1));
  ++next_;
  return !done();
}

void addRandomStart(Tally& tally, const Hopfield& settings, std::span<const Spins> spins, const Weights& weights) {
  Hopfield still = settings;
  still.temperature = 0;
  const std::uint64_t seed = settings.seed + 1000003 * (static_cast<std::uint64_t>(tally.starts) + 1);
  const End end = descend(still, spins, weights, "random", seed, nullptr);
  ++tally.ends[static_cast<std::size_t>(end.kind)];
  ++tally.starts;
}

}  // namespace unroll
