#include "recurrent/model.h"

#include <algorithm>
#include <map>
#include <utility>

#include "recurrent/edits.h"
#include "recurrent/experiment_text.h"
#include "recurrent/keys.h"
#include "recurrent/own_data_taken.h"
#include "recurrent/own_input.h"
#include "recurrent/pytorch.h"
#include "recurrent/simulation_state.h"
#include "unroll.h"

namespace unroll {

// The settings as they are now, edits by hand included.
class RecurrentModel::PresentKeys final : public Keys {
 public:
  explicit PresentKeys(const Simulation& simulation) : simulation_(simulation) {}

  std::vector<const KeyInfo*> list() const override {
    std::vector<const KeyInfo*> all;
    for (const KeyInfo& key : experimentKeys()) all.push_back(&key);
    return all;
  }
  std::string get(std::string_view name) const override { return keyValue(simulation_.settings(), name); }
  std::string plain(std::string_view name) const override {
    if (plain_.task != simulation_.settings().task) {
      plain_ = Experiment();
      UNROLL_CHECK(setKey(plain_, "task", simulation_.settings().task));
    }
    return keyValue(plain_, name);
  }
  bool matters(std::string_view name) const override { return keyMatters(simulation_.settings(), name); }
  Track range(std::string_view name) const override { return keyRange(simulation_.settings(), name); }
  std::string wording(std::string_view name) const override { return keyWording(simulation_.settings(), name); }
  Result<void> allows(std::string_view name, std::string_view value) const override {
    if (simulation_.settings() != judged_) {
      judgements_.clear();
      judged_ = simulation_.settings();
    }
    const auto [judgement, isNew] = judgements_.try_emplace({std::string(name), std::string(value)});
    if (isNew) judgement->second = judge(name, value);
    return judgement->second;
  }

 private:
  Result<void> judge(std::string_view name, std::string_view value) const {
    Experiment changed = simulation_.settings();
    changed.edits.clear();
    if (auto set = setKey(changed, name, value); !set) return set;
    return validate(changed);
  }

