// The headless program, without a process: what it prints, and what it says of a command line that it can't use.
#include <doctest/doctest.h>

#include <cstdio>
#include <string>
#include <vector>

#include "cells/cell.h"
#include "cli/cli.h"
#include "core/link_text.h"
#include "io/json_depth.h"
#include "unit/run_cli.h"

using namespace unroll;

TEST_CASE("train prints a line at each evaluation and a last one with the hash") {
  const Run r = run({"train", "task=xor", "updates=120", "hiddenSize=4"});
  CHECK(r.code == 0);
  CHECK(r.err.empty());
  const auto lines = r.lines();
  REQUIRE(lines.size() == 2);
  CHECK(lines[0]["update"] == 100);
  const auto& last = lines.back();
  CHECK(last["done"] == true);
  CHECK(last["update"] == 120);
  CHECK(last["weights_hash"].get<std::string>().size() == 16);
  CHECK(last["updates_per_second"].get<double>() > 0);
  CHECK(last["learned"] == false);
  CHECK_FALSE(last.contains("diverged"));
  CHECK(run({"train", "task=xor", "updates=120", "hiddenSize=4"}).lines().back()["weights_hash"] == last["weights_hash"]);
}

TEST_CASE("train says where it diverged, and prints no number that JSON doesn't have") {
  const Run r = run({"train", "activation=relu", "optimizer=sgd", "learningRate=10", "updates=100"});
  CHECK(r.code == 0);
  CHECK(r.out.find("nan") == std::string::npos);
  CHECK(r.out.find("inf") == std::string::npos);
  const auto last = r.lines().back();
  CHECK(last["diverged"] == true);
  CHECK(last["diverged_update"].get<int>() == last["update"].get<int>() + 1);
}

TEST_CASE("unfold finds no difference at all") {
  for (const char* length : {"1", "2", "7", "50"}) {
    const Run r = run({"unfold", "hiddenSize=6", "updates=5", std::string("length=") + length});
    CHECK(r.code == 0);
    CHECK(r.lines().at(0)["max_abs_difference"] == 0.0);
    CHECK(r.lines().at(0)["untied_parameters"].get<int>() == std::stoi(length) * r.lines().at(0)["tied_parameters"].get<int>());
  }
}

TEST_CASE("unfold: no difference for any cell, one to three layers, both directions; a broken copy differs from its step on") {
  int unfolded = 0;
  for (const CellEntry* cell : allCells())
    for (const char* layers : {"1", "2", "3"})
      for (const char* both : {"false", "true"}) {
        const std::vector<std::string> command{"unfold",
                                               "cell=" + std::string(cell->name),
                                               "layers=" + std::string(layers),
                                               "bidirectional=" + std::string(both),
                                               "hiddenSize=3",
                                               "updates=1",
                                               "length=6"};
        CAPTURE(command[1]);
        CAPTURE(command[2]);
        CAPTURE(command[3]);
        const Run same = run(command);
        REQUIRE(same.code == 0);
        CHECK(same.lines().at(0)["max_abs_difference"] == 0.0);
        CHECK(same.lines().at(0)["first_difference"].is_null());
        for (const int k : {0, 3, 5}) {
          std::vector<std::string> broken = command;
          broken.push_back("break=" + std::to_string(k));
          const auto line = run(broken).lines().at(0);
          CHECK(line["max_abs_difference"].get<double>() > 0);
          if (std::string(both) == "false") CHECK(line["first_difference"] == k);
          ++unfolded;
        }
      }
  CHECK(unfolded == 3 * 3 * 2 * static_cast<int>(allCells().size()));
}

