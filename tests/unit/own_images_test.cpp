// Own images for the task rows: which of them training sees and which are fresh, told once more in a few lines; what is wrong with bad
// files; and that they go along with command lines, studies and jobs. Own data for problems.
#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "problems/problems.h"
#include "recurrent/experiment_text.h"
#include "recurrent/keys.h"
#include "recurrent/recurrent.h"
#include "study/job.h"
#include "tasks/own_data.h"
#include "tasks/task.h"
#include "unit/run_cli.h"
#include "unroll.h"

using namespace unroll;

namespace {

// The n-th image of a class: its number in the first pixels, in binary, and its class in the last.
std::string imageLine(const std::string& name, int kind, int n, const std::string& separator = ",") {
  std::string line = name;
  for (int i = 0; i < 64; ++i) line += separator + (i < 6 ? (n >> i & 1 ? "1" : "0") : i == 63 ? (kind ? "1" : "0") : "0");
  return line + "\n";
}
std::string images(int rings, int crosses) {
  std::string all;
  for (int n = 0; n < std::max(rings, crosses); ++n) {
    if (n < crosses) all += imageLine("cross", 1, n);
    if (n < rings) all += imageLine("ring", 0, n);
  }
  return all;
}

Experiment experimentOf(const std::string& text, const std::string& bytes) {
  const auto hash = keepOwnData(bytes);
  REQUIRE(hash);
  auto experiment = parseExperiment(text + "&data=" + hash.value());
  REQUIRE_MESSAGE(experiment, (experiment ? "" : experiment.error().message));
  return experiment.value();
}
std::string why(const std::string& bytes) {
  const auto hash = keepOwnData(bytes);
  REQUIRE(hash);
  const auto experiment = parseExperiment("task=rows&data=" + hash.value());
  if (experiment) return "good";
  const std::string said = "data=" + hash.value() + ": ";
  REQUIRE(experiment.error().message.rfind(said, 0) == 0);
  return experiment.error().message.substr(said.size());
}
std::string written(const std::string& name, const std::string& bytes) {
  const std::string path = "own-images-" + name;
  std::ofstream(path, std::ios::binary) << bytes;
  return path;
}

}  // namespace

TEST_CASE("own images: every fourth of a class is fresh, training sees the others, each class is as likely") {
  const Experiment e = experimentOf("task=rows&noise=0&seqLen=10", images(13, 6));
  const Task& task = *findTask("rows");
  CHECK(std::vector<std::string>(task.names(e).begin(), task.names(e).end()) == std::vector<std::string>{"ring", "cross"});
  CHECK(task.blindMetric(e) == 0.5);
  const std::map<int, std::set<int>> training{{0, {0, 1, 2, 4, 5, 6, 8, 9, 10, 12}}, {1, {0, 1, 2, 4, 5}}},
      fresh{{0, {3, 7, 11}}, {1, {3}}};
  for (const bool isFresh : {false, true}) {
    Random random(5);
    std::map<int, std::set<int>> seen;
    int crosses = 0;
    for (int draw = 0; draw < 2000; ++draw) {
      std::vector<float> x(80, -1), target(20, -1);
      (isFresh ? task.drawFresh : task.draw)(e, random, {x.data(), 8}, {target.data(), 2});
      int n = 0;
      for (int i = 0; i < 6; ++i) n += static_cast<int>(x[static_cast<std::size_t>(i)]) << i;
      const int kind = static_cast<int>(x[63]);
      for (std::size_t i = 64; i < 80; ++i) REQUIRE(x[i] == 0);  // nothing comes after the eighth row
      for (std::size_t i = 0; i < 18; ++i) REQUIRE(target[i] == 0);
      REQUIRE(target[18] == (kind == 0 ? 1.f : 0.f));
      REQUIRE(target[19] == (kind == 1 ? 1.f : 0.f));
      seen[kind].insert(n);
      crosses += kind;
    }
    CHECK(seen == (isFresh ? fresh : training));
    CHECK(crosses > 900);  // half of 2,000 ± 22
    CHECK(crosses < 1100);
  }
}

