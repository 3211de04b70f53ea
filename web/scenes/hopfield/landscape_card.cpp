#include "scenes/hopfield/landscape_card.h"

#include <GLES3/gl3.h>  // the subset that OpenGL 3.3 and WebGL2 share

#include <algorithm>
#include <chrono>
#include <cmath>

#include "gpu/gpu.h"
#include "scenes/hopfield/view.h"

namespace unroll {

namespace {

constexpr double slice = 8, rareSlice = 24;  // ms a frame; where frames are few anyhow, since they take long to draw
constexpr double fewFrames = 20;             // a second
constexpr double pictureEvery = 120;         // ms
constexpr int mostColors = 24;

double clockNow() { return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

std::vector<double> asNumbers(const Spins& units) { return {units.begin(), units.end()}; }

// A round number of contour lines, some 16.
double contourInterval(double range) {
  const double raw = std::max(1e-9, range / 16), decade = std::pow(10.0, std::floor(std::log10(raw)));
  for (const double step : {1.0, 2.0, 5.0})
    if (step * decade >= raw) return step * decade;
  return 10 * decade;
}

// States along the whole recall as it will go: the start, then one a sweep.
std::vector<std::vector<double>> trajectory(const HopfieldSnapshot& s, std::span<const Spins> spins, const Weights& weights) {
  std::vector<std::vector<double>> states;
  Recall recall(s.settings, spins, weights);
  states.push_back(recall.net().state());
  const std::int64_t every = std::max<std::int64_t>(1, recall.updatesPerSweep() / 8);
  while (states.size() < 64 && recall.step())
    if (recall.updates() % every == 0) states.push_back(recall.net().state());
  return states;
}

Color colorOf(const Theme& theme, const End& end) {
  const Color ground = theme.color.stage;
  switch (end.kind) {
    case EndKind::stored: return patternColor(theme, static_cast<std::size_t>(end.pattern));
    case EndKind::inverse: return mixColors(patternColor(theme, static_cast<std::size_t>(end.pattern)), ground, 0.62f);
    case EndKind::mixture: return mixColors(theme.color.muted, ground, 0.25f);
    default: return mixColors(theme.color.muted, ground, 0.6f);
  }
}

// No descent ends in a pattern or its inverse, which alone have colours.
bool isGrey(std::span<const End> ends) {
  const auto stored = [](const End& end) { return end.kind == EndKind::stored || end.kind == EndKind::inverse; };
  return !ends.empty() && std::none_of(ends.begin(), ends.end(), stored);
}

}  // namespace

std::array<int, 3> LandscapeCard::cornersFor(const HopfieldSnapshot& s) const {
  const auto count = static_cast<int>(s.patterns.size());
  std::array<int, 3> result = automatic ? std::array<int, 3>{0, 1, 2} : corners;
  int spare = fromStart;
  for (int& corner : result)
    if (corner >= count) corner = spare--;
  if (result[2] < fromRandom) result[2] = fromRandom;
  return result;
}

std::string LandscapeCard::cornerName(const FrameOf<HopfieldSnapshot>& context, int corner) const {
  if (corner == fromStart) return context.tr("hopfield.cornerStart");
  if (corner == fromRandom) return context.tr("hopfield.cornerRandom");
  return patternName(context, corner);
}

void LandscapeCard::prepare(const HopfieldSnapshot& s, Rect r) {
  const double aspect = std::clamp(std::round(20 * static_cast<double>(r.w / r.h)) / 20, 0.4, 4.0);
  const double gain = s.settings.isGraded() ? s.settings.gain : binaryGain;
  Hopfield told = s.settings;
  told.updates = 0;
  const std::array<int, 3> chosen = cornersFor(s);
  const bool needsStart = principal || std::find(chosen.begin(), chosen.end(), fromStart) != chosen.end();
  std::string key = printNumber(aspect) + (principal ? "p" : "t") + printNumber(gain) + "," + printNumber(told.threshold);
  for (const int corner : chosen) key += "," + std::to_string(corner);
  if (needsStart) key += told.start + "," + printNumber(told.flip) + "," + printNumber(told.hide) + "," + std::to_string(told.seed);
  if (principal) key += told.order + printNumber(told.temperature) + std::to_string(told.sweeps);
  if (landscape_ && key == key_ && weights_ == s.weights) return;
  key_ = std::move(key);
  landscape_.reset();  // it looks at the weights
  fresh_ = false;
  weights_ = s.weights;
  spins_.clear();
  for (const Pattern& p : s.patterns) spins_.push_back(p.units);
  LandscapePlane plane;
  if (principal) {
    std::vector<std::vector<double>> states = trajectory(s, spins_, *weights_);
    for (const Spins& p : spins_) states.push_back(asNumbers(p));
    if (states.size() < 2) states.push_back(states.front());
    plane = principalPlane(states);
  } else {
    std::array<std::vector<double>, 3> states;
    for (std::size_t k = 0; k < 3; ++k) {
      if (chosen[k] >= 0) {
        states[k] = asNumbers(spins_[static_cast<std::size_t>(chosen[k])]);
      } else if (chosen[k] == fromStart) {
        states[k] = s.start;
      } else {
        Random random(s.settings.seed + k, Stream::evaluation);
        states[k] = asNumbers(randomSpins(s.settings.size, random));
      }
    }
    plane = planeThrough(states[0], states[1], states[2]);
  }
  LandscapeView view;
  const double half = principal ? 2.4 : 1.6;
  view.columns = view.rows = s.settings.size <= 256 ? 256 : s.settings.size <= 576 ? 128 : 64;
  view.top = half + (principal ? 0.0 : 0.2);
  view.bottom = -half + (principal ? 0.0 : 0.2);
  view.left = -half * aspect;
  view.right = half * aspect;
  view.gain = gain;
  landscape_ = std::make_unique<Landscape>(*weights_, s.settings.threshold, spins_, std::move(plane), view);
  rows_ = landscape_->plane().rows();
  spent_ = 0;
}

void LandscapeCard::compute(double framesPerSecond) {
  if (landscape_->done()) return;
  const double most = framesPerSecond > 0 && framesPerSecond < fewFrames ? rareSlice : slice;
  const double begin = clockNow();
  const int atOnce = spins_.empty() || landscape_->plane().origin.size() <= 256 ? 64 : 4;
  while (landscape_->advance(atOnce) && clockNow() < begin + most) {
  }
  const double end = clockNow();
  spent_ += end - begin;
  // What is new is shown some times a second: the picture costs more than what has been computed for it.
  const auto points = landscape_->energy().size();
  if (heights_.size() == points && fresh_ && !landscape_->done() && end < shownAt_ + pictureEvery) return;
  shownAt_ = end;
  fresh_ = true;
  heights_.assign(landscape_->energy().begin(), landscape_->energy().end());
  ends_.assign(landscape_->ends().begin(), landscape_->ends().end());
  low_ = high_ = landscape_->energy()[0];
  for (const double e : landscape_->energy()) {
    low_ = std::min(low_, e);
    high_ = std::max(high_, e);
  }
  ++version_;
}

ImVec2 LandscapeCard::toScreen(Rect r, double x, double y) const {
  const LandscapeView& v = landscape_->view();
  return {r.x + r.w * static_cast<float>((x - v.left) / (v.right - v.left)),
          r.y + r.h * static_cast<float>((v.top - y) / (v.top - v.bottom))};
}

void LandscapeCard::paint(const FrameOf<HopfieldSnapshot>& context, Rect r) {
  Ui& ui = context.ui;
  const LandscapeView& v = landscape_->view();
  const unsigned int heights = context.gpu.floatTexture("landscape.heights", heights_.data(), v.columns, v.rows, version_);
  const unsigned int ends = context.gpu.floatTexture("landscape.ends", ends_.data(), v.columns, v.rows, version_);
  std::array<float, 3 * mostColors> colors{};
  for (std::size_t k = 0; k < mostColors; ++k) {
    const std::vector<End>& names = landscape_->names();
    const Color c = colorOf(ui.theme(), k < names.size() ? names[k] : End{});
    for (unsigned channel = 0; channel < 3; ++channel) colors[3 * k + channel] = static_cast<float>((c >> (8 * channel)) & 0xFFu) / 255;
  }
  const Color paper = ui.color().stage;
  const std::array<float, 3> ground = {static_cast<float>(paper & 0xFFu) / 255, static_cast<float>((paper >> 8) & 0xFFu) / 255,
                                       static_cast<float>((paper >> 16) & 0xFFu) / 255};
  const auto low = static_cast<float>(low_), high = static_cast<float>(high_), interval = static_cast<float>(contourInterval(high_ - low_));
  const bool dark = ui.theme().dark;
  const int columns = v.columns, rows = v.rows;
  context.gpu.rectangle(
      ui.draw(), r, "landscape",
      [=](const gpu::Program& program) {
        glActiveTexture(GL_TEXTURE1);
        glBindTexture(GL_TEXTURE_2D, ends);
        glActiveTexture(GL_TEXTURE0);
        glBindTexture(GL_TEXTURE_2D, heights);
        glUniform1i(program.uniform("heights"), 0);
        glUniform1i(program.uniform("ends"), 1);
        glUniform2i(program.uniform("shown"), columns, rows);
        glUniform1f(program.uniform("low"), low);
        glUniform1f(program.uniform("high"), high);
        glUniform1f(program.uniform("interval"), interval);
        glUniform1i(program.uniform("dark"), dark);
        glUniform3fv(program.uniform("ground"), 1, ground.data());
        glUniform3fv(program.uniform("colors"), mostColors, colors.data());
      },
      2 * version_ + (dark ? 1 : 0));
}

// The shadow of the recall on the plane: flip by flip where units follow one after the other.
void LandscapeCard::trail(const FrameOf<HopfieldSnapshot>& context, Rect r) {
  Ui& ui = context.ui;
  const HopfieldSnapshot& s = context.snapshot;
  const LandscapePlane& plane = landscape_->plane();
  const auto start = plane.place(s.start), now = plane.place(s.state);
  std::vector<ImVec2> points{toScreen(r, start.x, start.y)};
  std::vector<double> state = s.start;
  double x = start.x, y = start.y;
  const std::size_t first = s.stairs.size() > 4000 ? s.stairs.size() : 1;  // a warm net wanders for ever
  for (std::size_t k = first; k < s.stairs.size(); ++k) {
    if (s.stairs[k].unit < 0) break;
    const auto i = static_cast<std::size_t>(s.stairs[k].unit);
    x -= 2 * state[i] * rows_[0][i];
    y -= 2 * state[i] * rows_[1][i];
    state[i] = -state[i];
    points.push_back(toScreen(r, x, y));
  }
  const ImVec2 ball = toScreen(r, now.x, now.y);
  points.push_back(ball);
  ui.draw().AddPolyline(points.data(), static_cast<int>(points.size()), fade(ui.color().stage, 0.8f), 0, 4.5f);
  ui.draw().AddPolyline(points.data(), static_cast<int>(points.size()), ui.color().ink, 0, 2);
  ui.draw().AddCircleFilled(points.front(), 5, ui.color().stage, 20);
  ui.draw().AddCircle(points.front(), 5, ui.color().ink, 20, 2);
  // The ball: white with a shadow, whatever the theme.
  ui.draw().AddCircleFilled(ball + ImVec2{1.5f, 2.5f}, 9.5f, rgb(0x000000) & 0x59FFFFFFu, 24);
  ui.draw().AddCircleFilled(ball, 9, rgb(0xB9BEC7), 24);
  ui.draw().AddCircleFilled(ball - ImVec2{1.2f, 1.6f}, 7, rgb(0xDFE3E9), 24);
  ui.draw().AddCircleFilled(ball - ImVec2{2.4f, 3.0f}, 3.5f, rgb(0xFFFFFF), 20);
  ui.draw().AddCircle(ball, 9, rgb(0x1A1C20), 24, 1.4f);
}

void LandscapeCard::draw(const FrameOf<HopfieldSnapshot>& context, Rect inside) {
  Ui& ui = context.ui;
  const HopfieldSnapshot& s = context.snapshot;
  if (!s.weights || s.weights->size == 0) {
    ui.richText(inside.min(), context.tr("hopfield.noPlane"), Type::text, ui.color().muted, inside.w);
    return;
  }
  const std::array<int, 3> chosen = cornersFor(s);
  const auto words = [&](double share, bool grey) {
    std::string names;
    for (const int corner : chosen) names += (names.empty() ? "" : ", ") + cornerName(context, corner);
    return context.tr(principal ? "hopfield.planeCaptionPca" : "hopfield.planeCaption",
                      {{"beta", compactNumber(s.settings.isGraded() ? s.settings.gain : binaryGain)},
                       {"share", std::to_string(static_cast<int>(std::lround(100 * share)))},
                       {"names", names},
                       {"tint", context.tr(grey ? "hopfield.planeGrey" : "hopfield.planeTint")},
                       {"hidden", std::to_string(std::max(0, s.settings.size - 2))}});
  };
  const bool roomy = inside.h > 220;
  // Of both, since which one holds is known only when the picture has its size.
  const auto height = [&](bool grey) { return ui.measureRich(words(0.99, grey), Type::small, inside.w).h + 8; };
  const float below = roomy ? std::max(height(false), height(true)) : 0;
  Rect r = inside;
  if (roomy) r.cutBottom(below);
  prepare(s, r);
  compute(context.framesPerSecond);
  if (busy()) ui.keepDrawing();
  paint(context, r);
  ui.pushClip(r);
  trail(context, r);
  // The corners' names over their places.
  const auto label = [&](double x, double y, const std::string& name, Color color) {
    const ImVec2 at = toScreen(r, x, y);
    const TextSize size = ui.measure(name, Type::title);
    ui.draw().AddCircleFilled(at, 5, rgb(0xFFFFFF), 20);
    ui.draw().AddCircle(at, 4.5f, color, 20, 2);
    const Rect plate{std::clamp(at.x - size.w / 2 - 5, r.x + 2, std::max(r.x + 2, r.right() - size.w - 12)), at.y - size.h - 10,
                     size.w + 10, size.h + 2};
    ui.rounded(plate, fade(ui.color().stage, 0.72f), 6);
    ui.text({plate.x + 5, plate.y + 1}, name, Type::title, color);
  };
  if (principal) {
    for (std::size_t p = 0; p < std::min<std::size_t>(spins_.size(), 6); ++p) {
      const auto at = landscape_->plane().place(asNumbers(spins_[p]));
      label(at.x, at.y, patternName(context, static_cast<int>(p)), patternColor(ui.theme(), p));
    }
  } else {
    for (std::size_t k = 0; k < 3; ++k)
      if (chosen[k] >= 0)
        label(landscapeCorners[k][0], landscapeCorners[k][1], cornerName(context, chosen[k]),
              patternColor(ui.theme(), static_cast<std::size_t>(chosen[k])));
  }
  ui.popClip();
  ui.outline(r, ui.color().lines, 6);
  // Pointed at: the height there, and where the descent from there ends.
  const Id id = ui.id("landscape");
  const bool focused = ui.control(id, "landscape", "picture", context.tr("hopfield.landscape"), std::string(), r);
  if (focused) ui.focusRing(r, 6);
  const Touch touch = ui.touch(id, r);
  if ((touch.hovered || touch.held) && r.contains(touch.pos) && !busy()) {
    const LandscapeView& v = landscape_->view();
    const auto column = std::clamp(static_cast<int>((touch.pos.x - r.x) / r.w * static_cast<float>(v.columns)), 0, v.columns - 1);
    const auto row = std::clamp(static_cast<int>((touch.pos.y - r.y) / r.h * static_cast<float>(v.rows)), 0, v.rows - 1);
    const auto at = static_cast<std::size_t>(row) * static_cast<std::size_t>(v.columns) + static_cast<std::size_t>(column);
    const int name = landscape_->ends()[at];
    ui.tip({touch.pos.x - 4, touch.pos.y - 4, 8, 8},
           context.tr("hopfield.planeTip",
                      {{"e", signedNumber(landscape_->energy()[at], 1)},
                       {"end", name >= 0 ? endWords(context, landscape_->names()[static_cast<std::size_t>(name)]) : std::string()}}));
  }
  if (roomy)
    ui.richText({inside.x, r.bottom() + 6}, words(landscape_->plane().place(s.state).share, isGrey(landscape_->names())), Type::small,
                ui.color().muted, inside.w);
}

}  // namespace unroll
