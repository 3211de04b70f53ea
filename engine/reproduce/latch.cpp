// Bengio, Simard & Frasconi 1994: one unit that keeps a bit, a ← tanh(w a + u). All but the guessing is measured by running the unit.
#include "latch/latch.h"

#include <cmath>

#include "core/random.h"
#include "recurrent/experiment_text.h"
#include "reproduce/measures.h"

namespace unroll {

namespace {

constexpr const char* bengio = "Bengio, Simard & Frasconi 1994";

LatchSnapshot ran(const Latch& latch) {
  LatchSnapshot snapshot;
  LatchModel(latch).fill(snapshot, {});
  return snapshot;
}

// Where the unit comes to rest that begins there.
double rest(double w, double u, double start) {
  constexpr int often = 40, steps = 200;
  for (int i = 0; i < often; ++i) start = static_cast<double>(ran({.w = w, .u = u, .start = start, .steps = steps}).a.back());
  return start;
}

// The greatest x up to `most` that the bit survives; it survives 0.
template <class Survives>
double greatest(double most, Survives survives) {
  constexpr double fine = 1e-5;
  double low = 0, high = most;
  while (high - low > fine) {
    const double x = 0.5 * (low + high);
    (survives(x) ? low : high) = x;
  }
  return 0.5 * (low + high);
}

double slopeAt(double w) { return ran({.w = w, .start = rest(w, 0, 1), .steps = 1}).slope[1]; }
double slope20(double w) { return std::log10(ran({.w = w, .start = rest(w, 0, 1), .steps = 20}).gradient[20]); }
double constantLimit(double w) {
  return greatest(2, [&](double u) { return rest(w, -u, rest(w, 0, 1)) > 0; });
}
double singleLimit(double w) {
  const double a = rest(w, 0, 1);
  return greatest(4, [&](double u) {
    return rest(w, 0, static_cast<double>(ran({.w = w, .start = a, .steps = 1, .disturbance = -u, .disturbanceAt = 1}).a[1])) > 0;
  });
}

Figure exactly(std::string name, std::string claim, std::vector<Published> points, double tolerance, double (*of)(double w),
               std::string method, std::string yName) {
  Figure f;
  f.name = std::move(name);
  f.source = bengio;
  f.claim = std::move(claim);
  f.points = std::move(points);
  f.kind = Figure::Kind::exact;
  f.tolerance = tolerance;
  f.minutes = 0.01;
  f.method = std::move(method);
  f.xName = "w";
  f.yName = std::move(yName);
  for (std::size_t i = 0; i < f.points.size(); ++i)
    f.measures.push_back({i, "", nullptr, [of, w = f.points[i].x](std::uint64_t) { return std::vector<double>{of(w)}; }});
  return f;
}

// Trials until a net of one unit with weights drawn at random is right on nearly all sequences.
double trials(std::uint64_t seed) {
  constexpr int most = 1000, sequences = 200, steps = 500;
  constexpr double right = 0.99;
  for (int trial = 1; trial <= most; ++trial) {
    const auto experiment = parseExperiment("task=latch&hiddenSize=1&initScale=10&seqLen=500&batchSize=1&seed=" +
                                            std::to_string(seed * 100'000 + static_cast<std::uint64_t>(trial)));
    UNROLL_CHECK(experiment);
    const auto simulation = Simulation::create(experiment.value());
    UNROLL_CHECK(simulation);
    const auto score = simulation.value()->predict(steps, sequences, seed);
    if (score && score.value().metric >= right) return trial;
  }
  return unknown;
}

Figure guessing() {
  Figure f;
  f.name = "latchGuessing";
  f.source = "Schmidhuber & Hochreiter 1996, latch problem";
  f.claim = "weights drawn at random solve the latch task after about 6 trials";
  f.points = {{.value = 6}};
  f.tolerance = 1;  // "about"
  f.seeds = 200;
  f.minutes = 1;
  f.method =
      "trials until a net of one tanh unit, weights uniform in ±10, T = 500, keeps the bit in 99 % of 200 sequences; theirs are in ±100";
  f.because = "our net has a readout, whose weight and bias must be right as well: of those drawn here a quarter are; and smaller weights";
  f.xName = "T";
  f.yName = "trials";
  f.points[0].x = 500;
  f.measures.push_back({0, "", nullptr, [](std::uint64_t seed) { return std::vector<double>{trials(seed)}; }});
  return f;
}

}  // namespace

std::vector<Figure> latchFigures() {
  constexpr double digit = 0.0005 + 1e-6;
  std::vector<Figure> all{
      exactly(
          "latchFixedPoint", "latch, w = 1.1/1.25/1.5/2/3: the unit rests at ±.503/.710/.859/.958/.995",
          {{.503, 1.1}, {.710, 1.25}, {.859, 1.5}, {.958, 2}, {.995, 3}}, digit, [](double w) { return rest(w, 0, 1); },
          "where the unit is after 8,000 steps from a = 1", "a*"),
      exactly("latchSlope", "latch, w = 1.1/1.25/1.5/2/3: the slope at rest is .822/.619/.394/.166/.031",
              {{.822, 1.1}, {.619, 1.25}, {.394, 1.5}, {.166, 2}, {.031, 3}}, digit, slopeAt, "∂a₁/∂a₀ at rest", "slope"),
      exactly("latchGradient20", "latch, w = 1.1/1.25/1.5/2/3: over 20 steps 2·10⁻²/7·10⁻⁵/8·10⁻⁹/3·10⁻¹⁶/5·10⁻³¹ is left of the gradient",
              {{-1.69897, 1.1}, {-4.15490, 1.25}, {-8.09691, 1.5}, {-15.52288, 2}, {-30.30103, 3}}, 0.1, slope20,
              "log₁₀ |∂a₂₀/∂a₀| at rest; one digit is given, so ±.1", "log₁₀ of the gradient"),
      exactly("latchConstantInput", "latch, w = 1.1/1.25/1.5/2/3: the bit survives a constant input below .021/.078/.208/.533/1.303",
              {{.021, 1.1}, {.078, 1.25}, {.208, 1.5}, {.533, 2}, {1.303, 3}}, digit, constantLimit,
              "the greatest one it survives, by bisection", "|u|"),
      exactly("latchSingleInput",
              "latch, w = 1.1/1.25/1.5/2/3: the bit survives a disturbance at a single step below .553/.888/1.288/1.915/2.985",
              {{.553, 1.1}, {.888, 1.25}, {1.288, 1.5}, {1.915, 2}, {2.985, 3}}, digit, singleLimit,
              "the greatest one it survives, by bisection", "|u|"),
      guessing(),
  };
  for (Figure& f : all)
    if (f.name == "latchConstantInput") f.because = "√(w(w − 1)) − arcosh √w is .02048 there: .021 seems to have been rounded twice";
  return all;
}

}  // namespace unroll
