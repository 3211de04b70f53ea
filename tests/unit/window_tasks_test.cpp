// Sentences, melody, text, series and rows: each against its definition, told once more in a few lines.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "recurrent/experiment_text.h"
#include "tasks/task.h"
#include "unit/drawn.h"

using namespace unroll;

namespace {

Experiment experimentOf(const std::string& text) {
  const auto parsed = parseExperiment(text);
  REQUIRE(parsed);
  return parsed.value();
}

std::vector<std::string> wordsOf(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> all;
  for (std::string word; stream >> word;) all.push_back(word);
  return all;
}

// Elman 1990, table 3 (words in all of its figure 7) and table 4.
const std::map<std::string, std::string>& wordKinds() {
  static const std::map<std::string, std::string> kinds = {
      {"HUM", "man woman boy girl"}, {"ANIM", "cat mouse dog"},         {"INANIM", "book rock car"},     {"AGRESS", "dragon monster lion"},
      {"FRAG", "glass plate"},       {"FOOD", "cookie bread sandwich"}, {"INTRAN", "think sleep exist"}, {"TRAN", "see chase like"},
      {"AGPAT", "move break"},       {"PERCEPT", "smell see"},          {"DESTROY", "break smash"},      {"EAT", "eat"}};
  return kinds;
}
const std::vector<std::string> sentenceKinds = {"HUM EAT FOOD",        "HUM PERCEPT INANIM", "HUM DESTROY FRAG", "HUM INTRAN",
                                                "HUM TRAN HUM",        "HUM AGPAT INANIM",   "HUM AGPAT",        "ANIM EAT FOOD",
                                                "ANIM TRAN ANIM",      "ANIM AGPAT INANIM",  "ANIM AGPAT",       "INANIM AGPAT",
                                                "AGRESS DESTROY FRAG", "AGRESS EAT HUM",     "AGRESS EAT ANIM",  "AGRESS EAT FOOD"};
const std::vector<std::string> vocabulary = wordsOf(
    "man woman boy girl cat mouse dog book rock car dragon monster lion glass plate cookie bread sandwich think sleep exist see chase like "
    "move break "
    "smell smash eat");

// Whether the words from `from` on are sentences, the last of which may be cut off.
bool areSentences(const std::vector<std::string>& words, std::size_t from = 0) {
  if (from == words.size()) return true;
  for (const std::string& kind : sentenceKinds) {
    const auto kinds = wordsOf(kind);
    const std::size_t common = std::min(kinds.size(), words.size() - from);
    bool fits = true;
    for (std::size_t k = 0; k < common && fits; ++k) {
      const auto there = wordsOf(wordKinds().at(kinds[k]));
      fits = std::count(there.begin(), there.end(), words[from + k]) == 1;
    }
    if (fits && (common < kinds.size() || areSentences(words, from + common))) return true;
  }
  return false;
}

std::set<std::string> canFollow(std::vector<std::string> words) {
  std::set<std::string> all;
  words.emplace_back();
  for (const std::string& word : vocabulary) {
    words.back() = word;
    if (areSentences(words)) all.insert(word);
  }
  return all;
}

}  // namespace

TEST_CASE("sentences: two or three words of Elman's kinds, one after the other, each kind of sentence as likely") {
  const Task& task = *findTask("sentences");
  const Experiment e = experimentOf("task=sentences&seqLen=12");
  REQUIRE(vocabulary.size() == 29);
  REQUIRE(task.inputSize(e) == 29);
  REQUIRE(task.outputSize(e) == 29);
  Random random(3);
  std::map<std::string, double> first;
  int eats = 0;
  for (int n = 0; n < 4000; ++n) {
    const Drawn d = drawOne(task, e, random);
    std::vector<std::string> words;
    for (int t = 0; t < 12; ++t) {
      words.push_back(vocabulary.at(static_cast<std::size_t>(classAt(d.x, t, 29))));
      if (t > 0) CHECK(classAt(d.target, t - 1, 29) == classAt(d.x, t, 29));
    }
    words.push_back(vocabulary.at(static_cast<std::size_t>(classAt(d.target, 11, 29))));
    if (n < 400) CHECK(areSentences(words));
    first[words[0]] += 1 / 4000.0;
    eats += words[1] == "eat";
  }
  CHECK(first.size() == 13);
  for (const auto& [word, share] : first) {
    const bool human = word == "man" || word == "woman" || word == "boy" || word == "girl";
    const bool thing = word == "book" || word == "rock" || word == "car";
    CHECK(std::fabs(share - (human ? 7.0 / 64 : thing ? 1.0 / 48 : 1.0 / 12)) < 0.02);
  }
  CHECK(std::fabs(eats / 4000.0 - 5.0 / 16) < 0.03);
}

