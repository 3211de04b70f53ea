// Hopfield's net as text: keys and back, what a hand can do, the command line, and whatever nobody should have written.
#include <doctest/doctest.h>

#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cli/cli.h"
#include "hopfield/hopfield.h"
#include "unroll.h"

using namespace unroll;

namespace {

std::unique_ptr<Model> hopfieldOf(const std::string& text) {
  ParsedModel parsed = findModel("hopfield")->parse(text);
  for (const Error& error : parsed.dropped) MESSAGE(error.message);
  REQUIRE(parsed.dropped.empty());
  return std::move(parsed.model);
}
HopfieldSnapshot seen(const Model& model) {
  HopfieldSnapshot s;
  static_cast<const HopfieldModel&>(model).fill(s, {});
  return s;
}
void finish(Model& model) {
  while (!model.advance(50)) {
  }
}

// What a link leads to, however long it takes: a long recall goes on in slices.
std::string hashOf(const std::string& text) {
  const auto model = hopfieldOf(text);
  finish(*model);
  return model->hash();
}

struct Output {
  int code = 0;
  std::string out, err;
  std::vector<nlohmann::json> lines() const {
    std::vector<nlohmann::json> all;
    for (std::size_t from = 0; from < out.size();) {
      const std::size_t to = out.find('\n', from);
      all.push_back(nlohmann::json::parse(out.substr(from, to - from), nullptr, false));
      REQUIRE_FALSE(all.back().is_discarded());
      from = to + 1;
    }
    return all;
  }
};
Output call(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "hopfield");
  std::FILE* files[2] = {std::tmpfile(), std::tmpfile()};
  REQUIRE(files[0]);
  REQUIRE(files[1]);
  Output output;
  output.code = runCli(arguments, files[0], files[1]);
  for (int k = 0; k < 2; ++k) {
    std::rewind(files[k]);
    char block[4096];
    for (std::size_t n; (n = std::fread(block, 1, sizeof block, files[k])) > 0;) (k ? output.err : output.out).append(block, n);
    std::fclose(files[k]);
  }
  return output;
}

}  // namespace

TEST_CASE("hopfield: a link replays a recall to the same bits, in one go or in two, and undo leads back") {
  for (const char* text :
       {"patterns=A,J,X&flip=0.36", "rule=projection&patterns=30&size=64&hide=0.4", "patterns=6&temperature=0.5&sweeps=9",
        "rule=poly4&patterns=40&start=random", "gain=3", "rule=softmax&patterns=12&beta=0.2", "order=allAtOnce&patterns=20",
        "patterns=A,xfffff00000fffff00000fffff,4&start=0+1+2&order=inOrder"}) {
    const auto whole = hopfieldOf(text), halves = hopfieldOf(text);
    REQUIRE(whole->apply({std::string(HopfieldModel::toEnd), ""}));
    finish(*whole);
    REQUIRE(halves->apply({"updates", "7"}));
    const auto before = halves->save();
    const std::string there = halves->hash(), words = halves->text();
    CHECK(hashOf(words) == there);
    REQUIRE(halves->apply({std::string(HopfieldModel::toEnd), ""}));
    finish(*halves);
    CHECK(halves->hash() == whole->hash());
    CHECK(halves->text() == whole->text());
    CHECK(hashOf(whole->text()) == whole->hash());
    halves->restore(*before);
    CHECK(halves->hash() == there);
    CHECK(halves->text() == words);
    const Output native = call({text});
    REQUIRE(native.code == 0);
    CHECK(native.lines().back()["hash"] == whole->hash());
  }
}

