// An update takes no memory: all of it was taken when the simulation was built.
#include <doctest/doctest.h>

#include <cstdlib>
#include <new>

#include "recurrent/experiment_text.h"
#include "recurrent/recurrent.h"
#include "sanitized.h"
#include "tasks/task.h"
#include "training/trainer.h"

namespace {
long allocations = 0;

void* counted(std::size_t size) {
  ++allocations;
  void* memory = std::malloc(size ? size : 1);
  if (!memory) std::abort();
  return memory;
}
}  // namespace

// Eigen takes its memory from malloc. Where the C library lets us, that is counted too.
#if defined(__GLIBC__) && !defined(UNROLL_SANITIZED)
#define UNROLL_COUNTS_MALLOC 1
namespace {
long mallocs = 0;
}
extern "C" {
void* __libc_malloc(std::size_t size);
void* malloc(std::size_t size) noexcept {
  ++mallocs;
  return __libc_malloc(size);
}
}
#else
namespace {
constexpr long mallocs = 0;
}
#endif

void* operator new(std::size_t size) { return counted(size); }
void* operator new[](std::size_t size) { return counted(size); }
// Of the standard library's buffers; a sanitizer's own would not fit the operators below.
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return counted(size); }
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept { return counted(size); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void* memory, const std::nothrow_t&) noexcept { std::free(memory); }
void operator delete[](void* memory, const std::nothrow_t&) noexcept { std::free(memory); }

using namespace unroll;

TEST_CASE("an update allocates nothing") {
  const auto check = [](const std::string& text) {
    CAPTURE(text);
    const auto parsed = parseExperiment(text);
    REQUIRE(parsed);
    Trainer trainer(parsed.value(), *findTask(parsed.value().task));
    while (trainer.update() < 2) (void)trainer.advance();
    const float* values = trainer.network().values().data();
    const long before = allocations, mallocsBefore = mallocs;
    while (trainer.update() < 6) (void)trainer.advance();
    const long taken = allocations - before, mallocsTaken = mallocs - mallocsBefore;  // before doctest takes some itself
    CHECK(taken == 0);
    CHECK(mallocsTaken == 0);
    CHECK(trainer.network().values().data() == values);
  };
  for (const CellEntry* cell : allCells()) {
    const std::string start = "hiddenSize=6&batchSize=4&seqLen=24&clipNorm=0.5&clipValue=0.1&cell=" + std::string(cell->name);
    for (const Optimizer* optimizer : allOptimizers())
      for (const char* tying : {"tied", "untied"}) check(start + "&optimizer=" + std::string(optimizer->name) + "&tying=" + tying);
    check(start + "&layers=2&bidirectional=true&initialState=learned&peepholes=true");
    if (cell->memory) check(start + "&gradient=rtrl");
    check(start + "&truncate=5&truncateEvery=3&schedule=plateau&patience=1000");
    for (const Task* task : allTasks()) check(start + "&task=" + std::string(task->name));
    if (cell->frozen) check(start + "&readout=ridge");
  }
  const long before = allocations;
  int* volatile seen = new int(1);
  delete seen;
  CHECK(allocations == before + 1);  // the counters count
#ifdef UNROLL_COUNTS_MALLOC
  const long mallocsBefore = mallocs;
  const Buffer<float> buffer = Buffer<float>::Zero(64);
  const long mallocsTaken = mallocs - mallocsBefore;
  CHECK(buffer.data() != nullptr);
  CHECK(mallocsTaken > 0);
#endif
}

TEST_CASE("nor does an update of an untied net, with what is trained and measured beside it") {
  const auto parsed = parseExperiment("task=adding&hiddenSize=6&batchSize=4&seqLen=30&tying=untied");
  REQUIRE(parsed);
  auto created = Simulation::create(parsed.value(), true);
  REQUIRE(created);
  Simulation& simulation = *created.value();
  simulation.setGoal(90);
  while (simulation.update() < 3) (void)simulation.advance(0);
  const long before = allocations, mallocsBefore = mallocs;
  while (!simulation.advance(0)) {
  }
  const long taken = allocations - before, mallocsTaken = mallocs - mallocsBefore;
  CHECK(taken == 0);
  CHECK(mallocsTaken == 0);
}
