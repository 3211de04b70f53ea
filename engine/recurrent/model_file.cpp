// A Simulation as a model file, and back: weights under PyTorch's names, and everything else that training needs to go on to the same
// bits as if it had never stopped.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "io/safetensors.h"
#include "recurrent/experiment_text.h"
#include "recurrent/keys.h"
#include "recurrent/simulation_state.h"
#include "tasks/own_data.h"

namespace unroll {

namespace {

constexpr const char* format = "unroll-model-1";
constexpr std::int64_t mostUpdates = 10'000'000;

// Numbers that must come back to the bit, as hexadecimal digits of their bytes.
template <class Number>
std::string bits(Number number) {
  std::uint64_t raw = 0;
  std::memcpy(&raw, &number, sizeof number);
  char text[20];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(raw));
  return text;
}

constexpr double infinity = std::numeric_limits<double>::infinity(), largest = std::numeric_limits<double>::max();

// Reads the metadata one by one and remembers the first that is missing or isn't what it should be.
class Reader {
 public:
  explicit Reader(const TensorFile& file) : file_(file) {}

  std::string text(const std::string& key) {
    const auto found = file_.metadata.find(key);
    if (found != file_.metadata.end()) return found->second;
    fail(key);
    return {};
  }
  template <class Number>
  void number(const std::string& key, Number& number) {
    const std::string digits = text(key);
    std::uint64_t raw = 0;
    for (char c : digits) {
      const int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
      if (digit < 0 || digits.size() != 16) return fail(key);
      raw = raw * 16 + static_cast<std::uint64_t>(digit);
    }
    std::memcpy(&number, &raw, sizeof number);
    if (bits(number) != digits) fail(key);
  }
  // From least to most, never NaN.
  template <class Number>
  void between(const std::string& key, Number& value, double least, double most) {
    number(key, value);
    const auto read = static_cast<double>(value);
    if (!(read >= least && read <= most)) fail(key);
  }
  void whole(const std::string& key, std::int64_t& value, std::int64_t least, std::int64_t most) {
    number(key, value);
    if (value < least || value > most) fail(key);
  }
  template <class Number>
  const std::vector<Number>* tensor(const std::string& name, std::vector<std::int64_t> shape) {
    const auto found = file_.tensors.find(name);
    const auto* numbers = found == file_.tensors.end() ? nullptr : std::get_if<std::vector<Number>>(&found->second.numbers);
    if (numbers && (shape.empty() || found->second.shape == shape)) return numbers;
    fail(name);
    return nullptr;
  }
  bool flag(const std::string& key) {
    const std::string word = text(key);
    if (word != "true" && word != "false") fail(key);
    return word == "true";
  }
  bool says(const std::string& key) const { return file_.metadata.count(key) > 0; }
  bool has(const std::string& name) const { return file_.tensors.count(name) > 0; }
  void fail(const std::string& what) {
    if (problem_.empty()) problem_ = what;
  }
  const std::string& problem() const { return problem_; }

