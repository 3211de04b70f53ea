#include "app/fuzz_walk.h"

#include <algorithm>
#include <cctype>
#include <iterator>

namespace unroll {

namespace {

constexpr int kMostEvents = 3;  // a frame
constexpr std::size_t kMostFindings = 8;

// What leads out of the program: files, dialogs, the clipboard.
bool leadsOut(std::string_view name) {
  constexpr std::string_view ways[] = {"link", "saveModel", "openModel", "saveNumbers", "saveScript"};
  return std::find(std::begin(ways), std::end(ways), name) != std::end(ways);
}

}  // namespace

bool saysNoNumber(std::string_view text, bool mayBeNaN) {
  constexpr std::string_view words[] = {"nan", "NaN", "NAN", "inf", "Inf", "INF", "infinity", "Infinity", "undefined"};
  const auto isLetter = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || (static_cast<unsigned char>(c) & 0x80u) != 0;
  };
  for (std::size_t from = 0; from < text.size();) {
    if (!isLetter(text[from])) {
      ++from;
      continue;
    }
    std::size_t to = from;
    while (to < text.size() && isLetter(text[to])) ++to;
    // A minus sign is none of a word's letters.
    std::string_view word = text.substr(from, to - from);
    if (constexpr std::string_view minus = "−"; word.starts_with(minus)) word.remove_prefix(minus.size());
    if (std::find(std::begin(words), std::end(words), word) != std::end(words) && !(mayBeNaN && word == "NaN")) return true;
    from = to;
  }
  return false;
}

void FuzzWalk::play(UiFrame& frame, Rect stage) {
  if (frame.eventsWaiting()) return;
  for (int left = 1 + random_.below(kMostEvents); left > 0; --left, ++events_) {
    const std::vector<ControlRecord>& controls = frame.controls();
    const int kind = random_.below(10);
    if (kind < 6 && !controls.empty())
      useControl(frame, controls[static_cast<std::size_t>(random_.below(static_cast<int>(controls.size())))]);
    else if (kind < 8)
      usePointer(frame, random_.below(4) == 0 ? frame.ui.window() : stage);
    else
      useKeys(frame);
  }
}

void FuzzWalk::look(const UiFrame& frame, const std::string& link, bool explained) {
  for (const TextRecord& text : frame.texts()) {
    if (findings_.size() >= kMostFindings || !saysNoNumber(text.text, explained)) continue;
    const auto isKnown = [&](const Finding& finding) { return finding.text == text.text; };
    if (std::none_of(findings_.begin(), findings_.end(), isKnown)) findings_.push_back({text.text, link});
  }
}

void FuzzWalk::useControl(UiFrame& frame, const ControlRecord& control) {
  if (leadsOut(control.name) || control.role.find("disabled") != std::string::npos) return;
  Ui::Request request;
  request.id = control.id;
  if (!control.options.empty()) {
    request.kind = Ui::Request::Kind::option;
    request.number = random_.below(static_cast<int>(control.options.size()));
  } else if (control.role == "field") {
    request.kind = random_.below(4) == 0 ? Ui::Request::Kind::draft : Ui::Request::Kind::text;
    request.text = nonsense();
  } else if (control.most > control.least && random_.below(3) > 0) {
    request.kind = Ui::Request::Kind::value;
    const float share = random_.below(8) == 0 ? static_cast<float>(random_.below(2)) : random_.uniform();
    request.number = control.least + (control.most - control.least) * static_cast<double>(share);
  } else if (control.role == "slider" || control.role == "list" || control.role == "table" || control.role == "picture") {
    request.kind = Ui::Request::Kind::step;
    request.number = random_.below(2) == 0 ? -1 : 1;
  }
  frame.add(std::move(request));
}

void FuzzWalk::usePointer(UiFrame& frame, Rect area) {
  const auto place = [&] { return ImVec2{area.x + area.w * random_.uniform(), area.y + area.h * random_.uniform()}; };
  PointerEvent event{PointerEvent::Kind::move, place()};
  event.finger = random_.below(3) == 0;
  const auto add = [&](PointerEvent::Kind kind) {
    event.kind = kind;
    frame.add(event);
  };
  add(PointerEvent::Kind::move);
  switch (random_.below(5)) {
    case 0: break;
    case 1:
      event.wheel = static_cast<float>(random_.below(7) - 3);
      add(random_.below(2) == 0 ? PointerEvent::Kind::wheel : PointerEvent::Kind::pinch);
      break;
    case 2: add(PointerEvent::Kind::rightDown); break;
    default:
      add(PointerEvent::Kind::down);
      for (int moves = random_.below(4); moves > 0; --moves) {
        event.pos = place();
        add(PointerEvent::Kind::move);
      }
      add(PointerEvent::Kind::up);
  }
}

void FuzzWalk::useKeys(UiFrame& frame) {
  constexpr KeyName keys[] = {KeyName::enter,    KeyName::space, KeyName::escape, KeyName::left,     KeyName::right,
                              KeyName::up,       KeyName::down,  KeyName::home,   KeyName::end,      KeyName::pageUp,
                              KeyName::pageDown, KeyName::undo,  KeyName::redo,   KeyName::backspace};
  switch (random_.below(4)) {
    case 0: (void)frame.walk(random_.below(3) == 0); break;
    case 1:
      for (const char c : nonsense()) {
        KeyEvent key{KeyName::character};
        key.character = c;
        frame.add(key);
      }
      break;
    default: {
      KeyEvent key{keys[static_cast<std::size_t>(random_.below(static_cast<int>(std::size(keys))))]};
      key.shift = random_.below(4) == 0;
      frame.add(key);
    }
  }
}

std::string FuzzWalk::nonsense() {
  constexpr std::string_view texts[] = {"",          "0",    "-1",    "7",     "0.5,-1",  "1e999",   "99999999999999999999",
                                        "1,5",       "½",    "-",     "x>h:1", "a,b",     "1;0;0.5", "ABC",
                                        "0.1.2,,;;", "  3 ", "ÄÖÜ€😀", "\\d_{", "<b>_{2}", "%%"};
  return std::string(texts[static_cast<std::size_t>(random_.below(static_cast<int>(std::size(texts))))]);
}

}  // namespace unroll
