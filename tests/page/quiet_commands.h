// What a scene may ask of the app, with nothing done: a test overrides what it needs.
#pragma once

#include "lesson/scene.h"

namespace unroll {

struct QuietCommands : Commands {
  void send(Change) override {}
  void sendTogether(std::vector<Change> changes) override {
    for (Change& change : changes) send(std::move(change));
  }
  void run() override {}
  void runTo(std::int64_t) override {}
  void runBy(std::int64_t) override {}
  void pause() override {}
  bool running() const override { return false; }
  void goTo(std::int64_t) override {}
  std::int64_t furthest() const override { return 0; }
  void saveFile() override {}
  void chooseFile() override {}
  void giveData(std::string) override {}
  void undo() override {}
  void redo() override {}
  void openScene(std::string_view) override {}
  void openLink(std::string) override {}
  void showMessage(std::string) override {}
};

}  // namespace unroll
