// Published figures: the list, the chosen figure as it was printed and as it comes out here, the verdict.
#include "problems/published.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <nlohmann/json.hpp>

#include "scenes/problems/lesson.h"
#include "widgets/formula.h"
#include "widgets/plot.h"
#include "widgets/scroll.h"

namespace unroll {

namespace {

constexpr Check firstTasks[] = {
    {"measure", [](const StoryView& v) { return v.now.holds("measured") && v.now.number("results") > v.start.number("results"); }, "play"}};
constexpr Check differTasks[] = {{"differs",
                                  [](const StoryView& v) { return v.now.holds("measured") && v.now.text("verdict") == "differs"; },
                                  "figure-latchConstantInput figures",
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

// The paper's number, and what ours must be to it where that isn't the same.
std::string publishedWords(const Figure& figure) {
  const char* sign = figure.compare == Figure::Compare::atLeast  ? "\xE2\x89\xA5 "
                     : figure.compare == Figure::Compare::atMost ? "\xE2\x89\xA4 "
                                                                 : "";
  return sign + compactNumber(figure.points[0].value);
}

std::string numberWords(const Estimate& each) {
  if (!std::isfinite(each.value)) return "–";
  return compactNumber(each.value) + (each.error > 0 ? " ± " + compactNumber(each.error) : "");
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
  void picture(const ProblemsContext& context, Rect area) const;
  void list(const ProblemsContext& context, Rect area);

  const Figure* shown_ = nullptr;  // whose line has been brought into sight
  std::string subject_;            // of the list; empty: all
};

const std::string& claimOf(const ProblemsContext& context, const Figure& figure) { return context.tr("problems.claims." + figure.name); }

const PublishedPicture::Result* resultOf(const PublishedPicture& picture, const std::string& name) {
  for (const auto& each : picture.results)
    if (each.name == name) return &each;
  return nullptr;
}

// What the engine says in English, in the page's language: its parts between semicolons and colons.
std::string inWords(const ProblemsContext& context, std::string_view said) {
  std::string words;
  while (!said.empty()) {
    const std::size_t end = std::min(said.find("; "), said.size());
    if (!words.empty()) words += "; ";
    words += context.ui.words().ofEngine(said.substr(0, end));
    said.remove_prefix(std::min(said.size(), end + 2));
  }
  const auto isDigit = [&](std::size_t at) { return at < words.size() && words[at] >= '0' && words[at] <= '9'; };
  for (std::size_t at = words.find('.'); at != std::string::npos; at = words.find('.', at + 1))
    if (isDigit(at + 1) && (at == 0 || isDigit(at - 1))) words.replace(at, 1, decimalMark);
  return words;
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
                      context.tr("problems.published.count", {{"n", std::to_string(listed(subject).size())}})};
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

// Ours over the published numbers; where a figure is one number alone, or its nets learn, their curves.
void PublishedLesson::picture(const ProblemsContext& context, Rect area) const {
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  const PublishedPicture& p = *context.snapshot.published;
  const Figure& figure = *p.figure;
  plot::Plot plot;
  const bool trains =
      std::any_of(p.curves.begin(), p.curves.end(), [](const FigureCurve& each) { return each.kind == FigureCurve::Kind::training; });
  const bool overX = figure.points.size() > 1;
  for (const FigureCurve& curve : p.curves) {
    const bool isTraining = curve.kind == FigureCurve::Kind::training;
    if (isTraining == overX || curve.points.empty() || curve.kind == FigureCurve::Kind::blind) continue;  // one picture, one axis
    if (!isTraining && !overX) continue;
    plot::Curve each;
    const bool ours = curve.kind == FigureCurve::Kind::ours;
    each.name = isTraining ? std::string() : context.tr(ours ? "problems.published.ours" : "problems.published.paper");
    each.color = isTraining ? mixColors(c.card, c.control, 0.55f) : ours ? c.control : c.ink;
    each.width = isTraining ? 1.2f : 2;
    each.dots = !isTraining;
    each.dashed = curve.kind == FigureCurve::Kind::published;
    each.labelled = !isTraining;
    each.read = !isTraining;
    for (const FigureCurve::Point& point : curve.points) {
      each.points.push_back({point.x, point.y});
      if (!isTraining) each.errors.push_back(std::isfinite(point.error) ? point.error : 0);
    }
    plot.curves.push_back(std::move(each));
  }
  if (overX && p.curves.empty()) {  // not measured yet
    plot::Curve printed{context.tr("problems.published.paper"), c.ink, 2, true, false, true, true, true, {}};
    for (const unroll::Published& point : figure.points) printed.points.push_back({point.x, point.value});
    std::sort(printed.points.begin(), printed.points.end(), [](const plot::Point& a, const plot::Point& b) { return a.x < b.x; });
    plot.curves.push_back(std::move(printed));
  }
  if (!overX && !trains) {
    // A number alone: both on one line.
    plot.x.min = 0;
    plot.x.max = 3;
    plot.curves.push_back(
        {context.tr("problems.published.paper"), c.ink, 2, false, false, true, false, true, {{1, figure.points[0].value}}});
    if (std::isfinite(p.outcome.ours.value))
      plot.curves.push_back({context.tr("problems.published.ours"),
                             c.control,
                             2,
                             false,
                             false,
                             true,
                             false,
                             true,
                             {{2, p.outcome.ours.value}},
                             {std::isfinite(p.outcome.ours.error) ? p.outcome.ours.error : 0}});
  } else {
    double low = 1e300, high = -1e300;
    for (const plot::Curve& curve : plot.curves)
      for (const plot::Point& point : curve.points) low = std::min(low, point.x), high = std::max(high, point.x);
    plot.x.min = low < high ? low : low - 1;
    plot.x.max = low < high ? high + (overX ? 0.3 * (high - low) : 0) : high + 1;
    plot.x.minLabel = (overX ? inWords(context, figure.xName) : context.tr("problems.published.updates")) + " " + compactNumber(low);
    plot.x.maxLabel = overX ? std::string() : compactNumber(high);
  }
  if (plot.curves.empty()) return;
  if (std::isfinite(figure.blind)) plot.references.push_back({figure.blind, context.tr("problems.blind")});
  double least = 1e300, most = -1e300;
  bool positive = true;
  for (const plot::Curve& curve : plot.curves)
    for (const plot::Point& point : curve.points)
      if (std::isfinite(point.y)) {
        least = std::min(least, point.y);
        most = std::max(most, point.y);
        positive = positive && point.y > 0;
      }
  plot.y =
      positive && most > 50 * least ? plot::fitLog(plot.curves, plot.references, 8) : plot::fitLinear(plot.curves, plot.references, {0});
  plot.integerX = false;
  plot.xWords = [name = overX && !figure.xName.empty() ? inWords(context, figure.xName) + " " : std::string()](double x) {
    return name + compactNumber(x);
  };
  plot::draw(ui, area, "figurePlot", claimOf(context, figure), plot);
}

void PublishedLesson::list(const ProblemsContext& context, Rect area) {
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  const PublishedPicture& p = *context.snapshot.published;
  ui::scrolled(ui, "figures", area, 2, [&](Column& column) {
    const float line = ui.lineHeight(Type::text), small = ui.lineHeight(Type::small);
    for (const Figure* each : listed(subject_)) {
      const Figure& figure = *each;
      const bool chosen = each == p.figure;
      const Rect row = column.take(line + small + 8);
      const std::string name = "figure-" + figure.name;
      const PublishedPicture::Result* result = resultOf(p, figure.name);
      const std::string verdict = result ? context.tr("problems.published." + std::string(nameOf(result->outcome.verdict))) : std::string();
      const Id id = ui.id(name);
      const bool focused =
          ui.control(id, name, "button", claimOf(context, figure), verdict.empty() ? inWords(context, figure.source) : verdict, row);
      const Touch touch = ui.touchPress(id, row);
      if (touch.hovered) ui.cursor(ImGuiMouseCursor_Hand);
      if (chosen || touch.hovered) ui.rounded(row, c.soft, Theme::cornerSmall);
      if (chosen) ui.rounded({row.x, row.y + 6, 3, row.h - 12}, c.control, 1.5f);
      Rect words = row.inset(12, 4);
      if (result) {
        const Rect mark = words.cutRight(22, 4);
        ui::icon(ui, result->outcome.verdict == Verdict::reproduced ? ui::Icon::check : ui::Icon::close, mark.center(), 12,
                 verdictColor(c, result->outcome.verdict));
      }
      ui.textIn(words.cutTop(line), claimOf(context, figure), chosen ? Type::strong : Type::text, c.ink);
      ui.richText(words.cutRight(ui.measureRich(publishedWords(figure), Type::small).w, 8).min(), publishedWords(figure), Type::small,
                  c.ink);
      ui.textIn(words, inWords(context, figure.source), Type::small, c.muted);
      if (chosen && std::exchange(shown_, &figure) != &figure) ui.reveal(row);
      if (focused) ui.focusRing(row, Theme::cornerSmall);
      if ((touch.clicked || std::exchange(ui.keys(id).activate, false)) && !chosen) context.set("figure", figure.name);
    }
  });
}

void PublishedLesson::stage(const ProblemsContext& context, Rect area) {
  const PublishedPicture* p = context.snapshot.published.get();
  if (!p || !p->figure) return;
  if (p->figure->subject != subject_ && shown_ != p->figure) subject_.clear();  // a link or the story chose it
  Rect inside = stageCard(context, area, context.tr("problems.published.title"),
                          context.tr("problems.published.count", {{"n", std::to_string(listed(subject_).size())}}));
  const bool beside = inside.w > 640;
  const Rect names = beside ? inside.cutLeft(inside.w * 0.46f, 16) : inside.cutTop(inside.h * 0.5f, 10);
  list(context, names);
  Ui& ui = context.ui;
  const std::string y = inWords(context, p->figure->yName);
  if (!y.empty()) ui.textIn(inside.cutTop(ui.lineHeight(Type::small), 4), y, Type::small, ui.color().muted);
  picture(context, inside);
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
  line("problems.published.paper", publishedWords(figure));
  line("problems.published.ours", numberWords(p->outcome.ours));
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
  const std::string& again = context.tr("problems.again");
  const Rect slot = bar.cutRight(bar.w > 420 ? ui::buttonWidth(ui, again, true) : 40, 16);
  const Rect place{slot.x, slot.center().y - 20, slot.w, 40};
  if (bar.w > 360 ? ui::button(ui, place, "again", ui::Icon::reset, again, ui::ButtonStyle::secondary, p->goal > 0)
                  : ui::iconButton(ui, place, "again", ui::Icon::reset, again, ui::ButtonStyle::quiet, p->goal > 0))
    context.send(ProblemsModel::again);
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
                      formula::withoutMarkup(publishedWords(*p->figure)) + ".";
  if (p->goal > 0) words += " " + context.tr("problems.published.ours") + ": " + formula::withoutMarkup(numberWords(p->outcome.ours)) + ".";
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
        spoken.rows.push_back({claimOf(context, *figure), publishedWords(*figure), numberWords(each.outcome.ours),
                               context.tr("problems.published." + std::string(nameOf(each.outcome.verdict)))});
  return spoken;
}

void PublishedLesson::state(const ProblemsContext& context, nlohmann::json& fields) const {
  const PublishedPicture* p = context.snapshot.published.get();
  if (!p || !p->figure) return;
  fields["figure"] = p->figure->name;
  fields["subject"] = subject_;
  fields["listed"] = listed(subject_).size();
  fields["measuredShare"] = p->goal > 0 ? static_cast<double>(p->done) / static_cast<double>(p->goal) : 0;
}

}  // namespace

std::unique_ptr<ProblemLesson> makePublishedLesson() { return std::make_unique<PublishedLesson>(); }

}  // namespace unroll
