// The native window: SDL2 and OpenGL 3.3. Arguments are the same key=value pairs as in a link, a link, a file.
//   unroll-app task=xor hiddenSize=8 lang=de
//   unroll-app net.safetensors
//   unroll-app --size 1280x800 --frames 30 --screenshot picture.png scene=training    a picture without a browser; .svg, .ppm
#include <SDL.h>
#include <SDL_opengl.h>
#include <backends/imgui_impl_opengl3.h>
#include <backends/imgui_impl_sdl2.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/app.h"
#include "platform/native_arguments.h"
#include "platform/native_dialog.h"
#include "platform/native_sound.h"
#include "platform/sdl_input.h"
#include "platform/window_frame.h"

namespace {

using namespace unroll;

constexpr std::size_t largestFile = 256u << 20;

// Nothing: it can't be read, and errno says why.
std::optional<std::string> contents(const std::string& path) {
  std::FILE* file = std::fopen(path.c_str(), "rb");
  if (file == nullptr) return std::nullopt;
  std::string bytes;
  char block[65536];
  for (std::size_t n; (n = std::fread(block, 1, sizeof block, file)) > 0 && bytes.size() <= largestFile;) bytes.append(block, n);
  const bool failed = std::ferror(file) != 0;
  std::fclose(file);
  return failed ? std::nullopt : std::optional(std::move(bytes));
}

void writeBytes(const std::string& file, const std::string& bytes) {
  std::FILE* out = std::fopen(file.c_str(), "wb");
  if (out == nullptr) return;
  std::fwrite(bytes.data(), 1, bytes.size(), out);
  std::fclose(out);
}

class NativeHost final : public Host {
 public:
  double milliseconds() const override {
    return static_cast<double>(SDL_GetPerformanceCounter()) * 1000 / static_cast<double>(SDL_GetPerformanceFrequency());
  }
  void replaceHash(const std::string&) override {}
  void remember(const std::string& hash) override {
    if (const std::string place = keptPlace(); !place.empty()) writeBytes(place, hash);
  }
  std::string remembered() const override { return contents(keptPlace()).value_or(""); }
  std::string linkTo(const std::string& hash) const override { return hash; }
  void copy(const std::string& text) override {
    if (SDL_SetClipboardText(text.c_str()) == 0 && app != nullptr) app->copied(true);
  }
  void copyPicture(const std::string&) override {
    if (app != nullptr) app->copied(false);
  }
  void announce(const std::string&) override {}
  void showTable(const std::string&) override {}
  void handKeyToParent(KeyName) override {}
  void emit(std::string_view, const std::string&) override {}
  // Where the desktop's dialog says; without one into the working directory. Of files that are saved in one frame it is asked for the first
  // one's place, and the others, which know each other by name, come beside it.
  void saveFile(const std::string& name, const std::string& bytes) override {
    if (saving_.empty()) gathers_ = true;
    if (gathers_) saving_.push_back({name, bytes});
  }
  void chooseFile() override {
    if (saving_.empty() && !dialog_.askForFile() && app != nullptr) app->askForDrop();
  }
  bool waits() const { return dialog_.isOpen() || gathers_; }
  // After each frame: asks, and takes what has been chosen. Returns whether there is something new to be seen.
  bool followDialog() {
    if (std::exchange(gathers_, false) && !dialog_.askForPlace(saving_.front().name)) {
      saveAll(saving_.front().name);
      return true;
    }
    const auto closed = dialog_.take();
    if (!closed) return false;
    if (saving_.empty() && !closed->path.empty()) openFile(closed->path);
    if (!saving_.empty() && !closed->path.empty()) saveAll(closed->path);
    saving_.clear();
    return true;
  }
  void openFile(const std::string& path) {
    if (const auto bytes = contents(path))
      (void)app->loadModel(*bytes);
    else
      (void)app->refuseModel(path + ": " + std::strerror(errno));
  }
  Sound* sound() override { return &sound_; }

  App* app = nullptr;
  bool keeps = true;  // where one was, for the next time

 private:
  std::string keptPlace() const {
    char* folder = keeps ? SDL_GetPrefPath("", "unroll") : nullptr;
    const std::string place = folder ? std::string(folder) + "link" : std::string();
    SDL_free(folder);
    return place;
  }

  struct File {
    std::string name, bytes;
  };

