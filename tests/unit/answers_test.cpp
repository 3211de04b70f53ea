// `unroll predict load=FILE INPUTS.csv`: what a saved model answers to given inputs.
#include <cmath>
#include <cstdio>
#include <numeric>

#include "io/safetensors.h"
#include "recurrent/experiment_text.h"
#include "recurrent/recurrent.h"
#include "tasks/own_data.h"
#include "unit/run_cli.h"

using namespace unroll;
using Json = nlohmann::json;

namespace {

std::string contents(const std::string& path) {
  std::FILE* file = std::fopen(path.c_str(), "rb");
  REQUIRE(file);
  return takeText(file);
}

// A file that is gone when the test is.
class Written {
 public:
  Written(std::string path, const std::string& bytes) : path_(std::move(path)) {
    std::FILE* file = std::fopen(path_.c_str(), "wb");
    REQUIRE(file);
    std::fwrite(bytes.data(), 1, bytes.size(), file);
    std::fclose(file);
  }
  ~Written() { std::remove(path_.c_str()); }
  Written(const Written&) = delete;
  Written& operator=(const Written&) = delete;

 private:
  std::string path_;
};

std::string modelOf(const std::string& text) {
  const auto experiment = parseExperiment(text);
  if (!experiment) MESSAGE(experiment.error().message);
  REQUIRE(experiment);
  const auto simulation = Simulation::create(experiment.value());
  REQUIRE(simulation);
  simulation.value()->finish();
  return simulation.value()->saveModel();
}

// The model file of an experiment, with the weights of a reference case in the place of its own.
std::string modelOf(const std::string& text, const Json& params) {
  auto file = readSafetensors(modelOf(text));
  REQUIRE(file);
  for (const auto& [name, param] : params.items()) {
    const auto found = file.value().tensors.find(name);
    REQUIRE(found != file.value().tensors.end());
    REQUIRE(found->second.shape == param["shape"].get<std::vector<std::int64_t>>());
    found->second.numbers = param["data"].get<std::vector<float>>();
  }
  return writeSafetensors(file.value());
}

struct Shape {
  std::size_t steps, batch, inputs;
};
Shape shapeOf(const Json& array) {
  return {array["shape"][0].get<std::size_t>(), array["shape"][1].get<std::size_t>(), array["shape"][2].get<std::size_t>()};
}

// x [T, B, I] as a file of B sequences.
std::string csvOf(const Json& x) {
  const auto [steps, batch, inputs] = shapeOf(x);
  std::string text;
  for (std::size_t b = 0; b < batch; ++b) {
    for (std::size_t t = 0; t < steps; ++t)
      for (std::size_t i = 0; i < inputs; ++i) text += x["data"][(t * batch + b) * inputs + i].dump() + (i + 1 < inputs ? "," : "\n");
    text += "\n";
  }
  return text;
}

std::vector<std::vector<std::string>> rowsOf(const std::string& text) {
  std::vector<std::vector<std::string>> rows;
  std::string field;
  rows.emplace_back();
  for (const char c : text) {
    if (c != ',' && c != '\n') {
      field += c;
      continue;
    }
    rows.back().push_back(field);
    field.clear();
    if (c == '\n') rows.emplace_back();
  }
  rows.pop_back();
  return rows;
}

Run answered(const std::string& model, const std::string& inputs) {
  const Written modelFile("answers-test.safetensors", model), inputFile("answers-test.csv", inputs);
  return run({"predict", "load=answers-test.safetensors", "answers-test.csv"});
}

// The numbers of the answers, [B, T, O].
std::vector<double> numbersOf(const Run& r, std::size_t outputs) {
  std::vector<double> numbers;
  const auto rows = rowsOf(r.out);
  for (std::size_t n = 1; n < rows.size(); ++n)
    for (std::size_t o = 0; o < outputs; ++o) numbers.push_back(std::stod(rows[n][2 + o]));
  return numbers;
}

bool agree(double ours, double theirs) { return std::fabs(ours - theirs) <= 2e-5 + 2e-4 * std::fabs(theirs); }

}  // namespace

