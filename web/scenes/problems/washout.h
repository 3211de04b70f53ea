// The three views of Washing out, each below the switch between them: what the stage draws, and what comes of it.
#pragma once

#include <span>
#include <string>

#include "problems/washout.h"
#include "scenes/problems/lesson.h"

namespace unroll {

std::span<const Step> washoutSteps();

// Two sequences: distance of the states, and the states themselves of the chosen net.
void drawStatesApart(const ProblemsContext& context, Rect area);
void findStatesApart(const ProblemsContext& context, Column& column);

// Memory curves and their areas.
void drawMemoryCurves(const ProblemsContext& context, Rect area);
void findMemory(const ProblemsContext& context, Column& column);

// The latch: what the bit survives, and its gradient, over w.
void drawBitSides(const ProblemsContext& context, Rect area);
void findBit(const ProblemsContext& context, Column& column);

// A line: words at the left, a value or a symbol at the right (markup); returns what is left below.
Rect washoutHeading(Ui& ui, Rect area, std::string_view title, std::string_view value, Color color);
// The chosen net is blue, the others are grey: each in a grey and a stroke of its own, in all pictures.
struct NetStroke {
  Color color = 0;
  float width = 1.5f;
  bool dashed = false;
};
NetStroke strokeOf(const ProblemsContext& context, std::string_view cell);
std::string cellTitle(const ProblemsContext& context, std::string_view cell);
// "12 steps", "to the end": how long a difference lasts.
std::string lastsWords(const ProblemsContext& context, const WashoutDistance& distance);
std::string capacityWords(const WashoutMemory& memory);  // "15.8 ± 0.1"
// A row that chooses a net, in front of what `draw` puts into it.
bool chooseNet(const ProblemsContext& context, Rect row, std::string_view cell, std::string_view value);

}  // namespace unroll