  void saveAll(const std::filesystem::path& first) {
    const std::vector<File> files = std::exchange(saving_, {});
    for (const File& file : files) {
      const auto place = &file == &files.front() ? first : first.parent_path() / file.name;
      std::error_code none;
      std::FILE* out = std::fopen(place.c_str(), "wb");
      const bool written = out != nullptr && std::fwrite(file.bytes.data(), 1, file.bytes.size(), out) == file.bytes.size();
      const bool closed = out != nullptr && std::fclose(out) == 0;
      const int why = errno;
      const std::string whole = std::filesystem::absolute(place, none).string();
      if (written && closed)
        app->fileSaved(whole);
      else
        app->fileNotSaved(whole, std::strerror(why));
    }
  }

  NativeSound sound_;
  NativeDialog dialog_;
  std::vector<File> saving_;
  bool gathers_ = false;  // what this frame saves
};

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

bool endsWith(const std::string& text, const std::string& end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

// Of the next frame, as the file's ending says. False: it is one that is written from the frame itself.
bool orderScreenshot(App& app, const std::string& file) {
  if (!endsWith(file, ".png") && !endsWith(file, ".svg")) return false;
  app.orderPicture(endsWith(file, ".png") ? Share::Form::png : Share::Form::svg, true);
  return true;
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
  const Arguments arguments = readArguments(std::vector<std::string>(values + 1, values + count));
  if (arguments.help || arguments.version) {
    std::printf("%s", arguments.help ? windowHelp : "Unroll " UNROLL_VERSION "\n");
    return 0;
  }
  if (!arguments.wrong.empty()) {
    std::fprintf(stderr, "unroll-app: %s\n", arguments.wrong.c_str());
    return 2;
  }
  std::optional<std::string> file;
  if (!arguments.file.empty() && !(file = contents(arguments.file))) {
    std::fprintf(stderr, "unroll-app: %s: %s\n", arguments.file.c_str(), std::strerror(errno));
    return 2;
  }
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
  host.keeps = arguments.frames == 0;
  (void)app.load(arguments.link, false);
  if (file) (void)app.loadModel(*file);
  app.restoreGraphics();
  SdlInput input(app);

  constexpr double betweenLooks = 100;  // ms: whether a dialog has been closed
  bool open = true;
  App::Next next{true, -1};
  for (int frame = 0; open; ++frame) {
    SDL_Event event;
    bool waiting = !next.atOnce;
    if (host.waits() && !(next.afterMilliseconds >= 0 && next.afterMilliseconds < betweenLooks)) next.afterMilliseconds = betweenLooks;
    while (waiting ? SDL_WaitEventTimeout(&event, next.afterMilliseconds >= 0 ? static_cast<int>(next.afterMilliseconds) + 1 : 60'000)
                   : SDL_PollEvent(&event)) {
      waiting = false;
      if (event.type == SDL_QUIT) open = false;
      if (event.type == SDL_WINDOWEVENT &&
          (event.window.event == SDL_WINDOWEVENT_HIDDEN || event.window.event == SDL_WINDOWEVENT_MINIMIZED))
        host.sound()->stop();  // as in a page that is hidden
      if (event.type == SDL_DROPFILE) {
        host.openFile(event.drop.file);
        SDL_free(event.drop.file);
      }
      // A text that is pasted is as one that is dropped.
      if (event.type == SDL_KEYDOWN && event.key.keysym.sym == SDLK_v && (event.key.keysym.mod & (KMOD_CTRL | KMOD_GUI)) != 0) {
        char* text = SDL_GetClipboardText();
        if (text != nullptr && *text != '\0') app.paste(text);
        SDL_free(text);
      }
      input.handle(event, {1, 1});
    }
    const Shown shown = measure(window);
    const bool isLast = arguments.frames > 0 && frame + 1 >= arguments.frames;
    const bool isOrdered = isLast && orderScreenshot(app, arguments.screenshot);
    next = drawWindowFrame(app, shown.window, shown.pixelWidth, shown.pixelHeight);
    if (isLast) {
      if (isOrdered)
        writeBytes(arguments.screenshot, app.picture());
      else if (!arguments.screenshot.empty())
        writePicture(arguments.screenshot, shown.pixelWidth, shown.pixelHeight);
      open = false;
    }
    SDL_GL_SwapWindow(window);
    if (host.followDialog()) next.atOnce = true;
    if (arguments.frames > 0) next.atOnce = true;
  }

  if (arguments.state) std::printf("%s\n", app.stateJson().c_str());

  ImGui_ImplOpenGL3_Shutdown();
  ImGui_ImplSDL2_Shutdown();
  ImGui::DestroyContext();
  SDL_GL_DeleteContext(context);
  SDL_DestroyWindow(window);
  SDL_Quit();
  return 0;
}
