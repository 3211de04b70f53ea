#include "scenes/recurrent/recovery.h"

#include <cmath>
#include <cstdio>

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

std::int64_t bestUpdate(const Snapshot& s) {
  std::int64_t best = 0;
  double least = HUGE_VAL;
  const auto offer = [&](std::int64_t update, double badness) {
    if (!std::isfinite(badness) || badness >= least || update > s.update) return;
    least = badness;
    best = update;
  };
  for (const CurvePoint& p : s.metricCurve)
    offer(p.update, s.higherIsBetter ? -static_cast<double>(p.value) : static_cast<double>(p.value));
  if (least < HUGE_VAL) return best;
  for (const CurvePoint& p : s.lossCurve) offer(p.update - 1, static_cast<double>(p.value));  // a loss is taken before its update
  return best;
}

}  // namespace

GoodState lastGoodState(const Snapshot& s) {
  const std::int64_t update = bestUpdate(s);
  const double failed = s.current.learningRate, former = rateAt(s.experiment, update, false);
  return {update, former < failed ? former : rounded(failed / 10)};
}

std::string Recovery::words(const SceneContext& context) {
  const GoodState good = lastGoodState(context.snapshot);
  return context.tr("recovery.back", {{"n", context.ui.words().integer(good.update)}, {"rate", printNumber(good.learningRate)}});
}

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
