// Published figures in the page: the list, and the chosen one measured again (reproduce/).
#pragma once

#include <cstddef>
#include <limits>
#include <string>
#include <vector>

#include "reproduce/reproduction.h"

namespace unroll {

struct PublishedPicture {
  struct Result {
    std::string name;
    Outcome outcome;
  };
  const Figure* figure = nullptr;   // the chosen one
  Outcome outcome;                  // as far as it has come
  std::vector<FigureCurve> curves;  // the same
  std::size_t done = 0, goal = 0;   // measures of a seed
  std::vector<Result> results;      // of all that were measured to the end since the page was opened
};

}  // namespace unroll
