#include "seats/keys.h"

#include <algorithm>

namespace unroll {

namespace {

bool isRandom(const Seats& s) { return s.room == "random" || !s.sympathies.empty(); }

Error refuse(std::string_view key, std::string_view value, const std::string& allowed) {
  return {std::string(key) + "=" + std::string(value.substr(0, 60)) + ": must be " + allowed};
}

// "3-5:-2.5"
bool readLine(std::string_view item, int people, int& a, int& b, double& value) {
  const std::size_t dash = item.find('-'), colon = item.find(':');
  if (dash == std::string_view::npos || colon == std::string_view::npos || colon < dash) return false;
  std::uint64_t first = 0, second = 0;
  if (!readWhole(item.substr(0, dash), first) || !readWhole(item.substr(dash + 1, colon - dash - 1), second)) return false;
  const auto n = static_cast<std::uint64_t>(people);
  if (first >= n || second >= n || first == second) return false;
  a = static_cast<int>(first);
  b = static_cast<int>(second);
  return readNumber(item.substr(colon + 1), value) && value >= -mostSympathy && value <= mostSympathy;
}

}  // namespace

const KeyTable<Seats>& seatsKeys() {
  using S = Seats;
  static const KeyTable<S> keys(std::vector<Key<S>>{
      choice("room", &S::room, roomNames(), "who likes whom: a given room, or a random one"),
      whole("people", &S::people, leastPeople, mostPeople, "of a random or drawn room").when(isRandom).track(3, 20),
      text("sympathies", &S::sympathies, "i-j:w by comma, w −3…3, people counted from 0: a drawn room"),
      text("names", &S::names, "of the people, by comma, each once; one with a comma in quotes"),
      text("sides", &S::sides, "L and R, how the evening begins; empty: drawn by the seed"),
      choice("order", &S::order, {"random", "inOrder", "allAtOnce"}, "who of the unhappy moves next, or all of them"),
      whole("moves", &S::moves, 0, 1000, "so many have been made"),
      whole("seed", &S::seed, 0, 18446744073709551615.0, "of a random room, of the first seating and of who is next"),
  });
  return keys;
}

Result<Room> roomOf(const Seats& s) {
  Room room = s.sympathies.empty() ? presetRoom(s.room, s.people, s.seed) : emptyRoom(s.people);
  std::string_view rest = s.sympathies;
  std::vector<char> said(static_cast<std::size_t>(room.people() * room.people()));
  while (!rest.empty()) {
    const std::string_view item = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(rest.size(), item.size() + 1));
    int a = 0, b = 0;
    double value = 0;
    if (!readLine(item, s.people, a, b, value))
      return refuse("sympathies", item, "i-j:w with people 0…" + std::to_string(s.people - 1) + " and w −3…3");
    char& twice = said[static_cast<std::size_t>(std::min(a, b) * room.people() + std::max(a, b))];
    if (twice) return refuse("sympathies", item, "each pair once");
    twice = 1;
    room.set(a, b, value);
  }
  if (!s.names.empty()) {
    rest = s.names;
    auto names = takeCells(rest);
    if (!names) return Error{"names=" + s.names.substr(0, 60) + ": " + names.error().message};
    for (const std::string& name : names.value())
      if (!isPersonName(name)) return refuse("names", name, "1…40 characters each");
    if (names.value().size() != room.names.size() || !rest.empty())
      return refuse("names", s.names, std::to_string(room.people()) + " names by comma");
    if (const std::string* twice = nameTwice(names.value())) return refuse("names", *twice, "each once");
    room.names = std::move(names).value();
  }
  if (!s.sides.empty())
    if (const auto sides = readSides(s.sides, room.people()); !sides)
      return Error{"sides=" + s.sides.substr(0, 60) + ": " + sides.error().message};
  return room;
}

Result<void> validate(const Seats& settings) {
  const auto room = roomOf(settings);
  return room ? Result<void>() : room.error();
}

void say(const Room& room, Seats& s) {
  s.people = room.people();
  s.sympathies.clear();
  for (int i = 0; i < room.people(); ++i)
    for (int j = i + 1; j < room.people(); ++j)
      if (room(i, j) != 0)
        s.sympathies += (s.sympathies.empty() ? "" : ",") + std::to_string(i) + "-" + std::to_string(j) + ":" + printNumber(room(i, j));
  if (s.sympathies.empty()) s.sympathies = "0-1:0";  // nobody minds anybody
  s.names.clear();
  if (room.names != emptyRoom(room.people()).names)
    for (const std::string& name : room.names) s.names += (s.names.empty() ? "" : ",") + printCell(name);
}

}  // namespace unroll
