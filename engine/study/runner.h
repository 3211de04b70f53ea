// Runner: carries out jobs, beside the program where that can be had (threads; the workers of a page), else in slices. The rows are the
// same.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "study/job.h"
#include "study/jobs.h"

namespace unroll {

class Runner {
 public:
  virtual ~Runner() = default;  // what is under way is given up

  virtual void add(std::vector<Job> jobs) = 0;  // behind those that wait
  virtual void clear() = 0;                     // those that wait or are under way are given up, and nothing more is told of them
  // Whether it works. Held up, what is under way waits in the middle.
  virtual void run(bool on) = 0;
  // A slice of it here, for a runner without helpers; else nothing.
  virtual void advance(double milliseconds) = 0;

  // What was told since the last call: of each job that is under way perhaps where it stands, of each that is done once.
  virtual std::vector<JobReport> take() = 0;
  // Helpers that died since, in words; their jobs are begun anew.
  virtual std::vector<std::string> takeTroubles() { return {}; }
  // advance() has something to do: there are no helpers, or what they gave back is carried out here.
  virtual bool worksHere() const = 0;
  // How many work beside the program; 0: advance() does all.
  virtual int helpers() const = 0;
};

// With the helpers that the platform has brought (study/helpers.h), else so many threads where there are such, else in slices.
std::unique_ptr<Runner> makeRunner(int threads = mostJobs());
std::unique_ptr<Runner> makeHelpedRunner();  // nullptr: no helpers were brought
std::unique_ptr<Runner> makeSlicedRunner();

}  // namespace unroll
