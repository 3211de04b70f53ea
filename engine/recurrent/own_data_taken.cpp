#include "recurrent/own_data_taken.h"

#include <algorithm>

#include "core/check.h"
#include "recurrent/keys.h"
#include "tasks/own_data.h"
#include "tasks/task.h"

namespace unroll {

namespace {

std::string tasksWithData() {
  std::string names;
  for (const Task* task : allTasks())
    if (task->reads("data")) names += (names.empty() ? "" : ", ") + std::string(task->name);
  return names;
}

}  // namespace

// A text may begin with the two letters of a BMP, whose header has zeros there.
bool mayBeOwnData(std::string_view bytes) {
  const bool isModel = bytes.size() >= 8 && bytes.substr(4, 4) == std::string_view("\0\0\0\0", 4);
  bool isPicture = bytes.size() >= 10 && bytes.substr(0, 2) == "BM" && bytes.substr(6, 4) == std::string_view("\0\0\0\0", 4);
  for (const std::string_view begin : {"\x89PNG", "\xFF\xD8\xFF"}) isPicture = isPicture || bytes.substr(0, begin.size()) == begin;
  return !isModel && !isPicture;
}

Result<std::vector<Change>> takeOwnData(const Experiment& now, std::string_view bytes, bool mayChooseTask) {
  if (!mayChooseTask && !findTask(now.task)->reads("data"))
    return Error{"the task " + now.task + " takes no data of one's own; these do, " + tasksWithData()};
  const auto hash = keepOwnData(bytes);
  if (!hash) return hash.error();
  Experiment other = now;
  other.data = hash.value();
  other.column.clear();
  const auto choose = [&] { return std::string(readOwnImages(other) ? "rows" : readOwnSeries(other) ? "series" : "text"); };
  const std::string task = findTask(now.task)->reads("data") ? now.task : choose();
  if (task != now.task) {
    other = Experiment();
    UNROLL_CHECK(setKey(other, "task", task));
    other.data = hash.value();
  }
  if (auto fits = dataFits(other); !fits) {
    const std::string& why = fits.error().message;
    return Error{why.substr(std::min(why.size(), std::string("data=: ").size() + other.data.size()))};
  }
  std::vector<Change> changes;
  if (task != now.task) changes.push_back({"task", task});
  const auto longest = findTask(task)->longest;
  if (longest && other.seqLen > longest(other)) changes.push_back({"seqLen", std::to_string(longest(other))});
  if (!now.column.empty() && task == now.task) changes.push_back({"column", ""});
  if (!now.input.empty() && task == now.task && mayChooseTask) changes.push_back({"input", ""});  // of the data before
  changes.push_back({"data", hash.value()});
  return changes;
}

}  // namespace unroll
