#include "reproduce/figure.h"

namespace unroll {

#define UNROLL_FIGURES(subject) std::vector<Figure> subject##Figures();
#include "reproduce/figures.inc"
#undef UNROLL_FIGURES

const std::vector<Figure>& allFigures() {
  static const std::vector<Figure> all = [] {
    std::vector<Figure> list;
    const auto append = [&](const char* subject, std::vector<Figure> more) {
      for (Figure& figure : more) {
        figure.subject = subject;
        list.push_back(std::move(figure));
      }
    };
#define UNROLL_FIGURES(subject) append(#subject, subject##Figures());
#include "reproduce/figures.inc"
#undef UNROLL_FIGURES
    return list;
  }();
  return all;
}

const Figure* findFigure(std::string_view name) {
  for (const Figure& figure : allFigures())
    if (figure.name == name) return &figure;
  return nullptr;
}

}  // namespace unroll
