// The settings of a Hopfield net and of one recall; keys.cpp has a line for each.
#pragma once

#include <cstdint>
#include <string>

namespace unroll {

struct Hopfield {
  int size = 100;              // N
  std::string patterns = "3";  // see readPatterns()
  std::string rule = "hebb";   // hebb, storkey, projection, poly2 … poly6, softmax
  bool selfConnections = false;
  std::string unlearned;  // states (x and hexadecimal digits, by comma) that Hebb's rule took away again, a hundredth each
  double threshold = 0;   // θ, of each unit
  double gain = -1;       // β of graded units; −1: binary ones
  double beta = 0.5;      // of the softmax, on ±1 patterns, without 1/√N

  std::string start = "0";       // which pattern is disturbed; "0+1+2" a mixture; "random"; or drawn: x and hexadecimal digits
  double flip = 0.2;             // share of the units that are turned over
  double hide = 0;               // share of the rows, from below, that are drawn at random: missing information
  std::string order = "random";  // random, inOrder, allAtOnce
  double temperature = 0;
  int sweeps = 100;          // at most
  std::int64_t updates = 0;  // of single units that have been done (of all at once, graded and softmax: whole updates)
  std::uint64_t seed = 1;

  bool isDense() const { return rule.starts_with("poly"); }
  int power() const { return rule.back() - '0'; }  // dense: n of mⁿ
  bool isSoftmax() const { return rule == "softmax"; }
  bool hasWeights() const { return !isDense() && !isSoftmax(); }
  bool isGraded() const { return gain > 0 && hasWeights(); }
  bool operator==(const Hopfield&) const = default;
};

}  // namespace unroll
