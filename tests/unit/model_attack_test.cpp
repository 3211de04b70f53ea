// Model files that nobody should have written: whatever a file holds, it is refused in words, or it trains.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <ctime>
#include <limits>
#include <string>
#include <vector>

#include "core/random.h"
#include "io/safetensors.h"
#include "recurrent/experiment_text.h"
#include "recurrent/keys.h"
#include "recurrent/recurrent.h"
#include "training/curve.h"

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

TensorFile fileOf(const std::string& text, bool withTwin = false) {
  const auto file = readSafetensors(simulate(text, withTwin)->saveModel());
  REQUIRE(file);
  return file.value();
}

std::string message(const TensorFile& file, bool withTwin = false) {
  const auto loaded = Simulation::loadModel(writeSafetensors(file), withTwin);
  return loaded ? std::string("accepted") : loaded.error().message;
}

std::string doesntFit(const std::string& what) {
  return "the model file is damaged: " + what + " is missing or doesn't fit the experiment";
}

// Of the processor, so that a busy machine doesn't matter.
double millisecondsOf(const auto& work) {
  const std::clock_t start = std::clock();
  work();
  return 1e3 * static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

std::string withLength(const std::string& header) {
  const std::uint64_t length = header.size();
  std::string bytes(8, '\0');
  std::memcpy(bytes.data(), &length, 8);
  return bytes + header;
}

}  // namespace

TEST_CASE("what is saved loads back, with infinite memories of the optimiser too") {
  // The squares of Adam's gradient are too large for a float, the weights are not.
  const auto first = simulate("activation=identity&init=he&initScale=5&hiddenSize=5&seqLen=17&batchSize=2&updates=1");
  const std::string bytes = first->saveModel();
  const auto file = readSafetensors(bytes);
  REQUIRE(file);
  const auto& squares = std::get<std::vector<float>>(file.value().tensors.at("optimizer.second.rnn.weight_ih_l0").numbers);
  CHECK(std::isinf(squares[0]));
  const auto loaded = Simulation::loadModel(bytes);
  REQUIRE(loaded);
  CHECK(loaded.value()->saveModel() == bytes);
  for (Simulation* each : {first.get(), loaded.value().get()}) {
    each->setGoal(3);
    each->finish();
  }
  CHECK(loaded.value()->weightsHash() == first->weightsHash());
}

TEST_CASE("a file's parts must belong together") {
  const std::string text = "hiddenSize=3&seqLen=4&batchSize=2&updates=3";
  const std::string edited = text + "&edits=1:learningRate=0.01,9:rnn.weight_hh_l0[2][2]=1";
  TensorFile file = fileOf(edited);
  REQUIRE(message(file) == "accepted");
  const TensorFile good = file;
  // An edit yet to come of a weight that the net, as it is now, doesn't have.
  file.metadata["experiment"] = printExperiment(parseExperiment(edited + "&layers=2").value());
  CHECK(message(file) == doesntFit("current"));
  file = good;
  file.metadata["experiment"] += ",9:rnn.weight_hh_l0[3][0]=1";
  CHECK(message(file).find("has 3 rows and 3 columns") != std::string::npos);
  file = good;
  file.metadata["nextEdit"] = "0000000000000002";
  CHECK(message(file) == doesntFit("nextEdit"));
  file.metadata["nextEdit"] = "0000000000000000";
  CHECK(message(file) == doesntFit("nextEdit"));
  file = good;
  file.metadata["current"] = "scene=sequence&task=adding&" + text;  // without what the edit changed
  CHECK(message(file) == doesntFit("current"));
  file = good;
  file.metadata["tying"] = "untied";
  CHECK(message(file) == doesntFit("tying"));
  file = good;
  file.metadata["update"] = "0000000000000004";
  CHECK(message(file) == doesntFit("update"));
  const std::pair<std::string, std::string> numbers[] = {{"patience.count", "7fffffffffffffff"},
                                                         {"patience.count", "8000000000000000"},
                                                         {"plateau.count", "ffffffffffffffff"},
                                                         {"patience.best", "7ff8000000000000"},
                                                         {"plateau.sum", "fff8000000000000"},
                                                         {"beta1Power", "7ff0000000000000"},
                                                         {"beta2Power", "bff0000000000000"},
                                                         {"ridge.rows", "fff0000000000000"},
                                                         {"drops", "0000000000989681"},
                                                         {"loss", "7ff0000000000000"},
                                                         {"gradientNorm", "000000007fc00000"},
                                                         {"gradientNorm", "0000000100000000"},
                                                         {"random.spare", "000000007f800000"},
                                                         {"random.hasSpare", "maybe"},
                                                         {"random.increment", "0000000000000002"},
                                                         {"metricUpdate", "0000000000000004"},
                                                         {"curve.loss.stride", "0000000000000000"},
                                                         {"curve.loss.stride", "0000000000000003"},
                                                         {"probe", "12"},
                                                         {"probe", "000000000000000G"}};
  for (const auto& [key, value] : numbers) {
    const std::string pair = key + "=" + value;
    CAPTURE(pair);
    file = good;
    REQUIRE(file.metadata.count(key) == 1);
    file.metadata[key] = value;
    CHECK(message(file) == doesntFit(key));
    file.metadata.erase(key);
    if (key != "curve.loss.stride") CHECK(message(file) == doesntFit(key));
  }
  file = good;
  std::get<std::vector<float>>(file.tensors.at("gradientNorms").numbers).pop_back();
  file.tensors.at("gradientNorms").shape = {3};
  CHECK(message(file) == doesntFit("gradientNorms"));
  file = good;
  std::get<std::vector<std::int64_t>>(file.tensors.at("curve.loss.updates").numbers).back() = 4;
  CHECK(message(file) == doesntFit("curve.loss"));
  file = good;
  std::get<std::vector<float>>(file.tensors.at("optimizer.first.readout.bias").numbers)[0] = NAN;
  CHECK(message(file) == doesntFit("optimizer.first.readout.bias"));
}

