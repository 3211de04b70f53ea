// Black box: the automaton that was found above the one that the task asks for. Both stand on the same places: what is found stands where
// the state stands that it means.
#include <cmath>
#include <map>
#include <numeric>
#include <optional>
#include <utility>

#include "scenes/problems/black_box_view.h"
#include "widgets/network_edges.h"

namespace unroll {

namespace {

constexpr double rare = 0.05;  // a smaller share of the times that the symbol came there
constexpr float gap = 16;
// Radii above and below that the ways of a state to itself take; else only words.
float roomAbove(const BlackBoxAutomaton& automaton) {
  const bool has = std::any_of(automaton.ways.begin(), automaton.ways.end(),
                               [](const BlackBoxWay& way) { return way.from == way.to && way.share >= rare; });
  return has ? 1.9f : 0.6f;
}

std::size_t asIndex(int i) { return static_cast<std::size_t>(i); }

// The fewest symbols that lead to each state from the first; where none do, behind all others.
std::vector<int> depthsOf(const BlackBoxAutomaton& automaton, int states, int first) {
  std::vector<int> depth(asIndex(states), -1), queue{first};
  depth[asIndex(first)] = 0;
  for (std::size_t i = 0; i < queue.size(); ++i)
    for (const BlackBoxWay& way : automaton.ways)
      if (way.from == queue[i] && way.share >= rare && depth[asIndex(way.to)] < 0) {
        depth[asIndex(way.to)] = depth[asIndex(queue[i])] + 1;
        queue.push_back(way.to);
      }
  const int last = *std::max_element(depth.begin(), depth.end());
  for (int& each : depth)
    if (each < 0) each = last + 1;
  return depth;
}

// Where the states stand: columns by depth, in each from the top in this order.
struct Places {
  std::vector<ImVec2> at;
  float radius = 14;
  bool named = true;  // there is room for a name in each
};
Places placesOf(Rect r, const std::vector<int>& depth, const std::vector<int>& order, int columns, float above) {
  std::vector<int> count(asIndex(columns), 0), taken(asIndex(columns), 0);
  for (const int each : depth) ++count[asIndex(each)];
  const int most = *std::max_element(count.begin(), count.end());
  Places places;
  places.radius =
      std::clamp(std::min(r.w / (3.2f * static_cast<float>(columns)), r.h / (2 * above + 3.3f * static_cast<float>(most))), 6.5f, 17.f);
  const float loop = places.radius * above;
  const Rect inside = r.inset(places.radius + 2, 0);
  places.at.resize(depth.size());
  places.named = (r.h - 2 * loop) / static_cast<float>(most) >= 2.2f * places.radius;
  for (const int state : order) {
    const int column = depth[asIndex(state)];
    const float x = columns > 1 ? inside.x + inside.w * static_cast<float>(column) / static_cast<float>(columns - 1) : inside.center().x;
    const float high = r.h - 2 * loop, step = high / static_cast<float>(count[asIndex(column)]);
    places.at[asIndex(state)] = {x, r.y + loop + step * (static_cast<float>(taken[asIndex(column)]++) + 0.5f)};
  }
  return places;
}

// One arrow for all symbols that lead from here to there.
struct Arrow {
  int from = 0, to = 0;
  std::string letters;
  double share = 0;
  bool right = true, walked = false;
};

class Machine {
 public:
  Machine(const ProblemsContext& context, const BlackBoxAutomaton& automaton, Rect r, const Places& places, bool isFound)
      : context_(context), ui_(context.ui), automaton_(automaton), r_(r), places_(places), isFound_(isFound) {}

  // The walked string has just led from `before` to `now`, by this symbol; −1: nowhere.
  void draw(int before, int symbol, int now, bool wrong) {
    std::vector<Arrow> arrows = gather(before, symbol, now);
    for (const bool walked : {false, true})
      for (const Arrow& each : arrows)
        if (each.walked == walked) line(each);
    for (int state = 0; state < static_cast<int>(places_.at.size()); ++state) circle(state, state == now, wrong);
    for (const bool walked : {true, false})
      for (const Arrow& each : arrows)
        if (each.walked == walked) label(each);
  }

