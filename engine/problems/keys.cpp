#include "problems/keys.h"

#include <algorithm>

#include "recurrent/keys.h"

namespace unroll {

namespace {

constexpr int mostSeeds = 100;
constexpr std::int64_t mostRuns = 100'000;
constexpr int mostProperties = 9, mostClusters = 20, mostWalked = 299;  // of a black box

// Of an experiment, what no study has: it is changed by hand, or looked at.
bool isForRuns(std::string_view key) { return key != "edits" && key != "input" && key != "start"; }

std::vector<std::string> problemNames() {
  std::vector<std::string> names;
  for (const Problem* each : allProblems()) names.emplace_back(each->name);
  return names;
}

bool reads(const Problems& settings, std::string_view key) {
  const auto& all = findProblem(settings.problem)->settings;
  return std::find(all.begin(), all.end(), key) != all.end();
}

// As the problem begins, with the task of these settings.
Problems plainOf(const Problems& settings) {
  Problems plain = problemSettings(settings.problem);
  if (plain.net.task != settings.net.task) UNROLL_CHECK(setKey(plain.net, "task", settings.net.task));
  return plain;
}

}  // namespace

const KeyTable<Problems>& problemKeys() {
  using P = Problems;
  static const KeyTable<P> keys(std::vector<Key<P>>{
      choice("problem", &P::problem, problemNames(), "which of the seven problems"),
      whole("seeds", &P::seeds, 1, mostSeeds, "runs that differ in nothing else, from `seed` on")
          .track(1, 48, TrackScale::squared)
          .when([](const P& p) { return reads(p, "seeds"); }),
      text("spans", &P::spans, "memory: the sequence lengths, ascending, by comma").when([](const P& p) { return reads(p, "spans"); }),
      text("sets", &P::sets, "data: the sizes of the training sets, ascending, by comma").when([](const P& p) { return reads(p, "sets"); }),
      text("sizes", &P::sizes, "data: the hidden units of its nets, ascending, by comma").when([](const P& p) {
        return reads(p, "sizes");
      }),
      choice("axis", &P::axis, {"seqLen", "hiddenSize", "layers", "cell"}, "cost: what it is measured against").when([](const P& p) {
        return reads(p, "axis");
      }),
      choice("shown", &P::shown, {"trajectories", "units", "automaton", "saliency"}, "black box: which of its pictures")
          .when([](const P& p) { return reads(p, "shown"); }),
      whole("property", &P::property, 0, mostProperties, "black box: of the task, from 0 on").when([](const P& p) {
        return reads(p, "property");
      }),
      choice("colours", &P::colours, {"symbol", "time", "property"}, "black box: what its paths are coloured by").when([](const P& p) {
        return reads(p, "colours");
      }),
      whole("clusters", &P::clusters, 0, mostClusters, "black box: states of the automaton that is found; 0: as many as are needed")
          .when([](const P& p) { return reads(p, "clusters"); }),
      whole("walked", &P::walked, 0, mostWalked, "black box: the sequence that is walked along").when([](const P& p) {
        return reads(p, "walked");
      }),
      whole("runs", &P::runs, 0, static_cast<double>(mostRuns), "runs of the study that are done"),
  });
  return keys;
}

Result<void> setProblemKey(Problems& settings, std::string_view name, std::string_view value) {
  if (problemKeys().find(name)) {
    Problems changed = settings;
    if (auto set = problemKeys().set(changed, name, value); !set) return set;
    settings = name == "problem" && changed.problem != settings.problem ? problemSettings(changed.problem) : changed;
    return {};
  }
  if (!isForRuns(name)) return Error{std::string(name.substr(0, 60)) + "=" + std::string(value.substr(0, 60)) + ": there is no such key"};
  return setKey(settings.net, name, value);
}

Result<void> fitsTogether(const Problems& settings) {
  if (reads(settings, "spans") && spansOf(settings).empty())
    return Error{"spans=" + settings.spans.substr(0, 60) + ": must be up to 6 whole numbers from 1 to 1000 by comma, ascending"};
  if (reads(settings, "sets") && trainingSetsOf(settings).empty())
    return Error{"sets=" + settings.sets.substr(0, 60) + ": must be up to 8 whole numbers from 1 to 100000 by comma, ascending"};
  if (reads(settings, "sizes") && netSizesOf(settings).empty())
    return Error{"sizes=" + settings.sizes.substr(0, 60) + ": must be up to 3 whole numbers from 1 to 512 by comma, ascending"};
  return validate(settings.net);
}

std::string printProblems(const Problems& settings) {
  const Problems plain = plainOf(settings);
  std::string text;
  appendPair(text, "problem", settings.problem);
  if (settings.net.task != problemSettings(settings.problem).net.task) appendPair(text, "task", settings.net.task);
  for (const KeyInfo& key : experimentKeys())
    if (const std::string value = keyValue(settings.net, key.name); isForRuns(key.name) && value != keyValue(plain.net, key.name))
      appendPair(text, key.name, value);
  for (const Key<Problems>& key : problemKeys().list()) {
    const std::string& name = key.info.name;
    if (const std::string value = problemKeys().get(settings, name); name != "problem" && value != problemKeys().get(plain, name))
      appendPair(text, name, value);
  }
  return text;
}

Problems parseProblems(std::string_view text, std::vector<Error>& dropped) {
  std::vector<Pair> pairs = splitLink(text);
  for (Error& repeated : dropRepeated(pairs)) dropped.push_back(std::move(repeated));
  // The problem brings its settings, and the task its own.
  std::stable_sort(pairs.begin(), pairs.end(), [](const Pair& a, const Pair& b) {
    const auto rank = [](const Pair& pair) { return pair.first == "problem" ? 0 : pair.first == "task" ? 1 : 2; };
    return rank(a) < rank(b);
  });
  Problems settings = problemSettings(Problems().problem);
  for (const auto& [name, value] : pairs) {
    if (isPagePair(name, value)) continue;
    if (auto set = setProblemKey(settings, name, value); !set) dropped.push_back(set.error());
  }
  if (auto fits = fitsTogether(settings); !fits) {
    dropped.push_back(fits.error());
    settings = problemSettings(settings.problem);
  }
  return settings;
}

std::vector<const KeyInfo*> PresentProblemKeys::list() const {
  std::vector<const KeyInfo*> all;
  for (const Key<Problems>& key : problemKeys().list()) all.push_back(&key.info);
  for (const KeyInfo& key : experimentKeys())
    if (isForRuns(key.name)) all.push_back(&key);
  return all;
}

std::string PresentProblemKeys::get(std::string_view name) const {
  return problemKeys().find(name) ? problemKeys().get(now_, name) : keyValue(now_.net, name);
}

std::string PresentProblemKeys::plain(std::string_view name) const {
  const Problems plain = plainOf(now_);
  return problemKeys().find(name) ? problemKeys().get(plain, name) : keyValue(plain.net, name);
}

bool PresentProblemKeys::matters(std::string_view name) const {
  const Key<Problems>* own = problemKeys().find(name);
  if (own) return !own->matters || own->matters(now_);
  const auto& set = findProblem(now_.problem)->own;
  return isForRuns(name) && std::find(set.begin(), set.end(), name) == set.end() && keyMatters(now_.net, name);
}

Track PresentProblemKeys::range(std::string_view name) const {
  if (const Key<Problems>* own = problemKeys().find(name)) return {own->info.minimum, own->info.maximum, TrackScale::linear};
  return keyRange(now_.net, name);
}

std::string PresentProblemKeys::wording(std::string_view name) const {
  return problemKeys().find(name) ? std::string(name) : keyWording(now_.net, name);
}

Result<void> PresentProblemKeys::allows(std::string_view name, std::string_view value) const {
  Problems changed = now_;
  if (auto set = setProblemKey(changed, name, value); !set) return set;
  return fitsTogether(changed);
}

}  // namespace unroll
