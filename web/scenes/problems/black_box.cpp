// Black box: one trained net, and what its states stand for: paths, units, the automaton in it, what an answer hangs on.
#include <array>
#include <cmath>

#include <nlohmann/json.hpp>

#include "lesson/pane_tabs.h"
#include "scenes/problems/black_box_view.h"
#include "widgets/formula.h"

namespace unroll {

namespace {

constexpr std::array<const char*, 4> pictures{"trajectories", "units", "automaton", "saliency"};

class BlackBox final : public ProblemLesson {
 public:
  std::span<const Step> steps() const override { return blackBoxStory(); }
  void controls(const ProblemsContext& context, Column& column, Settings& settings) override;
  void stage(const ProblemsContext& context, Rect area) override;
  void findings(const ProblemsContext& context, Column& column) override;
  void transport(const ProblemsContext& context, Rect bar) override;
  bool key(const ProblemsContext& context, StageKey key) override;
  std::string describe(const ProblemsContext& context) const override;
  SpokenTable table(const ProblemsContext& context) const override;
  void state(const ProblemsContext& context, nlohmann::json& fields) const override;
  TimeWalk* walk(const ProblemsSnapshot& s) override {
    const BlackBoxPicture* picture = s.blackBox.get();
    return picture && picture->trained && !picture->ownAwaited && picture->paths && picture->paths == paths_ ? &view_ : nullptr;
  }
  bool walkRestsAtEnd() const override { return false; }
  void walkTo(const ProblemsSnapshot&, int place) override {
    view_.jumpTo(place);
    before_ = view_.present;
  }
  void viewFacts(Facts& facts) const override {
    facts.set("t", view_.present);
    facts.set("moves", moves_);
    facts.set("unit", unit_);
    facts.set("chosen", view_.chosen);
    facts.set("unitOn", unitOn_);
  }

 private:
  void follow(const ProblemsContext& context);
  void choosePicture(const ProblemsContext& context, Rect& inside) const;
  void drawPicture(const ProblemsContext& context, Rect inside);
  std::string note(const ProblemsContext& context) const;
  std::string sentence(const ProblemsContext& context) const;  // what the picture shows

