#include "scenes/task_choice.h"

#include "scenes/training_stage.h"
#include "tasks/task.h"

namespace unroll {

void chooseTask(SceneContext& context, Column& column) {
  std::vector<ui::Option> options;
  int chosen = 0;
  for (const Task* task : allTasks()) {
    const std::string words = "choice.task." + std::string(task->name);
    if (task->name == context.snapshot.current.task) chosen = static_cast<int>(options.size());
    const std::string blind = task->metric == Metric::shareRight ? percent(task->blindMetric) : plainNumber(task->blindMetric, 3);
    options.push_back({context.tr(words + ".title"), context.tr(words + ".caption", {{"blind", blind}})});
  }
  if (ui::select(context.ui, column, "task", context.tr("key.task"), options, chosen))
    context.set("task", std::string(allTasks()[static_cast<std::size_t>(chosen)]->name));
}

}  // namespace unroll
