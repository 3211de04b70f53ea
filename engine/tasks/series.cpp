// Series: the next value of one curve, from anywhere in it. Built in is
//   y(n) = 0.5 sin(2π n / 12) + 0.3 sin(2π n / 19.416 + 1) + 0.2 sin(2π n / 31.416 + 2),
// whose periods have no common multiple, so that it never repeats (quasi-periodic), without noise. Unlike the task sine there is no phase
// to find out: the curve is always the same, and windows of it overlap. Or one's own (own_data.h), whose last quarter training never sees.
#include <vector>

#include "core/scalar_math.h"
#include "tasks/own_data.h"
#include "tasks/task.h"

namespace unroll {

namespace {

constexpr float turn = 6.28318530717958647692f;
constexpr int beginnings = 1000, longest = 1000;  // places where a window may begin, and the greatest T
constexpr int warmUp = 5;                         // steps before the first that counts

float valueAt(int n) {
  const auto time = static_cast<float>(n);
  return 0.5f * math::sin(turn * time / 12.f) + 0.3f * math::sin(turn * time / 19.416f + 1.f) +
         0.2f * math::sin(turn * time / 31.416f + 2.f);
}

// y(0) … of all windows.
const std::vector<float>& curve() {
  static const std::vector<float> values = [] {
    std::vector<float> all;
    all.reserve(beginnings + longest);
    for (int n = 0; n < beginnings + longest; ++n) all.push_back(valueAt(n));
    return all;
  }();
  return values;
}

// A window of T + 1 values that begins at one of so many places.
void drawFrom(const float* values, int places, const Experiment& experiment, Random& random, SequenceWriter x, SequenceWriter target) {
  const float* const y = values + random.below(places);
  for (int t = 0; t < experiment.seqLen; ++t) {
    x(t) = y[t];
    target(t) = t >= warmUp ? y[t + 1] : 0.f;
  }
}

void draw(const Experiment& experiment, Random& random, SequenceWriter x, SequenceWriter target) {
  if (const OwnSeries* own = ownSeries(experiment))
    return drawFrom(own->values.data(), own->cut - experiment.seqLen, experiment, random, x, target);
  drawFrom(curve().data(), beginnings, experiment, random, x, target);
}
void drawFresh(const Experiment& experiment, Random& random, SequenceWriter x, SequenceWriter target) {
  if (const OwnSeries* own = ownSeries(experiment))
    return drawFrom(own->values.data() + own->cut, own->size() - own->cut - experiment.seqLen, experiment, random, x, target);
  draw(experiment, random, x, target);
}

bool answer(const Experiment& experiment, const Table& x, int t, std::span<float> target) {
  if (t < warmUp || t + 1 >= experiment.seqLen) return false;
  target[0] = x.at(t + 1, 0);
  return true;
}

using Sums = OwnSeries::Sums;

// The variance of what is asked for, over all windows that begin at `places` places from `first` on. `before`: sums of all values before
// the n-th.
double varianceOf(const std::vector<Sums>& before, int first, int places, int seqLen) {
  double values = 0, squares = 0;
  for (int t = warmUp; t < seqLen; ++t) {
    const auto begin = static_cast<std::size_t>(first + t) + 1;
    const Sums &from = before[begin], &to = before[begin + static_cast<std::size_t>(places)];
    values += to.values - from.values;
    squares += to.squares - from.squares;
  }
  const double count = static_cast<double>(seqLen - warmUp) * places;
  return squares / count - values / count * (values / count);
}

double variance(const Experiment& experiment) {
  if (const OwnSeries* own = ownSeries(experiment))
    return varianceOf(own->before, own->cut, own->size() - own->cut - experiment.seqLen, experiment.seqLen);
  static const std::vector<Sums> before = [] {
    std::vector<Sums> sums(1);
    for (const float value : curve()) {
      const double v = static_cast<double>(value);
      sums.push_back({sums.back().values + v, sums.back().squares + v * v});
    }
    return sums;
  }();
  return varianceOf(before, 0, beginnings, experiment.seqLen);
}

bool afterWarmUp(const Experiment&, int t) { return t >= warmUp; }

constexpr std::string_view settings[] = {"data", "column"};
constexpr std::pair<std::string_view, std::string_view> defaults[] = {{"hiddenSize", "8"}, {"seqLen", "30"}, {"learningRate", "0.003"}};

}  // namespace

const Task& series() {
  static constexpr Task task{
      .name = "series",
      .help = "the next value of one curve that never repeats, from anywhere in it",
      .inputSize = size<1>,
      .outputSize = size<1>,
      .loss = Loss::meanSquaredError,
      .bits = false,
      .metric = Metric::meanSquaredError,
      .blindMetric = variance,
      .blindLoss = variance,
      .learnedBound = 0.0005,  // a 400th of it
      .learnedBy = 2500,
      .learnedShare = 1.0,
      .draw = draw,
      .drawFresh = drawFresh,
      .counts = afterWarmUp,
      .scored = afterWarmUp,
      .shortest = [](const Experiment&) { return warmUp + 1; },
      .longest =
          [](const Experiment& e) {
            const OwnSeries* own = ownSeries(e);
            return own ? own->longestWindow() : longest;
          },
      .dataFits =
          [](const Experiment& e) {
            const auto read = readOwnSeries(e);
            return read ? Result<void>() : Result<void>(read.error());
          },
      .answer = answer,
      .inputs = [](const Experiment& e) { return e.data.empty() ? static_cast<double>(beginnings) : unevenInputs(e); },  // none is seen
      .defaults = defaults,
      .settings = settings,
  };
  return task;
}

}  // namespace unroll
