// Own data for the tasks text and series: what its bytes say, told once more in a few lines; what is wrong with bad ones; and that it goes
// along with models, jobs and command lines.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/base64.h"
#include "core/utf8.h"
#include "recurrent/experiment_text.h"
#include "recurrent/keys.h"
#include "recurrent/recurrent.h"
#include "study/job.h"
#include "tasks/own_data.h"
#include "tasks/task.h"
#include "training/evaluator.h"
#include "unit/drawn.h"
#include "unit/run_cli.h"

using namespace unroll;

namespace {

std::string kept(const std::string& bytes) {
  auto hash = keepOwnData(bytes);
  REQUIRE_MESSAGE(hash, bytes.substr(0, 60));
  return hash.value();
}
Result<Experiment> read(const std::string& text, const std::string& bytes) { return parseExperiment(text + "&data=" + kept(bytes)); }
Experiment experimentOf(const std::string& text, const std::string& bytes) {
  auto experiment = read(text, bytes);
  REQUIRE_MESSAGE(experiment, (experiment ? "" : experiment.error().message));
  return experiment.value();
}
// The reason, without the key and the hash in front of it.
std::string why(const std::string& text, const std::string& bytes) {
  if (auto hash = keepOwnData(bytes); !hash) return hash.error().message;
  const auto experiment = read(text, bytes);
  if (experiment) return "good";
  const std::string& message = experiment.error().message;
  const std::string said = "data=" + hashOfData(bytes) + ": ";
  return message.rfind(said, 0) == 0 ? message.substr(said.size()) : message;
}

// A text of so many characters in which each place is known by what stands around it.
std::string longText(int length) {
  std::string text;
  Random random(9);
  while (static_cast<int>(text.size()) < length) text += static_cast<char>('a' + random.below(26));
  return text;
}

std::string written(const std::string& name, const std::string& bytes) {
  const std::string path = "own-data-" + name;
  std::ofstream(path, std::ios::binary) << bytes;
  return path;
}

}  // namespace

TEST_CASE("own text: windows of T + 1 characters, of all but the last tenth for training, of the last tenth for fresh data") {
  const std::string text = longText(600);
  const Experiment e = experimentOf("task=text&seqLen=7", text);
  const Task& task = *findTask("text");
  const std::set<char> different(text.begin(), text.end());
  const int classes = static_cast<int>(different.size());
  const std::vector<char> letters(different.begin(), different.end());
  REQUIRE(task.inputSize(e) == classes);
  REQUIRE(task.outputSize(e) == classes);
  const std::string training = text.substr(0, 540), fresh = text.substr(540);
  for (const bool isFresh : {false, true}) {
    Random random(3);
    std::set<std::size_t> places;
    for (int n = 0; n < 5000; ++n) {
      Drawn d;
      d.x.assign(static_cast<std::size_t>(7 * classes), -1);
      d.target = d.x;
      (isFresh ? task.drawFresh : task.draw)(e, random, {d.x.data(), classes}, {d.target.data(), classes});
      std::string seen;
      for (int t = 0; t < 7; ++t) seen += letters.at(static_cast<std::size_t>(classAt(d.x, t, classes)));
      for (int t = 0; t < 6; ++t) REQUIRE(classAt(d.target, t, classes) == classAt(d.x, t + 1, classes));
      seen += letters.at(static_cast<std::size_t>(classAt(d.target, 6, classes)));
      const std::size_t at = (isFresh ? fresh : training).find(seen);
      REQUIRE(at != std::string::npos);
      places.insert(at);
    }
    CHECK(places.size() == (isFresh ? 53 : 533));
  }
}

