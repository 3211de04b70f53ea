// The piano roll: pitch upward, time to the right. What was given is in the input's colour, what the net has drawn after it in the
// output's; behind the note that is pointed at, walked to or played stands what else might have come, and how likely.
#include <algorithm>
#include <cmath>

#include "scenes/training/stage.h"
#include "scenes/training/tune.h"
#include "widgets/formula.h"

namespace unroll {

namespace {

constexpr float kKeyboard = 34, kButtons = 34;

bool isBlackKey(int pitch) {
  const int n = pitch % 12;
  return n == 1 || n == 3 || n == 6 || n == 8 || n == 10;
}
// Of white keys from the lowest c on; a black key is on the line between two.
int whiteKeysBelow(int pitch) {
  constexpr int below[] = {0, 1, 1, 2, 2, 3, 4, 4, 5, 5, 6, 6};
  return pitch / 12 * 7 + below[pitch % 12];
}

// Where notes are.
struct Grid {
  Rect area;
  double end = 1;  // eighths
  int low = 60, rows = 1;

  float x(double eighths) const { return area.x + area.w * static_cast<float>(eighths / end); }
  double eighthsAt(float at) const { return static_cast<double>((at - area.x) / area.w) * end; }
  float rowHeight() const { return area.h / static_cast<float>(rows); }
  Rect key(int pitch) const {  // over the whole width
    const float h = rowHeight();
    const int row = whiteKeysBelow(pitch) - whiteKeysBelow(low);
    const float bottom = area.bottom() - h * static_cast<float>(row);
    return isBlackKey(pitch) ? Rect{area.x, bottom - h * 0.35f, area.w, h * 0.7f} : Rect{area.x, bottom - h, area.w, h};
  }
  Rect note(int pitch, double begin, double length) const {
    const Rect k = key(pitch);
    const float gap = std::min(1.f, k.h / 8);
    return {x(begin), k.y + gap, std::max(2.f, x(begin + length) - x(begin) - 1), k.h - 2 * gap};
  }
};

Grid gridOf(const Snapshot& s, const Tune& tune, Rect area) {
  Grid grid;
  grid.area = area;
  grid.end = std::max(1.0, tune.end());
  int high = s.notes.front().pitch;
  grid.low = high;
  for (const Note& note : s.notes) {
    grid.low = std::min(grid.low, note.pitch);
    high = std::max(high, note.pitch);
  }
  if (isBlackKey(grid.low)) --grid.low;
  grid.rows = whiteKeysBelow(high) - whiteKeysBelow(grid.low) + 1;
  return grid;
}

// A slim keyboard with its names.
void drawKeys(const SceneContext& context, const Grid& grid) {
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  const float left = grid.area.x - kKeyboard, line = ui.lineHeight(Type::small), h = grid.rowHeight();
  const int every = h >= line * 0.72f ? 1 : 2;
  for (int pitch = grid.low, row = 0; row < grid.rows; ++pitch) {
    const Rect k = grid.key(pitch);
    if (isBlackKey(pitch)) {
      if (row > 0) ui.rounded({left, k.y, kKeyboard * 0.34f, k.h}, c.muted, 1);
      continue;
    }
    ui.hairline({left, k.y}, {grid.area.right(), k.y}, fade(c.lines, 0.7f));
    if (row % every == 0 && h * static_cast<float>(every) >= line * 0.6f)
      ui.textIn({left, k.center().y - line / 2, kKeyboard - 4, line}, pitchName(ui.words(), pitch), Type::small, c.muted, Align::right);
    ++row;
  }
  ui.hairline({left, grid.area.bottom()}, {grid.area.right(), grid.area.bottom()}, fade(c.lines, 0.7f));
  ui.hairline({grid.area.x, grid.area.y}, {grid.area.x, grid.area.bottom()}, c.lines);
}

// What might have stood in the place of a note: each note there is as long as it would be, the likelier the stronger.
void drawColumn(const SceneContext& context, const Grid& grid, const Tune& tune, int n) {
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  const TuneNote& note = tune.note(n);
  const float from = grid.x(note.begin), to = std::max(from + 8, grid.x(note.begin + note.length));
  ui.rounded({from - 2, grid.area.y, std::min(to, grid.area.right()) - from + 4, grid.area.h}, c.soft, 3);
  std::vector<int> order;
  for (int k = 0; k < tune.answers.cols; ++k)
    if (tune.answers.at(n, k) > 0.005f) order.push_back(k);
  const auto& notes = context.snapshot.notes;
  const auto length = [&](int k) { return notes[static_cast<std::size_t>(k)].eighths; };
  std::sort(order.begin(), order.end(), [&](int a, int b) { return length(a) != length(b) ? length(a) > length(b) : a < b; });
  for (const int k : order) {
    Rect r = grid.note(notes[static_cast<std::size_t>(k)].pitch, note.begin, length(k));
    r.w = std::min(std::max(r.w, 8.f), grid.area.right() - r.x);
    ui.rounded(r, mixColors(c.soft, c.why, 0.12f + 0.88f * tune.answers.at(n, k)), std::min(3.f, r.h / 3));
  }
}

void drawNotes(const SceneContext& context, const Grid& grid, const Tune& tune, int shown, double heard) {
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  const Snapshot& s = context.snapshot;
  if (tune.intoBar >= 0)
    for (double bar = (eighthsInBar - tune.intoBar) % eighthsInBar; bar < grid.end; bar += eighthsInBar)
      ui.hairline({grid.x(bar), grid.area.y}, {grid.x(bar), grid.area.bottom()}, c.lines);
  if (shown >= 0) drawColumn(context, grid, tune, shown);
  for (int n = 0; n < tune.size(); ++n) {
    const TuneNote& note = tune.note(n);
    if (note.kind < 0) continue;
    const Rect r = grid.note(s.notes[static_cast<std::size_t>(note.kind)].pitch, note.begin, note.length);
    const bool sounds = heard >= note.begin && heard < note.begin + note.length;
    ui.rounded(r, note.drawn ? c.why : c.wxh, std::min(3.f, r.h / 3));
    if (n == shown || sounds) ui.outline(r.inset(-2.5f), sounds ? c.control : c.ink, std::min(4.f, r.h / 3), 2);
  }
  if (tune.given < tune.size()) {
    const float x = std::round(grid.x(tune.note(tune.given).begin)) - 1;
    ui.draw().AddLine({x, grid.area.y - 4}, {x, grid.area.bottom()}, c.muted, 1.5f);
  }
  if (heard >= 0) {
    const float x = grid.x(heard);
    ui.draw().AddLine({x, grid.area.y - 4}, {x, grid.area.bottom()}, c.control, 2);
    ui.draw().AddCircleFilled({x, grid.area.y - 4}, 4, c.control);
  }
}

// Whose notes they are, above them: as much as there is room for.
void drawHeads(const SceneContext& context, const Grid& grid, Rect row, const Tune& tune) {
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  const float cut = tune.given < tune.size() ? grid.x(tune.note(tune.given).begin) : grid.area.right();
  const auto head = [&](float from, float to, std::initializer_list<std::string> words, Color color) {
    for (const std::string& each : words)
      if (!each.empty() && ui.measure(each, Type::small).w <= to - from - 6) {
        ui.textIn({from, row.y, to - from, row.h}, each, Type::small, color);
        return;
      }
  };
  head(grid.area.x, cut, {std::string(tune.title), context.tr("training.melody.given")}, c.wxh);
  if (cut < grid.area.right())
    head(cut + 4, grid.area.right() + 6, {context.tr("training.melody.goesOn"), context.tr("training.melody.net")}, c.why);
}

// What the temperature made of a drawn note's probability; empty where it left it as it was.
std::string chanceWords(const SceneContext& context, const TrainingView& view, const Tune& tune, int n) {
  const TuneNote& note = tune.note(n);
  const double temperature = view.goesOnAt(context.snapshot);
  if (!note.drawn || temperature == 1 || note.kind < 0) return {};
  return context.tr("training.melody.chance", {{"p", percent(static_cast<double>(tune.chances.at(n, note.kind)))}});
}

// The likeliest first, as many as fit, and the one that came in any case.
void drawBars(const SceneContext& context, Rect area, const TrainingView& view, const Tune& tune, int n) {
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  const Snapshot& s = context.snapshot;
  const TuneNote& note = tune.note(n);
  const float line = ui.lineHeight(Type::small), number = ui.measure("99.99 %", Type::smallStrong).w + 6;
  const Rect head = area.cutTop(line, 2);
  if (note.step < 0) {
    ui.richText(head.min(), context.tr("training.melody.unread"), Type::small, c.muted, area.w);
    return;
  }
  ui.richText(head.min(), "P(y_{" + std::to_string(note.step) + "})", Type::small, c.muted);
  if (std::isnan(tune.answers.at(n, 0))) return;  // not computed yet, or diverged
  if (const std::string chance = chanceWords(context, view, tune, n); !chance.empty()) {
    const TextSize size = ui.measureRich(chance, Type::small);
    const bool beside = size.w + ui.measure("P(y000)", Type::small).w + 8 <= area.w;
    if (size.w <= area.w) ui.richText({area.right() - size.w, beside ? head.y : area.cutTop(line, 2).y}, chance, Type::small, c.muted);
  }
  std::vector<int> order(s.notes.size());
  for (std::size_t k = 0; k < order.size(); ++k) order[k] = static_cast<int>(k);
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return tune.answers.at(n, a) > tune.answers.at(n, b); });
  const int fit = std::min(static_cast<int>(area.h / line), static_cast<int>(order.size()));
  if (const auto came = std::find(order.begin(), order.end(), note.kind); fit > 0 && came != order.end() && came - order.begin() >= fit)
    order[static_cast<std::size_t>(fit - 1)] = note.kind;
  float names = 0;
  for (std::size_t k = 0; k < order.size(); ++k)
    names = std::max(names, ui.measure(nameIn(context, s, static_cast<int>(k)), Type::smallStrong).w);
  for (int i = 0; i < fit; ++i) {
    const int k = order[static_cast<std::size_t>(i)];
    const bool came = k == note.kind;
    const Color color = came ? (note.drawn ? c.why : c.good) : mixColors(c.card, c.why, 0.55f);
    Rect row = area.cutTop(line);
    const double p = static_cast<double>(tune.answers.at(n, k));
    ui.textIn(row.cutLeft(names, 4), nameIn(context, s, k), came ? Type::smallStrong : Type::small, came ? color : c.ink);
    ui.textIn(row.cutRight(number, 4), percent(p), Type::smallStrong, c.ink, Align::right);
    const Rect bar{row.x, row.center().y - 5, row.w, 10};
    ui.rounded(bar, c.soft, 3);
    if (p > 0) ui.rounded({bar.x, bar.y, std::max(2.f, bar.w * static_cast<float>(p)), bar.h}, color, 3);
  }
}

