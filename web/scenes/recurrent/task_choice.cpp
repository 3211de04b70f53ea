#include "scenes/recurrent/task_choice.h"

#include <algorithm>

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

void ownDataButtons(const Frame& frame, bool own, Column& column) {
  constexpr float kHeight = 36, kGap = 10;
  Ui& ui = frame.ui;
  const std::string &open = frame.tr("data.open"), &builtIn = frame.tr("data.builtIn");
  Rect row = column.take(kHeight);
  const float half = (row.w - kGap) / 2;
  const bool beside = own && std::max(ui::buttonWidth(ui, open), ui::buttonWidth(ui, builtIn)) <= half;
  if (ui::button(ui, beside ? row.cutLeft(half, kGap) : row, "ownData", open)) frame.commands.chooseFile();
  if (own && ui::button(ui, beside ? row : column.take(kHeight), "builtIn", builtIn))
    frame.commands.sendTogether({{"data", ""}, {"column", ""}});
}

}  // namespace unroll
