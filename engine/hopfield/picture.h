// A picture from a file as a pattern: PNG, JPEG or BMP, laid over the grid and parted by its brightness.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "hopfield/patterns.h"

namespace unroll {

struct GrayPicture {
  int width = 0, height = 0;
  std::vector<unsigned char> brightness;  // [height, width], 0 is black; what is transparent counts as white
};

// Sides of at most 8192. The error says what is allowed.
Result<std::shared_ptr<const GrayPicture>> readPicture(std::string_view bytes);

// Dark is +1: a place of the grid whose mean brightness is below `threshold` 0…1. The picture is cut to the grid's shape about its middle.
Spins unitsOf(const GrayPicture& picture, int size, double threshold);

// Halfway between the darkest and the brightest tenth.
double middleBrightness(const GrayPicture& picture);

}  // namespace unroll
