// How the Graph scene is looked at: the present tick, how far a pass has come, what is selected, which tool the pointer is. Nothing of it
// changes the model.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "graph/graph.h"
#include "lesson/time_walk.h"

namespace unroll {

using GraphContext = FrameOf<GraphSnapshot>;

// A unit, or an edge where `to` is said too; by name, so that it outlives changes of others.
struct GraphSpot {
  std::string from, to;

  explicit operator bool() const { return !from.empty(); }
  bool isEdge() const { return !to.empty(); }
  bool operator==(const GraphSpot&) const = default;
};

enum class GraphTool { move, unit, edge, remove };

struct GraphView final : TimeWalk {
  int ticks = 1;
  int last() const override { return ticks - 1; }
  double period() const override { return 0.55; }
  int walked = 0;  // ticks gone by now

  // One pass front to back through an acyclic graph: so many units have their value. Whole where it isn't played.
  float pass = 1e9f;
  bool passing = false;
  int passes = 0;  // that were seen to their end

  GraphTool tool = GraphTool::move;
  GraphSpot hovered, selected;
  GraphSpot attention() const { return hovered ? hovered : selected; }
  GraphSpot awaited;       // to be selected as soon as the model has it
  std::string pulledFrom;  // the unit from which an edge is being pulled; empty: none is
  ImVec2 pulledTo{};
  std::string held;                                    // the unit that is dragged
  ImVec2 anchor{};                                     // where what is selected lies
  std::vector<std::pair<std::string, ImVec2>> places;  // of units and edges, as shares of the picture
  bool folded = false;                                 // the copies along time lie on one another
  int unrolls = 0;                                     // times that they were pulled apart
  int cycle = 0;                                       // which of the cycles is shown
  int pane = 0;                                        // of those shown one at a time, where not all fit
  int paneBelow = 0;                                   // of those below the graph, where only one fits there

  void follow(const GraphSnapshot& now);
  // Unit of the evaluation's order that the running pass is at; −1: no pass is under way.
  int passAt() const { return passing ? static_cast<int>(pass) : -1; }
  void startPass(Ui& ui, bool on);
  void advancePass(const GraphSnapshot& now, Ui& ui);
  bool isShown(const GraphSnapshot& now, int unit) const;  // its value is there already

 private:
  void moved() override { ++walked; }
  std::uint64_t shape_ = 0;
  int patience_ = 0;
  double passedAt_ = 0;
};

// −1: not there.
inline int unitOf(const GraphSnapshot& s, const GraphSpot& spot) { return spot && !spot.isEdge() ? s.graph.find(spot.from) : -1; }
inline int edgeOf(const GraphSnapshot& s, const GraphSpot& spot) {
  return spot.isEdge() ? s.graph.findEdge(s.graph.find(spot.from), s.graph.find(spot.to)) : -1;
}
GraphSpot spotOfUnit(const GraphSnapshot& s, int unit);
GraphSpot spotOfEdge(const GraphSnapshot& s, int edge);

// What colour an edge has in all pictures: from an input, on a cycle, to an output, or of no meaning of its own.
Color edgeColor(const Theme& theme, const GraphSnapshot& s, const GraphEdge& edge);
std::string_view edgeTag(const GraphSnapshot& s, const GraphEdge& edge);  // the same as markup
float edgeWidth(const GraphEdge& edge);

std::string graphNumber(float v);  // with sign, two decimals; large ones shorter
// How a name is set: x1 with its digits below, one with an underscore as it was typed.
std::string setName(const std::string& name);
std::string shortName(const std::string& name, std::size_t most = 10);                  // the same, of a long one only the beginning
std::string fittedName(const Ui& ui, const std::string& name, Type type, float width);  // as much of it as goes into it, in italics
std::string nameAt(const std::string& name, int t);                                     // with the tick below

}  // namespace unroll
