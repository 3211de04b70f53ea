#include "io/reference_case.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "analysis/connectivity.h"
#include "analysis/contributions.h"
#include "io/json_depth.h"
#include "training/backpropagation.h"
#include "training/optimizer.h"

namespace unroll {

namespace {

using Json = nlohmann::ordered_json;

constexpr double memoryLimit = 1024.0 * 1024 * 1024;  // bytes, as for a simulation

struct Case {
  NetworkShape shape;
  int steps = 0;
  int batch = 0;
  Loss loss = Loss::meanSquaredError;
  bool lastStepOnly = false;
  bool trains = false;
  const Optimizer* optimizer = nullptr;
  OptimizerSettings settings;
  double clipNorm = 0;
  int updates = 0;
};

Result<Json> parse(std::string_view text) {
  if (nestedTooDeep(text))
    return Error{"arrays and objects may lie in each other " + std::to_string(deepestJson) + " levels deep, not more"};
  Json json = Json::parse(text, nullptr, false);
  if (json.is_discarded()) return Error{"this is not a JSON file, or it is damaged"};
  return json;
}

Error missing(const std::string& field, const char* what) { return {field + ": must be " + what}; }

Result<int> readInt(const Json& object, const char* name, int minimum, int maximum) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_number_integer() || found->get<std::int64_t>() < minimum || found->get<std::int64_t>() > maximum)
    return missing(name, ("a whole number, " + std::to_string(minimum) + "…" + std::to_string(maximum)).c_str());
  return found->get<int>();
}

Result<double> readNotNegative(const Json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_number() || found->get<double>() < 0) return missing(name, "a number, 0 or greater");
  return found->get<double>();
}

Result<std::string> readName(const Json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_string()) return missing(name, "a name");
  return found->get<std::string>();
}

// {"shape": […], "data": […]} of just this shape.
Result<std::vector<double>> readArray(const Json& parent, const std::string& name, const std::vector<int>& shape) {
  const auto array = parent.find(name);
  std::size_t count = 1;
  std::string words;
  for (int n : shape) {
    count *= static_cast<std::size_t>(n);
    words += (words.empty() ? "" : ", ") + std::to_string(n);
  }
  const Error error = missing(name, ("an array of shape [" + words + "]").c_str());
  if (array == parent.end() || !array->is_object()) return error;
  const auto given = array->find("shape"), data = array->find("data");
  if (given == array->end() || data == array->end() || *given != Json(shape) || !data->is_array() || data->size() != count) return error;
  std::vector<double> numbers;
  for (const Json& n : *data) {
    if (!n.is_number()) return error;
    numbers.push_back(n.get<double>());
  }
  return numbers;
}

Result<void> readModel(const Json& file, Case& c) {
  const auto model = file.find("model");
  if (model == file.end() || !model->is_object()) return missing("model", "an object");
  const auto cell = readName(*model, "cell");
  if (!cell) return cell.error();
  if (!findCell(cell.value())) return Error{"model.cell=" + cell.value() + ": this program has no such cell"};
  const auto inputs = readInt(*model, "input_size", 1, 4096), hidden = readInt(*model, "hidden_size", 1, 512),
             outputs = readInt(*model, "output_size", 1, 4096);
  for (const auto* size : {&inputs, &hidden, &outputs})
    if (!*size) return size->error();
  const auto layers = readInt(*model, "layers", 1, 16);
  if (!layers) return layers.error();
  const Json bidirectional = model->value("bidirectional", Json(false));
  if (!bidirectional.is_boolean()) return missing("bidirectional", "true or false");
  const auto activation = readName(*model, "activation");
  if (!activation) return activation.error();
  const auto f = findActivation(activation.value());
  if (!f) return Error{"model.activation=" + activation.value() + ": this program has no such activation"};
  c.shape = {cell.value(), *f, inputs.value(), hidden.value(), outputs.value(), layers.value(), bidirectional.get<bool>()};
  return {};
}

