// Where the units and edges of a graph lie on the stage: by layers from left to right, each cycle's component as a ring, or where the user
// has put them. Pure geometry in design units.
#pragma once

#include <vector>

#include "graph/graph.h"
#include "widgets/network_layout.h"

namespace unroll {

struct GraphRing {
  std::vector<int> units;  // clockwise, from the left
  ImVec2 center{};
  float radius = 0;
};

class GraphLayout {
 public:
  GraphLayout(const GraphSnapshot& s, Rect area);

  Rect area() const { return area_; }
  float radius() const { return r_; }  // of a unit
  ImVec2 at(int unit) const { return at_[static_cast<std::size_t>(unit)]; }
  // As they are drawn while they glide to their places.
  void moveTo(int unit, ImVec2 at) { at_[static_cast<std::size_t>(unit)] = at; }
  const std::vector<GraphRing>& rings() const { return rings_; }
  const GraphRing* ringOf(int unit) const;  // of its component, if all of it lies on one
  void route(const GraphSnapshot& s);       // the edges, between the units as they lie now

  Rect box(int unit) const;  // what it covers; inputs and outputs are wider than high
  bool isRound(int unit) const { return !boxed_[static_cast<std::size_t>(unit)]; }
  const diagram::Curve& edge(int edge) const { return edges_[static_cast<std::size_t>(edge)]; }
  bool isSelfLoop(int edge) const { return loops_[static_cast<std::size_t>(edge)]; }
  bool isChord(const GraphEdge& edge) const { return edge.from != edge.to && ringOf(edge.from) && ringOf(edge.from) == ringOf(edge.to); }
  // Where an edge begins or ends on the way from a unit's centre to a point.
  ImVec2 border(int unit, ImVec2 towards, float gap = 1) const;
  // As shares of the area, for a unit's place; and back.
  ImVec2 share(ImVec2 p) const { return {(p.x - area_.x) / area_.w, (p.y - area_.y) / area_.h}; }
  ImVec2 point(ImVec2 share) const { return {area_.x + share.x * area_.w, area_.y + share.y * area_.h}; }
  bool crowded() const { return r_ < 15; }

 private:
  struct Block {
    std::vector<int> units;
    int layer = 0;
    float ring = 0;  // its radius, 0: a single unit
    float x = 0, y = 0;
    float width(float r) const { return 2 * (ring + r); }
  };
  float sizeRing(const GraphSnapshot& s, Block& block) const;
  void arrange(const GraphSnapshot& s);
  void usePlaces(const GraphSnapshot& s);
  std::vector<int> aroundRing(const GraphSnapshot& s, const std::vector<int>& members) const;
  diagram::Curve straight(const GraphSnapshot& s, const GraphEdge& e) const;
  diagram::Curve loop(const GraphEdge& e) const;
  bool along(const GraphRing& ring, const GraphEdge& e, diagram::Curve& curve) const;

  Rect area_;
  float r_ = 24;
  std::vector<ImVec2> at_;
  std::vector<bool> boxed_, loops_;
  std::vector<GraphRing> rings_;
  std::vector<diagram::Curve> edges_;
};

}  // namespace unroll