// The note in words; markup.
std::string noteWords(const SceneContext& context, const TrainingView& view, const Tune& tune, int n) {
  const TuneNote& note = tune.note(n);
  std::string words = "<b>" + nameIn(context, context.snapshot, note.kind) + "</>  <muted>" +
                      context.tr(note.drawn ? "training.melody.isDrawn" : "training.melody.isGiven",
                                 {{"n", std::to_string(n + 1)}, {"all", std::to_string(tune.size())}}) +
                      "</>";
  if (note.step < 0 || note.kind < 0 || std::isnan(tune.answers.at(n, note.kind))) return words;
  words += "\nP(y_{" + std::to_string(note.step) + "} = " + nameIn(context, context.snapshot, note.kind) +
           ") = " + plainNumber(static_cast<double>(tune.answers.at(n, note.kind)), 4);
  if (const std::string chance = chanceWords(context, view, tune, n); !chance.empty()) words += "\n" + chance;
  return words;
}

void drawButtons(const SceneContext& context, Rect row, TrainingView& view, const Tune& tune) {
  Ui& ui = context.ui;
  MelodyView& m = view.melody;
  const std::string &play = context.tr(m.playing ? "training.melody.stop" : "training.melody.play"),
                    &again = context.tr("training.drawAgain"),
                    &mute = context.tr(m.muted ? "training.melody.unmute" : "training.melody.mute");
  const bool words = row.w > 330, can = context.sound != nullptr && !tune.notes.empty();
  const ui::Icon icon = m.playing ? ui::Icon::stop : ui::Icon::play;
  const float width = std::max(ui::buttonWidth(ui, context.tr("training.melody.play"), true),
                               ui::buttonWidth(ui, context.tr("training.melody.stop"), true));
  if (words ? ui::button(ui, row.cutLeft(width, 8), "playTune", icon, play, ui::ButtonStyle::secondary, can)
            : ui::iconButton(ui, row.cutLeft(row.h, 4), "playTune", icon, play, ui::ButtonStyle::secondary, can)) {
    if (m.playing)
      stopTune(context, view);
    else
      playTune(context, view, m.chosen >= 0 && m.chosen < tune.size() ? tune.note(m.chosen).begin : 0);
  }
  if (ui::iconButton(ui, row.cutLeft(row.h, 4), "mute", m.muted ? ui::Icon::muted : ui::Icon::speaker, mute, ui::ButtonStyle::quiet, can)) {
    m.muted = !m.muted;
    context.sound->setLoudness(m.muted ? 0 : m.loudness);
  }
  if (tune.given < tune.size()) {
    const float needed = ui::buttonWidth(ui, again, true);
    const bool fits = needed + 8 <= row.w;
    if (fits ? ui::button(ui, row.cutLeft(needed, 10), "drawAgain", ui::Icon::dice, again, ui::ButtonStyle::secondary)
             : ui::iconButton(ui, row.cutLeft(row.h, 10), "drawAgain", ui::Icon::dice, again))
      ++view.sampling;
  }
  const std::string tempo = context.tr("training.melody.bpm", {{"n", plainNumber(m.tempo, 0)}});
  if (ui.measure(tempo, Type::small).w <= row.w) ui.textIn(row, tempo, Type::small, ui.color().muted, Align::right);
}

}  // namespace

