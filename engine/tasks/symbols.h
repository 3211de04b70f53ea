// What tasks over an alphabet share: each symbol is one input or output that is 1 among zeros.
#pragma once

#include <algorithm>
#include <cmath>
#include <span>
#include <string_view>
#include <vector>

#include "tasks/task.h"

namespace unroll {

inline void writeSymbol(SequenceWriter to, int t, int symbol, int symbols) {
  for (int i = 0; i < symbols; ++i) to(t, i) = i == symbol ? 1.f : 0.f;
}

// A step that isn't asked for, with the inputs of one that isn't there.
inline void writeNothing(SequenceWriter x, int inputs, SequenceWriter target, int outputs, int t) {
  for (int i = 0; i < inputs; ++i) x(t, i) = 0;
  for (int o = 0; o < outputs; ++o) target(t, o) = notAsked;
}

inline int symbolAt(SequenceReader x, int t, int symbols) {  // −1: none
  for (int i = 0; i < symbols; ++i)
    if (x(t, i) == 1) return i;
  return -1;
}
// The same of an input that anybody may have made: −1: all are 0, −2: neither that nor one 1 among zeros.
inline int onlySymbolAt(SequenceReader x, int t, int symbols) {
  int found = -1;
  for (int i = 0; i < symbols; ++i) {
    if (x(t, i) == 0) continue;
    if (x(t, i) != 1 || found != -1) return -2;
    found = i;
  }
  return found;
}
inline int symbolAt(const Table& x, int t) { return symbolAt(SequenceReader{x.values.data(), x.cols}, t, x.cols); }

// The likeliest symbol, the first of equal ones; −1 where a number is none.
inline int likeliestAt(SequenceReader y, int t, int symbols) {
  int best = 0;
  for (int i = 0; i < symbols; ++i) {
    if (!(y(t, i) == y(t, i))) return -1;
    if (y(t, i) > y(t, best)) best = i;
  }
  return best;
}

// Whether each symbol that may come is likelier than each that may not (Hochreiter & Schmidhuber 1997).
inline bool allLegalFirst(SequenceReader y, int t, std::span<const char> legal) {
  float least = std::numeric_limits<float>::infinity(), most = -least;
  for (std::size_t i = 0; i < legal.size(); ++i) {
    const float p = y(t, static_cast<int>(i));
    if (!(p == p)) return false;
    legal[i] ? least = std::min(least, p) : most = std::max(most, p);
  }
  return least > most;
}

}  // namespace unroll
