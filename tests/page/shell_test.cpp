// Where the shell puts a lesson's words at the sizes of windows and of text, without a window.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

#include "app/shell.h"
#include "gpu/gpu.h"
#include "lesson/story.h"
#include "page/headless.h"

using namespace unroll;

namespace {

const Check checks[] = {{"walk", [](const StoryView&) { return false; }}, {"other", [](const StoryView&) { return false; }}};
const Step steps[] = {{"1", checks}};

// A lesson that only has a story and a control.
class Told final : public Scene {
 public:
  Told() { (void)story_.follow({}); }
  void look(const Model&) override {}
  Story* story() override { return &story_; }
  void controls(const Frame& c, Column& column) override { ui::paragraph(c.ui, column, "the control"); }
  void stage(const Frame&, Rect) override {}
  void transport(const Frame&, Rect) override {}
  void play(const Frame&, bool) override {}
  bool playing(const Frame&) const override { return false; }
  void step(const Frame&, std::int64_t) override {}
  std::string describe(const Frame&) const override { return {}; }
  void state(const Frame&, nlohmann::json&) const override {}

 private:
  Story story_{"latch", steps};
};

struct Shown {
  bool words = false, task = false;  // the story's, on the page itself, at least their begin
  Rect stage;
};

Shown shownAt(ImVec2 window, int percent, Layout layout, std::string_view language) {
  const float scale = static_cast<float>(percent) / 100;
  Headless page({window.x / scale, window.y / scale}, language);
  Sessions sessions;
  sessions.show("latch");
  gpu::Gpu gpu;
  Told scene;
  Shell shell;
  page.draw([&](Ui& ui) {
    Frame frame{ui, gpu, sessions, sessions.present().model().keys()};
    frame.layout = layout;
    const Shell::Status status{0, 0, false, false, false, percent, Session::Activity::idle, {}, sessions.messages()};
    (void)shell.draw(frame, scene, status);
  });
  Shown shown;
  shown.stage = shell.stage();
  const std::string begin = page.words().tr("latch.story.1.words").substr(0, 20),
                    task = page.words().tr("latch.story.1.walk").substr(0, 10);
  for (const TextRecord& t : page.texts()) {
    const bool seen = t.layer == 0 && t.clip.contains({t.rect.x + 1, t.rect.y + 1});
    if (t.text.starts_with(begin)) shown.words = seen;
    if (t.text.starts_with(task)) shown.task = seen;
  }
  return shown;
}

}  // namespace

TEST_CASE("shell: larger text does not fold the lesson away") {
  for (const char* language : {"en", "de"})
    for (const int percent : {125, 150, 200}) {
      CAPTURE(language);
      CAPTURE(percent);
      const Shown shown = shownAt({1280, 800}, percent, Layout::medium, language);
      CHECK(shown.words);
      CHECK((shown.task || percent == 200));  // there the column scrolls to it
      CHECK(shown.stage.w > 0.55f * 1280 / (static_cast<float>(percent) / 100));
    }
}

TEST_CASE("shell: a tablet has the lesson beside its stage, a slide only its line") {
  CHECK(shownAt({1024, 768}, 100, Layout::medium, "de").words);
  CHECK(shownAt({1024, 768}, 100, Layout::medium, "de").task);
  CHECK_FALSE(shownAt({768, 464}, 100, Layout::medium, "de").words);
  CHECK(shownAt({768, 464}, 150, Layout::medium, "de").words);
}

TEST_CASE("screen reader: a message and a tip speak up once, and again only when they are new") {
  Headless page({600, 400});
  bool tip = false;
  std::string message;
  int number = 0;
  const auto draw = [&] {
    page.draw([&](Ui& ui) {
      Column column(ui.window(), 8);
      if (!message.empty()) ui.tell(message, "<b>" + message + "</>");
      if (tip)
        ui::card(ui, column, ui::CardStyle::tip, [&](Column& inside) {
          ui::heading(ui, inside, "Stuck");
          ui::paragraph(ui, inside, "after " + std::to_string(number++));
        });
    });
    return page.takeNews();
  };
  using News = std::vector<std::string>;
  CHECK(draw() == News{});
  message = "Saved";
  CHECK(draw() == News{"Saved"});
  CHECK(draw() == News{});
  tip = true;
  const News told = draw();
  REQUIRE(told.size() == 1);
  CHECK(told[0].starts_with("Stuck. after "));
  CHECK(draw() == News{});  // though its number is another
  tip = false;
  CHECK(draw() == News{});
  tip = true;
  CHECK(draw().size() == 1);
}
