#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "widgets/ui.h"

namespace unroll {

// What is shortened, cut at a side or written over something else, as tests/browser/layout.test.mjs looks at it.
inline std::vector<std::string> faultsOf(const std::vector<TextRecord>& texts) {
  std::vector<std::string> list;
  const auto seen = [](const TextRecord& t) {
    const Rect letters{t.rect.x, t.rect.y + t.rect.h * 0.22f, t.rect.w, t.rect.h * 0.56f};
    const float x = std::max(letters.x, t.clip.x), y = std::max(letters.y, t.clip.y);
    return Rect{x, y, std::min(letters.right(), t.clip.right()) - x, std::min(letters.bottom(), t.clip.bottom()) - y};
  };
  std::vector<const TextRecord*> shown;
  for (const TextRecord& t : texts)
    if (t.layer == 0 && t.rect.w > 0 && t.text.find_first_not_of(' ') != std::string::npos && seen(t).w > 0 && seen(t).h > 0)
      shown.push_back(&t);
  for (const TextRecord* t : shown) {
    if (t->shortened) list.push_back(t->text + " is shortened");
    if (t->rect.x < t->clip.x - 1.5f || t->rect.right() > t->clip.right() + 1.5f) list.push_back(t->text + " is cut off at a side");
  }
  for (std::size_t i = 0; i < shown.size(); ++i)
    for (std::size_t j = i + 1; j < shown.size(); ++j) {
      const Rect a = seen(*shown[i]), b = seen(*shown[j]);
      if (std::min(a.right(), b.right()) - std::max(a.x, b.x) > 1.5f && std::min(a.bottom(), b.bottom()) - std::max(a.y, b.y) > 1.5f)
        list.push_back(shown[i]->text + " overlaps " + shown[j]->text);
    }
  return list;
}

}  // namespace unroll
