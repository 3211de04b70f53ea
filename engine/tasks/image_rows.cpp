// Rows: small images read row by row, eight numbers a step, and at the end the class is asked for: a ring or a cross. Each is drawn by a
// pen of the width of a pixel, at random: where it lies, how large it is, how a cross is turned; noise comes upon it. Where T is more than
// eight, nothing comes after the eighth row, and the class must be kept. After reading images as sequences (Le, Jaitly & Hinton 2015). Or
// one's own images (own_data.h), each class as likely; noise comes upon them too, and every fourth of a class training never sees.
#include <cmath>
#include <vector>

#include "tasks/drawn_image.h"
#include "tasks/own_data.h"
#include "tasks/symbols.h"

namespace unroll {

namespace {

constexpr int side = imageSide, classes = 2;  // 0 a ring, 1 a cross

constexpr std::pair<std::string_view, std::string_view> defaults[] = {
    {"hiddenSize", "8"}, {"seqLen", "8"}, {"noise", "0.2"}, {"learningRate", "0.003"}};
constexpr std::string_view settings[] = {"noise", "data"};
static_assert(side == OwnImages::side && classes == OwnImages::classes);

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

// inkAt(row, column): without noise.
template <class Ink>
void write(const Experiment& experiment, Random& random, bool second, SequenceWriter x, SequenceWriter target, Ink inkAt) {
  for (int t = 0; t < experiment.seqLen; ++t) {
    for (int i = 0; i < side; ++i) x(t, i) = t < side ? inkAt(t, i) + static_cast<float>(experiment.noise) * random.normal() : 0.f;
    const bool asked = t + 1 == experiment.seqLen;
    target(t, 0) = asked && !second ? 1.f : 0.f;
    target(t, 1) = asked && second ? 1.f : 0.f;
  }
}

void drawOwn(const OwnImages& own, bool fresh, const Experiment& experiment, Random& random, SequenceWriter x, SequenceWriter target) {
  const auto kind = static_cast<std::size_t>(random.below(classes));
  const std::vector<std::size_t>& some = (fresh ? own.fresh : own.training)[kind];
  const OwnImages::Image& image = own.images[some[static_cast<std::size_t>(random.below(static_cast<int>(some.size())))]];
  write(experiment, random, kind == 1, x, target,
        [&](int row, int column) { return image.ink[static_cast<std::size_t>(row * side + column)]; });
}

void draw(const Experiment& experiment, Random& random, SequenceWriter x, SequenceWriter target) {
  if (const OwnImages* own = ownImages(experiment)) return drawOwn(*own, false, experiment, random, x, target);
  const Drawing drawing(random);
  write(experiment, random, drawing.cross, x, target, [&](int row, int column) { return drawing.at(row, column); });
}
void drawFresh(const Experiment& experiment, Random& random, SequenceWriter x, SequenceWriter target) {
  if (const OwnImages* own = ownImages(experiment)) return drawOwn(*own, true, experiment, random, x, target);
  draw(experiment, random, x, target);
}

std::span<const std::string> names(const Experiment& experiment) {
  static const std::vector<std::string> builtIn{"ring", "cross"};
  if (const OwnImages* own = ownImages(experiment)) return own->names;
  return builtIn;
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
      .drawFresh = drawFresh,
      .counts = lastStep,
      .scored = lastStep,
      .shortest = [](const Experiment&) { return side; },
      .dataFits =
          [](const Experiment& e) {
            const auto read = readOwnImages(e);
            return read ? Result<void>() : Result<void>(read.error());
          },
      .names = names,
      .inputs = [](const Experiment& e) { return e.data.empty() ? std::numeric_limits<double>::infinity() : unevenInputs(e); },
      .defaults = defaults,
      .settings = settings,
  };
  return task;
}

}  // namespace unroll
