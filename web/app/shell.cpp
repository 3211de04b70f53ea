#include "app/shell.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "app/scenes.h"
#include "lesson/story.h"
#include "widgets/formula.h"
#include "widgets/scroll.h"

namespace unroll {

namespace {

constexpr double kMessageTime = 9;  // seconds

// Below these sizes (at normal text size) the page leaves away what would take the stage's room: first all but stage and transport, then
// the transport too.
struct Room {
  float width, height;
};
constexpr Room kLeastForAll{420, 280}, kLeastForTabs{240, 360}, kLeastForTransport{220, 180};

// From this height on the medium layout has room for the lesson beside the stage, above the controls. Whoever has asked for larger text
// gets it there at any height: the column scrolls, and the lesson is not folded away for being easier to read.
constexpr float kHighEnoughForStory = 440;

bool holds(Rect page, const Room& least) { return page.w >= least.width && page.h >= least.height; }

bool shows(const Ui& ui, std::string_view part) { return !ui.isHidden(part); }

// The first task of the story's step that isn't done yet, or that all are; before it begins, how it does.
std::string nextTask(const Frame& c, const Story& story) {
  if (const Check* hint = story.hinted()) return story.hintOf(c, *hint);
  if (story.waits()) return c.tr(c.layout == Layout::phone ? "story.begin" : "story.beginKey");
  const std::vector<std::string> told = story.sentences(c);
  const auto open = std::find(story.done().begin(), story.done().end(), false) - story.done().begin();
  return told[std::min(told.size() - 1, static_cast<std::size_t>(open) + 1)];
}

// The step of the story and its next task, cut off the top of the page; returns whether it was pressed.
bool storyBrief(const Frame& c, const Story& story, Rect& page) {
  Ui& ui = c.ui;
  const std::string next = nextTask(c, story);
  const float width = page.w - 28, line = ui.lineHeight(Type::text);
  const Rect r = page.cutTop(12 + line + ui.measureRich(next, Type::small, width).h, 8);
  const Id id = ui.id("story");
  ui.enterPart("story");
  const bool focused = ui.control(id, "story", "button", story.line(c), next, r);
  const Touch t = ui.touch(id, r);
  ui.rounded(r, ui.color().soft, Theme::cornerSmall);
  ui.textIn({r.x + 14, r.y + 6, width, line}, story.line(c), Type::strong, ui.color().ink);
  ui.richText({r.x + 14, r.y + 6 + line}, next, Type::small, ui.color().muted, width);
  if (focused) ui.focusRing(r, Theme::cornerSmall);
  return t.clicked || std::exchange(ui.keys(id).activate, false);
}

// A hint's target may lie in a sheet that isn't open: the tab that leads there stands for it until it is. A key's control is a setting;
// what is nowhere on the page is looked for in all sheets. 1 story, 2 settings, 3 findings; `open`: 0, none.
void pointThroughTabs(const Frame& c, const std::vector<int>& tabs, int open) {
  std::string& names = c.ui.memoryText(c.ui.id("hint"));
  if (names.empty()) return;
  const auto closed = [&](int tab) { return open != tab && std::find(tabs.begin(), tabs.end(), tab) != tabs.end(); };
  std::string all;
  for (std::string_view left = names; !left.empty();) {
    const std::string_view name = left.substr(0, left.find(' '));
    left.remove_prefix(std::min(left.size(), name.size() + 1));
    all += std::string(name) + " ";
    if (c.keys.find(name) && closed(2)) all += "tab-controls ";
  }
  if (closed(2)) all += "tab-controls ";
  if (closed(3)) all += "tab-inspector";
  c.ui.pointAt(names = all);
}

Rect wholePixels(Rect r) { return {std::round(r.x), std::round(r.y), std::round(r.w), std::round(r.h)}; }

}  // namespace

Shell::Wish Shell::draw(const Frame& c, Scene& scene, const Status& status) {
  Ui& ui = c.ui;
  Wish wish;
  Rect page = ui.window();
  ui.rounded(page, ui.color().background, 0);
  const std::string scope(scenes()[status.scene].name);
  // Larger text, chosen by hand, must not take away the way back.
  const float scale = static_cast<float>(status.scale) / 100;
  const Rect atNormalSize{0, 0, page.w * scale, page.h * scale};
  const bool bare = status.embed || !holds(atNormalSize, c.layout == Layout::phone ? kLeastForTabs : kLeastForAll);
  if (!bare && shows(ui, "header")) {
    const float height = c.layout == Layout::wide ? 56 : c.layout == Layout::medium ? 46 : 92;
    ui.enterPart("header");
    wish = drawHeader(c, page.cutTop(height), status);
  }
  if (status.start) {
    ui.pushScope("start");
    stage_ = page;
    const StartPage::Wish asked = status.start->draw(c, page, status.before, status.references);
    if (asked.scene >= 0) wish.scene = asked.scene;
    wish.looked = asked.looked;
    wish.goOn = asked.goOn;
    wish.references = asked.references;
    ui.popScope();
    return wish;
  }
  ui.pushScope(scope);
  if (const Story* story = scene.story(); story && !bare) story->point(ui);
  if (bare)
    stageAndTransport(c, scene, page, holds(atNormalSize, kLeastForTransport));
  else if (c.layout == Layout::wide)
    wide(c, scene, page);
  else if (c.layout == Layout::medium)
    medium(c, scene, page, status.scale > 100 || page.h >= kHighEnoughForStory);
  else
    phone(c, scene, page);
  ui.popScope();
  if (!scene.tellsProgress()) progress(c, status);
  wish.numbers = std::exchange(wantsNumbers_, false);
  return wish;
}

void Shell::controlsPart(const Frame& c, Scene& scene, Column& column) {
  c.ui.enterPart("controls");
  scene.controls(c, column);
  if (shows(c.ui, "saveNumbers") && ui::button(c.ui, column.take(Theme::touch), "saveNumbers", c.tr("app.numbers"), ui::ButtonStyle::quiet))
    wantsNumbers_ = true;
}

// ── Layouts ──────────────────────────────────────────────────────────────────────────────────────────────────────────

void Shell::wide(const Frame& c, Scene& scene, Rect page) {
  Ui& ui = c.ui;
  page = wholePixels(page.inset(Theme::grid));
  const bool left = shows(ui, "story") || shows(ui, "controls");
  if (left) {
    const Rect column = page.cutLeft(280, Theme::grid);
    ui::scrolled(ui, "left", column, 12, [&](Column& stack) {
      ui.enterPart("subjects");
      if (shows(ui, "controls")) scene.subjects(c, stack);
      if (Story* story = scene.story(); story && shows(ui, "story")) story->draw(c, stack);
      if (shows(ui, "controls")) controlsPart(c, scene, stack);
    });
  }
  const Rect bar = shows(ui, "transport") ? page.cutBottom(76, 16) : Rect{};
  const float width = scene.inspectorWidth();
  const Rect inspector = width > 0 && shows(ui, "inspector") ? page.cutRight(width, Theme::grid) : Rect{};
  stagePart(c, scene, page);
  if (inspector.w > 0) {
    const Rect inside = ui::card(ui, inspector, ui::CardStyle::outlined, Theme::grid);
    ui.enterPart("inspector");
    ui::scrolled(ui, "inspector", inside, 10, [&](Column& stack) { scene.inspector(c, stack); });
  }
  if (bar.w > 0) transportPart(c, scene, bar);
}

void Shell::medium(const Frame& c, Scene& scene, Rect page, bool storyStays) {
  Ui& ui = c.ui;
  page = wholePixels(page.inset(10, 8));
  Story* story = scene.story();
  const std::string line = story ? story->line(c) : std::string();
  const bool inColumn = storyStays && story && shows(ui, "story"), isLine = !inColumn && shows(ui, "story") && !line.empty();
  // A hint points at what the open story lies over: it closes, and the line says the hint.
  const bool hinted = story && story->hinted();
  if (isLine && hinted && !hintWas_) storyOpen_ = false;
  hintWas_ = hinted;
  if (isLine) {
    const std::string task = nextTask(c, *story);
    const float lineWidth = ui.measure(line, Type::text).w, taskWidth = ui.measureRich(task, Type::small).w;
    const bool beside = lineWidth + taskWidth + 70 < page.w;
    const float taskHeight = beside ? 0 : ui.measureRich(task, Type::small, page.w - 44).h;  // else below
    const Rect bar = page.cutTop(32 + taskHeight, 8);
    ui.rounded(bar, ui.color().soft, Theme::cornerSmall);
    const Id id = ui.id("story");
    ui.enterPart("story");
    const bool focused = ui.control(id, "story", "section", line, ui.tr(storyOpen_ ? "control.open" : "control.closed"), bar);
    if (ControlRecord* more = ui.detailed()) more->chosen = storyOpen_ ? 1 : 0;
    const Touch t = ui.touch(id, bar);
    if (t.hovered) ui.cursor(ImGuiMouseCursor_Hand);
    if (t.clicked || std::exchange(ui.keys(id).activate, false)) storyOpen_ = !storyOpen_;
    ui::icon(ui, storyOpen_ ? ui::Icon::chevronDown : ui::Icon::chevronRight, {bar.x + 16, bar.y + 16}, 9, ui.color().control);
    ui.textIn({bar.x + 30, bar.y, bar.w - 40, 32}, line, Type::text, ui.color().ink);
    if (beside)
      ui.richText({bar.right() - 12 - taskWidth, bar.center().y - ui.lineHeight(Type::small) / 2}, task, Type::small, ui.color().muted);
    else
      ui.richText({bar.x + 30, bar.y + 27}, task, Type::small, ui.color().muted, bar.w - 44);
    if (focused) ui.focusRing(bar, Theme::cornerSmall);
  }
  const Rect below = page;
  if (inColumn || shows(ui, "controls")) {
    const Rect column = page.cutLeft(inColumn ? std::round(std::clamp(page.w * 0.27f, 214.f, 250.f)) : 214.f, 14);
    ui::scrolled(ui, "left", column, 9, [&](Column& stack) {
      ui.enterPart("subjects");
      if (shows(ui, "controls")) scene.subjects(c, stack);
      if (inColumn) story->draw(c, stack);
      if (shows(ui, "controls")) controlsPart(c, scene, stack);
    });
  }
  const Rect bar = shows(ui, "transport") ? page.cutBottom(56, 8) : Rect{};
  stagePart(c, scene, page);
  if (bar.w > 0) transportPart(c, scene, bar);
  if (storyOpen_ && isLine) {
    const Rect card{below.x, below.y - 4, std::min(below.w, 420.f), std::min(below.h, storyHeight_)};
    ui.overlay(card, [this, c, &scene, card](Ui& above) {
      above.shadow(card);
      above.rounded(card, above.color().soft);
      above.outline(card, above.color().lines);
      above.pushScope("story");
      ui::scrolled(above, "open", card.inset(2), 8, [this, &c, &scene, &above](Column& stack) {
        if (Story* open = scene.story()) open->draw(c, stack);
        const float wanted = stack.used() + 8;
        if (std::fabs(wanted - storyHeight_) > 0.5f) above.keepDrawing();
        storyHeight_ = wanted;
      });
      above.popScope();
    });
  }
  if (shows(ui, "inspector") && scene.inspects()) inspectorOverlay(c, scene, ui.window());
}

void Shell::phone(const Frame& c, Scene& scene, Rect page) {
  Ui& ui = c.ui;
  page = wholePixels(page.inset(8, 8));
  std::vector<std::string> tabs;
  std::vector<int> which;
  const char* const names[] = {"", "story", "controls", "inspector"};
  for (int i = 1; i <= 3; ++i) {
    if (!shows(ui, names[i])) continue;
    tabs.push_back(c.tr(std::string("app.") + names[i]));
    which.push_back(i);
  }
  // A tap on the stage explains itself. Two frames later it is known whether it met something that wasn't shown before.
  if (ui.releasedAnywhere() && stage_.contains(ui.pointer())) openInspector_ = 2;
  if (openInspector_ > 0 && --openInspector_ == 0) {
    const ImVec2 anchor = scene.inspects() ? scene.inspectorAnchor() : ImVec2{};
    const bool isNew = scene.inspects() && (anchor.x != explained_.x || anchor.y != explained_.y);
    if (isNew && phoneTab_ == 0 && shows(ui, "inspector")) phoneTab_ = 3;
    explained_ = anchor;
  }
  if (openInspector_ > 0) ui.keepDrawing();
  constexpr float kRoomForBrief = 480;
  // What the first look should say: there are others.
  if (shows(ui, "controls") && phoneTab_ == 0 && page.h >= kRoomForBrief) {
    Column top(page, 0);
    scene.subjects(c, top);
    if (top.used() > 0) page.cutTop(top.used(), 8);
  }
  if (Story* story = scene.story(); story && shows(ui, "story") && phoneTab_ == 0 && page.h >= kRoomForBrief)
    if (storyBrief(c, *story, page)) {
      if (story->waits())
        story->go(ui.now());
      else
        phoneTab_ = 1;
    }
  Rect tabBar = tabs.empty() ? Rect{} : page.cutBottom(44, 8);
  Rect panel = phoneTab_ > 0 ? page.cutBottom(std::min(310.f, page.h * 0.5f), 8) : Rect{};
  const Rect bar = shows(ui, "transport") ? page.cutBottom(60, 8) : Rect{};
  stagePart(c, scene, page);
  if (bar.w > 0) transportPart(c, scene, bar);
  if (phoneTab_ > 0) {
    ui.outline(panel, ui.color().lines);
    ui::scrolled(ui, "panel", panel.inset(12, 8), 10, [&](Column& stack) {
      if (Story* story = scene.story(); story && phoneTab_ == 1) story->draw(c, stack);
      if (phoneTab_ == 2) {
        ui.enterPart("subjects");
        scene.subjects(c, stack);
        controlsPart(c, scene, stack);
      }
      ui.enterPart("inspector");
      if (phoneTab_ == 3) scene.inspector(c, stack);
    });
  }
  pointThroughTabs(c, which, phoneTab_);
  ui.enterPart("tabs");
  const float width = tabs.empty() ? 0 : tabBar.w / static_cast<float>(tabs.size());
  for (std::size_t i = 0; i < tabs.size(); ++i) {
    const bool on = phoneTab_ == which[i];
    const Rect r = Rect{tabBar.x + width * static_cast<float>(i), tabBar.y, width, tabBar.h}.inset(3, 0);
    if (ui::button(ui, r, std::string("tab-") + names[which[i]], tabs[i], on ? ui::ButtonStyle::primary : ui::ButtonStyle::soft))
      phoneTab_ = on ? 0 : which[i];
  }
}

void Shell::stageAndTransport(const Frame& c, Scene& scene, Rect page, bool transport) {
  page = wholePixels(page.inset(transport ? 8.f : 0.f));
  const Rect bar = transport && shows(c.ui, "transport") ? page.cutBottom(56, 8) : Rect{};
  stagePart(c, scene, page);
  if (bar.w > 0) transportPart(c, scene, bar);
  if (shows(c.ui, "inspector") && scene.inspects()) inspectorOverlay(c, scene, c.ui.window());
}

// ── Parts ────────────────────────────────────────────────────────────────────────────────────────────────────────────

void Shell::stagePart(const Frame& c, Scene& scene, Rect r) {
  stage_ = r;
  c.ui.enterPart("stage");
  c.ui.pushClip(r.inset(-4));
  scene.stage(c, r);
  c.ui.popClip();
  if (c.ui.stageHasFocus()) c.ui.focusRing(r.inset(2), Theme::corner);
}

void Shell::transportPart(const Frame& c, Scene& scene, Rect r) {
  c.ui.enterPart("transport");
  c.ui.rounded(r, c.ui.color().soft);
  const float height = c.layout == Layout::wide && !c.embedded ? 48.f : 40.f;
  const float margin = c.layout == Layout::phone ? 10.f : c.layout == Layout::medium || c.embedded ? 14.f : 22.f;
  scene.transport(c, r.inset(margin, (r.h - height) / 2));
}

void Shell::inspectorOverlay(const Frame& c, Scene& scene, Rect page) {
  constexpr float kWidth = 284, kGap = 26, kMargin = 8;
  const ImVec2 anchor = scene.inspectorAnchor();
  const bool toTheRight = anchor.x + kGap + kWidth < page.right() - kMargin;
  // Beside what it explains, as high up as the stage: the header and what is above the stage stay in sight, and the story's heading too.
  const float top = std::max(kMargin, std::min(stage_.y, page.bottom() - kMargin - overlayHeight_));
  const float height = std::min(overlayHeight_, page.h - 2 * kMargin);
  const float x = toTheRight ? anchor.x + kGap : std::max(kMargin, anchor.x - kGap - kWidth);
  const float y = std::clamp(anchor.y - height / 3, top, std::max(top, page.bottom() - height - kMargin));
  const Rect r{std::round(x), std::round(y), kWidth, std::round(height)};
  c.ui.overlay(r, [this, c, &scene, r](Ui& above) {
    constexpr float kPadding = 16;
    above.enterPart("inspector");
    above.shadow(r);
    above.rounded(r, above.color().card);
    above.outline(r, above.color().lines, Theme::corner, 1.2f);
    above.pushClip(r);
    Column column(r.inset(kPadding, kPadding * 0.75f), 8);
    scene.inspector(c, column);
    above.popClip();
    const float wanted = column.used() + 1.5f * kPadding;
    if (std::fabs(wanted - overlayHeight_) > 0.5f) above.keepDrawing();
    overlayHeight_ = wanted;
  });
}

void Shell::progress(const Frame& c, const Status& status) {
  const Progress s = status.progress;
  const bool loading = status.activity == Session::Activity::loading || status.activity == Session::Activity::seeking;
  if (!loading || s.goal <= 0) return;
  Ui& ui = c.ui;
  const float w = std::min(340.f, stage_.w - 24);
  const Rect r{stage_.center().x - w / 2, stage_.y + 12, w, 64};
  ui.overlay(
      r,
      [r, s](Ui& above) {
        above.shadow(r);
        above.rounded(r, above.color().card);
        above.outline(r, above.color().lines);
        Rect inside = r.inset(16, 8);
        above.textIn(inside.cutTop(26),
                     above.tr("app.loading", {{"done", above.words().integer(s.done)}, {"all", above.words().integer(s.goal)}}), Type::text,
                     above.color().ink);
        ui::progressBar(above, inside.cutTop(16).inset(0, 5), static_cast<double>(s.done) / static_cast<double>(s.goal),
                        above.color().control);
      },
      Ui::Of::page);
  ui.keepDrawing();
}

void Shell::messages(const Frame& c, const Status& status) {
  Ui& ui = c.ui;
  auto& list = status.messages;
  for (Sessions::Message& m : list)
    if (std::isnan(m.since)) m.since = ui.now();
  std::erase_if(list, [&](const Sessions::Message& m) { return ui.now() - m.since > kMessageTime; });
  // Over the stage, never over the transport below it.
  const Rect area = stage_.w > 200 && stage_.h > 60 ? stage_ : ui.window();
  const float width = std::min(460.f, area.w - 24);
  float y = area.bottom() - 12;
  for (std::size_t i = list.size(); i-- > 0;) {
    const std::string words = formula::asTyped(list[i].words);
    ui.tell(words, words);
    const float height = ui.measureRich(words, Type::text, width - 76).h + 20;
    y -= height;
    const Rect r{std::round(area.center().x - width / 2), std::round(y), width, height};
    y -= 8;
    ui.wakeAt(list[i].since + kMessageTime + 0.05);
    ui.overlay(
        r,
        [r, words, i, &list](Ui& above) {
          above.enterPart("messages");
          above.shadow(r);
          above.rounded(r, above.color().ink);
          above.richText({r.x + 18, r.y + 10}, words, Type::text, above.color().background, r.w - 76);
          const Rect close{r.right() - 44, r.y + (r.h - 34) / 2, 34, 34};
          const Id id = above.id("message" + std::to_string(i));
          const bool focused = above.control(id, "closeMessage", "button", above.tr("app.close"), "", close);
          const Touch t = above.touch(id, close);
          if (t.hovered) above.cursor(ImGuiMouseCursor_Hand);
          ui::icon(above, ui::Icon::close, close.center(), 13, above.color().background);
          if (focused) above.focusRing(close, 8);
          if ((t.clicked || std::exchange(above.keys(id).activate, false)) && i < list.size()) list[i].since = -1e9;
        },
        Ui::Of::page);
  }
}

}  // namespace unroll
