// Own data: what a user brings for the tasks text, series and rows. An Experiment names it by a hash of its bytes (key `data`), so that a
// link never carries it; the bytes are kept here under that hash until the program ends. What they say is read once.
#pragma once

#include <array>
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
  static constexpr int fewest = 30;      // characters

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
  static constexpr int fewest = 28;     // numbers

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

// ── Images ──
// A CSV, separated as numbers are: an image of 8 times 8 a line, the name of its class and then its 64 pixels, row by row from the top,
// each from the left, 0 (paper) … 1 (ink). A first line whose second field is no number is a header. There are two classes: "ring" and
// "cross" are in this order, others as they come first. Of each class every fourth image is for fresh data and never seen by training.
struct OwnImages {
  static constexpr int side = 8, pixels = side * side;
  static constexpr std::size_t classes = 2;
  static constexpr std::size_t freshShare = 4;  // one in so many; as many are needed of each class

  struct Image {
    std::size_t kind = 0;
    bool fresh = false;
    std::array<float, pixels> ink{};
  };
  std::vector<std::string> names;  // of both classes
  std::vector<Image> images;       // as they come
  std::array<std::vector<std::size_t>, classes> training, fresh;

  int size() const { return static_cast<int>(images.size()); }
};

// A line of such a file for each image, in this order.
std::string imagesCsv(const std::vector<std::string>& names, const std::vector<OwnImages::Image>& images);

// What the experiment's own data says, read by its task. The errors say line and column, or that the data isn't here.
Result<const OwnText*> readOwnText(const Experiment& experiment);
Result<const OwnSeries*> readOwnSeries(const Experiment& experiment);
Result<const OwnImages*> readOwnImages(const Experiment& experiment);

// The same of an experiment that has been found valid; nullptr: it has no own data.
const OwnText* ownText(const Experiment& experiment);
const OwnSeries* ownSeries(const Experiment& experiment);
const OwnImages* ownImages(const Experiment& experiment);

}  // namespace unroll
