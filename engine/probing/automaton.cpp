#include "probing/automaton.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>

#include "core/check.h"
#include "tasks/symbols.h"

namespace unroll {

namespace {

constexpr std::uint64_t foundIn = 2, comparedIn = 3;  // SampleSettings::series
constexpr std::size_t mostPoints = 1500;
constexpr int attempts = 4, mostIterations = 50;

}  // namespace

int symbolOf(const Task& task, SequenceReader x, int t, int inputs) {
  if (task.automaton) return task.automaton->symbolAt(x, t);
  if (inputs == 1) return x(t) > 0.5f ? 1 : 0;
  return symbolAt(x, t, inputs);
}
int symbolsOf(const Task& task, const Experiment& experiment) {
  const int inputs = task.inputSize(experiment);
  return task.automaton ? static_cast<int>(task.automaton->letters.size()) : std::max(2, inputs);
}

int FoundAutomaton::next(int state, int symbol) const {
  int best = -1;
  for (int to = 0; to < states; ++to)
    if (count(state, symbol, to) > (best < 0 ? 0 : count(state, symbol, best))) best = to;
  return best;
}

double FoundAutomaton::shareOf(int state, int symbol) const {
  int all = 0;
  for (int to = 0; to < states; ++to) all += count(state, symbol, to);
  return all > 0 ? static_cast<double>(count(state, symbol, next(state, symbol))) / all : 0;
}

std::vector<int> FoundAutomaton::run(std::span<const int> read) const {
  std::vector<int> way;
  int state = start();
  for (const int symbol : read) {
    if (state >= 0) state = symbol >= 0 && symbol < symbols ? next(state, symbol) : -1;
    way.push_back(state);
  }
  return way;
}

FoundAutomaton FoundAutomaton::minimized(double same) const {
  // Groups, each named by its first state: by answers at first, then split as long as symbols lead on to different ones.
  std::vector<int> group(static_cast<std::size_t>(states));
  const auto at = [](int i) { return static_cast<std::size_t>(i); };
  const auto alike = [&](int a, int b) {
    for (std::size_t o = 0; o < answers[at(a)].size(); ++o)
      if (!(std::fabs(answers[at(a)][o] - answers[at(b)][o]) < same)) return false;
    return true;
  };
  const auto leadAlike = [&](int a, int b) {
    for (int symbol = 0; symbol < symbols; ++symbol) {
      const int toA = next(a, symbol), toB = next(b, symbol);
      if (toA >= 0 && toB >= 0 && group[at(toA)] != group[at(toB)]) return false;
    }
    return true;
  };
  const auto regroup = [&](const auto& together) {
    std::vector<int> fresh(group.size());
    for (int s = 0; s < states; ++s) {
      fresh[at(s)] = s;
      for (int first = 0; first < s && fresh[at(s)] == s; ++first)
        if (fresh[at(first)] == first && together(first, s)) fresh[at(s)] = first;
    }
    const bool changed = fresh != group;
    group = fresh;
    return changed;
  };
  (void)regroup(alike);
  while (regroup([&](int a, int b) { return group[at(a)] == group[at(b)] && leadAlike(a, b); })) {
  }
  FoundAutomaton merged;
  merged.symbols = symbols;
  merged.determinism = determinism;
  merged.explained = explained;
  merged.partOf.resize(group.size());
  for (int s = 0; s < states; ++s) merged.partOf[at(s)] = group[at(s)] == s ? merged.states++ : merged.partOf[at(group[at(s)])];
  merged.counts.assign(at(merged.states + 1) * at(symbols) * at(merged.states), 0);
  std::vector<double> visits(at(merged.states), 0);
  merged.answers.assign(at(merged.states), std::vector<double>(answers.empty() ? 0 : answers[0].size(), 0));
  for (int from = 0; from <= states; ++from)
    for (int symbol = 0; symbol < symbols; ++symbol)
      for (int to = 0; to < states; ++to) {
        const int times = count(from, symbol, to), mergedFrom = from == states ? merged.states : merged.partOf[at(from)];
        const int mergedTo = merged.partOf[at(to)];
        merged.counts[(at(mergedFrom) * at(symbols) + at(symbol)) * at(merged.states) + at(mergedTo)] += times;
        visits[at(mergedTo)] += times;
        for (std::size_t o = 0; o < answers[at(to)].size(); ++o) merged.answers[at(mergedTo)][o] += times * answers[at(to)][o];
      }
  for (int s = 0; s < merged.states; ++s)
    for (double& answer : merged.answers[at(s)]) answer /= std::max(1.0, visits[at(s)]);
  return merged;
}

AutomatonSearch::AutomatonSearch(const Network<float>& network, const Experiment& experiment, const Task& task,
                                 const AutomatonSettings& settings)
    : experiment_(experiment),
      task_(task),
      settings_(settings),
      sampling_(network, experiment, task, {.sequences = settings.sequences, .remembered = true, .series = foundIn}),
      symbols_(symbolsOf(task, experiment)),
      random_(experiment.seed, Stream::probe, foundIn) {
  UNROLL_CHECK(!network.shape().bidirectional && settings.sequences > 1 && settings.states <= 64 && settings.mostStates <= 64);
}

bool AutomatonSearch::advance(double milliseconds) {
  using Clock = std::chrono::steady_clock;
  const auto begin = Clock::now();
  while (!isDone_) {
    if (read_.empty()) {
      if (sampling_.piece()) takePoints();
    } else if (assigns_) {
      assign();
    } else if (iteration_ == 0) {
      beginTry();
    } else {
      iterate();
    }
    if (std::chrono::duration<double, std::milli>(Clock::now() - begin).count() >= milliseconds) break;
  }
  return isDone_;
}

void AutomatonSearch::takePoints() {
  const StateSamples& all = samples();
  read_.assign(static_cast<std::size_t>(all.states.rows), -1);
  std::vector<std::size_t> rows;
  for (int s = 0; s < all.sequences; ++s)
    for (int t = 0; t < all.steps; ++t) {
      const int symbol = symbolOf(task_, all.input(s), t, all.x.cols);
      if (symbol < 0) break;
      const auto row = static_cast<std::size_t>(s * all.steps + t);
      read_[row] = symbol;
      if (s < all.sequences / 2) rows.push_back(row);
    }
  const std::size_t every = std::max<std::size_t>(1, (rows.size() + mostPoints - 1) / mostPoints);
  for (std::size_t i = 0; i < rows.size(); i += every) points_.push_back(rows[i]);
  const bool finite = std::all_of(all.states.values.begin(), all.states.values.end(), [](float value) { return std::isfinite(value); });
  k_ = settings_.states > 0 ? settings_.states : 1;
  if (points_.empty() || !finite) isDone_ = true;  // nothing is found
}

int AutomatonSearch::nearest(const std::vector<double>& centres, std::size_t row, double* distance) const {
  const auto n = static_cast<std::size_t>(samples().states.cols);
  const float* state = samples().states.values.data() + row * n;
  int best = 0;
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t c = 0; c * n < centres.size(); ++c) {
    double sum = 0;
    for (std::size_t i = 0; i < n; ++i) {
      const double apart = static_cast<double>(state[i]) - centres[c * n + i];
      sum += apart * apart;
    }
    if (sum < least) least = sum, best = static_cast<int>(c);
  }
  if (distance) *distance = least;
  return best;
}

