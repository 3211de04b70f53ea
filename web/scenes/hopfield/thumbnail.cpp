#include "lesson/thumbnail.h"

#include <memory>

namespace unroll {

namespace {

class HopfieldThumbnail final : public Thumbnail {
 public:
  bool advance(double) override { return false; }
  void draw(Ui&, Rect, float) override {}
};

}  // namespace

std::unique_ptr<Thumbnail> makeHopfieldThumbnail() { return std::make_unique<HopfieldThumbnail>(); }

}  // namespace unroll
