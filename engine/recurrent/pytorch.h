// A PyTorch script of a recurrent net: builds the same net, reads the model file, draws the task's sequences (or reads them from a file)
// and goes on training with the same optimiser, to what float32 allows. For whoever wants to work on with other tools, or to check us.
#pragma once

#include <string>

#include "core/result.h"
#include "recurrent/recurrent.h"

namespace unroll {

struct PytorchFiles {
  std::string model;      // as the script opens it: where saveModel() was written
  std::string sequences;  // the same of sequencesForPytorch(); empty: the script draws them itself, as drawsInPython() allows
};

// Python 3 with torch (1.13 or later) alone. An error if the weights are untied.
Result<std::string> pytorchScript(const Simulation& simulation, const PytorchFiles& files);

// Whether the script draws the task's sequences itself: those that training here would draw next.
bool drawsInPython(const Experiment& experiment);
// Otherwise a file has the next ones that training would draw: a CSV (recurrent/own_sequences.h).
std::string sequencesForPytorch(const Simulation& simulation, int sequences);

}  // namespace unroll
