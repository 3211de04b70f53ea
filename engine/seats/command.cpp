#include "seats/command.h"

#include <algorithm>
#include <utility>

#include "core/link_text.h"
#include "seats/keys.h"
#include "unroll.h"

namespace unroll {

namespace {

constexpr std::size_t largestFile = 100000;  // bytes; thirty people take a tenth

Result<std::string> readFile(const std::string& path) {
  std::FILE* file = std::fopen(path.c_str(), "rb");
  if (!file) return Error{path + ": can't be opened"};
  std::string text(largestFile + 1, '\0');
  text.resize(std::fread(text.data(), 1, text.size(), file));
  const bool failed = std::ferror(file) != 0;
  std::fclose(file);
  if (failed) return Error{path + ": can't be read"};
  if (text.size() > largestFile) return Error{path + ": larger than " + std::to_string(largestFile) + " bytes"};
  return text;
}

std::vector<KeyInfo> allKeys() {
  std::vector<KeyInfo> keys;
  for (const Key<Seats>& key : seatsKeys().list()) keys.push_back(key.info);
  return keys;
}

}  // namespace

ParsedModel parseSeats(std::string_view text) {
  Seats settings;
  ParsedModel parsed;
  for (const auto& [name, value] : splitLink(text))
    if (!isPageKey(name))
      if (auto set = seatsKeys().set(settings, name, value); !set) parsed.dropped.push_back(set.error());
  const std::pair<std::string_view, std::string Seats::*> members[] = {
      {"sympathies=", &Seats::sympathies}, {"names=", &Seats::names}, {"sides=", &Seats::sides}};
  for (const auto& [name, member] : members)  // in the order in which they are looked at
    if (auto valid = validate(settings); !valid && valid.error().message.starts_with(name)) {
      parsed.dropped.push_back(valid.error());
      (settings.*member).clear();
    }
  auto room = roomOf(settings);
  UNROLL_CHECK(room);
  parsed.model = std::make_unique<SeatsModel>(settings, std::move(room).value());
  return parsed;
}

Result<std::unique_ptr<Model>> openSeats(std::string_view bytes) {
  if (bytes.size() > largestFile) return Error{"larger than " + std::to_string(largestFile) + " bytes"};
  auto room = readCsv(bytes);
  if (!room) return room.error();
  Seats settings;
  say(room.value(), settings);
  return std::unique_ptr<Model>(std::make_unique<SeatsModel>(settings, std::move(room).value()));
}

Result<void> runSeats(std::span<const std::string> arguments, std::FILE* out) {
  std::string path;
  std::uint64_t starts = 1000, seed = 1;
  for (const std::string& argument : arguments) {
    const auto number = [&](std::string_view name, std::uint64_t& value, std::uint64_t most) -> Result<bool> {
      if (!argument.starts_with(name)) return false;
      if (!readWhole(std::string_view(argument).substr(name.size()), value) || value > most)
        return Error{argument.substr(0, 60) + ": must be 0…" + std::to_string(most)};
      return true;
    };
    const auto isStarts = number("starts=", starts, 10000000), isSeed = number("seed=", seed, UINT64_MAX);
    if (!isStarts) return isStarts.error();
    if (!isSeed) return isSeed.error();
    if (isStarts.value() || isSeed.value()) continue;
    if (!path.empty()) return Error{"seats: takes one file, starts= and seed=, but got " + argument.substr(0, 60)};
    path = argument;
  }
  if (path.empty()) return Error{"seats: needs a file of sympathies, n rows of n numbers by comma"};
  const auto text = readFile(path);
  if (!text) return text.error();
  const auto room = readCsv(text.value());
  if (!room) return Error{path + ": " + room.error().message};
  Seats settings;
  say(room.value(), settings);
  settings.seed = seed;
  SeatsModel model(settings, room.value());
  (void)model.apply({std::string(SeatsModel::evenings), "0"});
  while (!model.advance(1000)) {
  }
  for (std::uint64_t left = starts; left > 0;) {
    const std::uint64_t now = std::min<std::uint64_t>(left, 100000);
    left -= now;
    (void)model.apply({std::string(SeatsModel::evenings), std::to_string(now)});
    while (!model.advance(1000)) {
    }
  }
  SeatsSnapshot s;
  model.fill(s, {});
  std::string stable;
  for (const StableSeating& seating : s.stable)
    stable += (stable.empty() ? "{\"sides\":\"" : ",{\"sides\":\"") + printSides(sidesOf(seating.right, s.room.people())) +
              "\",\"energy\":" + printNumber(seating.energy) +
              ",\"share\":" + printNumber(s.evenings > 0 ? static_cast<double>(seating.ends) / s.evenings : 0) + "}";
  std::fprintf(out, "{\"people\":%d,\"stable\":[%s],\"frustrated_triangles\":%d,\"exhaustive\":%s}\n", s.room.people(), stable.c_str(),
               s.triangles, s.exhaustive ? "true" : "false");
  return {};
}

const ModelKind& seatsModel() {
  static const ModelKind kind{
      "seats",
      parseSeats,
      allKeys,
      openSeats,
      {{"seats",
        "`unroll seats FILE.csv [starts=1000] [seed=1]`: all seatings in which everybody is content, mirror images counted once, and the\n"
        "share of random evenings that end in each. A tie keeps its seat. Above 20 people: those that the evenings find.",
        runSeats}}};
  return kind;
}

}  // namespace unroll
