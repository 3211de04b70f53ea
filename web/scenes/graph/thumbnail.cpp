#include "lesson/thumbnail.h"

#include <memory>

namespace unroll {

namespace {

class GraphThumbnail final : public Thumbnail {
 public:
  bool advance(double) override { return false; }
  void draw(Ui&, Rect, float) override {}
};

}  // namespace

std::unique_ptr<Thumbnail> makeGraphThumbnail() { return std::make_unique<GraphThumbnail>(); }

}  // namespace unroll
