#include "scenes/recurrent/task_choice.h"

namespace unroll {

void chooseTask(const Frame& context, std::string_view present, BlindAnswer ofPresent, Column& column) {
  std::vector<ui::Option> options;
  const std::vector<Choice> tasks = listTasks();
  int chosen = 0;
  for (const Choice& task : tasks) {
    const std::string words = "choice.task." + task.name;
    if (task.name == present) chosen = static_cast<int>(options.size());
    const BlindAnswer answer = task.name == present ? ofPresent : blindAnswer(task.name);
    const std::string blind = answer.share ? plainNumber(100 * answer.score, 0) + "\xC2\xA0%" : plainNumber(answer.score, 3);
    options.push_back({context.tr(words + ".title"), context.tr(words + ".caption", {{"blind", blind}})});
  }
  if (ui::select(context.ui, column, "task", context.tr("key.task"), options, chosen))
    context.set("task", tasks[static_cast<std::size_t>(chosen)].name);
}

}  // namespace unroll
