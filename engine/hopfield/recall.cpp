#include "hopfield/recall.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numeric>

#include "core/check.h"
#include "core/exact_math.h"
#include "core/hash.h"
#include "core/keys.h"

namespace unroll {

namespace {

constexpr double near = 0.95;

// Of an exact number, whatever the generator's single precision.
bool chance(Random& random, double share) { return static_cast<double>(random.uniform()) < share; }

}  // namespace

std::string_view nameOf(EndKind kind) {
  static constexpr std::string_view names[] = {"", "stored", "inverse", "mixture", "other", "cycle"};
  return names[static_cast<int>(kind)];
}

double overlapWith(const Spins& pattern, std::span<const double> state) {
  double sum = 0;
  for (std::size_t i = 0; i < pattern.size(); ++i) sum += pattern[i] * state[i];
  return sum / static_cast<double>(pattern.size());
}

End nameState(std::span<const Spins> patterns, std::span<const double> state) {
  End end;
  end.kind = EndKind::other;
  std::vector<double> signs(state.begin(), state.end());
  for (double& s : signs) s = s < 0 ? -1 : 1;
  std::vector<double> overlaps;
  for (const Spins& p : patterns) overlaps.push_back(overlapWith(p, signs));
  std::vector<int> best(patterns.size());
  std::iota(best.begin(), best.end(), 0);
  std::stable_sort(best.begin(), best.end(), [&](int a, int b) {
    return std::fabs(overlaps[static_cast<std::size_t>(a)]) > std::fabs(overlaps[static_cast<std::size_t>(b)]);
  });
  if (best.empty()) return end;
  const double greatest = overlaps[static_cast<std::size_t>(best[0])];
  if (std::fabs(greatest) > near) {
    end.kind = greatest > 0 ? EndKind::stored : EndKind::inverse;
    end.pattern = best[0];
    return end;
  }
  if (best.size() < 3) return end;
  double same = 0;
  for (std::size_t i = 0; i < signs.size(); ++i) {
    double sum = 0;
    for (int k = 0; k < 3; ++k) {
      const auto p = static_cast<std::size_t>(best[static_cast<std::size_t>(k)]);
      sum += (overlaps[p] < 0 ? -1 : 1) * patterns[p][i];
    }
    same += (sum < 0 ? -1 : 1) * signs[i];
  }
  if (same / static_cast<double>(signs.size()) > near) {
    end.kind = EndKind::mixture;
    for (int k = 0; k < 3; ++k) {
      const auto at = static_cast<std::size_t>(k);
      end.parts[at] = best[at];
      end.partSigns[at] = overlaps[static_cast<std::size_t>(best[at])] < 0 ? -1 : 1;
    }
  }
  return end;
}

std::string hashOf(std::span<const double> state) {
  Fnv1a hash;
  hash.add(state.data(), state.size() * sizeof(double));
  char text[20];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(hash.value()));
  return text;
}

std::unique_ptr<AssociativeNet> makeNet(const Hopfield& settings, std::span<const Spins> spins, const Weights& weights) {
  if (settings.isSoftmax()) return makeSoftmax(spins, settings.beta);
  if (settings.isDense()) return makeDense(spins, settings.power());
  if (settings.isGraded()) return makeGraded(weights, settings.threshold, settings.gain);
  return makePairs(weights, settings.threshold);
}

