// Tasks over an alphabet, and those whose sequences differ in length: each against its definition, told once more in a few lines; what a
// perfect answer and a wrong one are judged; what is asked of an input of one's own.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "recurrent/experiment_text.h"
#include "tasks/task.h"
#include "unit/drawn.h"

using namespace unroll;

namespace {

struct Setting {
  const Task& task;
  Experiment e;
  int inputs, outputs;

  explicit Setting(const std::string& text) : Setting(parsed(text)) {}
  Drawn draw(Random& random) const { return drawOne(task, e, random); }
  int input(const Drawn& d, int t) const { return classAt(d.x, t, inputs); }
  int target(const Drawn& d, int t) const { return classAt(d.target, t, outputs); }
  // The letters of the inputs until they end.
  std::string word(const Drawn& d) const {
    std::string all;
    for (int t = 0; t < e.seqLen && input(d, t) >= 0; ++t) all += task.letters[static_cast<std::size_t>(input(d, t))];
    return all;
  }
  std::vector<float> judged(const Drawn& d, const std::vector<float>& y) const {
    std::vector<float> verdicts(static_cast<std::size_t>(e.seqLen), -7.f);
    task.judge(e, {d.x.data(), inputs}, {y.data(), outputs}, {d.target.data(), outputs}, verdicts);
    return verdicts;
  }

 private:
  static Experiment parsed(const std::string& text) {
    const auto experiment = parseExperiment(text);
    REQUIRE(experiment);
    return experiment.value();
  }
  explicit Setting(const Experiment& experiment)
      : task(*findTask(experiment.task)), e(experiment), inputs(task.inputSize(e)), outputs(task.outputSize(e)) {}
};

bool isClose(double measured, double expected, double within) { return std::fabs(measured - expected) < within; }

enum class Word { no, begins, whole };

// Reber's grammar as loops: after T any number of S, then X; after P any number of T, then V; and so on in turn.
Word reberWord(std::string_view s) {
  std::size_t at = 0;
  const auto over = [&] { return at == s.size(); };
  const auto take = [&](char c) { return !over() && s[at] == c && ++at; };
  const auto ends = [&](std::string_view rest) {
    if (s.size() - at > rest.size() || rest.substr(0, s.size() - at) != s.substr(at)) return Word::no;
    return s.size() - at == rest.size() ? Word::whole : Word::begins;
  };
  if (over()) return Word::begins;
  if (!take('B')) return Word::no;
  if (over()) return Word::begins;
  bool afterX = false;  // T* V comes next
  if (take('T')) {
    while (take('S')) {
    }
    if (over()) return Word::begins;
    if (!take('X')) return Word::no;
  } else if (take('P')) {
    afterX = true;
  } else {
    return Word::no;
  }
  for (;; afterX = !afterX) {
    if (over()) return Word::begins;
    if (afterX) {
      while (take('T')) {
      }
      if (over()) return Word::begins;
      if (!take('V')) return Word::no;
      if (over()) return Word::begins;
      if (!take('P')) return ends("VE");
    } else if (!take('X')) {
      return ends("SE");
    }
  }
}

Word embeddedReberWord(std::string_view s) {
  if (s.empty()) return Word::begins;
  if (s[0] != 'B' || (s.size() > 1 && s[1] != 'T' && s[1] != 'P')) return Word::no;
  if (s.size() < 3) return Word::begins;
  const std::string_view inner = s.substr(2);
  const std::size_t end = inner.find('E');
  if (end == std::string_view::npos) return reberWord(inner);
  if (reberWord(inner.substr(0, end + 1)) != Word::whole) return Word::no;
  const std::string tail(inner.substr(end + 1)), wanted{s[1], 'E'};
  return tail == wanted ? Word::whole : tail.empty() || tail == wanted.substr(0, 1) ? Word::begins : Word::no;
}

std::set<char> mayFollow(Word (*grammar)(std::string_view), const std::string& word) {
  std::set<char> letters;
  for (const char c : std::string("BTSXPVE"))
    if (grammar(word + c) != Word::no) letters.insert(c);
  return letters;
}

}  // namespace