// k-means++ (Arthur & Vassilvitskii 2007): each further centre is a point, the likelier the farther it is from those that there are.
void AutomatonSearch::beginTry() {
  const auto n = static_cast<std::size_t>(samples().states.cols);
  const auto take = [&](std::size_t point) {
    const float* state = samples().states.values.data() + points_[point] * n;
    centres_.insert(centres_.end(), state, state + n);
  };
  centres_.clear();
  take(static_cast<std::size_t>(random_.below(static_cast<int>(points_.size()))));
  std::vector<double> far(points_.size(), std::numeric_limits<double>::infinity());
  for (int c = 1; c < k_; ++c) {
    const std::vector<double> newest(centres_.end() - static_cast<std::ptrdiff_t>(n), centres_.end());
    double all = 0;
    for (std::size_t p = 0; p < points_.size(); ++p) {
      double distance = 0;
      (void)nearest(newest, points_[p], &distance);
      all += far[p] = std::min(far[p], distance);
    }
    double left = static_cast<double>(random_.uniform()) * all;
    std::size_t chosen = 0;
    while (chosen + 1 < points_.size() && (left -= far[chosen]) >= 0) ++chosen;
    take(chosen);
  }
  belongs_.assign(points_.size(), -1);
  iteration_ = 1;
}

