// Pascanu, Mikolov & Bengio 2013: temporal order by plain gradient descent.
#include "reproduce/measures.h"

namespace unroll {

namespace {

Figure order(std::string name, std::string claim, const std::string& clipping) {
  Figure f;
  f.name = std::move(name);
  f.source = "Pascanu, Mikolov & Bengio 2013, figure 7";
  f.claim = std::move(claim);
  f.points = {{0, 50}, {1, 10}};
  f.kind = Figure::Kind::share;
  f.scale = 1;
  f.seeds = 6;
  f.minutes = 5;
  f.method =
      "temporal order, tanh, 50 hidden units, plain SGD .001, 100,000 updates of 20 sequences: share of the seeds that learn; at T = 10 "
      "the same "
      "training does";
  f.xName = "T";
  f.yName = "share of the seeds that learn";
  f.blind = unknown;
  const std::string net =
      "task=order&cell=elman&hiddenSize=50&batchSize=20&optimizer=sgd&learningRate=0.001&updates=100000&stopAt=0.99" + clipping;
  f.measures = {learnedShare(0, net + "&seqLen=50"), learnedShare(1, net + "&seqLen=10")};
  return f;
}

}  // namespace

std::vector<Figure> pascanuFigures() {
  return {
      order("orderPlain", "temporal order of more than about 20 steps: plain SGD learns none", "&clipNorm=0"),
      order("orderClipped", "temporal order of more than about 20 steps: SGD with the gradient clipped at 6 learns none", "&clipNorm=6")};
}

}  // namespace unroll
