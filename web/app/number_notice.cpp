#include "app/number_notice.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "widgets/formula.h"

namespace unroll {

namespace {

constexpr double kLinger = 1;                         // seconds: a pointer that passes over such numbers doesn't make it flicker
constexpr std::string_view kWayBack = "restoreGood";  // the button on the card that says where a training diverged
constexpr std::string_view kClose = "closeMessage";
constexpr std::size_t kLeastLine = 12, kBegin = 24;                    // bytes by which the begin of an explanation is known
constexpr double kStanding = std::numeric_limits<double>::infinity();  // of a message that doesn't go by itself

bool meet(const Rect& a, const Rect& b) { return a.x < b.right() && b.x < a.right() && a.y < b.bottom() && b.y < a.bottom(); }

bool isMessage(const UiFrame& frame, int layer) {
  if (layer == 0) return false;
  const auto& controls = frame.controls();
  return std::any_of(controls.begin(), controls.end(), [&](const ControlRecord& c) { return c.layer == layer && c.name == kClose; });
}

bool anyOnScreen(const UiFrame& frame) {
  const auto& texts = frame.texts();
  return std::any_of(texts.begin(), texts.end(),
                     [&](const TextRecord& t) { return saysNotFinite(t.text) && meet(t.rect, t.clip) && !isMessage(frame, t.layer); });
}

// Whether a line of the page begins as these words do.
bool shows(const UiFrame& frame, const std::string& words) {
  const auto& texts = frame.texts();
  return std::any_of(texts.begin(), texts.end(), [&](const TextRecord& t) {
    return t.text.size() >= kLeastLine && meet(t.rect, t.clip) &&
           std::string_view(words).starts_with(std::string_view(t.text).substr(0, kBegin));
  });
}

bool saysTheScene(const UiFrame& frame, const Text& words) {
  const auto& controls = frame.controls();
  const auto isWayBack = [](const ControlRecord& c) { return c.name == kWayBack && meet(c.rect, c.clip); };
  return std::any_of(controls.begin(), controls.end(), isWayBack) ||
         shows(frame, words.written(formula::withoutMarkup(words.tr("notFinite"))));
}

}  // namespace

bool saysNotFinite(std::string_view text) {
  return text.find("NaN") != std::string_view::npos || text.find("\xE2\x88\x9E") != std::string_view::npos;
}

bool NumberNotice::follow(UiFrame& frame, Sessions& sessions, const Text& words, double seconds) {
  onScreen_ = anyOnScreen(frame);
  explained_ = comes_ = false;
  if (!onScreen_ && shown_.empty() && !closed_) return false;

  auto& messages = sessions.messages();
  auto message = std::find_if(messages.begin(), messages.end(), [&](const Sessions::Message& m) { return m.words == shown_; });
  if (message != messages.end() && message->since < 0) {  // see Shell::messages
    closed_ = true;
    shown_.clear();
  }
  if (!onScreen_) {
    frame.ui.wakeAt(seenAt_ + kLinger);
    if (seconds - seenAt_ < kLinger) return false;
    closed_ = false;
    sessions.takeBack(std::exchange(shown_, {}));
    return true;
  }

  seenAt_ = seconds;
  const bool byScene = saysTheScene(frame, words);
  explained_ = closed_ || byScene || (!shown_.empty() && shows(frame, shown_));
  std::string wanted = byScene || closed_ ? std::string() : words.tr("app.notFinite");
  if (shown_ == wanted && (wanted.empty() || message != messages.end())) return false;
  if (!shown_.empty()) sessions.takeBack(shown_);
  shown_ = std::move(wanted);
  if (shown_.empty()) return true;
  sessions.showMessage(shown_);
  messages.back().since = kStanding;
  return comes_ = true;
}

}  // namespace unroll
