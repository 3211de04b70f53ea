// The wall as a part of the picture of the problem "gradients": the relief in slices, the walks of the ball at once.
#pragma once

#include <memory>

#include "core/facts.h"
#include "probing/wall.h"
#include "problems/gradients.h"
#include "problems/problems.h"

namespace unroll {

class WallPart {
 public:
  void use(const Problems& settings);
  bool advance(double milliseconds);
  bool done() const { return picture_ && !relief_; }
  std::shared_ptr<const WallPicture> picture() const { return picture_; }
  void tell(Facts& facts) const;

 private:
  void publish(bool whole);
  void publishShare();

  std::shared_ptr<const WallPicture> picture_;
  std::unique_ptr<WallRelief> relief_;
  std::vector<WallPlace> wall_;  // as far as it is followed
  int steps_ = 0;                // n that relief and wall are of
  double published_ = 0;         // share of the points in the last map
  std::uint64_t version_ = 0;
};

}  // namespace unroll
