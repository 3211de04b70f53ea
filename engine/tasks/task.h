// A sequence task: what a network is shown, what it should answer, how that is judged, and what a blind answer scores.
// One task per file; a task is a record of plain functions. tasks.inc lists them in menu order.
#pragma once

#include <span>
#include <string_view>
#include <utility>

#include "core/experiment.h"
#include "core/random.h"

namespace unroll {

enum class Loss { meanSquaredError, crossEntropy, binaryCrossEntropy };
enum class Metric { meanSquaredError, shareRight };  // shareRight: output and target on the same side of .5

// One sequence of a batch [T, B, features]: a view that writes entry f of step t into a strided array.
struct SequenceWriter {
  float* data;
  int stepStride;

  float& operator()(int t, int feature = 0) const { return data[t * stepStride + feature]; }
};

struct Task {
  std::string_view name;
  std::string_view help;
  int inputSize;
  int outputSize;
  Loss loss;
  bool bits;  // all targets are 0 or 1
  Metric metric;
  double blindMetric;  // of the best answer that ignores the input
  double blindLoss;
  double learnedBound;  // metric below it (above it for shareRight): learned

  // Draws one sequence of T steps: x [T, inputSize], target [T, outputSize]. Steps that don't count have target 0.
  void (*draw)(const Experiment& experiment, Random& random, SequenceWriter x, SequenceWriter target);
  bool (*counts)(const Experiment& experiment, int t);  // step t is part of the loss
  bool (*scored)(const Experiment& experiment, int t);  // step t is part of the metric
  int (*shortest)(const Experiment& experiment);        // least seqLen with at least one counted and scored step

  // The task's own default settings, as key=value pairs of the Experiment.
  std::span<const std::pair<std::string_view, std::string_view>> defaults;
};

std::span<const Task* const> allTasks();
const Task* findTask(std::string_view name);  // nullptr: no such task

}  // namespace unroll
