// Model files: everything comes back to the bit, and whatever else a file holds is an error.
#include <doctest/doctest.h>

#include <cmath>
#include <string>

#include "cells/cell.h"
#include "io/safetensors.h"
#include "recurrent/experiment_text.h"
#include "recurrent/recurrent.h"

using namespace unroll;

namespace {

std::unique_ptr<Simulation> simulate(const std::string& text, bool withTwin = false) {
  const auto experiment = parseExperiment(text);
  REQUIRE(experiment);
  auto created = Simulation::create(experiment.value(), withTwin);
  REQUIRE(created);
  created.value()->finish();
  return std::move(created).value();
}

void trainTo(Simulation& simulation, std::int64_t update) {
  simulation.setGoal(update);
  simulation.finish();
}

}  // namespace

TEST_CASE("training goes on from a model file to the same bits as if it had never stopped") {
  std::vector<std::string> texts{"task=sine&noise=0.3",
                                 "task=xor&tying=untied&optimizer=momentum",
                                 "task=echo&loss=bce&optimizer=rmsprop",
                                 "cell=lstm&layers=2&bidirectional=true&peepholes=true&initialState=learned&optimizer=adamw",
                                 "cell=reservoir&readout=ridge&task=sine",
                                 "gradient=rtrl&cell=gru&batchSize=2",
                                 "schedule=plateau&scheduleEvery=5&patience=7&learningRate=0.1",
                                 "edits=7:learningRate=0.01,11:rnn.weight_hh_l0[1][2]=0.5,18:clipNorm=1,25:readout.bias[0]=2"};
  for (const CellEntry* cell : allCells()) texts.push_back("cell=" + std::string(cell->name));
  for (const std::string& given : texts) {
    const std::string text = given + "&hiddenSize=5&seqLen=9";
    CAPTURE(text);
    auto whole = simulate(text + "&updates=40");
    auto first = simulate(text + "&updates=17");
    auto loaded = Simulation::loadModel(first->saveModel());
    if (!loaded) MESSAGE(loaded.error().message);
    REQUIRE(loaded);
    Simulation& second = *loaded.value();
    CHECK(second.update() == first->update());
    CHECK(second.weightsHash() == first->weightsHash());
    Snapshot a, b;
    first->fill(a);
    second.fill(b);
    CHECK(a.experiment == b.experiment);
    CHECK(a.current == b.current);
    CHECK(a.loss == b.loss);
    CHECK(a.metric == b.metric);
    CHECK(a.probe.h.values == b.probe.h.values);
    CHECK(a.lossCurve.size() == b.lossCurve.size());
    CHECK(a.gradientNorms == b.gradientNorms);
    trainTo(second, 40);
    CHECK(second.update() == whole->update());
    CHECK(second.weightsHash() == whole->weightsHash());
    second.fill(b);
    whole->fill(a);
    CHECK(printExperiment(a.experiment) == printExperiment(b.experiment));
  }
}

TEST_CASE("weights lie in the file under PyTorch's names and shapes") {
  auto simulation = simulate("cell=lstm&hiddenSize=3&layers=2&updates=3");
  const auto file = readSafetensors(simulation->saveModel());
  REQUIRE(file);
  const auto& tensors = file.value().tensors;
  CHECK(tensors.at("rnn.weight_ih_l0").shape == std::vector<std::int64_t>{12, 2});
  CHECK(tensors.at("rnn.weight_hh_l1").shape == std::vector<std::int64_t>{12, 3});
  CHECK(tensors.at("rnn.bias_ih_l1").shape == std::vector<std::int64_t>{12});
  CHECK(tensors.at("readout.weight").shape == std::vector<std::int64_t>{1, 3});
  Snapshot s;
  simulation->fill(s);
  for (const ParameterTable& p : s.parameters) CHECK(std::get<std::vector<float>>(tensors.at(p.name).numbers) == p.values.values);
}

TEST_CASE("the tied net that is trained along comes back too") {
  auto whole = simulate("hiddenSize=4&seqLen=6&updates=12&edits=3:tying=untied", true);
  auto first = simulate("hiddenSize=4&seqLen=6&updates=8&edits=3:tying=untied", true);
  auto loaded = Simulation::loadModel(first->saveModel(), true);
  REQUIRE(loaded);
  trainTo(*loaded.value(), 12);
  Snapshot a, b;
  whole->fill(a, {.curves = false, .parameters = true, .twins = true});
  loaded.value()->fill(b, {.curves = false, .parameters = true, .twins = true});
  CHECK(a.twins.weightDistance == b.twins.weightDistance);
  CHECK(a.twins.weightDistance.back() > 0);
}

