#include "problems/gradients_wall.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "core/check.h"

namespace unroll {

namespace {

constexpr int columns = 480, rows = 410;
constexpr int wallPlaces = 57;
constexpr double justAbove = 1e-3;  // w = 4, where the wall begins

// Below `fine` a line every .02, above one every .05.
constexpr double fine = 0.1, fineStep = 0.02, coarseStep = 0.05;
constexpr int fineLines = 5;
constexpr double mostLoss = 0.49;  // (0 − .7)²

WallNet netOf(const Problems& p) { return {.steps = p.wallSteps}; }

WallPlace placeOf(double w, const Wall& wall) { return {w, wall.b, wall.gradient, wall.thickness}; }

BallWalk walkOf(const Problems& p, double clipNorm) {
  WallDescent descent(netOf(p),
                      {.w = p.wallW, .b = p.wallB, .optimizer = p.wallOptimizer, .learningRate = p.wallRate, .clipNorm = clipNorm});
  BallWalk walk;
  for (int i = 0; i < p.wallWalk && !walk.beyond; ++i) walk.beyond = !descent.step();
  for (const WallStep& step : descent.path()) walk.steps.push_back({step.w, step.b, step.loss, step.gradientNorm, step.clipped, 0});
  for (std::size_t i = 0; i + 1 < walk.steps.size(); ++i)
    walk.steps[i].move = std::hypot(walk.steps[i + 1].w - walk.steps[i].w, walk.steps[i + 1].b - walk.steps[i].b);
  return walk;
}

// Where the columns near both sides cross a line, off the wall, with some room between the names.
std::vector<WallMap::Label> labelsOf(const WallView& view, const Table& loss, const Table& gradient, const std::vector<WallPlace>& wall) {
  constexpr double gentle = 0, apart = 0.12;  // log₁₀ of the gradient; in b, from the wall
  const double room = 0.16 * (view.top - view.bottom);
  std::vector<WallMap::Label> labels;
  for (const double share : {0.12, 0.5, 0.93}) {
    const int column = static_cast<int>(share * view.columns);
    double last = view.top - 0.5 * room;
    for (int row = 1; row < view.rows; ++row) {
      const auto above = static_cast<double>(loss.at(row - 1, column)), below = static_cast<double>(loss.at(row, column));
      if (static_cast<double>(std::max(gradient.at(row - 1, column), gradient.at(row, column))) > gentle) continue;
      const double a = equalLine(above), b = equalLine(below);
      const double line = std::ceil(std::min(a, b));
      if (line < 1 || line > std::max(a, b) || a == b) continue;
      const double level = lossOfEqualLine(static_cast<int>(line)), part = (level - above) / (below - above);
      const double place = view.b(row - 1) + part * (view.b(row) - view.b(row - 1));
      const auto near = std::find_if(wall.begin(), wall.end(), [&](const WallPlace& p) { return p.w >= view.w(column); });
      if (near != wall.begin() && near != wall.end() && std::fabs(near->b - place) < apart) continue;
      if (last - place < room || place < view.bottom + 0.4 * room) continue;
      labels.push_back({view.w(column), place, level});
      last = place;
    }
  }
  return labels;
}

}  // namespace

double equalLine(double loss) { return loss < fine ? loss / fineStep : fineLines + (loss - fine) / coarseStep; }
double lossOfEqualLine(int line) { return line < fineLines ? line * fineStep : fine + (line - fineLines) * coarseStep; }

void WallPart::use(const Problems& settings) {
  auto picture = std::make_shared<WallPicture>();
  if (picture_ && steps_ == settings.wallSteps) {
    picture->map = picture_->map;
    picture->wall = picture_->wall;
  } else {
    steps_ = settings.wallSteps;
    relief_ = std::make_unique<WallRelief>(netOf(settings), WallView{.columns = columns,
                                                                     .rows = rows,
                                                                     .left = WallMap::left,
                                                                     .right = WallMap::right,
                                                                     .bottom = WallMap::bottom,
                                                                     .top = WallMap::top});
    published_ = 0;
    wall_.clear();
    if (picture_) {  // the last whole ones, until there are new ones
      picture->map = picture_->map;
      picture->wall = picture_->wall;
    }
  }
  WallPicture& p = *picture;
  p.share = relief_ ? picture_ ? picture_->share : 0 : 1;
  if (relief_ && wall_.empty()) p.share = 0;
  p.free = walkOf(settings, 0);
  p.clipped = walkOf(settings, settings.wallClip);
  const auto& clipped = p.clipped.steps;
  const auto first = std::find_if(clipped.begin(), clipped.end(), [](const BallStep& step) { return step.clipped; });
  if (first != clipped.end()) p.parted = static_cast<int>(first - clipped.begin());
  const auto& free = p.free.steps;
  const auto longest = std::max_element(free.begin(), free.end(), [](const BallStep& a, const BallStep& b) { return a.move < b.move; });
  p.maps = longest->move / WallMap::width;
  if (p.maps > 1) p.thrown = static_cast<int>(longest - free.begin());
  p.alive = p.parted >= 0 && !p.clipped.beyond && p.clipped.end().loss < WallPicture::lowLoss &&
            std::all_of(clipped.begin(), clipped.end(), [](const BallStep& step) { return WallMap::holds(step.w, step.b); });
  picture_ = std::move(picture);
}

void WallPart::publish(bool whole) {
  auto map = std::make_shared<WallMap>();
  map->whole = whole;
  map->version = ++version_;
  map->points = std::llround(relief_->share() * columns * rows);
  map->loss = relief_->loss();
  map->gradient = relief_->gradient();
  if (whole) map->labels = labelsOf(relief_->view(), map->loss, map->gradient, wall_);
  auto picture = std::make_shared<WallPicture>(*picture_);
  picture->map = std::move(map);
  picture->wall = wall_;
  picture_ = std::move(picture);
  published_ = relief_->share();
  if (whole) relief_.reset();
}

// First the wall, then the map around it. A coarser map is shown when it holds four times the points of the one before; towards the end
// more often.
bool WallPart::advance(double milliseconds) {
  if (!relief_) return true;
  using Clock = std::chrono::steady_clock;
  const auto begin = Clock::now();
  while (static_cast<int>(wall_.size()) < wallPlaces) {
    // Denser at its begin, where it bends.
    constexpr double first = 4 + justAbove;
    const double share = static_cast<double>(wall_.size()) / (wallPlaces - 1), w = first + (WallMap::right - first) * share * share;
    const auto wall = wallAt({.steps = steps_}, w);
    UNROLL_CHECK(wall);
    wall_.push_back(placeOf(w, *wall));
    if (std::chrono::duration<double, std::milli>(Clock::now() - begin).count() >= milliseconds) {
      publishShare();
      return false;
    }
  }
  relief_->advance(milliseconds);
  constexpr double more = 4, often = 0.25;
  const double share = relief_->share();
  if (share >= 1)
    publish(true);
  else if (share >= more * published_ || share >= published_ + often)
    publish(false);
  publishShare();
  return !relief_;
}

// The wall takes about as long as a tenth of the map.
void WallPart::publishShare() {
  constexpr double ofWall = 0.1;
  auto picture = std::make_shared<WallPicture>(*picture_);
  picture->share = !relief_ ? 1 : ofWall * static_cast<double>(wall_.size()) / wallPlaces + (1 - ofWall) * relief_->share();
  picture_ = std::move(picture);
}

void WallPart::tell(Facts& facts) const {
  const WallPicture& p = *picture_;
  facts.set("thrown", p.thrown >= 0);
  facts.set("thrownAt", p.thrown);
  facts.set("maps", p.maps);
  facts.set("freeSteps", static_cast<int>(p.free.steps.size()) - 1);
  facts.set("freeW", p.free.end().w);
  facts.set("freeB", p.free.end().b);
  facts.set("freeE", p.free.end().loss);
  double greatest = 0;
  int clips = 0;
  for (const BallStep& step : p.free.steps) greatest = std::max(greatest, step.gradient);
  for (const BallStep& step : p.clipped.steps) clips += step.clipped ? 1 : 0;
  facts.set("freeGradient", greatest);
  facts.set("partedAt", p.parted);
  facts.set("clips", clips);
  facts.set("clippedW", p.clipped.end().w);
  facts.set("clippedB", p.clipped.end().b);
  facts.set("clippedE", p.clipped.end().loss);
  facts.set("alive", p.alive);
  facts.set("mapShare", p.share);
}

WallWork::WallWork(const Problems& settings) : part_(std::make_unique<WallPart>()) { part_->use(settings); }
WallWork::~WallWork() = default;
bool WallWork::advance(double milliseconds) { return part_->advance(milliseconds); }
std::shared_ptr<const WallPicture> WallWork::picture() const { return part_->picture(); }

WallHere wallHere(const Problems& settings, double w, double b) {
  const WallPoint point = wallPoint(netOf(settings), w, b);
  return {point.loss, point.norm()};
}

WallCut cutThroughWall(const Problems& settings, double w, double b) {
  const WallNet net = netOf(settings);
  constexpr int count = 160;
  constexpr double least = 0.06, margin = 1.2;  // half its width at least; beyond the ball
  WallCut cut;
  cut.w = w;
  double middle = b, half = least;
  if (const auto wall = wallAt(net, w); wall && w <= WallMap::right && std::fabs(b - wall->b) < WallMap::top - WallMap::bottom) {
    cut.wall = placeOf(w, *wall);
    middle = wall->b;
    half = std::max(least, margin * std::fabs(b - wall->b));
  }
  cut.bottom = middle - half;
  cut.top = middle + half;
  double low = mostLoss, high = 0;
  for (const WallCutPoint& point : wallCut(net, w, cut.bottom, cut.top, count)) {
    if (point.b >= cut.bottom && point.b <= cut.top) cut.points.push_back({point.b, point.loss});
    if (!cut.wall || std::fabs(point.b - cut.wall->b) > 1.5 * std::max(cut.wall->thickness, 1e-15)) continue;
    low = std::min(low, point.loss);
    high = std::max(high, point.loss);
  }
  cut.height = std::max(0.0, high - low);
  return cut;
}

}  // namespace unroll
