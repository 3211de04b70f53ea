#include "scenes/training/tune.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "scenes/training/view.h"

namespace unroll {

namespace {

int kindAt(const Table& rows, int t) {
  for (int k = 0; k < rows.cols; ++k)
    if (rows.at(t, k) == 1) return k;
  return -1;
}

constexpr int kRest = 2;  // eighths of an input that is no note

// The n-th of the words between bars.
std::string part(std::string_view list, int n) {
  for (; n > 0; --n) list.remove_prefix(std::min(list.size(), list.find('|') + 1));
  return std::string(list.substr(0, list.find('|')));
}

// What a tune that plays belongs to. Weights may change, the net may not.
std::string netOf(const Snapshot& s, const TrainingView& view) {
  const Experiment& e = s.current;
  std::string all = e.task + " " + e.cell + " " + e.tying;
  for (const double each : {static_cast<double>(e.hiddenSize), static_cast<double>(e.layers), static_cast<double>(e.seed), view.goesOnAt(s),
                            static_cast<double>(view.sampling)})
    all += " " + printNumber(each);
  for (int t = 0; t < s.probe.x.rows; ++t) all += " " + std::to_string(kindAt(s.probe.x, t));
  return all;
}

}  // namespace

int Tune::at(double eighths) const {
  const auto after =
      std::upper_bound(notes.begin(), notes.end(), eighths, [](double time, const TuneNote& note) { return time < note.begin; });
  return notes.empty() ? -1 : std::max(0, static_cast<int>(after - notes.begin()) - 1);
}

Tune tuneOf(const Snapshot& s) {
  Tune tune;
  const Table &x = s.probe.x, &y = s.probe.y, &next = s.goneOn.next;
  if (s.notes.empty() || x.cols != static_cast<int>(s.notes.size())) return tune;
  const int first = std::max(0, x.rows - mostGivenNotes), drawn = next.cols == x.cols ? next.rows : 0;
  double at = 0;
  const auto add = [&](int kind, int step, bool isDrawn) {
    const int length = kind >= 0 ? s.notes[static_cast<std::size_t>(kind)].eighths : kRest;
    tune.notes.push_back({kind, at, static_cast<double>(length), step, isDrawn});
    at += length;
  };
  for (int t = first; t < x.rows; ++t) add(kindAt(x, t), t - 1, false);
  tune.given = tune.size();
  for (int t = 0; t < drawn; ++t) add(kindAt(next, t), x.rows + t - 1, true);

  constexpr float none = std::numeric_limits<float>::quiet_NaN();
  const auto known = [&](int n, int k, const Table& ofDrawn, bool given) {
    if (n >= tune.given) return ofDrawn.rows == drawn ? ofDrawn.at(n - tune.given, k) : none;
    const int step = tune.note(n).step;
    return given && step >= 0 && step < y.rows ? y.at(step, k) : none;
  };
  tune.answers.fill(tune.size(), x.cols, [&](int n, int k) { return known(n, k, s.goneOn.answers, true); });
  tune.chances.fill(tune.size(), x.cols, [&](int n, int k) { return known(n, k, s.goneOn.chances, false); });
  tune.title = s.tune.title;
  tune.intoBar = s.tune.intoBar;
  for (int t = 0; t < first && tune.intoBar >= 0; ++t)
    tune.intoBar = (tune.intoBar + s.notes[static_cast<std::size_t>(kindAt(x, t))].eighths) % eighthsInBar;
  return tune;
}

std::vector<Tone> tonesOf(const Snapshot& s, const Tune& tune, double from, double beatsPerMinute) {
  const double eighth = secondsPerEighth(beatsPerMinute);
  std::vector<Tone> tones;
  if (tune.notes.empty()) return tones;
  const int first = tune.at(from);
  const double begin = tune.note(first).begin;
  for (int n = first; n < tune.size(); ++n) {
    const TuneNote& note = tune.note(n);
    if (note.kind < 0) continue;
    const int pitch = s.notes[static_cast<std::size_t>(note.kind)].pitch;
    tones.push_back({static_cast<double>(pitch), (note.begin - begin) * eighth, note.length * eighth, 1});
  }
  return tones;
}

std::string pitchName(const Text& words, int pitch) {
  constexpr int semitones = 12, lowestOctave = 36;
  return part(words.tr("training.melody.pitches"), pitch % semitones) +
         part(words.tr("training.melody.octaves"), std::max(0, (pitch - lowestOctave) / semitones));
}

std::string noteName(const Text& words, const Note& note) {
  const int whole = eighthsInBar, shared = std::gcd(note.eighths, whole);
  return pitchName(words, note.pitch) + " " + std::to_string(note.eighths / shared) + "/" + std::to_string(whole / shared);
}

std::string nameIn(const Frame& frame, const Snapshot& s, int kind) {
  return kind >= 0 ? noteName(frame.ui.words(), s.notes[static_cast<std::size_t>(kind)]) : "–";
}

// ── Playing ──────────────────────────────────────────────────────────────────────────────────────────────────────────

Tune shownTune(const Snapshot& s, const MelodyView& view) { return view.playing ? view.played : tuneOf(s); }

void playTune(const SceneContext& context, TrainingView& view, double from) {
  MelodyView& m = view.melody;
  if (context.sound == nullptr) return;
  const Snapshot& s = context.snapshot;
  if (!m.playing) {
    m.played = tuneOf(s);
    m.playedBy = netOf(s, view);
    m.playedAt = s.update;
  }
  if (m.played.notes.empty()) return;
  m.from = m.heard = m.played.note(m.played.at(from)).begin;
  context.sound->setLoudness(m.muted ? 0 : m.loudness);
  const std::string why = context.sound->play(tonesOf(s, m.played, m.from, m.tempo));
  m.playing = why.empty();
  if (!m.playing) context.commands.showMessage(context.tr("training.melody.silent", {{"why", context.ui.words().ofEngine(why)}}));
}

void stopTune(const SceneContext& context, TrainingView& view) {
  if (context.sound != nullptr) context.sound->stop();
  view.melody.playing = false;
  view.melody.heard = -1;
}

void followTune(const SceneContext& context, TrainingView& view) {
  MelodyView& m = view.melody;
  if (!m.playing) return;
  const Snapshot& s = context.snapshot;
  const double seconds = context.sound != nullptr ? context.sound->position() : -1;
  if (s.update < m.playedAt || m.playedBy != netOf(s, view)) return stopTune(context, view);
  if (seconds < 0) {
    const std::string why = context.sound != nullptr ? context.sound->takeTrouble() : std::string();
    stopTune(context, view);
    if (!why.empty()) context.commands.showMessage(context.tr("training.melody.silent", {{"why", context.ui.words().ofEngine(why)}}));
    return;
  }
  const double eighth = secondsPerEighth(m.tempo);
  m.heard = std::min(m.from + seconds / eighth, m.played.end());
  if (context.ui.animates()) return context.ui.keepDrawing();
  // From note to note.
  const TuneNote& note = m.played.note(m.played.at(m.heard));
  context.ui.wakeAt(context.ui.now() + std::max(0.0, note.begin + note.length - m.heard) * eighth);
  m.heard = note.begin;
}

}  // namespace unroll