TEST_CASE("unfold says whether the twin folds back, and the first reason why it doesn't") {
  const std::vector<std::string> command{"unfold", "hiddenSize=3", "updates=2", "length=4"};
  const auto with = [&](std::vector<std::string> more) {
    more.insert(more.begin(), command.begin(), command.end());
    const Run r = run(more);
    REQUIRE(r.code == 0);
    return r.lines().at(0);
  };
  CHECK(with({})["folds"] == true);
  CHECK(with({})["why_not"].is_null());
  const auto changed = with({"break=2", "breakWeight=rnn.weight_hh_l0[1][0]", "breakBy=0.5"});
  CHECK(changed["folds"] == false);
  CHECK(changed["why_not"]["layer"] == 2);
  CHECK(changed["why_not"]["weight"] == "rnn.weight_hh_l0[1][0]");
  CHECK(changed["why_not"]["differing"] == 1);
  CHECK(near(changed["why_not"]["values"][0].get<double>() - changed["why_not"]["values"][1].get<double>(), 0.5, 1e-6, 1e-6));
  const auto narrower = with({"break=1", "breakUnit=2"});
  CHECK(narrower["why_not"] == nlohmann::json{{"layer", 1}, {"units", {2, 3}}});
  CHECK(narrower["first_difference"] == 1);
}

TEST_CASE("unfold of a training that diverged says so") {
  const Run r = run({"unfold", "activation=relu", "optimizer=sgd", "learningRate=10", "updates=100", "length=1"});
  CHECK(r.code == 0);
  CHECK(r.lines().at(0)["diverged"] == true);
  CHECK_FALSE(run({"unfold", "updates=1", "length=1"}).lines().at(0).contains("diverged"));
}

TEST_CASE("list prints one JSON array of objects with names") {
  for (const char* what : {"cells", "tasks", "optimizers", "scenes", "keys", "activations", "inits", "losses"}) {
    const Run r = run({"list", what});
    CHECK(r.code == 0);
    const auto array = nlohmann::json::parse(r.out, nullptr, false);
    REQUIRE(array.is_array());
    REQUIRE_FALSE(array.empty());
    for (const auto& entry : array) CHECK(entry["name"].is_string());
    CHECK(array.size() > 1);
  }
}

TEST_CASE("eval computes a reference case") {
  const Run r = run({"eval", UNROLL_GOLDEN_DIR "/elman-tanh-mse.json"});
  CHECK(r.code == 0);
  const auto result = nlohmann::json::parse(r.out, nullptr, false);
  for (const char* field : {"h", "y", "loss", "grad", "grad_h"}) CHECK(result.contains(field));
}

TEST_CASE("eval refuses JSON that is nested deep, wherever it is, and says the limit") {
  const std::string nested = std::string(200000, '[') + std::string(200000, ']');
  for (const std::string& text :
       {nested, "{\"format\":" + nested + "}", "{\"format\":\"unroll-case-1\",\"model\":{\"bidirectional\":" + nested + "}}"}) {
    const std::string path = "deep.json";
    std::FILE* file = std::fopen(path.c_str(), "wb");
    REQUIRE(file);
    std::fwrite(text.data(), 1, text.size(), file);
    std::fclose(file);
    const Run r = run({"eval", path});
    std::remove(path.c_str());
    CHECK(r.code == 2);
    CHECK(r.err == "unroll: deep.json: arrays and objects may lie in each other 32 levels deep, not more\n");
  }
}

TEST_CASE("the depth of JSON is that of its brackets, those in strings aside") {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  CHECK_FALSE(nestedTooDeep(""));
  CHECK_FALSE(nestedTooDeep(nested(deepestJson)));
  CHECK(nestedTooDeep(nested(deepestJson + 1)));
  CHECK_FALSE(nestedTooDeep("[" + nested(deepestJson - 1) + "," + nested(deepestJson - 1) + "]"));
  CHECK_FALSE(nestedTooDeep("{\"" + nested(100) + "\":1}"));
  CHECK_FALSE(nestedTooDeep("[\"\\\"" + nested(100) + "\"]"));
  CHECK(nestedTooDeep("[\"\\\\\"," + nested(deepestJson) + "]"));
}

