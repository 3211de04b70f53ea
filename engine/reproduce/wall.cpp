// Pascanu, Mikolov & Bengio 2013: the wall in the error of one unit, over w and b.
#include "probing/wall.h"

#include <algorithm>
#include <cmath>

#include "reproduce/figure.h"

namespace unroll {

namespace {

const WallNet net;

Figure exactly(std::string name, std::string claim, std::vector<Published> points, double tolerance, std::string xName, std::string yName,
               double (*of)(double x), std::string method) {
  Figure f;
  f.name = std::move(name);
  f.source = "Pascanu, Mikolov & Bengio 2013, figure 6; numbers recomputed";
  f.claim = std::move(claim);
  f.points = std::move(points);
  f.kind = Figure::Kind::exact;
  f.tolerance = tolerance;
  f.minutes = 0.01;
  f.method = std::move(method);
  f.xName = std::move(xName);
  f.yName = std::move(yName);
  for (std::size_t i = 0; i < f.points.size(); ++i)
    f.measures.push_back({i, "", nullptr, [of, x = f.points[i].x](std::uint64_t) { return std::vector<double>{of(x)}; }});
  return f;
}

double place(double w) {
  const auto wall = wallAt(net, w);
  return wall ? wall->b : unknown;
}
double steepness(double w) {
  const auto wall = wallAt(net, w);
  return wall ? std::log10(wall->gradient) : unknown;
}
double thickness(double w) {
  const auto wall = wallAt(net, w);
  return wall ? wall->thickness : unknown;
}
double besideWall(double distance) { return wallPoint(net, 5, place(5) + distance).loss; }

// Of the norms of the gradient on a lattice.
double medianGradient(double) {
  constexpr int side = 400;
  WallView view;
  view.columns = view.rows = side;
  std::vector<double> all;
  for (int row = 0; row < side; ++row)
    for (int column = 0; column < side; ++column) all.push_back(wallPoint(net, view.w(column), view.b(row)).norm());
  const auto middle = all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2);
  std::nth_element(all.begin(), middle, all.end());
  return *middle;
}

// The least w for which x = w σ(x) + b has more than one solution: w σ' − 1 has the sign of w/4 − 1 at its greatest. By counting, on the b
// that makes 0 of the symmetric point: b = −w/2.
double leastW(double) {
  const auto solutions = [](double w) {
    int count = 0;
    double before = 0;
    for (double x = -3.00001; x < 3; x += 1e-4) {
      const double rise = w / (1 + std::exp(-x)) - w / 2 - x;
      count += before != 0 && (rise > 0) != (before > 0);
      before = rise;
    }
    return count;
  };
  double low = 3, high = 5;
  while (high - low > 1e-6) {
    const double w = 0.5 * (low + high);
    (solutions(w) > 1 ? high : low) = w;
  }
  return 0.5 * (low + high);
}

}  // namespace

std::vector<Figure> wallFigures() {
  Figure thin = exactly("wallThin", "Pascanu's wall: at w = 6 it is thinner than 10⁻⁵", {{1e-5, 6}}, 0, "w", "thickness in b", thickness,
                        "from a tenth to nine tenths of the way between the stable states, by bisection");
  thin.compare = Figure::Compare::atMost;
  return {
      exactly("wallPlace", "Pascanu's wall, E = (σ(x₅₀) − .7)²: the wall stands at b = −2.6123 (w = 5), −2.1247 (w = 4.2)",
              {{-2.6123, 5}, {-2.1247, 4.2}}, 0.00005 + 1e-7, "w", "b", place, "followed by bisection"),
      exactly("wallPlace6", "Pascanu's wall: at w = 6 it stands near b = −3.235", {{-3.235, 6}}, 0.0005, "w", "b", place,
              "followed by bisection"),
      exactly("wallGradient", "Pascanu's wall: the gradient upon it is 6,800 (w = 5), 22 (w = 4.2)", {{3.83251, 5}, {1.34242, 4.2}}, 0.01,
              "w", "log₁₀ of the gradient", steepness, "log₁₀ of its norm; two digits are given, so ±.01"),
      exactly("wallJump", "Pascanu's wall: at w = 5 E falls from .34 to .010 across .002", {{.34, -.001}, {.010, .001}}, 0.005,
              "b beside the wall", "E", besideWall, ".001 on both sides of the wall"),
      exactly("wallMedian", "Pascanu's wall: the median gradient over w 3…7, b −3.5…−1.5 is .07", {{.07}}, 0.005, "", "gradient",
              medianGradient, "on 400 × 400 points"),
      thin,
      exactly("wallBegins", "Pascanu's wall: two stable fixed points need w > 4", {{4}}, 0.001, "", "w", leastW,
              "the least w with three solutions of x = w σ(x) + b, by bisection"),
  };
}

}  // namespace unroll
