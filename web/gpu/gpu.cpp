#include "gpu/gpu.h"

#include <GLES3/gl3.h>  // the subset that OpenGL 3.3 and WebGL2 share

#include <algorithm>
#include <cmath>

#include "base/embedded.h"

namespace unroll::gpu {

namespace {

std::string prologue() {
  const auto* version = reinterpret_cast<const char*>(glGetString(GL_SHADING_LANGUAGE_VERSION));
  const bool embedded = version != nullptr && std::string_view(version).find("ES") != std::string_view::npos;
  return embedded ? "#version 300 es\nprecision highp float;\nprecision highp int;\nprecision highp sampler2D;\n" : "#version 330 core\n";
}

unsigned int compileStage(GLenum stage, std::string_view file, std::vector<std::string>& errors) {
  std::string source = prologue();
  source += findEmbedded("shaders/value_color.glsl");
  source += "\n#line 1\n";
  source += findEmbedded("shaders/" + std::string(file));
  const unsigned int shader = glCreateShader(stage);
  const char* text = source.c_str();
  glShaderSource(shader, 1, &text, nullptr);
  glCompileShader(shader);
  int ok = 0;
  glGetShaderiv(shader, GL_COMPILE_STATUS, &ok);
  if (ok == 0) {
    char log[1024] = "";
    glGetShaderInfoLog(shader, sizeof log, nullptr, log);
    errors.push_back(std::string(file) + ": " + log);
  }
  return shader;
}

}  // namespace

int Program::uniform(const char* name) const { return glGetUniformLocation(handle, name); }

Gpu::Gpu() = default;
Gpu::~Gpu() = default;  // the context ends with the program, and its objects with it

void Gpu::restore() {
  programs_.clear();
  textures_.clear();
  pictures_.clear();
  jobs_.clear();
  keptFrame_ = 0;
  glGenVertexArrays(1, &vertexArray_);
}

void Gpu::beginFrame() { jobs_.clear(); }

Program Gpu::compile(std::string_view name) {
  const std::string fragment = std::string(name) + ".frag";
  const unsigned int vertexStage = compileStage(GL_VERTEX_SHADER, "rect.vert", errors_);
  const unsigned int fragmentStage = compileStage(GL_FRAGMENT_SHADER, fragment, errors_);
  Program program;
  program.handle = glCreateProgram();
  glAttachShader(program.handle, vertexStage);
  glAttachShader(program.handle, fragmentStage);
  glLinkProgram(program.handle);
  glDeleteShader(vertexStage);
  glDeleteShader(fragmentStage);
  int ok = 0;
  glGetProgramiv(program.handle, GL_LINK_STATUS, &ok);
  if (ok == 0) {
    errors_.push_back(fragment + ": does not link");
    program.handle = 0;
  }
  return program;
}

const Program& Gpu::program(std::string_view name) {
  const std::string key(name);
  auto it = programs_.find(key);
  if (it == programs_.end()) it = programs_.emplace(key, compile(name)).first;
  return it->second;
}

unsigned int Gpu::floatTexture(std::string_view name, const float* values, int columns, int rows, std::uint64_t version) {
  Texture& t = textures_[std::string(name)];
  const bool isNew = t.handle == 0;
  if (!isNew && t.version == version && t.columns == columns && t.rows == rows) return t.handle;
  if (isNew) glGenTextures(1, &t.handle);
  glBindTexture(GL_TEXTURE_2D, t.handle);
  glPixelStorei(GL_UNPACK_ALIGNMENT, 4);
  if (t.columns == columns && t.rows == rows) {
    glTexSubImage2D(GL_TEXTURE_2D, 0, 0, 0, columns, rows, GL_RED, GL_FLOAT, values);
  } else {
    glTexImage2D(GL_TEXTURE_2D, 0, GL_R32F, columns, rows, 0, GL_RED, GL_FLOAT, values);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_NEAREST);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
  }
  t.columns = columns;
  t.rows = rows;
  t.version = version;
  return t.handle;
}

