#include "widgets/numbers_csv.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "core/keys.h"
#include "widgets/formula.h"

namespace unroll {

namespace {

void replaceAll(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) text.replace(at, from.size(), to);
}

}  // namespace

std::string csvField(std::string_view words) {
  constexpr std::string_view power = "·10^{", minus = "−";
  std::string text(words);
  const std::size_t at = text.find(power);
  if (at != std::string::npos && text.back() == '}') {
    text.pop_back();
    text.replace(at, power.size(), "e");
  }
  text = formula::withoutMarkup(text);
  replaceAll(text, decimalMark, ".");
  std::string number = text;
  replaceAll(number, minus, "-");
  if (double value = 0; readNumber(number[0] == '+' ? std::string_view(number).substr(1) : number, value)) return number;
  if (text.find_first_of("\",\r\n") == std::string::npos) return text;
  replaceAll(text, "\"", "\"\"");
  return "\"" + text + "\"";
}

std::string csvLine(const std::vector<std::string>& words) {
  std::string line;
  for (std::size_t i = 0; i < words.size(); ++i) line += (i > 0 ? "," : "") + csvField(words[i]);
  return line + "\r\n";
}

std::string csvOf(std::string_view label, const plot::Plot& plot) {
  std::vector<std::string> head{"x"};
  std::vector<double> places;
  for (const plot::Curve& curve : plot.curves) {
    const std::string name = curve.name.empty() ? "y" + std::to_string(head.size()) : curve.name;
    head.push_back(name);
    if (!curve.errors.empty()) head.push_back(name + " ±");
    for (const plot::Point& point : curve.points) places.push_back(point.x);
  }
  std::sort(places.begin(), places.end());
  places.erase(std::unique(places.begin(), places.end()), places.end());
  std::string text = csvLine({std::string(label)}) + csvLine(head);
  std::vector<std::size_t> next(plot.curves.size(), 0);
  for (const double x : places) {
    text += printNumber(x);
    for (std::size_t c = 0; c < plot.curves.size(); ++c) {
      const plot::Curve& curve = plot.curves[c];
      std::size_t& i = next[c];
      const bool here = i < curve.points.size() && curve.points[i].x == x;
      text += here && std::isfinite(curve.points[i].y) ? "," + printNumber(curve.points[i].y) : ",";
      if (!curve.errors.empty()) text += here && i < curve.errors.size() ? "," + printNumber(curve.errors[i]) : ",";
      while (i < curve.points.size() && curve.points[i].x <= x) ++i;
    }
    text += "\r\n";
  }
  return text;
}

}  // namespace unroll
