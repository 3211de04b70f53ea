// Exploding and vanishing gradients: norms over time of a real net, and Pascanu's wall with a ball that is thrown off or comes down it.
#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

#include "scenes/problems/gradients_view.h"

namespace unroll {

namespace {

constexpr double smallBound = 1e-7, largeBound = 1e3;  // of the share that arrives at t = 0

bool isMeasured(const Facts& now) { return now.text("view") == "norms" && now.holds("measured"); }
double firstShare(const Facts& now) { return isMeasured(now) ? now.number("firstShare") : std::nan(""); }
bool vanishes(const Facts& now) { return firstShare(now) < smallBound; }
bool explodes(const Facts& now) { return firstShare(now) > largeBound; }
bool comesThrough(const Facts& now) {
  const double share = firstShare(now);
  return share >= NormsPicture::through && share <= 1 / NormsPicture::through;
}
bool isThrown(const Facts& now) { return now.text("view") == "wall" && now.holds("thrown"); }
bool isAlive(const Facts& now) { return now.text("view") == "wall" && now.holds("alive"); }

void lookAtNorms(StoryBegin& story, const char* radius, bool (*there)(const Facts&)) {
  if (story.now.text("view") != "norms") return story.change("view", "norms");
  if (!story.now.holds("measured")) return story.later();
  if (!there(story.now)) return;
  story.change("init", "spectral");
  story.change("initScale", radius);
}
bool isWall(const Facts& now) { return now.text("view") == "wall"; }
bool isNorms(const Facts& now) { return now.text("view") == "norms"; }
void beginVanish(StoryBegin& story) { lookAtNorms(story, "1", vanishes); }
void beginExplode(StoryBegin& story) { lookAtNorms(story, "1", explodes); }
void beginThrough(StoryBegin& story) {
  lookAtNorms(story, "0.5", comesThrough);
  if (story.now.number("trainedUpdates") > 0) story.change("trained", "false");
}
void beginThrown(StoryBegin& story) {
  if (story.now.text("view") != "wall") return story.change("view", "wall");
  if (isThrown(story.now)) story.change("wallRate", "0.05");
}
void beginAlive(StoryBegin& story) {
  if (story.now.text("view") != "wall") return story.change("view", "wall");
  // At the wall, and clipped so late that it is no help.
  if (!isThrown(story.now)) {
    for (const auto& [key, value] : {Pair{"wallW", "5.8"}, {"wallB", "-1.8"}, {"wallOptimizer", "sgd"}, {"wallRate", "0.2"}})
      story.change(key, value);
  }
  if (isAlive(story.now) || !isThrown(story.now)) story.change("wallClip", "100");
}

constexpr Check vanish[] = {{"small", [](const StoryView& v) { return vanishes(v.now); }, "initScale init"}};
constexpr Check explode[] = {{"large", [](const StoryView& v) { return explodes(v.now); }, "initScale init",
                              [](const Facts& now) { return now.text("activation") == "identity" ? std::string_view() : "activation"; }}};
constexpr Check through[] = {
    {"arrives", [](const StoryView& v) { return comesThrough(v.now); }, "initScale init"},
    {"train", [](const StoryView& v) { return isMeasured(v.now) && v.now.number("trainedUpdates") > 0; }, "trained"}};
constexpr Check thrown[] = {{"off", [](const StoryView& v) { return isThrown(v.now); }, "wallRate"},
                            {"watch",
                             [](const StoryView& v) {
                               return isThrown(v.now) && v.now.number("walked") > v.start.number("walked") &&
                                      v.now.number("step") == v.now.number("thrownAt");
                             },
                             "time"}};
constexpr Check alive[] = {{"down", [](const StoryView& v) { return isAlive(v.now); }, "wallClip"}};

constexpr Step all[] = {{"vanish", vanish, beginVanish, isWall},
                        {"explode", explode, beginExplode, isWall},
                        {"through", through, beginThrough, isWall},
                        {"thrown", thrown, beginThrown, isNorms},
                        {"alive", alive, beginAlive, isNorms}};

class Gradients final : public ProblemLesson {
 public:
  std::span<const Step> steps() const override { return all; }
  int firstStep(const ProblemsSnapshot& s) const override { return s.settings.view == "wall" ? 3 : 0; }
  void controls(const ProblemsContext& context, Column& column, Settings& settings) override;
  void stage(const ProblemsContext& context, Rect area) override;
  void findings(const ProblemsContext& context, Column& column) override;
  void transport(const ProblemsContext& context, Rect bar) override;
  TimeWalk* walk(const ProblemsSnapshot& s) override {
    if (s.settings.view != "wall" || !s.gradients || !s.gradients->wall) return nullptr;
    view_.time.follow(*s.gradients->wall);
    return &view_.time;
  }
  std::string describe(const ProblemsContext& context) const override {
    return seesWall(context) ? wallWords(context, view_) : normsWords(context);
  }
  SpokenTable table(const ProblemsContext& context) const override { return seesWall(context) ? wallTable(context) : normsTable(context); }
  void state(const ProblemsContext& context, nlohmann::json& fields) const override;
  void viewFacts(Facts& facts) const override {
    facts.set("step", view_.time.place());
    facts.set("walked", view_.time.walked);
    facts.set("read", view_.read);
  }

