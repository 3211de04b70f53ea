#include "scenes/sequence/shares.h"

#include <algorithm>
#include <cmath>

#include "core/order.h"
#include "scenes/recurrent/numbers.h"
#include "scenes/recurrent/weights.h"
#include "scenes/sequence/backward.h"
#include "widgets/formula.h"

namespace unroll {

StepColumns columnsOf(const diagram::NetworkLayout& layout) {
  StepColumns columns{layout.firstStep(), {}, layout.pitch()};
  for (int t = layout.firstStep(); t <= layout.lastStep(); ++t) columns.x.push_back(layout.columnX(t));
  return columns;
}

WeightPlace copiedPlace(const Snapshot& s, const SequenceView& view) {
  if (s.simple) {
    const StoredWeight stored = storedWeight(s, view.copied);
    return {stored.name, stored.row, stored.col};
  }
  if (indexOf(s, view.copiedPlace) >= 0) return view.copiedPlace;
  const std::string top = "_l" + std::to_string(s.current.layers - 1);
  for (const char* name : {"rnn.weight_hh", "rnn.weight_yh", "rnn.weight_ih"})  // what the loop carries, where there is one
    if (const WeightPlace place{name + top, 0, 0}; indexOf(s, place) >= 0) return place;
  return weightAt(s, 0);
}

// Of a gated cell by its gate, as its equation has it: W_{hf}[1][0].
std::string copiedSymbol(const Snapshot& s, const SequenceView& view) {
  if (s.simple) return weightSymbol(view.copied);
  WeightPlace place = copiedPlace(s, view);
  const std::size_t gate = static_cast<std::size_t>(place.row / s.current.hiddenSize);
  if (s.probe.gates.empty() || gate >= s.probe.gates.size() || place.name.compare(0, 4, "rnn.") != 0) return placeSymbol(s, place);
  const bool ofGate = place.name.find("_ih") != std::string::npos || place.name.find("_hh") != std::string::npos;
  if (!ofGate) return placeSymbol(s, place);
  place.row %= s.current.hiddenSize;
  std::string symbol = placeSymbol(s, place);
  if (const std::size_t end = symbol.find('}'); end != std::string::npos && end > 0) symbol.replace(end - 1, 1, s.probe.gates[gate].name);
  return symbol;
}

void drawShares(const SceneContext& context, Rect area, const StepColumns& columns, SequenceView& view) {
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  const WeightShares& shares = context.snapshot.shares;
  ui.draw().AddLine({area.x, area.y}, {area.right(), area.y}, c.lines, 1);
  if (static_cast<int>(shares.contributions.size()) != view.steps || shares.version != context.snapshot.back.version) {
    const std::string& words = context.tr(isTied(context.snapshot) ? "sequence.back.noShares" : "sequence.back.untied");
    ui.richText({area.x, area.y + 8}, words, Type::small, c.muted, area.w);
    return;
  }
  double total = 0;
  for (const float v : shares.contributions) total += static_cast<double>(v);
  const std::string title = context.tr("sequence.back.shares", {{"w", copiedSymbol(context.snapshot, view)}});
  const float titleHeight = ui.richText({area.x, area.y + 8}, title, Type::strong, c.ink, area.w).h;
  // From the last step on, each begins where the one before it ended.
  const auto sums = [&](int t) {
    double sum = 0;
    for (int later = t; later < view.steps; ++later) sum += static_cast<double>(shares.contributions[static_cast<std::size_t>(later)]);
    return sum;
  };
  double least = 0, most = 0;
  for (int t = 0; t < view.steps; ++t) {
    const double sum = sums(t);
    if (!std::isfinite(sum)) continue;
    least = std::min(least, sum);
    most = std::max(most, sum);
  }
  const Rect plot{area.x, area.y + 8 + titleHeight + 8, area.w, area.h - titleHeight - 16 - 22};
  const float perUnit = most > least ? (plot.h - 8) / static_cast<float>(most - least) : 0;
  const auto yOf = [&](double v) { return plot.y + 4 + static_cast<float>(most - v) * perUnit; };
  ui.draw().AddLine({plot.x, yOf(0)}, {plot.right(), yOf(0)}, c.lines, 1);
  const float now = backFront(context, view), width = std::min(46.f, columns.pitch * 0.5f);
  for (int t = columns.first; t <= columns.last(); ++t) {
    const double share = static_cast<double>(shares.contributions[static_cast<std::size_t>(t)]), to = sums(t), from = to - share;
    const float x = columns.at(t), come = std::clamp(now - static_cast<float>(view.steps - 1 - t), 0.f, 1.f);
    const Rect bar{x - width / 2, std::min(yOf(from), yOf(to)), width, std::max(1.5f, std::abs(yOf(to) - yOf(from)))};
    const bool present = t == view.present && view.back > 0;
    if (come > 0) {
      ui.rounded(bar, fade(c.gradient, come), 2.5f);
      ui.outline(bar, fade(present ? c.ink : c.gradientLine, come), 2.5f, present ? 2.2f : 1.f);
      if (t > columns.first && view.reached(t - 1))
        ui.draw().AddLine({bar.right() - width, yOf(to)}, {columns.at(t - 1) + width / 2, yOf(to)}, c.gradientLine, 1);
    } else if (view.steps - view.back - 1 == t) {
      // Not into the number on its right.
      const std::string& next = context.tr("sequence.back.next");
      const float wide = ui.measure(next, Type::small).w;
      ui.text({std::min(x - wide / 2, x + columns.pitch / 2 - 4 - wide), plot.bottom() + 2}, next, Type::small, c.muted);
      continue;
    } else {
      continue;
    }
    const std::string exact = gradientNumber(share);
    const bool fits = exact.find('^') == std::string::npos && ui.measure(exact, Type::smallStrong).w < columns.pitch - 4;
    const std::string words = fits ? exact : briefGradient(ui, share, std::max(width, columns.pitch - 4));
    ui.textIn({x - columns.pitch / 2, plot.bottom() + 2, columns.pitch, 18}, words, present ? Type::smallStrong : Type::small,
              present ? c.ink : c.muted, Align::center);
  }
  const int reached = std::max(0, view.steps - view.back);
  const std::string sum = view.back >= view.steps ? context.tr("sequence.back.total", {{"sum", gradientNumber(total)}})
                          : view.back > 0         ? context.tr("sequence.back.soFar", {{"sum", gradientNumber(sums(reached))}})
                                                  : std::string();
  const float sumWidth = ui.measureRich(sum, Type::small).w, titleWidth = ui.measureRich(title, Type::strong).w;
  if (!sum.empty() && titleWidth + sumWidth + 16 < area.w)
    ui.richText({area.right() - sumWidth, area.y + 10}, sum, Type::small, c.gradientText);
}

void chooseWeight(const SceneContext& context, Column& column, SequenceView& view) {
  const Snapshot& s = context.snapshot;
  if (s.simple) return;
  int index = std::max(0, indexOf(s, copiedPlace(s, view)));
  const std::string symbol = copiedSymbol(s, view);
  if (ui::slider(context.ui, column, "copied", context.tr("sequence.back.weight"), index,
                 {.max = static_cast<double>(weightCount(s) - 1), .words = symbol}))
    view.copiedPlace = weightAt(s, index);
}

bool showsPaths(const Snapshot& s, const SequenceView& view) {
  return showsBack(s, view) && view.back > 0 && view.lossOfPiece >= 0 && s.shares.version == s.back.version &&
         s.shares.place == copiedPlace(s, view) && s.shares.withPaths && s.shares.pathFrom == view.present &&
         s.shares.pathTo == view.lossOfPiece && !s.shares.paths.empty();
}

std::size_t chosenPath(const Snapshot& s, const SequenceView& view) {
  return std::min(static_cast<std::size_t>(std::max(0, view.path)), s.shares.paths.size() - 1);
}

namespace {

// Where the way from one node to another leaves its frame, an ellipse.
ImVec2 leaves(const Rect& node, ImVec2 towards) {
  const ImVec2 way = towards - node.center();
  const float share = std::hypot(way.x / (node.w / 2), way.y / (node.h / 2));
  return share > 1 ? node.center() + way / share : node.center();
}

}  // namespace

// Between the nodes, so that their numbers can be read.
void lightPathLines(const SceneContext& context, const std::vector<Rect>& nodes, bool chosen) {
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  for (std::size_t i = 0; i + 1 < nodes.size(); ++i) {
    const ImVec2 from = leaves(nodes[i], nodes[i + 1].center()), to = leaves(nodes[i + 1], nodes[i].center());
    if (!chosen) {
      ui.draw().AddLine(from, to, fade(c.gradientLine, 0.4f), 1.5f);
      continue;
    }
    ui.draw().AddLine(from, to, fade(c.ink, 0.85f), 6);
    ui.draw().AddLine(from, to, c.gradient, 3.4f);
  }
}

void lightPathNodes(const SceneContext& context, const WeightPath& path, const std::vector<Rect>& nodes) {
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  constexpr float leastNode = 12;  // height that holds a number
  for (const Rect& node : nodes)
    if (node.h < leastNode)
      ui.draw().AddCircleFilled(node.center(), 4.5f, c.ink, 16);
    else
      ui.outline(node.inset(-1), c.ink, node.w == node.h ? node.w / 2 + 1 : std::min(12.f, node.h / 2), 3);
  for (std::size_t i = 0; i + 1 < nodes.size(); ++i) {
    const ImVec2 from = leaves(nodes[i], nodes[i + 1].center()), to = leaves(nodes[i + 1], nodes[i].center()), middle = (from + to) * 0.5f;
    const double factor = static_cast<double>(i + 1 < path.places.size() ? path.places[i + 1].factor : path.last);
    const std::string words = briefGradient(ui, factor, 48);
    const float width = ui.measure(words, Type::smallStrong).w + 8;
    if (std::abs(to.x - from.x) < width && std::abs(to.y - from.y) < 60) continue;  // no room; the factors stand beside the picture, too
    const Rect tag{middle.x - width / 2, middle.y - 9, width, 18};
    ui.rounded(tag, c.background, 9);
    ui.outline(tag, c.gradientLine, 9, 1);
    ui.textIn(tag, words, Type::smallStrong, c.gradientText, Align::center);
  }
}

namespace {

std::string stateAt(const Snapshot& s, const WeightPath::Place& p) {
  const bool carried = p.component >= s.current.hiddenSize;
  const std::string layer = s.current.layers > 1 ? "^{(" + std::to_string(p.layer) + ")}" : "", way = p.direction == 1 ? "←" : "";
  const std::string letter = !carried ? "h" : s.probe.gates.empty() ? "y" : "c";
  return letter + layer + way + "_{" + std::to_string(p.t) + "}[" + std::to_string(p.component % s.current.hiddenSize) + "]";
}

void numberRow(const SceneContext& context, Column& column, const std::string& words, const std::string& number, bool strong) {
  Ui& ui = context.ui;
  const Rect r = column.take(20);
  const float y = r.center().y - ui.lineHeight(Type::small) / 2;
  ui.richText({r.x, y}, words, Type::small, ui.color().ink);
  ui.richText({r.right(), y}, number, strong ? Type::smallStrong : Type::small, ui.color().ink, 0, Align::right);
}

// The largest paths of the chosen piece, the rest as one; then the factors of one of them.
void drawPaths(const SceneContext& context, Column& column, SequenceView& view, int t) {
  Ui& ui = context.ui;
  const Snapshot& s = context.snapshot;
  const WeightShares& shares = s.shares;
  if (view.lossOfPiece < (s.current.bidirectional ? 0 : t) || shares.pathFrom != t || shares.pathTo != view.lossOfPiece) return;
  if (!shares.withPaths) {
    ui::caption(ui, column,
                shares.pathsTooMuch > 0 ? context.tr("sequence.back.pathsTooMuch", {{"n", compactNumber(shares.pathsTooMuch)}})
                                        : context.tr("sequence.back.computing"));
    return;
  }
  if (shares.paths.empty()) return ui::caption(ui, column, context.tr("sequence.back.noPath", {{"t", std::to_string(view.lossOfPiece)}}));
  ui::heading(ui, column, context.tr("sequence.back.paths", {{"n", compactNumber(shares.pathCount)}}));
  const std::size_t chosen = chosenPath(s, view);
  const std::size_t fit = context.layout == Layout::medium ? 2 : 9;
  const std::size_t listed = std::max(chosen + 1, std::min(fit, shares.paths.size()));
  std::vector<formula::TermBar> bars;
  double rest = shares.pathSum;
  for (std::size_t i = 0; i < listed; ++i) {
    const WeightPath& path = shares.paths[i];
    formula::TermBar& bar = bars.emplace_back();
    for (std::size_t k = 0; k < path.places.size(); ++k) {
      if (k > 0) bar.words += "→";
      if (k == 4) {
        bar.words += "…";
        break;
      }
      const int component = path.places[k].component, hidden = s.current.hiddenSize;
      bar.words += (component < hidden ? "h" : s.probe.gates.empty() ? "y" : "c") + std::to_string(component % hidden);
    }
    bar.words = "<muted>" + std::to_string(i + 1) + ".  " + bar.words + "</>  " + gradientNumber(static_cast<double>(path.product));
    bar.spoken = context.tr("sequence.back.path", {{"n", std::to_string(i + 1)}});
    bar.value = path.product;
    bar.color = ui.color().gradientLine;
    bar.marked = i == chosen;
    rest -= static_cast<double>(path.product);
  }
  if (shares.pathCount > static_cast<double>(listed)) {
    formula::TermBar& bar = bars.emplace_back();
    const std::string others = compactNumber(shares.pathCount - static_cast<double>(listed)), sum = "</>  " + gradientNumber(rest);
    bar.words = "<muted>" + context.tr("sequence.back.otherPaths", {{"n", others}}) + sum;
    if (ui.measureRich(bar.words, Type::small).w > column.width() * 0.84f - 12) bar.words = "<muted>" + others + " …" + sum;
    bar.value = static_cast<float>(rest);
    bar.color = ui.color().muted;
    bar.pressable = false;
  }
  const formula::TermTouch touch = formula::sum(
      ui, column, "path", bars,
      {"<b>" + context.tr("sequence.back.allPaths") + " " + gradientNumber(shares.pathSum) + "</>", static_cast<float>(shares.pathSum)});
  if (touch.pressed && touch.term >= 0 && touch.term < static_cast<int>(listed)) view.path = touch.term;
  // Factor by factor.
  const WeightPath& path = shares.paths[chosen];
  std::vector<std::pair<std::string, double>> factors;
  factors.emplace_back(
      "<grad>∂L_{" + std::to_string(view.lossOfPiece) + "}/∂" + (path.places.empty() ? "w" : stateAt(s, path.places.back())) + "</>",
      static_cast<double>(path.last));
  for (std::size_t i = path.places.size(); i-- > 0;)
    factors.emplace_back("∂" + stateAt(s, path.places[i]) + "/∂" + (i == 0 ? "w" : stateAt(s, path.places[i - 1])),
                         static_cast<double>(path.places[i].factor));
  column.setGap(2);
  const std::size_t room = context.layout == Layout::medium ? 3 : 12;
  const std::size_t shown = factors.size() > room ? room - 1 : factors.size();
  double product = 1;
  for (std::size_t i = 0; i < factors.size(); ++i) {
    if (i < shown)
      numberRow(context, column, factors[i].first, gradientNumber(factors[i].second), false);
    else
      product *= factors[i].second;
  }
  if (shown < factors.size())
    numberRow(context, column, "<muted>" + context.tr("sequence.back.moreFactors", {{"n", std::to_string(factors.size() - shown)}}) + "</>",
              gradientNumber(product), false);
  numberRow(context, column, context.tr("sequence.back.product"), gradientNumber(static_cast<double>(path.product)), true);
  column.setGap(8);
}

}  // namespace

void drawPieces(const SceneContext& context, Column& column, SequenceView& view, int t) {
  Ui& ui = context.ui;
  const WeightShares& shares = context.snapshot.shares;
  if (!isTied(context.snapshot)) return;
  chooseWeight(context, column, view);
  if (shares.version != context.snapshot.back.version || shares.place != copiedPlace(context.snapshot, view)) return;
  if (shares.pieces.rows != view.steps) {
    if (shares.contributions.empty()) return;
    ui::caption(ui, column,
                shares.tooMuch > 0 ? context.tr("sequence.back.tooMuch", {{"n", compactNumber(shares.tooMuch)}})
                                   : context.tr("sequence.back.computing"));
    return;
  }
  ui::heading(ui, column, context.tr("sequence.back.piece", {{"w", copiedSymbol(context.snapshot, view)}, {"t", std::to_string(t)}}));
  std::vector<formula::TermBar> bars;
  std::vector<int> losses;
  for (int tau = context.snapshot.current.bidirectional ? 0 : t; tau < view.steps; ++tau)
    if (context.snapshot.probe.counts[static_cast<std::size_t>(tau)]) losses.push_back(tau);
  const std::size_t most = context.layout == Layout::wide && view.lossOfPiece < 0 ? 5 : 3;
  double rest = 0;
  if (losses.size() > most) {  // the largest, in order of time
    sortShort(losses, [&](int a, int b) { return std::abs(shares.pieces.at(a, t)) > std::abs(shares.pieces.at(b, t)); });
    for (std::size_t i = most; i < losses.size(); ++i) rest += static_cast<double>(shares.pieces.at(losses[i], t));
    losses.resize(most);
    if (view.lossOfPiece >= (context.snapshot.current.bidirectional ? 0 : t) &&
        std::find(losses.begin(), losses.end(), view.lossOfPiece) == losses.end()) {  // the chosen one stays
      rest += static_cast<double>(shares.pieces.at(losses.back(), t)) - static_cast<double>(shares.pieces.at(view.lossOfPiece, t));
      losses.back() = view.lossOfPiece;
    }
    std::sort(losses.begin(), losses.end());
  }
  const auto bar = [&](std::string words, double value) {
    formula::TermBar& one = bars.emplace_back();
    one.words = std::move(words);
    one.value = static_cast<float>(value);
    one.color = ui.color().gradientLine;
  };
  for (const int tau : losses) {
    const double value = static_cast<double>(shares.pieces.at(tau, t));
    bar(context.tr("sequence.back.fromLoss", {{"t", std::to_string(tau)}}) + "  " + gradientNumber(value), value);
    bars.back().spoken = context.tr("sequence.back.fromLoss", {{"t", std::to_string(tau)}});
    bars.back().marked = tau == view.lossOfPiece;
  }
  if (rest != 0) {
    bar("<muted>" + context.tr("sequence.back.otherLosses") + "</>  " + gradientNumber(rest), rest);
    bars.back().pressable = false;
  }
  const double whole = static_cast<double>(shares.contributions[static_cast<std::size_t>(t)]);
  const formula::TermTouch touch =
      formula::sum(ui, column, "piece", bars,
                   {"<b>" + context.tr("sequence.back.sum") + " " + gradientNumber(whole) + "</>", static_cast<float>(whole)});
  if (touch.term >= 0 && touch.term < static_cast<int>(losses.size()) && touch.pressed) {
    const int tau = losses[static_cast<std::size_t>(touch.term)];
    view.lossOfPiece = view.lossOfPiece == tau ? -1 : tau;
    view.path = 0;
  }
  drawPaths(context, column, view, t);
}

std::string triedLoss(double v) { return std::fabs(v) < 1e6 ? plainNumber(v, 6) : compactNumber(v); }
std::string triedGradient(double v) { return std::fabs(v) < 1e6 ? signedNumber(v, 5) : (v > 0 ? "+" : "") + compactNumber(v); }

std::string triedQuotient(const SceneContext& context, double above, double below, double tried, double gradient) {
  return above == below && gradient != 0 ? context.tr("sequence.back.rounded") : triedGradient((above - below) / (2 * tried));
}

void drawTried(const SceneContext& context, Column& column, const SequenceView& view) {
  Ui& ui = context.ui;
  const WeightShares& shares = context.snapshot.shares;
  if (shares.version != context.snapshot.back.version || shares.tried == 0 || column.remaining() < 96) return;
  const std::string step = plainNumber(shares.tried, 2), twice = plainNumber(2 * shares.tried, 2);
  ui::heading(ui, column, context.tr("sequence.back.tried", {{"w", copiedSymbol(context.snapshot, view)}}));
  column.setGap(2);
  const auto row = [&](const std::string& words, const std::string& number) { numberRow(context, column, words, number, true); };
  row("L(w + " + step + ")", triedLoss(shares.lossAbove));
  row("L(w − " + step + ")", triedLoss(shares.lossBelow));
  row(context.tr("sequence.back.quotient", {{"h", twice}}),
      triedQuotient(context, shares.lossAbove, shares.lossBelow, shares.tried, static_cast<double>(shares.gradient)));
  row("<grad>" + context.tr("sequence.back.goingBack") + "</>", triedGradient(static_cast<double>(shares.gradient)));
  column.setGap(8);
  if (!context.snapshot.back.cuts.empty()) ui::caption(ui, column, context.tr("sequence.scissors.tried"));
}

}  // namespace unroll
