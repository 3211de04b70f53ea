// The adding problem: in the form of Hochreiter & Schmidhuber 1997 (task 4) and in today's (Le, Jaitly & Hinton 2015). Both are one: with
// numbers in [−1, 1] and the target .5 + (x₁ + x₂)/4 outputs are half of those with numbers in [0, 1] and the target x₁ + x₂, so squared
// errors are a quarter.
#include <cmath>

#include "reproduce/measures.h"
#include "tasks/task.h"

namespace unroll {

namespace {

constexpr double quarter = 0.25;

// |error| < .04 in practically all sequences: a third of it as root mean square, in today's form twice as much.
const std::string untilRight = "&stopAt=0.0007";

Measure sequencesUntilStop(std::size_t point, std::string experiment) {
  return {point, std::move(experiment),
          [](StudyRun& run, std::uint64_t) {
            const Experiment& e = run.simulation().settings();
            const StudyRow row = run.row();
            return std::vector<double>{row.metric <= e.stopAt ? static_cast<double>(row.updates) * e.batchSize : unknown};
          },
          nullptr};
}

Figure until(std::string name, int steps, double sequences, std::string claim, const std::string& updates, int seeds, double minutes) {
  Figure f;
  f.name = std::move(name);
  f.source = "Hochreiter & Schmidhuber 1997, task 4, table 7";
  f.claim = std::move(claim);
  f.points = {{sequences, static_cast<double>(steps)}};
  f.compare = Figure::Compare::atMost;
  f.seeds = seeds;
  f.minutes = minutes;
  f.method =
      "LSTM of 16 units, forget bias 3 (1997 there was no forget gate), Adam .01, clipped at 1, 16 sequences an update, until the error is "
      "a third "
      "of .04 (root mean square over 1,000 fresh sequences), seen every 200 updates";
  f.xName = "T";
  f.yName = "sequences until learned";
  f.measures = {sequencesUntilStop(0, "task=adding&cell=lstm&hiddenSize=16&forgetBias=3&learningRate=0.01&clipNorm=1&batchSize=16&seqLen=" +
                                          std::to_string(steps) + "&updates=" + updates + untilRight)};
  return f;
}

// Mean squared error of the best constant over drawn sequences.
double constantScore(std::uint64_t seed) {
  constexpr int sequences = 2000;
  Experiment e;
  e.seqLen = 20;
  const Task& task = *findTask("adding");
  Random random(seed);
  std::vector<float> x(static_cast<std::size_t>(2 * e.seqLen)), target(static_cast<std::size_t>(e.seqLen));
  double sum = 0;
  for (int k = 0; k < sequences; ++k) {
    task.draw(e, random, {x.data(), 2}, {target.data(), 1});
    const double off = static_cast<double>(target.back()) - task.blindAnswer;
    sum += off * off;
  }
  return sum / sequences;
}

Figure constant(std::string name, std::string source, std::string claim, double value, double factor, double tolerance) {
  Figure f;
  f.name = std::move(name);
  f.source = std::move(source);
  f.claim = std::move(claim);
  f.points = {{value}};
  f.tolerance = tolerance;
  f.seeds = 50;
  f.minutes = 0.02;
  f.method = "2,000 sequences of each seed";
  f.yName = "mean squared error";
  f.measures.push_back({0, "", nullptr, [factor](std::uint64_t seed) { return std::vector<double>{factor * constantScore(seed)}; }});
  return f;
}

// Today's form: who beats the constant by far, and who doesn't.
struct Contender {
  const char* net;      // as keys of an experiment
  const char* setting;  // in words
  std::vector<int> lengths;
  int updates;
  bool beats;
};

Figure today(std::string name, std::string claim, const Contender& contender, int seeds, double minutes) {
  // Beating is a tenth of the blind score; more than nine tenths are not beating it.
  constexpr double blind = 1.0 / 6, beaten = 0.1 * blind, level = 0.9 * blind;
  Figure f;
  f.name = std::move(name);
  f.source = "Le, Jaitly & Hinton 2015, the adding problem";
  f.claim = std::move(claim);
  f.compare = contender.beats ? Figure::Compare::atMost : Figure::Compare::atLeast;
  f.seeds = seeds;
  f.minutes = minutes;
  const std::string updates = std::to_string(contender.updates);
  f.method = "100 hidden units, " + std::string(contender.setting) + ", clipped at 1, " + updates +
             " updates of 16 sequences: mean squared error on 1,000 fresh sequences; the constant 1 scores 1/6";
  f.cut = updates + " updates of Adam in the place of up to millions of SGD";
  f.fullerMayTell = contender.beats;
  f.xName = "T";
  f.yName = "mean squared error";
  f.blind = f.scale = blind;  // an error is small beside what there is to beat
  for (const int steps : contender.lengths) {
    f.measures.push_back(lastMetric(f.points.size(), "task=adding&hiddenSize=100&clipNorm=1&batchSize=16&seqLen=" + std::to_string(steps) +
                                                         "&updates=" + updates + "&" + contender.net));
    f.points.push_back({contender.beats ? beaten : level, static_cast<double>(steps)});
  }
  return f;
}

}  // namespace

std::vector<Figure> addingFigures() {
  Figure numpyLstm;
  numpyLstm.name = "addingNumpyLstm";
  numpyLstm.source = "58 experiments of Schmidhuber's in numpy, 2026";
  numpyLstm.claim = "adding, T = 100: LSTM .0007, RNN .0706 (the next figure)";
  numpyLstm.points = {{.0007, 100}};
  numpyLstm.compare = Figure::Compare::atMost;
  numpyLstm.tolerance = 0.0005;
  numpyLstm.seeds = 10;
  numpyLstm.minutes = 0.5;
  numpyLstm.method = "LSTM of 16 units as in adding100, 6,000 updates of 16 sequences; the setting of the source isn't known";
  numpyLstm.xName = "T";
  numpyLstm.yName = "mean squared error";
  numpyLstm.blind = 1.0 / 6;
  numpyLstm.measures = {
      lastMetric(0, "task=adding&cell=lstm&hiddenSize=16&forgetBias=3&learningRate=0.01&clipNorm=1&batchSize=16&seqLen=100&updates=6000")};
  Figure numpyRnn = numpyLstm;
  numpyRnn.name = "addingNumpyRnn";
  numpyRnn.claim = "adding, T = 100: a tanh RNN is left with .0706, a hundred times as much as an LSTM";
  numpyRnn.points = {{.0706, 100}};
  numpyRnn.compare = Figure::Compare::equal;
  numpyRnn.because = "ours learns nothing in 6,000 updates, where the constant scores 1/6; its training beyond the task isn't known";
  numpyRnn.method = "a tanh net of 32 units, the same training; whether its errors are of numbers in [0, 1] as ours isn't known";
  numpyRnn.measures = {
      lastMetric(0, "task=adding&cell=elman&hiddenSize=32&learningRate=0.01&clipNorm=1&batchSize=16&seqLen=100&updates=6000")};
  const Contender irnn{"cell=elman&activation=relu&init=identity&learningRate=0.001", "relu, W_hh = 1, Adam .001", {150}, 10'000, true},
      irnnLong{"cell=elman&activation=relu&init=identity&learningRate=0.0003", "relu, W_hh = 1, Adam .0003", {400}, 30'000, true},
      lstm{"cell=lstm&forgetBias=1&learningRate=0.003", "LSTM, forget bias 1, Adam .003", {150}, 6'000, true},
      tanh{"cell=elman&learningRate=0.001", "tanh, Adam .001", {150, 400}, 10'000, false};
  return {
      until("adding100", 100, 74'000, "adding: an LSTM learns T = 100 after 74,000 sequences", "9000", 10, 0.5),
      until("adding500", 500, 209'000, "adding: an LSTM learns T = 500 after 209,000 sequences", "26000", 6, 2),
      until("adding1000", 1000, 853'000, "adding: an LSTM learns T = 1,000 after 853,000 sequences", "54000", 3, 6),
      constant("addingConstant1997", "Hochreiter & Schmidhuber 1997, task 4", "adding: the constant .5 scores .0417", 1.0 / 24, quarter,
               0.00005),
      constant("addingConstant", "Le, Jaitly & Hinton 2015", "adding in today's form: the constant 1 scores 1/6 = .1667", 1.0 / 6, 1,
               0.00005),
      today("addingIrnn", "adding: an IRNN of 100 units beats the constant at T = 150 (here: by ten times)", irnn, 3, 1),
      today("addingIrnn400", "adding: an IRNN of 100 units beats the constant at T = 400 (here: by ten times)", irnnLong, 2, 10),
      today("addingLstm", "adding: an LSTM of 100 units beats the constant at T = 150 (here: by ten times)", lstm, 4, 5),
      today("addingTanh", "adding: a tanh net of 100 units doesn't beat the constant at T = 150…400", tanh, 2, 3),
      numpyLstm,
      numpyRnn,
  };
}

}  // namespace unroll
