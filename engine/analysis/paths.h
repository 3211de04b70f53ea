// A contribution taken apart. Its pieces: what the loss of step τ has against the copy of a weight that step t used, ∂L_τ/∂(copy t of w);
// over τ they sum to the contribution of t. A piece's paths: from that copy through one component of the state at each step to the loss,
// each a product of single derivatives (for Elman W · f′ · W · f′ …); over all paths they sum to the piece.
#pragma once

#include <vector>

#include "analysis/derivatives.h"
#include "network/truncation.h"

namespace unroll {

// Fills pieces[τ · T + t] for one weight (its place in a tied network's values()), from ∂L/∂y in `gradient`; in pieces of one τ.
template <class Real>
class Pieces {
 public:
  // All must live, and stay as they are, until done. Truncated, each loss goes back over its own pass.
  Pieces(const Network<Real>& network, const Trace<Real>& trace, const GradientTrace<Real>& gradient, Eigen::Index weight,
         Truncation truncation = {});
  bool advance();
  void run() {
    while (!advance()) {
    }
  }
  Real at(int tau, int t) const { return pieces_[index(tau, trace_.shape.steps, t)]; }

 private:
  const Network<Real>& network_;
  const Trace<Real>& trace_;
  const GradientTrace<Real>& gradient_;
  Eigen::Index weight_;
  Truncation truncation_;
  GradientTrace<Real> one_;  // the loss of τ alone
  Buffer<Real> block_;
  std::vector<Real> pieces_;
  int tau_ = 0;
};

// A component of a chain's state at one step: h[component], or what is carried, component − H.
struct PathNode {
  int layer = 0;
  int direction = 0;
  int t = 0;
  int component = 0;
  double factor = 0;  // the derivative of this node by the one before it; of the first by the weight
};

struct Path {
  double product = 0;
  std::vector<PathNode> nodes;  // none: the weight is the readout's, and acts on y_τ at once
  double last = 0;              // ∂L_τ/∂(the last node), directly through y_τ
};

struct Paths {
  std::vector<Path> largest;  // by |product|, the largest first
  double count = 0;           // of all paths that have no factor 0
  double sum = 0;             // over all of them: the piece
};

// The paths of the piece (τ, t) of a weight, at most `most` of them one by one; in pieces of one step. Sequence 0 of the trace, which must
// be the only one.
template <class Real>
class PathSearch {
 public:
  // All must live, and stay as they are, until done.
  PathSearch(const Network<Real>& network, const Trace<Real>& trace, const GradientTrace<Real>& gradient, Eigen::Index weight, int t,
             int tau, std::size_t most = 9, Truncation truncation = {});
  // Multiplications of a piece, and how many there are.
  double workPerPiece() const;
  int pieces() const { return chains_ * (last_ - first_ + 1); }

  bool advance();
  void run() {
    while (!advance()) {
    }
  }
  const Paths& paths() const { return paths_; }

 private:
  // The end of a path, from a node to the loss; `next` leads on.
  struct Suffix {
    double product;
    double factor;  // of the next node by this one; of the loss where there is none
    int next;       // node, −1: the loss
    int rank;       // in its list
  };
  int node(int layer, int direction, int t, int component) const;
  PathNode described(int node) const;
  const std::vector<Suffix>& suffixes(int node) const { return lists_[static_cast<std::size_t>(node)]; }
  void add(int node, double factor, int next);
  void keepLargest(std::vector<Suffix>& list) const;
  void backFrom(int layer, int direction, int t);
  void collect();

  const Network<Real>& network_;
  const Trace<Real>& trace_;
  const GradientTrace<Real>& gradient_;
  StepDerivatives<Real> derivatives_;
  Eigen::Index weight_;
  int t_, tau_, first_, last_;  // the steps that a path can go through
  std::size_t most_;
  int size_, chains_;
  int done_ = 0;                            // pieces
  std::vector<std::vector<Suffix>> lists_;  // by node
  std::vector<double> sums_, counts_;
  Paths paths_;
};

template <class Real>
Paths pathsOf(const Network<Real>& network, const Trace<Real>& trace, const GradientTrace<Real>& gradient, Eigen::Index weight, int t,
              int tau, std::size_t most = 9, Truncation truncation = {}) {
  PathSearch<Real> search(network, trace, gradient, weight, t, tau, most, truncation);
  search.run();
  return search.paths();
}

}  // namespace unroll
