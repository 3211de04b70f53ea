#include "widgets/ui_frame.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "widgets/formula.h"

namespace unroll {

namespace {

constexpr double kDoublePress = 0.35;  // seconds
constexpr float kDoubleReach = 8;      // units
constexpr double kTipDelay = 0.5;      // seconds
constexpr int kSettleFrames = 2;

bool isDisabled(const ControlRecord& c) { return c.role.find("disabled") != std::string::npos; }

}  // namespace

void UiFrame::add(const PointerEvent& event) {
  if (event.kind == PointerEvent::Kind::move && !pointers_.empty() && pointers_.back().kind == PointerEvent::Kind::move)
    pointers_.back() = event;
  else
    pointers_.push_back(event);
}

void UiFrame::clearPointer() {
  pointers_.clear();
  ui.pointer_.down = ui.pointer_.inside = false;
  ui.held_ = 0;
}

// ── Focus ────────────────────────────────────────────────────────────────────────────────────────────────────────────

const ControlRecord* UiFrame::focused() const {
  for (const ControlRecord& c : ui.controlsBefore_)
    if (c.id == ui.focus_) return &c;
  return nullptr;
}

void UiFrame::focusStage() {
  ui.focus_ = 0;
  ui.capture_ = 0;
}

void UiFrame::focusControl(Id id) {
  if (std::none_of(ui.controlsBefore_.begin(), ui.controlsBefore_.end(), [&](const ControlRecord& c) { return c.id == id; })) return;
  ui.focus_ = id;
  ui.keyboardLast_ = true;
  settle_ = kSettleFrames;
}

bool UiFrame::walk(bool back) {
  if (keys_.empty()) return moveFocus(back);
  add({KeyName::tab, back});  // what was pressed before it is still for the control that has the focus now
  return true;
}

bool UiFrame::moveFocus(bool back) {
  ui.keyboardLast_ = true;
  settle_ = kSettleFrames;
  std::vector<Id> stops{0};
  for (const ControlRecord& c : ui.controlsBefore_)
    if (!isDisabled(c)) stops.push_back(c.id);
  const auto present = std::find(stops.begin(), stops.end(), ui.focus_);
  const std::ptrdiff_t at = present == stops.end() ? 0 : present - stops.begin();
  const std::ptrdiff_t next = at + (back ? -1 : 1);
  if (next < 0 || next >= static_cast<std::ptrdiff_t>(stops.size())) {
    ui.focus_ = 0;
    return false;
  }
  ui.focus_ = stops[static_cast<std::size_t>(next)];
  return true;
}

// To the nearest control in the direction of the arrow, measured from edge to edge; sideways distance counts double.
void UiFrame::moveFocusByArrows() {
  const ControlKeys& keys = ui.keys_;
  if (ui.focus_ == 0 || ui.capture_ != 0 || (keys.x == 0 && keys.y == 0)) return;
  const auto from = std::find_if(ui.controls_.begin(), ui.controls_.end(), [&](const ControlRecord& c) { return c.id == ui.focus_; });
  if (from == ui.controls_.end()) return;
  const bool horizontal = keys.x != 0;
  const float sign = horizontal ? (keys.x > 0 ? 1.f : -1.f) : (keys.y > 0 ? -1.f : 1.f);
  float best = std::numeric_limits<float>::max();
  Id target = 0;
  for (const ControlRecord& c : ui.controls_) {
    if (c.id == from->id || isDisabled(c)) continue;
    const ImVec2 d = c.rect.center() - from->rect.center();
    const float along = (horizontal ? d.x : d.y) * sign;
    if (along < 4) continue;
    const float gapX = std::max(0.f, std::max(c.rect.x - from->rect.right(), from->rect.x - c.rect.right()));
    const float gapY = std::max(0.f, std::max(c.rect.y - from->rect.bottom(), from->rect.y - c.rect.bottom()));
    const float cost = (horizontal ? gapX + 3 * gapY : gapY + 3 * gapX) + 0.1f * std::fabs(along);
    if (cost < best) {
      best = cost;
      target = c.id;
    }
  }
  if (target != 0) ui.focus_ = target;
  ui.wantsFrame_ = true;
}

// As Ui::touch() finds what a finger meets.
const ControlRecord* UiFrame::typedAt(ImVec2 place) const {
  const ControlRecord* met = nullptr;
  bool sure = false;
  for (const ControlRecord& c : ui.controlsBefore_) {
    const bool isCovered = std::any_of(ui.blockedNow_.begin(), ui.blockedNow_.end(),
                                       [&](const Ui::Blocked& b) { return b.layer > c.layer && b.area.contains(place); });
    if (isCovered || !c.clip.contains(place)) continue;
    const auto meets = [&](Rect area, const ControlRecord* typed) {
      const bool exact = area.contains(place);
      if (!finger::reach(area).contains(place) || (sure && !exact)) return;
      met = typed;
      sure = exact && finger::isSmall(area);
    };
    meets(c.rect, nullptr);
    if (c.typed.w > 0) meets(c.typed, &c);
  }
  return met;
}

std::vector<std::string> UiFrame::takeNews() {
  std::vector<std::string> news, keys;
  for (const Ui::Told& told : ui.toldBefore_) {
    if (std::find(known_.begin(), known_.end(), told.key) == known_.end()) news.push_back(formula::withoutMarkup(told.words));
    keys.push_back(told.key);
  }
  known_ = std::move(keys);
  return news;
}

// ── Events ───────────────────────────────────────────────────────────────────────────────────────────────────────────

void UiFrame::takePointerEvents(double now) {
  Ui::Pointer& p = ui.pointer_;
  const ImVec2 before = p.pos;
  p.pressed = p.released = p.rightPressed = p.doublePress = false;
  p.wheel = p.pinch = 0;
  bool moved = false;
  while (!pointers_.empty()) {
    const PointerEvent& e = pointers_.front();
    using Kind = PointerEvent::Kind;
    const bool changesPlace = e.kind != Kind::leave && (e.pos.x != p.pos.x || e.pos.y != p.pos.y || !p.inside);
    const bool button = e.kind == Kind::down || e.kind == Kind::up || e.kind == Kind::rightDown;
    if (changesPlace) {
      p.pos = e.pos;
      p.inside = true;
      p.finger = e.finger;
      moved = true;
    }
    if (button && moved && e.kind != Kind::up) break;  // hover first, the press in the next frame
    if (e.kind == Kind::wheel) p.wheel += e.wheel;
    if (e.kind == Kind::pinch) p.pinch += e.wheel;
    if (e.kind == Kind::leave) {
      if (p.down) break;
      p.inside = false;
    }
    if (e.kind == Kind::rightDown) p.rightPressed = true;
    if (e.kind == Kind::down) {
      const ImVec2 way = e.pos - lastPressPos_;
      p.pressed = p.down = true;
      p.doublePress = now - lastPress_ < kDoublePress && std::fabs(way.x) + std::fabs(way.y) < kDoubleReach;
      lastPress_ = p.doublePress ? -1 : now;
      lastPressPos_ = e.pos;
      ui.keyboardLast_ = false;
    }
    if (e.kind == Kind::up) {
      p.released = p.down;
      p.down = false;
    }
    settle_ = kSettleFrames;
    pointers_.pop_front();
    if (button) break;
  }
  p.delta = p.pos - before;
  if (moved) settle_ = kSettleFrames;
}

std::vector<KeyEvent> UiFrame::takeKeys() {
  ControlKeys& k = ui.keys_;
  k = {};
  std::vector<KeyEvent> forStage;
  while (!keys_.empty()) {
    const KeyEvent e = keys_.front();
    // Typed characters and repeated arrows go together; any other key waits for the effect of the one before.
    const bool first = !k.activate && !k.escape && !k.home && !k.end && k.page == 0;
    const bool isArrow = e.key == KeyName::left || e.key == KeyName::right || e.key == KeyName::up || e.key == KeyName::down;
    if (ui.focus_ != 0 && (!first || ((k.x != 0 || k.y != 0 || !k.typed.empty()) && !isArrow && e.key != KeyName::character))) break;
    keys_.pop_front();
    settle_ = kSettleFrames;
    ui.keyboardLast_ = true;
    if (e.key == KeyName::tab) {
      (void)moveFocus(e.shift);
      break;
    }
    if (e.key == KeyName::undo || e.key == KeyName::redo) {
      forStage.push_back(e);
      continue;
    }
    if (ui.focus_ == 0) {
      forStage.push_back(e);
      continue;
    }
    k.shift = e.shift;
    switch (e.key) {
      case KeyName::enter: k.activate = k.enter = true; break;
      case KeyName::space: ui.capture_ != 0 ? void(k.typed += ' ') : void(k.activate = true); break;
      case KeyName::escape: k.escape = true; break;
      case KeyName::left: --k.x; break;
      case KeyName::right: ++k.x; break;
      case KeyName::up: ++k.y; break;
      case KeyName::down: --k.y; break;
      case KeyName::home: k.home = true; break;
      case KeyName::end: k.end = true; break;
      case KeyName::pageUp: ++k.page; break;
      case KeyName::pageDown: --k.page; break;
      case KeyName::backspace: k.typed += '\b'; break;
      case KeyName::character: k.typed += e.character; break;
      default: break;
    }
    if (k.escape && ui.capture_ == 0) {
      k.escape = false;
      ui.focus_ = 0;
      break;
    }
  }
  return forStage;
}

// The first of what a reader asks for; it has the keyboard for that, as if it had been walked to.
void UiFrame::takeRequest() {
  Ui::Request request = std::move(requests_.front());
  requests_.pop_front();
  const auto control =
      std::find_if(ui.controlsBefore_.begin(), ui.controlsBefore_.end(), [&](const ControlRecord& c) { return c.id == request.id; });
  if (control == ui.controlsBefore_.end() || isDisabled(*control)) return;
  focusControl(request.id);
  const int steps = static_cast<int>(request.number);
  switch (request.kind) {
    case Ui::Request::Kind::press: ui.keys_.activate = true; break;
    case Ui::Request::Kind::step:
      stepped_ = true;
      (control->role == "list" ? ui.keys_.y : ui.keys_.x) = control->role == "list" ? -steps : steps;
      break;
    default: ui.request_ = std::move(request);
  }
}

// ── Frames ───────────────────────────────────────────────────────────────────────────────────────────────────────────

std::vector<KeyEvent> UiFrame::begin(const Settings& settings) {
  ui.theme_ = settings.theme;
  ui.words_ = settings.words;
  ui.window_ = settings.window;
  ui.now_ = settings.now;
  ui.animates_ = settings.animates;
  ui.hidden_ = *settings.hidden;
  ui.wantsFrame_ = false;
  ui.wakeAt_ = std::numeric_limits<double>::infinity();
  ui.cursor_ = ImGuiMouseCursor_Arrow;
  ui.clips_.clear();
  ui.scopes_.clear();
  ui.overlays_.clear();
  ui.tips_.clear();
  ui.layer_ = 0;
  ui.hoverBefore_ = ui.hoverNow_;
  ui.hoverNow_ = 0;
  ui.hoverSure_ = false;
  ui.blockedBefore_ = std::move(ui.blockedNow_);
  ui.blockedNow_.clear();
  ui.controls_.clear();
  ui.texts_.clear();
  ui.told_.clear();
  ui.field_.reset();
  isPicture_ = settings.isPicture;
  ui.gathers_ = settings.gathers;
  ui.part_ = {};
  if (settle_ > 0) --settle_;

  takePointerEvents(settings.now);
  // A press beside the control that has the keyboard ends its typing; a press on a control may take it again.
  if (ui.pointer_.pressed) {
    const bool onOverlay = std::any_of(ui.blockedBefore_.begin(), ui.blockedBefore_.end(),
                                       [&](const Ui::Blocked& b) { return b.area.contains(ui.pointer_.pos); });
    const ControlRecord* present = focused();
    if (!onOverlay && !(present && present->rect.contains(ui.pointer_.pos))) ui.focus_ = 0;
  }
  const bool hadKeys = !keys_.empty();
  std::vector<KeyEvent> forStage = takeKeys();
  stepped_ = false;
  if (!hadKeys && !requests_.empty()) takeRequest();

  ui.draw_ = ImGui::GetBackgroundDrawList();
  for (ImDrawList* list : {ui.draw_, ImGui::GetForegroundDrawList()}) list->_FringeScale = 1 / settings.theme->pixelsPerUnit;
  return forStage;
}

namespace {

// What is drawn from here on, so that it can be taken back.
class Mark {
 public:
  explicit Mark(ImDrawList& list) : list_(list) {
    list_.AddDrawCmd();
    first_ = list_.CmdBuffer.Size - 1;
  }
  void takeBack() {
    for (int i = first_; i < list_.CmdBuffer.Size; ++i) {
      list_.CmdBuffer[i].ElemCount = 0;
      list_.CmdBuffer[i].UserCallback = nullptr;
    }
    list_.AddDrawCmd();
  }

