// The PyTorch script of a net: what it says; and, where PyTorch is (the long tests), that it answers and goes on training as we do.
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "recurrent/experiment_text.h"
#include "recurrent/own_sequences.h"
#include "recurrent/pytorch.h"
#include "tasks/own_data.h"
#include "unit/run_cli.h"

using namespace unroll;

namespace {

std::unique_ptr<Simulation> trained(const std::string& text) {
  const auto experiment = parseExperiment(text);
  if (!experiment) MESSAGE(experiment.error().message);
  REQUIRE(experiment);
  auto simulation = Simulation::create(experiment.value());
  REQUIRE(simulation);
  simulation.value()->finish();
  return std::move(simulation).value();
}

void write(const std::string& path, const std::string& bytes) {
  std::FILE* file = std::fopen(path.c_str(), "wb");
  REQUIRE(file);
  std::fwrite(bytes.data(), 1, bytes.size(), file);
  std::fclose(file);
}

std::string contents(const std::string& path) {
  std::FILE* file = std::fopen(path.c_str(), "rb");
  CAPTURE(path);
  REQUIRE(file);
  return takeText(file);
}

// All numbers of a CSV but those of its header, from `column` on.
std::vector<double> numbersOf(const std::string& csv, int column) {
  std::vector<double> numbers;
  std::size_t at = csv.find('\n');
  while (at != std::string::npos && at + 1 < csv.size()) {
    const std::size_t end = csv.find('\n', at + 1);
    const std::string line = csv.substr(at + 1, end - at - 1) + ",";
    int field = 0;
    for (std::size_t from = 0, to; (to = line.find(',', from)) != std::string::npos; from = to + 1, ++field)
      if (field >= column) numbers.push_back(std::strtod(line.substr(from, to - from).c_str(), nullptr));
    at = end;
  }
  return numbers;
}

struct Case {
  std::string keys;
  bool csv = false;
};

void checkAgreement(const std::vector<double>& ours, const std::vector<double>& theirs, double factor) {
  REQUIRE(ours.size() == theirs.size());
  REQUIRE_FALSE(ours.empty());
  double worst = 0;
  for (std::size_t i = 0; i < ours.size(); ++i)
    worst = std::max(worst, std::fabs(ours[i] - theirs[i]) / (factor * (2e-5 + 2e-4 * std::fabs(theirs[i]))));
  CHECK(worst <= 1);
}

}  // namespace

TEST_CASE("pytorch: what a user wrote is text in the script, and what it can't do is refused") {
  write("pytorch-data.csv",
        "\"a\"\"\"\"\"\"\\\"\n1\n2\n3\n1\n2\n3\n1\n2\n3\n1\n2\n3\n1\n2\n3\n1\n2\n3\n1\n2\n3\n1\n2\n3\n1\n2\n3\n1\n2\n3\n");
  const Run own = run({"export", "pytorch", "task=series", "seqLen=6", "data=pytorch-data.csv", "column=a\"\"\"\\",
                       "save=pytorch-\"x.safetensors", "csv=pytorch-test.csv", "batches=1"});
  CAPTURE(own.err);
  REQUIRE(own.code == 0);
  CHECK(own.out.find("EXPERIMENT = \"task=series") != std::string::npos);
  CHECK(own.out.find("\"load\": \"pytorch-\\\"x.safetensors\"") != std::string::npos);
  CHECK(own.out.find("\"data\": \"pytorch-test.csv\"") != std::string::npos);
  CHECK(own.out.find("a\"\"\"") == std::string::npos);
  CHECK(contents("pytorch-test.csv").substr(0, 11) == "x0,target0\n");
  for (const char* file : {"pytorch-data.csv", "pytorch-\"x.safetensors", "pytorch-test.csv"}) std::remove(file);

  const std::pair<std::vector<std::string>, std::string> refused[] = {
      {{}, "unroll: export: what is exported is pytorch\n"},
      {{"onnx"}, "unroll: export: what is exported is pytorch\n"},
      {{"pytorch"}, "unroll: export: takes load=FILE, or an experiment and save=FILE for its model file\n"},
      {{"pytorch", "load=/no/such"}, "unroll: /no/such: can't be read\n"},
      {{"pytorch", "load=x", "save=y"}, "unroll: save=y: not beside load; the script reads that file\n"},
      {{"pytorch", "load=x", "task=xor"}, "unroll: task=xor: not beside load, which says all of the net\n"},
      {{"pytorch", "task=reber", "save=x"}, "unroll: export: the script can't draw task=reber: csv=FILE takes its sequences\n"},
      {{"pytorch", "task=xor", "trainingSet=9", "save=x"},
       "unroll: export: the script can't draw task=xor with a training set: csv=FILE takes its sequences\n"},
      {{"pytorch", "task=xor", "save=x", "batches=0"}, "unroll: batches=0: must be 1…10000\n"},
      {{"pytorch", "task=xor", "save=x", "tying=untied"},
       "unroll: tying=untied: the script is of a recurrent net, one copy of the weights for all time steps\n"},
  };
  for (const auto& [words, message] : refused) {
    std::vector<std::string> arguments{"export"};
    arguments.insert(arguments.end(), words.begin(), words.end());
    const Run r = run(arguments);
    CHECK(r.code == 2);
    CHECK(r.out.empty());
    CHECK(r.err == message);
  }
}

