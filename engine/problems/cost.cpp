#include "problems/cost.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <memory>

#include "cells/cell.h"
#include "core/check.h"
#include "network/network.h"
#include "problems/problems.h"
#include "recurrent/keys.h"
#include "recurrent/recurrent.h"
#include "tasks/task.h"
#include "training/trainer.h"

namespace unroll {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double mostBytes = 2e8, mostProducts = 1.2e9, mostProductsBeside = 4e8;  // of what is measured: a lesson has no time for more
// Samples. The first ones are cold: of caches, of memory never touched before, and in a browser of code that is not yet optimised.
constexpr int coldSamples = 2, fewest = 3, most = 8;
constexpr double shortest = 2;                               // ms, of a sample: twenty ticks of a browser's clock
constexpr double cold = 8, coldAtFirst = 40, longCold = 60;  // ms of warming up: of each net, of the very first, of slow ones
constexpr double enough = 30, tooLong = 150;                 // ms of measuring, where the samples suffice; however few there are
constexpr int rounds = 2;          // over all places: what disturbs one of them for a while has gone when it is measured once more
constexpr double leastSlice = 16;  // ms: half of the time of a page at 30 frames a second

void begin(Problems& p) {
  p.net.task = "adding";
  p.net.cell = "elman";
  p.net.hiddenSize = 32;
  p.net.seqLen = 40;
}

struct Series {
  const char* tying;
  const char* gradient;
  std::vector<CostPoint> CostPicture::*points;
};
constexpr Series series[] = {
    {"tied", "bptt", &CostPicture::tied}, {"untied", "bptt", &CostPicture::untied}, {"tied", "rtrl", &CostPicture::forward}};

std::vector<std::string> placesOf(const Problems& p) {
  if (p.axis == "seqLen") return {"10", "20", "40", "80", "160", "320"};
  if (p.axis == "hiddenSize") return {"8", "16", "32", "64", "128", "256"};
  if (p.axis == "layers") return {"1", "2", "3", "4"};
  return {"elman", "jordan", "gru", "lstm", "reservoir", "window"};
}

// What each row of a step takes: a weight matrix once on the way forward, once for its own gradient, and once on the way back but where
// nothing goes back through it.
double productsOf(const Experiment& e) {
  const Task& task = *findTask(e.task);
  const Network<float> network(networkShape(e, task), Tying::tied);
  const double rows = static_cast<double>(e.seqLen) * e.batchSize;
  double products = 0, weights = 0;
  for (const Parameter& parameter : network.parameters()) {
    const double size = static_cast<double>(parameter.rows) * parameter.cols;
    weights += size;
    if (parameter.isVector) continue;
    const bool lowest = parameter.name.find("weight_ih_l0") != std::string::npos;
    products += size * (lowest ? 2 : 3);
  }
  if (e.gradient != "rtrl") return rows * products;
  const double state = static_cast<double>(e.layers) * e.hiddenSize;
  return rows * (products + state * state * weights);  // ∂s_t/∂s_{t−1} · ∂s_{t−1}/∂θ
}

class Cost final : public ProblemPicture {
 public:
  void use(const Problems& settings) override;
  bool advance(double milliseconds) override;
  bool done() const override { return turns_ == todo_.size(); }
  void fill(ProblemsSnapshot& s) const override { s.cost = picture_; }
  void tell(Facts& facts) const override;

 private:
  struct Work {
    Experiment experiment;
    std::vector<CostPoint> CostPicture::*points = nullptr;  // nullptr: it warms up, and says about what a product takes
    std::size_t index = 0;
    std::unique_ptr<Simulation> simulation = nullptr;
    std::vector<double> times = {};  // ms of an update, a number for each warm sample
    std::size_t before = 0;          // samples of the rounds before
    double inside = 0;               // ms, of all updates so far
    double warmAt = -1;              // the same, when it was warm; < 0: it isn't
    int samples = 0;
    std::int64_t sampledAt = 0;  // the update at which the last sample ended
    bool isDone() const;
    void again();  // from the beginning, but for its samples
  };
  // What is measured in turns, a sample each: the net of a place, its twin, and RTRL. Whatever disturbs, disturbs them alike.
  using Turns = std::vector<Work>;
  bool sample(Work& work, double milliseconds);  // returns whether one is complete
  void finish(const Work& work, CostPicture& picture) const;
  void fitLine(CostPicture& picture) const;
  void addPlace(const Problems& settings, const std::string& place, std::size_t at, CostPicture& picture);