TEST_CASE("own text: the blind answers are those of counting over all fresh windows") {
  const std::string text = longText(900) + std::string(40, 'q') + longText(60);
  for (const int seqLen : {2, 9, 60, 99}) {
    const Experiment e = experimentOf("task=text&seqLen=" + std::to_string(seqLen), text);
    std::map<char, double> counts;
    double total = 0;
    for (int begin = 900; begin + seqLen < 1000; ++begin)
      for (int t = 0; t < seqLen; ++t) counts[text[static_cast<std::size_t>(begin + t + 1)]] += 1, total += 1;
    double most = 0, entropy = 0;
    for (const auto& [letter, count] : counts) {
      most = std::max(most, count / total);
      entropy -= count / total * std::log(count / total);
    }
    CHECK(near(findTask("text")->blindMetric(e), most, 1e-12));
    CHECK(near(findTask("text")->blindLoss(e), entropy, 1e-12));
  }
  CHECK(why("task=text&seqLen=100", text) == "seqLen=100: must be at most 99 for the fresh part of this data");
  CHECK(keyRange(experimentOf("task=text&seqLen=9", text), "seqLen").max == 99);
}

TEST_CASE("own text: at most 64 classes, the 63 most frequent characters and one for all others") {
  std::string text;
  for (int k = 0; k < 64; ++k)
    for (int n = 0; n <= k; ++n) text += utf8Of(static_cast<char32_t>(0x4E00 + k));
  const Task& task = *findTask("text");
  const Experiment all = experimentOf("task=text", text);
  CHECK(task.outputSize(all) == 64);
  CHECK(task.names(all)[0] == utf8Of(0x4E00));
  const Experiment more = experimentOf("task=text", text + "😀😀");
  CHECK(task.outputSize(more) == 64);
  const auto names = task.names(more);
  CHECK(names[0] == utf8Of(0x4E01));  // U+4E00 comes once; of those that come twice U+1F600 stands behind U+4E01
  CHECK(names[63] == "…");
  const OwnText& read = *ownText(more);
  CHECK(read.differentCharacters == 65);
  CHECK(read.others);
  CHECK(std::count(read.symbols.begin(), read.symbols.end(), 63) == 3);
}

TEST_CASE("own text: line ends, a byte order mark and characters beyond ASCII") {
  const auto symbolsOf = [](const std::string& text) {
    const OwnText& own = *ownText(experimentOf("task=text&seqLen=2", text));
    std::string all;
    for (const unsigned char symbol : own.symbols) all += own.names[symbol];
    return all;
  };
  const std::string many(30, 'x');
  CHECK(symbolsOf("\xEF\xBB\xBF"
                  "a\r\nb\rc\nd" +
                  many) == "a\nb\nc\nd" + many);
  CHECK(symbolsOf("a\r\r\n\n" + many) == "a\n\n\n" + many);
  CHECK(symbolsOf(many + "\r") == many + "\n");
  CHECK(symbolsOf("Füße 😀 日本" + many) == "Füße 😀 日本" + many);
}

TEST_CASE("bad texts: a message with line and column") {
  CHECK(why("task=text", "") == "line 1, column 1: there is nothing in it");
  CHECK(why("task=text", "ab\ncde\xFF") == "line 2, column 4: it is not UTF-8");
  CHECK(why("task=text", "ä\xC3") == "line 1, column 2: it is not UTF-8");
  CHECK(why("task=text", "\xED\xA0\x80") == "line 1, column 1: it is not UTF-8");      // half a surrogate pair
  CHECK(why("task=text", "\xC0\x80") == "line 1, column 1: it is not UTF-8");          // an overlong NUL
  CHECK(why("task=text", "\xF4\x90\x80\x80") == "line 1, column 1: it is not UTF-8");  // U+110000
  CHECK(why("task=text", std::string("ab\r\nc\0d", 7)) == "line 2, column 2: a NUL byte, which no text has");
  CHECK(why("task=text", std::string(100, 'a')) == "line 1, column 1: a text needs two different characters at least");
  CHECK(why("task=text", "ab\nc") ==
        "line 2, column 2: the text ends after 4 characters; it needs 30 at least, the last tenth of which is for fresh data");
  CHECK(why("task=text", "ab\n\n").find("line 1, column 3: the text ends after 4 characters") == 0);  // where it is seen to end
  CHECK(why("task=text&seqLen=2", longText(29)).find("29 characters") != std::string::npos);
  CHECK(why("task=text&seqLen=2", longText(30)) == "good");
  std::string full(largestOwnData, 'a');
  for (std::size_t i = 0; i < full.size(); i += 100) full[i] = '\n';
  CHECK(why("task=text", full) == "good");
  CHECK(why("task=text", full + "b") == "line 10487, column 76: it is larger than 1 MB (1048576 bytes), which is where that ends");
}

