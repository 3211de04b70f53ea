#include "widgets/network_diagram.h"

#include <cmath>

#include "widgets/heatmap.h"
#include "widgets/network_edges.h"

namespace unroll::diagram {

namespace {

// Between two steps of the loop: when the travelling state is back as h_{t−1}, and when the numbers computed from it appear.
constexpr float stateArrives = 0.62f, newAppears = 0.8f;
constexpr int textures = NetworkLayout::mostColumns;  // of heatmap columns: as many as are ever in view
constexpr float leastForLabel = 60;                   // of a column's width, for "t = 100"
constexpr float leastForNumber = 15;                  // height of a unit of them that has its number written in it

std::size_t at(int row, int cols, int col) {
  return static_cast<std::size_t>(row) * static_cast<std::size_t>(cols) + static_cast<std::size_t>(col);
}

// Values of column `step` as they are drawn now: 0 not yet known … 1 known.
float known(float gliding, int step) { return std::clamp(gliding - static_cast<float>(step) + 1, 0.f, 1.f); }

class Painter {
 public:
  Painter(Ui& ui, gpu::Gpu& gpu, const NetworkLayout& layout, const Numbers& numbers, const Appearance& look, float gliding)
      : ui_(ui), gpu_(gpu), layout_(layout), numbers_(numbers), look_(look), gliding_(gliding), folded_(1 - layout.unfolded()) {
    // How far the present step has come in, in the loop: the old state travels first, then the new one appears.
    arrival_ = known(gliding, layout.present());
  }

  void frame();
  void cable();
  void units();
  void labels();
  void loopLabels();

 private:
  void column(int step);
  void unit(const UnitRef& u);
  void heat(int step);
  void shape(const Rect& r, Layer layer, Color fill, Color line, float width);
  void marks(const UnitRef& u, const Rect& r);
  float shown(const UnitRef& u, float& presence) const;
  int besides(Layer layer) const { return layer == Layer::input ? layout_.shape().inputs : layout_.shape().outputs; }

