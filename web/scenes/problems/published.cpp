// Published figures: the list, the chosen figure as it was printed and as it comes out here, the verdict.
#include "problems/published.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <nlohmann/json.hpp>

#include "scenes/problems/lesson.h"
#include "scenes/problems/published_figure.h"
#include "widgets/formula.h"
#include "widgets/scroll.h"

namespace unroll {

namespace {

constexpr Check firstTasks[] = {
    {"measure", [](const StoryView& v) { return v.now.holds("measured") && v.now.number("results") > v.start.number("results"); }, "play"}};
constexpr Check differTasks[] = {
    {"differs", [](const StoryView& v) { return v.now.holds("measured") && v.now.text("verdict") == "differs"; }, "figures toFigures",
     [](const Facts& now) {
       const bool chosen = now.text("figure") == "latchConstantInput" && !now.holds("measured");
       return chosen ? std::string_view("play") : std::string_view();
     }}};

void beginDiffers(StoryBegin& story) {
  if (story.now.text("verdict") == "differs") story.change("figure", "latchFixedPoint");
}

constexpr Step publishedStory[] = {{"measure", firstTasks}, {"differs", differTasks, beginDiffers}};

Color verdictColor(const Palette& c, Verdict verdict) {
  return verdict == Verdict::reproduced ? c.good : verdict == Verdict::differs ? c.bad : c.muted;
}

std::string numberWords(const ProblemsContext& context, const Estimate& each) {
  if (!std::isfinite(each.value)) return "–";
  return grouped(context, each.value) + (each.error > 0 ? " ± " + grouped(context, each.error) : "");
}

class PublishedLesson final : public ProblemLesson {
 public:
  std::span<const Step> steps() const override { return publishedStory; }
  void controls(const ProblemsContext& context, Column& column, Settings& settings) override;
  void stage(const ProblemsContext& context, Rect area) override;
  void findings(const ProblemsContext& context, Column& column) override;
  void transport(const ProblemsContext& context, Rect bar) override;
  std::string describe(const ProblemsContext& context) const override;
  SpokenTable table(const ProblemsContext& context) const override;
  void state(const ProblemsContext& context, nlohmann::json& fields) const override;

 private:
  void list(const ProblemsContext& context, Rect area, bool beside);
  std::string spoken(const ProblemsContext& context, const Figure& figure) const;

