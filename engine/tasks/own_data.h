// Own data: what a user brings for the tasks text and series. An Experiment names it by a hash of its bytes (key `data`), so that a link
// never carries it; the bytes are kept here under that hash until the program ends. What they say is read once.
#pragma once

#include <cstddef>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "tasks/experiment.h"

namespace unroll {

constexpr std::size_t largestOwnData = 1u << 20;  // bytes

std::string hashOfData(std::string_view bytes);  // 64-bit FNV-1a, 16 hex digits
bool isDataHash(std::string_view text);

// Keeps a copy and returns its hash. An error if it is empty, too large, or not UTF-8 without NUL (with line and column).
Result<std::string> keepOwnData(std::string_view bytes);
const std::string* ownData(std::string_view hash);  // nullptr: it isn't here

// ── A text ──
// Its characters are the classes, in the order of their code points: all of them, or, where there are more than 64, the 63 most frequent
// (of equally frequent ones those with the lesser code point) and one for all others, the last. A byte order mark is passed over; \r\n and
// a \r alone are \n. Training has all but the last tenth, which is for fresh data; no window reaches over the cut.
struct OwnText {
  static constexpr std::size_t mostClasses = 64;
  static constexpr int freshShare = 10;  // one in so many

  std::vector<std::string> names;      // of the classes, UTF-8; that of all others is "…"
  bool others = false;                 // there is such a class
  int differentCharacters = 0;         // before they were put together
  std::vector<unsigned char> symbols;  // the whole text
  int cut = 0;                         // symbols before it are for training

  int classes() const { return static_cast<int>(names.size()); }
  int size() const { return static_cast<int>(symbols.size()); }
  int longestWindow() const { return size() - cut - 1; }  // T; it needs T + 1 symbols

  // Over all windows of T steps in the fresh part, all steps together: the share of the most frequent next symbol, and their entropy.
  struct Blind {
    double share = 0, entropy = 0;
  };
  Blind blind(int seqLen) const;

 private:
  mutable std::mutex mutex_;
  mutable std::map<int, Blind> blind_;
};

// ── Numbers ──
// One column of a CSV: separated by semicolons if there is one in its first line (then numbers may have a decimal comma), else by commas;
// fields may be in quotes. The first line is a header if none of its fields is a number. Scaled so that the least number is −1 and the
// greatest 1. Training has the first three quarters, the rest is for fresh data; no window reaches over the cut.
struct OwnSeries {
  static constexpr int freshShare = 4;  // one in so many

  std::vector<float> values;  // −1 … 1
  int cut = 0;                // values before it are for training
  double least = 0, greatest = 0;
  int number = 0;                    // of the column, from 1 on
  std::string column;                // its name, without a header its number
  std::vector<std::string> columns;  // the same of all
  struct Sums {
    double values = 0, squares = 0;
  };
  std::vector<Sums> before;  // of all values before the n-th

  int size() const { return static_cast<int>(values.size()); }
  int longestWindow() const { return size() - cut - 1; }
  double inOwnUnits(double value) const { return least + (value + 1) / 2 * (greatest - least); }
};

// What the experiment's own data says, read by its task. The errors say line and column, or that the data isn't here.
Result<const OwnText*> readOwnText(const Experiment& experiment);
Result<const OwnSeries*> readOwnSeries(const Experiment& experiment);

// The same of an experiment that has been found valid; nullptr: it has no own data.
const OwnText* ownText(const Experiment& experiment);
const OwnSeries* ownSeries(const Experiment& experiment);

}  // namespace unroll
