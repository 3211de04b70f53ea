#include "problems/keys.h"

#include <algorithm>

#include "problems/washout_nets.h"
#include "recurrent/keys.h"
#include "recurrent/recurrent.h"
#include "tasks/task.h"

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

bool seesWall(const Problems& p) { return reads(p, "view") && p.view == "wall"; }
bool seesNorms(const Problems& p) { return reads(p, "view") && p.view == "norms"; }

std::vector<std::string> optimizerNames() {
  std::vector<std::string> names;
  for (const Choice& choice : listOptimizers()) names.push_back(choice.name);
  return names;
}
bool isAspect(const Problems& p, std::string_view aspect) { return reads(p, "aspect") && p.aspect == aspect; }
bool differs(const Problems& p) { return isAspect(p, "distance"); }
bool measuresMemory(const Problems& p) { return isAspect(p, "memory"); }
bool isLatch(const Problems& p) { return isAspect(p, "latch"); }
void withinSequence(const Problems& p, double&, double& maximum) { maximum = std::min(maximum, p.net.seqLen - 1.0); }

// Sequences as long as the task needs: with lengths that it can't have no net could learn it.
void makeRoom(Problems& settings) {
  const int shortest = findTask(settings.net.task)->shortest(settings.net);
  const std::vector<int> spans = spansOf(settings);
  if (spans.empty() || spans.front() >= shortest) return;
  settings.spans.clear();
  for (int i = 0, span = shortest; i < 4 && span <= 1000; ++i, span *= 2) settings.spans += (i > 0 ? "," : "") + std::to_string(span);
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
          .live()
          .when([](const P& p) { return reads(p, "shown"); }),
      whole("property", &P::property, 0, mostProperties, "black box: of the task, from 0 on").live().when([](const P& p) {
        return reads(p, "property");
      }),
      choice("colours", &P::colours, {"symbol", "time", "property"}, "black box: what its paths are coloured by")
          .live()
          .when([](const P& p) { return reads(p, "colours"); }),
      whole("clusters", &P::clusters, 0, mostClusters, "black box: states of the automaton that is found; 0: as many as are needed")
          .live()
          .when([](const P& p) { return reads(p, "clusters"); }),
      whole("walked", &P::walked, 0, mostWalked, "black box: the sequence that is walked along").live().when([](const P& p) {
        return reads(p, "walked");
      }),
      text("string", &P::string, "black box: a string of symbols that is walked along in the place of a drawn sequence")
          .live()
          .when([](const P& p) { return reads(p, "string") && !symbolsOf(p.net).empty(); }),
      whole("unit", &P::unit, -1, 511, "black box: the unit that is looked at; -1: the one that agrees best").live().when([](const P& p) {
        return reads(p, "unit");
      }),
      choice("view", &P::view, {"norms", "wall"}, "gradients: how a net's gradient fares through time, or Pascanu's wall")
          .when([](const P& p) { return reads(p, "view"); }),
      flag("trained", &P::trained, "gradients, washout: the net is looked at after so many `updates` of training").when([](const P& p) {
        return seesNorms(p) || differs(p);
      }),
      whole("wallSteps", &P::wallSteps, 1, 500, "wall: steps n of the unit x <- w sigmoid(x) + b").track(2, 100).when(seesWall),
      number("wallW", &P::wallW, -20, 20, "wall: w at the ball's start").track(3.5, 6.5).when(seesWall),
      number("wallB", &P::wallB, -20, 20, "wall: b at the ball's start").track(-3.2, -1.6).when(seesWall),
      choice("wallOptimizer", &P::wallOptimizer, optimizerNames(), "wall: how the gradient moves the ball").when(seesWall),
      number("wallRate", &P::wallRate, 0, 100, "wall: learning rate of the ball").above().track(1e-3, 10, TrackScale::log).when(seesWall),
      number("wallClip", &P::wallClip, 0, 1e6, "wall: greatest 2-norm of the gradient of the ball that is clipped")
          .above()
          .track(0.01, 1000, TrackScale::log)
          .when(seesWall),
      whole("wallWalk", &P::wallWalk, 1, 5000, "wall: steps of the ball").track(20, 2000, TrackScale::log).when(seesWall),
      choice("aspect", &P::aspect, {"distance", "memory", "latch"}, "washout: two sequences, memory curves, or one unit that keeps a bit")
          .when([](const P& p) { return reads(p, "aspect"); }),
      whole("differAt", &P::differAt, 0, 999, "washout: the step at which two sequences differ; beyond their end it is the last")
          .live()
          .within(withinSequence)
          .when(differs),
      number("differBy", &P::differBy, -100, 100, "washout: by how much their first input differs there").live().track(-4, 4).when(differs),
      number("inputScale", &P::inputScale, 0, 100, "washout: the memory is measured with inputs that are uniform in plus or minus this")
          .above()
          .live()
          .track(0.01, 10, TrackScale::log)
          .when(measuresMemory),
      number("bitWeight", &P::bitWeight, 0, 5, "washout: weight w of a unit to itself, a = tanh(w a + u)")
          .live()
          .track(0.5, 4)
          .when(isLatch),
      whole("bitSteps", &P::bitSteps, 1, 1000, "washout: steps T over which its gradient goes back").live().track(1, 100).when(isLatch),
      whole("searched", &P::searched, -1, mostSeeds - 1,
            "guarantee: the run, from 0 on, whose net is searched for an input that it answers most wrongly; -1: none")
          .live()
          .when([](const P& p) { return reads(p, "searched"); }),
      choice("figure", &P::figure, figureNames(), "published: which figure; `unroll reproduce list` tells of each").when([](const P& p) {
        return reads(p, "figure");
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
  if (auto set = setKey(settings.net, name, value); !set) return set;
  settings.searched = -1;  // of another net nothing is searched before it is asked for
  if (name == "task") settings.string.clear();
  if (name == "task" && reads(settings, "spans")) makeRoom(settings);
  return {};
}

Result<void> fitsTogether(const Problems& settings) {
  if (reads(settings, "spans") && spansOf(settings).empty())
    return Error{"spans=" + settings.spans.substr(0, 60) + ": must be up to 6 whole numbers from 1 to 1000 by comma, ascending"};
  if (reads(settings, "spans"))
    for (const int span : spansOf(settings)) {
      Experiment e = settings.net;
      e.seqLen = span;
      if (auto fits = validate(e); !fits) return fits;
    }
  if (reads(settings, "sets") && trainingSetsOf(settings).empty())
    return Error{"sets=" + settings.sets.substr(0, 60) + ": must be up to 8 whole numbers from 1 to 100000 by comma, ascending"};
  if (reads(settings, "sizes") && netSizesOf(settings).empty())
    return Error{"sizes=" + settings.sizes.substr(0, 60) + ": must be up to 3 whole numbers from 1 to 512 by comma, ascending"};
  if (reads(settings, "string"))
    if (auto read = readString(settings); !read) return read.error();
  if (reads(settings, "aspect"))
    for (const Experiment& net : washoutNets(settings))
      if (auto fits = validate(net); !fits) return fits;
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
  // The problem brings its settings, and the task its own; what is asked of a net comes last.
  std::stable_sort(pairs.begin(), pairs.end(), [](const Pair& a, const Pair& b) {
    const auto rank = [](const Pair& pair) {
      return pair.first == "problem" ? 0 : pair.first == "task" ? 1 : problemKeys().find(pair.first) ? 3 : 2;
    };
    return rank(a) < rank(b);
  });
  Problems settings = problemSettings(Problems().problem);
  for (const auto& [name, value] : pairs) {
    if (isPagePair(name, value)) continue;
    if (auto set = setProblemKey(settings, name, value); !set) dropped.push_back(set.error());
  }
  // The key that an error names first gets its default, and where that doesn't help all do but the task.
  const Problems plain = plainOf(settings);
  const auto nameOfFault = [](const Error& error) { return error.message.substr(0, error.message.find('=')); };
  for (std::string last;;) {
    const auto fits = fitsTogether(settings);
    if (fits) return settings;
    const std::string name = nameOfFault(fits.error());
    if (name != last) dropped.push_back(fits.error());
    const bool own = problemKeys().find(name) != nullptr;
    if (name == last || (!own && !findKey(name))) break;
    (void)setProblemKey(settings, name, own ? problemKeys().get(plain, name) : keyValue(plain.net, name)).operator bool();
    if (name == "data") settings.net.column.clear();
    last = name;
  }
  return fitsTogether(plain) ? plain : problemSettings(settings.problem);
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
  if (const Key<Problems>* own = problemKeys().find(name)) {
    Track range{own->info.minimum, own->info.maximum, TrackScale::linear};
    if (own->narrow) own->narrow(now_, range.min, range.max);
    return range;
  }
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