TEST_CASE("own series: scaled to −1 … 1, the first three quarters for training, back in its own units") {
  std::string csv = "Month,Value\n";
  std::vector<double> numbers;
  for (int n = 0; n < 120; ++n) {
    numbers.push_back(100 + n * (n % 7) - 3.5 * n);
    csv += "1949-" + std::to_string(n) + "," + std::to_string(numbers.back()) + "\n";
  }
  const double least = *std::min_element(numbers.begin(), numbers.end()), greatest = *std::max_element(numbers.begin(), numbers.end());
  const Experiment e = experimentOf("task=series&seqLen=10", csv);
  const OwnSeries& own = *ownSeries(e);
  CHECK(own.column == "Value");
  CHECK(own.number == 2);
  REQUIRE(own.size() == 120);
  CHECK(own.cut == 90);
  for (int n = 0; n < 120; ++n) {
    const auto at = static_cast<std::size_t>(n);
    CHECK(near(static_cast<double>(own.values[at]), (numbers[at] - least) / (greatest - least) * 2 - 1, 1e-6, 1));
    CHECK(near(own.inOwnUnits(static_cast<double>(own.values[at])), numbers[at], 1e-6, greatest - least));
  }
  const Task& task = *findTask("series");
  CHECK(std::isnan(task.inputs(e)));  // training sees none of the fresh ones, however few there are
  for (const bool isFresh : {false, true}) {
    Random random(2);
    std::set<std::ptrdiff_t> places;
    for (int n = 0; n < 3000; ++n) {
      std::vector<float> x(10), target(10);
      (isFresh ? task.drawFresh : task.draw)(e, random, {x.data(), 1}, {target.data(), 1});
      const auto found = std::search(own.values.begin(), own.values.end(), x.begin(), x.end());
      const std::ptrdiff_t at = found - own.values.begin();
      REQUIRE(at <= 109);
      places.insert(at);
      for (int t = 0; t < 10; ++t)
        CHECK(target[static_cast<std::size_t>(t)] == (t >= 5 ? own.values[static_cast<std::size_t>(at + t + 1)] : 0.f));
    }
    CHECK(*places.begin() == (isFresh ? 90 : 0));
    CHECK(*places.rbegin() == (isFresh ? 109 : 79));
    CHECK(places.size() == (isFresh ? 20 : 80));
  }
  double sum = 0, squares = 0, count = 0;
  for (int begin = 90; begin < 110; ++begin)
    for (int t = 5; t < 10; ++t) {
      const auto v = static_cast<double>(own.values[static_cast<std::size_t>(begin + t + 1)]);
      sum += v, squares += v * v, count += 1;
    }
  CHECK(near(task.blindMetric(e), squares / count - sum / count * (sum / count), 1e-9));
}