TEST_CASE("help is printed where results are, with exit code 0") {
  const Run all = run({"help"});
  CHECK(all.code == 0);
  CHECK(all.err.empty());
  for (const char* command : {"list", "train", "predict", "export", "study", "reproduce", "eval", "gradients", "unfold", "bench", "help"}) {
    CHECK(all.out.find("\nunroll " + std::string(command) + " ") != std::string::npos);
    const Run one = run({"help", command});
    CHECK(one.code == 0);
    CHECK(one.err.empty());
    CHECK(one.out.find("unroll " + std::string(command) + " ") == 0);
    CHECK(all.out.find(one.out) != std::string::npos);
    if (command != std::string("help")) CHECK(run({command, "--help"}).out == one.out);
  }
  CHECK(run({"--help"}).out == all.out);
  CHECK(run({"-h"}).out == all.out);
  CHECK(run({"help", "fly"}).code == 2);
  CHECK(run({"help", "fly"}).err == "unroll: help fly: there is no such command\n");
  CHECK(run({"help", "train", "eval"}).code == 2);
}

TEST_CASE("of a key that a link says twice the first holds, and it is named once") {
  std::vector<Pair> pairs = splitLink("#scene=hopfield&hide=draw,more&size=25&hide=0.4&size=36&size=49&seed=2&hide=0.5&lang=de&lang=en");
  const std::vector<Error> dropped = dropRepeated(pairs);
  CHECK(pairs ==
        std::vector<Pair>{{"scene", "hopfield"}, {"hide", "draw,more"}, {"size", "25"}, {"hide", "0.4"}, {"seed", "2"}, {"lang", "de"}});
  REQUIRE(dropped.size() == 3);
  CHECK(dropped[0].message == "size=36: the key is given twice");
  CHECK(dropped[1].message == "hide=0.5: the key is given twice");
  CHECK(dropped[2].message == "lang=en: the key is given twice");
  CHECK(dropRepeated(pairs).empty());
}