TEST_CASE("sentences: right is a word that can come next by any reading of the words so far") {
  const Task& task = *findTask("sentences");
  const Experiment e = experimentOf("task=sentences&seqLen=10");
  CHECK(canFollow({}) == canFollow({"man", "sleep"}));
  CHECK(canFollow({"boy", "move"}).count("book") == 1);
  CHECK(canFollow({"boy", "move"}).count("man") == 1);
  CHECK(canFollow({"boy", "move"}).count("move") == 0);
  CHECK(canFollow({"boy", "move", "book"}).count("move") == 1);
  CHECK(canFollow({"lion", "eat"}) ==
        std::set<std::string>{"man", "woman", "boy", "girl", "cat", "mouse", "dog", "cookie", "bread", "sandwich"});
  Random random(4);
  int unexpected = 0;
  for (int n = 0; n < 60; ++n) {
    const Drawn d = drawOne(task, e, random);
    std::vector<float> verdicts(10);
    std::vector<std::set<std::string>> allowed;
    std::vector<std::string> words;
    for (int t = 0; t < 10; ++t) {
      words.push_back(vocabulary[static_cast<std::size_t>(classAt(d.x, t, 29))]);
      allowed.push_back(canFollow(words));
      unexpected += allowed.back().size() > 1;
    }
    for (std::size_t answer = 0; answer < 29; ++answer) {
      std::vector<float> y(290, 0.01f);
      for (std::size_t t = 0; t < 10; ++t) y[t * 29 + answer] = 0.5f;
      task.judge(e, {d.x.data(), 29}, {y.data(), 29}, {d.target.data(), 29}, verdicts);
      for (std::size_t t = 0; t < 10; ++t) CHECK(verdicts[t] == (allowed[t].count(vocabulary[answer]) == 1 ? 1.f : 0.f));
    }
    // A perfect answer, the word itself that comes, and one that is the least likely there.
    task.judge(e, {d.x.data(), 29}, {d.target.data(), 29}, {d.target.data(), 29}, verdicts);
    for (const float verdict : verdicts) CHECK(verdict == 1.f);
  }
  CHECK(unexpected > 500);
  // Words in no order are not judged from there on.
  Drawn d = drawOne(task, e, random);
  for (std::size_t t = 4; t < 6; ++t)
    for (std::size_t i = 0; i < 29; ++i) d.x[t * 29 + i] = i == 28 ? 1.f : 0.f;  // eat eat
  std::vector<float> verdicts(10);
  task.judge(e, {d.x.data(), 29}, {d.target.data(), 29}, {d.target.data(), 29}, verdicts);
  for (std::size_t t = 5; t < 10; ++t) CHECK(std::isnan(verdicts[t]));
}

TEST_CASE("melody: bars that add up, each window from one tune, each note as likely to begin") {
  const Task& task = *findTask("melody");
  const Experiment e = experimentOf("task=melody&seqLen=70");  // longer than each tune
  const int size = task.outputSize(e);
  REQUIRE(size == 26);
  Random random(3);
  std::map<std::vector<int>, int> windows;  // by their beginnings, too
  std::vector<double> shares(26, 0);
  for (int n = 0; n < 6000; ++n) {
    const Drawn d = drawOne(task, e, random);
    std::vector<int> notes;
    for (int t = 0; t < 70; ++t) {
      notes.push_back(classAt(d.x, t, size));
      REQUIRE(notes.back() >= 0);
      const int next = classAt(d.target, t, size);
      if (t + 1 < 70) CHECK(next == classAt(d.x, t + 1, size));
      REQUIRE(next >= 0);
    }
    ++windows[notes];
    shares[static_cast<std::size_t>(notes[0])] += 1 / 6000.0;
  }
  // 229 notes in all, so as many windows; where a tune has been heard through it begins anew, after its own number of notes.
  CHECK(windows.size() == 229);
  std::map<int, int> lengths;
  for (const auto& [notes, count] : windows) {
    CHECK(count < 60);
    for (int length = 20;; ++length) {
      REQUIRE(length < 70);
      if (!std::equal(notes.begin() + length, notes.end(), notes.begin())) continue;
      ++lengths[length];
      break;
    }
  }
  CHECK(lengths == std::map<int, int>{{32, 32}, {42, 42}, {44, 44}, {49, 49}, {62, 62}});
  double entropy = 0;
  for (const double share : shares)
    if (share > 0) entropy -= share * std::log(share);
  CHECK(std::fabs(entropy - task.blindLoss(e)) < 0.03);
}

