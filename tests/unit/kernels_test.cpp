// Every kernel table against plain loops that sum in the order of the inner index: equal to the bit, for all lane counts that this
// machine has, and for sizes that fill no tile evenly.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "cells/elman/kernels.h"
#include "cells/gru/kernels.h"
#include "cells/lstm/kernels.h"
#include "core/kernels.h"
#include "core/matrix.h"
#include "core/random.h"

using namespace unroll;

namespace {

std::vector<const Kernels<float>*> tables() {
  std::vector<const Kernels<float>*> all{&kernelsFor<Kernels<float>>(4)};
#ifdef UNROLL_MULTIVERSION
  if (__builtin_cpu_supports("avx2")) all.push_back(&kernelsFor<Kernels<float>>(8));
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl")) all.push_back(&kernelsFor<Kernels<float>>(16));
#endif
  return all;
}

std::vector<float> drawn(std::size_t count, Random& random) {
  std::vector<float> values(count);
  for (float& v : values) v = random.normal();
  return values;
}

std::size_t at(int row, int stride, int col) {
  return static_cast<std::size_t>(row) * static_cast<std::size_t>(stride) + static_cast<std::size_t>(col);
}

struct Sizes {
  int outputs, inner, rows;
};
const Sizes sizes[] = {{1, 1, 1}, {3, 2, 5}, {8, 8, 1}, {13, 7, 6}, {32, 32, 7}, {44, 33, 11}, {68, 19, 3}, {140, 64, 13}};

}  // namespace

TEST_CASE("product equals the plain loop") {
  Random random(1);
  for (const Sizes& s : sizes) {
    CAPTURE(s.outputs);
    const int stride = padded(s.outputs);
    const auto weights = drawn(at(s.inner, stride, 0), random), in = drawn(at(s.rows, s.inner, 0), random),
               start = drawn(static_cast<std::size_t>(stride), random);
    for (const Kernels<float>* k : tables()) {
      CAPTURE(k->lanes);
      std::vector<float> packed(weights.size()), out(at(s.rows, stride, 0));
      k->pack(weights.data(), stride, s.inner, packed.data());
      k->product(packed.data(), stride, s.inner, in.data(), s.inner, start.data(), 0, out.data(), stride, s.rows);
      bool equal = true;
      for (int n = 0; n < s.rows; ++n) {
        for (int i = 0; i < stride; ++i) {
          float sum = start[static_cast<std::size_t>(i)];
          for (int c = 0; c < s.inner; ++c) sum += weights[at(c, stride, i)] * in[at(n, s.inner, c)];
          equal = equal && out[at(n, stride, i)] == sum;
        }
      }
      CHECK(equal);
    }
  }
}

TEST_CASE("product with transposed weights equals the plain loop, and padding is zero") {
  Random random(2);
  for (const Sizes& s : sizes) {
    const int stride = padded(s.inner), outputs = padded(s.outputs);
    const auto weights = drawn(at(s.outputs, stride, 0), random), in = drawn(at(s.rows, s.inner, 0), random);
    for (const Kernels<float>* k : tables()) {
      std::vector<float> packed(at(outputs, s.inner, 0)), out(at(s.rows, outputs, 0), 5.0f);
      k->packTransposed(weights.data(), stride, s.outputs, outputs, s.inner, packed.data());
      k->product(packed.data(), outputs, s.inner, in.data(), s.inner, nullptr, 0, out.data(), outputs, s.rows);
      bool equal = true;
      for (int n = 0; n < s.rows; ++n) {
        for (int i = 0; i < outputs; ++i) {
          float sum = 0;
          for (int c = 0; i < s.outputs && c < s.inner; ++c) sum += weights[at(i, stride, c)] * in[at(n, s.inner, c)];
          equal = equal && out[at(n, outputs, i)] == sum;
        }
      }
      CHECK(equal);
    }
  }
}

TEST_CASE("weight gradients equal the plain loop, however the rows are cut") {
  Random random(3);
  for (const Sizes& s : sizes) {
    const int stride = padded(s.outputs), rows = 17 * s.rows;
    const auto delta = drawn(at(rows, stride, 0), random), in = drawn(at(rows, s.inner, 0), random);
    for (const Kernels<float>* k : tables()) {
      std::vector<float> whole(at(s.inner, stride, 0), 0.0f), cut(whole), bias(static_cast<std::size_t>(stride), 0.0f);
      const Factor<float> all{in.data(), s.inner, s.inner, whole.data()};
      k->accumulate(delta.data(), stride, stride, &all, 1, bias.data(), rows);
      const int first = rows / 3;
      const Factor<float> begin{in.data(), s.inner, s.inner, cut.data()};
      const Factor<float> rest{in.data() + at(first, s.inner, 0), s.inner, s.inner, cut.data()};
      k->accumulate(delta.data(), stride, stride, &begin, 1, nullptr, first);
      k->accumulate(delta.data() + at(first, stride, 0), stride, stride, &rest, 1, nullptr, rows - first);
      CHECK(whole == cut);
      bool equal = true;
      for (int i = 0; i < stride; ++i) {
        float biasSum = 0;
        for (int n = 0; n < rows; ++n) biasSum += delta[at(n, stride, i)];
        equal = equal && bias[static_cast<std::size_t>(i)] == biasSum;
        for (int c = 0; c < s.inner; ++c) {
          float sum = 0;
          for (int n = 0; n < rows; ++n) sum += delta[at(n, stride, i)] * in[at(n, s.inner, c)];
          equal = equal && whole[at(c, stride, i)] == sum;
        }
      }
      CHECK(equal);
    }
  }
}

