// Scene: one lesson. A scene is one file here and one line in scenes.inc. It draws numbers of a Snapshot and sends commands; it
// never touches the model. The app decides where its parts go (wide, medium, phone, embedded) and calls them once per frame in
// this order: story, controls, stage, inspector, transport. A part that the layout doesn't show isn't called.
//
// A scene's own members hold how it is looked at (time step, folded or not, what is pointed at); what defines the run is the
// Experiment, which changes only by commands.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "unroll.h"
#include "widgets/controls.h"
#include "widgets/ui.h"

namespace unroll {

namespace gpu {
class Gpu;  // web/gpu/gpu.h: programs and textures
}

enum class Layout {
  wide,    // 1280×800 units: story and controls left, inspector right, transport below
  medium,  // 768×464: inspector as an overlay at the pointer, story one line that opens
  phone,   // 390×844: stage and transport fill the screen; story, controls, inspector are tabs below
};

// The run before the present one, drawn as a ghost in every plot.
struct PreviousRun {
  Experiment experiment;
  std::vector<CurvePoint> lossCurve;
  std::vector<CurvePoint> metricCurve;
  std::vector<float> gradientNorms;
};

// Where a scene sends what it wants. Everything takes effect between two updates, before the next frame is drawn.
class Commands {
 public:
  virtual ~Commands() = default;

  // Changes the run; can be undone. Repeated changes of the same target during one drag are one step of undo.
  virtual void send(Command command) = 0;

  // Training. It goes on between the frames, in slices; `training()` says whether it does.
  virtual void train() = 0;                        // until pause(), stopAt or a divergence
  virtual void trainTo(std::int64_t updates) = 0;  // up to that update (one more update: target() + 1)
  virtual void pauseTraining() = 0;
  virtual bool training() const = 0;
  virtual std::int64_t target() const = 0;  // the update that it is on its way to by trainTo() or goToUpdate(); else the present one

  // Back to any update that was reached since the run began, from a ring of checkpoints; not a step of undo.
  virtual void goToUpdate(std::int64_t update) = 0;
  virtual std::int64_t lastUpdate() const = 0;  // the furthest reached: snapshot.update, or more after going back

  // The whole run as a file, and another one's in its place (through the platform's dialog).
  virtual void saveModel() = 0;
  virtual void chooseModel() = 0;

  virtual void undo() = 0;
  virtual void redo() = 0;

  virtual void showMessage(std::string words) = 0;  // in the page, for some seconds; plain words
};

struct SceneContext {
  const Snapshot& snapshot;
  const PreviousRun* previous;  // nullptr: there was none
  Commands& commands;
  Ui& ui;
  gpu::Gpu& gpu;
  Layout layout = Layout::wide;
  bool embedded = false;        // only stage and transport are shown
  double updatesPerSecond = 0;  // of wall-clock time, for display
  double framesPerSecond = 0;

  const Experiment& experiment() const { return snapshot.experiment; }
  const std::string& tr(std::string_view key) const { return ui.tr(key); }
  std::string tr(std::string_view key, std::initializer_list<Placeholder> p) const { return ui.tr(key, p); }
  // Sends SetSetting with the number in its shortest exact form.
  void set(std::string_view key, double value) const;
  void set(std::string_view key, std::string value) const;
};

// A key on the stage, when no control has the keyboard. Keys that no scene uses are handed to the page around the frame.
enum class StageKey { space, left, right, up, down, home, end, enter, pageUp, pageDown, escape };

class Scene {
 public:
  virtual ~Scene() = default;

  virtual void story(SceneContext&, Column&) {}      // soft card is drawn by the scene: ui::card(…, CardStyle::soft, …)
  virtual void controls(SceneContext&, Column&) {}   // sliders, choices; the rest in ui::section(…)
  virtual void stage(SceneContext&, Rect) = 0;       // the whole area, ground and heading included (ui::card(…, CardStyle::stage))
  virtual void inspector(SceneContext&, Column&) {}  // content only; the app draws the card around it, or the overlay
  virtual void transport(SceneContext&, Rect) = 0;   // the inside of the bar: play, steps, scrubber; 48 high (wide), 40 else

  // In one line for the medium layout, where the story opens only when pressed.
  virtual std::string storyLine(const SceneContext&) const { return {}; }
  // Width of the inspector's column in the wide layout; 0: the stage takes that room too and inspector() is called only on phones.
  virtual float inspectorWidth() const { return 280; }
  // Whether there is something to inspect now: in the medium layout the overlay appears at `inspectorAnchor()` while it is true.
  virtual bool inspects() const { return false; }
  virtual ImVec2 inspectorAnchor() const { return {}; }

  // Returns whether the key was used.
  virtual bool key(SceneContext&, StageKey) { return false; }

  // Which parts of the Snapshot the scene draws.
  virtual SnapshotParts parts() const { return {}; }

  // The transport from outside (window.unroll): what the play button and the step button do. step(−1) goes back where that exists.
  virtual void play(SceneContext&, bool on) = 0;
  virtual bool playing(const SceneContext&) const = 0;
  virtual void step(SceneContext&, int n) = 0;

  // The stage in words, one to three sentences in the present language, for a screen reader; told after each change.
  virtual std::string describe(const SceneContext&) const = 0;
  // Adds the scene's own fields to window.unroll.state(): plain numbers, names and arrays.
  virtual void state(const SceneContext&, nlohmann::json& fields) const = 0;
};

struct SceneEntry {
  std::string_view name;
  std::unique_ptr<Scene> (*make)();
};
const std::vector<SceneEntry>& scenes();

}  // namespace unroll
