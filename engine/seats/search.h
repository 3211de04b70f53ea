// All seatings of a room in which everybody is content, and how often evenings end in each.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/random.h"
#include "seats/room.h"

namespace unroll {

// Up to here all 2ⁿ⁻¹ seatings are tried, mirror images counted once; beyond, only what many evenings find.
constexpr int mostForAll = 20;
constexpr int mostForDots = 10;  // all seatings as a picture

struct StableSeating {
  std::uint32_t right = 0;  // bit i: person i sits on the right; the first person, bit 0, on the left
  double energy = 0;
  int ends = 0;  // evenings that ended here, or in its mirror image
};

// Gray code: from seating to seating one person moves, and each sum changes by one sympathy.
class AllSeatings {
 public:
  explicit AllSeatings(const Room& room);
  bool advance(std::uint32_t count);  // so many seatings more; false: all are done
  bool done() const { return next_ == total_; }
  std::uint32_t doneCount() const { return next_; }
  std::uint32_t total() const { return total_; }
  std::vector<StableSeating> takeStable();  // by energy, then by sides

 private:
  int people_;
  std::vector<double> sympathies_, draw_;  // [n, n], [n]: h
  std::vector<double> sides_;
  std::uint32_t right_ = 0, next_ = 0, total_ = 0;
  std::vector<StableSeating> stable_;
};

// One person at a time, in the order given, until everybody is content; mirror image with the first person on the left.
std::uint32_t settle(const Room& room, std::uint32_t right, Random& random);

Sides sidesOf(std::uint32_t right, int people);
std::uint32_t bitsOf(const Sides& sides);

// Each seating of a small room: its energy, and a bit for each of the stable ones (in their order) that it can end in, whoever is first.
struct Seating {
  std::uint32_t right = 0;
  double energy = 0;
  std::uint64_t ends = 0;
};
std::vector<Seating> allWithEnds(const Room& room, const std::vector<StableSeating>& stable);

}  // namespace unroll
