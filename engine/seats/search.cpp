#include "seats/search.h"

#include <algorithm>
#include <numeric>

namespace unroll {

Sides sidesOf(std::uint32_t right, int people) {
  Sides sides;
  for (int i = 0; i < people; ++i) sides.push_back((right >> i) & 1 ? 1 : -1);
  return sides;
}

std::uint32_t bitsOf(const Sides& sides) {
  std::uint32_t right = 0;
  for (std::size_t i = 0; i < sides.size(); ++i)
    if (sides[i] > 0) right |= std::uint32_t{1} << i;
  return right;
}

AllSeatings::AllSeatings(const Room& room)
    : people_(room.people()),
      sympathies_(room.sympathies),
      sides_(static_cast<std::size_t>(people_), -1),
      total_(std::uint32_t{1} << (people_ - 1)) {
  for (int i = 0; i < people_; ++i) draw_.push_back(drawTo(room, sidesOf(0, people_), i));
}

bool AllSeatings::advance(std::uint32_t count) {
  const auto n = static_cast<std::size_t>(people_);
  for (; count > 0 && next_ < total_; --count, ++next_) {
    if (next_ > 0) {
      std::size_t person = 1;  // the first one never moves
      for (std::uint32_t bits = next_; (bits & 1) == 0; bits >>= 1) ++person;
      sides_[person] = -sides_[person];
      right_ ^= std::uint32_t{1} << person;
      const double change = 2 * sides_[person];
      const double* row = sympathies_.data() + person * n;
      for (std::size_t i = 0; i < n; ++i) draw_[i] += change * row[i];
    }
    bool content = true;
    for (std::size_t i = 0; i < n && content; ++i) content = draw_[i] * sides_[i] >= -tiedBelow;
    if (!content) continue;
    double energy = 0;
    for (std::size_t i = 0; i < n; ++i) energy -= 0.5 * draw_[i] * sides_[i];
    stable_.push_back({right_, energy == 0 ? 0 : energy, 0});
  }
  return next_ < total_;
}

std::vector<StableSeating> AllSeatings::takeStable() {
  std::sort(stable_.begin(), stable_.end(),
            [](const StableSeating& a, const StableSeating& b) { return a.energy != b.energy ? a.energy < b.energy : a.right < b.right; });
  return std::move(stable_);
}

std::uint32_t settle(const Room& room, std::uint32_t right, Random& random) {
  const int n = room.people();
  Sides sides = sidesOf(right, n);
  std::vector<int> order(static_cast<std::size_t>(n));
  std::iota(order.begin(), order.end(), 0);
  for (bool moved = true; moved;) {
    moved = false;
    for (int k = n - 1; k > 0; --k) std::swap(order[static_cast<std::size_t>(k)], order[static_cast<std::size_t>(random.below(k + 1))]);
    for (const int person : order)
      if (isUnhappy(room, sides, person)) {
        sides[static_cast<std::size_t>(person)] = -sides[static_cast<std::size_t>(person)];
        moved = true;
      }
  }
  const std::uint32_t end = bitsOf(sides), all = static_cast<std::uint32_t>((std::uint64_t{1} << n) - 1);
  return end & 1 ? ~end & all : end;
}

std::vector<Seating> allWithEnds(const Room& room, const std::vector<StableSeating>& stable) {
  const int n = room.people();
  const auto count = std::uint32_t{1} << n, all = count - 1;
  // Both mirror images are walked, so that the first person may move too.
  std::vector<Seating> seatings;
  for (std::uint32_t right = 0; right < count; ++right) seatings.push_back({right, discomfort(room, sidesOf(right, n)), 0});
  std::vector<std::uint32_t> upward(count);
  std::iota(upward.begin(), upward.end(), 0u);
  std::stable_sort(upward.begin(), upward.end(), [&](std::uint32_t a, std::uint32_t b) { return seatings[a].energy < seatings[b].energy; });
  for (const std::uint32_t right : upward) {
    const Sides sides = sidesOf(right, n);
    const std::uint32_t once = right & 1 ? ~right & all : right;
    for (std::size_t k = 0; k < std::min<std::size_t>(stable.size(), 64); ++k)
      if (stable[k].right == once) seatings[right].ends |= std::uint64_t{1} << k;
    for (int i = 0; i < n; ++i)
      if (isUnhappy(room, sides, i)) seatings[right].ends |= seatings[right ^ (std::uint32_t{1} << i)].ends;
  }
  std::erase_if(seatings, [](const Seating& s) { return (s.right & 1) != 0; });
  return seatings;
}

}  // namespace unroll
