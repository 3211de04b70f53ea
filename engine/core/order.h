// Sorting of short lists.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

namespace unroll {

// Up to some hundred entries; ties stay in their order. An insertion sort: each std::stable_sort of another kind costs the page 4 KB.
template <class T, class Before>
void sortShort(std::vector<T>& list, Before before) {
  for (std::size_t i = 1; i < list.size(); ++i)
    for (std::size_t j = i; j > 0 && before(list[j], list[j - 1]); --j) std::swap(list[j], list[j - 1]);
}

}  // namespace unroll
