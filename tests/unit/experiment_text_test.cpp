// Experiment ↔ text: what is written reads back to the same, and what can't be read says why.
#include <doctest/doctest.h>

#include <string>

#include "core/random.h"
#include "recurrent/experiment_text.h"
#include "recurrent/keys.h"
#include "recurrent/recurrent.h"

using namespace unroll;

namespace {

std::string problem(const std::string& text) {
  const auto parsed = parseExperiment(text);
  return parsed ? "accepted" : parsed.error().message;
}

// A valid value for a key, drawn at random.
std::string drawnValue(const KeyInfo& key, Random& random) {
  switch (key.type) {
    case KeyInfo::Type::choice: return key.choices[static_cast<std::size_t>(random.below(static_cast<int>(key.choices.size())))];
    case KeyInfo::Type::integer:
      if (key.name == "seed") return std::to_string((static_cast<std::uint64_t>(random.bits()) << 32) | random.bits());
      return std::to_string(static_cast<long>(key.minimum) + random.below(static_cast<int>(key.maximum - key.minimum) + 1));
    case KeyInfo::Type::number: {
      if (key.noneAllowed && random.below(2) == 0) return "none";
      Experiment e;
      const double value = key.minimum + (key.maximum - key.minimum) * (static_cast<double>(random.bits()) + 0.5) / 4294967296.0;
      if (key.name == "noise")
        e.noise = value;
      else
        return std::to_string(value) == "0.000000" ? "0.5" : std::to_string(value);
      return keyValue(e, "noise");
    }
    case KeyInfo::Type::text: break;  // they depend on the other keys
  }
  return "";
}

// Edits of weights that the experiment's network has, before and after it is untied.
std::string drawnEdits(const Experiment& e, Random& random) {
  const std::string copy = e.tying == "untied" ? "@0000" : "", row = std::to_string(random.below(e.hiddenSize));
  return "3:learningRate=0.01,3:rnn.weight_ih_l0" + copy + "[" + row + "][0]=-1.5,70:readout.bias" + copy +
         "[0]=1e-05,70:tying=untied,70:readout.bias@0000[0]=0.5";
}

}  // namespace

TEST_CASE("an experiment reads back to itself") {
  Random random(1);
  for (int n = 0; n < 500; ++n) {
    Experiment e = defaultExperiment();
    for (const KeyInfo& key : experimentKeys())
      if (key.type != KeyInfo::Type::text && (key.name == "task" || random.below(2) == 0))
        REQUIRE(setKey(e, key.name, drawnValue(key, random)));
    if (random.below(2) == 0) {
      e.hiddenSize = std::min(e.hiddenSize, 40);  // to say which weights there are the net is built
      REQUIRE(setKey(e, "edits", drawnEdits(e, random)));
    }
    if (!validate(e)) {
      for (const char* key : {"loss", "lossAt", "truncate", "truncateEvery", "gradient", "readout"})
        REQUIRE(setKey(e, key, keyValue(Experiment(), key)));
      e.seqLen = 500;
    }
    const std::string text = printExperiment(e);
    CAPTURE(text);
    const auto again = parseExperiment(text);
    REQUIRE(again);
    CHECK(again.value() == e);
    CHECK(printExperiment(again.value()) == text);
    const ParsedLink link = parseLink("#" + text);
    CHECK(link.dropped.empty());
    CHECK(link.experiment == e);
  }
}

TEST_CASE("the default experiment is short, and a task brings its own settings") {
  CHECK(printExperiment(defaultExperiment()) == "task=adding");
  const auto bare = parseExperiment("");
  REQUIRE(bare);
  CHECK(bare.value().hiddenSize == 32);
  const auto exclusive = parseExperiment("task=xor");
  REQUIRE(exclusive);
  CHECK(exclusive.value().seqLen == 30);
  CHECK(exclusive.value().hiddenSize == 8);
  // Whatever the order: the task first, then what was said of it.
  const auto ordered = parseExperiment("hiddenSize=5&task=xor");
  REQUIRE(ordered);
  CHECK(ordered.value().hiddenSize == 5);
  CHECK(printExperiment(ordered.value()) == "task=xor&hiddenSize=5");
  CHECK(parseExperiment("seed=18446744073709551615").value().seed == UINT64_MAX);
  CHECK(printExperiment(parseExperiment("learningRate=0.1").value()) == "task=adding&learningRate=0.1");
}

