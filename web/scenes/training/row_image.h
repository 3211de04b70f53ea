// An image that the net reads row by row, and what it answers after each: as it is drawn by hand, and as a fresh one is looked at.
#pragma once

#include <string>

#include "scenes/recurrent/context.h"
#include "scenes/training/view.h"

namespace unroll {

bool readsImage(const Snapshot& snapshot);  // its sequence is an image, its answers are classes

Rect pixelAt(Rect grid, int row, int column);
// Those of the rows after `read` are paler: they have not been read yet.
void drawPixels(Ui& ui, Rect grid, const Table& image, int read);
// A bar for each row, as high as the row: from the left the share of the first class, the rest is the second's. Their names in `head`.
void drawRowAnswers(const SceneContext& context, Rect area, Rect head, Rect grid);

// What the net says after step t, in words.
std::string imageAnswer(const SceneContext& context, int t);
inline std::string imageAnswer(const SceneContext& context) { return imageAnswer(context, context.snapshot.probe.y.rows - 1); }

// The sequence's card: the image, the row that is read, the answers.
void drawReadImage(const SceneContext& context, Rect area, TrainingView& view);

}  // namespace unroll