 private:
  GradientsView view_;
};

void chooseOptimizer(const ProblemsContext& context, Column& column) {
  const KeyInfo* key = context.keys.find("wallOptimizer");
  std::vector<ui::Option> options;
  int chosen = 0;
  for (const std::string& name : key->choices) {
    if (name == context.snapshot.settings.wallOptimizer) chosen = static_cast<int>(options.size());
    options.push_back({context.tr("choice.optimizer." + name + ".title"), {}});
  }
  if (ui::select(context.ui, column, "wallOptimizer", context.tr("key.optimizer"), options, chosen))
    context.set("wallOptimizer", key->choices[static_cast<std::size_t>(chosen)]);
}

void Gradients::controls(const ProblemsContext& context, Column& column, Settings& settings) {
  Ui& ui = context.ui;
  if (seesWall(context)) {
    ui::paragraph(ui, column, "<i>x ← <hh>w</> σ(x) + b</>   <i>E = (σ(x_n) − " + plainNumber(0.7, 1) + ")^2</>");
    for (const char* key : {"wallRate", "wallClip", "wallSteps", "wallWalk"}) settings.control(context, column, key);
    chooseOptimizer(context, column);
    ui::caption(ui, column, context.tr("problems.gradients.dragBall"));
    return;
  }
  for (const char* key : {"init", "initScale", "activation", "seqLen", "hiddenSize", "cell"}) settings.control(context, column, key);
  chooseTaskAndData(context, column);
  chooseUpdates(context, column);
  settings.groups(context, column, {"optimizer", "network", "start", "gradient"});
}

void Gradients::stage(const ProblemsContext& context, Rect area) {
  Ui& ui = context.ui;
  const bool wall = seesWall(context), wide = context.layout == Layout::wide && !context.embedded;
  Rect inside = ui::card(ui, area, ui::CardStyle::outlined, wide ? 20.f : 10.f);
  const std::string options[] = {context.tr("choice.view.norms.title"), context.tr("choice.view.wall.title")};
  const Rect row = inside.cutTop(wide ? 36 : Theme::touch, wide ? 10.f : 6.f);
  const float natural = ui::segmentedWidth(ui, options), width = std::min(row.w, natural);
  int chosen = wall ? 1 : 0;
  if (ui::segmented(ui, {row.x, row.y, width, row.h}, "view", context.tr("key.view"), options, chosen))
    context.set("view", std::string(chosen == 1 ? "wall" : "norms"));
  const std::string note = wall ? context.tr(ui.theme().dark ? "problems.gradients.mapNoteDark" : "problems.gradients.mapNote")
                                : context.tr("problems.gradients.normsNote", {{"T", std::to_string(context.snapshot.settings.net.seqLen)}});
  if (const float room = row.w - width - 12; ui.measureRich(note, Type::small).w <= room)
    ui.richText({row.right(), row.center().y - ui.lineHeight(Type::small) / 2}, note, Type::small, ui.color().muted, 0, Align::right);
  if (const WallPicture* picture = wallOf(context); picture && wall) {
    view_.follow(context.snapshot.gradients->wall, ui);
    view_.time.follow(*picture);
    view_.time.advance(ui);
    drawWall(context, inside, view_);
  } else if (!wall && normsOf(context)) {
    view_.follow(context.snapshot.gradients->norms, ui);
    drawNorms(context, inside, view_);
  }
}

void Gradients::findings(const ProblemsContext& context, Column& column) {
  if (seesWall(context)) {
    if (wallOf(context)) wallFindings(context, column, view_);
  } else if (normsOf(context)) {
    normsFindings(context, column, view_);
  }
}

void Gradients::transport(const ProblemsContext& context, Rect bar) {
  Ui& ui = context.ui;
  if (seesWall(context)) {
    walkButtons(context, bar, view_.time, context.layout == Layout::wide);
    walkScrubber(context, bar, view_.time);
    return;
  }
  const NormsPicture* p = normsOf(context);
  const ProblemsSnapshot& s = context.snapshot;
  const bool trained = s.settings.trained;
  const std::string words = trained ? context.tr("problems.gradients.untrain")
                                    : context.tr("problems.gradients.train", {{"n", ui.words().integer(s.settings.net.updates)}});
  const Rect slot = bar.cutLeft(std::min(bar.w, ui::buttonWidth(ui, words, true)), 18);
  if (ui::button(ui, {slot.x, slot.center().y - 20, slot.w, 40}, "trained", trained ? ui::Icon::reset : ui::Icon::play, words,
                 trained ? ui::ButtonStyle::secondary : ui::ButtonStyle::primary))
    context.set("trained", std::string(trained ? "false" : "true"));
  if (!p || bar.w < 120) return;
  const auto done = static_cast<double>(p->trained ? p->trained->updates : 0);
  const std::string below =
      p->diverged ? context.tr("problems.gradients.diverged", {{"n", ui.words().integer(static_cast<std::int64_t>(done))}})
      : trained   ? context.tr("problems.gradients.progress", {{"done", ui.words().integer(static_cast<std::int64_t>(done))},
                                                               {"of", ui.words().integer(s.settings.net.updates)}})
                  : context.tr("problems.gradients.notTrained");
  const float line = ui.lineHeight(Type::small);
  if (trained) {
    ui::progressBar(ui, {bar.x, bar.center().y - 10, bar.w, 6}, done / std::max(1.0, static_cast<double>(s.settings.net.updates)),
                    ui.color().control);
    ui.textIn({bar.x, bar.center().y + 1, bar.w, line}, below, Type::small, p->diverged ? ui.color().bad : ui.color().muted);
  } else if (ui.measure(below, Type::small).w <= bar.w) {
    ui.textIn({bar.x, bar.center().y - line / 2, bar.w, line}, below, Type::small, ui.color().muted);
  }
}

void Gradients::state(const ProblemsContext& context, nlohmann::json& fields) const {
  fields["view"] = context.snapshot.settings.view;
  if (const WallPicture* p = wallOf(context); p && seesWall(context)) {
    fields["step"] = view_.time.place();
    fields["thrown"] = p->thrown;
    fields["maps"] = p->maps;
    fields["alive"] = p->alive;
    fields["ball"] = {ballAt(p->free, view_.time.place()).w, ballAt(p->free, view_.time.place()).b};
    fields["clippedBall"] = {ballAt(p->clipped, view_.time.place()).w, ballAt(p->clipped, view_.time.place()).b};
    if (view_.ballBefore) fields["clippedLossBefore"] = view_.ballBefore->clipped.end().loss;
    fields["mapWhole"] = p->map && p->map->whole;
  } else if (const NormsPicture* n = normsOf(context); n && !seesWall(context)) {
    fields["measured"] = n->whole;
    if (!n->fresh.shares.empty()) fields["firstShare"] = n->first(n->fresh);
    fields["radius"] = n->fresh.radius;
    if (view_.before) fields["firstShareBefore"] = view_.before->first(view_.before->fresh);
    fields["trainedUpdates"] = n->trained ? n->trained->updates : 0;
  }
}

}  // namespace

void BallTime::follow(const WallPicture& picture) {
  const bool atEnd = present >= last_ || last_ == 0;
  last_ = static_cast<int>(std::max(picture.free.steps.size(), picture.clipped.steps.size())) - 1;
  thrown_ = picture.thrown;
  present = atEnd && !playing ? last_ : std::min(present, last_);
}

void GradientsView::follow(const std::shared_ptr<const NormsPicture>& now, Ui& ui) {
  if (!now || now == seen_ || !now->whole) return;
  if (seen_ && seen_->fresh.norms == now->fresh.norms) {  // only trained or not
    seen_ = now;
    return;
  }
  if (seen_ && ui.now() - changedAt_ > burst) before = seen_;
  changedAt_ = ui.now();
  seen_ = now;
}

void GradientsView::follow(const std::shared_ptr<const WallPicture>& now, Ui& ui) {
  if (!now || now == ballSeen_) return;
  const auto same = [](const BallWalk& a, const BallWalk& b) {
    return a.steps.size() == b.steps.size() && a.end().w == b.end().w && a.end().b == b.end().b && a.steps[0].w == b.steps[0].w &&
           a.steps[0].b == b.steps[0].b;
  };
  const bool changed = ballSeen_ && !(same(ballSeen_->free, now->free) && same(ballSeen_->clipped, now->clipped));  // else only the map
  if (changed && ui.now() - ballChangedAt_ > burst) ballBefore = ballSeen_;
  if (changed || !ballSeen_) ballChangedAt_ = ui.now();
  ballSeen_ = now;
}

bool seesWall(const ProblemsContext& context) { return context.snapshot.settings.view == "wall"; }
const WallPicture* wallOf(const ProblemsContext& context) {
  return context.snapshot.gradients ? context.snapshot.gradients->wall.get() : nullptr;
}
const NormsPicture* normsOf(const ProblemsContext& context) {
  return context.snapshot.gradients ? context.snapshot.gradients->norms.get() : nullptr;
}
const BallStep& ballAt(const BallWalk& walk, int step) {
  return walk.steps[std::min(static_cast<std::size_t>(std::max(step, 0)), walk.steps.size() - 1)];
}

std::unique_ptr<ProblemLesson> makeGradientsLesson() { return std::make_unique<Gradients>(); }

}  // namespace unroll
