// An update takes no memory: all of it was taken when the simulation was built.
#include <doctest/doctest.h>

#include <cstdlib>
#include <new>

#include "io/experiment_text.h"
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

void* operator new(std::size_t size) { return counted(size); }
void* operator new[](std::size_t size) { return counted(size); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }

using namespace unroll;

TEST_CASE("an update allocates nothing") {
  for (const Optimizer* optimizer : allOptimizers()) {
    for (const Task* task : allTasks()) {
      for (const char* tying : {"tied", "untied"}) {
        Experiment e;
        e.task = task->name;
        e.optimizer = optimizer->name;
        e.tying = tying;
        e.clipNorm = 0.5;
        Trainer trainer(e, *task);
        while (trainer.update() < 2) (void)trainer.advance();
        // Eigen's buffers go through malloc; they can only grow by a new size, which data() would show.
        const float* values = trainer.network().values().data();
        const long before = allocations;
        while (trainer.update() < 6) (void)trainer.advance();
        CHECK(allocations == before);
        CHECK(trainer.network().values().data() == values);
      }
    }
  }
  const long before = allocations;
  int* volatile seen = new int(1);
  delete seen;
  CHECK(allocations == before + 1);  // the counter counts
}
