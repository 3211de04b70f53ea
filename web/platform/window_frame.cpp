#include "platform/window_frame.h"

#ifdef __EMSCRIPTEN__
#include <GLES3/gl3.h>
#else
#include <SDL_opengl.h>
#endif
#include <backends/imgui_impl_opengl3.h>
#include <backends/imgui_impl_sdl2.h>

namespace unroll {

namespace {

App::Next drawOnce(App& app, const App::Window& window, int pixelWidth, int pixelHeight) {
  bool fontsChanged = false;
  app.beginFrame(window, fontsChanged);
  if (fontsChanged) {
    ImGui_ImplOpenGL3_DestroyFontsTexture();
    ImGui_ImplOpenGL3_CreateFontsTexture();
  }
  // The back end measures the window in its own way; ours are design units.
  ImGuiIO& io = ImGui::GetIO();
  const ImVec2 size = io.DisplaySize, scale = io.DisplayFramebufferScale;
  ImGui_ImplOpenGL3_NewFrame();
  ImGui_ImplSDL2_NewFrame();
  io.DisplaySize = size;
  io.DisplayFramebufferScale = scale;
  ImGui::NewFrame();
  app.drawFrame();
  ImGui::SetMouseCursor(app.cursor());
  ImGui::Render();
  glViewport(0, 0, pixelWidth, pixelHeight);
  ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
  return app.endFrame();
}

}  // namespace

App::Next drawWindowFrame(App& app, const App::Window& window, int pixelWidth, int pixelHeight) {
  constexpr int kMost = 3;  // frames that are for pictures, one after the other
  App::Next next = drawOnce(app, window, pixelWidth, pixelHeight);
  for (int i = 0; i < kMost && app.drewBareFrame(); ++i) next = drawOnce(app, window, pixelWidth, pixelHeight);
  return next;
}

}  // namespace unroll
