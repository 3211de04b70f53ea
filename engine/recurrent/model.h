// The recurrent net as a Model: a Simulation behind keys and facts. Changes are keys ("learningRate"), weights by PyTorch's name
// ("rnn.weight_hh_l0[1][2]", zero-based; biases have one index), and the commands below.
#pragma once

#include <memory>
#include <optional>

#include "core/model.h"
#include "recurrent/recurrent.h"

namespace unroll {

class RecurrentModel final : public Model {
 public:
  explicit RecurrentModel(std::unique_ptr<Simulation> simulation);
  ~RecurrentModel() override;

  // Commands, without a value. reset: back to update 0 of the same experiment, edits dropped. restoreLastFinite: see Simulation.
  // newProbe: another fresh sequence for Snapshot::probe; never changes training, and no link says it.
  static constexpr std::string_view reset = "reset", restoreLastFinite = "restoreLastFinite", newProbe = "newProbe";
  // With a value: "3:0.5,1" makes the numbers of time step 3 the sequence's own (SetInput).
  static constexpr std::string_view inputStep = "inputStep";

  // Brings the snapshot up to date, as far as the parts ask for.
  void fill(Snapshot& snapshot, SnapshotParts parts) const;

  std::string text() const override;
  const Keys& keys() const override;
  Result<void> apply(const Change& change) override;
  void setGoal(std::int64_t updates) override { simulation_->setGoal(updates); }
  bool advance(double milliseconds) override { return simulation_->advance(milliseconds); }
  bool advanceTo(std::int64_t limit, double milliseconds) override { return simulation_->advanceTo(limit, milliseconds); }
  Progress progress() const override;
  bool prepare(double milliseconds) override { return simulation_->advanceProbe(milliseconds); }
  bool prepared() const override { return simulation_->probeReady(); }
  std::uint64_t version() const override;
  std::shared_ptr<const State> save() const override;
  void restore(const State& state) override;
  Facts facts() const override;
  std::string hash() const override { return simulation_->weightsHash(); }
  std::string file() const override { return simulation_->saveModel(); }
  std::string fileName() const override;
  Result<std::vector<NamedFile>> script() const override;
  bool takesData(std::string_view bytes) const override;
  Result<std::vector<Change>> takeData(std::string_view bytes) const override;
  void comeAfter(const Model& former) override;

 private:
  class PresentKeys;

  std::unique_ptr<Simulation> simulation_;
  std::unique_ptr<PresentKeys> keys_;
  std::optional<PreviousRun> previous_;
};

}  // namespace unroll
