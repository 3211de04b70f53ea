// One update as a flip-book: weights, loss and outputs on the page before it and on the page after it; beside it the gradient of one weight
// by trying. Nothing of it changes the model but the button that takes the step.
#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "scenes/recurrent/numbers.h"
#include "scenes/sequence/closer.h"
#include "scenes/sequence/shares.h"
#include "widgets/formula.h"
#include "widgets/stepper.h"

namespace unroll {

namespace {

constexpr std::int64_t mostTaken = 600;  // weights of a step that can be taken: a link says each of them

// One matrix of a page.
struct Leaf {
  std::string title;      // markup
  std::size_t table = 0;  // in Snapshot::parameters
  bool sum = false;       // of both biases of a simple net
};

// "0", "0_reverse", "1" of a chain; empty for the readout.
std::string chainOf(std::string_view name) {
  name = name.substr(0, name.find('@'));
  const std::size_t at = name.rfind("_l");
  return at == std::string_view::npos || name.substr(0, 4) != "rnn." ? std::string() : std::string(name.substr(at + 2));
}

std::string titleOfLeaf(std::string_view name, bool sum) {
  static constexpr std::pair<std::string_view, const char*> known[] = {
      {"rnn.weight_ih", "<xh>W_{xh}</>"}, {"rnn.weight_hh", "<hh>W_{hh}</>"},  {"rnn.bias_ih", "b_{ih}"},
      {"rnn.bias_hh", "b_{hh}"},          {"readout.weight", "<hy>W_{hy}</>"}, {"readout.bias", "b_{y}"}};
  if (sum) return "b_{h}";
  for (const auto& [part, title] : known)
    if (name.starts_with(part)) return title;
  name.remove_prefix(std::min<std::size_t>(name.size(), name.find('.') + 1));
  return std::string(name.substr(0, name.find("_l")));
}

std::vector<std::string> groupsOf(const Snapshot& s) {
  std::vector<std::string> groups;
  if (s.simple) return {""};
  for (const ParameterTable& table : s.parameters)
    if (const std::string chain = chainOf(table.name); std::find(groups.begin(), groups.end(), chain) == groups.end())
      groups.push_back(chain);
  return groups;
}

// Those of one page: of this group, untied the copies of this step.
std::vector<Leaf> leavesOf(const Snapshot& s, const std::string& group, int t) {
  std::vector<Leaf> leaves;
  for (std::size_t k = 0; k < s.parameters.size(); ++k) {
    const ParameterTable& table = s.parameters[k];
    if ((table.step >= 0 && table.step != t) || (!s.simple && chainOf(table.name) != group)) continue;
    if (s.simple && table.name.starts_with("rnn.bias_hh")) continue;
    const bool sum = s.simple && table.name.starts_with("rnn.bias_ih");
    leaves.push_back({titleOfLeaf(table.name, sum), k, sum});
  }
  return leaves;
}

bool knows(const Snapshot& s) {
  return s.preview.version == s.probe.version && s.preview.parameters.size() == s.parameters.size() && !s.parameters.empty() &&
         s.preview.y.rows == s.probe.y.rows && s.preview.y.cols == s.probe.y.cols;
}

// The numbers of a page, and their versions.
void prepareUpdate(const Snapshot& s, const std::vector<Leaf>& leaves, UpdateView& view) {
  if (view.pictures > 0 && view.shownOf == s.version && view.shownRate == s.preview.wish.rate) return;
  view.shownOf = s.version;
  view.shownRate = s.preview.wish.rate;
  ++view.pictures;
  for (const Leaf& leaf : leaves) {
    if (!leaf.sum) continue;
    const std::size_t other = leaf.table + 1;  // bias_hh stands beside it
    for (const bool after : {false, true}) {
      const auto& tables = after ? s.preview.parameters : s.parameters;
      view.biases[after] = tables[leaf.table].values.values;
      for (std::size_t i = 0; i < view.biases[after].size(); ++i) view.biases[after][i] += tables[other].values.values[i];
    }
  }
}

const float* numbersOf(const Snapshot& s, const Leaf& leaf, bool after, const UpdateView& view) {
  if (leaf.sum) return view.biases[after].data();
  return (after ? s.preview.parameters : s.parameters)[leaf.table].values.values.data();
}

std::string signedFactor(double v, int decimals) {
  const std::string words = plainNumber(v, decimals);
  return v < 0 ? "(" + words + ")" : words;
}

// y of a page over time, and what is wanted.
void drawAnswers(const SceneContext& context, Rect r, bool after) {
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  const Snapshot& s = context.snapshot;
  const int steps = s.probe.y.rows;
  float low = 0, high = 0;
  const auto reach = [&](float v) {
    if (std::isfinite(v)) low = std::min(low, v), high = std::max(high, v);
  };
  for (const Table* table : {&s.probe.y, &s.preview.y})
    for (int t = 0; t < steps; ++t) reach(table->at(t, 0));
  for (int t = 0; t < steps; ++t)
    if (s.probe.counts[static_cast<std::size_t>(t)]) reach(s.probe.target.at(t, 0));
  if (high <= low) high = low + 1;
  const Rect head = r.cutTop(18);
  ui.richText(head.min(), context.tr("sequence.update.answers", {{"y", s.outputSize > 1 ? "y_t[0]" : "y_t"}}), Type::small, c.muted);
  r = r.inset(4, 4);
  const auto x = [&](int t) { return r.x + r.w * (steps > 1 ? static_cast<float>(t) / static_cast<float>(steps - 1) : 0.5f); };
  const auto y = [&](float v) { return r.bottom() - r.h * std::clamp((v - low) / (high - low), 0.f, 1.f); };
  ui.draw().AddLine({r.x, y(0)}, {r.right(), y(0)}, c.lines, 1);
  const Table& table = after ? s.preview.y : s.probe.y;
  for (int t = 0; t + 1 < steps; ++t)
    ui.draw().AddLine({x(t), y(table.at(t, 0))}, {x(t + 1), y(table.at(t + 1, 0))}, fade(c.why, 0.5f), 1.5f);
  for (int t = 0; t < steps; ++t) {
    if (!s.probe.counts[static_cast<std::size_t>(t)]) continue;
    const ImVec2 is{x(t), y(table.at(t, 0))}, wanted{x(t), y(s.probe.target.at(t, 0))};
    ui.draw().AddLine(is, wanted, c.gradientLine, 1.5f);
    ui.draw().AddCircleFilled(is, 3, c.why, 16);
    ui.draw().AddCircleFilled(wanted, 3, c.card, 16);
    ui.draw().AddCircle(wanted, 3, c.ink, 16, 1.2f);
  }
}

// One page. Only the open one can be pointed at.
void drawPage(const SceneContext& context, Rect page, bool after, bool open, const std::vector<Leaf>& leaves, UpdateView& view) {
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  const Snapshot& s = context.snapshot;
  ui.rounded(page, c.card, 6);
  Rect inside = page.inset(10, 6);
  const Rect head = inside.cutTop(22, 2);
  const std::string loss = "L = " + compactNumber(after ? s.preview.lossAfter : s.preview.loss);
  const float width = ui.measureRich(loss, Type::strong).w;
  ui.richText({head.right() - width, head.y}, loss, Type::strong, c.ink);
  ui.textIn({head.x, head.y, head.w - width - 8, 20}, context.tr(after ? "sequence.update.afterIt" : "sequence.update.beforeIt"),
            Type::text, c.muted);
  if (inside.h > 110) drawAnswers(context, inside.cutBottom(std::round(inside.h * 0.42f), 4), after);
  // Wider where there are more columns, but not by as much.
  float wide = 0, high = 0, scale = 0;
  const auto root = [](int n) { return std::sqrt(static_cast<float>(std::max(1, n))); };
  for (const Leaf& leaf : leaves) {
    const Table& values = s.parameters[leaf.table].values;
    wide += root(values.cols);
    high = std::max(high, root(values.rows));
    for (const bool of : {false, true})
      for (std::size_t i = 0; i < values.values.size(); ++i) {
        const float v = std::fabs(numbersOf(s, leaf, of, view)[i]);
        if (std::isfinite(v)) scale = std::max(scale, v);
      }
  }
  constexpr float gap = 12;
  const float each = std::min((inside.w - gap * static_cast<float>(leaves.size() - 1)) / wide, 1.6f * (inside.h - 20) / high);
  float x = inside.x;
  for (std::size_t k = 0; k < leaves.size(); ++k) {
    const Leaf& leaf = leaves[k];
    const ParameterTable& table = s.parameters[leaf.table];
    const float w = each * root(table.values.cols), h = (inside.h - 20) * root(table.values.rows) / high;
    const TextSize title = ui.measureRich(leaf.title, Type::small);
    if (title.w <= w + gap - 2) ui.richText({x, inside.y}, leaf.title, Type::small, c.ink);
    const Rect r{x, inside.y + 20, w, h};
    heatmap::Picture picture;
    picture.values = numbersOf(s, leaf, after, view);
    picture.rows = table.values.rows;
    picture.columns = table.values.cols;
    picture.version = 2 * view.pictures + (after ? 1u : 0u);
    picture.scale = scale > 0 ? scale : 1;
    const std::string name = "weights" + std::to_string(k);
    if (open) {
      const bool mine = view.place.name == table.name;
      const std::string symbol = formula::withoutMarkup(leaf.title);
      const std::string value = mine && view.place.row < table.values.rows && view.place.col < table.values.cols
                                    ? symbol + "[" + std::to_string(view.place.row) + "][" + std::to_string(view.place.col) +
                                          "] = " + signedNumber(static_cast<double>(picture.at(view.place.row, view.place.col)), 4)
                                    : symbol;
      if (const heatmap::Cell at = heatmap::readable(ui, context.gpu, name, symbol, r, picture, value))
        view.place = {table.name, at.row, at.column};
      ui.outline(r, c.lines, 0, 1);
      if (mine) ui.outline(heatmap::cellRect(r, picture, {view.place.row, view.place.col}), c.ink, 1, 1.5f);
    } else {
      heatmap::draw(ui, context.gpu, "turned" + std::to_string(k), r, picture);
      ui.outline(r, c.lines, 0, 1);
    }
    x += w + gap;
  }
  ui.outline(page, c.lines, 6, 1);
}

// The gradient of the weight that is looked at by trying, typed out, and what the step makes of it.
void drawCheck(const SceneContext& context, Rect r, const Leaf& leaf, const UpdateView& view) {
  Ui& ui = context.ui;
  const UpdatePreview& p = context.snapshot.preview;
  const ParameterTable& table = context.snapshot.parameters[leaf.table];
  const bool isBias = table.name.find("bias") != std::string::npos;
  const auto at = static_cast<std::size_t>(view.place.row * table.values.cols + view.place.col);
  const double before = static_cast<double>(numbersOf(context.snapshot, leaf, false, view)[at]),
               after = static_cast<double>(numbersOf(context.snapshot, leaf, true, view)[at]);
  const std::string w = leaf.title + "[" + std::to_string(view.place.row) + "]" +
                        (isBias ? "" : "[" + std::to_string(view.place.col) + "]"),
                    gap = "\u00A0", step = plainNumber(p.tried, 2), twice = plainNumber(2 * p.tried, 2);
  std::vector<std::string> lines;
  if (p.wish.place.name == table.name && p.tried > 0) {
    lines.push_back("<b>w = " + w + "</>");
    lines.push_back("(L(w" + gap + "+" + gap + step + ")" + gap + "− L(w" + gap + "−" + gap + step + "))" + gap + "/" + gap + twice +
                    " = (" + triedLoss(p.lossAbove) + gap + "− " + triedLoss(p.lossBelow) + ")" + gap + "/" + gap + twice + " = <b>" +
                    triedQuotient(context, p.lossAbove, p.lossBelow, p.tried, p.gradient) + "</>");
    lines.push_back("<grad>" + context.tr("sequence.update.back") + "</> <b>" + triedGradient(p.gradient) + "</>");
    const bool fixed = before == after && p.gradient != 0 && context.snapshot.current.cell == "reservoir";
    lines.push_back(fixed ? context.tr("sequence.update.fixed")
                          : "w − " + std::string(leaf.sum ? "2" + gap + "·" + gap : "") + "η" + gap + "·" + gap +
                                "∂L/∂w = " + (std::fabs(before) < 1e6 ? plainNumber(before, 4) : compactNumber(before)) + gap + "− " +
                                (leaf.sum ? "2" + gap + "·" + gap : "") + compactNumber(p.wish.rate) + gap + "·" + gap +
                                signedFactor(p.gradient, 5) + " = <b>" +
                                (std::fabs(after) < 1e6 ? plainNumber(after, 4) : compactNumber(after)) + "</>");
  }
  lines.push_back("<muted>" + updateWords(context) + "</>");
  for (const std::string& line : lines) {
    const float high = ui.measureRich(line, Type::small, r.w).h;
    if (high > r.h) return;
    ui.richText(r.min(), line, Type::small, ui.color().ink, r.w);
    r.cutTop(high, 3);
  }
}

void takeStep(const SceneContext& context) {
  const Snapshot& s = context.snapshot;
  std::vector<Change> changes;
  for (std::size_t k = 0; k < s.parameters.size(); ++k) {
    const Table &before = s.parameters[k].values, &after = s.preview.parameters[k].values;
    for (int row = 0; row < before.rows; ++row)
      for (int col = 0; col < before.cols; ++col)
        if (before.at(row, col) != after.at(row, col))
          changes.push_back({s.parameters[k].name + "[" + std::to_string(row) + "][" + std::to_string(col) + "]",
                             printNumber(static_cast<double>(after.at(row, col)))});
  }
  context.commands.sendTogether(std::move(changes));
}

}  // namespace

std::string updateWords(const SceneContext& context) {
  const UpdatePreview& p = context.snapshot.preview;
  if (!knows(context.snapshot)) return {};
  if (!std::isfinite(p.loss)) return context.tr("notFinite");
  return context.tr(p.lossAfter <= p.loss ? "sequence.update.falls" : "sequence.update.rises",
                    {{"a", compactNumber(p.loss)}, {"b", compactNumber(p.lossAfter)}});
}

void drawUpdate(const SceneContext& context, Rect inside, Rect titleRow, const SequenceView& view, CloserView& closer) {
  Ui& ui = context.ui;
  const Snapshot& s = context.snapshot;
  UpdateView& book = closer.update;
  if (!knows(s)) {
    ui.richText(inside.min(), context.tr("sequence.back.tooLarge"), Type::text, ui.color().muted, inside.w);
    return;
  }
  // What is pointed at or selected on the stage is looked at here too.
  if (s.simple && view.attention().weight) {
    const StoredWeight stored = storedWeight(s, *view.attention().weight);
    book.place = {stored.name, stored.row, stored.col};
  }
  const std::vector<std::string> groups = groupsOf(s);
  book.group = std::clamp(book.group, 0, static_cast<int>(groups.size()) - 1);
  Rect row = inside.cutTop(Theme::touch, 8);
  const std::string pages[] = {context.tr("sequence.update.before"), context.tr("sequence.update.after")};
  int page = book.after ? 1 : 0;
  if (ui::segmented(ui, row.cutLeft(std::min(row.w, ui::segmentedWidth(ui, pages)), 8), "updatePage", context.tr("sequence.update.page"),
                    pages, page))
    book.after = page == 1;
  const auto stepperIn = [&](std::string_view name, std::string_view label, const std::string& words, int& value, int most) {
    const float width = ui.measureRich(words, Type::text).w + 64;
    if (row.w >= width) (void)ui::stepper(ui, row.cutLeft(width, 8), name, context.tr(label), words, value, 0, most);
  };
  stepperIn("updateRate", "sequence.update.rate", "η = " + compactNumber(UpdateView::rates[book.rate]), book.rate,
            static_cast<int>(std::size(UpdateView::rates)) - 1);
  if (groups.size() > 1) {
    const std::string& chain = groups[static_cast<std::size_t>(book.group)];
    const bool reverse = chain.find("reverse") != std::string::npos;
    stepperIn("updateGroup", "sequence.update.group",
              chain.empty() ? "y" : context.tr("sequence.update.layer", {{"n", chain.substr(0, chain.find('_'))}}) + (reverse ? " ←" : ""),
              book.group, static_cast<int>(groups.size()) - 1);
  }
  const std::vector<Leaf> leaves = leavesOf(s, groups[static_cast<std::size_t>(book.group)], view.present);
  if (leaves.empty()) return;
  const auto shown = [&] {
    return std::find_if(leaves.begin(), leaves.end(), [&](const Leaf& leaf) { return s.parameters[leaf.table].name == book.place.name; });
  };
  if (const auto leaf = shown(); leaf == leaves.end() || book.place.row >= s.parameters[leaf->table].values.rows ||
                                 book.place.col >= s.parameters[leaf->table].values.cols)
    book.place = {s.parameters[leaves[leaves.size() > 1 ? 1 : 0].table].name, 0, 0};
  std::int64_t weights = 0;
  for (const ParameterTable& table : s.parameters) weights += static_cast<std::int64_t>(table.values.values.size());
  const std::string& take = context.tr("sequence.update.take");
  const float width = ui::buttonWidth(ui, take);
  Rect& room = titleRow.w >= width ? titleRow : row;
  if (weights <= mostTaken && room.w >= width && ui::button(ui, room.cutRight(width), "takeStep", take)) {
    takeStep(context);
    book.after = false;
  }

  prepareUpdate(s, leaves, book);
  const bool narrow = inside.w < 460;
  const Rect sheet = narrow ? inside.cutTop(std::round(inside.h * 0.44f), 6) : inside.cutLeft(std::round(inside.w * 0.55f), 16);
  // The page before lies on the page after and is turned to the left.
  const float turn = ui.glide(ui.id("turn"), book.after ? 1.f : 0.f, 0.5f);
  const float edge = sheet.right() - sheet.w * turn;
  if (turn > 0) {
    ui.pushClip({edge, sheet.y, sheet.right() - edge, sheet.h});
    drawPage(context, sheet, true, book.after, leaves, book);
    ui.popClip();
  }
  if (turn < 1) {
    ui.pushClip({sheet.x, sheet.y, edge - sheet.x, sheet.h});
    drawPage(context, sheet, false, !book.after, leaves, book);
    ui.popClip();
    if (turn > 0) ui.draw().AddLine({edge, sheet.y}, {edge, sheet.bottom()}, ui.color().control, 2);
  }
  if (const auto leaf = shown(); leaf != leaves.end()) drawCheck(context, inside, *leaf, book);
}

void updateState(const SceneContext& context, const CloserView& closer, nlohmann::json& fields) {
  const UpdatePreview& p = context.snapshot.preview;
  fields["ready"] = knows(context.snapshot);
  fields["page"] = closer.update.after ? "after" : "before";
  fields["rate"] = p.wish.rate;
  fields["loss"] = p.loss;
  fields["lossAfter"] = p.lossAfter;
  fields["weight"] = {{"name", p.wish.place.name}, {"row", p.wish.place.row}, {"col", p.wish.place.col}};
  fields["gradient"] = p.gradient;
  fields["tried"] = {{"step", p.tried}, {"above", p.lossAbove}, {"below", p.lossBelow}};
  if (!knows(context.snapshot)) return;
  for (const ParameterTable& table : p.parameters)
    if (table.name == p.wish.place.name && p.wish.place.row < table.values.rows && p.wish.place.col < table.values.cols)
      fields["weightAfter"] = table.values.at(p.wish.place.row, p.wish.place.col);
  std::vector<float> answers;
  for (int t = 0; t < p.y.rows; ++t) answers.push_back(p.y.at(t, 0));
  fields["yAfter"] = answers;
}

}  // namespace unroll