TEST_CASE("latch: a bit three times, then noise as much as was said, and the bit at the end") {
  const Setting s("task=latch&noise=0.3&seqLen=40");
  Random random(3);
  int ones = 0;
  double sum = 0, squares = 0;
  for (int n = 0; n < 2000; ++n) {
    const Drawn d = s.draw(random);
    CHECK((d.x[0] == 1.f || d.x[0] == -1.f));
    CHECK((d.x[1] == d.x[0] && d.x[2] == d.x[0]));
    for (std::size_t t = 3; t < 40; ++t) {
      sum += static_cast<double>(d.x[t]);
      squares += static_cast<double>(d.x[t] * d.x[t]);
    }
    for (int t = 0; t < 39; ++t) CHECK_FALSE(s.task.scored(s.e, t));
    CHECK(s.task.scored(s.e, 39));
    CHECK(d.target.back() == (d.x[0] > 0 ? 1.f : 0.f));
    ones += d.target.back() == 1.f;
  }
  CHECK(isClose(ones / 2000.0, 0.5, 0.05));
  CHECK(isClose(sum / 74000, 0, 0.005));
  CHECK(isClose(std::sqrt(squares / 74000), 0.3, 0.005));
}

TEST_CASE("order: two or three of X and Y in their places among a, b, c, d; all classes are as likely, and so are all places") {
  struct Range {
    double from, to;
  };
  const std::vector<std::vector<Range>> ranges = {{{.1, .2}, {.5, .6}}, {{.1, .2}, {.33, .43}, {.66, .76}}};
  for (const int symbols : {2, 3})
    for (const int length : {20, 100}) {
      const Setting s("task=order&symbols=" + std::to_string(symbols) + "&seqLen=" + std::to_string(length));
      REQUIRE(s.outputs == (symbols == 2 ? 4 : 8));
      Random random(3);
      std::map<std::string, int> classes;
      std::map<int, int> places, distractors;
      for (int n = 0; n < 8000; ++n) {
        const Drawn d = s.draw(random);
        const std::string word = s.word(d);
        REQUIRE(static_cast<int>(word.size()) == length);
        std::string order;
        for (int t = 0; t < length; ++t) {
          const char c = word[static_cast<std::size_t>(t)];
          if (c != 'X' && c != 'Y') {
            ++distractors[c];
            continue;
          }
          REQUIRE(static_cast<int>(order.size()) < symbols);
          const Range& range = ranges[static_cast<std::size_t>(symbols - 2)][order.size()];
          CHECK(t >= std::floor(range.from * length + 1e-6));
          CHECK(t < std::floor(range.to * length + 1e-6));
          order += c;
          ++places[t];
        }
        REQUIRE(static_cast<int>(order.size()) == symbols);
        ++classes[order];
        int wanted = 0;  // XX, XY, YX, YY
        for (const char c : order) wanted = 2 * wanted + (c == 'Y');
        CHECK(s.target(d, length - 1) == wanted);
      }
      CHECK(static_cast<int>(classes.size()) == s.outputs);
      for (const auto& [order, count] : classes) CHECK(isClose(count / 8000.0, 1.0 / s.outputs, 0.02));
      CHECK(static_cast<int>(places.size()) == symbols * length / 10);
      for (const auto& [t, count] : places) CHECK(isClose(count / 8000.0, 10.0 / length, 0.02));
      CHECK(distractors.size() == 4);
      for (const auto& [c, count] : distractors) CHECK(isClose(count / (8000.0 * (length - symbols)), 0.25, 0.01));
    }
}

TEST_CASE("copy: ten symbols, nothing, a mark, and the ten again") {
  for (const int length : {21, 25, 60}) {
    const Setting s("task=copy&seqLen=" + std::to_string(length));
    Random random(3);
    int counts[8] = {};
    for (int n = 0; n < 500; ++n) {
      const Drawn d = s.draw(random);
      for (int t = 0; t < length; ++t) {
        const bool says = t >= length - 10;
        if (t < 10)
          ++counts[s.input(d, t)];
        else
          CHECK(s.input(d, t) == (t == length - 11 ? 9 : 8));
        CHECK(s.target(d, t) == (says ? s.input(d, t - (length - 10)) : 8));
        CHECK(s.task.scored(s.e, t) == says);
        CHECK(s.task.counts(s.e, t));
      }
    }
    for (const int count : counts) CHECK(isClose(count / 5000.0, 1.0 / 8, 0.02));
  }
  CHECK(isClose(findTask("copy")->blindLoss(Setting("task=copy&seqLen=120").e), 0.173, 0.0005));  // Arjovsky's delay of 100
}

