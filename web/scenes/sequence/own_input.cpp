#include "scenes/sequence/own_input.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "scenes/sequence/stage.h"
#include "widgets/controls.h"
#include "widgets/typed_value.h"

namespace unroll {

namespace {

constexpr const char* numberSigns = "0123456789.,-+e";

std::string rowOf(const Table& x, int t) {
  std::string words;
  for (int i = 0; i < x.cols; ++i) words += (i > 0 ? "," : "") + ui::typedForm(static_cast<double>(x.at(t, i)));
  return words;
}

void sendRow(const SceneContext& context, int t, const std::string& row) {
  context.send(RecurrentModel::inputStep, std::to_string(t) + ":" + row);
}

void sendNumber(const SceneContext& context, int t, int feature, float value) {
  const Table& x = context.snapshot.probe.x;
  if (value == x.at(t, feature)) return;
  Table changed;
  changed.fill(1, x.cols, [&](int, int i) { return i == feature ? value : x.at(t, i); });
  sendRow(context, t, rowOf(changed, 0));
}

// A word of the letters that the task has is the sequence, and as long.
void typeWord(const SceneContext& context, Column& column) {
  const Snapshot& s = context.snapshot;
  if (s.letters.empty()) return;
  std::string letters, word = s.word;
  for (const char each : s.letters) letters += (letters.empty() ? "" : " ") + std::string(1, each);
  if (word.find(' ') != std::string::npos) word.clear();
  const std::string before = word;
  ui::caption(context.ui, column, context.tr("sequence.input.letters", {{"letters", letters}}));
  if (!ui::field(context.ui, column, "word", context.tr("sequence.input.word"), word, s.letters,
                 word.size() > 12 ? word.substr(0, 11) + "…" : word) ||
      word == before || word.empty())
    return;
  context.commands.sendTogether({{"seqLen", std::to_string(word.size())}, {"input", word}});
}

bool isOfInput(const Term& term) { return term.kind == Term::Kind::input && term.parameter.find("_l0") != std::string::npos; }

}  // namespace

void drawOwnInput(const SceneContext& context, Column& column, SequenceView& view) {
  Ui& ui = context.ui;
  const Table& x = context.snapshot.probe.x;
  const strip::Sequence sequence{x.values.data(), x.rows, x.cols};
  const bool own = !context.snapshot.current.input.empty();
  const Rect head = column.take(ui.lineHeight(Type::text));
  ui.textIn(head, context.tr(own ? "sequence.input.own" : "sequence.input.title"), Type::text, ui.color().ink);
  if (ui::textButton(ui, {head.right(), head.y}, "newSequence", context.tr("sequence.input.new"), Align::right))
    context.send(RecurrentModel::newProbe);
  const std::string& word = context.snapshot.word;
  if (const Rect line = column.take(word.empty() ? 0.f : ui.lineHeight(Type::small)); line.h > 0) {  // above its bars
    const float pitch = line.w / static_cast<float>(word.size());
    for (std::size_t t = 0; t < word.size() && pitch >= 9; ++t)
      ui.textIn({line.x + pitch * static_cast<float>(t), line.y, pitch, line.h}, word.substr(t, 1), Type::small,
                static_cast<int>(t) == view.present ? ui.color().ink : ui.color().muted, Align::center);
  }
  const float rowHeight = context.layout == Layout::medium ? 22.f : 34.f;
  const strip::Use use = strip::draw(ui, column.take(strip::height(sequence, x.cols > 3 ? rowHeight / 3 : rowHeight)), "input",
                                     context.tr("sequence.input.title"), sequence, view.present, view.heldBar, context.snapshot.bits);
  if (use.step >= 0) view.jumpTo(use.step);
  if (use.setStep >= 0 && use.setStep < x.rows) sendNumber(context, use.setStep, use.setFeature, use.value);
  if (view.low && context.layout == Layout::medium) drawValueKey(context, column.take(16));
  typeWord(context, column);
  const int t = std::min(view.present, x.rows - 1);
  if (t < 0) return;
  std::string row = rowOf(x, t);
  const std::string before = row;
  if (context.layout != Layout::medium && word.empty() &&
      ui::field(ui, column, "inputNow", context.tr("sequence.input.now", {{"t", std::to_string(t)}}), row, numberSigns) && row != before) {
    const auto given = std::count(row.begin(), row.end(), ',') + 1;
    if (given == x.cols)
      sendRow(context, t, row);
    else
      context.commands.showMessage(
          context.tr("sequence.input.needs", {{"t", std::to_string(t)}, {"n", std::to_string(x.cols)}, {"given", std::to_string(given)}}));
  }
  if (t > 0 || !context.snapshot.memory) return;
  if (context.layout == Layout::medium && ui.measure(context.tr("sequence.input.start"), Type::text).w > column.width() * 0.45f - 8) return;
  std::string start = startText(context.snapshot);
  const std::string former = start;
  const std::string shown = start.size() > 12 ? start.substr(0, start.rfind(',', 11)) + "…" : std::string();  // the first of them
  if (ui::field(ui, column, "start", context.tr("sequence.input.start"), start, std::string(numberSigns) + ";|", shown) && start != former)
    context.send("start", start);
}

void chooseTurned(const SceneContext& context, Column& column, SequenceView& view, const std::vector<Term>& terms) {
  if (context.layout == Layout::medium || std::none_of(terms.begin(), terms.end(), isOfInput)) return;
  const std::string& words = context.tr(view.turnsInput ? "sequence.input.turnsInput" : "sequence.input.turnsWeight");
  const Rect place = column.take(context.ui.measureRich(words, Type::text, column.width()).h);
  if (ui::textButton(context.ui, place.min(), "turns", words, Align::left, column.width())) view.turnsInput = !view.turnsInput;
}

bool turnInput(const SceneContext& context, SequenceView& view, const Term& term, int t, const formula::TermTouch& touch) {
  if (!view.turnsInput || !isOfInput(term)) return false;
  const int feature = term.index % context.snapshot.probe.x.cols, step = t - term.index / context.snapshot.probe.x.cols;
  if (touch.down) view.turnedFrom = term.operand;
  if (step < 0 || !(touch.dragging || touch.steps != 0)) return true;
  float value = touch.dragging ? view.turnedFrom + touch.by * weightPerUnit
                               : term.operand + static_cast<float>(touch.steps) * (touch.fine ? 0.01f : 0.05f);
  if (context.snapshot.bits)
    value = touch.dragging ? value < 0.5f ? 0.f : 1.f : touch.steps < 0 ? 0.f : 1.f;
  else
    value = std::round(value * 100) / 100;
  sendNumber(context, step, feature, value);
  return true;
}

std::string startText(const Snapshot& s, const StartNumber& changed) {
  const int directions = s.current.bidirectional ? 2 : 1;
  std::string text;
  for (int chain = 0; chain < s.current.layers * directions; ++chain) {
    const LayerStates& states = statesOf(s, chain / directions);
    const std::vector<float>& first = states.fed0.empty() ? states.h0 : states.fed0;
    const auto add = [&](const std::vector<float>& all, const char* before) {
      const std::size_t each = all.size() / static_cast<std::size_t>(directions),
                        from = each * static_cast<std::size_t>(chain % directions);
      for (std::size_t i = 0; i < each; ++i) {
        const bool here = chain == changed.layer * directions + changed.direction && (&all == &states.c0) == changed.carried &&
                          static_cast<int>(i) == changed.unit;
        text += (i > 0 ? "," : before) + ui::typedForm(static_cast<double>(here ? changed.value : all[from + i]));
      }
    };
    add(first, chain > 0 ? ";" : "");
    if (!states.c0.empty()) add(states.c0, "|");
  }
  return text;
}

void typeOwnInput(const SceneContext& context, Column& column) {
  const Table& x = context.snapshot.probe.x;
  std::string text;
  for (int t = 0; t < x.rows; ++t) text += (t > 0 ? ";" : "") + rowOf(x, t);
  const std::string before = text;
  if (ui::field(context.ui, column, "inputAll", context.tr("sequence.input.all"), text, std::string(numberSigns) + ";",
                std::to_string(x.rows) + " × " + std::to_string(x.cols)) &&
      text != before)
    context.send("input", text);
}

}  // namespace unroll
