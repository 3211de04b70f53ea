// The App and what leaves it: the panel that shares an experiment, pictures of its stage.
#include <algorithm>
#include <utility>

#include "app/app.h"
#include "app/scenes.h"
#include "widgets/formula.h"

namespace unroll {

// It lies in the program's second part: where that can't be had, the link at least is copied.
void App::openShare() {
  if (scenesAway_) {
    if (!std::exchange(awaitsShare_, true)) host_.fetchScenes();
    return;
  }
  if (!share_) share_ = makeShare();
  isSharing_ = true;
  share_->open();
  uiFrame_.ui.keepDrawing();
}

void App::shareCame(bool here) {
  if (!std::exchange(awaitsShare_, false)) return;
  if (here)
    openShare();
  else
    host_.copy(host_.linkTo(link()));
}

Share::Contents App::shareContents() {
  Share::Contents contents;
  const std::string scene(scenes()[scene_].name);
  contents.hash = link();
  contents.program = host_.linkTo("");
  if (!contents.program.empty() && contents.program.back() == '#') contents.program.pop_back();
  contents.name = "unroll-" + scene;
  contents.title = text_.tr("scene." + scene);
  contents.noFilm = host_.canRecord() ? "" : "share.noRecorder";
  contents.stage = keptStage_;
  contents.stageWidth = shell_.stage().w * theme_.pixelsPerUnit;
  contents.stageHeight = shell_.stage().h * theme_.pixelsPerUnit;
  return contents;
}

void App::drawShare() {
  if (!isSharing_) return;
  const Share::Contents contents = shareContents();
  const Share::Wish wish = share_->draw(frame(), contents);
  using Act = Share::Act;
  using Form = Share::Form;
  if (wish.act == Act::none) return;
  uiFrame_.ui.keepDrawing();
  if (wish.act == Act::close) {
    closeShare();
    return;
  }
  sharedForm_ = wish.form;
  if (wish.form == Form::png || wish.form == Form::svg)
    orders_.push_back({wish.form, wish.act, shell_.stage()});
  else if (wish.form == Form::film)
    film();
  else if (wish.form == Form::code)
    handOver(wish, wish.act == Act::copy ? share_->codeAsPng(contents) : share_->codeAsSvg(contents));
  else if (wish.act == Act::copy)
    host_.copy(share_->text(wish.form, contents));
}

// The keyboard goes back to where it came from.
void App::closeShare() {
  isSharing_ = false;
  const auto& controls = uiFrame_.controls();
  const auto button = std::find_if(controls.begin(), controls.end(), [](const ControlRecord& c) { return c.name == "link"; });
  if (button == controls.end())
    uiFrame_.focusStage();
  else
    uiFrame_.focusControl(button->id);
}

// A picture that is copied goes as PNG, but SVG as its text.
void App::handOver(const Share::Wish& wish, const std::string& bytes) {
  if (wish.act == Share::Act::copy && wish.form == Share::Form::svg)
    host_.copy(bytes);
  else if (wish.act == Share::Act::copy)
    host_.copyPicture(bytes);
  else
    host_.saveFile(shareContents().name + (wish.form == Share::Form::png ? ".png" : ".svg"), bytes);
}

void App::film() {
  isSharing_ = false;
  host_.record(shareContents().name + ".webm");
}

void App::recorded(int outcome) {
  sessions_.showMessage(text_.tr(outcome == 0 ? "share.recorded" : outcome == 1 ? "share.noWalk" : "share.noRecorder"));
}

bool App::walkOn(bool fromTheBegin) {
  if (fromTheBegin) return scene().key(frame(), StageKey::home);
  return scene().key(frame(), StageKey::right);
}

void App::orderPicture(Share::Form form, bool whole) {
  if (!share_) share_ = makeShare();
  orders_.push_back({form, Share::Act::none, whole ? Rect{0, 0, -1, -1} : shell_.stage()});
}

// The frame has been rendered, and its lists are still there.
void App::takePictures() {
  for (const Order& order : std::exchange(ordered_, {})) {
    const Rect part = order.part.w < 0 ? uiFrame_.ui.window() : order.part;
    if (order.act == Share::Act::look) {
      keptStage_ = gpu_.keepFrame(part);
      continue;
    }
    std::string bytes;
    if (order.form == Share::Form::png)
      bytes = share_->png(gpu_.pixelsOfFrame(part));
    else
      bytes = share_->svg({ImGui::GetDrawData(), part, "Unroll: " + text_.tr("scene." + std::string(scenes()[scene_].name)),
                           text_.written(formula::withoutMarkup(scene().describe(frame())))},
                          gpu_);
    if (order.act == Share::Act::none)
      picture_ = std::move(bytes);
    else
      handOver({order.form, order.act}, bytes);
  }
}

void App::copied(bool done) {
  const bool isLink = !isSharing_ || sharedForm_ == Share::Form::link;
  sessions_.showMessage(text_.tr(isLink ? "app.linkCopied" : done ? "share.copied" : "share.notCopied"));
}

}  // namespace unroll
