// A graph as text: keys and back, changes by hand, the command line, and whatever nobody should have written.
#include <doctest/doctest.h>

#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cli/cli.h"
#include "graph/graph.h"
#include "unroll.h"

using namespace unroll;

namespace {

std::unique_ptr<Model> graphOf(const std::string& text) {
  ParsedModel parsed = findModel("graph")->parse(text);
  for (const Error& error : parsed.dropped) MESSAGE(error.message);
  REQUIRE(parsed.dropped.empty());
  return std::move(parsed.model);
}

GraphSnapshot look(const Model& model) {
  GraphSnapshot s;
  static_cast<const GraphModel&>(model).fill(s, {});
  return s;
}
GraphSnapshot look(const std::string& text) { return look(*graphOf(text)); }

struct Said {
  int code = 0;
  std::string out, err;
};
Said run(const std::vector<std::string>& arguments) {
  std::FILE* files[2] = {std::tmpfile(), std::tmpfile()};
  REQUIRE(files[0]);
  REQUIRE(files[1]);
  Said said;
  said.code = runCli(arguments, files[0], files[1]);
  for (int k = 0; k < 2; ++k) {
    std::rewind(files[k]);
    char block[4096];
    for (std::size_t n; (n = std::fread(block, 1, sizeof block, files[k])) > 0;) (k ? said.err : said.out).append(block, n);
    std::fclose(files[k]);
  }
  return said;
}

}  // namespace

TEST_CASE("graph: text and back, changes by hand, undo") {
  auto model = graphOf("");
  CHECK(model->text().empty());
  CHECK(look(*model).graph == presetGraph("lecture"));
  const std::string plain = model->hash();
  const auto before = model->save();

  const auto apply = [&](const char* target, const char* value) {
    const auto done = model->apply({target, value});
    return done ? std::string() : done.error().message;
  };
  CHECK(apply("edge", "c>a:-2.6") == "");
  CHECK(!look(*model).verdict.acyclic);
  CHECK(look(*model).graph == presetGraph("lectureCycle"));
  CHECK(graphOf(model->text())->hash() == model->hash());
  CHECK(apply("edge", "c>a:-2.6") == "");
  CHECK(apply("remove", "c>a") == "");
  CHECK(model->text().empty());
  CHECK(model->hash() == plain);

  CHECK(apply("unit", "h:relu:0.25:0.5:0.125") == "");
  CHECK(apply("unit", "h:sign") == "");  // the rest as it was
  CHECK(look(*model).graph.units.back() == GraphUnit{"h", UnitFunction::sign, 0.25, true, 0.5, 0.125});
  CHECK(apply("place", "d:0.1:0.9") == "");
  CHECK(apply("edge", "d>h:0") == "");
  CHECK(apply("edge", "h>h:-1e-3") == "");
  CHECK(apply("rename", "d:hidden_1") == "");
  CHECK(apply("output", "h:true") == "");
  CHECK(apply("ticks", "9") == "");
  CHECK(apply("inputs", "x2:1,-2,3;x1:0") == "");
  const std::string text = model->text();
  CHECK(graphOf(text)->text() == text);
  CHECK(graphOf(text)->hash() == model->hash());
  CHECK(look(text).graph == look(*model).graph);
  CHECK(model->keys().get("outputs") == "y,h");
  CHECK(model->keys().get("edges") == "x1>hidden_1:1.4,x2>hidden_1:-0.8,hidden_1>a:0.9,a>b:2,b>c:1.8,c>y:1.2,hidden_1>h:0,h>h:-0.001");
  CHECK(apply("remove", "hidden_1") == "");
  CHECK(model->keys().get("edges") == "a>b:2,b>c:1.8,c>y:1.2,h>h:-0.001");
  CHECK(model->keys().get("units") == "x1,x2,a:tanh,b:tanh,c:tanh,y,h:sign:0.25:0.5:0.125");
  CHECK(apply("arrange", "") == "");
  CHECK(model->keys().get("units") == "x1,x2,a:tanh,b:tanh,c:tanh,y,h:sign:0.25");
  CHECK(apply("input", "x2") == "");
  CHECK(apply("input", "x1:0.5,1") == "");
  CHECK(model->keys().get("inputs") == "x1:0.5,1");

  const std::string now = model->text();
  const std::uint64_t version = model->version();
  for (const auto& [target, value, why] : {std::tuple{"edge", "a>x1:1", "x1 is an input"},
                                           {"edge", "a>q:1", "there is no unit q"},
                                           {"edge", "a>b", "must be FROM>TO:WEIGHT"},
                                           {"edge", "a>b:nan", "the weight must be"},
                                           {"unit", "a b", "a name must be"},
                                           {"unit", "a:soft", "the activation must be one of step"},
                                           {"rename", "a:b", "b is there already"},
                                           {"rename", "a:", "a name must be"},
                                           {"input", "b:1", "an input has no incoming edge"},
                                           {"input", "x1:", "each value must be"},
                                           {"remove", "a>c", "there is no such edge"},
                                           {"remove", "q", "there is no unit q"},
                                           {"place", "a:1", "must be NAME:X:Y"},
                                           {"output", "a:maybe", "must be NAME:true"},
                                           {"preset", "hopfield", "must be one of perceptron"},
                                           {"units", "x1,x2", "there is no unit a"},  // the edges would hang in the air
                                           {"ticks", "1001", "must be 1…1000"},
                                           {"hue", "1", "there is no such key"}}) {
    const std::string message = apply(target, value);
    CAPTURE(message);
    CHECK(message.rfind(std::string(target == std::string("units") ? "edges" : target) + "=", 0) == 0);
    CHECK(message.find(why) != std::string::npos);
    CHECK(model->text() == now);
    CHECK(model->version() == version);
  }
  model->restore(*before);
  CHECK(model->text().empty());
  CHECK(model->hash() == plain);
  CHECK(model->version() > version);
  CHECK(apply("remove", "x1") == "");
  CHECK(apply("reset", "") == "");
  CHECK(model->text().empty());
}

