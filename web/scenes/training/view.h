// How the Training scene is looked at: which pane is open, what play is to reach. Nothing of it changes the model.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "lesson/settings.h"
#include "recurrent/recurrent.h"
#include "scenes/recurrent/carpet.h"
#include "scenes/recurrent/phase_plane.h"
#include "scenes/recurrent/recovery.h"
#include "scenes/training/maker.h"
#include "scenes/training/story.h"
#include "scenes/training/tune.h"

namespace unroll {

// The fresh sequence as text: what it is tinted by.
struct TextView {
  bool byAnswer = false;  // by what the answer at the chosen step hangs on, else by what a unit holds
  int unit = 0;
  int step = -1;  // the chosen one; −1: the last
};

struct TrainingView {
  enum class Pane { loss, sequence, states, gradient, carpet, eigenvalues, plane, text };
  int pane = 1;  // of those shown one at a time, where not all fit; where they do, the last four stand in the place of the states
  bool shows(Pane which) const { return pane == static_cast<int>(which); }
  bool looksCloser() const { return pane >= static_cast<int>(Pane::carpet); }
  bool allFit = false;
  CarpetView carpet;
  PlaneView plane;
  TextView text;
  bool wantsSpectrum = true;
  int spectrumStep = 0;
  double spectrumAt = -1;  // seconds of Ui::now, when it was asked for last

  // The net goes on by itself after what is shown (key goOn: the temperature); < 0: it doesn't.
  double temperature = -1;
  static constexpr double hottest = 2;
  std::uint64_t sampling = 1;                          // the seed of what it draws
  static constexpr int goneOn = 60, notesGoneOn = 24;  // steps
  MelodyView melody;
  // At this temperature; < 0: it doesn't. A melody goes on unless it shall not.
  double goesOnAt(const Snapshot& snapshot) const { return temperature >= 0 || snapshot.notes.empty() || melody.alone ? temperature : 1; }

  Maker maker;
  int readStep = -1;  // of an image that is read row by row: the step that was chosen; −1: the last

  // What play trains to.
  enum class Goal { paused, learned, hundred, thousand };
  Goal goal = Goal::paused;
  static constexpr int goals = 4;

  Settings settings;
  Course course;
  Recovery recovery;

  std::string cell;      // the hidden state that is read, in plain words
  int pointedStep = -1;  // the time step under the pointer in any of the panes over time, −1: none
  int pointedNext = -1;  // the same, found in this frame
};

// The update at which the task's bound was first met on fresh data, −1: not yet.
std::int64_t learnedAt(const Snapshot& snapshot);

}  // namespace unroll