TEST_CASE("hopfield: each line says a sweep's end, the last where it came to rest") {
  const auto lines = call({"patterns=A,J,X", "flip=0.36"}).lines();
  REQUIRE(lines.size() >= 2);
  for (std::size_t k = 0; k < lines.size(); ++k) {
    CHECK(lines[k]["sweep"] == k);
    CHECK(lines[k]["overlaps"].size() == 3);
    CHECK(lines[k].contains("done") == (k + 1 == lines.size()));
    if (k > 0) CHECK(lines[k]["energy"].get<double>() <= lines[k - 1]["energy"].get<double>());
  }
  CHECK(lines.back()["reached"] == "stored");
  CHECK(lines.back()["pattern"] == 0);
  CHECK(lines.back()["period"].is_null());
  const auto cycle = call({"size=2", "patterns=x0", "start=x8", "order=allAtOnce", "threshold=0"}).lines();
  CHECK(cycle.back()["done"] == true);
}

TEST_CASE("hopfield capacity: both ends included, points spread evenly, doubles dropped, errors of the mean") {
  const auto lines = call({"capacity", "size=40", "from=2", "to=5", "points=9", "repetitions=8"}).lines();
  REQUIRE(lines.size() == 4);
  for (std::size_t k = 0; k < 4; ++k) {
    CHECK(lines[k]["patterns"] == k + 2);
    CHECK(lines[k]["load"] == static_cast<double>(k + 2) / 40);
    CHECK(lines[k]["repetitions"] == 8);
    for (const char* name : {"stable", "overlap"}) CHECK((lines[k][name] >= 0.0 && lines[k][name] <= 1.0));
    CHECK(lines[k]["stable_error"] >= 0.0);
  }
  CHECK(call({"capacity", "size=40", "from=3", "to=3", "points=1", "repetitions=1"}).lines()[0]["stable_error"].is_null());
}

TEST_CASE("hopfield: a hand turns units over, stores, forgets, unlearns, and each can't") {
  auto model = hopfieldOf("patterns=A,J&size=81");
  const HopfieldSnapshot first = seen(*model);
  REQUIRE(model->apply({std::string(HopfieldModel::pixel), "5"}));
  CHECK(seen(*model).state[5] == -first.state[5]);
  CHECK(seen(*model).updates == 0);
  REQUIRE(model->apply({std::string(HopfieldModel::store), ""}));
  CHECK(seen(*model).patterns.size() == 3);
  CHECK(seen(*model).overlaps[2] == 1);
  REQUIRE(model->apply({std::string(HopfieldModel::paint), "2:0"}));
  CHECK(seen(*model).overlaps[2] == 1 - 2.0 / 81);
  REQUIRE(model->apply({std::string(HopfieldModel::forget), "0"}));
  CHECK(seen(*model).patterns.size() == 2);
  const double before = (*seen(*model).weights)(3, 7);
  REQUIRE(model->apply({std::string(HopfieldModel::unlearn), ""}));
  CHECK((*seen(*model).weights)(3, 7) != before);
  CHECK(hashOf(model->text()) == model->hash());
  for (const auto& [asked, given] : std::vector<std::pair<std::string, std::string>>{{"pixel", "81"},
                                                                                     {"pixel", "-1"},
                                                                                     {"pixel", ""},
                                                                                     {"forget", "2"},
                                                                                     {"paint", "0"},
                                                                                     {"paint", "0:99"},
                                                                                     {"paint", "9:0"},
                                                                                     {"store", "xff"},
                                                                                     {"store", "A B"},
                                                                                     {"tally", "1e9"},
                                                                                     {"capacity", "1,2,3"},
                                                                                     {"capacity", "1,2,3,4,5"},
                                                                                     {"capacity", "5,1,2,3"},
                                                                                     {"basins", "0"},
                                                                                     {"step", "nan"},
                                                                                     {"step", "1e99"},
                                                                                     {"brightness", "0.5"},
                                                                                     {"nothing", "1"}}) {
    const std::string target = asked, value = given, text = model->text(), hash = model->hash();
    const auto done = model->apply({target, value});
    CHECK_MESSAGE(!done, target, "=", value);
    CHECK(model->text() == text);
    CHECK(model->hash() == hash);
  }
  auto digits = hopfieldOf("patterns=7,A&size=81");  // what is left of a list is the drawing, not seven random patterns
  const Spins seven = seen(*digits).patterns[0].units;
  REQUIRE(digits->apply({std::string(HopfieldModel::forget), "1"}));
  REQUIRE(seen(*digits).patterns.size() == 1);
  CHECK(seen(*digits).patterns[0].units == seven);
  CHECK_FALSE(digits->apply({std::string(HopfieldModel::store), "5"}));
  auto storkey = hopfieldOf("rule=storkey");
  CHECK_FALSE(storkey->apply({std::string(HopfieldModel::unlearn), ""}));
}

