// How ours is held against what was published.
#include <cmath>
#include <cstdio>

#include "reproduce/figure.h"

namespace unroll {

namespace {

constexpr double sigmas = 3;

}  // namespace

std::string_view nameOf(Verdict verdict) {
  return verdict == Verdict::reproduced ? "reproduced" : verdict == Verdict::differs ? "differs" : "not_yet";
}

Estimate estimateOf(Figure::Kind kind, std::span<const double> values) {
  Estimate all;
  double sum = 0;
  for (const double value : values) {
    if (!std::isfinite(value)) {
      ++all.without;
      continue;
    }
    ++all.seeds;
    sum += value;
  }
  if (all.seeds == 0) return all;
  const double n = all.seeds;
  all.value = sum / n;
  if (kind == Figure::Kind::exact) {
    all.error = 0;
  } else if (all.seeds > 1 && kind == Figure::Kind::share) {
    const double p = (sum + 2) / (n + 4);
    all.error = std::sqrt(p * (1 - p) / (n + 4));
  } else if (all.seeds > 1) {
    double squares = 0;
    for (const double value : values)
      if (std::isfinite(value)) squares += (value - all.value) * (value - all.value);
    all.error = std::sqrt(squares / (n - 1) / n);
  }
  return all;
}

Judged judge(const Figure& figure, const Published& published, const Estimate& ours) {
  Judged judged;
  if (ours.seeds == 0) {
    judged.why = "no seed has a number";
    return judged;
  }
  if (ours.without > ours.seeds) {
    judged.why = "most seeds have no number";
    return judged;
  }
  if (std::isnan(ours.error)) {
    judged.why = "one seed has no standard error";
    return judged;
  }
  const double theirs = published.error > 0  ? published.error
                        : published.runs > 0 ? ours.error * std::sqrt(static_cast<double>(ours.seeds) / published.runs)
                                             : 0;
  const double within = sigmas * std::sqrt(ours.error * ours.error + theirs * theirs);
  const double more = ours.value - published.value;
  judged.off = figure.compare == Figure::Compare::equal ? std::fabs(more) : figure.compare == Figure::Compare::atMost ? more : -more;
  judged.allowed = figure.tolerance + within;
  const double scale = figure.scale > 0 ? figure.scale : std::fabs(published.value);
  const bool isSure = figure.compare != Figure::Compare::equal && judged.off + within <= figure.tolerance;
  if (judged.off > judged.allowed) {
    judged.verdict = figure.fullerMayTell ? Verdict::notYet : Verdict::differs;
    judged.why = figure.fullerMayTell ? "missed, but a fuller run may tell" : "missed";
  } else if (within > scale / 2 && !isSure) {
    judged.why =
        "too few seeds to tell: three standard errors are more than half of " + std::string(figure.scale > 0 ? "the scale" : "the number");
  } else {
    judged.verdict = Verdict::reproduced;
    judged.why = "within what is allowed";
  }
  return judged;
}

}  // namespace unroll