  const Simulation& simulation_;
  // A page asks the same in every frame.
  mutable Experiment plain_;
  mutable Experiment judged_;
  mutable std::map<std::pair<std::string, std::string>, Result<void>> judgements_;
};

namespace {

struct Saved final : State {
  std::shared_ptr<const Checkpoint> checkpoint;
  std::size_t bytes() const override {
    const auto weights = static_cast<std::size_t>(checkpoint->trainer.values.size());
    std::size_t curves =
        checkpoint->lossCurve.points().size() + checkpoint->metricCurve.points().size() + checkpoint->driftCurve.points().size();
    for (const Curve& each : checkpoint->copyCurves) curves += each.points().size();
    return 16 * weights + sizeof(CurvePoint) * curves + sizeof *this;  // weight, two moments of the gradient, the twin's
  }
};

ParsedModel parse(std::string_view text) {
  ParsedLink link = parseLink(text);
  ParsedModel parsed;
  parsed.dropped = std::move(link.dropped);
  auto created = Simulation::create(link.experiment, true);
  if (created)
    parsed.model = std::make_unique<RecurrentModel>(std::move(created).value());
  else
    parsed.dropped.push_back(created.error());
  return parsed;
}

Result<std::unique_ptr<Model>> open(std::string_view bytes) {
  auto loaded = Simulation::loadModel(bytes, true);
  if (!loaded) return loaded.error();
  return std::unique_ptr<Model>(std::make_unique<RecurrentModel>(std::move(loaded).value()));
}

}  // namespace

RecurrentModel::RecurrentModel(std::unique_ptr<Simulation> simulation)
    : simulation_(std::move(simulation)), keys_(std::make_unique<PresentKeys>(*simulation_)) {}
RecurrentModel::~RecurrentModel() = default;

// The probe of a large net may be late: it takes some frames.
void RecurrentModel::fill(Snapshot& snapshot, SnapshotParts parts) const {
  constexpr double slice = 4, firstSlice = 25;  // ms; for its first one, without which there is nothing to draw
  parts.probe = false;
  (void)simulation_->advanceProbe(slice);
  simulation_->fill(snapshot, parts);
  if (snapshot.probe.h.empty() && simulation_->advanceProbe(firstSlice)) simulation_->fill(snapshot, parts);
  snapshot.previous = previous_;
}

std::string RecurrentModel::text() const { return printExperiment(simulation_->experiment()); }

std::uint64_t RecurrentModel::version() const { return simulation_->version(); }

Progress RecurrentModel::progress() const {
  return {simulation_->update(), simulation_->goal(), !simulation_->done(), simulation_->diverged()};
}

Result<void> RecurrentModel::apply(const Change& change) {
  const auto keep = simulation_->update() > 0 ? std::optional(simulation_->record()) : std::nullopt;
  const auto carryOut = [&](const Command& command) -> Result<void> {
    if (!simulation_->wouldChange(command)) return {};
    auto done = simulation_->apply(command);
    if (done && keep && simulation_->update() == 0) previous_ = keep;
    return done;
  };
  if (change.target == reset) return carryOut(Reset{});
  if (change.target == restoreLastFinite) return simulation_->apply(RestoreLastFinite{});
  if (change.target == inputStep) {
    const std::string_view text = change.value;
    const std::size_t colon = text.find(':');
    std::uint64_t t = 0;
    if (colon == std::string_view::npos || !readWhole(text.substr(0, colon), t) || t > 1000)
      return Error{std::string(inputStep) + "=" + std::string(text.substr(0, 60)) + ": must be a time step and its numbers, as 3:0.5,1"};
    auto row = parseInput(text.substr(colon + 1));
    if (!row) return row.error();
    return simulation_->apply(SetInput{static_cast<int>(t), std::move(row.value().values)});
  }
  if (change.target == newProbe) return simulation_->apply(NewProbe{});
  if (findKey(change.target)) return carryOut(SetSetting{change.target, change.value});
  const auto place = parseWeightTarget(change.target);
  if (!place) return place.error();
  const auto value = parseWeightValue(change.target, change.value);
  if (!value) return value.error();
  return carryOut(SetWeight{place.value().name, place.value().row, place.value().col, static_cast<double>(value.value())});
}

std::shared_ptr<const State> RecurrentModel::save() const {
  auto saved = std::make_shared<Saved>();
  saved->checkpoint = simulation_->checkpoint();
  return saved;
}

void RecurrentModel::restore(const State& state) { simulation_->restore(static_cast<const Saved&>(state).checkpoint); }

const Keys& RecurrentModel::keys() const { return *keys_; }

void RecurrentModel::comeAfter(const Model& former) {
  const auto& before = static_cast<const RecurrentModel&>(former);
  if (&before != this) simulation_->comeAfter(*before.simulation_);
  previous_ = before.simulation_->update() > 0 ? std::optional(before.simulation_->record()) : before.previous_;
}

Facts RecurrentModel::facts() const {
  Facts facts;
  simulation_->tell(facts);
  return facts;
}

std::string RecurrentModel::fileName() const {
  const Experiment& e = simulation_->settings();
  return "unroll-" + e.task + "-" + e.cell + "-" + std::to_string(simulation_->update()) + ".safetensors";
}

// Of the sequences as many as are a file of some megabytes.
Result<std::vector<Model::NamedFile>> RecurrentModel::script() const {
  constexpr int mostNumbers = 3'000'000, mostBatches = 100;
  const Experiment& e = simulation_->settings();
  const std::string model = fileName(), name = model.substr(0, model.rfind('.')), csv = drawsInPython(e) ? "" : name + ".csv";
  auto text = pytorchScript(*simulation_, {model, csv});
  if (!text) return text.error();
  std::vector<NamedFile> files{{name + ".py", std::move(text).value()}};
  const Task& task = *findTask(e.task);
  const int perBatch = e.batchSize * e.seqLen * (task.inputSize(e) + task.outputSize(e));
  if (!csv.empty())
    files.push_back({csv, sequencesForPytorch(*simulation_, std::clamp(mostNumbers / perBatch, 1, mostBatches) * e.batchSize)});
  return files;
}

bool RecurrentModel::takesData(std::string_view bytes) const { return mayBeOwnData(bytes); }
Result<std::vector<Change>> RecurrentModel::takeData(std::string_view bytes) const {
  return takeOwnData(simulation_->settings(), bytes, true);
}

const ModelKind& recurrentModel() {
  static const ModelKind kind{"recurrent", parse, [] { return experimentKeys(); }, open, {}};
  return kind;
}

}  // namespace unroll