TEST_CASE("hopfield: the weights of many patterns in a large net are made in slices, and the recall waits for them") {
  auto model = hopfieldOf("size=400&patterns=80&rule=storkey&updates=700&order=inOrder");
  CHECK(model->progress().busy);
  CHECK(model->progress().goal == 80);
  CHECK(seen(*model).updates == 0);
  (void)model->advance(0);
  CHECK(seen(*model).stored >= 1);
  CHECK(seen(*model).stored < 80);
  REQUIRE(model->apply({"flip", "0.1"}));  // another start of the same net: what is made stays
  CHECK(seen(*model).stored >= 1);
  REQUIRE(model->apply({"updates", "700"}));
  CHECK(seen(*model).updates == 0);
  finish(*model);
  const HopfieldSnapshot s = seen(*model);
  CHECK(s.stored == 80);
  CHECK(s.updates == 700);
  std::vector<Spins> spins;
  for (const Pattern& p : s.patterns) spins.push_back(p.units);
  CHECK(s.weights->values == weightsOf("storkey", 400, spins, false).values);
  auto replayed = hopfieldOf(model->text());
  finish(*replayed);
  CHECK(replayed->hash() == model->hash());
}

TEST_CASE("hopfield: a field is the sum of its parts, for powers too") {
  for (const char* text : {"size=30&patterns=3&rule=poly4", "size=30&patterns=5&threshold=0.25"}) {
    const HopfieldSnapshot s = seen(*hopfieldOf(text));
    for (int i = 0; i < 30; ++i) {
      double sum = 0;
      for (const double part : fieldByPattern(s, i)) sum += part;
      CHECK(near(sum, s.fields[static_cast<std::size_t>(i)], 1e-11, 1e-6));
    }
  }
}

TEST_CASE("hopfield: experiments go on in slices, wait, go on, and end") {
  auto model = hopfieldOf("size=49&patterns=2");
  REQUIRE(model->apply({std::string(HopfieldModel::tally), "300"}));
  CHECK(model->progress().busy);
  (void)model->advance(0);
  model->setGoal(model->progress().done);
  CHECK_FALSE(model->progress().busy);
  const int waiting = seen(*model).tally.starts;
  CHECK(model->advance(50));
  CHECK(seen(*model).tally.starts == waiting);
  model->setGoal(INT64_MAX);
  finish(*model);
  CHECK(seen(*model).tally.starts == 300);
  int sum = 0;
  for (const int count : seen(*model).tally.ends) sum += count;
  CHECK(sum == 300);
  REQUIRE(model->apply({"flip", "0.3"}));  // only another start
  CHECK(seen(*model).tally.starts == 300);
  REQUIRE(model->apply({"patterns", "3"}));
  CHECK(seen(*model).tally.starts == 0);
}