TEST_CASE("counting: S, n times each letter, the end; after it nothing is asked; each n is as likely") {
  for (const int symbols : {2, 3}) {
    const Setting s("task=counting&symbols=" + std::to_string(symbols) + "&seqLen=20");
    const int most = 19 / symbols;
    Random random(3);
    std::map<int, int> numbers;
    for (int n = 0; n < 4000; ++n) {
      const Drawn d = s.draw(random);
      const std::string word = s.word(d);
      const int each = static_cast<int>(std::count(word.begin(), word.end(), 'a'));
      ++numbers[each];
      std::string expected = "S";
      for (const char c : std::string(symbols == 2 ? "ab" : "abc")) expected += std::string(static_cast<std::size_t>(each), c);
      CHECK(word == expected);
      for (int t = 0; t < 20; ++t) {
        const int asked = s.target(d, t);
        const auto next = static_cast<std::size_t>(t) + 1;
        CHECK(asked == (next < word.size() ? static_cast<int>(std::string("abc").find(word[next])) : next == word.size() ? symbols : -1));
      }
    }
    CHECK(static_cast<int>(numbers.size()) == most);
    CHECK(numbers.begin()->first == 1);
    for (const auto& [each, count] : numbers) CHECK(isClose(count / 4000.0, 1.0 / most, 0.03));
  }
}

TEST_CASE("reber: every string is one of the grammar, each way out as likely, and no longer than fits") {
  using Grammar = Word (*)(std::string_view);
  const std::pair<const char*, Grammar> grammars[] = {{"reber", reberWord}, {"embeddedReber", embeddedReberWord}};
  for (const auto& pair : grammars)
    for (const int length : {12, 100}) {
      const auto& name = pair.first;
      const auto& grammar = pair.second;
      CAPTURE(name);
      CAPTURE(length);
      const Setting s("task=" + std::string(name) + "&seqLen=" + std::to_string(length));
      const bool embedded = grammar == embeddedReberWord;
      Random random(3);
      std::map<std::string, int> strings;
      int ts = 0;
      for (int n = 0; n < 8000; ++n) {
        const Drawn d = s.draw(random);
        std::string word = s.word(d);
        REQUIRE(word.size() > 2);
        for (int t = 0; t < length; ++t) {
          const auto next = static_cast<std::size_t>(t) + 1;
          const int asked = s.target(d, t);
          if (next < word.size()) CHECK(s.task.letters[static_cast<std::size_t>(asked)] == word[next]);
          if (next == word.size()) CHECK(s.task.letters[static_cast<std::size_t>(asked)] == 'E');
          if (next > word.size()) CHECK(asked == -1);
        }
        word += 'E';  // what is asked for last
        CHECK(grammar(word) == Word::whole);
        CHECK(static_cast<int>(word.size()) <= length + 1);
        if (embedded) CHECK(word[1] == word[word.size() - 2]);
        ts += word[1] == 'T';
        ++strings[word];
      }
      if (length < 100) continue;
      CHECK(isClose(ts / 8000.0, 0.5, 0.025));
      // Of each string one half for every fork that it passes.
      const std::string around = embedded ? "T" : "";
      const double half = embedded ? 0.5 : 1;
      for (const auto& [inner, share] : {std::pair("BTXSE", 1.0 / 8),
                                         {"BPVVE", 1.0 / 8},
                                         {"BTSXSE", 1.0 / 16},
                                         {"BPTVVE", 1.0 / 16},
                                         {"BTXXVVE", 1.0 / 32},
                                         {"BPVPSE", 1.0 / 16}})
        CHECK(isClose(strings[embedded ? "BT" + std::string(inner) + "TE" : inner] / 8000.0, half * share, 0.015));
    }
  for (const char* word : {"BTE", "BTXXTTVPXVVE", "BPVVEE", "BPTTVPXTVV"})
    CHECK((reberWord(word) == Word::whole) == (std::string(word) == "BTXXTTVPXVVE"));
}

