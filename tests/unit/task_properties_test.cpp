// What tasks say of their sequences beside the targets: properties, automata, and which inputs they could have drawn.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "recurrent/experiment_text.h"
#include "tasks/own_data.h"
#include "unit/drawn.h"

using namespace unroll;

namespace {

Experiment experimentOf(const Task& task, const std::string& more = "") {
  const auto experiment = parseExperiment("task=" + std::string(task.name) + more);
  REQUIRE(experiment);
  return experiment.value();
}

std::vector<float> valuesOf(const Task& task, const Experiment& e, std::string_view name, const Drawn& drawn) {
  std::vector<float> values(static_cast<std::size_t>(e.seqLen), -5.f);
  for (const TaskProperty& property : task.properties)
    if (property.name == name) property.take(e, {drawn.x.data(), task.inputSize(e)}, values);
  return values;
}

}  // namespace

TEST_CASE("each property is of its kind at each step of what its task draws, and differs somewhere") {
  for (const Task* task : allTasks())
    for (const std::string more : {"", "&symbols=3"}) {
      if (!more.empty() && !task->reads("symbols")) continue;
      const Experiment e = experimentOf(*task, more);
      Random random(3);
      for (const TaskProperty& property : task->properties) {
        const std::string name = std::string(task->name) + more + " " + std::string(property.name);
        CAPTURE(name);
        CHECK(!property.help.empty());
        if (name == "text insideQuotes") continue;  // the built-in text has no quotation mark
        bool isAnything = false, differs = false;
        float first = 0;
        for (int n = 0; n < 60; ++n) {
          const Drawn drawn = drawOne(*task, e, random);
          for (const float value : valuesOf(*task, e, property.name, drawn)) {
            if (std::isnan(value)) continue;
            if (!isAnything) first = value;
            isAnything = true;
            differs = differs || value != first;
            if (property.classes == 0) continue;
            CHECK(value == std::floor(value));
            CHECK(value >= 0);
            CHECK(value < static_cast<float>(property.classes));
          }
        }
        CHECK(isAnything);
        CHECK(differs);
      }
    }
}

TEST_CASE("properties are what they say: by the targets, where those say it too") {
  for (int n = 0; n < 40; ++n) {
    Random random(static_cast<std::uint64_t>(n));
    const auto with = [&](const char* name, const char* property, const std::string& more, const auto& use) {
      const Task& task = *findTask(name);
      const Experiment e = experimentOf(task, more);
      const Drawn drawn = drawOne(task, e, random);
      use(e, drawn, valuesOf(task, e, property, drawn));
    };
    with("parity", "odd", "", [](const Experiment&, const Drawn& d, const std::vector<float>& values) { CHECK(values == d.target); });
    with("latch", "bit", "", [](const Experiment&, const Drawn& d, const std::vector<float>& values) {
      for (const float value : values) CHECK(value == d.target.back());
    });
    with("adding", "sum", "", [](const Experiment&, const Drawn& d, const std::vector<float>& values) {
      CHECK(values.back() == d.target.back());
      CHECK(values.front() == d.x[0] * d.x[1]);
    });
    with("multiplication", "product", "",
         [](const Experiment&, const Drawn& d, const std::vector<float>& values) { CHECK(values.back() == d.target.back()); });
    with("adding", "marks", "", [](const Experiment&, const Drawn&, const std::vector<float>& values) { CHECK(values.back() == 2); });
    with("echo", "due", "&delay=4", [](const Experiment& e, const Drawn& d, const std::vector<float>& values) {
      for (int t = 0; t < e.seqLen; ++t) {
        if (t < 4) CHECK(std::isnan(values[static_cast<std::size_t>(t)]));
        if (t >= 4) CHECK(values[static_cast<std::size_t>(t)] == d.target[static_cast<std::size_t>(t)]);
      }
    });
    for (const int symbols : {2, 3}) {
      const std::string more = "&symbols=" + std::to_string(symbols);
      with("order", "seen", more, [&](const Experiment& e, const Drawn& d, const std::vector<float>& values) {
        const int outputs = 1 << symbols;
        CHECK(values.back() == static_cast<float>(outputs - 1 + classAt(d.target, e.seqLen - 1, outputs)));
        CHECK(values.front() == 0);
      });
      with("counting", "open", more, [&](const Experiment& e, const Drawn& d, const std::vector<float>& values) {
        int count[4] = {};
        for (int t = 0; t < e.seqLen; ++t) {
          const int letter = classAt(d.x, t, symbols + 1);
          if (letter < 0) {
            CHECK(std::isnan(values[static_cast<std::size_t>(t)]));
            continue;
          }
          ++count[letter];
          float open = 0;
          for (int later = 2; later <= symbols; ++later) open += static_cast<float>(count[1] - count[later]);
          CHECK(values[static_cast<std::size_t>(t)] == open);
        }
      });
    }
    with("text", "inWord", "", [](const Experiment& e, const Drawn& d, const std::vector<float>& values) {
      float since = NAN;
      for (int t = 0; t < e.seqLen; ++t) {
        since = d.x[static_cast<std::size_t>(t) * 29] == 1 ? 0 : since + 1;
        CHECK((values[static_cast<std::size_t>(t)] == since || (std::isnan(since) && std::isnan(values[static_cast<std::size_t>(t)]))));
      }
    });
  }
}

