#include "problems/problems.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/check.h"

namespace unroll {

#define UNROLL_PROBLEM(name) const Problem& name##Problem();
#include "problems/problems.inc"
#undef UNROLL_PROBLEM

std::span<const Problem* const> allProblems() {
  static const std::array all{
#define UNROLL_PROBLEM(name) &name##Problem(),
#include "problems/problems.inc"
#undef UNROLL_PROBLEM
  };
  return all;
}

const Problem* findProblem(std::string_view name) {
  for (const Problem* each : allProblems())
    if (each->name == name) return each;
  return nullptr;
}

Problems problemSettings(std::string_view name) {
  const Problem* problem = findProblem(name);
  UNROLL_CHECK(problem);
  Problems settings;
  settings.problem = name;
  problem->begin(settings);
  return settings;
}

std::vector<int> ascendingNumbers(std::string_view text, int greatest, std::size_t most) {
  std::vector<int> numbers;
  for (std::string_view rest = text; !rest.empty();) {
    const std::string_view item = rest.substr(0, rest.find(','));
    std::uint64_t number = 0;
    if (!readWhole(item, number) || number < 1 || number > static_cast<std::uint64_t>(greatest) || numbers.size() == most) return {};
    if (!numbers.empty() && static_cast<int>(number) <= numbers.back()) return {};
    if (item.size() + 1 == rest.size()) return {};  // a comma at the end
    numbers.push_back(static_cast<int>(number));
    rest.remove_prefix(std::min(rest.size(), item.size() + 1));
  }
  return numbers;
}

Share shareOf(int hits, int of) {
  constexpr double z = 1.959963984540054;  // of 95 %
  Share share{.of = of, .hits = hits};
  if (of == 0) return share;
  const double n = of, p = share.value(), z2 = z * z;
  const double middle = (p + z2 / (2 * n)) / (1 + z2 / n);
  const double half = z / (1 + z2 / n) * std::sqrt(p * (1 - p) / n + z2 / (4 * n * n));
  share.low = hits == 0 ? 0 : middle - half;
  share.high = hits == of ? 1 : middle + half;
  return share;
}

}  // namespace unroll
