// What the registries hold, for menus and `unroll list`.
#include "cells/cell.h"
#include "core/activation.h"
#include "core/check.h"
#include "recurrent/keys.h"
#include "recurrent/recurrent.h"
#include "tasks/task.h"
#include "training/loss.h"
#include "training/optimizer.h"

namespace unroll {

std::vector<Choice> listTasks() {
  std::vector<Choice> choices;
  for (const Task* task : allTasks()) choices.push_back({std::string(task->name), std::string(task->help)});
  return choices;
}

BlindAnswer blindAnswer(std::string_view name) {
  const Task* task = findTask(name);
  UNROLL_CHECK(task);
  Experiment experiment;
  UNROLL_CHECK(setKey(experiment, "task", name));
  return {task->blindMetric(experiment), task->metric != Metric::meanSquaredError};
}

std::vector<Choice> listCells() {
  std::vector<Choice> choices;
  for (const CellEntry* cell : allCells()) choices.push_back({std::string(cell->name), std::string(cell->help)});
  return choices;
}

std::vector<Choice> listActivations() {
  std::vector<Choice> choices;
  for (std::string_view name : activationNames) choices.push_back({std::string(name), std::string(name)});
  return choices;
}

std::vector<Choice> listOptimizers() {
  std::vector<Choice> choices;
  for (const Optimizer* optimizer : allOptimizers()) choices.push_back({std::string(optimizer->name), std::string(optimizer->help)});
  return choices;
}

std::vector<Choice> listLosses() {
  std::vector<Choice> choices;
  for (const LossEntry& loss : allLosses()) choices.push_back({std::string(loss.name), std::string(loss.help)});
  return choices;
}

std::vector<Choice> listInits() {
  return {
#define UNROLL_INIT(name, help) {#name, help},
#include "network/inits.inc"
#undef UNROLL_INIT
  };
}

}  // namespace unroll