void drawMelody(const SceneContext& context, Rect area, TrainingView& view) {
  Ui& ui = context.ui;
  const Snapshot& s = context.snapshot;
  MelodyView& m = view.melody;
  if (view.goesOnAt(s) >= 0 && !s.askedGoOn) ui.keepDrawing();  // it is asked for with the next look
  drawButtons(context, area.cutTop(kButtons, 8), view, shownTune(s, m));
  const Tune tune = shownTune(s, m);
  if (tune.notes.empty()) return;
  const float line = ui.lineHeight(Type::small);
  const bool low = area.h<10 * line, beside = area.w>(low ? 300 : 440);
  const Rect bars = beside ? area.cutRight(std::clamp(area.w * 0.32f, 124.f, 190.f), 14)
                    : low  ? Rect{}
                           : area.cutBottom(std::min(area.h * 0.42f, 9 * line), 8);
  const Rect heads = area.cutTop(line, 4);
  area.cutLeft(kKeyboard);
  const Grid grid = gridOf(s, tune, area);

  const Rect whole{area.x - kKeyboard, heads.y, area.w + kKeyboard, area.bottom() - heads.y};
  const Id id = ui.id("roll");
  const Touch touch = ui.touch(id, whole);
  int pointed = -1;
  if (touch.hovered || touch.held) pointed = tune.at(grid.eighthsAt(touch.pos.x));
  if (touch.held || touch.clicked) m.chosen = pointed = tune.at(grid.eighthsAt(touch.pos.x));
  if (touch.clicked && m.playing) playTune(context, view, tune.note(pointed).begin);

  const int last = tune.size() - 1, first = tune.note(0).step;
  m.chosen = std::min(m.chosen, last);
  const auto others = view.pointedStep >= 0 && view.pointedStep != m.told ? view.pointedStep - first : -1;
  int shown = pointed >= 0                    ? pointed
              : m.heard >= 0                  ? tune.at(m.heard)
              : others >= 0 && others <= last ? others
              : m.chosen >= 0                 ? m.chosen
                                              : std::min(tune.given, last);
  bool walked = false;
  if (ui.control(id, "roll", "picture", context.tr("training.melody.roll"), formula::withoutMarkup(noteWords(context, view, tune, shown)),
                 whole)) {
    ControlKeys& keys = ui.keys(id);
    const int before = shown;
    shown = std::clamp(shown + std::exchange(keys.x, 0), 0, last);
    if (std::exchange(keys.home, false)) shown = 0;
    if (std::exchange(keys.end, false)) shown = last;
    if (shown != before) {
      m.chosen = shown;
      if (m.playing) playTune(context, view, tune.note(shown).begin);
    }
    if (std::exchange(keys.activate, false)) m.playing ? stopTune(context, view) : playTune(context, view, tune.note(shown).begin);
    ui.focusRing(whole, 4);
    walked = ui.showsFocus();
  }
  const int step = tune.note(shown).step;
  m.told = -1;
  if ((pointed >= 0 || walked || m.heard >= 0 || m.chosen == shown) && step < s.probe.x.rows) view.pointedNext = m.told = step;

  drawKeys(context, grid);
  drawHeads(context, grid, heads, tune);
  drawNotes(context, grid, tune, shown, m.heard);
  if (bars.w > 0) drawBars(context, bars, view, tune, shown);
}

void drawMelodyControls(const SceneContext& context, Column& column, TrainingView& view) {
  Ui& ui = context.ui;
  const Snapshot& s = context.snapshot;
  MelodyView& m = view.melody;
  if (s.notes.empty()) return;
  double temperature = view.goesOnAt(s);
  if (goesOn(s)) {
    bool on = temperature >= 0;
    if (ui::toggle(ui, column, "goOn", context.tr("training.goesOn"), on)) {
      m.alone = !on;
      view.temperature = on ? 1 : -1;
    }
    if (on &&
        ui::slider(ui, column, "temperature", context.tr("training.temperature"), temperature, {.min = 0, .max = TrainingView::hottest}))
      view.temperature = temperature;
  }
  if (ui::slider(ui, column, "tempo", context.tr("training.melody.tempo"), m.tempo,
                 {.min = MelodyView::slowest, .max = MelodyView::fastest, .integer = true}) &&
      m.playing)
    playTune(context, view, m.heard);
  if (ui::slider(ui, column, "loudness", context.tr("training.melody.loudness"), m.loudness, {.min = 0, .max = 1, .decimals = 2})) {
    m.muted = false;
    if (context.sound != nullptr) context.sound->setLoudness(m.loudness);
  }
}

}  // namespace unroll
