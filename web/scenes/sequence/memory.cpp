#include "scenes/sequence/memory.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace unroll {

namespace {

constexpr int mostThresholds = 12;
constexpr double gains[] = {3, 2, 1.5, 1, 0.7, 0.5};
constexpr double feedbacks[] = {2, 2.5, 3, 5};  // with each of which the sign must be kept
constexpr double leastSeen = 0.15;              // of |h|, so that the sign is told by its colour
constexpr int mostUnitsTuned = 64;                   // more weights than that are not set one by one

struct Ear {
  int input = 0;
  double gain = 0, bias = 0;  // h = tanh(gain · x + bias + W h)
  double seen = 0;            // the least |h| on the way; 0: no use
};

// The least |h_t| of the unit on its way; `kept`: it never changes its sign.
double walkPast(const std::vector<double>& x, const Ear& ear, double feedback, bool& kept) {
  double h = 0, first = 0, least = 1;
  kept = true;
  for (std::size_t t = 0; t < x.size(); ++t) {
    h = std::tanh(ear.gain * x[t] + ear.bias + feedback * h);
    if (t == 0) first = h;
    if ((h < 0) != (first < 0)) kept = false;
    least = std::min(least, std::abs(h));
  }
  return least;
}

// Of one input: between which of its numbers the sign changes, and how much of it is heard.
void listen(const std::vector<double>& x, int input, Ear& best) {
  std::vector<double> sorted = x;
  std::sort(sorted.begin(), sorted.end());
  sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
  const std::size_t gaps = sorted.size() - 1;
  const std::size_t stride = std::max<std::size_t>(1, gaps / mostThresholds);
  for (std::size_t gap = 0; gap < gaps; gap += stride)
    for (const double share : {0.5, 0.3, 0.7})
      for (const double gain : gains) {
        const double bias = -gain * (sorted[gap] + share * (sorted[gap + 1] - sorted[gap]));
        Ear ear{input, gain, std::round(100 * bias) / 100, 0};  // as many decimals as are shown
        bool kept = false;
        ear.seen = walkPast(x, ear, 0, kept);
        if (kept || ear.seen <= best.seen) continue;
        const bool remembers = std::all_of(std::begin(feedbacks), std::end(feedbacks), [&](double feedback) {
          bool keeps = false;
          const double least = walkPast(x, ear, feedback, keeps);
          return keeps && least > leastSeen;
        });
        if (remembers) best = ear;
      }
}

}  // namespace

void prepareMemory(StoryBegin& story) {
  const Facts& view = story.now;
  const auto& all = view.numbers("x");
  const int steps = static_cast<int>(view.number("steps")), inputs = static_cast<int>(view.number("inputs"));
  int units = static_cast<int>(view.number("units"));
  if (steps < 1 || inputs < 1 || all.size() != static_cast<std::size_t>(steps) * static_cast<std::size_t>(inputs)) return;

  Ear best;
  for (int j = 0; j < inputs; ++j) {
    std::vector<double> x;
    for (int t = 0; t < steps; ++t) x.push_back(all[static_cast<std::size_t>(t * inputs + j)]);
    listen(x, j, best);
  }
  const auto set = [&](std::string target, double value) { story.change(std::move(target), printNumber(value)); };
  if (!view.holds("tied")) story.change("tying", "tied");
  if (view.text("activation") != "tanh") story.change("activation", "tanh");
  if (units > mostUnitsTuned) {
    units = 3;
    set("hiddenSize", units);
  }
  // An input that says nothing is replaced by a start of its own: −1.5 turns it over and over.
  const bool hears = best.seen > 0;
  for (int j = 0; j < inputs; ++j) set("rnn.weight_ih_l0[0][" + std::to_string(j) + "]", hears && j == best.input ? best.gain : 0);
  for (int j = 0; j < units; ++j) set("rnn.weight_hh_l0[0][" + std::to_string(j) + "]", j == 0 && !hears ? -1.5 : 0);
  set("rnn.bias_ih_l0[0]", hears ? best.bias : 0.4);
  set("rnn.bias_hh_l0[0]", 0);
}

}  // namespace unroll
