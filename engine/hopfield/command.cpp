#include "hopfield/command.h"

#include "core/link_text.h"
#include "hopfield/hopfield.h"
#include "hopfield/keys.h"
#include "unroll.h"

namespace unroll {

namespace {

constexpr int mostRepetitions = 4096;

Result<void> checkPlan(const CapacityPlan& plan, int size) {
  const auto whole = [](const char* name, int value, int least, int most) -> Result<void> {
    if (value >= least && value <= most) return {};
    return Error{std::string(name) + "=" + std::to_string(value) + ": must be " + std::to_string(least) + "…" + std::to_string(most)};
  };
  if (auto ok = whole("from", plan.from, 1, mostPatterns(size)); !ok) return ok;
  if (auto ok = whole("to", plan.to, plan.from, mostPatterns(size)); !ok) return ok;
  if (auto ok = whole("points", plan.points, 1, 1000); !ok) return ok;
  return whole("repetitions", plan.repetitions, 1, mostRepetitions);
}

bool readInt(std::string_view text, int& value) {
  std::uint64_t number = 0;
  if (!readWhole(text, number) || number > INT32_MAX) return false;
  value = static_cast<int>(number);
  return true;
}

Result<void> runCapacity(std::span<const std::string> arguments, std::FILE* out) {
  Hopfield settings;
  CapacityPlan plan;
  const struct {
    const char* name;
    int* value;
  } own[] = {{"from", &plan.from}, {"to", &plan.to}, {"points", &plan.points}, {"repetitions", &plan.repetitions}};
  for (const std::string& argument : arguments)
    for (const auto& [name, value] : splitLink(argument)) {
      bool mine = false;
      for (const auto& key : own)
        if (name == key.name) {
          mine = true;
          if (!readInt(value, *key.value)) return Error{name + "=" + value.substr(0, 60) + ": must be a whole number from 1"};
        }
      if (mine || isPagePair(name, value)) continue;
      if (auto set = hopfieldKeys().set(settings, name, value); !set) return set.error();
    }
  if (auto valid = validate(settings); !valid) return valid;
  if (auto ok = checkPlan(plan, settings.size); !ok) return ok;
  CapacityRun run(settings, plan);
  std::size_t printed = 0;
  const auto error = [](const CapacityPoint& p, double value) { return p.repetitions > 1 ? printNumber(value) : std::string("null"); };
  const auto print = [&](const CapacityPoint& p) {
    std::fprintf(out,
                 "{\"patterns\":%d,\"load\":%s,\"stable\":%s,\"stable_error\":%s,\"overlap\":%s,\"overlap_error\":%s,\"repetitions\":%d}\n",
                 p.patterns, printNumber(p.load).c_str(), printNumber(p.stable).c_str(), error(p, p.stableError).c_str(),
                 printNumber(p.overlap).c_str(), error(p, p.overlapError).c_str(), p.repetitions);
  };
  while (!run.done()) {
    (void)run.advance();
    while (printed < run.points().size() && run.points()[printed].repetitions == plan.repetitions) print(run.points()[printed++]);
  }
  return {};
}

void printSweep(const Recall& recall, std::span<const Spins> spins, std::FILE* out) {
  std::string overlaps;
  for (const Spins& p : spins) overlaps += (overlaps.empty() ? "" : ",") + printNumber(overlapWith(p, recall.net().state()));
  std::fprintf(out, "{\"sweep\":%lld,\"energy\":%s,\"changed\":%d,\"overlaps\":[%s]", static_cast<long long>(recall.sweep()),
               printNumber(recall.energy() + 0.0).c_str(), recall.changedInSweep(), overlaps.c_str());
  if (recall.done()) {
    const End end = recall.end();
    std::fprintf(out, ",\"done\":true,\"reached\":\"%s\",\"pattern\":%s,\"period\":%s,\"hash\":\"%s\"",
                 std::string(nameOf(end.kind)).c_str(), end.pattern >= 0 ? std::to_string(end.pattern).c_str() : "null",
                 end.period > 0 ? std::to_string(end.period).c_str() : "null", hashOf(recall.net().state()).c_str());
  }
  std::fprintf(out, "}\n");
}

std::vector<KeyInfo> allKeys() {
  std::vector<KeyInfo> keys;
  for (const Key<Hopfield>& key : hopfieldKeys().list()) keys.push_back(key.info);
  return keys;
}

}  // namespace

Result<void> readPlan(std::string_view text, int size, CapacityPlan& plan) {
  int* const values[] = {&plan.from, &plan.to, &plan.points, &plan.repetitions};
  for (int* value : values) {
    const std::string_view item = text.substr(0, text.find(','));
    if (!readInt(item, *value)) return Error{"capacity: must be from,to,points,repetitions"};
    text.remove_prefix(std::min(text.size(), item.size() + 1));
  }
  if (!text.empty()) return Error{"capacity: must be from,to,points,repetitions"};
  return checkPlan(plan, size);
}

ParsedModel parseHopfield(std::string_view text) {
  Hopfield settings;
  ParsedModel parsed;
  for (const auto& [name, value] : splitLink(text))
    if (!isPagePair(name, value))
      if (auto set = hopfieldKeys().set(settings, name, value); !set) parsed.dropped.push_back(set.error());
  // What doesn't fit the rest is as at first; each is looked at with those that stand before it.
  std::string Hopfield::*const members[] = {&Hopfield::unlearned, &Hopfield::patterns, &Hopfield::rule, &Hopfield::start};
  Hopfield checked = settings;
  for (const auto member : members) checked.*member = Hopfield{}.*member;
  for (const auto member : members) {
    checked.*member = settings.*member;
    if (auto valid = validate(checked); !valid) {
      parsed.dropped.push_back(valid.error());
      checked.*member = Hopfield{}.*member;
    }
  }
  settings = checked;
  parsed.model = std::make_unique<HopfieldModel>(settings);
  return parsed;
}

// A JSON line at the end of each sweep.
Result<void> runHopfield(std::span<const std::string> arguments, std::FILE* out) {
  if (!arguments.empty() && arguments[0] == "capacity") return runCapacity(arguments.subspan(1), out);
  Hopfield settings;
  for (const std::string& argument : arguments)
    for (const auto& [name, value] : splitLink(argument))
      if (!isPagePair(name, value))
        if (auto set = hopfieldKeys().set(settings, name, value); !set) return set.error();
  if (auto valid = validate(settings); !valid) return valid;
  const auto read = readPatterns(settings.patterns, settings.size, settings.seed, mostPatterns(settings.size));
  std::vector<Spins> spins;
  for (const Pattern& p : read.value()) spins.push_back(p.units);
  const Weights weights = weightsFor(settings, spins);
  Recall recall(settings, spins, weights);
  printSweep(recall, spins, out);
  while (recall.step())
    if (recall.done() || recall.updates() % recall.updatesPerSweep() == 0) printSweep(recall, spins, out);
  return {};
}

Result<std::unique_ptr<Model>> openPicture(std::string_view bytes) {
  auto picture = readPicture(bytes);
  if (!picture) return picture.error();
  return std::unique_ptr<Model>(std::make_unique<HopfieldModel>(std::move(picture).value()));
}

const ModelKind& hopfieldModel() {
  static const ModelKind kind{
      "hopfield",
      parseHopfield,
      allKeys,
      openPicture,
      {{"hopfield",
        "A recall: a JSON line a sweep, the last with where it ended. A tie (field 0) keeps the unit as it is. `unroll list keys` names "
        "the\n"
        "keys: size, patterns, rule, gain, selfConnections, beta, flip, hide, order, temperature, sweeps, seed and more.\n"
        "`hopfield capacity size=N rule=… from=P to=P points=… repetitions=… seed=…`: shares of patterns that are exactly stable, and the\n"
        "overlap where the descent from a pattern ends; errors are standard errors over the repetitions.",
        runHopfield}},
      {{"hopfield", "sweep", "N=1024, 100 patterns, Hebb: random starts to rest, energy after each flip", benchSweeps}}};
  return kind;
}

}  // namespace unroll
