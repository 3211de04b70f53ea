#include "lesson/thumbnail.h"

#include <memory>

namespace unroll {

namespace {

class SequenceThumbnail final : public Thumbnail {
 public:
  bool advance(double) override { return false; }
  void draw(Ui&, Rect, float) override {}
};

}  // namespace

std::unique_ptr<Thumbnail> makeSequenceThumbnail() { return std::make_unique<SequenceThumbnail>(); }

}  // namespace unroll
