#include "scenes/recurrent/weights.h"

#include <string_view>

namespace unroll {

namespace {

std::string_view tiedName(const ParameterTable& p) { return std::string_view(p.name).substr(0, p.name.find('@')); }

// Of a tied net all but the start states, of an untied one the first copy.
bool isInCopy(const ParameterTable& p) {
  for (const char* start : {".h0", ".c0", ".y0"})
    if (p.name.find(start) != std::string::npos) return false;
  return p.step <= 0;
}

int countOf(const ParameterTable& p) { return p.values.rows * p.values.cols; }

bool isBias(std::string_view name) { return name.find("bias") != std::string_view::npos; }

}  // namespace

int weightCount(const Snapshot& snapshot) {
  int count = 0;
  for (const ParameterTable& p : snapshot.parameters)
    if (isInCopy(p)) count += countOf(p);
  return count;
}

int indexOf(const Snapshot& snapshot, const WeightPlace& place) {
  int before = 0;
  for (const ParameterTable& p : snapshot.parameters) {
    if (!isInCopy(p)) continue;
    if (tiedName(p) == place.name) {
      const bool inside = place.row >= 0 && place.row < p.values.rows && place.col >= 0 && place.col < p.values.cols;
      return inside ? before + place.row * p.values.cols + place.col : -1;
    }
    before += countOf(p);
  }
  return -1;
}

WeightPlace weightAt(const Snapshot& snapshot, int index) {
  for (const ParameterTable& p : snapshot.parameters) {
    if (!isInCopy(p)) continue;
    if (index < countOf(p)) return {std::string(tiedName(p)), index / p.values.cols, index % p.values.cols};
    index -= countOf(p);
  }
  return {};
}

std::string placeSymbol(const Snapshot& snapshot, const WeightPlace& place) {
  const std::string_view name = place.name;
  const std::string row = "[" + std::to_string(place.row) + "]", col = isBias(name) ? "" : "[" + std::to_string(place.col) + "]";
  if (name == "readout.weight") return "<hy>W_{hy}</>" + row + col;
  if (name == "readout.bias") return "b_{y}" + row;
  // "rnn.weight_hh_l0_reverse": what it is, then its layer.
  const std::size_t from = name.find('_'), to = name.find("_l", from + 1);
  if (from == std::string_view::npos || to == std::string_view::npos) return std::string(name) + row + col;
  std::string_view what = name.substr(from + 1, to - from - 1);
  std::string where(name.substr(to + 2, 1));
  const bool layered = snapshot.current.layers > 1, reverse = name.find("reverse") != std::string_view::npos;
  if (what == "ih" && where == "0") what = "xh";
  const std::string up = layered ? "^{(" + where + ")}" : std::string(), way = reverse ? "←" : "";
  const std::string_view tag = isBias(name) ? "" : what == "xh" || what == "ih" ? "xh" : what == "hy" ? "hy" : "hh";
  if (tag.empty()) return "b_{" + std::string(what == "xh" ? "ih" : what) + "}" + up + way + row;
  return "<" + std::string(tag) + ">W_{" + std::string(what) + "}" + up + way + "</>" + row + col;
}

std::string printPlace(const WeightPlace& place) {
  return place.name + "[" + std::to_string(place.row) + "]" + (isBias(place.name) ? "" : "[" + std::to_string(place.col) + "]");
}

bool readPlace(std::string_view text, WeightPlace& place) {
  const std::size_t bracket = text.find('[');
  if (bracket == std::string_view::npos || bracket == 0) return false;
  int indices[2] = {0, 0}, count = 0;
  for (std::size_t at = bracket; at < text.size(); ++count) {
    const std::size_t end = text.find(']', at);
    double number = 0;
    if (count == 2 || text[at] != '[' || end == std::string_view::npos || !readNumber(text.substr(at + 1, end - at - 1), number) ||
        number < 0 || number > 1e6)
      return false;
    indices[count] = static_cast<int>(number);
    at = end + 1;
  }
  place = {std::string(text.substr(0, bracket)), indices[0], indices[1]};
  return true;
}

}  // namespace unroll
