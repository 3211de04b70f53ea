// Pieces of work that know nothing of each other, several at a time where there are threads.
#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "core/result.h"

namespace unroll {

int mostJobs();                                     // that run beside each other here
Result<int> readJobs(const std::string& argument);  // jobs=1…256

// `work` is called once with each number from 0 to count − 1, up to `jobs` of them at the same time, in the order of the numbers where
// there are no threads. It returns when all are done.
void carryOutBeside(std::size_t count, int jobs, const std::function<void(std::size_t)>& work);

}  // namespace unroll