 private:
  const TensorFile& file_;
  std::string problem_;
};

std::vector<std::int64_t> shapeOf(const Parameter& p) {
  return p.isVector ? std::vector<std::int64_t>{p.rows} : std::vector<std::int64_t>{p.rows, p.cols};
}

void writeBlock(const std::string& prefix, const Network<float>& network, const Buffer<float>& block, TensorFile& file) {
  if (block.size() == 0) return;
  for (const Parameter& p : network.parameters()) file.tensors[prefix + p.name] = {shapeOf(p), p.rowsOf(block)};
}

// Weights are finite. What the optimiser remembers of them need not be: the square of a large gradient may be infinite, and Adam goes on
// with finite weights from there.
void readBlock(const std::string& prefix, const Network<float>& network, bool finite, Buffer<float>& block, Reader& reader) {
  if (block.size() == 0) return;
  for (const Parameter& p : network.parameters()) {
    const auto* numbers = reader.tensor<float>(prefix + p.name, shapeOf(p));
    if (!numbers) return;
    std::size_t i = 0;
    for (int row = 0; row < p.rows; ++row)
      for (int col = 0; col < p.cols; ++col, ++i) {
        if (finite ? !std::isfinite((*numbers)[i]) : std::isnan((*numbers)[i])) reader.fail(prefix + p.name);
        block[p.at(row, col)] = (*numbers)[i];
      }
  }
}

void writeBuffer(const std::string& name, const Buffer<double>& buffer, TensorFile& file) {
  if (buffer.size() > 0) file.tensors[name] = {{buffer.size()}, std::vector<double>(buffer.data(), buffer.data() + buffer.size())};
}

void readBuffer(const std::string& name, Buffer<double>& buffer, Reader& reader) {
  if (buffer.size() == 0) return;
  const auto* numbers = reader.tensor<double>(name, {buffer.size()});
  if (!numbers) return;
  if (!std::all_of(numbers->begin(), numbers->end(), [](double n) { return std::isfinite(n); })) return reader.fail(name);
  std::copy(numbers->begin(), numbers->end(), buffer.data());
}

void writeProgress(const std::string& name, const StallWatch& p, TensorFile& file) {
  file.metadata[name + ".best"] = bits(p.best);
  file.metadata[name + ".sum"] = bits(p.sum);
  file.metadata[name + ".count"] = bits(p.count);
}

void readProgress(const std::string& name, StallWatch& p, Reader& reader) {
  reader.between(name + ".best", p.best, -infinity, infinity);
  reader.between(name + ".sum", p.sum, -infinity, infinity);
  reader.whole(name + ".count", p.count, 0, mostUpdates);
}

// `prefix` is empty for the net itself, "companion." for the tied net that is trained along.
void writeTrainer(const std::string& prefix, const Trainer& trainer, TensorFile& file) {
  const Trainer::State s = trainer.save();
  writeBlock(prefix, trainer.network(), s.values, file);
  writeBlock(prefix + "optimizer.first.", trainer.network(), s.optimizer.first, file);
  writeBlock(prefix + "optimizer.second.", trainer.network(), s.optimizer.second, file);
  writeBuffer(prefix + "ridge.products", s.ridge.products, file);
  writeBuffer(prefix + "ridge.targets", s.ridge.targets, file);
  auto& m = file.metadata;
  m[prefix + "update"] = bits(s.update);
  m[prefix + "tying"] = s.tying == Tying::tied ? "tied" : "untied";
  m[prefix + "beta1Power"] = bits(s.optimizer.beta1Power);
  m[prefix + "beta2Power"] = bits(s.optimizer.beta2Power);
  m[prefix + "ridge.rows"] = bits(s.ridge.rows);
  writeProgress(prefix + "plateau", s.schedule.plateau, file);
  writeProgress(prefix + "patience", s.schedule.patience, file);
  m[prefix + "drops"] = bits(s.schedule.drops);
  const Random::State r = s.random.save();
  m[prefix + "random.state"] = bits(r.state);
  m[prefix + "random.increment"] = bits(r.increment);
  m[prefix + "random.spare"] = bits(r.spareNormal);
  m[prefix + "random.hasSpare"] = r.hasSpareNormal ? "true" : "false";
  m[prefix + "loss"] = bits(s.loss);
  m[prefix + "gradientNorm"] = bits(s.gradientNorm);
  file.tensors[prefix + "gradientNorms"] = {{static_cast<std::int64_t>(s.gradientNorms.size())}, s.gradientNorms};
}

// ‖∂L/∂h_t‖ of every step, or of none: before the first update, after a step back, with RTRL.
void readNorms(const std::string& name, int seqLen, std::vector<float>& norms, Reader& reader) {
  const auto* numbers = reader.tensor<float>(name, {});
  if (!numbers) return;
  norms = *numbers;
  if (!norms.empty() && norms.size() != static_cast<std::size_t>(seqLen)) reader.fail(name);
  for (float norm : norms)
    if (!(norm >= 0)) reader.fail(name);
}

void readTrainer(const std::string& prefix, int seqLen, Trainer& trainer, Reader& reader) {
  Trainer::State s = trainer.save();
  readBlock(prefix, trainer.network(), true, s.values, reader);
  readBlock(prefix + "optimizer.first.", trainer.network(), false, s.optimizer.first, reader);
  readBlock(prefix + "optimizer.second.", trainer.network(), false, s.optimizer.second, reader);
  readBuffer(prefix + "ridge.products", s.ridge.products, reader);
  readBuffer(prefix + "ridge.targets", s.ridge.targets, reader);
  reader.whole(prefix + "update", s.update, 0, mostUpdates);
  if (reader.text(prefix + "tying") != (s.tying == Tying::tied ? "tied" : "untied")) reader.fail(prefix + "tying");
  reader.between(prefix + "beta1Power", s.optimizer.beta1Power, 0, 1);
  reader.between(prefix + "beta2Power", s.optimizer.beta2Power, 0, 1);
  reader.between(prefix + "ridge.rows", s.ridge.rows, 0, 1e15);
  readProgress(prefix + "plateau", s.schedule.plateau, reader);
  readProgress(prefix + "patience", s.schedule.patience, reader);
  reader.whole(prefix + "drops", s.schedule.drops, 0, mostUpdates);
  Random::State r;
  reader.number(prefix + "random.state", r.state);
  reader.number(prefix + "random.increment", r.increment);
  if (r.increment % 2 == 0) reader.fail(prefix + "random.increment");
  reader.between(prefix + "random.spare", r.spareNormal, -10, 10);  // Box–Muller of 24 bits stays below 6
  r.hasSpareNormal = reader.flag(prefix + "random.hasSpare");
  s.random.restore(r);
  if (s.update == 0) reader.number(prefix + "loss", s.loss);  // NaN: there was none yet
  if (s.update > 0) reader.between(prefix + "loss", s.loss, -largest, largest);
  reader.between(prefix + "gradientNorm", s.gradientNorm, 0, infinity);
  readNorms(prefix + "gradientNorms", seqLen, s.gradientNorms, reader);
  if (reader.problem().empty()) trainer.restore(s);
}

void writeCurve(const std::string& name, const Curve& curve, TensorFile& file) {
  std::vector<std::int64_t> updates;
  std::vector<float> values;
  for (const CurvePoint& p : curve.points()) {
    updates.push_back(p.update);
    values.push_back(p.value);
  }
  const auto count = static_cast<std::int64_t>(values.size());
  file.tensors[name + ".updates"] = {{count}, std::move(updates)};
  file.tensors[name + ".values"] = {{count}, std::move(values)};
  file.metadata[name + ".stride"] = bits(curve.stride());
}

void readCurve(const std::string& name, std::int64_t last, Curve& curve, Reader& reader) {
  const auto* updates = reader.tensor<std::int64_t>(name + ".updates", {});
  const auto* values = reader.tensor<float>(name + ".values", {});
  if (!updates || !values || updates->size() != values->size() || updates->size() > Curve::capacity) return reader.fail(name);
  std::int64_t stride = 1;  // files of earlier versions don't say it
  if (reader.says(name + ".stride")) reader.whole(name + ".stride", stride, 1, 1 << 24);
  if (stride < 1 || (stride & (stride - 1)) != 0) return reader.fail(name + ".stride");
  std::vector<CurvePoint> points;
  for (std::size_t i = 0; i < updates->size(); ++i) {
    const std::int64_t update = (*updates)[i];
    if (update < 0 || update > last || update % stride != 0 || (i > 0 && update <= points.back().update)) return reader.fail(name);
    points.push_back({update, (*values)[i]});
  }
  curve.restore(points, stride);
}

std::string copyCurveName(std::size_t i) { return "curve.copy" + std::to_string(i); }

Error damaged(const Reader& reader) {
  return {"the model file is damaged: " + reader.problem() + " is missing or doesn't fit the experiment"};
}

}  // namespace