void Gpu::rectangle(ImDrawList& list, Rect r, std::string_view fragmentShader, std::function<void(const Program&)> bind,
                    std::uint64_t version) {
  jobs_.push_back(std::make_unique<Job>(Job{this, r, std::string(fragmentShader), std::move(bind), version}));
  list.AddCallback(&Gpu::run, jobs_.back().get());
  list.AddCallback(ImDrawCallback_ResetRenderState, nullptr);
}

const Gpu::Picture& Gpu::picture(const Job& job, const Program& program, int width, int height) {
  Picture& p = pictures_[job.shader];
  if (p.version == job.version && p.width == width && p.height == height) return p;
  if (p.texture == 0) {
    glGenTextures(1, &p.texture);
    glGenFramebuffers(1, &p.framebuffer);
  }
  glBindTexture(GL_TEXTURE_2D, p.texture);
  if (p.width != width || p.height != height) {
    glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, width, height, 0, GL_RGBA, GL_UNSIGNED_BYTE, nullptr);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_NEAREST);
  }
  glBindFramebuffer(GL_FRAMEBUFFER, p.framebuffer);
  glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, p.texture, 0);
  glViewport(0, 0, width, height);
  glScissor(0, 0, width, height);
  glUseProgram(program.handle);
  glUniform4f(program.uniform("rectangle"), -1, 1, 1, -1);
  job.bind(program);
  glDrawArrays(GL_TRIANGLE_STRIP, 0, 4);
  // As the back end has set it up: asking the context for it would wait for the GPU.
  const ImDrawData& data = *ImGui::GetDrawData();
  glBindFramebuffer(GL_FRAMEBUFFER, 0);
  glViewport(0, 0, static_cast<int>(data.DisplaySize.x * data.FramebufferScale.x),
             static_cast<int>(data.DisplaySize.y * data.FramebufferScale.y));
  p.width = width;
  p.height = height;
  p.version = job.version;
  return p;
}

void Gpu::run(const ImDrawList*, const ImDrawCmd* command) {
  const Job& job = *static_cast<const Job*>(command->UserCallbackData);
  Gpu& gpu = *job.gpu;
  if (gpu.program(job.shader).handle == 0 || (job.version != 0 && gpu.program("picture").handle == 0)) return;
  Program program = gpu.program(job.shader);
  const ImDrawData& data = *ImGui::GetDrawData();
  const ImVec2 scale = data.FramebufferScale;
  const float height = data.DisplaySize.y * scale.y;
  const ImVec4 c = command->ClipRect;
  glBindVertexArray(gpu.vertexArray_);
  const Picture* drawn = nullptr;
  if (job.version != 0) {
    drawn = &gpu.picture(job, program, std::max(1, static_cast<int>(std::ceil(job.rect.w * scale.x))),
                         std::max(1, static_cast<int>(std::ceil(job.rect.h * scale.y))));
    program = gpu.program("picture");
  }
  const auto left = static_cast<int>(std::floor(c.x * scale.x));
  const auto bottom = static_cast<int>(std::floor(height - c.w * scale.y));
  glScissor(left, bottom, static_cast<int>(std::ceil((c.z - c.x) * scale.x)), static_cast<int>(std::ceil((c.w - c.y) * scale.y)));
  auto clipX = [&](float x) { return 2 * x / data.DisplaySize.x - 1; };
  auto clipY = [&](float y) { return 1 - 2 * y / data.DisplaySize.y; };
  glUseProgram(program.handle);
  glUniform4f(program.uniform("rectangle"), clipX(job.rect.x), clipY(job.rect.y), clipX(job.rect.right()), clipY(job.rect.bottom()));
  if (drawn) {
    glActiveTexture(GL_TEXTURE0);
    glBindTexture(GL_TEXTURE_2D, drawn->texture);
    glUniform1i(program.uniform("picture"), 0);
    glUniform2i(program.uniform("origin"), static_cast<int>(std::lround(job.rect.x * scale.x)),
                static_cast<int>(std::lround(height - job.rect.bottom() * scale.y)));
  } else {
    job.bind(program);
  }
  glDrawArrays(GL_TRIANGLE_STRIP, 0, 4);
  glBindVertexArray(0);
}

}  // namespace unroll::gpu
