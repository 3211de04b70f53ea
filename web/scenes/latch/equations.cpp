#include "scenes/latch/equations.h"

#include <cmath>

namespace unroll {

namespace {

std::string number(double v) { return compactNumber(v); }
// In a product or a power a negative number stands in brackets.
std::string factor(double v) { return v < 0 ? "(" + number(v) + ")" : number(v); }
std::string plus(double v) { return (v < 0 ? " − " : " + ") + number(std::fabs(v)); }
std::string sub(int t) { return "_{" + std::to_string(t) + "}"; }
std::string violet(const std::string& words) { return "<hh>" + words + "</>"; }
std::string green(const std::string& words) { return "<xh>" + words + "</>"; }

double at(const std::vector<float>& a, int t) { return static_cast<double>(a[static_cast<std::size_t>(t)]); }

// "= w (1 − a²)" with its numbers; on a line of its own where there is little room.
std::string slopeProduct(const LatchContext& context, double a, double slope) {
  return std::string(context.layout == Layout::phone ? "\n= " : " = ") + violet(number(context.snapshot.latch.w)) + " · (1 − " + factor(a) +
         "^{2}) = " + number(slope);
}

}  // namespace

Gold goldOf(const Theme& theme) {
  return theme.dark ? Gold{rgb(0xC9A51E), rgb(0xF2D24A), rgb(0xF2D24A)} : Gold{rgb(0xF2D24A), rgb(0xB08A00), rgb(0x7A5C00)};
}

std::vector<std::string> stepLines(const LatchContext& context, int t) {
  const LatchSnapshot& s = context.snapshot;
  if (t <= 0) return {"a_{0} = " + number(s.latch.start), context.tr("latch.startHint")};
  const bool disturbed = s.isDisturbed(t);
  const std::string symbols = violet("w") + " a" + sub(t - 1) + " + " + green("u") + (disturbed ? " + " + green("d") : "");
  const std::string numbers = violet(number(s.latch.w)) + " · " + factor(at(s.a, t - 1)) + green(plus(s.latch.u)) +
                              (disturbed ? green(plus(s.latch.disturbance)) : "");
  return {"a" + sub(t) + " = tanh(" + symbols + ")", "= tanh(" + numbers + ") = " + number(at(s.a, t))};
}

std::string slopeLine(const LatchContext& context, int t) {
  const LatchSnapshot& s = context.snapshot;
  return "∂a" + sub(t) + "/∂a" + sub(t - 1) + " = " + violet("w") + " (1 − a" + sub(t) + "^{2})" +
         slopeProduct(context, at(s.a, t), s.slope[static_cast<std::size_t>(t)]);
}

std::string gradientWords(double gradient) { return gradient > 0 ? compactNumber(gradient) : "< 10^{−300}"; }

std::string gradientLine(const LatchContext& context, int t) {
  const LatchSnapshot& s = context.snapshot;
  std::string words = "|∂a" + sub(t) + "/∂a_{0}| = ";
  if (t > 0) {
    for (int i = 1; i <= std::min(t, 3); ++i) words += (i > 1 ? " · " : "") + number(std::fabs(s.slope[static_cast<std::size_t>(i)]));
    words += t > 3 ? " · … = " : t > 1 ? " = " : "";
    if (t == 1) return words;
  }
  return words + gradientWords(s.gradient[static_cast<std::size_t>(t)]);
}

std::vector<std::string> spotLines(const LatchContext& context, const LatchSpot& spot) {
  const LatchSnapshot& s = context.snapshot;
  using Kind = LatchSpot::Kind;
  switch (spot.kind) {
    case Kind::start: return stepLines(context, 0);
    case Kind::step: {
      std::vector<std::string> lines = stepLines(context, spot.index);
      lines.push_back(slopeLine(context, spot.index));
      return lines;
    }
    case Kind::fixedPoint: {
      const FixedPoint& p = s.fixedPoints[static_cast<std::size_t>(spot.index)];
      return {context.tr(p.stable() ? "latch.stablePoint" : "latch.unstablePoint", {{"a", number(p.at)}}),
              "tanh(" + violet(number(s.latch.w)) + " · " + factor(p.at) + green(plus(s.latch.u)) + ") = " + number(p.at),
              context.tr("latch.slope") + " " + violet("w") + " (1 − a*^{2})" + slopeProduct(context, p.at, p.slope)};
    }
    case Kind::curve:
    case Kind::disturbedCurve: {
      const double d = spot.kind == Kind::curve ? 0 : s.latch.disturbance, f = std::tanh(s.latch.w * spot.a + s.latch.u + d);
      return {"tanh(" + violet("w") + " a + " + green("u") + (d != 0 ? " + " + green("d") + ")" : ")"),
              "= tanh(" + violet(number(s.latch.w)) + " · " + factor(spot.a) + green(plus(s.latch.u)) +
                  (d != 0 ? green(plus(d)) : std::string()) + ") = " + number(f),
              context.tr("latch.slope") + slopeProduct(context, f, s.latch.w * (1 - f * f))};
    }
    case Kind::none: break;
  }
  return {};
}

std::string joined(const std::vector<std::string>& lines) {
  std::string words;
  for (std::size_t i = 0; i < lines.size(); ++i) words += i == 0 ? "<b>" + lines[i] + "</>" : "\n" + lines[i];
  return words;
}

}  // namespace unroll
