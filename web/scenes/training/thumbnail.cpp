#include "lesson/thumbnail.h"

#include <memory>

namespace unroll {

namespace {

class TrainingThumbnail final : public Thumbnail {
 public:
  bool advance(double) override { return false; }
  void draw(Ui&, Rect, float) override {}
};

}  // namespace

std::unique_ptr<Thumbnail> makeTrainingThumbnail() { return std::make_unique<TrainingThumbnail>(); }

}  // namespace unroll
