// The page: SDL2 and WebGL 2 through Emscripten. SDL owns the window, the context and the events; bridge.js decides when a frame is
// drawn, which keys SDL may see, and carries window.unroll.
#include <GLES3/gl3.h>
#include <SDL.h>
#include <backends/imgui_impl_opengl3.h>
#include <backends/imgui_impl_sdl2.h>
#include <emscripten.h>
#include <malloc.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <memory>
#include <new>
#include <string>
#include <utility>

#include "app/app.h"
#include "base/text.h"
#include "platform/browser_sound.h"
#include "platform/sdl_input.h"
#include "platform/window_frame.h"
#include "study/helpers.h"

// clang-format off
EM_JS(void, bridgeStart, (), { unrollBridge.start(); })
EM_JS(void, endingOutOfMemory, (), { unrollEnding.outOfMemory(); })
EM_JS(void, bridgeNoGraphics, (), { unrollBridge.noGraphics(); })
EM_JS(void, bridgeCanvasSize, (int width, int height), { unrollBridge.setCanvasSize(width, height); })
EM_JS(void, bridgeReplaceHash, (const char* text), { unrollBridge.replaceHash(UTF8ToString(text)); })
EM_JS(void, bridgeRemember, (const char* hash), { unrollBridge.remember(UTF8ToString(hash)); })
EM_JS(void, bridgeRemembered, (), { var text = unrollBridge.remembered(); var bytes = lengthBytesUTF8(text) + 1; stringToUTF8(text, _unroll_buffer(bytes), bytes); })
EM_JS(void, bridgeLinkTo, (const char* hash), { var text = unrollBridge.linkTo(UTF8ToString(hash)); var bytes = lengthBytesUTF8(text) + 1; stringToUTF8(text, _unroll_buffer(bytes), bytes); })
EM_JS(void, bridgeCopy, (const char* text), { unrollBridge.copy(UTF8ToString(text)); })
EM_JS(void, bridgeCopyPicture, (const char* png, int count), { unrollBridge.copyPicture(HEAPU8.slice(png, png + count)); })
EM_JS(int, bridgeCanRecord, (), { return unrollBridge.canRecord() ? 1 : 0; })
EM_JS(void, bridgeRecord, (const char* name), { unrollBridge.record(UTF8ToString(name)); })
EM_JS(void, bridgeAnnounce, (const char* words), { unrollBridge.announce(UTF8ToString(words)); })
EM_JS(void, bridgeShowTable, (const char* json), { unrollBridge.showTable(JSON.parse(UTF8ToString(json))); })
EM_JS(void, bridgePlaceField, (const char* json), { unrollField.place(JSON.parse(UTF8ToString(json))); })
EM_JS(void, bridgeFillField, (const char* text, int marked), { unrollField.fill(UTF8ToString(text), marked !== 0); })
EM_JS(void, treeShow, (const char* json), { unrollTree.show(JSON.parse(UTF8ToString(json))); })
EM_JS(void, treePlots, (const char* csv), { unrollTree.showPlots(UTF8ToString(csv)); })
EM_JS(void, treeFocus, (unsigned id), { unrollTree.follow(id >>> 0); })
EM_JS(void, bridgeHandKey, (const char* key), { unrollBridge.handKey(UTF8ToString(key)); })
EM_JS(void, bridgeFetchWords, (const char* language), { unrollBridge.fetchWords(UTF8ToString(language)); })
EM_JS(int, bridgeIsSplit, (), { return unrollBridge.isSplit() ? 1 : 0; })
EM_JS(int, bridgeHasReferences, (), { return Module["wasmBinary"] ? 0 : 1; })
EM_JS(void, bridgeOpenReferences, (), { window.open(unrollBridge.beside("references.html"), "_blank", "noopener"); })
EM_JS(void, bridgeFetchScenes, (), { unrollBridge.fetchScenes().catch(function () {}); })
EM_JS(void, bridgeEmit, (const char* name, const char* json), { unrollBridge.emit(UTF8ToString(name), JSON.parse(UTF8ToString(json))); })
EM_JS(void, bridgeSaveFile, (const char* name, const char* bytes, int count), { unrollBridge.saveFile(UTF8ToString(name), HEAPU8.slice(bytes, bytes + count)); })
EM_JS(void, bridgeChooseFile, (), { unrollBridge.chooseFile(); })
EM_JS(int, workersCount, (), { return unrollWorkers.count(); })
EM_JS(void, workersAdd, (const char* jobs), { unrollWorkers.add(UTF8ToString(jobs)); })
EM_JS(void, workersClear, (), { unrollWorkers.clear(); })
EM_JS(void, workersRun, (int on), { unrollWorkers.run(on !== 0); })
EM_JS(void, workersTake, (), { var text = unrollWorkers.take(); var bytes = lengthBytesUTF8(text) + 1; stringToUTF8(text, _unroll_buffer(bytes), bytes); })
// clang-format on

