#include "scenes/theorem/state.h"

#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "scenes/recurrent/weights.h"
#include "scenes/theorem/fold.h"
#include "scenes/theorem/twin.h"
#include "widgets/formula.h"

namespace unroll {

int firstOutput(const Twins& twins) {
  for (int t = 0; t < twins.feedforward.rows; ++t)
    for (int o = 0; o < twins.feedforward.cols; ++o)
      if (differ(twins.feedforward.at(t, o), twins.rnn.at(t, o))) return t;
  return -1;
}

namespace {

// One function for all of them: the page is read over the network.
[[gnu::noinline]] void put(nlohmann::json& fields, const char* name, nlohmann::json value) { fields[name] = std::move(value); }
// A time step; null where there is none.
[[gnu::noinline]] void putStep(nlohmann::json& fields, const char* name, int t) {
  put(fields, name, t < 0 ? nlohmann::json() : nlohmann::json(t));
}
[[gnu::noinline]] void putNumber(nlohmann::json& fields, const char* name, double number) { put(fields, name, number); }
[[gnu::noinline]] void putNumbers(nlohmann::json& fields, const char* name, const std::vector<float>& numbers) {
  put(fields, name, numbers);
}
[[gnu::noinline]] void putWords(nlohmann::json& fields, const char* name, std::string words) { put(fields, name, std::move(words)); }

}  // namespace

void theoremState(const SceneContext& context, const TheoremView& view, nlohmann::json& fields) {
  const Snapshot& s = context.snapshot;
  const Twins& twins = s.twins;
  putStep(fields, "t", view.present);
  putStep(fields, "step", view.present);
  putStep(fields, "length", twins.rnn.rows);
  putStep(fields, "rows", twins.order.rows);
  put(fields, "climbsOneRow", twins.order.single);
  putStep(fields, "built", view.built);
  putStep(fields, "first_difference", twins.firstStep);
  putStep(fields, "firstOutput", firstOutput(twins));
  putStep(fields, "firstPlace", -1);
  if (twins.first) putWords(fields, "firstPlace", formula::withoutMarkup(placeInWords(s, *twins.first)));
  put(fields, "seeking", view.seeking);
  putStep(fields, "broken", -1);
  if (twins.broken.step >= 0) {
    nlohmann::json& broken = fields["broken"];
    putStep(broken, "step", twins.broken.step);
    putWords(broken, "weight", printPlace(view.weight));
    putStep(broken, "unit", twins.broken.unit);
    putNumber(broken, "by", static_cast<double>(twins.broken.by));
    putNumber(broken, "from", static_cast<double>(twins.brokenFrom));
  }
  putWords(fields, "weight", printPlace(view.weight));
  putStep(fields, "picked", view.picked);
  putNumbers(fields, "contributions", s.shares.contributions);
  putNumber(fields, "gradient", static_cast<double>(s.shares.gradient));
  putNumbers(fields, "loopMetric", twins.rnnMetric);  // what isn't scored is NaN, null in the page
  putNumbers(fields, "twinMetric", twins.feedforwardMetric);
  putNumbers(fields, "windowMetric", twins.windowMetric);
  put(fields, "updateTimes", std::vector<double>{s.tiedTime.milliseconds, s.untiedTime.milliseconds});
  putStep(fields, "timedUpdates", s.untiedTime.updates);
  put(fields, "folded", twins.folded);
  put(fields, "whyNot", twins.obstacle ? nlohmann::json(formula::withoutMarkup(foldInWords(context))) : nlohmann::json());
  put(fields, "losses", std::vector<double>{twins.rnnLoss, s.loss});
  nlohmann::json& places = fields["places"] = nlohmann::json::object();
  for (const TheoremView::Spot& spot : view.spots) putNumbers(places, spot.name.c_str(), {spot.at.x, spot.at.y});
  putStep(fields, "layers", twins.feedforward.rows);
  putNumber(fields, "maxAbsDifference", twins.maxAbsDifference);
  putNumbers(fields, "differencePerStep", twins.differencePerStep);
  putNumbers(fields, "weightDistance", twins.weightDistance);
  put(fields, "tiedParameters", twins.tiedParameters);
  put(fields, "untiedParameters", twins.untiedParameters);
  putNumbers(fields, "rnnOutputs", twins.rnn.values);
  putNumbers(fields, "feedforwardOutputs", twins.feedforward.values);
  nlohmann::json drift = nlohmann::json::array();
  for (const CurvePoint& p : s.driftCurve) drift.push_back({p.update, p.value});
  put(fields, "drift", std::move(drift));
  // What is drawn of each copy: at which of these updates, and how far its weights were from the tied ones then.
  nlohmann::json fan = nlohmann::json::array();
  for (const CopyCurve& copy : s.copyCurves) {
    nlohmann::json points = nlohmann::json::array();
    for (const CurvePoint& p : copy.points) points.push_back({p.update, p.value});
    fan.push_back({{"copy", copy.step}, {"points", std::move(points)}});
  }
  put(fields, "fan", std::move(fan));
}

}  // namespace unroll
