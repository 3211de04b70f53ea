// A room: people who like or dislike each other, and two sides to sit on. It is Hopfield's net: w_ij is the sympathy of i and j, s_i the
// side of i (−1 left, +1 right), h_i = Σ_j w_ij s_j what draws i to the right, and the discomfort its energy E = −½ Σ w_ij s_i s_j.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace unroll {

constexpr int leastPeople = 3, mostPeople = 30;
constexpr double mostSympathy = 3;
// Sums nearer to 0 are a tie, and a tie keeps its seat.
constexpr double tiedBelow = 1e-9;

struct Room {
  std::vector<std::string> names;  // [n], each once
  std::vector<double> sympathies;  // [n, n], symmetric, zero diagonal, −3…3
  int people() const { return static_cast<int>(names.size()); }
  double operator()(int i, int j) const { return sympathies[static_cast<std::size_t>(i * people() + j)]; }
  void set(int i, int j, double value) {
    sympathies[static_cast<std::size_t>(i * people() + j)] = sympathies[static_cast<std::size_t>(j * people() + i)] = value;
  }
  bool operator==(const Room&) const = default;
};

using Sides = std::vector<int>;  // [n], −1 left or +1 right

Room emptyRoom(int people);                                              // with names
const std::vector<std::string>& roomNames();                             // of the presets, and "random"
Room presetRoom(std::string_view name, int people, std::uint64_t seed);  // people and seed matter for "random"
// Sympathies of normal distribution with the given random room's seed, or whole numbers −3…3, all equally likely.
Room normalRoom(int people, std::uint64_t seed);
Room wholeRoom(int people, std::uint64_t seed);

double drawTo(const Room& room, const Sides& sides, int person);  // h_i
double discomfort(const Room& room, const Sides& sides);          // E
bool isUnhappy(const Room& room, const Sides& sides, int person);
int frustratedTriangles(const Room& room);  // three people whose sympathies can't all be pleased: w_ij w_jk w_ik < 0

bool isPersonName(std::string_view name);                          // 1…40 bytes of UTF-8
const std::string* nameTwice(std::span<const std::string> names);  // the first that was there before; nullptr: there is none

std::string printSides(const Sides& sides);  // "LRR"
Result<Sides> readSides(std::string_view text, int people);

// One line off `text`: cells by comma as RFC 4180 has them, spaces around them left out. In quotes a cell may hold commas, and quotes that
// are doubled. Errors: "column 1: …".
Result<std::vector<std::string>> takeCells(std::string_view& text);
std::string printCell(const std::string& cell);  // in quotes where it needs them

// A table of numbers by comma, names in a first row and a first column where there are any. Errors: "row 3, column 1: …", as they stand in
// the file, counted from 1.
Result<Room> readCsv(std::string_view text);
std::string printCsv(const Room& room);

}  // namespace unroll