namespace {

using namespace unroll;

std::string languageAt(int place) { return std::string(languages()[static_cast<std::size_t>(std::max(place, 0))]); }

std::string buffer;  // the one place where strings cross from JavaScript

const char* domName(KeyName key) {
  switch (key) {
    case KeyName::left: return "ArrowLeft";
    case KeyName::right: return "ArrowRight";
    case KeyName::up: return "ArrowUp";
    case KeyName::down: return "ArrowDown";
    case KeyName::pageUp: return "PageUp";
    case KeyName::pageDown: return "PageDown";
    default: return "Escape";
  }
}

class BrowserHost final : public Host {
 public:
  double milliseconds() const override { return emscripten_get_now(); }
  void replaceHash(const std::string& text) override { bridgeReplaceHash(text.c_str()); }
  void remember(const std::string& hash) override { bridgeRemember(hash.c_str()); }
  std::string remembered() const override {
    bridgeRemembered();
    return buffer.c_str();
  }
  std::string linkTo(const std::string& hash) const override {
    bridgeLinkTo(hash.c_str());
    return buffer.c_str();
  }
  void copy(const std::string& text) override { bridgeCopy(text.c_str()); }
  void copyPicture(const std::string& png) override { bridgeCopyPicture(png.data(), static_cast<int>(png.size())); }
  bool canRecord() const override { return bridgeCanRecord() != 0; }
  void record(const std::string& name) override { bridgeRecord(name.c_str()); }
  void announce(const std::string& words) override { bridgeAnnounce(words.c_str()); }
  void showTable(const std::string& json) override { bridgeShowTable(json.c_str()); }
  void placeField(const std::string& json) override { bridgePlaceField(json.c_str()); }
  void fillField(const std::string& text, bool marked) override { bridgeFillField(text.c_str(), marked ? 1 : 0); }
  bool mirrorsControls() const override { return true; }
  void showControls(const std::string& json) override { treeShow(json.c_str()); }
  void focusControl(Id id) override { treeFocus(id); }
  void showPlots(const std::string& csv) override { treePlots(csv.c_str()); }
  void handKeyToParent(KeyName key) override { bridgeHandKey(domName(key)); }
  void saveFile(const std::string& name, const std::string& bytes) override {
    bridgeSaveFile(name.c_str(), bytes.data(), static_cast<int>(bytes.size()));
  }
  void chooseFile() override { bridgeChooseFile(); }
  void fetchWords(const std::string& language) override { bridgeFetchWords(language.c_str()); }
  bool scenesAreAway() const override { return bridgeIsSplit() != 0; }
  void fetchScenes() override { bridgeFetchScenes(); }
  bool hasReferences() const override { return bridgeHasReferences() != 0; }
  void openReferences() override { bridgeOpenReferences(); }
  void emit(std::string_view event, const std::string& json) override { bridgeEmit(std::string(event).c_str(), json.c_str()); }
  Sound* sound() override { return &sound_; }

