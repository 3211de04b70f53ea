#include "fuzz/bounded.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <utility>
#include <variant>

#include "core/link_text.h"
#include "core/utf8.h"
#include "graph/graph.h"
#include "hopfield/hopfield.h"
#include "latch/latch.h"
#include "problems/keys.h"
#include "problems/problems.h"
#include "recurrent/experiment_text.h"
#include "recurrent/model.h"
#include "seats/seats.h"
#include "unroll.h"

namespace unroll::fuzz {

namespace {

struct Size {
  std::string_view key;
  double most;
  double plain;                 // where a text says none; 0: the engine's own
  std::string_view kinds = "";  // that have it
};
constexpr Size sizes[] = {
    {"hiddenSize", 6, 3, "recurrent problems"},
    {"seqLen", 12, 6, "recurrent problems"},
    {"batchSize", 4, 2, "recurrent problems"},
    {"trainingSet", 8, 0},
    {"updates", 40, 0},
    {"size", 40, 20, "hopfield"},
    {"sweeps", 20, 5, "hopfield"},
    {"tally", 20, 0},
    {"basins", 3, 0},
    {"evenings", 20, 0},
    {"step", 200, 0},
    {"people", 9, 0},
    {"ticks", 50, 0},
    {"seeds", 3, 2, "problems"},
    {"wallSteps", 12, 6, "problems"},
    {"wallWalk", 40, 20, "problems"},
    {"bitSteps", 60, 0},
    {"runs", 2, 0},
};
constexpr std::size_t mostUnits = 12;  // of a graph, and of people by name

bool isUtf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t bytes = utf8At(text, at).bytes;
    if (bytes == 0) return false;
    at += bytes;
  }
  return true;
}

// The greatest whole number in the text, in which lists of sizes stand.
double greatestIn(std::string_view text) {
  double greatest = 0, number = 0;
  for (const char c : text) {
    number = c >= '0' && c <= '9' ? number * 10 + (c - '0') : 0;
    greatest = std::max(greatest, number);
  }
  return greatest;
}

bool isSmallPair(const Pair& pair) {
  const auto& [key, value] = pair;
  if (key == "spans" || key == "sets" || key == "sizes" || key == "capacity") return greatestIn(value) <= mostOf("seqLen");
  if (key == "units" || key == "names") return static_cast<std::size_t>(std::count(value.begin(), value.end(), ',')) < mostUnits;
  const double most = mostOf(key);
  return most == 0 || std::strtod(value.c_str(), nullptr) <= most;
}

template <class M, class S>
void fillWith(Model& model, const typename S::Parts& parts) {
  S snapshot;
  static_cast<const M&>(model).fill(snapshot, parts);
}

void fill(std::string_view kind, Model& model, bool closely) {
  if (kind == "recurrent") {
    SnapshotParts parts;
    if (closely) {
      parts.twins = parts.fold = parts.back = true;
      parts.spectrumAt = 1;
      parts.carpet = CarpetWish{};
      parts.saliency = SaliencyWish{};
      parts.goOn = GoOnWish{.steps = 3};
    }
    fillWith<RecurrentModel, Snapshot>(model, parts);
  }
  if (kind == "latch") fillWith<LatchModel, LatchSnapshot>(model, {});
  if (kind == "graph") fillWith<GraphModel, GraphSnapshot>(model, {});
  if (kind == "hopfield") {
    HopfieldSnapshot snapshot;
    static_cast<const HopfieldModel&>(model).fill(snapshot, {});
    if (snapshot.settings.size > 0 && !snapshot.state.empty()) (void)fieldByPattern(snapshot, snapshot.settings.size - 1);
  }
  if (kind == "seats") fillWith<SeatsModel, SeatsSnapshot>(model, {});
  if (kind == "problems") fillWith<ProblemsModel, ProblemsSnapshot>(model, {});
}

}  // namespace

double mostOf(std::string_view key) {
  for (const Size& size : sizes)
    if (size.key == key) return size.most;
  return 0;
}

bool isSmall(std::string_view text) {
  const auto pairs = splitLink(text);
  return std::all_of(pairs.begin(), pairs.end(), isSmallPair);
}

std::string madeSmall(std::string_view kind, std::string_view text) {
  std::string small(text);
  const auto pairs = splitLink(text);
  const auto says = [&](std::string_view key) {
    return std::any_of(pairs.begin(), pairs.end(), [&](const Pair& pair) { return pair.first == key; });
  };
  for (const Size& size : sizes)
    if (size.plain > 0 && size.kinds.find(kind) != std::string_view::npos && !says(size.key))
      appendPair(small, size.key, std::to_string(static_cast<int>(size.plain)));
  return small;
}

void lookAt(const ModelKind& kind, Model& model, bool closely) {
  const Keys& keys = model.keys();
  for (const KeyInfo* key : keys.list()) {
    UNROLL_CHECK(!keys.wording(key->name).empty());
    (void)keys.plain(key->name);
    (void)keys.matters(key->name);
    (void)keys.range(key->name);
    UNROLL_CHECK(keys.find(key->name) == key);
    (void)keys.get(key->name);
  }
  const Facts facts = model.facts();
  UNROLL_CHECK(!facts.empty());
  for (const auto& [name, value] : facts)  // the page makes JSON of them
    if (const auto* text = std::get_if<std::string>(&value)) UNROLL_CHECK(isUtf8(*text));
  constexpr std::size_t hashDigits = 16;
  UNROLL_CHECK(model.hash().size() == hashDigits);
  fill(kind.name, model, closely);
  (void)model.progress();
}

void readBack(const ModelKind& kind, const Model& model) {
  const std::string text = model.text();
  std::string again;
  std::vector<Error> dropped;
  if (kind.name == "recurrent") {  // without making the net, which takes long
    ParsedLink link = parseLink(text);
    dropped = std::move(link.dropped);
    again = printExperiment(link.experiment);
  } else if (kind.name == "problems") {
    again = printProblems(parseProblems(text, dropped));
  } else {
    ParsedModel parsed = kind.parse(text);
    UNROLL_CHECK(parsed.model);
    dropped = std::move(parsed.dropped);
    again = kind.name == "hopfield" ? text : parsed.model->text();  // a long recall is there later
  }
  if (!dropped.empty() || again != text)
    std::fprintf(stderr, "%s\n%s\n%s\n", text.c_str(), again.c_str(), dropped.empty() ? "" : dropped.front().message.c_str());
  UNROLL_CHECK(dropped.empty());
  UNROLL_CHECK(again == text);
}

}  // namespace unroll::fuzz