TEST_CASE("a perfect answer is judged right wherever something can be known, a flipped one wrong, and each step by itself") {
  // What may come after a word, for the tasks whose inputs are letters; none: it can't be known.
  const std::pair<const char*, std::function<std::set<char>(const std::string&)>> rules[] = {
      {"task=reber&seqLen=30", [](const std::string& word) { return mayFollow(reberWord, word); }},
      {"task=embeddedReber&seqLen=30", [](const std::string& word) { return mayFollow(embeddedReberWord, word); }},
  };
  for (const auto& pair : rules) {
    const auto& text = pair.first;
    const auto& follow = pair.second;
    CAPTURE(text);
    const Setting s(text);
    Random random(4);
    for (int n = 0; n < 300; ++n) {
      const Drawn d = s.draw(random);
      const std::string word = s.word(d);
      std::vector<float> y(d.target.size(), 0.f), flipped = y;
      for (std::size_t t = 0; t < word.size(); ++t) {
        const std::set<char> letters = follow(word.substr(0, t + 1));
        REQUIRE_FALSE(letters.empty());
        for (std::size_t k = 0; k < s.task.letters.size(); ++k)
          y[t * s.task.letters.size() + k] = letters.count(s.task.letters[k]) == 1 ? 1.f / static_cast<float>(letters.size()) : 0.f;
      }
      for (std::size_t i = 0; i < y.size(); ++i) flipped[i] = 1 - y[i];
      const auto right = s.judged(d, y), wrong = s.judged(d, flipped);
      auto mixed = y;
      const std::size_t at = word.size() / 2, size = s.task.letters.size();
      std::copy_n(flipped.begin() + static_cast<std::ptrdiff_t>(at * size), size, mixed.begin() + static_cast<std::ptrdiff_t>(at * size));
      const auto one = s.judged(d, mixed);
      for (std::size_t t = 0; t < right.size(); ++t) {
        CHECK(std::isnan(right[t]) == (t >= word.size()));
        CHECK(std::isnan(one[t]) == (t >= word.size()));
        if (t >= word.size()) continue;
        CHECK(right[t] == 1.f);
        CHECK(wrong[t] == 0.f);
        CHECK(one[t] == (t == at ? 0.f : 1.f));
      }
    }
  }
  // Counting: everything but how many a there are.
  for (const char* text : {"task=counting&seqLen=16", "task=counting&symbols=3&seqLen=16"}) {
    const Setting s(text);
    Random random(4);
    for (int n = 0; n < 100; ++n) {
      const Drawn d = s.draw(random);
      const std::string word = s.word(d);
      std::vector<float> y(d.target.size(), 0.f), flipped(d.target.size(), 0.f);
      for (std::size_t i = 0; i < y.size(); ++i)
        if (isAsked(d.target[i])) y[i] = 0.2f + 0.5f * d.target[i], flipped[i] = 1 - y[i];
      const auto right = s.judged(d, y), wrong = s.judged(d, flipped);
      for (std::size_t t = 0; t < right.size(); ++t) {
        const bool known = t < word.size() && word[t] != 'a';
        CHECK(std::isnan(right[t]) == !known);
        if (!known) continue;
        CHECK(right[t] == 1.f);
        CHECK(wrong[t] == 0.f);
      }
    }
  }
}

TEST_CASE("a number that is none is never right") {
  for (const Task* task : allTasks()) {
    if (!task->judge) continue;
    CAPTURE(std::string(task->name));
    const Setting s("task=" + std::string(task->name));
    Random random(4);
    const Drawn d = s.draw(random);
    const auto verdicts = s.judged(d, std::vector<float>(d.target.size(), std::nanf("")));
    for (const float verdict : verdicts) CHECK_FALSE(verdict == 1.f);
  }
}

TEST_CASE("what is asked of a drawn input is the drawn target, as far as it can be known without what comes after it") {
  for (const char* text :
       {"task=xor", "task=echo", "task=adding", "task=letters", "task=multiplication", "task=parity", "task=latch",
        "task=latch&noise=0&seqLen=3", "task=order", "task=order&symbols=3", "task=copy", "task=counting", "task=counting&symbols=3",
        "task=reber", "task=embeddedReber", "task=sentences", "task=melody", "task=text", "task=series"}) {
    CAPTURE(text);
    const Setting s(text);
    const bool answers = s.task.answer;
    REQUIRE(answers);
    Random random(5);
    int answered = 0;
    for (int n = 0; n < 100; ++n) {
      const Drawn d = s.draw(random);
      Table x;
      x.fill(s.e.seqLen, s.inputs, [&](int t, int i) { return d.x[static_cast<std::size_t>(t * s.inputs + i)]; });
      for (int t = 0; t < s.e.seqLen; ++t) {
        std::vector<float> target(static_cast<std::size_t>(s.outputs), 0.f);
        const float* drawn = &d.target[static_cast<std::size_t>(t * s.outputs)];
        const bool known = s.task.answer(s.e, x, t, target);
        answered += known;
        if (!s.task.counts(s.e, t)) continue;
        CHECK((known || !isAsked(drawn[0]) || t + 1 == s.e.seqLen));
        if (!isAsked(drawn[0])) CHECK_FALSE(known);
        for (int o = 0; o < s.outputs && known && isAsked(drawn[0]); ++o)
          CHECK(near(static_cast<double>(target[static_cast<std::size_t>(o)]), static_cast<double>(drawn[o]), 1e-6, 1));
      }
    }
    CHECK(answered >= 50);
  }
}

