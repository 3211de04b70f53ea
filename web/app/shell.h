// Shell: the page around a scene: header, where the scene's parts go in each layout, messages, progress of a link that is loading.
#pragma once

#include <vector>

#include "app/sessions.h"
#include "app/start_page.h"
#include "lesson/scene.h"

namespace unroll {

class Shell {
 public:
  // What the shell must know besides the scene's own context.
  struct Status {
    std::size_t scene = 0;
    int chosen = 0;  // the scene that is shown, or the one that has yet to be fetched; -1: the start page
    bool canUndo = false;
    bool canRedo = false;
    bool embed = false;
    int scale = 100;  // per cent
    Session::Activity activity = Session::Activity::idle;
    Progress progress;
    std::vector<Sessions::Message>& messages;
    StartPage* start = nullptr;  // is shown in the scene's place
    std::string before{};        // where one was before, in words
    bool references = false;     // there is a page of them
  };
  // What the user asked for in the header.
  struct Wish {
    int scene = -1;
    int looked = -1;  // on the start page
    bool start = false, goOn = false, references = false;
    bool undo = false, redo = false, language = false, textSize = false, theme = false, share = false;
    bool numbers = false;  // below the settings: what is seen, as CSV
    bool any() const { return scene >= 0 || start || goOn || references || undo || redo || language || textSize || theme || share || numbers; }
  };

  Wish draw(const Frame& frame, Scene& scene, const Status& status);
  void messages(const Frame& c, const Status& status);  // above all that is drawn before
  Rect stage() const { return stage_; }

 private:
  void wide(const Frame& c, Scene& scene, Rect page);
  void medium(const Frame& c, Scene& scene, Rect page, bool storyStays);
  void phone(const Frame& c, Scene& scene, Rect page);
  void stageAndTransport(const Frame& c, Scene& scene, Rect page, bool transport);  // embedded, or little room

  void stagePart(const Frame& c, Scene& scene, Rect r);
  void transportPart(const Frame& c, Scene& scene, Rect r);
  void inspectorOverlay(const Frame& c, Scene& scene, Rect page);
  void progress(const Frame& c, const Status& status);

  void controlsPart(const Frame& c, Scene& scene, Column& column);

  Rect stage_;
  bool wantsNumbers_ = false;
  int phoneTab_ = 0;       // 0 none, 1 story, 2 controls, 3 inspector
  ImVec2 explained_{};     // where the inspector's subject was at the last tap
  int openInspector_ = 0;  // frames until it is looked what a tap has met
  bool storyOpen_ = false;
  bool hintWas_ = false;                           // open in the frame before
  float overlayHeight_ = 200, storyHeight_ = 200;  // as measured in the frame before
};

// header.cpp: logo, name, scenes, undo, redo, language, theme, share. `row` is cut off the top of the page.
Shell::Wish drawHeader(const Frame& frame, Rect row, const Shell::Status& status);

}  // namespace unroll
