// Streams of random numbers against each other: what is drawn for the weights says nothing about the data, and a seed nothing
// about the next one.
#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <cstdint>

#include "core/random.h"

using namespace unroll;

namespace {

constexpr int generators = 6, draws = 2, columns = generators * draws;
constexpr int count = 1'000'000;

using Draws = std::array<double, columns>;

Draws firstDraws(std::array<Random, generators> all) {
  Draws row{};
  for (std::size_t i = 0; i < row.size(); ++i) row[i] = static_cast<double>(all[i / draws].uniform()) - 0.5;
  return row;
}

// What |z| exceeds in one of `comparisons` draws of N(0, 1) with a chance of at most 1 in 100: P(|z| > x) ≤ 2 e^(−x²/2).
double bound(int comparisons) { return std::sqrt(2 * std::log(2 * comparisons / 0.01)); }

// The first draws that `of(k)` makes, over k = 0, 1, 2 …, have the mean and the variance of a uniform number, and no correlation
// r with each other or with those of k + 1: |r| √n is within some 4.6 standard errors.
template <class Of>
void checkUncorrelated(Of of) {
  std::array<double, columns> sums{};
  std::array<std::array<double, columns>, columns> same{}, next{};  // sums of products: of one k, of k and k + 1
  Draws here = of(0);
  for (int k = 0; k < count; ++k) {
    const Draws after = of(static_cast<std::uint64_t>(k) + 1);
    for (std::size_t i = 0; i < columns; ++i) {
      sums[i] += here[i];
      for (std::size_t j = 0; j < columns; ++j) {
        same[i][j] += here[i] * here[j];
        next[i][j] += here[i] * after[j];
      }
    }
    here = after;
  }
  const double root = std::sqrt(static_cast<double>(count));
  const double limit = bound(2 * columns + columns * (columns - 1) / 2 + columns * columns);
  for (std::size_t i = 0; i < columns; ++i) {
    CAPTURE(i);
    CHECK(std::fabs(sums[i] / count) * std::sqrt(12.0) * root < limit);
    CHECK(std::fabs(same[i][i] / count - 1.0 / 12) * std::sqrt(180.0) * root < limit);  // (u − ½)² has the variance 1/180
    for (std::size_t j = 0; j < columns; ++j) {
      CAPTURE(j);
      if (j < i) CHECK(std::fabs(12 * same[i][j] / count) * root < limit);
      CHECK(std::fabs(12 * next[i][j] / count) * root < limit);
    }
  }
}

}  // namespace

TEST_CASE("the streams of a seed are uncorrelated, with each other and with those of the next seed") {
  checkUncorrelated([](std::uint64_t seed) {
    return firstDraws({Random(seed, Stream::weights), Random(seed, Stream::training), Random(seed, Stream::evaluation),
                       Random(seed, Stream::probe), Random(seed, Stream::probe, 1), Random(seed, Stream::probe, 2)});
  });
}

TEST_CASE("the substreams of a stream are uncorrelated, with those of other streams and of other seeds too") {
  checkUncorrelated([](std::uint64_t substream) {
    return firstDraws({Random(1, Stream::weights, substream), Random(1, Stream::training, substream),
                       Random(1, Stream::evaluation, substream), Random(1, Stream::probe, substream), Random(2, Stream::probe, substream),
                       Random(UINT64_MAX, Stream::probe, substream)});
  });
}
