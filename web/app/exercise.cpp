#include "app/exercise.h"

#include <algorithm>

namespace unroll {

std::vector<std::size_t> Exercise::look(std::size_t steps, std::size_t step, const std::vector<bool>& done) {
  std::vector<std::size_t> fresh;
  steps_ = steps;
  std::vector<bool>& known = done_[step];
  known.resize(std::max(known.size(), done.size()));
  for (std::size_t i = 0; i < done.size(); ++i) {
    if (!done[i] || known[i]) continue;
    known[i] = true;
    fresh.push_back(i);
  }
  return fresh;
}

std::size_t Exercise::stepsDone() const {
  return static_cast<std::size_t>(std::count_if(done_.begin(), done_.end(), [](const auto& each) {
    return std::find(each.second.begin(), each.second.end(), false) == each.second.end();
  }));
}

}  // namespace unroll