std::string Simulation::saveModel() const {
  const State& s = *state_;
  TensorFile file;
  Experiment experiment = s.experiment;
  experiment.updates = s.trainer.update();
  file.metadata["format"] = format;
  file.metadata["experiment"] = printExperiment(experiment);
  file.metadata["current"] = printExperiment(s.current);
  if (const std::string* data = ownData(s.current.data)) file.metadata["data"] = *data;
  file.metadata["nextEdit"] = bits(static_cast<std::int64_t>(s.nextEdit));
  file.metadata["metric"] = bits(s.metric);
  if (s.current.trainingSet > 0) file.metadata["trainingMetric"] = bits(s.trainingMetric);
  file.metadata["metricUpdate"] = bits(s.metricUpdate);
  file.metadata["probe"] = bits(s.probeIndex);
  writeTrainer("", s.trainer, file);
  if (s.companion) writeTrainer("companion.", *s.companion, file);
  writeCurve("curve.loss", s.lossCurve, file);
  writeCurve("curve.metric", s.metricCurve, file);
  if (s.companion) writeCurve("curve.drift", s.driftCurve, file);
  for (std::size_t i = 0; s.companion && i < s.copyCurves.size(); ++i) writeCurve(copyCurveName(i), s.copyCurves[i], file);
  return writeSafetensors(file);
}

