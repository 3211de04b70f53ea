// Rows: small images read row by row, eight numbers a step, and at the end the class is asked for: a ring or a cross. Each is drawn by a
// pen of the width of a pixel, at random: where it lies, how large it is, how a cross is turned; noise comes upon it. Where T is more than
// eight, nothing comes after the eighth row, and the class must be kept. After reading images as sequences (Le, Jaitly & Hinton 2015).
#include <cmath>

#include "tasks/drawn_image.h"
#include "tasks/symbols.h"

namespace unroll {

namespace {

constexpr int side = imageSide, classes = 2;  // 0 a ring, 1 a cross

constexpr std::pair<std::string_view, std::string_view> defaults[] = {
    {"hiddenSize", "8"}, {"seqLen", "8"}, {"noise", "0.2"}, {"learningRate", "0.003"}};
constexpr std::string_view settings[] = {"noise"};

struct Drawing {
  bool cross;
  float x, y;    // its middle
  float radius;  // of the ring, or half a stroke of the cross
  float dx, dy;  // the direction of one of its strokes; the other is at a right angle to it

  explicit Drawing(Random& random) {
    cross = random.below(classes) == 1;
    x = random.uniform(3, 4);
    y = random.uniform(3, 4);
    radius = random.uniform(2, 3);
    const float slope = random.uniform(-1, 1), length = std::sqrt(1 + slope * slope);
    dx = 1 / length;
    dy = slope / length;
  }
  float at(int row, int column) const {
    const float right = static_cast<float>(column) - x, down = static_cast<float>(row) - y;
    if (!cross) return ink(std::fabs(std::sqrt(right * right + down * down) - radius));
    const float along = right * dx + down * dy, across = down * dx - right * dy;
    return std::max(stroke(along, across), stroke(across, along));
  }
  float stroke(float along, float across) const {
    const float beyond = std::max(0.f, std::fabs(along) - radius);
    return ink(std::sqrt(beyond * beyond + across * across));
  }
};

void draw(const Experiment& experiment, Random& random, SequenceWriter x, SequenceWriter target) {
  const Drawing drawing(random);
  for (int t = 0; t < experiment.seqLen; ++t) {
    for (int i = 0; i < side; ++i) x(t, i) = t < side ? drawing.at(t, i) + static_cast<float>(experiment.noise) * random.normal() : 0.f;
    const bool asked = t + 1 == experiment.seqLen;
    target(t, 0) = asked && !drawing.cross ? 1.f : 0.f;
    target(t, 1) = asked && drawing.cross ? 1.f : 0.f;
  }
}

}  // namespace

const Task& imageRows() {
  static constexpr Task task{
      .name = "rows",
      .help = "a ring or a cross, an image of 8 times 8 read row by row (after Le et al. 2015)",
      .inputSize = size<side>,
      .outputSize = size<classes>,
      .loss = Loss::crossEntropy,
      .bits = true,
      .classes = true,
      .metric = Metric::shareRight,
      .blindMetric = [](const Experiment&) { return 0.5; },
      .blindLoss = [](const Experiment&) { return 0.6931471805599453; },  // ln 2
      .learnedBound = 0.99,
      .learnedBy = 1000,
      .learnedShare = 1.0,
      .draw = draw,
      .counts = lastStep,
      .scored = lastStep,
      .shortest = [](const Experiment&) { return side; },
      .defaults = defaults,
      .settings = settings,
  };
  return task;
}

}  // namespace unroll
