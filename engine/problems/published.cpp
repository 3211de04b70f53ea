// Published figures: whoever doubts chooses one and sees it measured, beside the number in the paper. In the place of runs there is one
// measurement, in slices of the page.
#include "problems/published.h"

#include <algorithm>
#include <optional>

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
  bool begun() const override { return work_.has_value(); }
  bool trained() const override { return work_ && work_->done() == work_->goal(); }
  bool train(double milliseconds) override;
  void forget() override;
  std::string hash() const override;

 private:
  void measure();

  const Figure* figure_ = nullptr;
  std::optional<Reproduction> work_;
  std::vector<PublishedPicture::Result> results_;
};

void Measurement::use(const Problems& settings) {
  const Figure* figure = findFigure(settings.figure);
  UNROLL_CHECK(figure);
  if (figure == figure_) return;
  figure_ = figure;
  work_.reset();
}

void Measurement::measure() {
  auto begun = Reproduction::begin(*figure_);
  UNROLL_CHECK(begun);  // with its own number of seeds
  work_ = std::move(begun).value();
}

bool Measurement::train(double milliseconds) {
  if (!work_) measure();
  const bool done = work_->advance(milliseconds);
  if (!done) return false;
  const auto there = std::find_if(results_.begin(), results_.end(), [&](const auto& each) { return each.name == figure_->name; });
  if (there == results_.end())
    results_.push_back({figure_->name, work_->outcome()});
  else
    there->outcome = work_->outcome();
  return true;
}

void Measurement::forget() { work_.reset(); }

void Measurement::fill(ProblemsSnapshot& s) const {
  auto picture = std::make_shared<PublishedPicture>();
  picture->figure = figure_;
  picture->results = results_;
  if (work_) {
    picture->outcome = work_->outcome();
    picture->curves = work_->curves();
    picture->done = work_->done();
    picture->goal = work_->goal();
  }
  s.published = std::move(picture);
}

void Measurement::tell(Facts& facts) const {
  facts.set("figure", figure_->name);
  facts.set("figures", static_cast<int>(allFigures().size()));
  facts.set("measured", trained());
  facts.set("results", static_cast<int>(results_.size()));
  facts.set("paper", figure_->points[0].value);
  if (!work_) return;
  const Outcome outcome = work_->outcome();
  facts.set("ours", outcome.ours.value);
  facts.set("error", outcome.ours.error);
  facts.set("verdict", std::string(nameOf(outcome.verdict)));
}

std::string Measurement::hash() const {
  if (!work_) return {};
  Fnv1a hash;
  for (const Estimate& each : work_->outcome().points) hash.add(&each.value, sizeof each.value);
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
