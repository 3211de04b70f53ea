// Programs and textures: everything that lives in the graphics context. All of it is made again by restore(), which the platform
// calls when the browser has taken the context away and given it back, so users keep names and data, never GL names for long.
//
// A picture in a draw list made by a shader: upload with floatTexture(), draw with rectangle().
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/rect.h"
#include "base/theme.h"

namespace unroll::gpu {

// A linked program of shaders/rect.vert + shaders/<name>.frag (GLSL ES 3.00 without #version). The loader puts #version,
// precision and shaders/value_color.glsl in front of each. `#line` keeps the file's own numbering in error messages.
struct Program {
  unsigned int handle = 0;  // 0: it did not compile; the log is in Gpu::errors()
  int uniform(const char* name) const;
};

class Gpu {
 public:
  Gpu();
  ~Gpu();
  Gpu(const Gpu&) = delete;
  Gpu& operator=(const Gpu&) = delete;

  // Makes all GPU objects for a fresh context; the old names are forgotten, not deleted.
  void restore();
  void beginFrame();  // what was drawn in the frame before is no longer needed
  const std::vector<std::string>& errors() const { return errors_; }

  // By shader name, compiled at first use. The reference is valid until the next call of program() or restore().
  const Program& program(std::string_view name);

  // A float texture (R32F, nearest) known by `name`, uploaded only when `version` differs from the last one. Row 0 is the top.
  // Returns the GL texture name.
  unsigned int floatTexture(std::string_view name, const float* values, int columns, int rows, std::uint64_t version);

  // Draws a full rectangle with `program` into the draw list at `r` (design units), within the draw list's present clip.
  // The vertex shader is shaders/rect.vert, which hands `vec2 uv` (0…1, top-left origin) to the fragment shader;
  // `bind` is called with the program in use, to set uniforms and textures, when the list is rendered at the end of the frame,
  // so it must own what it needs. With `version` the shader runs only when that, or the size in pixels, has changed since it ran under this
  // name last; else its picture is copied, which is what a costly shader needs where the graphics processor is slow or none.
  void rectangle(ImDrawList& list, Rect r, std::string_view fragmentShader, std::function<void(const Program&)> bind,
                 std::uint64_t version = 0);

  // RGBA, not premultiplied, row 0 at the top, and which design units it fills.
  struct Pixels {
    Rect place;
    int width = 0, height = 0;
    std::vector<unsigned char> rgba;
  };
  // Of the frame that has just been rendered: what the shader of a rectangle's callback has drawn, alone (nothing, of another callback); a
  // part of all; the same as a texture for ImDrawList::AddImage, made anew by each call, with lesser copies of it for being shown smaller.
  Pixels pixelsOf(const ImDrawCmd& command);
  Pixels pixelsOfFrame(Rect part);
  ImTextureID keepFrame(Rect part);

 private:
  struct Texture {
    unsigned int handle = 0;
    int columns = 0, rows = 0;
    std::uint64_t version = 0;
  };
  struct Job {
    Gpu* gpu = nullptr;
    Rect rect;
    std::string shader;
    std::function<void(const Program&)> bind;
    std::uint64_t version = 0;
  };
  // What a shader drew last.
  struct Picture {
    unsigned int texture = 0, framebuffer = 0;
    int width = 0, height = 0;
    std::uint64_t version = 0;
  };
  const Picture& picture(const Job& job, const Program& program, int width, int height);
  static void run(const ImDrawList* list, const ImDrawCmd* command);
  Program compile(std::string_view name);

  std::unordered_map<std::string, Program> programs_;
  std::unordered_map<std::string, Texture> textures_;
  std::unordered_map<std::string, Picture> pictures_;  // by shader
  std::vector<std::unique_ptr<Job>> jobs_;
  std::vector<std::string> errors_;
  unsigned int vertexArray_ = 0, keptFrame_ = 0;
  std::uint64_t readBack_ = 0;  // pictures that were read back
};

}  // namespace unroll::gpu
