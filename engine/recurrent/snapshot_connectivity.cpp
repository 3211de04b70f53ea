// What a Simulation shows of how the steps of its probe hang together: the carpet of derivatives, the eigenvalues of a step's Jacobian, the
// phase plane of two units.
#include <algorithm>
#include <cmath>

#include "analysis/spectrum.h"
#include "cells/cell.h"
#include "core/activation.h"
#include "core/scalar_math.h"
#include "recurrent/simulation_state.h"
#include "training/loss.h"

namespace unroll {

namespace {

constexpr double mostNumbers = 12e6;    // of a carpet: 48 MB for each layer that is passed at a time
constexpr double mostPerPiece = 6e7;    // multiplications of one of its steps, and
constexpr double mostPerChain = 2.2e6;  // of all eigenvalue problems, without its factor: some 30 ms in a page

}  // namespace

bool Simulation::State::carpetPiece() {
  if (!carpetWish) {
    carpetWork.reset();
    return true;
  }
  if (!probePass.ready) return false;
  const CarpetWish& wish = *carpetWish;
  const Network<float>& network = trainer.network();
  const TraceShape& shape = probeTrace->shape;
  const int steps = shape.steps, units = shape.hiddenSize * shape.directions;
  const bool byHidden = wish.of == CarpetWish::Of::hiddenByHidden, ofOutput = wish.of == CarpetWish::Of::outputByInput;
  if (wish.to >= (ofOutput ? shape.outputSize : units) || wish.from >= (byHidden ? units : shape.inputSize)) {  // asked of another net
    if (!carpetWork || carpetWork->wish != wish) carpetWork.emplace().wish = wish;
    return true;
  }
  if (!carpetWork || (!carpetWork->pass && carpetWork->tooMany == 0) || carpetWork->wish.of != wish.of ||
      carpetWork->wish.from != wish.from) {
    const double state = shape.hiddenSize + shape.carriedSize, sources = wish.from >= 0 ? 1 : byHidden ? units : shape.inputSize;
    const double numbers = sources * steps * steps * units,
                 perPiece = state * (state * steps * sources + shape.keptSize * shape.hiddenSize);
    carpetWork.emplace();
    if (numbers > mostNumbers || perPiece > mostPerPiece)
      carpetWork->tooMany = numbers;
    else
      carpetWork->pass.emplace(network, *probeTrace, byHidden ? Connectivity<float>::Source::hidden : Connectivity<float>::Source::input, 0,
                               wish.from);
  }
  CarpetWork& work = *carpetWork;
  if (work.wish != wish) work.rows = 0;
  work.wish = wish;
  if (!work.pass) return true;
  work.values.resize(steps, steps);
  if (!work.passed) {
    work.passed = work.pass->advance();
    return false;
  }
  if (work.rows == steps) return true;
  // A row: of one number by one other with its sign, else their norm.
  const int t = work.rows++, sources = work.pass->sourceSize();
  Derivative<float> output;
  if (ofOutput) {
    output = work.pass->output(t);
    const Loss loss = lossOf(current, *task);
    if (loss == Loss::binaryCrossEntropy)
      for (int o = 0; o < shape.outputSize; ++o)
        output.row(o) *= slopeFromValue(Activation::sigmoid, math::sigmoid(probeTrace->output(t)[o]));
    if (loss == Loss::crossEntropy) {  // ∂p_o/∂z_k = p_o (δ_ok − p_k)
      Buffer<float> p = Buffer<float>::Zero(padded(shape.outputSize));
      answers(loss, probeTrace->output(t), shape.outputSize, p.data());
      const Derivative<float> before = output;
      for (int o = 0; o < shape.outputSize; ++o) {
        output.row(o) = before.row(o) * p[o];
        for (int k = 0; k < shape.outputSize; ++k) output.row(o) -= before.row(k) * (p[o] * p[k]);
      }
    }
  }
  const Derivative<float>& block = ofOutput ? output : work.pass->at(t);
  // What has grown beyond a float has no derivative, whatever slope its activation would have there (relu's is 0).
  bool finite = true;
  for (int i = 0; i < shape.hiddenSize * shape.directions; ++i) finite = finite && std::isfinite(probeTrace->hidden(-1, t, 0, i));
  for (int s = 0; s < steps; ++s) {
    float& value = work.values.values[static_cast<std::size_t>(t) * static_cast<std::size_t>(steps) + static_cast<std::size_t>(s)];
    if (sources == 1 && (wish.to >= 0 || block.rows() == 1))
      value = block(std::max(0, wish.to), s);
    else if (wish.to >= 0)
      value = block.row(wish.to).segment(s * sources, sources).norm();
    else
      value = block.middleCols(s * sources, sources).norm();
    if (!finite && (s <= t || shape.directions > 1)) value = std::nanf("");
  }
  return work.rows == steps;
}

void Simulation::State::fillCarpet(Snapshot& snapshot) const {
  snapshot.carpet.version = probePass.version;
  snapshot.carpet.wish = carpetWork->wish;
  const int rows = carpetWork->wish.of == CarpetWish::Of::outputByInput ? probeTrace->shape.outputSize
                                                                        : probeTrace->shape.hiddenSize * probeTrace->shape.directions;
  snapshot.carpet.isSigned = carpetWork->pass && carpetWork->pass->sourceSize() == 1 && (carpetWork->wish.to >= 0 || rows == 1);
  snapshot.carpet.tooMany = carpetWork->tooMany;
  snapshot.carpet.values = carpetWork->tooMany > 0 ? Table{} : carpetWork->values;
}

void Simulation::State::fillSpectrum(Snapshot& snapshot, int t) const {
  StateSpectrum& spectrum = snapshot.spectrum;
  const Network<float>& network = trainer.network();
  const TraceShape& shape = probeTrace->shape;
  spectrum = {};
  spectrum.version = probePass.version;
  spectrum.t = t;
  if (t >= shape.steps || !network.hasMemory()) return;
  StepDerivatives<float> derivatives(network);
  const bool hidden = network.cell(0, 0, t).remembersHidden();
  const int size = derivatives.size().all() - (hidden ? 0 : derivatives.size().hidden);
  spectrum.size = size * shape.chains();
  if (std::pow(size, 3) * shape.chains() > mostPerChain) return;
  for (int chain = 0; chain < shape.chains(); ++chain) {
    derivatives.take(*probeTrace, chain / shape.directions, chain % shape.directions, t);
    const auto values = eigenvalues(derivatives, hidden);
    spectrum.values.insert(spectrum.values.end(), values.begin(), values.end());
  }
  sortBySize(spectrum.values);
}

bool Simulation::State::saliencyPiece() {
  if (!saliencyWish) {
    saliencyWork.reset();
    return true;
  }
  if (!probePass.ready) return false;
  if (!saliencyWork || saliencyWork->wish != *saliencyWish) {
    const TraceShape& shape = probeTrace->shape;
    const int t = saliencyWish->t;
    saliencyWork.emplace().wish = *saliencyWish;
    saliencyWork->done = t < 0 || t >= shape.steps || saliencyWish->output >= shape.outputSize;
    if (saliencyWork->done) return true;
    const float* y = probeTrace->output(t);
    const auto greatest = static_cast<int>(std::max_element(y, y + shape.outputSize) - y);
    saliencyWork->output = saliencyWish->output >= 0 ? saliencyWish->output : greatest;
    saliencyWork->pass.emplace(trainer.network(), *probeTrace, lossOf(current, *task), t, saliencyWork->output);
  }
  if (!saliencyWork->done) saliencyWork->done = saliencyWork->pass->advance(0);
  return saliencyWork->done;
}

void Simulation::State::fillSaliency(Snapshot& snapshot) const {
  AnswerSaliency& saliency = snapshot.saliency;
  saliency = {};
  saliency.version = probePass.version;
  saliency.wish = saliencyWork->wish;
  saliency.output = saliencyWork->output;
  if (!saliencyWork->pass) return;
  saliency.answer = saliencyWork->pass->found().answer;
  saliency.sizes = saliencyWork->pass->found().sizes;
}

UnitPlane unitPlane(const Snapshot& snapshot, int t) {
  UnitPlane plane;
  for (int i = 0; i < 2; ++i) {
    const Explanation why = explainHidden(snapshot, t, i);
    plane.activation = findActivation(why.activation).value_or(Activation::tanh);
    for (const Term& term : why.terms) {
      const auto weight = static_cast<double>(term.weight);
      if (term.kind == Term::Kind::recurrent)
        plane.w[static_cast<std::size_t>(i)][static_cast<std::size_t>(term.index)] = weight;
      else
        plane.drive[static_cast<std::size_t>(i)] += weight * static_cast<double>(term.operand);
    }
  }
  return plane;
}

}  // namespace unroll
