// What has been drawn, read back: for pictures that leave the page.
#include <GLES3/gl3.h>

#include <algorithm>
#include <cmath>

#include "gpu/gpu.h"

namespace unroll::gpu {

namespace {

// Pixels of the frame, from its bottom left.
struct Place {
  int x = 0, y = 0, width = 0, height = 0;
};

Place placeOf(Rect part) {
  const ImDrawData& data = *ImGui::GetDrawData();
  const ImVec2 scale = data.FramebufferScale;
  const auto columns = static_cast<int>(std::lround(data.DisplaySize.x * scale.x)),
             rows = static_cast<int>(std::lround(data.DisplaySize.y * scale.y));
  const int left = std::clamp(static_cast<int>(std::lround(part.x * scale.x)), 0, columns);
  const int top = std::clamp(static_cast<int>(std::lround(part.y * scale.y)), 0, rows);
  const int right = std::clamp(static_cast<int>(std::lround(part.right() * scale.x)), left, columns);
  const int bottom = std::clamp(static_cast<int>(std::lround(part.bottom() * scale.y)), top, rows);
  return {left, rows - bottom, right - left, bottom - top};
}

Gpu::Pixels read(const Place& place) {
  Gpu::Pixels pixels{{}, place.width, place.height, {}};
  const std::size_t row = 4 * static_cast<std::size_t>(place.width), rows = static_cast<std::size_t>(place.height);
  pixels.rgba.resize(row * rows);
  if (pixels.rgba.empty()) return pixels;
  glPixelStorei(GL_PACK_ALIGNMENT, 4);
  glReadPixels(place.x, place.y, place.width, place.height, GL_RGBA, GL_UNSIGNED_BYTE, pixels.rgba.data());
  for (std::size_t y = 0; y < rows / 2; ++y)  // OpenGL's first row is the lowest
    std::swap_ranges(pixels.rgba.begin() + static_cast<std::ptrdiff_t>(y * row),
                     pixels.rgba.begin() + static_cast<std::ptrdiff_t>((y + 1) * row),
                     pixels.rgba.end() - static_cast<std::ptrdiff_t>((y + 1) * row));
  return pixels;
}

}  // namespace

Gpu::Pixels Gpu::pixelsOf(const ImDrawCmd& command) {
  if (command.UserCallback != &Gpu::run) return {};
  Job job = *static_cast<const Job*>(command.UserCallbackData);
  const Program program = this->program(job.shader);
  if (program.handle == 0) return {};
  const ImVec2 scale = ImGui::GetDrawData()->FramebufferScale;
  const int width = std::max(1, static_cast<int>(std::ceil(job.rect.w * scale.x)));
  const int height = std::max(1, static_cast<int>(std::ceil(job.rect.h * scale.y)));
  job.shader += " read back";  // in a texture of its own, anew each time
  job.version = ++readBack_;
  glDisable(GL_BLEND);
  glEnable(GL_SCISSOR_TEST);
  glBindVertexArray(vertexArray_);
  const Picture& drawn = picture(job, program, width, height);
  glBindFramebuffer(GL_FRAMEBUFFER, drawn.framebuffer);
  Pixels pixels = read({0, 0, width, height});
  glBindFramebuffer(GL_FRAMEBUFFER, 0);
  glBindVertexArray(0);
  glDisable(GL_SCISSOR_TEST);
  pixels.place = job.rect;
  return pixels;
}

Gpu::Pixels Gpu::pixelsOfFrame(Rect part) {
  Pixels pixels = read(placeOf(part));
  for (std::size_t i = 3; i < pixels.rgba.size(); i += 4) pixels.rgba[i] = 255;
  pixels.place = part;
  return pixels;
}

ImTextureID Gpu::keepFrame(Rect part) {
  const Place place = placeOf(part);
  if (place.width == 0 || place.height == 0) return {};
  if (keptFrame_ == 0) glGenTextures(1, &keptFrame_);
  const Pixels pixels = pixelsOfFrame(part);
  glBindTexture(GL_TEXTURE_2D, keptFrame_);
  glPixelStorei(GL_UNPACK_ALIGNMENT, 4);
  glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, place.width, place.height, 0, GL_RGBA, GL_UNSIGNED_BYTE, pixels.rgba.data());
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR_MIPMAP_LINEAR);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_LINEAR);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
  glGenerateMipmap(GL_TEXTURE_2D);
  return reinterpret_cast<ImTextureID>(static_cast<std::uintptr_t>(keptFrame_));
}

}  // namespace unroll::gpu
