// What window.unroll.state() returns. `layout` is there for tests: every control and every text with its place.
#include <nlohmann/json.hpp>

#include "app/app.h"
#include "lesson/story.h"
#include "widgets/formula.h"

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
    case Session::Activity::running: return "training";
    case Session::Activity::stepping: return "stepping";
    case Session::Activity::seeking: return "seeking";
    case Session::Activity::loading: return "loading";
    default: return "idle";
  }
}

json toJson(const Facts::Value& value) {
  return std::visit([](const auto& v) { return json(v); }, value);
}

}  // namespace

std::string stateToJson(const StateInput& in) {
  const Model& model = in.session.model();
  json state;
  for (const auto& [name, value] : model.facts()) state[name] = toJson(value);
  in.scene.state(in.frame, state);
  if (const Story* story = in.scene.story())
    state["story"] = {{"step", story->step() + 1}, {"done", story->done()},
                      {"steps", story->steps()},   {"waits", story->waits()},
                      {"begins", story->begins()}, {"moves", story->moves()},
                      {"time", story->time() + 1}, {"hint", story->hinted() ? story->hinted()->touch : std::string_view()}};
  state["experiment"] = model.text();
  state["link"] = in.link;
  state["model"] = in.session.kind().name;
  state["scene"] = in.sceneName;
  state["weights_hash"] = model.hash();
  state["activity"] = nameOf(in.session.activity());
  state["playing"] = in.scene.playing(in.frame);
  state["updatesPerSecond"] = in.session.stepsPerSecond();
  state["canUndo"] = in.sessions.canUndo();
  state["canRedo"] = in.sessions.canRedo();
  state["lang"] = in.text.language();
  state["theme"] = in.frame.ui.theme().dark ? "dark" : "light";
  state["embed"] = in.page.embed;
  state["size"] = nameOf(in.frame.layout);
  const ControlRecord* focused = in.ui.focused();
  state["focus"] = focused ? focused->name : "stage";
  state["words"] = in.text.written(formula::withoutMarkup(in.words));
  state["missingText"] = json(std::vector<std::string>(in.text.missing().begin(), in.text.missing().end()));
  state["shaderErrors"] = in.shaderErrors;
  json messages = json::array();
  for (const Sessions::Message& m : in.messages) messages.push_back(in.text.written(m.words));
  state["messages"] = messages;
  state["nanOnScreen"] = in.notice.onScreen();
  state["nanExplained"] = in.notice.explained();
  state["stage"] = rectangle(in.stage);
  state["pixelsPerUnit"] = in.frame.ui.theme().pixelsPerUnit;
  state["timing"] = {{"p95", in.clock.percentile95()},    {"max", in.clock.greatest()},
                     {"draw", in.clock.meanDraw()},       {"slice", in.slice},
                     {"fps", in.clock.framesPerSecond()}, {"frames", in.clock.frames()},
                     {"firstFrameMs", in.firstFrame},     {"trainingShare", model.facts().number("trainingShare")}};
  if (in.walk) {
    json findings = json::array();
    for (const FuzzWalk::Finding& each : in.walk->findings()) findings.push_back({{"text", each.text}, {"link", each.link}});
    state["fuzz"] = {{"events", in.walk->events()}, {"findings", findings}};
  }
  state["layout"] = layoutOf(in.ui);
  return state.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace unroll
