// The seven problems of recurrent nets as experiments: black box, cost, need of data, no guarantee, exploding or vanishing gradients,
// information that washes out, poor long-term memory. A problem is a file in this folder and a line of problems.inc.
//
// Several are studies: many runs of one training that differ in a few settings. Whoever carries them out (study/runner.h), a run comes to
// the same weights as alone. The others compute a picture in slices (prepare()).
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/keys.h"
#include "core/model.h"
#include "study/job.h"
#include "study/jobs.h"
#include "tasks/experiment.h"

namespace unroll {

// All that defines what is shown. `net` is what each run begins with; a problem has settings of its own for it.
struct Problems {
  std::string problem = "guarantee";
  int seeds = 1;                                  // runs that differ in nothing else, from net.seed on
  std::int64_t runs = 0;                          // that are done when it is opened
  std::string spans = "10,20,40,80";              // memory: sequence lengths
  std::string sets = "10,32,100,320,1000,10000";  // data: sizes of training sets
  std::string sizes = "6,32";                     // data: hidden units of its nets
  std::string axis = "seqLen";                    // cost: what it is measured against
  std::string shown = "trajectories";             // black box: which of its pictures
  int property = 0;                               // black box: of the task; beyond its last one the last
  std::string colours = "symbol";                 // black box: what its paths are coloured by
  int clusters = 0;                               // black box: of its automaton; 0: as many as are needed
  int walked = 0;                                 // black box: the sequence that is walked along
  std::string string;                             // black box: a string of one's own that is walked along instead; empty: none
  int unit = -1;                                  // black box: that is looked at; −1: the one that agrees best
  // gradients: what is looked at; whether the net is trained (net.updates) as well; the unit at the wall, and the ball's start, optimiser
  // and walk (problems/gradients.h)
  std::string view = "norms";
  bool trained = false;
  int wallSteps = 50;
  double wallW = 5.8, wallB = -1.8;
  std::string wallOptimizer = "sgd";
  double wallRate = 0.2, wallClip = 0.2;
  int wallWalk = 420;
  std::string aspect = "distance";         // washout: distance, memory or latch
  int differAt = 0;                        // distance: the step at which two sequences differ; beyond their end it is their last
  double differBy = 1;                     // and by how much, in their first input
  double inputScale = 0.1;                 // memory: x is uniform in ± this
  double bitWeight = 1.5;                  // latch: w
  int bitSteps = 20;                       // T that the gradient goes back
  int searched = -1;                       // guarantee: the run whose net is searched for an input that it answers wrongly; -1: none
  std::string figure = "latchFixedPoint";  // published: which figure
  Experiment net;

  bool operator==(const Problems&) const = default;
};

// A share of runs, and where the true one lies with 95 % confidence (Wilson 1927).
struct Share {
  int of = 0, hits = 0;
  double low = 0, high = 1;
  double value() const { return of > 0 ? static_cast<double>(hits) / of : 0; }
};
Share shareOf(int hits, int of);

// One run of a study, as far as it has come.
struct ProblemRun {
  Job job;
  std::shared_ptr<const JobReport> report;  // nullptr: not begun
  bool done() const { return report && report->done; }
  bool failed() const { return report && !report->error.empty(); }
};

// Means over the runs that are done, in the metric's unit, with standard errors (NaN with a single one).
struct DataPoint {
  int runs = 0;
  double fresh = std::numeric_limits<double>::quiet_NaN(), trained = fresh;
  double freshError = fresh, trainedError = fresh;
};

struct BlackBoxPicture;   // problems/black_box.h
struct CostPicture;       // problems/cost.h
struct GradientsPicture;  // problems/gradients.h
struct PublishedPicture;  // problems/published.h
struct WashoutPicture;    // problems/washout.h
struct WorstPicture;      // problems/worst.h

struct ProblemsSnapshot {
  struct Parts {};

  Problems settings;
  double learnedBound = 0, blindScore = 0;  // of the task, in the metric's unit
  bool higherIsBetter = false;

  std::vector<ProblemRun> runs;
  int done = 0;
  bool running = false;
  int helpers = 0;                    // that work beside the program; 0: in slices
  double secondsLeft = -1;            // about; < 0: not known
  std::vector<std::string> troubles;  // helpers that died, the last ones
  int forgotten = 0;                  // runs that began anew last and have not been done since: "recall" brings them back

  std::shared_ptr<const BlackBoxPicture> blackBox;
  std::shared_ptr<const CostPicture> cost;
  std::shared_ptr<const GradientsPicture> gradients;
  std::shared_ptr<const PublishedPicture> published;
  std::shared_ptr<const WashoutPicture> washout;
  std::shared_ptr<const WorstPicture> worst;

