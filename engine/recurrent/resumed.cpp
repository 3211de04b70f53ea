#include "recurrent/resumed.h"

#include "recurrent/experiment_text.h"
#include "recurrent/keys.h"

namespace unroll {

Result<std::int64_t> resume(Simulation& simulation, std::string_view text, const std::string& name) {
  std::int64_t updates = simulation.update();
  for (const auto& [key, value] : splitExperiment(text)) {
    const Experiment present = simulation.settings();
    Experiment changed = present;
    if (auto set = setKey(changed, key, value); !set) return set.error();
    if (key == "updates") {
      updates = changed.updates;
      if (updates < simulation.update())
        return Error{"updates=" + value + ": " + name + " is at update " + std::to_string(simulation.update()) + " already"};
    } else if (findKey(key)->live) {
      if (auto done = simulation.apply(SetSetting{key, value}); !done) return done.error();
    } else if (keyValue(changed, key) != keyValue(present, key)) {
      return Error{key + "=" + value + ": " + name + " has " + key + "=" + keyValue(present, key)};
    }
  }
  return updates;
}

}  // namespace unroll
