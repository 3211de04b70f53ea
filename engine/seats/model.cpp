#include <algorithm>
#include <chrono>
#include <cstdio>
#include <numeric>
#include <utility>

#include "core/hash.h"
#include "core/link_text.h"
#include "seats/command.h"
#include "seats/keys.h"
#include "unroll.h"

namespace unroll {

namespace {

constexpr int mostMoves = 1000;  // an evening ends long before: each move lowers the discomfort
constexpr int firstEvenings = 1000;

struct Saved final : State {
  Seats settings;
  std::size_t bytes() const override { return sizeof *this + settings.sympathies.size() + settings.names.size(); }
};

double now() { return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

std::vector<int> unhappyOf(const Room& room, const Sides& sides) {
  std::vector<int> who;
  for (int i = 0; i < room.people(); ++i)
    if (isUnhappy(room, sides, i)) who.push_back(i);
  return who;
}

}  // namespace

SeatsModel::SeatsModel(Seats settings, Room room) : keys_(seatsKeys(), now_.settings, validate) { use(settings, std::move(room)); }

void SeatsModel::use(const Seats& settings, Room room) {
  const bool same = version_ > 0 && room.sympathies == now_.room.sympathies && room.people() == now_.room.people();
  now_.settings = settings;
  now_.room = std::move(room);
  if (!same) {
    now_.triangles = frustratedTriangles(now_.room);
    now_.stable.clear();
    now_.seatings.clear();
    now_.evenings = 0;
    now_.eveningsGoal = firstEvenings;
    now_.exhaustive = now_.room.people() <= mostForAll;
    now_.searched = !now_.exhaustive;
    searchMs_ = 0;
    all_ = now_.exhaustive ? std::make_unique<AllSeatings>(now_.room) : nullptr;
  }
  live();
  goTo(settings.moves);
}

void SeatsModel::live() {
  const Room& room = now_.room;
  const Seats& settings = now_.settings;
  const int n = room.people();
  Random random(settings.seed, Stream::evaluation);
  if (settings.sides.empty()) {
    now_.start.clear();
    for (int i = 0; i < n; ++i) now_.start.push_back(random.below(2) == 0 ? -1 : 1);
  } else {
    auto sides = readSides(settings.sides, n);
    UNROLL_CHECK(sides);
    now_.start = std::move(sides).value();
  }
  now_.startEnergy = discomfort(room, now_.start);
  now_.evening.clear();
  now_.period = 0;
  Sides sides = now_.start, before;
  std::vector<int> order(static_cast<std::size_t>(n));
  std::iota(order.begin(), order.end(), 0);
  std::size_t turn = order.size();  // a new round begins
  while (static_cast<int>(now_.evening.size()) < mostMoves) {
    const std::vector<int> unhappy = unhappyOf(room, sides);
    if (unhappy.empty()) break;
    if (settings.order == "allAtOnce") {
      Sides after = sides;
      for (const int i : unhappy) after[static_cast<std::size_t>(i)] = -after[static_cast<std::size_t>(i)];
      const bool swaps = after == before;
      before = std::exchange(sides, after);
      now_.evening.push_back({-1, sides, discomfort(room, sides)});
      if (swaps) {
        now_.period = 2;
        break;
      }
      continue;
    }
    int person = -1;
    while (person < 0) {
      if (turn >= order.size()) {
        turn = 0;
        for (std::size_t k = order.size() - 1; settings.order == "random" && k > 0; --k)
          std::swap(order[k], order[static_cast<std::size_t>(random.below(static_cast<int>(k) + 1))]);
      }
      const int asked = order[turn++];
      if (isUnhappy(room, sides, asked)) person = asked;
    }
    sides[static_cast<std::size_t>(person)] = -sides[static_cast<std::size_t>(person)];
    now_.evening.push_back({person, sides, discomfort(room, sides)});
  }
  now_.rests = now_.period == 0 && unhappyOf(room, sides).empty();
}

void SeatsModel::goTo(int moves) {
  const int at = std::clamp(moves, 0, static_cast<int>(now_.evening.size()));
  now_.settings.moves = at;
  now_.sides = at == 0 ? now_.start : now_.evening[static_cast<std::size_t>(at) - 1].sides;
  now_.energy = at == 0 ? now_.startEnergy : now_.evening[static_cast<std::size_t>(at) - 1].energy;
  now_.next = at < static_cast<int>(now_.evening.size()) ? now_.evening[static_cast<std::size_t>(at)].person : -1;
  now_.draw.clear();
  now_.unhappy.clear();
  for (int i = 0; i < now_.room.people(); ++i) {
    now_.draw.push_back(drawTo(now_.room, now_.sides, i));
    now_.unhappy.push_back(isUnhappy(now_.room, now_.sides, i));
  }
  ++version_;
}

Result<void> SeatsModel::change(Seats next) {
  auto room = roomOf(next);
  if (!room) return room.error();
  use(next, std::move(room).value());
  return {};
}

Result<void> SeatsModel::apply(const Change& change) {
  const auto refuse = [&](const std::string& allowed) {
    return Error{std::string(change.target) + "=" + change.value.substr(0, 60) + ": must be " + allowed};
  };
  const int n = now_.room.people();
  const auto person = [&](std::string_view text, int& value) {
    std::uint64_t number = 0;
    if (!readWhole(text, number) || number >= static_cast<std::uint64_t>(n)) return false;
    value = static_cast<int>(number);
    return true;
  };
  const std::string people = "0…" + std::to_string(n - 1);
  const std::string_view value = change.value;
  Seats next = now_.settings;
  if (change.target == reset) return this->change({});
  if (change.target == like) {
    const std::size_t first = value.find(':'), second = value.find(':', first + 1);
    int a = 0, b = 0;
    double w = 0;
    if (first == std::string_view::npos || second == std::string_view::npos || !person(value.substr(0, first), a) ||
        !person(value.substr(first + 1, second - first - 1), b) || a == b || !readNumber(value.substr(second + 1), w) ||
        w < -mostSympathy || w > mostSympathy)
      return refuse("i:j:w, two people of " + people + " and −3…3");
    if (now_.room(a, b) == w) return {};
    Room room = now_.room;
    room.set(a, b, w);
    say(room, next);
    if (next.sides.empty()) next.sides = printSides(now_.start);
    next.moves = 0;
    return this->change(std::move(next));
  }
  if (change.target == rename) {
    const std::size_t colon = value.find(':');
    int who = 0;
    if (colon == std::string_view::npos || !person(value.substr(0, colon), who)) return refuse("i:name");
    std::vector<std::string> names = now_.room.names;
    names[static_cast<std::size_t>(who)] = std::string(value.substr(colon + 1));
    if (!isPersonName(names[static_cast<std::size_t>(who)]) || nameTwice(names))
      return refuse("i:name, of 1…40 characters, and not somebody else's");
    next.names.clear();
    for (const std::string& name : names) next.names += (next.names.empty() ? "" : ",") + printCell(name);
    return this->change(std::move(next));
  }
  if (change.target == move) {
    int who = 0;
    if (!person(value, who)) return refuse(people);
    Sides sides = now_.sides;
    sides[static_cast<std::size_t>(who)] = -sides[static_cast<std::size_t>(who)];
    next.sides = printSides(sides);
    next.moves = 0;
    return this->change(std::move(next));
  }
  if (change.target == shake) {
    Random random(now_.settings.seed, Stream::probe, version_);
    do {  // another one: two or three people would often keep their seats
      next.sides.clear();
      for (int i = 0; i < n; ++i) next.sides += random.below(2) == 0 ? 'L' : 'R';
    } while (next.sides == printSides(now_.start));
    next.moves = 0;
    return this->change(std::move(next));
  }
  if (change.target == evenings) {
    std::uint64_t more = 0;
    if (!readWhole(value, more) || more > 100000) return refuse("0…100000");
    now_.eveningsGoal = now_.evenings + static_cast<int>(more);
    ++version_;
    return {};
  }
  if (auto set = seatsKeys().set(next, change.target, change.value); !set) return set;
  if (next == now_.settings) return {};
  if (change.target == "moves") {
    goTo(next.moves);
    return {};
  }
  if (change.target == "room") {  // in place of a drawn one
    next.sympathies.clear();
    next.names.clear();
  }
  if (change.target == "people" && !next.sympathies.empty()) {  // a drawn room loses or gains people
    Room room = emptyRoom(next.people);
    for (int i = 0; i < std::min(n, next.people); ++i) {
      room.names[static_cast<std::size_t>(i)] = now_.room.names[static_cast<std::size_t>(i)];
      for (int j = 0; j < i; ++j) room.set(i, j, now_.room(i, j));
    }
    const std::vector<std::string> given = emptyRoom(mostPeople).names;
    for (std::size_t i = static_cast<std::size_t>(n); i < room.names.size(); ++i) {  // somebody may have taken it
      const auto taken = [&](const std::string& name) {
        const auto end = room.names.begin() + static_cast<std::ptrdiff_t>(i);
        return std::find(room.names.begin(), end, name) != end;
      };
      if (taken(room.names[i])) room.names[i] = *std::find_if_not(given.begin(), given.end(), taken);
    }
    say(room, next);
  }
  if (change.target == "room" || change.target == "people" || (change.target == "seed" && next.room == "random")) next.sides.clear();
  if (change.target == "people") next.names = next.sympathies.empty() ? "" : next.names;
  next.moves = 0;
  return this->change(std::move(next));
}

void SeatsModel::oneEvening() {
  Random random(now_.settings.seed, Stream::training, static_cast<std::uint64_t>(now_.evenings) + 1);
  const auto all = static_cast<std::uint32_t>((std::uint64_t{1} << now_.room.people()) - 1);
  const std::uint32_t end = settle(now_.room, random.bits() & all, random);
  ++now_.evenings;
  const auto found = std::find_if(now_.stable.begin(), now_.stable.end(), [&](const StableSeating& s) { return s.right == end; });
  if (found != now_.stable.end()) {
    ++found->ends;
    return;
  }
  const StableSeating seating{end, discomfort(now_.room, sidesOf(end, now_.room.people())), 1};
  const auto place = std::find_if(now_.stable.begin(), now_.stable.end(), [&](const StableSeating& s) {
    return s.energy > seating.energy || (s.energy == seating.energy && s.right > seating.right);
  });
  now_.stable.insert(place, seating);
}

bool SeatsModel::advance(double milliseconds) {
  if (!searching()) return true;
  const double begin = now(), until = begin + milliseconds;
  const bool tries = !now_.searched;
  do {
    if (!now_.searched) {
      if (!all_->advance(4096)) {
        now_.stable = all_->takeStable();
        if (now_.room.people() <= mostForDots) now_.seatings = allWithEnds(now_.room, now_.stable);
        now_.searched = true;
      }
    } else {
      oneEvening();
    }
  } while (searching() && now() < until && tries == !now_.searched);
  if (tries) searchMs_ += now() - begin;
  ++version_;
  return !searching();
}

Progress SeatsModel::progress() const {
  Progress p;
  if (!now_.searched)
    p = {all_->doneCount(), all_->total(), true, false};
  else if (searching())
    p = {now_.evenings, now_.eveningsGoal, true, false};
  return p;
}

std::shared_ptr<const State> SeatsModel::save() const {
  auto saved = std::make_shared<Saved>();
  saved->settings = now_.settings;
  return saved;
}

void SeatsModel::restore(const State& state) {
  const Seats& settings = static_cast<const Saved&>(state).settings;
  auto room = roomOf(settings);
  UNROLL_CHECK(room);
  use(settings, std::move(room).value());
}

void SeatsModel::comeAfter(const Model& former) {
  if (&former != this) version_ += former.version();
}

Facts SeatsModel::facts() const {
  Facts facts;
  int unhappy = 0;
  for (const bool u : now_.unhappy) unhappy += u;
  facts.set("people", now_.room.people());
  facts.set("sides", printSides(now_.sides));
  facts.set("energy", now_.energy);
  facts.set("unhappy", unhappy);
  facts.set("triangles", now_.triangles);
  facts.set("stable", static_cast<double>(now_.stable.size()));
  facts.set("searched", now_.searched);
  facts.set("searchMs", searchMs_);
  facts.set("exhaustive", now_.exhaustive);
  facts.set("evenings", now_.evenings);
  facts.set("moves", now_.settings.moves);
  facts.set("rests", now_.rests);
  facts.set("atEnd", now_.settings.moves == static_cast<int>(now_.evening.size()));
  facts.set("period", now_.period);
  facts.set("order", now_.settings.order);
  return facts;
}

std::string SeatsModel::hash() const {
  Fnv1a hash;
  hash.add(now_.room.sympathies.data(), now_.room.sympathies.size() * sizeof(double));
  const std::string sides = printSides(now_.sides);
  hash.add(sides.data(), sides.size());
  char text[20];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(hash.value()));
  return text;
}

}  // namespace unroll
