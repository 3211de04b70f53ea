// Every quantity of the latch in words: symbol, value, equation, the equation with the numbers put in. Markup for ui.richText.
#pragma once

#include <string>
#include <vector>

#include "scenes/latch/view.h"

namespace unroll {

// Gradients have one colour of their own everywhere.
struct Gold {
  Color fill, edge, text;
};
Gold goldOf(const Theme& theme);

// The first line names it, the others explain.
std::vector<std::string> stepLines(const LatchContext& context, int t);
std::vector<std::string> spotLines(const LatchContext& context, const LatchSpot& spot);
std::string slopeLine(const LatchContext& context, int t);     // ∂a_t/∂a_{t−1} = …
std::string gradientLine(const LatchContext& context, int t);  // |∂a_t/∂a_0| = the product of t slopes = …
std::string gradientWords(double gradient);                    // "3·10^{−16}"; where double precision ends "< 10^{−300}"
std::string joined(const std::vector<std::string>& lines);     // the first bold, as ui/readout wants them

}  // namespace unroll
