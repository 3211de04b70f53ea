#include "lesson/thumbnail.h"

#include <memory>

namespace unroll {

namespace {

class SeatsThumbnail final : public Thumbnail {
 public:
  bool advance(double) override { return false; }
  void draw(Ui&, Rect, float) override {}
};

}  // namespace

std::unique_ptr<Thumbnail> makeSeatsThumbnail() { return std::make_unique<SeatsThumbnail>(); }

}  // namespace unroll
