// What the thumbnail of the Graph scene shows: a small net front to back, then the same with one edge more, which closes a cycle.
#pragma once

#include "graph/graph.h"

namespace unroll {

struct GraphCourse {
  GraphSnapshot before, after;  // without a cycle; with it, over its ticks
  int closing = -1;             // the edge of `after` that closes it
  std::vector<int> cycle;       // its units
};

GraphCourse graphCourse();

}  // namespace unroll