TEST_CASE("the tied net beside an untied one never has more than an update to catch up with") {
  const std::string text = "hiddenSize=3&seqLen=4&batchSize=2&tying=untied&updates=3";
  TensorFile file = fileOf(text, true);
  REQUIRE(file.metadata.count("companion.update") == 1);
  file.metadata["companion.update"] = "0000000000000004";
  CHECK(message(file, true) == doesntFit("companion.update"));
  file = fileOf(text, true);
  file.metadata["companion.tying"] = "untied";
  CHECK(message(file, true) == doesntFit("companion.tying"));
  // Ten million updates behind, as if it had diverged at the fourth.
  file = fileOf(text, true);
  file.metadata["experiment"] = printExperiment(parseExperiment(text + "&updates=9999990").value());
  file.metadata["update"] = "0000000000989676";
  const auto far = Simulation::loadModel(writeSafetensors(file), true);
  REQUIRE(far);
  const double spent = millisecondsOf([&] {
    Snapshot s;
    far.value()->fill(s, {.curves = true, .parameters = true, .twins = true});
    far.value()->setGoal(9999992);
    far.value()->finish();
    far.value()->restore(far.value()->checkpoint());
    REQUIRE(far.value()->apply(SetSetting{"learningRate", "0.5"}));
    far.value()->finish();
  });
  CHECK(spent < 1000);
  CHECK(far.value()->update() == 9999992);
  // Saved where no twin was trained along: nothing to compare with, and nothing is made up.
  const auto alone = Simulation::loadModel(simulate(text)->saveModel(), true);
  REQUIRE(alone);
  Snapshot s;
  alone.value()->fill(s, {.curves = true, .parameters = true, .twins = true});
  CHECK(s.twins.version == s.version);
  CHECK(s.twins.rnn.empty());
  CHECK(s.tiedParameters.empty());
  alone.value()->restore(alone.value()->checkpoint());
  alone.value()->setGoal(5);
  alone.value()->finish();
  alone.value()->fill(s, {.curves = true, .parameters = true, .twins = true});
  CHECK(s.twins.rnn.empty());
}

TEST_CASE("headers that would take the memory away are refused at once") {
  std::string large = "{";
  large.reserve(32u << 20);
  while (large.size() < 31u << 20)
    large += "\"n" + std::to_string(large.size()) + "\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,0]},";
  large.back() = '}';
  std::string deep = "{\"a\":", numbers = "{\"a\":{\"dtype\":\"F32\",\"shape\":[1", names = "{", texts = "{\"__metadata__\":{\"a\":\"b\"";
  deep += std::string(6u << 20, '[');
  while (numbers.size() < 6u << 20) numbers += ",1";
  numbers += "],\"data_offsets\":[0,4]}}";
  for (int i = 0; i < 3000; ++i)  // each claims all of the same megabyte
    names += "\"n" + std::to_string(i) + "\":{\"dtype\":\"F32\",\"shape\":[262144],\"data_offsets\":[0,1048576]},";
  names.back() = '}';
  for (int i = 0; texts.size() < 6u << 20; ++i) texts += ",\"" + std::to_string(i) + "\":\"\"";
  texts += "}}";
  const std::pair<std::string, std::string> table[] = {
      {withLength(large), "the model file has a header of 31 MB; at most 24 MB are read"},
      {withLength(deep), "the model file is damaged: its header is no list of tensors"},
      {withLength(numbers) + "1234", "the model file is damaged: a has no type, shape or place"},
      {withLength(names) + std::string(1 << 20, '\0'), "the model file is damaged: its tensors don't lie one behind the other"},
      {withLength(texts), "the model file is damaged: __metadata__ isn't a list of texts"},
  };
  for (const auto& entry : table) {
    std::string said;
    const double spent = millisecondsOf([&] {
      const auto read = readSafetensors(entry.first);
      said = read ? "accepted" : read.error().message;
    });
    CHECK(said == entry.second);
    CHECK(spent < 1000);
  }
}

