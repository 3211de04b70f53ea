#include "problems/black_box.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>
#include <utility>

#include "core/check.h"
#include "network/network.h"
#include "probing/automaton.h"
#include "probing/cell_hunt.h"
#include "probing/principal_components.h"
#include "problems/black_box_found.h"
#include "problems/own_string.h"
#include "problems/problems.h"
#include "problems/trained_net.h"
#include "recurrent/recurrent.h"
#include "training/saliency.h"
#include "training/trainer.h"

namespace unroll {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr SampleSettings sampled{.sequences = 300, .remembered = true, .series = 2};  // those that the automaton is found in
constexpr int mostSalient = 200;                                                      // steps whose answers are looked into
constexpr int mostRows = 4000;                                                        // for the components: more say the same

void begin(Problems& p) {
  p.net.task = "reber";
  p.net.hiddenSize = 16;
  p.net.seqLen = 20;
  p.net.learningRate = 0.01;
  p.net.updates = 2000;
}

// One forward-looking computation after the other; each keeps what it was computed from in mind.
class BlackBox final : public ProblemPicture {
 public:
  void use(const Problems& settings) override;
  bool advance(double milliseconds) override;
  bool done() const override { return work() == Work::none; }
  void fill(ProblemsSnapshot& s) const override { s.blackBox = picture_; }
  void tell(Facts& facts) const override;

  bool trains() const override { return true; }
  bool begun() const override { return simulation_->update() > 0; }
  bool trained() const override { return isTrained(); }
  bool train(double milliseconds) override;
  void forget() override { startNet(); }
  std::string hash() const override { return simulation_->weightsHash(); }

 private:
  enum class Work { paths, own, units, rule, clusters, saliency, none };
  Work work() const;
  bool isTrained() const { return simulation_->done(); }
  bool hasSymbols() const { return !letters_.empty(); }
  void startNet();
  void startOwn();
  void takeNet();
  void takePaths(BlackBoxPicture& picture);
  void takeUnits(BlackBoxPicture& picture);
  void takeOwn(BlackBoxPicture& picture);
  std::shared_ptr<const BlackBoxAutomaton> automatonOf(const AutomatonSearch& search) const {
    UNROLL_CHECK(search.clusters().empty() || search.clusters().size() == drawn_->symbols.size());
    return foundAutomaton(search, *task_, components_);
  }
  void walk(BlackBoxPicture& picture) const;
  void advanceSaliency(BlackBoxPicture& picture, double milliseconds);
  double shareDone() const;
  template <class Change>
  void change(Change how) {
    auto next = picture_ ? std::make_shared<BlackBoxPicture>(*picture_) : std::make_shared<BlackBoxPicture>();
    how(*next);
    next->share = shareDone();
    picture_ = std::move(next);
  }
  void takeTraining(BlackBoxPicture& picture) const;

  Problems settings_;
  Experiment experiment_;
  const Task* task_ = nullptr;
  std::string letters_;
  std::unique_ptr<Simulation> simulation_;
  std::unique_ptr<Network<float>> network_;
  std::shared_ptr<const BlackBoxPicture> picture_;