Result<void> readTraining(const Json& file, Case& c) {
  const auto train = file.find("train");
  c.trains = train != file.end();
  if (!c.trains) return {};
  if (!train->is_object()) return missing("train", "an object");
  auto name = readName(*train, "optimizer");
  if (!name) return name.error();
  const auto rate = readNotNegative(*train, "learning_rate"), clip = readNotNegative(*train, "clip_norm");
  const auto steps = readInt(*train, "steps", 0, 1000000);
  if (!rate) return rate.error();
  if (!clip) return clip.error();
  if (!steps) return steps.error();
  std::string optimizer = name.value();
  if (train->contains("momentum")) {  // PyTorch's sgd with a momentum is an optimiser of its own here
    const auto momentum = readNotNegative(*train, "momentum");
    if (!momentum) return momentum.error();
    c.settings.momentum = momentum.value();
    if (optimizer == "sgd" && momentum.value() != 0) optimizer = "momentum";
  }
  c.optimizer = findOptimizer(optimizer);
  if (!c.optimizer) return Error{"train.optimizer=" + optimizer + ": this program has no such optimiser"};
  c.settings.learningRate = rate.value();
  c.clipNorm = clip.value();
  c.updates = steps.value();
  return {};
}

Result<Case> readCase(const Json& file) {
  // Compared as JSON, whatever its type: asking it for a text would end the program if it is none.
  if (!file.is_object() || !file.contains("format") || file["format"] != Json("unroll-case-1")) return missing("format", "unroll-case-1");
  Case c;
  if (auto model = readModel(file, c); !model) return model.error();
  const auto steps = readInt(file, "seq_len", 1, 1000), batch = readInt(file, "batch", 1, 1024);
  if (!steps) return steps.error();
  if (!batch) return batch.error();
  c.steps = steps.value();
  c.batch = batch.value();
  const auto loss = readName(file, "loss"), at = readName(file, "loss_at");
  if (!loss) return loss.error();
  if (!at) return at.error();
  if (loss.value() != "mse" && loss.value() != "cross_entropy") return missing("loss", "mse or cross_entropy");
  if (at.value() != "every" && at.value() != "last") return missing("loss_at", "every or last");
  c.loss = loss.value() == "mse" ? Loss::meanSquaredError : Loss::crossEntropy;
  c.lastStepOnly = at.value() == "last";
  if (auto train = readTraining(file, c); !train) return train.error();
  if (const double bytes = networkBytes(c.shape, Tying::tied, c.steps, c.batch); bytes > memoryLimit) {
    char text[120];
    std::snprintf(text, sizeof text, "seq_len, batch and model: this would take %.1f GB of memory, more than the %.1f GB allowed",
                  bytes / 1e9, memoryLimit / 1e9);
    return Error{text};
  }
  return c;
}

std::vector<int> shapeOf(const Parameter& p) { return p.isVector ? std::vector<int>{p.rows} : std::vector<int>{p.rows, p.cols}; }

template <class Real>
Result<void> readParameters(const Json& file, Network<Real>& network) {
  const auto params = file.find("params");
  if (params == file.end() || !params->is_object()) return missing("params", "an object");
  if (params->size() != network.parameters().size())
    return missing("params", ("the " + std::to_string(network.parameters().size()) + " parameters of the model").c_str());
  for (const Parameter& p : network.parameters()) {
    const auto numbers = readArray(*params, p.name, shapeOf(p));
    if (!numbers) return numbers.error();
    auto values = p.in(network.values());
    for (int row = 0; row < p.rows; ++row)
      for (int col = 0; col < p.cols; ++col) values(row, col) = static_cast<Real>(numbers.value()[index(row, p.cols, col)]);
  }
  network.pack();
  return {};
}

template <class Real>
Result<void> readData(const Json& file, const Case& c, Backpropagation<Real>& pass) {
  const auto x = readArray(file, "x", {c.steps, c.batch, c.shape.inputSize});
  if (!x) return x.error();
  for (std::size_t i = 0; i < x.value().size(); ++i) pass.trace.x[static_cast<Eigen::Index>(i)] = static_cast<Real>(x.value()[i]);
  for (const char* name : {"h0", "c0"}) {
    if (!file.contains(name)) continue;
    const bool isCell = name[0] == 'c';
    if (isCell && pass.trace.shape.carriedSize == 0) return Error{"c0: this cell has no cell state"};
    const int hidden = c.shape.hiddenSize, chains = pass.trace.shape.chains();
    const auto start = readArray(file, name, {chains, c.batch, hidden});
    if (!start) return start.error();
    for (int chain = 0; chain < chains; ++chain)
      for (int b = 0; b < c.batch; ++b)
        for (int i = 0; i < hidden; ++i) {
          ChainTrace<Real>& to = pass.trace.chains[static_cast<std::size_t>(chain)];
          (isCell ? to.carriedStart(b) : to.start(b))[i] = static_cast<Real>(start.value()[index(chain * c.batch + b, hidden, i)]);
        }
  }
  if (c.loss == Loss::crossEntropy) {
    const auto classes = readArray(file, "target", {c.steps, c.batch});
    if (!classes) return classes.error();
    for (std::size_t n = 0; n < classes.value().size(); ++n) {
      const double k = classes.value()[n];
      if (k < 0 || k >= c.shape.outputSize || k != std::floor(k)) return missing("target", "class numbers from 0 to output_size - 1");
      pass.target.classes[n] = static_cast<int>(k);
    }
    return {};
  }
  const auto target = readArray(file, "target", {c.steps, c.batch, c.shape.outputSize});
  if (!target) return target.error();
  for (std::size_t n = 0; n < pass.trace.shape.row(c.steps); ++n)
    for (int o = 0; o < c.shape.outputSize; ++o)
      pass.target.values[static_cast<Eigen::Index>(n) * padded(c.shape.outputSize) + o] =
          static_cast<Real>(target.value()[n * static_cast<std::size_t>(c.shape.outputSize) + static_cast<std::size_t>(o)]);
  return {};
}

