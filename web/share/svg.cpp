#include "share/svg.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <map>
#include <vector>

#include "share/glyphs.h"
#include "share/outline.h"

namespace unroll {

namespace {

Color opaque(Color color) { return color | 0xFF000000u; }
unsigned int alphaOf(Color color) { return color >> 24; }

std::string written(Color color) {
  char text[8];
  std::snprintf(text, sizeof text, "#%02x%02x%02x", color & 255u, color >> 8 & 255u, color >> 16 & 255u);
  return text;
}

std::string opacity(const char* attribute, Color color) {
  if (alphaOf(color) == 255) return {};
  std::string text = std::string(" ") + attribute + "=\"";
  appendNumber(text, static_cast<float>(alphaOf(color)) / 255);
  return text + '"';
}

void attribute(std::string& text, const char* name, float value) {
  text += std::string(" ") + name + "=\"";
  appendNumber(text, value);
  text += '"';
}

class Writer {
 public:
  Writer(const Share::Picture& picture, gpu::Gpu& gpu) : picture_(picture), gpu_(gpu), glyphs_(*ImGui::GetIO().Fonts) {}

  std::string write() {
    for (int i = 0; i < picture_.data->CmdListsCount; ++i) list(*picture_.data->CmdLists[i]);
    flush();
    const Rect& r = picture_.part;
    std::string text = "<svg xmlns=\"http://www.w3.org/2000/svg\"";
    attribute(text, "width", r.w);
    attribute(text, "height", r.h);
    text += " viewBox=\"";
    for (const float v : {r.x, r.y, r.w, r.h}) {
      if (text.back() != '"') text += ' ';
      appendNumber(text, v);
    }
    text += "\" role=\"img\"><title>" + escaped(picture_.title) + "</title><desc>" + escaped(picture_.description) + "</desc>\n";
    if (!defs_.empty()) text += "<defs>" + defs_ + "</defs>\n";
    return text + body_ + "</svg>\n";
  }

 private:
  enum class What { none, shapes, letters };

  void list(const ImDrawList& list) {
    for (const ImDrawCmd& command : list.CmdBuffer) {
      clip_ = {command.ClipRect.x, command.ClipRect.y, command.ClipRect.z - command.ClipRect.x, command.ClipRect.w - command.ClipRect.y};
      if (!clip_.overlaps(picture_.part)) continue;
      if (command.UserCallback != nullptr)
        image(command);
      else
        triangles(list, command);
    }
  }

  // Vertices of one shape stand together, and its triangles one after the other.
  void triangles(const ImDrawList& list, const ImDrawCmd& command) {
    const ImVec2 white = ImGui::GetIO().Fonts->TexUvWhitePixel;
    const ImDrawVert* vertices = list.VtxBuffer.Data + command.VtxOffset;
    const ImDrawIdx* indices = list.IdxBuffer.Data + command.IdxOffset;
    for (unsigned int i = 0; i + 2 < command.ElemCount;) {
      const ImDrawVert& first = vertices[indices[i]];
      if (first.uv.x != white.x || first.uv.y != white.y) {  // two triangles, from the top left over the bottom right
        letter(first, vertices[indices[i + 2]]);
        i += 6;
        continue;
      }
      unsigned int end = i, least = indices[i], most = indices[i];
      while (end + 2 < command.ElemCount) {
        const auto [low, high] = std::minmax({indices[end], indices[end + 1], indices[end + 2]});
        const bool same = low <= most && high >= least;
        if (!same || vertices[indices[end]].uv.x != white.x || vertices[indices[end]].uv.y != white.y) break;
        least = std::min(least, low);
        most = std::max(most, high);
        end += 3;
      }
      shape(vertices, indices + i, end - i);
      i = end;
    }
  }

  void shape(const ImDrawVert* vertices, const ImDrawIdx* indices, unsigned int count) {
    Color color = 0, other = 0;
    for (unsigned int i = 0; i < count; ++i) {
      const Color c = vertices[indices[i]].col;
      if (alphaOf(c) > alphaOf(color)) color = c;
    }
    if (alphaOf(color) == 0) return;
    Outline outline;
    for (unsigned int i = 0; i + 2 < count; i += 3) {
      std::array<Outline::Corner, 3> corners;
      for (unsigned int k = 0; k < 3; ++k) {
        const ImDrawVert& v = vertices[indices[i + k]];
        if (opaque(v.col) != opaque(color) && alphaOf(v.col) > 0) other = v.col;
        corners[k] = {v.pos, static_cast<float>(alphaOf(v.col)) / static_cast<float>(alphaOf(color))};
      }
      outline.add(corners[0], corners[1], corners[2]);
    }
    const Rect box{outline.least().x, outline.least().y, outline.most().x - outline.least().x, outline.most().y - outline.least().y};
    if (outline.empty() || !box.overlaps(picture_.part) || !box.overlaps(clip_)) return;
    if (other != 0) {
      flush();
      body_ += "<path" + clipFor(box) + " fill=\"url(#" + gradient(vertices, indices, count, color, other) + ")\" d=\"" + outline.path() +
               "\"/>\n";
      return;
    }
    begin(What::shapes, color, clipFor(box), alphaOf(color) < 255);
    path_ += outline.path();
  }

