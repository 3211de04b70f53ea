#include "scenes/training/maker.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "scenes/training/row_image.h"
#include "scenes/training/stage.h"
#include "tasks/drawn_image.h"
#include "tasks/own_data.h"
#include "widgets/formula.h"

namespace unroll {

namespace {

std::string wordsOf(const SceneContext& context, std::string_view what) {
  return "training.make." + std::string(Maker::names[static_cast<int>(makerFor(context.snapshot))]) + "." + std::string(what);
}

}  // namespace

Maker::Kind makerFor(const Snapshot& s) {
  if (s.current.task == "text") return Maker::Kind::text;
  if (s.current.task == "series") return Maker::Kind::curve;
  if (s.current.task == "rows") return Maker::Kind::image;
  return Maker::Kind::none;
}

bool isMaking(const Snapshot& s, const Maker& maker) { return maker.kind != Maker::Kind::none && maker.kind == makerFor(s); }

void offerMaker(const SceneContext& context, Column& column, Maker& maker) {
  const Maker::Kind kind = makerFor(context.snapshot);
  if (kind == Maker::Kind::none) return;
  if (!ui::button(context.ui, column.take(36), "make", ui::Icon::pencil, context.tr(wordsOf(context, "open")))) return;
  maker.open(kind);
  if (const std::string* own = ownData(context.snapshot.own.hash); own && kind == Maker::Kind::text) maker.typed = *own;
  if (kind == Maker::Kind::image && context.snapshot.current.input.empty()) context.send("input", imageInput(imageOf({})));
}

void takeOver(const SceneContext& context, Maker& maker, std::string bytes) {
  maker.awaited = hashOfData(bytes);
  context.commands.giveData(std::move(bytes));
}

void drawMaker(const SceneContext& context, Rect area, Maker& maker) {
  const bool taken = !maker.awaited.empty() && context.snapshot.own.hash == maker.awaited;
  if (taken && maker.kind == Maker::Kind::image) maker.set.from = maker.awaited;
  if (taken) maker.close();
  Rect inside = trainingCard(context, area, context.tr(wordsOf(context, "title")));
  const std::string& how = context.tr(wordsOf(context, "how"));
  Ui& ui = context.ui;
  const float height = ui.measureRich(how, Type::small, inside.w).h;
  const float most = maker.kind == Maker::Kind::image ? 0.13f : 0.22f;  // of the height: where there is little, the controls say enough
  if (height < inside.h * most) {
    ui.richText(inside.min(), how, Type::small, ui.color().muted, inside.w);
    inside.cutTop(height, 8);
  }
  switch (maker.kind) {
    case Maker::Kind::text: drawTextMaker(context, inside, maker); break;
    case Maker::Kind::curve: drawCurveMaker(context, inside, maker); break;
    case Maker::Kind::image: drawImageMaker(context, inside, maker); break;
    case Maker::Kind::none: break;
  }
  maker.opens = false;
}

// At the top: a message about what was taken over stands at the bottom.
Rect makerRow(Rect& area) { return area.cutTop(36, 10); }

std::string makerButtons(const SceneContext& context, Rect row, std::vector<MakerButton> buttons, Maker& maker) {
  Ui& ui = context.ui;
  constexpr float kGap = 8;
  buttons.push_back({"closeMaker", context.tr("training.make.close")});
  float wanted = -kGap;
  for (const MakerButton& each : buttons) wanted += ui::buttonWidth(ui, each.label) + kGap;
  const float narrower = std::min(1.f, row.w / wanted);
  std::string pressed;
  for (const MakerButton& each : buttons) {
    const Rect r = row.cutLeft(std::floor(ui::buttonWidth(ui, each.label) * narrower), kGap * narrower);
    if (ui::button(ui, r, each.name, each.label, each.main ? ui::ButtonStyle::primary : ui::ButtonStyle::secondary, each.enabled))
      pressed = each.name;
  }
  if (pressed == "closeMaker") maker.close();
  return pressed;
}

std::string makerWords(const SceneContext& context, const Maker& maker) {
  if (!isMaking(context.snapshot, maker)) return {};
  std::string words = context.tr(wordsOf(context, "title")) + ".";
  if (maker.kind == Maker::Kind::image) words += " " + formula::withoutMarkup(imageAnswer(context));
  return words;
}

}  // namespace unroll