TEST_CASE("own images: headers, separators, decimal commas, quotes, names of one's own, and back to a file") {
  std::string file = "class;pixels\n";
  for (int n = 0; n < 4; ++n) {
    std::string a = imageLine("\"Haus; gro\xC3\x9F\"", 0, n, ";"), b = imageLine("Baum", 1, n, "; ");
    file += a.replace(a.find(";0") + 1, 1, "0,25") + b;
  }
  const Experiment e = experimentOf("task=rows", file);
  const OwnImages& own = *ownImages(e);
  CHECK(own.names == std::vector<std::string>{"Haus; gro\xC3\x9F", "Baum"});
  REQUIRE(own.size() == 8);
  CHECK(own.images[0].ink[0] == 0.25f);
  CHECK(own.images[3].ink[0] == 1);
  CHECK(own.images[6].fresh);
  CHECK(own.images[7].fresh);
  const OwnImages& again = *ownImages(experimentOf("task=rows", imagesCsv(own.names, own.images)));
  CHECK(again.names == own.names);
  for (std::size_t i = 0; i < 8; ++i) {
    CHECK(again.images[i].ink == own.images[i].ink);
    CHECK(again.images[i].kind == own.images[i].kind);
  }
}

TEST_CASE("bad images: a message with line and column") {
  const std::string good = imageLine("ring", 0, 1);
  CHECK(why("\n \n") == "line 1, column 1: there is no image in it");
  CHECK(why(good + "ring,0,1\n") ==
        "line 2, column 9: this line has 2 pixels behind its class; an image has 64, its 8 rows one after the other");
  CHECK(why(good + "ring,1\n").find("line 2, column 7: this line has 1 pixel behind") == 0);
  CHECK(why("ring" + good.substr(4, good.size() - 5) + ",1\n").find("line 1, column 134: this line has 65 pixels") == 0);
  CHECK(why(good + "," + good.substr(5)) == "line 2, column 1: there is no class in this field");
  std::string bad = good;
  CHECK(why(good + bad.replace(7, 1, "x")) == "line 2, column 8: “x” is not a number");
  CHECK(why(good + bad.replace(7, 1, "")) == "line 2, column 8: there is no number in this field");
  CHECK(why(good + bad.insert(7, "1.5")) == "line 2, column 8: a pixel is a number from 0, paper, to 1, ink");
  CHECK(why(images(4, 4) + imageLine("star", 0, 1)) == "line 9, column 1: “star” is a third class; there are “cross” and “ring” already");
  CHECK(why(images(3, 5)).find("the images end after 5 of “cross”, 3 of “ring”; there must be two classes and 4 of each at least") !=
        std::string::npos);
  CHECK(why(images(3, 5)).find("line 8, column 134: ") == 0);
  CHECK(why(good).find("the images end after 1 of “ring”; there must be two classes") != std::string::npos);
  CHECK(why(images(4, 4)) == "good");
}

TEST_CASE("own images on the command line, in studies and in jobs are the same to the bit") {
  const std::string bytes = images(9, 8), file = written("good.csv", bytes);
  auto alone = std::move(Simulation::create(experimentOf("task=rows&hiddenSize=4&updates=20", bytes))).value();
  alone->finish();
  const Run trained = run({"train", "task=rows", "hiddenSize=4", "updates=20", "data=" + file});
  REQUIRE(trained.code == 0);
  CHECK(trained.lines().back()["weights_hash"] == alone->weightsHash());
  const Run study = run({"study", "task=rows", "hiddenSize=4", "updates=20", "seed=1..2", "data=" + file});
  REQUIRE(study.code == 0);
  REQUIRE(study.lines().size() == 2);
  CHECK((study.lines()[0]["weights_hash"] == alone->weightsHash()) != (study.lines()[1]["weights_hash"] == alone->weightsHash()));
  const Run bad = run({"train", "task=rows", "data=" + written("bad.csv", bytes + "ring,2\n")});
  CHECK(bad.code == 2);
  CHECK(bad.err.find("line 18, column 7: this line has 1 pixel behind its class") != std::string::npos);
  // A worker that has not seen the bytes gets them with the job.
  Job job{.id = 1, .experiment = printExperiment(alone->experiment()), .data = bytes};
  const auto read = readJob(printJob(job));
  REQUIRE(read);
  JobRun worker(read.value());
  while (!worker.advance(100)) {
  }
  CHECK(worker.report().row.hash == alone->weightsHash());
}

