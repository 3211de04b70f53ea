// The controls of the page as the platform's tree of them has to know them: in HTML elements, for a screen reader.
#include <cmath>
#include <cstring>
#include <utility>

#include <nlohmann/json.hpp>

#include "app/app.h"
#include "app/scenes.h"

namespace unroll {

namespace {

using nlohmann::json;

constexpr double kInterval = 0.2;  // seconds between two tellings, while something moves

// FNV-1a over all that is told; it is cheaper than telling it.
class Hash {
 public:
  void add(std::string_view text) {
    for (const char c : text) add(static_cast<unsigned char>(c));
    add(0xFFu);
  }
  template <class Number>
  void addNumber(Number number) {
    unsigned char bytes[sizeof number];
    std::memcpy(bytes, &number, sizeof number);
    for (const unsigned char byte : bytes) add(byte);
  }
  std::uint64_t value() const { return value_; }

 private:
  void add(unsigned byte) { value_ = (value_ ^ byte) * 1099511628211ull; }
  std::uint64_t value_ = 14695981039346656037ull;
};

std::uint64_t hashOf(const std::vector<ControlRecord>& controls, const std::string& stage, const std::vector<std::string>& story) {
  Hash hash;
  hash.add(stage);
  for (const std::string& words : story) hash.add(words);
  for (const ControlRecord& c : controls) {
    hash.addNumber(c.id);
    for (const std::string* text : {&c.role, &c.label, &c.value, &c.help}) hash.add(*text);
    for (const std::string& option : c.options) hash.add(option);
    for (const double number : {c.least, c.most, c.now, c.step}) hash.addNumber(number);
    for (const float number : {c.rect.x, c.rect.y, c.rect.w, c.rect.h}) hash.addNumber(number);
    hash.addNumber(c.chosen);
  }
  return hash.value();
}

}  // namespace

bool App::mirrorIsDue() const { return host_.mirrorsControls() && (mirror_.hash == 0 || frameBegan_ / 1000 - mirror_.at >= kInterval); }

void App::request(Ui::Request request) {
  mirror_.hash = 0;  // the element has changed by itself, and may have to be set back
  uiFrame_.add(std::move(request));
}

void App::mirrorControls() {
  if (!host_.mirrorsControls()) return;
  const Id focus = uiFrame_.focused() ? uiFrame_.focused()->id : 0;
  if (mirror_.due) {
    if (const std::uint64_t now = hashOf(uiFrame_.controls(), announced_, announcedStory_); now != mirror_.hash) {
      mirror_.hash = uiFrame_.eventsWaiting() ? 0 : now;
      mirror_.at = frameBegan_ / 1000;
      host_.showControls(mirrored());
    }
  } else {
    uiFrame_.ui.wakeAt(mirror_.at + kInterval);
  }
  if (std::exchange(mirror_.focus, focus) != focus) host_.focusControl(focus);
}

// {"title", "parts": {"stage": {"name", "words"}, …}, "controls": [{"id", "key", "part", "role", "name", "value", "rect" in the page's own
// units, …}]}
std::string App::mirrored() {
  const double scale = static_cast<double>(theme_.pixelsPerUnit / window_.pixelRatio);
  json controls = json::array(), parts = json::object();
  for (const ControlRecord& c : uiFrame_.controls()) {
    if (uiFrame_.field() && uiFrame_.field()->id == c.id) continue;  // that has an element already
    const std::string part(c.part.empty() ? "stage" : c.part);
    const std::string role = c.role.substr(0, c.role.find(' '));
    // Of what is scrolled away the nearest that is in sight.
    const float x = std::clamp(c.rect.x, c.clip.x, std::max(c.clip.x, c.clip.right() - 1));
    const float y = std::clamp(c.rect.y, c.clip.y, std::max(c.clip.y, c.clip.bottom() - 1));
    json rect = json::array();
    for (const float place :
         {x, y, std::max(1.f, std::min(c.rect.right(), c.clip.right()) - x), std::max(1.f, std::min(c.rect.bottom(), c.clip.bottom()) - y)})
      rect.push_back(std::lround(static_cast<double>(place) * scale));
    json control = {{"id", c.id},      {"part", part},     {"key", c.name}, {"role", role}, {"kind", text_.tr("role." + role)},
                    {"name", c.label}, {"value", c.value}, {"rect", rect}};
    if (!c.help.empty()) control["help"] = c.help;
    if (role != c.role) control["off"] = true;
    if (c.chosen >= 0) control["chosen"] = c.chosen;
    if (!c.options.empty()) control["options"] = c.options;
    if (c.most > c.least) control["range"] = {c.least, c.most, c.now, c.step};
    controls.push_back(std::move(control));
    if (!parts.contains(part)) parts[part] = {{"name", text_.tr("part." + part)}, {"words", json::array()}};
  }
  for (const std::string& words : announcedStory_)
    if (parts.contains("story")) parts["story"]["words"].push_back(text_.written(words));
  if (parts.contains("stage") && !announced_.empty()) parts["stage"]["words"].push_back(announced_);
  const json all = {{"title", "Unroll: " + text_.tr("scene." + std::string(scenes()[scene_].name))},
                    {"parts", std::move(parts)},
                    {"controls", std::move(controls)}};
  return all.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace unroll
