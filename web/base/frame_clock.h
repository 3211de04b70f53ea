// How long frames take, and how much of the next one training may have.
#pragma once

#include <array>
#include <cstddef>

namespace unroll {

class FrameClock {
 public:
  static constexpr double kBudget = 14;  // ms that a frame callback may take in 95 of 100 frames

  // Milliseconds of the whole callback, of the slice of training in it, and the time at which it began.
  void add(double callback, double slice, double beganAt, bool continuous);

  double sliceForNextFrame() const;  // ms, what drawing leaves of the budget
  double percentile95() const;       // ms of the last 300 callbacks
  double greatest() const;           // ms of the last 300 callbacks
  double meanDraw() const;           // ms without training
  double framesPerSecond() const { return fps_; }
  long long frames() const { return count_; }

 private:
  std::array<float, 300> callbacks_{};
  std::array<float, 100> recent_{};
  std::array<float, 60> draws_{};
  double share_ = 1;  // of what drawing leaves: less while other programs keep the processor busy and frames overrun
  long long count_ = 0;
  double lastBegan_ = -1;
  double fps_ = 0;
};

}  // namespace unroll
