#include "scenes/recurrent/net_in_words.h"

#include <cmath>

namespace unroll {

std::string netInWords(const SceneContext& context) {
  const Experiment& now = context.snapshot.current;
  std::string name = context.tr("choice.cell." + now.cell + ".title");
  if (now.layers > 1) name += ", " + context.tr("simpleNet.layers", {{"n", std::to_string(now.layers)}});
  if (now.bidirectional) name += ", " + context.tr("simpleNet.bidirectional");
  return name;
}

std::string overflowInWords(const SceneContext& context) {
  const Passage& probe = context.snapshot.probe;
  for (const Table* table : {&probe.h, &probe.y})
    for (const float v : table->values)
      if (!std::isfinite(v)) return context.tr("notFinite");
  return {};
}

std::string outputFunction(const Snapshot& snapshot) {
  if (snapshot.outputActivation == "identity") return {};
  return snapshot.outputActivation == "softmax" ? "Softmax" : "Sigmoid";
}

}  // namespace unroll