// Nine digits tell every float from its neighbours.
Json number(double value) {
  char text[40];
  std::snprintf(text, sizeof text, "%.9g", value);
  return std::isfinite(value) ? Json(std::strtod(text, nullptr)) : Json(nullptr);
}

template <class Row>
Json rows(const Case& c, int features, Row entry) {
  Json data = Json::array();
  for (int t = 0; t < c.steps; ++t)
    for (int b = 0; b < c.batch; ++b)
      for (int i = 0; i < features; ++i) data.push_back(number(static_cast<double>(entry(t, b, i))));
  return {{"shape", {c.steps, c.batch, features}}, {"data", std::move(data)}};
}

// [T] before the parameter's own shape.
Json contributions(const Network<double>& network, const Backpropagation<double>& pass) {
  const int steps = pass.trace.shape.steps;
  std::vector<Buffer<double>> blocks(static_cast<std::size_t>(steps));
  for (int t = 0; t < steps; ++t) contributionAt(network, pass.trace, pass.gradientTrace(), t, blocks[static_cast<std::size_t>(t)]);
  Json all = Json::object();
  for (const Parameter& p : network.parameters()) {
    std::vector<int> shape = shapeOf(p);
    shape.insert(shape.begin(), steps);
    Json data = Json::array();
    for (const Buffer<double>& block : blocks)
      for (int row = 0; row < p.rows; ++row)
        for (int col = 0; col < p.cols; ++col) data.push_back(number(p.in(block)(row, col)));
    all[p.name] = {{"shape", shape}, {"data", std::move(data)}};
  }
  return all;
}

Json connectivity(const Network<double>& network, const Trace<double>& trace) {
  const int steps = trace.shape.steps, units = trace.shape.hiddenSize * trace.shape.directions, inputs = trace.shape.inputSize;
  Connectivity<double> all(network, trace);
  all.run();
  Json data = Json::array();
  for (int t = 0; t < steps; ++t)
    for (int s = 0; s < steps; ++s)
      for (int i = 0; i < units; ++i)
        for (int j = 0; j < inputs; ++j) data.push_back(number(all.hidden(t, s, i, j)));
  return {{"shape", {steps, steps, units, inputs}}, {"data", std::move(data)}};
}

Json parameters(const Network<float>& network, const Buffer<float>& block) {
  Json all = Json::object();
  for (const Parameter& p : network.parameters()) {
    const auto values = p.in(block);
    Json data = Json::array();
    for (int row = 0; row < p.rows; ++row)
      for (int col = 0; col < p.cols; ++col) data.push_back(number(static_cast<double>(values(row, col))));
    all[p.name] = {{"shape", shapeOf(p)}, {"data", std::move(data)}};
  }
  return all;
}

Json train(const Case& c, Network<float>& network, Backpropagation<float>& pass) {
  Json losses = Json::array(), norms = Json::array();
  OptimizerState state = c.optimizer->start(network.values().size());
  for (int update = 0; update < c.updates; ++update) {
    pass.run(network);
    const double gradientNorm = norm(pass.gradients());
    losses.push_back(number(pass.loss()));
    norms.push_back(number(gradientNorm));
    if (c.clipNorm > 0) clipByNorm(pass.gradients(), gradientNorm, c.clipNorm);
    c.optimizer->stepAll(state, c.settings, network.values(), pass.gradients());
    network.pack();
  }
  return {{"losses", std::move(losses)}, {"grad_norms", std::move(norms)}, {"params", parameters(network, network.values())}};
}

