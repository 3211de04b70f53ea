// The choice of seats, the lecture's example of Hopfield's net: all that can be seen of a room, of one evening in it, and of all its
// seatings. room.h says what is what.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/keys.h"
#include "core/model.h"
#include "seats/room.h"
#include "seats/search.h"

namespace unroll {

struct Seats {
  std::string room = "friends";  // a preset, or random
  int people = 8;                // of a random room
  std::string sympathies;        // i-j:w by comma, zero where absent; says the room's, where it isn't empty
  std::string names;             // by comma; empty: given ones
  std::string sides;             // LRR…, how the evening begins; empty: drawn
  std::string order = "random";  // random, inOrder, allAtOnce
  int moves = 0;                 // so many have been made
  std::uint64_t seed = 1;

  bool operator==(const Seats&) const = default;
};

struct SeatsSnapshot {
  struct Parts {};  // all of it is always there

  Seats settings;
  Room room;
  Sides sides;                // now
  std::vector<double> draw;   // [n]: h_i, now
  double energy = 0;          // now
  std::vector<bool> unhappy;  // [n]
  int triangles = 0;          // that can't be pleased

  // The evening from its begin to its end; moves is where it is.
  struct Move {
    int person = -1;  // −1: all the unhappy at once
    Sides sides;      // after it
    double energy = 0;
  };
  Sides start;
  double startEnergy = 0;
  std::vector<Move> evening;
  bool rests = false;  // at its end everybody is content
  int period = 0;      // all at once: 2 where they swap for ever; 0: they don't
  int next = -1;       // who moves next; −1: nobody, or all

  // All seatings in which everybody is content, the lowest energy first.
  std::vector<StableSeating> stable;
  bool searched = false;    // it is done
  bool exhaustive = false;  // all seatings were tried; else these are what `evenings` found
  int evenings = 0, eveningsGoal = 0;
  std::vector<Seating> seatings;  // each one, in a small room
};

class SeatsModel final : public Model {
 public:
  // Commands beside the keys.
  static constexpr std::string_view reset = "reset";
  static constexpr std::string_view like = "like";          // "i:j:w"
  static constexpr std::string_view rename = "rename";      // "i:name"
  static constexpr std::string_view move = "move";          // person i changes sides: another evening begins there
  static constexpr std::string_view shake = "shake";        // another evening: all sit down at random
  static constexpr std::string_view evenings = "evenings";  // so many random ones more

  SeatsModel(Seats settings, Room room);

  void fill(SeatsSnapshot& snapshot, SeatsSnapshot::Parts) const { snapshot = now_; }

  std::string text() const override { return keys_.text(); }
  const Keys& keys() const override { return keys_; }
  Result<void> apply(const Change& change) override;
  bool advance(double milliseconds) override;  // the search and the evenings
  Progress progress() const override;
  std::uint64_t version() const override { return version_; }
  std::shared_ptr<const State> save() const override;
  void restore(const State& state) override;
  Facts facts() const override;
  std::string hash() const override;  // over room and sides
  std::string file() const override { return printCsv(now_.room); }
  std::string fileName() const override { return "room.csv"; }
  void comeAfter(const Model& former) override;

 private:
  Result<void> change(Seats next);
  void use(const Seats& settings, Room room);
  void live();  // the evening, from its begin
  void goTo(int moves);
  void oneEvening();
  bool searching() const { return !now_.searched || now_.evenings < now_.eveningsGoal; }

  SeatsSnapshot now_;
  TableKeys<Seats> keys_;
  std::unique_ptr<AllSeatings> all_;
  double searchMs_ = 0;  // that trying all seatings has taken
  std::uint64_t version_ = 0;
};

}  // namespace unroll