TEST_CASE("answers to the inputs of reference cases are PyTorch's") {
  const std::pair<const char*, const char*> cases[] = {{"gru-ce", "cell=gru&hiddenSize=5"}, {"lstm-ce", "cell=lstm&hiddenSize=6"}};
  for (const auto& each : cases) {  // their symbols are the characters of a text
    const char *const name = each.first, *const keys = each.second;
    CAPTURE(name);
    const Json file = Json::parse(contents(std::string(UNROLL_GOLDEN_DIR "/") + name + ".json"));
    const auto [steps, batch, inputs] = shapeOf(file["x"]);
    std::string data;
    for (int n = 0; n < 60; ++n) data += static_cast<char>('a' + n % static_cast<int>(inputs));
    const auto hash = keepOwnData(data);
    REQUIRE(hash);
    const Run r = answered(modelOf("task=text&seqLen=4&data=" + hash.value() + "&" + keys, file["params"]), csvOf(file["x"]));
    CAPTURE(r.err);
    REQUIRE(r.code == 0);
    const auto ours = numbersOf(r, inputs);
    REQUIRE(ours.size() == steps * batch * inputs);
    for (std::size_t b = 0; b < batch; ++b)
      for (std::size_t t = 0; t < steps; ++t) {
        const auto y = [&, batch = batch, inputs = inputs](std::size_t o) { return file["expect"]["y"]["data"][(t * batch + b) * inputs + o].get<double>(); };
        double sum = 0;
        for (std::size_t o = 0; o < inputs; ++o) sum += std::exp(y(o));
        for (std::size_t o = 0; o < inputs; ++o) CHECK(agree(ours[(b * steps + t) * inputs + o], std::exp(y(o)) / sum));
      }
  }
  const std::pair<const char*, const char*> trained[] = {
      {"train-elman-momentum", "elman"}, {"train-elman-sgd", "elman"}, {"train-gru-rmsprop", "gru"}, {"train-lstm-adam-clip", "lstm"}};
  for (const auto& each : trained) {  // two inputs and an output, as adding: the loss before the first step
    const char *const name = each.first, *const cell = each.second;
    CAPTURE(name);
    const Json file = Json::parse(contents(std::string(UNROLL_GOLDEN_DIR "/") + name + ".json"));
    const auto [steps, batch, inputs] = shapeOf(file["x"]);
    const Run r = answered(modelOf("task=adding&hiddenSize=4&cell=" + std::string(cell), file["params"]), csvOf(file["x"]));
    CAPTURE(r.err);
    REQUIRE(r.code == 0);
    const auto ours = numbersOf(r, 1);
    REQUIRE(ours.size() == steps * batch);
    double loss = 0;
    for (std::size_t b = 0; b < batch; ++b)
      for (std::size_t t = 0; t < steps; ++t) {
        const double error = ours[b * steps + t] - file["target"]["data"][t * batch + b].get<double>();
        loss += error * error / static_cast<double>(steps * batch);
      }
    CHECK(agree(loss, file["expect"]["losses"][0].get<double>()));
  }
}

TEST_CASE("answers: each sequence by itself, with a header or without, whatever ends its lines") {
  const std::string model = modelOf("task=adding&hiddenSize=3&updates=5");
  const Run plain = answered(model, "0.5,1\n0.25,0\n\n0.125,1\n");
  CAPTURE(plain.err);
  REQUIRE(plain.code == 0);
  const auto rows = rowsOf(plain.out);
  REQUIRE(rows.size() == 4);
  CHECK(rows[0] == std::vector<std::string>{"sequence", "t", "y0"});
  CHECK(rows[1][0] + rows[1][1] + rows[2][0] + rows[2][1] + rows[3][0] + rows[3][1] == "000110");
  CHECK(plain.out == answered(model, "\xEF\xBB\xBFnumber,mark\r\n0.5,1\r\n0.25,0\r\n  \r\n\r\n0.125,1").out);
  CHECK(plain.out == answered(model, "number;mark\n\n0,5;1\n0,25;0\n\n\n0,125;1\n\n").out);
  // The first step of a sequence knows nothing of the sequence before.
  const Run turned = answered(model, "0.125,1\n\n0.5,1\n0.25,0\n");
  CHECK(rowsOf(turned.out)[1][2] == rows[3][2]);
  CHECK(rowsOf(turned.out)[3][2] == rows[2][2]);
}

