// Exploding and vanishing gradients: how the gradient of the last step's loss fares on its way back through a net, and the wall that an
// exploding one comes from (Pascanu, Mikolov & Bengio 2013).
#include "problems/gradients.h"

#include "problems/gradients_norms.h"
#include "problems/gradients_wall.h"

namespace unroll {

namespace {

void begin(Problems& p) {
  p.net.task = "adding";
  p.net.cell = "elman";
  p.net.hiddenSize = 16;
  p.net.seqLen = 40;
  p.net.init = "spectral";
  p.net.initScale = 1;
  p.net.clipNorm = 1;
  p.net.updates = 1000;
}

// Both views in one: only what is looked at is computed, and stays when the other one is.
class Both final : public ProblemPicture {
 public:
  void use(const Problems& settings) override {
    wallShown_ = settings.view == "wall";
    trained_ = settings.trained;
    if (wallShown_)
      wall_.use(settings);
    else
      norms_.use(settings);
  }
  bool advance(double milliseconds) override { return wallShown_ ? wall_.advance(milliseconds) : norms_.advance(milliseconds); }
  bool done() const override { return wallShown_ ? wall_.done() : norms_.done(); }
  bool learns() const override { return !wallShown_ && trained_ && !norms_.done(); }
  void fill(ProblemsSnapshot& snapshot) const override {
    snapshot.gradients = std::make_shared<const GradientsPicture>(GradientsPicture{norms_.picture(), wall_.picture()});
  }
  void tell(Facts& facts) const override {
    facts.set("view", wallShown_ ? "wall" : "norms");
    if (wallShown_)
      wall_.tell(facts);
    else
      norms_.tell(facts);
  }

 private:
  WallPart wall_;
  NormsPart norms_;
  bool wallShown_ = false, trained_ = false;
};

}  // namespace

const Problem& gradientsProblem() {
  static const Problem problem{
      .name = "gradients",
      .help = "how a gradient fares on its way back through time, and Pascanu's wall",
      .begin = begin,
      .settings = {"view", "trained", "wallSteps", "wallW", "wallB", "wallOptimizer", "wallRate", "wallClip", "wallWalk"},
      .picture = []() -> std::unique_ptr<ProblemPicture> { return std::make_unique<Both>(); }};
  return problem;
}

}  // namespace unroll
