#include "tasks/task.h"

namespace unroll {

#define UNROLL_TASK(function) const Task& function();
#include "tasks/tasks.inc"
#undef UNROLL_TASK

std::span<const Task* const> allTasks() {
  static const Task* const all[] = {
#define UNROLL_TASK(function) &function(),
#include "tasks/tasks.inc"
#undef UNROLL_TASK
  };
  return all;
}

const Task* findTask(std::string_view name) {
  for (const Task* task : allTasks())
    if (task->name == name) return task;
  return nullptr;
}

}  // namespace unroll