  // Of two colours, as AddRectFilledMultiColor paints: from the middle of the one's corners to that of the other's.
  std::string gradient(const ImDrawVert* vertices, const ImDrawIdx* indices, unsigned int count, Color from, Color to) {
    std::array<ImVec2, 2> sums{};
    std::array<float, 2> numbers{};
    for (unsigned int i = 0; i < count; ++i) {
      const ImDrawVert& v = vertices[indices[i]];
      const std::size_t which = v.col == to ? 1 : 0;
      sums[which] += v.pos;
      numbers[which] += 1;
    }
    const std::string name = "g" + std::to_string(++gradients_);
    defs_ += "<linearGradient id=\"" + name + "\" gradientUnits=\"userSpaceOnUse\"";
    // Two of six indices may stand for one corner twice, so only the direction of the longer side counts.
    const ImVec2 a = sums[0] / std::max(1.f, numbers[0]), b = sums[1] / std::max(1.f, numbers[1]);
    const bool across = std::fabs(b.x - a.x) >= std::fabs(b.y - a.y);
    attribute(defs_, "x1", a.x);
    attribute(defs_, "y1", a.y);
    attribute(defs_, "x2", across ? b.x : a.x);
    attribute(defs_, "y2", across ? a.y : b.y);
    defs_ += "><stop stop-color=\"" + written(from) + "\"" + opacity("stop-opacity", from) + "/><stop offset=\"1\" stop-color=\"" +
             written(to) + "\"" + opacity("stop-opacity", to) + "/></linearGradient>";
    return name;
  }

  void letter(const ImDrawVert& topLeft, const ImDrawVert& bottomRight) {
    const Rect box{topLeft.pos.x, topLeft.pos.y, bottomRight.pos.x - topLeft.pos.x, bottomRight.pos.y - topLeft.pos.y};
    if (alphaOf(topLeft.col) == 0 || !box.overlaps(picture_.part) || !box.overlaps(clip_)) return;
    begin(What::letters, topLeft.col, clipFor(box), false);
    (void)glyphs_.append(path_, topLeft, bottomRight);
  }

  void image(const ImDrawCmd& command) {
    if (command.UserCallback == ImDrawCallback_ResetRenderState) return;
    const gpu::Gpu::Pixels pixels = gpu_.pixelsOf(command);
    if (pixels.rgba.empty()) return;
    flush();
    // A shader's picture has whole pixels; it may reach a part of one beyond its place.
    const ImVec2 scale = picture_.data->FramebufferScale;
    body_ += "<image" + clipFor(pixels.place) + " preserveAspectRatio=\"none\"";
    attribute(body_, "x", pixels.place.x);
    attribute(body_, "y", pixels.place.y);
    attribute(body_, "width", static_cast<float>(pixels.width) / scale.x);
    attribute(body_, "height", static_cast<float>(pixels.height) / scale.y);
    body_ += " href=\"data:image/png;base64," + asBase64(asPng(pixels)) + "\"/>\n";
  }

  // A clip is said only of what it cuts.
  std::string clipFor(Rect box) {
    const bool whole = box.x >= clip_.x && box.y >= clip_.y && box.right() <= clip_.right() && box.bottom() <= clip_.bottom();
    if (whole) return {};
    std::string rectangle;
    attribute(rectangle, "x", clip_.x);
    attribute(rectangle, "y", clip_.y);
    attribute(rectangle, "width", clip_.w);
    attribute(rectangle, "height", clip_.h);
    const auto [known, isNew] = clips_.emplace(rectangle, "c" + std::to_string(clips_.size() + 1));
    if (isNew) defs_ += "<clipPath id=\"" + known->second + "\"><rect" + rectangle + "/></clipPath>";
    return " clip-path=\"url(#" + known->second + ")\"";
  }

  // What has one colour goes into one path; but translucent shapes that lie over each other would then count once.
  void begin(What what, Color color, std::string clip, bool alone) {
    if (what == what_ && color == color_ && clip == pathClip_ && !alone) return;
    flush();
    what_ = what;
    color_ = color;
    pathClip_ = std::move(clip);
  }

  void flush() {
    if (!path_.empty())
      body_ += "<path" + pathClip_ + " fill=\"" + written(color_) + "\"" + opacity("fill-opacity", color_) + " d=\"" + path_ + "\"/>\n";
    path_.clear();
    what_ = What::none;
  }

  const Share::Picture& picture_;
  gpu::Gpu& gpu_;
  Glyphs glyphs_;
  Rect clip_;
  std::string defs_, body_, path_, pathClip_;
  What what_ = What::none;
  Color color_ = 0;
  int gradients_ = 0;
  std::map<std::string, std::string> clips_;  // rectangle → name
};

}  // namespace

std::string drawnAsSvg(const Share::Picture& picture, gpu::Gpu& gpu) { return Writer(picture, gpu).write(); }

}  // namespace unroll
