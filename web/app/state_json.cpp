// What window.unroll.state() returns. `layout` is there for tests: every control and every text with its place.
#include <nlohmann/json.hpp>

#include "app/app.h"

namespace unroll {

namespace {

using nlohmann::json;

json rectangle(const Rect& r) { return json::array({r.x, r.y, r.w, r.h}); }

json layoutOf(const UiFrame& frame) {
  json controls = json::array();
  for (const ControlRecord& c : frame.controls())
    controls.push_back({{"name", c.name},
                        {"role", c.role},
                        {"label", c.label},
                        {"value", c.value},
                        {"rect", rectangle(c.rect)},
                        {"clip", rectangle(c.clip)},
                        {"layer", c.layer}});
  json texts = json::array();
  for (const TextRecord& t : frame.texts())
    texts.push_back(
        {{"text", t.text}, {"rect", rectangle(t.rect)}, {"clip", rectangle(t.clip)}, {"shortened", t.shortened}, {"layer", t.layer}});
  return {{"window", rectangle(frame.ui.window())}, {"controls", controls}, {"texts", texts}};
}

const char* nameOf(Layout layout) { return layout == Layout::wide ? "wide" : layout == Layout::medium ? "medium" : "phone"; }

const char* nameOf(Session::Activity activity) {
  switch (activity) {
    case Session::Activity::training: return "training";
    case Session::Activity::stepping: return "stepping";
    case Session::Activity::seeking: return "seeking";
    case Session::Activity::loading: return "loading";
    default: return "idle";
  }
}

}  // namespace

std::string stateToJson(const StateInput& in) {
  const Snapshot& s = in.context.snapshot;
  json state;
  in.scene.state(in.context, state);
  state["experiment"] = in.experiment;
  state["scene"] = s.experiment.scene;
  state["update"] = s.update;
  state["goal"] = s.goal;
  state["loss"] = s.loss;
  state["metric"] = s.metric;
  state["metricUpdate"] = s.metricUpdate;
  state["learned"] = s.learned;
  state["diverged"] = s.divergence.has_value();
  state["parameterCount"] = s.parameterCount;
  state["weights_hash"] = in.session.weightsHash();
  state["activity"] = nameOf(in.session.activity());
  state["playing"] = in.scene.playing(in.context);
  state["updatesPerSecond"] = in.session.updatesPerSecond();
  state["canUndo"] = in.session.canUndo();
  state["canRedo"] = in.session.canRedo();
  state["lang"] = in.text.language();
  state["theme"] = in.context.ui.theme().dark ? "dark" : "light";
  state["embed"] = in.page.embed;
  state["size"] = nameOf(in.context.layout);
  const ControlRecord* focused = in.frame.focused();
  state["focus"] = focused ? focused->name : "stage";
  state["words"] = in.scene.describe(in.context);
  state["missingText"] = json(std::vector<std::string>(in.text.missing().begin(), in.text.missing().end()));
  state["shaderErrors"] = in.shaderErrors;
  json messages = json::array();
  for (const Session::Message& m : in.session.messages()) messages.push_back(m.words);
  state["messages"] = messages;
  state["stage"] = rectangle(in.stage);
  state["pixelsPerUnit"] = in.context.ui.theme().pixelsPerUnit;
  state["timing"] = {{"p95", in.clock.percentile95()},    {"max", in.clock.greatest()},
                     {"draw", in.clock.meanDraw()},       {"slice", in.slice},
                     {"fps", in.clock.framesPerSecond()}, {"frames", in.clock.frames()},
                     {"firstFrameMs", in.firstFrame},     {"trainingShare", in.session.trainingShare()}};
  state["layout"] = layoutOf(in.frame);
  return state.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace unroll
