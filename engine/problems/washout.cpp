// Information that washes out: what new inputs bring, the state's old contents lose.
#include "problems/washout.h"

#include <cmath>

#include "core/check.h"
#include "latch/latch.h"
#include "problems/problems.h"
#include "problems/washout_nets.h"
#include "recurrent/keys.h"

namespace unroll {

namespace {

constexpr double leastWeight = 0, mostWeight = 5;  // of the latch's curves: as far as the key goes
constexpr int weightSteps = 200;

void beginWashout(Problems& p) {
  UNROLL_CHECK(setKey(p.net, "task", "copy"));
  p.net.cell = "elman";
  p.net.hiddenSize = 20;
  p.net.seqLen = 40;
  p.net.init = "spectral";
  p.net.initScale = 0.9;
  p.net.clipNorm = 1;
  p.net.updates = 1000;
}

class Washout final : public ProblemPicture {
 public:
  void use(const Problems& settings) override;
  bool advance(double milliseconds) override;
  bool done() const override;
  void fill(ProblemsSnapshot& snapshot) const override { snapshot.washout = picture_; }
  void tell(Facts& facts) const override;
  bool learns() const override { return settings_.aspect == "distance" && settings_.trained && !states_.done(); }

 private:
  void show();

  Problems settings_;
  StatesApart states_;
  MemoriesOfNets memories_;
  std::vector<WashoutBit> bits_;
  int bitSteps_ = 0;
  std::shared_ptr<const WashoutPicture> picture_;
};

void Washout::use(const Problems& settings) {
  settings_ = settings;
  if (settings.aspect == "distance") states_.use(settings);
  if (settings.aspect == "memory") memories_.use(settings);
  if (bitSteps_ != settings.bitSteps) {
    bitSteps_ = settings.bitSteps;
    bits_.clear();
    for (int i = 0; i <= weightSteps; ++i)
      bits_.push_back(washoutBit(leastWeight + (mostWeight - leastWeight) * i / weightSteps, bitSteps_));
  }
  show();
}

bool Washout::advance(double milliseconds) {
  if (settings_.aspect == "distance") states_.advance(milliseconds);
  if (settings_.aspect == "memory") memories_.advance(milliseconds);
  show();
  return done();
}

bool Washout::done() const {
  return settings_.aspect == "distance" ? states_.done() : settings_.aspect == "memory" ? memories_.done() : true;
}

void Washout::show() {
  auto picture = std::make_shared<WashoutPicture>();
  picture->differAt = states_.differAt();
  picture->nets = states_.nets();
  picture->memories = memories_.memories();
  picture->bits = bits_;
  picture->bit = washoutBit(settings_.bitWeight, settings_.bitSteps);
  picture_ = std::move(picture);
}

// Numbers in the order of the nets: Elman, LSTM, GRU, reservoir, and the net's own cell if it is another.
void Washout::tell(Facts& facts) const {
  const WashoutPicture& p = *picture_;
  facts.set("aspect", settings_.aspect);
  facts.set("cell", settings_.net.cell);
  facts.set("whole", done());
  facts.set("stated", !(settings_ == problemSettings(settings_.problem)));
  if (settings_.aspect == "distance") {
    facts.set("differAt", p.differAt);
    facts.set("differBy", settings_.differBy);
    facts.set("steps", settings_.net.seqLen);
    facts.set("trained", settings_.trained);
    std::vector<double> first, last, lasts, before, updates;
    for (const auto& looked : p.nets) {
      if (!looked) return;
      const WashoutNet& net = *looked;
      first.push_back(net.shown().at[static_cast<std::size_t>(net.differAt)]);
      last.push_back(net.shown().at.back());
      lasts.push_back(net.shown().lasts);
      before.push_back(net.untrained.lasts);
      updates.push_back(static_cast<double>(net.updates));
    }
    facts.set("distanceFirst", first);
    facts.set("distanceLast", last);
    facts.set("lasts", lasts);
    facts.set("lastsUntrained", before);
    facts.set("netUpdates", updates);
  }
  if (settings_.aspect == "memory") {
    std::vector<double> capacity, error;
    for (const WashoutMemory& memory : p.memories) {
      const bool there = memory.share == 1;
      capacity.push_back(there ? memory.capacity : std::nan(""));
      error.push_back(there ? memory.error : std::nan(""));
    }
    facts.set("units", settings_.net.hiddenSize);
    facts.set("inputScale", settings_.inputScale);
    facts.set("init", settings_.net.init);
    facts.set("initScale", settings_.net.initScale);
    facts.set("capacity", capacity);
    facts.set("capacityError", error);
  }
  if (settings_.aspect == "latch") {
    facts.set("bitWeight", p.bit.w);
    facts.set("bitSteps", settings_.bitSteps);
    facts.set("bitAt", p.bit.at);
    facts.set("bitSlope", p.bit.slope);
    facts.set("constantLimit", p.bit.constantLimit);
    facts.set("singleLimit", p.bit.singleLimit);
    facts.set("bitGradient", p.bit.gradient);
  }
}

}  // namespace

WashoutBit washoutBit(double w, int steps) {
  const std::vector<FixedPoint> points = fixedPointsOf(w, 0);
  WashoutBit bit;
  bit.w = w;
  bit.at = points.size() == 3 ? points.back().at : 0;
  bit.slope = points.back().slope;
  bit.constantLimit = constantLimitOf(w);
  bit.singleLimit = w * bit.at;  // the watershed is at 0
  bit.gradient = std::pow(bit.slope, steps);
  return bit;
}

const Problem& washoutProblem() {
  static const Problem problem{
      .name = "washout",
      .help = "how much of an early input is left in the state: two sequences, memory curves, and one unit that keeps a bit",
      .begin = beginWashout,
      .settings = {"aspect", "differAt", "differBy", "trained", "inputScale", "bitWeight", "bitSteps"},
      .own = {"bidirectional", "tying", "gradient", "readout"},
      .picture = []() -> std::unique_ptr<ProblemPicture> { return std::make_unique<Washout>(); }};
  return problem;
}

}  // namespace unroll
