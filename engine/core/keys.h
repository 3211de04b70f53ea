// Keys: the settings of a model as text. One line of a table, beside the model's own struct, says a key's name, range, help, where its
// control stands and when it matters; parsing, printing, `unroll list keys` and the page's controls follow from it.
//
//   struct Latch { double w = 2; double u = 0; };
//   const KeyTable<Latch> table({number("w", &Latch::w, 0, 5, "weight of the unit to itself"), …});
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "core/check.h"
#include "core/link_text.h"
#include "core/result.h"

namespace unroll {

enum class TrackScale { linear, log, squared };

// What a slider covers, where that is less than what is allowed (min == max: all of it).
struct Track {
  double min = 0;
  double max = 0;
  TrackScale scale = TrackScale::linear;
};

// A key as everybody may know it.
struct KeyInfo {
  enum class Type { integer, number, choice, text };
  std::string name;
  Type type = Type::number;
  double minimum = 0;  // inclusive, unless openMinimum
  double maximum = 0;
  bool openMinimum = false;  // minimum itself is not allowed: "> 0"
  bool openMaximum = false;
  bool noneAllowed = false;            // "none" is a value too, stored as −1
  bool live = false;                   // may change while the model runs; other keys begin it anew
  std::vector<std::string> choices{};  // of Type::choice, in menu order; {"false", "true"} is a switch
  std::string help{};                  // English, one sentence, for `unroll list keys`
  std::string group{};                 // under which theme its control is folded, "" : the lesson places it itself
  Track track{};
};

// "must be 1…512", "must be one of tanh, relu".
std::string allowed(const KeyInfo& key);
// "hiddenSize=0: must be 1…512".
Error refuse(const KeyInfo& key, std::string_view value);

// Numbers as all our texts write them: the whole text must be one; no inf, nan, hexadecimal or space. False: it isn't.
bool readNumber(std::string_view text, double& value);
bool readWhole(std::string_view text, std::uint64_t& value);
std::string printNumber(double value);  // the shortest text that reads back to the same number

// A value in its text form, or why not; `value` is then unchanged.
using FieldRef = std::variant<std::string*, int*, bool*, double*, std::int64_t*, std::uint64_t*>;
Result<void> parseField(const KeyInfo& key, std::string_view text, FieldRef value);
std::string printField(const KeyInfo& key, FieldRef value);

template <class S>
using Member = std::variant<std::string S::*, int S::*, bool S::*, double S::*, std::int64_t S::*, std::uint64_t S::*>;

// One line of a table. The functions set what is rarely said: number("rate", &S::rate, 0, 10, "…").above().onlyLive()…
template <class S>
struct Key {
  KeyInfo info;
  Member<S> member{};
  bool (*matters)(const S&) = nullptr;              // nullptr: always
  std::string_view (*wording)(const S&) = nullptr;  // other words for its label and help where it means something else: "spectralRadius"
  void (*narrow)(const S&, double& minimum, double& maximum) = nullptr;  // what others leave of its range

  Key above() && {
    info.openMinimum = true;
    return std::move(*this);
  }  // more than the minimum
  Key below() && {
    info.openMaximum = true;
    return std::move(*this);
  }  // less than the maximum
  Key orNone() && {
    info.noneAllowed = true;
    return std::move(*this);
  }
  Key live() && {
    info.live = true;
    return std::move(*this);
  }
  Key in(std::string group) && {
    info.group = std::move(group);
    return std::move(*this);
  }
  Key track(double min, double max, TrackScale scale = TrackScale::linear) && {
    info.track = {min, max, scale};
    return std::move(*this);
  }
  Key when(bool (*claim)(const S&)) && {
    matters = claim;
    return std::move(*this);
  }
  Key within(void (*limits)(const S&, double&, double&)) && {
    narrow = limits;
    return std::move(*this);
  }
  Key worded(std::string_view (*words)(const S&)) && {
    wording = words;
    return std::move(*this);
  }
};

template <class S>
class KeyTable {
 public:
  explicit KeyTable(std::vector<Key<S>> keys) : keys_(std::move(keys)) {}

  const std::vector<Key<S>>& list() const { return keys_; }
  const Key<S>* find(std::string_view name) const {
    for (const Key<S>& key : keys_)
      if (key.info.name == name) return &key;
    return nullptr;
  }
  std::string get(const S& s, std::string_view name) const {
    const Key<S>* key = find(name);
    UNROLL_CHECK(key);
    return printField(key->info, fieldOf(const_cast<S&>(s), *key));  // only read
  }
  // An unknown key or a value that isn't allowed is an error; `s` is then unchanged.
  Result<void> set(S& s, std::string_view name, std::string_view value) const {
    const Key<S>* key = find(name);
    if (!key) return Error{std::string(name.substr(0, 60)) + "=" + std::string(value.substr(0, 60)) + ": there is no such key"};
    return parseField(key->info, value, fieldOf(s, *key));
  }

