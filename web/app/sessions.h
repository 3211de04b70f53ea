// Sessions: one per kind of model, kept while other scenes are open, with undo as one line over all of them. Scenes send what they want
// here; it goes to the session of the model that is shown.
#pragma once

#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/session.h"
#include "lesson/scene.h"

namespace unroll {

class Sessions final : public Commands {
 public:
  Sessions();

  // Shows another kind of model; one that was never open begins with what an empty text means.
  void show(std::string_view model);
  Session& present() { return *sessions_[present_]; }
  const Session& present() const { return *sessions_[present_]; }
  std::string_view model() const { return present().kind().name; }

  // Another model of that kind in the place of its present one. False: it can't be; `dropped` says why, and what was left out of the text.
  bool load(std::string_view model, std::string_view text, bool undoable, std::vector<Error>& dropped);
  // The same from a file: of the kind that can read it, whose name is the result. `scenesAway`: those of isLaterModel() can't be asked.
  Result<std::string_view> loadFile(std::string_view bytes, bool scenesAway);

  void setTime(double seconds);
  void beginGesture() { history_.beginGesture(); }
  void endGesture() { history_.endGesture(); }
  bool canUndo() const { return history_.canUndo(); }
  bool canRedo() const { return history_.canRedo(); }

  struct Message {
    std::string words;
    double since = std::numeric_limits<double>::quiet_NaN();  // seconds; NaN: not shown yet
  };
  std::vector<Message>& messages() { return messages_; }
  // How messages of the engine are said in the user's language.
  void setTranslation(std::function<std::string(std::string_view)> translate) { translate_ = std::move(translate); }
  void takeBack(std::string_view words);  // a message that no longer holds

  // What was asked of the app since the last call.
  struct Wishes {
    bool saveFile = false;
    bool chooseFile = false;
    bool saveScript = false;
    std::optional<std::string> data;   // own data, its bytes
    bool newModel = false;             // undo or redo has gone to another kind of model
    std::optional<std::string> scene;  // "": the next one
    std::optional<std::string> link;
  };
  Wishes takeWishes() { return std::exchange(wishes_, {}); }

  // Commands
  void send(Change change) override { present().send({std::move(change)}); }
  void sendTogether(std::vector<Change> changes) override { present().send(std::move(changes)); }
  void run() override { present().run(); }
  void runSlowly(std::int64_t from) override { present().runSlowly(from); }
  void runTo(std::int64_t step) override { present().runTo(step); }
  void runBy(std::int64_t steps) override { present().runBy(steps); }
  void pause() override { present().pause(); }
  bool running() const override { return present().running(); }
  void goTo(std::int64_t step) override { present().goTo(step); }
  std::int64_t furthest() const override { return present().furthest(); }
  void saveFile() override { wishes_.saveFile = true; }
  void chooseFile() override { wishes_.chooseFile = true; }
  void saveScript() override { wishes_.saveScript = true; }
  void giveData(std::string bytes) override { wishes_.data = std::move(bytes); }
  void undo() override;
  void redo() override;
  void openScene(std::string_view name) override { wishes_.scene = std::string(name); }
  void openLink(std::string link) override { wishes_.link = std::move(link); }
  void showMessage(std::string words) override;
  void forgetMessages() { messages_.clear(); }

 private:
  std::size_t indexOf(std::string_view model) const;
  void goTo(const History::Step& step);

  History history_;
  std::vector<std::unique_ptr<Session>> sessions_;  // as models()
  std::size_t present_ = 0;
  std::function<std::string(std::string_view)> translate_;
  std::vector<Message> messages_;
  Wishes wishes_;
};

}  // namespace unroll