TEST_CASE("a name in a message is cut short and has no bytes that aren't text") {
  const std::string name = "\xff\xfe\x01" + std::string(5000, 'n');
  const auto read = readSafetensors(withLength("{\"" + std::string(5000, 'n') + "\":7}"));
  REQUIRE_FALSE(read);
  CHECK(read.error().message.size() < 200);
  const auto type = readSafetensors(withLength("{\"a\":{\"dtype\":\"\\u0001\\u00e9\",\"shape\":[],\"data_offsets\":[0,0]}}"));
  REQUIRE_FALSE(type);
  CHECK(type.error().message == "a has numbers of type ???: only F32, F64 and I64 are read");
}

TEST_CASE("a curve keeps to its size, whatever the distance of its points, and goes on where it was read") {
  for (const std::int64_t distance : {1, 3, 100, 400, 1024}) {
    CAPTURE(distance);
    Curve whole, read;
    for (std::int64_t i = 1; i <= 9000; ++i) {
      whole.add(i * distance, 1);
      if (i == 4711) {
        read.restore(whole.points(), whole.stride());
      } else if (i > 4711) {
        read.add(i * distance, 1);
      }
      REQUIRE(whole.points().size() <= Curve::capacity);
    }
    CHECK(whole.points().size() >= Curve::capacity / 2);
    CHECK(read.points().size() == whole.points().size());
    CHECK(read.points().back().update == whole.points().back().update);
    CHECK(read.stride() == whole.stride());
  }
}

