#include "app/sessions.h"

#include <algorithm>

#include "app/scenes.h"

namespace unroll {

Sessions::Sessions() {
  for (const ModelKind* kind : models())
    sessions_.push_back(std::make_unique<Session>(
        *kind, sessions_.size(), history_, [this](const std::string& words) { showMessage(translate_ ? translate_(words) : words); }));
}

std::size_t Sessions::indexOf(std::string_view model) const {
  const auto found = std::find_if(sessions_.begin(), sessions_.end(), [&](const auto& session) { return session->kind().name == model; });
  UNROLL_CHECK(found != sessions_.end());
  return static_cast<std::size_t>(found - sessions_.begin());
}

void Sessions::show(std::string_view model) {
  const std::size_t index = indexOf(model);
  if (index != present_ && present().loaded()) present().pause();
  present_ = index;
  if (present().loaded()) return;
  std::vector<Error> none;
  UNROLL_CHECK(load(model, {}, false, none));
}

bool Sessions::load(std::string_view model, std::string_view text, bool undoable, std::vector<Error>& dropped) {
  Session& session = *sessions_[indexOf(model)];
  ParsedModel parsed = session.kind().parse(text);
  dropped.insert(dropped.end(), parsed.dropped.begin(), parsed.dropped.end());
  if (!parsed.model) return false;
  session.take(std::move(parsed.model), undoable);
  return true;
}

Result<std::string_view> Sessions::loadFile(std::string_view bytes, bool scenesAway) {
  // Whose file it is, the file says. A wrong one is refused in the words of the model that is open, if it has files.
  Error why{"no model (.safetensors), no picture (PNG, JPEG, BMP), no text and no table (.csv)"};
  for (const auto& session : sessions_) {
    if (!session->kind().open || (scenesAway && isLaterModel(session->kind().name))) continue;
    auto opened = session->kind().open(bytes);
    if (opened) {
      session->take(std::move(opened).value(), true);
      return session->kind().name;
    }
    if (session.get() == &present()) why = opened.error();
  }
  return why;
}

void Sessions::setTime(double seconds) {
  for (const auto& session : sessions_) session->setTime(seconds);
}

void Sessions::goTo(const History::Step& step) {
  if (step.model != present_) {
    present().pause();
    wishes_.newModel = true;
  }
  present_ = step.model;
  present().restore(*step.state);
}

void Sessions::undo() {
  if (history_.canUndo()) goTo(history_.undo(sessions_[history_.undoes()]->model().save()));
}

void Sessions::redo() {
  if (history_.canRedo()) goTo(history_.redo(sessions_[history_.redoes()]->model().save()));
}

void Sessions::takeBack(std::string_view words) {
  std::erase_if(messages_, [&](const Message& m) { return m.words == words; });
}

void Sessions::showMessage(std::string words) {
  for (const Message& m : messages_)
    if (m.words == words) return;
  constexpr std::size_t most = 3;  // more would cover the stage
  if (messages_.size() >= most) messages_.erase(messages_.begin());
  messages_.push_back({std::move(words)});
}

}  // namespace unroll
