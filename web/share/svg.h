// A part of the frame as a vector picture: Dear ImGui's draw lists once more, so that it can't show anything else than the page does.
// Shapes become their outlines, letters the outlines of the font (who opens the picture need not have it), what a shader has drawn an
// image.
#pragma once

#include <string>

#include "share/share.h"

namespace unroll {

std::string drawnAsSvg(const Share::Picture& picture, gpu::Gpu& gpu);
std::string asPng(const gpu::Gpu::Pixels& pixels);
std::string asBase64(const std::string& bytes);
std::string escaped(std::string_view text);  // for XML and for attributes of HTML

}  // namespace unroll
