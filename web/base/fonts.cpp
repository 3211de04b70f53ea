#include "base/fonts.h"

#include <cmath>
#include <string>
#include <string_view>

#include "base/embedded.h"
#include "core/check.h"

namespace unroll {

namespace {

constexpr float kMostPixelsPerUnit = 4;  // above it glyphs are stretched: the texture would grow too big

struct FaceSource {
  Type type;
  const char* file;
  float size;
  const ImWchar* range = nullptr;  // all that the subset holds
};
constexpr ImWchar kLetters[] = {0x0020, 0x024F, 0};
constexpr FaceSource kFaces[] = {
    {Type::small, "fonts/Inter-Regular.ttf", 13},
    {Type::smallStrong, "fonts/Inter-SemiBold.ttf", 13},
    {Type::text, "fonts/Inter-Regular.ttf", 15},
    {Type::strong, "fonts/Inter-SemiBold.ttf", 15},
    {Type::heading, "fonts/Inter-SemiBold.ttf", 16},
    {Type::title, "fonts/Inter-SemiBold.ttf", 20},
    {Type::display, "fonts/Inter-SemiBold.ttf", 34, kLetters},
    {Type::formula, "fonts/Inter-Italic.ttf", 16},
};

// stb_truetype sizes a font by ascent − descent; we mean the em. Reads what is needed from the tables head and hhea.
float heightPerEm(std::string_view ttf) {
  auto u16 = [&](std::size_t at) {
    return at + 1 < ttf.size() ? static_cast<int>(static_cast<unsigned char>(ttf[at])) << 8 | static_cast<unsigned char>(ttf[at + 1]) : 0;
  };
  auto s16 = [&](std::size_t at) { return static_cast<int>(static_cast<std::int16_t>(u16(at))); };
  auto table = [&](std::string_view tag) -> std::size_t {
    for (int i = 0; i < u16(4); ++i) {
      const std::size_t entry = 12 + 16 * static_cast<std::size_t>(i);
      if (ttf.substr(entry, 4) == tag) return static_cast<std::size_t>(u16(entry + 8)) << 16 | static_cast<std::size_t>(u16(entry + 10));
    }
    return 0;
  };
  const std::size_t head = table("head");
  const std::size_t hhea = table("hhea");
  const int unitsPerEm = u16(head + 18);
  if (head == 0 || hhea == 0 || unitsPerEm == 0) return 1.21f;
  return static_cast<float>(s16(hhea + 4) - s16(hhea + 6)) / static_cast<float>(unitsPerEm);
}

}  // namespace

void bakeFonts(Theme& theme, float pixelsPerUnit) {
  const float density = std::min(pixelsPerUnit, kMostPixelsPerUnit);
  ImFontAtlas& atlas = *ImGui::GetIO().Fonts;
  atlas.Clear();
  atlas.Flags |= ImFontAtlasFlags_NoMouseCursors | ImFontAtlasFlags_NoPowerOfTwoHeight;
  // Everything the subset holds; a range without a glyph costs nothing.
  static const ImWchar ranges[] = {0x0020, 0x024F, 0x02B0, 0x03FF, 0x1E00, 0x1EFF, 0x2000, 0x22FF, 0x2460, 0x27BF, 0x2900, 0x297F, 0};
  for (const FaceSource& source : kFaces) {
    const std::string_view ttf = findEmbedded(source.file);
    UNROLL_CHECK(!ttf.empty());
    const float perEm = heightPerEm(ttf);
    ImFontConfig config;
    config.FontDataOwnedByAtlas = false;
    config.OversampleH = density < 2 ? 2 : 1;
    config.OversampleV = 1;
    const float pixels = source.size * density * perEm;
    // ImGui takes void* but only reads the data.
    ImFont* font = atlas.AddFontFromMemoryTTF(const_cast<char*>(ttf.data()), static_cast<int>(ttf.size()), pixels, &config,
                                              source.range ? source.range : ranges);
    Face& face = theme.faces[static_cast<std::size_t>(source.type)];
    face.font = font;
    face.size = source.size;
    face.unitsPerPixel = 1 / density;
  }
  atlas.Build();
  for (Face& face : theme.faces) face.ascent = std::round(face.font->Ascent) * face.unitsPerPixel / face.size;
  theme.pixelsPerUnit = pixelsPerUnit;
}

}  // namespace unroll