 private:
  std::vector<Arrow> gather(int before, int symbol, int now) const {
    std::vector<Arrow> arrows;
    for (const BlackBoxWay& way : automaton_.ways) {
      auto at = std::find_if(arrows.begin(), arrows.end(), [&](const Arrow& a) { return a.from == way.from && a.to == way.to; });
      if (at == arrows.end()) {
        Arrow fresh;
        fresh.from = way.from;
        fresh.to = way.to;
        at = arrows.insert(at, std::move(fresh));
      }
      if (way.share >= rare) at->letters += (at->letters.empty() ? "" : " ") + letterOf(*context_.snapshot.blackBox->paths, way.symbol);
      at->share = std::max(at->share, way.share);
      at->right = at->right && (way.right || way.share < rare);
      at->walked = at->walked || (way.from == before && way.symbol == symbol && way.to == now);
    }
    return arrows;
  }
  bool isLower(ImVec2 p) const { return p.y > r_.center().y + 1; }
  diagram::Curve curveOf(const Arrow& arrow) const {
    const ImVec2 a = places_.at[asIndex(arrow.from)], b = places_.at[asIndex(arrow.to)];
    const float r = places_.radius;
    if (arrow.from == arrow.to) {
      const float up = isLower(a) ? 1.f : -1.f;
      return {a + ImVec2{-0.6f * r, up * 0.8f * r}, a + ImVec2{-1.5f * r, up * 2.5f * r}, a + ImVec2{1.5f * r, up * 2.5f * r},
              a + ImVec2{0.6f * r, up * 0.8f * r}};
    }
    const ImVec2 way = b - a;
    const float length = std::max(1.f, std::hypot(way.x, way.y)), bow = std::min(26.f, 0.16f * length);
    const ImVec2 d = way * (1 / length), side{d.y, -d.x}, middle = (a + b) * 0.5f + side * bow;
    const auto border = [&](ImVec2 from) {
      const ImVec2 out = middle - from;
      return from + out * ((r + 1.5f) / std::max(1.f, std::hypot(out.x, out.y)));
    };
    const ImVec2 from = border(a), to = border(b);
    return {from, from + (middle - from) * 0.66f, to + (middle - to) * 0.66f, to};
  }
  Color colorOf(const Arrow& arrow) const {
    const Palette& c = ui_.color();
    if (!arrow.right) return arrow.share < rare ? fade(c.bad, 0.35f) : c.bad;
    if (arrow.walked) return c.control;
    return arrow.share < rare ? fade(c.muted, 0.3f) : c.muted;
  }
  float widthOf(const Arrow& arrow) const { return arrow.walked ? 3.f : 0.8f + 1.1f * static_cast<float>(arrow.share); }
  void line(const Arrow& arrow) const {
    const diagram::Curve curve = curveOf(arrow);
    const Color color = colorOf(arrow);
    const float width = widthOf(arrow);
    diagram::stroke(ui_.draw(), curve, color, width, false, 20);
    const ImVec2 back = curve.p3 - curve.at(0.9f);
    const float l = std::max(1e-3f, std::hypot(back.x, back.y)), size = 4.5f + width;
    const ImVec2 d = back * (1 / l), side{-d.y, d.x};
    ui_.draw().AddTriangleFilled(curve.p3 + d, curve.p3 - d * size + side * (size * 0.5f), curve.p3 - d * size - side * (size * 0.5f),
                                 color);
  }
  void circle(int state, bool now, bool wrong) {
    const Palette& c = ui_.color();
    const ImVec2 p = places_.at[asIndex(state)];
    const float r = places_.radius;
    names_.push_back({p.x - r, p.y - r, 2 * r, 2 * r});
    const int meaning = isFound_ ? automaton_.meaning[asIndex(state)] : state;
    const bool isStart = isFound_ && state == automaton_.states;
    const Color hue = isStart ? c.muted : context_.snapshot.blackBox->asked || !isFound_ ? kindColor(ui_, meaning) : kindColor(ui_, state);
    const Color fill = now ? (wrong ? c.bad : c.control) : mixColors(c.card, hue, ui_.theme().dark ? 0.3f : 0.14f);
    ui_.draw().AddCircleFilled(p, r, fill, 32);
    ui_.draw().AddCircle(p, r, now ? fill : hue, 32, 2);
    const std::string name = isFound_ ? stateName(state, automaton_.states) : std::to_string(state);
    const Type type = r > 11 ? Type::strong : Type::smallStrong;
    if (isStart)
      ui_.draw().AddCircleFilled(p, 0.3f * r, now ? c.onControl : c.muted, 16);
    else if (places_.named)
      ui_.text({p.x, p.y - ui_.lineHeight(type) / 2}, name, type, now ? c.onControl : c.ink, Align::center);
  }
  // Beside its arrow where nothing else is.
  void label(const Arrow& arrow) {
    if (arrow.letters.empty()) return;
    const diagram::Curve curve = curveOf(arrow);
    const TextSize size = ui_.measure(arrow.letters, Type::smallStrong);
    for (const float where : {0.5f, 0.38f, 0.62f, 0.28f}) {
      const ImVec2 p = curve.at(where), along = curve.at(where + 0.05f) - curve.at(where - 0.05f);
      const float l = std::max(1e-3f, std::hypot(along.x, along.y)), away = 8 + 0.3f * size.w * std::fabs(along.y) / l;
      for (const float hand : {1.f, -1.f}) {
        const ImVec2 at = p + ImVec2{along.y, -along.x} * (hand * away / l);
        const Rect box{at.x - size.w / 2 - 1, at.y - 8, size.w + 2, 16};
        if (box.x < r_.x - 2 || box.right() > r_.right() + 2 || box.y < r_.y - 4 || box.bottom() > r_.bottom() + 4) continue;
        if (std::any_of(names_.begin(), names_.end(), [&](const Rect& other) { return other.overlaps(box); })) continue;
        names_.push_back(box);
        const Color color = colorOf(arrow);
        ui_.rounded({box.x, box.y + 2, box.w, box.h - 4}, fade(ui_.color().stage, 0.85f), 4);
        ui_.text({at.x, at.y - ui_.lineHeight(Type::smallStrong) / 2}, arrow.letters, Type::smallStrong, color, Align::center);
        return;
      }
    }
  }

