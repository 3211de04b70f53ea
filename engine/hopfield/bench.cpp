// `unroll bench hopfield`: sweeps of a large net as they are on the page, each flip with the energy after it.
#include "hopfield/command.h"
#include "hopfield/keys.h"
#include "hopfield/recall.h"

namespace unroll {

namespace {

struct Bench {
  Hopfield settings;
  std::vector<Spins> spins;
  Weights weights;
  std::unique_ptr<Recall> recall;
};

}  // namespace

// From random starts to rest and again: a flip takes a multiplication and an addition for each other unit, and as much for the energy;
// a start the whole product.
std::function<double(long)> benchSweeps() {
  auto bench = std::make_shared<Bench>();
  bench->settings.size = 1024;
  bench->settings.patterns = "100";
  bench->settings.start = "random";
  auto patterns = readPatterns(bench->settings.patterns, bench->settings.size, 1, 100);
  for (Pattern& p : patterns.value()) bench->spins.push_back(std::move(p.units));
  bench->weights = weightsFor(bench->settings, bench->spins);
  return [bench](long count) {
    double flips = 0, starts = 0;
    for (long k = 0; k < count; ++k) {
      if (!bench->recall || bench->recall->done()) {
        ++bench->settings.seed;
        ++starts;
        bench->recall = std::make_unique<Recall>(bench->settings, bench->spins, bench->weights);
      }
      for (int i = 0; i < bench->settings.size && bench->recall->step(); ++i) flips += bench->recall->changed();
    }
    return flips * 4 * bench->settings.size + starts * 2 * bench->settings.size * bench->settings.size;
  };
}

}  // namespace unroll
