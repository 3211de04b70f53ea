#include "problems/trained_net.h"

#include "core/check.h"
#include "tasks/task.h"
#include "training/trainer.h"

namespace unroll {

std::unique_ptr<Network<float>> networkOf(Simulation& simulation) {
  Snapshot snapshot;
  SnapshotParts parts;
  parts.curves = parts.probe = false;
  simulation.fill(snapshot, parts);
  const Experiment& experiment = simulation.settings();
  auto network = std::make_unique<Network<float>>(networkShape(experiment, *findTask(experiment.task)), Tying::tied);
  for (const ParameterTable& table : snapshot.parameters) {
    const Parameter* parameter = network->find(table.name);
    UNROLL_CHECK(parameter);
    const auto weights = parameter->in(network->values());
    for (int row = 0; row < table.values.rows; ++row)
      for (int col = 0; col < table.values.cols; ++col) weights(row, col) = table.values.at(row, col);
  }
  network->pack();
  return network;
}

}  // namespace unroll
