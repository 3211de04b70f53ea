#include "scenes/training/thumbnail.h"

#include <algorithm>
#include <cmath>

#include "core/check.h"
#include "lesson/thumbnail.h"
#include "recurrent/model.h"
#include "widgets/network_edges.h"

namespace unroll {

bool LittleTraining::advance(double milliseconds) {
  if (snapshot_.update == updates) return false;
  if (!model_) {
    model_ = findModel("recurrent")->parse(experiment).model;
    UNROLL_CHECK(model_);
    model_->setGoal(updates);
  }
  const bool done = model_->advance(milliseconds);
  SnapshotParts parts;
  parts.parameters = parts.probe = false;
  static_cast<const RecurrentModel&>(*model_).fill(snapshot_, parts);
  const auto whole = losses().size() / together;
  while (means_.size() < whole) {
    const CurvePoint* from = losses().data() + means_.size() * together;
    float sum = 0;
    for (int i = 0; i < together; ++i) sum += from[i].value;
    means_.push_back({from[together - 1].update, sum / together});
  }
  if (done) model_.reset();
  return !done;
}

namespace {

// Loss over updates, on a log scale that is the same from the beginning.
class LittleLossPlot {
 public:
  LittleLossPlot(Rect area, double blind) : area_(area), blind_(static_cast<float>(blind)) {}

  float y(float loss) const {
    constexpr float above = 3, below = 110;  // times the blind answer
    const float share = std::log(loss / (above * blind_)) / std::log(1 / (above * below));
    return area_.y + area_.h * std::clamp(share, 0.f, 1.f);
  }
  float x(float update) const { return area_.x + area_.w * update / LittleTraining::updates; }
  ImVec2 at(const CurvePoint& point) const { return {x(static_cast<float>(point.update)), y(point.value)}; }
  // As far as it has come at `update`, which may lie between two points. Piece by piece: a joint's tip would be more than there is.
  void curve(Ui& ui, const std::vector<CurvePoint>& points, float update, Color color, float width) const {
    for (std::size_t i = 1; i < points.size() && static_cast<float>(points[i - 1].update) < update; ++i) {
      const ImVec2 from = at(points[i - 1]), to = at(points[i]);
      const float share = std::min(1.f, (x(update) - from.x) / (to.x - from.x));
      ui.draw().AddLine(from, from + (to - from) * share, color, width * ui.theme().stroke);
    }
  }

 private:
  Rect area_;
  float blind_;
};

class TrainingThumbnail final : public Thumbnail {
 public:
  bool advance(double milliseconds) override { return training_.advance(milliseconds); }

  void draw(Ui& ui, Rect place, float time) override {
    if (training_.losses().empty()) return;
    const Palette& c = ui.color();
    const LittleLossPlot plot(place.inset(5, 6), training_.blind());
    const float update = time * LittleTraining::updates, level = plot.y(static_cast<float>(training_.blind()));
    const ImVec2 left{plot.x(0), level}, right{plot.x(LittleTraining::updates), level};
    diagram::stroke(ui.draw(), {left, left + (right - left) * (1.f / 3), left + (right - left) * (2.f / 3), right}, c.muted,
                    1.5f * ui.theme().stroke, true, 60);
    constexpr float share = 0.45f;  // of the width that its name may take: the loss is far below it by then
    const char* name = "training.blind";
    const float top = level - ui.lineHeight(Type::small) - 1;
    if (top > place.y && ui.words().has(name) && ui.measure(ui.tr(name), Type::small).w < share * place.w)
      ui.text({right.x, top}, ui.tr(name), Type::small, c.muted, Align::right);
    plot.curve(ui, training_.losses(), update, mixColors(c.stage, c.control, ui.theme().dark ? 0.5f : 0.35f), 1.1f);
    plot.curve(ui, training_.means(), update, c.control, 2.4f);
  }

 private:
  LittleTraining training_;
};

}  // namespace

std::unique_ptr<Thumbnail> makeTrainingThumbnail() { return std::make_unique<TrainingThumbnail>(); }

}  // namespace unroll
