// The native window: SDL2 and OpenGL 3.3. Arguments are the same key=value pairs as in a link.
//   unroll-app task=xor hiddenSize=8 lang=de
//   unroll-app --size 1280x800 --frames 30 --screenshot picture.ppm scene=training    a picture without a browser
#include <SDL.h>
#include <SDL_opengl.h>
#include <backends/imgui_impl_opengl3.h>
#include <backends/imgui_impl_sdl2.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "app/app.h"
#include "platform/native_sound.h"
#include "platform/sdl_input.h"
#include "platform/window_frame.h"

namespace {

using namespace unroll;

class NativeHost final : public Host {
 public:
  double milliseconds() const override {
    return static_cast<double>(SDL_GetPerformanceCounter()) * 1000 / static_cast<double>(SDL_GetPerformanceFrequency());
  }
  void replaceHash(const std::string&) override {}
  std::string linkTo(const std::string& hash) const override { return hash; }
  void copy(const std::string& text) override {
    if (SDL_SetClipboardText(text.c_str()) == 0 && app != nullptr) app->linkCopied();
  }
  void announce(const std::string&) override {}
  void announceControl(const std::string&) override {}
  void showTable(const std::string&) override {}
  void handKeyToParent(KeyName) override {}
  void emit(std::string_view, const std::string&) override {}
  // Into the working directory.
  void saveFile(const std::string& name, const std::string& bytes) override {
    std::FILE* file = std::fopen(name.c_str(), "wb");
    const bool written = file != nullptr && std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size();
    if (file != nullptr && std::fclose(file) == 0 && written && app != nullptr) app->fileSaved(name);
  }
  void chooseFile() override {
    if (app != nullptr) app->askForDrop();
  }

  Sound* sound() override { return &sound_; }

  App* app = nullptr;

 private:
  NativeSound sound_;
};

struct Arguments {
  std::string link;
  int width = 1280, height = 800;
  std::string screenshot;
  int frames = 0;
};

Arguments parse(int count, char** values) {
  Arguments a;
  for (int i = 1; i < count; ++i) {
    const std::string word = values[i];
    const bool more = i + 1 < count;
    if (word == "--size" && more)
      std::sscanf(values[++i], "%dx%d", &a.width, &a.height);
    else if (word == "--screenshot" && more)
      a.screenshot = values[++i];
    else if (word == "--frames" && more)
      a.frames = std::atoi(values[++i]);
    else
      a.link += (a.link.empty() ? "" : "&") + word;
  }
  return a;
}

std::string systemLanguage() {
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"})
    if (const char* value = std::getenv(name); value != nullptr && *value != '\0') return std::string(value).substr(0, 2);
  return "en";
}

void writePicture(const std::string& file, int width, int height) {
  std::vector<unsigned char> pixels(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3);
  glPixelStorei(GL_PACK_ALIGNMENT, 1);
  glReadPixels(0, 0, width, height, GL_RGB, GL_UNSIGNED_BYTE, pixels.data());
  FILE* out = std::fopen(file.c_str(), "wb");
  if (out == nullptr) return;
  std::fprintf(out, "P6\n%d %d\n255\n", width, height);
  for (int y = height - 1; y >= 0; --y)
    std::fwrite(pixels.data() + static_cast<std::size_t>(y * width) * 3, 3, static_cast<std::size_t>(width), out);
  std::fclose(out);
}

constexpr std::size_t largestFile = 256u << 20;

std::string contents(const char* path) {
  std::string bytes;
  if (std::FILE* file = std::fopen(path, "rb")) {
    char block[65536];
    for (std::size_t n; (n = std::fread(block, 1, sizeof block, file)) > 0 && bytes.size() <= largestFile;) bytes.append(block, n);
    std::fclose(file);
  }
  return bytes;
}

struct Shown {
  App::Window window;
  ImVec2 pointerScale{1, 1};
  int pixelWidth = 0, pixelHeight = 0;
};

Shown measure(SDL_Window* window) {
  Shown shown;
  int w = 0, h = 0;
  SDL_GetWindowSize(window, &w, &h);
  SDL_GL_GetDrawableSize(window, &shown.pixelWidth, &shown.pixelHeight);
  shown.window = {static_cast<float>(w), static_cast<float>(h), w > 0 ? static_cast<float>(shown.pixelWidth) / static_cast<float>(w) : 1.f};
  return shown;
}

}  // namespace

