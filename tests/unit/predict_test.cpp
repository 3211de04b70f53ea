// `unroll predict`: a saved model on fresh sequences of any length.
#include <cmath>
#include <cstdio>

#include "cells/cell.h"
#include "unit/run_cli.h"

using namespace unroll;

namespace {

// Trained, saved, and gone when the test is.
class Saved {
 public:
  explicit Saved(std::vector<std::string> keys, const std::string& path = "predict-test.safetensors") : path_(path) {
    keys.insert(keys.begin(), "train");
    keys.push_back("save=" + path);
    const Run r = run(keys);
    REQUIRE(r.code == 0);
    last_ = r.lines().back();
  }
  ~Saved() { std::remove(path_.c_str()); }
  Saved(const Saved&) = delete;
  Saved& operator=(const Saved&) = delete;

  const nlohmann::json& last() const { return last_; }
  Run predict(std::vector<std::string> keys) const {
    keys.insert(keys.begin(), {"predict", "load=" + path_});
    return run(keys);
  }
  nlohmann::json line(const std::vector<std::string>& keys) const {
    const Run r = predict(keys);
    CAPTURE(r.err);
    REQUIRE(r.code == 0);
    REQUIRE(r.lines().size() == 1);
    return r.lines()[0];
  }

 private:
  std::string path_;
  nlohmann::json last_;
};

}  // namespace

TEST_CASE("predict: at the length of training the metric is the one that training printed, at others there is one") {
  for (const CellEntry* cell : allCells())
    for (const char* task : {"xor", "adding", "counting", "reber", "copy"}) {
      if (cell->name != "lstm" && task != std::string("xor") && task != std::string("reber")) continue;
      CAPTURE(std::string(cell->name));
      CAPTURE(task);
      const Saved saved({"task=" + std::string(task), "cell=" + std::string(cell->name), "hiddenSize=6", "seqLen=22", "updates=40"});
      const auto there = saved.line({});
      CHECK(there["seqLen"] == 22);
      CHECK(there["sequences"] == 1000);
      CHECK(there["metric"] == saved.last()["metric"]);
      CHECK(there["experiment"].get<std::string>().find("updates=40") != std::string::npos);
      CHECK(there == saved.line({"seqLen=22", "seed=1", "sequences=1000"}));
      for (const char* length : {"seqLen=21", "seqLen=23", "seqLen=90"}) {
        const auto other = saved.line({length});
        CHECK(std::isfinite(other["metric"].get<double>()));
        CHECK(std::isfinite(other["loss"].get<double>()));
        if (std::string(length) == "seqLen=90") CHECK(other["loss"] != there["loss"]);
      }
    }
}

TEST_CASE("predict: the loss is the mean over all rows that count, whatever the number of sequences") {
  // Of an untrained net with the answer 0 for each of nine classes: ln 9.
  const Saved copy({"task=copy", "hiddenSize=4", "init=zero"});
  for (const char* count : {"sequences=1", "sequences=7", "sequences=25", "sequences=60"})
    CHECK(near(copy.line({count, "seqLen=30"})["loss"].get<double>(), std::log(9), 1e-6));
  // Where the metric is the loss, both are one, of any number of sequences.
  const Saved sine({"task=sine", "hiddenSize=5", "updates=20"});
  for (const char* count : {"sequences=1", "sequences=26", "sequences=1000"}) {
    const auto line = sine.line({count, "seqLen=33"});
    CHECK(near(line["loss"].get<double>(), line["metric"].get<double>(), 1e-6));
  }
  CHECK(sine.line({"sequences=30"})["metric"] != sine.line({"sequences=31"})["metric"]);
  CHECK(sine.line({"seed=5"})["metric"] != sine.line({"seed=6"})["metric"]);
  // Sequences of different lengths: more of them are the first ones and others, so the mean of three lies between those of one.
  const Saved counting({"task=counting", "hiddenSize=5", "updates=3", "loss=mse"});
  CHECK(std::isfinite(counting.line({"sequences=3"})["loss"].get<double>()));
}

TEST_CASE("predict: a counter that learned counts on beyond its lengths, one that didn't does not") {
  const Saved learned({"task=counting", "seqLen=13", "updates=3000", "stopAt=0.99"});
  REQUIRE(learned.last()["learned"] == true);
  CHECK(learned.line({"seqLen=13"})["metric"].get<double>() >= 0.99);
  const double further = learned.line({"seqLen=17"})["metric"].get<double>(), far = learned.line({"seqLen=301"})["metric"].get<double>();
  CHECK(further > far);
  const Saved untrained({"task=counting", "seqLen=13"});
  CHECK(untrained.line({})["metric"].get<double>() == 0);
}

TEST_CASE("predict: settings changed by hand hold, and a model that diverged has no numbers") {
  const Saved wide({"task=adding", "hiddenSize=5", "updates=30", "lossAt=last", "edits=10:learningRate=0.1"});
  CHECK(wide.line({})["metric"] == wide.last()["metric"]);
  const Saved gone({"activation=relu", "optimizer=sgd", "learningRate=10", "updates=100"});
  REQUIRE(gone.last()["diverged"] == true);
  const Run r = gone.predict({});
  CHECK(r.code == 0);
  CHECK(r.out.find("nan") == std::string::npos);
  CHECK(r.out.find("inf") == std::string::npos);
}

TEST_CASE("predict says what it can't use") {
  const Saved saved({"task=reber", "hiddenSize=3"});
  const std::pair<std::vector<std::string>, std::string> table[] = {
      {{"seqLen=0"}, "unroll: seqLen=0: must be 1…1000\n"},
      {{"seqLen=1001"}, "unroll: seqLen=1001: must be 1…1000\n"},
      {{"seqLen=long"}, "unroll: seqLen=long: must be 1…1000\n"},
      {{"seqLen=3"}, "unroll: predict-test.safetensors: seqLen=3: must be at least 4 for task=reber\n"},
      {{"sequences=0"}, "unroll: sequences=0: must be 1…1000000\n"},
      {{"seed=-1"}, "unroll: seed=-1: must be a whole number, 0…18446744073709551615\n"},
      {{"hiddenSize=3"}, "unroll: hiddenSize=3: predict takes load=FILE, seqLen, sequences, seed, goOn, temperature and data=FILE, or a file of inputs\n"},
      {{"seqLen=20", "seqLen=30"}, "unroll: seqLen=30: the key is given twice\n"},
  };
  for (const auto& [keys, message] : table) {
    const Run r = saved.predict(keys);
    CHECK(r.code == 2);
    CHECK(r.out.empty());
    CHECK(r.err == message);
  }
  CHECK(run({"predict"}).err == "unroll: predict: takes a model file, load=FILE\n");
  CHECK(run({"predict", "load=/no/such/file"}).err == "unroll: /no/such/file: can't be read\n");
  CHECK(run({"predict", "load=" UNROLL_GOLDEN_DIR "/elman-tanh-mse.json"}).code == 2);
  const Saved untied({"task=xor", "hiddenSize=3", "tying=untied", "seqLen=21"}, "untied.safetensors");
  CHECK(untied.predict({"seqLen=30"}).err ==
        "unroll: untied.safetensors: tying=untied: each of the 21 time steps has weights of its own, so the net has no other length\n");
  CHECK(untied.predict({}).code == 2);
  const Saved delayed({"task=echo", "delay=10", "hiddenSize=3"}, "echo.safetensors");
  CHECK(delayed.predict({"seqLen=10"}).err == "unroll: echo.safetensors: seqLen=10: must be at least 11 for task=echo\n");
}
