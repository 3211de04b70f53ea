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

TEST_CASE("sequence: y_3 is made to depend on x_0 more than on x_2, which the carpet shows") {
  ScenePage page(makeSequenceScene, "task=adding&hiddenSize=3&seqLen=6", "en");
  const auto draw = [&] {
    for (int i = 0; i < 6; ++i) {
      while (!page.model->prepare(1000)) {
      }
      page.draw();
    }
  };
  draw();
  Story& story = *page.scene->story();
  story.open(6);
  draw();
  if (story.waits()) page.clickOn("storyNext");
  draw();
  REQUIRE(story.checks().front().id == "look");
  page.scene->show("look", "carpet");
  draw();
  CHECK_FALSE(story.done()[0]);
  page.clickOn("carpetOf", {0.5f, 0.5f});
  draw();
  CHECK(story.done()[0]);
  CHECK_FALSE(story.done()[1]);
  CHECK(page.fields["closer"]["of"] == 1);
  for (const char* weight : {"0.9", "1.6"}) {
    CHECK_FALSE(story.done()[1]);
    page.send({"rnn.weight_hh_l0[0][0]", weight});
    draw();
  }
  CHECK(story.done()[1]);
}

}  // namespace unroll