int main(int count, char** values) {
  const Arguments arguments = parse(count, values);
  if (SDL_Init(SDL_INIT_VIDEO) != 0) {
    std::fprintf(stderr, "unroll: %s\n", SDL_GetError());
    return 1;
  }
  SDL_GL_SetAttribute(SDL_GL_CONTEXT_PROFILE_MASK, SDL_GL_CONTEXT_PROFILE_CORE);
  SDL_GL_SetAttribute(SDL_GL_CONTEXT_MAJOR_VERSION, 3);
  SDL_GL_SetAttribute(SDL_GL_CONTEXT_MINOR_VERSION, 3);
  SDL_Window* window = SDL_CreateWindow("Unroll", SDL_WINDOWPOS_CENTERED, SDL_WINDOWPOS_CENTERED, arguments.width, arguments.height,
                                        SDL_WINDOW_OPENGL | SDL_WINDOW_RESIZABLE | SDL_WINDOW_ALLOW_HIGHDPI);
  SDL_GLContext context = window != nullptr ? SDL_GL_CreateContext(window) : nullptr;
  if (context == nullptr) {
    std::fprintf(stderr, "unroll: no OpenGL 3.3 window: %s\n", SDL_GetError());
    return 1;
  }
  SDL_GL_SetSwapInterval(1);
  ImGui::CreateContext();
  ImGui::GetIO().IniFilename = nullptr;
  ImGui_ImplSDL2_InitForOpenGL(window, context);
  ImGui_ImplOpenGL3_Init("#version 330 core");

  NativeHost host;
  App::Surroundings surroundings;
  surroundings.language = systemLanguage();
  App app(host, surroundings);
  host.app = &app;
  (void)app.load(arguments.link, false);
  app.restoreGraphics();
  SdlInput input(app);

  bool open = true;
  App::Next next{true, -1};
  for (int frame = 0; open; ++frame) {
    SDL_Event event;
    bool waiting = !next.atOnce;
    while (waiting ? SDL_WaitEventTimeout(&event, next.afterMilliseconds >= 0 ? static_cast<int>(next.afterMilliseconds) + 1 : 60'000)
                   : SDL_PollEvent(&event)) {
      waiting = false;
      if (event.type == SDL_QUIT) open = false;
      if (event.type == SDL_WINDOWEVENT && (event.window.event == SDL_WINDOWEVENT_HIDDEN || event.window.event == SDL_WINDOWEVENT_MINIMIZED))
        host.sound()->stop();  // as in a page that is hidden
      if (event.type == SDL_DROPFILE) {
        (void)app.loadModel(contents(event.drop.file));
        SDL_free(event.drop.file);
      }
      input.handle(event, {1, 1});
    }
    const Shown shown = measure(window);
    next = drawWindowFrame(app, shown.window, shown.pixelWidth, shown.pixelHeight);
    if (arguments.frames > 0 && frame + 1 >= arguments.frames) {
      if (!arguments.screenshot.empty()) writePicture(arguments.screenshot, shown.pixelWidth, shown.pixelHeight);
      open = false;
    }
    SDL_GL_SwapWindow(window);
    if (arguments.frames > 0) next.atOnce = true;
  }

  ImGui_ImplOpenGL3_Shutdown();
  ImGui_ImplSDL2_Shutdown();
  ImGui::DestroyContext();
  SDL_GL_DeleteContext(context);
  SDL_DestroyWindow(window);
  SDL_Quit();
  return 0;
}