TEST_CASE("pytorch: the sequences are those that training draws next, and drawing them changes nothing") {
  for (const char* keys :
       {"task=adding&batchSize=3&seqLen=6", "task=adding&batchSize=3&seqLen=6&trainingSet=5", "task=counting&batchSize=3"}) {
    CAPTURE(keys);
    const auto simulation = trained(std::string(keys) + "&hiddenSize=3&updates=4");
    const std::string hash = simulation->weightsHash();
    const auto next = simulation->nextSequences(9);
    REQUIRE(next.size() == 9);
    CHECK(simulation->weightsHash() == hash);
    // After one more update the fourth of them is the first.
    simulation->setGoal(5);
    simulation->finish();
    const auto later = simulation->nextSequences(6);
    for (std::size_t n = 0; n < 6; ++n) {
      CHECK(later[n].x.values == next[n + 3].x.values);
      CHECK(printSequence(later[n].x, later[n].target) == printSequence(next[n + 3].x, next[n + 3].target));  // NaN as well
    }
    CHECK(next[0].x.values != next[1].x.values);
  }
}

TEST_SUITE("long" * doctest::skip()) {
  TEST_CASE("pytorch: the script answers and learns as we do, within the tolerance of the reference cases") {
    const std::string python = "/usr/bin/python3 ";
    REQUIRE(std::system((python + "-c 'import torch'").c_str()) == 0);  // Debian's python3-torch; ./lab test long installs it
    std::string text;
    for (int n = 0; n < 200; ++n) text += "to be or not to be, that is the question. "[n % 42];
    const auto hash = keepOwnData(text);
    REQUIRE(hash);
    std::string numbers = "rain\n";
    for (int n = 0; n < 120; ++n) numbers += std::to_string(200 + (n * n) % 17) + "\n";
    const auto series = keepOwnData(numbers);
    REQUIRE(series);
    const Case cases[] = {
        {"task=adding&hiddenSize=6"},
        {"task=adding&hiddenSize=6&seqLen=11&optimizer=rmsprop&loss=mse&lossAt=every", true},
        {"task=xor&hiddenSize=5&activation=relu&optimizer=sgd&learningRate=0.05&loss=bce"},
        {"task=xor&hiddenSize=5&activation=sigmoid&layers=2&optimizer=momentum&learningRate=0.02&weightDecay=0.01"},
        {"task=echo&cell=gru&hiddenSize=5&layers=2&bidirectional=true&optimizer=adamw&weightDecay=0.1"},
        {"task=order&hiddenSize=5"},
        {"task=order&hiddenSize=4&symbols=3&seqLen=33&layers=2&bidirectional=true&initialState=learned&optimizer=adagrad&learningRate=0."
         "02"},
        {"task=order&hiddenSize=5&peepholes=true&forgetBias=1&optimizer=nesterov&learningRate=0.05&momentum=0.8"},
        {"task=adding&cell=lstm&hiddenSize=4&peepholes=true&bidirectional=true&layers=2&initialState=learned&clipValue=0.01"},
        {"task=echo&cell=jordan&hiddenSize=5&layers=2&bidirectional=true"},
        {"task=echo&cell=jordan&hiddenSize=5&initialState=learned&activation=identity&clipNorm=0.1"},
        {"task=echo&cell=window&hiddenSize=5&window=4&layers=2&bidirectional=true"},
        {"task=echo&cell=elman&hiddenSize=5&initialState=learned&truncate=6&truncateEvery=4"},
        {"task=adding&cell=gru&hiddenSize=5&truncate=5&lossAt=every"},
        {"task=adding&cell=gru&hiddenSize=5&gradient=rtrl&initialState=learned"},
        {"task=echo&cell=reservoir&hiddenSize=12"},
        {"task=echo&cell=reservoir&hiddenSize=12&readout=ridge&weightDecay=0.001"},
        {"task=echo&cell=reservoir&hiddenSize=9&activation=identity&bidirectional=true&readout=ridge"},
        {"task=xor&hiddenSize=4&schedule=step&scheduleEvery=10&scheduleFactor=0.5"},
        {"task=xor&hiddenSize=4&schedule=cosine&scheduleEvery=40"},
        {"task=xor&hiddenSize=4&schedule=plateau&scheduleEvery=5&scheduleFactor=0.3&learningRate=0.1"},
        {"task=counting&cell=lstm&hiddenSize=5", true},
        {"task=adding&hiddenSize=4&trainingSet=70", true},
        {"task=text&cell=gru&hiddenSize=6&seqLen=9&data=" + hash.value(), true},
        {"task=series&hiddenSize=4&seqLen=7&data=" + series.value(), true},
    };
    // One Python for all of them: what takes long is to begin with torch.
    std::string driver =
        "import contextlib, runpy, sys\nfor n in range(int(sys.argv[1])):\n    for updates in (0, 12):\n"
        "        name = f'pytorch-test-{n}'\n        sys.argv[1:] = [f'updates={updates}', f'answers={name}.in']\n"
        "        with open(f'{name}.out{updates}', 'w') as out, open(f'{name}.log{updates}', 'w') as log:\n"
        "            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(log):\n"
        "                runpy.run_path(f'{name}.py')\n";
    write("pytorch-test.py", driver);
    std::vector<std::string> files{"pytorch-test.py"};
    std::vector<std::unique_ptr<Simulation>> ours;
    for (const Case& each : cases) {
      CAPTURE(each.keys);
      const std::string name = "pytorch-test-" + std::to_string(ours.size());
      ours.push_back(trained(each.keys + "&updates=30&batchSize=8"));
      Simulation& simulation = *ours.back();
      if (!each.csv) CHECK(drawsInPython(simulation.settings()));
      const auto script = pytorchScript(simulation, {name + ".safetensors", each.csv ? name + ".csv" : ""});
      REQUIRE(script);
      write(name + ".py", script.value());
      write(name + ".safetensors", simulation.saveModel());
      write(name + ".csv", sequencesForPytorch(simulation, 12 * 8));
      std::string inputs;
      for (int n = 0; n < 3; ++n) {  // of two lengths
        Table x = simulation.nextSequences(n + 1).back().x;
        if (n == 2) x.resize(4, x.cols);
        if (simulation.settings().task == "series")
          for (float& value : x.values) value = 200 + (value + 1) / 2 * 16;
        inputs += printSequence(x, {});
      }
      write(name + ".in", inputs);
      for (const char* end : {".py", ".safetensors", ".csv", ".in", ".out0", ".out12", ".log0", ".log12"}) files.push_back(name + end);
    }
    REQUIRE(std::system((python + "pytorch-test.py " + std::to_string(ours.size())).c_str()) == 0);
    for (std::size_t n = 0; n < ours.size(); ++n) {
      CAPTURE(cases[n].keys);
      const std::string name = "pytorch-test-" + std::to_string(n);
      Simulation& simulation = *ours[n];
      const auto answers = [&] {
        const auto inputs = parseSequences(contents(name + ".in"), simulation.settings());
        REQUIRE(inputs);
        std::vector<double> all;
        for (const Table& x : inputs.value()) {
          const auto y = simulation.answerTo(x);
          REQUIRE(y);
          for (const float value : y.value().values)
            all.push_back(simulation.settings().task == "series" ? 200 + (static_cast<double>(value) + 1) / 2 * 16
                                                                 : static_cast<double>(value));
        }
        return all;
      };
      checkAgreement(answers(), numbersOf(contents(name + ".out0"), 2), 1);
      std::vector<double> losses;
      Snapshot snapshot;
      for (int update = 31; update <= 42; ++update) {
        simulation.setGoal(update);
        simulation.finish();
        simulation.fill(snapshot, {.curves = false, .parameters = false, .probe = false});
        losses.push_back(snapshot.loss);
      }
      checkAgreement(losses, numbersOf(contents(name + ".log12"), 1), 10);
      checkAgreement(answers(), numbersOf(contents(name + ".out12"), 2), 10);
    }
    for (const std::string& file : files) std::remove(file.c_str());
  }
}
