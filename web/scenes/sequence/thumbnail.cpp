// The opening net unrolled: the present time step goes from column to column, and stands before the end: what is still to come is pale.
#include "lesson/thumbnail.h"

#include <algorithm>
#include <memory>

#include "scenes/recurrent/little_net.h"

namespace unroll {

namespace {

constexpr int kThumbnailSteps = 6, kStepsGone = 4;

class SequenceThumbnail final : public Thumbnail {
 public:
  bool advance(double) override {
    if (net_.h.empty()) net_ = littleNet(openingNet(kThumbnailSteps));
    return false;
  }

  void draw(Ui& ui, Rect place, float time) override {
    if (net_.h.empty()) return;
    constexpr float widest = 64;  // in `unit`, from column to column where there is room
    using At = LittleColumns;
    const float between = kThumbnailSteps - 1, thick = 2 * ui.theme().stroke;
    place = place.inset(thick / 2 + 1);
    LittleColumns at;
    at.hidden = net_.h.cols;
    const float high = At::row * static_cast<float>(at.hidden - 1) + At::inputRow;
    at.unit = std::min(place.h / (high + 2 * At::frameMargin - 2), place.w / (between * 40 + At::frameWidth));
    at.pitch = std::min((place.w - At::frameWidth * at.unit) / between, widest * at.unit);
    at.first = {place.center().x - at.pitch * between / 2, place.center().y - (high - 2) / 2 * at.unit};
    const float present = littlePlace(time, kStepsGone);
    const auto known = [&](int t) { return std::clamp(present - static_cast<float>(t) + 1, 0.f, 1.f); };
    for (int t = 1; t < kThumbnailSteps; ++t) drawLittleLinks(ui, at, net_, t, known(t));
    for (int t = 0; t < kThumbnailSteps; ++t) drawLittleColumn(ui, at, net_, t, known(t));
    const Rect frame = at.frame(present);
    ui.draw().AddRect(frame.min(), frame.max(), ui.color().control, 9 * at.unit, 0, thick);
  }

 private:
  LittleNet net_;
};

}  // namespace

std::unique_ptr<Thumbnail> makeSequenceThumbnail() { return std::make_unique<SequenceThumbnail>(); }

}  // namespace unroll
