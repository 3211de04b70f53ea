// Copy memory (Arjovsky, Shah & Bengio 2016): where a net stands that can't remember yet.
#include "reproduce/measures.h"

namespace unroll {

std::vector<Figure> copyFigures() {
  Figure f;
  f.name = "copyBaseline";
  f.source = "Arjovsky, Shah & Bengio 2016, figure 1";
  f.claim = "who answers blindly scores 10 ln 8/(T + 20), and there an LSTM stands: T = 20/50/100/200: .520/.297/.173/.0945";
  f.points = {{.1733, 100}, {.5199, 20}, {.2971, 50}, {.09452, 200}};
  f.tolerance = 0.002;  // it still learns to say "nothing" for certain
  f.seeds = 4;
  f.minutes = 1.5;
  f.method = "cross-entropy on 1,000 fresh sequences of an LSTM of 40 units after 1,000 updates (Adam .003, clipped at 1, 32 sequences)";
  f.xName = "T";
  f.yName = "cross-entropy";
  for (std::size_t i = 0; i < f.points.size(); ++i) {
    const int steps = static_cast<int>(f.points[i].x) + 20;
    f.measures.push_back({i, "task=copy&cell=lstm&hiddenSize=40&init=pytorch&clipNorm=1&updates=1000&seqLen=" + std::to_string(steps),
                          [steps](StudyRun& run, std::uint64_t seed) {
                            const auto score = run.simulation().predict(steps, 1000, seed);
                            return std::vector<double>{score ? score.value().loss : unknown};
                          },
                          nullptr});
  }
  return {f};
}

}  // namespace unroll
