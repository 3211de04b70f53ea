// Published figures: whoever doubts chooses one and sees it measured, beside the number in the paper. In the place of runs there is one
// measurement, in slices of the page.
#include "problems/published.h"

#include <algorithm>
#include <map>

#include "core/check.h"
#include "core/hash.h"
#include "problems/problems.h"

namespace unroll {

namespace {

void begin(Problems& p) { p.figure = "latchFixedPoint"; }

class Measurement final : public ProblemPicture {
 public:
  void use(const Problems& settings) override;
  bool advance(double) override { return true; }
  bool done() const override { return true; }
  void fill(ProblemsSnapshot& s) const override;
  void tell(Facts& facts) const override;

  bool trains() const override { return true; }
  bool begun() const override { return work() != nullptr; }
  bool trained() const override { return work() && work()->done() == work()->goal(); }
  bool train(double milliseconds) override;
  void forget() override;
  bool canRecall() const override { return !work() && forgotten_.count(figure_) > 0; }
  void recall() override;
  std::string hash() const override;

 private:
  Reproduction& measure();
  const Reproduction* work() const {
    const auto there = works_.find(figure_);
    return there == works_.end() ? nullptr : &there->second;
  }

  const Figure* figure_ = nullptr;
  std::map<const Figure*, Reproduction> works_;      // those that were begun: who comes back to one goes on with it
  std::map<const Figure*, Reproduction> forgotten_;  // begun anew since
  std::vector<PublishedPicture::Result> results_;
};

void Measurement::use(const Problems& settings) {
  figure_ = findFigure(settings.figure);
  UNROLL_CHECK(figure_);
}

Reproduction& Measurement::measure() {
  if (const auto there = works_.find(figure_); there != works_.end()) return there->second;
  auto begun = Reproduction::begin(*figure_);
  UNROLL_CHECK(begun);  // with its own number of seeds
  return works_.emplace(figure_, std::move(begun).value()).first->second;
}

bool Measurement::train(double milliseconds) {
  Reproduction& work = measure();
  const bool done = work.advance(milliseconds);
  if (!done) return false;
  const auto there = std::find_if(results_.begin(), results_.end(), [&](const auto& each) { return each.name == figure_->name; });
  if (there == results_.end())
    results_.push_back({figure_->name, work.outcome()});
  else
    there->outcome = work.outcome();
  return true;
}

void Measurement::forget() {
  if (auto node = works_.extract(figure_)) {
    forgotten_.erase(figure_);
    forgotten_.insert(std::move(node));
  }
}

void Measurement::recall() {
  if (auto node = forgotten_.extract(figure_)) {
    works_.erase(figure_);
    works_.insert(std::move(node));
  }
}

void Measurement::fill(ProblemsSnapshot& s) const {
  auto picture = std::make_shared<PublishedPicture>();
  picture->figure = figure_;
  picture->results = results_;
  if (const Reproduction* now = work()) {
    picture->outcome = now->outcome();
    picture->curves = now->curves();
    picture->done = now->done();
    picture->goal = now->goal();
  }
  s.published = std::move(picture);
}

void Measurement::tell(Facts& facts) const {
  facts.set("figure", figure_->name);
  facts.set("figures", static_cast<int>(allFigures().size()));
  facts.set("measured", trained());
  facts.set("results", static_cast<int>(results_.size()));
  facts.set("paper", figure_->points[0].value);
  if (!work()) return;
  const Outcome outcome = work()->outcome();
  facts.set("ours", outcome.ours.value);
  facts.set("error", outcome.ours.error);
  facts.set("verdict", std::string(nameOf(outcome.verdict)));
}

std::string Measurement::hash() const {
  if (!work()) return {};
  Fnv1a hash;
  for (const Estimate& each : work()->outcome().points) hash.add(&each.value, sizeof each.value);
  return std::to_string(hash.value());
}

}  // namespace

std::vector<std::string> figureNames() {
  std::vector<std::string> names;
  for (const Figure& each : allFigures()) names.push_back(each.name);
  return names;
}

const Problem& publishedProblem() {
  static const Problem problem{
      .name = "published", .help = "a published figure, measured again", .begin = begin, .settings = {"figure"}, .picture = [] {
        return std::unique_ptr<ProblemPicture>(std::make_unique<Measurement>());
      }};
  return problem;
}

}  // namespace unroll
