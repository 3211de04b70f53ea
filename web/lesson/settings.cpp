#include "lesson/settings.h"

#include <algorithm>
#include <cstdlib>

namespace unroll {

namespace {

constexpr std::size_t mostChips = 4;
constexpr double kRest = 0.18;  // seconds that a live setting rests before it is sent to a running model

std::string wordsOf(const Frame& frame, const std::string& key, const std::string& otherwise) {
  return frame.ui.words().has(key) ? frame.tr(key) : otherwise;
}

bool isSwitch(const KeyInfo& key) { return key.choices == std::vector<std::string>{"false", "true"}; }

void choose(const Frame& frame, Column& column, const KeyInfo& key, const std::string& label) {
  const std::string present = frame.keys.get(key.name);
  if (isSwitch(key)) {
    bool on = present == "true";
    if (ui::toggle(frame.ui, column, key.name, label, on)) frame.set(key.name, std::string(on ? "true" : "false"));
    return;
  }
  // What would only be refused is not offered.
  std::vector<std::string> words, names;
  std::vector<ui::Option> options;
  int chosen = 0;
  for (const std::string& name : key.choices) {
    if (name != present && !frame.keys.allows(key.name, name)) continue;
    if (name == present) chosen = static_cast<int>(names.size());
    const std::string word = "choice." + key.name + "." + name;
    words.push_back(wordsOf(frame, word + ".title", name));
    options.push_back({words.back(), wordsOf(frame, word + ".caption", {})});
    names.push_back(name);
  }
  // Many are a menu, in which each says what it is: a finger can't point at one to ask.
  const bool asMenu = key.choices.size() > mostChips;
  if (asMenu ? ui::select(frame.ui, column, key.name, label, options, chosen) : ui::chips(frame.ui, column, key.name, label, words, chosen))
    frame.set(key.name, names[static_cast<std::size_t>(chosen)]);
}

ui::SliderRange rangeOf(const Frame& frame, const KeyInfo& key) {
  const Track allowed = frame.keys.range(key.name);
  ui::SliderRange range;
  range.typedMin = key.noneAllowed ? std::max(0.0, allowed.min) : allowed.min;
  range.typedMax = allowed.max;
  if (key.openMinimum) range.typedMin = std::max(range.typedMin, 1e-9);
  const bool all = key.track.min == key.track.max;
  range.min = all ? range.typedMin : std::max(key.track.min, range.typedMin);
  range.max = std::max(range.min, all ? range.typedMax : std::min(key.track.max, range.typedMax));
  range.scale = key.track.scale == TrackScale::log       ? ui::Scale::log
                : key.track.scale == TrackScale::squared ? ui::Scale::squared
                                                         : ui::Scale::linear;
  range.integer = key.type == KeyInfo::Type::integer;
  return range;
}

// Its sentence of help and what the present choice means, for the control drawn last from y = `top` on.
void explain(const Frame& frame, const Column& column, const KeyInfo& key, float top) {
  const std::string help = "help." + frame.keys.wording(key.name);
  if (!frame.ui.words().has(help)) return;
  std::string words = frame.tr(help);
  const std::string choice = "choice." + key.name + "." + frame.keys.get(key.name);
  if (frame.ui.words().has(choice + ".caption") && !frame.tr(choice + ".caption").empty())
    words += "\n<b>" + frame.tr(choice + ".title") + "</>: " + frame.tr(choice + ".caption");
  frame.ui.explain(key.name, {column.x(), top, column.width(), std::min(24.f, column.y() - top)}, words);
}

}  // namespace

void Settings::control(const Frame& frame, Column& column, std::string_view name) {
  const KeyInfo* key = frame.keys.find(name);
  UNROLL_CHECK(key);
  if (!frame.keys.matters(name)) return;
  const float top = column.y();
  const std::string label = frame.tr("key." + frame.keys.wording(name));
  if (key->type == KeyInfo::Type::choice)
    choose(frame, column, *key, label);
  else
    number(frame, column, *key, label);
  explain(frame, column, *key, top);
}

void Settings::number(const Frame& frame, Column& column, const KeyInfo& key, const std::string& label) {
  const std::string present = frame.keys.get(key.name);
  if (key.maximum > 1e15 || key.type == KeyInfo::Type::text) {  // a seed: no slider has so many places
    std::string typed = present;
    const std::string_view signs = key.type == KeyInfo::Type::text ? "0123456789," : "0123456789";  // lists of numbers, a seed
    if (ui::field(frame.ui, column, key.name, label, typed, signs)) frame.set(key.name, typed);
    return;
  }
  double value = present == "none" ? 0 : std::strtod(present.c_str(), nullptr);
  for (const Pending& p : pending_)
    if (p.key == key.name) value = p.value;
  const std::string zero = wordsOf(frame, "zero." + frame.keys.wording(key.name), {});
  if (!ui::slider(frame.ui, column, key.name, label, value, rangeOf(frame, key), zero)) return;
  if (key.noneAllowed && value == 0)
    frame.set(key.name, std::string("none"));
  else if (key.live && frame.commands.running())
    sendLive(frame, key.name, value);
  else
    frame.set(key.name, value);
}

void Settings::sendLive(const Frame& frame, const std::string& key, double value) {
  std::erase_if(pending_, [&](const Pending& p) { return p.key == key; });
  pending_.push_back({key, value, frame.ui.now()});
}

void Settings::flush(const Frame& frame) {
  const double now = frame.ui.now();
  std::erase_if(pending_, [&](const Pending& p) {
    const double at = p.since + kRest;
    if (now < at && frame.commands.running()) {
      frame.ui.wakeAt(at);
      return false;
    }
    frame.set(p.key, p.value);
    return true;
  });
}

void Settings::groups(const Frame& frame, Column& column, std::initializer_list<std::string_view> names, std::vector<ui::Section> others) {
  std::vector<ui::Section> all;
  for (const std::string_view group : names) {
    std::vector<const KeyInfo*> keys;
    for (const KeyInfo* key : frame.keys.list())
      if (key->group == group && frame.keys.matters(key->name)) keys.push_back(key);
    const auto changed = std::count_if(keys.begin(), keys.end(),
                                       [&](const KeyInfo* key) { return frame.keys.get(key->name) != frame.keys.plain(key->name); });
    const std::string name = frame.tr("settings.group." + std::string(group));
    const std::string heading = changed == 0 ? name : frame.tr("settings.changed", {{"group", name}, {"n", std::to_string(changed)}});
    all.push_back({"settings-" + std::string(group), heading, [this, &frame, keys = std::move(keys)](Column& inside) {
                     for (const KeyInfo* key : keys) control(frame, inside, key->name);
                   }});
  }
  for (ui::Section& other : others) all.push_back(std::move(other));
  ui::sections(frame.ui, column, all);
}

}  // namespace unroll
