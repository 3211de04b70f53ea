#include "scenes/graph/layout.h"
#include "core/order.h"

#include <cmath>

namespace unroll {

namespace {

std::size_t idx(int i) { return static_cast<std::size_t>(i); }
float length(ImVec2 v) { return std::hypot(v.x, v.y); }
ImVec2 unitVector(ImVec2 v) {
  const float l = length(v);
  return l < 1e-3f ? ImVec2{1, 0} : v * (1 / l);
}
constexpr float kPi = 3.14159265f;

ImVec2 onRing(const GraphRing& ring, float angle) { return ring.center + ImVec2{std::cos(angle), std::sin(angle)} * ring.radius; }
float angleOf(const GraphRing& ring, std::size_t k) {
  return kPi + 2 * kPi * static_cast<float>(k) / static_cast<float>(ring.units.size());
}

}  // namespace

GraphLayout::GraphLayout(const GraphSnapshot& s, Rect area) : area_(area), at_(s.graph.units.size()) {
  for (int i = 0; i < s.graph.size(); ++i) boxed_.push_back(s.graph.inputOf(i) || s.graph.isOutput(i));
  arrange(s);
  usePlaces(s);
  route(s);
}

// The units of a component so that as many edges as possible lead from each to the next: along its shortest cycle, the others put in
// behind one that feeds them. It begins with one that hears from outside.
std::vector<int> GraphLayout::aroundRing(const GraphSnapshot& s, const std::vector<int>& members) const {
  std::vector<int> around;
  const auto inside = [&](int i) { return std::find(members.begin(), members.end(), i) != members.end(); };
  for (const auto& cycle : s.verdict.cycles)
    if (cycle.size() > 1 && inside(cycle.front()) && (around.empty() || cycle.size() > around.size())) around = cycle;
  for (std::size_t round = 0; around.size() < members.size() && round < members.size(); ++round)
    for (const int i : members) {
      if (std::find(around.begin(), around.end(), i) != around.end()) continue;
      for (std::size_t k = 0; k < around.size(); ++k)
        if (s.graph.findEdge(around[k], i) >= 0) {
          around.insert(around.begin() + static_cast<std::ptrdiff_t>(k) + 1, i);
          break;
        }
    }
  for (const GraphEdge& e : s.graph.edges) {
    if (inside(e.from) || !inside(e.to)) continue;
    std::rotate(around.begin(), std::find(around.begin(), around.end(), e.to), around.end());
    break;
  }
  return around;
}

// A ring takes the height that there is; its units are as large as leaves room between them.
float GraphLayout::sizeRing(const GraphSnapshot& s, Block& block) const {
  constexpr float kRadius = 24, kBetween = 16;
  const bool loops = std::any_of(block.units.begin(), block.units.end(), [&](int i) { return s.graph.findEdge(i, i) >= 0; });
  const float n = static_cast<float>(block.units.size()), half = area_.h / 2 - (loops ? 26.f : 0.f), bow = std::sin(kPi / n);
  const float r = std::clamp((half * bow - kBetween / 2) / (1 + bow), 5.f, kRadius);
  const float wish = std::max(block.units.size() == 2 ? 66.f : 84.f, n * (2 * kRadius + 24) / (2 * kPi));
  block.ring = std::max(r, std::min(wish, half - r));
  return r;
}

void GraphLayout::arrange(const GraphSnapshot& s) {
  constexpr float kGapY = 26, kNames = 22, kSmall = 15;
  const float kGapX = area_.w < 400 ? 24.f : 44.f;
  const Verdict& v = s.verdict;
  std::vector<Block> blocks;
  for (const std::vector<int>& members : v.components) {
    Block block{members, v.layer[idx(members.front())]};
    if (members.size() > 1) {
      block.units = aroundRing(s, members);
      r_ = std::min(r_, sizeRing(s, block));
    }
    blocks.push_back(block);
  }
  // A column for each layer; several where one would be of tiny units.
  const int fit = std::max(1, static_cast<int>(area_.h / (2 * kSmall + 14)));
  std::vector<int> firstColumn(idx(std::max(1, v.layers)) + 1, 0), counts(firstColumn.size(), 0), placed(firstColumn.size(), 0);
  for (const Block& block : blocks) ++counts[idx(block.layer)];
  for (std::size_t l = 0; l + 1 < firstColumn.size(); ++l) firstColumn[l + 1] = firstColumn[l] + (counts[l] + fit - 1) / fit;
  const std::size_t columns = idx(std::max(1, firstColumn.back()));
  std::vector<float> wide(columns, 0), high(columns, 0);
  std::vector<std::vector<Block*>> in(columns);
  for (Block& block : blocks) {
    const std::size_t l = idx(block.layer);
    const int parts = (counts[l] + fit - 1) / fit;
    const std::size_t c = idx(firstColumn[l] + placed[l]++ * parts / counts[l]);
    wide[c] = std::max(wide[c], block.width(r_));
    high[c] += block.width(r_) + (in[c].empty() ? (block.ring > 0 ? 0.f : kNames) : kGapY);
    in[c].push_back(&block);
  }
  float sum = kGapX * static_cast<float>(columns - 1), most = 0;
  for (const float w : wide) sum += w;
  for (const float h : high) most = std::max(most, h);
  const float shrink = std::min({1.f, area_.w / std::max(1.f, sum), area_.h / std::max(1.f, most)});
  r_ = std::max(5.f, r_ * shrink);
  for (Block& block : blocks) block.ring *= shrink;
  for (float& w : wide) w *= shrink;

  float free = area_.w;
  for (const float w : wide) free -= w;
  const float gap = columns > 1 ? std::min(free / static_cast<float>(columns - 1), 150.f) : 0;
  float x = area_.x + (free - gap * static_cast<float>(columns - 1)) / 2;
  std::vector<float> middle(s.graph.units.size(), area_.center().y);
  for (std::size_t c = 0; c < columns; ++c) {
    std::vector<std::pair<float, Block*>> order;
    for (Block* b : in[c]) {  // near those that they hear
      float heard = 0, count = 0;
      for (const GraphEdge& e : s.graph.edges)
        if (std::find(b->units.begin(), b->units.end(), e.to) != b->units.end() && v.layer[idx(e.from)] < b->layer)
          heard += middle[idx(e.from)], count += 1;
      order.emplace_back(count > 0 ? heard / count : area_.center().y, b);
    }
    sortShort(order, [](const auto& a, const auto& b) { return a.first < b.first; });
    float used = 0;
    for (const auto& [y, b] : order) used += b->width(r_);
    const float room = order.size() > 1 ? std::min((area_.h - used) / static_cast<float>(order.size() - 1), 60.f) : 0;
    float y = area_.center().y - (used + room * static_cast<float>(order.size() - 1)) / 2;
    for (const auto& [wish, b] : order) {
      b->x = x + wide[c] / 2;
      b->y = y + b->width(r_) / 2;
      y += b->width(r_) + room;
      for (const int i : b->units) middle[idx(i)] = b->y;
    }
    x += wide[c] + gap;
  }
  for (const Block& b : blocks) {
    if (b.ring <= 0) {
      at_[idx(b.units.front())] = {b.x, b.y};
      continue;
    }
    GraphRing ring{b.units, {b.x, b.y}, b.ring};
    bool whole = true;
    for (std::size_t k = 0; k < ring.units.size(); ++k) {
      at_[idx(ring.units[k])] = onRing(ring, angleOf(ring, k));
      whole = whole && !s.graph.unit(ring.units[k]).placed;
    }
    if (whole) rings_.push_back(ring);
  }
}

// Shares of the area where all lie between 0 and 1; any other numbers by the rectangle around them.
void GraphLayout::usePlaces(const GraphSnapshot& s) {
  float x0 = 0, y0 = 0, x1 = 1, y1 = 1;
  for (const GraphUnit& u : s.graph.units) {
    if (!u.placed) continue;
    x0 = std::min(x0, static_cast<float>(u.x)), x1 = std::max(x1, static_cast<float>(u.x));
    y0 = std::min(y0, static_cast<float>(u.y)), y1 = std::max(y1, static_cast<float>(u.y));
  }
  for (int i = 0; i < s.graph.size(); ++i) {
    const GraphUnit& u = s.graph.unit(i);
    if (u.placed) at_[idx(i)] = point({(static_cast<float>(u.x) - x0) / (x1 - x0), (static_cast<float>(u.y) - y0) / (y1 - y0)});
  }
}

const GraphRing* GraphLayout::ringOf(int unit) const {
  for (const GraphRing& ring : rings_)
    if (std::find(ring.units.begin(), ring.units.end(), unit) != ring.units.end()) return &ring;
  return nullptr;
}

Rect GraphLayout::box(int unit) const {
  const ImVec2 c = at(unit);
  if (isRound(unit)) return {c.x - r_, c.y - r_, 2 * r_, 2 * r_};
  return {c.x - 1.08f * r_, c.y - 0.72f * r_, 2.16f * r_, 1.44f * r_};
}

ImVec2 GraphLayout::border(int unit, ImVec2 towards, float gap) const {
  const ImVec2 c = at(unit), d = unitVector(towards - c);
  if (isRound(unit)) return c + d * (r_ + gap);
  const float byX = 1.08f * r_ / std::max(1e-3f, std::fabs(d.x)), byY = 0.72f * r_ / std::max(1e-3f, std::fabs(d.y));
  return c + d * (std::min(byX, byY) + gap);
}

// A line, bent where another leads back, and where it would pass through a unit.
diagram::Curve GraphLayout::straight(const GraphSnapshot& s, const GraphEdge& e) const {
  const ImVec2 a = at(e.from), b = at(e.to), way = b - a, along = unitVector(way), side{along.y, -along.x};
  const float far = length(way);
  float bend = s.graph.findEdge(e.to, e.from) >= 0 ? 0.2f * far : 0;
  float nearest = r_ + 7, sign = 1;
  for (int i = 0; i < s.graph.size(); ++i) {
    if (i == e.from || i == e.to) continue;
    const ImVec2 p = at(i) - a;
    const float forth = p.x * along.x + p.y * along.y, off = p.x * side.x + p.y * side.y;
    if (forth < 0.5f * r_ || forth > far - 0.5f * r_ || std::fabs(off) >= nearest) continue;
    nearest = std::fabs(off);
    sign = off > 0 ? -1.f : 1.f;
  }
  if (nearest < r_ + 7) {
    const float away = 1.7f * (r_ + 12 - nearest) + 0.06f * far;
    bend = bend > 0 && sign > 0 ? std::max(bend, away) : sign * std::max(away, std::fabs(bend));
  }
  const ImVec2 control = (a + b) * 0.5f + side * (1.33f * bend);
  const ImVec2 p0 = border(e.from, control), p3 = border(e.to, control, 3);
  return {p0, p0 + (control - p0) * 0.6667f, p3 + (control - p3) * 0.6667f, p3};
}

diagram::Curve GraphLayout::loop(const GraphEdge& e) const {
  const GraphRing* ring = ringOf(e.from);
  const ImVec2 c = at(e.from), out = ring ? unitVector(c - ring->center) : ImVec2{0, 1};
  const ImVec2 side{-out.y, out.x};
  const ImVec2 p0 = border(e.from, c + out + side * 0.75f), p3 = border(e.from, c + out - side * 0.75f, 3);
  return {p0, p0 + (out * 1.7f + side) * (1.15f * r_), p3 + (out * 1.7f - side) * (1.15f * r_), p3};
}

// From one to the next around the ring.
bool GraphLayout::along(const GraphRing& ring, const GraphEdge& e, diagram::Curve& curve) const {
  const std::size_t n = ring.units.size();
  for (std::size_t k = 0; k < n; ++k) {
    if (ring.units[k] != e.from || ring.units[(k + 1) % n] != e.to) continue;
    const float start = std::atan2(at(e.from).y - ring.center.y, at(e.from).x - ring.center.x);
    const float step = 2 * kPi / static_cast<float>(n), cut = r_ / ring.radius;
    const float a = start + cut, b = start + step - cut - 3 / ring.radius;
    if (b <= a) return false;
    const float handle = 4.f / 3 * std::tan((b - a) / 4) * ring.radius;
    const ImVec2 p0 = onRing(ring, a), p3 = onRing(ring, b);
    curve = {p0, p0 + ImVec2{-std::sin(a), std::cos(a)} * handle, p3 - ImVec2{-std::sin(b), std::cos(b)} * handle, p3};
    return true;
  }
  return false;
}

void GraphLayout::route(const GraphSnapshot& s) {
  edges_.clear();
  loops_.clear();
  for (const GraphEdge& e : s.graph.edges) {
    loops_.push_back(e.from == e.to);
    diagram::Curve curve;
    const GraphRing* ring = ringOf(e.from);
    const bool onIt = ring && e.from != e.to && std::fabs(length(at(e.from) - ring->center) - ring->radius) < 2 &&
                      std::fabs(length(at(e.to) - ring->center) - ring->radius) < 2 && along(*ring, e, curve);
    edges_.push_back(onIt ? curve : e.from == e.to ? loop(e) : straight(s, e));
  }
}

}  // namespace unroll