  Problems settings_;
  std::shared_ptr<const CostPicture> picture_;
  std::vector<Turns> todo_;
  std::size_t turns_ = 0, turn_ = 0;
  int round_ = 0;
  double roughly_ = nan;  // ns of a product, by the net that warmed up
};

// A small net of the same kind.
Experiment warmingUp(const Problems& settings) {
  constexpr int steps = 10, units = 32, sequences = 8;
  Experiment e = settings.net;
  e.tying = "tied";
  e.gradient = "bptt";
  e.updates = 0;
  e.layers = 1;
  e.seqLen = std::max(steps, findTask(e.task)->shortest(e));
  e.hiddenSize = std::min(e.hiddenSize, units);
  e.batchSize = std::min(e.batchSize, sequences);
  return e;
}

void Cost::addPlace(const Problems& settings, const std::string& place, std::size_t at, CostPicture& picture) {
  Turns turns;
  for (const Series& each : series) {
    Experiment e = settings.net;
    UNROLL_CHECK(setKey(e, settings.axis, place));
    e.tying = each.tying;
    e.gradient = each.gradient;
    e.updates = 0;
    const bool isNet = each.points == &CostPicture::tied;
    const bool valid = static_cast<bool>(validate(e));
    if (!valid && (!isNet || e.seqLen < findTask(e.task)->shortest(e))) continue;  // else it is too large
    CostPoint point;
    point.at = static_cast<double>(at);
    if (settings.axis == "cell")
      point.name = place;
    else
      UNROLL_CHECK(readNumber(place, point.at));
    point.products = productsOf(e);
    point.bytes =
        networkBytes(networkShape(e, *findTask(e.task)), e.tying == "untied" ? Tying::untied : Tying::tied, e.seqLen, e.batchSize);
    point.tooLarge = !valid || point.bytes > mostBytes || point.products > (isNet ? mostProducts : mostProductsBeside);
    if (point.tooLarge && !isNet) continue;
    auto& points = picture.*each.points;
    if (!point.tooLarge) turns.push_back({.experiment = e, .points = each.points, .index = points.size()});
    points.push_back(std::move(point));
  }
  if (!turns.empty()) todo_.push_back(std::move(turns));
}

void Cost::use(const Problems& settings) {
  Problems same = settings;
  same.runs = settings_.runs;
  if (picture_ && same == settings_) return;
  settings_ = settings;
  auto picture = std::make_shared<CostPicture>();
  picture->axis = settings.axis;
  todo_.clear();
  turns_ = turn_ = 0;
  round_ = 0;
  roughly_ = nan;
  if (Experiment warm = warmingUp(settings); validate(warm)) {
    todo_.emplace_back();
    todo_.back().push_back({.experiment = std::move(warm)});
  }
  const std::vector<std::string> places = placesOf(settings);
  for (std::size_t i = 0; i < places.size(); ++i) addPlace(settings, places[i], i, *picture);
  for (const Turns& turns : todo_)
    if (turns.front().points) picture->of += rounds;
  picture_ = std::move(picture);
}

// One update after the other, in slices. The clock is the simulation's own: of the time inside updates.
bool Cost::sample(Work& work, double milliseconds) {
  constexpr std::int64_t farAway = 1'000'000;
  if (!work.simulation) {
    auto created = Simulation::create(work.experiment);
    UNROLL_CHECK(created);
    work.simulation = std::move(created).value();
    work.simulation->setGoal(farAway);
  }
  Simulation& simulation = *work.simulation;
  const auto began = std::chrono::steady_clock::now();
  const auto spent = [&began] { return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - began).count(); };
  while (spent() < milliseconds) {
    const std::int64_t before = simulation.update();
    (void)simulation.advanceTo(before + 1, milliseconds - spent());
    if (simulation.diverged()) return true;
    if (simulation.update() == before) continue;
    // A browser's clock is coarse: as many updates make one sample as it takes to see it move.
    const double inside = 1e3 * static_cast<double>(simulation.update()) / simulation.updatesPerSecond();
    if (!std::isfinite(inside) || !(inside - work.inside > shortest)) continue;
    ++work.samples;
    if (work.warmAt >= 0) work.times.push_back((inside - work.inside) / static_cast<double>(simulation.update() - work.sampledAt));
    work.sampledAt = simulation.update();
    work.inside = inside;
    const double least = work.points ? cold : coldAtFirst;
    if (work.warmAt < 0 && ((work.samples >= coldSamples && inside >= least) || inside >= longCold)) work.warmAt = inside;
    return true;
  }
  return false;
}

