// What a snapshot shows of how the steps hang together: the carpet, the eigenvalues, the plane of two units.
#include <doctest/doctest.h>

#include <Eigen/Eigenvalues>

#include <algorithm>
#include <cmath>
#include <string>

#include "analysis/clamps.h"
#include "analysis/connectivity.h"
#include "analysis/fixed_points.h"
#include "analysis/spectrum.h"
#include "cells/cell.h"
#include "core/activation.h"
#include "core/random.h"
#include "recurrent/experiment_text.h"
#include "recurrent/model.h"
#include "recurrent/recurrent.h"

using namespace unroll;

namespace {

std::unique_ptr<Simulation> madeFrom(const std::string& text) {
  const auto experiment = parseExperiment(text);
  REQUIRE(experiment);
  auto created = Simulation::create(experiment.value());
  REQUIRE(created);
  return std::move(created).value();
}

// The snapshot's net and sequence once more in double.
struct InDouble {
  Network<double> net;
  Trace<double> trace;
  static NetworkShape shapeOf(const Snapshot& s) {
    NetworkShape shape;
    shape.cell = s.current.cell;
    shape.inputSize = s.inputSize;
    shape.hiddenSize = s.current.hiddenSize;
    shape.outputSize = s.outputSize;
    shape.layers = s.current.layers;
    shape.bidirectional = s.current.bidirectional;
    shape.window = s.current.window;
    shape.activation = findActivation(s.current.activation).value();
    return shape;
  }
  explicit InDouble(const Snapshot& s) : net(shapeOf(s), Tying::tied), trace(net.traceShape(s.probe.h.rows, 1)) {
    for (const Parameter& p : net.parameters())
      for (const ParameterTable& table : s.parameters)
        if (table.name == p.name) {
          auto values = p.in(net.values());
          for (int row = 0; row < p.rows; ++row)
            for (int col = 0; col < p.cols; ++col) values(row, col) = static_cast<double>(table.values.at(row, col));
        }
    net.pack();
    for (int t = 0; t < s.probe.x.rows; ++t)
      for (int i = 0; i < s.inputSize; ++i) trace.input(t)[i] = static_cast<double>(s.probe.x.at(t, i));
    net.forward(trace);
  }
};

Snapshot carpetOf(Simulation& simulation, const CarpetWish& wish) {
  Snapshot s;
  SnapshotParts parts;
  parts.carpet = wish;
  simulation.fill(s, parts);
  return s;
}

}  // namespace

TEST_CASE("our eigenvalues are those of an independent library") {
  Random random(3);
  const auto check = [](const Eigen::MatrixXd& m) {
    auto ours = eigenvalues(m);
    const Eigen::VectorXcd theirs = Eigen::EigenSolver<Eigen::MatrixXd>(m, false).eigenvalues();
    REQUIRE(static_cast<Eigen::Index>(ours.size()) == theirs.size());
    for (std::size_t i = 1; i < ours.size(); ++i) CHECK(std::abs(ours[i]) <= std::abs(ours[i - 1]));
    for (const auto& value : theirs) {
      const auto closest = std::min_element(ours.begin(), ours.end(),
                                            [&](const auto& a, const auto& b) { return std::abs(a - value) < std::abs(b - value); });
      CHECK(std::abs(*closest - value) <= 1e-9 * std::max(1.0, m.norm()));
      ours.erase(closest);
    }
  };
  for (int n = 1; n <= 40; ++n) {
    Eigen::MatrixXd m(n, n);
    for (Eigen::Index i = 0; i < m.size(); ++i) m.data()[i] = static_cast<double>(random.normal());
    check(m);
    check(1e-30 * m);
    m.row(n / 2).setZero();
    check(m);
    Eigen::MatrixXd round = Eigen::MatrixXd::Zero(n, n);  // a permutation: the n-th roots of 1, on which QR without shifts stands still
    for (int i = 0; i < n; ++i) round(i, (i + 1) % n) = 1;
    check(round);
    check(Eigen::MatrixXd::Identity(n, n));
  }
  Eigen::MatrixXd large(120, 120);
  for (Eigen::Index i = 0; i < large.size(); ++i) large.data()[i] = static_cast<double>(random.normal());
  check(large);
  CHECK(eigenvalues(Eigen::MatrixXd::Constant(2, 2, NAN)).empty());
}

