#include "reproduce/reproduction.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <mutex>
#include <optional>

#include "recurrent/experiment_text.h"
#include "recurrent/recurrent.h"

namespace unroll {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::ptrdiff_t mostTrainings = 100;  // whose curves are kept: more can't be told apart

std::string shown(double value) {
  char text[40];
  std::snprintf(text, sizeof text, "%.4g", value);
  return text;
}

// ": .97 ± .003 against .966, off by .004, allowed .02"
std::string comparison(const Figure& figure, const Published& published, const Estimate& ours, const Judged& judged) {
  if (ours.seeds == 0 || std::isnan(ours.error)) return "";
  const std::string number = ": " + shown(ours.value) + (figure.kind == Figure::Kind::exact ? "" : " ± " + shown(ours.error));
  const std::string allowed = ", allowed " + shown(judged.allowed);
  if (figure.compare == Figure::Compare::equal)
    return number + " against " + shown(published.value) + ", off by " + shown(judged.off) + allowed;
  const char* bound = figure.compare == Figure::Compare::atMost ? ", at most " : ", at least ";
  return number + bound + shown(published.value) + (judged.off > 0 ? ", off by " + shown(judged.off) + allowed : "");
}

// A measure of one seed, under way.
struct Piece {
  std::uint64_t seed = 0;
  std::size_t measure = 0;
  bool done = false;
  std::vector<double> values;
  std::string experiment;
  std::vector<CurvePoint> training;
};

}  // namespace

struct Reproduction::State {
  const Figure* figure = nullptr;
  int seeds = 0;
  std::vector<Piece> pieces;  // seed by seed
  std::size_t next = 0;       // of those that advance() works at
  std::optional<StudyRun> run;
  std::size_t doneCount = 0;
  double seconds = 0;

  const Measure& measureOf(const Piece& piece) const { return figure->measures[piece.measure]; }
  StudyRun beginRun(const Piece& piece) const {
    const auto experiment = parseExperiment(measureOf(piece).experiment + "&seed=" + std::to_string(piece.seed));
    UNROLL_CHECK(experiment);
    auto begun = StudyRun::begin(experiment.value());
    UNROLL_CHECK(begun);
    return std::move(begun).value();
  }
  void take(Piece& piece, StudyRun& of) const {
    piece.experiment = of.row().experiment;
    Snapshot snapshot;
    SnapshotParts parts;
    parts.parameters = parts.probe = false;
    of.simulation().fill(snapshot, parts);
    if (&piece - pieces.data() < mostTrainings) piece.training = snapshot.metricCurve;
    piece.values = measureOf(piece).ofRun(of, piece.seed);
    piece.done = true;
  }
  void take(Piece& piece) const {
    piece.values = measureOf(piece).ofSeed(piece.seed);
    piece.done = true;
  }
  Estimate at(std::size_t point) const {
    std::vector<double> values;
    for (const Piece& piece : pieces) {
      const std::size_t first = measureOf(piece).point;
      if (piece.done && point >= first && point < first + piece.values.size()) values.push_back(piece.values[point - first]);
    }
    return estimateOf(figure->kind, values);
  }
};

Reproduction::Reproduction(std::unique_ptr<State> state) : state_(std::move(state)) {}
Reproduction::Reproduction(Reproduction&&) noexcept = default;
Reproduction& Reproduction::operator=(Reproduction&&) noexcept = default;
Reproduction::~Reproduction() = default;

Result<Reproduction> Reproduction::begin(const Figure& figure, int seeds) {
  const bool exact = figure.kind == Figure::Kind::exact;
  if (seeds < 0 || seeds > mostFigureSeeds)
    return Error{"seeds=" + std::to_string(seeds) + ": must be 1…" + std::to_string(mostFigureSeeds)};
  if (exact && seeds > 1)
    return Error{"seeds=" + std::to_string(seeds) + ": must be 1 for " + figure.name + ", in which there is no chance"};
  auto state = std::make_unique<State>();
  state->figure = &figure;
  state->seeds = seeds > 0 ? seeds : figure.seeds;
  for (int seed = 1; seed <= state->seeds; ++seed)
    for (std::size_t measure = 0; measure < figure.measures.size(); ++measure) {
      Piece piece;
      piece.seed = static_cast<std::uint64_t>(seed);
      piece.measure = measure;
      state->pieces.push_back(std::move(piece));
    }
  return Reproduction(std::move(state));
}

bool Reproduction::advance(double milliseconds) {
  State& s = *state_;
  const auto began = Clock::now();
  while (s.next < s.pieces.size()) {
    const double left = milliseconds - std::chrono::duration<double, std::milli>(Clock::now() - began).count();
    if (left <= 0) break;
    Piece& piece = s.pieces[s.next];
    if (s.measureOf(piece).experiment.empty()) {
      s.take(piece);
    } else {
      if (!s.run) s.run = s.beginRun(piece);
      if (!s.run->advance(left)) continue;
      s.take(piece, *s.run);
      s.run.reset();
    }
    ++s.next;
    ++s.doneCount;
  }
  s.seconds += std::chrono::duration<double>(Clock::now() - began).count();
  return s.doneCount == s.pieces.size();
}

