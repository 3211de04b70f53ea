// The App and its link: which scene, what model, how it is looked at, how the page is set; and model files.
#include <algorithm>

#include "app/app.h"
#include "app/scenes.h"
#include "lesson/story.h"
#include "tasks/own_data.h"

namespace unroll {

namespace {

constexpr double kHashInterval = 0.5;        // seconds between two replaceState,
constexpr double kHashWhileRunning = 2;      // which takes some ms: rarely where every frame is a change
constexpr std::size_t kLongestLink = 30000;  // characters
// Where a link names no scene; and what one without a word opens: a net that fits on the stage unit by unit.
constexpr std::string_view kFirstScene = "sequence";
constexpr std::string_view kOpening = "task=adding&hiddenSize=3&seqLen=6";

std::string joined(const std::string& a, const std::string& b) { return a.empty() || b.empty() ? a + b : a + "&" + b; }

std::string sceneNames(bool withStart = true) {
  std::string names(withStart ? kStart : "");
  for (const SceneEntry& entry : scenes()) names += (names.empty() ? "" : ", ") + std::string(entry.name);
  return names;
}

}  // namespace

std::string App::load(std::string_view link, bool undoable, Extent extent) {
  sessions_.forgetMessages();  // those of the link before
  std::vector<Error> dropped;
  std::vector<Pair> pairs = splitLink(link);
  std::string once;  // the link with each key once
  if (std::vector<Error> repeated = dropRepeated(pairs); !repeated.empty()) {
    dropped = std::move(repeated);
    for (const auto& [key, value] : pairs) appendPair(once, key, value);
    link = once;
  }
  const auto setPage = [this](PageSettings page) {
    page_ = std::move(page);
    text_.setLanguage(page_.lang.empty() ? surroundings_.language : page_.lang);
    choosePalette();
    if (!page_.fuzz) walk_.reset();
    if (page_.fuzz && !(walk_ && walk_->seed() == *page_.fuzz)) walk_.emplace(*page_.fuzz);
  };
  const PageSettings pageBefore = page_;
  const bool within = extent == Extent::experiment;
  setPage(PageSettings::read(pairs, dropped, within ? page_ : PageSettings{}));
  std::string opened;  // a link of an exercise's scene
  if (!page_.exercise.empty()) {
    if (findScene(page_.exercise) < 0) {
      dropped.push_back({"exercise=" + page_.exercise + ": must be one of " + sceneNames(false)});
      page_.exercise.clear();
    } else {
      std::erase_if(pairs, [](const Pair& pair) { return pair.first == "scene"; });
      pairs.insert(pairs.begin(), {"scene", page_.exercise});
      for (const auto& [key, value] : pairs) appendPair(opened, key, value);
      link = opened;
    }
  }

  int index = findScene(kFirstScene);
  if (within && scenes()[scene_].model == scenes()[static_cast<std::size_t>(index)].model) index = static_cast<int>(scene_);
  bool saysNothing = true, start = false;
  for (const auto& [key, value] : pairs) {
    if (key == "scene" && value == kStart) {
      start = true;
      continue;
    }
    if (key == "scene" || !isPagePair(key, value)) saysNothing = false;
    if (key != "scene") continue;
    const int found = findScene(value);
    if (found < 0) dropped.push_back({"scene=" + value + ": must be one of " + sceneNames()});
    index = found < 0 ? findScene(kFirstScene) : found;
  }
  start = page_.exercise.empty() && (start || (saysNothing && !page_.embed));
  std::string problem;
  const auto refuse = [&](bool away) {
    setPage(pageBefore);
    sessions_.showMessage(away ? text_.tr("app.noScene") : text_.ofEngine(problem));
    tellDropped(dropped);
    writtenHash_.clear();  // the address says again what is there
    return problem;
  };
  if (isAway(static_cast<std::size_t>(index))) {
    problem = "the scene's part of the program could not be fetched";
    if (sessions_.present().loaded()) return refuse(true);
    sessions_.showMessage(text_.tr("app.noScene"));
    index = findScene(kFirstScene);
    saysNothing = true;
  }
  const std::string_view model = scenes()[static_cast<std::size_t>(index)].model;
  const bool done = sessions_.load(model, saysNothing ? kOpening : link, undoable, dropped);
  if (!done) {
    problem = dropped.back().message;
    dropped.pop_back();
    if (sessions_.present().loaded()) return refuse(false);
    sessions_.showMessage(text_.ofEngine(problem));
  }
  exercise_ = {};
  useScene(index);
  if (start) goToStart();
  awaited_.reset();
  const bool awaits = done && problem.empty() && awaitData(link, dropped);
  if (done && problem.empty()) showView(pairs, dropped);
  tellDropped(dropped);
  if (awaits) sessions_.showMessage(text_.tr("data.awaited", {{"hash", awaited_->hash}}));
  writtenHash_.clear();
  return problem;
}

namespace {

// Steps that were done, or are under way, are no change of the experiment.
std::string withoutSteps(std::string_view text) {
  std::string rest;
  for (const auto& [key, value] : splitLink(text))
    if (key != "updates" && key != "runs") appendPair(rest, key, value);
  return rest;
}

}  // namespace

// What was left out for the data's sake is told as one thing.
bool App::awaitData(std::string_view link, std::vector<Error>& dropped) {
  Awaited awaited;
  for (const auto& [key, value] : splitLink(link)) {
    if (key == "data") awaited.hash = value;
    if (key == "column") awaited.column = value;
  }
  const std::string begin = "data=" + awaited.hash + ": ";
  const auto isIt = [&](const Error& error) { return error.message.rfind(begin, 0) == 0; };
  if (!isDataHash(awaited.hash) || ownData(awaited.hash) != nullptr || std::none_of(dropped.begin(), dropped.end(), isIt)) return false;
  std::erase_if(dropped, isIt);
  awaited.link = link;
  awaited.model = sessions_.model();
  awaited.task = sessions_.present().model().keys().get("task");
  awaited.text = withoutSteps(sessions_.present().model().text());
  awaited_ = std::move(awaited);
  return true;
}

// The data could still come: the same task has none.
bool App::awaits() const {
  if (!awaited_ || sessions_.model() != awaited_->model) return false;
  const Keys& keys = sessions_.present().model().keys();
  return keys.matters("data") && keys.get("data").empty() && keys.get("task") == awaited_->task;
}

// What goes on when the awaited data comes: all that its link said, or, where something was changed meanwhile, what is there now.
std::string App::awaitingLink() const {
  const std::string now = sessions_.present().model().text();
  std::string text;
  appendPair(text, "scene", scenes()[scene_].name);
  if (withoutSteps(now) == awaited_->text) {
    for (const auto& [key, value] : splitLink(awaited_->link))
      if (!isPagePair(key, value)) appendPair(text, key, value);
  } else {
    text = joined(text, now);
    appendPair(text, "data", awaited_->hash);
    if (!awaited_->column.empty()) appendPair(text, "column", awaited_->column);
  }
  for (const auto& [key, value] : scenes_[scene_]->view()) appendPair(text, key, value);
  return joined(text, page_.print());
}

bool App::needsScenes(std::string_view link) const {
  int index = -1;
  for (const auto& [key, value] : splitLink(link))
    if (key == "scene" || key == "exercise") index = std::max(index, findScene(value));
  return index >= 0 && isAway(static_cast<std::size_t>(index));
}

// One message, however much it is.
void App::tellDropped(const std::vector<Error>& dropped) {
  constexpr std::size_t most = 4;
  if (dropped.empty()) return;
  std::string what;
  for (std::size_t i = 0; i < std::min(most, dropped.size()); ++i) {
    std::string why = text_.ofEngine(dropped[i].message);
    if (constexpr std::size_t longest = 120; why.size() > longest) {
      std::size_t end = longest;
      while (end > 0 && (static_cast<unsigned char>(why[end]) & 0xC0u) == 0x80u) --end;  // a character stays whole
      why = why.substr(0, end) + "…";
    }
    what += (i > 0 ? "; " : "") + why;
  }
  if (dropped.size() > most) what += "; " + text_.tr("app.andMore", {{"n", std::to_string(dropped.size() - most)}});
  sessions_.showMessage(text_.tr("app.dropped", {{"what", what}}));
}

// What a link doesn't say of the view is as at first: it is the same after a reload.
void App::showView(const std::vector<Pair>& pairs, std::vector<Error>& dropped) {
  const Story* story = scene().story();
  const struct {
    std::string_view key;
    double first, least, most;
  } views[] = {{"beyond", 2, 0, 1000},               // these two first: they say how far t may go
               {"fold", -1, 0, scene().mostFold()},  // not said: as the scene begins
               {"t", 0, 0, 1e8},
               {"inside", 0, 0, scene().hasInsides() ? 1.0 : 0.0},
               {"piece", -1, 0, scene().mostFold() > 1 ? 2000.0 : 0.0},
               {"break", -1, 0, 999},
               {"breakBy", 0, -1000, 1000},
               {"breakUnit", -1, 0, 511},
               {"foldBack", 0, 0, 1},
               {"story", 1, 1, story ? story->steps() : 100.0}};  // last: it asks whether the view was said
  const Model& model = sessions_.present().model();
  // Small steps of a walk are counted when it is known what they are.
  const bool smallSteps = std::any_of(pairs.begin(), pairs.end(), [](const Pair& pair) { return pair.first == "step"; });
  std::string_view weight;
  for (const auto& [key, said] : pairs)
    if (key == "breakWeight") weight = said;
  scene().show("breakWeight", weight);
  for (const auto& view : views) {
    std::string value = printNumber(view.first);
    for (const auto& [key, said] : pairs) {
      double number = 0;
      if (key != view.key) continue;
      const double most = smallSteps && view.key == "t" ? view.most : std::min(view.most, scene().most(key, model));
      if (readNumber(said, number) && number >= view.least && number <= most)
        value = said;
      else if (most < view.least)
        dropped.push_back({key + "=" + said + ": there is no such thing here"});
      else
        dropped.push_back({key + "=" + said + ": must be " + printNumber(view.least) + "…" + printNumber(most)});
    }
    scene().show(view.key, value);
  }
  for (const std::string_view name : {"look", "hold", "cut", "share", "step", "zoom", "goOn", "tempo", "volume"}) {
    std::string value;
    for (const auto& [key, said] : pairs) {
      if (key != name) continue;
      if (scene().understands(key, said) && scene().most(key, model) >= 0)
        value = said;
      else
        dropped.push_back({key + "=" + said + ": there is no such thing here"});
    }
    scene().show(name, value);
  }
}

std::string App::loadModel(std::string_view bytes) {
  std::string why;
  if (sessions_.present().model().takesData(bytes)) {
    if (awaits() && hashOfData(bytes) == awaited_->hash) return takeData(bytes);
    auto changes = sessions_.present().model().takeData(bytes);
    if (changes) return take(std::move(changes).value());
    why = changes.error().message;  // unless it is somebody else's file
  }
  const auto kind = sessions_.loadFile(bytes, scenesAway_);
  if (!kind) return refuseModel(why.empty() ? kind.error().message : why);
  sessions_.forgetMessages();
  awaited_.reset();
  if (kind.value() != scenes()[scene_].model) {
    for (std::size_t i = 0; i < models().size(); ++i)
      if (models()[i]->name == kind.value()) useScene(static_cast<int>(sceneOf_[i]));
  } else {
    useScene(static_cast<int>(scene_));
  }
  if (Story* story = scene().story()) story->keepModel();
  const std::int64_t done = sessions_.present().model().progress().done;
  const std::string words = "model.opened." + std::string(kind.value());  // of a room or a picture, which has no update
  sessions_.showMessage(text_.has(words) ? text_.tr(words) : text_.tr("model.loaded", {{"n", text_.integer(done)}}));
  return {};
}

std::string App::takeData(std::string_view bytes) {
  if (awaits() && hashOfData(bytes) == awaited_->hash) {
    if (auto kept = keepOwnData(bytes); !kept) return refuseModel(kept.error().message);
    std::string problem = load(awaitingLink(), true);
    if (problem.empty()) sessions_.showMessage(text_.tr("data.goesOn"));
    return problem;
  }
  auto changes = sessions_.present().model().takeData(bytes);
  return changes ? take(std::move(changes).value()) : refuseModel(changes.error().message);
}

std::string App::take(std::vector<Change> changes) {
  sessions_.forgetMessages();  // of a file that was refused before
  awaited_.reset();
  start_.reset();
  sessions_.sendTogether(std::move(changes));
  sessions_.present().advance(0);  // takes effect now, as a model file does
  if (Story* story = scene().story()) story->keepModel();
  sessions_.showMessage(text_.tr("data.taken"));
  return {};
}

// What was said of a file before it is of no more interest.
std::string App::refuseModel(const std::string& why) {
  sessions_.takeBack(text_.tr("data.taken"));
  if (!refused_.empty()) sessions_.takeBack(refused_);
  refused_ = text_.tr("model.refused", {{"why", text_.ofEngine(why)}});
  sessions_.showMessage(refused_);
  return why;
}

void App::fileSaved(const std::string& place) { sessions_.showMessage(text_.tr("model.saved", {{"file", place}})); }
void App::fileNotSaved(const std::string& place, const std::string& why) {
  sessions_.showMessage(text_.tr("model.notSaved", {{"file", place}, {"why", why}}));
}

std::string App::link() const {
  if (start_) return joined("scene=" + std::string(kStart), page_.print());
  if (awaits()) return awaitingLink();
  std::string text;
  appendPair(text, "scene", scenes()[scene_].name);
  text = joined(text, sessions_.present().model().text());
  for (const auto& [key, value] : scenes_[scene_]->view()) appendPair(text, key, value);
  return joined(text, page_.print());
}

// Runs that end one by one change the link rarely: each is in it soon, so that a page loaded anew has it.
bool App::hashWaits() const {
  const Session::Activity activity = sessions_.present().activity();
  const bool rests = activity == Session::Activity::idle || (activity == Session::Activity::running && scenes_[scene_]->tellsProgress());
  return rests && link() != writtenHash_;
}

double App::hashDueAt() const { return hashWrittenAt_ + kHashInterval; }

void App::writeHash() {
  const Session::Activity activity = sessions_.present().activity();
  const bool underWay = activity == Session::Activity::loading || activity == Session::Activity::seeking;
  const double now = host_.milliseconds() / 1000;
  const bool changesEachFrame = activity == Session::Activity::running && !scenes_[scene_]->tellsProgress();
  if (underWay || now - hashWrittenAt_ < (changesEachFrame ? kHashWhileRunning : kHashInterval)) return;
  std::string text = link();
  if (text == writtenHash_) return;
  hashWrittenAt_ = now;
  writtenHash_ = text;
  const bool tooLong = text.size() > kLongestLink;
  if (tooLong && !linkWasTooLong_) sessions_.showMessage(text_.tr("app.linkTooLong"));
  linkWasTooLong_ = tooLong;
  if (tooLong) return;
  host_.replaceHash(text);
  // What was only opened takes nobody's place.
  const bool done = sessions_.canUndo() || sessions_.present().model().progress().done > 0;
  if (done && !start_ && !walk_ && !page_.embed && page_.exercise.empty()) host_.remember(text);
}

}  // namespace unroll
