// A scene's story as an exercise (`exercise=` in a link): which tasks of which steps were done since the link was opened.
#pragma once

#include <cstddef>
#include <map>
#include <vector>

namespace unroll {

class Exercise {
 public:
  // How the tasks of the present step stand. Returns those, from 0, that have never been done before: a task that was done stays so.
  std::vector<std::size_t> look(std::size_t steps, std::size_t step, const std::vector<bool>& done);
  std::size_t stepsDone() const;  // of which all tasks are done
  bool isFinished() const { return steps_ > 0 && stepsDone() >= steps_; }

 private:
  std::size_t steps_ = 0;
  std::map<std::size_t, std::vector<bool>> done_;  // by step, of those that were seen
};

}  // namespace unroll
