#include "hopfield/keys.h"

#include <algorithm>

#include "hopfield/recall.h"

namespace unroll {

namespace {

constexpr std::size_t mostUnlearned = 1000;

bool hasPairs(const Hopfield& h) { return !h.isDense() && !h.isSoftmax(); }
bool isHebb(const Hopfield& h) { return h.rule == "hebb"; }
bool goesOneByOne(const Hopfield& h) { return !h.isSoftmax() && !h.isGraded(); }
bool canBeWarm(const Hopfield& h) { return goesOneByOne(h) && h.order != "allAtOnce"; }
bool isSoftmax(const Hopfield& h) { return h.isSoftmax(); }

Result<std::vector<Spins>> readUnlearned(const Hopfield& settings) {
  std::vector<Spins> states;
  std::string_view rest = settings.unlearned;
  while (!rest.empty()) {
    if (states.size() == mostUnlearned) return Error{"at most " + std::to_string(mostUnlearned) + " states"};
    const std::string_view item = rest.substr(0, rest.find(','));
    auto state = readSpins(item, settings.size);
    if (!state) return state.error();
    states.push_back(std::move(state).value());
    rest.remove_prefix(std::min(rest.size(), item.size() + 1));
  }
  return states;
}

}  // namespace

const KeyTable<Hopfield>& hopfieldKeys() {
  using H = Hopfield;
  static const KeyTable<H> keys(std::vector<Key<H>>{
      whole("size", &H::size, 2, 1024, "N, the number of units; on a grid as square as it gets").track(9, 400, TrackScale::squared),
      text("patterns", &H::patterns, "how many random patterns, or names of drawings, or drawn ones (x and hexadecimal digits), by comma"),
      choice(
          "rule", &H::rule, {"hebb", "storkey", "projection", "poly2", "poly3", "poly4", "poly5", "poly6", "softmax"},
          "how the patterns are kept: three rules for weights; energies of higher power (Krotov & Hopfield 2016); softmax (Ramsauer 2020)"),
      flag("selfConnections", &H::selfConnections, "whether a unit is joined to itself").when(hasPairs),
      text("unlearned", &H::unlearned, "states that are unlearned, x and hexadecimal digits, by comma: each takes 0.01/N s_i s_j away")
          .when(isHebb),
      number("threshold", &H::threshold, -1, 1, "what the weighted sum of a unit must exceed").when(hasPairs),
      number("gain", &H::gain, 0.01, 100, "steepness of graded units; none: binary ones").orNone().when(hasPairs).track(0.5, 20),
      number("beta", &H::beta, 1e-6, 100, "steepness of the softmax over the products with ±1 patterns")
          .when(isSoftmax)
          .track(0.001, 4, TrackScale::log),
      text("start", &H::start, "which pattern is recalled, 0, 1, …; several by +; random; or drawn: x and hexadecimal digits"),
      number("flip", &H::flip, 0, 1, "share of the units that are turned over at first"),
      number("hide", &H::hide, 0, 1, "share of the rows, from below, that are drawn at random at first"),
      choice("order", &H::order, {"random", "inOrder", "allAtOnce"}, "which unit is next").when(goesOneByOne),
      number("temperature", &H::temperature, 0, 100, "0: a unit follows its field; more: by chance, too").when(canBeWarm).track(0, 2),
      whole("sweeps", &H::sweeps, 1, 10000, "at most").track(1, 1000, TrackScale::squared),
      whole("updates", &H::updates, 0, 2e7, "how far the recall is: units looked at, or whole updates"),
      whole("seed", &H::seed, 0, 18446744073709551615.0, "of patterns, disturbance and order"),
  });
  return keys;
}

int mostPatterns(int size) { return std::min(10000, 1000000 / size); }

void takeUnlearned(const Hopfield& settings, Weights& weights) {
  if (!isHebb(settings)) return;
  if (const auto states = readUnlearned(settings))
    for (const Spins& state : states.value()) addPattern(weights, state, -0.01, settings.selfConnections);
}

Weights weightsFor(const Hopfield& settings, std::span<const Spins> patterns) {
  if (!settings.hasWeights()) return {};
  Weights weights = weightsOf(settings.rule, settings.size, patterns, settings.selfConnections);
  takeUnlearned(settings, weights);
  return weights;
}

Result<void> validate(const Hopfield& settings) {
  const auto read = readPatterns(settings.patterns, settings.size, settings.seed, mostPatterns(settings.size));
  if (!read) return Error{"patterns=" + settings.patterns.substr(0, 60) + ": " + read.error().message};
  if (const auto unlearned = readUnlearned(settings); !unlearned)
    return Error{"unlearned=" + settings.unlearned.substr(0, 60) + ": " + unlearned.error().message};
  std::vector<Spins> spins;
  for (const Pattern& p : read.value()) spins.push_back(p.units);
  const auto start = startOf(settings, spins);
  if (!start) return start.error();
  if (settings.rule == "softmax" && spins.empty()) return Error{"patterns=: a softmax needs at least one"};
  return {};
}

}  // namespace unroll
