// A reference case: a model, its input, and what an independent program (PyTorch, in float64) computed from it. The form of the files
// is "unroll-case-1": tests/golden/*.json.
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"

namespace unroll {

// Runs the case and returns one JSON object with the fields of the file's `expect`: h [T, B, H], y [T, B, O], loss, grad, grad_h; for a
// case with `train`: losses, grad_norms, params. An error names what is missing, damaged, or not available in this program.
Result<std::string> evaluateReferenceCase(std::string_view json);

// The backward pass of the case step by step, in double: loss, grad_h [T, B, H·D], contributions (per parameter [T, …]: ∂loss/∂(the copy
// that step t uses)) and connectivity [T, T, H·D, I] (∂h_t/∂x_s of sequence 0, topmost layer). A case with `train` is refused.
Result<std::string> gradientsOfReferenceCase(std::string_view json);

// The greatest error of `result` against the file's own `expect`, in units of the tolerance 2·10⁻⁵ + 2·10⁻⁴·|theirs| (ten times that
// after training): at most 1 is agreement. Missing or misshapen fields are an error.
Result<double> compareWithExpected(std::string_view json, std::string_view result);

}  // namespace unroll