TEST_CASE("answers: symbols by name, and own numbers in their own units") {
  const std::string letters = modelOf("task=letters&hiddenSize=3");
  const Run word = answered(letters, "b\na\n");
  CAPTURE(word.err);
  REQUIRE(word.code == 0);
  CHECK(word.out == answered(letters, "1,0,1,0,0,1\n0,1,0,0,1,1\n").out);
  CHECK(answered(letters, "b\nx\n").err.find("answers-test.csv: line 2, column 1: “x” is no symbol") != std::string::npos);

  std::string numbers;
  for (int n = 0; n < 60; ++n) numbers += std::to_string(100 + 5 * (n % 7)) + "\n";  // 100 … 130
  const auto hash = keepOwnData("rain\n" + numbers);
  REQUIRE(hash);
  const std::string model = modelOf("task=series&seqLen=6&updates=20&data=" + hash.value());
  const Run own = answered(model, "100\n115\n130\n");
  CAPTURE(own.err);
  REQUIRE(own.code == 0);
  CHECK(rowsOf(own.out)[0][2] == "rain");
  const auto loaded = Simulation::loadModel(model);
  REQUIRE(loaded);
  Table x;
  x.fill(3, 1, [](int t, int) { return static_cast<float>(t - 1); });
  const auto y = loaded.value()->answerTo(x);
  REQUIRE(y);
  const auto ours = numbersOf(own, 1);
  for (int t = 0; t < 3; ++t) CHECK(near(ours[static_cast<std::size_t>(t)], 115 + 15 * static_cast<double>(y.value().at(t, 0)), 1e-9));
}

TEST_CASE("answers: what can't be answered is one line with its place") {
  const std::string model = modelOf("task=adding&hiddenSize=3");
  const std::pair<const char*, const char*> table[] = {
      {"", "line 1, column 1: there is no time step in it"},
      {"number,mark\n", "line 1, column 12: there is no time step in it"},
      {"0.5,1\n0.5\n", "line 2, column 1: the net has 2 inputs, this line has 1 field"},
      {"0.5,1\n0.5,1,2\n", "line 2, column 1: the net has 2 inputs, this line has 3 fields"},
      {"0.5,1\n\n0.5,one\n", "line 3, column 5: “one” must be a number from -1000 to 1000"},
      {"0.5,1\n1001,1\n", "line 2, column 1: “1001” must be a number from -1000 to 1000"},
      {"0.5,1\nnan,1\n", "line 2, column 1: “nan” must be a number from -1000 to 1000"},
      {"0.5,1\n\"0.5,1\n", "line 2, column 1: a quotation mark that is never closed"},
  };
  for (const auto& each : table) {
    const char *const inputs = each.first, *const message = each.second;
    CAPTURE(inputs);
    const Run r = answered(model, inputs);
    CHECK(r.code == 2);
    CHECK(r.out.empty());
    CHECK(r.err == std::string("unroll: answers-test.csv: ") + message + "\n");
  }
  const Run untied = answered(modelOf("task=adding&hiddenSize=3&seqLen=4&tying=untied"), "0,1\n0,1\n0,1\n0,1\n\n0,1\n");
  CHECK(untied.err ==
        "unroll: answers-test.csv: sequence 1: tying=untied: each of the 4 time steps has weights of its own, and this "
        "sequence has 1\n");
  const Written file("answers-test.safetensors", model), inputs("answers-test.csv", "0,1\n");
  CHECK(run({"predict", "load=answers-test.safetensors", "answers-test.csv", "seqLen=5"}).err ==
        "unroll: seqLen=5: not beside a file of inputs, answers-test.csv\n");
  CHECK(run({"predict", "load=answers-test.safetensors", "answers-test.csv", "more.csv"}).code == 2);
  CHECK(run({"predict", "load=answers-test.safetensors", "/no/such/file"}).err == "unroll: /no/such/file: can't be read\n");
}