 private:
  static FieldRef fieldOf(S& s, const Key<S>& key) {
    return std::visit([&](auto member) -> FieldRef { return &(s.*member); }, key.member);
  }

  std::vector<Key<S>> keys_;
};

template <class S, class Whole>
Key<S> whole(std::string_view name, Whole S::*member, double minimum, double maximum, std::string_view help) {
  Key<S> key;
  key.info = {.name = std::string(name), .type = KeyInfo::Type::integer, .minimum = minimum, .maximum = maximum, .help = std::string(help)};
  key.member = member;
  return key;
}
template <class S>
Key<S> number(std::string_view name, double S::*member, double minimum, double maximum, std::string_view help) {
  Key<S> key;
  key.info = {.name = std::string(name), .type = KeyInfo::Type::number, .minimum = minimum, .maximum = maximum, .help = std::string(help)};
  key.member = member;
  return key;
}
template <class S>
Key<S> text(std::string_view name, std::string S::*member, std::string_view help) {
  Key<S> key;
  key.info = {.name = std::string(name), .type = KeyInfo::Type::text, .help = std::string(help)};
  key.member = member;
  return key;
}
template <class S>
Key<S> choice(std::string_view name, std::string S::*member, std::vector<std::string> choices, std::string_view help) {
  Key<S> key;
  key.info = {.name = std::string(name), .type = KeyInfo::Type::choice, .choices = std::move(choices), .help = std::string(help)};
  key.member = member;
  return key;
}
template <class S>
Key<S> flag(std::string_view name, bool S::*member, std::string_view help) {
  Key<S> key;
  key.info = {.name = std::string(name), .type = KeyInfo::Type::choice, .choices = {"false", "true"}, .help = std::string(help)};
  key.member = member;
  return key;
}

// The present settings of a running model: what controls show, whoever draws them.
class Keys {
 public:
  virtual ~Keys() = default;
  virtual std::vector<const KeyInfo*> list() const = 0;          // in the order of the table
  virtual std::string get(std::string_view name) const = 0;      // UNROLL_CHECKs that there is such a key
  virtual std::string plain(std::string_view name) const = 0;    // what it is where a link doesn't say it
  virtual bool matters(std::string_view name) const = 0;         // has an effect beside the others as they are
  virtual Track range(std::string_view name) const = 0;          // what is allowed of a number, beside the others as they are
  virtual std::string wording(std::string_view name) const = 0;  // the key's name, or the one under which its other words stand
  virtual Result<void> allows(std::string_view name, std::string_view value) const = 0;  // would be taken, beside the others as they are
  const KeyInfo* find(std::string_view name) const {
    for (const KeyInfo* key : list())
      if (key->name == name) return key;
    return nullptr;
  }
};

// The keys of a model whose settings are one struct with one table. Both outlive it.
template <class S>
class TableKeys final : public Keys {
 public:
  using Check = Result<void> (*)(const S&);  // what the table alone can't say; nullptr: nothing
  TableKeys(const KeyTable<S>& table, const S& now, Check check = nullptr) : table_(table), now_(now), check_(check) {}

  std::vector<const KeyInfo*> list() const override {
    std::vector<const KeyInfo*> all;
    for (const Key<S>& key : table_.list()) all.push_back(&key.info);
    return all;
  }
  std::string get(std::string_view name) const override { return table_.get(now_, name); }
  std::string plain(std::string_view name) const override { return table_.get(S{}, name); }
  bool matters(std::string_view name) const override {
    const Key<S>& key = found(name);
    return !key.matters || key.matters(now_);
  }
  Track range(std::string_view name) const override {
    const Key<S>& key = found(name);
    Track range{key.info.minimum, key.info.maximum, TrackScale::linear};
    if (key.narrow) key.narrow(now_, range.min, range.max);
    return range;
  }
  std::string wording(std::string_view name) const override {
    const Key<S>& key = found(name);
    return std::string(key.wording ? key.wording(now_) : name);
  }
  Result<void> allows(std::string_view name, std::string_view value) const override {
    S changed = now_;
    if (auto set = table_.set(changed, name, value); !set) return set;
    return check_ ? check_(changed) : Result<void>();
  }

  // Those that are not as at first, as a link says them.
  std::string text() const {
    std::string text;
    for (const Key<S>& key : table_.list())
      if (const std::string value = get(key.info.name); value != plain(key.info.name)) appendPair(text, key.info.name, value);
    return text;
  }

 private:
  const Key<S>& found(std::string_view name) const {
    const Key<S>* key = table_.find(name);
    UNROLL_CHECK(key);
    return *key;
  }

  const KeyTable<S>& table_;
  const S& now_;
  Check check_;
};

}  // namespace unroll
