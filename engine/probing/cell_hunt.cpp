#include "probing/cell_hunt.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>

#include "core/check.h"
#include "core/order.h"

namespace unroll {

namespace {

constexpr std::uint64_t huntSeries = 1;
constexpr int parts = 12;  // of a unit's range, each with as many of its numbers

const TaskProperty& propertyOf(const Task& task, std::size_t property) {
  UNROLL_CHECK(property < task.properties.size());
  return task.properties[property];
}

// Without a spread in one of both: 0.
template <class Rows>
double correlationOf(const Rows& rows) {
  double n = 0, meanH = 0, meanV = 0, hh = 0, vv = 0, hv = 0;
  for (const auto& row : rows) {  // Welford
    n += 1;
    const double h = static_cast<double>(row.h), v = static_cast<double>(row.value), dh = h - meanH, dv = v - meanV;
    meanH += dh / n;
    meanV += dv / n;
    hh += dh * (h - meanH);
    vv += dv * (v - meanV);
    hv += dh * (v - meanV);
  }
  return hh > 0 && vv > 0 ? hv / std::sqrt(hh * vv) : 0;
}

}  // namespace

CellHunt::CellHunt(const Network<float>& network, const Experiment& experiment, const Task& task, std::size_t property, int sequences)
    : experiment_(experiment),
      property_(propertyOf(task, property)),
      sampling_(network, experiment, task, {.sequences = sequences, .series = huntSeries}) {
  UNROLL_CHECK(sequences > 1);
}

double CellHunt::share() const {
  const int units = samples().states.cols;
  return 0.5 * sampling_.share() + 0.5 * static_cast<double>(found_.size()) / units;
}

bool CellHunt::advance(double milliseconds) {
  using Clock = std::chrono::steady_clock;
  const auto begin = Clock::now();
  const auto late = [&] { return std::chrono::duration<double, std::milli>(Clock::now() - begin).count() >= milliseconds; };
  while (values_.empty()) {
    if (sampling_.piece()) takeValues();
    if (late()) return false;
  }
  while (ranked_.empty()) {
    found_.push_back(judge(static_cast<int>(found_.size())));
    if (static_cast<int>(found_.size()) == samples().states.cols) {
      ranked_ = found_;
      sortShort(ranked_, [](const UnitAgreement& a, const UnitAgreement& b) { return a.score > b.score; });
    } else if (late()) {
      return false;
    }
  }
  return true;
}

void CellHunt::takeValues() {
  const StateSamples& all = samples();
  values_.resize(static_cast<std::size_t>(all.sequences) * static_cast<std::size_t>(all.steps));
  for (int s = 0; s < all.sequences; ++s)
    property_.take(
        experiment_, all.input(s),
        std::span(values_).subspan(static_cast<std::size_t>(s) * static_cast<std::size_t>(all.steps), static_cast<std::size_t>(all.steps)));
}

UnitAgreement CellHunt::judge(int unit) const {
  const StateSamples& all = samples();
  std::vector<Row> fitted, heldOut;
  for (int row = 0; row < all.states.rows; ++row) {
    const Row here{all.states.at(row, unit), values_[static_cast<std::size_t>(row)]};
    if (!std::isfinite(here.h) || !std::isfinite(here.value)) continue;
    (row / all.steps < all.sequences / 2 ? fitted : heldOut).push_back(here);
  }
  UnitAgreement agreement{.unit = unit, .correlation = std::numeric_limits<double>::quiet_NaN()};
  if (fitted.empty() || heldOut.empty()) return agreement;
  if (property_.classes == 0)
    judgeNumber(fitted, heldOut, agreement);
  else
    judgeClasses(std::move(fitted), heldOut, agreement);
  return agreement;
}

void CellHunt::judgeNumber(const std::vector<Row>& fitted, const std::vector<Row>& heldOut, UnitAgreement& agreement) const {
  agreement.correlation = correlationOf(heldOut);
  agreement.score = correlationOf(fitted) < 0 ? -agreement.correlation : agreement.correlation;
}

void CellHunt::judgeClasses(std::vector<Row> fitted, const std::vector<Row>& heldOut, UnitAgreement& agreement) const {
  const auto classes = static_cast<std::size_t>(property_.classes);
  const auto classOfRow = [](const Row& row) { return static_cast<std::size_t>(row.value); };
  std::sort(fitted.begin(), fitted.end(), [](const Row& a, const Row& b) { return a.h < b.h; });
  std::vector<double> counts(classes, 0);
  for (const Row& row : fitted) counts[classOfRow(row)] += 1;
  const auto n = static_cast<double>(fitted.size());

  // The best threshold for each class.
  std::vector<float> edges;
  double best = -1;
  for (std::size_t c = 0; c < classes; ++c) {
    if (counts[c] == 0 || counts[c] == n) continue;
    double classBelow = 0, othersBelow = 0, bestOfClass = -1;
    float edge = 0;
    for (std::size_t i = 0; i + 1 < fitted.size(); ++i) {
      (classOfRow(fitted[i]) == c ? classBelow : othersBelow) += 1;
      if (fitted[i].h == fitted[i + 1].h) continue;
      const double isAbove = 0.5 * (1 - classBelow / counts[c] + othersBelow / (n - counts[c])), score = std::max(isAbove, 1 - isAbove);
      if (score > bestOfClass) bestOfClass = score, edge = 0.5f * (fitted[i].h + fitted[i + 1].h);
      if (score <= best) continue;
      best = score;
      agreement.tells = static_cast<int>(c);
      agreement.above = isAbove >= 0.5;
      agreement.threshold = 0.5 * (static_cast<double>(fitted[i].h) + static_cast<double>(fitted[i + 1].h));
    }
    if (bestOfClass > 0) edges.push_back(edge);
  }

  // p(class | part), with one row more in each part, shared as the classes are in all: what is said of the held-out rows, in bits, beside
  // what is said without the unit.
  for (std::size_t i = 1; i < parts; ++i) edges.push_back(fitted[i * fitted.size() / parts].h);
  std::sort(edges.begin(), edges.end());
  const auto partOf = [&](float h) { return static_cast<std::size_t>(std::upper_bound(edges.begin(), edges.end(), h) - edges.begin()); };
  std::vector<double> joint((edges.size() + 1) * classes, 0), inPart(edges.size() + 1, 0);
  for (const Row& row : fitted) joint[partOf(row.h) * classes + classOfRow(row)] += 1, inPart[partOf(row.h)] += 1;
  const auto overall = [&](std::size_t c) { return (counts[c] + 0.5) / (n + 0.5 * static_cast<double>(classes)); };
  double without = 0, with = 0;
  for (const Row& row : heldOut) {
    const std::size_t c = classOfRow(row), part = partOf(row.h);
    without -= std::log2(overall(c));
    with -= std::log2((joint[part * classes + c] + overall(c)) / (inPart[part] + 1));
  }
  agreement.score = without > 0 ? (without - with) / without : 0;

  if (agreement.tells < 0) return;
  double right[2] = {}, all[2] = {};
  for (const Row& row : heldOut) {
    const bool is = static_cast<int>(classOfRow(row)) == agreement.tells;
    all[is] += 1;
    right[is] += is == ((static_cast<double>(row.h) > agreement.threshold) == agreement.above);
  }
  if (all[0] > 0 && all[1] > 0) agreement.accuracy = 0.5 * (right[0] / all[0] + right[1] / all[1]);
}

}  // namespace unroll