TEST_CASE("own images dropped on any training are for rows; the input by hand goes, as of the data before") {
  auto model = findModel("recurrent")->parse("task=adding").model;
  const auto changes = model->takeData(images(4, 4));
  REQUIRE(changes);
  REQUIRE(changes.value().size() == 2);
  CHECK(changes.value()[0].value == "rows");
  std::string zeros = "0";
  for (int i = 1; i < 64; ++i) zeros += i % 8 ? ",0" : ";0";
  auto drawn = findModel("recurrent")->parse("task=rows&input=" + zeros).model;
  const auto others = drawn->takeData(images(4, 4));
  REQUIRE(others);
  REQUIRE(others.value().size() == 2);
  CHECK(others.value()[0].target == "input");
  for (const Change& change : others.value()) CHECK(drawn->apply(change));
  CHECK(drawn->text().find("data=" + hashOfData(images(4, 4))) != std::string::npos);
}

TEST_CASE("problems take own data where their task does: on the command line, and dropped; else they say which tasks do") {
  std::string text;
  for (int n = 0; n < 40; ++n) text += "abc abd ";
  const std::string file = written("abc.txt", text);
  const Run ran = run({"problems", "problem=guarantee", "task=text", "seqLen=6", "hiddenSize=4", "updates=5", "seeds=1", "data=" + file});
  REQUIRE_MESSAGE(ran.code == 0, ran.err);
  auto alone = std::move(Simulation::create(experimentOf("task=text&seqLen=6&hiddenSize=4&updates=5", text))).value();
  alone->finish();
  CHECK(ran.lines()[0]["row"]["weights_hash"] == alone->weightsHash());
  const Run refused = run({"problems", "problem=guarantee", "task=series", "data=" + written("bad2.csv", "t,y\n1,5\n2,x\n")});
  CHECK(refused.code == 2);
  CHECK(refused.err == "unroll: own-images-bad2.csv: line 3, column 3: “x” is not a number\n");

  auto model = findModel("problems")->parse("problem=memory&task=text&spans=5,10,40,80").model;
  CHECK(model->takesData(text));
  const auto changes = model->takeData(text);  // 320 characters, of which the last 32 are fresh: windows of 31 at most
  REQUIRE(changes);
  for (const Change& change : changes.value()) CHECK(model->apply(change));
  CHECK(model->keys().get("data") == hashOfData(text));
  CHECK(model->keys().get("spans") == "5,10");
  const auto none = findModel("problems")->parse("problem=guarantee&task=adding").model->takeData(text);
  REQUIRE_FALSE(none);
  CHECK(none.error().message == "the task adding takes no data of one's own; these do, text, series, rows");
}

TEST_CASE("classes have names: what is asked for in an order, a copy, a count, a sentence, an image") {
  const auto names = [](const std::string& text) {
    const Experiment e = parseExperiment(text).value();
    const Task& task = *findTask(e.task);
    REQUIRE(task.names(e).size() == static_cast<std::size_t>(task.outputSize(e)));
    return std::vector<std::string>(task.names(e).begin(), task.names(e).end());
  };
  CHECK(names("task=order") == std::vector<std::string>{"XX", "XY", "YX", "YY"});
  CHECK(names("task=order&symbols=3") == std::vector<std::string>{"XXX", "XXY", "XYX", "XYY", "YXX", "YXY", "YYX", "YYY"});
  CHECK(names("task=counting") == std::vector<std::string>{"a", "b", "end"});
  CHECK(names("task=counting&symbols=3") == std::vector<std::string>{"a", "b", "c", "end"});
  CHECK(names("task=copy").back() == "–");
  CHECK(names("task=sentences")[5] == "mouse");
  CHECK(names("task=sentences").back() == "eat");
  CHECK(names("task=rows") == std::vector<std::string>{"ring", "cross"});
  // Of each task with classes, but for those whose inputs are the same letters.
  for (const Task* task : allTasks())
    if (task->classes) {
      const Experiment e = parseExperiment("task=" + std::string(task->name)).value();
      const bool lettered = task->lettersOf(e).size() == static_cast<std::size_t>(task->outputSize(e));
      CHECK_MESSAGE((task->names || lettered), task->name);
    }
}

TEST_CASE("what is no letter of a word is told apart from those that the task has no input for") {
  // After the end of a word of counting nothing is shown; with two letters there is no c.
  auto simulation = std::move(Simulation::create(parseExperiment("task=counting&seqLen=21&seed=3").value())).value();
  Snapshot s;
  simulation->fill(s);
  const std::size_t a = static_cast<std::size_t>(std::count(s.word.begin(), s.word.end(), 'a'));
  CHECK(s.word == "S" + std::string(a, 'a') + std::string(a, 'b') + std::string(20 - 2 * a, ' '));
}
