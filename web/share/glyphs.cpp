#include "share/glyphs.h"

#include <cmath>

#define STBTT_STATIC
#define STB_TRUETYPE_IMPLEMENTATION
#include <imstb_truetype.h>

#include "share/outline.h"

namespace unroll {

struct Glyphs::Font {
  stbtt_fontinfo info{};
  float pixelsPerUnit = 0;  // of the font's own units
  float ascent = 0;         // in pixels, as Dear ImGui rounds it
};

Glyphs::Glyphs(const ImFontAtlas& atlas) : fonts_(std::make_unique<Font[]>(static_cast<std::size_t>(atlas.Fonts.Size))) {
  for (int i = 0; i < atlas.Fonts.Size; ++i) {
    const ImFont& font = *atlas.Fonts[i];
    Font& mine = fonts_[static_cast<std::size_t>(i)];
    const auto* bytes = static_cast<const unsigned char*>(font.ConfigData->FontData);
    if (stbtt_InitFont(&mine.info, bytes, stbtt_GetFontOffsetForIndex(bytes, 0)) == 0) continue;
    mine.pixelsPerUnit = stbtt_ScaleForPixelHeight(&mine.info, font.ConfigData->SizePixels);
    mine.ascent = std::floor(font.Ascent + 0.5f);
    for (const ImFontGlyph& glyph : font.Glyphs)
      if (glyph.Visible) known_[{glyph.U0, glyph.V0}] = {&glyph, i};
  }
}

Glyphs::~Glyphs() = default;

bool Glyphs::append(std::string& path, const ImDrawVert& topLeft, const ImDrawVert& bottomRight) const {
  const auto found = known_.find({topLeft.uv.x, topLeft.uv.y});
  if (found == known_.end()) return false;
  const ImFontGlyph& glyph = *found->second.glyph;
  const Font& font = fonts_[static_cast<std::size_t>(found->second.font)];
  const float scale = (bottomRight.pos.x - topLeft.pos.x) / (glyph.X1 - glyph.X0), units = font.pixelsPerUnit * scale;
  const float left = topLeft.pos.x - glyph.X0 * scale, baseline = topLeft.pos.y + (font.ascent - glyph.Y0) * scale;
  stbtt_vertex* vertices = nullptr;
  const int count = stbtt_GetCodepointShape(&font.info, static_cast<int>(glyph.Codepoint), &vertices);
  const auto point = [&](short x, short y) {
    appendNumber(path, left + static_cast<float>(x) * units);
    path += ' ';
    appendNumber(path, baseline - static_cast<float>(y) * units);
  };
  for (int i = 0; i < count; ++i) {
    const stbtt_vertex& v = vertices[i];
    if (v.type == STBTT_vmove) path += i > 0 ? "ZM" : "M";
    if (v.type == STBTT_vline) path += 'L';
    if (v.type == STBTT_vcurve || v.type == STBTT_vcubic) {
      path += v.type == STBTT_vcurve ? 'Q' : 'C';
      point(v.cx, v.cy);
      path += ' ';
    }
    if (v.type == STBTT_vcubic) {
      point(v.cx1, v.cy1);
      path += ' ';
    }
    point(v.x, v.y);
  }
  if (count > 0) path += 'Z';
  stbtt_FreeShape(&font.info, vertices);
  return true;
}

}  // namespace unroll
