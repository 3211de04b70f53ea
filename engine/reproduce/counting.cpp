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
constexpr const char* training =
    " peephole cells, Adam .01, clipped at 1, forget bias 1, input bias −1, 100,000 updates of one string of n ≤ 10; ";

std::string trained(int symbols, int cells) {
  std::string edits;
  for (int cell = 0; cell < cells; ++cell)
    edits += (cell > 0 ? "," : "") + std::string("0:rnn.bias_ih_l0[") + std::to_string(cell) + "][0]=-1";
  return "task=counting&cell=lstm&peepholes=true&learningRate=0.01&clipNorm=1&forgetBias=1&batchSize=1&updates=100000&symbols=" +
         std::to_string(symbols) + "&hiddenSize=" + std::to_string(cells) + "&seqLen=" + std::to_string(10 * symbols + 1) +
         "&edits=" + edits;
}

// All seeds reach this n.
Figure reaching(std::string name, std::string claim, int n, int symbols, int cells) {
  Figure f;
  f.name = std::move(name);
  f.source = "58 experiments of Schmidhuber's in numpy, 2026";
  f.claim = std::move(claim);
  f.points = {{1, static_cast<double>(n)}};
  f.compare = Figure::Compare::atLeast;
  f.kind = Figure::Kind::share;
  f.scale = 1;
  f.seeds = 60;
  f.minutes = 2;
  f.method = std::to_string(cells) + training + "share of the seeds that are right on all strings up to n = " + std::to_string(n);
  f.because =
      "with online Adam it is a matter of the seed; the source's optimiser, its number of strings and whether its seeds were chosen aren't "
      "known";
  f.xName = "n";
  f.yName = "share of the seeds";
  f.measures.push_back({0, trained(symbols, cells),
                        [n](StudyRun& run, std::uint64_t seed) { return std::vector<double>{countsTo(run, seed) >= n ? 1.0 : 0.0}; },
                        nullptr});
  return f;
}

Figure best() {
  Figure f;
  f.name = "countingGers";
  f.source = "Gers & Schmidhuber 2001";
  f.claim = "aⁿbⁿ: trained on n ≤ 10 an LSTM counts on to about 1,000 (a best run)";
  f.points = {{1000}};
  f.compare = Figure::Compare::atLeast;
  f.seeds = 20;
  f.minutes = 1;
  f.method = "2" + std::string(training) + "mean of the greatest n up to which all strings are right";
  f.cut = "sequences have at most " + std::to_string(longest) + " steps, so n up to 499 can be measured";
  f.fullerMayTell = true;
  f.yName = "n";
  f.measures.push_back(
      {0, trained(2, 2), [](StudyRun& run, std::uint64_t seed) { return std::vector<double>{countsTo(run, seed)}; }, nullptr});
  return f;
}

}  // namespace

std::vector<Figure> countingFigures() {
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
  characters.claim =
      "100 hidden units, 25 steps, Adagrad .1, clipped at 5 learn a text by heart; no figure is given (.9 is this task's bound, .95 can be "
      "known)";
  characters.points = {{.9}};
  characters.compare = Figure::Compare::atLeast;
  characters.seeds = 10;
  characters.minutes = 0.1;
  characters.method = "the built-in text, 6,400 updates of one window: share of the letters right on 1,000 windows";
  characters.yName = "share of the letters right";
  characters.measures = {lastMetric(
      0, "task=text&cell=elman&hiddenSize=100&seqLen=25&optimizer=adagrad&learningRate=0.1&clipValue=5&batchSize=1&updates=6400")};

  return {reaching("countingTwo", "aⁿbⁿ, two peephole cells: five of five seeds reach n = 65 to over 100", 65, 2, 2),
          reaching("countingThree", "aⁿbⁿcⁿ, three peephole cells: five of five seeds reach n = 18 to 29", 18, 3, 3), best(), reber,
          characters};
}

}  // namespace unroll
