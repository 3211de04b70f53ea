#include "app/app.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>

#include <nlohmann/json.hpp>

#include "app/scenes.h"
#include "base/embedded.h"
#include "base/fonts.h"
#include "lesson/story.h"
#include "widgets/formula.h"
#include "widgets/numbers_csv.h"

namespace unroll {

namespace {

constexpr double kAnnounceInterval = 1.0;  // seconds, so that a screen reader is not talked over
constexpr double kFluentRate = 50;         // frames per second, above which frames alone carry the training
constexpr double kGapSlice = 4;            // ms
constexpr double kThumbnailSlice = 4;      // ms
constexpr char kNothingToPlay[] = "there is nothing to play here now";
constexpr double kWorthwhile = 3;  // ms
constexpr double kGap = 40;        // ms between two frames at most
constexpr double kUpdateEventInterval = 0.25;
constexpr double kBetweenNews = 500;                               // ms between two looks at what others have computed
constexpr double kShortWait = 0.3;                                 // seconds for which nobody need be told to wait
constexpr float kProjectorScale = 1.25f, kProjectorStroke = 1.6f;  // as from the tenth row: text of 19 units
constexpr int kTextSizes[] = {100, 125, 150, 200};                 // per cent

float scaleFor(const App::Window& w, const PageSettings& page) {
  const float fitting = std::min(w.width / 1280, w.height / 800);
  return std::clamp(fitting, 1.f, 2.f) * (page.projector ? kProjectorScale : 1) * static_cast<float>(page.scale) / 100;
}

Layout layoutFor(float width, float height) {
  if (width < 620 && height > width) return Layout::phone;
  return width < 1100 || height < 600 ? Layout::medium : Layout::wide;
}

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
  scenes_.resize(scenes().size());
  scenesAway_ = host_.scenesAreAway();
  for (const ModelKind* kind : models()) {  // the first that shows it
    const auto first = std::find_if(scenes().begin(), scenes().end(), [&](const SceneEntry& entry) { return entry.model == kind->name; });
    sceneOf_.push_back(static_cast<std::size_t>(first - scenes().begin()));
  }
  text_.setLanguage(surroundings.language);
  sessions_.setTranslation([this](std::string_view message) { return text_.ofEngine(message); });
  choosePalette();
}

App::~App() = default;

void App::setSurroundings(const Surroundings& surroundings) {
  surroundings_ = surroundings;
  if (page_.lang.empty()) text_.setLanguage(surroundings_.language);
  choosePalette();
}

void App::wordsCame(const std::string& language, std::string json) {
  awaitedLanguage_.clear();
  if (!json.empty()) {
    addEmbedded("words/" + language + "/all.json", std::move(json));
    const std::string wanted = text_.wanted();
    text_ = {};  // reads all anew: these may be more words of a language that it has
    text_.setLanguage(wanted);
  } else if (text_.wanted() == language) {
    page_.lang = text_.language();
    text_.setLanguage(page_.lang);
    sessions_.showMessage(text_.tr("app.noWords"));
  }
}

void App::choosePalette() {
  theme_.dark = page_.theme.empty() ? surroundings_.dark : page_.theme == "dark";
  theme_.color = theme_.dark ? darkPalette() : lightPalette();
  if (page_.projector) theme_.color = projectorPalette(theme_.color, theme_.dark);
  theme_.stroke = page_.projector ? kProjectorStroke : 1;
}

// ── Scenes ───────────────────────────────────────────────────────────────────────────────────────────────────────────

Scene& App::scene() { return *scenes_[scene_]; }

void App::useScene(int index) {
  if (Sound* sound = host_.sound()) sound->stop();
  scene_ = static_cast<std::size_t>(index);
  start_.reset();
  awaitedScene_ = -1;
  if (!scenes_[scene_]) scenes_[scene_] = scenes()[scene_].make();
  const std::string_view model = scenes()[scene_].model;
  sessions_.show(model);
  sceneOf_[static_cast<std::size_t>(
      std::find_if(models().begin(), models().end(), [&](const ModelKind* kind) { return kind->name == model; }) - models().begin())] =
      scene_;
  scene().look(sessions_.present().model());
}

void App::goToScene(int index) {
  if (!page_.exercise.empty() && index != static_cast<int>(scene_)) return;  // of that scene alone
  if (index < 0 || static_cast<std::size_t>(index) >= scenes().size()) return;
  if (index == static_cast<int>(scene_) && awaitedScene_ >= 0 && !start_) {
    awaitedScene_ = -1;
    return;
  }
  if (isAway(static_cast<std::size_t>(index))) {
    if (awaitedScene_ < 0) host_.fetchScenes();  // if it isn't on its way
    awaitedScene_ = index;
    awaitedSince_ = frameBegan_ / 1000;
    return;
  }
  const Frame now = frame();
  if (scene().playing(now)) scene().play(now, false);
  useScene(index);
}

void App::goToStart() {
  if (!page_.exercise.empty()) return;
  const Frame now = frame();
  if (scene().playing(now)) scene().play(now, false);
  if (Sound* sound = host_.sound()) sound->stop();
  awaitedScene_ = -1;
  start_ = std::make_unique<StartPage>();
  before_ = host_.remembered();
}

// "7 Training, 1,200 updates".
std::string App::whereOneWas() const {
  int index = -1;
  double updates = 0;
  for (const auto& [key, value] : splitLink(before_)) {
    if (key == "scene") index = findScene(value);
    if (key == "updates") (void)readNumber(value, updates);
  }
  if (index < 0) return {};
  const auto scene = static_cast<std::size_t>(index);
  const std::string title = std::to_string(index + 1) + " " + text_.tr("scene." + std::string(scenes()[scene].name));
  if (!(updates >= 1)) return title;
  return text_.tr("start.updates", {{"scene", title}, {"n", text_.integer(static_cast<std::int64_t>(updates))}});
}

void App::goOn() {
  goesOn_ = needsScenes(before_);
  if (goesOn_)
    host_.fetchScenes();
  else
    load(before_, true);
}

std::string App::inWords() { return start_ ? text_.tr("start.words") : scene().describe(frame()); }

bool App::isAway(std::size_t scene) const { return scenesAway_ && isLater(scene); }

void App::scenesCame(bool here) {
  const int awaited = std::exchange(awaitedScene_, -1);
  sessions_.takeBack(text_.tr("app.fetchingScene"));
  if (here) {
    scenesAway_ = false;
    goToScene(awaited);
  } else if (awaited >= 0 || !start_) {
    sessions_.showMessage(text_.tr("app.noScene"));
  }
  if (std::exchange(goesOn_, false)) load(before_, true);
  shareCame(here);
}

void App::tellAwaited() {
  if (awaitedScene_ < 0) return;
  const double due = awaitedSince_ + kShortWait;
  if (uiFrame_.ui.now() >= due)
    sessions_.showMessage(text_.tr("app.fetchingScene"));
  else
    uiFrame_.ui.wakeAt(due);
}

Frame App::frame() {
  Frame frame{uiFrame_.ui, gpu_, sessions_, sessions_.present().model().keys()};
  frame.layout = layout_;
  frame.embedded = page_.embed;
  frame.stepsPerSecond = sessions_.present().stepsPerSecond();
  frame.framesPerSecond = clock_.framesPerSecond();
  frame.sound = host_.sound();
  if (scene_ + 1 < scenes().size() && page_.exercise.empty()) frame.nextScene = text_.tr("scene." + std::string(scenes()[scene_ + 1].name));
  return frame;
}

void App::lookForFrame() {
  Session& session = sessions_.present();
  if (!session.timeToLook()) return;
  const double began = host_.milliseconds();
  scene().look(session.model());
  session.looked(host_.milliseconds() - began);
}

// What a step asks for at its begin goes to the model like any change.
void App::followStory() {
  if (start_) return;
  const Session& session = sessions_.present();
  Ui& ui = uiFrame_.ui;
  sessions_.sendTogether(
      unroll::followStory(scene(), session.model(), ui.now(), !ui.animates(), session.activity() == Session::Activity::loading));
  if (const Story* story = scene().story(); story && story->wantsFrame()) ui.keepDrawing();
}

void App::carryOutWishes() {
  Sessions::Wishes wishes = sessions_.takeWishes();
  if (walk_) wishes.saveFile = wishes.chooseFile = wishes.saveScript = false;  // it stays within the page
  if (wishes.saveFile) host_.saveFile(sessions_.present().model().fileName(), modelFile());
  if (wishes.chooseFile) host_.chooseFile();
  if (wishes.saveScript) saveScript();
  if (wishes.data) (void)takeData(*wishes.data);
  if (wishes.newModel)
    for (std::size_t i = 0; i < models().size(); ++i)
      if (models()[i]->name == sessions_.model()) useScene(static_cast<int>(sceneOf_[i]));
  if (wishes.link) load(*wishes.link + (page_.print().empty() ? "" : "&" + page_.print()), true);
  if (wishes.scene) goToScene(wishes.scene->empty() ? static_cast<int>(scene_) + 1 : findScene(*wishes.scene));
}

void App::stageKeys(const std::vector<KeyEvent>& keys) {
  for (const KeyEvent& e : keys) {
    if (e.key == KeyName::escape && isSharing_)
      closeShare();
    else if (e.key == KeyName::undo)
      sessions_.undo();
    else if (e.key == KeyName::redo)
      sessions_.redo();
    else if (start_) {
      if (e.key == KeyName::enter || e.key == KeyName::space)
        goToScene(0);
      else if (e.key != KeyName::character && e.key != KeyName::backspace && e.key != KeyName::tab && e.key != KeyName::none &&
               isForParent(e.key))
        handToParent(e.key);
    } else if (e.key == KeyName::character && (e.character == '+' || e.character == '-' || e.character == '0'))
      (void)scene().key(frame(), e.character == '+' ? StageKey::plus : e.character == '-' ? StageKey::minus : StageKey::zero);
    else if (e.key == KeyName::character && (e.character == 't' || e.character == 'T'))
      wantsNumbers_ = true;
    else if (e.key == KeyName::character && (e.character == 's' || e.character == 'S'))
      uiFrame_.ui.askSound();
    else if (e.key == KeyName::character || e.key == KeyName::backspace || e.key == KeyName::tab || e.key == KeyName::none)
      continue;
    else if (Story* story = scene().story(); story && story->waits() && e.key == KeyName::space)
      story->go(uiFrame_.ui.now());
    else if (!scene().key(frame(), stageKey(e.key)) && isForParent(e.key))
      handToParent(e.key);
  }
}

void App::handToParent(KeyName key) {
  if (!walk_) host_.handKeyToParent(key);
}

void App::act(const Shell::Wish& wish) {
  // Who points at a scene is about to open it.
  if (wish.looked >= 0 && isAway(static_cast<std::size_t>(wish.looked)) && !std::exchange(isForeseen_, true)) host_.fetchScenes();
  if (wish.scene >= 0) goToScene(wish.scene);
  if (wish.start) goToStart();
  if (wish.goOn) goOn();
  if (wish.references && !walk_) host_.openReferences();
  if (wish.undo) sessions_.undo();
  if (wish.redo) sessions_.redo();
  if (wish.language) {
    const auto all = languages();
    const auto now = std::find(all.begin(), all.end(), text_.language());
    page_.lang = now == all.end() || now + 1 == all.end() ? all.front() : now[1];
    text_.setLanguage(page_.lang);
  }
  if (wish.textSize) {
    const auto larger = std::upper_bound(std::begin(kTextSizes), std::end(kTextSizes), page_.scale);
    page_.scale = larger == std::end(kTextSizes) ? kTextSizes[0] : *larger;
    sessions_.showMessage(text_.tr("app.textSize", {{"percent", std::to_string(page_.scale)}}));
  }
  if (wish.theme) {
    page_.theme = theme_.dark ? "light" : "dark";
    choosePalette();
  }
  if (wish.numbers) {
    wantsNumbers_ = true;
  }
  if (wish.share && !walk_) openShare();
}

// ── Frames ───────────────────────────────────────────────────────────────────────────────────────────────────────────

void App::restoreGraphics() {
  gpu_.restore();
  keptStage_ = {};
}

void App::beginFrame(const Window& window, bool& fontsChanged) {
  frameBegan_ = host_.milliseconds();
  window_ = window;
  const float scale = scaleFor(window, page_);
  const float pixelsPerUnit = scale * window.pixelRatio;
  fontsChanged = std::fabs(pixelsPerUnit - theme_.pixelsPerUnit) > 1e-4f || theme_.faces[0].font == nullptr;
  if (fontsChanged) bakeFonts(theme_, pixelsPerUnit);
  ImGuiIO& io = ImGui::GetIO();
  io.DisplaySize = {window.width / scale, window.height / scale};
  io.DisplayFramebufferScale = {pixelsPerUnit, pixelsPerUnit};
  ImGui::GetStyle().CircleTessellationMaxError = 0.25f / pixelsPerUnit;
  ordered_ = std::exchange(orders_, {});
  isPicture_ = isBare_ || !ordered_.empty();
  // An SVG needs lines as shapes, not as pieces of a texture.
  ImGui::GetStyle().AntiAliasedLinesUseTex =
      std::none_of(ordered_.begin(), ordered_.end(), [](const Order& each) { return each.form == Share::Form::svg; });
  layout_ = layoutFor(io.DisplaySize.x, io.DisplaySize.y);
}

void App::drawFrame() {
  const double seconds = frameBegan_ / 1000;
  sessions_.setTime(seconds);
  gpu_.beginFrame();
  if (text_.wanted() != text_.language() && awaitedLanguage_ != text_.wanted()) host_.fetchWords(awaitedLanguage_ = text_.wanted());

  const double sliceBegan = host_.milliseconds();
  // Where it goes on between the frames, a slice that is hardly worth it only makes this one longer: its least piece may be long.
  const double slice = clock_.sliceForNextFrame();
  if (sessions_.present().wantsTime() && !(std::exchange(workedBetween_, false) && slice < kWorthwhile)) sessions_.present().advance(slice);
  slice_ = host_.milliseconds() - sliceBegan;
  lookForFrame();
  sessions_.present().noteProgress();

  const ImVec2 size = ImGui::GetIO().DisplaySize;
  UiFrame::Settings settings;
  settings.theme = &theme_;
  settings.words = &text_;
  settings.window = {0, 0, size.x, size.y};
  settings.now = seconds;
  settings.animates = page_.animate && !surroundings_.reducedMotion;
  const std::vector<std::string> hidden = page_.hidden();
  settings.hidden = &hidden;
  settings.isPicture = isPicture_;
  settings.gathers = mirror_.due = mirrorIsDue();
  if (walk_) {
    settings.gathers = true;
    walk_->play(uiFrame_, shell_.stage());
  }
  const std::vector<KeyEvent> keys = uiFrame_.begin(settings);
  stageKeys(keys);
  carryOutWishes();
  if (!keys.empty()) scene().look(sessions_.present().model());

  const Progress progress = sessions_.present().model().progress();
  const int chosen = awaitedScene_ >= 0 ? awaitedScene_ : start_ ? -1 : static_cast<int>(scene_);
  const Shell::Status status{scene_,
                             chosen,
                             sessions_.canUndo(),
                             sessions_.canRedo(),
                             page_.embed,
                             page_.scale,
                             sessions_.present().activity(),
                             progress,
                             sessions_.messages(),
                             start_.get(),
                             start_ ? whereOneWas() : std::string(),
                             host_.hasReferences()};
  if (start_) start_->advance(kThumbnailSlice);
  followStory();
  tellAwaited();
  const bool takesNumbers = std::exchange(wantsNumbers_, false), showsNumbers = std::exchange(wantsTables_, false);
  std::string plots;
  uiFrame_.ui.takeNumbers(takesNumbers || showsNumbers ? &plots : nullptr);
  const Shell::Wish wish = shell_.draw(frame(), scene(), status);
  uiFrame_.ui.takeNumbers(nullptr);
  drawShare();
  shell_.messages(frame(), status);
  if (showsNumbers) host_.showPlots(plots);
  if (takesNumbers && !walk_) saveNumbers(std::move(plots));
  hearPlot();
  const bool wantsFrame = uiFrame_.end();
  const bool noticed = !isPicture_ && notice_.follow(uiFrame_, sessions_, text_, seconds);
  // Only now: overlays, which are drawn last, still look at the model, the scene and the words of this frame.
  act(wish);
  carryOutWishes();
  continuous_ = wantsFrame || noticed || wish.any() || sessions_.present().wantsTimeAtOnce() || walk_;
  if (walk_) walk_->look(uiFrame_, link(), !notice_.lacks());
  placeField();
  announce();
  mirrorControls();
  showTable();
  writeHash();
  tellEvents();
  tellTasks();
}

App::Next App::endFrame() {
  takePictures();
  frameEnded_ = host_.milliseconds();
  const double callback = frameEnded_ - frameBegan_;
  if (firstFrame_ < 0) firstFrame_ = host_.milliseconds();
  clock_.add(callback, slice_, frameBegan_, continuous_);
  Next next;
  next.atOnce = continuous_ || !orders_.empty();
  double wake = uiFrame_.wakeAt();
  if (hashWaits()) wake = std::min(wake, hashDueAt());
  if (!continuous_ && sessions_.present().wantsTime()) wake = std::min(wake, (frameBegan_ + kBetweenNews) / 1000);
  if (std::isfinite(wake)) next.afterMilliseconds = std::max(0.0, wake * 1000 - host_.milliseconds());
  return next;
}

bool App::workBetweenFrames() {
  const bool loading = sessions_.present().activity() == Session::Activity::loading;
  const bool fluent = clock_.framesPerSecond() <= 0 || clock_.framesPerSecond() > kFluentRate;
  if (!continuous_ || !sessions_.present().wantsTime() || (fluent && !loading)) return false;
  sessions_.present().advance(kGapSlice);
  workedBetween_ = true;
  return host_.milliseconds() - frameEnded_ < kGap;
}

void App::tellEvents() {
  const double seconds = frameBegan_ / 1000;
  const Model& model = sessions_.present().model();
  const std::vector<std::string> events = sessions_.present().takeEvents();
  char progress[120];
  std::snprintf(progress, sizeof progress, "{\"update\":%lld}", static_cast<long long>(model.progress().done));
  for (const std::string& event : events) host_.emit(event, progress);
  if (text_.language() != announcedLanguage_) {
    announcedLanguage_ = text_.language();
    host_.emit("language", "\"" + announcedLanguage_ + "\"");
  }
  if (model.version() != updateTold_ && (seconds - updateToldAt_ > kUpdateEventInterval || !events.empty())) {
    updateTold_ = model.version();
    updateToldAt_ = seconds;
    host_.emit("update", progress);
  }
}

// What was finished since the last look, one event a task; those of the step before its begin are not asked yet.
void App::tellTasks() {
  const Story* story = scene().story();
  if (page_.exercise.empty() || !story || story->begins()) return;
  const std::size_t step = static_cast<std::size_t>(story->step());
  for (const std::size_t task : exercise_.look(static_cast<std::size_t>(story->steps()), step, story->done()))
    host_.emit("task", nlohmann::json{{"exercise", page_.exercise},
                                      {"step", step + 1},
                                      {"task", task + 1},
                                      {"steps", story->steps()},
                                      {"stepsDone", exercise_.stepsDone()},
                                      {"finished", exercise_.isFinished()}}
                           .dump());
}

void App::announce() {
  const double seconds = frameBegan_ / 1000;
  if (seconds - announcedAt_ < kAnnounceInterval) {
    uiFrame_.ui.wakeAt(announcedAt_ + kAnnounceInterval);
    return;
  }
  const std::string stage = text_.written(formula::withoutMarkup(inWords()));
  const Story* story = start_ ? nullptr : scene().story();
  const std::vector<std::string> told = story ? story->sentences(frame()) : std::vector<std::string>();
  const std::string step = story ? text_.language() + std::to_string(scene_) + "/" + std::to_string(story->step()) : std::string();
  // Of the story only what is new: a step with its tasks, later a task that is done; not all of it again with every number.
  const bool isNewStep = std::exchange(announcedStep_, step) != step;
  std::string news;
  const auto add = [&](const std::string& said) { news += (news.empty() ? "" : " ") + text_.written(said); };
  for (const std::string& said : uiFrame_.takeNews()) add(said);
  if (stage != announced_) add(stage);
  for (std::size_t i = isNewStep ? 0 : 1; i < told.size(); ++i)
    if (isNewStep || std::find(announcedStory_.begin(), announcedStory_.end(), told[i]) == announcedStory_.end()) add(told[i]);
  announced_ = stage;
  announcedStory_ = told;
  if (news.empty()) return;
  announcedAt_ = seconds;
  host_.announce(news);
}

// Only at rest: nobody can read a table that changes with every frame.
void App::showTable() {
  if (continuous_) return;
  SpokenTable table = start_ ? SpokenTable{} : scene().table(frame());
  if (table == shownTable_) return;
  shownTable_ = std::move(table);
  nlohmann::json json = nlohmann::json::object();
  const auto written = [&](const std::vector<std::string>& cells) {
    nlohmann::json list = nlohmann::json::array();
    for (const std::string& cell : cells) list.push_back(text_.written(formula::withoutMarkup(cell)));
    return list;
  };
  if (!shownTable_.rows.empty()) {
    json = {{"caption", text_.written(shownTable_.caption)}, {"head", written(shownTable_.head)}, {"rows", nlohmann::json::array()}};
    for (const std::vector<std::string>& row : shownTable_.rows) json["rows"].push_back(written(row));
  }
  host_.showTable(json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

// The scene's table, then each plot that was drawn, a blank line between two of them.
void App::saveNumbers(std::string plots) {
  const SpokenTable table = start_ ? SpokenTable{} : scene().table(frame());
  std::string text;
  if (!table.rows.empty()) {
    text = csvLine({table.caption}) + csvLine(table.head);
    for (const std::vector<std::string>& row : table.rows) text += csvLine(row);
  }
  if (!text.empty() && !plots.empty()) text += "\r\n";
  text += plots;
  if (text.empty())
    sessions_.showMessage(text_.tr("app.noNumbers"));
  else
    host_.saveFile("unroll-" + std::string(scenes()[scene_].name) + ".csv", text);
}

// What plays falls silent; else the plot that was asked for is heard.
void App::hearPlot() {
  constexpr double kLoudness = 0.5;
  const bool none = uiFrame_.ui.takeSoundAsked();
  const auto tones = uiFrame_.ui.takeHeard();
  Sound* sound = host_.sound();
  if (sound && (none || tones) && sound->position() >= 0) return sound->stop();
  if (none || (tones && tones->empty())) sessions_.showMessage(text_.tr("app.noPlot"));
  if (!sound || !tones || tones->empty()) return;
  sound->setLoudness(kLoudness);
  if (const std::string why = sound->play(*tones); !why.empty())
    sessions_.showMessage(text_.tr("app.silent", {{"why", text_.ofEngine(why)}}));
}

void App::saveScript() {
  const auto files = sessions_.present().model().script();
  if (!files) sessions_.showMessage(text_.ofEngine(files.error().message));
  if (!files) return;
  for (const Model::NamedFile& file : files.value()) host_.saveFile(file.name, file.bytes);
}

// ── Events ───────────────────────────────────────────────────────────────────────────────────────────────────────────

void App::pointer(PointerEvent event) {
  const float scale = scaleFor(window_, page_);
  event.pos = {event.pos.x / scale, event.pos.y / scale};
  if (event.kind == PointerEvent::Kind::down) sessions_.beginGesture();
  if (event.kind == PointerEvent::Kind::up) sessions_.endGesture();
  uiFrame_.add(event);
}

bool App::walk(bool back) { return uiFrame_.walk(back); }

void App::focusChanged(bool here, bool byKey) {
  if (!here)
    uiFrame_.keyboardLeft();
  else if (byKey)
    uiFrame_.keyboardCame();
}

// ── window.unroll ────────────────────────────────────────────────────────────────────────────────────────────────────

std::string App::stateJson() {
  scene().look(sessions_.present().model());
  return stateToJson({sessions_.present(), sessions_, scene(), start_ ? kStart : scenes()[scene_].name, inWords(), link(), frame(),
                      uiFrame_, text_, clock_, page_, walk_ ? &*walk_ : nullptr, shell_.stage(), firstFrame_, slice_, sessions_.messages(),
                      gpu_.errors(), notice_});
}

std::string App::play() {
  if (start_) return kNothingToPlay;
  (void)sessions_.present().takeRefusal();
  scene().play(frame(), true);
  std::string why = sessions_.present().takeRefusal();
  if (why.empty() && !scene().playing(frame())) why = kNothingToPlay;
  return why;
}

void App::pause() {
  scene().play(frame(), false);
  if (sessions_.present().activity() == Session::Activity::loading) sessions_.pause();
}

std::string App::step(int n) {
  if (start_) return kNothingToPlay;
  (void)sessions_.present().takeRefusal();
  scene().step(frame(), n);
  return sessions_.present().takeRefusal();
}

}  // namespace unroll