TEST_CASE("graph: what nobody should have written is refused in words that name the key") {
  const std::string many(1000000, 'x');
  std::string units = "units=u0", ones = "1";
  for (int i = 1; i < 41; ++i) units += ",u" + std::to_string(i);
  for (int i = 0; i < 1000; ++i) ones += ",1";
  const std::vector<std::pair<std::string, std::string>> bad{{"units=", "a name"},
                                                             {"units=a,,b", "a name"},
                                                             {"units=a,", "a name"},
                                                             {"units=ä", "a name"},
                                                             {"units=a>b", "a name"},
                                                             {"units=a,a", "twice"},
                                                             {"units=a:", "the activation"},
                                                             {"units=a:Tanh", "the activation"},
                                                             {"units=a:tanh:", "the bias"},
                                                             {"units=a:tanh:inf", "the bias"},
                                                             {"units=a:tanh:1e7", "the bias must be -1000000…1000000"},
                                                             {"units=a:tanh:0:1", "X:Y"},
                                                             {"units=a:tanh:0:1:nan", "X:Y"},
                                                             {"units=a:tanh:0:1:1:1", "X:Y"},
                                                             {"units=" + many, "a name"},
                                                             {"units=a:" + many, "the activation"},
                                                             {"units=a:tanh:" + many, "the bias"},
                                                             {"units=" + std::string(1000000, ','), "a name"},
                                                             {units, "must be 1…40 units"},
                                                             {"units=a&edges=a", "FROM>TO:WEIGHT"},
                                                             {"units=a&edges=a>a", "FROM>TO:WEIGHT"},
                                                             {"units=a&edges=a:1>a", "FROM>TO:WEIGHT"},
                                                             {"units=a&edges=a>a:", "the weight"},
                                                             {"units=a&edges=a>a:1,", "FROM>TO:WEIGHT"},
                                                             {"units=a&edges=>a:1", "there is no unit"},
                                                             {"units=a&edges=a>b:1", "there is no unit b; must be one of a"},
                                                             {"units=a&edges=a>a:1,a>a:2", "twice"},
                                                             {"units=a&edges=a>a>a:1", "there is no unit a>a"},
                                                             {"units=a&edges=" + many, "FROM>TO:WEIGHT"},
                                                             {"units=a&edges=a>" + many + ":1", "there is no unit"},
                                                             {"units=a&inputs=a", "NAME:NUMBER"},
                                                             {"units=a&inputs=a:", "each value"},
                                                             {"units=a&inputs=a:1,,2", "each value"},
                                                             {"units=a&inputs=a:1;", "there is no unit"},
                                                             {"units=a&inputs=a:1;a:2", "twice"},
                                                             {"units=a&inputs=b:1", "there is no unit b"},
                                                             {"units=a&inputs=a:" + ones, "must be 1…1000 values"},
                                                             {"units=a&inputs=a:" + many, "each value"},
                                                             {"units=a,b&edges=b>a:1&inputs=a:1", "no incoming edge"},
                                                             {"units=a&outputs=b", "there is no unit b"},
                                                             {"units=a&outputs=a,a", "twice"},
                                                             {"units=a&ticks=0", "must be 1…1000"},
                                                             {"units=a&ticks=1e2", "must be 1…1000"},
                                                             {"units=a&ticks=" + many, "must be 1…1000"},
                                                             {"hue=1", "there is no such key"},
                                                             {many + "=1", "there is no such key"}};
  for (const auto& [text, why] : bad) {
    const Said said = run({"graph", text});
    CAPTURE(said.err);
    CHECK(said.code == 2);
    CHECK(said.out.empty());
    CHECK(said.err.find(why) != std::string::npos);
    CHECK(said.err.size() < 700);
    const ParsedModel parsed = findModel("graph")->parse(text);
    CHECK(!parsed.dropped.empty());
    REQUIRE(parsed.model);
    CHECK(graphOf(parsed.model->text())->hash() == parsed.model->hash());
  }
  // The largest that is allowed: no more than some seconds' work, and equal to the bit.
  std::string edges = "edges=", full = units.substr(0, units.rfind(','));
  for (int i = 0; i < 40; ++i)
    for (int j = 0; j < 40; ++j)
      edges += (i + j ? ",u" : "u") + std::to_string(i) + ">u" + std::to_string(j) + ":" + std::to_string((i * 7 + j * 11) % 13 - 6);
  const Said said = run({"graph", full, edges, "ticks=1000"});
  CHECK(said.code == 0);
  CHECK(nlohmann::json::parse(said.out, nullptr, false)["unrolled_difference"] == 0);
}