TEST_CASE("hopfield: whatever nobody should have written is refused in words, and costs nothing") {
  const std::string much(1000000, 'x'), commas(200000, ',');
  for (const char* wrong : {"size=1",
                            "size=0",
                            "size=-4",
                            "size=1025",
                            "size=nan",
                            "size=1e9",
                            "size=",
                            "patterns=Q",
                            "patterns=x1",
                            "patterns=1000000000",
                            "patterns=-1",
                            "rule=poly1",
                            "rule=Hebb",
                            "flip=1.1",
                            "flip=nan",
                            "hide=2",
                            "order=never",
                            "temperature=-1",
                            "temperature=inf",
                            "temperature=1e308",
                            "gain=0",
                            "gain=1e300",
                            "beta=0",
                            "beta=inf",
                            "start=3",
                            "start=0+9",
                            "start=",
                            "start=xZZ",
                            "sweeps=0",
                            "sweeps=1e99",
                            "updates=-1",
                            "seed=-1",
                            "seed=1.5",
                            "unlearned=x1",
                            "unlearned=Q",
                            "selfConnections=perhaps",
                            "threshold=7",
                            "patterns=A,18446744073709551615",
                            "gain=1e-310",
                            "beta=1e-310",
                            "nothing=1",
                            "rule=softmax&patterns=0",
                            "&&&=",
                            "\x01=\x02"}) {
    const Output said = call({wrong});
    CHECK_MESSAGE(said.code == 2, std::string(wrong));
    CHECK_MESSAGE(said.out.empty(), std::string(wrong));
    CHECK_MESSAGE(said.err.starts_with("unroll: "), std::string(wrong));
    CHECK(said.err.size() < 1000);
  }
  for (const std::string& long_ : {"patterns=" + much, "start=" + much, "unlearned=" + commas, much + "=1", "patterns=" + commas}) {
    const Output said = call({long_});
    CHECK(said.code == 2);
    CHECK(said.err.size() < 2000);
  }
  const std::string longFrom = "from=" + much;
  CHECK(call({"capacity", longFrom}).code == 2);
  CHECK(call({"capacity", longFrom}).err.size() < 300);
  CHECK(call({"capacity", "patterns=Q"}).code == 2);
  for (const char* wrong : {"from=0", "to=0", "from=9&to=3", "points=0", "points=1e9", "repetitions=0", "repetitions=x", "to=99999999999"})
    CHECK_MESSAGE(call({"capacity", wrong}).code == 2, wrong);
  // The least and the greatest that is allowed.
  for (const char* fine :
       {"size=2", "size=2&patterns=0", "patterns=0&start=random", "size=1024&patterns=1&updates=0&sweeps=1", "flip=1&hide=1",
        "gain=0.01&sweeps=3", "gain=100&sweeps=3", "temperature=100&sweeps=3", "rule=softmax&beta=1e-6&sweeps=3", "rule=softmax&beta=100",
        "rule=poly6&size=9", "seed=18446744073709551615", "size=9&selfConnections=true&patterns=50"}) {
    const Output said = call({fine});
    CHECK_MESSAGE(said.code == 0, fine, ": ", said.err);
    for (const auto& line : said.lines()) CHECK(line.contains("energy"));
  }
  // Names to hide are the page's, a number is the model's.
  CHECK(seen(*hopfieldOf("hide=0.4")).settings.hide == 0.4);
  CHECK(seen(*hopfieldOf("hide=store,tally")).settings.hide == 0);
  CHECK(call({"hide=0.5", "patterns=A,J"}).lines()[0]["overlaps"] != call({"patterns=A,J"}).lines()[0]["overlaps"]);
  // A link drops what makes no sense and opens the rest.
  const ParsedModel parsed = findModel("hopfield")->parse("size=49&patterns=Q&start=77&rule=projection&flip=9");
  CHECK(parsed.dropped.size() == 3);  // flip, patterns, start
  CHECK(parsed.dropped[1].message.starts_with("patterns="));
  CHECK(parsed.dropped[2].message.starts_with("start=77"));
  const ParsedModel unlearned = findModel("hopfield")->parse("patterns=A,J,X&start=2&rule=projection&unlearned=x1");
  CHECK(unlearned.dropped.size() == 1);
  CHECK(seen(*unlearned.model).settings.start == "2");
  CHECK(unlearned.model->apply({"flip", "0.1"}));
  CHECK(seen(*parsed.model).settings.size == 49);
  CHECK(seen(*parsed.model).settings.rule == "projection");
}
