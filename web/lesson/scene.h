// Scene: one lesson. A scene is a folder in web/scenes and one line in scenes.inc. It draws numbers of its own model and asks for changes;
// it never touches the model. The app decides where its parts go (wide, medium, phone, embedded) and calls them once per frame in this
// order: story, controls, stage, inspector, transport. A part that the layout doesn't show isn't called.
//
// A scene's own members hold how it is looked at (time step, folded or not, what is pointed at); what defines the run is the model, which
// changes only by what the scene sends. A scene is written against SceneOf<its model, its snapshot>, below.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "base/sound.h"
#include "core/link_text.h"
#include "lesson/thumbnail.h"
#include "unroll.h"
#include "widgets/controls.h"
#include "widgets/ui.h"

namespace unroll {

namespace gpu {
class Gpu;  // web/gpu/gpu.h: programs and textures
}

enum class Layout {
  wide,    // 1280×800 units: story and controls left, inspector right, transport below
  medium,  // 768×464: inspector as an overlay at the pointer, story one line that opens; where it is higher, or its text larger by
           // choice, the story stands above the controls as in the wide layout
  phone,   // 390×844: stage and transport fill the screen; story, controls, inspector are tabs below
};

// Where a scene sends what it wants of its model. Everything takes effect at a boundary between two steps, before the next frame is drawn.
class Commands {
 public:
  virtual ~Commands() = default;

  // Changes the model; can be undone where a link would say it. Repeated changes of the same target during one drag are one step of undo.
  virtual void send(Change change) = 0;
  // Several changes as one: they take effect together and are one step of undo. What is refused is told, the others count.
  virtual void sendTogether(std::vector<Change> changes) = 0;

  // A model that runs goes on between the frames, in slices.
  virtual void run() = 0;  // until pause(), or until it stops by itself
  // The same, but slowly near the step `from`, and ever faster: what happens at first is seen.
  virtual void runSlowly(std::int64_t /*from*/) { run(); }
  virtual void runTo(std::int64_t step) = 0;   // up to that step: an update of a training
  virtual void runBy(std::int64_t steps) = 0;  // from where the presses before lead to, so that many at once add up; back where steps < 0
  virtual void pause() = 0;
  virtual bool running() const = 0;

  // To any step that was reached since the run began, from a ring of states; not a step of undo.
  virtual void goTo(std::int64_t step) = 0;
  virtual std::int64_t furthest() const = 0;  // that was reached: the present step, or more after going back

  // The whole model as a file, and another one's in its place (through the platform's dialog).
  virtual void saveFile() = 0;
  virtual void chooseFile() = 0;
  virtual void saveScript() {}  // Model::script()
  // Own data made in the page, taken as a file of these bytes would be.
  virtual void giveData(std::string bytes) = 0;

  virtual void undo() = 0;
  virtual void redo() = 0;

  virtual void openScene(std::string_view name) = 0;  // "": the next one in the lecture's order
  virtual void openLink(std::string link) = 0;        // any link, as a step of undo: "scene=training&task=xor&updates=500"
  virtual void showMessage(std::string words) = 0;    // in the page, for some seconds; plain words
};

// What every scene gets in a frame. No model in it.
struct Frame {
  Ui& ui;
  gpu::Gpu& gpu;
  Commands& commands;
  const Keys& keys;  // the model's settings as they are now
  Layout layout = Layout::wide;
  bool embedded = false;      // only stage and transport are shown
  double stepsPerSecond = 0;  // of wall-clock time, for display
  double framesPerSecond = 0;
  std::string_view nextScene{};  // its title; empty: this is the last
  Sound* sound = nullptr;        // what plays notes, which ends with the scene and with its model; none: nothing can be heard here

  const std::string& tr(std::string_view key) const { return ui.tr(key); }
  std::string tr(std::string_view key, std::initializer_list<Placeholder> p) const { return ui.tr(key, p); }
  void send(std::string_view target, std::string value = {}) const { commands.send({std::string(target), std::move(value)}); }
  // The number in its shortest exact form.
  void set(std::string_view key, double value) const { send(key, printNumber(value)); }
  void set(std::string_view key, std::string value) const { send(key, std::move(value)); }
};

// A frame with the numbers of a scene's own model.
template <class Snapshot>
struct FrameOf : Frame {
  FrameOf(const Frame& frame, const Snapshot& numbers) : Frame(frame), snapshot(numbers) {}
  const Snapshot& snapshot;
};

// A key on the stage, when no control has the keyboard. Keys that no scene uses are handed to the page around the frame.
enum class StageKey { space, left, right, up, down, home, end, enter, pageUp, pageDown, escape, plus, minus, zero };

class Story;  // lesson/story.h

// Numbers of the stage as rows of plain words, for a screen reader that walks through tables. No rows: there is none.
struct SpokenTable {
  std::string caption;
  std::vector<std::string> head;               // one a column; the first names the row
  std::vector<std::vector<std::string>> rows;  // each as long as the head
  bool operator==(const SpokenTable&) const = default;
};

class Scene {
 public:
  virtual ~Scene() = default;

