// Experiment: everything that defines a run, as one plain struct. Its text form is in io/experiment_text.h; the ranges,
// defaults and help of each key are in io/keys.h. The same Experiment gives the same weights, bit for bit, on every target.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace unroll {

// A change made by hand after `update` updates: a setting (target "learningRate", "tying"…) or one weight
// (target "rnn.weight_hh_l0[1][2]", indices row and column; biases have one index).
struct Edit {
  std::int64_t update = 0;
  std::string target;
  std::string value;

  bool operator==(const Edit&) const = default;
};

// Names (task, cell, activation…) are those of the registries: tasks/tasks.inc, cells/cells.inc and so on.
struct Experiment {
  std::string scene = "sequence";

  std::string task = "adding";
  int delay = 3;        // echo: steps between an input and its repetition
  double noise = 0.05;  // sine: standard deviation of the noise on the input

  std::string cell = "elman";
  std::string activation = "tanh";
  std::string tying = "tied";  // tied: one copy of the weights for all time steps; untied: a copy per step
  int hiddenSize = 16;
  std::string init = "pytorch";
  double initScale = 1.0;  // a factor on the drawn weights

  int seqLen = 20;     // T
  int batchSize = 32;  // B

  std::string optimizer = "adam";
  double learningRate = 0.003;
  double momentum = 0.9;  // used by optimizer=momentum
  double clipNorm = 0.0;  // greatest global 2-norm of the gradient, 0: no clipping

  std::uint64_t seed = 1;
  std::int64_t updates = 0;  // updates to run
  double stopAt = -1.0;      // metric that ends training; negative: none

  std::vector<Edit> edits;  // in order of their update

  bool operator==(const Experiment&) const = default;
};

}  // namespace unroll