  std::shared_ptr<const BlackBoxPaths> drawn_;  // the paths without a string of one's own
  std::vector<int> own_;                        // the symbols of that string
  std::optional<OwnString> running_;            // through the net
  std::optional<StateSampling> sampling_;
  PrincipalComponents components_;
  std::optional<CellHunt> hunt_;
  std::optional<AutomatonSearch> search_;  // by the rule, or with the wanted number of clusters
  std::shared_ptr<const BlackBoxAutomaton> byRule_;
  std::optional<SaliencyPass<float>> saliency_;
  bool hasPaths_ = false, hasOwn_ = false, hasUnits_ = false, hasRule_ = false, hasClusters_ = false;
  int salient_ = 0;  // steps of the walked sequence whose answers were looked into
};

void BlackBox::use(const Problems& settings) {
  const Problems before = std::exchange(settings_, settings);
  if (!picture_ || before.net != settings.net) return startNet();
  if (before.property != settings.property) {
    hunt_.reset();
    hasUnits_ = false;
  }
  if (before.clusters != settings.clusters && hasRule_) {
    search_.reset();
    hasClusters_ = false;
  }
  if (before.walked != settings.walked || before.string != settings.string) {
    saliency_.reset();
    salient_ = 0;
  }
  if (before.string != settings.string) startOwn();
  change([&](BlackBoxPicture& picture) {
    picture.property = std::min(settings.property, std::max(0, static_cast<int>(picture.taskProperties.size()) - 1));
    walk(picture);
  });
}

void BlackBox::startOwn() {
  const auto read = readString(settings_);
  UNROLL_CHECK(read);
  own_ = read.value();
  running_.reset();
  hasOwn_ = own_.empty();
  if (hasPaths_) change([&](BlackBoxPicture& picture) { picture.paths = drawn_; });
}

// The net as it begins. Its copies are tied and look only back: what else there is has no automaton.
void BlackBox::startNet() {
  experiment_ = settings_.net;
  experiment_.tying = "tied";
  experiment_.bidirectional = false;
  task_ = findTask(experiment_.task);
  letters_ = symbolsOf(experiment_);
  auto created = Simulation::create(experiment_);
  UNROLL_CHECK(created);
  sampling_.reset();
  simulation_ = std::move(created).value();
  picture_.reset();
  startOwn();
  takeNet();
  change([&](BlackBoxPicture& picture) {
    for (const TaskProperty& property : task_->properties) picture.taskProperties.push_back({std::string(property.name), property.classes});
    picture.property = std::min(settings_.property, std::max(0, static_cast<int>(picture.taskProperties.size()) - 1));
    if (task_->automaton) {
      auto asked = std::make_shared<BlackBoxAutomaton>();
      asked->states = task_->automaton->states;
      for (int state = 0; state < asked->states; ++state)
        for (int symbol = 0; symbol < static_cast<int>(letters_.size()); ++symbol)
          if (const int to = task_->automaton->next(state, symbol); to >= 0) asked->ways.push_back({state, symbol, to});
      picture.asked = std::move(asked);
    }
    takeTraining(picture);
  });
}

// The weights as they are now; nothing is known of them.
void BlackBox::takeNet() {
  sampling_.reset();
  hunt_.reset();
  search_.reset();
  saliency_.reset();
  byRule_.reset();
  running_.reset();
  hasPaths_ = hasUnits_ = hasRule_ = hasClusters_ = false;
  hasOwn_ = own_.empty();
  salient_ = 0;
  network_ = networkOf(*simulation_);
}

void BlackBox::takeTraining(BlackBoxPicture& picture) const {
  Snapshot snapshot;
  SnapshotParts parts;
  parts.parameters = parts.probe = false;
  simulation_->fill(snapshot, parts);
  picture.update = snapshot.update;
  picture.goal = experiment_.updates;
  picture.metric = snapshot.metric;
  picture.curve = snapshot.metricCurve;
  picture.diverged = simulation_->diverged();
  picture.trained = isTrained();
}

bool BlackBox::train(double milliseconds) {
  const bool trained = simulation_->advance(milliseconds);
  if (trained) takeNet();
  change([&](BlackBoxPicture& picture) { takeTraining(picture); });
  return trained;
}

BlackBox::Work BlackBox::work() const {
  if (!hasPaths_) return Work::paths;
  if (!hasOwn_) return Work::own;
  if (!isTrained() || simulation_->diverged()) return Work::none;
  if (!hasUnits_ && !task_->properties.empty()) return Work::units;
  if (!hasRule_ && hasSymbols()) return Work::rule;
  if (!hasClusters_ && hasSymbols()) return Work::clusters;
  if (salient_ < std::min(mostSalient, picture_->length())) return Work::saliency;
  return Work::none;
}

double BlackBox::shareDone() const {
  const Work now = work();
  if (now == Work::none) return 1;
  return (static_cast<double>(now) + (now == Work::paths && sampling_ ? sampling_->share() : 0)) / static_cast<double>(Work::none);
}

bool BlackBox::advance(double milliseconds) {
  switch (work()) {
    case Work::paths:
      if (!sampling_) sampling_.emplace(*network_, experiment_, *task_, sampled);
      if (sampling_->advance(milliseconds)) change([&](BlackBoxPicture& picture) { takePaths(picture); });
      break;
    case Work::own:
      if (!running_) running_.emplace(*network_, experiment_, *task_, own_);
      if (running_->advance(milliseconds)) change([&](BlackBoxPicture& picture) { takeOwn(picture); });
      break;
    case Work::units:
      if (!hunt_) hunt_.emplace(*network_, experiment_, *task_, static_cast<std::size_t>(picture_->property));
      if (hunt_->advance(milliseconds)) change([&](BlackBoxPicture& picture) { takeUnits(picture); });
      break;
    case Work::rule:
      if (!search_) search_.emplace(*network_, experiment_, *task_);
      if (!search_->advance(milliseconds)) break;
      byRule_ = automatonOf(*search_);
      search_.reset();
      hasRule_ = true;
      change([&](BlackBoxPicture& picture) { picture.enough = byRule_ ? byRule_->states : 0; });
      break;
    case Work::clusters: {
      std::shared_ptr<const BlackBoxAutomaton> found = byRule_;
      if (settings_.clusters > 0 && (!byRule_ || settings_.clusters != byRule_->states)) {
        if (!search_) search_.emplace(*network_, experiment_, *task_, AutomatonSettings{.states = settings_.clusters});
        if (!search_->advance(milliseconds)) break;
        found = automatonOf(*search_);
        search_.reset();
      }
      hasClusters_ = true;
      change([&](BlackBoxPicture& picture) {
        picture.found = found;
        walk(picture);
      });
      break;
    }
    case Work::saliency: change([&](BlackBoxPicture& picture) { advanceSaliency(picture, milliseconds); }); break;
    case Work::none: break;
  }
  return done();
}

void BlackBox::takePaths(BlackBoxPicture& picture) {
  const StateSamples& samples = sampling_->samples();
  auto paths = std::make_shared<BlackBoxPaths>();
  paths->sequences = samples.sequences;
  paths->steps = samples.steps;
  paths->letters = letters_;
  paths->x = samples.x;
  if (task_->codes.empty()) {  // else the answers are numbers of letters, too
    const auto names = task_->names ? task_->names(experiment_) : std::span<const std::string>();
    paths->classes.assign(names.begin(), names.end());
    const std::string_view letters = task_->lettersOf(experiment_);
    if (names.empty() && static_cast<int>(letters.size()) == samples.answers.cols)
      for (const char letter : letters) paths->classes.emplace_back(1, letter);
    paths->readsClasses = !hasSymbols() && static_cast<int>(names.size()) == samples.x.cols;
  }
  paths->answers = samples.answers;
  const int hidden = experiment_.hiddenSize, below = hidden * (experiment_.layers - 1);
  paths->hidden = hidden;
  paths->h.fill(samples.states.rows, hidden, [&](int row, int unit) { return samples.states.at(row, below + unit); });
  for (int s = 0; s < samples.sequences; ++s) {
    int length = samples.steps;
    for (int t = 0; t < samples.steps; ++t) {
      paths->symbols.push_back(hasSymbols() ? symbolOf(*task_, samples.input(s), t, samples.x.cols) : -1);
      if (hasSymbols() && paths->symbols.back() < 0) length = std::min(length, t);
    }
    paths->lengths.push_back(std::max(1, length));
  }
  // Only what is walked: a sequence that has ended goes nowhere.
  Table walked;
  walked.cols = samples.states.cols;
  for (int s = 0; s < samples.sequences && walked.rows < mostRows; ++s) {
    const auto first = samples.states.values.begin() + static_cast<std::ptrdiff_t>(paths->row(s, 0)) * walked.cols;
    const int length = paths->lengths[static_cast<std::size_t>(s)];
    walked.values.insert(walked.values.end(), first, first + static_cast<std::ptrdiff_t>(length) * walked.cols);
    walked.rows += length;
  }
  components_ = principalComponents(walked);
  paths->shares = components_.shares;
  const Table all = project(components_, samples.states);
  paths->plane.fill(all.rows, 2, [&](int row, int axis) { return axis < all.cols ? all.at(row, axis) : 0.f; });
  for (const TaskProperty& property : task_->properties) {
    std::vector<float> values(static_cast<std::size_t>(samples.states.rows));
    for (int s = 0; s < samples.sequences; ++s)
      property.take(experiment_, samples.input(s), std::span(values).subspan(paths->row(s, 0), static_cast<std::size_t>(samples.steps)));
    paths->properties.push_back(std::move(values));
  }
  sampling_.reset();
  hasPaths_ = true;
  drawn_ = std::move(paths);
  if (own_.empty() || !picture.paths || !picture.paths->withOwn) picture.paths = drawn_;  // else it stays until the string has run too
  picture.found = nullptr;
  picture.units.clear();
  picture.enough = 0;
  walk(picture);
}

// As one more sequence behind all others.
void BlackBox::takeOwn(BlackBoxPicture& picture) {
  auto paths = std::make_shared<BlackBoxPaths>(*drawn_);
  const int length = static_cast<int>(own_.size());
  const int below = experiment_.hiddenSize * (experiment_.layers - 1);
  const Table &x = running_->x(), states = running_->states(), plane = project(components_, states);
  paths->withOwn = true;
  paths->lengths.push_back(length);
  paths->symbols.insert(paths->symbols.end(), own_.begin(), own_.end());
  append(paths->x, x);
  append(paths->answers, running_->answers());
  Table h, flat;
  h.fill(length, paths->hidden, [&](int t, int unit) { return states.at(t, below + unit); });
  flat.fill(length, 2, [&](int t, int axis) { return axis < plane.cols ? plane.at(t, axis) : 0.f; });
  append(paths->h, h);
  append(paths->plane, flat);
  Experiment asLong = experiment_;
  asLong.seqLen = length;
  for (std::size_t i = 0; i < task_->properties.size(); ++i) {
    std::vector<float> values(static_cast<std::size_t>(length));
    task_->properties[i].take(asLong, {x.values.data(), x.cols}, values);
    paths->properties[i].insert(paths->properties[i].end(), values.begin(), values.end());
  }
  running_.reset();
  hasOwn_ = true;
  picture.paths = std::move(paths);
  walk(picture);
}

void BlackBox::takeUnits(BlackBoxPicture& picture) {
  picture.units.clear();
  picture.unitsProperty = picture.property;
  for (const UnitAgreement& each : hunt_->ranked())
    picture.units.push_back({.unit = each.unit,
                             .score = each.score,
                             .correlation = each.correlation,
                             .tells = each.tells,
                             .threshold = each.threshold,
                             .above = each.above,
                             .accuracy = each.tells >= 0 ? each.accuracy : nan});
  hunt_.reset();
  hasUnits_ = true;
}

// What belongs to the walked sequence.
void BlackBox::walk(BlackBoxPicture& picture) const {
  picture.foundWay.clear();
  picture.askedWay.clear();
  if (!picture.paths) return;
  const BlackBoxPaths& paths = *picture.paths;
  picture.ownAwaited = !own_.empty() && !paths.withOwn;
  picture.walked = paths.withOwn ? paths.sequences : settings_.walked % paths.sequences;
  const int length = picture.length();
  if (salient_ == 0) {
    picture.saliency.fill(std::min(mostSalient, length), length, [](int, int) { return std::numeric_limits<float>::quiet_NaN(); });
    picture.answers.assign(static_cast<std::size_t>(length), 0);
    for (int t = 0; t < length; ++t) {
      const int row = static_cast<int>(paths.row(picture.walked, t));
      int& best = picture.answers[static_cast<std::size_t>(t)];
      for (int o = 1; o < paths.answers.cols; ++o)
        if (paths.answers.at(row, o) > paths.answers.at(row, best)) best = o;
    }
  }
  if (!hasSymbols()) return;
  int here = picture.found ? picture.found->states : -1, there = 0;
  for (int t = 0; t < length; ++t) {
    const int symbol = paths.symbols[paths.row(picture.walked, t)];
    int likeliest = -1;
    double most = 0;
    if (picture.found)
      for (const BlackBoxWay& way : picture.found->ways)
        if (way.from == here && way.symbol == symbol && way.share > most) most = way.share, likeliest = way.to;
    here = likeliest;
    picture.foundWay.push_back(here);
    if (task_->automaton && there >= 0) there = task_->automaton->next(there, symbol);
    picture.askedWay.push_back(task_->automaton ? there : -1);
  }
}

void BlackBox::advanceSaliency(BlackBoxPicture& picture, double milliseconds) {
  using Clock = std::chrono::steady_clock;
  const auto began = Clock::now();
  const BlackBoxPaths& paths = *picture.paths;
  const int length = picture.length(), first = static_cast<int>(paths.row(picture.walked, 0));
  while (salient_ < picture.saliency.rows) {
    if (!saliency_) {
      Table x;
      x.fill(length, paths.x.cols, [&](int t, int i) { return paths.x.at(first + t, i); });
      saliency_.emplace(*network_, x, task_->loss, salient_, picture.answers[static_cast<std::size_t>(salient_)]);
    }
    if (saliency_->advance(milliseconds)) {
      for (int s = 0; s < length; ++s)
        picture.saliency.values[static_cast<std::size_t>(salient_) * static_cast<std::size_t>(length) + static_cast<std::size_t>(s)] =
            s > salient_ ? 0.f : saliency_->found().sizes[static_cast<std::size_t>(s)];
      saliency_.reset();
      ++salient_;
    }
    if (std::chrono::duration<double, std::milli>(Clock::now() - began).count() >= milliseconds) break;
  }
}

void BlackBox::tell(Facts& facts) const {
  facts.set("shown", settings_.shown);
  facts.set("colours", settings_.colours);
  facts.set("clusters", settings_.clusters);
  facts.set("computed", done());
  facts.set("string", picture_->isOwn() ? settings_.string : std::string());
  tellPicture(*picture_, facts);
}

}  // namespace

const Problem& blackBoxProblem() {
  static const Problem problem{.name = "blackBox",
                               .help = "what a trained net's states stand for: paths, units, an automaton, what an answer hangs on",
                               .begin = begin,
                               .settings = {"shown", "property", "colours", "clusters", "walked", "string", "unit"},
                               .own = {"tying", "bidirectional"},
                               .picture = [] { return std::unique_ptr<ProblemPicture>(std::make_unique<BlackBox>()); }};
  return problem;
}

}  // namespace unroll