TEST_CASE("the carpet of a snapshot has the numbers of the analysis, for every cell and every wish") {
  using Of = CarpetWish::Of;
  for (const CellEntry* cell : allCells())
    for (const std::string more : {"", "&layers=2", "&bidirectional=true", "&loss=bce"}) {
      const bool bits = more == "&loss=bce";  // one input, and y behind a sigmoid
      auto simulation = madeFrom((bits ? "task=echo&delay=1" : "task=adding") + std::string("&hiddenSize=3&seqLen=7&initScale=2&cell=") +
                                 std::string(cell->name) + more);
      CAPTURE(cell->name);
      CAPTURE(more);
      const bool causal = more != "&bidirectional=true";
      for (const Of of : {Of::hiddenByInput, Of::outputByInput, Of::hiddenByHidden})
        for (const auto& [to, from] : {std::pair{-1, -1}, std::pair{0, 1}, std::pair{-1, 1}, std::pair{0, -1}}) {
          const CarpetWish wish{of, to, bits && of != Of::hiddenByHidden && from > 0 ? 0 : from};
          const Snapshot s = carpetOf(*simulation, wish);
          REQUIRE(s.carpet.version == s.probe.version);
          REQUIRE(s.carpet.wish == wish);
          REQUIRE(s.carpet.values.rows == 7);
          const InDouble same(s);
          Connectivity<double> all(same.net, same.trace,
                                   of == Of::hiddenByHidden ? Connectivity<double>::Source::hidden : Connectivity<double>::Source::input);
          all.run();
          const int sources = all.sourceSize(), hiddenUnits = static_cast<int>(all.at(0).rows());
          double largest = 0;
          const bool single = to >= 0 || (of == Of::outputByInput ? same.trace.shape.outputSize : hiddenUnits) == 1;
          CHECK(s.carpet.isSigned == (single && (from >= 0 || sources == 1)));
          for (int t = 0; t < 7; ++t) {
            Derivative<double> block = of == Of::outputByInput ? all.output(t) : all.at(t);
            if (of == Of::outputByInput && bits) {
              const double y = static_cast<double>(s.probe.y.at(t, 0));
              block *= y * (1 - y);
            }
            for (int k = 0; k < 7; ++k) {
              double squares = 0, one = 0;
              for (int i = 0; i < block.rows(); ++i)
                for (int j = 0; j < sources; ++j) {
                  if ((to >= 0 && i != to) || (wish.from >= 0 && j != wish.from)) continue;
                  one = block(i, k * sources + j);
                  squares += one * one;
                }
              const double shown = static_cast<double>(s.carpet.values.at(t, k));
              CHECK(near(shown, s.carpet.isSigned ? one : std::sqrt(squares), 1e-4, 1e-2));
              if (causal && k > t) CHECK(shown == 0);
              largest = std::max(largest, std::fabs(shown));
            }
          }
          CHECK((largest > 1e-3 || (!cell->memory && of == Of::hiddenByHidden)));
        }
    }
}

TEST_CASE("a carpet comes in slices as at once, follows a weight, and says when it would be too large") {
  const std::string text = "task=adding&hiddenSize=24&seqLen=30&cell=lstm";
  auto atOnce = madeFrom(text), slices = madeFrom(text);
  const CarpetWish wish{CarpetWish::Of::hiddenByHidden, -1, 2};
  const Snapshot whole = carpetOf(*atOnce, wish);
  Snapshot s;
  SnapshotParts parts;
  parts.carpet = wish;
  parts.probe = false;
  const auto finish = [&] {
    slices->fill(s, parts);
    int pieces = 0;
    for (; !slices->probeReady(); ++pieces) {
      CHECK(s.carpet.version <= s.probe.version);  // it is of the same moment or of one before
      (void)slices->advanceProbe(0);
      slices->fill(s, parts);
    }
    return pieces;
  };
  CHECK(finish() > 30);
  CHECK(s.carpet.values.values == whole.carpet.values.values);
  CHECK(finish() == 0);
  const Command turned = SetWeight{"rnn.weight_hh_l0", 2, 1, 0.9};
  REQUIRE(slices->apply(turned));
  REQUIRE(atOnce->apply(turned));
  finish();
  const Snapshot then = carpetOf(*atOnce, wish);
  CHECK(s.carpet.values.values == then.carpet.values.values);
  CHECK(s.carpet.values.values != whole.carpet.values.values);
  // Another one of the same, without the pass anew: only rows.
  parts.carpet->to = 5;
  CHECK(finish() <= 31);
  CHECK(s.carpet.values.values == carpetOf(*atOnce, *parts.carpet).carpet.values.values);

  auto large = madeFrom("task=echo&hiddenSize=128&seqLen=200");
  const Snapshot refused = carpetOf(*large, {CarpetWish::Of::hiddenByHidden, -1, -1});
  CHECK(refused.carpet.values.empty());
  CHECK(refused.carpet.tooMany == 128.0 * 128 * 200 * 200);
  CHECK(carpetOf(*large, {CarpetWish::Of::hiddenByHidden, -1, 3}).carpet.values.rows == 200);
  CHECK(carpetOf(*large, {}).carpet.values.rows == 200);
  const Snapshot none = carpetOf(*large, {CarpetWish::Of::hiddenByInput, 128, 0});  // no such unit
  CHECK(none.carpet.values.empty());
  CHECK(none.carpet.tooMany == 0);
  CHECK(large->probeReady());
}

