// The page plays with itself: random events over all controls of every scene, without a window. UNROLL_WALK_SEED=1000 gives the long walk
// other seeds.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include <chrono>
#include <cstdlib>
#include <string>

#include "app/app.h"
#include "app/scenes.h"
#include "page/headless.h"
#include "page/nowhere.h"

using namespace unroll;

namespace {

// Nothing may leave the page while it plays.
class Inside final : public Nowhere {
 public:
  double milliseconds() const override {
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now().time_since_epoch()).count();
  }
  void copy(const std::string&) override { ++left; }
  void copyPicture(const std::string&) override { ++left; }
  void handKeyToParent(KeyName) override { ++left; }
  void saveFile(const std::string&, const std::string&) override { ++left; }
  void chooseFile() override { ++left; }
  void remember(const std::string&) override { ++left; }
  int left = 0;
};

struct Walked {
  std::int64_t events = 0;
  std::string findings, scene, missing;
  int left = 0;
};

Walked walk(const std::string& link, unsigned seed, std::int64_t events, App::Window window = {}) {
  ImGui::CreateContext();
  ImGui::GetIO().IniFilename = nullptr;
  Walked walked;
  {
    Inside host;
    App app(host, {});
    CHECK(app.load(link + "&fuzz=" + std::to_string(seed), false).empty());
    for (std::int64_t done = 0; done < events;) {
      for (int i = 0; i < 20; ++i) {
        bool fontsChanged = false;
        app.beginFrame(window, fontsChanged);
        ImGui::NewFrame();
        app.drawFrame();
        ImGui::EndFrame();
        (void)app.endFrame();
      }
      const auto state = nlohmann::json::parse(app.stateJson());
      CAPTURE(state["link"].dump());
      CHECK(state.contains("fuzz"));
      if (!state.contains("fuzz")) break;
      done = state["fuzz"]["events"];
      walked.scene = state["scene"];
      walked.missing = state["missingText"].empty() ? "" : state["missingText"].dump();
      walked.findings = state["fuzz"]["findings"].empty() ? "" : state["fuzz"]["findings"].dump();
      walked.events = done;
    }
    walked.left = host.left;
  }
  ImGui::DestroyContext();
  return walked;
}

void isClean(const std::string& link, unsigned seed, std::int64_t events, App::Window window = {}) {
  CAPTURE(link);
  CAPTURE(seed);
  const Walked walked = walk(link, seed, events, window);
  CHECK(walked.events >= events);
  CHECK(walked.findings == "");
  CHECK(walked.missing == "");
  CHECK(walked.left == 0);
}

}  // namespace

TEST_CASE("fuzz walk: which words are no numbers") {
  for (const char* text : {"nan", "−nan", "loss: inf", "NaN %", "-inf", "(undefined)"}) CHECK(saysNoNumber(text));
  for (const char* text : {"", "information", "nano", "0.5", "Infos", "∞", "nanät"}) CHECK(!saysNoNumber(text));
}

TEST_CASE("fuzz walk: a hundred events in each scene leave nothing behind and nothing that is no number") {
  unsigned seed = 1;
  for (const SceneEntry& entry : scenes()) isClean("scene=" + std::string(entry.name), seed++, 100);
  isClean("scene=start", seed, 60);
}

TEST_SUITE("long" * doctest::skip()) {
  TEST_CASE("fuzz walk: 20,000 events over all scenes, in three sizes") {
    constexpr std::int64_t kEach = 2500;
    const char* from = std::getenv("UNROLL_WALK_SEED");
    unsigned seed = from ? static_cast<unsigned>(std::atoi(from)) : 100;
    for (const SceneEntry& entry : scenes()) {
      const App::Window sizes[] = {{1280, 800, 1}, {768, 464, 1}, {390, 844, 1}};
      isClean("lang=de&scene=" + std::string(entry.name), seed, kEach, sizes[seed % 3]);
      ++seed;
    }
  }
}