Result<std::vector<double>> startOf(const Hopfield& settings, std::span<const Spins> spins) {
  const auto n = static_cast<std::size_t>(settings.size);
  Random random(settings.seed, Stream::evaluation);
  std::vector<double> state(n, -1);
  const auto refused = [&](const std::string& why) { return Error{"start=" + settings.start.substr(0, 60) + ": " + why}; };
  if (settings.start == "random") {
    const Spins drawn = randomSpins(settings.size, random);
    state.assign(drawn.begin(), drawn.end());
  } else if (settings.start.starts_with("x")) {
    auto drawn = readSpins(settings.start, settings.size);
    if (!drawn) return refused(drawn.error().message);
    state.assign(drawn.value().begin(), drawn.value().end());
  } else {
    std::vector<double> sum(n, 0);
    std::string_view rest = settings.start;
    bool more = true;
    while (more) {
      const std::string_view item = rest.substr(0, rest.find('+'));
      more = item.size() < rest.size();
      rest.remove_prefix(std::min(rest.size(), item.size() + 1));
      std::uint64_t which = 0;
      if (!readWhole(item, which)) return refused("must be numbers of patterns by +, random, or x and hexadecimal digits");
      if (spins.empty() && which == 0) continue;  // nothing is stored: all −1
      if (which >= spins.size()) return refused("there are patterns 0…" + std::to_string(static_cast<std::int64_t>(spins.size()) - 1));
      for (std::size_t i = 0; i < n; ++i) sum[i] += spins[static_cast<std::size_t>(which)][i];
    }
    for (std::size_t i = 0; i < n; ++i) state[i] = sum[i] > 0 ? 1 : sum[i] < 0 ? -1 : spins.empty() ? -1 : chance(random, 0.5) ? 1 : -1;
  }
  // Exactly that share is turned over, of units drawn without repetition.
  std::vector<std::size_t> units(n);
  std::iota(units.begin(), units.end(), std::size_t{0});
  const auto flips = static_cast<std::size_t>(std::floor(settings.flip * static_cast<double>(n) + 0.5));
  for (std::size_t k = 0; k < flips; ++k) {
    std::swap(units[k], units[k + static_cast<std::size_t>(random.below(static_cast<int>(n - k)))]);
    state[units[k]] = -state[units[k]];
  }
  const int columns = columnsOf(settings.size), rows = (settings.size + columns - 1) / columns;
  const int shown = rows - static_cast<int>(std::floor(settings.hide * rows + 0.5));
  for (std::size_t i = static_cast<std::size_t>(shown) * static_cast<std::size_t>(columns); i < n; ++i)
    state[i] = chance(random, 0.5) ? 1 : -1;
  return state;
}

Recall::Recall(const Hopfield& settings, std::span<const Spins> spins, const Weights& weights)
    : settings_(settings), spins_(spins), net_(makeNet(settings, spins, weights)), random_(settings.seed, Stream::probe) {
  auto start = startOf(settings, spins);
  UNROLL_CHECK(start);
  start_ = std::move(start).value();
  net_->start(start_);
  energy_ = net_->energy();
  order_.resize(start_.size());
  std::iota(order_.begin(), order_.end(), 0);
  if (!allAtOnce()) perSweep_ = settings.size;
  if (settings.isGraded()) perSweep_ = 20;  // one time constant
  if (!allAtOnce() && settings_.order == "random") shuffle();
}

void Recall::shuffle() {
  for (int k = static_cast<int>(order_.size()) - 1; k > 0; --k)
    std::swap(order_[static_cast<std::size_t>(k)], order_[static_cast<std::size_t>(random_.below(k + 1))]);
}

int Recall::nextUnit() const { return done_ || allAtOnce() ? -1 : order_[static_cast<std::size_t>(updates_ % perSweep_)]; }

bool Recall::step() {
  if (done_) return false;
  if (updates_ % perSweep_ == 0) inSweep_ = 0;
  if (allAtOnce()) {
    twoBefore_ = std::move(before_);
    before_ = net_->state();
    unit_ = -1;
    changed_ = net_->updateAll();
    ++updates_;
    inSweep_ += changed_;
    if (changed_ > 0) energy_ = net_->energy();
    cycle_ = changed_ > 0 && !twoBefore_.empty() && twoBefore_ == net_->state();
    const bool wholeSweepStill = inSweep_ == 0 && updates_ % perSweep_ == 0;
    if (cycle_ || (perSweep_ == 1 ? changed_ == 0 : wholeSweepStill)) done_ = true;
  } else {
    unit_ = order_[static_cast<std::size_t>(updates_ % perSweep_)];
    const double s = net_->state()[static_cast<std::size_t>(unit_)];
    bool changed = false;
    if (settings_.temperature > 0) {
      const double odds = boundedExp(-2 * net_->field(unit_) / settings_.temperature);
      const double to = chance(random_, 1 / (1 + odds)) ? 1 : -1;
      changed = to != s;
      net_->set(unit_, to);
    } else {
      changed = net_->update(unit_);
    }
    changed_ = changed;
    inSweep_ += changed_;
    ++updates_;
    if (changed) energy_ = net_->energy();
    if (updates_ % perSweep_ == 0) {
      if (inSweep_ == 0 && settings_.temperature == 0) done_ = true;
      if (!done_ && settings_.order == "random") shuffle();
    }
  }
  if (updates_ >= perSweep_ * settings_.sweeps) done_ = true;
  return true;
}

End Recall::end() const {
  if (!done_) return {};
  if (cycle_) {
    End end;
    end.kind = EndKind::cycle;
    end.period = 2;
    return end;
  }
  return nameState(spins_, net_->state());
}

}  // namespace unroll