  Ui& ui_;
  gpu::Gpu& gpu_;
  const NetworkLayout& layout_;
  const Numbers& numbers_;
  const Appearance& look_;
  float gliding_, folded_, arrival_ = 1;
};

void Painter::frame() {
  if (layout_.unfolded() < 0.02f || !look_.framed) return;
  const Rect r = layout_.frame(gliding_);
  ui_.rounded(r, fade(ui_.color().background, layout_.unfolded()), 10);
  ui_.outline(r, fade(ui_.color().control, layout_.unfolded()), 10, 2);
}

void Painter::shape(const Rect& r, Layer layer, Color fill, Color line, float width) {
  ImDrawList& list = ui_.draw();
  if (layer == Layer::hidden && layout_.form() == UnitForm::circles) {
    list.AddCircleFilled(r.center(), r.w / 2, fill, 40);
    list.AddCircle(r.center(), r.w / 2, line, 40, width * ui_.theme().stroke);
    return;
  }
  const float corner = layer == Layer::hidden ? r.h / 2 : 6;
  ui_.rounded(r.inset(width / 2), fill, corner);  // no rim of its colour outside of the line
  ui_.outline(r, line, corner, width);
}

// The number a unit shows, and how much of it is there yet.
float Painter::shown(const UnitRef& u, float& presence) const {
  const float here = numbers_.value(u);
  presence = u.step < 0 || look_.allKnown ? 1 : known(gliding_, u.step);
  if (layout_.unfolded() > 0.5f || arrival_ >= 1) return here;
  // The loop, between two steps: first the old numbers, then the new ones.
  presence = 1;
  const bool old = arrival_ < (u.layer == Layer::hidden && u.step == layout_.present() - 1 ? stateArrives : newAppears);
  if (!old) return here;
  if (u.step == 0 && u.layer != Layer::hidden) return here;
  if (u.step < 0) return here;
  return numbers_.value({u.layer, u.step - 1, u.index});
}

void Painter::unit(const UnitRef& u) {
  const float opacity = layout_.opacity(u.layer, u.step);
  if (opacity < 0.02f) return;
  const Rect r = layout_.unit(u);
  float presence = 1;
  const float v = shown(u, presence);
  if (u.step == layout_.present()) presence = std::min(presence, look_.there(u));
  const Palette& c = ui_.color();
  const Color value = valueColor(ui_.theme(), v);
  const Color fill = mixColors(c.stage, value, presence);
  Color line = mixColors(c.lines, u.layer == Layer::input ? c.lines : c.unitLine, presence);
  shape(r, u.layer, fade(fill, opacity), fade(line, opacity), u.layer == Layer::input ? 1.f : 1.2f);
  if (presence > 0.05f) {
    const float most = u.layer == Layer::input ? look_.inputNumber : u.layer == Layer::hidden ? look_.hiddenNumber : look_.outputNumber;
    // Of many outputs side by side one digit would say little.
    const bool narrow = u.layer == Layer::output && r.w < ui_.measure("−.00", Type::smallStrong).w;
    // Half-way between loop and columns those of x and y may lie on each other: then the present one's alone.
    const float beside = std::abs(layout_.columnX(u.step + 1) - layout_.columnX(u.step)), all = (r.w + 3) * static_cast<float>(besides(u.layer));
    const bool covered = layout_.unfolded() > 0.01f && layout_.unfolded() < 0.99f && u.step != layout_.present() && u.layer != Layer::hidden && beside < all;
    const std::string words = narrow || covered ? std::string() : fittedNumber(ui_, v, std::min(r.w, most) - 2, u.layer != Layer::input);
    if (!words.empty()) {
      const bool large = r.h > 36 && ui_.measure(words, Type::strong).w <= r.w - 4;
      const Type type = large ? Type::strong : Type::smallStrong;
      const float top = r.center().y - ui_.lineHeight(type) / 2;
      ui_.text({r.center().x, top}, words, type, fade(inkOn(ui_.theme(), value), opacity * presence), Align::center);
    }
  }
}

void Painter::marks(const UnitRef& u, const Rect& r) {
  const bool selected = look_.selected.unit == u, hovered = look_.hovered.unit == u;
  if (!selected && !hovered) return;
  const float opacity = layout_.opacity(u.layer, u.step);
  if (opacity < 0.3f) return;
  const float width = selected ? 3.4f : 2.f;
  const Color line = fade(ui_.color().ink, opacity);
  if (u.layer == Layer::hidden && layout_.form() == UnitForm::circles)
    ui_.draw().AddCircle(r.center(), r.w / 2, line, 44, width * ui_.theme().stroke);
  else
    ui_.outline(layout_.form() == UnitForm::heat && u.layer == Layer::hidden
                    ? Rect{r.x - 3, r.center().y - std::max(r.h / 2, 2.f), r.w + 6, std::max(r.h, 4.f)}
                    : r,
                line, u.layer == Layer::hidden ? std::min(r.h / 2, 12.f) : 6, width);
  if (selected && look_.keyboard)
    ui_.focusRing(r.inset(-5), u.layer == Layer::hidden && layout_.form() != UnitForm::heat ? r.h / 2 + 5 : 9);
}

void Painter::heat(int step) {
  const float opacity = layout_.opacity(Layer::hidden, step);
  if (opacity < 0.02f) return;
  const Rect r = layout_.heatColumn(step);
  const float presence = step < 0 || look_.allKnown ? 1 : layout_.unfolded() > 0.5f ? known(gliding_, step) : 1;
  const Palette& c = ui_.color();
  heatmap::Picture picture;
  const int first = layout_.firstUnit();
  picture.values = (step < 0 ? numbers_.h0 : numbers_.h + at(step, numbers_.shape.hidden, 0)) + first;
  picture.rows = layout_.shownUnits();
  picture.columns = 1;
  picture.known = presence;
  picture.opacity = opacity;
  // A few textures serve all steps in turn.
  picture.version = numbers_.version * 4096 + static_cast<std::uint64_t>(step + 1);
  const int there = step == layout_.present()
                        ? static_cast<int>(std::clamp(look_.hiddenThere - static_cast<float>(first), 0.f, static_cast<float>(picture.rows)))
                        : picture.rows;
  if (picture.rows < numbers_.shape.hidden)  // another part is another picture
    picture.version = (picture.version * 1024 + static_cast<std::uint64_t>(first)) * 1024 + static_cast<std::uint64_t>(picture.rows);
  Rect column = r.inset(1);
  if (there < picture.rows) {
    column.h *= static_cast<float>(there) / static_cast<float>(picture.rows);
    picture.version = picture.version * 1024 + static_cast<std::uint64_t>(there);
    picture.rows = there;
  }
  const std::string name = there < layout_.shownUnits() ? "partly" : std::to_string((step + 1) % textures);
  if (there > 0) heatmap::draw(ui_, gpu_, "sequence.h" + name, column, picture);
  const float each = r.h / static_cast<float>(layout_.shownUnits());
  for (int i = 0; i < there && each >= leastForNumber && presence > 0.05f; ++i) {
    const std::string words = fittedNumber(ui_, picture.values[i], r.w - 4, true);
    ui_.textIn({r.x, r.y + each * static_cast<float>(i), r.w, each}, words, Type::smallStrong,
               fade(inkOn(ui_.theme(), valueColor(ui_.theme(), picture.values[i])), opacity * presence), Align::center);
  }
  ui_.outline(r, fade(mixColors(c.lines, c.unitLine, presence * 0.6f), opacity), 3, 1);
}

void Painter::column(int step) {
  const Shape& s = layout_.shape();
  if (layout_.form() == UnitForm::heat)
    heat(step);
  else
    for (int i = 0; i < s.hidden; ++i) unit({Layer::hidden, step, i});
  if (step < 0) return;
  for (int j = 0; j < s.inputs; ++j) unit({Layer::input, step, j});
  for (int k = 0; k < s.outputs; ++k) unit({Layer::output, step, k});
}

void Painter::units() {
  const int present = layout_.present();
  const int first = std::min(layout_.firstStep(), present) - 1, last = std::max(layout_.lastStep(), present);
  for (int step = std::max(-1, first); step <= last; ++step)
    if (step != present) column(step);
  column(present);  // on top, while others come out from behind it
  for (const Spot* spot : {&look_.selected, &look_.hovered})
    if (spot->unit && layout_.shows(*spot->unit)) marks(*spot->unit, layout_.unit(*spot->unit));
}

// h_t goes round to the left, where it is h_{t−1}; on its way it waits for one step.
void Painter::cable() {
  if (folded_ < 0.02f) return;
  const Palette& c = ui_.color();
  const float width = layout_.form() == UnitForm::heat ? 6.f : 1.6f;
  ImVec2 p[6];
  for (int lane = 0; lane < layout_.lanes(); ++lane) {
    const int count = layout_.cable(lane, p);
    const float round = 12;
    ui_.draw().PathLineTo(p[0]);
    for (int i = 1; i + 1 < count; ++i) {
      const auto towards = [&](ImVec2 from, ImVec2 to) {
        const float length = std::max(1.f, std::hypot(to.x - from.x, to.y - from.y));
        return from + (to - from) * (std::min(round, length / 2) / length);
      };
      ui_.draw().PathLineTo(towards(p[i], p[i - 1]));
      ui_.draw().PathBezierQuadraticCurveTo(p[i], towards(p[i], p[i + 1]), 6);
    }
    ui_.draw().PathLineTo(p[count - 1]);
    ui_.draw().PathStroke(fade(c.muted, folded_ * 0.8f), 0, width * ui_.theme().stroke);
    const ImVec2 tip = p[count - 1];
    const float half = std::max(4.f, width * 1.4f);
    ui_.draw().AddTriangleFilled(tip, tip + ImVec2{-2 * half, -half}, tip + ImVec2{-2 * half, half}, fade(c.muted, folded_));
  }
  if (layout_.form() != UnitForm::heat && arrival_ < 0.99f && layout_.present() > 0) {
    const float s = std::min(1.f, arrival_ / stateArrives);
    for (int lane = 0; lane < layout_.lanes(); ++lane) {
      const ImVec2 p0 = layout_.alongCable(lane, s);
      const float fadeOut = s < 1 ? 1.f : std::clamp((newAppears - arrival_) / (newAppears - stateArrives), 0.f, 1.f);
      ui_.draw().AddCircleFilled(p0, 6,
                                 fade(valueColor(ui_.theme(), numbers_.value({Layer::hidden, layout_.present() - 1, lane})), fadeOut), 20);
      ui_.draw().AddCircle(p0, 6, fade(c.unitLine, fadeOut), 20, 1.2f * ui_.theme().stroke);
    }
  }
  const float wordsWidth = ui_.measure(look_.delayWords, Type::smallStrong).w;
  const Rect box = layout_.delay(wordsWidth + 28);
  ui_.rounded(box, fade(c.background, folded_), 9);
  ui_.outline(box, fade(c.control, folded_), 9, 1.5f);
  ui_.textIn(box, look_.delayWords, Type::smallStrong, fade(c.control, folded_), Align::center);
}

void Painter::labels() {
  const Palette& c = ui_.color();
  const float open = layout_.unfolded();
  const int every = std::max(1, static_cast<int>(std::ceil(leastForLabel / layout_.pitch())));  // of narrow columns
  for (int step = layout_.firstStep(); step <= layout_.lastStep(); ++step) {
    const bool now = step == layout_.present();
    if (!now && every > 1 && (step % every != 0 || std::abs(step - layout_.present()) < every)) continue;
    if (!now && every > 1 && layout_.windowed() &&  // there it says how many are not in view
        std::min(layout_.columnX(step) - layout_.area().x, layout_.area().right() - layout_.columnX(step)) < leastForLabel)
      continue;
    const float opacity =
        now ? 1.f : layout_.opacity(Layer::output, step) * std::clamp(3 * open - 2, 0.f, 1.f);  // not before they are apart
    if (opacity < 0.25f) continue;
    const bool marked = now && look_.framed;
    const Type type = marked ? Type::smallStrong : Type::small;
    const int named = open < 0.5f && arrival_ < newAppears ? step - 1 : step;
    ui_.text({layout_.columnX(step), layout_.labelY()}, "t = " + std::to_string(named), type, fade(marked ? c.ink : c.muted, opacity),
             Align::center);
  }
  if (open < 0.5f) return;
  const float x = layout_.area().x + 12, half = ui_.lineHeight(Type::formula) / 2;
  const float opacity = 2 * open - 1;
  const auto name = [&](float y, std::string_view letter, Color color) {
    ui_.richText({x, y - half}, letter, Type::formula, fade(color, opacity));
  };
  const int step = layout_.present();
  name(layout_.unit({Layer::output, step, 0}).center().y, "y", c.why);
  name(layout_.heatColumn(step).center().y, "h", c.whh);
  if (layout_.shownUnits() < layout_.shape().hidden)  // which of them
    ui_.text({layout_.area().x, layout_.heatColumn(step).center().y + half},
             std::to_string(layout_.firstUnit()) + "–" + std::to_string(layout_.firstUnit() + layout_.shownUnits() - 1), Type::small,
             fade(c.muted, opacity));
  name(layout_.unit({Layer::input, step, 0}).center().y, "x", c.wxh);
}

void Painter::loopLabels() {
  if (layout_.unfolded() > 0.5f) return;
  const Palette& c = ui_.color();
  const float opacity = 1 - 2 * layout_.unfolded();
  const int t = layout_.present();
  const float half = ui_.lineHeight(Type::formula) / 2;
  // Names change together with the numbers that they name.
  const auto name = [](int step) { return step < 0 ? "−1" : std::to_string(step); };
  const std::string now = name(arrival_ < newAppears ? t - 1 : t), before = name(arrival_ < stateArrives ? t - 2 : t - 1);
  const Rect h = layout_.heatColumn(t), earlier = layout_.heatColumn(t - 1);
  const Rect x = layout_.unit({Layer::input, t, layout_.shape().inputs - 1}), y = layout_.unit({Layer::output, t, 0});
  const float besideInput = layout_.form() == UnitForm::heat ? x.right() : h.right();
  const float lowest = x.center().y - half - ui_.lineHeight(Type::formula) + 2;  // clear of x_t
  ui_.richText({std::max(h.right(), besideInput) + 6, std::min(h.bottom() + 2, lowest)}, "h_{" + now + "}", Type::formula,
               fade(c.whh, opacity));
  ui_.richText({x.right() + 10, x.center().y - half}, "x_{" + now + "}", Type::formula, fade(c.wxh, opacity));
  ui_.richText({y.x - 10, y.center().y - half}, "y_{" + now + "}", Type::formula, fade(c.why, opacity), 0, Align::right);
  ui_.richText({earlier.center().x, earlier.bottom() + 4}, "h_{" + before + "}", Type::formula, fade(c.whh, opacity), 0, Align::center);
  const float halfWords = ui_.measure(look_.earlierWords, Type::small).w / 2;
  ui_.text({std::max(earlier.center().x, layout_.area().x + halfWords), earlier.bottom() + 26}, look_.earlierWords, Type::small,
           fade(c.muted, opacity), Align::center);
}

}  // namespace

float Numbers::value(const UnitRef& u) const {
  if (u.layer == Layer::input) return x[at(u.step, shape.inputs, u.index)];
  if (u.layer == Layer::output) return y[at(u.step, shape.outputs, u.index)];
  return u.step < 0 ? h0[u.index] : h[at(u.step, shape.hidden, u.index)];
}

float Numbers::weight(const WeightRef& w) const {
  const Weights& set = weights[tied() ? 0 : static_cast<std::size_t>(w.step)];
  switch (w.matrix) {
    case WeightRef::Matrix::xh: return set.xh[at(w.row, shape.inputs, w.col)];
    case WeightRef::Matrix::hh: return set.hh[at(w.row, shape.hidden, w.col)];
    case WeightRef::Matrix::hy: return set.hy[at(w.row, shape.hidden, w.col)];
    default: return 0;
  }
}

float Numbers::largestWeight() const {
  const auto largest = [](const float* values, int count) {
    float most = 0;
    for (int i = 0; i < count; ++i) most = std::max(most, std::abs(values[i]));
    return most;
  };
  float most = 0;
  for (const Weights& set : weights)
    most = std::max({most, largest(set.xh, shape.hidden * shape.inputs), largest(set.hh, shape.hidden * shape.hidden),
                     largest(set.hy, shape.outputs * shape.hidden)});
  return most;
}

Color matrixColor(const Theme& theme, WeightRef::Matrix matrix) {
  switch (matrix) {
    case WeightRef::Matrix::xh: return theme.color.wxh;
    case WeightRef::Matrix::hh: return theme.color.whh;
    case WeightRef::Matrix::hy: return theme.color.why;
    default: return theme.color.bias;
  }
}

std::string oneDigit(float v, bool sign) {
  if (v == 0 || !std::isfinite(v)) return plainNumber(static_cast<double>(v), 0);
  int exponent = static_cast<int>(std::floor(std::log10(std::abs(v))));
  float digit = std::round(std::abs(v) / std::pow(10.f, static_cast<float>(exponent)));
  if (digit >= 10) {
    digit = 1;
    ++exponent;
  }
  return (v < 0  ? "−"
          : sign ? "+"
                 : "") +
         std::to_string(static_cast<int>(digit)) + "e" + (exponent < 0 ? "−" : "") + std::to_string(std::abs(exponent));
}

std::string fittedNumber(const Ui& ui, float v, float width, bool sign) {
  // A fraction as a whole number would be another one.
  const int fewest = v == std::floor(v) || std::abs(v) >= 10 || !std::isfinite(v) ? 0 : 1;
  for (int decimals = 2; decimals >= fewest; --decimals) {
    std::string words = sign                                      ? signedNumber(v, decimals)
                        : v == std::floor(v) && std::abs(v) < 100 ? plainNumber(v, 0)
                                                                  : plainNumber(v, decimals);
    if (ui.measure(words, Type::smallStrong).w <= width) return words;
  }
  std::string words = oneDigit(v, sign);
  return ui.measure(words, Type::smallStrong).w <= width ? words : std::string();
}

void draw(Ui& ui, gpu::Gpu& gpu, const NetworkLayout& layout, const Numbers& numbers, const Appearance& look, float gliding) {
  Painter painter(ui, gpu, layout, numbers, look, gliding);
  const float reached = look.allKnown ? static_cast<float>(numbers.shape.steps) : gliding;
  painter.frame();
  painter.cable();
  drawEdges(ui, layout, numbers, look, reached);
  drawMarkedEdges(ui, layout, numbers, look, reached);
  if (look.underUnits) look.underUnits();
  painter.units();
  painter.labels();
  painter.loopLabels();
  drawWeightLabel(ui, layout, numbers, look);
}

Spot pick(const NetworkLayout& layout, const Numbers& numbers, ImVec2 p, float reach, const Spot& preferred) {
  const Shape& s = layout.shape();
  const int first = std::min(layout.firstStep(), std::max(0, layout.present() - 1)), last = std::max(layout.lastStep(), layout.present());
  const auto over = [&](const UnitRef& u) {
    if (layout.opacity(u.layer, u.step) < 0.5f) return false;
    return layout.unit(u).inset(layout.form() == UnitForm::heat && u.layer == Layer::hidden ? 0.f : -reach / 4).contains(p);
  };
  for (int step = first - 1; step <= last; ++step) {
    for (int i = layout.firstUnit(); i < layout.firstUnit() + layout.shownUnits(); ++i)
      if (step >= -1 && over({Layer::hidden, step, i})) return {UnitRef{Layer::hidden, step, i}, {}};
    if (step < 0) continue;
    for (int j = 0; j < s.inputs; ++j)
      if (over({Layer::input, step, j})) return {UnitRef{Layer::input, step, j}, {}};
    for (int k = 0; k < s.outputs; ++k)
      if (over({Layer::output, step, k})) return {UnitRef{Layer::output, step, k}, {}};
  }
  if (layout.form() == UnitForm::heat) return {};
  Spot nearest;
  float least = reach;
  for (int step = first; step <= last; ++step)
    forEachWeight(layout, step, [&](const WeightRef& weight) {
      if (edgeOpacity(layout, weight) < 0.5f) return;
      float distance = layout.edge(weight).distance(p);
      if (distance > reach) return;
      const bool liked = preferred.weight ? preferred.weight->matrix == weight.matrix && preferred.weight->row == weight.row &&
                                                preferred.weight->col == weight.col
                                          : preferred.unit && receiver(weight) == *preferred.unit;
      if (liked) distance -= 2;
      if (distance < least) least = distance, nearest = {{}, weight};
    });
  (void)numbers;
  return nearest;
}

}  // namespace unroll::diagram
