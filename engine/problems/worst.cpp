#include "problems/worst.h"

#include <cmath>
#include <optional>
#include <utility>

#include "core/check.h"
#include "probing/worst_input.h"
#include "problems/problems.h"
#include "problems/trained_net.h"
#include "problems/worst_search.h"
#include "recurrent/experiment_text.h"
#include "tasks/task.h"

namespace unroll {

namespace {

using Stage = WorstPicture::Stage;

// Where answer and target are farthest apart.
int worstStep(const WorstInput& worst) {
  int at = -1;
  double most = -1;
  for (int t = 0; t < worst.x.rows; ++t) {
    if (!worst.asked[static_cast<std::size_t>(t)]) continue;
    double squares = 0;
    for (int o = 0; o < worst.target.cols; ++o)
      squares += std::pow(static_cast<double>(worst.answers.at(t, o)) - static_cast<double>(worst.target.at(t, o)), 2);
    if (squares > most || std::isnan(squares)) most = squares, at = t;
  }
  return at;
}

class Worst final : public ProblemPicture {
 public:
  void use(const Problems& settings) override;
  bool advance(double milliseconds) override;
  bool done() const override { return picture_.stage != Stage::learns && picture_.stage != Stage::searches; }
  bool learns() const override { return picture_.stage == Stage::learns; }
  void fill(ProblemsSnapshot& s) const override { s.worst = std::make_shared<const WorstPicture>(picture_); }
  void tell(Facts& facts) const override;

 private:
  void look();

  int run_ = -1;
  Experiment experiment_;
  std::unique_ptr<Simulation> simulation_;
  std::unique_ptr<Network<float>> network_;
  std::optional<WorstInputSearch> search_;
  WorstPicture picture_;
};

void Worst::use(const Problems& settings) {
  const int run = settings.searched < settings.seeds ? settings.searched : -1;
  Experiment experiment = settings.net;
  experiment.seed += static_cast<std::uint64_t>(std::max(0, run));
  if (run == run_ && experiment == experiment_) return;
  run_ = run;
  experiment_ = std::move(experiment);
  search_.reset();
  network_.reset();
  simulation_.reset();
  picture_ = {};
  picture_.tries = WorstSettings{}.tries;
  if (run < 0) return;
  picture_.run = run;
  const Task& task = *findTask(experiment_.task);
  if (!task.answer || experiment_.tying == "untied") {
    picture_.stage = Stage::impossible;
    return;
  }
  auto created = Simulation::create(experiment_);
  UNROLL_CHECK(created);
  simulation_ = std::move(created).value();
  simulation_->setGoal(experiment_.updates);
  picture_.stage = Stage::learns;
  picture_.goal = experiment_.updates;
  picture_.classes = task.classes;
}

bool Worst::advance(double milliseconds) {
  if (picture_.stage == Stage::learns) {
    const bool trained = simulation_->advance(milliseconds);
    picture_.update = simulation_->update();
    if (!trained) return false;
    picture_.diverged = simulation_->diverged();
    picture_.hash = simulation_->weightsHash();
    network_ = networkOf(*simulation_);
    simulation_.reset();
    search_.emplace(*network_, experiment_, *findTask(experiment_.task));
    picture_.stage = Stage::searches;
  } else if (picture_.stage == Stage::searches) {
    const bool found = search_->advance(milliseconds);
    look();
    if (!found) return false;
    search_.reset();
    picture_.stage = Stage::found;
  }
  return done();
}

void Worst::look() {
  const WorstInput& worst = search_->worst();
  picture_.share = search_->share();
  picture_.tried = search_->tried();
  picture_.mean = search_->meanOfRandom();
  picture_.random = search_->worstOfRandom();
  if (worst.x.empty()) return;
  picture_.x = worst.x;
  picture_.target = worst.target;
  picture_.answers = worst.answers;
  picture_.asked = worst.asked;
  picture_.error = worst.loss;
  picture_.step = worstStep(worst);
}

void Worst::tell(Facts& facts) const {
  const WorstPicture& p = picture_;
  constexpr const char* stages[] = {"none", "impossible", "learns", "searches", "found"};
  facts.set("searched", p.run);
  facts.set("worst", stages[static_cast<int>(p.stage)]);
  if (p.stage != Stage::found) return;
  facts.set("worstHash", p.hash);
  facts.set("worstError", p.error);
  facts.set("worstRandom", p.random);
  facts.set("worstMean", p.mean);
  facts.set("worstTried", p.tried);
  facts.set("worstStep", p.step);
  const auto numbers = [](const Table& table, int from, int to) {
    return std::vector<double>(table.values.begin() + static_cast<std::ptrdiff_t>(from) * table.cols,
                               table.values.begin() + static_cast<std::ptrdiff_t>(to) * table.cols);
  };
  facts.set("worstInput", numbers(p.x, 0, p.x.rows));
  if (p.step < 0) return;
  facts.set("worstAnswer", numbers(p.answers, p.step, p.step + 1));
  facts.set("worstRight", numbers(p.target, p.step, p.step + 1));
}

}  // namespace

std::unique_ptr<ProblemPicture> makeWorstPicture() { return std::make_unique<Worst>(); }

}  // namespace unroll
