// The engine alone, without a page: what a web worker carries a study's jobs out with. worker.js calls it.
#include <emscripten.h>

#include <memory>
#include <string>

#include "study/job.h"

namespace {

std::string text;  // what crosses from JavaScript, and back
std::unique_ptr<unroll::JobRun> run;

}  // namespace

extern "C" {

EMSCRIPTEN_KEEPALIVE char* unroll_buffer(int bytes) {
  text.assign(static_cast<std::size_t>(bytes), '\0');
  return text.data();
}

// Begins the job whose line lies in the buffer, in the place of another one. 0: it is no job.
EMSCRIPTEN_KEEPALIVE int unroll_job(void) {
  const auto job = unroll::readJob(text.c_str());
  run.reset();
  if (job) run = std::make_unique<unroll::JobRun>(job.value());
  return job ? 1 : 0;
}

// Works at it for about so long; 1: it is done.
EMSCRIPTEN_KEEPALIVE int unroll_advance(double milliseconds) { return run->advance(milliseconds) ? 1 : 0; }

// Where it stands, a line.
EMSCRIPTEN_KEEPALIVE const char* unroll_report(void) {
  text = unroll::printReport(run->report());
  return text.c_str();
}

}  // extern "C"