  const ProblemsContext& context_;
  Ui& ui_;
  const BlackBoxAutomaton& automaton_;
  Rect r_;
  const Places& places_;
  bool isFound_;
  std::vector<Rect> names_;  // circles and words, so far
};

// Columns of both: a found state stands where what it means stands.
void drawPair(const ProblemsContext& context, Rect foundArea, std::optional<Rect> askedArea, const BlackBoxView& view) {
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  const BlackBoxPicture& picture = *context.snapshot.blackBox;
  const BlackBoxAutomaton& found = *picture.found;
  const auto titled = [&](Rect& r, std::string_view key) {
    ui.textIn(r.cutTop(ui.lineHeight(Type::smallStrong), 2), context.tr(key), Type::smallStrong, c.muted);
  };
  const int t = view.present, symbol = picture.paths->symbols[picture.paths->row(picture.walked, t)];
  const bool wrong = picture.asked && !picture.agreesAt(t);
  std::vector<int> askedDepth, depth = depthsOf(found, found.states + 1, found.start());
  if (picture.asked) {
    askedDepth = depthsOf(*picture.asked, picture.asked->states, 0);
    for (int state = 0; state <= found.states; ++state)
      if (const int meaning = found.meaning[asIndex(state)]; meaning >= 0) depth[asIndex(state)] = askedDepth[asIndex(meaning)];
  }
  int columns = 1 + *std::max_element(depth.begin(), depth.end());
  if (!askedDepth.empty()) columns = std::max(columns, 1 + *std::max_element(askedDepth.begin(), askedDepth.end()));
  std::vector<int> order(asIndex(found.states + 1));
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return found.meaning[asIndex(a)] < found.meaning[asIndex(b)]; });
  titled(foundArea, "problems.blackBox.found");
  const Places places = placesOf(foundArea, depth, order, columns, roomAbove(found));
  Machine(context, found, foundArea, places, true)
      .draw(t > 0 ? picture.foundWay[asIndex(t - 1)] : found.start(), symbol, picture.foundWay[asIndex(t)], wrong);
  if (!askedArea || !picture.asked) return;
  std::vector<int> askedOrder(asIndex(picture.asked->states));
  std::iota(askedOrder.begin(), askedOrder.end(), 0);
  titled(*askedArea, "problems.blackBox.asked");
  const Places askedPlaces = placesOf(*askedArea, askedDepth, askedOrder, columns, roomAbove(*picture.asked));
  Machine(context, *picture.asked, *askedArea, askedPlaces, false)
      .draw(t > 0 ? picture.askedWay[asIndex(t - 1)] : 0, symbol, picture.askedWay[asIndex(t)], false);
}

