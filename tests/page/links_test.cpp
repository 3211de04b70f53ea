// What a link says of the view and can't be is left out, and the page says so.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

#include "app/app.h"
#include "page/headless.h"
#include "page/nowhere.h"

using namespace unroll;

namespace {

// The page's messages after such a link, as one text.
std::string told(const std::string& link) {
  ImGui::CreateContext();
  ImGui::GetIO().IniFilename = nullptr;
  std::string all;
  {
    Nowhere host;
    App app(host, {});
    CHECK(app.load(link, false).empty());
    bool fontsChanged = false;
    app.beginFrame({}, fontsChanged);
    ImGui::NewFrame();
    app.drawFrame();
    ImGui::EndFrame();
    const auto state = nlohmann::json::parse(app.stateJson());
    for (const auto& message : state["messages"]) all += message.get<std::string>() + "\n";
  }
  ImGui::DestroyContext();
  return all;
}

}  // namespace

TEST_CASE("links: a copy, a unit, a time step that isn't there, a cut of a tied net: each is left out and named") {
  const std::string net = "hiddenSize=3&seqLen=6&";
  struct Link {
    std::string text, message;  // empty: nothing is told
  };
  for (const Link& link : std::vector<Link>{
           {"scene=theorem&" + net + "break=99", "break=99: must be 0…5"},
           {"scene=theorem&" + net + "break=6", "break=6: must be 0…5"},
           {"scene=theorem&" + net + "break=5", ""},
           {"scene=theorem&" + net + "break=3&breakUnit=99", "breakUnit=99: must be 0…2"},
           {"scene=theorem&" + net + "break=3&breakUnit=2", ""},
           {"scene=theorem&" + net + "cell=gru&break=3&breakUnit=1", "breakUnit=1: there is no such thing here"},
           {"scene=theorem&" + net + "t=100", "t=100: must be 0…7"},
           {"scene=theorem&" + net + "t=7", ""},
           {"scene=theorem&" + net + "t=12&beyond=7", ""},
           {"scene=theorem&" + net + "t=13&beyond=7", "t=13: must be 0…12"},
           {"scene=theorem&" + net + "bidirectional=true&t=6", "t=6: must be 0…5"},
           {"scene=sequence&" + net + "t=100", "t=100: must be 0…5"},
           {"scene=sequence&" + net + "t=5", ""},
           {"scene=sequence&" + net + "fold=2&t=12", ""},
           {"scene=sequence&" + net + "t=13&fold=2", "t=13: must be 0…12"},
           {"scene=sequence&" + net + "step=unit&t=40", ""},
           {"scene=sequence&" + net + "cut=rnn.weight_hh_l0@0003[0][0]", "cut=rnn.weight_hh_l0@0003[0][0]: there is no such thing here"},
           {"scene=sequence&" + net + "tying=untied&cut=rnn.weight_hh_l0@0003[0][0]", ""},
           {"scene=sequence&" + net + "updates=8&edits=4:tying=untied&cut=rnn.weight_hh_l0@0003[0][0]", ""}}) {
    CAPTURE(link.text);
    const std::string words = told(link.text);
    if (link.message.empty())
      CHECK(words.empty());
    else
      CHECK(words.find("Left out of the link: " + link.message) != std::string::npos);
  }
}

TEST_CASE("links: what was left out of the first is still said where the clock has run long, as a window's has") {
  class LongSince final : public Nowhere {
   public:
    double milliseconds() const override { return 1e9; }
  };
  ImGui::CreateContext();
  ImGui::GetIO().IniFilename = nullptr;
  {
    LongSince host;
    App app(host, {});
    CHECK(app.load("scene=nonsense", false).empty());
    for (int i = 0; i < 3; ++i) {
      bool fontsChanged = false;
      app.beginFrame({}, fontsChanged);
      ImGui::NewFrame();
      app.drawFrame();
      ImGui::EndFrame();
      (void)app.endFrame();
    }
    const auto messages = nlohmann::json::parse(app.stateJson())["messages"];
    REQUIRE(messages.size() == 1);
    CHECK(messages[0].get<std::string>().find("scene=nonsense") != std::string::npos);
  }
  ImGui::DestroyContext();
}

TEST_CASE("links: an experiment alone leaves the page and the scene, a link takes both anew") {
  ImGui::CreateContext();
  ImGui::GetIO().IniFilename = nullptr;
  {
    Nowhere host;
    App app(host, {});
    const auto after = [&](const std::string& text, App::Extent extent) {
      CHECK(app.load(text, true, extent).empty());
      return app.link();
    };
    CHECK(after("scene=training&task=xor&lang=de&theme=dark&embed=true", App::Extent::link).starts_with("scene=training&task=xor&"));
    const std::string within = after("task=echo&updates=3", App::Extent::experiment);
    CHECK(within.starts_with("scene=training&task=echo&"));
    for (const char* kept : {"lang=de", "theme=dark", "embed=true"}) CHECK(within.find(kept) != std::string::npos);
    CHECK(after("theme=light&scene=latch", App::Extent::experiment) == "scene=latch&lang=de&theme=light&embed=true");
    CHECK(after("task=echo", App::Extent::experiment).starts_with("scene=sequence&"));  // Latch shows no such net
    CHECK(after("scene=latch", App::Extent::link) == "scene=latch");
  }
  ImGui::DestroyContext();
}

TEST_CASE("links: one that is refused changes nothing, not even the language and the theme") {
  ImGui::CreateContext();
  ImGui::GetIO().IniFilename = nullptr;
  {
    Nowhere host;
    App app(host, {});
    CHECK(app.load("scene=latch&lang=en&theme=light&scale=125", false).empty());
    bool fontsChanged = false;
    app.beginFrame({}, fontsChanged);
    ImGui::NewFrame();
    app.drawFrame();
    ImGui::EndFrame();
    const std::string before = app.link();
    CHECK(!app.load("scene=sequence&task=adding&hiddenSize=512&seqLen=1000&batchSize=256&lang=de&theme=dark", true).empty());
    CHECK(app.link() == before);
    const auto state = nlohmann::json::parse(app.stateJson());
    CHECK(state["lang"] == "en");
    CHECK(state["theme"] == "light");
    REQUIRE(state["messages"].size() == 1);
    CHECK(state["messages"][0].get<std::string>().find("memory") != std::string::npos);
  }
  ImGui::DestroyContext();
}
