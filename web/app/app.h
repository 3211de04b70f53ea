// App: the program behind both mains. The platform feeds it with events and calls frame(); the App advances the training by what
// drawing leaves of the frame, draws the page, and says when it wants to be called again.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/exercise.h"
#include "app/fuzz_walk.h"
#include "app/host.h"
#include "app/number_notice.h"
#include "app/sessions.h"
#include "app/shell.h"
#include "app/start_page.h"
#include "base/frame_clock.h"
#include "base/page_settings.h"
#include "base/text.h"
#include "base/theme.h"
#include "core/link_text.h"
#include "gpu/gpu.h"
#include "lesson/scene.h"
#include "share/share.h"
#include "widgets/ui_frame.h"

namespace unroll {

class App {
 public:
  // What the system prefers; a link's own lang, theme and animate go before it.
  struct Surroundings {
    std::string language = "en";
    bool dark = false;
    bool reducedMotion = false;
  };
  struct Window {
    float width = 1280;  // CSS pixels
    float height = 800;
    float pixelRatio = 1;  // device pixels per CSS pixel
  };
  // When to call frame() again: at once (the next display frame), after so many milliseconds, or only after an event.
  struct Next {
    bool atOnce = false;
    double afterMilliseconds = -1;  // negative: only after an event
  };

  App(Host& host, const Surroundings& surroundings);
  ~App();

  // Takes over a link (the hash without #, or the command line's pairs joined by &). Bad pairs are dropped with a message.
  // Returns what keeps it from running at all (then nothing has changed), or an empty string.
  // An experiment alone leaves the page as it is: what it doesn't say of language, theme, what is hidden and so on, and the scene, where that
  // shows the same kind of model. Of a whole link what isn't said is as at first.
  enum class Extent { link, experiment };
  std::string load(std::string_view link, bool undoable, Extent extent = Extent::link);
  // Takes over a model file, or says in the page why not and goes on. Returns the reason, or an empty string.
  // Own data for the model that is open is taken, too.
  std::string loadModel(std::string_view bytes);
  std::string takeData(std::string_view bytes);  // the same of own data alone
  std::string refuseModel(const std::string& why);
  std::string modelFile() const { return sessions_.present().model().file(); }
  void fileSaved(const std::string& place);
  void fileNotSaved(const std::string& place, const std::string& why);
  void askForDrop() { sessions_.showMessage(text_.tr("model.drop")); }
  void setSurroundings(const Surroundings& surroundings);
  // What Host::fetchWords asked for, or what scenes that came later say, as JSON; empty: it could not be had.
  void wordsCame(const std::string& language, std::string json);

  // Whether a link opens a scene whose part of the program has not come yet; load() then opens it only if it could not be had.
  bool needsScenes(std::string_view link) const;
  // What Host::fetchScenes asked for is there, or could not be had.
  void scenesCame(bool here);

  // What has been typed into the platform's own field (Host::placeField), and that it has got the keyboard.
  void typed(std::string text);
  void paste(const std::string& text);  // typed, where somebody types; else as a file that is dropped
  void fieldFocused() { uiFrame_.fieldFocused(); }
  // A finger is being lifted there, in the platform's own units. Unless nothing is typed there, the platform can have the keyboard of a
  // phone come up within its gesture, as browsers ask for; Host::placeField() then follows in any case, once it is known what was pressed.
  enum class Keyboard { none, words, digits };
  Keyboard awaitField(float x, float y);

  // What a screen reader asks of a control, and that it has gone to one.
  void request(Ui::Request request);
  void focusControl(Id id) { uiFrame_.focusControl(id); }
  void showPlots() { wantsTables_ = true; }  // then Host::showPlots()

  // The graphics context is new (also at the start): everything that lives in it is made again.
  void restoreGraphics();

  // Prepares and draws one frame into ImGui's draw lists; the platform calls ImGui::Render and shows it.
  // `fontsChanged` tells it to upload the font texture anew.
  void beginFrame(const Window& window, bool& fontsChanged);  // before ImGui::NewFrame
  void drawFrame();                                           // after it
  Next endFrame();                                            // after rendering
  // A short slice of training while the display is slower than 50 frames a second and the next frame is awaited; false: no need.
  bool workBetweenFrames();

  // Events, in CSS pixels.
  void pointer(PointerEvent event);
  void key(const KeyEvent& event) { uiFrame_.add(event); }
  bool walk(bool back);                      // Tab; false: leave the canvas
  void focusChanged(bool here, bool byKey);  // the canvas has got or lost the keyboard
  void clearPointer() { uiFrame_.clearPointer(); }

  // window.unroll
  std::string stateJson();
  std::string play();  // returns why not, or an empty string
  void pause();        // a link that is loading too
  std::string step(int n);
  const Session& session() const { return sessions_.present(); }
  Rect stage() const { return shell_.stage(); }  // design units
  float unitsToPixels() const { return theme_.pixelsPerUnit; }
  ImGuiMouseCursor cursor() const { return uiFrame_.cursor(); }
  std::string link() const;  // what the hash should say now
  void copied(bool done);    // what Host::copy or copyPicture was given is in the clipboard; or it may not go there

  // Pictures. In bare frames nothing of the page lies over the lesson, as the panel that shares it. drewBareFrame(): such a frame was drawn
  // for a picture alone, and the next one should come before anybody sees it.
  void showBare(bool on) { isBare_ = on; }
  bool drewBareFrame() const { return isPicture_ && !isBare_; }
  // The next frame's stage, or all of it, as PNG or SVG; where isShareAway() the program's second part has to be fetched first.
  bool isShareAway() const { return scenesAway_; }
  void orderPicture(Share::Form form, bool whole);
  const std::string& picture() const { return picture_; }
  // The walk through time, for a film: to its begin, or one step on; false: it has ended, or there is none.
  bool walkOn(bool fromTheBegin);
  void recorded(int outcome);  // of Host::record: 0 it is saved, 1 there was nothing to walk, 2 it can't be recorded

