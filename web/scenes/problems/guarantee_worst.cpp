#include "scenes/problems/guarantee_worst.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <nlohmann/json.hpp>

namespace unroll {

namespace {

using Stage = WorstPicture::Stage;

constexpr int mostRows = 16;  // of a table that are drawn

int likeliestAt(const Table& table, int t) {
  int best = 0;
  for (int i = 1; i < table.cols; ++i)
    if (table.at(t, i) > table.at(t, best)) best = i;
  return best;
}

// "0.93; 1": the numbers of a step; of classes the one that is meant.
std::string numbersAt(const Table& table, int t, bool classes) {
  if (classes && table.cols > 1) return std::to_string(likeliestAt(table, t));
  constexpr int most = 6;
  std::string all;
  for (int i = 0; i < std::min(most, table.cols); ++i) all += (i > 0 ? "; " : "") + compactNumber(static_cast<double>(table.at(t, i)));
  return all + (table.cols > most ? "…" : "");
}

std::string stepWords(const ProblemsContext& context, const WorstPicture& p, int t) {
  std::string words = "t = " + std::to_string(t) + ": x = " + numbersAt(p.x, t, false);
  if (!p.asked[static_cast<std::size_t>(t)]) return words;
  return words + ". " +
         context.tr("problems.guarantee.worst.both",
                    {{"right", numbersAt(p.target, t, p.classes)}, {"answer", numbersAt(p.answers, t, p.classes)}});
}

}  // namespace

std::string WorstPanel::words(const ProblemsContext& context) const {
  const WorstPicture* p = context.snapshot.worst.get();
  if (!p || p->step < 0) return {};
  const bool times = p->mean > 0 && std::isfinite(p->error / p->mean);
  return context.tr("problems.guarantee.worst.error", {{"error", compactNumber(p->error)},
                                                       {"mean", compactNumber(p->mean)},
                                                       {"times", times ? compactNumber(p->error / p->mean) : "–"},
                                                       {"random", compactNumber(p->random)},
                                                       {"tries", std::to_string(p->tries)},
                                                       {"n", context.ui.words().integer(p->tried)}});
}

// Rows of the input, of what is right and of the answer, over time; a control that walks along it.
void WorstPanel::picture(const ProblemsContext& context, Column& column) {
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  const WorstPicture& p = *context.snapshot.worst;
  const int steps = p.x.rows;
  const std::string labels[] = {context.tr("problems.guarantee.worst.input"), context.tr("problems.guarantee.worst.right"),
                                context.tr("problems.guarantee.worst.answer")};
  const Table* tables[] = {&p.x, &p.target, &p.answers};
  float left = 0, high = 0;
  const float line = ui.lineHeight(Type::small);
  const auto rowsOf = [](const Table& table) { return std::min(mostRows, table.cols); };
  const auto heightOf = [&](const Table& table) { return std::max(line, static_cast<float>(rowsOf(table)) * 10.f); };
  for (int i = 0; i < 3; ++i) {
    left = std::max(left, ui.measure(labels[i], Type::small).w + 8);
    high += heightOf(*tables[i]) + 4;
  }
  const Rect area = column.take(high);
  const Rect cells{area.x + left, area.y, area.w - left, area.h};
  const float pitch = cells.w / static_cast<float>(steps);
  const int shown = at_ >= 0 && at_ < steps ? at_ : p.step;

  const Id id = ui.id("worstInput");
  const bool focused =
      ui.control(id, "worstInput", "slider", context.tr("problems.guarantee.worst.title"), stepWords(context, p, shown), area);
  const auto walk = [&](int t) {
    at_ = std::clamp(t, 0, steps - 1);
    ++moves_;
  };
  const Touch touch = ui.touchSideways(id, area);
  if (touch.hovered) ui.cursor(ImGuiMouseCursor_Hand);
  if (touch.held || touch.clicked) walk(static_cast<int>((touch.pos.x - cells.x) / pitch));
  ControlKeys& keys = ui.keys(id);
  if (keys.x != 0) walk(shown + std::exchange(keys.x, 0));
  if (std::exchange(keys.home, false)) walk(0);
  if (std::exchange(keys.end, false)) walk(steps - 1);

  float most = 1e-6f, answers = 1e-6f;
  for (const float v : p.x.values) most = std::max(most, std::fabs(v));
  for (int t = 0; t < steps; ++t)
    for (int o = 0; o < p.target.cols; ++o)
      for (const Table* table : {&p.target, &p.answers})
        if (p.asked[static_cast<std::size_t>(t)] && std::isfinite(table->at(t, o))) answers = std::max(answers, std::fabs(table->at(t, o)));
  float y = area.y;
  for (int i = 0; i < 3; ++i) {
    const Table& table = *tables[i];
    const float all = heightOf(table), each = all / static_cast<float>(rowsOf(table));
    ui.textIn({area.x, y, left, all}, labels[i], Type::small, c.muted);
    ui.rounded({cells.x, y, cells.w, all}, c.soft, 2);
    for (int t = 0; t < steps; ++t)
      for (int row = 0; row < rowsOf(table); ++row) {
        if (i > 0 && !p.asked[static_cast<std::size_t>(t)]) continue;
        const float x = cells.x + pitch * static_cast<float>(t), top = y + each * static_cast<float>(row), gap = pitch > 5 ? 1.f : 0.f;
        ui.draw().AddRectFilled({x, top}, {x + std::max(1.f, pitch - gap), top + each - (each > 6 ? 1.f : 0.f)},
                                valueColor(ui.theme(), table.at(t, row) / (i == 0 ? most : answers)));
      }
    y += all + 4;
  }
  const float x = cells.x + pitch * static_cast<float>(shown);
  ui.outline({x - 1.5f, area.y - 2, std::max(2.f, pitch) + 3, area.h}, c.control, 3, 2);
  if (focused && ui.showsFocus()) ui.focusRing(area.inset(-3), 6);
  ui::paragraph(ui, column, stepWords(context, p, shown));
}

void WorstPanel::draw(const ProblemsContext& context, Column& column, int run, const std::string& name) {
  Ui& ui = context.ui;
  const WorstPicture* p = context.snapshot.worst.get();
  if (!p || context.snapshot.done == 0) return;
  if (std::exchange(run_, p->run) != p->run) at_ = -1;
  ui::heading(ui, column, context.tr("problems.guarantee.worst.title"));
  const std::string searched = context.tr(
      "problems.seed", {{"n", std::to_string(context.snapshot.settings.net.seed + static_cast<std::uint64_t>(std::max(0, p->run)))}});
  if (p->stage == Stage::impossible) {
    ui::caption(ui, column, context.tr("problems.guarantee.worst.impossible"));
    return;
  }
  if (p->stage == Stage::none) ui::caption(ui, column, context.tr("problems.guarantee.worst.what", {{"tries", std::to_string(p->tries)}}));
  if (run >= 0 && run != p->run) {
    const std::string words = context.tr("problems.guarantee.worst.search", {{"seed", name}});
    const Rect row = column.take(36);
    if (ui::button(ui, {row.x, row.y, std::min(row.w, ui::buttonWidth(ui, words)), row.h}, "searchWorst", words))
      context.set("searched", run);
  }
  if (p->stage == Stage::none) return;
  const bool learns = p->stage == Stage::learns;
  if (learns || p->stage == Stage::searches) {
    const auto& words = ui.words();
    ui::caption(ui, column,
                learns ? context.tr("problems.guarantee.worst.learns",
                                    {{"seed", searched}, {"n", words.integer(p->update)}, {"of", words.integer(p->goal)}})
                       : context.tr("problems.guarantee.worst.searches", {{"seed", searched}, {"n", words.integer(p->tried)}}));
    const double share = learns ? static_cast<double>(p->update) / static_cast<double>(std::max<std::int64_t>(1, p->goal)) : p->share;
    ui::progressBar(ui, column.take(6), share, ui.color().control);
  }
  if (p->step < 0) return;
  ui::paragraph(ui, column, "<b>" + searched + "</>  " + words(context));
  picture(context, column);
  if (p->diverged) ui::caption(ui, column, context.tr("problems.guarantee.worst.diverged"));
}

void WorstPanel::state(const ProblemsContext& context, nlohmann::json& fields) const {
  const WorstPicture* p = context.snapshot.worst.get();
  fields["searchedRun"] = p ? p->run : -1;
  fields["worstFound"] = p && p->stage == Stage::found;
  fields["worstError"] = p && p->step >= 0 && std::isfinite(p->error) ? nlohmann::json(p->error) : nlohmann::json(nullptr);
}

}  // namespace unroll