TEST_CASE("own series: separators, decimal commas, quotes, headers, columns by name or number") {
  const auto check = [](const std::string& more, const std::string& csv, double first, const std::string& column) {
    std::string longer = csv;
    const std::string row = csv.substr(csv.find_last_of("\r\n", csv.size() - 2) + 1);
    for (int n = 0; n < 40; ++n) longer += row;
    const Experiment e = experimentOf("task=series&seqLen=6" + more, longer);
    const OwnSeries& own = *ownSeries(e);
    CHECK(near(own.inOwnUnits(static_cast<double>(own.values[0])), first, 1e-6, 10));
    CHECK(own.column == column);
  };
  check("", "1\n2\n", 1, "1");
  check("", "x\n1\n2\n", 1, "x");
  check("", "\xEF\xBB\xBFx\r\n-1e3\r\n2\n", -1000, "x");
  check("", "t,y\n1,5\n2,7\n", 5, "y");
  check("&column=t", "t,y\n1,5\n2,7\n", 1, "t");
  check("&column=1", "t,y\n1,5\n2,7\n", 1, "t");
  check("", "1,5\n2,7\n", 5, "2");
  check("", "t;y\n1;5,25\n2;7\n", 5.25, "y");
  check("", "t;y\n1; +5.25 \n2;7\n", 5.25, "y");
  check("", "\"a \"\"b\"\"; c\";y\n\"1,5\";3\n2;7\n", 3, "y");
  check("&column=a \"b\"; c", "\"a \"\"b\"\"; c\";y\n\"1,5\";3\n2;7\n", 1.5, "a \"b\"; c");
  check("&column=Größe", "Jahr;Größe;Ort\n1900;1,5;Köln\n1901;2,5;Bonn\n", 1.5, "Größe");
  check("", "Jahr;Größe;Ort\n1900;1,5;Köln\n1901;2,5;Bonn\n", 1.5, "Größe");  // the last one of numbers
  check("", "\n\n  \nx\n\n1\n2\n", 1, "x");
  check("", "a,b\r1,2\r3,4\r", 2, "b");
}

TEST_CASE("bad series: a message with line and column") {
  const std::string good = "t,y\n1,5\n2,7\n";
  std::string enough = "t,y\n", bare;
  for (int n = 0; n < 40; ++n) enough += std::to_string(n) + "," + std::to_string(n % 3) + "\n", bare += std::to_string(n % 3) + ",4\n";
  CHECK(why("task=series&seqLen=6&column=z", enough) == "column=z: line 1, column 1: there is no column “z”; there are “t”, “y”");
  CHECK(why("task=series&seqLen=6&column=3", bare + "1,2\n").find("line 1, column 1: there is no column “3”; there are 1 to 2") !=
        std::string::npos);
  CHECK(why("task=series", "1e308\n-1e308\n") == "line 1, column 1: “1e308” is beyond 1e100");
  CHECK(why("task=series", "t,y\n1,5\n2,-2e100\n") == "line 3, column 3: “-2e100” is beyond 1e100");
  CHECK(why("task=series", "t,y\n1,5\n2,seven\n") == "line 3, column 3: “seven” is not a number");
  CHECK(why("task=series", "t,y\n1,5\n2,\n") == "line 3, column 3: there is no number in this field");
  CHECK(why("task=series", "t,y\n1,5\nÄÖ\n") == "line 3, column 3: this line has only 1 field, and column 2 is asked for");
  CHECK(why("task=series", "t,y\n\"1,5\n2,7\n") == "line 2, column 1: a quotation mark that is never closed");
  CHECK(why("task=series", "t,y\n\"1\"x,5\n") == "line 2, column 4: something behind a closing quotation mark");
  CHECK(why("task=series", "t,y\na,b\n") == "line 2, column 1: no field of this line is a number");
  CHECK(why("task=series", "t,y\n") == "line 1, column 4: the file ends after its header, without a number");
  CHECK(why("task=series", "\n \n") == "line 1, column 1: there is no number in it");
  CHECK(why("task=series&column=1", "t,2\n1,5\n").find("“t” is not a number") != std::string::npos);  // a line with a number is no header
  CHECK(why("task=series", "3\n").find("line 1, column 2: the file ends after 1 number; it needs 28") == 0);
  CHECK(why("task=series", good).find("line 3, column 4: the file ends after 2 numbers; it needs 28 at least") == 0);
  for (const char* number : {"inf", "nan", "0x10", "1e200", "1 2", "--1", "1,5", "1.234,5"}) {
    std::string csv = "y;z\n";
    csv += std::string(number) + ";1\n";
    if (std::string(number) != "1,5")
      CHECK(why("task=series&column=1", csv).find("line 2, column 1: “" + std::string(number)) != std::string::npos);
  }
  std::string same;
  for (int n = 0; n < 40; ++n) same += "3\n";
  CHECK(why("task=series&seqLen=6", same) == "line 40, column 1: all numbers of this column are the same");
}

