#include "problems/cost.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <memory>
#include <optional>

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
constexpr double mostBytes = 3e8, mostProducts = 4e8;  // of a net that is measured: a lesson has no time for larger ones
constexpr int warmUp = 2, fewest = 5, most = 60;       // samples
constexpr double shortest = 2e-3;                      // s, of a sample: twenty ticks of a browser's clock
constexpr double enough = 150;                         // ms of measuring

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
  bool done() const override { return work_ == todo_.size(); }
  void fill(ProblemsSnapshot& s) const override { s.cost = picture_; }
  void tell(Facts& facts) const override;

 private:
  struct Work {
    Experiment experiment;
    std::vector<CostPoint> CostPicture::*points;
    std::size_t index;
  };
  void measure(double milliseconds);
  void finish(CostPoint& point) const;
  bool isEnough() const;
  void fitLine(CostPicture& picture) const;

  Problems settings_;
  std::shared_ptr<const CostPicture> picture_;
  std::vector<Work> todo_;
  std::size_t work_ = 0;
  std::unique_ptr<Simulation> simulation_;
  std::vector<double> times_;   // ms of each update
  double inside_ = 0;           // s, of all updates so far
  std::int64_t sampledAt_ = 0;  // the update at which the last sample ended
};

void Cost::use(const Problems& settings) {
  Problems same = settings;
  same.runs = settings_.runs;
  if (picture_ && same == settings_) return;
  settings_ = settings;
  auto picture = std::make_shared<CostPicture>();
  picture->axis = settings.axis;
  todo_.clear();
  work_ = 0;
  simulation_.reset();
  const std::vector<std::string> places = placesOf(settings);
  for (const Series& each : series)
    for (std::size_t i = 0; i < places.size(); ++i) {
      Experiment e = settings.net;
      UNROLL_CHECK(setKey(e, settings.axis, places[i]));
      e.tying = each.tying;
      e.gradient = each.gradient;
      e.updates = 0;
      if (!validate(e)) continue;
      CostPoint point;
      point.at = static_cast<double>(i);
      if (settings.axis == "cell")
        point.name = places[i];
      else
        UNROLL_CHECK(readNumber(places[i], point.at));
      point.products = productsOf(e);
      point.bytes =
          networkBytes(networkShape(e, *findTask(e.task)), e.tying == "untied" ? Tying::untied : Tying::tied, e.seqLen, e.batchSize);
      if (point.bytes > mostBytes || point.products > mostProducts) continue;
      auto& points = (*picture).*each.points;
      todo_.push_back({e, each.points, points.size()});
      points.push_back(std::move(point));
    }
  picture_ = std::move(picture);
}

// One update after the other, in slices. The clock is the simulation's own: of the time inside updates.
void Cost::measure(double milliseconds) {
  constexpr std::int64_t farAway = 1'000'000;
  Work& work = todo_[work_];
  if (!simulation_) {
    auto created = Simulation::create(work.experiment);
    UNROLL_CHECK(created);
    simulation_ = std::move(created).value();
    simulation_->setGoal(farAway);
    times_.clear();
    inside_ = 0;
    sampledAt_ = 0;
  }
  const auto began = std::chrono::steady_clock::now();
  const auto spent = [&began] { return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - began).count(); };
  while (spent() < milliseconds) {
    const std::int64_t before = simulation_->update();
    (void)simulation_->advanceTo(before + 1, milliseconds - spent());
    if (simulation_->diverged()) break;
    if (simulation_->update() == before) continue;
    // A browser's clock is coarse: as many updates make one sample as it takes to see it move.
    const double inside = static_cast<double>(simulation_->update()) / simulation_->updatesPerSecond();
    if (!std::isfinite(inside) || !(inside - inside_ > shortest)) continue;
    times_.push_back((inside - inside_) * 1e3 / static_cast<double>(simulation_->update() - sampledAt_));
    sampledAt_ = simulation_->update();
    inside_ = inside;
    if (isEnough()) break;
  }
}

void Cost::finish(CostPoint& point) const {
  if (static_cast<int>(times_.size()) < warmUp + fewest) return;
  std::vector<double> sorted(times_.begin() + warmUp, times_.end());
  std::sort(sorted.begin(), sorted.end());
  const std::size_t n = sorted.size();
  point.updates = static_cast<int>(n);
  point.milliseconds = (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
  point.spread = (sorted[3 * n / 4] - sorted[n / 4]) / 2;
}

bool Cost::isEnough() const {
  const int count = static_cast<int>(times_.size()) - warmUp;
  return count >= most || (count >= fewest && inside_ * 1e3 > enough);
}

bool Cost::advance(double milliseconds) {
  if (done()) return true;
  measure(milliseconds);
  auto picture = std::make_shared<CostPicture>(*picture_);
  const Work& work = todo_[work_];
  CostPoint& point = ((*picture).*work.points)[work.index];
  finish(point);
  if (simulation_->diverged() || isEnough()) {
    ++work_;
    simulation_.reset();
  }
  picture->share = static_cast<double>(work_) / static_cast<double>(todo_.size());
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
  picture.nanosecondsPerProduct = count > 0 ? std::exp(sum / count) : nan;
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
