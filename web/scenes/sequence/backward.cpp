#include "scenes/sequence/backward.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/order.h"
#include "scenes/recurrent/net_in_words.h"
#include "scenes/recurrent/numbers.h"
#include "scenes/sequence/chain_back.h"
#include "scenes/sequence/shares.h"
#include "widgets/formula.h"
#include "widgets/heatmap.h"

namespace unroll {

using diagram::Layer;
using diagram::NetworkLayout;
using diagram::UnitForm;
using diagram::WeightRef;

namespace {

constexpr float widest = 60;        // of the river at a gradient of size 10
constexpr double driest = 1e-4;     // where the log scale begins
constexpr float leastWidth = 1.5f;  // of what is not 0

// ‖·‖₂ of a row.
double sizeOf(const Table& table, int t) {
  double squares = 0;
  for (int i = 0; i < table.cols; ++i) squares += std::pow(static_cast<double>(table.at(t, i)), 2);
  return std::sqrt(squares);
}

const Table& last(const std::vector<Table>& layers) { return layers.back(); }

}  // namespace

std::string gradientNumber(double v) {
  if (v == 0 || !std::isfinite(v) || (std::abs(v) >= 0.01 && std::abs(v) < 1000)) return signedNumber(v);
  if (std::abs(v) >= 0.0005 && std::abs(v) < 0.01) return signedNumber(v, 4);
  return (v > 0 ? "+" : "") + compactNumber(v);
}

std::string briefGradient(const Ui& ui, double value, float width) {
  const float v = static_cast<float>(value);
  if (v == 0 || !std::isfinite(v) || std::abs(v) >= 0.005f) return diagram::fittedNumber(ui, v, width);
  std::string words = diagram::oneDigit(v);
  return ui.measure(words, Type::smallStrong).w <= width ? words : std::string();
}

namespace {

void ribbon(Ui& ui, const std::vector<ImVec2>& upper, const std::vector<ImVec2>& lower, float opacity) {
  const Palette& c = ui.color();
  ImDrawList& list = ui.draw();
  const ImDrawListFlags flags = list.Flags;
  list.Flags &= ~ImDrawListFlags_AntiAliasedFill;  // or the pieces' seams show
  for (std::size_t i = 0; i + 1 < upper.size(); ++i)
    list.AddQuadFilled(upper[i], upper[i + 1], lower[i + 1], lower[i], fade(c.gradient, 0.6f * opacity));
  list.Flags = flags;
  for (const auto* edge : {&upper, &lower})
    list.AddPolyline(edge->data(), static_cast<int>(edge->size()), fade(c.gradientLine, opacity), 0, 1.2f);
}

}  // namespace

float backFront(const SceneContext& context, const SequenceView& view) {
  return context.ui.glide(context.ui.id("back"), static_cast<float>(std::max(0, view.back)), 0.35f);
}

bool showsBack(const Snapshot& snapshot, const SequenceView& view) {
  const PassageBack& back = snapshot.back;
  return view.backward && view.back >= 0 && back.version == snapshot.probe.version && !back.dh.empty() &&
         back.dh.back().rows == snapshot.probe.h.rows && back.dh.back().cols == snapshot.probe.h.cols;
}

std::string backOverflow(const SceneContext& context) {
  for (const float norm : context.snapshot.back.norms)
    if (!std::isfinite(norm)) return context.tr("notFinite");
  return overflowInWords(context);
}

float riverWidth(double norm) {
  if (!std::isfinite(norm)) norm = 1e4;  // beyond every number: a flood
  if (!(norm > 0)) return 0;
  const double share = std::log10(std::min(norm, 1e4) / driest) / std::log10(10 / driest);
  return std::max(leastWidth, widest * static_cast<float>(share));
}

void drawRiver(const SceneContext& context, const NetworkLayout& layout, const SequenceView& view) {
  RiverCourse course{layout.area(), layout.heatColumn(layout.present()).center().y, 0, layout.firstStep(), {}};
  for (int t = layout.firstStep(); t <= layout.lastStep(); ++t) course.x.push_back(layout.columnX(t));
  course.spring = layout.unit({Layer::output, std::max(0, layout.firstStep()), 0}).bottom();
  drawRiver(context, course, view);
}

void drawRiver(const SceneContext& context, const RiverCourse& course, const SequenceView& view) {
  Ui& ui = context.ui;
  const PassageBack& back = context.snapshot.back;
  const Rect area = course.area;
  const float middle = course.middle;
  const float now = backFront(context, view);
  const float end = static_cast<float>(view.steps) - now;  // the time step that the front is at
  const int begin = course.first, lastStep = begin + static_cast<int>(course.x.size()) - 1;
  const auto widthOf = [&](double norm) { return riverWidth(norm) * course.scale; };
  const auto columnX = [&](int t) { return course.x[static_cast<std::size_t>(std::clamp(t, begin, lastStep) - begin)]; };
  const auto columnAt = [&](float t) {
    const int whole = static_cast<int>(std::floor(t));
    return columnX(whole) + (columnX(whole + 1) - columnX(whole)) * (t - static_cast<float>(whole));
  };
  if (now <= 0) return;
  const int firstStep = std::max(begin, static_cast<int>(std::floor(end)));
  const float from = end >= static_cast<float>(view.steps - 1) ? area.right() : columnAt(std::max(end, static_cast<float>(begin)));
  ui.pushClip({std::max(area.x, from - 30), area.y - 40, area.right() - std::max(area.x, from - 30) + 20, area.h + 60});
  // What joins from each step's own loss.
  for (int t = firstStep; t <= lastStep; ++t) {
    const float width = widthOf(sizeOf(last(back.fromAbove), t));
    if (width <= 0) continue;
    const float x = columnX(t), top = course.spring;
    ribbon(ui, {{x - width / 2, top}, {x - width / 2, middle}}, {{x + width / 2, top}, {x + width / 2, middle}}, 1);
  }
  // The river: at each column as wide as the gradient there, between two columns what passes on, which is the next one's share.
  std::vector<ImVec2> upper, lower;
  const auto add = [&](float x, float width) {
    upper.push_back({x, middle - width / 2});
    lower.push_back({x, middle + width / 2});
  };
  constexpr int pieces = 14;
  for (int t = lastStep; t >= firstStep; --t) {
    const float x = columnX(t), width = widthOf(static_cast<double>(back.norms[static_cast<std::size_t>(t)]));
    const bool source = t == view.steps - 1;
    if (source) add(x + width / 2, 0);
    add(x + (source ? width / 4 : 0), width);
    if (t == firstStep) {
      add(x - width / 4, width);
      add(x - width / 2, 0);
      break;
    }
    const float nextX = columnX(t - 1);
    const float flowing = widthOf(sizeOf(last(back.fromNext), t - 1)),
                next = widthOf(static_cast<double>(back.norms[static_cast<std::size_t>(t - 1)]));
    for (int i = 1; i < pieces; ++i) {
      const float s = static_cast<float>(i) / pieces;
      // From this column's width to what flows on, then to the next column's, where its loss has joined.
      const float half = s < 0.5f ? 2 * s : 2 * s - 1, eased = half * half * (3 - 2 * half);
      add(x + (nextX - x) * s, s < 0.5f ? width + (flowing - width) * eased : flowing + (next - flowing) * eased);
    }
  }
  ribbon(ui, upper, lower, 1);
  ui.popClip();
  // The dyke: beyond it the gradient is cut down to this size. It is the whole gradient's that counts, not one step's.
  const double clip = context.snapshot.current.clipNorm;
  if (clip > 0) {
    const float half = widthOf(clip) / 2;
    for (const float y : {middle - half, middle + half})
      for (float x = area.x + 24; x < area.right(); x += 7) ui.draw().AddLine({x, y}, {x + 3, y}, ui.color().gradientLine, 1.2f);
    ui.text({area.x + 24, middle - half - 17}, context.tr("sequence.back.clip"), Type::small, ui.color().gradientText);
  }
}

void drawGradients(const SceneContext& context, const NetworkLayout& layout, const SequenceView& view) {
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  const PassageBack& back = context.snapshot.back;
  ImDrawList& list = ui.draw();
  const float now = backFront(context, view);
  const int from = std::max(0, layout.firstStep());
  float greatest = 0;
  for (const float v : last(back.dh).values) greatest = std::isfinite(v) ? std::max(greatest, std::abs(v)) : greatest;
  for (int t = from; t <= layout.lastStep(); ++t) {
    const float come = std::clamp(now - static_cast<float>(view.steps - 1 - t), 0.f, 1.f);
    if (come <= 0) {  // not yet: pale
      Rect column = layout.heatColumn(t);
      const Rect y = layout.unit({Layer::output, t, 0}), x = layout.unit({Layer::input, t, layout.shape().inputs - 1});
      const float left = std::min({column.x, y.x, layout.unit({Layer::input, t, 0}).x}),
                  right = std::max({column.right(), y.right(), x.right()});
      ui.rounded({left - 3, column.y - 3, right - left + 6, x.bottom() - column.y + 6}, fade(c.stage, 0.45f), 8);
    } else if (layout.form() == UnitForm::heat) {
      heatmap::Picture picture;
      picture.values = last(back.dh).values.data() + static_cast<std::size_t>(t) * static_cast<std::size_t>(last(back.dh).cols) +
                       static_cast<std::size_t>(layout.firstUnit());
      picture.rows = layout.shownUnits();
      picture.columns = 1;
      picture.scale = greatest > 0 ? greatest : 1;
      picture.opacity = come;
      picture.version =
          ((back.version * 4096 + static_cast<std::uint64_t>(t + 1)) * 1024 + static_cast<std::uint64_t>(layout.firstUnit())) * 1024 +
          static_cast<std::uint64_t>(picture.rows);
      const Rect r = layout.heatColumn(t);
      ui.rounded(r, c.background, 3);
      heatmap::draw(ui, context.gpu, "sequence.dh" + std::to_string(t % 64), r.inset(1), picture);
      ui.outline(r, c.gradientLine, 3, 2);
    } else {
      for (int i = 0; i < layout.shape().hidden; ++i) {
        const Rect r = layout.unit({Layer::hidden, t, i});
        const bool circle = layout.form() == UnitForm::circles;
        if (circle) {
          list.AddCircleFilled(r.center(), r.w / 2, fade(c.background, come), 40);
          list.AddCircle(r.center(), r.w / 2, fade(c.gradientLine, come), 40, 2.f);
        } else {
          ui.rounded(r, fade(c.background, come), r.h / 2);
          ui.outline(r, fade(c.gradientLine, come), r.h / 2, 2);
        }
        const std::string words = briefGradient(ui, static_cast<double>(last(back.dh).at(t, i)), r.w - 4);
        ui.text({r.center().x, r.center().y - ui.lineHeight(Type::smallStrong) / 2}, words, Type::smallStrong, fade(c.ink, come),
                Align::center);
        if (view.selected.unit == diagram::UnitRef{Layer::hidden, t, i}) list.AddCircle(r.center(), r.w / 2 + 1, c.ink, 44, 3.2f);
      }
    }
    // The error of each step that counts: known since the loss.
    if (!context.snapshot.probe.counts[static_cast<std::size_t>(t)]) continue;
    for (int k = 0; k < layout.shape().outputs; ++k) {
      const Rect y = layout.unit({Layer::output, t, k});
      const std::string words = briefGradient(ui, static_cast<double>(back.dy.at(t, k)), y.w - 4);
      const Rect pill{y.center().x - y.w / 2 + 2, y.bottom() + 5, y.w - 4, 19};
      if (pill.bottom() > layout.unit({Layer::hidden, t, 0}).y - 2 && layout.form() != UnitForm::heat) continue;
      ui.rounded(pill, c.background, 9.5f);
      ui.outline(pill, c.gradientLine, 9.5f, 1.5f);
      ui.textIn(pill, words, Type::smallStrong, c.gradientText, Align::center);
    }
  }
}

void drawRiverKey(const SceneContext& context, Rect row) {
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  const std::string& words = context.tr("sequence.back.width");
  float x = row.x + ui.richText({row.x, row.center().y - ui.lineHeight(Type::small) / 2}, words, Type::small, c.muted).w + 14;
  for (const double size : {0.001, 0.01, 0.1, 1.0}) {  // lying: the row is lower than the river is wide
    const float width = riverWidth(size);
    const std::string number = compactNumber(size);
    if (x + width + 5 + ui.measure(number, Type::small).w > row.right()) return;
    ui.rounded({x, row.center().y - 4, width, 8}, fade(c.gradient, 0.6f), 0);
    for (const float end : {x, x + width}) ui.draw().AddLine({end, row.center().y - 6}, {end, row.center().y + 6}, c.gradientLine, 1.2f);
    x += width + 5;
    x += ui.text({x, row.center().y - ui.lineHeight(Type::small) / 2}, number, Type::small, c.muted).w + 16;
  }
}

void drawBackInspector(const SceneContext& context, Column& column, SequenceView& view) {
  Ui& ui = context.ui;
  column.setGap(8);
  const PassageBack& back = context.snapshot.back;
  if (view.back == 0) {
    ui::heading(ui, column, context.tr("sequence.back.loss"));
    const Rect line = column.take(ui.lineHeight(Type::formula));
    ui.richText(line.min(), "L = " + compactNumber(back.loss), Type::formula, ui.color().ink);
    std::vector<formula::TermBar> bars;
    std::vector<int> steps;
    for (int t = 0; t < view.steps; ++t)
      if (context.snapshot.probe.counts[static_cast<std::size_t>(t)]) steps.push_back(t);
    const std::size_t most = 8;
    sortShort(steps, [&](int a, int b) { return back.lossAt[static_cast<std::size_t>(a)] > back.lossAt[static_cast<std::size_t>(b)]; });
    double rest = 0;
    for (std::size_t i = most; i < steps.size(); ++i) rest += static_cast<double>(back.lossAt[static_cast<std::size_t>(steps[i])]);
    if (steps.size() > most) steps.resize(most);
    std::sort(steps.begin(), steps.end());
    for (const int t : steps) {
      formula::TermBar& bar = bars.emplace_back();
      bar.value = back.lossAt[static_cast<std::size_t>(t)];
      bar.words = "L_{" + std::to_string(t) + "}  " + compactNumber(static_cast<double>(bar.value));
      bar.color = ui.color().gradientLine;
      bar.pressable = false;
    }
    if (rest > 0) {
      formula::TermBar& bar = bars.emplace_back();
      bar.value = static_cast<float>(rest);
      bar.words = "<muted>" + context.tr("sequence.back.otherLosses") + "</>  " + compactNumber(rest);
      bar.color = ui.color().muted;
      bar.pressable = false;
    }
    (void)formula::sum(ui, column, "loss", bars, {"<b>L = " + compactNumber(back.loss) + "</>", static_cast<float>(back.loss)});
    ui::caption(ui, column, context.tr("sequence.back.begins"));
    return;
  }
  const int t = view.present;
  if (!showsPaths(context.snapshot, view) || context.layout == Layout::phone) {  // else the paths have its room
    ui::heading(ui, column, context.tr("sequence.back.gradient", {{"t", std::to_string(t)}}));
    drawBackParts(context, column, view);
  }
  drawPieces(context, column, view, t);
  if (view.lossOfPiece < 0) drawTried(context, column, view);
  if (context.snapshot.shares.contributions.empty() || !context.snapshot.simple) return;
  if (context.layout != Layout::medium) ui::caption(ui, column, context.tr("sequence.back.hint"));
}

double reach(const Snapshot& snapshot, const SequenceView& view) {
  if (!showsBack(snapshot, view)) return -1;
  double greatest = 0;
  for (const float norm : snapshot.back.norms) greatest = std::isfinite(norm) ? std::max(greatest, static_cast<double>(norm)) : greatest;
  const double first = static_cast<double>(snapshot.back.norms.front());
  return greatest > 0 && std::isfinite(first) ? first / greatest : -1;
}

std::string backInWords(const SceneContext& context, const SequenceView& view) {
  const Table& dh = last(context.snapshot.back.dh);
  std::string numbers;
  for (int i = 0; i < std::min(dh.cols, 8); ++i) numbers += (i ? "; " : "") + gradientNumber(static_cast<double>(dh.at(view.present, i)));
  return context.tr("sequence.describe.back",
                    {{"t", std::to_string(view.present)},
                     {"g", numbers + (dh.cols > 8 ? " …" : "")},
                     {"n", compactNumber(static_cast<double>(context.snapshot.back.norms[static_cast<std::size_t>(view.present)]))}});
}

void backState(const Snapshot& snapshot, const SequenceView& view, nlohmann::json& fields) {
  const PassageBack& back = snapshot.back;
  const auto row = [&](const Table& table, int t) {
    std::vector<float> values;
    for (int i = 0; i < table.cols; ++i) values.push_back(table.at(t, i));
    return values;
  };
  fields["loss"] = back.loss;
  fields["lossAt"] = back.lossAt;
  fields["norms"] = back.norms;
  fields["h"] = row(last(back.dh), view.present);
  fields["fromY"] = row(last(back.fromAbove), view.present);
  fields["fromNext"] = row(last(back.fromNext), view.present);
  if (!back.dc.empty()) fields["c"] = row(back.dc, view.present);
  if (!snapshot.simple)
    for (const Table& layer : back.dh) fields["layers"].push_back(row(layer, view.present));
  fields["contributions"] = snapshot.shares.contributions;
  fields["weight"] = snapshot.shares.place.name;
  fields["tried"] = {{"step", snapshot.shares.tried}, {"above", snapshot.shares.lossAbove}, {"below", snapshot.shares.lossBelow}};
  fields["ofWeight"] = snapshot.shares.gradient;
  fields["pieces"] = snapshot.shares.pieces.values;
  fields["cuts"] = back.cuts;
  fields["paths"] = snapshot.shares.paths.size();
  fields["pathSum"] = snapshot.shares.pathSum;
  fields["piece"] = view.lossOfPiece;
  fields["tooMuch"] = snapshot.shares.tooMuch;
  if (!showsPaths(snapshot, view)) return;
  const WeightPath& path = snapshot.shares.paths[chosenPath(snapshot, view)];  // that is lit up, from the weight's step to the loss
  auto& lit = fields["lit"] = {{"product", path.product}, {"last", path.last}};
  for (const WeightPath::Place& place : path.places) {
    lit["t"].push_back(place.t);
    lit["layers"].push_back(place.layer);
    lit["units"].push_back(place.component);
    lit["factors"].push_back(place.factor);
  }
}

}  // namespace unroll