 private:
  Frame frame();
  Scene& scene();
  void useScene(int index);
  void goToScene(int index);
  void goToStart();
  bool isAtStart() const { return start_ != nullptr; }
  std::string whereOneWas() const;
  void goOn();
  std::string inWords();
  bool isAway(std::size_t scene) const;
  void tellAwaited();
  void carryOutWishes();
  void lookForFrame();
  void followStory();
  void choosePalette();
  void stageKeys(const std::vector<KeyEvent>& keys);
  void handToParent(KeyName key);
  void act(const Shell::Wish& wish);
  void tellDropped(const std::vector<Error>& dropped);
  bool awaitData(std::string_view link, std::vector<Error>& dropped);
  bool awaits() const;
  std::string awaitingLink() const;
  std::string take(std::vector<Change> changes);
  void placeField();
  bool mirrorIsDue() const;
  void mirrorControls();
  std::string mirrored();
  void showView(const std::vector<Pair>& pairs, std::vector<Error>& dropped);
  bool hashWaits() const;
  double hashDueAt() const;  // seconds
  void writeHash();
  void tellEvents();
  void tellTasks();
  void announce();
  void showTable();
  void saveNumbers(std::string plots);
  void hearPlot();
  void saveScript();
  void openShare();
  void shareCame(bool here);
  Share::Contents shareContents();
  void drawShare();
  void closeShare();
  void handOver(const Share::Wish& wish, const std::string& bytes);
  void film();
  void takePictures();

  Host& host_;
  Surroundings surroundings_;
  PageSettings page_;
  Text text_;
  Theme theme_;
  UiFrame uiFrame_;
  gpu::Gpu gpu_;
  Sessions sessions_;
  Shell shell_;
  FrameClock clock_;
  std::vector<std::unique_ptr<Scene>> scenes_;  // each made when it is first shown
  std::size_t scene_ = 0;
  std::unique_ptr<StartPage> start_;  // while it is shown; the scene waits below it
  std::string before_;                // the hash that it offers to go on with
  bool goesOn_ = false;               // with that, when the second part has come
  Exercise exercise_;
  std::optional<FuzzWalk> walk_;      // while the link says fuzz
  NumberNotice notice_;
  std::vector<std::size_t> sceneOf_;  // which scene showed each kind of model last

  // The second part of the program: isLater().
  bool scenesAway_ = false;
  bool isForeseen_ = false;  // the second part was asked for before a scene was
  int awaitedScene_ = -1;    // the one that was chosen and is opened when it has come
  double awaitedSince_ = 0;

  Window window_;
  Layout layout_ = Layout::wide;
  double frameBegan_ = 0, frameEnded_ = 0;
  bool workedBetween_ = false;  // since the last frame
  double slice_ = 0;
  double firstFrame_ = -1;
  bool continuous_ = false;
  // A link whose own data is not here: what it says goes on when the data comes. Until then the address keeps it.
  struct Awaited {
    std::string_view model;                      // its kind
    std::string hash, column, task, link, text;  // text: the model's that was opened in its place, without its steps
  };
  std::optional<Awaited> awaited_;
  std::string refused_;  // the last refusal, as it was told
  std::string writtenHash_;
  double hashWrittenAt_ = -1;
  std::string announced_, announcedStep_, announcedLanguage_, awaitedLanguage_;
  std::vector<std::string> announcedStory_;
  double announcedAt_ = -1;
  SpokenTable shownTable_;
  bool wantsTables_ = false;   // the next frame shows the platform its plots
  bool wantsNumbers_ = false;  // of the next frame

  std::unique_ptr<Share> share_;  // made when it is first needed
  bool isSharing_ = false, awaitsShare_ = false;
  bool isBare_ = false, isPicture_ = false;  // the frame that is being drawn
  Share::Form sharedForm_ = Share::Form::link;
  ImTextureID keptStage_{};  // the preview
  struct Order {
    Share::Form form;
    Share::Act act;  // none: for picture()
    Rect part;
  };
  std::vector<Order> orders_, ordered_;  // of the next frame; of this one
  std::string picture_;
  std::string placedField_ = "{}", filledField_;  // as the platform has them
  Id filledFor_ = 0;                              // the control that it has it for, 0: none
  bool fieldAwaited_ = false;
  // What the platform's tree of the controls was told.
  struct Mirror {
    std::uint64_t hash = 0;  // 0: nothing, or it is to be told all again
    double at = -1;          // seconds
    Id focus = 0;
    bool due = true;  // in this frame
  };
  Mirror mirror_;
  double updateToldAt_ = 0;
  std::uint64_t updateTold_ = 0;
  bool linkWasTooLong_ = false;
};

// The words of state(): everything window.unroll.state() returns, as JSON. Defined in state.cpp.
struct StateInput {
  const Session& session;
  const Sessions& sessions;
  Scene& scene;
  std::string_view sceneName;  // "start": none of them
  std::string words, link;
  const Frame& frame;
  const UiFrame& ui;
  const Text& text;
  const FrameClock& clock;
  const PageSettings& page;
  const FuzzWalk* walk;  // or none
  Rect stage;
  double firstFrame = 0;
  double slice = 0;
  const std::vector<Sessions::Message>& messages;
  const std::vector<std::string>& shaderErrors;
  const NumberNotice& notice;
};
std::string stateToJson(const StateInput& input);

}  // namespace unroll
