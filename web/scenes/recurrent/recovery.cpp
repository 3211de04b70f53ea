#include "scenes/recurrent/recovery.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "scenes/recurrent/blind.h"
#include "widgets/formula.h"

namespace unroll {

namespace {

// A state is computed anew from one before it: in a large net that takes a while.
constexpr int mostPatience = 3600;  // frames

// The learning rate that was set by hand before an update, or at it.
double rateAt(const Experiment& experiment, std::int64_t update, bool atItToo) {
  double rate = experiment.learningRate;
  for (const Edit& edit : experiment.edits) {
    double number = 0;
    const bool before = edit.update < update || (edit.update == update && atItToo);
    if (before && edit.target == "learningRate" && readNumber(edit.value, number)) rate = number;
  }
  return rate;
}

// To three digits.
double rounded(double rate) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3g", rate);
  double number = rate;
  return readNumber(text, number) ? number : rate;
}

// Where the rate was last raised, with an update done since; −1: it never was.
std::int64_t lastRaise(const Snapshot& s) {
  std::int64_t last = -1;
  for (const Edit& edit : s.experiment.edits) {
    const std::int64_t at = edit.update;
    if (at < s.update && rateAt(s.experiment, at, true) > rateAt(s.experiment, at, false)) last = std::max(last, at);
  }
  return last;
}

// A saturated net's answers hardly change, so that one of its own states may be the best measured: that is no way out of it.
bool leadsOut(const Snapshot& s, const CurvePoint& p) {
  const auto value = static_cast<double>(p.value);
  return p.update < s.update && beatsBlind(value, s.blindScore, s.higherIsBetter) &&
         (!std::isfinite(s.metric) || beatsBlind(value, s.metric, s.higherIsBetter));
}

std::int64_t bestUpdate(const Snapshot& s) {
  std::int64_t best = 0;
  double least = HUGE_VAL;
  const auto offer = [&](std::int64_t update, double badness) {
    if (!std::isfinite(badness) || badness >= least || update > s.update) return;
    least = badness;
    best = update;
  };
  for (const CurvePoint& p : s.metricCurve)
    if (s.divergence || leadsOut(s, p)) offer(p.update, s.higherIsBetter ? -static_cast<double>(p.value) : static_cast<double>(p.value));
  if (least < HUGE_VAL) return best;
  if (!s.divergence) return std::max<std::int64_t>(0, lastRaise(s));
  for (const CurvePoint& p : s.lossCurve) offer(p.update - 1, static_cast<double>(p.value));  // a loss is taken before its update
  return best;
}

}  // namespace

GoodState lastGoodState(const Snapshot& s) {
  const std::int64_t update = bestUpdate(s);
  const double failed = s.current.learningRate, former = rateAt(s.experiment, update, false);
  return {update, former < failed ? former : rounded(failed / 10)};
}

std::string wayBackWords(const Text& text, const GoodState& to) {
  // A button shows plain words.
  const std::string rate = formula::withoutMarkup(compactNumber(to.learningRate));
  return text.tr("recovery.back", {{"n", text.integer(to.update)}, {"rate", rate}});
}

std::string Recovery::words(const SceneContext& context) { return wayBackWords(context.ui.words(), lastGoodState(context.snapshot)); }

void Recovery::begin(const SceneContext& context) {
  const Snapshot& s = context.snapshot;
  to_ = lastGoodState(s);
  patience_ = mostPatience;
  if (context.commands.running()) context.commands.pause();
  if (to_.update >= s.update)
    context.send(RecurrentModel::restoreLastFinite);
  else
    context.commands.goTo(to_.update);
}

void Recovery::follow(const SceneContext& context) {
  const Snapshot& s = context.snapshot;
  if (patience_ == 0) return;
  --patience_;
  if (context.commands.running()) patience_ = 0;
  if (patience_ == 0 || s.divergence || s.update != to_.update) return context.ui.keepDrawing();
  patience_ = 0;
  if (s.current.learningRate != to_.learningRate) context.set("learningRate", to_.learningRate);
}

}  // namespace unroll