TEST_CASE("the spectrum of a snapshot: of one unit w·(1−h²), of all layers and directions what the analysis says") {
  auto one = madeFrom("task=adding&hiddenSize=1&seqLen=6&edits=0:rnn.weight_hh_l0[0][0]=1.5");
  for (int t = 0; t < 6; ++t) {
    Snapshot s;
    SnapshotParts parts;
    parts.spectrumAt = t;
    one->fill(s, parts);
    REQUIRE(s.spectrum.values.size() == 1);
    CHECK(s.spectrum.t == t);
    CHECK(near(s.spectrum.values[0].real(), 1.5 * (1 - std::pow(static_cast<double>(s.probe.h.at(t, 0)), 2)), 1e-5));
    CHECK(s.spectrum.values[0].imag() == 0);
  }
  for (const CellEntry* cell : allCells())
    for (const std::string more : {"", "&layers=2", "&bidirectional=true"}) {
      auto simulation = madeFrom("task=adding&hiddenSize=3&seqLen=5&cell=" + std::string(cell->name) + more);
      Snapshot s;
      SnapshotParts parts;
      parts.spectrumAt = 2;
      simulation->fill(s, parts);
      const int chains = more.empty() ? 1 : 2;
      CAPTURE(cell->name);
      CAPTURE(more);
      CHECK(s.spectrum.size == static_cast<int>(s.spectrum.values.size()));
      CHECK((s.spectrum.size > 0) == cell->memory);
      if (!cell->memory) continue;
      const InDouble same(s);
      StepDerivatives<double> derivatives(same.net);
      std::complex<double> sum = 0;
      double trace = 0;
      for (int chain = 0; chain < chains; ++chain) {
        derivatives.take(same.trace, more == "&layers=2" ? chain : 0, more == "&layers=2" ? 0 : chain, 2);
        trace += derivatives.state().trace();
      }
      for (std::size_t i = 0; i < s.spectrum.values.size(); ++i) {
        sum += s.spectrum.values[i];
        if (i > 0) CHECK(std::abs(s.spectrum.values[i]) <= std::abs(s.spectrum.values[i - 1]));
      }
      CHECK(near(sum.real(), trace, 1e-4, 1e-3));
    }
}

TEST_CASE("the plane of two units: its map, fixed points and their kinds are those of the net itself") {
  for (const char* activation : {"tanh", "sigmoid", "relu", "identity"})
    for (const char* seed : {"1", "2", "3"}) {
      CAPTURE(activation);
      CAPTURE(seed);
      auto simulation = madeFrom(std::string("task=adding&hiddenSize=2&seqLen=6&initScale=3&activation=") + activation + "&seed=" + seed);
      Snapshot s;
      simulation->fill(s);
      const InDouble same(s);
      for (const int t : {0, 4}) {
        const UnitPlane plane = unitPlane(s, t);
        const double low = std::string(activation) == "sigmoid" ? 0 : -1.5;
        StateFixedPoints points(same.net, {same.trace.input(t)[0], same.trace.input(t)[1]});
        // One step from the state before leads to h_t.
        std::vector<double> from(2);
        for (int i = 0; i < 2; ++i)
          from[static_cast<std::size_t>(i)] = static_cast<double>(t > 0 ? s.probe.h.at(t - 1, i) : s.probe.h0[static_cast<std::size_t>(i)]);
        const UnitPlane::Point to = plane.next({from[0], from[1]});
        for (int i = 0; i < 2; ++i) CHECK(near(to[static_cast<std::size_t>(i)], static_cast<double>(s.probe.h.at(t, i)), 1e-5, 1e-2));
        points.run();
        const auto found = plane.fixedPoints(low, 1.5);
        CHECK(found.size() == points.found().size());
        for (const UnitPlane::FixedPoint& p : found) {
          const UnitPlane::Point next = plane.next(p.at);
          CHECK(std::max(std::fabs(next[0] - p.at[0]), std::fabs(next[1] - p.at[1])) <= 1e-6 * std::max(1.0, std::fabs(p.at[0])));
          const auto match = std::find_if(points.found().begin(), points.found().end(), [&](const StateFixedPoint& q) {
            return std::fabs(q.state[0] - p.at[0]) + std::fabs(q.state[1] - p.at[1]) < 1e-4 * std::max(1.0, std::fabs(p.at[0]));
          });
          REQUIRE(match != points.found().end());
          CHECK(static_cast<int>(match->kind) == static_cast<int>(p.kind));
          for (std::size_t i = 0; i < 2; ++i) CHECK(near(std::abs(p.eigenvalues[i]), std::abs(match->eigenvalues[i]), 1e-4, 1e-2));
        }
        for (int unit = 0; unit < 2; ++unit)
          for (const UnitPlane::Segment& piece : plane.nullcline(unit, low, 1.5)) {
            const auto i = static_cast<std::size_t>(unit);
            CHECK(std::fabs(plane.next(piece.from)[i] - piece.from[i]) < 0.01);
          }
      }
    }
}