  // Looks at the model: fills the scene's snapshot of it. Called after each change, before anything is drawn.
  virtual void look(const Model& model) = 0;

  virtual Story* story() { return nullptr; }        // the shell draws it
  virtual void subjects(const Frame&, Column&) {}   // where a scene is several lessons: which one it is, above the story
  virtual void controls(const Frame&, Column&) {}   // sliders, choices; the rest in ui::section(…)
  virtual void stage(const Frame&, Rect) = 0;       // the whole area, ground and heading included (ui::card(…, CardStyle::stage))
  virtual void inspector(const Frame&, Column&) {}  // content only; the app draws the card around it, or the overlay
  virtual void transport(const Frame&, Rect) = 0;   // the inside of the bar: play, steps, scrubber; 48 high (wide), 40 else

  // Width of the inspector's column in the wide layout; 0: the stage takes that room too and inspector() is called only on phones.
  virtual float inspectorWidth() const { return 280; }
  // Whether there is something to inspect now: in the medium layout the overlay appears at `inspectorAnchor()` while it is true.
  virtual bool inspects() const { return false; }
  virtual ImVec2 inspectorAnchor() const { return {}; }

  // Whether its own picture tells how far the runs are that a link asked for.
  virtual bool tellsProgress() const { return false; }

  // Returns whether the key was used.
  virtual bool key(const Frame&, StageKey) { return false; }

  // The transport from outside (window.unroll): what the play button and the step button do. step(−1) goes back where that exists.
  virtual void play(const Frame&, bool on) = 0;
  virtual bool playing(const Frame&) const = 0;
  virtual void step(const Frame&, std::int64_t n) = 0;

  // How it is looked at, for the link, and back: pairs of t, step, fold, story, look and hold (see pageKeys in core/link_text.h). Only what
  // isn't as at first.
  virtual std::vector<Pair> view() const { return {}; }
  virtual double mostFold() const { return 1; }      // `fold` goes from 0 to there
  virtual bool hasInsides() const { return false; }  // `inside` may be 1
  // Of the keys whose values are words, look, hold and step: whether there is such a value here. show() gets an empty one where a link has
  // none.
  virtual bool understands(std::string_view /*key*/, std::string_view /*value*/) const { return false; }
  virtual void show(std::string_view /*key*/, std::string_view /*value*/) {}
  // The greatest number of such a key with this model, below 0: there is none; of look, hold and the like below 0 where it has no use.
  virtual double most(std::string_view /*key*/, const Model& /*model*/) const { return std::numeric_limits<double>::infinity(); }
  // The same as facts, for the checks of a story.
  virtual void viewFacts(Facts&) const {}

  // The stage in words, one to three sentences in the present language, for a screen reader; told after each change.
  virtual std::string describe(const Frame&) const = 0;
  // Beside that, what the stage shows as numbers: read on demand, brought up to date when the page is at rest.
  virtual SpokenTable table(const Frame&) const { return {}; }
  // Adds the scene's own fields to window.unroll.state(): plain numbers, names and arrays.
  virtual void state(const Frame&, nlohmann::json& fields) const = 0;
};

// The scene of a model whose type it knows: the one place where a Model is taken for what it is.
template <class ModelType, class Snapshot>
class SceneOf : public Scene {
 public:
  using Context = FrameOf<Snapshot>;

  void look(const Model& model) final {
    const auto& mine = static_cast<const ModelType&>(model);
    mine.fill(snapshot_, parts());
  }

 protected:
  // What of the model it draws.
  virtual typename Snapshot::Parts parts() const { return {}; }
  Context with(const Frame& frame) const { return {frame, snapshot_}; }
  const Snapshot& snapshot() const { return snapshot_; }

 private:
  Snapshot snapshot_;
};

struct SceneEntry {
  std::string_view name;   // in the link
  std::string_view model;  // of models.inc
  std::unique_ptr<Scene> (*make)();
  std::unique_ptr<Thumbnail> (*makeThumbnail)();
};

}  // namespace unroll
