// What lies under the phase plane's lines: the basins as tints, the flow as particles or arrows.
#include <GLES3/gl3.h>  // the subset that OpenGL 3.3 and WebGL2 share

#include <cmath>

#include "gpu/gpu.h"
#include "scenes/recurrent/phase_plane.h"

namespace unroll {

namespace {

constexpr int fineSide = 192, stepsPerFrame = 60'000;  // about 3 ms in a page

void arrowsOf(Ui& ui, const UnitPlane& plane, const PlanePlace& place, float opacity) {
  const int arrows = place.r.w < 170 ? 9 : 15;
  const float longest = 0.9f * place.r.w / static_cast<float>(arrows);
  const Color color = fade(ui.color().muted, opacity);
  // From lattice points towards where a step leads, shorter than the way itself.
  for (int i = 0; i < arrows; ++i)
    for (int j = 0; j < arrows; ++j) {
      const auto along = [&](int k) { return place.low + (place.high - place.low) * (k + 0.5) / arrows; };
      const UnitPlane::Point from = {along(i), along(j)};
      const ImVec2 a = place.at(from), whole = place.at(plane.next(from)) - a;
      const float length = std::hypot(whole.x, whole.y);
      if (!(length > 0.5f)) continue;
      const ImVec2 way = whole * (longest * (length / (length + longest)) / length), b = a + way;
      const ImVec2 unit = way * (1 / std::max(0.1f, std::hypot(way.x, way.y))), aside{-unit.y, unit.x};
      ui.draw().AddLine(a, b, color, 1);
      ui.draw().AddTriangleFilled(b, b - unit * 4.f + aside * 2.f, b - unit * 4.f - aside * 2.f, color);
    }
}

// 0…1 from a whole number, the same everywhere.
double scattered(std::uint32_t n) {
  n = (n ^ 61u) ^ (n >> 16);
  n *= 9u;
  n ^= n >> 4;
  n *= 0x27d4eb2du;
  n ^= n >> 15;
  return static_cast<double>(n & 0xFFFFFFu) / 0x1000000;
}

Color tintOf(const Ui& ui, std::size_t attractor) {
  const Palette& c = ui.color();
  const Color hues[] = {c.control, c.valuePositive, c.good, c.whh, c.why, c.wxh, c.bad, c.muted};
  static_assert(std::size(hues) == PlaneBasins::mostAttractors);
  return mixColors(c.card, hues[attractor], ui.theme().dark ? 0.34f : 0.2f);
}

void putTint(float* to, Color c) {
  for (unsigned channel = 0; channel < 3; ++channel) to[channel] = static_cast<float>((c >> (8 * channel)) & 0xFFu) / 255;
}

}  // namespace

// A function of the time alone: each particle is born somewhere, takes some steps and is born elsewhere. At whole steps it is where the map
// leads; in between it goes straight there.
void drawFlow(Ui& ui, const UnitPlane& plane, const PlanePlace& place, float strength) {
  constexpr std::uint32_t particles = 320;
  constexpr double life = 5, perSecond = 1.6;  // steps
  arrowsOf(ui, plane, place, 0.6f - 0.4f * strength);
  if (strength <= 0) return;
  const double width = place.high - place.low;
  const ImDrawListFlags flags = ui.draw().Flags;
  ui.draw().Flags |= ImDrawListFlags_AntiAliasedFill;
  for (std::uint32_t i = 0; i < particles; ++i) {
    const double lives = ui.now() * perSecond / life + scattered(i), generation = std::floor(lives), age = life * (lives - generation);
    const std::uint32_t seed = i + particles * (static_cast<std::uint32_t>(generation) % 4096u + 1u);
    UnitPlane::Point h = {place.low + width * scattered(2 * seed), place.low + width * scattered(2 * seed + 1)};
    for (int step = 0; step + 1 <= age; ++step) h = plane.next(h);
    const ImVec2 from = place.at(h), way = place.at(plane.next(h)) - from;
    if (!std::isfinite(way.x) || !std::isfinite(way.y)) continue;
    const float share = static_cast<float>(age - std::floor(age));
    const ImVec2 p = from + way * share, tail = from + way * std::max(0.f, share - 0.25f);
    const float opacity = strength * static_cast<float>(std::sin(3.14159265 * age / life));
    ui.draw().AddLine(tail, p, fade(ui.color().ink, 0.35f * opacity), 1.2f);
    ui.draw().AddCircleFilled(p, 1.7f, fade(ui.color().ink, 0.75f * opacity), 8);
  }
  ui.draw().Flags = flags;
}

void drawBasins(const SceneContext& context, const PlanePlace& place, PlaneView& view) {
  Ui& ui = context.ui;
  if (!view.basins) return;
  // The coarse ones first, then the fine ones, a part in each frame.
  if (view.basins->done() && view.basins->side() < fineSide)
    view.basins.emplace(view.plane, view.low, view.high, fineSide, view.fixedPoints);
  if (!view.basins->done()) {
    const bool isFine = view.basins->side() == fineSide;
    if (view.basins->advance(stepsPerFrame) || !isFine) {
      view.ends = view.basins->ends();
      ++view.endsVersion;
    }
    ui.keepDrawing();
  }
  const int side = static_cast<int>(std::lround(std::sqrt(static_cast<double>(view.ends.size()))));
  const unsigned int ends = context.gpu.floatTexture("plane.ends", view.ends.data(), side, side, view.endsVersion);
  std::array<float, 3 * PlaneBasins::mostAttractors> colors{};
  for (std::size_t k = 0; k < PlaneBasins::mostAttractors; ++k) putTint(colors.data() + 3 * k, tintOf(ui, k));
  std::array<float, 3> ground{};
  putTint(ground.data(), ui.color().card);
  context.gpu.rectangle(ui.draw(), place.r, "basins", [=](const gpu::Program& program) {
    glActiveTexture(GL_TEXTURE0);
    glBindTexture(GL_TEXTURE_2D, ends);
    glUniform1i(program.uniform("ends"), 0);
    glUniform1i(program.uniform("side"), side);
    glUniform3fv(program.uniform("ground"), 1, ground.data());
    glUniform3fv(program.uniform("colors"), static_cast<int>(PlaneBasins::mostAttractors), colors.data());
  });
}

std::string endWords(const SceneContext& context, const PlaneView& view, int end) {
  if (end < 0) return context.tr("plane.leaves");
  const PlaneBasins::Attractor& one = view.basins->attractors()[static_cast<std::size_t>(end)];
  const UnitPlane::Point& at = one.states.front();
  switch (one.kind) {
    case PlaneBasins::Attractor::Kind::point:
      return context.tr("plane.endsAt", {{"a", "(" + signedNumber(at[0]) + ", " + signedNumber(at[1]) + ")"}});
    case PlaneBasins::Attractor::Kind::cycle: return context.tr("plane.cycle", {{"n", std::to_string(one.states.size())}});
    case PlaneBasins::Attractor::Kind::curve: break;
  }
  return context.tr("plane.curve");
}

}  // namespace unroll
