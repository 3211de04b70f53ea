// Black box: a string of one's own, as the net reads it.
#pragma once

#include <span>
#include <vector>

#include "core/table.h"
#include "network/network.h"
#include "tasks/task.h"
#include "training/full_pass.h"

namespace unroll {

void append(Table& table, const Table& rows);  // of as many columns

// Symbols of symbolsOf(), through a tied net in one direction.
class OwnString {
 public:
  // Both must live, and stay as they are, until done.
  OwnString(const Network<float>& network, const Experiment& experiment, const Task& task, std::span<const int> symbols);

  bool advance(double milliseconds);                 // true when done
  const Table& x() const { return x_; }              // [L, I]
  const Table& states() const { return states_; }    // [L, N] all that is remembered, as StateSamples has it; when done
  const Table& answers() const { return answers_; }  // [L, O] as the loss sees them; when done

 private:
  const Network<float>& network_;
  Loss loss_;
  Table x_, states_, answers_;
  FullPass<float> pass_;
};

}  // namespace unroll
