// Latch: one unit that feeds itself, a_t = tanh(w a_{t−1} + u), the smallest recurrent net (Bengio, Simard & Frasconi 1994). With w > 1 it
// has two stable states and keeps a bit, the sign with which it began; the more robust it keeps it, the smaller is ∂a_T/∂a_0, from which
// training would have to learn.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/keys.h"
#include "core/model.h"

namespace unroll {

// The settings; all are live. The unit begins with a_0 = start and takes `steps` steps; at step `disturbanceAt` the input is
// u + disturbance. A disturbance after the last step never comes.
struct Latch {
  double w = 0.8;
  double u = 0;
  double start = 0.9;
  int steps = 20;  // T
  double disturbance = 0;
  int disturbanceAt = 10;  // 1: on the way from a_0 to a_1

  bool operator==(const Latch&) const = default;
};

// Where a = tanh(w a + u).
struct FixedPoint {
  double at = 0;
  double slope = 0;  // w (1 − a²): what becomes of a small distance in one step
  bool stable() const { return slope < 1 && slope > -1; }
};

struct LatchSnapshot {
  struct Parts {};  // all of it is always there

  Latch latch;
  std::vector<float> a;                 // [T+1]: a_0 … a_T
  std::vector<float> undisturbed;       // [T+1]: the same without the disturbance
  std::vector<double> slope;            // [T+1]: ∂a_t/∂a_{t−1} = w (1 − a_t²); of t = 0: 1
  std::vector<double> gradient;         // [T+1]: |∂a_t/∂a_0|, their product; below 1e-308 it is 0
  std::vector<FixedPoint> fixedPoints;  // 1 to 3, ascending

  bool twoValleys = false;     // two stable states, parted by an unstable one
  double watershed = 0;        // the unstable one, if there are two valleys
  int home = 0;                // index of the stable one with the sign of the start; with one fixed point 0
  bool remembers = false;      // two valleys, and a_T lies in the one with the sign of a_0
  bool wouldRemember = false;  // the same without the disturbance

  // What the bit survives: a constant input below (0 where w ≤ 1), whatever u is now, and, from rest at `home`, a disturbance at a single
  // step below (0 without two valleys).
  double constantLimit = 0;
  double singleLimit = 0;

  float preActivation(int t) const;  // w a_{t−1} + u (+ disturbance); 1 ≤ t ≤ T
  bool hasDisturbance() const { return latch.disturbance != 0 && latch.disturbanceAt <= latch.steps; }
  bool isDisturbed(int t) const { return t == latch.disturbanceAt && latch.disturbance != 0; }
};

// Ascending; where two of them meet (the bit is about to be lost) they are one.
std::vector<FixedPoint> fixedPointsOf(double w, double u);
// √(w(w−1)) − arcosh √w, for w > 1: from there on a constant input leaves one fixed point only.
double constantLimitOf(double w);

class LatchModel final : public Model {
 public:
  static constexpr std::string_view reset = "reset";  // a command: all settings as at first

  explicit LatchModel(const Latch& latch);

  void fill(LatchSnapshot& snapshot, LatchSnapshot::Parts) const { snapshot = now_; }

  std::string text() const override;
  const Keys& keys() const override { return keys_; }
  Result<void> apply(const Change& change) override;
  std::uint64_t version() const override { return version_; }
  std::shared_ptr<const State> save() const override;
  void restore(const State& state) override;
  Facts facts() const override;
  std::string hash() const override;  // over a_0 … a_T
  void comeAfter(const Model& former) override;

 private:
  void use(const Latch& latch);

  LatchSnapshot now_;
  TableKeys<Latch> keys_;
  std::uint64_t version_ = 0;
};

}  // namespace unroll