TEST_CASE("what is asked of words that no task draws") {
  struct Case {
    const char* text;
    std::string word;
    int t;
    char asked;  // by its letter, '-' for the end, ' ': it can't be known
  };
  const Case cases[] = {
      {"task=counting", "Saab", 1, 'a'},
      {"task=counting", "Saab", 2, 'b'},
      {"task=counting", "Saab", 3, 'b'},
      {"task=counting", "Saabb", 4, '-'},
      {"task=counting", "Saabbb", 5, ' '},
      {"task=counting", "Sba", 2, ' '},
      {"task=counting", "aab", 1, ' '},
      {"task=counting", "SaS", 2, ' '},
      {"task=counting", "Saa", 2, ' '},
      {"task=counting&symbols=3", "Saabbcc", 4, 'c'},
      {"task=counting&symbols=3", "Saabbc", 5, 'c'},
      {"task=counting&symbols=3", "Saabbcc", 6, '-'},
      {"task=counting&symbols=3", "Saabcc", 4, ' '},
      {"task=reber", "BTXS", 3, 'E'},
      {"task=reber", "BTX", 1, 'X'},
      {"task=reber", "BTX", 2, ' '},
      {"task=reber", "BTB", 2, ' '},
      {"task=reber", "BTB", 1, ' '},
      {"task=embeddedReber", "BPBTXSE", 6, 'P'},
      {"task=embeddedReber", "BPBTXSEP", 7, 'E'},
      {"task=embeddedReber", "BPBTXSET", 6, ' '},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text);
    CAPTURE(c.word);
    CAPTURE(c.t);
    Setting s(c.text);
    s.e.seqLen = static_cast<int>(c.word.size());
    Table x;
    x.fill(s.e.seqLen, s.inputs,
           [&](int t, int i) { return static_cast<int>(s.task.letters.find(c.word[static_cast<std::size_t>(t)])) == i ? 1.f : 0.f; });
    std::vector<float> target(static_cast<std::size_t>(s.outputs), 0.f);
    CHECK(s.task.answer(s.e, x, c.t, target) == (c.asked != ' '));
    const std::string names = s.e.task == "counting" ? (s.outputs == 3 ? "ab-" : "abc-") : std::string(s.task.letters);
    if (c.asked != ' ') CHECK(classAt(target, 0, s.outputs) == static_cast<int>(names.find(c.asked)));
  }
  // The order is that of two, wherever they stand; latch's bit is said three times.
  for (const auto& pair : {std::pair("aXbYcdabab", 1), {"YYaaaaaaaa", 3}, {"aaaaaaaaYX", 2}, {"aXaaaaaaaa", -1}, {"XXXaaaaaaa", -1}}) {
    const auto& word = pair.first;
    const auto& asked = pair.second;
    const Setting s("task=order&seqLen=10");
    Table x;
    x.fill(10, 6, [&](int t, int i) { return static_cast<int>(s.task.letters.find(word[t])) == i ? 1.f : 0.f; });
    std::vector<float> target(4, 0.f);
    CHECK(s.task.answer(s.e, x, 9, target) == (asked >= 0));
    if (asked >= 0) CHECK(classAt(target, 0, 4) == asked);
    CHECK_FALSE(s.task.answer(s.e, x, 8, target));
  }
  const Setting latch("task=latch&seqLen=4");
  for (const auto& pair :
       {std::pair(std::vector<float>{1, 1, 1, 0}, 1.f), {{-1, -1, -1, 5}, 0.f}, {{1, -1, 1, 0}, -1.f}, {{.5f, .5f, .5f, 0}, -1.f}}) {
    const auto& values = pair.first;
    const auto& asked = pair.second;
    Table x;
    x.fill(4, 1, [&](int t, int) { return values[static_cast<std::size_t>(t)]; });
    float target = -1;
    CHECK(latch.task.answer(latch.e, x, 3, {&target, 1}) == (asked >= 0));
    CHECK(target == asked);
  }
}
