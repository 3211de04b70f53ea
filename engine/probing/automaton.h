// The automaton in a net that reads symbols (Giles et al. 1992; Omlin & Giles 1996): its states over many sequences are gathered into
// clusters by k-means, and how symbols lead from cluster to cluster is counted. Beside it the automaton that the task asks for, and how
// both agree.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "probing/state_samples.h"

namespace unroll {

struct AutomatonSettings {
  int sequences = 300;
  // k. 0: the least k at which, on the held-out half of the sequences, the cluster and the symbol foretell the next cluster in at least
  // `determinism` of all steps, and the clusters explain at least `explained` of the variance of the net's answers; if no k up to
  // `mostStates` does, the one whose product of both is greatest.
  int states = 0;
  int mostStates = 20;  // ≤ 64
  double determinism = 0.98, explained = 0.95;
};

struct FoundAutomaton {
  int states = 0;  // 0 … states − 1 are clusters; the state before the first symbol is start() = states
  int symbols = 0;
  std::vector<std::vector<double>> centres;  // [states] of what is remembered (StateSamples); empty in a minimized one
  std::vector<std::vector<double>> answers;  // [states][O] the mean answer there
  std::vector<int> counts;                   // [states + 1, symbols, states] how often a symbol led from one to the other
  double determinism = 0, explained = 0;     // held out, see AutomatonSettings
  std::vector<int> partOf;                   // of a minimized one: [states of the other] in which of its states each is merged

  int start() const { return states; }
  int count(int from, int symbol, int to) const {
    return counts[(static_cast<std::size_t>(from) * static_cast<std::size_t>(symbols) + static_cast<std::size_t>(symbol)) *
                      static_cast<std::size_t>(states) +
                  static_cast<std::size_t>(to)];
  }
  int next(int state, int symbol) const;                     // the likeliest; −1: that symbol never came there
  double shareOf(int state, int symbol) const;               // of the times that it led there; 0 where it never came
  std::vector<int> run(std::span<const int> symbols) const;  // the state after each, from the start; −1 from where it isn't known
  // States whose mean answers differ by less than `same` in each number and that all symbols lead on from to states merged likewise count
  // as one (Moore 1956); a transition that was never seen stands in nobody's way.
  FoundAutomaton minimized(double same = 0.25) const;
};

// How a found automaton stands to that of the task, over sequences of a series of their own: both read the same symbols.
struct AutomatonComparison {
  std::vector<int> meaning;  // [states + 1] the task's state that each found state mostly stands for; the start's is 0; −1: never reached
  double agreement = 0;      // share of all steps at which the found state stands for the task's
  double transitions = 0;    // share of the found transitions (of each state and symbol that was seen) that lead where the task's do
  int missing = 0;           // states of the task that were reached and that no found state stands for
  // All agrees; a found state may still be one of several that stand for the same, which minimized() merges.
  bool isSame() const { return agreement == 1 && transitions == 1 && missing == 0; }
};

// The symbol at step t as the task's automaton reads it; of other tasks the input that is 1, or of a single input the bit. −1: none.
int symbolOf(const Task& task, SequenceReader x, int t, int inputs);
int symbolsOf(const Task& task, const Experiment& experiment);

class AutomatonSearch {
 public:
  // A net in one direction. All must live, and stay as they are, until done.
  AutomatonSearch(const Network<float>& network, const Experiment& experiment, const Task& task, const AutomatonSettings& settings = {});

  bool advance(double milliseconds);  // true when done
  bool isDone() const { return isDone_; }
  const FoundAutomaton& found() const { return found_; }
  const StateSamples& samples() const { return sampling_.samples(); }
  const std::vector<int>& clusters() const { return clusters_; }  // [rows of the samples] −1 after a sequence's end
  // Where each k that was tried came to, from k = 1 on (or the one that was given).
  struct Tried {
    int states;
    double determinism, explained;
  };
  const std::vector<Tried>& tried() const { return tried_; }

  // Only of a task that has an automaton.
  AutomatonComparison compare(const FoundAutomaton& found) const;

 private:
  void takePoints();
  void beginTry();
  void iterate();
  void assign();
  void judge();
  int nearest(const std::vector<double>& centres, std::size_t row, double* distance = nullptr) const;

  const Experiment& experiment_;
  const Task& task_;
  AutomatonSettings settings_;
  StateSampling sampling_;
  int symbols_;
  std::vector<int> read_;            // [rows] symbols, −1 from a sequence's end on
  std::vector<std::size_t> points_;  // rows that are clustered: all of the first half, or every so many-th
  Random random_;
  int k_ = 0, attempt_ = 0, iteration_ = 0;
  std::vector<double> centres_, best_;  // [k, N]
  double leastSpread_ = 0;
  std::vector<int> belongs_;  // [points]
  bool assigns_ = false;      // all rows to the best centres of this k
  std::vector<int> assigned_;
  std::vector<Tried> tried_;
  FoundAutomaton found_;
  std::vector<int> clusters_;
  bool isDone_ = false;
};

}  // namespace unroll
