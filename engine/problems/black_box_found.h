// Black box: what was found, as its picture and its facts have it.
#pragma once

#include <memory>

#include "core/facts.h"
#include "probing/automaton.h"
#include "probing/principal_components.h"
#include "problems/black_box.h"

namespace unroll {

// nullptr: there is none.
std::shared_ptr<const BlackBoxAutomaton> foundAutomaton(const AutomatonSearch& search, const Task& task,
                                                        const PrincipalComponents& components);
void tellPicture(const BlackBoxPicture& picture, Facts& facts);

}  // namespace unroll
