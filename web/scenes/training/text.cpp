// The fresh sequence as running text, each character tinted by what one unit holds there, or by how much the chosen answer hangs on it.
#include <algorithm>
#include <cmath>
#include <utility>

#include "scenes/training/stage.h"
#include "widgets/formula.h"
#include "widgets/readout.h"

namespace unroll {

namespace {

constexpr float rowHeight = 36, narrowest = 120;  // of the choice of a unit

// What is read at a step, as one reads it; empty: nothing any more.
std::string characterAt(const Snapshot& s, int t) {
  if (!s.letters.empty()) {
    const char letter = static_cast<std::size_t>(t) < s.word.size() ? s.word[static_cast<std::size_t>(t)] : ' ';
    return letter == ' ' ? std::string() : std::string(1, letter);
  }
  for (int k = 0; k < s.probe.x.cols; ++k)
    if (s.probe.x.at(t, k) == 1) return className(s, k);
  return {};
}

int chosenStep(const Snapshot& s, const TextView& text) {
  const int last = s.probe.h.rows - 1;
  return text.step >= 0 ? std::min(text.step, last) : last;
}
int chosenUnit(const Snapshot& s, const TextView& text) { return std::clamp(text.unit, 0, s.probe.h.cols - 1); }

bool isThere(const Snapshot& s, const TextView& text) {
  const AnswerSaliency& saliency = s.saliency;
  return saliency.version == s.probe.version && saliency.wish.t == chosenStep(s, text) &&
         saliency.sizes.size() == static_cast<std::size_t>(s.probe.h.rows);
}

// NaN: not there yet, or beyond what a float holds.
double valueAt(const Snapshot& s, const TextView& text, int t) {
  if (!text.byAnswer) return static_cast<double>(s.probe.h.at(t, chosenUnit(s, text)));
  return isThere(s, text) ? static_cast<double>(s.saliency.sizes[static_cast<std::size_t>(t)]) : std::nan("");
}

// What the value is a share of: of a unit its greatest, at least 1; of an answer all together.
double wholeOf(const Snapshot& s, const TextView& text) {
  double whole = text.byAnswer ? 0 : 1;
  for (int t = 0; t < s.probe.h.rows; ++t) {
    const double value = std::fabs(valueAt(s, text, t));
    if (std::isfinite(value)) whole = text.byAnswer ? whole + value : std::max(whole, value);
  }
  return whole;
}

std::string unitWords(const Snapshot& s, const TextView& text, int t) {
  return "h_{" + std::to_string(t) + "}[" + std::to_string(chosenUnit(s, text)) + "] = " + signedNumber(valueAt(s, text, t), 3);
}

// By what: a switch; and which unit, in the same line where that has room.
void drawChoice(const SceneContext& context, Rect& inside, TextView& text) {
  Rect row = inside.cutTop(rowHeight, 8);
  Ui& ui = context.ui;
  const Snapshot& s = context.snapshot;
  const std::string options[] = {context.tr("training.text.unit"), context.tr("training.text.answer")};
  int chosen = text.byAnswer ? 1 : 0;
  if (ui::segmented(ui, row.cutLeft(std::min(row.w, ui::segmentedWidth(ui, options)), 14), "tint", context.tr("training.text.by"), options,
                    chosen))
    text.byAnswer = chosen == 1;
  if (text.byAnswer) return;
  if (row.w < narrowest) row = inside.cutTop(rowHeight, 8);
  const std::string last = "h[" + std::to_string(s.probe.h.cols - 1) + "]";
  const Rect name = row.cutRight(ui.measure(last, Type::strong).w + 4, 8);
  ui.textIn(name, "h[" + std::to_string(chosenUnit(s, text)) + "]", Type::strong, ui.color().ink, Align::right);
  double unit = chosenUnit(s, text);
  if (ui::bareSlider(ui, {row.x, row.center().y - 15, row.w, 30}, "tintUnit", context.tr("training.text.which"), unit,
                     {.min = 0, .max = std::max(1.0, s.probe.h.cols - 1.0), .integer = true}))
    text.unit = static_cast<int>(unit);
}

// Cells of one size, line by line; where not all lines fit, those around the chosen step.
struct Lines {
  Rect area;
  Type type = Type::text;
  float wide = 0, high = 0;
  int columns = 1, first = 0, count = 0;  // columns; the first step that is shown, and how many

