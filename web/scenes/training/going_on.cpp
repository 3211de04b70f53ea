// A net that goes on by itself, and own data in words.
#include "scenes/training/stage.h"
#include "widgets/formula.h"

namespace unroll {

namespace {

int classAt(const Table& rows, int t) {
  for (int k = 0; k < rows.cols; ++k)
    if (rows.at(t, k) == 1) return k;
  return -1;
}

std::string textOf(const Snapshot& s, const Table& rows) {
  std::string text;
  for (int t = 0; t < rows.rows; ++t)
    if (const int k = classAt(rows, t); k >= 0) text += (s.notes.empty() || text.empty() ? "" : " ") + className(s, k);
  return text;
}

}  // namespace

bool goesOn(const Snapshot& s) {
  const bool isCurve = s.current.task == "series";
  return (readsItsClasses(s) || isCurve) && s.current.tying == "tied" && !s.current.bidirectional;
}

std::string goesOnWords(const Snapshot& s) { return readsItsClasses(s) ? textOf(s, s.goneOn.next) : std::string(); }

// What came before in the colour of the input, then what the net makes of it, broken where a line is full.
void drawGoingOn(const SceneContext& context, Rect area) {
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  const Snapshot& s = context.snapshot;
  const float line = ui.lineHeight(Type::small);
  Rect row = area.cutTop(line);
  float x = row.x;
  for (const bool before : {true, false}) {
    const Table& rows = before ? s.goneOn.before : s.goneOn.next;
    for (int t = 0; t < rows.rows; ++t) {
      const int k = classAt(rows, t);
      if (k < 0) continue;
      const std::string name = className(s, k);
      const float width = ui.measure(name, Type::small).w;
      if (x + width > row.right()) {
        if (area.h < line) return;
        row = area.cutTop(line);
        x = row.x;
      }
      ui.textIn({x, row.y, width + 1, row.h}, name, Type::small, before ? c.wxh : c.why);
      x += width;
    }
  }
}

std::string ownDataWords(const SceneContext& context) {
  const Snapshot& s = context.snapshot;
  const auto& words = context.ui.words();
  const std::string all = words.integer(s.own.training + s.own.fresh), cut = words.integer(s.own.training);
  if (!s.own.kinds.empty()) {
    std::string kinds;
    for (int k = 0; k < static_cast<int>(s.own.kinds.size()); ++k)
      kinds +=
          (k > 0 ? ", " : "") + words.integer(s.own.ofKind[static_cast<std::size_t>(k)]) + " × " + formula::asTyped(className(context, k));
    return context.tr("training.own.rows", {{"n", all}, {"kinds", kinds}, {"cut", cut}, {"fresh", words.integer(s.own.fresh)}});
  }
  if (s.own.classes > 0) {
    const bool others = s.own.different > s.own.classes;
    return context.tr(others ? "training.own.textOthers" : "training.own.text",
                      {{"n", all}, {"k", words.integer(s.own.different)}, {"cut", cut}, {"c", words.integer(s.own.classes - 1)}});
  }
  return context.tr("training.own.series", {{"n", all},
                                            {"column", s.own.column},
                                            {"cut", cut},
                                            {"least", compactNumber(s.own.least)},
                                            {"greatest", compactNumber(s.own.greatest)}});
}

}  // namespace unroll
