// How a metric stands against that of the blind answer: what a net got right or wrong by chance is neither better nor worse.
#pragma once

namespace unroll {

// `higherIsBetter`: a share of right answers, else an error.
bool beatsBlind(double metric, double blind, bool higherIsBetter);
bool worseThanBlind(double metric, double blind, bool higherIsBetter);

}  // namespace unroll