 private:
  ImDrawList& list_;
  int first_ = 0;
};

}  // namespace

void UiFrame::drawOverlays() {
  ui.draw_ = ImGui::GetForegroundDrawList();
  for (std::size_t i = 0; i < ui.overlays_.size(); ++i) {
    ui.layer_ = static_cast<int>(i) + 1;
    ui.clips_.clear();
    const Ui::Overlay overlay = ui.overlays_[i];
    ui.blockedNow_.push_back({overlay.area, ui.layer_});
    ui.draw_->PushClipRect(ui.window_.min(), ui.window_.max());
    if (isPicture_ && overlay.of == Ui::Of::page) {
      Mark mark(*ui.draw_);
      overlay.draw(ui);
      mark.takeBack();
    } else {
      overlay.draw(ui);
    }
    ui.draw_->PopClipRect();
  }
  ui.layer_ = static_cast<int>(ui.overlays_.size()) + 1;
  drawPointed();
  if (ui.tips_.empty()) {
    tipFor_ = 0;
    return;
  }
  const auto& tip = ui.tips_.back();
  const Id which = ui.id(tip.text);
  if (which != tipFor_) {
    tipFor_ = which;
    tipSince_ = ui.now_;
  }
  if (isPicture_) return;
  if (ui.now_ - tipSince_ >= kTipDelay)
    drawTip(tip.text, tip.near);
  else
    ui.wakeAt(tipSince_ + kTipDelay);
}

void UiFrame::seekPointed(std::string_view names) {
  constexpr int settled = 4;  // frames until the hint's own words and a sheet just opened have their heights
  const ControlRecord* found = nullptr;
  for (std::string_view left = names; !found && !left.empty();) {
    const std::string_view name = left.substr(0, left.find(' '));
    left.remove_prefix(std::min(left.size(), name.size() + 1));
    for (const ControlRecord& c : ui.controls_)
      if (!found && c.name == name) found = &c;
  }
  const Id which = found ? found->id : 0;
  if (std::exchange(sought_, which) != which) seeks_ = found ? settled : 0;
  if (seeks_ == 0) return;
  --seeks_;
  ui.bringIntoSight(found->name);
  ui.keepDrawing();
}

void UiFrame::drawPointed() {
  ringed_.clear();
  seekPointed(ui.pointed_);
  for (std::string_view left = std::exchange(ui.pointed_, {}); !left.empty();) {
    const std::string_view name = left.substr(0, left.find(' '));
    left.remove_prefix(std::min(left.size(), name.size() + 1));
    for (const ControlRecord& c : ui.controls_) {
      if (c.name != name || !c.clip.contains(c.rect.center())) continue;
      ringed_ = c.name;
      const Rect around = c.rect.inset(-5);
      ui.draw_->PushClipRect(c.clip.min(), c.clip.max());
      ui.draw_->AddRect(around.min(), around.max(), ui.color().good, std::min(10.f, around.h / 2), 0, 3);
      ui.draw_->PopClipRect();
      return;
    }
  }
}

void UiFrame::drawTip(const std::string& words, Rect near) {
  const float width = std::min(320.f, ui.window_.w - 28);
  const TextSize size = ui.measureRich(words, Type::small, width);
  Rect r{near.center().x - size.w / 2 - 10, near.bottom() + 8, size.w + 20, size.h + 10};
  r.x = std::clamp(r.x, 4.f, std::max(4.f, ui.window_.right() - r.w - 4));
  if (r.bottom() > ui.window_.bottom() - 4) r.y = near.y - r.h - 8;
  r.y = std::clamp(r.y, 4.f, std::max(4.f, ui.window_.bottom() - r.h - 4));
  ui.draw_->PushClipRect(ui.window_.min(), ui.window_.max());
  ui.rounded(r, ui.color().ink, 6);
  ui.richText({r.x + 10, r.y + 5}, words, Type::small, ui.color().background, width);
  ui.draw_->PopClipRect();
}

bool UiFrame::end() {
  drawOverlays();
  if (ui.field_)  // the platform's own would lie over a message
    for (const auto& over : ui.blockedNow_) {
      if (over.layer <= ui.field_->layer) continue;
      constexpr float gap = 8;
      Rect& r = ui.field_->rect;
      const bool apart = over.area.right() <= r.x || over.area.x >= r.right() || over.area.bottom() <= r.y || over.area.y >= r.bottom();
      if (!apart) r.h = std::max(0.f, over.area.y - gap - r.y);
    }
  if (!stepped_) moveFocusByArrows();
  ui.request_.reset();
  ui.typed_.reset();
  if (ui.pointer_.released) ui.held_ = 0;
  const bool focusLost =
      ui.focus_ != 0 && std::none_of(ui.controls_.begin(), ui.controls_.end(), [&](const ControlRecord& c) { return c.id == ui.focus_; });
  if (focusLost) focusStage();
  if (ui.capture_ != 0 && ui.capture_ != ui.focus_) ui.capture_ = 0;
  ui.controlsBefore_.swap(ui.controls_);
  ui.textsBefore_.swap(ui.texts_);
  ui.toldBefore_.swap(ui.told_);
  return ui.wantsFrame_ || eventsWaiting() || settle_ > 0 || ui.hoverNow_ != ui.hoverBefore_ || focusLost;
}

}  // namespace unroll
