// The controls of the page as the platform's tree of them has to know them: in HTML elements, for a screen reader.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>

#include "app/app.h"
#include "app/scenes.h"
#include "core/keys.h"

namespace unroll {

namespace {

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

// JSON, a member after the other.
class Writer {
 public:
  explicit Writer(char opening) : out_(1, opening) {}
  void raw(std::string_view name, std::string_view json) {
    if (out_.size() > 1) out_ += ',';
    if (!name.empty()) (out_ += quoted(name)) += ':';
    out_ += json;
  }
  void text(std::string_view name, std::string_view words) { raw(name, quoted(words)); }
  void number(std::string_view name, double number) { raw(name, printNumber(number)); }
  void numbers(std::string_view name, std::initializer_list<double> all) {
    Writer list('[');
    for (const double each : all) list.raw({}, printNumber(each));
    raw(name, list.done());
  }
  void texts(std::string_view name, const std::vector<std::string>& all) {
    Writer list('[');
    for (const std::string& each : all) list.raw({}, quoted(each));
    raw(name, list.done());
  }
  std::string done() { return std::move(out_ += out_.front() == '{' ? '}' : ']'); }

 private:
  static std::string quoted(std::string_view words) {
    std::string text = "\"";
    for (const char c : words) {
      if (c == '"' || c == '\\') text += '\\';
      text += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
    }
    return text += '"';
  }
  std::string out_;
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
// units, …}], "tables"}
std::string App::mirrored() {
  const double scale = static_cast<double>(theme_.pixelsPerUnit / window_.pixelRatio);
  Writer controls('['), parts('{'), all('{');
  std::vector<std::string> told, tables;
  for (const ControlRecord& c : uiFrame_.controls()) {
    if (uiFrame_.field() && uiFrame_.field()->id == c.id) continue;  // that has an element already
    const std::string part(c.part.empty() ? "stage" : c.part), role = c.role.substr(0, c.role.find(' '));
    // Of what is scrolled away the nearest that is in sight.
    const float x = std::clamp(c.rect.x, c.clip.x, std::max(c.clip.x, c.clip.right() - 1));
    const float y = std::clamp(c.rect.y, c.clip.y, std::max(c.clip.y, c.clip.bottom() - 1));
    const float right = std::max(x + 1, std::min(c.rect.right(), c.clip.right()));
    const float bottom = std::max(y + 1, std::min(c.rect.bottom(), c.clip.bottom()));
    const auto inPage = [&](float place) { return std::round(static_cast<double>(place) * scale); };
    Writer control('{');
    control.number("id", c.id);
    control.text("part", part);
    control.text("key", c.name);
    control.text("role", role);
    control.text("kind", text_.tr("role." + role));
    control.text("name", c.label);
    control.text("value", c.value);
    control.numbers("rect", {inPage(x), inPage(y), inPage(right - x), inPage(bottom - y)});
    if (!c.help.empty()) control.text("help", c.help);
    if (role != c.role) control.raw("off", "true");
    if (c.chosen >= 0) control.number("chosen", c.chosen);
    if (!c.options.empty()) control.texts("options", c.options);
    if (c.most > c.least) control.numbers("range", {c.least, c.most, c.now, c.step});
    controls.raw({}, control.done());
    if (c.isPlot && tables.empty()) tables = {text_.tr("app.tables"), text_.tr("app.tableOf")};
    if (std::find(told.begin(), told.end(), part) != told.end()) continue;
    told.push_back(part);
    Writer of('{');
    of.text("name", text_.tr("part." + part));
    std::vector<std::string> words;
    if (part == "stage") words = {announced_};
    if (part == "story")
      for (const std::string& said : announcedStory_) words.push_back(text_.written(said));
    of.texts("words", words);
    parts.raw(part, of.done());
  }
  all.text("title", "Unroll: " + (start_ ? text_.tr("start.title") : text_.tr("scene." + std::string(scenes()[scene_].name))));
  all.raw("parts", parts.done());
  all.raw("controls", controls.done());
  all.texts("tables", tables);
  return all.done();
}

}  // namespace unroll
