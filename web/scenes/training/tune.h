// The tune on the piano roll: the notes that were given, those that the net goes on with, and what it thought likely before each.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "base/sound.h"
#include "scenes/recurrent/context.h"

namespace unroll {

struct TuneNote {
  int kind = -1;       // of Snapshot::notes; −1: an input that is none, a rest
  double begin = 0;    // eighths from the first note
  double length = 0;   // eighths
  int step = -1;       // t of the answer that was about it; −1: nothing had been read
  bool drawn = false;  // by the net
};

struct Tune {
  std::vector<TuneNote> notes;
  Table answers;  // [notes, classes] the net's probabilities; NaN: there are none
  Table chances;  // what the temperature made of them, where drawn
  int given = 0;
  int intoBar = -1;        // eighths from a bar line to the first note; −1: not known
  std::string_view title;  // empty: not known

  int size() const { return static_cast<int>(notes.size()); }
  const TuneNote& note(int n) const { return notes[static_cast<std::size_t>(n)]; }
  double end() const { return notes.empty() ? 0 : notes.back().begin + notes.back().length; }  // eighths
  int at(double eighths) const;  // which note sounds then; the first before it, the last behind it, −1: there is none
};

// As it is to be seen and heard: at most so many given notes, the last ones.
inline constexpr int mostGivenNotes = 32;
Tune tuneOf(const Snapshot& snapshot);

inline constexpr double secondsPerEighth(double beatsPerMinute) { return 30 / beatsPerMinute; }  // a beat has two
// From the note that sounds at `from` eighths, which then starts at 0 s.
std::vector<Tone> tonesOf(const Snapshot& snapshot, const Tune& tune, double from, double beatsPerMinute);

std::string pitchName(const Text& words, int pitch);        // "C4", or "c¹"
std::string noteName(const Text& words, const Note& note);  // with its length, "C4 1/4"
std::string nameIn(const Frame& frame, const Snapshot& snapshot, int kind);

// How the roll is looked at, and what is played of it.
struct MelodyView {
  int chosen = -1;  // note, by a press or a key; −1: none
  static constexpr double slowest = 40, fastest = 240, usualTempo = 120, usualLoudness = 0.5;
  double tempo = usualTempo;  // beats a minute
  double loudness = usualLoudness;
  bool muted = false;
  bool alone = false;  // the net does not go on, as it would unless told

  bool playing = false;
  Tune played;                // as it was when it began: training may go on beneath
  std::string playedBy;       // what may not change meanwhile
  std::int64_t playedAt = 0;  // update
  double from = 0;            // eighths
  double heard = -1;          // eighths, at this moment; negative: nothing plays
  int told = -1;              // the step that the other panes were told
};

struct TrainingView;

// What is on the roll: the tune that plays, else the present one.
Tune shownTune(const Snapshot& snapshot, const MelodyView& view);
void playTune(const SceneContext& context, TrainingView& view, double from);
void stopTune(const SceneContext& context, TrainingView& view);
void followTune(const SceneContext& context, TrainingView& view);  // once a frame

// The roll with its buttons, in the sequence's card; the settings of the lesson's column.
void drawMelody(const SceneContext& context, Rect area, TrainingView& view);
void drawMelodyControls(const SceneContext& context, Column& column, TrainingView& view);

std::string melodyWords(const SceneContext& context, const TrainingView& view);
SpokenTable melodyTable(const SceneContext& context, const TrainingView& view);
void melodyState(const Snapshot& snapshot, const TrainingView& view, nlohmann::json& fields);

}  // namespace unroll
