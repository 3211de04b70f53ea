// Triangles of one shape in a draw list → its outline. Dear ImGui smooths an edge with a fringe of triangles whose colour fades out, half
// inside and half outside: the edge is where half of the colour is left, so each triangle is cut there. Edges that two triangles share
// cancel; what remains are closed lines, filled by the nonzero rule.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "base/rect.h"

namespace unroll {

class Outline {
 public:
  struct Corner {
    ImVec2 at;
    float coverage = 1;  // 0…1
  };

  void add(const Corner& a, const Corner& b, const Corner& c);
  bool empty() const { return edges_.empty(); }
  ImVec2 least() const { return least_; }
  ImVec2 most() const { return most_; }
  // As SVG's path data; empties it.
  std::string path();

 private:
  using Point = std::pair<int, int>;  // hundredths of a unit
  void edge(Point from, Point to);

  std::map<std::pair<Point, Point>, int> edges_;  // how often, less how often in the other direction
  ImVec2 least_{1e9f, 1e9f}, most_{-1e9f, -1e9f};
};

// A coordinate as short as it can be said, to a hundredth.
void appendNumber(std::string& text, float value);

}  // namespace unroll
