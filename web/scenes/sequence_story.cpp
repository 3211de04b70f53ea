#include "scenes/sequence_story.h"

#include "scenes/sequence_numbers.h"

namespace unroll {

namespace {

constexpr float selfWeightGoal = 2;

bool copiesDiffer(const Snapshot& snapshot) {
  const std::string_view wanted[] = {"rnn.weight_ih_l0", "rnn.weight_hh_l0", "rnn.bias_ih_l0",
                                     "rnn.bias_hh_l0",   "readout.weight",   "readout.bias"};
  for (const std::string_view name : wanted) {
    const ParameterTable* first = nullptr;
    for (const ParameterTable& p : snapshot.parameters) {
      if (p.step < 0 || std::string_view(p.name).substr(0, p.name.find('@')) != name) continue;
      if (!first)
        first = &p;
      else if (p.values.values != first->values.values)
        return true;
    }
  }
  return false;
}

bool keepsSign(const Table& h, int unit) {
  for (int t = 1; t < h.rows; ++t)
    if ((h.at(t, unit) < 0) != (h.at(0, unit) < 0)) return false;
  return h.rows > 1;
}

}  // namespace

void SequenceStory::open(int step) {
  step_ = std::clamp(step, 0, steps - 1);
  goalChosen_ = false;
}

// The task must not be fulfilled from the start: a unit of the last step is to get the other sign.
void SequenceStory::chooseGoal(const Snapshot& snapshot) {
  const Table& h = snapshot.probe.h;
  shapeH_ = h.cols;
  shapeT_ = h.rows;
  goalStep_ = step_ == 0 ? std::min(3, h.rows - 1) : h.rows - 1;
  goalUnit_ = 0;
  if (step_ == 2)
    for (int i = h.cols - 1; i >= 0; --i)
      if (h.at(goalStep_, i) > 0) goalUnit_ = i;
  goalNegative_ = h.at(goalStep_, goalUnit_) >= 0;
  goalChosen_ = true;
}

std::vector<bool> SequenceStory::fulfilled(const Snapshot& snapshot, const SequenceView& view) const {
  const Table& h = snapshot.probe.h;
  switch (step_) {
    case 0: return {view.present >= goalStep_};
    case 1: return {view.unfolded, view.unfolded && view.present == h.rows - 1};
    case 2: return {goalNegative_ ? h.at(goalStep_, goalUnit_) < 0 : h.at(goalStep_, goalUnit_) > 0};
    case 3: {
      const bool strong =
          storedWeight(snapshot, {diagram::WeightRef::Matrix::hh, h.rows - 1, goalUnit_, goalUnit_}).value >= selfWeightGoal;
      return {strong, strong && keepsSign(h, goalUnit_)};
    }
    default: return {!isTied(snapshot), !isTied(snapshot) && copiesDiffer(snapshot)};
  }
}

void SequenceStory::check(const Snapshot& snapshot, const SequenceView& view) {
  if (snapshot.probe.h.empty()) {  // the picture of a large net comes some frames later
    done_.resize(2, false);
    return;
  }
  if (!goalChosen_ || snapshot.probe.h.cols != shapeH_ || snapshot.probe.h.rows != shapeT_) {
    chooseGoal(snapshot);
    done_.clear();
  }
  const std::vector<bool> now = fulfilled(snapshot, view);
  done_.resize(now.size(), false);
  for (std::size_t i = 0; i < now.size(); ++i)
    if (now[i]) done_[i] = true;
}

std::vector<std::string> SequenceStory::tasks(const SceneContext& context) const {
  const std::string t = std::to_string(goalStep_), i = std::to_string(goalUnit_), last = std::to_string(shapeT_ - 1);
  switch (step_) {
    case 0: return {context.tr("sequence.story.1.task", {{"t", t}})};
    case 1: return {context.tr("sequence.story.2.unfold"), context.tr("sequence.story.2.last", {{"t", last}})};
    case 2: return {context.tr(goalNegative_ ? "sequence.story.3.negative" : "sequence.story.3.positive", {{"t", t}, {"i", i}})};
    case 3:
      return {context.tr("sequence.story.4.weight", {{"i", i}}),
              context.tr("sequence.story.4.sign", {{"i", i}, {"T", std::to_string(shapeT_)}})};
    default: return {context.tr("sequence.story.5.untie"), context.tr("sequence.story.5.change")};
  }
}

void SequenceStory::draw(SceneContext& context, Column& column, const SequenceView& view) {
  Ui& ui = context.ui;
  check(context.snapshot, view);
  const std::string number = std::to_string(step_ + 1);
  const int h = context.snapshot.probe.h.cols;
  ui::card(ui, column, ui::CardStyle::soft, [&](Column& inside) {
    ui::caption(ui, inside, context.tr("sequence.story.step", {{"n", number}, {"of", std::to_string(steps)}}));
    ui::heading(ui, inside, context.tr("sequence.story." + number + ".title"));
    ui::paragraph(ui, inside,
                  context.tr("sequence.story." + number + ".words", {{"n", std::to_string(h * h)}, {"T", std::to_string(shapeT_)}}));
    inside.space(2);
    const std::vector<std::string> words = tasks(context);
    for (std::size_t i = 0; i < words.size(); ++i) ui::task(ui, inside, words[i], i < done_.size() && done_[i]);
    const Rect row = inside.take(30);
    if (step_ > 0 && ui::textButton(ui, {row.x, row.y + 4}, "storyBack", context.tr("sequence.story.back"))) open(step_ - 1);
    if (step_ + 1 < steps && ui::textButton(ui, {row.right(), row.y + 4}, "storyNext", context.tr("sequence.story.next"), Align::right))
      open(step_ + 1);
  });
}

std::string SequenceStory::line(const SceneContext& context) const {
  return std::to_string(step_ + 1) + "/" + std::to_string(steps) + "  " +
         context.tr("sequence.story." + std::to_string(step_ + 1) + ".title");
}

}  // namespace unroll