TEST_CASE("a command line that can't be used: exit code 2 and one line") {
  const std::pair<std::vector<std::string>, std::string> table[] = {
      {{"train", "hiddenSize=0"}, "unroll: hiddenSize=0: must be 1…512\n"},
      {{"train", "speed=1"}, "unroll: speed=1: there is no such key\n"},
      {{"train", "hiddenSize"}, "unroll: hiddenSize=: must be 1…512\n"},
      {{"train", "updates=10", "edits=5:foo[0]=1"}, "unroll: edits=5:foo[0]=1: foo: this network has no such weight\n"},
      {{"train", "seed=1\n\033[2J"}, "unroll: seed=1??[2J: must be a whole number, 0…18446744073709551615\n"},
      {{"train", std::string("seed=1%00%0A2")}, "unroll: seed=1??2: must be a whole number, 0…18446744073709551615\n"},
      {{"unfold", "hiddenSize=4"}, "unroll: length=: must be 1…1000\n"},
      {{"unfold", "length=3", "break=3"}, "unroll: break=3: must be 0…2\n"},
      {{"unfold", "length=3", "break=-1"}, "unroll: break=-1: must be 0…2\n"},
      {{"unfold", "length=3", "break=1", "breakBy=much"}, "unroll: breakBy=much: must be a number from -1000000 to 1000000\n"},
      {{"unfold", "length=3", "break=1", "breakWeight=W"}, "unroll: breakWeight=W: must be a weight such as rnn.weight_hh_l0[1][2]\n"},
      {{"unfold", "length=3", "break=1", "breakWeight=readout.bias[4]"},
       "unroll: breakWeight=readout.bias[4][0]: this network has no such weight\n"},
      {{"unfold", "length=3", "breakUnit=1"}, "unroll: breakBy, breakWeight and breakUnit say what break=k changes: break is missing\n"},
      {{"unfold", "length=3", "break=1", "breakUnit=1", "breakBy=2"},
       "unroll: breakUnit takes a unit out: no breakBy or breakWeight beside it\n"},
      {{"unfold", "length=3", "break=1", "breakUnit=x"}, "unroll: breakUnit=x: must be 0…511\n"},
      {{"unfold", "length=3", "break=1", "breakUnit=1", "cell=gru"},
       "unroll: breakUnit=1: must be a unit, 0…hiddenSize − 1, of one layer of two Elman cells or more\n"},
      {{"gradients"}, "unroll: gradients: takes the name of one file\n"},
      {{"unfold", "length=0"}, "unroll: length=0: must be 1…1000\n"},
      {{"unfold", "length=3", "tying=untied"},
       "unroll: tying=untied: each time step has weights of its own already, there is no loop to unfold\n"},
      {{"eval"}, "unroll: eval: takes the name of one file\n"},
      {{"eval", "/no/such/file"}, "unroll: /no/such/file: can't be read\n"},
      {{"list", "colours"}, "unroll: list colours: must be one of cells, tasks, optimizers, activations, inits, losses, scenes, keys\n"},
      {{"train", "seed=1", "task=xor&seed=1"}, "unroll: seed=1: the key is given twice\n"},
      {{"train", "load=a.safetensors", "load=b.safetensors"}, "unroll: load=b.safetensors: the key is given twice\n"},
      {{"unfold", "length=3", "length=4"}, "unroll: length=4: the key is given twice\n"},
      {{"graph", "units=a&edges=", "units=b,c"}, "unroll: units=b,c: the key is given twice\n"},
      {{"hopfield", "capacity", "size=20", "from=1", "from=2"}, "unroll: from=2: the key is given twice\n"},
      {{"latch", "w=1", "w=2"}, "unroll: w=2: the key is given twice\n"},
      {{"seats", "room.csv", "seed=1", "seed=2"}, "unroll: seed=2: the key is given twice\n"},
      {{"study"}, "unroll: study: of what? For example task=adding 'cell=elman|gru' seed=1..4 updates=500\n"},
      {{"study", "jobs=2"}, "unroll: study: of what? For example task=adding 'cell=elman|gru' seed=1..4 updates=500\n"},
      {{"problems"}, "unroll: problems: which? problem=guarantee, or any of `unroll list keys`; each is minutes of work\n"},
      {{"problems", "problem=memory", "jobs=0"}, "unroll: jobs=0: must be 1…256\n"},
      {{"problems", "problem=guarantee", "seeds=2", "searched=2"}, "unroll: searched=2: must be at most 1 for seeds=2\n"},
      {{"problems", "problem=cost", "runs=3"}, "unroll: runs=3: must be at most 0 for problem=cost, which is measured without runs\n"},
      {{"problems", "problem=guarantee", "seeds=2", "runs=3"}, "unroll: runs=3: must be at most 2 for problem=guarantee\n"},
      {{"bench", "W9"}, "unroll: bench W9: must be one of W1, W2, W3, W4, W5, hopfield, peak, scaling, all\n"},
  };
  for (const auto& [arguments, message] : table) {
    const Run r = run(arguments);
    CHECK(r.code == 2);
    CHECK(r.out.empty());
    CHECK(r.err == message);
  }
  CHECK(run({}).code == 2);
  CHECK(run({"fly"}).err.find("unroll: fly: there is no such command") == 0);
}

TEST_CASE("cli: problems carries out as many runs as are asked for, the first ones") {
  const std::vector<std::string> asked{"problems", "problem=guarantee", "seqLen=10", "hiddenSize=3", "updates=50", "seeds=4"};
  std::vector<std::string> two = asked;
  two.insert(two.end(), {"runs=2", "jobs=1"});
  const Run few = run(two), all = run(asked);
  CHECK(few.code == 0);
  const auto fewLines = few.lines(), allLines = all.lines();
  REQUIRE(fewLines.size() == 3);
  REQUIRE(allLines.size() == 5);
  CHECK(fewLines.back()["done"] == true);
  for (std::size_t i = 0; i < 2; ++i) CHECK(fewLines[i]["row"]["weights_hash"] == allLines[i]["row"]["weights_hash"]);
}
