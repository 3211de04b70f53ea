#include "scenes/recurrent/net_offer.h"

namespace unroll {

namespace {

constexpr int mostUnits = 8;  // that are still drawn with their numbers
constexpr const char *smallUnits = "3", *smallSteps = "6";

void button(const SceneContext& context, Rect row, std::string_view which, const std::string& units, const std::string& steps) {
  Ui& ui = context.ui;
  const std::string key = "netOffer." + std::string(which), words = context.tr(key + ".button", {{"h", units}, {"T", steps}});
  if (!ui::button(ui, {row.x, row.y, std::min(row.w, ui::buttonWidth(ui, words)), row.h}, key, words, ui::ButtonStyle::secondary)) return;
  context.commands.sendTogether({{"hiddenSize", units}, {"seqLen", steps}});
}

void offer(const SceneContext& context, Column& column, std::string_view which, const std::string& units, const std::string& steps) {
  Ui& ui = context.ui;
  const std::string key = "netOffer." + std::string(which);
  const Experiment& now = context.snapshot.current;
  ui::card(ui, column, ui::CardStyle::tip, [&](Column& inside) {
    ui::paragraph(ui, inside, context.tr(key + ".words", {{"h", std::to_string(now.hiddenSize)}, {"T", std::to_string(now.seqLen)}}));
    button(context, inside.take(36), which, units, steps);
  });
}

}  // namespace

void offerOwnNet(const SceneContext& context, Column& column) {
  const std::string units = context.keys.plain("hiddenSize"), steps = context.keys.plain("seqLen");
  double own = 0;
  if (context.snapshot.update > 0 || !readNumber(units, own) || context.snapshot.current.hiddenSize >= own) return;
  offer(context, column, "own", units, steps);
}

void smallNetButton(const SceneContext& context, Rect row) { button(context, row, "small", smallUnits, smallSteps); }

void offerSmallNet(const SceneContext& context, Column& column) {
  if (context.snapshot.simple && context.snapshot.current.hiddenSize > mostUnits) offer(context, column, "small", smallUnits, smallSteps);
}

}  // namespace unroll
