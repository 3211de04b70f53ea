// What does a unit stand for (Karpathy, Johnson & Fei-Fei 2015, "Visualizing and understanding recurrent networks")? Each hidden unit's
// numbers are held against a property of the task at every step of many sequences: all that is fitted is fitted on one half of them and
// judged on the other, so that units which agree by chance have a score about 0.
#pragma once

#include <vector>

#include "probing/state_samples.h"

namespace unroll {

struct UnitAgreement {
  int unit = 0;  // of the topmost layer, < H·D
  // What units are ranked by. A number: the correlation, in the direction that the first half has it in, −1…1. Classes: the share of the
  // property's entropy that is known from the unit, at most 1: by which part of its range it is in,
  // between the twelfths of its numbers and the best thresholds for each class.
  double score = 0;
  double correlation = 0;  // of a number, as it is; NaN for classes
  // Of classes the one that is told best from all others by one threshold; −1 for a number, or where only one class came.
  int tells = -1;
  double threshold = 0;
  bool above = true;    // the class lies above it
  double accuracy = 0;  // mean of the shares of right among those of the class and among the others: chance is ½
};

class CellHunt {
 public:
  // `property`: of task.properties. All must live, and stay as they are, until done. A series of its own (SampleSettings::series).
  CellHunt(const Network<float>& network, const Experiment& experiment, const Task& task, std::size_t property, int sequences = 400);

  bool advance(double milliseconds);                                    // true when done
  double share() const;                                                 // 0…1
  const std::vector<UnitAgreement>& ranked() const { return ranked_; }  // the highest score first; empty until done
  const TaskProperty& property() const { return property_; }
  // The samples, and the property at each of their rows (NaN: nothing to say), for drawing.
  const StateSamples& samples() const { return sampling_.samples(); }
  const std::vector<float>& values() const { return values_; }

 private:
  struct Row {
    float h, value;
  };
  void takeValues();
  UnitAgreement judge(int unit) const;
  void judgeNumber(const std::vector<Row>& fitted, const std::vector<Row>& heldOut, UnitAgreement& agreement) const;
  void judgeClasses(std::vector<Row> fitted, const std::vector<Row>& heldOut, UnitAgreement& agreement) const;

  const Experiment& experiment_;
  const TaskProperty& property_;
  StateSampling sampling_;
  std::vector<float> values_;
  std::vector<UnitAgreement> found_, ranked_;
};

}  // namespace unroll
