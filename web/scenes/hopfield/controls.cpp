// The controls of the Hopfield scene: what is stored, how the recall begins, the memory, the plane of the landscape, random starts.
#include <string>

#include "scenes/hopfield/view.h"

namespace unroll {

namespace {

std::string textOf(const PatternSet& set) {
  std::string text;
  for (const std::string_view name : set.patterns) text += (text.empty() ? "" : ",") + std::string(name);
  return text;
}

void patternChoice(const HopfieldContext& context, Column& column) {
  Ui& ui = context.ui;
  std::vector<ui::Option> options;
  int own = 0, chosen = -1;
  for (const PatternSet& set : patternSets()) {
    options.push_back({context.tr("hopfield.set." + std::string(set.name)), {}});
    if (textOf(set) == context.snapshot.settings.patterns) chosen = own;
    ++own;
  }
  options.push_back({context.tr("hopfield.set.random"), {}});
  options.push_back({context.tr("hopfield.set.own"), {}});
  std::uint64_t count = 0;
  const bool random = readWhole(context.snapshot.settings.patterns, count);
  int now = chosen >= 0 ? chosen : random ? own : own + 1;
  if (ui::select(ui, column, "patterns", context.tr("key.patterns"), options, now) && now <= own)
    context.set("patterns", now < own ? textOf(patternSets()[static_cast<std::size_t>(now)]) : std::string("3"));
  if (!random) return;
  int many = static_cast<int>(count);
  if (ui::slider(ui, column, "patternCount", context.tr("hopfield.count"), many,
                 {.min = 1, .max = 40, .integer = true, .typedMin = 0, .typedMax = 10000}))
    context.set("patterns", std::to_string(many));
}

void changePatterns(const HopfieldContext& context, Column& column, HopfieldView& view) {
  Ui& ui = context.ui;
  const HopfieldSnapshot& s = context.snapshot;
  if (ui::button(ui, column.take(Theme::touch), "store", context.tr("hopfield.store"))) context.send(HopfieldModel::store);
  std::uint64_t which = 0;
  const bool known = readWhole(s.settings.start, which) && which < s.patterns.size();
  if (ui::button(ui, column.take(Theme::touch), "forget",
                 context.tr("hopfield.forget", {{"name", known ? patternName(context, static_cast<int>(which)) : std::string("…")}}),
                 ui::ButtonStyle::secondary, known))
    context.send(HopfieldModel::forget, std::to_string(which));
  if (ui::button(ui, column.take(Theme::touch), "unlearn", context.tr("hopfield.unlearn"), ui::ButtonStyle::secondary,
                 s.settings.rule == "hebb" && s.done))
    context.send(HopfieldModel::unlearn);
  ui::caption(ui, column, context.tr("hopfield.unlearnWords"));
  bool mixing = view.mixing;
  if (ui::toggle(ui, column, "mix", context.tr("hopfield.mix"), mixing)) view.mixing = mixing;
  if (ui::button(ui, column.take(Theme::touch), "randomStart", context.tr("hopfield.randomStart")))
    context.commands.sendTogether({{"start", "random"}, {"seed", std::to_string(s.settings.seed + 1)}});
  if (ui::button(ui, column.take(Theme::touch), "picture", context.tr("hopfield.picture"))) context.commands.chooseFile();
  ui::caption(ui, column, context.tr("hopfield.pictureWords"));
}

void plane(const HopfieldContext& context, Column& column, HopfieldView& view) {
  Ui& ui = context.ui;
  const HopfieldSnapshot& s = context.snapshot;
  const auto most = std::min<std::size_t>(s.patterns.size(), 12);
  std::vector<ui::Option> options;
  for (std::size_t p = 0; p < most; ++p) options.push_back({patternName(context, static_cast<int>(p)), {}});
  options.push_back({context.tr("hopfield.cornerStart"), {}});
  options.push_back({context.tr("hopfield.cornerRandom"), {}});
  bool principal = view.landscape.principal;
  if (ui::toggle(ui, column, "principal", context.tr("hopfield.principal"), principal)) view.landscape.principal = principal;
  if (principal) return;
  const std::array<int, 3> corners = view.landscape.cornersFor(s);
  for (std::size_t k = 0; k < 3; ++k) {
    int chosen = corners[k] >= 0 ? std::min(corners[k], static_cast<int>(most) - 1) : static_cast<int>(most) - 1 - corners[k];
    if (!ui::select(ui, column, "corner" + std::to_string(k), context.tr("hopfield.corner", {{"n", std::to_string(k + 1)}}), options,
                    chosen))
      continue;
    view.landscape.corners = corners;
    view.landscape.corners[k] = chosen < static_cast<int>(most) ? chosen : static_cast<int>(most) - 1 - chosen;
    view.landscape.automatic = false;
  }
}

void tally(const HopfieldContext& context, Column& column) {
  Ui& ui = context.ui;
  const Tally& tally = context.snapshot.tally;
  if (ui::button(ui, column.take(Theme::touch), "tally", context.tr("hopfield.tallyRun"))) {
    context.send(HopfieldModel::tally, "1000");
    context.commands.run();
  }
  column.setGap(2);
  for (const EndKind kind : {EndKind::stored, EndKind::inverse, EndKind::mixture, EndKind::other, EndKind::cycle}) {
    const Rect line = column.take(20);
    ui.textIn({line.x, line.y, line.w * 0.5f, line.h}, context.tr("hopfield.kind." + std::string(nameOf(kind))), Type::small,
              ui.color().ink);
    const float left = line.x + line.w * 0.52f, width = line.w * 0.3f;
    ui.rounded({left, line.y + 4, std::max(1.f, width * static_cast<float>(tally.share(kind))), 12}, ui.color().control, 3);
    ui.textIn(line, std::to_string(tally.ends[static_cast<std::size_t>(kind)]), Type::smallStrong, ui.color().ink, Align::right);
  }
  column.setGap(12);
  ui::caption(ui, column, context.tr("hopfield.tallyOf", {{"n", ui.words().integer(tally.starts)}}));
}

}  // namespace

void drawHopfieldControls(const HopfieldContext& context, Column& column, HopfieldView& view, Settings& settings) {
  Ui& ui = context.ui;
  patternChoice(context, column);
  if (context.snapshot.hasPicture) {
    double brightness = context.snapshot.brightness;
    if (ui::slider(ui, column, "brightness", context.tr("hopfield.brightness"), brightness, {.min = 0, .max = 1, .step = 0.02}))
      context.set(HopfieldModel::threshold, brightness);
  }
  for (const std::string_view key : {"flip", "hide", "order", "rule", "beta"}) settings.control(context, column, key);
  if (ui::section(ui, column, "hopfieldPatterns", context.tr("hopfield.change"))) changePatterns(context, column, view);
  if (ui::section(ui, column, "hopfieldTally", context.tr("hopfield.tally"))) tally(context, column);
  if (ui::section(ui, column, "hopfieldPlane", context.tr("hopfield.plane"))) plane(context, column, view);
  if (ui::section(ui, column, "hopfieldMore", context.tr("hopfield.more")))
    for (const std::string_view key : {"size", "selfConnections", "threshold", "gain", "temperature", "sweeps", "seed"}) {
      settings.control(context, column, key);
      if (key == "selfConnections" && context.snapshot.settings.selfConnections)  // said where it is seen without pointing at it
        ui::caption(ui, column, context.tr("help.selfConnections"));
    }
}

}  // namespace unroll
