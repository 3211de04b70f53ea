#include "lesson/thumbnail.h"

#include <memory>

namespace unroll {

namespace {

class TheoremThumbnail final : public Thumbnail {
 public:
  bool advance(double) override { return false; }
  void draw(Ui&, Rect, float) override {}
};

}  // namespace

std::unique_ptr<Thumbnail> makeTheoremThumbnail() { return std::make_unique<TheoremThumbnail>(); }

}  // namespace unroll
