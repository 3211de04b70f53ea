#include <cstdio>
#include <utility>

#include "core/exact_math.h"
#include "core/hash.h"
#include "core/link_text.h"
#include "core/scalar_math.h"
#include "latch/keys.h"
#include "unroll.h"

namespace unroll {

namespace {

struct Saved final : State {
  Latch latch;
  std::size_t bytes() const override { return sizeof *this; }
};

float preActivationOf(const Latch& latch, float a, int t, bool disturbed) {
  const float z = static_cast<float>(latch.w) * a + static_cast<float>(latch.u);
  return disturbed && t == latch.disturbanceAt ? z + static_cast<float>(latch.disturbance) : z;
}

std::vector<float> trajectory(const Latch& latch, bool disturbed) {
  std::vector<float> a{static_cast<float>(latch.start)};
  for (int t = 1; t <= latch.steps; ++t) a.push_back(math::tanh(preActivationOf(latch, a.back(), t, disturbed)));
  return a;
}

void lookForValleys(LatchSnapshot& s) {
  s.twoValleys = s.fixedPoints.size() == 3;
  if (!s.twoValleys) return;
  s.watershed = s.fixedPoints[1].at;
  const bool low = s.latch.start<0, high = s.latch.start> 0;
  const auto keeps = [&](float end) { return (low && end < s.watershed) || (high && end > s.watershed); };
  s.home = low ? 0 : 2;
  s.remembers = keeps(s.a.back());
  s.wouldRemember = keeps(s.undisturbed.back());
  const double depth = s.fixedPoints[static_cast<std::size_t>(s.home)].at - s.watershed;
  s.singleLimit = s.latch.w * (depth < 0 ? -depth : depth);
}

ParsedModel parse(std::string_view text) {
  Latch latch;
  ParsedModel parsed;
  for (const auto& [name, value] : splitLink(text))
    if (!isPageKey(name))
      if (auto set = latchKeys().set(latch, name, value); !set) parsed.dropped.push_back(set.error());
  parsed.model = std::make_unique<LatchModel>(latch);
  return parsed;
}

std::vector<KeyInfo> allKeys() {
  std::vector<KeyInfo> keys;
  for (const Key<Latch>& key : latchKeys().list()) keys.push_back(key.info);
  return keys;
}

// One JSON line: the end, the gradient, the fixed points, the hash.
Result<void> runLatch(std::span<const std::string> arguments, std::FILE* out) {
  Latch latch;
  for (const std::string& argument : arguments)
    for (const auto& [name, value] : splitLink(argument))
      if (auto set = latchKeys().set(latch, name, value); !set) return set.error();
  const LatchModel model(latch);
  LatchSnapshot s;
  model.fill(s, {});
  std::string points;
  for (const FixedPoint& p : s.fixedPoints)
    points += std::string(points.empty() ? "" : ",") + "{\"at\":" + printNumber(p.at) + ",\"slope\":" + printNumber(p.slope) +
              ",\"stable\":" + (p.stable() ? "true" : "false") + "}";
  std::fprintf(
      out, "{\"end\":%s,\"remembers\":%s,\"gradient\":%s,\"constantLimit\":%s,\"singleLimit\":%s,\"fixedPoints\":[%s],\"hash\":\"%s\"}\n",
      printNumber(static_cast<double>(s.a.back())).c_str(), s.remembers ? "true" : "false", printNumber(s.gradient.back()).c_str(),
      printNumber(s.constantLimit).c_str(), printNumber(s.singleLimit).c_str(), points.c_str(), model.hash().c_str());
  return {};
}

}  // namespace

float LatchSnapshot::preActivation(int t) const { return preActivationOf(latch, a[static_cast<std::size_t>(t) - 1], t, true); }

LatchModel::LatchModel(const Latch& latch) : keys_(latchKeys(), now_.latch) { use(latch); }

void LatchModel::use(const Latch& latch) {
  LatchSnapshot s;
  s.latch = latch;
  s.a = trajectory(latch, true);
  s.undisturbed = trajectory(latch, false);
  s.slope = s.gradient = {1};
  for (int t = 1; t <= latch.steps; ++t) {
    s.slope.push_back(latch.w * exact::tanhSlope(static_cast<double>(s.preActivation(t))));
    const double before = s.gradient.back();
    s.gradient.push_back(s.slope.back() < 0 ? -s.slope.back() * before : s.slope.back() * before);
  }
  s.fixedPoints = fixedPointsOf(latch.w, latch.u);
  s.constantLimit = constantLimitOf(latch.w);
  lookForValleys(s);
  now_ = std::move(s);
  ++version_;
}

std::string LatchModel::text() const { return keys_.text(); }

Result<void> LatchModel::apply(const Change& change) {
  Latch changed = now_.latch;
  if (change.target == reset)
    changed = Latch{};
  else if (auto set = latchKeys().set(changed, change.target, change.value); !set)
    return set;
  if (changed != now_.latch) use(changed);
  return {};
}

std::shared_ptr<const State> LatchModel::save() const {
  auto saved = std::make_shared<Saved>();
  saved->latch = now_.latch;
  return saved;
}

void LatchModel::restore(const State& state) { use(static_cast<const Saved&>(state).latch); }

void LatchModel::comeAfter(const Model& former) {
  if (&former != this) version_ += former.version();
}

Facts LatchModel::facts() const {
  const LatchSnapshot& s = now_;
  Facts facts;
  facts.set("w", s.latch.w);
  facts.set("u", s.latch.u);
  facts.set("start", s.latch.start);
  facts.set("steps", s.latch.steps);
  facts.set("disturbance", s.latch.disturbance);
  facts.set("disturbanceAt", s.latch.disturbanceAt);
  facts.set("end", s.a.back());
  facts.set("gradient", s.gradient.back());
  facts.set("twoValleys", s.twoValleys);
  facts.set("remembers", s.remembers);
  facts.set("wouldRemember", s.wouldRemember);
  facts.set("slopeAtHome", s.fixedPoints[static_cast<std::size_t>(s.home)].slope);
  facts.set("constantLimit", s.constantLimit);
  facts.set("singleLimit", s.singleLimit);
  std::vector<double> at, slopes;
  for (const FixedPoint& p : s.fixedPoints) {
    at.push_back(p.at);
    slopes.push_back(p.slope);
  }
  facts.set("fixedPoints", at);
  facts.set("fixedSlopes", slopes);
  return facts;
}

std::string LatchModel::hash() const {
  Fnv1a hash;
  hash.add(now_.a.data(), now_.a.size() * sizeof(float));
  char text[20];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(hash.value()));
  return text;
}

const ModelKind& latchModel() {
  static const ModelKind kind{
      "latch", parse, allKeys, nullptr, {{"latch", "one unit that keeps a bit: where it ends, its gradient, its fixed points", runLatch}}};
  return kind;
}

}  // namespace unroll