TEST_CASE("bad input is refused, with the key, the value and what is allowed") {
  const std::pair<const char*, const char*> table[] = {
      {"hiddenSize=0", "hiddenSize=0: must be 1…512"},
      {"hiddenSize=513", "hiddenSize=513: must be 1…512"},
      {"hiddenSize=", "hiddenSize=: must be 1…512"},
      {"hiddenSize", "hiddenSize=: must be 1…512"},
      {"hiddenSize=1.5", "hiddenSize=1.5: must be 1…512"},
      {"hiddenSize=8 ", "hiddenSize=8 : must be 1…512"},
      {"hiddenSize=0x8", "hiddenSize=0x8: must be 1…512"},
      {"hiddenSize=eight", "hiddenSize=eight: must be 1…512"},
      {"hiddenSize=99999999999999999999", "hiddenSize=99999999999999999999: must be 1…512"},
      {"hidden=8", "hidden=8: there is no such key"},
      {"=8", "=8: there is no such key"},
      {"learningRate=0", "learningRate=0: must be >0…10"},
      {"learningRate=nan", "learningRate=nan: must be >0…10"},
      {"learningRate=inf", "learningRate=inf: must be >0…10"},
      {"learningRate=-0.1", "learningRate=-0.1: must be >0…10"},
      {"learningRate=0,01", "learningRate=0,01: must be >0…10"},
      {"learningRate=1e999", "learningRate=1e999: must be >0…10"},
      {"momentum=1", "momentum=1: must be 0…<1"},
      {"stopAt=never", "stopAt=never: must be 0…1000000 or none"},
      {"tying=Tied", "tying=Tied: must be one of tied, untied"},
      {"seed=-1", "seed=-1: must be a whole number, 0…18446744073709551615"},
      {"seed=18446744073709551616", "seed=18446744073709551616: must be a whole number, 0…18446744073709551615"},
      {"updates=10000001", "updates=10000001: must be 0…10000000"},
      {"task=echo&delay=20", "seqLen=20: must be at least 21 for task=echo with delay=20"},
      {"seqLen=1", "seqLen=1: must be at least 2 for task=adding"},
      {"edits=5", "edits=5: must be update:target=value, as in 120:learningRate=0.01"},
      {"edits=5:learningRate=0", "edits=5:learningRate=0: learningRate=0: must be >0…10"},
      {"edits=5:hiddenSize=4", "edits=5:hiddenSize=4: hiddenSize can't change while a training runs"},
      {"edits=5:tying=tied", "edits=5:tying=tied: weights can only be untied while a training runs, not tied"},
      {"edits=5:momentum=.5,4:momentum=.6", "edits=4:momentum=.6: must come after update 5, edits are in order"},
      {"edits=5:foo[0]=1", "edits=5:foo[0]=1: foo: this network has no such weight"},
      {"task=xor&edits=5:rnn.weight_hh_l0[8][0]=1",
       "edits=5:rnn.weight_hh_l0[8][0]=1: rnn.weight_hh_l0 has 8 rows and 8 columns, counted from 0"},
      {"edits=5:readout.bias@0000[0]=1", "edits=5:readout.bias@0000[0]=1: readout.bias@0000: this network has no such weight"},
      {"seqLen=6&tying=untied&edits=5:readout.bias[0]=1",
       "edits=5:readout.bias[0]=1: readout.bias: this network has no such weight; untied, a weight's name ends in @0000 to @0005"},
      {"seqLen=6&edits=5:readout.bias[0]=1,5:tying=untied,9:readout.bias@0006[0]=1",
       "edits=9:readout.bias@0006[0]=1: readout.bias@0006: this network has no such weight; untied, a weight's name ends in @0000 to "
       "@0005"},
      {"edits=5:readout.bias[0]=x", "edits=5:readout.bias[0]=x: readout.bias[0]=x: must be a number from -1000000 to 1000000"},
  };
  for (const auto& [text, message] : table) CHECK(problem(text) == std::string(message));
  CHECK(problem("edits=5:readout.bias[-1]=1").find("edits=5:readout.bias[-1]=1: ") == 0);
  CHECK(problem("edits=5:rnn[1][2][3]=1").find("or a weight such as") != std::string::npos);
}

