#include "share/outline.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

namespace unroll {

namespace {

constexpr float kEdge = 0.5f;  // of the coverage
constexpr float kHundred = 100;

void appendHundredths(std::string& text, int value) {
  if (value < 0) text += '-';
  const int whole = std::abs(value) / 100, rest = std::abs(value) % 100;
  text += std::to_string(whole);
  if (rest == 0) return;
  text += '.';
  text += static_cast<char>('0' + rest / 10);
  if (rest % 10 != 0) text += static_cast<char>('0' + rest % 10);
}

}  // namespace

void appendNumber(std::string& text, float value) { appendHundredths(text, static_cast<int>(std::lround(value * kHundred))); }

void Outline::edge(Point from, Point to) {
  if (from == to) return;
  if (const auto back = edges_.find({to, from}); back != edges_.end()) {
    if (--back->second == 0) edges_.erase(back);
  } else {
    ++edges_[{from, to}];
  }
}

void Outline::add(const Corner& a, const Corner& b, const Corner& c) {
  const std::array<Corner, 3> corners{a, b, c};
  std::array<Point, 4> cut;
  int count = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    const Corner &from = corners[i], &to = corners[(i + 1) % 3];
    const auto keep = [&](ImVec2 p) {
      cut[static_cast<std::size_t>(count++)] = {static_cast<int>(std::lround(p.x * kHundred)),
                                                static_cast<int>(std::lround(p.y * kHundred))};
      least_ = {std::min(least_.x, p.x), std::min(least_.y, p.y)};
      most_ = {std::max(most_.x, p.x), std::max(most_.y, p.y)};
    };
    if (from.coverage >= kEdge) keep(from.at);
    if ((from.coverage >= kEdge) == (to.coverage >= kEdge)) continue;
    const float s = (kEdge - from.coverage) / (to.coverage - from.coverage);
    keep({from.at.x + s * (to.at.x - from.at.x), from.at.y + s * (to.at.y - from.at.y)});
  }
  if (count < 3) return;
  double twiceArea = 0;
  for (int i = 0; i < count; ++i) {
    const Point &p = cut[static_cast<std::size_t>(i)], &q = cut[static_cast<std::size_t>((i + 1) % count)];
    twiceArea += static_cast<double>(p.first) * q.second - static_cast<double>(q.first) * p.second;
  }
  if (twiceArea == 0) return;
  for (int i = 0; i < count; ++i) {  // all in one direction, so that shared edges meet theirs
    const Point &p = cut[static_cast<std::size_t>(i)], &q = cut[static_cast<std::size_t>((i + 1) % count)];
    if (twiceArea > 0)
      edge(p, q);
    else
      edge(q, p);
  }
}

std::string Outline::path() {
  std::string text;
  while (!edges_.empty()) {
    const Point first = edges_.begin()->first.first;
    Point at = first;
    text += 'M';
    do {
      const auto next = edges_.lower_bound({at, {-2147483647, -2147483647}});
      if (next == edges_.end() || next->first.first != at) break;  // can't be: as many edges come to each point as leave it
      if (text.back() != 'M') text += text.back() == 'L' ? "" : "L";
      appendHundredths(text, at.first);
      text += ' ';
      appendHundredths(text, at.second);
      at = next->first.second;
      if (--next->second == 0) edges_.erase(next);
    } while (at != first);
    text += 'Z';
  }
  least_ = {1e9f, 1e9f};
  most_ = {-1e9f, -1e9f};
  return text;
}

}  // namespace unroll
