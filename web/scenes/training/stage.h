// The Training scene's stage: loss, a fresh sequence, hidden states, gradient; all four where they fit, else some at a time.
#pragma once

#include "scenes/recurrent/context.h"
#include "scenes/training/view.h"

namespace unroll {

void drawTrainingStage(const SceneContext& context, Rect area, TrainingView& view);

// One card each (card and heading included).
void drawLossCard(const SceneContext& context, Rect area, TrainingView& view);
bool hasClasses(const Snapshot& snapshot);  // the answers are probabilities of classes
void drawClasses(const SceneContext& context, Rect area, TrainingView& view);
std::string className(const Snapshot& snapshot, int k);     // as one reads it: "a", "␣" as a dot
std::string className(const SceneContext& context, int k);  // the same in the user's language: "Ring"
int classAt(const Snapshot& snapshot, int t);               // that is asked for; −1: none
bool readsItsClasses(const Snapshot& snapshot);             // the inputs are the classes: it reads on in a text or a tune
std::string goesOnWords(const Snapshot& snapshot);          // what the net goes on with, as text; empty: nothing, or numbers
void drawGoingOn(const SceneContext& context, Rect area);
bool goesOn(const Snapshot& snapshot);                  // by itself, as a text or a curve does
std::string ownDataWords(const SceneContext& context);  // how much there is, and where it is cut
void drawFreshSequenceCard(const SceneContext& context, Rect area, TrainingView& view);
void drawStatesCard(const SceneContext& context, Rect area, TrainingView& view);
void drawGradientCard(const SceneContext& context, Rect area, TrainingView& view);
void drawCarpetCard(const SceneContext& context, Rect area, TrainingView& view);
void drawEigenvaluesCard(const SceneContext& context, Rect area, TrainingView& view);
void drawPlaneCard(const SceneContext& context, Rect area, TrainingView& view);
bool hasText(const Snapshot& snapshot);  // the inputs are characters
void drawTextCard(const SceneContext& context, Rect area, TrainingView& view);
std::string textWords(const SceneContext& context, const TrainingView& view);
SpokenTable textTable(const SceneContext& context, const TrainingView& view);
std::optional<SaliencyWish> saliencyOf(const Snapshot& snapshot, const TrainingView& view);  // that it needs
// The states, and what may stand in their place with this net.
std::vector<TrainingView::Pane> looksOf(const Snapshot& snapshot, const TrainingView& view);
std::string lookSymbol(TrainingView::Pane pane);
// Where all fit, the switch between them, at the right of their card's heading; returns its width, 0 elsewhere.
float chooseLook(const SceneContext& context, Rect card, TrainingView& view);

// Parts that they share. A card, its heading in markup, and what is left of it below; `note` stands at the right.
Rect trainingCard(const SceneContext& context, Rect area, std::string_view headingMarkup, std::string_view note = {},
                  float* noteX = nullptr);
// The metric in words: "0.0213", or a share as "98.4 %".
std::string metricWords(const Snapshot& snapshot, double metric);
std::string percent(double share);
// Markup. With so many digits after the point; beyond what fits into a line as a power of ten.
std::string answerWords(double value, int decimals);
std::string errorWords(double value, int decimals);  // with its sign
// How many of the fresh sequences the net has seen in training, where the task has few; empty where that is less than one.
std::string seenWords(const SceneContext& context);
// Time steps that the task marked in its input, else none.
std::vector<int> markedSteps(const Snapshot& snapshot);

}  // namespace unroll
