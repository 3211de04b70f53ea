// StartPage: the page without a link. The lecture as one path of living thumbnails in its order, a sentence each, and the way back to
// where one was.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "lesson/scene.h"

namespace unroll {

class StartPage {
 public:
  struct Wish {
    int scene = -1;   // that was pressed
    int looked = -1;  // that is pointed at
    bool goOn = false;
    bool references = false;
  };

  StartPage();

  // Lets the thumbnails compute for about so many milliseconds.
  void advance(double milliseconds);
  // `before`: where one was, in words; empty: nowhere. `references`: there is a page of them.
  Wish draw(const Frame& frame, Rect page, const std::string& before, bool references);

 private:
  struct Card {
    std::unique_ptr<Thumbnail> thumbnail;
    bool computes = true;
    double begun = -1;    // seconds; its course
    bool looked = false;  // at, in the last frame
  };
  // How a card is laid out: in a grid the picture above its words, in a list beside them.
  struct Form {
    int columns = 4;
    float width = 0, height = 0, gap = 0, rowGap = 0;
    Rect picture, words;  // within a card at 0, 0
  };

  void head(const Frame& c, Rect r, const std::string& before, Wish& wish);
  Form form(const Frame& c, float width, float height) const;
  bool card(const Frame& c, std::size_t index, Rect r, const Form& form);
  void path(const Frame& c, const std::vector<Rect>& places, const Form& form) const;

  std::vector<Card> cards_;  // as scenes()
};

}  // namespace unroll
