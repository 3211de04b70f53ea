// A published figure as a record: what was published, what is run for it here, and what both are held against. A subject's figures lie in
// one file; figures.inc has a line for each subject.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "study/study.h"

namespace unroll {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

// A number measured over seeds, with its standard error: unknown with one seed, 0 where no chance is in it.
struct Estimate {
  double value = unknown;
  double error = unknown;
  int seeds = 0;    // that had a number
  int without = 0;  // that had none: the net didn't learn, or diverged
};

struct Published {
  double value = 0;
  double x = 0;      // where it stands on the figure's axis
  double error = 0;  // its standard error, where it is known
  int runs = 0;      // else: of how many runs it is the mean, each of which scatters as ours do; 0: nothing is known
};

// One thing that is run for each seed.
struct Measure {
  std::size_t point = 0;   // the first of Figure::points that it has numbers for; as many as it returns
  std::string experiment;  // a net's, as a text without its seed; empty: no net is trained
  // The numbers; unknown where a seed has none.
  std::function<std::vector<double>(StudyRun& run, std::uint64_t seed)> ofRun;  // a trained net's
  std::function<std::vector<double>(std::uint64_t seed)> ofSeed;                // or those of a seed without a net
  bool isMetric = false;  // the number is the net's metric at the end: a curve of its training leads to it
};

struct Figure {
  enum class Compare { equal, atMost, atLeast };  // what ours must be to the published number
  enum class Kind { mean, share, exact };         // over seeds; share: of seeds that have 1 rather than 0; exact: there is no chance in it

  std::string subject;            // its line of figures.inc
  std::string name;               // letters and digits
  std::string source;             // author, year, place
  std::string claim;              // the published number, in words
  std::vector<Published> points;  // one or more. The first is the number of the figure's line; all are judged
  Compare compare = Compare::equal;
  Kind kind = Kind::mean;
  double tolerance = 0;  // half of the last digit given, and what else may lie between both; in the number's unit
  double scale = 0;      // where three standard errors are more than half of this, an agreement says nothing; 0: |published number|
  int seeds = 1;
  double minutes = 0;          // on two cores, about
  std::string method;          // what is run here
  std::string cut;             // how that is less than what was published; empty: it isn't
  bool fullerMayTell = false;  // a miss is open, since a run that isn't cut down may tell
  std::string because;         // why ours differs, as far as that is known; said only where it does
  std::string xName, yName;    // of the axes
  double blind = unknown;      // a line across the picture: what a blind answer scores
  std::vector<Measure> measures;
};

constexpr int mostFigureSeeds = 10'000;

const std::vector<Figure>& allFigures();
const Figure* findFigure(std::string_view name);  // nullptr: there is none

enum class Verdict { reproduced, notYet, differs };
std::string_view nameOf(Verdict verdict);  // "reproduced", "not_yet", "differs"

// Mean with s/√n; a share with √(p(1 − p)/(n + 4)) of p = (k + 2)/(n + 4), which is not 0 where all seeds agree (Agresti & Coull 1998).
Estimate estimateOf(Figure::Kind kind, std::span<const double> values);

// The rule. With e = √(our error² + the published one's²), ours misses the published number where it is off, in the direction that counts,
// by more than tolerance + 3 e. Then it differs; not yet, where fullerMayTell. Not yet, too, where most seeds have no number, where there
// is no error (one seed), or where 3 e > scale / 2 and the number isn't better than asked for by as much.
struct Judged {
  Verdict verdict = Verdict::notYet;
  double off = 0, allowed = 0;
  std::string why;
};
Judged judge(const Figure& figure, const Published& published, const Estimate& ours);

}  // namespace unroll
