// The nets of the problem Washing out, and what is measured of them in slices.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "network/network.h"
#include "probing/memory_curve.h"
#include "probing/state_distance.h"
#include "problems/problems.h"
#include "problems/washout.h"
#include "tasks/experiment.h"
#include "training/trainer.h"

namespace unroll {

// Elman, LSTM, GRU and reservoir, and the net's own cell if it is another: alike in all else.
std::vector<Experiment> washoutNets(const Problems& settings);
// With its first weights, as a training has them. A reservoir has no biases and weights in ±1 from each input (Jaeger 2001).
Network<float> washoutNetwork(const Experiment& net);

// Two sequences of the task that differ in one input, through each net, before and after training.
class StatesApart {
 public:
  void use(const Problems& settings);  // what holds for these settings too is kept
  bool advance(double milliseconds);   // true when done
  bool done() const;
  const std::vector<std::shared_ptr<const WashoutNet>>& nets() const { return shown_; }
  int differAt() const { return differAt_; }

 private:
  struct Net {
    Experiment experiment;
    std::unique_ptr<Network<float>> first;
    std::unique_ptr<Trainer> trainer;
    std::unique_ptr<StateDistance> under;  // way
    bool measured = false;                 // with first weights, for the present sequences
    std::int64_t measuredAt = -1;          // the update that `trained` is of; −1: none

    std::int64_t updates() const { return trainer ? trainer->update() : 0; }
    bool learns() const;
    bool isTrained(std::int64_t goal) const { return updates() >= goal || (trainer && trainer->diverged()); }
  };
  void measure(Net& net, std::shared_ptr<const WashoutNet>& picture, bool trained, double milliseconds);
  bool train(Net& net, std::int64_t until, double milliseconds);
  bool isDone(const Net& net) const;

  Problems settings_;
  Table x_, other_;
  int differAt_ = 0;
  std::vector<Net> nets_;
  std::uint64_t version_ = 0;
  std::vector<std::shared_ptr<const WashoutNet>> shown_;
};

// Memory curves of the same nets, one after the other.
class MemoriesOfNets {
 public:
  void use(const Problems& settings);
  bool advance(double milliseconds);
  bool done() const { return next_ == experiments_.size() && !experiments_.empty(); }
  const std::vector<WashoutMemory>& memories() const { return shown_; }

 private:
  Problems settings_;
  std::vector<Experiment> experiments_;
  std::size_t next_ = 0;
  std::unique_ptr<Network<float>> network_;
  std::optional<MemoryMeasurement> measurement_;
  std::vector<WashoutMemory> shown_;
};

}  // namespace unroll
