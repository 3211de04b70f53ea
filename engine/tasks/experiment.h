// Experiment: everything that defines a run, as one plain struct. Its text form is in recurrent/experiment_text.h; the ranges,
// defaults and help of each key are in recurrent/keys.h. The same Experiment gives the same weights, bit for bit, on every target.
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
  std::string task = "adding";
  int delay = 3;        // echo: steps between an input and its repetition
  double noise = 0.05;  // sine, latch: standard deviation of the noise on the input
  int symbols = 2;      // order: symbols whose order matters; counting: letters that come equally often
  std::string data;     // text, series, rows: the hash of own data (tasks/own_data.h); empty: what is built in
  std::string column;   // series: the column of own data, by name or number; empty: the last one of numbers

  std::string cell = "elman";
  int hiddenSize = 16;
  int layers = 1;
  bool bidirectional = false;
  std::string activation = "tanh";    // f of a hidden unit, where the cell has one
  std::string tying = "tied";         // tied: one copy of the weights for all time steps; untied: a copy per step
  bool peepholes = false;             // the gates see the cell state
  double forgetBias = 0;              // added to the first bias of the forget gate
  int window = 5;                     // inputs that a step sees, its own included
  std::string initialState = "zero";  // zero, learned: the state before the first step is trained too
  std::string init = "pytorch";
  double initScale = 1.0;  // a factor on the drawn weights; with init=spectral the spectral radius of W_hh

  int seqLen = 20;      // T
  std::string input;    // the sequence that is shown, where it is not drawn (recurrent/own_input.h); training draws its own
  std::string start;    // the state before the first step that it begins with there (recurrent/own_input.h), where it is given
  int batchSize = 32;   // B
  int trainingSet = 0;  // sequences that training has; 0: ever new ones

  std::string loss = "task";    // task: the task's own
  std::string lossAt = "task";  // the time steps that count: where the task says, every, last

  std::string optimizer = "adam";
  double learningRate = 0.003;
  double momentum = 0.9;              // momentum, nesterov
  double weightDecay = 0.0;           // ridge: the penalty λ
  double clipNorm = 0.0;              // greatest global 2-norm of the gradient, 0: no clipping
  double clipValue = 0.0;             // greatest absolute value of a gradient's entry, 0: no clipping
  std::string schedule = "constant";  // how the learning rate changes
  std::int64_t scheduleEvery = 1000;  // updates: step: between two drops; cosine: of the whole descent; plateau: without progress
  double scheduleFactor = 0.1;        // step, plateau: of each drop; cosine: what is left at the end
  std::string readout = "gradient";   // gradient, ridge: the readout of a reservoir in closed form
  std::string gradient = "bptt";      // bptt, rtrl
  int truncate = 0;                   // k₂, time steps that a gradient goes back; 0: all
  int truncateEvery = 0;              // k₁, time steps between two passes back; 0: as truncate

  std::uint64_t seed = 1;
  std::int64_t updates = 0;   // updates to run
  double stopAt = -1.0;       // metric that ends training; negative: none
  std::int64_t patience = 0;  // updates without a better training loss after which training ends; 0: never

  std::vector<Edit> edits;  // in order of their update

  bool operator==(const Experiment&) const = default;
};

}  // namespace unroll