TEST_CASE("text: windows of one text, in which words are words") {
  const Task& task = *findTask("text");
  const Experiment e = experimentOf("task=text&seqLen=400");
  const std::string alphabet = " ,.abcdefghijklmnopqrstuvwxyz";
  REQUIRE(task.inputSize(e) == static_cast<int>(alphabet.size()));
  Random random(3);
  std::string before;
  for (int n = 0; n < 20; ++n) {
    const Drawn d = drawOne(task, e, random);
    std::string text;
    for (int t = 0; t < 400; ++t) {
      text += alphabet.at(static_cast<std::size_t>(classAt(d.x, t, 29)));
      if (t > 0) CHECK(classAt(d.target, t - 1, 29) == classAt(d.x, t, 29));
    }
    for (const char* words : {" sitting by her sister on the bank, ", " use of a book, thought alice, ", " she had peeped into the book "})
      CHECK(text.find(words) != std::string::npos);
    CHECK(text.find("conversations. alice was beginning") != std::string::npos);  // it begins anew
    CHECK(text != before);
    before = text;
  }
}

TEST_CASE("series: one curve of three waves, from anywhere in it") {
  const Task& task = *findTask("series");
  const Experiment e = experimentOf("task=series&seqLen=60");
  const double pi = std::acos(-1.0);
  std::vector<double> curve;
  for (int n = 0; n < 2000; ++n)
    curve.push_back(0.5 * std::sin(2 * pi * n / 12) + 0.3 * std::sin(2 * pi * n / 19.416 + 1) + 0.2 * std::sin(2 * pi * n / 31.416 + 2));
  Random random(3);
  std::set<int> beginnings;
  for (int n = 0; n < 3000; ++n) {
    const Drawn d = drawOne(task, e, random);
    int found = -1;
    for (int from = 0; from < 1000 && found < 0; ++from) {
      bool same = true;
      for (int t = 0; t < 60 && same; ++t)
        same = std::fabs(static_cast<double>(d.x[static_cast<std::size_t>(t)]) - curve[static_cast<std::size_t>(from + t)]) < 2e-4;
      if (same) found = from;
    }
    REQUIRE(found >= 0);
    beginnings.insert(found);
    for (int t = 0; t < 60; ++t) {
      CHECK(task.scored(e, t) == (t >= 5));
      if (t >= 5)
        CHECK(std::fabs(static_cast<double>(d.target[static_cast<std::size_t>(t)]) - curve[static_cast<std::size_t>(found + t + 1)]) <
              2e-4);
    }
  }
  CHECK(beginnings.size() > 900);
}

TEST_CASE("rows: a ring is empty in its middle, a cross is not; nothing comes after the eighth row") {
  const Task& task = *findTask("rows");
  const Experiment e = experimentOf("task=rows&seqLen=11&noise=0");
  Random random(3);
  int crosses = 0;
  for (int n = 0; n < 2000; ++n) {
    const Drawn d = drawOne(task, e, random);
    double all = 0, right = 0, down = 0;
    for (int t = 0; t < 11; ++t)
      for (int i = 0; i < 8; ++i) {
        const double ink = static_cast<double>(d.x[static_cast<std::size_t>(8 * t + i)]);
        CHECK((ink >= 0 && ink <= 1));
        if (t >= 8) CHECK(ink == 0);
        all += ink;
        right += ink * i;
        down += ink * t;
      }
    // Around the middle of all ink.
    const double x = right / all, y = down / all;
    double nearest = 0;
    for (int t = 0; t < 8; ++t)
      for (int i = 0; i < 8; ++i)
        if (std::hypot(i - x, t - y) <= 0.75) nearest = std::max(nearest, static_cast<double>(d.x[static_cast<std::size_t>(8 * t + i)]));
    const int asked = classAt(d.target, 10, 2);
    REQUIRE(asked >= 0);
    CHECK((nearest > 0.15) == (asked == 1));
    CHECK(all > 5);
    crosses += asked;
    for (int t = 0; t < 10; ++t) CHECK(classAt(d.target, t, 2) == -2);
  }
  CHECK(std::fabs(crosses / 2000.0 - 0.5) < 0.05);
  // Noise comes on the eight rows alone.
  const Experiment noisy = experimentOf("task=rows&seqLen=11&noise=0.3");
  double squares = 0;
  for (int n = 0; n < 500; ++n) {
    Random one(static_cast<std::uint64_t>(n)), other(static_cast<std::uint64_t>(n));
    const Drawn clean = drawOne(task, e, one), d = drawOne(task, noisy, other);
    CHECK(d.target == clean.target);
    for (std::size_t i = 0; i < 64; ++i) squares += std::pow(static_cast<double>(d.x[i] - clean.x[i]), 2);
    for (std::size_t i = 64; i < 88; ++i) CHECK(d.x[i] == 0.f);
  }
  CHECK(std::fabs(std::sqrt(squares / (500 * 64)) - 0.3) < 0.01);
}
