// Facts: what a model says of itself, by name: a number, a text or a row of numbers. The one form in which anybody who doesn't know the
// model's type reads it: window.unroll.state(), the checks of a story, the columns of a study, the words for a screen reader.
#pragma once

#include <algorithm>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace unroll {

class Facts {
 public:
  using Value = std::variant<bool, double, std::string, std::vector<double>>;
  using Fact = std::pair<std::string, Value>;

  void set(std::string_view name, bool claim) { put(name, claim); }
  void set(std::string_view name, double number) { put(name, number); }
  void set(std::string_view name, float number) { put(name, static_cast<double>(number)); }
  void set(std::string_view name, int number) { put(name, static_cast<double>(number)); }
  void set(std::string_view name, long number) { put(name, static_cast<double>(number)); }
  void set(std::string_view name, long long number) { put(name, static_cast<double>(number)); }
  void set(std::string_view name, const char* text) { put(name, std::string(text)); }
  void set(std::string_view name, std::string text) { put(name, std::move(text)); }
  template <class Number>
  void set(std::string_view name, const std::vector<Number>& numbers) {
    put(name, std::vector<double>(numbers.begin(), numbers.end()));
  }

  const Value* find(std::string_view name) const {
    const auto found = std::find_if(facts_.begin(), facts_.end(), [&](const Fact& fact) { return fact.first == name; });
    return found == facts_.end() ? nullptr : &found->second;
  }
  // NaN, false, "" or no numbers where there is no such fact of that kind.
  double number(std::string_view name) const {
    const auto* value = get<double>(name);
    return value ? *value : std::numeric_limits<double>::quiet_NaN();
  }
  bool holds(std::string_view name) const {
    const auto* value = get<bool>(name);
    return value && *value;
  }
  std::string_view text(std::string_view name) const {
    const auto* value = get<std::string>(name);
    return value ? std::string_view(*value) : std::string_view();
  }
  const std::vector<double>& numbers(std::string_view name) const {
    static const std::vector<double> none;
    const auto* value = get<std::vector<double>>(name);
    return value ? *value : none;
  }

  auto begin() const { return facts_.begin(); }
  auto end() const { return facts_.end(); }
  bool empty() const { return facts_.empty(); }

 private:
  template <class T>
  const T* get(std::string_view name) const {
    const Value* value = find(name);
    return value ? std::get_if<T>(value) : nullptr;
  }
  void put(std::string_view name, Value value) {
    for (Fact& fact : facts_)
      if (fact.first == name) {
        fact.second = std::move(value);
        return;
      }
    facts_.emplace_back(std::string(name), std::move(value));
  }

  std::vector<Fact> facts_;  // in the order in which they were first set
};

}  // namespace unroll
