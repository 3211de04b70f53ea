// What a command would do to a running training, before it is done.
#include <cmath>

#include "recurrent/keys.h"
#include "recurrent/simulation_state.h"

namespace unroll {

bool Simulation::wouldChange(const Command& command) const {
  const State& s = *state_;
  if (const auto* set = std::get_if<SetSetting>(&command)) {
    Experiment changed = s.current;
    if (!setKey(changed, set->key, set->value)) return true;
    if (set->key == "edits") return changed.edits != s.experiment.edits;
    if (set->key == "updates") return changed.updates != s.trainer.update() || changed.updates != s.goal;
    return keyValue(changed, set->key) != keyValue(s.current, set->key);
  }
  if (const auto* set = std::get_if<SetWeight>(&command)) {
    const Network<float>& network = s.trainer.network();
    const Parameter* p = network.find(set->name);
    if (!p || set->row < 0 || set->row >= p->rows || set->col < 0 || set->col >= p->cols || !(std::fabs(set->value) <= 1e6)) return true;
    return p->in(network.values())(set->row, set->col) != static_cast<float>(set->value);
  }
  return true;
}

// Two places are kept for the edits of setGoal(): each end condition may be switched off by going on.
Result<void> Simulation::State::hasRoomFor(const Command& command) const {
  const auto* setting = std::get_if<SetSetting>(&command);
  const KeyInfo* key = setting ? findKey(setting->key) : nullptr;
  if (experiment.edits.size() + 2 < mostEdits || !(std::holds_alternative<SetWeight>(command) || (key && key->live))) return {};
  return Error{"edits: this training was changed by hand " + std::to_string(experiment.edits.size()) +
               " times already; begin anew to change more"};
}

Result<void> Simulation::State::leavesLaterEdits(const Edit& edit) const {
  if (nextEdit == experiment.edits.size()) return {};
  Experiment then = current;
  if (auto set = setKey(then, edit.target, edit.value); !set) return set;
  then.edits.assign(experiment.edits.begin() + static_cast<std::ptrdiff_t>(nextEdit), experiment.edits.end());
  if (auto fits = fitsTogether(then); !fits) return fits;
  if (const auto dropped = dropImpossibleEdits(then); !dropped.empty())
    return Error{edit.target + "=" + edit.value + ": " + dropped.front().message};
  return {};
}

bool Simulation::State::editedAtTheStart(const std::string& key) const {
  if (key == "tying") return !experiment.edits.empty();  // the weights that edits name depend on it
  for (std::size_t i = 0; i < nextEdit; ++i)
    if (experiment.edits[i].target == key) return true;
  return false;
}

}  // namespace unroll