TEST_CASE("keys that don't go together are refused, and a link drops the one that is named") {
  const std::pair<const char*, const char*> table[] = {
      {"task=adding&loss=bce", "loss=bce: task=adding has targets other than 0 and 1: mse"},
      {"task=echo&loss=crossEntropy", "loss=crossEntropy: task=echo has numbers as targets: mse or bce"},
      {"truncateEvery=3", "truncateEvery=3: needs truncate, the steps that a gradient goes back"},
      {"truncate=2&truncateEvery=3", "truncateEvery=3: must be at most truncate=2, or some losses would reach no step"},
      {"truncate=2&bidirectional=true", "truncate=2: not with bidirectional=true, which needs the whole sequence"},
      {"gradient=rtrl&hiddenSize=17&layers=2",
       "gradient=rtrl: its cost grows with the fourth power of H; hiddenSize times layers must be at most 32"},
      {"gradient=rtrl&truncate=3&hiddenSize=4", "truncate=3: not with gradient=rtrl, which never goes back"},
  };
  for (const auto& [given, message] : table) {
    const std::string text = given;
    CAPTURE(text);
    const auto experiment = parseExperiment(text);
    REQUIRE_FALSE(experiment);
    CHECK(experiment.error().message == message);
    const ParsedLink link = parseLink(text + "&seed=7");
    REQUIRE(link.dropped.size() == 1);
    CHECK(link.dropped[0].message == message);
    CHECK(link.experiment.seed == 7);
    CHECK(validate(link.experiment));
  }
}

TEST_CASE("a link drops what it can't read, keeps the rest and says why") {
  const ParsedLink link = parseLink("#scene=training&task=xor&hiddenSize=0&lang=de&speed=9&learningRate=0.01");
  CHECK(link.experiment.hiddenSize == 8);
  CHECK(link.experiment.learningRate == 0.01);
  REQUIRE(link.dropped.size() == 2);
  CHECK(link.dropped[0].message == "hiddenSize=0: must be 1…512");
  CHECK(link.dropped[1].message == "speed=9: there is no such key");
  // Only the edit that can't be done is dropped.
  const ParsedLink edited = parseLink("task=xor&seqLen=9&edits=5:rnn.weight_hh_l0[8][0]=1,6:learningRate=0.1,7:readout.bias[0]=1");
  REQUIRE(edited.dropped.size() == 1);
  CHECK(edited.dropped[0].message == "edits=5:rnn.weight_hh_l0[8][0]=1: rnn.weight_hh_l0 has 8 rows and 8 columns, counted from 0");
  CHECK(printExperiment(edited.experiment) == "task=xor&seqLen=9&edits=6:learningRate=0.1,7:readout.bias[0]=1");
  // Together they would not fit: the length goes back to the task's own.
  const ParsedLink short_ = parseLink("task=echo&delay=50&seqLen=10");
  REQUIRE(short_.dropped.size() == 1);
  CHECK(validate(short_.experiment));
}

TEST_CASE("a link with words for the page can be pasted into a command line") {
  const auto parsed = parseExperiment("scene=training&task=xor&lang=de&theme=dark&embed=true&hide=a,b&animate=false");
  REQUIRE(parsed);
  CHECK(printExperiment(parsed.value()) == "task=xor");
}

TEST_CASE("a name that a registry doesn't hold: the message names all that it holds") {
  const std::pair<std::string, std::vector<Choice>> registries[] = {{"task", listTasks()},
                                                                    {"cell", listCells()},
                                                                    {"activation", listActivations()},
                                                                    {"optimizer", listOptimizers()},
                                                                    {"init", listInits()}};
  for (const auto& [key, choices] : registries) {
    std::string names;
    for (const Choice& choice : choices) {
      names += (names.empty() ? "" : ", ") + choice.name;
      CHECK(problem(key + "=" + choice.name) == "accepted");
    }
    CHECK(problem(key + "=nothing") == key + "=nothing: must be one of " + names);
  }
}

TEST_CASE("browsers may write brackets and commas in percent form") {
  const auto parsed = parseExperiment("edits=5%3Arnn.weight_hh_l0%5B1%5D%5B2%5D%3D0.5%2C9:learningRate=0.1");
  REQUIRE(parsed);
  REQUIRE(parsed.value().edits.size() == 2);
  CHECK(parsed.value().edits[0].target == "rnn.weight_hh_l0[1][2]");
  CHECK(parsed.value().edits[0].value == "0.5");
  CHECK(parsed.value().edits[1].update == 9);
  // Half an escape is taken as it stands.
  CHECK(problem("tying=%") == "tying=%: must be one of tied, untied");
  CHECK(problem("tying=%4") == "tying=%4: must be one of tied, untied");
}
