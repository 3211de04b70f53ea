#include "training/training_set.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "core/check.h"
#include "training/evaluator.h"

namespace unroll {

TrainingSet::TrainingSet(const Experiment& experiment, const Task& task)
    : experiment_(experiment), task_(&task), size_(experiment.trainingSet), next_(experiment.seed, Stream::training) {
  UNROLL_CHECK(size_ > 0);
  known_.reserve(static_cast<std::size_t>(size_));
  order_.resize(static_cast<std::size_t>(size_));
  std::iota(order_.begin(), order_.end(), 0);
}

double TrainingSet::bytes(const Experiment& experiment) {
  return static_cast<double>(experiment.trainingSet) * (sizeof(Random::State) + sizeof(std::int32_t));
}

// Fisher & Yates, each epoch anew from the set's own order.
int TrainingSet::placeOf(std::int64_t n) {
  const std::int64_t epoch = n / size_;
  const auto within = static_cast<std::size_t>(n % size_);
  if (epoch != epoch_) {
    epoch_ = epoch;
    std::iota(order_.begin(), order_.end(), 0);
    Random random(experiment_.seed, Stream::training, static_cast<std::uint64_t>(epoch));
    for (int i = size_ - 1; i > 0 && epoch > 0; --i)
      std::swap(order_[static_cast<std::size_t>(i)], order_[static_cast<std::size_t>(random.below(i + 1))]);
  }
  return order_[within];
}

void TrainingSet::learn(const SequenceWriter& x, const SequenceWriter& target) {
  known_.push_back(next_.save());
  task_->draw(experiment_, next_, x, target);
}

bool TrainingSet::prepare(std::int64_t n, Trace<float>& trace, Target<float>& target) {
  constexpr int numbersPerPiece = 20'000;
  const TraceShape& shape = trace.shape;
  const auto needed = static_cast<std::size_t>(std::min<std::int64_t>(n, size_));
  for (int left = numbersPerPiece; known_.size() < needed && left > 0; left -= shape.steps * (shape.inputSize + shape.outputSize))
    learn({trace.input(0), shape.batch * shape.inputSize}, {target.values.data(), shape.batch * padded(shape.outputSize)});
  return known_.size() >= needed;
}

void TrainingSet::drawPlace(int place, int b, Trace<float>& trace, Buffer<float>& target) {
  const int batch = trace.shape.batch, inputs = trace.shape.inputSize, outputs = padded(trace.shape.outputSize);
  const SequenceWriter x{trace.input(0, b), batch * inputs}, wanted{target.data() + index(b, outputs), batch * outputs};
  while (static_cast<int>(known_.size()) < place) learn(x, wanted);
  if (static_cast<int>(known_.size()) == place) return learn(x, wanted);
  Random again;
  again.restore(known_[static_cast<std::size_t>(place)]);
  task_->draw(experiment_, again, x, wanted);
}

void TrainingSet::drawNumbers(std::int64_t n, Trace<float>& trace, Target<float>& target) {
  for (int b = 0; b < trace.shape.batch; ++b) drawPlace(placeOf(n + b), b, trace, target.values);
  writeClasses(trace.shape.outputSize, target);
}

void TrainingSet::drawPlaces(int first, Trace<float>& trace, Buffer<float>& target) {
  for (int b = 0; b < trace.shape.batch; ++b) drawPlace((first + b) % size_, b, trace, target);
}

}  // namespace unroll
