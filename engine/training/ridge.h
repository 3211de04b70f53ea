// The readout of a reservoir in closed form, by ridge regression over all rows seen so far:
//   (W, b) = argmin Σ ‖W h + b − target‖² + λ n ‖W‖²,  n rows    ⇔    (Σ h̃ h̃ᵀ + λ n I) (W, b)ᵀ = Σ h̃ targetᵀ,  h̃ = (h, 1)
// (Jaeger 2001; Lukoševičius 2012, eq. 9). The bias isn't penalised. Sums and solution in double, in a fixed order of operations: the
// same bits on every target. λ is at least a hundred-millionth of the mean square of h, so that there always is a solution.
#pragma once

#include "network/network.h"
#include "training/loss.h"

namespace unroll {

// What is remembered between updates.
struct RidgeSums {
  Buffer<double> products;  // Σ h̃ h̃ᵀ [n][padded n], n = H·D + 1
  Buffer<double> targets;   // Σ h̃ targetᵀ [n][padded O]
  double rows = 0;
};

class Ridge {
 public:
  Ridge(const NetworkShape& shape, int batch);

  RidgeSums start() const;

  // An update in pieces: adds the rows of the steps that count, then writes the solution into the readout of `values`, a flat block of
  // `network`. begin(), then advance() with the same arguments until it is true.
  void begin();
  bool advance(const Trace<float>& trace, const LossMask& mask, const Target<float>& target, double penalty, const Network<float>& network,
               RidgeSums& sums, Buffer<float>& values);
  double workPerPiece() const { return workPerPiece_; }  // multiplications, about

 private:
  void addStep(int t, const Trace<float>& trace, const Target<float>& target, RidgeSums& sums);
  void factorRow(int i, const RidgeSums& sums);
  void substitute(const RidgeSums& sums);

  NetworkShape shape_;
  int features_;                      // n
  Buffer<double> rows_, wanted_;      // [B][padded n], [B][padded O] of one step
  Buffer<double> factor_, solution_;  // Cholesky's L [n][n], [n][padded O]
  double workPerPiece_;
  int step_ = 0;                     // the next one to add
  int row_ = -1;                     // of L, the next one; −1: rows are still to be added
  double least_ = 0, diagonal_ = 0;  // of the equation under way: smallest pivot, λ n
};

}  // namespace unroll