TEST_CASE("an Elman step, forward and back, equals the plain loop for every activation") {
  Random random(4);
  for (int hidden : {1, 5, 8, 16, 33, 64}) {
    const int stride = padded(hidden), rows = 5;
    std::vector<float> weights = drawn(at(hidden, stride, 0), random);
    for (int c = 0; c < hidden; ++c)
      for (int i = hidden; i < stride; ++i) weights[at(c, stride, i)] = 0;
    const auto previous = drawn(at(rows, stride, 0), random), projected = drawn(at(rows, stride, 0), random);
    const auto next = drawn(at(rows, stride, 0), random), readout = drawn(at(rows, stride, 0), random);
    for (int a = 0; a < activationCount; ++a) {
      CAPTURE(std::string(activationNames[a]));
      const auto activation = static_cast<Activation>(a);
      for (const Kernels<float>* k : tables()) {
        std::vector<float> packed(weights.size()), transposed(weights.size()), h(previous.size()), dh(previous.size()), da(previous.size());
        k->pack(weights.data(), stride, hidden, packed.data());
        k->packTransposed(weights.data(), stride, hidden, stride, hidden, transposed.data());
        std::vector<float> kept = projected;
        kernelsFor<ElmanKernels<float>>(k->lanes).forward[a](packed.data(), stride, hidden, stride, previous.data(), stride,
                                                             {previous.data(), h.data(), nullptr, nullptr, kept.data(), rows, 1, 1});
        kernelsFor<ElmanKernels<float>>(k->lanes).backward[a](transposed.data(), stride, hidden, stride,
                                                              {next.data(), readout.data(), h.data(), previous.data(), kept.data(), nullptr,
                                                               nullptr, nullptr, dh.data(), da.data(), rows, 1, 1});
        bool equal = true;
        for (int n = 0; n < rows; ++n) {
          for (int i = 0; i < hidden; ++i) {
            float sum = projected[at(n, stride, i)], back = readout[at(n, stride, i)];
            for (int c = 0; c < hidden; ++c) sum += weights[at(c, stride, i)] * previous[at(n, stride, c)];
            for (int c = 0; c < hidden; ++c) back += weights[at(i, stride, c)] * next[at(n, stride, c)];
            const float value = activate(activation, sum);
            equal = equal && h[at(n, stride, i)] == value && dh[at(n, stride, i)] == back;
            equal = equal && da[at(n, stride, i)] == back * slopeFromValue(activation, value);
          }
        }
        CHECK(equal);
      }
    }
  }
}