  const Figure *shown_ = nullptr, *inSight_ = nullptr, *byHand_ = nullptr;  // in the last frame; in the list; chosen there
  std::string subject_;                                                     // of the list; empty: all
  bool listOpen_ = true;                                                    // where there is room for one: the list, not the figure
  bool takesFocus_ = false;                                                 // the one that has just come in the place of the other
  std::size_t goal_ = 0;                                                    // in the last frame
  std::vector<float> heights_;                                              // of the list's lines
  std::string heightsFor_;                                                  // what they were measured for
};

const std::string& claimOf(const ProblemsContext& context, const Figure& figure) { return context.tr("problems.claims." + figure.name); }

const PublishedPicture::Result* resultOf(const PublishedPicture& picture, const std::string& name) {
  for (const auto& each : picture.results)
    if (each.name == name) return &each;
  return nullptr;
}

// Those of the chosen subject.
std::vector<const Figure*> listed(std::string_view subject) {
  std::vector<const Figure*> list;
  for (const Figure& figure : allFigures())
    if (subject.empty() || figure.subject == subject) list.push_back(&figure);
  return list;
}

void PublishedLesson::controls(const ProblemsContext& context, Column& column, Settings&) {
  const auto option = [&](const std::string& name, const std::string& subject) {
    return ui::Option{context.tr("problems.published.subjects." + name),
                      counted(context, "problems.published.count", static_cast<std::int64_t>(listed(subject).size()))};
  };
  std::vector<std::string> subjects{""};
  std::vector<ui::Option> options{option("all", "")};
  for (const Figure& figure : allFigures())
    if (figure.subject != subjects.back()) {
      subjects.push_back(figure.subject);
      options.push_back(option(figure.subject, figure.subject));
    }
  int chosen = static_cast<int>(std::find(subjects.begin(), subjects.end(), subject_) - subjects.begin());
  if (ui::select(context.ui, column, "subject", context.tr("problems.published.subject"), options, chosen)) {
    subject_ = subjects[static_cast<std::size_t>(chosen)];
    const std::vector<const Figure*> list = listed(subject_);
    const Figure* shown = findFigure(context.snapshot.settings.figure);
    if (std::find(list.begin(), list.end(), shown) == list.end()) context.set("figure", list.front()->name);
  }
}

// One stop of the keyboard: arrows, Home and End choose in it, Enter opens the figure where it isn't beside the list.
void PublishedLesson::list(const ProblemsContext& context, Rect area, bool beside) {
  constexpr float pad = 6, side = 12, mark = 22, gap = 10;
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  const PublishedPicture& p = *context.snapshot.published;
  const std::vector<const Figure*> all = listed(subject_);
  const float small = ui.lineHeight(Type::small), width = area.w - 2 * side - mark;
  const auto sourceWidth = [&](const Figure& figure) {
    return area.w - 2 * side - ui.measureRich(publishedWords(context, figure), Type::small).w - gap;
  };
  const auto heightOf = [&](const Figure& figure) {
    return ui.measureRich(formula::asTyped(claimOf(context, figure)), Type::text, width).h +
           ui.measureRich(formula::asTyped(inWords(context, figure.source)), Type::small, sourceWidth(figure)).h + 2 * pad;
  };
  const std::string measuredFor =
      ui.words().language() + subject_ + "/" + std::to_string(std::lround(width)) + "/" + std::to_string(std::lround(small * 8));
  if (std::exchange(heightsFor_, measuredFor) != measuredFor) {
    heights_.clear();
    for (const Figure* each : all) heights_.push_back(heightOf(*each));
  }
  const auto chosen = std::find(all.begin(), all.end(), p.figure);
  const int last = static_cast<int>(all.size()) - 1, at = chosen == all.end() ? 0 : static_cast<int>(chosen - all.begin());
  const Id id = ui.id("figures");
  if (std::exchange(takesFocus_, false)) ui.setFocus(id);
  const bool focused =
      ui.control(id, "figures", "list", context.tr("problems.published.name"), spoken(context, *all[static_cast<std::size_t>(at)]), area);
  ControlKeys& keys = ui.keys(id);
  int next = std::clamp(at - std::exchange(keys.y, 0), 0, last);
  if (std::exchange(keys.home, false)) next = 0;
  if (std::exchange(keys.end, false)) next = last;
  bool open = std::exchange(keys.activate, false);
  ui::scrolled(ui, "figureList", area, 2, [&](Column& column) {
    const Rect seen = ui.clip();
    for (int i = 0; i <= last; ++i) {
      const Figure& figure = *all[static_cast<std::size_t>(i)];
      const bool isChosen = i == at;
      const Rect row = column.take(heights_[static_cast<std::size_t>(i)]);
      if (isChosen && std::exchange(inSight_, &figure) != &figure) ui.reveal(row);
      if (row.bottom() < seen.y || row.y > seen.bottom()) continue;
      const Touch touch = ui.touchPress(id + static_cast<Id>(i) * 7919u + 1u, row);
      if (touch.hovered) ui.cursor(ImGuiMouseCursor_Hand);
      if (isChosen || touch.hovered) ui.rounded(row, c.soft, Theme::cornerSmall);
      if (isChosen) ui.rounded({row.x, row.y + 6, 3, row.h - 12}, c.control, 1.5f);
      Rect words{row.x + side, row.y + pad, row.w - 2 * side, row.h - 2 * pad};
      if (const PublishedPicture::Result* result = resultOf(p, figure.name))
        ui::icon(ui, result->outcome.verdict == Verdict::reproduced ? ui::Icon::check : ui::Icon::close,
                 {words.right() - 8, words.y + ui.lineHeight(Type::text) / 2}, 12, verdictColor(c, result->outcome.verdict));
      ui.richText(words.min(), formula::asTyped(claimOf(context, figure)), Type::text, c.ink, width);
      const std::string number = publishedWords(context, figure), source = formula::asTyped(inWords(context, figure.source));
      const TextSize size = ui.measureRich(source, Type::small, sourceWidth(figure));
      ui.richText({words.x, words.bottom() - size.h}, source, Type::small, c.muted, sourceWidth(figure));
      ui.richText({words.right() - ui.measureRich(number, Type::small).w, words.bottom() - small}, number, Type::small, c.ink);
      if (isChosen && focused) ui.focusRing(row.inset(1), Theme::cornerSmall);
      if (touch.clicked) {
        next = i;
        open = true;
      }
    }
  });
  if (next != at || chosen == all.end()) {
    const Figure& figure = *all[static_cast<std::size_t>(next)];
    byHand_ = &figure;
    if (&figure != p.figure) context.set("figure", figure.name);
  }
  if (open && !beside) {
    listOpen_ = false;
    takesFocus_ = focused;
  }
}

// "aⁿbⁿ …, 3 of 86, published ≥ 1, reproduced"
std::string PublishedLesson::spoken(const ProblemsContext& context, const Figure& figure) const {
  const std::vector<const Figure*> all = listed(subject_);
  const auto at = std::find(all.begin(), all.end(), &figure) - all.begin() + 1;
  const PublishedPicture::Result* result = resultOf(*context.snapshot.published, figure.name);
  return claimOf(context, figure) + ", " + inWords(context, figure.source) + ", " +
         context.tr("problems.published.place", {{"n", std::to_string(at)}, {"of", std::to_string(all.size())}}) + ", " +
         context.tr(result ? "problems.published." + std::string(nameOf(result->outcome.verdict)) : "problems.published.notMeasured");
}

void PublishedLesson::stage(const ProblemsContext& context, Rect area) {
  constexpr float leastWidth = 480, leastHeight = 400;  // of both at once
  Ui& ui = context.ui;
  const PublishedPicture* p = context.snapshot.published.get();
  if (!p || !p->figure) return;
  if (p->figure->subject != subject_ && shown_ != p->figure) subject_.clear();  // a link or the story chose it
  const bool isFirst = !shown_;
  if (std::exchange(shown_, p->figure) != p->figure)
    listOpen_ = isFirst ? p->figure->name == problemSettings("published").figure && p->goal == 0 : byHand_ == p->figure && listOpen_;
  if (std::exchange(goal_, p->goal) == 0 && p->goal > 0) listOpen_ = false;
  const bool roomy = context.layout == Layout::wide && !context.embedded;
  Rect inside = ui::card(ui, area, ui::CardStyle::stage, roomy ? 20.f : 12.f);
  const bool both = inside.w > leastWidth && inside.h > leastHeight;
  const std::string count = counted(context, "problems.published.count", static_cast<std::int64_t>(listed(subject_).size()));
  if (both || listOpen_) {
    inside = ui::cardHeading(ui, inside, context.tr("problems.published.title"), count);
    if (!both) return list(context, inside, false);
    list(context, inside.cutTop(std::round(inside.h * 0.5f), 12), true);
  } else {
    Rect row = inside.cutTop(Theme::touch, 6);
    const float width = ui::buttonWidth(ui, count);
    if (std::exchange(takesFocus_, false)) ui.setFocus(ui.id("toFigures"));
    if (ui::button(ui, row.cutRight(width, 10), "toFigures", count, ui::ButtonStyle::soft)) {
      listOpen_ = true;
      takesFocus_ = ui.hasFocus(ui.id("toFigures"));
      inSight_ = nullptr;
    }
    const std::string claim = formula::asTyped(claimOf(context, *p->figure));
    const TextSize one = ui.measureRich(claim, Type::strong, row.w);
    if (one.h <= row.h + 2) {
      ui.richText({row.x, row.center().y - one.h / 2}, claim, Type::strong, ui.color().ink, row.w);
    } else {
      const std::string source = inWords(context, p->figure->source);
      if (ui.measure(source, Type::small).w <= row.w) ui.textIn(row, source, Type::small, ui.color().muted);
      const Rect lines = inside.cutTop(ui.measureRich(claim, Type::strong, inside.w).h, 6);
      ui.richText(lines.min(), claim, Type::strong, ui.color().ink, lines.w);
    }
  }
  drawFigure(context, inside, claimOf(context, *p->figure));
}

void PublishedLesson::findings(const ProblemsContext& context, Column& column) {
  Ui& ui = context.ui;
  const PublishedPicture* p = context.snapshot.published.get();
  if (!p || !p->figure) return;
  const Figure& figure = *p->figure;
  ui::heading(ui, column, formula::asTyped(claimOf(context, figure)));
  ui::caption(ui, column, formula::asTyped(inWords(context, figure.source)));
  const auto line = [&](std::string_view label, const std::string& value) {
    const Rect row = column.take(24);
    const float width = ui.measureRich(value, Type::strong).w;
    ui.textIn({row.x, row.y, row.w - width - 8, row.h}, context.tr(label), Type::text, ui.color().muted);
    ui.richText({row.right() - width, row.y + 1}, value, Type::strong, ui.color().ink);
  };
  line("problems.published.paper", publishedWords(context, figure));
  line("problems.published.ours", numberWords(context, p->outcome.ours));
  line("problems.published.seeds", std::to_string(figure.seeds));
  const bool finished = p->goal > 0 && p->done == p->goal;
  if (finished) {
    const std::string words = context.tr("problems.published." + std::string(nameOf(p->outcome.verdict)));
    const Rect row = column.take(ui.lineHeight(Type::title));
    ui.textIn(row, words, Type::title, verdictColor(ui.color(), p->outcome.verdict));
    ui::paragraph(ui, column, formula::asTyped(inWords(context, p->outcome.reason)));
  } else {
    ui::paragraph(ui, column, context.tr("problems.published.takes", {{"m", compactNumber(figure.minutes)}}));
  }
  ui::caption(ui, column, formula::asTyped(inWords(context, figure.method)));
  if (!figure.cut.empty()) ui::caption(ui, column, formula::asTyped(inWords(context, figure.cut)));
}

void PublishedLesson::transport(const ProblemsContext& context, Rect bar) {
  Ui& ui = context.ui;
  const PublishedPicture* p = context.snapshot.published.get();
  if (!p) return;
  const bool running = context.commands.running(), finished = p->goal > 0 && p->done == p->goal;
  const Rect first = bar.cutLeft(std::min(bar.h, 48.f), 12);
  if (ui::iconButton(ui, {first.x, first.center().y - first.w / 2, first.w, first.w}, "play", running ? ui::Icon::pause : ui::Icon::play,
                     context.tr(running ? "problems.pause" : "problems.published.measure"), ui::ButtonStyle::primary,
                     running || !finished)) {
    if (running)
      context.commands.pause();
    else
      context.commands.run();
  }
  beginAnew(context, bar, bar.w > 420, p->goal > 0);
  ui.textIn({bar.x, bar.center().y - 23, bar.w, 23},
            p->goal > 0 ? context.tr("problems.published.progress", {{"done", std::to_string(p->done)}, {"goal", std::to_string(p->goal)}})
                        : context.tr("problems.published.measure"),
            Type::heading, ui.color().ink);
  if (p->goal > 0)
    ui::progressBar(ui, {bar.x, bar.center().y + 8, std::min(bar.w, 420.f), 6}, static_cast<double>(p->done) / static_cast<double>(p->goal),
                    ui.color().control);
}

std::string PublishedLesson::describe(const ProblemsContext& context) const {
  const PublishedPicture* p = context.snapshot.published.get();
  if (!p || !p->figure) return {};
  std::string words = claimOf(context, *p->figure) + ". " + context.tr("problems.published.paper") + ": " +
                      formula::withoutMarkup(publishedWords(context, *p->figure)) + ".";
  if (p->goal > 0)
    words += " " + context.tr("problems.published.ours") + ": " + formula::withoutMarkup(numberWords(context, p->outcome.ours)) + ".";
  if (p->goal > 0 && p->done == p->goal) words += " " + context.tr("problems.published." + std::string(nameOf(p->outcome.verdict))) + ".";
  return words;
}

SpokenTable PublishedLesson::table(const ProblemsContext& context) const {
  SpokenTable spoken{context.tr("problems.published.title"),
                     {context.tr("problems.published.figure"), context.tr("problems.published.paper"),
                      context.tr("problems.published.ours"), context.tr("problems.published.verdict")},
                     {}};
  if (const PublishedPicture* p = context.snapshot.published.get())
    for (const auto& each : p->results)
      if (const Figure* figure = findFigure(each.name))
        spoken.rows.push_back({claimOf(context, *figure), publishedWords(context, *figure), numberWords(context, each.outcome.ours),
                               context.tr("problems.published." + std::string(nameOf(each.outcome.verdict)))});
  return spoken;
}

void PublishedLesson::state(const ProblemsContext& context, nlohmann::json& fields) const {
  const PublishedPicture* p = context.snapshot.published.get();
  if (!p || !p->figure) return;
  fields["figure"] = p->figure->name;
  fields["subject"] = subject_;
  fields["listed"] = listed(subject_).size();
  fields["listOpen"] = listOpen_;
  fields["measuredShare"] = p->goal > 0 ? static_cast<double>(p->done) / static_cast<double>(p->goal) : 0;
}

}  // namespace

std::unique_ptr<ProblemLesson> makePublishedLesson() { return std::make_unique<PublishedLesson>(); }

}  // namespace unroll
