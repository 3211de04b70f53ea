// The Theorem scene without a window, over a real model: drawn, pressed and turned by keys.
#pragma once

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "app/sessions.h"
#include "gpu/gpu.h"
#include "lesson/story.h"
#include "page/headless.h"
#include "page/quiet_commands.h"
#include "unroll.h"

namespace unroll {

std::unique_ptr<Scene> makeTheoremScene();

class TheoremPage final : public QuietCommands {
 public:
  explicit TheoremPage(std::string_view text, std::string_view language = "en") : headless_({1280, 1600}, language) {
    ParsedModel parsed = findModel("recurrent")->parse(text);
    REQUIRE(parsed.model != nullptr);
    model = std::move(parsed.model);
    while (!model->advance(1000)) {
    }
    scene = makeTheoremScene();
    draw();
  }

  void draw() {
    while (!model->prepare(1000)) {
    }
    scene->look(*model);
    (void)headless_.draw([&](Ui& ui) {
      const Frame frame{ui, gpu_, *this, model->keys(), layout};
      for (const Change& change : followStory(*scene, *model, ui.now(), true)) send(change);
      Column column(layout == Layout::wide ? Rect{20, 76, 280, 1400} : Rect{1000, 76, 220, 1400});
      scene->story()->draw(frame, column);
      scene->controls(frame, column);
      scene->stage(frame, area);
      scene->transport(frame, bar);
      fields = nlohmann::json::object();
      scene->state(frame, fields);
      words = scene->describe(frame);
      table = scene->table(frame);
      for (const std::string& key : ui.words().missing()) missing = key;
      scene->look(*model);
    });
  }
  void click(ImVec2 at) {
    headless_.click(at);
    draw();
  }
  const ControlRecord* control(std::string_view name) const {
    for (const ControlRecord& each : headless_.controls())
      if (each.name == name) return &each;
    return nullptr;
  }
  void clickOn(std::string_view name, ImVec2 share = {0.5f, 0.5f}) {
    const ControlRecord* found = control(name);
    INFO(name);
    REQUIRE(found != nullptr);
    click({found->rect.x + found->rect.w * share.x, found->rect.y + found->rect.h * share.y});
  }
  void press(KeyName key, int times = 1) {
    for (int i = 0; i < times; ++i) {
      headless_.press(key);
      draw();
    }
  }
  void tabTo(std::string_view name) {
    for (int i = 0; i < 80; ++i) {
      if (headless_.focused() && headless_.focused()->name == name) return;
      (void)headless_.walk(false);
      draw();
    }
    FAIL("Tab never reached the control");
  }

  void send(Change change) override { CHECK(static_cast<bool>(model->apply(change))); }
  void runBy(std::int64_t steps) override {
    model->setGoal(model->progress().done + steps);
    while (!model->advance(1000)) {
    }
  }
  void showMessage(std::string text) override { messages.push_back(std::move(text)); }

  std::unique_ptr<Model> model;
  std::unique_ptr<Scene> scene;
  nlohmann::json fields;
  std::string words, missing;
  SpokenTable table;
  std::vector<std::string> messages;
  Layout layout = Layout::wide;
  Rect area{320, 76, 940, 610}, bar{340, 712, 900, 48};

  std::vector<std::string> faults() const { return headless_.faults(); }
  std::vector<std::string> texts() const {
    std::vector<std::string> all;
    for (const TextRecord& text : headless_.texts()) all.push_back(text.text);
    return all;
  }
  // Of the last line that ends so.
  float bottomOf(std::string_view end) const {
    float bottom = 1e9f;
    for (const TextRecord& text : headless_.texts())
      if (text.text.ends_with(end)) bottom = text.rect.bottom();
    return bottom;
  }
  bool shows(std::string_view text) const { return headless_.find(text) != nullptr; }
  // All that stands right of these words in the same row.
  std::string after(std::string_view label) const {
    const TextRecord* name = nullptr;
    for (const TextRecord& text : headless_.texts())
      if (text.text == label) name = &text;  // the last: the card is drawn after the nets
    std::string all;
    for (const TextRecord& text : headless_.texts())
      if (name && text.rect.x > name->rect.x && std::fabs(text.rect.center().y - name->rect.center().y) < 6) all += text.text + " ";
    return all;
  }

 private:
  Headless headless_;
  gpu::Gpu gpu_;
};

}  // namespace unroll
