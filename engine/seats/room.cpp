#include "seats/room.h"

#include <algorithm>
#include <cmath>

#include "core/keys.h"
#include "core/random.h"
#include "core/utf8.h"

namespace unroll {

namespace {

constexpr const char* given[mostPeople] = {"Ada", "Ben",  "Cleo",  "Dan",   "Eve",  "Finn", "Gia",  "Hugo", "Ida",  "Jon",
                                           "Kim", "Leo",  "Mia",   "Nils",  "Olga", "Paul", "Quin", "Rosa", "Sam",  "Tea",
                                           "Udo", "Vera", "Willi", "Xenia", "Yan",  "Zoe",  "Anna", "Bela", "Cora", "Dora"};

struct Line {
  int a, b;
  double sympathy;
};
struct Preset {
  const char* name;
  int people;
  std::vector<Line> lines;
};

const std::vector<Preset>& presets() {
  static const std::vector<Preset> all{
      {"friends",
       8,
       {{0, 1, -1},
        {0, 2, 3},
        {0, 6, 1},
        {1, 3, 2},
        {1, 6, -3},
        {1, 7, 3},
        {2, 4, 1},
        {3, 7, -3},
        {4, 5, -3},
        {4, 7, -1},
        {5, 6, 3},
        {5, 7, -2}}},
      {"one", 4, {{0, 1, 3}, {0, 2, 2}, {0, 3, 2}, {1, 2, 1}}},
      {"two", 4, {{0, 1, 3}, {2, 3, 3}, {1, 2, 1}, {0, 3, 1}}},
      {"many", 8, {{0, 1, 2}, {2, 3, 2}, {4, 5, 2}, {6, 7, 2}}},
      {"triangle", 3, {{0, 1, -2}, {1, 2, -2}, {0, 2, -2}}},
      {"rivals",
       8,
       {{0, 1, 2},
        {0, 2, 2},
        {0, 3, 2},
        {1, 2, 2},
        {1, 3, 2},
        {2, 3, 2},
        {4, 5, 2},
        {4, 6, 2},
        {4, 7, 2},
        {5, 6, 2},
        {5, 7, 2},
        {6, 7, 2},
        {0, 4, -3},
        {1, 5, -3},
        {2, 6, -3},
        {3, 7, -3}}},
  };
  return all;
}

std::string_view trimmed(std::string_view cell) {
  while (!cell.empty() && (cell.front() == ' ' || cell.front() == '\t')) cell.remove_prefix(1);
  while (!cell.empty() && (cell.back() == ' ' || cell.back() == '\t' || cell.back() == '\r')) cell.remove_suffix(1);
  return cell;
}

Error at(std::size_t row, std::size_t column, const std::string& why) {
  return {"row " + std::to_string(row) + ", column " + std::to_string(column) + ": " + why};
}

std::string quoted(std::string_view cell) { return "\"" + std::string(cell.substr(0, 30)) + "\""; }

}  // namespace

Room emptyRoom(int people) {
  Room room;
  for (int i = 0; i < people; ++i) room.names.emplace_back(given[i]);
  room.sympathies.assign(static_cast<std::size_t>(people * people), 0);
  return room;
}

const std::vector<std::string>& roomNames() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (const Preset& p : presets()) all.emplace_back(p.name);
    all.emplace_back("random");
    return all;
  }();
  return names;
}

Room normalRoom(int people, std::uint64_t seed) {
  Room room = emptyRoom(people);
  Random random(seed, Stream::weights);
  for (int i = 0; i < people; ++i)
    for (int j = i + 1; j < people; ++j) room.set(i, j, std::clamp(static_cast<double>(random.normal()), -mostSympathy, mostSympathy));
  return room;
}

Room wholeRoom(int people, std::uint64_t seed) {
  Room room = emptyRoom(people);
  Random random(seed, Stream::weights);
  for (int i = 0; i < people; ++i)
    for (int j = i + 1; j < people; ++j) room.set(i, j, random.below(7) - 3);
  return room;
}

Room presetRoom(std::string_view name, int people, std::uint64_t seed) {
  for (const Preset& preset : presets()) {
    if (preset.name != name) continue;
    Room room = emptyRoom(preset.people);
    for (const Line& line : preset.lines) room.set(line.a, line.b, line.sympathy);
    return room;
  }
  return wholeRoom(people, seed);
}