// Lloyd's step. A centre that nothing belongs to stays.
void AutomatonSearch::iterate() {
  const auto n = static_cast<std::size_t>(samples().states.cols), k = static_cast<std::size_t>(k_);
  bool moved = false;
  double spread = 0;
  std::vector<double> sums(k * n, 0), counts(k, 0);
  for (std::size_t p = 0; p < points_.size(); ++p) {
    double distance = 0;
    const int now = nearest(centres_, points_[p], &distance);
    spread += distance;
    moved = moved || now != belongs_[p];
    belongs_[p] = now;
    counts[static_cast<std::size_t>(now)] += 1;
    const float* state = samples().states.values.data() + points_[p] * n;
    for (std::size_t i = 0; i < n; ++i) sums[static_cast<std::size_t>(now) * n + i] += static_cast<double>(state[i]);
  }
  for (std::size_t c = 0; c < k; ++c)
    for (std::size_t i = 0; i < n && counts[c] > 0; ++i) centres_[c * n + i] = sums[c * n + i] / counts[c];
  if (moved && iteration_++ < mostIterations) return;
  iteration_ = 0;
  if (attempt_ == 0 || spread < leastSpread_) best_ = centres_, leastSpread_ = spread;
  if (++attempt_ < attempts) return;
  attempt_ = 0;
  assigns_ = true;
  assigned_.clear();
}

void AutomatonSearch::assign() {
  constexpr std::size_t workPerPiece = 500'000;  // multiplications, about
  const std::size_t piece = std::max<std::size_t>(1, workPerPiece / best_.size());
  for (std::size_t i = 0; i < piece && assigned_.size() < read_.size(); ++i)
    assigned_.push_back(read_[assigned_.size()] >= 0 ? nearest(best_, assigned_.size()) : -1);
  if (assigned_.size() < read_.size()) return;
  assigns_ = false;
  judge();
}

// What is counted and meant comes from the first half of the sequences, what is judged from the second.
void AutomatonSearch::judge() {
  const StateSamples& all = samples();
  const auto k = static_cast<std::size_t>(k_), n = static_cast<std::size_t>(all.states.cols),
             outputs = static_cast<std::size_t>(all.answers.cols);
  FoundAutomaton now;
  now.states = k_;
  now.symbols = symbols_;
  now.counts.assign((k + 1) * static_cast<std::size_t>(symbols_) * k, 0);
  for (std::size_t c = 0; c < k; ++c)
    now.centres.emplace_back(best_.begin() + static_cast<std::ptrdiff_t>(c * n), best_.begin() + static_cast<std::ptrdiff_t>((c + 1) * n));
  now.answers.assign(k, std::vector<double>(outputs, 0));
  const std::vector<int>& clusters = assigned_;
  std::vector<double> visits(k, 0), mean(outputs, 0);
  const auto answer = [&](std::size_t row, std::size_t o) { return static_cast<double>(all.answers.values[row * outputs + o]); };
  const auto rowOf = [&](int s, int t) { return static_cast<std::size_t>(s * all.steps + t); };
  const auto each = [&](int from, int to, const auto& use) {  // row, the cluster before it
    for (int s = from; s < to; ++s)
      for (int t = 0; t < all.steps && read_[rowOf(s, t)] >= 0; ++t) use(rowOf(s, t), t == 0 ? k_ : clusters[rowOf(s, t - 1)]);
  };
  const int half = all.sequences / 2;
  double rows = 0;
  each(0, half, [&](std::size_t row, int before) {
    const auto c = static_cast<std::size_t>(clusters[row]);
    ++now.counts[(static_cast<std::size_t>(before) * static_cast<std::size_t>(symbols_) + static_cast<std::size_t>(read_[row])) * k + c];
    visits[c] += 1;
    rows += 1;
    for (std::size_t o = 0; o < outputs; ++o) now.answers[c][o] += answer(row, o), mean[o] += answer(row, o);
  });
  for (std::size_t c = 0; c < k; ++c)
    for (double& sum : now.answers[c]) sum /= std::max(1.0, visits[c]);
  for (double& sum : mean) sum /= rows;
  double foretold = 0, steps = 0, within = 0, spread = 0;
  each(half, all.sequences, [&](std::size_t row, int before) {
    const auto c = static_cast<std::size_t>(clusters[row]);
    steps += 1;
    foretold += now.next(before, read_[row]) == clusters[row];
    for (std::size_t o = 0; o < outputs; ++o) {
      within += std::pow(answer(row, o) - now.answers[c][o], 2);
      spread += std::pow(answer(row, o) - mean[o], 2);
    }
  });
  now.determinism = steps > 0 ? foretold / steps : 0;
  now.explained = spread > 0 ? 1 - within / spread : 1;
  tried_.push_back({k_, now.determinism, now.explained});
  const bool suffices = settings_.states > 0 || (now.determinism >= settings_.determinism && now.explained >= settings_.explained);
  if (suffices || tried_.size() == 1 || now.determinism * now.explained > found_.determinism * found_.explained) {
    found_ = std::move(now);
    clusters_ = assigned_;
  }
  isDone_ = suffices || k_ == settings_.mostStates || static_cast<std::size_t>(k_) == points_.size();
  ++k_;
}

