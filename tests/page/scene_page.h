// A scene over a real model, drawn without a window in one of the page's layouts: pressed, dragged, touched and turned by keys.
#pragma once

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "app/sessions.h"
#include "gpu/gpu.h"
#include "lesson/story.h"
#include "page/headless.h"
#include "page/quiet_commands.h"
#include "unroll.h"

namespace unroll {

// The page's layouts at their usual sizes: where the stage stands in them, and the bar.
struct ScenePlace {
  Layout layout;
  Rect area, bar;
};
constexpr ScenePlace scenePlaces[] = {{Layout::wide, {320, 76, 640, 612}, {340, 712, 900, 48}},
                                      {Layout::medium, {238, 94, 520, 296}, {248, 410, 500, 40}},
                                      {Layout::phone, {8, 162, 374, 554}, {18, 734, 354, 40}}};

class ScenePage final : public QuietCommands {
 public:
  ScenePage(std::unique_ptr<Scene> (*make)(), std::string_view text, std::string_view language = "en", std::string_view kind = "recurrent")
      : headless_({1280, 2400}, language) {
    ParsedModel parsed = findModel(kind)->parse(text);
    REQUIRE(parsed.model != nullptr);
    model = std::move(parsed.model);
    while (!model->advance(1000)) {
    }
    scene = make();
  }

  void draw() {
    scene->look(*model);
    (void)headless_.draw([&](Ui& ui) {
      Frame frame{ui, gpu_, *this, model->keys(), layout};
      frame.sound = sound;
      scene->look(*model);
      for (const Change& change : followStory(*scene, *model, ui.now(), true)) send(change);
      scene->look(*model);
      Column left({20, 1000, layout == Layout::wide ? 280.f : layout == Layout::medium ? 214.f : 358.f, 1300});
      scene->story()->draw(frame, left);
      scene->controls(frame, left);
      scene->stage(frame, area);
      Column right(layout == Layout::wide     ? Rect{1000, 96, 240, 570}
                   : layout == Layout::medium ? Rect{500, 1000, 252, 340}
                                              : Rect{500, 1000, 358, 1300});
      scene->inspector(frame, right);
      scene->transport(frame, bar);
      fields = nlohmann::json::object();
      scene->state(frame, fields);
      for (const std::string& key : ui.words().missing()) missing = key;
    });
  }
  const TextRecord* find(std::string_view text) const { return headless_.find(text); }
  const std::vector<TextRecord>& texts() const { return headless_.texts(); }
  const ControlRecord* control(std::string_view name) const {
    for (const ControlRecord& each : headless_.controls())
      if (each.name == name) return &each;
    return nullptr;
  }
  ImVec2 placeOf(std::string_view name, ImVec2 share = {0.5f, 0.5f}) const {
    const ControlRecord* found = control(name);
    INFO(name);
    REQUIRE(found != nullptr);
    return {found->rect.x + found->rect.w * share.x, found->rect.y + found->rect.h * share.y};
  }
  void clickOn(std::string_view name, ImVec2 share = {0.5f, 0.5f}) {
    headless_.click(placeOf(name, share));
    draw();
  }
  // In as many moves as there are ways.
  void drag(ImVec2 from, std::initializer_list<ImVec2> ways, bool finger = false) {
    using Kind = PointerEvent::Kind;
    headless_.point(from, finger);
    headless_.point(from, finger, Kind::down);
    draw();
    ImVec2 at = from;
    for (const ImVec2 way : ways) {
      headless_.point(at = from + way, finger);
      draw();
    }
    headless_.point(at, finger, Kind::up);
    draw();
  }
  void wheel(ImVec2 at, float lines, bool fingers = false) {
    headless_.point(at);
    draw();
    headless_.wheel(at, lines, fingers);
    draw();
  }
  void touch(ImVec2 at) {
    using Kind = PointerEvent::Kind;
    for (const Kind kind : {Kind::move, Kind::down, Kind::up, Kind::leave}) headless_.point(at, true, kind);
    draw();
  }
  void point(ImVec2 at) {
    headless_.point(at);
    draw();
  }
  void press(KeyName key) {
    headless_.press(key);
    draw();
  }
  void key(StageKey key) {  // of the stage, where the focus is on no control
    (void)headless_.draw([&](Ui& ui) { (void)scene->key(Frame{ui, gpu_, *this, model->keys(), layout}, key); });
    draw();
  }
  void type(std::string_view characters) {
    headless_.type(characters);
    draw();
  }
  void tabTo(std::string_view name) {
    for (int i = 0; i < 80; ++i) {
      if (headless_.focused() && headless_.focused()->name == name) return;
      (void)headless_.walk(false);
      draw();
    }
    FAIL("Tab never reached the control");
  }
  // What is shortened, cut at a side or written over something else.
  std::vector<std::string> faults() const { return headless_.faults(); }
  std::string link() const {
    std::string text;
    for (const auto& [key, value] : scene->view()) text += key + "=" + value + " ";
    return text;
  }

  void send(Change change) override { CHECK(static_cast<bool>(model->apply(change))); }
  void showMessage(std::string words) override { message = std::move(words); }
  void giveData(std::string bytes) override {
    auto changes = model->takeData(bytes);
    refused = changes ? std::string() : changes.error().message;
    if (changes) sendTogether(std::move(changes).value());
  }

  std::unique_ptr<Model> model;
  std::unique_ptr<Scene> scene;
  nlohmann::json fields;
  std::string message;  // the last one
  std::string refused;  // why own data wasn't taken
  std::string missing;  // a word that was asked for and isn't there
  Layout layout = Layout::wide;
  Rect area{320, 76, 640, 612}, bar{340, 712, 900, 48};
  Sound* sound = nullptr;

 private:
  Headless headless_;
  gpu::Gpu gpu_;
};

}  // namespace unroll
