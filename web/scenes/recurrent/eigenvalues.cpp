#include "scenes/recurrent/eigenvalues.h"

#include <cmath>

#include <nlohmann/json.hpp>

#include "scenes/recurrent/carpet.h"
#include "scenes/recurrent/net_in_words.h"
#include "widgets/readout.h"

namespace unroll {

namespace {

std::string complexWords(std::complex<double> v) {
  const std::string real = (v.real() < 0 ? "−" : "") + compactNumber(std::fabs(v.real()));
  if (v.imag() == 0) return real;
  return real + (v.imag() < 0 ? " − " : " + ") + compactNumber(std::fabs(v.imag())) + "i";
}

}  // namespace

std::string eigenvalueWords(const SceneContext& context, int t) {
  const Snapshot& s = context.snapshot;
  const StateSpectrum& spectrum = s.spectrum;
  if (const std::string overflow = overflowInWords(context); !overflow.empty()) return overflow;
  if (spectrum.values.empty())
    return spectrum.size > 0 ? context.tr("eigenvalues.tooManyStates", {{"n", std::to_string(spectrum.size)}})
                             : context.tr("eigenvalues.noMemory");
  const double radius = std::abs(spectrum.values[0]);
  constexpr double half = 0.933;  // to the tenth power
  const std::string key = radius < half       ? "eigenvalues.fades"
                          : radius < 1 / half ? "eigenvalues.stays"
                                              : "eigenvalues.grows";
  return context.tr("eigenvalues.radius", {{"r", compactNumber(radius)}, {"t", std::to_string(t)}}) + "\n" +
         context.tr(key, {{"r", compactNumber(radius)}, {"ten", compactNumber(std::pow(radius, 10))}});
}

void drawEigenvalues(const SceneContext& context, Rect inside, int t) {
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  const Snapshot& s = context.snapshot;
  const StateSpectrum& spectrum = s.spectrum;
  const bool tight = inside.w < 300;  // the picture, and the largest of them
  if (tight) {
    const std::string words = eigenvalueWords(context, t), first = words.substr(0, words.find('\n'));
    const Rect line = inside.cutTop(ui.measureRich(first, Type::small, inside.w).h, 6);
    ui.richText(line.min(), first, Type::small, c.ink, line.w);
    if (spectrum.values.empty()) return;
  }
  PictureRoom room = pictureRoom(inside, tight ? -16.f : inside.w < 460 ? 140.f : 220.f);
  Column column(room.words, 8);
  // ∂h_3/∂h_2, for Elman diag(f′) W_hh.
  const std::string state = s.simple || s.current.cell == "gru" ? "h" : "s", now = std::to_string(t),
                    before = t > 0 ? std::to_string(t - 1) : "−1";
  std::string jacobian = "∂" + state + "_{" + now + "}/∂" + state + "_{" + before + "}";
  if (s.simple) jacobian += " = diag(f’) <hh>W_{hh}</>";
  if (!tight) {
    const TextSize size = ui.measureRich(jacobian, Type::formula, column.width());
    const Rect line = column.take(size.h);
    ui.richText(line.min(), jacobian, Type::formula, c.ink, line.w);
    ui.richText({column.x(), column.y()}, eigenvalueWords(context, t), Type::small, c.ink, column.width());
  }
  if (spectrum.values.empty() || !overflowInWords(context).empty()) return;

  const Rect r = room.picture;
  const double radius = std::abs(spectrum.values[0]);
  const float reach = ui.glide(ui.id("reach"), static_cast<float>(std::max(1.25, 1.12 * radius)));
  const float perUnit = r.w / 2 / reach;
  const ImVec2 middle = r.center();
  const auto at = [&](std::complex<double> v) {
    return ImVec2{middle.x + perUnit * static_cast<float>(v.real()), middle.y - perUnit * static_cast<float>(v.imag())};
  };
  ui.pushClip(r);
  ui.draw().AddLine({r.x, middle.y}, {r.right(), middle.y}, c.lines, 1);
  ui.draw().AddLine({middle.x, r.y}, {middle.x, r.bottom()}, c.lines, 1);
  ui.draw().AddCircleFilled(middle, perUnit, fade(c.soft, 0.7f), 96);
  ui.draw().AddCircle(middle, perUnit, c.muted, 96, 1.5f);
  if (radius < 1) ui.draw().AddCircle(middle, perUnit * static_cast<float>(radius), fade(c.control, 0.35f), 96, 1);
  if (perUnit > 30) {
    ui.text({middle.x + perUnit + 3, middle.y + 2}, "1", Type::small, c.muted);
    ui.text({middle.x + 4, middle.y - perUnit - 18}, "i", Type::small, c.muted);
  }
  const Id id = ui.id("eigenvalues");
  const bool focused = ui.control(id, "eigenvalues", "picture", context.tr("eigenvalues.title"),
                                  context.tr("eigenvalues.largest", {{"r", plainNumber(radius, 3)}}), r);
  const Touch touch = ui.touch(id, r);
  const std::complex<double>* pointed = nullptr;
  float closest = ui.touchScreen() ? 24.f : 12.f;
  for (const auto& value : spectrum.values) {
    const ImVec2 p = at(value), way = p - touch.pos;
    const float dot = spectrum.values.size() > 40 ? 3.f : 5.f;
    const Color color = std::abs(value) >= 1 ? c.bad : c.control;
    ui.draw().AddCircleFilled(p, dot, fade(color, 0.8f), 20);
    ui.draw().AddCircle(p, dot, c.stage, 20, 1);
    if ((touch.hovered || touch.held) && std::hypot(way.x, way.y) < closest) {
      closest = std::hypot(way.x, way.y);
      pointed = &value;
    }
  }
  ui.popClip();
  if (focused) ui.focusRing(r, 6);
  if (!pointed) return;
  constexpr double degrees = 57.29577951308232;
  readout(ui, at(*pointed), r,
          "<b>λ = " + complexWords(*pointed) + "</>\n" +
              context.tr("eigenvalues.value",
                         {{"r", compactNumber(std::abs(*pointed))}, {"angle", plainNumber(std::fabs(std::arg(*pointed)) * degrees, 0)}}));
}

void spectrumState(const Snapshot& s, int t, nlohmann::json& fields) {
  fields["t"] = s.spectrum.t;
  fields["size"] = s.spectrum.size;
  fields["ready"] = s.spectrum.version == s.probe.version && s.spectrum.t == t;
  fields["values"] = nlohmann::json::array();
  for (const auto& value : s.spectrum.values) fields["values"].push_back({value.real(), value.imag()});
  if (!s.spectrum.values.empty()) fields["radius"] = std::abs(s.spectrum.values[0]);
}

}  // namespace unroll