// Below each symbol the state of both; where they differ it is marked.
void drawWays(const ProblemsContext& context, Rect foundRow, Rect askedRow, const StripPlace& place) {
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  const BlackBoxPicture& picture = *context.snapshot.blackBox;
  for (int t = place.first; t < place.first + place.count; ++t) {
    const int here = picture.foundWay[asIndex(t)];
    const bool wrong = picture.asked && !picture.agreesAt(t);
    const auto name = [&](Rect row, const std::string& words, Color color) {
      ui.text({place.center(t), row.center().y - ui.lineHeight(Type::smallStrong) / 2}, words, Type::smallStrong, color, Align::center);
    };
    if (wrong) ui.rounded({place.left(t) + 1, foundRow.y, place.pitch - 2, askedRow.bottom() - foundRow.y}, fade(c.bad, 0.16f), 4);
    name(foundRow, stateName(here, picture.found->states), wrong ? c.bad : c.ink);
    if (picture.asked) name(askedRow, picture.askedWay[asIndex(t)] < 0 ? "–" : std::to_string(picture.askedWay[asIndex(t)]), c.muted);
  }
}

}  // namespace

void chooseClusters(const ProblemsContext& context, Column& column) {
  const BlackBoxPicture* picture = context.snapshot.blackBox.get();
  int clusters = context.snapshot.settings.clusters;
  ui::SliderRange range{.min = 0, .max = 20, .integer = true};
  std::string words;
  const bool suffices = picture && picture->found && picture->found->determinism >= surely && picture->found->explained >= explains;
  if (clusters == 0 && picture && picture->enough > 0)
    range.words = words =
        context.tr(suffices ? "problems.blackBox.enough" : "problems.blackBox.bestOf", {{"n", std::to_string(picture->enough)}});
  if (ui::slider(context.ui, column, "clusters", context.tr("key.clusters"), clusters, range)) context.set("clusters", clusters);
}

void chooseString(const ProblemsContext& context, Column& column) {
  if (!context.keys.matters("string")) return;
  const std::string& now = context.snapshot.settings.string;
  std::string string = now;
  if (ui::field(context.ui, column, "string", context.tr("key.string"), string, {}) && string != now) context.set("string", string);
}

void drawAutomata(const ProblemsContext& context, Rect r, BlackBoxView& view) {
  Ui& ui = context.ui;
  const BlackBoxPicture& picture = *context.snapshot.blackBox;
  if (!picture.found || picture.foundWay.empty()) {
    const char* why = picture.paths->letters.empty() ? "problems.blackBox.noSymbols" : "problems.blackBox.computing";
    ui.richText(r.min(), context.tr(why), Type::text, ui.color().muted, r.w);
    return;
  }
  const float line = ui.lineHeight(Type::smallStrong);
  const Rect askedRow = r.cutBottom(line), foundRow = r.cutBottom(line), strip = r.cutBottom(stripHeight, 8);
  r.cutBottom(0, 8);
  const StripPlace place = stripPlace(strip, view);
  drawStrip(context, place, view, [&](int t) {
    return mixColors(ui.color().stage, kindColor(ui, picture.paths->symbols[picture.paths->row(picture.walked, t)]), 0.25f);
  });
  drawWays(context, foundRow, askedRow, place);
  // As the settings beside it were drawn in this frame; they follow in the next one.
  const bool hasRoom = context.layout == Layout::wide && !context.embedded && r.w > 400 && r.h > 240, isWide = r.w > 1.6f * r.h;
  const bool roomy = std::exchange(view.roomy, hasRoom);
  if (roomy != hasRoom) ui.keepDrawing();
  if (roomy) {
    Rect left = r.cutLeft(std::min(0.36f * r.w, 300.f), gap);
    ui.textIn(left.cutTop(line, 2), context.tr("problems.blackBox.clusters"), Type::smallStrong, ui.color().muted);
    drawPaths(context, left.cutTop(std::min(left.h - 120, 1.25f * left.w), 14), view, true);
    Column below(left);
    chooseClusters(context, below);
    chooseString(context, below);
  }
  if (!picture.asked) return drawPair(context, r, std::nullopt, view);
  if (isWide && !roomy) {
    const Rect left = r.cutLeft((r.w - gap) / 2, gap);
    return drawPair(context, left, r, view);
  }
  const Rect top = r.cutTop((r.h - gap) * 0.54f, gap);
  drawPair(context, top, r, view);
}

}  // namespace unroll