double drawTo(const Room& room, const Sides& sides, int person) {
  double sum = 0;
  for (int j = 0; j < room.people(); ++j) sum += room(person, j) * sides[static_cast<std::size_t>(j)];
  return sum;
}

double discomfort(const Room& room, const Sides& sides) {
  double sum = 0;
  for (int i = 0; i < room.people(); ++i)
    for (int j = i + 1; j < room.people(); ++j) sum += room(i, j) * sides[static_cast<std::size_t>(i)] * sides[static_cast<std::size_t>(j)];
  return sum == 0 ? 0 : -sum;
}

bool isUnhappy(const Room& room, const Sides& sides, int person) {
  return drawTo(room, sides, person) * sides[static_cast<std::size_t>(person)] < -tiedBelow;
}

int frustratedTriangles(const Room& room) {
  int count = 0;
  for (int i = 0; i < room.people(); ++i)
    for (int j = i + 1; j < room.people(); ++j)
      for (int k = j + 1; k < room.people(); ++k) count += room(i, j) * room(j, k) * room(i, k) < 0;
  return count;
}

bool isPersonName(std::string_view name) {
  constexpr std::size_t longest = 40;
  if (name.empty() || name.size() > longest) return false;
  for (std::size_t at = 0; at < name.size();) {
    const std::size_t bytes = utf8At(name, at).bytes;
    if (bytes == 0) return false;
    at += bytes;
  }
  return true;
}

const std::string* nameTwice(std::span<const std::string> names) {
  for (std::size_t i = 1; i < names.size(); ++i)
    if (std::find(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(i), names[i]) !=
        names.begin() + static_cast<std::ptrdiff_t>(i))
      return &names[i];
  return nullptr;
}

std::string printSides(const Sides& sides) {
  std::string text;
  for (const int s : sides) text += s < 0 ? 'L' : 'R';
  return text;
}

Result<Sides> readSides(std::string_view text, int people) {
  Sides sides;
  for (const char c : text) {
    if (c != 'L' && c != 'R') return Error{"must be L and R, one for each of " + std::to_string(people) + " people"};
    sides.push_back(c == 'L' ? -1 : 1);
  }
  if (static_cast<int>(sides.size()) != people) return Error{"must be L and R, one for each of " + std::to_string(people) + " people"};
  return sides;
}

Result<std::vector<std::string>> takeCells(std::string_view& text) {
  std::vector<std::string> cells;
  for (bool more = true; more;) {
    const auto refuse = [&](const char* why) { return Error{"column " + std::to_string(cells.size() + 1) + ": " + why}; };
    std::string cell;
    while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
    const bool inQuotes = text.starts_with('"');
    if (inQuotes) {
      bool open = true;
      for (text.remove_prefix(1); open && !text.empty() && text.front() != '\n';) {
        const char c = text.front();
        text.remove_prefix(1);
        if (c == '"') open = text.starts_with('"');
        if (open) cell += c;
        if (c == '"' && open) text.remove_prefix(1);
      }
      if (open) return refuse("a quote is not closed");
    }
    const std::string_view rest = text.substr(0, text.find_first_of(",\n"));
    if (inQuotes && !trimmed(rest).empty()) return refuse("behind a closed quote must be a comma; a quote within is doubled");
    cell = std::string(trimmed(inQuotes ? std::string_view(cell) : rest));
    text.remove_prefix(rest.size());
    more = text.starts_with(',');
    if (!text.empty()) text.remove_prefix(1);
    cells.push_back(std::move(cell));
  }
  return cells;
}

std::string printCell(const std::string& cell) {
  if (cell.find_first_of(",\"") == std::string::npos) return cell;
  std::string text = "\"";
  for (const char c : cell) text += c == '"' ? std::string("\"\"") : std::string(1, c);
  return text + "\"";
}

