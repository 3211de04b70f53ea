#include "study/runner.h"

#include <algorithm>
#include <chrono>
#include <deque>
#include <optional>
#include <utility>

#ifndef __EMSCRIPTEN__
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>
#endif

namespace unroll {

namespace {

constexpr double betweenReports = 200;  // ms, of a run that is under way

class SlicedRunner final : public Runner {
 public:
  void add(std::vector<Job> jobs) override { waiting_.insert(waiting_.end(), jobs.begin(), jobs.end()); }
  void clear() override {
    waiting_.clear();
    reports_.clear();
    present_.reset();
  }
  void run(bool on) override { on_ = on; }
  int helpers() const override { return 0; }
  bool worksHere() const override { return on_ && (present_ || !waiting_.empty()); }
  std::vector<JobReport> take() override { return std::exchange(reports_, {}); }

  void advance(double milliseconds) override {
    if (!on_ || (!present_ && waiting_.empty())) return;
    if (!present_) {
      present_.emplace(waiting_.front());
      waiting_.pop_front();
    }
    const auto began = std::chrono::steady_clock::now();
    const bool done = present_->advance(milliseconds);
    sinceReport_ += std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - began).count();
    if (!done && sinceReport_ < betweenReports) return;
    sinceReport_ = 0;
    reports_.push_back(present_->report());
    if (done) present_.reset();
  }

 private:
  std::deque<Job> waiting_;
  std::optional<JobRun> present_;
  std::vector<JobReport> reports_;
  double sinceReport_ = 0;
  bool on_ = false;
};

#ifndef __EMSCRIPTEN__
class ThreadRunner final : public Runner {
 public:
  explicit ThreadRunner(int threads) {
    for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
  }
  ~ThreadRunner() override {
    {
      const std::lock_guard lock(mutex_);
      over_ = true;
      ++generation_;
    }
    wake_.notify_all();
    for (std::thread& each : threads_) each.join();
  }

  void add(std::vector<Job> jobs) override {
    const std::lock_guard lock(mutex_);
    waiting_.insert(waiting_.end(), jobs.begin(), jobs.end());
    wake_.notify_all();
  }
  void clear() override {
    const std::lock_guard lock(mutex_);
    waiting_.clear();
    reports_.clear();
    ++generation_;
    wake_.notify_all();
  }
  void run(bool on) override {
    const std::lock_guard lock(mutex_);
    on_ = on;
    wake_.notify_all();
  }
  void advance(double) override {}
  int helpers() const override { return static_cast<int>(threads_.size()); }
  bool worksHere() const override { return false; }

  std::vector<JobReport> take() override {
    const std::lock_guard lock(mutex_);
    std::vector<JobReport> all;
    for (auto& [id, report] : reports_) all.push_back(std::move(report));
    reports_.clear();
    return all;
  }

 private:
  void work() {
    std::unique_lock lock(mutex_);
    while (true) {
      wake_.wait(lock, [this] { return over_ || (on_ && !waiting_.empty()); });
      if (over_) return;
      const Job job = waiting_.front();
      waiting_.pop_front();
      const int generation = generation_;
      lock.unlock();
      JobRun run(job);
      for (bool done = false; !done;) {
        done = run.advance(betweenReports);
        JobReport report = run.report();
        lock.lock();
        if (generation_ == generation) reports_[job.id] = std::move(report);
        if (!done) wake_.wait(lock, [&] { return on_ || generation_ != generation; });
        if (generation_ != generation) break;
        if (!done) lock.unlock();
      }
    }
  }

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Job> waiting_;
  std::map<std::int64_t, JobReport> reports_;  // the last of each
  bool on_ = false, over_ = false;
  int generation_ = 0;  // of what is to be done: those begun in an earlier one are given up
  std::vector<std::thread> threads_;
};
#endif

}  // namespace

std::unique_ptr<Runner> makeSlicedRunner() { return std::make_unique<SlicedRunner>(); }

std::unique_ptr<Runner> makeRunner([[maybe_unused]] int threads) {
  if (auto helped = makeHelpedRunner()) return helped;
#ifndef __EMSCRIPTEN__
  return std::make_unique<ThreadRunner>(threads);
#else
  return makeSlicedRunner();
#endif
}

}  // namespace unroll
