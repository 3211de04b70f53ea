// What each way to draw the first weights promises.
#include <doctest/doctest.h>

#include <cmath>

#include "analysis/spectrum.h"
#include "network/init.h"
#include "recurrent/recurrent.h"

using namespace unroll;

namespace {

NetworkShape shapeOf(const char* cell, int hidden) {
  NetworkShape shape;
  shape.cell = cell;
  shape.inputSize = 3;
  shape.hiddenSize = hidden;
  shape.outputSize = 2;
  shape.peepholes = true;
  return shape;
}

// Gate g of a parameter, as a matrix.
Eigen::MatrixXd gate(const Network<float>& network, const char* name, int g) {
  const Parameter& p = *network.find(name);
  Eigen::MatrixXd m(p.gateSize(), p.cols);
  for (int row = 0; row < p.gateSize(); ++row)
    for (int col = 0; col < p.cols; ++col) m(row, col) = static_cast<double>(p.in(network.values())(g * p.gateSize() + row, col));
  return m;
}

Network<float> drawn(const char* cell, int hidden, const char* init, double scale = 1, double forgetBias = 0) {
  Network<float> network(shapeOf(cell, hidden), Tying::tied);
  initialize(network, init, scale, 5, forgetBias);
  return network;
}

double greatestEigenvalue(const Eigen::MatrixXd& m) { return std::abs(eigenvalues(m).at(0)); }

}  // namespace

TEST_CASE("orthogonal weights are orthonormal, gate by gate") {
  for (const char* cell : {"elman", "gru", "lstm"}) {
    const Network<float> network = drawn(cell, 20, "orthogonal");
    for (int g = 0; g < network.find("rnn.weight_hh_l0")->blocks; ++g) {
      const Eigen::MatrixXd hh = gate(network, "rnn.weight_hh_l0", g), ih = gate(network, "rnn.weight_ih_l0", g);
      CHECK((hh.transpose() * hh - Eigen::MatrixXd::Identity(20, 20)).cwiseAbs().maxCoeff() < 1e-6);
      CHECK((ih.transpose() * ih - Eigen::MatrixXd::Identity(3, 3)).cwiseAbs().maxCoeff() < 1e-6);
    }
    const Eigen::MatrixXd readout = gate(network, "readout.weight", 0);
    CHECK((readout * readout.transpose() - Eigen::MatrixXd::Identity(2, 2)).cwiseAbs().maxCoeff() < 1e-6);
    CHECK(gate(network, "rnn.bias_ih_l0", 0).norm() == 0);
  }
}

TEST_CASE("the spectral radius is the one asked for, by the eigenvalues of the QR algorithm") {
  for (int hidden : {1, 2, 3, 7, 32, 100}) {
    for (double radius : {0.5, 0.95, 1.25}) {
      CAPTURE(hidden);
      const Network<float> network = drawn("reservoir", hidden, "spectral", radius);
      CHECK(near(greatestEigenvalue(gate(network, "rnn.weight_hh_l0", 0)), radius, 1e-4));
    }
  }
  // A rotation has two complex eigenvalues of the same size; a nilpotent matrix has none but 0.
  CHECK(near(spectralRadius({0, -3, 3, 0}, 2), 3, 1e-5));
  CHECK(spectralRadius({0, 1, 0, 0}, 2) == 0);
}

TEST_CASE("identity, xavier, he, zero and the forget gate's bias") {
  const Network<float> irnn = drawn("elman", 8, "identity", 0.5);
  CHECK(gate(irnn, "rnn.weight_hh_l0", 0) == Eigen::MatrixXd::Identity(8, 8) * 0.5);
  CHECK(gate(irnn, "rnn.weight_ih_l0", 0).cwiseAbs().maxCoeff() < 0.005);
  CHECK(drawn("gru", 6, "zero").values().norm() == 0);

  const Eigen::MatrixXd xavier = gate(drawn("elman", 100, "xavier"), "rnn.weight_hh_l0", 0);
  CHECK(xavier.cwiseAbs().maxCoeff() <= std::sqrt(6.0 / 200));
  CHECK(near(std::sqrt(xavier.squaredNorm() / 10000), std::sqrt(6.0 / 200 / 3), 0.03));
  const Eigen::MatrixXd he = gate(drawn("elman", 100, "he"), "rnn.weight_hh_l0", 0);
  CHECK(near(std::sqrt(he.squaredNorm() / 10000), std::sqrt(2.0 / 100), 0.03));

  const Network<float> plain = drawn("lstm", 5, "pytorch"), forgetful = drawn("lstm", 5, "pytorch", 1, 2);
  for (int g = 0; g < 4; ++g) {
    const double shift = (gate(forgetful, "rnn.bias_ih_l0", g) - gate(plain, "rnn.bias_ih_l0", g)).mean();
    CHECK(near(shift, g == 1 ? 2 : 0, 1e-6));
  }
  CHECK(gate(plain, "rnn.bias_hh_l0", 1) == gate(forgetful, "rnn.bias_hh_l0", 1));
}

TEST_CASE("untied copies begin as the tied net, learned start states at zero") {
  NetworkShape shape = shapeOf("lstm", 5);
  shape.learnedStart = true;
  shape.bidirectional = true;
  for (const Choice& init : listInits()) {
    Network<float> tied(shape, Tying::tied), untied(shape, Tying::untied, 3);
    initialize(tied, init.name, 1, 9);
    initialize(untied, init.name, 1, 9);
    CHECK(untied.values() == tied.unfold(3).values());
    CHECK(gate(tied, "rnn.h0_l0", 0).norm() == 0);
    CHECK(gate(tied, "rnn.c0_l0_reverse", 0).norm() == 0);
  }
}