TEST_CASE("two units that each keep a bit: nine fixed points in the plane, and each nullcline is three lines") {
  UnitPlane plane;
  plane.activation = Activation::tanh;
  plane.w = {{{2, 0}, {0, 2}}};
  int kinds[3] = {};
  for (const UnitPlane::FixedPoint& p : plane.fixedPoints(-1.1, 1.1)) {
    ++kinds[static_cast<int>(p.kind)];
    for (const double h : p.at) CHECK((std::fabs(h) < 1e-9 || near(std::fabs(h), 0.957504024079, 1e-9)));  // h = tanh(2h)
  }
  CHECK(kinds[0] == 4);
  CHECK(kinds[1] == 4);
  CHECK(kinds[2] == 1);
  for (const UnitPlane::Segment& piece : plane.nullcline(0, -1.1, 1.1)) {
    const double h = std::fabs(piece.from[0]);
    CHECK((h < 0.01 || near(h, 0.9575, 0.01)));
  }
}

TEST_CASE("what is held in a snapshot's probe: everything downstream follows, what would be stands beside, and let go it is as before") {
  for (const CellEntry* cell : allCells())
    for (const int t : {-1, 2}) {
      CAPTURE(cell->name);
      CAPTURE(t);
      auto simulation = madeFrom("task=adding&hiddenSize=3&seqLen=6&cell=" + std::string(cell->name));
      Snapshot s;
      SnapshotParts parts;
      simulation->fill(s, parts);
      const Table h = s.probe.h, y = s.probe.y;
      CHECK(s.unheld.held.empty());
      const std::uint64_t version = s.version;
      parts.held = {{1, t, 0.25f}};
      simulation->fill(s, parts);
      CHECK(s.version != version);  // pictures are drawn anew
      CHECK(s.unheld.h.values == h.values);
      CHECK(s.unheld.y.values == y.values);
      InDouble same(s);
      forwardClamped(same.net, same.trace, {{0, 1, t, 0.25f}});
      for (int step = 0; step < 6; ++step) {
        if (t < 0 || step == t) CHECK(s.probe.h.at(step, 1) == 0.25f);
        for (int i = 0; i < 3; ++i) {
          CHECK(near(static_cast<double>(s.probe.h.at(step, i)), same.trace.hidden(0, step, 0, i), 1e-5, 1e-2));
          if (step < t) CHECK(s.probe.h.at(step, i) == h.at(step, i));
        }
        CHECK(near(static_cast<double>(s.probe.y.at(step, 0)), same.trace.output(step)[0], 1e-5, 1e-2));
      }
      CHECK(s.probe.y.values != y.values);
      parts.held = {{7, -1, 0.5f}};  // no such unit
      simulation->fill(s, parts);
      CHECK(s.unheld.held.empty());
      CHECK(s.probe.h.values == h.values);
      parts.held.clear();
      simulation->fill(s, parts);
      CHECK(s.probe.h.values == h.values);
      CHECK(s.probe.y.values == y.values);
    }
}

TEST_CASE("a model in the place of another: a snapshot of the former is filled anew, though both have changed as often") {
  RecurrentModel first(madeFrom("task=adding&hiddenSize=3&seqLen=6")), second(madeFrom("task=adding&hiddenSize=2&seqLen=5"));
  Snapshot s;
  SnapshotParts parts;
  parts.carpet = CarpetWish{};
  parts.spectrumAt = 1;
  first.fill(s, parts);
  first.fill(s, parts);
  CHECK(s.carpet.values.rows == 6);
  second.comeAfter(first);
  second.fill(s, parts);
  second.fill(s, parts);
  CHECK(s.current.hiddenSize == 2);
  CHECK(s.probe.h.rows == 5);
  CHECK(s.probe.h.cols == 2);
  CHECK(s.carpet.values.rows == 5);
  CHECK(s.spectrum.values.size() == 2);
}
