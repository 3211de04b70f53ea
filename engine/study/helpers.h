// Helpers: those who carry out jobs beside a program without threads, the workers of a page. Only lines of text go to and fro, so that who
// provides them needs to know nothing of studies.
#pragma once

#include <optional>
#include <string>

namespace unroll {

struct Helpers {
  int (*count)();                 // that there are, or will be; 0: there can be none
  void (*add)(const char* jobs);  // lines (study/job.h), behind those that wait
  void (*clear)();                // all is given up
  void (*run)(bool on);           // held up, a job under way waits in the middle
  // Lines since the last call: "R…" a report; "J…" a job that is given back, since there is no helper any more; "T…" a helper that died, in
  // words (its job is begun anew).
  std::string (*take)();
};

void useHelpers(const std::optional<Helpers>& helpers);
const Helpers* presentHelpers();  // nullptr: there are none

}  // namespace unroll
