// A published figure as a picture: the paper's numbers, ours, and the trainings that ours come from.
#pragma once

#include <string>
#include <string_view>

#include "scenes/problems/lesson.h"

namespace unroll {

struct Figure;

// What the engine says in English, in the page's language: its parts between semicolons and colons.
std::string inWords(const ProblemsContext& context, std::string_view said);
// The paper's number, and what ours must be to it where that isn't the same.
std::string publishedWords(const ProblemsContext& context, const Figure& figure);

// The controls are the plots figurePlot and trainingsPlot, the latter where what a net's training shows is another quantity.
void drawFigure(const ProblemsContext& context, Rect area, std::string_view label);

}  // namespace unroll