TEST_CASE("a task's automaton reads all that the task draws, and its states are the property of that name") {
  int automata = 0;
  for (const Task* task : allTasks()) {
    if (!task->automaton) continue;
    ++automata;
    const TaskAutomaton& automaton = *task->automaton;
    const std::string name(task->name);
    CAPTURE(name);
    const Experiment e = experimentOf(*task);
    Random random(6);
    for (int n = 0; n < 100; ++n) {
      const Drawn drawn = drawOne(*task, e, random);
      const SequenceReader x{drawn.x.data(), task->inputSize(e)};
      const std::vector<float> states = valuesOf(*task, e, name == "parity" ? "odd" : "state", drawn);
      int state = 0;
      for (int t = 0; t < e.seqLen; ++t) {
        const int symbol = automaton.symbolAt(x, t);
        if (symbol < 0) {
          CHECK(std::isnan(states[static_cast<std::size_t>(t)]));
          continue;
        }
        CHECK(symbol < static_cast<int>(automaton.letters.size()));
        state = automaton.next(state, symbol);
        CHECK(state >= 0);
        CHECK(state < automaton.states);
        CHECK(states[static_cast<std::size_t>(t)] == static_cast<float>(state));
      }
    }
    for (int state = 0; state < automaton.states; ++state)
      for (int symbol = 0; symbol < static_cast<int>(automaton.letters.size()); ++symbol)
        CHECK(automaton.next(state, symbol) < automaton.states);
  }
  CHECK(automata == 3);
  const TaskAutomaton& reber = *findTask("reber")->automaton;
  const auto walk = [&](std::string_view word) {
    int state = 0;
    for (const char letter : word) state = state < 0 ? -1 : reber.next(state, static_cast<int>(reber.letters.find(letter)));
    return state;
  };
  CHECK(walk("BTSSXXTVVE") == 7);
  CHECK(walk("BPVVE") == 7);
  CHECK(walk("BTXSE") == 7);
  CHECK(walk("BTXSEE") == -1);
  CHECK(walk("BTT") == -1);
  CHECK(walk("BPTTVPXVV") == 6);
}

TEST_CASE("what a task draws is legal, and a step of another sequence makes it something else where it can't be") {
  int tasks = 0;
  for (const Task* task : allTasks())
    for (const std::string more : {"", "&symbols=3"}) {
      if (!task->legal || (!more.empty() && !task->reads("symbols"))) continue;
      ++tasks;
      const std::string name = std::string(task->name) + more;
      CAPTURE(name);
      const Experiment e = experimentOf(*task, more);
      const int inputs = task->inputSize(e);
      Random random(9);
      int refused = 0;
      for (int n = 0; n < 300; ++n) {
        Drawn drawn = drawOne(*task, e, random);
        CHECK(task->legal(e, {drawn.x.data(), inputs}));
        const Drawn other = drawOne(*task, e, random);
        const int t = random.below(e.seqLen);
        for (int i = 0; i < inputs; ++i)
          drawn.x[static_cast<std::size_t>(t * inputs + i)] = other.x[static_cast<std::size_t>(t * inputs + i)];
        refused += !task->legal(e, {drawn.x.data(), inputs});
        drawn.x[static_cast<std::size_t>(t * inputs)] = 17;
        CHECK(!task->legal(e, {drawn.x.data(), inputs}));
      }
      const bool anyGoes = name == "parity" || name == "echo" || name == "copy" || name == "latch";
      if (!anyGoes) CHECK(refused > 10);
      if (name == "parity" || name == "echo" || name == "copy") CHECK(refused == 0);
    }
  CHECK(tasks == 13);
  const Task& adding = *findTask("adding");
  const Experiment e = experimentOf(adding, "&seqLen=4");
  const auto isLegal = [&](std::vector<float> x) { return adding.legal(e, {x.data(), 2}); };
  CHECK(isLegal({0.1f, 1, 0.2f, 0, 0.3f, 0, 0.4f, 1}));
  CHECK(!isLegal({0.1f, 1, 0.2f, 1, 0.3f, 0, 0.4f, 0}));  // both in the first half
  CHECK(!isLegal({0.1f, 1, 0.2f, 0, 0.3f, 0, 0.4f, 0}));
  CHECK(!isLegal({1.0f, 1, 0.2f, 0, 0.3f, 0, 0.4f, 1}));
}

TEST_CASE("text: inside quotes is told from the text itself, as soon as a window shows it") {
  // Told once more over the whole text: with each mark it changes.
  std::string all;
  Random random(5);
  while (all.size() < 2000) {
    for (int words = 2 + random.below(3); words > 0; --words) all += std::string(1, static_cast<char>('a' + random.below(5))) + "b ";
    all += random.below(2) == 0 ? "\"ca dab\" " : "\"e\", ";
  }
  const auto hash = keepOwnData(all);
  REQUIRE(hash);
  const Task& task = *findTask("text");
  const Experiment e = experimentOf(task, "&seqLen=30&data=" + hash.value());
  const auto names = task.names(e);
  int known = 0, inside = 0;
  for (int n = 0; n < 100; ++n) {
    const Drawn drawn = drawOne(task, e, random);
    std::string window;
    for (int t = 0; t < e.seqLen; ++t)
      for (std::size_t k = 0; k < names.size(); ++k)
        if (drawn.x[static_cast<std::size_t>(t) * names.size() + k] == 1) window += names[k];
    const std::size_t at = all.find(window);
    REQUIRE(at != std::string::npos);
    const std::vector<float> values = valuesOf(task, e, "insideQuotes", drawn);
    const std::size_t first = window.find('"', 1);  // what a mark at the very begin does, the window doesn't show
    for (std::size_t t = 0; t < window.size(); ++t) {
      CHECK(std::isnan(values[t]) == (t < first));
      if (t < first) continue;
      const bool odd = std::count(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(at + t + 1), '"') % 2 == 1;
      CHECK(values[t] == (odd ? 1.f : 0.f));
      ++known;
      inside += odd;
    }
  }
  CHECK(known > 1000);
  CHECK(inside > 300);
}