TEST_CASE("an experiment whose data isn't here says so and names the hash; a link falls back to what is built in") {
  const std::string text = "task=text&data=0123456789abcdef";
  const auto experiment = parseExperiment(text);
  REQUIRE_FALSE(experiment);
  CHECK(experiment.error().message == "data=0123456789abcdef: this data isn't here. Own data is never in a link: open its file once more");
  const ParsedLink link = parseLink(text + "&hiddenSize=5");
  CHECK(link.experiment.data.empty());
  CHECK(link.experiment.hiddenSize == 5);
  REQUIRE(link.dropped.size() == 1);
  CHECK(link.dropped[0].message == experiment.error().message);
  CHECK_FALSE(parseExperiment("task=text&data=xyz"));
  CHECK_FALSE(parseExperiment("task=text&data=0123456789ABCDEF"));
  CHECK_FALSE(parseExperiment(std::string("task=series&column=a%0Ab")));
  // What is well but for its column loses only that.
  std::string csv = "t,y\n";
  for (int n = 0; n < 40; ++n) csv += std::to_string(n) + "," + std::to_string(n * n % 17) + "\n";
  const ParsedLink column = parseLink("task=series&seqLen=6&column=z&data=" + kept(csv));
  CHECK(column.experiment.data == kept(csv));
  CHECK(column.experiment.column.empty());
  CHECK(column.experiment.seqLen == 6);
  // Another task has none of it.
  Experiment e = column.experiment;
  REQUIRE(setKey(e, "task", "text"));
  CHECK(e.data.empty());
  CHECK(printExperiment(column.experiment) == "task=series&data=" + kept(csv) + "&seqLen=6");
}

TEST_CASE("a model file has the data within, and one whose data is another's is refused") {
  const std::string text = "Ein Text mit \"Zeichen\", Umlauten äöü 😀 und\r\nZeilen. " + longText(80) + "\t\x01";
  auto simulation = Simulation::create(experimentOf("task=text&hiddenSize=6&seqLen=5&updates=3", text));
  REQUIRE(simulation);
  simulation.value()->finish();
  const std::string file = simulation.value()->saveModel();
  auto loaded = Simulation::loadModel(file);
  REQUIRE(loaded);
  CHECK(loaded.value()->weightsHash() == simulation.value()->weightsHash());
  loaded.value()->setGoal(6);
  simulation.value()->setGoal(6);
  loaded.value()->finish();
  simulation.value()->finish();
  CHECK(loaded.value()->weightsHash() == simulation.value()->weightsHash());
  std::string changed = file;
  const std::size_t at = changed.find("Umlauten");
  REQUIRE(at != std::string::npos);
  changed[at] = 'V';
  const auto refused = Simulation::loadModel(changed);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().message == "the model file is damaged: its data is not the one that its experiment names");
  // To a program that doesn't have it yet: the hash is one that nothing was kept under.
  const std::string other = "another text that nobody has kept " + longText(60);
  CHECK(ownData(hashOfData(other)) == nullptr);
  Job job{.id = 4, .experiment = "task=text&hiddenSize=4&seqLen=3&updates=2&data=" + hashOfData(other), .data = other};
  const std::string line = printJob(job);
  CHECK(line.find('\n') == std::string::npos);
  const auto readBack = readJob(line);
  REQUIRE(readBack);
  CHECK(readBack.value() == job);
  JobRun run(readBack.value());
  while (!run.advance(100)) {
  }
  CHECK(run.report().error.empty());
  CHECK(ownData(hashOfData(other)) != nullptr);
  // From here on the line has it though the job doesn't.
  job.data.clear();
  CHECK(printJob(job) == line);
  CHECK_FALSE(readJob("{\"id\":1,\"experiment\":\"task=text\",\"data\":\"%%%%\"}"));
}