  Lines(Ui& ui, Rect r, const Snapshot& s, int chosen) : area(r) {
    const int steps = s.probe.h.rows;
    constexpr std::pair<Type, float> sizes[] = {{Type::heading, 1.7f}, {Type::text, 1.5f}, {Type::text, 1.05f}, {Type::small, 0.95f}};
    for (const auto& [kind, roomy] : sizes) {  // the largest cells of which all fit
      type = kind;
      float widest = 0;
      for (int t = 0; t < steps; ++t) widest = std::max(widest, ui.measure(characterAt(s, t), type).w);
      high = ui.lineHeight(type) * roomy;
      wide = std::max(widest + 2, high * 0.68f);
      columns = std::max(1, static_cast<int>(area.w / wide));
      count = columns * std::max(1, static_cast<int>(area.h / high));
      if (count >= steps) break;
    }
    if (count < steps) first = std::clamp(chosen / columns - count / columns / 2, 0, (steps - count + columns - 1) / columns) * columns;
    count = std::min(count, steps - first);
  }
  Rect cell(int t) const {
    const int at = t - first;
    return {area.x + wide * static_cast<float>(at % columns), area.y + high * static_cast<float>(at / columns), wide, high};
  }
  int at(ImVec2 p) const {  // −1: none
    const int column = static_cast<int>((p.x - area.x) / wide), row = static_cast<int>((p.y - area.y) / high);
    const int t = first + row * columns + column;
    return p.x >= area.x && p.y >= area.y && column < columns && t < first + count ? t : -1;
  }
};

// In quotation marks: a comma is a character too.
std::string readAt(const SceneContext& context, int t) {
  const std::string character = characterAt(context.snapshot, t);
  if (character.empty() || character == " ") return "t = " + std::to_string(t);
  return context.tr("training.text.read", {{"t", std::to_string(t)}, {"c", formula::asTyped(character)}});
}

}  // namespace

bool hasText(const Snapshot& s) {
  return !s.probe.h.empty() && s.notes.empty() &&
         (!s.letters.empty() || (s.current.task == "text" && s.inputSize == static_cast<int>(s.names.size())));
}

std::optional<SaliencyWish> saliencyOf(const Snapshot& s, const TrainingView& view) {
  if (!view.shows(TrainingView::Pane::text) || !view.text.byAnswer || s.probe.h.empty()) return std::nullopt;
  return SaliencyWish{.t = chosenStep(s, view.text)};
}

std::string textWords(const SceneContext& context, const TrainingView& view) {
  const Snapshot& s = context.snapshot;
  const TextView& text = view.text;
  const int t = chosenStep(s, text);
  const std::string step = std::to_string(t);
  if (!text.byAnswer) return "<b>" + readAt(context, t) + "</>  " + unitWords(s, text, t);
  if (!isThere(s, text)) return context.tr("training.text.computing");
  int most = 0;
  for (int at = 0; at < s.probe.h.rows; ++at)
    if (valueAt(s, text, at) > valueAt(s, text, most)) most = at;
  const double all = wholeOf(s, text);
  return context.tr("training.text.hangs",
                    {{"t", step},
                     {"answer", hasClasses(s) ? className(context, s.saliency.output) : "y[" + std::to_string(s.saliency.output) + "]"},
                     {"p", s.outputActivation == "identity" ? plainNumber(s.saliency.answer, 3) : percent(s.saliency.answer)},
                     {"most", characterAt(s, most)},
                     {"at", std::to_string(most)},
                     {"share", all > 0 ? percent(valueAt(s, text, most) / all) : "–"}});
}

void drawTextCard(const SceneContext& context, Rect area, TrainingView& view) {
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  const Snapshot& s = context.snapshot;
  TextView& text = view.text;
  Rect inside = trainingCard(context, area, context.tr("training.text.title"));
  (void)chooseLook(context, area, view);
  if (!hasText(s)) {
    ui.richText(inside.min(), context.tr("training.text.none"), Type::text, c.muted, inside.w);
    return;
  }
  drawChoice(context, inside, text);
  const int chosen = chosenStep(s, text), steps = s.probe.h.rows;
  const std::string words = textWords(context, view);
  (void)inside.cutBottom(std::min(ui.measureRich(words, Type::small, inside.w).h, 0.4f * inside.h), 8);
  if (inside.h < 12) return;

  const Lines lines(ui, inside, s, chosen);
  const Id id = ui.id("text");
  const Rect all{inside.x, inside.y, lines.wide * static_cast<float>(std::min(lines.columns, lines.count)),
                 lines.cell(lines.first + lines.count - 1).bottom() - inside.y};
  ui.richText({all.x, all.bottom() + 8}, words, Type::small, c.ink, inside.w);
  const bool focused = ui.control(id, "text", "slider", context.tr("training.text.title"), formula::withoutMarkup(words), all);
  const Touch touch = ui.touchPress(id, all);
  const int pointed = touch.hovered || touch.held ? lines.at(touch.pos) : -1;
  if (touch.hovered) ui.cursor(ImGuiMouseCursor_Hand);
  if (touch.clicked && pointed >= 0) text.step = pointed;
  ControlKeys& keys = ui.keys(id);
  const auto walk = [&](int by) { text.step = std::clamp(chosen + by, 0, steps - 1); };
  if (keys.x != 0) walk(std::exchange(keys.x, 0));
  if (keys.y != 0) walk(-lines.columns * std::exchange(keys.y, 0));
  if (std::exchange(keys.home, false)) text.step = 0;
  if (std::exchange(keys.end, false)) text.step = steps - 1;

  double most = 0;
  for (int t = 0; t < steps; ++t) most = std::max(most, std::fabs(valueAt(s, text, t)));
  const double whole = wholeOf(s, text);
  for (int t = lines.first; t < lines.first + lines.count; ++t) {
    const Rect cell = lines.cell(t);
    const double value = valueAt(s, text, t);
    Color ground = c.soft;
    if (std::isfinite(value))
      ground = text.byAnswer ? mixColors(c.card, c.gradient, most > 0 ? static_cast<float>(value / most) : 0.f)
                             : valueColor(ui.theme(), static_cast<float>(value / whole));
    else if (!text.byAnswer || isThere(s, text))
      ui.note({cell.center().x, cell.center().y, 0, 0}, signedNumber(value));  // the ground of its own says so
    ui.rounded(cell.inset(0.5f), ground, 3);
    ui.text({cell.center().x, cell.center().y - ui.lineHeight(lines.type) / 2}, characterAt(s, t), lines.type, inkOn(ui.theme(), ground),
            Align::center);
  }
  const auto mark = [&](int t, Color color) {
    if (t >= lines.first && t < lines.first + lines.count) ui.outline(lines.cell(t), color, 4, 2);
  };
  mark(view.pointedStep, c.muted);
  mark(chosen, c.control);
  if (focused && ui.showsFocus()) ui.focusRing(all.inset(-3), 6);
  if (pointed < 0) return;
  view.pointedNext = pointed;
  std::string reading = "<b>" + readAt(context, pointed) + "</>\n";
  if (!text.byAnswer)
    reading += unitWords(s, text, pointed);
  else if (isThere(s, text))
    reading += "‖∂y_{" + std::to_string(chosen) + "}/∂x_{" + std::to_string(pointed) + "}‖ = " + compactNumber(valueAt(s, text, pointed)) +
               (whole > 0 ? " (" + percent(valueAt(s, text, pointed) / whole) + ")" : "");
  readout(ui, lines.cell(pointed).center(), area, reading);
}

SpokenTable textTable(const SceneContext& context, const TrainingView& view) {
  const Snapshot& s = context.snapshot;
  if (!hasText(s)) return {};
  SpokenTable spoken{context.tr("training.text.title"), {"t", context.tr("training.input")}, {}};
  spoken.head.push_back(view.text.byAnswer ? "∂y/∂x" : "h[" + std::to_string(chosenUnit(s, view.text)) + "]");
  for (int t = 0; t < s.probe.h.rows; ++t) {
    const double value = valueAt(s, view.text, t);
    spoken.rows.push_back({std::to_string(t), characterAt(s, t), std::isfinite(value) ? compactNumber(value) : "–"});
  }
  return spoken;
}

}  // namespace unroll