// Flips, cuts, swaps and impossible values at many places of small files.
TEST_CASE("a file changed anywhere is refused in words, or it trains and can be saved again") {
  Random random(11);
  const auto below = [&](std::size_t bound) { return static_cast<std::size_t>(random.below(static_cast<int>(bound))); };
  const std::string size = "hiddenSize=2&seqLen=3&batchSize=2&updates=3&";
  const std::string texts[] = {
      size + "edits=1:learningRate=0.01,2:readout.bias[0]=1,5:clipNorm=1",
      size + "cell=lstm&tying=untied&edits=3:momentum=0.5",
      size + "edits=2:tying=untied,4:readout.bias@0001[0]=2&initialState=learned",
      size + "cell=reservoir&readout=ridge&task=sine&seqLen=6&weightDecay=0.01",
      size + "schedule=plateau&scheduleEvery=2&patience=5&optimizer=momentum",
      size + "gradient=rtrl&cell=gru&stopAt=0.001",
  };
  const char* const words[] = {"0000000000000000",
                               "0000000000000001",
                               "0000000000000003",
                               "7fffffffffffffff",
                               "8000000000000000",
                               "ffffffffffffffff",
                               "7ff0000000000000",
                               "fff8000000000000",
                               "0000000000989680",
                               "3ff0000000000000",
                               "000000007f800000",
                               "",
                               "tied",
                               "untied",
                               "true"};
  const float numbers[] = {NAN, INFINITY, -INFINITY, 3e38f, -3e38f, 0, -1, 1e-45f};
  int accepted = 0, refused = 0;
  for (const std::string& text : texts) {
    const TensorFile original = fileOf(text, true);
    for (int n = 0; n < 500; ++n) {
      TensorFile file = original;
      std::string bytes;
      const auto key = [&] { return std::next(file.metadata.begin(), static_cast<std::ptrdiff_t>(below(file.metadata.size()))); };
      const auto tensor = [&] { return std::next(file.tensors.begin(), static_cast<std::ptrdiff_t>(below(file.tensors.size()))); };
      std::string what;
      for (int changes = 1 + random.below(2); changes > 0; --changes) {
        const auto at = key();
        const auto one = tensor(), other = tensor();
        switch (random.below(8)) {
          case 0: at->second = words[below(std::size(words))]; break;
          case 1: at->second = key()->second; break;
          case 2:
            what += at->first;
            file.metadata.erase(at);
            break;
          case 3: {
            const KeyInfo& setting = experimentKeys()[below(experimentKeys().size())];
            std::string value =
                setting.type == KeyInfo::Type::choice ? setting.choices[below(setting.choices.size())] : std::to_string(below(5));
            if (setting.type == KeyInfo::Type::text) value = "3:readout.bias[0]=1,7:tying=untied,8:readout.bias@0000[0]=2";
            const int which = random.below(3);
            for (const char* each : {"experiment", "current"})
              if (which == 2 || (which == 0) == (each[0] == 'e')) file.metadata[each] += "&" + std::string(setting.name) + "=" + value;
            break;
          }
          case 4:
            if (auto* values = std::get_if<std::vector<float>>(&one->second.numbers); values && !values->empty())
              (*values)[below(values->size())] = numbers[below(std::size(numbers))];
            if (auto* values = std::get_if<std::vector<double>>(&one->second.numbers); values && !values->empty())
              (*values)[below(values->size())] = static_cast<double>(numbers[below(std::size(numbers))]);
            if (auto* values = std::get_if<std::vector<std::int64_t>>(&one->second.numbers); values && !values->empty())
              (*values)[below(values->size())] = random.below(2) == 0 ? std::numeric_limits<std::int64_t>::max() : random.below(9) - 4;
            break;
          case 5: std::swap(one->second, other->second); break;
          case 6:
            if (random.below(2) == 0)
              one->second = {{2}, std::vector<float>{1, 2}};
            else
              file.tensors.erase(one);
            break;
          case 7: std::reverse(one->second.shape.begin(), one->second.shape.end()); break;
        }
      }
      bytes = writeSafetensors(file);
      if (random.below(3) == 0) {
        const std::size_t a = below(bytes.size()), b = below(bytes.size());
        switch (random.below(4)) {
          case 0: bytes[a] = static_cast<char>(bytes[a] ^ (1 << random.below(8))); break;
          case 1: std::swap(bytes[a], bytes[b]); break;
          case 2: bytes.erase(a, 1 + below(16)); break;
          case 3: bytes.insert(a, bytes.substr(b, 1 + below(16))); break;
        }
      }
      auto loaded = Simulation::loadModel(bytes, random.below(2) == 0);
      ++(loaded ? accepted : refused);
      if (!loaded) {
        REQUIRE(!loaded.error().message.empty());
        continue;
      }
      Simulation& simulation = *loaded.value();
      Snapshot snapshot;
      simulation.fill(snapshot, {.curves = true, .parameters = true, .twins = true});
      simulation.setGoal(simulation.update() + 2);
      simulation.finish();
      simulation.fill(snapshot, {.curves = true, .parameters = true, .twins = true});
      simulation.restore(simulation.checkpoint());
      const auto again = Simulation::loadModel(simulation.saveModel(), true);
      if (!again) MESSAGE(again.error().message);
      REQUIRE(again);
      CHECK(again.value()->weightsHash() == simulation.weightsHash());
    }
  }
  CHECK(accepted > 100);
  CHECK(refused > 300);
}

// 174,000 tensors: the largest header that an experiment can write. `./lab test long` runs it.
TEST_CASE("the model file with the largest header comes back to the same bits" * doctest::test_suite("long") * doctest::skip()) {
  std::string edits = "&edits=";
  for (int i = 0; i < 10000; ++i)
    edits += (i > 0 ? "," : "") + std::to_string(1000000 + i) +
             ":rnn.weight_hh_l3_reverse@0999[1][0]=-1.23456789012345678901234567890123456e-05";
  const auto simulation = simulate(
      "hiddenSize=8&layers=4&cell=lstm&peepholes=true&bidirectional=true&initialState=learned&tying=untied&seqLen=1000&batchSize=1&task="
      "sine"
      "&updates=1" +
          edits,
      true);
  const std::string bytes = simulation->saveModel();
  std::uint64_t header = 0;
  std::memcpy(&header, bytes.data(), 8);
  MESSAGE("header of " << static_cast<double>(header) / 1e6 << " MB in a file of " << static_cast<double>(bytes.size()) / 1e6 << " MB");
  CHECK(header > 16e6);
  CHECK(header < 0.95 * static_cast<double>(largestHeader));
  const auto loaded = Simulation::loadModel(bytes, true);
  REQUIRE(loaded);
  CHECK(loaded.value()->weightsHash() == simulation->weightsHash());
  CHECK(loaded.value()->saveModel() == bytes);
}
