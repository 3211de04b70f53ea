// Eigenvalues of the Jacobian of a chain's state, ∂s_{t+1}/∂s_t: how one step stretches and turns what is remembered. Beyond the unit
// circle a difference grows from step to step, within it it fades (Pascanu, Mikolov & Bengio 2013, §2.1).
#pragma once

#include <complex>
#include <vector>

#include "analysis/derivatives.h"

namespace unroll {

// Of the part that is remembered: h, for LSTM h and c, for Jordan what is fed back; none without a memory. The largest |λ| first, a
// conjugate pair with the positive imaginary part before the other. Empty too where a number isn't finite.
// In several layers the whole state's Jacobian is triangular, block by block: its eigenvalues are those of all chains together.
template <class Real>
std::vector<std::complex<double>> eigenvalues(const StepDerivatives<Real>& derivatives, bool remembersHidden);

// Into that order.
void sortBySize(std::vector<std::complex<double>>& values);

// Of any square matrix, in that order. Our own QR algorithm: Eigen's takes the compiler long and would make the page larger.
std::vector<std::complex<double>> eigenvalues(const Eigen::MatrixXd& matrix);

}  // namespace unroll
