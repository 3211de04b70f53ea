// Hopfield's network (1982) and its heirs: patterns are stored in weights, and a disturbed one falls back into what was stored. All that
// can be seen of a net and of one recall.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/keys.h"
#include "core/model.h"
#include "hopfield/experiments.h"
#include "hopfield/picture.h"
#include "hopfield/recall.h"

namespace unroll {

struct HopfieldSnapshot {
  struct Parts {};  // all of it is always there

  Hopfield settings;
  int rows = 0, columns = 0;               // of the grid; the last row may be shorter
  std::vector<Pattern> patterns;           // [P]
  std::shared_ptr<const Weights> weights;  // [N, N]; of size 0 where there are none (dense, softmax)
  int stored = 0;                          // patterns in them: less than all while they are made, and till then they are 0

  // The recall.
  std::vector<double> start, state;  // [N] of −1…1
  std::int64_t updates = 0;          // done
  std::int64_t perSweep = 1;
  int changedInSweep = 0;
  int lastUnit = -1, nextUnit = -1;  // −1: all at once, or none
  bool done = false;
  End end;  // where it is done
  struct Stair {
    std::int64_t updates = 0;  // after that many
    double energy = 0;
    int unit = -1;  // that changed; −1: several
  };
  std::vector<Stair> stairs;  // from the start; one for each update that changed something
  double energy = 0;
  std::vector<double> overlaps;         // [P]: with the present state
  std::vector<double> patternEnergies;  // [min(P, 64)]
  std::vector<double> fields;           // [N], where units follow one after the other; else empty
  double selfWeight(int unit) const { return weights && weights->size > 0 ? (*weights)(unit, unit) : 0; }

  // Experiments, as far as they are.
  Tally tally;
  int tallyGoal = 0;
  std::vector<CapacityPoint> capacity;
  std::int64_t capacityDone = 0, capacityGoal = 0;
  std::vector<BasinPoint> basins;
  std::int64_t basinsDone = 0, basinsGoal = 0;

  bool hasPicture = false;  // one was dropped: `brightness` 0…1 is what parts its −1 from its +1
  double brightness = 0.5;
};

// A field taken apart by pattern. Hebb: Σ_μ ξ_i^μ m_μ (one a pattern), then what the missing self-connection takes away, −P/N s_i, then
// −θ. Dense: half of what −E's part of each pattern rises from s_i = −1 to +1.
std::vector<double> fieldByPattern(const HopfieldSnapshot& snapshot, int unit);

class HopfieldModel final : public Model {
 public:
  // Commands beside the keys.
  static constexpr std::string_view reset = "reset";           // all settings as at first
  static constexpr std::string_view step = "step";             // so many updates on ("" is one); back where negative
  static constexpr std::string_view sweep = "sweep";           // on to the end of the present sweep
  static constexpr std::string_view toEnd = "toEnd";           // until nothing changes any more, or the sweeps are over
  static constexpr std::string_view pixel = "pixel";           // turns over unit i of the state, which becomes the start of a new recall
  static constexpr std::string_view store = "store";           // the signs of the present state as a pattern more; "x…": that one
  static constexpr std::string_view forget = "forget";         // pattern μ
  static constexpr std::string_view paint = "paint";           // "μ:i": turns over unit i of pattern μ
  static constexpr std::string_view unlearn = "unlearn";       // takes a hundredth of the present state's signs away again (Hebb)
  static constexpr std::string_view threshold = "brightness";  // of the dropped picture, 0…1: from there on a place counts as dark
  static constexpr std::string_view basins = "basins";         // how many disturbed patterns are recalled, so many a noise; "" ends it
  static constexpr std::string_view tally = "tally";           // so many random starts more; "" ends it
  static constexpr std::string_view capacity = "capacity";     // "from,to,points,repetitions"; "" ends it

  explicit HopfieldModel(const Hopfield& settings);                    // validate()d
  explicit HopfieldModel(std::shared_ptr<const GrayPicture> picture);  // as a start, with the settings of the model whose place it takes

  void fill(HopfieldSnapshot& snapshot, HopfieldSnapshot::Parts) const;

  std::string text() const override { return keys_.text(); }
  const Keys& keys() const override { return keys_; }
  Result<void> apply(const Change& change) override;
  void setGoal(std::int64_t goal) override;    // the step that it is at: the recall stays there, experiments wait
  bool advance(double milliseconds) override;  // weights of many patterns, a long recall, the experiments
  Progress progress() const override;
  std::uint64_t version() const override { return version_; }
  std::shared_ptr<const State> save() const override;
  void restore(const State& state) override;
  Facts facts() const override;
  std::string hash() const override;  // over the state, [N] as double
  void comeAfter(const Model& former) override;

 private:
  void use(const Hopfield& settings);
  void takeWeights();  // of the build that is complete
  void beginRecall();
  Hopfield withPicture(Hopfield settings) const;
  void goTo(std::int64_t updates);  // of the recall; what takes long goes on in advance()
  void catchUp(double milliseconds);
  bool lags() const;
  void record();
  Result<void> command(const Change& change, bool& known);

  Hopfield settings_;
  TableKeys<Hopfield> keys_;
  std::vector<Pattern> patterns_;
  std::vector<Spins> spins_;
  std::shared_ptr<const Weights> weights_;
  std::unique_ptr<WeightsBuild> build_;  // under way
  std::unique_ptr<Recall> recall_;
  std::vector<HopfieldSnapshot::Stair> stairs_;
  std::vector<double> patternEnergies_;
  std::int64_t target_ = 0;  // updates that the recall shall have done
  double experimentMs_ = 0;  // that the last capacity and what was measured since have taken
  bool waits_ = false;       // the experiments are paused
  Tally tally_;
  int tallyGoal_ = 0;
  std::unique_ptr<CapacityRun> capacity_;
  std::unique_ptr<BasinRun> basins_;
  int basinsEach_ = 0;  // recalls of a noise
  std::shared_ptr<const GrayPicture> picture_;
  double brightness_ = 0.5;
  bool fromPicture_ = false;  // and not yet in the place of another model
  std::uint64_t version_ = 0;
};

}  // namespace unroll
