// Host: what the app asks of the platform. Implemented by platform/browser.cpp and platform/native.cpp.
#pragma once

#include <string>
#include <string_view>

#include "base/sound.h"
#include "widgets/ui_frame.h"

namespace unroll {

class Host {
 public:
  virtual ~Host() = default;

  virtual double milliseconds() const = 0;                // monotonic; in the browser performance.now()
  virtual void replaceHash(const std::string& text) = 0;  // history.replaceState; natively the window's title bar is left alone
  // Where one was, for the next time: the hash, where the platform may keep it; "": there is none.
  virtual void remember(const std::string& /*hash*/) {}
  virtual std::string remembered() const { return {}; }
  virtual std::string linkTo(const std::string& hash) const = 0;  // the whole address; natively just the hash
  virtual void copy(const std::string& text) = 0;                 // then App::copied(); without a clipboard the text is shown instead
  virtual void copyPicture(const std::string& png) = 0;           // the same
  // A film of App::walkOn(), saved under that name; frames are bare meanwhile.
  virtual bool canRecord() const { return false; }
  virtual void record(const std::string& /*name*/) {}
  virtual void announce(const std::string& words) = 0;  // the stage in words (aria-live)
  virtual void showTable(const std::string& json) = 0;  // {"caption", "head", "rows"} in words, for a screen reader; {}: none
  virtual void handKeyToParent(KeyName key) = 0;        // an arrow, PageUp, PageDown or Escape that the page does not use
  virtual void saveFile(const std::string& name, const std::string& bytes) = 0;  // then App::fileSaved()
  virtual void chooseFile() = 0;                                                 // then App::loadModel(); natively by dropping one
  // A field of the platform's own over that of the program, as JSON: {"label", "rect", "font" and "padding" in its own units, colours
  // "ink", "ground", "line" and "strong", "focus"; of a single line also "mode" of a phone's keyboard and "align"; "hidden" at the top,
  // right, bottom and left}, {}: there is none; and what stands in it, perhaps all marked. Then App::typed(), App::fieldFocused(), and
  // Enter and Escape as keys. Where there is no such thing, the program's own takes the keys.
  virtual void placeField(const std::string& /*json*/) {}
  virtual void fillField(const std::string& /*text*/, bool /*marked*/) {}
  // Whether the platform keeps a tree of the controls for a screen reader, beside what is drawn. What is on the page, as JSON
  // (App::mirror…), each time that it has changed; and which control has the keyboard, 0: the stage. Then App::request(),
  // App::focusControl().
  virtual bool mirrorsControls() const { return false; }
  virtual void showControls(const std::string& /*json*/) {}
  virtual void focusControl(Id /*id*/) {}
  virtual void showPlots(const std::string& /*csv*/) {}  // what App::showPlots() asks for, a blank line between two plots
  // The words of "en" or "de", where they are not part of the program; then App::wordsCame()
  virtual void fetchWords(const std::string& /*language*/) {}
  // Whether the scenes of isLater() lie in a part of the program that has yet to be fetched; then App::scenesCame()
  virtual bool scenesAreAway() const { return false; }
  virtual void fetchScenes() {}
  // The page of references beside the program, where there is one.
  virtual bool hasReferences() const { return false; }
  virtual void openReferences() {}
  virtual void emit(std::string_view event, const std::string& json) = 0;
  virtual Sound* sound() { return nullptr; }  // none: nothing can be heard here
};

}  // namespace unroll