  BlackBoxView view_;
  int moves_ = 0;        // steps walked, so far
  int before_ = 0;       // the present step, a frame ago
  int unit_ = -1;        // that is looked at
  bool unitOn_ = false;  // it says at the present step that the class is there that it tells
  std::shared_ptr<const BlackBoxPaths> paths_;
  std::string sequence_;  // that is walked along: its letters where it is one's own, else its number
};

bool isComplete(const ProblemsContext& context) {
  const BlackBoxPicture* picture = context.snapshot.blackBox.get();
  return picture && picture->trained && picture->paths;
}

// Where another net or sequence has come the walk begins anew.
void BlackBox::follow(const ProblemsContext& context) {
  const BlackBoxPicture& picture = *context.snapshot.blackBox;
  const Problems& settings = context.snapshot.settings;
  view_.unit = settings.unit;
  const std::string sequence = settings.string.empty() ? std::to_string(picture.walked) : settings.string + ".";
  if (picture.paths != paths_ || sequence != sequence_) {
    if (sequence != sequence_ || !picture.trained) view_.present = before_ = 0;
    paths_ = picture.paths;
    sequence_ = sequence;
    view_.jumps = true;
  } else {
    view_.jumps = false;
  }
  view_.length = std::max(1, picture.length());
  constexpr float leastOfLetters = 15, around = 6;
  view_.leastStep = std::max(leastOfLetters, widestInput(context, picture) + around);
  view_.present = std::min(view_.present, view_.last());
  view_.advance(context.ui);
  moves_ += std::abs(view_.present - before_);
  before_ = view_.present;
  view_.wrong = -1;
  if (picture.asked && picture.found)
    for (int t = picture.length() - 1; t >= 0; --t)
      if (!picture.agreesAt(t)) view_.wrong = t;
  unit_ = view_.unitOf(picture);
  const BlackBoxUnit* unit = view_.chosenUnit(picture);
  unitOn_ = false;
  if (unit && unit->tells >= 0 && picture.paths) {
    const double h =
        static_cast<double>(picture.paths->h.at(static_cast<int>(picture.paths->row(picture.walked, view_.present)), unit->unit));
    unitOn_ = (h > unit->threshold) == unit->above;
  }
}

void BlackBox::controls(const ProblemsContext& context, Column& column, Settings& settings) {
  const ProblemsSnapshot& s = context.snapshot;
  chooseTaskAndData(context, column);
  const BlackBoxPicture* picture = s.blackBox.get();
  if (picture && picture->taskProperties.size() > 1 && (s.settings.shown == "units" || s.settings.colours == "property")) {
    std::vector<std::string> options;
    for (int i = 0; i < static_cast<int>(picture->taskProperties.size()); ++i) options.push_back(propertyWords(context, *picture, i));
    int chosen = picture->property;
    if (ui::chips(context.ui, column, "property", context.tr("key.property"), options, chosen)) context.set("property", chosen);
  }
  const bool inPicture = s.settings.shown == "automaton" && view_.roomy;
  if (s.settings.shown == "automaton" && !inPicture) chooseClusters(context, column);
  if (!inPicture || !picture || !picture->found) chooseString(context, column);
  for (const char* key : {"cell", "hiddenSize", "seqLen", "seed"}) settings.control(context, column, key);
  chooseUpdates(context, column);
  settings.groups(context, column, {"optimizer", "network", "start", "gradient", "end"});
}

void BlackBox::choosePicture(const ProblemsContext& context, Rect& inside) const {
  std::vector<std::string> options;
  int chosen = 0;
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    options.push_back(context.tr(std::string("choice.shown.") + pictures[i] + ".title"));
    if (context.snapshot.settings.shown == pictures[i]) chosen = static_cast<int>(i);
  }
  Rect row = inside.cutTop(Theme::touch, context.layout == Layout::wide ? 14.f : 8.f);
  if (ui::pillTabs(context.ui, row, "shown", context.tr("key.shown"), options, chosen))
    context.set("shown", std::string(pictures[static_cast<std::size_t>(chosen)]));
}

std::string BlackBox::note(const ProblemsContext& context) const {
  const BlackBoxPicture& picture = *context.snapshot.blackBox;
  if (!picture.trained) return context.tr(context.snapshot.running ? "problems.blackBox.trains" : "problems.blackBox.untrained");
  return context.tr(context.snapshot.higherIsBetter ? "problems.blackBox.freshIs" : "problems.blackBox.freshError",
                    {{"metric", metricWords(context.snapshot, picture.metric)}});
}

void BlackBox::stage(const ProblemsContext& context, Rect area) {
  if (!context.snapshot.blackBox) return;
  follow(context);
  const bool roomy = context.layout == Layout::wide && !context.embedded;
  Rect inside = roomy ? stageCard(context, area, context.tr("problems.blackBox.title." + context.snapshot.settings.shown), note(context))
                      : ui::card(context.ui, area, ui::CardStyle::stage, 12);
  choosePicture(context, inside);
  drawPicture(context, inside);
}

void BlackBox::drawPicture(const ProblemsContext& context, Rect inside) {
  Ui& ui = context.ui;
  const ProblemsSnapshot& s = context.snapshot;
  const BlackBoxPicture& picture = *s.blackBox;
  if (!picture.trained && (s.running || picture.update > 0)) return drawTraining(context, inside);
  if (!picture.paths) {
    ui.richText(inside.min(), context.tr("problems.blackBox.computing"), Type::text, ui.color().muted, inside.w);
    return;
  }
  if (picture.diverged) {
    ui.richText(inside.min(), context.tr("problems.blackBox.diverged"), Type::text, ui.color().bad, inside.w);
    return;
  }
  if (s.settings.shown == "trajectories") {
    if (!picture.trained) {
      const std::string& words = context.tr("problems.blackBox.press");
      const Rect line = inside.cutTop(ui.measureRich(words, Type::small, inside.w).h, 8);
      ui.richText(line.min(), words, Type::small, ui.color().ink, line.w);
    }
    const Rect strip = inside.cutBottom(stripHeight, 10);
    const StripPlace place = stripPlace(strip, view_);
    drawPaths(context, inside, view_, false);
    drawStrip(context, place, view_, [&](int t) { return stepColor(context, picture, picture.walked, t); });
    return;
  }
  if (!picture.trained) {
    ui.richText(inside.min(), context.tr("problems.blackBox.press"), Type::text, ui.color().muted, inside.w);
    return;
  }
  if (s.settings.shown == "units")
    drawUnits(context, inside, view_);
  else if (s.settings.shown == "automaton")
    drawAutomata(context, inside, view_);
  else
    drawSaliency(context, inside, view_);
}

std::string BlackBox::sentence(const ProblemsContext& context) const {
  const ProblemsSnapshot& s = context.snapshot;
  const BlackBoxPicture& picture = *s.blackBox;
  if (picture.diverged) return context.tr("problems.blackBox.diverged");
  if (!picture.trained)
    return picture.update == 0 ? context.tr("problems.blackBox.press")
                               : context.tr("problems.blackBox.onItsWay", {{"n", context.ui.words().integer(picture.update)}});
  if (!picture.paths) return context.tr("problems.blackBox.computing");
  const BlackBoxPaths& paths = *picture.paths;
  const int t = view_.present;
  const std::string &shown = s.settings.shown, step = std::to_string(t);
  if (shown == "units") {
    const BlackBoxUnit* unit = view_.chosenUnit(picture);
    if (!unit) return context.tr(picture.taskProperties.empty() ? "problems.blackBox.noProperty" : "problems.blackBox.computing");
    return unitSentence(context, picture, *unit);
  }
  if (shown == "automaton") {
    if (!picture.found) return context.tr(paths.letters.empty() ? "problems.blackBox.noSymbols" : "problems.blackBox.computing");
    std::string words = context.tr("problems.blackBox.foundIs",
                                   {{"n", std::to_string(picture.found->states)}, {"merged", std::to_string(picture.found->merged)}});
    if (picture.asked && t < static_cast<int>(picture.foundWay.size())) {
      const int here = picture.foundWay[static_cast<std::size_t>(t)], there = picture.askedWay[static_cast<std::size_t>(t)];
      if (there < 0) {  // of a string of one's own
        int left = t;
        while (left > 0 && picture.askedWay[static_cast<std::size_t>(left - 1)] < 0) --left;
        return words + " " +
               context.tr(here < 0 ? "problems.blackBox.bothEnd" : "problems.blackBox.leaves",
                          {{"t", std::to_string(left)},
                           {"letter", letterOf(paths, paths.symbols[paths.row(picture.walked, left)])},
                           {"now", step},
                           {"found", stateName(here, picture.found->states)}});
      }
      if (here < 0 && picture.isEnd(there))
        return words + " " +
               context.tr("problems.blackBox.whole",
                          {{"t", step}, {"letter", letterOf(paths, paths.symbols[paths.row(picture.walked, t)])}});
      words +=
          " " +
          context.tr(picture.agreesAt(t) ? "problems.blackBox.bothSay" : "problems.blackBox.theyDiffer",
                     {{"t", step}, {"found", stateName(here, picture.found->states)}, {"asked", there < 0 ? "–" : std::to_string(there)}});
    }
    return words;
  }
  if (shown == "saliency") {
    if (t >= picture.saliency.rows || !std::isfinite(picture.saliency.at(t, 0))) return context.tr("problems.blackBox.computing");
    int most = 0;
    double sum = 0;
    for (int at = 0; at <= t; ++at) {
      if (picture.saliency.at(t, at) > picture.saliency.at(t, most)) most = at;
      sum += static_cast<double>(picture.saliency.at(t, at));
    }
    const int output = picture.answers[static_cast<std::size_t>(t)];
    const auto value = static_cast<double>(paths.answers.at(static_cast<int>(paths.row(picture.walked, t)), output));
    return context.tr(paths.answers.cols > 1 ? "problems.blackBox.hangsOn" : "problems.blackBox.hangsOnNumber",
                      {{"t", step},
                       {"answer", formula::asTyped(outputName(context, picture, output))},
                       {"value", plainNumber(value)},
                       {"most", std::to_string(most)},
                       {"share", sum > 0 ? percentWords(static_cast<double>(picture.saliency.at(t, most)) / sum) : "–"}});
  }
  const double both = paths.shares.size() > 1 ? paths.shares[0] + paths.shares[1] : 1;
  return context.tr("problems.blackBox.planeShows", {{"n", std::to_string(paths.sequences)}, {"share", percentWords(both)}});
}

void BlackBox::findings(const ProblemsContext& context, Column& column) {
  Ui& ui = context.ui;
  if (!context.snapshot.blackBox) return;
  const ProblemsSnapshot& s = context.snapshot;
  const BlackBoxPicture& picture = *s.blackBox;
  ui::heading(ui, column, context.tr("problems.blackBox.title." + s.settings.shown));
  const auto line = [&](std::string_view label, const std::string& value) {
    const Rect row = column.take(22);
    const float width = ui.measureRich(value, Type::strong).w;
    ui.textIn({row.x, row.y, row.w - width - 8, row.h}, context.tr(label), Type::text, ui.color().muted);
    ui.richText({row.right() - width, row.y + 1}, value, Type::strong, ui.color().ink);
  };
  ui::paragraph(ui, column, sentence(context));
  if (!isComplete(context) || picture.diverged) return;
  if (s.settings.shown == "trajectories" && picture.paths->shares.size() > 1) {
    line("problems.blackBox.first", percentWords(picture.paths->shares[0]));
    line("problems.blackBox.second", percentWords(picture.paths->shares[1]));
    line("problems.blackBox.rest", percentWords(std::max(0.0, 1 - picture.paths->shares[0] - picture.paths->shares[1])));
    if (s.settings.colours == "property" && !picture.taskProperties.empty())
      ui::caption(ui, column, context.tr("problems.blackBox.colouredBy", {{"what", propertyWords(context, picture, picture.property)}}));
  } else if (s.settings.shown == "units" && !picture.units.empty()) {
    ui::caption(ui, column, context.tr("problems.blackBox.heldOut"));
  } else if (s.settings.shown == "automaton" && picture.found) {
    line("problems.blackBox.determinism", percentWords(picture.found->determinism));
    line("problems.blackBox.explained", percentWords(std::max(0.0, picture.found->explained)));
    if (picture.asked) {
      line("problems.blackBox.agreement", percentWords(picture.found->agreement));
      line("problems.blackBox.transitions", percentWords(picture.found->transitions));
    }
    ui::caption(ui, column, context.tr("problems.blackBox.colourIs"));
  } else if (s.settings.shown == "saliency") {
    ui::caption(ui, column, context.tr("problems.blackBox.gradientIs"));
  }
}

void BlackBox::transport(const ProblemsContext& context, Rect bar) {
  Ui& ui = context.ui;
  const ProblemsSnapshot& s = context.snapshot;
  if (!s.blackBox) return;
  const BlackBoxPicture& picture = *s.blackBox;
  const bool wide = context.layout == Layout::wide && bar.w > 700;
  const auto slot = [&](float width, float gap) {
    const Rect r = bar.cutRight(width, gap);
    return Rect{r.x, r.center().y - 20, r.w, 40};
  };
  if (picture.trained) {
    walkButtons(context, bar, view_, wide);
    const std::string& again = context.tr("problems.blackBox.again");
    if (wide ? ui::button(ui, slot(ui::buttonWidth(ui, again, true), 8), "again", ui::Icon::reset, again)
             : ui::iconButton(ui, slot(40, 2), "again", ui::Icon::reset, again)) {
      context.send(ProblemsModel::again);
      return;
    }
    const std::string& next = context.tr("problems.blackBox.nextSequence");
    if (wide ? ui::button(ui, slot(ui::buttonWidth(ui, next, true), 10), "nextSequence", ui::Icon::dice, next)
             : ui::iconButton(ui, slot(40, 4), "nextSequence", ui::Icon::dice, next)) {
      if (!s.settings.string.empty())
        context.set("string", std::string());
      else
        context.set("walked", picture.paths ? (picture.walked + 1) % picture.paths->sequences : 0);
    }
    walkScrubber(context, bar, view_);
    return;
  }
  const bool running = context.commands.running() || s.running;
  const Rect first = bar.cutLeft(std::min(bar.h, 48.f), wide ? 18.f : 8.f);
  if (ui::iconButton(ui, {first.x, first.center().y - first.w / 2, first.w, first.w}, "play", running ? ui::Icon::pause : ui::Icon::play,
                     context.tr(running ? "problems.blackBox.pause" : "problems.blackBox.train"), ui::ButtonStyle::primary)) {
    if (running)
      context.commands.pause();
    else
      context.commands.run();
  }
  ui.textIn({bar.x, bar.center().y - 23, bar.w, 23}, context.tr(running ? "problems.blackBox.trains" : "problems.blackBox.train"),
            Type::heading, ui.color().ink);
  const std::string words =
      context.tr("problems.blackBox.updateOf", {{"n", ui.words().integer(picture.update)}, {"of", ui.words().integer(picture.goal)}});
  const float width = ui.measure(words, Type::small).w;
  ui.textIn({bar.x, bar.center().y + 3, bar.w, 18}, words, Type::small, ui.color().muted);
  if (picture.update > 0 && bar.w > width + 80)
    ui::progressBar(ui, {bar.x + width + 14, bar.center().y + 9, std::min(bar.w - width - 14, 300.f), 6},
                    static_cast<double>(picture.update) / static_cast<double>(std::max<std::int64_t>(1, picture.goal)), ui.color().control);
}

bool BlackBox::key(const ProblemsContext& context, StageKey key) {
  return context.snapshot.blackBox && context.snapshot.blackBox->trained && view_.key(context.ui, key);
}

std::string BlackBox::describe(const ProblemsContext& context) const {
  if (!context.snapshot.blackBox) return {};
  const std::string title = context.tr("problems.blackBox.title." + context.snapshot.settings.shown) + ". ";
  return title + note(context) + ". " + sentence(context);
}

SpokenTable BlackBox::table(const ProblemsContext& context) const {
  const ProblemsSnapshot& s = context.snapshot;
  if (!s.blackBox || !isComplete(context)) return {};
  const BlackBoxPicture& picture = *s.blackBox;
  SpokenTable spoken{context.tr("problems.blackBox.title." + s.settings.shown), {}, {}};
  if (s.settings.shown == "units") {
    if (picture.units.empty()) return {};
    spoken.head = {context.tr("problems.blackBox.column.unit"), context.tr("problems.blackBox.column.score")};
    for (const BlackBoxUnit& unit : picture.units) spoken.rows.push_back({std::to_string(unit.unit), plainNumber(unit.score)});
    return spoken;
  }
  spoken.head = {"t", context.tr("problems.blackBox.column.read")};
  const bool ways = s.settings.shown == "automaton" && picture.found;
  if (ways) spoken.head.push_back(context.tr("problems.blackBox.found"));
  if (ways && picture.asked) spoken.head.push_back(context.tr("problems.blackBox.asked"));
  if (s.settings.shown == "saliency") spoken.head.push_back(context.tr("problems.blackBox.hangs", {{"t", std::to_string(view_.present)}}));
  for (int t = 0; t < picture.length(); ++t) {
    std::vector<std::string> cells{std::to_string(t), inputName(context, picture, t)};
    if (ways) cells.push_back(stateName(picture.foundWay[static_cast<std::size_t>(t)], picture.found->states));
    if (ways && picture.asked) cells.push_back(std::to_string(picture.askedWay[static_cast<std::size_t>(t)]));
    if (s.settings.shown == "saliency")
      cells.push_back(view_.present < picture.saliency.rows ? compactNumber(static_cast<double>(picture.saliency.at(view_.present, t)))
                                                            : "–");
    spoken.rows.push_back(std::move(cells));
  }
  return spoken;
}

void BlackBox::state(const ProblemsContext& context, nlohmann::json& fields) const {
  if (!context.snapshot.blackBox) return;
  const BlackBoxPicture& picture = *context.snapshot.blackBox;
  fields["trained"] = picture.trained;
  fields["update"] = picture.update;
  fields["t"] = view_.present;
  fields["steps"] = picture.length();
  fields["string"] = picture.isOwn() ? context.snapshot.settings.string : std::string();
  fields["unit"] = view_.unitOf(picture);
  fields["foundWay"] = picture.foundWay;
  fields["askedWay"] = picture.askedWay;
  fields["foundStates"] = picture.found ? picture.found->states : 0;
  fields["computedShare"] = picture.share;
}

}  // namespace

std::unique_ptr<ProblemLesson> makeBlackBoxLesson() { return std::make_unique<BlackBox>(); }

}  // namespace unroll
