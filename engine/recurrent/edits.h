// The words of an edit: which weight ("rnn.weight_hh_l0[1][2]", "rnn.bias_ih_l0[3]") and its value as text.
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"
#include "recurrent/recurrent.h"
#include "tasks/experiment.h"

namespace unroll {

Result<WeightPlace> parseWeightTarget(std::string_view target);
std::string printWeightTarget(const WeightPlace& place, bool isBias);

Result<float> parseWeightValue(std::string_view target, std::string_view value);
std::string printWeightValue(float value);  // the shortest text that reads back to the same float

// More than anyone makes by hand, and few enough for a link, an undo step and a model file.
constexpr std::size_t mostEdits = 10000;

// The value of the key `edits`: "120:learningRate=0.01,350:rnn.weight_hh_l0[1][2]=0.5".
Result<std::vector<Edit>> parseEdits(std::string_view text);
std::string printEdits(const std::vector<Edit>& edits);

// Takes out the edits that can't be done at their update and says why: the network has no such weight (a wrong name or index, or a
// tied weight after `tying=untied`), or the setting doesn't fit together with the others as they are then. Without its edits the
// experiment must be valid.
std::vector<Error> dropImpossibleEdits(Experiment& experiment);

}  // namespace unroll
