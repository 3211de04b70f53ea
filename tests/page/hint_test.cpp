// Hints of the stories' tasks: opened by hand, they point at what stands on the page, and go with their task.
#include <string>
#include <string_view>

#include "page/scene_page.h"

namespace unroll {

std::unique_ptr<Scene> makeSequenceScene();
std::unique_ptr<Scene> makeTheoremScene();

namespace {

bool stands(const ScenePage& page, std::string_view names) {
  for (std::string_view left = names; !left.empty();) {
    const std::string_view name = left.substr(0, left.find(' '));
    left.remove_prefix(std::min(left.size(), name.size() + 1));
    if (page.control(name) != nullptr) return true;
  }
  return false;
}

}  // namespace

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
