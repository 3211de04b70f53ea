#include "lesson/thumbnail.h"

#include <memory>

namespace unroll {

namespace {

class LatchThumbnail final : public Thumbnail {
 public:
  bool advance(double) override { return false; }
  void draw(Ui&, Rect, float) override {}
};

}  // namespace

std::unique_ptr<Thumbnail> makeLatchThumbnail() { return std::make_unique<LatchThumbnail>(); }

}  // namespace unroll