 private:
  BrowserSound sound_;
};

struct Page {
  BrowserHost host;
  App app{host, {}};
  SdlInput input{app};
  SDL_Window* window = nullptr;
  SDL_GLContext context = nullptr;
  int width = 0, height = 0;
  std::string answer;
};
std::unique_ptr<Page> page;

// Kept back for the day when the browser gives no more memory: enough to write the model file of 512 units and what their optimiser
// remembers (ending.js). It is never written to, so it costs addresses only.
constexpr std::size_t reserveBytes = std::size_t{32} << 20;
void* reserve = nullptr;

void mindMemory() {
  reserve = std::malloc(reserveBytes);
  std::set_new_handler([] {
    endingOutOfMemory();
    std::abort();
  });
  ImGui::SetAllocatorFunctions([](std::size_t bytes, void*) { return ::operator new(bytes); },
                               [](void* place, void*) { ::operator delete(place); });
}

void startGraphics() {
  ImGui_ImplOpenGL3_Init("#version 300 es");
  page->app.restoreGraphics();
}

void takeEvents() {
  int width = 0, height = 0;
  SDL_GetWindowSize(page->window, &width, &height);
  const ImVec2 scale{static_cast<float>(page->width) / static_cast<float>(width),
                     static_cast<float>(page->height) / static_cast<float>(height)};
  SDL_Event event;
  while (SDL_PollEvent(&event)) page->input.handle(event, scale);
}

}  // namespace

