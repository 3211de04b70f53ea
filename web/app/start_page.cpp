#include "app/start_page.h"

#include <algorithm>
#include <cmath>

#include "app/scenes.h"
#include "widgets/controls.h"
#include "widgets/scroll.h"

namespace unroll {

namespace {

constexpr double kCourse = 5, kBetweenTwo = 0.35;           // seconds that a thumbnail moves; until the next one begins
constexpr float kPadding = 10, kLessPadding = 8;            // of a card; where there is little room
constexpr float kBadge = 12;                                // its radius
constexpr float kLeastPicture = 50, kPictureRatio = 0.58f;  // height in a grid; height to width
constexpr float kLeastColumn = 150;                         // in a grid
constexpr float kListPicture = 112, kListRow = 92;

std::string nameOf(std::size_t scene) { return std::string(scenes()[scene].name); }
const std::string& titleOf(const Frame& c, std::size_t scene) { return c.tr("scene." + nameOf(scene)); }
const std::string& sentenceOf(const Frame& c, std::size_t scene) { return c.tr("sceneLine." + nameOf(scene)); }
float wordsHeight(const Frame& c, std::size_t scene, float width) {
  return 2 * kBadge + 4 + c.ui.measureRich(sentenceOf(c, scene), Type::small, width).h;
}

void arrowHead(Ui& ui, ImVec2 tip, ImVec2 direction, Color color) {
  constexpr float kLength = 8, kHalf = 4.5f;
  const ImVec2 base = tip - direction * kLength, across{-direction.y * kHalf, direction.x * kHalf};
  ui.draw().AddTriangleFilled(tip, base + across, base - across, color);
}

}  // namespace

StartPage::StartPage() : cards_(scenes().size()) {
  for (std::size_t i = 0; i < cards_.size(); ++i) cards_[i].thumbnail = scenes()[i].makeThumbnail();
}

void StartPage::advance(double milliseconds) {
  // In the lecture's order, as they begin to move.
  for (Card& card : cards_) {
    if (!card.computes) continue;
    card.computes = card.thumbnail->advance(milliseconds);
    return;
  }
}

StartPage::Wish StartPage::draw(const Frame& c, Rect page, const std::string& before, bool references) {
  Wish wish;
  Ui& ui = c.ui;
  const bool wide = c.layout == Layout::wide, phone = c.layout == Layout::phone;
  page = wide ? page.inset(Theme::grid, 0) : page.inset(phone ? 12.f : 14.f, 0);
  ui.enterPart("start");
  const auto all = [&](Rect area, Column* column) {
    const Form look = form(c, area.w, area.h);
    std::vector<Rect> places;
    for (std::size_t i = 0; i < cards_.size(); ++i) {
      const float row = std::floor(static_cast<float>(i) / static_cast<float>(look.columns));
      const float place = static_cast<float>(i) - row * static_cast<float>(look.columns);
      places.push_back({area.x + place * (look.width + look.gap), area.y + row * (look.height + look.rowGap), look.width, look.height});
    }
    path(c, places, look);
    for (std::size_t i = 0; i < cards_.size(); ++i)
      if (card(c, i, places[i], look)) wish.scene = static_cast<int>(i);
    for (std::size_t i = 0; i < cards_.size(); ++i)
      if (cards_[i].looked) wish.looked = static_cast<int>(i);
    if (column) (void)column->take(places.back().bottom() - area.y);
  };
  if (!phone) head(c, page.cutTop(wide ? 144.f : 52.f), before, wish);
  ui::scrolled(ui, "start", page, 12, [&](Column& column) {
    if (phone) {
      const float lines = ui.measureRich(c.tr("start.about"), Type::text, column.width()).h;
      head(c, column.take(12 + ui.lineHeight(Type::title) + lines + (before.empty() ? 60 : 108)), before, wish);
    }
    all({column.x(), column.y(), column.width(), page.h - (wide ? 44.f : 12.f)}, &column);
    if (!references || !(wide || phone)) return;
    const Rect below = column.take(24);
    if (ui::textButton(ui, {below.x, below.y}, "references", c.tr("start.references"))) wish.references = true;
  });
  return wish;
}

void StartPage::head(const Frame& c, Rect r, const std::string& before, Wish& wish) {
  Ui& ui = c.ui;
  const Palette& color = ui.color();
  const bool wide = c.layout == Layout::wide;
  const std::string& begin = c.tr("start.begin");
  const std::string goOn = c.tr("start.goOn", {{"where", before}});
  if (c.layout == Layout::phone) {
    (void)r.cutTop(12);
    ui.textIn(r.cutTop(ui.lineHeight(Type::title)), c.tr("start.title"), Type::title, color.ink);
    const float lines = ui.measureRich(c.tr("start.about"), Type::text, r.w).h;
    ui.richText(r.cutTop(lines, 8).min(), c.tr("start.about"), Type::text, color.muted, r.w);
    if (ui::button(ui, r.cutTop(44, 4), "begin", ui::Icon::play, begin, ui::ButtonStyle::primary)) wish.scene = 0;
    if (!before.empty() && ui::button(ui, r.cutTop(44), "goOn", goOn)) wish.goOn = true;
    return;
  }
  const float beginWidth = wide ? 180 : ui::buttonWidth(ui, begin, true) + 16, height = wide ? 60 : 38;
  const Rect whole = r;
  r = {r.x, r.y + (wide ? 44.f : 7.f), r.w, height};
  const Rect beginPlace = r.cutRight(beginWidth, 20);
  const Type type = wide ? Type::display : Type::title;
  const float titleWidth = ui.measure(c.tr("start.title"), type).w;
  // What follows is drawn in the order in which one reads, so that Tab goes that way.
  if (wide) {
    ui.textIn({r.x, whole.y + 34, std::max(titleWidth, r.w), 50}, c.tr("start.title"), type, color.ink);
    ui.textIn({r.x, whole.y + 86, r.w, 26}, c.tr("start.about"), Type::text, color.muted);
  } else {
    ui.textIn({r.x, r.y, r.w, r.h}, c.tr("start.title"), type, color.ink);
  }
  if (ui::button(ui, beginPlace, "begin", ui::Icon::play, begin, ui::ButtonStyle::primary)) wish.scene = 0;
  if (before.empty()) return;
  if (wide) {
    ui.text({r.right(), r.y + 6}, c.tr("start.orGoOn"), Type::text, color.muted, Align::right);
    if (ui::textButton(ui, {r.right(), r.y + 30}, "goOn", before, Align::right)) wish.goOn = true;
    return;
  }
  const float width = ui::buttonWidth(ui, goOn);
  if (titleWidth + 24 + width <= r.w && ui::button(ui, r.cutRight(width), "goOn", goOn)) wish.goOn = true;
}

StartPage::Form StartPage::form(const Frame& c, float width, float height) const {
  const bool wide = c.layout == Layout::wide;
  Form form;
  form.gap = wide ? 20 : 14;
  form.rowGap = wide ? 44 : 20;
  const auto widthOf = [&](int columns) { return (width - form.gap * static_cast<float>(columns - 1)) / static_cast<float>(columns); };
  form.columns = c.layout == Layout::phone ? 1 : widthOf(4) >= kLeastColumn ? 4 : widthOf(2) >= kLeastColumn ? 2 : 1;
  form.width = widthOf(form.columns);
  float words = 0;
  if (form.columns == 1) {
    form.gap = form.rowGap = 8;
    const float inside = form.width - kListPicture - 3 * kPadding;
    for (std::size_t i = 0; i < cards_.size(); ++i) words = std::max(words, wordsHeight(c, i, inside));
    form.height = std::max(kListRow, words + 2 * kPadding);
    form.picture = Rect{0, 0, kListPicture + 2 * kPadding, form.height}.inset(kPadding);
    form.words = {kListPicture + 2 * kPadding, (form.height - words) / 2, inside, words};
    return form;
  }
  const float padding = wide ? kPadding : kLessPadding, inside = form.width - 2 * padding - 8;
  for (std::size_t i = 0; i < cards_.size(); ++i) words = std::max(words, wordsHeight(c, i, inside));
  const float rows = std::ceil(static_cast<float>(cards_.size()) / static_cast<float>(form.columns));
  const float each = (height - form.rowGap * (rows - 1)) / rows, rest = words + 3 * padding + (wide ? 8.f : 0.f);
  const float most = kPictureRatio * (form.width - 2 * padding);
  // Where it scrolls anyway, nothing is gained by low pictures.
  const float picture = each - rest < kLeastPicture ? std::min(most, 2.5f * kLeastPicture) : std::min(each - rest, most);
  form.height = std::round(picture + rest);
  form.picture = {padding, padding, form.width - 2 * padding, picture};
  form.words = {padding + 4, form.height - words - padding, inside, words};
  return form;
}

bool StartPage::card(const Frame& c, std::size_t index, Rect r, const Form& form) {
  Ui& ui = c.ui;
  const Palette& color = ui.color();
  Card& card = cards_[index];
  const std::string number = std::to_string(index + 1), name = "start-" + nameOf(index);
  const Id id = ui.id(name);
  const bool focused = ui.control(id, name, "button", number + " " + titleOf(c, index) + ": " + sentenceOf(c, index), "", r);
  const Touch t = ui.touchPress(id, r);
  if (t.hovered) ui.cursor(ImGuiMouseCursor_Hand);
  const bool first = index == 0, marked = t.hovered || first;
  ui.rounded(r, color.card);
  ui.outline(r, marked ? color.control : color.lines, Theme::corner, marked ? 2.f : 1.2f);

  const Rect picture = form.picture.moved(r.x, r.y);
  ui.rounded(picture, color.stage, Theme::cornerSmall);
  const double now = ui.now();
  if (card.begun < 0) card.begun = now + kBetweenTwo * static_cast<double>(index);
  // Once more where one looks at it.
  const bool looks = t.hovered || (focused && ui.showsFocus());
  if (looks && !card.looked && now > card.begun + kCourse) card.begun = now;
  card.looked = looks;
  const float time = ui.animates() ? static_cast<float>(std::clamp((now - card.begun) / kCourse, 0.0, 1.0)) : 1.f;
  if (time < 1 || card.computes) ui.keepDrawing();
  ui.pushClip(picture);
  card.thumbnail->draw(ui, picture.inset(6), time);
  ui.popClip();

  Rect words = form.words.moved(r.x, r.y);
  const Rect row = words.cutTop(2 * kBadge, 4);
  const ImVec2 center{row.x + kBadge, row.center().y};
  ui.draw().AddCircleFilled(center, kBadge, first ? color.control : color.soft);
  ui.text({center.x, center.y - ui.lineHeight(Type::smallStrong) / 2}, number, Type::smallStrong, first ? color.onControl : color.muted,
          Align::center);
  ui.textIn({row.x + 2 * kBadge + 8, row.y, row.w - 2 * kBadge - 8, row.h}, titleOf(c, index), Type::heading, color.ink);
  ui.richText(words.min(), sentenceOf(c, index), Type::small, color.muted, words.w);
  if (focused) ui.focusRing(r, Theme::corner);
  return t.clicked || std::exchange(ui.keys(id).activate, false);
}

void StartPage::path(const Frame& c, const std::vector<Rect>& places, const Form& form) const {
  if (form.columns == 1) return;
  Ui& ui = c.ui;
  ImDrawList& list = ui.draw();
  const Color color = ui.color().muted;
  const float thick = 1.6f * ui.theme().stroke;
  for (std::size_t i = 0; i + 1 < places.size(); ++i) {
    const Rect &from = places[i], &to = places[i + 1];
    if (to.y == from.y) {
      const float y = from.y + form.picture.center().y;
      list.AddLine({from.right() + 1, y}, {to.x - 7, y}, color, thick);
      arrowHead(ui, {to.x - 1, y}, {1, 0}, color);
      continue;
    }
    // Around to the next row.
    const float y = (from.bottom() + to.y) / 2, r = std::min(10.f, (to.y - from.bottom()) / 2 - 1);
    list.PathLineTo({from.center().x, from.bottom() + 1});
    list.PathArcToFast({from.center().x - r, y - r}, r, 0, 3);
    list.PathArcToFast({to.center().x + r, y + r}, r, 9, 6);
    list.PathLineTo({to.center().x, to.y - 7});
    list.PathStroke(color, 0, thick);
    arrowHead(ui, {to.center().x, to.y - 1}, {0, 1}, color);
  }
}

}  // namespace unroll
