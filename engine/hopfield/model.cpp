#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

#include "hopfield/command.h"
#include "hopfield/hopfield.h"
#include "hopfield/keys.h"
#include "unroll.h"

namespace unroll {

namespace {

constexpr std::size_t mostStairs = 20000;  // a warm net changes without end
constexpr std::size_t mostEnergies = 64;   // of patterns
constexpr double kAtOnce = 4e7;            // multiplications and additions of weights that nobody needs to wait for

struct Saved final : State {
  Hopfield settings;
  std::size_t bytes() const override { return sizeof *this + settings.patterns.size() + settings.start.size() + settings.unlearned.size(); }
};

// What random starts and disturbed patterns depend on: not on how the present recall begins, nor how far it is.
Hopfield experimentOn(Hopfield settings) {
  const Hopfield first;
  settings.start = first.start;
  settings.flip = first.flip;
  settings.hide = first.hide;
  settings.updates = first.updates;
  settings.temperature = first.temperature;
  return settings;
}
// Nor does capacity on what is stored now.
Hopfield capacityOf(const Hopfield& settings) {
  Hopfield own = experimentOn(settings);
  own.patterns.clear();
  own.unlearned.clear();
  return own;
}

double now() { return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

bool sameNet(const Hopfield& a, const Hopfield& b) {
  return a.size == b.size && a.patterns == b.patterns && a.seed == b.seed && a.rule == b.rule && a.selfConnections == b.selfConnections &&
         a.unlearned == b.unlearned;
}

Spins signsOf(std::span<const double> state) {
  Spins units;
  for (const double s : state) units.push_back(s < 0 ? -1 : 1);
  return units;
}

// Random patterns become drawn ones, so that each can be changed.
std::string listOf(const std::vector<Pattern>& patterns) {
  std::string text;
  for (const Pattern& p : patterns) text += (text.empty() ? "" : ",") + (p.text.empty() ? printSpins(p.units) : p.text);
  std::uint64_t number = 0;
  return patterns.size() == 1 && readWhole(text, number) ? printSpins(patterns[0].units) : text;  // a digit alone would be a count
}

}  // namespace

std::vector<double> fieldByPattern(const HopfieldSnapshot& s, int unit) {
  std::vector<double> parts;
  const auto i = static_cast<std::size_t>(unit);
  if (s.settings.isDense()) {
    const double n = s.settings.size;
    const auto power = [&](double m) { return powerOf(m, s.settings.power()); };
    for (std::size_t p = 0; p < s.patterns.size(); ++p) {
      const double x = s.patterns[p].units[i], others = s.overlaps[p] - x * s.state[i] / n;
      parts.push_back(0.5 * n * (power(others + x / n) - power(others - x / n)));
    }
    return parts;
  }
  for (std::size_t p = 0; p < s.patterns.size(); ++p) parts.push_back(s.patterns[p].units[i] * s.overlaps[p]);
  const double own = s.selfWeight(unit) - static_cast<double>(s.patterns.size()) / s.settings.size;
  parts.push_back(own * s.state[i]);
  parts.push_back(-s.settings.threshold);
  return parts;
}

HopfieldModel::HopfieldModel(const Hopfield& settings) : keys_(hopfieldKeys(), settings_, validate) { use(settings); }

void HopfieldModel::use(const Hopfield& settings) {
  const bool same = recall_ && sameNet(settings, settings_);
  if (!recall_ || !(experimentOn(settings) == experimentOn(settings_))) {
    tally_ = {};
    tallyGoal_ = 0;
    basins_.reset();
    basinsEach_ = 0;
  }
  if (!recall_ || !(capacityOf(settings) == capacityOf(settings_))) capacity_.reset();
  settings_ = settings;
  target_ = settings.updates;
  if (!same) {
    recall_.reset();
    auto read = readPatterns(settings.patterns, settings.size, settings.seed, mostPatterns(settings.size));
    UNROLL_CHECK(read);
    patterns_ = std::move(read).value();
    spins_.clear();
    for (const Pattern& p : patterns_) spins_.push_back(p.units);
    build_.reset();
    weights_ = std::make_shared<Weights>();
    if (settings.hasWeights()) {
      build_ = std::make_unique<WeightsBuild>(settings.rule, settings.size, spins_, settings.selfConnections);
      if (build_->workPerPattern() * build_->goal() <= kAtOnce) {
        while (build_->advance()) {
        }
        return takeWeights();
      }
      weights_ = std::make_shared<Weights>(weightsOf(settings.rule, settings.size, {}, true));
    }
  }
  beginRecall();
}

void HopfieldModel::takeWeights() {
  auto made = std::make_shared<Weights>(build_->take());
  build_.reset();
  takeUnlearned(settings_, *made);
  basins_.reset();  // it looks at the weights
  weights_ = std::move(made);
  if (basinsEach_ > 0) basins_ = std::make_unique<BasinRun>(settings_, spins_, *weights_, basinsEach_);
  beginRecall();
}

void HopfieldModel::beginRecall() {
  const auto probe = makeNet(settings_, spins_, *weights_);
  patternEnergies_.clear();
  for (const Spins& p : spins_) {
    if (patternEnergies_.size() == mostEnergies) break;  // more than are shown
    probe->start(std::vector<double>(p.begin(), p.end()));
    patternEnergies_.push_back(probe->energy());
  }
  recall_ = std::make_unique<Recall>(settings_, spins_, *weights_);
  stairs_ = {{0, recall_->energy(), -1}};
  ++version_;
  if (!build_) goTo(target_);
}

void HopfieldModel::record() {
  if (recall_->changed() == 0) return;
  if (stairs_.size() >= mostStairs) {  // every second one goes, the first stays
    std::size_t kept = 0;
    for (std::size_t i = 0; i < stairs_.size(); i += 2) stairs_[kept++] = stairs_[i];
    stairs_.resize(kept);
  }
  stairs_.push_back({recall_->updates(), recall_->energy(), recall_->changed() == 1 ? recall_->unit() : -1});
}

void HopfieldModel::goTo(std::int64_t updates) {
  if (build_) {  // as soon as there are weights
    target_ = updates;
    ++version_;
    return;
  }
  if (updates < recall_->updates()) {
    recall_ = std::make_unique<Recall>(settings_, spins_, *weights_);
    stairs_ = {{0, recall_->energy(), -1}};
  }
  target_ = updates;
  catchUp(30);
}

bool HopfieldModel::lags() const { return !build_ && !recall_->done() && recall_->updates() < target_; }

// The recall goes on towards its target for so long.
void HopfieldModel::catchUp(double milliseconds) {
  const double until = now() + milliseconds;
  constexpr int between = 64;  // steps between two looks at the clock
  do
    for (int k = 0; k < between && lags(); ++k) {
      (void)recall_->step();
      record();
    }
  while (lags() && now() < until);
  if (!lags()) target_ = recall_->updates();
  settings_.updates = recall_->updates();
  ++version_;
}

void HopfieldModel::setGoal(std::int64_t goal) {
  waits_ = goal <= progress().done;
  if (waits_) target_ = recall_->updates();
}

Result<void> HopfieldModel::command(const Change& change, bool& known) {
  known = true;
  const auto refuse = [&](const std::string& allowed) {
    return Error{change.target + "=" + change.value.substr(0, 60) + ": must be " + allowed};
  };
  const auto index = [](std::string_view text, std::size_t count, std::size_t& value) {
    std::uint64_t number = 0;
    if (!readWhole(text, number) || number >= count) return false;
    value = static_cast<std::size_t>(number);
    return true;
  };
  const auto changed = [&](Hopfield next) -> Result<void> {
    next.updates = 0;
    if (auto valid = validate(next); !valid) return valid;
    use(next);
    return {};
  };
  const std::string unitsAllowed = "0…" + std::to_string(settings_.size - 1);
  if (change.target == reset) {
    use(Hopfield{});
  } else if (change.target == step) {
    double by = 1;
    if (!change.value.empty() &&
        (!readNumber(change.value, by) || !(std::fabs(by) <= 1e7) || by != std::trunc(by)))
      return refuse("a whole number");
    if (by < 0 || !recall_->done()) goTo(std::max<std::int64_t>(0, recall_->updates() + static_cast<std::int64_t>(by)));
  } else if (change.target == sweep) {
    if (!recall_->done()) goTo((recall_->updates() / recall_->updatesPerSweep() + 1) * recall_->updatesPerSweep());
  } else if (change.target == toEnd) {
    if (!recall_->done()) goTo(INT64_MAX);
  } else if (change.target == pixel) {
    std::size_t i = 0;
    if (!index(change.value, static_cast<std::size_t>(settings_.size), i)) return refuse(unitsAllowed);
    Spins units = signsOf(recall_->net().state());
    units[i] = static_cast<std::int8_t>(-units[i]);
    Hopfield next = settings_;
    next.start = printSpins(units);
    next.flip = next.hide = 0;
    return changed(std::move(next));
  } else if (change.target == store) {
    if (!change.value.empty() && change.value[0] != 'x') return refuse("empty, or x and hexadecimal digits");
    Hopfield next = settings_;
    const std::string drawn = change.value.empty() ? printSpins(signsOf(recall_->net().state())) : change.value;
    const std::string list = listOf(patterns_);
    next.patterns = list.empty() ? drawn : list + "," + drawn;
    return changed(std::move(next));
  } else if (change.target == forget) {
    std::size_t p = 0;
    if (!index(change.value, patterns_.size(), p)) return refuse("0…" + std::to_string(patterns_.size()) + ", less 1");
    Hopfield next = settings_;
    std::vector<Pattern> left = patterns_;
    left.erase(left.begin() + static_cast<std::ptrdiff_t>(p));
    next.patterns = listOf(left);
    if (!next.start.starts_with("x") && next.start != "random") next.start = "0";
    return changed(std::move(next));
  } else if (change.target == paint) {
    const std::string_view value = change.value;
    const std::size_t colon = value.find(':');
    std::size_t p = 0, i = 0;
    if (colon == std::string_view::npos || !index(value.substr(0, colon), patterns_.size(), p) ||
        !index(value.substr(colon + 1), static_cast<std::size_t>(settings_.size), i))
      return refuse("a pattern's number, a colon and a unit's number, " + unitsAllowed);
    Hopfield next = settings_;
    std::vector<Pattern> drawn = patterns_;
    drawn[p].units[i] = static_cast<std::int8_t>(-drawn[p].units[i]);
    drawn[p].text = printSpins(drawn[p].units);
    next.patterns = listOf(drawn);
    return changed(std::move(next));
  } else if (change.target == tally) {
    std::uint64_t more = 0;
    if (!change.value.empty() && (!readWhole(change.value, more) || more > 100000)) return refuse("0…100000");
    tallyGoal_ = change.value.empty() ? tally_.starts : tally_.starts + static_cast<int>(more);
    ++version_;
  } else if (change.target == basins) {
    std::uint64_t each = 0;
    if (!change.value.empty() && (!readWhole(change.value, each) || each < 1 || each > 10000)) return refuse("1…10000, or nothing");
    if (spins_.empty() && each > 0) return Error{"basins: nothing is stored yet"};
    ++version_;
    basins_.reset();
    basinsEach_ = static_cast<int>(each);
    if (each > 0 && !build_) basins_ = std::make_unique<BasinRun>(settings_, spins_, *weights_, basinsEach_);
  } else if (change.target == capacity) {
    CapacityPlan plan;
    if (!change.value.empty())
      if (auto read = readPlan(change.value, settings_.size, plan); !read) return read;
    ++version_;
    experimentMs_ = 0;
    capacity_.reset();
    if (!change.value.empty()) capacity_ = std::make_unique<CapacityRun>(settings_, plan);
  } else if (change.target == unlearn) {
    if (settings_.rule != "hebb") return Error{"unlearn: only Hebb's rule takes a state away again"};
    Hopfield next = settings_;
    next.unlearned += (next.unlearned.empty() ? "" : ",") + printSpins(signsOf(recall_->net().state()));
    return changed(std::move(next));
  } else if (change.target == threshold) {
    double share = 0;
    if (!picture_) return Error{"brightness: no picture was dropped yet"};
    if (!readNumber(change.value, share) || share < 0 || share > 1) return refuse("0…1");
    brightness_ = share;
    return changed(withPicture(settings_));
  } else {
    known = false;
  }
  return {};
}

Result<void> HopfieldModel::apply(const Change& change) {
  bool known = false;
  if (auto done = command(change, known); known || !done) return done;
  Hopfield next = settings_;
  if (auto set = hopfieldKeys().set(next, change.target, change.value); !set) return set;
  if (next == settings_) return {};
  if (change.target == "updates") {
    goTo(next.updates);
    return {};
  }
  // Another size redraws the patterns and the start on its own grid: what was drawn unit by unit can't follow.
  next.updates = 0;
  if (auto valid = validate(next); !valid) return valid;
  use(next);
  return {};
}

bool HopfieldModel::advance(double milliseconds) {
  const double until = now() + milliseconds;
  const auto busy = [&] {
    return build_ || lags() ||
           (!waits_ && (tally_.starts < tallyGoal_ || (capacity_ && !capacity_->done()) || (basins_ && !basins_->done())));
  };
  if (!busy()) return true;
  if (build_) {
    while (build_->advance() && now() < until) {
    }
    if (build_->done() == build_->goal())
      takeWeights();
    else
      ++version_;
    return !busy();
  }
  if (lags()) {
    catchUp(milliseconds);
    return !busy();
  }
  const double begin = now();
  do {
    if (tally_.starts < tallyGoal_)
      addRandomStart(tally_, settings_, spins_, *weights_);
    else if (capacity_ && !capacity_->done())
      (void)capacity_->advance();
    else
      (void)basins_->advance();
    ++version_;
  } while (busy() && now() < until);
  experimentMs_ += now() - begin;
  return !busy();
}

Progress HopfieldModel::progress() const {
  Progress p{recall_->updates(), recall_->updates(), false, false};
  if (build_)
    p = {build_->done(), build_->goal(), true, false};
  else if (lags())
    p = {recall_->updates(), std::min(target_, recall_->updatesPerSweep() * settings_.sweeps), true, false};
  else if (tally_.starts < tallyGoal_)
    p = {tally_.starts, tallyGoal_, !waits_, false};
  else if (capacity_ && !capacity_->done())
    p = {capacity_->doneCount(), capacity_->goal(), !waits_, false};
  else if (basins_ && !basins_->done())
    p = {basins_->doneCount(), basins_->goal(), !waits_, false};
  return p;
}

void HopfieldModel::fill(HopfieldSnapshot& s, HopfieldSnapshot::Parts) const {
  const AssociativeNet& net = recall_->net();
  s.settings = settings_;
  s.columns = columnsOf(settings_.size);
  s.rows = (settings_.size + s.columns - 1) / s.columns;
  s.patterns = patterns_;
  s.weights = weights_;
  s.stored = build_ ? build_->done() : static_cast<int>(patterns_.size());
  s.start = recall_->startState();
  s.state = net.state();
  s.updates = recall_->updates();
  s.perSweep = recall_->updatesPerSweep();
  s.changedInSweep = recall_->changedInSweep();
  s.lastUnit = recall_->unit();
  s.nextUnit = recall_->nextUnit();
  s.done = recall_->done();
  s.end = recall_->end();
  s.stairs = stairs_;
  s.energy = recall_->energy();
  s.overlaps.clear();
  for (const Spins& p : spins_) s.overlaps.push_back(overlapWith(p, s.state));
  s.patternEnergies = patternEnergies_;
  s.fields.clear();
  for (int i = 0; net.oneByOne() && i < settings_.size; ++i) s.fields.push_back(net.field(i));
  s.tally = tally_;
  s.tallyGoal = tallyGoal_;
  s.capacity = capacity_ ? capacity_->points() : std::vector<CapacityPoint>();
  s.capacityDone = capacity_ ? capacity_->doneCount() : 0;
  s.capacityGoal = capacity_ ? capacity_->goal() : 0;
  s.basins = basins_ ? basins_->points() : std::vector<BasinPoint>();
  s.basinsDone = basins_ ? basins_->doneCount() : 0;
  s.basinsGoal = basins_ ? basins_->goal() : 0;
  s.hasPicture = picture_ != nullptr;
  s.brightness = brightness_;
}

std::shared_ptr<const State> HopfieldModel::save() const {
  auto saved = std::make_shared<Saved>();
  saved->settings = settings_;
  return saved;
}

void HopfieldModel::restore(const State& state) { use(static_cast<const Saved&>(state).settings); }

void HopfieldModel::comeAfter(const Model& former) {
  if (&former == this) return;
  const auto& before = static_cast<const HopfieldModel&>(former);  // one of its kind
  if (fromPicture_) use(withPicture(before.settings_));
  fromPicture_ = false;
  version_ += former.version();
}

// The picture as the start of a recall on the grid of the settings.
Hopfield HopfieldModel::withPicture(Hopfield settings) const {
  settings.start = printSpins(unitsOf(*picture_, settings.size, brightness_));
  settings.flip = settings.hide = 0;
  settings.updates = 0;
  return settings;
}

HopfieldModel::HopfieldModel(std::shared_ptr<const GrayPicture> picture) : HopfieldModel(Hopfield{}) {
  picture_ = std::move(picture);
  brightness_ = middleBrightness(*picture_);
  fromPicture_ = true;
  use(withPicture(settings_));
}

Facts HopfieldModel::facts() const {
  Facts facts;
  const End end = recall_->end();
  std::vector<double> overlaps;
  for (const Spins& p : spins_) overlaps.push_back(overlapWith(p, recall_->net().state()));
  facts.set("units", settings_.size);
  facts.set("patterns", static_cast<double>(spins_.size()));
  facts.set("rule", settings_.rule);
  facts.set("energy", recall_->energy());
  facts.set("overlaps", overlaps);
  facts.set("sweep", static_cast<double>(recall_->sweep()));
  facts.set("updates", static_cast<double>(recall_->updates()));
  facts.set("changed", recall_->changedInSweep());
  facts.set("done", recall_->done());
  facts.set("reached", std::string(nameOf(end.kind)));
  facts.set("pattern", end.pattern);
  facts.set("period", end.period);
  facts.set("state", recall_->net().state());
  facts.set("starts", tally_.starts);
  facts.set("experimentMs", experimentMs_);
  for (const EndKind kind : {EndKind::stored, EndKind::inverse, EndKind::mixture, EndKind::other, EndKind::cycle})
    facts.set(std::string(nameOf(kind)) + "Share", tally_.share(kind));
  return facts;
}

std::string HopfieldModel::hash() const { return hashOf(recall_->net().state()); }

}  // namespace unroll
