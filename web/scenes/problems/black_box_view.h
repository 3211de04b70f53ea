// Black box: how the picture of a trained net is looked at, and its parts. All of them have the walked sequence below, on one time axis.
#pragma once

#include <algorithm>
#include <functional>
#include <string>

#include "lesson/time_walk.h"
#include "problems/black_box.h"
#include "scenes/problems/lesson.h"

namespace unroll {

class BlackBoxView final : public TimeWalk {
 public:
  int length = 1;        // of the walked sequence
  float leastStep = 15;  // width of a step in the strip: what is read there has to fit
  int unit = -1;         // the chosen one, of the settings; −1: the best
  int chosen = 0;        // units chosen by hand, so far
  int wrong = -1;        // the first step at which both automata are in different states
  bool jumps = true;     // the present state stands in another place than before: it does not glide there
  bool roomy = false;    // the picture of the automata holds the choice of clusters and the string, else they are among the settings

  int last() const override { return std::max(0, length - 1); }
  int marked() const override { return wrong; }
  double period() const override { return 0.7; }
  int unitOf(const BlackBoxPicture& picture) const;                      // −1: there is none
  const BlackBoxUnit* chosenUnit(const BlackBoxPicture& picture) const;  // nullptr: there is none
};

std::span<const Step> blackBoxStory();
constexpr double surely = 0.98, explains = 0.95;  // what AutomatonSettings asks for

// ── Words ────────────────────────────────────────────────────────────────────────────────────────────────────────────
std::string letterOf(const BlackBoxPaths& paths, int symbol);  // "X"; of none "–"
std::string stateName(int state, int states);                  // of a found one: "A", "B"…; of the start ""
std::string propertyWords(const ProblemsContext& context, const BlackBoxPicture& picture, int property);
std::string classWords(const ProblemsContext& context, const BlackBoxPicture& picture, int property, int which);
std::string unitSentence(const ProblemsContext& context, const BlackBoxPicture& picture, const BlackBoxUnit& unit);
std::string outputName(const ProblemsContext& context, const BlackBoxPicture& picture, int output);  // of a class; else y[3]
// What is read at a step: "X", "boy"; of numbers the first.
std::string inputName(const ProblemsContext& context, const BlackBoxPicture& picture, int t);
float widestInput(const ProblemsContext& context, const BlackBoxPicture& picture);  // of those that are classes; else 0

// ── Colours ──────────────────────────────────────────────────────────────────────────────────────────────────────────
Color kindColor(const Ui& ui, int kind);  // of symbols, classes and states; below 0: of none
// As the setting `colours` says, of step t of a sequence.
Color stepColor(const ProblemsContext& context, const BlackBoxPicture& picture, int sequence, int t);

// ── The walked sequence ──────────────────────────────────────────────────────────────────────────────────────────────
// Where its steps stand; of a long one a window around the present step.
struct StripPlace {
  Rect r;
  int first = 0, count = 1;
  float pitch = 1;
  float left(int t) const { return r.x + pitch * static_cast<float>(t - first); }
  float center(int t) const { return left(t) + pitch / 2; }
  bool shows(int t) const { return t >= first && t < first + count; }
};
StripPlace stripPlace(Rect r, const BlackBoxView& view);
constexpr float stripHeight = 30;
// The symbols on their grounds; pressed, dragged or with the arrows one walks to another step. The control "strip".
void drawStrip(const ProblemsContext& context, const StripPlace& place, BlackBoxView& view, const std::function<Color(int t)>& ground);
// Bars over or under it: heights by value, up to `most`.
void drawStripBars(Ui& ui, Rect r, const StripPlace& place, const std::function<double(int t)>& value, double most,
                   const std::function<Color(int t)>& color);

// ── The pictures ─────────────────────────────────────────────────────────────────────────────────────────────────────
// The plane, with the clusters named where `clusters` says so.
// Where the wide layout has room, the choice of colours stands below it.
void drawPaths(const ProblemsContext& context, Rect r, BlackBoxView& view, bool clusters);
void drawUnits(const ProblemsContext& context, Rect r, BlackBoxView& view);
void chooseClusters(const ProblemsContext& context, Column& column);  // the slider "clusters"
void chooseString(const ProblemsContext& context, Column& column);    // the field "string"
void drawAutomata(const ProblemsContext& context, Rect r, BlackBoxView& view);
void drawSaliency(const ProblemsContext& context, Rect r, BlackBoxView& view);
void drawTraining(const ProblemsContext& context, Rect r);

}  // namespace unroll
