// Jaeger 2001, "Short term memory in echo state networks": how much of its past the state of a random net holds.
#include "probing/memory_curve.h"

#include "reproduce/figure.h"

namespace unroll {

namespace {

constexpr int fewReservoirs = 5;  // that the published numbers may be means of

double capacityOf(RandomReservoir reservoir, double inputScale, std::uint64_t seed) {
  reservoir.seed = seed;
  MemorySettings settings;
  settings.inputScale = inputScale;
  settings.seed = seed;
  MemoryMeasurement measurement(reservoir, settings);
  constexpr double slice = 1000;
  while (!measurement.advance(slice)) {
  }
  return measurement.curve().capacity;
}

// Of two sizes: 20 and 50 units.
Figure figureOf(std::string name, std::string claim, RandomReservoir reservoir, double inputScale, double small, double large) {
  Figure f;
  f.name = std::move(name);
  f.source = "Jaeger 2001; recomputed";
  f.claim = std::move(claim);
  f.points = {{large, 50, 0, fewReservoirs}, {small, 20, 0, fewReservoirs}};
  f.tolerance = 0.05;
  f.seeds = 20;
  f.minutes = 0.05;
  f.method =
      "a reservoir and an input of each seed; Σ r²(k) on held-out steps, K = 2 N delays, floor subtracted; the published number is taken "
      "as the mean of five";
  const std::string floor = "; perhaps a floor K/n was taken out of each delay's share, where ours takes out what noise alone would score";
  f.because = reservoir.orthogonal && reservoir.linear
                  ? "a linear net that loses nothing keeps exactly N (Jaeger 2001): the published numbers are too low" + floor
              : reservoir.orthogonal
                  ? "those of the linear net, which keeps exactly N, are too low as well" + floor
                  : "what the published input is the scale of isn't said (x, or x times a weight): ours is x in ±input, weights in ±1";
  f.xName = "N";
  f.yName = "memory capacity";
  for (std::size_t i = 0; i < f.points.size(); ++i) {
    reservoir.units = static_cast<int>(f.points[i].x);
    f.measures.push_back({i, "", nullptr, [reservoir, inputScale](std::uint64_t seed) {
                            return std::vector<double>{capacityOf(reservoir, inputScale, seed)};
                          }});
  }
  return f;
}

}  // namespace

std::vector<Figure> memoryFigures() {
  Figure bound = figureOf("memoryBound", "memory capacity can't exceed N: N = 50/20",
                          {.spectralRadius = 0.95, .orthogonal = true, .linear = true}, 1, 20, 50);
  bound.compare = Figure::Compare::atMost;
  bound.method = "the linear orthogonal reservoir of the next figure";
  for (Published& p : bound.points) p.runs = 0;
  return {bound,
          figureOf("memoryLinearOrthogonal", "memory capacity: linear, orthogonal, ρ = .95, N = 50/20: 48.0/18.5",
                   {.spectralRadius = 0.95, .orthogonal = true, .linear = true}, 1, 18.5, 48.0),
          figureOf("memoryLinearGaussian", "memory capacity: linear, Gaussian, ρ = .9, N = 50/20: 30.7/17.3",
                   {.spectralRadius = 0.9, .linear = true}, 1, 17.3, 30.7),
          figureOf("memoryTanhOrthogonal", "memory capacity: tanh, orthogonal, ρ = .95, input .1, N = 50/20: 47.8/18.8",
                   {.spectralRadius = 0.95, .orthogonal = true}, 0.1, 18.8, 47.8),
          figureOf("memoryTanhGaussian", "memory capacity: tanh, Gaussian, ρ = .9, input .1, N = 50/20: 24.9/15.8", {.spectralRadius = 0.9},
                   0.1, 15.8, 24.9),
          figureOf("memoryTanhLoud", "memory capacity: tanh, Gaussian, ρ = .9, input 2, N = 50/20: 8.9/7.5", {.spectralRadius = 0.9}, 2,
                   7.5, 8.9),
          figureOf("memoryTanhShort", "memory capacity: tanh, Gaussian, ρ = .5, input .1, N = 50/20: 14.0/10.4", {.spectralRadius = 0.5},
                   0.1, 10.4, 14.0)};
}

}  // namespace unroll
