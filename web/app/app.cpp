#include "app/app.h"

#include <cmath>
#include <cstdio>

#include "app/fonts.h"
#include "io/experiment_text.h"

namespace unroll {

namespace {

constexpr double kHashInterval = 0.5;      // seconds between two replaceState
constexpr double kAnnounceInterval = 1.0;  // seconds, so that a screen reader is not talked over
constexpr double kFluentRate = 50;         // frames per second, above which frames alone carry the training
constexpr double kGapSlice = 4;            // ms
constexpr double kGap = 12;                // ms between two frames at most
constexpr double kGapWhileLoading = 40;
constexpr double kUpdateEventInterval = 0.25;
constexpr int kTextSizes[] = {100, 125, 150, 200};  // per cent
constexpr std::size_t kLongestLink = 2000;          // characters
// What a link without an experiment opens: a net that fits on the stage unit by unit.
constexpr std::string_view kOpening = "scene=sequence&task=adding&hiddenSize=3&seqLen=6";

float scaleFor(const App::Window& w, int percent) {
  const float fitting = std::min(w.width / 1280, w.height / 800);
  return std::clamp(fitting, 1.f, 2.f) * static_cast<float>(percent) / 100;
}

Layout layoutFor(float width, float height) {
  if (width < 620 && height > width) return Layout::phone;
  return width < 1100 || height < 600 ? Layout::medium : Layout::wide;
}

std::string joined(const std::string& a, const std::string& b) { return a.empty() || b.empty() ? a + b : a + "&" + b; }

StageKey stageKey(KeyName key) {
  switch (key) {
    case KeyName::left: return StageKey::left;
    case KeyName::right: return StageKey::right;
    case KeyName::up: return StageKey::up;
    case KeyName::down: return StageKey::down;
    case KeyName::home: return StageKey::home;
    case KeyName::end: return StageKey::end;
    case KeyName::enter: return StageKey::enter;
    case KeyName::pageUp: return StageKey::pageUp;
    case KeyName::pageDown: return StageKey::pageDown;
    case KeyName::escape: return StageKey::escape;
    default: return StageKey::space;
  }
}

bool isForParent(KeyName key) { return key != KeyName::space && key != KeyName::enter && key != KeyName::home && key != KeyName::end; }

}  // namespace

App::App(Host& host, const Surroundings& surroundings) : host_(host), surroundings_(surroundings) {
  for (const SceneEntry& entry : scenes()) scenes_.push_back(entry.make());
  text_.setLanguage(surroundings.language);
  choosePalette();
}

App::~App() = default;

// ── Links ────────────────────────────────────────────────────────────────────────────────────────────────────────────

std::string App::load(std::string_view link, bool undoable) {
  std::string problem;
  ParsedLink parsed = parseLink(link);
  page_ = PageSettings::read(parsed.pageSettings, parsed.dropped);
  const bool saysNothing = parsed.experiment == parseLink({}).experiment && link.find("scene=") == std::string_view::npos &&
                           link.find("task=") == std::string_view::npos;
  if (saysNothing) parsed.experiment = parseLink(kOpening).experiment;
  text_.setLanguage(page_.lang.empty() ? surroundings_.language : page_.lang);
  choosePalette();
  if (auto done = session_.load(parsed.experiment, undoable); !done) {
    problem = done.error().message;
    session_.showMessage(problem);
    if (!session_.loaded()) (void)session_.load(Experiment{}, false);
  }
  for (const Error& error : parsed.dropped) session_.showMessage(text_.tr("app.dropped", {{"what", error.message}}));
  useScene(session_.snapshot().experiment.scene);
  writtenHash_.clear();
  return problem;
}

std::string App::loadModel(std::string_view bytes) {
  const auto done = session_.loadModel(bytes);
  if (!done) return refuseModel(done.error().message);
  session_.showMessage(text_.tr("model.loaded", {{"n", text_.integer(session_.snapshot().update)}}));
  useScene(session_.snapshot().experiment.scene);
  return {};
}

std::string App::refuseModel(const std::string& why) {
  session_.showMessage(text_.tr("model.refused", {{"why", why}}));
  return why;
}

std::string App::modelFileName() const {
  const Experiment& e = session_.snapshot().experiment;
  return "unroll-" + e.task + "-" + e.cell + "-" + std::to_string(session_.snapshot().update) + ".safetensors";
}

void App::fileSaved(const std::string& place) { session_.showMessage(text_.tr("model.saved", {{"file", place}})); }

void App::carryOutFileWishes() {
  const Session::FileWishes wishes = session_.takeFileWishes();
  if (wishes.save) host_.saveFile(modelFileName(), session_.modelFile());
  if (wishes.choose) host_.chooseFile();
}

void App::setSurroundings(const Surroundings& surroundings) {
  surroundings_ = surroundings;
  if (page_.lang.empty()) text_.setLanguage(surroundings_.language);
  choosePalette();
}

void App::choosePalette() {
  theme_.dark = page_.theme.empty() ? surroundings_.dark : page_.theme == "dark";
  theme_.color = theme_.dark ? darkPalette() : lightPalette();
}

std::string App::link() const { return joined(printExperiment(session_.snapshot().experiment), page_.print()); }

void App::writeHash() {
  const bool underWay = session_.activity() == Session::Activity::loading || session_.activity() == Session::Activity::seeking;
  const double now = host_.milliseconds() / 1000;
  if (underWay || now - hashWrittenAt_ < kHashInterval) return;
  std::string text = link();
  if (text == writtenHash_) return;
  hashWrittenAt_ = now;
  writtenHash_ = text;
  const bool tooLong = text.size() > kLongestLink;
  if (tooLong && !linkWasTooLong_) session_.showMessage(text_.tr("app.linkTooLong"));
  linkWasTooLong_ = tooLong;
  if (!tooLong) host_.replaceHash(text);
}

// ── Scenes ───────────────────────────────────────────────────────────────────────────────────────────────────────────

Scene& App::scene() { return *scenes_[scene_]; }

void App::useScene(const std::string& name) {
  for (std::size_t i = 0; i < scenes().size(); ++i)
    if (scenes()[i].name == name) scene_ = i;
}

// The opening net is too small to be worth training: as long as it is untouched, the training scene brings the task's own sizes.
void App::goToScene(const std::string& name) {
  Experiment untouched = parseLink(kOpening).experiment;
  untouched.scene = session_.snapshot().experiment.scene;
  if (name == "training" && session_.snapshot().experiment == untouched) {
    Experiment training = parseLink({}).experiment;
    training.scene = name;
    if (session_.load(training, true)) return;
  }
  session_.send(SetSetting{"scene", name});
}

SceneContext App::context() {
  SceneContext c{session_.snapshot(), session_.previous(), session_, frame_.ui, gpu_};
  c.layout = layout_;
  c.embedded = page_.embed;
  c.updatesPerSecond = session_.updatesPerSecond();
  c.framesPerSecond = clock_.framesPerSecond();
  return c;
}

void App::stageKeys(const std::vector<KeyEvent>& keys) {
  for (const KeyEvent& e : keys) {
    if (e.key == KeyName::undo)
      session_.undo();
    else if (e.key == KeyName::redo)
      session_.redo();
    else if (e.key == KeyName::character || e.key == KeyName::backspace || e.key == KeyName::tab || e.key == KeyName::none)
      continue;
    else {
      SceneContext c = context();
      if (!scene().key(c, stageKey(e.key)) && isForParent(e.key)) host_.handKeyToParent(e.key);
    }
  }
}

void App::act(const Shell::Wish& wish) {
  if (wish.scene >= 0 && static_cast<std::size_t>(wish.scene) < scenes().size()) {
    SceneContext c = context();
    if (scene().playing(c)) scene().play(c, false);
    scene_ = static_cast<std::size_t>(wish.scene);
    goToScene(std::string(scenes()[scene_].name));
  }
  if (wish.undo) session_.undo();
  if (wish.redo) session_.redo();
  if (wish.language) {
    page_.lang = text_.language() == "de" ? "en" : "de";
    text_.setLanguage(page_.lang);
  }
  if (wish.textSize) {
    const auto larger = std::upper_bound(std::begin(kTextSizes), std::end(kTextSizes), page_.scale);
    page_.scale = larger == std::end(kTextSizes) ? kTextSizes[0] : *larger;
    session_.showMessage(text_.tr("app.textSize", {{"percent", std::to_string(page_.scale)}}));
  }
  if (wish.theme) {
    page_.theme = theme_.dark ? "light" : "dark";
    choosePalette();
  }
  if (wish.link) {
    host_.copy(host_.linkTo(link()));
  }
}

// ── Frames ───────────────────────────────────────────────────────────────────────────────────────────────────────────

void App::restoreGraphics() { gpu_.restore(); }

void App::beginFrame(const Window& window, bool& fontsChanged) {
  frameBegan_ = host_.milliseconds();
  window_ = window;
  const float scale = scaleFor(window, page_.scale);
  const float pixelsPerUnit = scale * window.pixelRatio;
  fontsChanged = std::fabs(pixelsPerUnit - theme_.pixelsPerUnit) > 1e-4f || theme_.faces[0].font == nullptr;
  if (fontsChanged) bakeFonts(theme_, pixelsPerUnit);
  ImGuiIO& io = ImGui::GetIO();
  io.DisplaySize = {window.width / scale, window.height / scale};
  io.DisplayFramebufferScale = {pixelsPerUnit, pixelsPerUnit};
  ImGui::GetStyle().CircleTessellationMaxError = 0.25f / pixelsPerUnit;
  layout_ = layoutFor(io.DisplaySize.x, io.DisplaySize.y);
}

void App::drawFrame() {
  const double seconds = frameBegan_ / 1000;
  session_.setTime(seconds);
  gpu_.beginFrame();

  const double sliceBegan = host_.milliseconds();
  if (session_.wantsTime()) session_.advance(clock_.sliceForNextFrame());
  slice_ = host_.milliseconds() - sliceBegan;
  session_.refreshForFrame(scene().parts());

  const ImVec2 size = ImGui::GetIO().DisplaySize;
  UiFrame::Settings settings;
  settings.theme = &theme_;
  settings.words = &text_;
  settings.window = {0, 0, size.x, size.y};
  settings.now = seconds;
  settings.animates = page_.animate && !surroundings_.reducedMotion;
  settings.hidden = &page_.hide;
  const std::vector<KeyEvent> keys = frame_.begin(settings);
  stageKeys(keys);
  if (!keys.empty()) session_.refresh(scene().parts());

  SceneContext c = context();
  const Shell::Status status{scene_,      session_.canUndo(),  session_.canRedo(), page_.embed,
                             page_.scale, session_.activity(), session_.messages()};
  act(shell_.draw(c, scene(), status));
  continuous_ = frame_.end() || session_.wantsTime();
  announce();
  writeHash();
  tellEvents();
  carryOutFileWishes();
}

App::Next App::endFrame() {
  frameEnded_ = host_.milliseconds();
  const double callback = frameEnded_ - frameBegan_;
  if (firstFrame_ < 0) firstFrame_ = host_.milliseconds();
  clock_.add(callback, slice_, frameBegan_, continuous_);
  Next next;
  next.atOnce = continuous_;
  double wake = frame_.wakeAt();
  const bool hashWaits = session_.activity() == Session::Activity::idle && link() != writtenHash_;
  if (hashWaits) wake = std::min(wake, hashWrittenAt_ + kHashInterval);
  if (std::isfinite(wake)) next.afterMilliseconds = std::max(0.0, wake * 1000 - host_.milliseconds());
  return next;
}

bool App::workBetweenFrames() {
  const bool loading = session_.activity() == Session::Activity::loading;
  const bool fluent = clock_.framesPerSecond() <= 0 || clock_.framesPerSecond() > kFluentRate;
  if (!continuous_ || !session_.wantsTime() || (fluent && !loading)) return false;
  session_.advance(kGapSlice);
  return host_.milliseconds() - frameEnded_ < (loading ? kGapWhileLoading : kGap);
}

void App::tellEvents() {
  const double seconds = frameBegan_ / 1000;
  const Snapshot& s = session_.snapshot();
  const std::vector<Session::Event> events = session_.takeEvents();
  char progress[120];
  std::snprintf(progress, sizeof progress, "{\"update\":%lld}", static_cast<long long>(s.update));
  for (const Session::Event& e : events) host_.emit(e.name, progress);
  if (text_.language() != announcedLanguage_) {
    announcedLanguage_ = text_.language();
    host_.emit("language", "\"" + announcedLanguage_ + "\"");
  }
  if (s.version != updateTold_ && (seconds - updateToldAt_ > kUpdateEventInterval || !events.empty())) {
    updateTold_ = s.version;
    updateToldAt_ = seconds;
    host_.emit("update", progress);
  }
}

void App::announce() {
  const double seconds = frameBegan_ / 1000;
  const ControlRecord* control = frame_.focused();
  const std::string words = control ? control->label + ", " + text_.tr("role." + control->role.substr(0, control->role.find(' '))) +
                                          (control->value.empty() ? "" : ", " + control->value) +
                                          (control->help.empty() ? "" : ". " + control->help)
                                    : "";
  if (words != announcedControl_) {
    announcedControl_ = words;
    host_.announceControl(words);
  }
  if (seconds - announcedAt_ < kAnnounceInterval) {
    frame_.ui.wakeAt(announcedAt_ + kAnnounceInterval);
    return;
  }
  std::string stage = scene().describe(context());
  if (stage == announced_) return;
  announced_ = std::move(stage);
  announcedAt_ = seconds;
  host_.announce(announced_);
}

// ── Events ───────────────────────────────────────────────────────────────────────────────────────────────────────────

void App::pointer(PointerEvent event) {
  const float scale = scaleFor(window_, page_.scale);
  event.pos = {event.pos.x / scale, event.pos.y / scale};
  if (event.kind == PointerEvent::Kind::up) session_.endGesture();
  frame_.add(event);
}

bool App::walk(bool back) { return frame_.walk(back); }

void App::focusChanged(bool here, bool byKey) {
  if (!here)
    frame_.keyboardLeft();
  else if (byKey)
    frame_.keyboardCame();
}

// ── window.unroll ────────────────────────────────────────────────────────────────────────────────────────────────────

std::string App::stateJson() {
  session_.refresh(scene().parts());
  const SceneContext c = context();
  return stateToJson({session_, scene(), c, frame_, text_, clock_, page_, shell_.stage(), firstFrame_, slice_,
                      printExperiment(session_.snapshot().experiment), gpu_.errors()});
}

std::string App::play() {
  (void)session_.takeRefusal();
  SceneContext c = context();
  scene().play(c, true);
  std::string why = session_.takeRefusal();
  if (why.empty() && !scene().playing(c)) why = "there is nothing to play here now";
  return why;
}

void App::pause() {
  SceneContext c = context();
  scene().play(c, false);
  if (session_.activity() == Session::Activity::loading) session_.pauseTraining();
}

std::string App::step(int n) {
  (void)session_.takeRefusal();
  SceneContext c = context();
  scene().step(c, n);
  return session_.takeRefusal();
}

}  // namespace unroll
