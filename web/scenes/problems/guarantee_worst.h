// No guarantee: the panel of the worst input.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "problems/worst.h"
#include "scenes/problems/lesson.h"

namespace unroll {

class WorstPanel {
 public:
  // `run`: the one that a press of the button would have searched, `name` its name; below 0: there is none yet.
  void draw(const ProblemsContext& context, Column& column, int run, const std::string& name);
  std::string words(const ProblemsContext& context) const;  // what was found; empty: nothing
  void state(const ProblemsContext& context, nlohmann::json& fields) const;
  int moves() const { return moves_; }  // steps that were looked at, so far

 private:
  void picture(const ProblemsContext& context, Column& column);

  int at_ = -1;  // the step that is looked at; −1: the one that is answered most wrongly
  int moves_ = 0;
  int run_ = -1;
};

}  // namespace unroll
