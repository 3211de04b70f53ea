// Hints of the stories' tasks: opened by hand, they point at what stands on the page, and go with their task.
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "app/scenes.h"
#include "app/shell.h"
#include "page/scene_page.h"

namespace unroll {

std::unique_ptr<Scene> makeSequenceScene();
std::unique_ptr<Scene> makeTheoremScene();
std::unique_ptr<Scene> makeProblemsScene();

namespace {

bool stands(const ScenePage& page, std::string_view names) {
  for (std::string_view left = names; !left.empty();) {
    const std::string_view name = left.substr(0, left.find(' '));
    left.remove_prefix(std::min(left.size(), name.size() + 1));
    if (page.control(name) != nullptr) return true;
  }
  return false;
}

// A lesson in the shell's columns and sheets, at the size of a real window.
class WholePage final : public QuietCommands {
 public:
  WholePage(std::string_view text, Layout layout, ImVec2 size)
      : scene(makeProblemsScene()), headless_(size, "de"), window_{0, 0, size.x, size.y}, layout_(layout) {
    ParsedModel parsed = findModel("problems")->parse(text);
    REQUIRE(parsed.model != nullptr);
    model = std::move(parsed.model);
    draw();
  }
  void send(Change change) override { CHECK(static_cast<bool>(model->apply(change))); }
  void draw() {
    (void)headless_.draw([&](Ui& ui) {
      scene->look(*model);
      for (const Change& change : followStory(*scene, *model, ui.now(), true)) send(change);
      const Frame frame{ui, gpu_, *this, model->keys(), layout_};
      std::size_t at = 0;
      while (std::string_view(scenes()[at].name) != "problems") ++at;
      (void)shell_.draw(frame, *scene, {at, static_cast<int>(at), false, false, false, 100, Session::Activity::idle, {}, messages_});
    });
  }
  void settle() {
    for (int i = 0; i < 3; ++i) {
      (void)model->prepare(5);
      draw();
    }
  }
  const ControlRecord* control(std::string_view name) const {
    for (const ControlRecord& each : headless_.controls())
      if (each.name == name) return &each;
    return nullptr;
  }
  // Whatever of it lies outside its column can't be pressed: that is a miss of the test's, as it is of a hand.
  bool isSeen(std::string_view name) const {
    const ControlRecord* found = control(name);
    if (!found) return false;
    const float left = std::max(found->clip.x, window_.x), top = std::max(found->clip.y, window_.y),
                right = std::min(found->clip.right(), window_.right()), bottom = std::min(found->clip.bottom(), window_.bottom());
    return found->rect.x >= left && found->rect.y >= top && found->rect.right() <= right && found->rect.bottom() <= bottom;
  }
  void clickOn(const std::string& name) {
    const ControlRecord* found = control(name);
    INFO(name);
    REQUIRE(found != nullptr);
    headless_.click(found->rect.center());
    draw();
  }
  // With the pointer on it, as far as it takes.
  void scrollTo(const std::string& name) {
    for (int i = 0; i < 60 && control(name) && !isSeen(name); ++i) {
      const ControlRecord& found = *control(name);
      headless_.point(found.clip.center());
      headless_.wheel(found.clip.center(), found.rect.y < found.clip.y ? 4 : -4, false);
      draw();
    }
  }
  const std::string& ringed() const { return headless_.ringed(); }

  std::unique_ptr<Model> model;
  std::unique_ptr<Scene> scene;

