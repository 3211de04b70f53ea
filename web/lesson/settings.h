// Controls that follow from a model's keys (core/keys.h): type, range, choices, when they matter, under which theme they are folded. A new
// key gets its control by its line in the model's table and its words: key.<name>, help.<name>, choice.<name>.<value>.title, and
// zero.<name> where 0 means "none".
#pragma once

#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "lesson/scene.h"

namespace unroll {

class Settings {
 public:
  // One control, wherever the lesson wants it; nothing where the key doesn't matter now. It explains itself to the pointer and the
  // keyboard.
  void control(const Frame& frame, Column& column, std::string_view key);
  // The rest, folded by theme: settings.group.<name>, with how many are changed; then what else the scene folds away.
  void groups(const Frame& frame, Column& column, std::initializer_list<std::string_view> names, std::vector<ui::Section> others = {});

  // Sends live numbers that have rested; call once per frame, whether controls are shown or not. While a model runs a drag is one change.
  void flush(const Frame& frame);
  bool waiting() const { return !pending_.empty(); }

 private:
  struct Pending {
    std::string key;
    double value = 0;
    double since = 0;
  };
  void number(const Frame& frame, Column& column, const KeyInfo& key, const std::string& label);
  void sendLive(const Frame& frame, const std::string& key, double value);

  std::vector<Pending> pending_;
};

}  // namespace unroll