TEST_CASE("graph: one object on the command line, with a row for each tick and a column for each unit") {
  const Said said = run({"graph", "units=x,h:tanh:0.1,y", "edges=x>h:0.5,h>h:0.9,h>y:1&inputs=x:1,0,0", "ticks=8", "scene=graph"});
  CHECK(said.err.empty());
  const auto json = nlohmann::json::parse(said.out, nullptr, false);
  CHECK(json["acyclic"] == false);
  CHECK(json["order"] == nlohmann::json::array());
  CHECK(json["cycle"] == nlohmann::json::array({"h"}));
  CHECK(json["components"] == nlohmann::json::parse(R"([["x"],["h"],["y"]])"));
  REQUIRE(json["values"].size() == 8);
  for (const auto& row : json["values"]) CHECK(row.size() == 3);
  CHECK(json["values"][0] == nlohmann::json::array({1, 0, 0}));
  const double h1 = std::tanh(0.1 + 0.5), h2 = std::tanh(0.1 + 0.9 * h1);
  CHECK(near(json["values"][1][1], h1, 1e-6));
  CHECK(near(json["values"][2][1], h2, 1e-6));
  CHECK(json["values"][2][2] == json["values"][1][1]);
  CHECK(json["behaviour"] == "open");
  CHECK(json["after"].is_null());
  CHECK(json["period"].is_null());
  CHECK(json["unrolled_difference"] == 0);

  const auto pass =
      nlohmann::json::parse(run({"graph", "units=y,x:relu,i", "edges=x%3Ey:2,i%3Ex:-1", "inputs=i:-1,4", "ticks=4"}).out, nullptr, false);
  CHECK(pass["acyclic"] == true);
  CHECK(pass["order"] == nlohmann::json::array({"i", "x", "y"}));
  CHECK(pass["cycle"] == nlohmann::json::array());
  CHECK(pass["values"] == nlohmann::json::parse("[[2,1,-1],[0,0,4],[0,0,4],[0,0,4]]"));
  CHECK(pass["behaviour"] == "settled");
  CHECK(pass["after"] == 1);
  CHECK(pass["period"].is_null());
}
