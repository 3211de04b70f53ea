// Which scene of a lecture is shown: pills side by side where they fit, with numbers if there is room; where they don't, one button that
// opens a contents list of numbers, titles and a line each. One Tab stop; Enter opens and chooses, arrows walk, Escape closes.
#pragma once

#include <span>
#include <string_view>

#include "widgets/controls.h"

namespace unroll::ui {

enum class SceneChoiceForm { numberedPills, pills, list };

// `scenes`: title and one line each (caption, may be empty), in the lecture's order. `width`: what there is, in units.
SceneChoiceForm sceneChoiceForm(const Ui& ui, std::span<const Option> scenes, float width);
// What it takes in its present form: of a list the button.
float sceneChoiceWidth(const Ui& ui, std::span<const Option> scenes, SceneChoiceForm form);

// Returns whether another one was chosen. `chosen`: −1 where none is yet.
bool sceneChoice(Ui& ui, Rect r, std::string_view name, std::string_view label, std::span<const Option> scenes, SceneChoiceForm form,
                 int& chosen);

// Where the open list's rows are, in the lecture's order, within the window and below the button: in one column, or in two where height is
// short, or without their lines where both are.
struct ContentsPlaces {
  Rect area;
  std::vector<Rect> rows;
  int perColumn = 0;
  bool lines = true;
};
ContentsPlaces placeContents(const Ui& ui, std::span<const Option> scenes, Rect button, Rect window);

}  // namespace unroll::ui
