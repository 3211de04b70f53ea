// A matrix of numbers as coloured cells, drawn by shaders/heatmap.frag in one rectangle, whatever its size: hidden states over
// time, a hidden state as a column. Signed values run blue – white – orange, magnitudes along a perceptual ramp. Plain data.
#pragma once

#include <cstdint>
#include <string_view>

#include "widgets/ui.h"

namespace unroll::gpu {
class Gpu;
}

namespace unroll::heatmap {

enum class Map {
  signedValues,  // −scale … 0 … +scale
  magnitude,     // 0 … scale
};

// Row-major numbers, borrowed for the frame. Time-major data [T, H] is shown with time to the right by `transposed`.
struct Picture {
  const float* values = nullptr;
  int rows = 0;  // of the data
  int columns = 0;
  std::uint64_t version = 0;  // changes with the numbers; the texture is uploaded only then
  bool transposed = false;    // data rows become columns on the screen
  Map map = Map::signedValues;
  float scale = 1;   // |v| ≥ scale has the end colour; NaN is drawn in the colour of an error
  float known = -1;  // columns on the screen from here on have not happened yet: pale; fractions fade; negative: all known
  float opacity = 1;

  int shownRows() const { return transposed ? columns : rows; }
  int shownColumns() const { return transposed ? rows : columns; }
  float at(int shownRow, int shownColumn) const {
    const int row = transposed ? shownColumn : shownRow, column = transposed ? shownRow : shownColumn;
    return values[static_cast<std::size_t>(row) * static_cast<std::size_t>(columns) + static_cast<std::size_t>(column)];
  }
};

// A cell as it is seen on the screen; nothing: row < 0.
struct Cell {
  int row = -1;
  int column = -1;
  explicit operator bool() const { return row >= 0 && column >= 0; }
  bool operator==(const Cell&) const = default;
};

// Draws it into r. `name` is the texture's: one per picture on the screen, stable over the frames.
void draw(Ui& ui, gpu::Gpu& gpu, std::string_view name, Rect r, const Picture& picture);

Rect cellRect(Rect r, const Picture& picture, Cell cell);
Cell cellAt(Rect r, const Picture& picture, ImVec2 p);  // nothing outside of r

// The same as a stop of the keyboard's walk that can be read: arrows move a cell, the pointer points at one. Draws the picture,
// a frame round the cell, and returns the cell; what is to be said about it is the caller's (ui.tip). `value`: its words so far.
Cell readable(Ui& ui, gpu::Gpu& gpu, std::string_view name, std::string_view label, Rect r, const Picture& picture,
              std::string_view value = {});

}  // namespace unroll::heatmap
