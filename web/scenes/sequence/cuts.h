// Connections cut at one time step: of an untied net, one copy's weight counts as 0 there, in what is shown of the sequence.
#pragma once

#include "scenes/recurrent/context.h"
#include "scenes/sequence/view.h"

namespace unroll {

// "rnn.weight_hh_l0@0003[0][1]", several after commas. False: it isn't that, or too many; an empty text cuts nothing.
bool readCuts(std::string_view text, std::vector<WeightPlace>& cuts);
std::string printCuts(const std::vector<WeightPlace>& cuts);

// The button that cuts this copy of a weight, or mends it; nothing where all steps have the same.
void cutControl(const SceneContext& context, Column& column, SequenceView& view, const WeightPlace& place);
// The same for a net that is drawn as a chain, with the choice of the weight.
void chooseCut(const SceneContext& context, Column& column, SequenceView& view);
// The copy of a tied weight's place that step t uses; the same place where all steps have it.
WeightPlace copyAt(const Snapshot& snapshot, const WeightPlace& place, int t);
// A cross on each weight that is cut.
void markCuts(const SceneContext& context, const diagram::NetworkLayout& layout);
void drawCross(const SceneContext& context, ImVec2 at);
// The cut in words: "W_hh[0][1], t = 3".
std::string cutsInWords(const SceneContext& context);

}  // namespace unroll
