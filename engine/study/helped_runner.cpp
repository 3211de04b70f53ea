// The runner whose jobs are carried out by helpers; by itself in slices, when there are none any more.
#include <algorithm>
#include <string_view>
#include <utility>

#include "core/check.h"
#include "study/helpers.h"
#include "study/runner.h"

namespace unroll {

namespace {

class HelpedRunner final : public Runner {
 public:
  explicit HelpedRunner(const Helpers& helpers) : helpers_(helpers), here_(makeSlicedRunner()) {}
  ~HelpedRunner() override { helpers_.clear(); }

  void add(std::vector<Job> jobs) override {
    std::string lines;
    for (const Job& job : jobs) lines += printJob(job) + "\n";
    helpers_.add(lines.c_str());
  }
  void clear() override {
    helpers_.clear();
    here_->clear();
    reports_.clear();
    troubles_.clear();
  }
  void run(bool on) override {
    helpers_.run(on);
    here_->run(on);
  }
  void advance(double milliseconds) override {
    listen();
    here_->advance(milliseconds);
  }
  std::vector<JobReport> take() override {
    listen();
    for (JobReport& report : here_->take()) reports_.push_back(std::move(report));
    return std::exchange(reports_, {});
  }
  std::vector<std::string> takeTroubles() override { return std::exchange(troubles_, {}); }
  int helpers() const override { return helpers_.count(); }
  bool worksHere() const override { return here_->worksHere(); }

 private:
  void listen() {
    const std::string lines = helpers_.take();
    for (std::string_view rest = lines; !rest.empty();) {
      const std::string_view line = rest.substr(0, rest.find('\n'));
      rest.remove_prefix(std::min(rest.size(), line.size() + 1));
      if (line.empty()) continue;
      const std::string_view content = line.substr(1);
      if (line[0] == 'R') {
        auto report = readReport(content);
        UNROLL_CHECK(report);
        reports_.push_back(std::move(report).value());
      } else if (line[0] == 'J') {
        auto job = readJob(content);
        UNROLL_CHECK(job);
        here_->add({std::move(job).value()});
      } else {
        troubles_.emplace_back(content);
      }
    }
  }

  Helpers helpers_;
  std::unique_ptr<Runner> here_;
  std::vector<JobReport> reports_;
  std::vector<std::string> troubles_;
};

}  // namespace

std::unique_ptr<Runner> makeHelpedRunner() {
  const Helpers* helpers = presentHelpers();
  return helpers ? std::make_unique<HelpedRunner>(*helpers) : nullptr;
}

}  // namespace unroll
