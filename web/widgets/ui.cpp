#include "widgets/ui.h"

#include <cmath>

#include "widgets/formula.h"

namespace unroll {

namespace {

constexpr float kDragDistance = 6;
Rect intersect(const Rect& a, const Rect& b) {
  const float left = std::max(a.x, b.x);
  const float top = std::max(a.y, b.y);
  const float right = std::min(a.right(), b.right());
  const float bottom = std::min(a.bottom(), b.bottom());
  return {left, top, std::max(0.f, right - left), std::max(0.f, bottom - top)};
}

Id hash(std::string_view name, Id seed) {
  Id h = 2166136261u ^ seed;
  for (const char c : name) h = (h ^ static_cast<unsigned char>(c)) * 16777619u;
  return h == 0 ? 1 : h;
}

float easeInOut(float t) { return t < 0.5f ? 4 * t * t * t : 1 - std::pow(-2 * t + 2, 3.f) / 2; }

}  // namespace

// ── Drawing ──────────────────────────────────────────────────────────────────────────────────────────────────────────

void Ui::pushClip(Rect r) {
  clips_.push_back(intersect(r, clip()));
  draw_->PushClipRect(clips_.back().min(), clips_.back().max(), false);
}

void Ui::popClip() {
  clips_.pop_back();
  draw_->PopClipRect();
}

Rect Ui::clip() const { return clips_.empty() ? window_ : clips_.back(); }

void Ui::hairline(ImVec2 a, ImVec2 b, Color color) const {
  const float pixel = 1 / theme_->pixelsPerUnit;
  auto snap = [&](float v) { return (std::floor(v / pixel) + 0.5f) * pixel; };
  if (a.x == b.x) a.x = b.x = snap(a.x);
  if (a.y == b.y) a.y = b.y = snap(a.y);
  draw_->AddLine(a, b, color, std::max(1.f, std::round(theme_->pixelsPerUnit * theme_->stroke)) * pixel);
}

void Ui::rounded(Rect r, Color fill, float corner) const {
  draw_->AddRectFilled(r.min(), r.max(), fill, std::min(corner, std::min(r.w, r.h) / 2));
}

void Ui::shadow(Rect r, float corner) const {
  constexpr int kLayers = 6;
  for (int i = kLayers; i > 0; --i) {
    const float d = 2 * static_cast<float>(i);
    const Rect around{r.x - d, r.y - d + 4, r.w + 2 * d, r.h + 2 * d};
    draw_->AddRectFilled(around.min(), around.max(), fade(color().shadow, 1.f / kLayers), corner + d);
  }
}

void Ui::outline(Rect r, Color line, float corner, float width) const {
  width *= theme_->stroke;
  const Rect inner = r.inset(width / 2);
  draw_->AddRect(inner.min(), inner.max(), line, std::min(corner, std::min(inner.w, inner.h) / 2), 0, width);
}

// ── Pointer ──────────────────────────────────────────────────────────────────────────────────────────────────────────

bool Ui::reachable(ImVec2 p) const {
  if (!pointer_.inside || !clip().contains(p)) return false;
  return std::none_of(blockedBefore_.begin(), blockedBefore_.end(),
                      [&](const Blocked& b) { return b.layer > layer_ && b.area.contains(p); });
}

bool Ui::hovers(Rect area) const { return (held_ == 0 || dragged_ == false) && area.contains(pointer_.pos) && reachable(pointer_.pos); }

Touch Ui::touch(Id id, Rect area) {
  Touch t;
  t.pos = pointer_.pos;
  const bool exact = area.contains(pointer_.pos);
  const bool over = (pointer_.finger ? finger::reach(area) : area).contains(pointer_.pos) && reachable(pointer_.pos);
  if (over && (held_ == 0 || held_ == id) && (exact || !hoverSure_)) {
    hoverNow_ = id;
    hoverSure_ = exact && finger::isSmall(area);
  }
  t.hovered = over && hoverBefore_ == id && (held_ == 0 || held_ == id);
  if (t.hovered && pointer_.pressed && held_ == 0) {
    held_ = id;
    origin_ = pointer_.pos;
    dragged_ = false;
    t.pressed = true;
    t.doubleClicked = pointer_.doublePress;
  }
  t.rightClicked = t.hovered && pointer_.rightPressed;
  if (held_ == id) {
    t.origin = origin_;
    const ImVec2 way = pointer_.pos - origin_;
    if (way.x * way.x + way.y * way.y > kDragDistance * kDragDistance) dragged_ = true;
    t.dragging = dragged_;
    t.delta = pointer_.delta;
    t.held = true;
    if (pointer_.released) {
      t.held = false;
      t.released = true;
      t.clicked = over && !dragged_;
      held_ = 0;
    }
  }
  if (t.hovered) t.wheel = pointer_.wheel + pointer_.pinch;
  return t;
}

Touch Ui::touchSideways(Id id, Rect area) {
  Touch t = touch(id, area);
  if (!pointer_.finger || scroller_ == 0) return t;
  if (t.pressed) sideways_ = false;
  const ImVec2 way = t.pos - t.origin;
  if (t.held && t.dragging && !sideways_) {
    if (std::abs(way.y) > std::abs(way.x)) {
      held_ = scroller_;
      return {};
    }
    sideways_ = true;
  }
  if (!sideways_) {
    t.pressed = false;
    t.held = t.clicked;
  }
  return t;
}

Touch Ui::touchPress(Id id, Rect area) {
  const Touch t = touch(id, area);
  if (!pointer_.finger || scroller_ == 0 || !t.held || !t.dragging) return t;
  held_ = scroller_;
  return {};
}

void Ui::cursor(ImGuiMouseCursor shape) const { cursor_ = shape; }

void Ui::tip(Rect near, std::string_view words) { tips_.push_back({near, std::string(words)}); }

// ── Keyboard ─────────────────────────────────────────────────────────────────────────────────────────────────────────

Id Ui::id(std::string_view name) const { return hash(name, scopes_.empty() ? 0 : scopes_.back()); }
void Ui::pushScope(std::string_view name) { scopes_.push_back(id(name)); }
void Ui::popScope() { scopes_.pop_back(); }

bool Ui::isHidden(std::string_view name) const { return std::find(hidden_.begin(), hidden_.end(), name) != hidden_.end(); }

bool Ui::control(Id id, std::string_view name, std::string_view role, std::string_view label, std::string_view value, Rect rect) {
  ControlRecord& record = controls_.emplace_back();
  record.id = id;
  record.name = name;
  record.role = role;
  record.label = words_->written(label);
  record.value = words_->written(value);
  record.rect = rect;
  record.clip = clip();
  record.layer = layer_;
  record.part = part_;
  if (id == sought_) {
    constexpr float air = 10;
    sought_ = 0;
    const bool scrolls = scroller_ != 0;
    if (const Rect seen = clip(); scrolls && rect.bottom() + air > seen.bottom())
      reveal({rect.x, rect.bottom() + air - seen.h * 2 / 3, rect.w, 0});  // reveal() has a third of its own
    else if (scrolls && rect.y - air < seen.y)
      reveal({rect.x, rect.y - air, rect.w, 0});
  }
  return hasFocus(id);
}

namespace {

// Of names separated by spaces, the first that stands on the page.
const ControlRecord* firstOf(std::string_view names, const std::vector<ControlRecord>& controls) {
  while (!names.empty()) {
    const std::string_view name = names.substr(0, names.find(' '));
    names.remove_prefix(std::min(names.size(), name.size() + 1));
    for (const ControlRecord& each : controls)
      if (each.name == name) return &each;
  }
  return nullptr;
}

}  // namespace

void Ui::bringIntoSight(std::string_view names) {
  if (const ControlRecord* control = firstOf(names, controlsBefore_)) sought_ = control->id;
}

void Ui::explain(std::string_view name, Rect labelArea, std::string_view words) {
  const Id which = id(name);
  for (auto control = controls_.rbegin(); control != controls_.rend(); ++control) {
    if (control->id != which) continue;
    control->help = words_->written(formula::withoutMarkup(words));
    const bool pointed = pointer_.inside && !touchScreen() && !pointer_.down && clip().contains(pointer_.pos) && hovers(labelArea);
    if (pointed || (hasFocus(which) && keyboardLast_ && !captures(which))) tip(control->rect, words);
    return;
  }
}

const ControlRecord* Ui::focusedSince(std::size_t first) const {
  for (std::size_t i = first; i < controls_.size(); ++i)
    if (hasFocus(controls_[i].id)) return &controls_[i];
  return nullptr;
}

ControlKeys& Ui::keys(Id id) {
  if (hasFocus(id)) return keys_;
  noKeys_ = {};
  return noKeys_;
}

void Ui::placeField(TypedField field) {
  if (field_ && captures(field_->id) && !captures(field.id)) return;
  field.clip = clip();
  field.layer = layer_;
  field_ = std::move(field);
}

void Ui::focusRing(Rect r, float corner) const {
  if (!keyboardLast_) return;
  const Rect around = r.inset(-3);
  draw_->AddRect(around.min(), around.max(), color().control, std::min(corner + 3, around.h / 2), 0, 2);
}

// ── Time and memory ──────────────────────────────────────────────────────────────────────────────────────────────────

float Ui::glide(Id id, float target, float seconds) {
  auto [it, isNew] = glides_.try_emplace(id, Glide{target, target, now_});
  Glide& g = it->second;
  auto present = [&] {
    if (!animates_ || seconds <= 0) return g.to;
    const float t = static_cast<float>((now_ - g.start) / seconds);
    if (t >= 1) return g.to;
    wantsFrame_ = true;
    return g.from + (g.to - g.from) * easeInOut(std::max(0.f, t));
  };
  if (isNew) return target;
  if (g.to != target) {
    g.from = present();
    g.to = target;
    g.start = now_;
  }
  return present();
}

float& Ui::memory(Id id, float initial) { return memory_.try_emplace(id, initial).first->second; }

void Ui::overlay(Rect area, std::function<void(Ui&)> draw, Of of) { overlays_.push_back({area, std::move(draw), of}); }

void Ui::tellSince(std::size_t firstText) {
  if (firstText >= texts_.size()) return;
  std::string words;
  const auto pause = [](const std::string& before) {  // a broken line keeps its space; a title has no full stop
    if (before.empty() || before.back() == ' ') return "";
    return std::string_view(".?!:").find(before.back()) == std::string_view::npos ? ". " : " ";
  };
  for (std::size_t i = firstText; i < texts_.size(); ++i) words += pause(words) + texts_[i].text;
  tell(texts_[firstText].text, words);
}

void Ui::note(Rect where, std::string_view words, bool shortened) {
  texts_.push_back({words_->written(words), where, clip(), shortened, layer_});
}

}  // namespace unroll
