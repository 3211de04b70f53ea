// An image drawn by hand for the task rows, by the pen that its own images are drawn with.
#pragma once

#include <string>

#include "core/table.h"

namespace unroll {

constexpr int imageSide = 8;  // pixels, and time steps from the first row to the last

// What the pen, a pixel wide, leaves of a pixel at this distance from its middle; in pixels.
inline float ink(float distance) { return distance < 1 ? 1 - distance : 0.f; }

// A straight line of the pen between two places, over an image [imageSide, imageSide] of 0 … 1: x to the right, y down, whole numbers are
// the middles of pixels. It only darkens; an eraser only takes away. To a hundredth, so that a link stays short.
struct PenPlace {
  float x = 0, y = 0;
};
void drawLine(Table& image, PenPlace from, PenPlace to, bool erases = false);

// The image as the key `input` says it: its first rows, those of the sequence [T, imageSide] that are there.
Table imageOf(const Table& sequence);
std::string imageInput(const Table& image);

}  // namespace unroll
