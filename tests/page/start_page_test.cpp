// The page without a link: which links open it, what is on it, where it leads, and the way back to where one was.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "app/app.h"
#include "app/scenes.h"
#include "page/headless.h"
#include "page/nowhere.h"

using namespace unroll;

namespace {

class Keeper final : public Nowhere {
 public:
  double milliseconds() const override { return now; }
  void replaceHash(const std::string& text) override { hash = text; }
  void remember(const std::string& text) override { kept = text; }
  std::string remembered() const override { return kept; }
  double now = 1000;
  std::string hash, kept;
};

struct Page {
  explicit Page(const std::string& link, std::string kept = {}, App::Window size = {}) : window(size) {
    ImGui::CreateContext();
    ImGui::GetIO().IniFilename = nullptr;
    host.kept = std::move(kept);
    app = std::make_unique<App>(host, App::Surroundings{});
    CHECK(app->load("animate=false" + (link.empty() ? "" : "&" + link), false).empty());
    draw();
  }
  ~Page() {
    app.reset();
    ImGui::DestroyContext();
  }
  Page(const Page&) = delete;
  Page& operator=(const Page&) = delete;

  void draw() {
    for (int i = 0; i < 3; ++i) {
      host.now += 1000;
      bool fontsChanged = false;
      app->beginFrame(window, fontsChanged);
      ImGui::NewFrame();
      app->drawFrame();
      ImGui::EndFrame();
      (void)app->endFrame();
    }
  }
  nlohmann::json state() { return nlohmann::json::parse(app->stateJson()); }
  std::string scene() { return state()["scene"]; }
  // Where it is drawn; empty: it isn't.
  std::vector<float> place(const std::string& control) {
    const nlohmann::json now = state();
    for (const auto& each : now["layout"]["controls"])
      if (each["name"] == control) return each["rect"].get<std::vector<float>>();
    return {};
  }
  void press(const std::string& control) {
    const std::vector<float> r = place(control);
    REQUIRE(r.size() == 4);
    const float scale = app->unitsToPixels();
    for (const auto kind : {PointerEvent::Kind::move, PointerEvent::Kind::down, PointerEvent::Kind::up})
      app->pointer({kind, {(r[0] + r[2] / 2) * scale, (r[1] + r[3] / 2) * scale}});
    draw();
    draw();
  }

  Keeper host;
  App::Window window;
  std::unique_ptr<App> app;
};

const std::string trained = "scene=training&task=adding&hiddenSize=4&seqLen=6&updates=12";

}  // namespace

TEST_CASE("start page: without a scene and an experiment, and where a link says so") {
  for (const char* link : {"", "scene=start", "lang=de", "theme=dark&scale=125", "projector=true"}) {
    CAPTURE(link);
    Page page(link);
    CHECK(page.scene() == "start");
    CHECK(page.host.hash.rfind("scene=start", 0) == 0);
    CHECK(page.app->play() != "");
    CHECK(page.app->step(1) != "");
  }
  for (const char* link : {"scene=sequence", "task=xor", "embed=true", "exercise=graph"}) {
    CAPTURE(link);
    CHECK(Page(link).scene() != "start");
  }
}

TEST_CASE("start page: each scene is a card with its sentence, whole in every layout and both languages, and leads there") {
  for (const char* language : {"en", "de"})
    for (const App::Window& window :
         {App::Window{1280, 800, 1}, App::Window{768, 464, 1}, App::Window{390, 844, 1}, App::Window{1280, 800, 2}}) {
      CAPTURE(language);
      CAPTURE(window.width);
      Page page(std::string("lang=") + language, "", window);
      const auto state = page.state();
      CHECK(state["missingText"].empty());
      for (const auto& text : state["layout"]["texts"]) {
        CAPTURE(text["text"].get<std::string>());
        CHECK(!text["shortened"].get<bool>());
        const std::vector<float> r = text["rect"], clip = text["clip"];
        CHECK(r[0] >= clip[0] - 1.5f);
        CHECK(r[0] + r[2] <= clip[0] + clip[2] + 1.5f);
      }
      for (const SceneEntry& entry : scenes()) {
        const std::vector<float> place = page.place("start-" + std::string(entry.name));
        CHECK(place.size() == 4);
        if (place.size() == 4 && window.width > 600)
          CHECK(place[1] + place[3] < state["layout"]["window"][3].get<float>());  // without scrolling
      }
    }
  for (const SceneEntry& entry : scenes()) {
    Page page("");
    page.press("start-" + std::string(entry.name));
    CHECK(page.scene() == entry.name);
    page.press("home");
    CHECK(page.scene() == "start");
  }
  Page page("");
  page.press("begin");
  CHECK(page.scene() == scenes().front().name);
}

TEST_CASE("start page: back to where one was, with all that its link said; what was only opened takes nobody's place") {
  {
    Page page("");
    CHECK(page.place("goOn").empty());
    page.press("begin");
    CHECK(page.host.kept.empty());
  }
  std::string kept, hash;
  {
    Page page(trained);
    while (page.state()["activity"] != "idle") page.draw();
    page.draw();
    kept = page.host.kept;
    hash = page.state()["weights_hash"];
    CHECK(kept.rfind("scene=training", 0) == 0);
    page.press("home");
    CHECK(page.host.kept == kept);
  }
  {
    Page page("", kept);
    const nlohmann::json now = page.state();
    const auto isIt = [](const nlohmann::json& text) { return text["text"] == "7 Training, 12 updates"; };
    CHECK(std::any_of(now["layout"]["texts"].begin(), now["layout"]["texts"].end(), isIt));
    page.press("goOn");
    while (page.state()["activity"] != "idle") page.draw();
    CHECK(page.scene() == "training");
    CHECK(page.state()["weights_hash"] == hash);
  }
  for (const char* nonsense : {"scene=nowhere&updates=3", "updates", "%%%", "scene=start"}) CHECK(Page("", nonsense).place("goOn").empty());
}