  bool isGood(double metric) const { return higherIsBetter ? metric >= learnedBound : metric <= learnedBound; }
  bool hasLearned(const ProblemRun& run) const {
    return run.done() && !run.failed() && !run.report->row.diverged && isGood(run.report->row.metric);
  }
  bool isWorseThanBlind(double metric) const {  // not finite is worse than anything
    return !(higherIsBetter ? metric >= blindScore : metric <= blindScore);
  }
  // It was good enough at some evaluation, and is not in the end.
  bool hasLost(const ProblemRun& run) const { return run.done() && !run.failed() && run.report->row.learnedAt > 0 && !hasLearned(run); }
};

// What is computed for a problem beside runs.
class ProblemPicture {
 public:
  virtual ~ProblemPicture() = default;
  // What holds for these settings too is kept.
  virtual void use(const Problems& settings) = 0;
  virtual bool advance(double milliseconds) = 0;  // returns whether it is done
  virtual bool done() const = 0;
  virtual void fill(ProblemsSnapshot& snapshot) const = 0;
  virtual void tell(Facts& facts) const = 0;
  virtual bool learns() const { return false; }  // advance() trains nets

  // A training that a picture has in the place of runs: it counts as one of them, begins and pauses as they do, and is done in advance();
  // what is computed of it then, as ever, in slices.
  virtual bool trains() const { return false; }
  virtual bool begun() const { return false; }
  virtual bool trained() const { return false; }
  virtual bool train(double /*milliseconds*/) { return true; }  // returns whether it is trained
  virtual void forget() {}                                      // it is to begin anew
  virtual bool canRecall() const { return false; }              // what was forgotten is at hand
  virtual void recall() {}
  virtual std::string hash() const { return {}; }  // of the weights
};

struct Problem {
  std::string_view name;
  std::string_view help;
  void (*begin)(Problems& settings);       // its own settings, after those of Problems{}
  std::vector<std::string_view> settings;  // keys of Problems that it reads beside `problem` and `runs`
  std::vector<std::string_view> own = {};  // keys of the net that its runs set themselves: they don't matter
  std::vector<Job> (*jobs)(const Problems& settings) = nullptr;
  std::unique_ptr<ProblemPicture> (*picture)() = nullptr;
  void (*tell)(const ProblemsSnapshot& snapshot, Facts& facts) = nullptr;  // what comes of its runs
};

std::vector<std::string> figureNames();  // published
std::span<const Problem* const> allProblems();
const Problem* findProblem(std::string_view name);
Problems problemSettings(std::string_view problem);         // as at first
std::vector<int> trainingSetsOf(const Problems& settings);  // data; empty: its text is no such list
std::vector<int> netSizesOf(const Problems& settings);
std::vector<int> dataRuns(const Problems& settings, int set, int size);  // their indices: one for each seed
DataPoint dataPoint(const ProblemsSnapshot& snapshot, int set, int size);
// "10,20,40": ascending whole numbers from 1 on; empty: it is no such list.
std::vector<int> ascendingNumbers(std::string_view text, int greatest, std::size_t most);
std::vector<int> spansOf(const Problems& settings);  // memory: at least one, ascending as said
// black box: the symbols of its task's inputs, a letter each; empty: they are numbers.
std::string symbolsOf(const Experiment& net);
constexpr std::size_t longestString = 60;
Result<std::vector<int>> readString(const Problems& settings);  // its symbols; of letters that only exist as capitals small ones too
struct RememberingNet {
  std::string_view name;
  std::vector<Pair> settings;  // of an Experiment
  std::int64_t drawings = 0;   // of a random search in the place of training
};
// memory: a place of the table. Runs that could not be made are not done.
struct MemoryPlace {
  std::vector<int> runs;  // of the snapshot, one for each seed
  int done = 0, learned = 0;
  double updates = std::numeric_limits<double>::quiet_NaN();  // in the middle, of those that learned
};
MemoryPlace memoryPlace(const ProblemsSnapshot& snapshot, int net, int span);
struct RunTally {
  int learned = 0, lost = 0, diverged = 0;
};
RunTally tallyOf(const ProblemsSnapshot& snapshot);
std::span<const RememberingNet> rememberingNets();  // memory: the rows of its table; its runs go net by net in each span, then seed by seed
std::vector<int> longerThanTrained(const Problems& settings);  // guarantee: the lengths at which its nets are tried

class ProblemsModel final : public Model {
 public:
  explicit ProblemsModel(const Problems& settings, int threads = mostJobs());  // that carry out its runs, where there are such
  ~ProblemsModel() override;

  void fill(ProblemsSnapshot& snapshot, ProblemsSnapshot::Parts) const;

  std::string text() const override;
  const Keys& keys() const override;
  Result<void> apply(const Change& change) override;  // keys; again: the runs are forgotten; recall: and brought back
  static constexpr std::string_view again = "again", recall = "recall";
  void setGoal(std::int64_t runs) override;
  bool advance(double milliseconds) override;
  Progress progress() const override;
  bool prepare(double milliseconds) override;
  bool prepared() const override;
  std::uint64_t version() const override;
  std::shared_ptr<const State> save() const override;
  void restore(const State& state) override;
  bool takesData(std::string_view bytes) const override;
  Result<std::vector<Change>> takeData(std::string_view bytes) const override;
  Facts facts() const override;
  std::string hash() const override;  // over the settings of the runs that are done and their weights
  void comeAfter(const Model& former) override;

 private:
  struct Own;
  std::unique_ptr<Own> own_;
};

}  // namespace unroll
