// Rumelhart, Hinton & Williams 1986, chapter 8: shift registers. (Their sequence completion needs training sets of fixed size.)
#include "reproduce/measures.h"

namespace unroll {

std::vector<Figure> rumelhartFigures() {
  Figure f;
  f.name = "shiftRegister";
  f.source = "Rumelhart, Hinton & Williams 1986, chapter 8";
  f.claim = "shift registers of 3 and of 5 units are learned";
  f.points = {{1, 3}, {1, 5}};
  f.compare = Figure::Compare::atLeast;
  f.kind = Figure::Kind::share;
  f.scale = 1;
  f.seeds = 50;
  f.minutes = 0.2;
  f.method =
      "task echo, delay 2 with 3 units, 4 with 5 units: share of the seeds that learn within 5,000 updates (Adam, 32 sequences of 20 bits)";
  f.xName = "H";
  f.yName = "share of the seeds that learn";
  f.measures = {learnedShare(0, "task=echo&delay=2&hiddenSize=3&updates=5000&stopAt=0.99"),
                learnedShare(1, "task=echo&delay=4&hiddenSize=5&updates=5000&stopAt=0.99")};
  return {f};
}

}  // namespace unroll
