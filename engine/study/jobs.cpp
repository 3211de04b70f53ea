#include "study/jobs.h"

#include <algorithm>
#include <cstdint>

#ifndef __EMSCRIPTEN__
#include <atomic>
#include <thread>
#include <vector>
#endif

#include "core/keys.h"

namespace unroll {

int mostJobs() {
#ifdef __EMSCRIPTEN__
  return 1;
#else
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
#endif
}

Result<int> readJobs(const std::string& argument) {
  std::uint64_t value = 0;
  if (!readWhole(argument.substr(argument.find('=') + 1), value) || value < 1 || value > 256) return Error{argument + ": must be 1…256"};
  return static_cast<int>(value);
}

void carryOutBeside(std::size_t count, int jobs, const std::function<void(std::size_t)>& work) {
#ifdef __EMSCRIPTEN__
  (void)jobs;
  for (std::size_t i = 0; i < count; ++i) work(i);
#else
  std::atomic<std::size_t> next{0};
  const auto take = [&] {
    for (std::size_t i = next++; i < count; i = next++) work(i);
  };
  std::vector<std::thread> others;
  const auto most = std::min<std::size_t>(static_cast<std::size_t>(std::max(1, jobs)), count);
  for (std::size_t i = 1; i < most; ++i) others.emplace_back(take);
  take();
  for (std::thread& each : others) each.join();
#endif
}

}  // namespace unroll