TEST_CASE("damaged, cut off and foreign files are errors, never crashes") {
  auto simulation = simulate("hiddenSize=2&seqLen=4&batchSize=2&updates=2");
  const std::string bytes = simulation->saveModel();
  REQUIRE(Simulation::loadModel(bytes));
  for (std::size_t length = 0; length < bytes.size(); length += length < 64 ? 1 : 37) {
    const auto loaded = Simulation::loadModel(std::string_view(bytes).substr(0, length));
    REQUIRE_FALSE(loaded);
    CHECK(!loaded.error().message.empty());
  }
  CHECK_FALSE(Simulation::loadModel(bytes + "x"));
  int refused = 0, accepted = 0;  // a changed digit may still be a model
  for (std::size_t i = 0; i < bytes.size(); i += 5) {
    std::string changed = bytes;
    changed[i] = static_cast<char>(changed[i] ^ 0x15);
    ++(Simulation::loadModel(changed) ? accepted : refused);
  }
  CHECK(refused > accepted);

  const auto message = [](const std::string& file) {
    const auto loaded = Simulation::loadModel(file);
    return loaded ? std::string("accepted") : loaded.error().message;
  };
  CHECK(message("\x89PNG\r\n\x1a\n and so on") == "this is not a model file (safetensors)");
  CHECK(message("") == "this is not a model file (safetensors)");
  CHECK(message(writeSafetensors({{{"weight", {{1}, std::vector<float>{1}}}}, {}})) ==
        "this model file wasn't written by Unroll: it doesn't say which experiment it belongs to");
  TensorFile file = readSafetensors(bytes).value();
  std::get<std::vector<float>>(file.tensors["rnn.bias_ih_l0"].numbers)[1] = NAN;
  CHECK(message(writeSafetensors(file)) == "the model file is damaged: rnn.bias_ih_l0 is missing or doesn't fit the experiment");
  file = readSafetensors(bytes).value();
  file.tensors.erase("optimizer.second.readout.weight");
  CHECK(message(writeSafetensors(file)).find("optimizer.second.readout.weight is missing") != std::string::npos);
  file = readSafetensors(bytes).value();
  file.metadata["experiment"] = file.metadata["current"] = "hiddenSize=512&seqLen=1000&batchSize=256&cell=lstm";
  CHECK(message(writeSafetensors(file)).find("too large") != std::string::npos);
}

TEST_CASE("safetensors: what is written is read, and hostile headers are refused") {
  TensorFile file;
  file.metadata = {{"a", "ü \"quoted\""}, {"b", ""}};
  file.tensors["f"] = {{2, 2}, std::vector<float>{1, -0.0f, INFINITY, NAN}};
  file.tensors["d"] = {{}, std::vector<double>{0.1}};
  file.tensors["i"] = {{3}, std::vector<std::int64_t>{-1, 0, INT64_MAX}};
  file.tensors["none"] = {{0, 5}, std::vector<float>{}};
  const std::string bytes = writeSafetensors(file);
  const auto again = readSafetensors(bytes);
  REQUIRE(again);
  CHECK(writeSafetensors(again.value()) == bytes);
  CHECK(again.value().metadata == file.metadata);
  const auto withHeader = [](const std::string& header, const std::string& numbers) {
    std::string text(8, '\0');
    text[0] = static_cast<char>(header.size() & 255);
    text[1] = static_cast<char>(header.size() >> 8);
    return text + header + numbers;
  };
  const std::string four(4, '\0');
  CHECK(readSafetensors(withHeader(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})", four)));
  for (const char* header :
       {R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}})", R"({"a":{"dtype":"F16","shape":[2],"data_offsets":[0,4]}})",
        R"({"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}})", R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,8]}})",
        R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}})",
        R"({"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,4]}})",
        R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})",
        R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[0],"data_offsets":[4,4]}})",
        R"({"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}})", R"({"a":5})", R"({"__metadata__":{"a":5}})", R"({"a":{}})", "{}",
        "{", "{]"})
    CHECK_FALSE(readSafetensors(withHeader(header, four)));
  const auto deep = readSafetensors(withHeader(R"({"__metadata__":)" + std::string(10000, '[') + std::string(10000, ']') + "}", ""));
  REQUIRE_FALSE(deep);
  CHECK(deep.error().message == "the model file is damaged: its header is no list of tensors");
}
