// Glyphs in a draw list, known by their place in the font's texture → their outlines from the font itself.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>

#include "base/rect.h"

namespace unroll {

class Glyphs {
 public:
  explicit Glyphs(const ImFontAtlas& atlas);
  ~Glyphs();

  // Appends the outline of the glyph whose box has these corners; false: there is none of that place in the texture.
  bool append(std::string& path, const ImDrawVert& topLeft, const ImDrawVert& bottomRight) const;

 private:
  struct Font;
  struct Known {
    const ImFontGlyph* glyph = nullptr;
    int font = 0;
  };
  std::unique_ptr<Font[]> fonts_;
  std::map<std::pair<float, float>, Known> known_;  // by u, v of its first corner
};

}  // namespace unroll