Result<std::unique_ptr<Simulation>> Simulation::loadModel(std::string_view bytes, bool withTwin) {
  if (bytes.size() > largestModelFile) return Error{"the model file is larger than " + std::to_string(largestModelFile >> 20) + " MB"};
  const auto file = readSafetensors(bytes);
  if (!file) return file.error();
  Reader reader(file.value());
  const auto found = file.value().metadata.find("format");
  if (found == file.value().metadata.end() || found->second != format)
    return Error{"this model file wasn't written by Unroll: it doesn't say which experiment it belongs to"};
  if (reader.says("data")) {
    const std::string data = reader.text("data");
    std::string named;
    for (const auto& [key, value] : splitExperiment(reader.text("experiment")))
      if (key == "data") named = value;
    if (named != hashOfData(data)) return Error{"the model file is damaged: its data is not the one that its experiment names"};
    if (auto kept = keepOwnData(data); !kept) return Error{"the model file is damaged: its data: " + kept.error().message};
  }
  const auto experiment = parseExperiment(reader.text("experiment"));
  const auto current = parseExperiment(reader.text("current"));
  if (!experiment) return Error{"the model file is damaged: " + experiment.error().message};
  if (!current) return Error{"the model file is damaged: " + current.error().message};
  // What is now comes from the edits up to here; a file that says otherwise isn't one of ours.
  std::int64_t nextEdit = 0;
  const std::vector<Edit>& edits = experiment.value().edits;
  const std::int64_t update = experiment.value().updates;
  reader.whole("nextEdit", nextEdit, 0, static_cast<std::int64_t>(edits.size()));
  const auto isDone = [&](const Edit& edit) { return edit.update <= update; };
  if (std::count_if(edits.begin(), edits.end(), isDone) != nextEdit) reader.fail("nextEdit");
  Experiment shape = experiment.value();
  shape.edits.clear();
  shape.updates = current.value().updates;
  for (const Edit& edit : edits)
    if (isDone(edit) && findKey(edit.target) && !setKey(shape, edit.target, edit.value)) reader.fail("experiment");
  if (shape != current.value()) reader.fail("current");
  if (!reader.problem().empty()) return damaged(reader);
  // Built for its sizes, with the weights tied or untied as they are now, then filled.
  shape.updates = 0;
  auto created = create(shape, withTwin);
  if (!created) return Error{"the model file is damaged or too large: " + created.error().message};
  State& s = *created.value()->state_;
  readTrainer("", shape.seqLen, s.trainer, reader);
  if (reader.problem().empty() && s.trainer.update() != update) reader.fail("update");
  // Behind by more than an update it is one that diverged. A file without it was saved where no twin was trained along: then there is
  // nothing to compare with, and nothing that could be caught up with.
  if (s.companion && reader.has("companion.readout.weight")) {
    readTrainer("companion.", shape.seqLen, *s.companion, reader);
    if (s.companion->update() > update) reader.fail("companion.update");
  } else if (s.companion && (update > 0 || nextEdit > 0)) {
    s.companion.reset();
  }
  reader.number("metric", s.metric);
  if (s.current.trainingSet > 0) reader.number("trainingMetric", s.trainingMetric);
  reader.whole("metricUpdate", s.metricUpdate, -1, s.trainer.update());
  reader.number("probe", s.probeIndex);
  readCurve("curve.loss", update, s.lossCurve, reader);
  readCurve("curve.metric", update, s.metricCurve, reader);
  // Files of earlier versions don't have it: it begins where they are opened.
  if (s.companion && reader.has("curve.drift.updates")) readCurve("curve.drift", update, s.driftCurve, reader);
  for (std::size_t i = 0; s.companion && i < s.copyCurves.size() && reader.has(copyCurveName(i) + ".updates"); ++i)
    readCurve(copyCurveName(i), update, s.copyCurves[i], reader);
  if (!reader.problem().empty()) return damaged(reader);
  s.experiment = experiment.value();
  s.experiment.updates = 0;
  s.current = current.value();
  s.nextEdit = static_cast<std::size_t>(nextEdit);
  s.goal = s.trainer.update();
  s.drawProbe();
  s.arrivedThere();
  return created;
}

}  // namespace unroll