extern "C" {

// SDL looks functions of OpenGL up by their names, which would bring all of WebGL's into the page, 20 KB. It gets none: ours and Dear
// ImGui's are called directly.
void* eglGetProcAddress(const char*);
void* eglGetProcAddress(const char*) { return nullptr; }
// Dear ImGui could be steered by a gamepad; here it never is, and SDL's list of them stays at home.
SDL_GameController* SDL_GameControllerOpen(int) { return nullptr; }
Sint16 SDL_GameControllerGetAxis(SDL_GameController*, SDL_GameControllerAxis) { return 0; }
Uint8 SDL_GameControllerGetButton(SDL_GameController*, SDL_GameControllerButton) { return 0; }

EMSCRIPTEN_KEEPALIVE char* unroll_buffer(int bytes) {
  buffer.assign(static_cast<std::size_t>(bytes), '\0');
  return buffer.data();
}

// Draws one frame. 0: the next one at once; positive: in so many milliseconds; negative: after an event.
EMSCRIPTEN_KEEPALIVE double unroll_frame(int width, int height, int pixelWidth, int pixelHeight, double ratio) {
  if (width <= 0 || height <= 0) return -1;
  if (width != page->width || height != page->height) {
    page->width = width;
    page->height = height;
    SDL_SetWindowSize(page->window, width, height);
  }
  bridgeCanvasSize(pixelWidth, pixelHeight);
  takeEvents();

  const App::Window window{static_cast<float>(width), static_cast<float>(height), static_cast<float>(ratio)};
  const App::Next next = drawWindowFrame(page->app, window, pixelWidth, pixelHeight);
  return next.atOnce ? 0 : next.afterMilliseconds >= 0 ? std::max(1.0, next.afterMilliseconds) : -1;
}

EMSCRIPTEN_KEEPALIVE int unroll_work_between_frames() { return page->app.workBetweenFrames() ? 1 : 0; }

// Whether the link that lies in the buffer needs the program's second part, and that it has come (or could not be had).
EMSCRIPTEN_KEEPALIVE int unroll_needs_scenes() { return page->app.needsScenes(buffer.c_str()) ? 1 : 0; }
EMSCRIPTEN_KEEPALIVE void unroll_scenes_came(int here) { page->app.scenesCame(here != 0); }

// Takes the link that lies in the buffer, or an experiment alone. Returns what is wrong with it as a whole, or an empty string.
EMSCRIPTEN_KEEPALIVE const char* unroll_load(int whole) {
  const std::string link = buffer.c_str();
  page->answer = page->app.load(link, true, whole != 0 ? App::Extent::link : App::Extent::experiment);
  return page->answer.c_str();
}
EMSCRIPTEN_KEEPALIVE const char* unroll_state() {
  page->answer = page->app.stateJson();
  return page->answer.c_str();
}
// The model file as it would be saved; its length is that of the last one.
EMSCRIPTEN_KEEPALIVE const char* unroll_model() {
  page->answer = page->app.modelFile();
  return page->answer.data();
}
EMSCRIPTEN_KEEPALIVE const char* unroll_model_name() {
  page->answer = page->app.session().model().fileName();
  return page->answer.c_str();
}
// Bytes of its memory that the program uses, without the reserve.
EMSCRIPTEN_KEEPALIVE double unroll_memory() {
  return static_cast<double>(mallinfo().uordblks) - (reserve != nullptr ? static_cast<double>(reserveBytes) : 0);
}
EMSCRIPTEN_KEEPALIVE void unroll_release_reserve() { std::free(std::exchange(reserve, nullptr)); }
EMSCRIPTEN_KEEPALIVE int unroll_model_size() { return static_cast<int>(page->answer.size()); }
// Takes the model file that lies in the buffer. Returns why not, or an empty string.
EMSCRIPTEN_KEEPALIVE const char* unroll_load_model(int tooLarge) {
  const std::string bytes = std::move(buffer);
  page->answer = tooLarge != 0 ? page->app.refuseModel("the model file is larger than 256 MB") : page->app.loadModel(bytes);
  return page->answer.c_str();
}
// Each returns why not, or an empty string.
EMSCRIPTEN_KEEPALIVE const char* unroll_play() {
  page->answer = page->app.play();
  return page->answer.c_str();
}
EMSCRIPTEN_KEEPALIVE const char* unroll_step(int n) {
  page->answer = page->app.step(n);
  return page->answer.c_str();
}
EMSCRIPTEN_KEEPALIVE void unroll_pause() { page->app.pause(); }
// What api.js follows until a promise can be kept.
EMSCRIPTEN_KEEPALIVE int unroll_run() { return page->app.session().taken(); }
EMSCRIPTEN_KEEPALIVE int unroll_outcome(int run) { return static_cast<int>(page->app.session().outcomeOf(run)); }
EMSCRIPTEN_KEEPALIVE int unroll_activity() { return static_cast<int>(page->app.session().activity()); }
EMSCRIPTEN_KEEPALIVE double unroll_update() { return static_cast<double>(page->app.session().model().progress().done); }
EMSCRIPTEN_KEEPALIVE double unroll_target() { return static_cast<double>(page->app.session().target()); }
// Tab and undo come by themselves, since they are answered at once; what SDL has of before them goes first.
EMSCRIPTEN_KEEPALIVE int unroll_walk(int back) {
  takeEvents();
  return page->app.walk(back != 0) ? 1 : 0;
}
EMSCRIPTEN_KEEPALIVE void unroll_history(int redo) {
  takeEvents();
  page->app.key({redo != 0 ? KeyName::redo : KeyName::undo});
}
// The text in the buffer stands in the page's own field now; it has the keyboard.
EMSCRIPTEN_KEEPALIVE void unroll_typed() { page->app.typed(buffer.c_str()); }
EMSCRIPTEN_KEEPALIVE void unroll_field_focused() { page->app.fieldFocused(); }
// What the page's own field does not take itself. 0: Enter, 1: Escape.
EMSCRIPTEN_KEEPALIVE void unroll_field_key(int which) { page->app.key({which == 0 ? KeyName::enter : KeyName::escape}); }
// A finger is lifted from the canvas. 0: nothing is typed there; 1: words; 2: digits.
EMSCRIPTEN_KEEPALIVE int unroll_await_field(double x, double y) {
  return static_cast<int>(page->app.awaitField(static_cast<float>(x), static_cast<float>(y)));
}
EMSCRIPTEN_KEEPALIVE void unroll_copied(int done) { page->app.copied(done != 0); }
// Frames from here on have nothing of the page over the lesson, or have it again.
EMSCRIPTEN_KEEPALIVE void unroll_bare(int on) { page->app.showBare(on != 0); }
// The next frame's stage as SVG, once that frame is drawn.
EMSCRIPTEN_KEEPALIVE int unroll_share_is_away() { return page->app.isShareAway() ? 1 : 0; }
EMSCRIPTEN_KEEPALIVE void unroll_order_svg() { page->app.orderPicture(Share::Form::svg, false); }
EMSCRIPTEN_KEEPALIVE const char* unroll_svg() { return page->app.picture().c_str(); }
// 0: the film is saved; 1: there was no walk to record; 2: it can't be recorded.
EMSCRIPTEN_KEEPALIVE void unroll_recorded(int outcome) { page->app.recorded(outcome); }
EMSCRIPTEN_KEEPALIVE int unroll_walk_on(int fromTheBegin) { return page->app.walkOn(fromTheBegin != 0) ? 1 : 0; }
// What a reader asks of a control by its element (tree.js), and that it has gone to one; a text lies in the buffer.
EMSCRIPTEN_KEEPALIVE void unroll_request(unsigned id, int kind, double number) {
  page->app.request({static_cast<Ui::Request::Kind>(kind), id, number, buffer.c_str()});
}
EMSCRIPTEN_KEEPALIVE void unroll_show_plots() { page->app.showPlots(); }
EMSCRIPTEN_KEEPALIVE void unroll_focus_control(unsigned id) { page->app.focusControl(id); }
// 0: the keyboard has left the canvas; 1: it came by the pointer; 2: by a key.
EMSCRIPTEN_KEEPALIVE void unroll_focus(int how) { page->app.focusChanged(how != 0, how == 2); }
// SDL takes the wheel from the page only while it listens to it.
EMSCRIPTEN_KEEPALIVE void unroll_take_wheel(int on) { SDL_EventState(SDL_MOUSEWHEEL, on != 0 ? SDL_ENABLE : SDL_DISABLE); }
// Those in the buffer; empty: there are none to be had.
EMSCRIPTEN_KEEPALIVE void unroll_words(int language) { page->app.wordsCame(languageAt(language), buffer.c_str()); }
EMSCRIPTEN_KEEPALIVE void unroll_surroundings(int language, int dark, int reducedMotion) {
  page->app.setSurroundings({languageAt(language), dark != 0, reducedMotion != 0});
}
EMSCRIPTEN_KEEPALIVE void unroll_restore_graphics() {
  // Not ImGui_ImplOpenGL3_Shutdown: the objects went with the old context, and deleting them in this one is an error.
  ImGuiIO& io = ImGui::GetIO();
  ImGui::MemFree(std::exchange(io.BackendRendererUserData, nullptr));
  io.BackendRendererName = nullptr;
  startGraphics();
}

}  // extern "C"

