#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>

#include "scenes/seats/people.h"
#include "scenes/seats/stage.h"
#include "widgets/readout.h"

namespace unroll {

namespace {

constexpr float faceRadius = 19, leastFace = 9;

}  // namespace

void drawRoom(const SeatsContext& context, Rect area, SeatsView& view) {
  Ui& ui = context.ui;
  const SeatsSnapshot& s = context.snapshot;
  const Palette& c = ui.color();
  const int n = s.room.people(), t = view.present, next = nextAfter(s, t);
  const Sides& sides = sidesAt(s, t);
  const float gap = area.w > 420 ? 20.f : 10.f;
  Rect right = area;
  const Rect left = right.cutLeft((area.w - gap) / 2, gap);
  ui.rounded(left, mixColors(c.stage, c.valueNegative, 0.09f));
  ui.rounded(right, mixColors(c.stage, c.valuePositive, 0.09f));
  ui.richText({left.x + 12, left.y + 8}, "<b>" + context.tr("seats.left") + "</>  <muted>s = −1</>", Type::small, c.ink);
  const std::string rightWords = "<muted>s = +1</>  <b>" + context.tr("seats.right") + "</>";
  ui.richText({right.right() - 12 - ui.measureRich(rightWords, Type::small).w, right.y + 8}, rightWords, Type::small, c.ink);

  // What the lines say.
  const float nameLine = ui.lineHeight(Type::small), head = 26;
  ImVec2 legend{left.x + 12, left.bottom() - nameLine - 5};
  for (const bool likes : {true, false}) {
    const ImVec2 a{legend.x, legend.y + nameLine / 2}, b = a + ImVec2{22, 0};
    drawSympathy(ui, a, b, likes, sympathyColor(ui, likes ? 1.0 : -1.0), 2.5f);
    const std::string& words = context.tr(likes ? "seats.likes" : "seats.dislikes");
    ui.text({b.x + 6, legend.y}, words, Type::small, c.muted);
    legend.x = b.x + 6 + ui.measure(words, Type::small).w + 14;
  }
  const float foot = area.h > 220 ? 2 * nameLine + 6 : nameLine + 4;  // the legend, and over it the last one's name
  const auto inner = [&](Rect half) { return Rect{half.x + 16, half.y + head, half.w - 32, half.h - head - foot}; };
  const float pitch = inner(left).h / (static_cast<float>(n) + 0.5f);
  float radius = std::clamp(std::min(pitch * 0.62f, left.w / 9), leastFace, faceRadius);
  // No larger than lets everybody be reached beside everybody else.
  radius = std::max(5.f, std::min(radius, roomAround(inner(left), n) - 4.5f));
  std::vector<ImVec2> places;
  for (int i = 0; i < n; ++i) {
    const ImVec2 to = seatOf(inner(sides[static_cast<std::size_t>(i)] < 0 ? left : right), i, n, sides[static_cast<std::size_t>(i)] < 0);
    places.push_back({ui.glide(ui.id("seat" + std::to_string(i)), to.x, 0.5f), to.y});
  }
  const auto isFree = [&](Rect r) {
    return std::none_of(places.begin(), places.end(), [&](ImVec2 p) {
      return r.overlaps({p.x - radius - 5, p.y - radius - 5, 2 * radius + 10, 2 * radius + 10});
    });
  };
  // Three who can't all be pleased: the strongest such triangle of whoever is looked at or next, else of all.
  const auto person = view.attention() >= 0 && view.attention() < n ? view.attention() : next;
  double strongest = 0;
  std::array<int, 3> triangle = {-1, -1, -1};
  for (int i = 0; i < n; ++i)
    for (int j = i + 1; j < n; ++j)
      for (int k = j + 1; k < n; ++k) {
        const double a = s.room(i, j), b = s.room(j, k), c3 = s.room(i, k), weakest = std::min({std::fabs(a), std::fabs(b), std::fabs(c3)});
        const bool counts = person < 0 || i == person || j == person || k == person;
        if (!counts || !((a < 0) != ((b < 0) != (c3 < 0))) || weakest <= strongest) continue;
        strongest = weakest;
        triangle = {i, j, k};
      }
  if (triangle[0] >= 0) {
    const auto at = [&](std::size_t k) { return places[static_cast<std::size_t>(triangle[k])]; };
    ui.draw().AddTriangleFilled(at(0), at(1), at(2), fade(c.bad, 0.14f));
    const ImVec2 middle = (at(0) + at(1) + at(2)) * (1.f / 3);
    if (isFree({middle.x - 8, middle.y - 11, 16, 22}))
      ui.textIn({middle.x - 8, middle.y - 11, 16, 22}, "!", Type::strong, c.bad, Align::center);
  }
  // Lines: thin where weak, pale but for those of whoever is looked at or next.
  const int who = view.attention() >= 0 && view.attention() < n ? view.attention() : next;
  for (const bool strong : {false, true})
    for (int i = 0; i < n; ++i)
      for (int j = i + 1; j < n; ++j) {
        const double w = s.room(i, j);
        if (w == 0 || (i == who || j == who) != strong) continue;
        const float width = 1 + static_cast<float>(std::fabs(w));
        const Color color = fade(sympathyColor(ui, w), strong || who < 0 ? 0.9f : n > 12 ? 0.16f : 0.42f);
        drawSympathy(ui, places[static_cast<std::size_t>(i)], places[static_cast<std::size_t>(j)], w > 0, color, width);
      }
  if (who >= 0 && radius > 13)
    for (int j = 0; j < n; ++j) {
      const double w = j == who ? 0 : s.room(who, j);
      if (w == 0) continue;
      const ImVec2 at = places[static_cast<std::size_t>(who)] * 0.5f + places[static_cast<std::size_t>(j)] * 0.5f;
      const std::string words = signedNumber(w, w == std::floor(w) ? 0 : 1);
      const float width = ui.measure(words, Type::smallStrong).w + 10;
      if (!isFree({at.x - width / 2, at.y - 10, width, 20})) continue;
      ui.rounded({at.x - width / 2, at.y - 9, width, 18}, c.card, 9);
      ui.outline({at.x - width / 2, at.y - 9, width, 18}, sympathyColor(ui, w), 9);
      ui.textIn({at.x - width / 2, at.y - 9, width, 18}, words, Type::smallStrong, c.ink, Align::center);
    }

  int hovered = -1;
  for (int i = 0; i < n; ++i) {
    const auto at = static_cast<std::size_t>(i);
    const std::string& name = s.room.names[at];
    const bool unhappy = isUnhappy(s.room, sides, i);
    const Rect place{places[at].x - radius - 4, places[at].y - radius - 4, 2 * radius + 8, 2 * radius + 8};
    const Id id = ui.id("person" + std::to_string(i));
    const bool focused = ui.control(
        id, "person" + std::to_string(i), "button", name,
        context.tr(sides[at] < 0 ? "seats.sitsLeft" : "seats.sitsRight") + ", " + context.tr(unhappy ? "seats.unhappy" : "seats.content"),
        place);
    const Touch touch = ui.touch(id, place);
    if (touch.hovered) ui.cursor(ImGuiMouseCursor_Hand);
    if (touch.hovered && !ui.touchScreen()) hovered = i;
    const bool pressed = touch.clicked || std::exchange(ui.keys(id).activate, false);
    if (touch.clicked) ui.setFocus(id);
    if (pressed) view.selected = view.selected == i ? -1 : i;
    if (i == view.selected) view.anchor = places[at];
    drawFace(ui, places[at], radius, {unhappy, i == next, i == view.attention()});
    if (focused) ui.focusRing(place, radius + 4);
    if (radius >= 10 || i == view.attention()) {
      const float width = ui.measure(name, Type::small).w + 6;  // readable over the lines
      ui.rounded({places[at].x - width / 2, places[at].y + radius + 1, width, nameLine},
                 fade(mixColors(c.stage, sides[at] < 0 ? c.valueNegative : c.valuePositive, 0.09f), 0.75f), 4);
      ui.text({places[at].x, places[at].y + radius + 1}, name, i == next ? Type::smallStrong : Type::small, i == next ? c.control : c.ink,
              Align::center);
    }
  }
  view.hovered = hovered;
}

}  // namespace unroll
