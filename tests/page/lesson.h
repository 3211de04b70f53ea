// A scene's story without a window: the scene looks at a real model, and a step's changes are carried out on it.
#pragma once

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "app/sessions.h"
#include "gpu/gpu.h"
#include "lesson/story.h"
#include "page/quiet_commands.h"
#include "unroll.h"
#include "widgets/ui_frame.h"

namespace unroll {

#define UNROLL_SCENE(name, model, make, thumbnail) std::unique_ptr<Scene> make();
#include "scenes/scenes.inc"
#undef UNROLL_SCENE

struct Entry {
  std::string_view name, model;
  std::unique_ptr<Scene> (*make)();
};
inline const Entry entries[] = {
#define UNROLL_SCENE(name, model, make, thumbnail) {#name, #model, make},
#include "scenes/scenes.inc"
#undef UNROLL_SCENE
};

// A scene over its model as the app has it, but nothing is drawn: who wants something sends it, and it is carried out at once.
class Lesson final : public QuietCommands {
 public:
  Lesson(std::string_view name, std::string_view text) {
    for (const Entry& entry : entries) {
      if (entry.name != name) continue;
      const ModelKind* kind = findModel(entry.model);
      REQUIRE(kind != nullptr);
      ParsedModel parsed = kind->parse(text);
      REQUIRE(parsed.model != nullptr);
      model = std::move(parsed.model);
      while (!model->advance(1000)) {
      }
      scene = entry.make();
    }
    REQUIRE(scene != nullptr);
    look();
  }

  Story* story() { return scene->story(); }
  void look() {
    while (!model->prepare(1000)) {
    }
    scene->look(*model);
  }
  // One frame; returns how many changes the step asked for.
  std::size_t follow() {
    const std::vector<Change> changes = followStory(*scene, *model, seconds += 0.1, !moves);
    for (const Change& change : changes) {
      const auto done = model->apply(change);
      INFO(change.target, "=", change.value, ": ", done ? std::string() : done.error().message);
      CHECK(static_cast<bool>(done));
    }
    look();
    return changes.size();
  }
  void settle() {
    for (int frame = 0; frame < 12; ++frame) (void)follow();
  }
  void open(int step) {
    openWords(step);
    if (story()->waits()) go();
  }
  void openWords(int step) {
    story()->open(step);
    settle();
  }
  void go() {
    story()->go(seconds);
    settle();
  }
  bool done(int task) {
    settle();
    return story()->done().at(static_cast<std::size_t>(task));
  }
  Facts facts() {
    Facts facts = model->facts();
    scene->viewFacts(facts);
    return facts;
  }

  Frame frame() { return {ui_.ui, gpu_, *this, model->keys()}; }
  void walkTo(int t) { scene->step(frame(), t - static_cast<int>(facts().number("t"))); }
  void set(std::string_view target, std::string_view value) {
    CHECK(static_cast<bool>(model->apply({std::string(target), std::string(value)})));
    look();
  }

  void send(Change change) override { set(change.target, change.value); }

  std::unique_ptr<Model> model;
  std::unique_ptr<Scene> scene;
  double seconds = 0;
  bool moves = false;  // between the steps; else it jumps

 private:
  UiFrame ui_;
  gpu::Gpu gpu_;
};

inline constexpr const char* openings[] = {
    "",
    "task=adding&hiddenSize=3&seqLen=6",
    "task=adding&hiddenSize=3&seqLen=6&seed=7",
    "task=xor&hiddenSize=3&seqLen=6",
    "task=echo&hiddenSize=4&seqLen=9&seed=3",
    "task=adding&hiddenSize=1&seqLen=2",
    "task=adding&hiddenSize=3&seqLen=1",
    "task=adding&hiddenSize=3&seqLen=6&activation=relu",
    "task=adding&hiddenSize=80&seqLen=30&activation=sigmoid",
    "task=adding&hiddenSize=3&seqLen=6&tying=untied",
    "task=adding&hiddenSize=3&seqLen=6&updates=30&edits=4:tying=untied",
    "task=adding&cell=lstm&hiddenSize=3&seqLen=6&lossAt=every&start=1,1",
    "task=xor&cell=gru&hiddenSize=3&seqLen=6",
    "task=adding&cell=jordan&hiddenSize=3&seqLen=6",
    "task=adding&cell=window&hiddenSize=3&seqLen=1",
    "task=echo&layers=2&bidirectional=true&hiddenSize=3&seqLen=6",
};
inline constexpr std::size_t simpleOpenings = 11;

}  // namespace unroll