AutomatonComparison AutomatonSearch::compare(const FoundAutomaton& found) const {
  const TaskAutomaton* const asked = task_.automaton;
  UNROLL_CHECK(asked);
  // What each found state stands for is counted on the sequences that it was found in; how well that holds is seen on others.
  AutomatonComparison comparison;
  std::vector<int> times(static_cast<std::size_t>(found.states) * static_cast<std::size_t>(asked->states), 0);
  const auto cell = [&](int state, int other) -> int& {
    return times[static_cast<std::size_t>(state) * static_cast<std::size_t>(asked->states) + static_cast<std::size_t>(other)];
  };
  // f(found state, the task's state) after each symbol.
  const auto walk = [&](SequenceReader x, const auto& use) {
    int here = found.start(), there = 0;
    for (int t = 0; t < experiment_.seqLen; ++t) {
      const int symbol = asked->symbolAt(x, t);
      if (symbol < 0 || there < 0) break;
      here = here >= 0 ? found.next(here, symbol) : -1;
      there = asked->next(there, symbol);
      if (there >= 0) use(here, there);
    }
  };
  for (int s = 0; s < samples().sequences; ++s)
    walk(samples().input(s), [&](int here, int there) {
      if (here >= 0) ++cell(here, there);
    });
  comparison.meaning.assign(static_cast<std::size_t>(found.states) + 1, -1);
  comparison.meaning.back() = 0;
  for (int state = 0; state < found.states; ++state)
    for (int other = 0; other < asked->states; ++other) {
      int& meaning = comparison.meaning[static_cast<std::size_t>(state)];
      if (cell(state, other) > (meaning < 0 ? 0 : cell(state, meaning))) meaning = other;
    }
  std::vector<char> reached(static_cast<std::size_t>(asked->states), 0);
  Random random(experiment_.seed, Stream::probe, (std::uint64_t{1} << 48) + comparedIn);
  const int inputs = task_.inputSize(experiment_), outputs = task_.outputSize(experiment_);
  std::vector<float> x(index(experiment_.seqLen, inputs)), target(index(experiment_.seqLen, outputs));
  double right = 0, steps = 0;
  for (int s = 0; s < settings_.sequences; ++s) {
    task_.fresh(experiment_, random, {x.data(), inputs}, {target.data(), outputs});
    walk({x.data(), inputs}, [&](int here, int there) {
      steps += 1;
      right += here >= 0 && comparison.meaning[static_cast<std::size_t>(here)] == there;
      reached[static_cast<std::size_t>(there)] = 1;
    });
  }
  comparison.agreement = steps > 0 ? right / steps : 0;
  double led = 0, all = 0;
  for (int state = 0; state <= found.states; ++state)
    for (int symbol = 0; symbol < found.symbols; ++symbol) {
      const int to = found.next(state, symbol), from = comparison.meaning[static_cast<std::size_t>(state)];
      if (to < 0 || from < 0) continue;
      all += 1;
      led += asked->next(from, symbol) == comparison.meaning[static_cast<std::size_t>(to)];
    }
  comparison.transitions = all > 0 ? led / all : 0;
  for (int other = 0; other < asked->states; ++other)
    comparison.missing += reached[static_cast<std::size_t>(other)] &&
                          std::find(comparison.meaning.begin(), comparison.meaning.end() - 1, other) == comparison.meaning.end() - 1;
  return comparison;
}

}  // namespace unroll
