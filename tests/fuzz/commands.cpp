// Commands in any order on each kind of model. The first byte is the kind, up to the end of the line its text, then each byte a deed, some
// with a byte or a line behind them: any bytes mean something, so none are lost.
#include <algorithm>
#include <cmath>
#include <memory>
#include <vector>

#include "core/keys.h"
#include "fuzz/bounded.h"
#include "fuzz/targets.h"
#include "graph/graph.h"
#include "hopfield/hopfield.h"
#include "latch/latch.h"
#include "problems/problems.h"
#include "recurrent/model.h"
#include "seats/seats.h"
#include "unroll.h"

namespace unroll::fuzz {

namespace {

class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}
  bool empty() const { return bytes_.empty(); }
  unsigned char byte() {
    if (bytes_.empty()) return 0;
    const char first = bytes_.front();
    bytes_.remove_prefix(1);
    return static_cast<unsigned char>(first);
  }
  std::size_t below(std::size_t bound) { return bound == 0 ? 0 : byte() % bound; }
  std::string line() {
    const std::size_t end = std::min(bytes_.find('\n'), bytes_.size());
    std::string text(bytes_.substr(0, end));
    bytes_.remove_prefix(std::min(end + 1, bytes_.size()));
    return text;
  }

 private:
  std::string_view bytes_;
};

using Names = std::vector<std::string_view>;

Names commandsOf(std::string_view kind) {
  using G = GraphModel;
  using H = HopfieldModel;
  using S = SeatsModel;
  using R = RecurrentModel;
  if (kind == "graph") return {G::reset, G::preset, G::unit, G::rename, G::place, G::arrange, G::edge, G::input, G::output, G::remove};
  if (kind == "hopfield")
    return {H::reset, H::step,    H::sweep,     H::toEnd,  H::pixel, H::store,   H::forget,
            H::paint, H::unlearn, H::threshold, H::basins, H::tally, H::capacity};
  if (kind == "seats") return {S::reset, S::like, S::rename, S::move, S::shake, S::evenings};
  if (kind == "latch") return {LatchModel::reset};
  if (kind == "problems") return {ProblemsModel::again, ProblemsModel::recall};
  return {R::reset,
          R::restoreLastFinite,
          R::newProbe,
          R::inputStep,
          "rnn.weight_hh_l0[0][0]",
          "rnn.weight_ih_l0[1][0]",
          "rnn.bias_hh_l0[1]",
          "readout.weight[0][0]",
          "readout.bias[0]",
          "rnn.weight_hh_l0@0001[0][0]",
          "initial.h_l0[0]"};
}

std::string valueOf(const Keys& keys, const KeyInfo& key, Reader& reader) {
  const double cap = mostOf(key.name);
  const double most = cap > 0 ? std::min(cap, key.maximum) : key.maximum;
  constexpr int least = 0, greatest = 1, between = 2, choice = 3, plain = 4, none = 5, ways = 8;
  const std::size_t way = reader.below(ways);
  if (way == plain) return keys.plain(key.name);
  if (way == none) return "none";
  if (way == choice && !key.choices.empty()) return key.choices[reader.below(key.choices.size())];
  if (way <= between && key.choices.empty() && key.type != KeyInfo::Type::text) {
    constexpr double steps = 255;
    const double share = way == least ? 0 : way == greatest ? 1 : reader.byte() / steps;
    const double value = key.minimum + share * (most - key.minimum);
    return printNumber(key.type == KeyInfo::Type::integer ? std::floor(value) : value);
  }
  return reader.line();
}

// An undo has to bring back the very same model.
struct Kept {
  std::shared_ptr<const State> state;
  std::string hash;
};

void apply(Model& model, std::string target, std::string value) {
  if (!isSmall(target + "=" + value)) return;
  const std::uint64_t version = model.version();
  const std::string before = model.hash();
  const auto done = model.apply({std::move(target), std::move(value)});
  if (done) return;
  UNROLL_CHECK(!done.error().message.empty());
  UNROLL_CHECK(model.hash() == before);
  (void)version;
}

}  // namespace

void commands(std::string_view bytes) {
  Reader reader(bytes);
  const ModelKind& kind = *models()[reader.below(models().size())];
  const std::string text = reader.line();
  if (!isSmall(text)) return;
  ParsedModel parsed = kind.parse(madeSmall(kind.name, text));
  if (!parsed.model) return;
  std::unique_ptr<Model> model = std::move(parsed.model);
  const Names names = commandsOf(kind.name);
  std::vector<Kept> kept;
  constexpr int mostDeeds = 24;
  constexpr std::size_t mostKept = 4;
  constexpr double slice = 1;  // ms
  for (int deed = 0; deed < mostDeeds && !reader.empty(); ++deed) {
    switch (reader.below(16)) {
      default: {  // a key
        const auto keys = model->keys().list();
        const KeyInfo& key = *keys[reader.below(keys.size())];
        const std::string name = key.name, value = valueOf(model->keys(), key, reader);
        if (isSmall(name + "=" + value)) (void)model->keys().allows(name, value);
        apply(*model, name, value);
        break;
      }
      case 7:
      case 8:
      case 9: {  // a command
        const auto name = names[reader.below(names.size())];
        apply(*model, std::string(name), reader.line());
        break;
      }
      case 10: {
        const std::string target = reader.line();
        apply(*model, target, reader.line());
        break;
      }
      case 11:
        model->setGoal(model->progress().done + static_cast<int>(reader.below(4)));
        for (int i = 0; i < 3 && !model->advance(slice); ++i) {
        }
        break;
      case 12:
        if (kept.size() < mostKept) kept.push_back({model->save(), model->hash()});
        break;
      case 13:
        if (!kept.empty()) {
          const Kept& back = kept[reader.below(kept.size())];
          model->restore(*back.state);
          if (kind.name != "hopfield" && kind.name != "problems") UNROLL_CHECK(model->hash() == back.hash);
        }
        break;
      case 14: {
        (void)model->prepare(slice);
        lookAt(kind, *model, true);
        break;
      }
      case 15: {  // the model of its own text, or of its own file, takes its place
        readBack(kind, *model);
        std::unique_ptr<Model> next;
        if (const std::string file = kind.name == "recurrent" || kind.name == "seats" ? model->file() : std::string(); !file.empty()) {
          auto opened = kind.open(file);
          UNROLL_CHECK(opened);
          next = std::move(opened).value();
        } else {
          next = kind.parse(model->text()).model;
        }
        next->comeAfter(*model);
        model = std::move(next);
        kept.clear();
        break;
      }
    }
  }
  lookAt(kind, *model, false);
  readBack(kind, *model);
}

}  // namespace unroll::fuzz