TEST_CASE("base64 as RFC 4648 has it") {
  const std::pair<std::string, std::string> pairs[] = {
      {"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}, {"fooba", "Zm9vYmE="}, {"foobar", "Zm9vYmFy"}};
  for (const auto& [bytes, text] : pairs) {
    CHECK(toBase64(bytes) == text);
    CHECK(fromBase64(text) == bytes);
  }
  std::string all;
  for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
  CHECK(fromBase64(toBase64(all)) == all);
  for (const char* bad : {"Zg", "Zg=", "Z===", "=Zg=", "Zg==Zg==", "Zm 8", "====", "Zm9\n"}) CHECK_MESSAGE(!fromBase64(bad), bad);
}

TEST_CASE("going on: after an own curve in its last values; of a text the likeliest, or drawn; the same again with the same seed") {
  std::string csv;
  for (int n = 0; n < 80; ++n) csv += std::to_string(std::sin(n * 0.5)) + "\n";
  auto series = std::move(Simulation::create(experimentOf("task=series&hiddenSize=8&seqLen=10&updates=300", csv))).value();
  series->finish();
  const auto forecast = series->goOn(5, 1, 1);
  REQUIRE(forecast);
  const OwnSeries& own = *ownSeries(series->settings());
  for (int t = 0; t < 10; ++t) CHECK(forecast.value().before.at(t, 0) == own.values[static_cast<std::size_t>(70 + t)]);
  // The first is what the net answers to those; each further one what it answers to itself.
  Experiment shown = series->settings();
  std::string input;
  for (int t = 0; t < 10; ++t) input += (t ? ";" : "") + printNumber(static_cast<double>(own.values[static_cast<std::size_t>(70 + t)]));
  REQUIRE(series->apply(SetSetting{"input", input}));
  Snapshot snapshot;
  series->fill(snapshot);
  CHECK(snapshot.probe.y.at(9, 0) == forecast.value().next.at(0, 0));
  CHECK(std::fabs(static_cast<double>(forecast.value().next.at(0, 0)) - own.values.back()) < 0.8);

  auto text = std::move(Simulation::create(experimentOf("task=text&hiddenSize=8&seqLen=5&updates=20", longText(200)))).value();
  text->finish();
  const auto rows = [&](double temperature, std::uint64_t seed) { return text->goOn(200, temperature, seed).value().next; };
  CHECK(rows(1, 1).values == rows(1, 1).values);
  CHECK(rows(1, 1).values != rows(1, 2).values);
  CHECK(rows(0, 1).values == rows(0, 2).values);
  CHECK(rows(0.01, 1).values.size() == rows(5, 1).values.size());
  const auto different = [](const Table& table) {
    std::set<int> all;
    for (int t = 0; t < table.rows; ++t)
      for (int k = 0; k < table.cols; ++k)
        if (table.at(t, k) == 1) all.insert(k);
    return all.size();
  };
  CHECK(different(rows(0, 1)) < different(rows(10, 1)));
  CHECK_FALSE(Simulation::create(parseExperiment("task=adding").value()).value()->goOn(5, 1, 1));
  CHECK_FALSE(Simulation::create(parseExperiment("task=text&tying=untied&hiddenSize=4").value()).value()->goOn(5, 1, 1));
  CHECK_FALSE(Simulation::create(parseExperiment("task=text&bidirectional=true&hiddenSize=4").value()).value()->goOn(5, 1, 1));
}

TEST_CASE("command line: data=FILE trains, studies and predicts; a bad file is one line and exit code 2") {
  const std::string text = written("good.txt", longText(300)), model = "own-data-model.safetensors";
  const Run trained = run({"train", "task=text", "hiddenSize=6", "seqLen=5", "updates=10", "data=" + text, "save=" + model});
  REQUIRE(trained.code == 0);
  auto alone = std::move(Simulation::create(experimentOf("task=text&hiddenSize=6&seqLen=5&updates=10", longText(300)))).value();
  alone->finish();
  CHECK(trained.lines().back()["weights_hash"] == alone->weightsHash());
  const Run predicted = run({"predict", "load=" + model, "seqLen=8", "goOn=20", "temperature=0.5", "data=" + text});
  REQUIRE(predicted.code == 0);
  CHECK(predicted.lines()[0]["goes_on"].get<std::string>().size() == 20);
  CHECK(predicted.lines()[0]["experiment"].get<std::string>().find("data=" + hashOfData(longText(300))) != std::string::npos);
  const Run later = run({"train", "load=" + model, "updates=20"});
  CHECK(later.code == 0);
  const Run other = run({"predict", "load=" + model, "data=" + written("other.txt", longText(301))});
  CHECK(other.code == 2);
  CHECK(other.err.find("isn't the data that the model of") != std::string::npos);

  const Run printed = run({"study", "print", "task=text", "seed=1..2", "updates=1", "data=" + written("with space.txt", longText(300))});
  CHECK(printed.out ==
        "unroll study task=text seed=1 updates=1 'data=own-data-with space.txt'\n"
        "unroll study task=text seed=2 updates=1 'data=own-data-with space.txt'\n");
  const Run study = run({"study", "task=text", "hiddenSize=6", "seqLen=5", "updates=10", "seed=1..2", "jobs=2", "data=" + text});
  REQUIRE(study.code == 0);
  auto rows = study.lines();
  REQUIRE(rows.size() == 2);
  if (rows[0]["experiment"].get<std::string>().find("seed=2") != std::string::npos) std::swap(rows[0], rows[1]);
  CHECK(rows[0]["weights_hash"] == alone->weightsHash());
  CHECK(rows[1]["weights_hash"] != alone->weightsHash());

  const auto refused = [](const std::vector<std::string>& arguments) {
    const Run ran = run(arguments);
    CHECK(ran.code == 2);
    CHECK(ran.out.empty());
    CHECK(std::count(ran.err.begin(), ran.err.end(), '\n') == 1);
    return ran.err;
  };
  const std::string bad = written("bad.csv", "t,y\n1,5\n2,x\n"), latin = written("latin.txt",
                                                                                 "Gr\xFC\xDF"
                                                                                 "e");
  for (const char* command : {"train", "study"}) {
    CHECK(refused({command, "task=series", "data=" + bad}) == "unroll: " + bad + ": line 3, column 3: “x” is not a number\n");
    CHECK(refused({command, "task=text", "data=" + latin}) == "unroll: " + latin + ": line 1, column 3: it is not UTF-8\n");
    CHECK(refused({command, "task=text", "data=/nowhere"}) == "unroll: /nowhere: can't be read\n");
    CHECK(refused({command, "task=text", "data=0123456789abcdef"}) ==
          "unroll: data=0123456789abcdef: names own data, which is never in a link: give its file\n");
    CHECK(refused({command, "task=text&data=0123456789abcdef"}).find("data=0123456789abcdef: this data isn't here") != std::string::npos);
    CHECK(refused({command, "task=text", "data=" + written("empty.txt", "")}).find("there is nothing in it") != std::string::npos);
    CHECK(refused({command, "task=text", "data=" + written("large.txt", std::string(largestOwnData + 1, 'a'))}) ==
          "unroll: own-data-large.txt: line 1, column 1048577: it is larger than 1 MB (1048576 bytes), which is where that ends\n");
  }
  CHECK(refused({"study", "print", "task=series", "data=" + bad}) == "unroll: " + bad + ": line 3, column 3: “x” is not a number\n");
}
