// What an answer of the probe hangs on, as a snapshot has it: by central differences in what the net is shown.
#include <doctest/doctest.h>

#include <cmath>
#include <string>

#include "near.h"
#include "recurrent/experiment_text.h"
#include "recurrent/recurrent.h"

using namespace unroll;

namespace {

std::unique_ptr<Simulation> trained(const std::string& text) {
  auto made = Simulation::create(parseExperiment(text).value());
  REQUIRE(made);
  made.value()->finish();
  return std::move(made).value();
}

// The answer with one number of the input changed: as an input of one's own.
double answerWith(const std::string& text, const Table& x, int t, int output, int s, int i, double by) {
  std::string input;
  for (int step = 0; step < x.rows; ++step)
    for (int j = 0; j < x.cols; ++j) {
      char number[40];
      std::snprintf(number, sizeof number, "%.9g", static_cast<double>(x.at(step, j)) + (step == s && j == i ? by : 0));
      input += (j > 0 ? "," : step > 0 ? ";" : "") + std::string(number);
    }
  const auto net = trained(text + "&input=" + input);
  Snapshot snapshot;
  net->fill(snapshot);
  return static_cast<double>(snapshot.probe.y.at(t, output));
}

}  // namespace

TEST_CASE("a snapshot's saliency is the derivative of the answer that is shown") {
  for (const std::string cell : {"elman", "lstm"}) {
    const std::string text = "task=reber&cell=" + cell + "&hiddenSize=5&seqLen=8&updates=20";
    const auto net = trained(text);
    Snapshot s;
    SnapshotParts parts;
    parts.saliency = SaliencyWish{.t = 4};
    net->fill(s, parts);
    REQUIRE(s.saliency.sizes.size() == 8);
    CHECK(s.saliency.version == s.probe.version);
    const int output = s.saliency.output;
    for (int o = 0; o < s.outputSize; ++o) CHECK(s.probe.y.at(4, o) <= s.probe.y.at(4, output));
    CHECK(near(s.saliency.answer, static_cast<double>(s.probe.y.at(4, output)), 1e-6));
    for (int step = 0; step < 8; ++step) {
      double squares = 0;
      constexpr double by = 0.02;
      if (step == 3 || step == 4)
        for (int i = 0; i < s.inputSize; ++i)
          squares += std::pow(
              (answerWith(text, s.probe.x, 4, output, step, i, by) - answerWith(text, s.probe.x, 4, output, step, i, -by)) / (2 * by), 2);
      if (step > 4) CHECK(s.saliency.sizes[static_cast<std::size_t>(step)] == 0);
      if (step == 3 || step == 4)
        CHECK(std::fabs(static_cast<double>(s.saliency.sizes[static_cast<std::size_t>(step)]) - std::sqrt(squares)) <
              2e-3 * (0.05 + std::sqrt(squares)));
    }
    // Another step, the next weights, another output; no such step.
    parts.saliency = SaliencyWish{.t = 2, .output = 1};
    net->fill(s, parts);
    CHECK(s.saliency.wish.t == 2);
    CHECK(s.saliency.output == 1);
    CHECK(near(s.saliency.answer, static_cast<double>(s.probe.y.at(2, 1)), 1e-6));
    const std::vector<float> before = s.saliency.sizes;
    net->setGoal(25);
    net->finish();
    net->fill(s, parts);
    CHECK(s.saliency.version == s.probe.version);
    CHECK(s.saliency.sizes != before);
    parts.saliency = SaliencyWish{.t = 100};
    net->fill(s, parts);
    CHECK(s.saliency.sizes.empty());
    CHECK(net->advanceProbe(1000));
    CHECK(net->probeReady());
  }
}
