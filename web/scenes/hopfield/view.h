// How the Hopfield scene is looked at: which unit, how fast it plays, what stands beside the state. Nothing of it changes the model.
#pragma once

#include <array>
#include <initializer_list>
#include <map>
#include <string>
#include <vector>

#include "hopfield/hopfield.h"
#include "lesson/scene.h"
#include "lesson/settings.h"
#include "scenes/hopfield/landscape_card.h"
#include "scenes/hopfield/planets_card.h"
#include "scenes/hopfield/portrait_card.h"
#include "widgets/controls.h"

namespace unroll {

using HopfieldContext = FrameOf<HopfieldSnapshot>;

// What stands beside the state: one of them at a time.
enum class Exhibit { landscape, weights, capacity, twoUnits, planets };

struct HopfieldView {
  int hovered = -1, selected = -1;  // unit
  bool byNeighbour = false;
  bool playing = false;
  double nextAt = 0;  // seconds of Ui::now
  int tempo = 1;
  static constexpr int steps[] = {1, 5, 50, 0};  // updates a picture; 0: as many as there is time for
  std::int64_t furthest = 0;                     // updates that this recall has reached
  bool atPlanets = false;                        // the story is
  int pane = 0;
  ImVec2 anchor{};

  int firstPattern = 0, patternsBefore = -1;  // of the patterns in sight; how many there were

  bool drawing = false;  // the pointer turns units over
  bool mixing = false;   // pressing a pattern adds it to the start
  int drawnLast = -1;    // unit of the present stroke
  double drawnTo = 1;

  Exhibit exhibit = Exhibit::landscape;
  LandscapeCard landscape;
  PortraitCard portrait;
  PlanetsCard planets;

  int grown = 0;  // the weights' picture holds so many patterns less than all
  int weightRow = -1, weightColumn = -1;
  std::shared_ptr<const Weights> weightsShown;
  std::vector<float> weightValues;
  std::string weightsKey;
  std::uint64_t weightsVersion = 0;
  float weightsScale = 1;

  bool noise = false;  // of capacity's two plots: recall against noise
  // Measured before, by rule, for comparison.
  std::map<std::string, std::vector<CapacityPoint>> measured;
  int attention(const HopfieldSnapshot& s) const { return hovered >= 0 ? hovered : selected >= 0 ? selected : s.nextUnit; }
};

// As the page's language names what is built in.
std::string patternName(const HopfieldContext& context, int pattern);

// A colour of its own for each of the first patterns.
Color patternColor(const Theme& theme, std::size_t pattern);
// "A", "−A", "A, −J, X", "other".
std::string endWords(const HopfieldContext& context, const End& end);

// The first of them that fits.
std::string fitting(const Ui& ui, float width, Type type, std::initializer_list<std::string> all);

// Units as tiles; what differs from `against` has a dot. Those narrower than `parted` lie side by side.
void drawTiles(Ui& ui, Rect r, const HopfieldSnapshot& s, std::span<const double> state, const Spins* against, float gap, float parted = 8);

void drawHopfieldStage(const HopfieldContext& context, Rect area, HopfieldView& view);
void drawField(const HopfieldContext& context, Column& column, HopfieldView& view);
void drawExhibit(const HopfieldContext& context, Rect inside, HopfieldView& view);
void drawWeights(const HopfieldContext& context, Rect inside, HopfieldView& view);
void drawAttention(const HopfieldContext& context, Rect inside);
void drawCapacity(const HopfieldContext& context, Rect inside, HopfieldView& view);
void drawHopfieldControls(const HopfieldContext& context, Column& column, HopfieldView& view, Settings& settings);

}  // namespace unroll