void Reproduction::finish(int jobs) {
  State& s = *state_;
  const auto began = Clock::now();
  const std::size_t first = s.next;
  std::optional<StudyRun> begun = std::exchange(s.run, std::nullopt);
  std::mutex counting;
  carryOutBeside(s.pieces.size() - first, jobs, [&](std::size_t i) {
    Piece& piece = s.pieces[first + i];
    if (s.measureOf(piece).experiment.empty()) {
      s.take(piece);
    } else {
      StudyRun run = i == 0 && begun ? std::move(*begun) : s.beginRun(piece);
      run.finish();
      s.take(piece, run);
    }
    const std::lock_guard lock(counting);
    ++s.doneCount;
  });
  s.next = s.pieces.size();
  s.seconds += std::chrono::duration<double>(Clock::now() - began).count();
}

std::size_t Reproduction::done() const { return state_->doneCount; }
std::size_t Reproduction::goal() const { return state_->pieces.size(); }

// All points are judged. One that misses decides, else one that is open; else the line's own speaks.
Outcome Reproduction::outcome() const {
  const State& s = *state_;
  const Figure& figure = *s.figure;
  Outcome outcome;
  outcome.figure = &figure;
  outcome.seeds = s.seeds;
  outcome.seconds = s.seconds;
  std::size_t decides = 0;
  int open = 0;
  Judged decisive;
  const auto rank = [](Verdict verdict) { return verdict == Verdict::differs ? 2 : verdict == Verdict::notYet ? 1 : 0; };
  for (std::size_t i = 0; i < figure.points.size(); ++i) {
    outcome.points.push_back(s.at(i));
    const Judged judged = judge(figure, figure.points[i], outcome.points[i]);
    open += judged.verdict != Verdict::reproduced;
    if (i == 0 || rank(judged.verdict) > rank(decisive.verdict)) {
      decides = i;
      decisive = judged;
    }
  }
  outcome.ours = outcome.points[0];
  const bool complete = s.doneCount == s.pieces.size();
  outcome.verdict = complete ? decisive.verdict : Verdict::notYet;
  std::string& reason = outcome.reason;
  if (!complete) reason = "not all seeds are done; ";
  const std::string points = std::to_string(figure.points.size()) + " points";
  if (figure.points.size() > 1)
    reason += open > 0 ? std::to_string(open) + " of " + points + (open == 1 ? " isn't" : " aren't") + " reproduced; at " + figure.xName +
                             " = " + shown(figure.points[decides].x) + ": "
                       : "all " + points + ", the first: ";
  const Estimate& there = outcome.points[decides];
  reason += decisive.why + comparison(figure, figure.points[decides], there, decisive);
  if (there.without > 0)
    reason += "; " + std::to_string(there.without) + " of " + std::to_string(there.without + there.seeds) + " seeds have no number";
  if (outcome.verdict == Verdict::differs && !figure.because.empty()) reason += "; " + figure.because;
  if (!figure.cut.empty()) reason += "; cut down: " + figure.cut;
  return outcome;
}

std::vector<FigureCurve> Reproduction::curves() const {
  const State& s = *state_;
  const Figure& figure = *s.figure;
  FigureCurve ours{FigureCurve::Kind::ours, "", {}}, published{FigureCurve::Kind::published, figure.source, {}};
  for (std::size_t i = 0; i < figure.points.size(); ++i) {
    const Published& p = figure.points[i];
    published.points.push_back({p.x, p.value, p.error});
    const Estimate e = s.at(i);
    if (e.seeds > 0) ours.points.push_back({p.x, e.value, std::isnan(e.error) ? 0 : e.error});
  }
  std::vector<FigureCurve> all{std::move(ours), std::move(published)};
  for (FigureCurve& curve : all)
    std::sort(curve.points.begin(), curve.points.end(), [](const FigureCurve::Point& a, const FigureCurve::Point& b) { return a.x < b.x; });
  double last = 0, most = 0;
  for (const Published& p : figure.points) most = std::max(most, p.x);
  for (const Piece& piece : s.pieces) {
    if (piece.training.empty()) continue;
    FigureCurve curve{FigureCurve::Kind::training, piece.experiment, {}};
    for (const CurvePoint& point : piece.training)
      curve.points.push_back({static_cast<double>(point.update), static_cast<double>(point.value), 0});
    last = std::max(last, curve.points.back().x);
    all.push_back(std::move(curve));
  }
  if (!std::isnan(figure.blind))
    all.push_back({FigureCurve::Kind::blind, "", {{0, figure.blind, 0}, {last > 0 ? last : most, figure.blind, 0}}});
  return all;
}

}  // namespace unroll
