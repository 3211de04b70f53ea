// Model: all that the page and the headless program know of what they run: a recurrent net, one unit that keeps a bit, a Hopfield net.
// Text is the only common language: keys in, facts out. A scene knows its own model's type and asks it for its pictures; nobody else does.
#pragma once

#include <cstdint>
#include <cstdio>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/facts.h"
#include "core/keys.h"
#include "core/result.h"

namespace unroll {

// What is to be changed, and to what: a key ("learningRate", "0.01"), a part that the model names ("rnn.weight_hh_l0[1][2]", "0.5"),
// or one of its commands ("reset", "").
struct Change {
  std::string target;
  std::string value;
};

struct Progress {
  std::int64_t done = 0;  // steps of its own kind: updates of a training
  std::int64_t goal = 0;
  bool busy = false;       // advance() has something to do
  bool stopped = false;    // it can't go on by itself: a number became infinite
  bool elsewhere = false;  // others work at it, beside the program: advance() only looks what has come
};

// The whole state of a model at a boundary between two steps; never changes, cheap to keep. For undo and for going back.
class State {
 public:
  virtual ~State() = default;
  virtual std::size_t bytes() const = 0;
};

class Model {
 public:
  virtual ~Model() = default;

  // key=value&…: what a link must say to come here again.
  virtual std::string text() const = 0;
  virtual const Keys& keys() const = 0;

  // Takes effect at the present boundary. After an error nothing has changed; the same value again changes nothing (then version() stays).
  virtual Result<void> apply(const Change& change) = 0;

  // What needs time happens in advance(), in slices of about that many milliseconds, until the goal is reached; returns whether it is.
  // A model that answers at once has nothing to do here.
  virtual void setGoal(std::int64_t) {}
  virtual bool advance(double) { return true; }
  // The same, but it waits at the end of step `limit`, which is not its goal. A model whose steps nobody wants to see one by one needn't.
  virtual bool advanceTo(std::int64_t /*limit*/, double milliseconds) { return advance(milliseconds); }
  virtual Progress progress() const { return {}; }

  // What a scene looks at may take long to compute in a big model: works at it for about that long and returns whether it is done, for the
  // model as it is now. Before, a scene is shown what was there last.
  virtual bool prepare(double) { return true; }
  virtual bool prepared() const { return true; }

  // Changes whenever anything that can be seen of the model has changed.
  virtual std::uint64_t version() const = 0;

  // Of the last boundary; never computes on. restore() takes only states that this kind of model saved.
  virtual std::shared_ptr<const State> save() const = 0;
  virtual void restore(const State& state) = 0;

  virtual Facts facts() const = 0;
  virtual std::string hash() const = 0;  // 16 hex digits over what defines its behaviour (the weights), the same on every target

  // The whole model as a file, where its kind has files; else empty.
  virtual std::string file() const { return {}; }
  virtual std::string fileName() const { return {}; }

  // The same for other programs: a script that goes on with the file, and what that reads besides. No files: its kind has none; an error
  // says why this one has none.
  struct NamedFile {
    std::string name, bytes;
  };
  virtual Result<std::vector<NamedFile>> script() const { return std::vector<NamedFile>(); }

  // Own data, dropped on the page or pasted: whether it looks like some that this model could use, and the changes with which it does. They
  // are carried out by whoever asks; an error says what is wrong with the bytes, with line and column.
  virtual bool takesData(std::string_view) const { return false; }
  virtual Result<std::vector<Change>> takeData(std::string_view) const { return std::vector<Change>(); }

  // Called on a model that takes the place of another of its kind, or on one that is about to be restored to something else (then
  // `former` is itself): what it shows of the one before, the ghost in its plots.
  virtual void comeAfter(const Model&) {}
};

// What came of a text: unknown keys and bad values are dropped, their defaults taken, and the reasons told.
struct ParsedModel {
  std::unique_ptr<Model> model;  // nullptr: it can't be at all (it would not fit into memory); the last reason says why
  std::vector<Error> dropped;
};

// A command of the headless program, `unroll <name> …`: writes lines to `out`; an error ends the program with exit code 2.
struct ProgramCommand {
  std::string_view name;
  std::string_view help;  // one line
  Result<void> (*run)(std::span<const std::string> arguments, std::FILE* out);
  bool ownData = false;  // data=FILE: it is given the hash of the file's bytes, which are kept
};

// A workload of `unroll bench <name>`. make() prepares it; what it returns runs so many steps and says how many multiplications and
// additions they took.
struct BenchWork {
  std::string_view name;
  std::string_view step;  // what one step is: "sweep"
  std::string_view notes;
  std::function<double(long)> (*make)();
};

// One kind of model, a line of models.inc. Each has a function `const ModelKind& <name>Model()`, in engine/<name>.
struct ModelKind {
  std::string_view name;
  ParsedModel (*parse)(std::string_view text);
  std::vector<KeyInfo> (*keys)();                                            // for `unroll list keys`
  Result<std::unique_ptr<Model>> (*open)(std::string_view bytes) = nullptr;  // a file of this kind; nullptr: it has none
  std::vector<ProgramCommand> commands;
  std::vector<BenchWork> benches = {};
};

}  // namespace unroll
