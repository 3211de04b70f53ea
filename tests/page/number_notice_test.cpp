// Where NaN or ∞ stands on the page, the page says why, once: in the inspector, as a tint, in a number of a scene, in both languages; and
// no longer when all is finite again.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>

#include "app/app.h"
#include "app/number_notice.h"
#include "page/headless.h"
#include "page/nowhere.h"

using namespace unroll;

namespace {

using nlohmann::json;

class Clock final : public Nowhere {
 public:
  double milliseconds() const override { return now; }
  double now = 0;
};

class Page {
 public:
  explicit Page(const std::string& link) {
    load(link);
    draw(40);
  }
  ~Page() {
    app_.reset();
    ImGui::DestroyContext();
  }
  void load(const std::string& link) { CHECK(app_->load(link, false).empty()); }
  void draw(int frames) {
    for (int i = 0; i < frames; ++i) {
      clock_.now += 50;
      bool fontsChanged = false;
      app_->beginFrame({1280, 800, 1}, fontsChanged);
      ImGui::NewFrame();
      app_->drawFrame();
      ImGui::EndFrame();
      (void)app_->endFrame();
    }
    state = json::parse(app_->stateJson());
  }
  std::ptrdiff_t notices() const {
    const auto& all = state["messages"];
    return std::count_if(all.begin(), all.end(), [](const json& m) { return m.get<std::string>().find("float32") != std::string::npos; });
  }
  bool showsText(std::string_view part) const {
    const auto& all = state["layout"]["texts"];
    return std::any_of(all.begin(), all.end(), [&](const json& t) { return t["text"].get<std::string>().find(part) != std::string::npos; });
  }
  void press(std::string_view name) {
    for (const json& c : state["layout"]["controls"])
      if (c["name"] == name) {
        PointerEvent event{PointerEvent::Kind::move, {c["rect"][0].get<float>() + 10, c["rect"][1].get<float>() + 10}};
        for (const auto kind : {PointerEvent::Kind::move, PointerEvent::Kind::down, PointerEvent::Kind::up}) {
          event.kind = kind;
          app_->pointer(event);
        }
        return draw(6);
      }
    FAIL_CHECK("no control " << name);
  }
  void isExplained() const {
    CHECK(state["nanOnScreen"] == true);
    CHECK(state["nanExplained"] == true);
    CHECK(notices() == 1);
  }
  void isFinite() const {
    CHECK(state["nanOnScreen"] == false);
    CHECK(state["nanExplained"] == false);
    CHECK(notices() == 0);
  }

  json state;

 private:
  struct Context {
    Context() { ImGui::CreateContext(), ImGui::GetIO().IniFilename = nullptr; }
  } context_;
  Clock clock_;
  std::unique_ptr<App> app_ = std::make_unique<App>(clock_, App::Surroundings{});
};

// The recurrent weights' spectral radius is 10: h grows tenfold a step and leaves float32 after some forty of the sixty steps.
constexpr char kExplodes[] = "cell=elman&activation=identity&init=spectral&initScale=10&hiddenSize=6&seqLen=60";
constexpr char kStays[] = "cell=elman&activation=tanh&init=spectral&initScale=1&hiddenSize=6&seqLen=60";

// A loop of this weight, twenty ticks: 1000^19 is 10^57.
std::string graph(const char* weight) {
  return std::string("scene=graph&units=x,h:identity,y:identity&edges=x>h:1,h>h:") + weight + ",h>y:1&inputs=x:1,0&ticks=20&t=19";
}

}  // namespace

TEST_CASE("number notice: which words are no finite number") {
  for (const char* text : {"NaN", "NaN ± NaN", "h = +∞", "−∞"}) CHECK(saysNotFinite(text));
  for (const char* text : {"", "banana", "0.5", "10^{38}", "Infos"}) CHECK_FALSE(saysNotFinite(text));
  CHECK(saysNotFinite(signedNumber(-INFINITY)));
  CHECK(saysNotFinite(compactNumber(NAN)));
}

TEST_CASE("number notice: an exploding graph's numbers, which have no words of their own, until they are finite again") {
  Page page(graph("1000"));
  page.isExplained();
  CHECK(page.showsText("NaN and ∞: a number has grown"));
  page.draw(400);  // twenty seconds: it stands
  page.isExplained();
  page.load(graph("0.5"));
  page.draw(40);
  page.isFinite();
}

TEST_CASE("number notice: its own words, which stay for a moment when the numbers have gone, are no fault to a random walk") {
  for (int seed = 1; seed <= 4; ++seed) {
    Page page(graph("1000") + "&fuzz=" + std::to_string(seed));
    page.draw(120);
    CHECK(page.state["fuzz"]["findings"].dump() == "[]");
  }
}

TEST_CASE("number notice: where the scene says it itself, it is not said twice") {
  Page page(std::string("scene=sequence&task=echo&t=59&") + kExplodes);
  CHECK(page.state["nanOnScreen"] == true);
  CHECK(page.state["nanExplained"] == true);
  CHECK(page.showsText("Some numbers have grown"));
  CHECK(page.notices() == 0);
  page.load(std::string("scene=sequence&task=echo&t=59&") + kStays);
  page.draw(40);
  page.isFinite();
}

TEST_CASE("number notice: closed by the reader it stays away until the numbers have been finite") {
  const std::string text = "lang=de&scene=training&task=text&look=text&";
  Page page(text + kExplodes);
  page.isExplained();
  CHECK(page.showsText("NaN und ∞: Eine Zahl"));
  page.press("closeMessage");
  CHECK(page.notices() == 0);
  CHECK(page.state["nanOnScreen"] == true);
  CHECK(page.state["nanExplained"] == true);
  page.draw(60);
  CHECK(page.notices() == 0);
  page.load(text + kStays);
  page.draw(40);
  page.isFinite();
  page.load(text + kExplodes);
  page.draw(10);
  page.isExplained();
}

TEST_CASE("number notice: a tint of the text that no number stands for") {
  Page page(std::string("scene=training&task=text&look=text&") + kExplodes);
  page.isExplained();
  page.load(std::string("scene=training&task=text&look=text&") + kStays);
  page.draw(40);
  page.isFinite();
}

TEST_CASE("number notice: the memory of washing out") {
  Page page("scene=problems&problem=washout&aspect=memory&hiddenSize=6&activation=identity&initScale=10");
  for (int i = 0; i < 20 && !page.state["nanOnScreen"]; ++i) page.draw(20);
  page.isExplained();
  CHECK(page.showsText("NaN ± NaN"));
}

TEST_CASE("number notice: none beside the card that says where a training diverged, nor where all is finite") {
  Page page(std::string("scene=training&task=echo&updates=5&") + kExplodes);
  for (int i = 0; i < 20 && page.state["activity"] == "loading"; ++i) page.draw(20);
  page.draw(10);
  CHECK(page.state["diverged"] == true);
  CHECK(page.notices() == 0);
  page.load("scene=hopfield");
  page.draw(30);
  page.isFinite();
}
