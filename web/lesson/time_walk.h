// Walking through the time steps of a sequence: which one is present, whether it plays, and the controls of the transport bar that
// every scene over time steps shares.
#pragma once

#include "lesson/scene.h"

namespace unroll {

// A view over time steps is a TimeWalk: it says how far the walk goes, and may carry along what depends on the present step. The walk's
// places are the time steps, unless the view goes on from the last one: to the loss, and back to the first.
class TimeWalk {
 public:
  int present = 0;  // t, 0…last()
  bool playing = false;

  virtual ~TimeWalk() = default;
  virtual int last() const = 0;                  // of the walk's places
  virtual int place() const { return present; }  // 0…last()
  virtual int turn() const { return -1; }        // the place of the loss, behind which the way leads back; −1: it doesn't
  virtual int marked() const { return -1; }      // a place where something went wrong, in red on the time axis
  virtual double period() const { return 1; }    // seconds per time step while it plays

  bool goTo(int place);    // clamped. Returns whether it changed.
  bool jumpTo(int place);  // the same by hand: it stops playing

  void play(Ui& ui, bool on);  // from the begin, if it is at the end
  void advance(Ui& ui);        // call once per frame: plays on when it is time
  bool key(Ui& ui, StageKey key);

 private:
  virtual void setPlace(int place) { present = place; }
  virtual void moved() {}  // to another place

  double nextStepAt_ = 0;  // seconds of Ui::now
};

// Step back, play, step on; with `first` also back to t = 0. They take their room off the left of the bar.
void walkButtons(const Frame& context, Rect& bar, TimeWalk& walk, bool first);
// The time steps in all of the bar.
void walkScrubber(const Frame& context, Rect bar, TimeWalk& walk);

}  // namespace unroll