 private:
  Headless headless_;
  Rect window_;
  Layout layout_;
  Shell shell_;
  gpu::Gpu gpu_;
  std::vector<Sessions::Message> messages_;
};

bool isOneOf(std::string_view names, std::string_view name) {
  return (" " + std::string(names) + " ").find(" " + std::string(name) + " ") != std::string::npos;
}

}  // namespace

TEST_CASE("problems: what a hint points at is in sight, or the tab that leads there is, until it is opened") {
  const struct {
    Layout layout;
    ImVec2 size;
  } windows[] = {{Layout::wide, {1280, 800}}, {Layout::phone, {390, 844}}};
  for (const std::string problem : {"blackBox", "cost", "data", "guarantee", "gradients", "washout", "memory"})
    for (const auto& window : windows) {
      int steps = 1;
      for (int k = 0; k < steps; ++k) {
        WholePage page("problem=" + problem, window.layout, window.size);
        Story& story = *page.scene->story();
        steps = story.steps();
        story.openLinked(k);
        page.settle();
        CAPTURE(problem);
        CAPTURE(k);
        CAPTURE(window.size.x);
        if (window.layout == Layout::phone) page.clickOn("tab-story");
        page.scrollTo("storyHint");
        REQUIRE(page.control("storyHint") != nullptr);
        page.clickOn("storyHint");
        REQUIRE(story.hinted() != nullptr);
        const Check check = *story.hinted();
        CAPTURE(check.id);
        page.scene->look(*page.model);
        Facts facts = page.model->facts();
        page.scene->viewFacts(facts);
        const std::string_view before = check.first ? check.first(facts) : std::string_view();
        const std::string names(before.empty() ? check.touch : before);
        CAPTURE(names);
        // On a phone the way may lead through a sheet and a pane.
        std::string ringed = page.ringed();
        for (int way = 0; way < 3 && !ringed.empty() && (ringed.starts_with("tab-") || ringed.starts_with("pane-")); ++way) {
          CAPTURE(ringed);
          CHECK(page.isSeen(ringed));
          page.clickOn(ringed);
          ringed = page.ringed();
        }
        CAPTURE(ringed);
        CHECK(isOneOf(names, ringed));
        CHECK(page.isSeen(ringed));
        // The first of them that there is, not another that happens to be in sight.
        const std::string first = names.substr(0, names.find(' '));
        if (page.control(first)) CHECK(ringed == first);
      }
    }
}

TEST_CASE("each step's first task has a hint that points at what stands on the page; it goes with its task") {
  const struct {
    std::unique_ptr<Scene> (*make)();
    const char* net;
  } lessons[] = {{makeSequenceScene, "cell=elman"}, {makeSequenceScene, "cell=lstm"}, {makeTheoremScene, "cell=elman"}};
  for (const char* language : {"en", "de"})
    for (const auto& lesson : lessons) {
      ScenePage page(lesson.make, "task=adding&hiddenSize=3&seqLen=6&" + std::string(lesson.net), language);
      page.draw();
      Story& story = *page.scene->story();  // of the net that is there now
      for (int k = 0; k < story.steps(); ++k) {
        CAPTURE(std::string(lesson.net));
        CAPTURE(k);
        story.open(k);
        for (int i = 0; i < 6; ++i) {
          while (!page.model->prepare(1000)) {
          }
          page.draw();
        }
        if (story.waits()) page.clickOn("storyNext");
        for (int i = 0; i < 6; ++i) {
          while (!page.model->prepare(1000)) {
          }
          page.draw();
        }
        CHECK_FALSE(story.waits());
        for (const Check& check : story.checks()) CHECK_FALSE(check.touch.empty());
        CHECK(story.hinted() == nullptr);
        page.clickOn("storyHint");
        page.draw();
        REQUIRE(story.hinted() != nullptr);
        CAPTURE(story.hinted()->id);
        CHECK(stands(page, story.hinted()->touch));
        CHECK(page.missing.empty());
      }
      if (lesson.make != makeSequenceScene) continue;
      story.open(0);
      page.draw();
      if (story.waits()) page.clickOn("storyNext");
      page.draw();
      page.clickOn("storyHint");
      page.draw();
      CHECK(story.hinted() != nullptr);
      for (int i = 0; i < 3; ++i) {
        page.clickOn("stepForward");
        page.draw();
      }
      CHECK(story.finished());
      CHECK(story.hinted() == nullptr);
    }
}

}  // namespace unroll