TEST_CASE("gated steps, gathers and scatters have the same bits in every table") {
  // What they compute is checked against PyTorch (golden) and central differences (gradient).
  for (int hidden : {1, 5, 8, 16, 33, 64}) {
    CAPTURE(hidden);
    const int units = padded(hidden), rows = 7, steps = 2;
    const auto run = [&](const Kernels<float>& k) {
      Random random(6);
      std::vector<float> all;
      const auto keep = [&](const std::vector<float>& v) { all.insert(all.end(), v.begin(), v.end()); };
      for (int gates : {3, 4}) {
        const int kept = (gates + 1) * units;
        const auto weights = drawn(at(hidden, gates * units, 0), random), extra = drawn(at(3, units, 0), random);
        std::vector<float> packed(weights.size()), transposed(at(units, gates * units, 0));
        k.packGates(weights.data(), gates, units, hidden, packed.data());
        k.packTransposed(weights.data(), gates * units, hidden, units, gates * units, transposed.data());
        for (int peepholes = 0; peepholes < (gates == 4 ? 2 : 1); ++peepholes) {
          std::vector<float> h = drawn(at((steps + 1) * rows, units, 0), random), c = h, row = drawn(at(steps * rows, kept, 0), random);
          std::vector<float> dc = drawn(at(rows, units, 0), random), dh = drawn(at(steps * rows, units, 0), random), da(row.size());
          const ForwardRun<float> forward{
              h.data(), h.data() + at(rows, units, 0), c.data(), c.data() + at(rows, units, 0), row.data(), rows, steps, 1};
          const std::size_t last = at((steps - 1) * rows, units, 0), lastKept = at((steps - 1) * rows, kept, 0), slot = at(rows, units, 0);
          const BackwardRun<float> backward{nullptr,
                                            dh.data() + last,
                                            h.data() + last + slot,
                                            h.data() + last,
                                            row.data() + lastKept,
                                            c.data() + last + slot,
                                            c.data() + last,
                                            dc.data(),
                                            dh.data() + last,
                                            da.data() + lastKept,
                                            rows,
                                            steps,
                                            1};
          if (gates == 3) {
            kernelsFor<GruKernels<float>>(k.lanes).forward(packed.data(), extra.data(), units, hidden, forward);
            kernelsFor<GruKernels<float>>(k.lanes).backward(transposed.data(), units, backward);
          } else {
            kernelsFor<LstmKernels<float>>(k.lanes).forward[peepholes](packed.data(), extra.data(), units, hidden, forward);
            kernelsFor<LstmKernels<float>>(k.lanes).backward[peepholes](transposed.data(), extra.data(), units, backward);
          }
          for (const auto* v : {&h, &c, &row, &dc, &dh, &da}) keep(*v);
          std::vector<float> products(static_cast<std::size_t>(units), 0.5f);
          k.accumulateElementwise(da.data(), kept, dh.data(), units, units, products.data(), rows);
          keep(products);
        }
      }
      const int classes[] = {2, 0, 2, 1};
      const auto table = drawn(at(3, units, 0), random), start = drawn(at(1, units, 0), random);
      std::vector<float> out(at(4, units, 0)), gradient(table.size(), 0.0f);
      k.gather(table.data(), units, classes, start.data(), out.data(), units, 4);
      k.scatter(out.data(), units, units, classes, gradient.data(), 4);
      CHECK(out[at(1, units, 0)] == start[0] + table[0]);
      CHECK(gradient[at(2, units, 0)] == out[0] + out[at(2, units, 0)]);
      keep(out);
      keep(gradient);
      return all;
    };
    const auto expected = run(*tables().front());
    for (const Kernels<float>* k : tables()) CHECK(run(*k) == expected);
  }
}

TEST_CASE("optimiser steps and sums have the same bits in every table") {
  Random random(5);
  const auto gradients = drawn(148, random), start = drawn(148, random);
  const auto run = [&](const Kernels<float>& k) {
    std::vector<float> all;
    for (float decay : {0.0f, 0.01f}) {
      const StepFactors f{0.01f, 1.3f, 0.9f, decay};
      using Step = void (*)(float*, const float*, float*, int, StepFactors);
      using TwoSlotStep = void (*)(float*, const float*, float*, float*, int, StepFactors);
      for (Step step : {k.momentum, k.nesterov, k.rmsprop, k.adagrad}) {
        std::vector<float> values = start, memory(148, 0.0f);
        for (int n = 0; n < 3; ++n) step(values.data(), gradients.data(), memory.data(), 148, f);
        all.insert(all.end(), values.begin(), values.end());
      }
      for (TwoSlotStep step : {k.adam, k.adamw}) {
        std::vector<float> values = start, first(148, 0.0f), second(148, 0.0f);
        for (int n = 0; n < 3; ++n) step(values.data(), gradients.data(), first.data(), second.data(), 148, f);
        all.insert(all.end(), values.begin(), values.end());
      }
      std::vector<float> values = start;
      k.sgd(values.data(), gradients.data(), 148, f);
      k.clamp(values.data(), 148, 0.5f);
      CHECK(std::fabs(*std::max_element(values.begin(), values.end())) == 0.5f);
      all.insert(all.end(), values.begin(), values.end());
    }
    all.push_back(k.sumOfSquares(gradients.data(), 148));
    return all;
  };
  const auto expected = run(*tables().front());
  for (const Kernels<float>* k : tables()) CHECK(run(*k) == expected);
  double sum = 0;
  for (float g : gradients) sum += static_cast<double>(g) * static_cast<double>(g);
  CHECK(near(static_cast<double>(expected.back()), sum, 1e-6));
}

TEST_CASE("a number that is not finite is noticed wherever it stands") {
  for (const Kernels<float>* k : tables()) {
    for (std::size_t i = 0; i < 24; ++i) {
      std::vector<float> values(24, 1e38f);
      CHECK(k->allFinite(values.data(), 24));
      values[i] = i % 2 ? INFINITY : NAN;
      CHECK_FALSE(k->allFinite(values.data(), 24));
    }
  }
}
