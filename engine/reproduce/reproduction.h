// A published figure, measured again: in slices, so that a page can draw meanwhile, or with several jobs.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/result.h"
#include "reproduce/figure.h"
#include "training/curve.h"

namespace unroll {

struct Outcome {
  const Figure* figure = nullptr;
  Estimate ours;                      // of the figure's first point
  std::vector<Estimate> points;       // of all of them
  Verdict verdict = Verdict::notYet;  // until all seeds are done
  std::string reason;
  int seeds = 0;
  double seconds = 0;  // of wall-clock time
};

// What the figure is drawn of.
struct FigureCurve {
  enum class Kind { ours, published, blind, training };  // training: the metric of one net over its updates; of the first 100
  struct Point {
    double x = 0, y = 0, error = 0;
  };
  Kind kind = Kind::ours;
  std::string name;           // of a training: its experiment
  std::vector<Point> points;  // by x
};

class Reproduction {
 public:
  static Result<Reproduction> begin(const Figure& figure, int seeds = 0);  // 0: as many as the figure says
  Reproduction(Reproduction&&) noexcept;
  Reproduction& operator=(Reproduction&&) noexcept;
  ~Reproduction();

  bool advance(double milliseconds);  // returns whether it is done
  void finish(int jobs);              // the same numbers, whatever `jobs` is

  std::size_t done() const;  // measures of a seed
  std::size_t goal() const;
  Outcome outcome() const;                  // as far as it has come
  std::vector<FigureCurve> curves() const;  // the same

 private:
  struct State;
  explicit Reproduction(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace unroll