bool Cost::Work::isDone() const {
  if (simulation && simulation->diverged()) return true;
  const int count = static_cast<int>(times.size() - before);
  const double measured = warmAt < 0 ? 0 : inside - warmAt;
  return count >= most || (count >= fewest && measured > enough) || (count > 0 && measured > tooLong);
}

void Cost::Work::again() {
  simulation.reset();
  before = times.size();
  inside = 0;
  warmAt = -1;
  samples = 0;
  sampledAt = 0;
}

// The quickest sample: what comes in between on a busy machine makes samples longer, and none shorter.
void Cost::finish(const Work& work, CostPicture& picture) const {
  if (!work.points || work.times.empty()) return;
  CostPoint& point = (picture.*work.points)[work.index];
  std::vector<double> sorted = work.times;
  std::sort(sorted.begin(), sorted.end());
  point.updates = static_cast<int>(sorted.size());
  point.milliseconds = sorted.front();
  point.spread = sorted[(sorted.size() - 1) / 2] - sorted.front();
}

bool Cost::advance(double milliseconds) {
  if (done()) return true;
  const auto began = std::chrono::steady_clock::now();
  const double slice = std::max(milliseconds, leastSlice);
  auto picture = std::make_shared<CostPicture>(*picture_);
  while (!done()) {
    const double left = slice - std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - began).count();
    if (left <= 0) break;
    Turns& turns = todo_[turns_];
    Work& work = turns[turn_];
    if (!work.isDone() && !sample(work, left)) continue;
    finish(work, *picture);
    if (std::all_of(turns.begin(), turns.end(), [](const Work& each) { return each.isDone(); })) {
      if (!work.points && !work.times.empty())
        roughly_ = *std::min_element(work.times.begin(), work.times.end()) * 1e6 / productsOf(work.experiment);
      if (work.points) ++picture->measured;
      for (Work& each : turns) each.again();
      ++turns_;
      turn_ = 0;
      if (turns_ == todo_.size() && ++round_ < rounds) turns_ = todo_.front().front().points ? 0 : 1;
      continue;
    }
    do turn_ = (turn_ + 1) % turns.size();
    while (turns[turn_].isDone());
  }
  picture->at = done() || !todo_[turns_][turn_].points ? -1 : static_cast<int>(todo_[turns_].front().index);
  picture->share = done() || picture->of == 0 ? 1 : static_cast<double>(picture->measured) / static_cast<double>(picture->of);
  fitLine(*picture);
  picture_ = std::move(picture);
  return done();
}

void Cost::fitLine(CostPicture& picture) const {
  double sum = 0;
  int count = 0;
  for (const CostPoint& point : picture.tied)
    if (point.milliseconds > 0 && point.products > 0) {
      sum += std::log(point.milliseconds * 1e6 / point.products);
      ++count;
    }
  picture.nanosecondsPerProduct = count > 0 ? std::exp(sum / count) : roughly_;
}

void Cost::tell(Facts& facts) const {
  const auto tell = [&](const std::string& name, const std::vector<CostPoint>& points) {
    std::vector<double> at, products, milliseconds;
    for (const CostPoint& point : points) {
      at.push_back(point.at);
      products.push_back(point.products);
      milliseconds.push_back(point.milliseconds);
    }
    facts.set(name + "At", at);
    facts.set(name + "Products", products);
    facts.set(name + "Milliseconds", milliseconds);
  };
  facts.set("axis", picture_->axis);
  facts.set("measured", done());
  tell("tied", picture_->tied);
  tell("untied", picture_->untied);
  tell("forward", picture_->forward);
  facts.set("nanosecondsPerProduct", picture_->nanosecondsPerProduct);
}

}  // namespace

const Problem& costProblem() {
  static const Problem problem{.name = "cost",
                               .help = "multiplications, memory and milliseconds of an update against the net's sizes",
                               .begin = begin,
                               .settings = {"axis"},
                               .own = {"tying", "gradient", "updates", "seed"},
                               .picture = [] { return std::unique_ptr<ProblemPicture>(std::make_unique<Cost>()); }};
  return problem;
}

}  // namespace unroll