Result<Room> readCsv(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  std::vector<std::vector<std::string>> rows;
  std::vector<std::size_t> lines;  // where they stand in the file
  for (std::size_t line = 1; !text.empty(); ++line) {
    auto cells = takeCells(text);
    if (!cells) return Error{"row " + std::to_string(line) + ", " + cells.error().message};
    if (cells.value().size() == 1 && cells.value()[0].empty()) continue;
    if (rows.size() > static_cast<std::size_t>(mostPeople))
      return Error{"row " + std::to_string(line) + ", column 1: more than " + std::to_string(mostPeople) + " people"};
    rows.push_back(std::move(cells).value());
    lines.push_back(line);
  }
  if (rows.empty()) return at(1, 1, "there are no numbers");
  if (std::all_of(rows.begin(), rows.end(), [](const auto& row) { return row.size() < 2; }))
    return at(lines[0], 1, "there is no comma: must be n rows of n sympathies");
  const auto isNumber = [](std::string_view cell) {
    double value = 0;
    return readNumber(cell, value);
  };
  // Names in the first row: something beyond its first cell that is no number, and a row less of numbers than there are cells.
  const auto& first = rows[0];
  const bool named = first.size() > 1 && (first[0].empty() || std::none_of(first.begin() + 1, first.end(), isNumber));
  const bool columnToo = named && rows.size() > 1 && rows[1].size() > 1 && (first[0].empty() || !isNumber(rows[1][0]));
  const std::size_t skippedRows = named ? 1 : 0, skippedColumns = columnToo ? 1 : 0;
  const std::size_t n = rows.size() - skippedRows;
  if (n < static_cast<std::size_t>(leastPeople) || n > static_cast<std::size_t>(mostPeople))
    return at(lines.back(), 1, std::to_string(n) + " people: must be " + std::to_string(leastPeople) + "…" + std::to_string(mostPeople));
  if (!named && first.size() == n + 1 && !isNumber(first[0]))
    return at(lines[0], 1, quoted(first[0]) + " is not a number: names in a first column need the same names in a first row");
  Room room = emptyRoom(static_cast<int>(n));
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (rows[i].size() != n + skippedColumns)
      return at(lines[i], std::min(rows[i].size(), n + skippedColumns) + (rows[i].size() > n + skippedColumns ? 1 : 0),
                "the row has " + std::to_string(rows[i].size()) + (rows[i].size() == 1 ? " cell" : " cells") + ": must be " +
                    std::to_string(n + skippedColumns));
  for (std::size_t j = 0; named && j < n; ++j) {
    const std::string& name = first[j + skippedColumns];
    if (!isPersonName(name)) return at(lines[0], j + skippedColumns + 1, "a name must have 1…40 characters");
    room.names[j] = name;
    if (const std::string* twice = nameTwice({room.names.data(), j + 1}))
      return at(lines[0], j + skippedColumns + 1, quoted(*twice) + " is there twice: each name once");
  }
  for (std::size_t i = 0; i < n; ++i) {
    const std::size_t row = i + skippedRows;
    if (columnToo && rows[row][0] != room.names[i])
      return at(lines[row], 1,
                quoted(rows[row][0]) + " must be the name of column " + std::to_string(i + 2) + ", " + quoted(room.names[i]));
    for (std::size_t j = 0; j < n; ++j) {
      const std::string& cell = rows[row][j + skippedColumns];
      double value = 0;
      if (!readNumber(cell, value)) return at(lines[row], j + skippedColumns + 1, quoted(cell) + " is not a number");
      if (value < -mostSympathy || value > mostSympathy)
        return at(lines[row], j + skippedColumns + 1, cell.substr(0, 30) + ": must be −3…3");
      if (i == j && value != 0)
        return at(lines[row], j + skippedColumns + 1, cell.substr(0, 30) + ": nobody likes or dislikes himself here, must be 0");
      room.sympathies[i * n + j] = value;
      if (j < i && room.sympathies[j * n + i] != value)
        return at(lines[row], j + skippedColumns + 1,
                  printNumber(value) + " is not the " + printNumber(room.sympathies[j * n + i]) + " of row " +
                      std::to_string(lines[j + skippedRows]) + ", column " + std::to_string(i + skippedColumns + 1));
    }
  }
  return room;
}

std::string printCsv(const Room& room) {
  std::string text;
  for (const std::string& name : room.names) text += "," + printCell(name);
  text += "\n";
  for (int i = 0; i < room.people(); ++i) {
    text += printCell(room.names[static_cast<std::size_t>(i)]);
    for (int j = 0; j < room.people(); ++j) text += "," + printNumber(room(i, j));
    text += "\n";
  }
  return text;
}

}  // namespace unroll
