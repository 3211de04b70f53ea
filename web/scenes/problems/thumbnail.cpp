#include "lesson/thumbnail.h"

#include <memory>

namespace unroll {

namespace {

class ProblemsThumbnail final : public Thumbnail {
 public:
  bool advance(double) override { return false; }
  void draw(Ui&, Rect, float) override {}
};

}  // namespace

std::unique_ptr<Thumbnail> makeProblemsThumbnail() { return std::make_unique<ProblemsThumbnail>(); }

}  // namespace unroll
