#include "scenes/recurrent/carpet.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "widgets/formula.h"
#include "widgets/readout.h"
#include "widgets/stepper.h"

namespace unroll {

namespace {

std::string computingWords(const SceneContext& context) {
  return context.tr("carpet.computing", {{"p", std::to_string(static_cast<int>(100 * context.snapshot.carpet.share))}});
}

constexpr float mostDecades = 6;  // of the colours, down from the largest

struct CarpetNames {
  std::string_view to, from;
};
CarpetNames namesOf(CarpetWish::Of of) {
  return {of == CarpetWish::Of::outputByInput ? "y" : "h", of == CarpetWish::Of::hiddenByHidden ? "h" : "x"};
}

// Markup: "h_{4}[2]"; without an index where it is all of them.
std::string placed(std::string_view letter, int t, int index) {
  return std::string(letter) + "_{" + std::to_string(t) + "}" + (index >= 0 ? "[" + std::to_string(index) + "]" : "");
}

std::string derivativeAt(const CarpetWish& wish, bool isSigned, int t, int s) {
  const CarpetNames names = namesOf(wish.of);
  const std::string words = "∂" + placed(names.to, t, wish.to) + "/∂" + placed(names.from, s, wish.from);
  return isSigned ? words : "‖" + words + "‖";
}

std::string carpetNumber(double v, bool isSigned) { return (isSigned && v > 0 ? "+" : v < 0 ? "−" : "") + compactNumber(std::fabs(v)); }

// As many as there are of what is derived, and of that by which.
int countOf(const Snapshot& s, CarpetWish::Of of, bool to) {
  if (to) return of == CarpetWish::Of::outputByInput ? s.outputSize : s.probe.h.cols;
  return of == CarpetWish::Of::hiddenByHidden ? s.probe.h.cols : s.inputSize;
}

void carpetControls(const SceneContext& context, Column& column, CarpetWish& wish) {
  Ui& ui = context.ui;
  const std::string kinds[] = {"∂h/∂x", "∂y/∂x", "∂h/∂h"};
  int of = static_cast<int>(wish.of);
  const Rect row = column.take(Theme::touch);
  if (ui::segmented(ui, {row.x, row.y, std::min(row.w, ui::segmentedWidth(ui, kinds)), row.h}, "carpetOf", context.tr("carpet.of"), kinds,
                    of))
    wish = {static_cast<CarpetWish::Of>(of), -1, -1};
  const CarpetNames names = namesOf(wish.of);
  const int tos = countOf(context.snapshot, wish.of, true), froms = countOf(context.snapshot, wish.of, false);
  if (tos < 2 && froms < 2) return;
  Rect second = column.take(Theme::touch);
  const auto words = [&](std::string_view letter, int index) {
    return index < 0 ? context.tr("carpet.all", {{"of", std::string(letter)}}) : std::string(letter) + "[" + std::to_string(index) + "]";
  };
  const float width = std::min(128.f, (second.w - 8) / 2);
  if (tos > 1)
    ui::stepper(ui, second.cutLeft(width, 8), "carpetTo", context.tr("carpet.to"), words(names.to, wish.to), wish.to, -1, tos - 1);
  if (froms > 1)
    ui::stepper(ui, second.cutLeft(width), "carpetFrom", context.tr("carpet.from"), words(names.from, wish.from), wish.from, -1, froms - 1);
}

void carpetKey(const SceneContext& context, Rect row, const CarpetView& view, bool isSigned) {
  Ui& ui = context.ui;
  const double most = static_cast<double>(view.largest);
  const std::string low =
      isSigned ? "−" + compactNumber(most) : "≤ " + compactNumber(most * std::pow(10, -static_cast<double>(view.decades)));
  const std::string high = (isSigned ? "+" : "") + compactNumber(most);
  const float line = ui.lineHeight(Type::small), lowWidth = ui.measureRich(low, Type::small).w,
              highWidth = ui.measureRich(high, Type::small).w;
  const Rect bar{row.x + lowWidth + 6, row.center().y - 5, std::min(90.f, row.w - lowWidth - highWidth - 12), 10};
  if (bar.w < 20) return;
  const float y = row.center().y - line / 2;
  ui.richText({row.x, y}, low, Type::small, ui.color().muted);
  ui.richText({bar.right() + 6, y}, high, Type::small, ui.color().muted);
  constexpr int pieces = 24;
  for (int i = 0; i < pieces; ++i) {
    const float share = (static_cast<float>(i) + 0.5f) / pieces, w = bar.w / pieces;
    ui.draw().AddRectFilled({bar.x + w * static_cast<float>(i), bar.y}, {bar.x + w * static_cast<float>(i + 1), bar.bottom()},
                            isSigned ? valueColor(ui.theme(), 2 * share - 1) : magnitudeColor(ui.theme(), share));
  }
  ui.outline(bar, ui.color().lines, 0);
}

// The numbers as the picture shows them.
void prepareCarpet(const Snapshot& s, CarpetView& view) {
  const Carpet& carpet = s.carpet;
  if (view.pictures > 0 && view.shownOf == carpet.version && view.shownWish == carpet.wish &&
      view.shown.size() == carpet.values.values.size())
    return;
  view.shownOf = carpet.version;
  view.shownWish = carpet.wish;
  ++view.pictures;
  view.largest = 0;
  float least = INFINITY;
  for (const float v : carpet.values.values)
    if (std::isfinite(v) && v != 0) {
      view.largest = std::max(view.largest, std::fabs(v));
      least = std::min(least, std::fabs(v));
    }
  // Whole ones: the colours stand still while a weight is dragged a little.
  view.decades = view.largest > 0 ? std::clamp(std::ceil(std::log10(view.largest / least)), 1.f, mostDecades) : 1;
  view.shown.clear();
  for (const float v : carpet.values.values) {
    const float share = std::max(0.f, 1 + std::log10(std::fabs(v) / view.largest) / view.decades);
    view.shown.push_back(std::isfinite(v) ? v == 0 ? 0 : std::copysign(share, v) : v);
  }
}

}  // namespace

std::string carpetWords(const SceneContext& context, const CarpetView& view, int t, int s) {
  const Carpet& carpet = context.snapshot.carpet;
  if (carpet.tooMany > 0) return context.tr("carpet.tooMany", {{"n", compactNumber(carpet.tooMany)}});
  const int steps = carpet.values.rows;
  if (t >= steps || s >= steps || carpet.wish != view.wish) return {};
  const CarpetNames names = namesOf(carpet.wish.of);
  const auto number = [&](int row, int column) {
    return carpetNumber(static_cast<double>(carpet.values.at(row, column)), carpet.isSigned);
  };
  const auto size = [&](int row, int column) { return std::fabs(carpet.values.at(row, column)); };
  int loudest = 0, known = steps;  // rows that are numbers
  for (int k = 1; k < steps; ++k)
    if (size(t, k) > size(t, loudest)) loudest = k;
  while (known > 0 && std::isnan(size(known - 1, std::min(s, known - 1)))) --known;
  const std::string beyond = known < steps ? context.tr("carpet.notFinite", {{"t", std::to_string(known)}}) : std::string();
  if (t >= known || s >= known) return beyond;
  std::string words = context.tr("carpet.row", {{"t", std::to_string(t)},
                                                {"to", placed(names.to, t, carpet.wish.to)},
                                                {"loud", placed(names.from, loudest, carpet.wish.from)},
                                                {"most", number(t, loudest)},
                                                {"first", placed(names.from, 0, carpet.wish.from)},
                                                {"x", number(t, 0)}});
  words += "\n" + context.tr("carpet.column", {{"s", std::to_string(s)},
                                               {"from", placed(names.from, s, carpet.wish.from)},
                                               {"at", number(s, s)},
                                               {"last", std::to_string(known - 1)},
                                               {"end", number(known - 1, s)}});
  int forgotten = known;  // from here on less than a tenth is left
  while (forgotten > s + 1 && size(forgotten - 1, s) < 0.1f * size(s, s)) --forgotten;
  if (!beyond.empty()) return words + " " + beyond;
  if (forgotten < steps) words += " " + context.tr("carpet.forgotten", {{"t", std::to_string(forgotten)}});
  return words;
}

PictureRoom pictureRoom(Rect inside, float aside) {
  PictureRoom room;
  const float side = std::max(60.f, std::min(inside.h, inside.w - aside - 16));
  room.picture = inside.cutLeft(side, 16);
  room.picture.h = side;
  room.words = inside;
  return room;
}

heatmap::Cell drawCarpet(const SceneContext& context, Rect inside, Rect titleRow, int now, CarpetView& view) {
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  const Snapshot& s = context.snapshot;
  CarpetWish& wish = view.wish;
  if (wish.to >= countOf(s, wish.of, true)) wish.to = -1;
  if (wish.from >= countOf(s, wish.of, false)) wish.from = -1;
  const bool narrow = inside.w < 460, tight = inside.w < 300;  // tight: the picture alone, and what is pointed at
  Rect foot;
  if (narrow) {
    Column above(inside, 6);
    if (!tight) carpetControls(context, above, wish);
    foot = titleRow;
    inside.cutTop(above.used(), 6);
  }
  PictureRoom room = pictureRoom(inside, tight ? -16.f : narrow ? 140.f : 240.f);
  Column column(room.words, 8);
  if (!narrow) carpetControls(context, column, wish);
  const Carpet& carpet = s.carpet;
  const int steps = carpet.values.rows;
  const bool known = steps > 0 && steps == s.probe.h.rows;
  if (!known) {
    const std::string words = carpet.tooMany > 0 ? carpetWords(context, view, 0, 0) : computingWords(context);
    ui.richText(room.picture.min(), words, Type::text, c.muted, room.picture.w);
    return {};
  }
  prepareCarpet(s, view);
  constexpr float label = 26;
  Rect r = room.picture;
  const float side = std::min(r.w - label, r.h - label);
  r = {r.x + label, r.y, side, side};
  heatmap::Picture picture;
  picture.values = view.shown.data();
  picture.rows = picture.columns = steps;
  picture.version = view.pictures;
  picture.map = carpet.isSigned ? heatmap::Map::signedValues : heatmap::Map::magnitude;
  const int present = now < 0 ? steps - 1 : std::min(now, steps - 1);
  if (view.cell.row >= steps || view.cell.column >= steps) view.cell = {};
  const heatmap::Cell read = view.cell ? view.cell : heatmap::Cell{present, 0};
  const std::string value = derivativeAt(carpet.wish, carpet.isSigned, read.row, read.column) + " = " +
                            carpetNumber(static_cast<double>(carpet.values.at(read.row, read.column)), carpet.isSigned);
  const heatmap::Cell at =
      heatmap::readable(ui, context.gpu, "carpet", context.tr("carpet.title"), r, picture, formula::withoutMarkup(value));
  if (at) view.cell = at;
  const heatmap::Cell told = view.cell ? view.cell : heatmap::Cell{present, 0};
  const float each = side / static_cast<float>(steps);
  if (!s.current.bidirectional)  // before its time nothing acts
    for (int t = 0; t + 1 < steps; ++t)
      ui.draw().AddRectFilled({r.x + each * static_cast<float>(t + 1), r.y + each * static_cast<float>(t)},
                              {r.right(), r.y + each * static_cast<float>(t + 1)}, c.lines);
  ui.outline(r, c.lines, 0, 1);
  // The row and the column that are told of, and the present step.
  ui.outline({r.x, r.y + each * static_cast<float>(told.row), side, each}, fade(c.ink, 0.55f), 0, 1);
  ui.outline({r.x + each * static_cast<float>(told.column), r.y, each, side}, fade(c.ink, 0.55f), 0, 1);
  const float middle = r.y + each * (static_cast<float>(present) + 0.5f);
  if (now >= 0) ui.draw().AddTriangleFilled({r.x - 1, middle}, {r.x - 7, middle - 4}, {r.x - 7, middle + 4}, c.control);
  // Numbers along the edges: those of the cell, and the ends where they don't collide.
  const auto edge = [&](int k, bool row) {
    const float p = each * (static_cast<float>(k) + 0.5f);
    const bool strong = k == (row ? told.row : told.column);
    const Type type = strong ? Type::smallStrong : Type::small;
    if (row)
      ui.textIn({r.x - label - 10, r.y + p - 9, label, 18}, std::to_string(k), type, strong ? c.ink : c.muted, Align::right);
    else
      ui.textIn({std::min(r.x + p, r.right() - 10) - 15, r.bottom() + 1, 30, 18}, std::to_string(k), type, strong ? c.ink : c.muted,
                Align::center);
  };
  for (const bool row : {true, false}) {
    const int strong = row ? told.row : told.column, apart = std::max(1, static_cast<int>(std::ceil((row ? 15 : 22) / each)));
    if (apart > 1) edge(strong, row);
    const int stride = apart < 6 ? apart : std::max(1, steps - 1);  // where they would be many: the ends
    for (int k = 0; k < steps; k += stride)
      if (std::abs(k - strong) >= apart || apart == 1) edge(k, row);
  }
  if (at) {
    const Rect place = heatmap::cellRect(r, picture, at);
    readout(ui, place.center(), room.picture,
            "<b>" + derivativeAt(carpet.wish, carpet.isSigned, at.row, at.column) + " = " +
                carpetNumber(static_cast<double>(carpet.values.at(at.row, at.column)), carpet.isSigned) + "</>" +
                (at.column > at.row && !s.current.bidirectional ? "\n" + context.tr("carpet.before") : std::string()));
  }
  if (tight) {
    carpetKey(context, foot, view, carpet.isSigned);
    return at;
  }
  if (!narrow) foot = room.words.cutBottom(20);
  const std::string words = carpetWords(context, view, told.row, told.column);
  const float high = ui.measureRich(words, Type::small, column.width()).h;
  const bool fits = narrow || column.y() + high < foot.y;
  ui.richText({column.x(), column.y()}, words, Type::small, c.ink, column.width());
  if (fits) carpetKey(context, foot, view, carpet.isSigned);
  const bool fresh = carpet.version == s.probe.version && carpet.wish == wish;
  if (!fresh && fits && !narrow) ui.textIn({foot.x, foot.y - 18, foot.w, 18}, computingWords(context), Type::small, c.muted);
  return at;
}

void carpetState(const Snapshot& snapshot, const CarpetView& view, nlohmann::json& fields) {
  const Carpet& carpet = snapshot.carpet;
  fields["ready"] = carpet.version == snapshot.probe.version && carpet.wish == view.wish;
  fields["tooMany"] = carpet.tooMany;
  fields["signed"] = carpet.isSigned;
  fields["of"] = static_cast<int>(view.wish.of);
  fields["to"] = view.wish.to;
  fields["from"] = view.wish.from;
  const heatmap::Cell cell = view.cell;
  if (cell && cell.row < carpet.values.rows && cell.column < carpet.values.rows)
    fields["cell"] = {{"t", cell.row}, {"s", cell.column}, {"value", carpet.values.at(cell.row, cell.column)}};
  if (carpet.values.rows > 64) return;
  for (int t = 0; t < carpet.values.rows; ++t) {
    nlohmann::json row;
    for (int k = 0; k < carpet.values.cols; ++k) row.push_back(carpet.values.at(t, k));
    fields["rows"].push_back(std::move(row));
  }
}

}  // namespace unroll
