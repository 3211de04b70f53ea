// Counting: how far a net counts that was trained on n ≤ 10 (Gers & Schmidhuber 2001).
#include "reproduce/measures.h"

namespace unroll {

namespace {

constexpr int longest = 1000;  // of a sequence

// The greatest n such that all strings up to it are right, by bisection.
double countsTo(StudyRun& run, std::uint64_t seed) {
  const int symbols = run.simulation().settings().symbols;
  const auto isRight = [&](int n) {
    constexpr int often = 12;  // so that hardly a length up to n is missed
    const auto score = run.simulation().predict(symbols * n + 1, often * n, seed);
    return score && score.value().metric == 1;
  };
  int low = 0, high = (longest - 1) / symbols;
  if (isRight(high)) return high;
  while (high - low > 1) {
    const int middle = (low + high) / 2;
    (isRight(middle) ? low : high) = middle;
  }
  return low;
}

// As its source: peephole cells, rate .01, clipped at 1, forget bias 1, input bias −1.
Figure figureOf(std::string name, std::string source, std::string claim, double n, int symbols, int cells) {
  Figure f;
  f.name = std::move(name);
  f.source = std::move(source);
  f.claim = std::move(claim);
  f.points = {{n}};
  f.compare = Figure::Compare::atLeast;
  f.seeds = 20;
  f.minutes = 2;
  f.method = std::to_string(cells) + " peephole cells, Adam .01, clipped at 1, forget bias 1, input bias −1, 30,000 updates of one string of n ≤ 10: mean of the "
                                     "greatest n up to which all strings are right; up to " + std::to_string((longest - 1) / symbols) + " can be measured";
  f.yName = "n";
  std::string edits;
  for (int cell = 0; cell < cells; ++cell) edits += (cell > 0 ? "," : "") + std::string("0:rnn.bias_ih_l0[") + std::to_string(cell) + "][0]=-1";
  f.measures.push_back({0,
                        "task=counting&cell=lstm&peepholes=true&learningRate=0.01&clipNorm=1&forgetBias=1&batchSize=1&updates=30000&symbols=" +
                            std::to_string(symbols) + "&hiddenSize=" + std::to_string(cells) + "&seqLen=" + std::to_string(10 * symbols + 1) + "&edits=" + edits,
                        [](StudyRun& run, std::uint64_t seed) { return std::vector<double>{countsTo(run, seed)}; }, nullptr});
  return f;
}

}  // namespace

std::vector<Figure> countingFigures() {
  constexpr const char* numpy = "58 experiments of Schmidhuber's in numpy, 2026";
  Figure reber;
  reber.name = "reberThreeUnits";
  reber.source = "Cleeremans, Servan-Schreiber & McClelland 1989";
  reber.claim = "three hidden units suffice for Reber's grammar";
  reber.points = {{1, 3}};
  reber.compare = Figure::Compare::atLeast;
  reber.kind = Figure::Kind::share;
  reber.scale = 1;
  reber.seeds = 50;
  reber.minutes = 0.1;
  reber.method = "3 tanh units, BPTT, Adam .01, 5,000 updates of 32 strings: share of the seeds with 99 % of the steps right";
  reber.xName = "H";
  reber.yName = "share of the seeds that learn";
  reber.measures = {learnedShare(0, "task=reber&hiddenSize=3&updates=5000&stopAt=0.99")};

  Figure characters;
  characters.name = "characters";
  characters.source = "Karpathy 2015, min-char-rnn";
  characters.claim = "100 hidden units, 25 steps, Adagrad .1, clipped at 5 learn a text by heart; no figure is given (.9 is this task's bound, .95 can be known)";
  characters.points = {{.9}};
  characters.compare = Figure::Compare::atLeast;
  characters.seeds = 10;
  characters.minutes = 0.5;
  characters.method = "the built-in text, 6,400 updates of one window: share of the letters right on 1,000 windows";
  characters.yName = "share of the letters right";
  characters.measures = {
      lastMetric(0, "task=text&cell=elman&hiddenSize=100&seqLen=25&optimizer=adagrad&learningRate=0.1&clipValue=5&batchSize=1&updates=6400")};

  Figure three = figureOf("countingThree", numpy, "aⁿbⁿcⁿ, three peephole cells: five seeds reach n = 18 to 29", 23.5, 3, 3);
  three.compare = Figure::Compare::equal;
  three.tolerance = 5.5;
  return {figureOf("countingTwo", numpy, "aⁿbⁿ, two peephole cells: five seeds reach n = 65 to over 100", 65, 2, 2), three,
          figureOf("countingGers", "Gers & Schmidhuber 2001", "trained on n ≤ 10 it counts on to about 1,000 (a best run)", 1000, 2, 2), reber, characters};
}

}  // namespace unroll
