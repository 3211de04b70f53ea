// The numbers of both nets by their place in the twin, and how these places are called.
#include <cstdio>
#include <cstring>

#include "scenes/theorem/twin.h"

namespace unroll {

using Kind = TwinGroup::Kind;

namespace {

std::size_t cellOf(const Table& table, int row, int col) {
  return static_cast<std::size_t>(row) * static_cast<std::size_t>(table.cols) + static_cast<std::size_t>(col);
}

float valueIn(const Snapshot& s, const TwinGroup& g, int i, bool twin) {
  const Twins& twins = s.twins;
  const int unit = g.direction * s.current.hiddenSize + i;
  if (g.kind == Kind::input) return twins.x.values[cellOf(twins.x, g.t, i)];
  if (g.kind == Kind::start) {
    if (isFedBack(s, g)) return 0;  // y₋₁
    return twins.starts[static_cast<std::size_t>(g.layer)][static_cast<std::size_t>(unit)];
  }
  if (g.kind == Kind::output) {
    const Table& y = twin ? twins.feedforward : twins.rnn;
    return y.values[cellOf(y, g.t, i)];
  }
  const bool top = g.layer + 1 == twins.shape.layers;
  const auto layer = static_cast<std::size_t>(g.layer);
  const Table& h = twin ? (top ? twins.feedforwardHidden : twins.feedforwardLower[layer]) : top ? twins.rnnHidden : twins.rnnLower[layer];
  return h.values[cellOf(h, g.t, unit)];
}

}  // namespace

bool isFedBack(const Snapshot& s, const TwinGroup& g) {
  return g.kind == Kind::start && s.twins.shape.feedsOutput && g.layer + 1 == s.twins.shape.layers && s.twins.shape.directions == 1;
}

bool hasTwins(const Snapshot& s) {
  const Twins& twins = s.twins;
  const int units = s.current.hiddenSize * twins.shape.directions;
  return twins.feedforward.rows > 0 && twins.order.steps == twins.feedforward.rows && twins.shape.layers == s.current.layers &&
         twins.feedforwardHidden.cols == units && (twins.shape.directions > 1) == s.current.bidirectional && twins.x.cols == s.inputSize &&
         twins.feedforward.cols == s.outputSize && !s.parameters.empty();
}

int unitsOf(const Snapshot& s, const TwinGroup& g) {
  if (g.kind == Kind::input) return s.inputSize;
  return g.kind == Kind::output || isFedBack(s, g) ? s.outputSize : s.current.hiddenSize;
}

float twinValue(const Snapshot& s, const TwinGroup& g, int i) { return valueIn(s, g, i, true); }
float loopValue(const Snapshot& s, const TwinGroup& g, int i) { return valueIn(s, g, i, false); }

std::string groupSymbol(const Snapshot& s, const TwinGroup& g, int unit) {
  std::string symbol = g.kind == Kind::input ? "x" : g.kind == Kind::output || isFedBack(s, g) ? "y" : "h";
  if (symbol == "h" && s.twins.shape.layers > 1) symbol += "^{(" + std::to_string(g.layer) + ")}";
  symbol += "_{" + (g.t < 0 ? "−1" : std::to_string(g.t)) + "}";
  if (symbol[0] == 'h' && g.direction == 1) symbol += "←";
  return unit < 0 ? symbol : symbol + "[" + std::to_string(unit) + "]";
}

std::string stepSymbol(const TwinGroup& g) {
  const char* letter = g.kind == Kind::input ? "x" : g.kind == Kind::output ? "y" : "h";
  return std::string(letter) + "_{" + (g.t < 0 ? "−1" : std::to_string(g.t)) + "}";
}

std::string placeInWords(const Snapshot& s, const TwinPlace& place) {
  const int hidden = s.current.hiddenSize;
  if (place.output) return groupSymbol(s, {Kind::output, place.t, 0, 0, 0}, place.unit);
  return groupSymbol(s, {Kind::hidden, place.t, place.layer, place.unit / hidden, 0}, place.unit % hidden);
}

std::string filledIn(const SceneContext& context, const char* key, const char* name, int number) {
  return context.tr(key, {{name, std::to_string(number)}});
}

std::string bitsOf(float value) {
  std::uint32_t bits = 0;
  std::memcpy(&bits, &value, sizeof bits);
  char text[16];
  std::snprintf(text, sizeof text, "%08X", static_cast<unsigned>(bits));
  return text;
}

std::pair<std::string, std::string> toldApart(float a, float b) {
  std::pair<std::string, std::string> words;
  for (int digits = 2; digits <= 7; ++digits) {
    words = {signedNumber(static_cast<double>(a), digits), signedNumber(static_cast<double>(b), digits)};
    if (words.first != words.second) return words;
    if (!differ(a, b)) return words;
  }
  return {bitsOf(a), bitsOf(b)};
}

int receiverOf(const Snapshot& s, const WeightPlace& weight, int t) {
  const bool output = weight.name.rfind("readout.", 0) == 0;
  const std::size_t at = weight.name.rfind("_l");
  const int layer = output || at == std::string::npos || at + 2 >= weight.name.size() ? 0 : weight.name[at + 2] - '0';
  const int direction = weight.name.find("_reverse") != std::string::npos ? 1 : 0;
  const auto& groups = s.twins.order.groups;
  for (std::size_t g = 0; g < groups.size(); ++g)
    if (groups[g].t == t && groups[g].kind == (output ? Kind::output : Kind::hidden) &&
        (output || (groups[g].layer == layer && groups[g].direction == direction)))
      return static_cast<int>(g);
  return -1;
}

}  // namespace unroll
