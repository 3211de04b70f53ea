#include "hopfield/patterns.h"

#include <algorithm>
#include <cmath>

#include "core/keys.h"

namespace unroll {

namespace {

struct Drawing {
  std::string_view name;
  std::string_view rows;  // # is +1, rows by /
};

constexpr Drawing drawings[] = {
    {"A", "..##../.#..#./##..##/##..##/######/##..##/##..##"},
    {"C", ".####./##..##/##..../##..../##..../##..##/.####."},
    {"E", "######/##..../##..../#####./##..../##..../######"},
    {"H", "##..##/##..##/##..##/######/##..##/##..##/##..##"},
    {"J", "...###/....##/....##/....##/##..##/##..##/.####."},
    {"L", "##..../##..../##..../##..../##..../##..../######"},
    {"T", "######/..##../..##../..##../..##../..##../..##.."},
    {"X", "##..##/##..##/.####./..##../.####./##..##/##..##"},
    {"Z", "######/....##/...##./..##../.##.../##..../######"},
    {"0", ".####./##..##/##..##/##..##/##..##/##..##/.####."},
    {"1", "..##../.###../..##../..##../..##../..##../.####."},
    {"2", ".####./##..##/....##/...##./..##../.##.../######"},
    {"3", ".####./##..##/....##/..###./....##/##..##/.####."},
    {"4", "...##./..###./.####./##.##./######/...##./...##."},
    {"7", "######/....##/...##./..##../..##../..##../..##.."},
    {"smile", ".######./#......#/#.#..#.#/#......#/#.#..#.#/#..##..#/#......#/.######."},
    {"sad", ".######./#......#/#.#..#.#/#......#/#..##..#/#.#..#.#/#......#/.######."},
    {"wink", ".######./#......#/#.#....#/#....###/#.#..#.#/#..##..#/#......#/.######."},
    {"square", "########/########/##....##/##....##/##....##/##....##/########/########"},
    {"cross", "...##.../...##.../...##.../########/########/...##.../...##.../...##..."},
    {"diamond", "...##.../..####../.######./########/########/.######./..####../...##..."},
    {"stripes", "########/......../########/......../########/......../########/........"},
    {"columns", "#.#.#.#./#.#.#.#./#.#.#.#./#.#.#.#./#.#.#.#./#.#.#.#./#.#.#.#./#.#.#.#."},
    {"checker", "##..##../##..##../..##..##/..##..##/##..##../##..##../..##..##/..##..##"},
    {"halves", "####..../####..../####..../####..../####..../####..../####..../####...."},
};

const Drawing* find(std::string_view name) {
  for (const Drawing& drawing : drawings)
    if (drawing.name == name) return &drawing;
  return nullptr;
}

int digitOf(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

const std::vector<PatternSet>& patternSets() {
  static const std::vector<PatternSet> sets{
      {"letters", {"A", "J", "X", "L"}},        {"digits", {"0", "1", "4", "7"}},
      {"faces", {"smile", "sad", "wink"}},      {"shapes", {"square", "cross", "diamond"}},
      {"alike", {"smile", "sad", "wink", "0"}}, {"apart", {"stripes", "columns", "checker", "halves"}},
  };
  return sets;
}

int columnsOf(int size) {
  int columns = 1;
  while (columns * columns < size) ++columns;
  return columns;
}

bool builtIn(std::string_view name, int size, Spins& units) {
  const Drawing* drawing = find(name);
  if (!drawing) return false;
  const int columns = columnsOf(size), rows = (size + columns - 1) / columns;
  const int width = static_cast<int>(drawing->rows.find('/')), height = static_cast<int>(drawing->rows.size() + 1) / (width + 1);
  units.assign(static_cast<std::size_t>(size), -1);
  for (int i = 0; i < size; ++i) {
    const int y = i / columns * height / rows, x = i % columns * width / columns;
    if (drawing->rows[static_cast<std::size_t>(y * (width + 1) + x)] == '#') units[static_cast<std::size_t>(i)] = 1;
  }
  return true;
}

Spins randomSpins(int size, Random& random) {
  Spins units(static_cast<std::size_t>(size));
  for (std::int8_t& unit : units) unit = random.bits() >> 31 ? 1 : -1;
  return units;
}

std::string printSpins(const Spins& units) {
  std::string text = "x";
  for (std::size_t i = 0; i < units.size(); i += 4) {
    int digit = 0;
    for (std::size_t k = i; k < i + 4; ++k) digit = 2 * digit + (k < units.size() && units[k] > 0 ? 1 : 0);
    text += "0123456789abcdef"[digit];
  }
  return text;
}

Result<Spins> readSpins(std::string_view text, int size) {
  const auto digits = static_cast<std::size_t>((size + 3) / 4);
  const std::string expected = "x and " + std::to_string(digits) + " hexadecimal digits for " + std::to_string(size) + " units";
  if (text.empty() || text[0] != 'x' || text.size() != digits + 1)
    return Error{"a drawn pattern of " + std::to_string(text.size()) + " characters: must be " + expected};
  Spins units;
  for (const char c : text.substr(1)) {
    const int digit = digitOf(c);
    if (digit < 0) return Error{std::string("a drawn pattern with ") + c + ": must be " + expected};
    for (int bit = 3; bit >= 0 && units.size() < static_cast<std::size_t>(size); --bit) units.push_back((digit >> bit) & 1 ? 1 : -1);
  }
  return units;
}

Result<std::vector<Pattern>> readPatterns(std::string_view text, int size, std::uint64_t seed, int most) {
  std::vector<Pattern> patterns;
  Random random(seed, Stream::training);
  int drawn = 0;
  const auto tooMany = [&] { return Error{"more than " + std::to_string(most) + " patterns"}; };
  while (!text.empty()) {
    const std::string_view item = text.substr(0, text.find(','));
    text.remove_prefix(std::min(text.size(), item.size() + 1));
    Pattern pattern{std::string(item), std::string(item), {}};
    std::uint64_t count = 0;
    if (builtIn(item, size, pattern.units)) {  // "7" is the digit, not seven of them, where it has been drawn
      const bool alone = patterns.empty() && text.empty();
      if (!(alone && readWhole(item, count))) {
        if (static_cast<int>(patterns.size()) >= most) return tooMany();
        patterns.push_back(std::move(pattern));
        continue;
      }
    }
    if (readWhole(item, count)) {
      if (count > static_cast<std::uint64_t>(most) - patterns.size()) return tooMany();
      for (; count > 0; --count) patterns.push_back({std::to_string(++drawn), {}, randomSpins(size, random)});
      continue;
    }
    if (item.empty() || item[0] != 'x') {
      std::string names;
      for (const Drawing& drawing : drawings) names += std::string(names.empty() ? "" : ", ") + std::string(drawing.name);
      return Error{"there is no pattern " + std::string(item.substr(0, 40)) + "; must be a number, x and hexadecimal digits, or one of " +
                   names};
    }
    auto units = readSpins(item, size);
    if (!units) return units.error();
    if (static_cast<int>(patterns.size()) >= most) return tooMany();
    pattern.name = "#" + std::to_string(patterns.size());
    pattern.units = std::move(units).value();
    patterns.push_back(std::move(pattern));
  }
  return patterns;
}

double overlap(const Spins& a, const Spins& b) {
  int sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return static_cast<double>(sum) / static_cast<double>(a.size());
}

}  // namespace unroll