int main() {
  SDL_SetHint(SDL_HINT_EMSCRIPTEN_KEYBOARD_ELEMENT, "#lab");
  if (SDL_Init(SDL_INIT_VIDEO) != 0) {
    bridgeNoGraphics();
    return 1;
  }
  SDL_EventState(SDL_MOUSEWHEEL, SDL_DISABLE);
  SDL_GL_SetAttribute(SDL_GL_CONTEXT_PROFILE_MASK, SDL_GL_CONTEXT_PROFILE_ES);
  SDL_GL_SetAttribute(SDL_GL_CONTEXT_MAJOR_VERSION, 3);
  SDL_GL_SetAttribute(SDL_GL_CONTEXT_MINOR_VERSION, 0);
  SDL_GL_SetAttribute(SDL_GL_DEPTH_SIZE, 0);
  SDL_GL_SetAttribute(SDL_GL_STENCIL_SIZE, 0);
  // A size that the canvas surely has not, so that SDL leaves its style alone and the page's CSS decides.
  SDL_Window* window = SDL_CreateWindow("Unroll", 0, 0, 16, 16, SDL_WINDOW_OPENGL | SDL_WINDOW_RESIZABLE | SDL_WINDOW_ALLOW_HIGHDPI);
  SDL_GLContext context = window != nullptr ? SDL_GL_CreateContext(window) : nullptr;
  if (context == nullptr) {
    bridgeNoGraphics();
    return 1;
  }
  mindMemory();
  ImGui::CreateContext();
  ImGui::GetIO().IniFilename = nullptr;
  ImGui_ImplSDL2_InitForOpenGL(window, context);
  page = std::make_unique<Page>();
  page->window = window;
  page->context = context;
  useHelpers(Helpers{.count = [] { return workersCount(); },
                     .add = [](const char* jobs) { workersAdd(jobs); },
                     .clear = [] { workersClear(); },
                     .run = [](bool on) { workersRun(on ? 1 : 0); },
                     .take =
                         [] {
                           workersTake();
                           return std::string(buffer.c_str());
                         }});
  startGraphics();
  bridgeStart();
  return 0;
}