void compareArrays(const Json& theirs, const Json& ours, double factor, double& worst, bool& comparable) {
  if (theirs.is_object()) {
    for (const auto& [name, value] : theirs.items()) {
      if (!ours.is_object() || !ours.contains(name))
        comparable = false;
      else
        compareArrays(value, ours[name], factor, worst, comparable);
    }
  } else if (theirs.is_array()) {
    if (!ours.is_array() || ours.size() != theirs.size())
      comparable = false;
    else
      for (std::size_t i = 0; i < theirs.size(); ++i) compareArrays(theirs[i], ours[i], factor, worst, comparable);
  } else if (theirs.is_number() && ours.is_number()) {
    const double a = theirs.get<double>(), error = std::fabs(ours.get<double>() - a);
    worst = std::max(worst, error / (factor * (2e-5 + 2e-4 * std::fabs(a))));
  } else {
    comparable = false;
  }
}

// Reads the case, its weights and its data, and lets f make an answer of them.
template <class Real, class F>
Result<std::string> withCase(std::string_view text, const F& f) {
  const auto parsed = parse(text);
  if (!parsed) return parsed.error();
  const Json& file = parsed.value();
  const auto read = readCase(file);
  if (!read) return read.error();
  const Case& c = read.value();
  Network<Real> network(c.shape, Tying::tied);
  if (auto params = readParameters(file, network); !params) return params.error();
  Backpropagation<Real> pass(network, c.loss, c.lastStepOnly ? LossMask::last(c.steps) : LossMask::every(c.steps), c.batch);
  if (auto data = readData(file, c, pass); !data) return data.error();
  return f(c, network, pass);
}

}  // namespace

Result<std::string> evaluateReferenceCase(std::string_view text) {
  return withCase<float>(text, [](const Case& c, Network<float>& network, Backpropagation<float>& pass) -> Result<std::string> {
    if (c.trains) return train(c, network, pass).dump();
    pass.run(network);
    network.readout(pass.trace, 0, c.steps);
    const int units = c.shape.hiddenSize * c.shape.directions();
    Json result;
    result["h"] = rows(c, units, [&](int t, int b, int i) { return pass.trace.hidden(-1, t, b, i); });
    result["y"] = rows(c, c.shape.outputSize, [&](int t, int b, int o) { return pass.trace.output(t, b)[o]; });
    result["loss"] = number(pass.loss());
    result["grad"] = parameters(network, pass.gradients());
    result["grad_h"] = rows(c, units, [&](int t, int b, int i) { return pass.gradientTrace().hidden(-1, t, b, i); });
    return result.dump();
  });
}

Result<std::string> gradientsOfReferenceCase(std::string_view text) {
  return withCase<double>(text, [](const Case& c, Network<double>& network, Backpropagation<double>& pass) -> Result<std::string> {
    if (c.trains) return missing("train", "absent: the backward pass is that of given weights");
    const int units = c.shape.hiddenSize * c.shape.directions();
    if (const double numbers = static_cast<double>(c.steps) *
                               std::max(static_cast<double>(network.parameterCount()), 1.0 * c.steps * units * c.shape.inputSize);
        numbers > 2e7)
      return Error{"seq_len and model: contributions and connectivity would be more than 20 million numbers"};
    pass.run(network);
    Json result;
    result["loss"] = number(pass.loss());
    result["grad_h"] = rows(c, units, [&](int t, int b, int i) { return pass.gradientTrace().hidden(-1, t, b, i); });
    result["contributions"] = contributions(network, pass);
    result["connectivity"] = connectivity(network, pass.trace);
    return result.dump();
  });
}

Result<double> compareWithExpected(std::string_view text, std::string_view resultText) {
  const auto parsed = parse(text), parsedResult = parse(resultText);
  if (!parsed) return parsed.error();
  if (!parsedResult) return Error{"the result: " + parsedResult.error().message};
  const Json &file = parsed.value(), &result = parsedResult.value();
  if (!file.is_object() || !file.contains("expect") || !file["expect"].is_object() || file["expect"].empty())
    return missing("expect", "an object with results");
  double worst = 0;
  bool comparable = true;
  compareArrays(file["expect"], result, file.contains("train") ? 10 : 1, worst, comparable);
  if (!comparable) return Error{"the result has other fields or shapes than expected"};
  return worst;
}

}  // namespace unroll
