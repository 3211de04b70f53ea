// Data made by hand: what becomes of a curve that is drawn and of an image, in numbers known beforehand; the column of an own table.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "recurrent/experiment_text.h"
#include "recurrent/model.h"
#include "recurrent/own_input.h"
#include "tasks/drawn_curve.h"
#include "tasks/drawn_image.h"
#include "tasks/own_data.h"
#include "unit/simulate.h"

using namespace unroll;

namespace {

// The numbers of a CSV of one column, whose header is y.
std::vector<double> numbersOf(const std::string& csv) {
  std::istringstream lines(csv);
  std::string line;
  std::vector<double> numbers;
  REQUIRE(std::getline(lines, line));
  CHECK(line == "y");
  while (std::getline(lines, line)) numbers.push_back(std::stod(line));
  return numbers;
}

std::string why(const std::string& csv) {
  const auto hash = keepOwnData(csv);
  if (!hash) return hash.error().message;
  Experiment e = parseExperiment("task=series").value();
  e.data = hash.value();
  const auto read = readOwnSeries(e);
  return read ? "good" : read.error().message;
}

std::unique_ptr<RecurrentModel> modelOf(const std::string& text) { return std::make_unique<RecurrentModel>(simulate(text)); }

void carryOut(RecurrentModel& model, const std::string& bytes) {
  const auto changes = model.takeData(bytes);
  REQUIRE(changes);
  for (const Change& change : changes.value()) REQUIRE(model.apply(change));
}

}  // namespace

TEST_CASE("a drawn curve: a straight stroke is as many numbers on a line, and own data as a CSV of one column") {
  DrawnCurve curve;
  CHECK(curve.empty());
  curve.stroke(0, -1, 1, 1);
  const std::string csv = curve.csv();
  const std::vector<double> numbers = numbersOf(csv);
  REQUIRE(numbers.size() == 200);
  for (int i = 0; i < 200; ++i) CHECK(std::fabs(numbers[static_cast<std::size_t>(i)] - (-1 + 2 * i / 199.0)) <= 0.0005 + 1e-6);
  auto model = modelOf("task=series&hiddenSize=4");
  carryOut(*model, csv);
  Snapshot s;
  model->fill(s, {});
  CHECK(s.own.hash == hashOfData(csv));
  CHECK(s.own.training == 150);
  CHECK(s.own.fresh == 50);
  CHECK(s.own.column == "y");
  CHECK(s.own.least == -1);
  CHECK(s.own.greatest == 1);
  CHECK(s.current.seqLen == 30);
  // Typed in any other way it is the same data.
  std::string typed = "y\n";
  for (const double each : numbers) {
    char line[16];
    std::snprintf(line, sizeof line, "%.3f\n", each);
    typed += line;
  }
  CHECK(typed == csv);
}

TEST_CASE(
    "a drawn curve: later strokes go over earlier ones, gaps are bridged, a piece is stretched, too short a one is refused as a file") {
  DrawnCurve over;
  over.stroke(0, 0, 1, 0);
  over.stroke(0.5f, 0.5f, 0.25f, 0.5f);  // to the left
  for (int i = 0; i < 200; ++i) CHECK(over.at(i) == (i >= 50 && i <= 100 ? 0.5f : 0.f));
  DrawnCurve gap;  // 0 up to the 50th, 1 from the 150th on
  gap.stroke(0, 0, 50 / 199.f, 0);
  gap.stroke(150 / 199.f, 1, 1, 1);
  const std::vector<double> bridged = numbersOf(gap.csv());
  for (int i = 0; i < 200; ++i)
    CHECK(std::fabs(bridged[static_cast<std::size_t>(i)] - std::clamp((i - 50) / 100.0, 0.0, 1.0)) <= 0.0005 + 1e-6);
  DrawnCurve half;
  half.stroke(100 / 199.f, 0, 1, 0.99f);  // 100 points, 0.01 apart
  const std::vector<double> stretched = numbersOf(half.csv());
  REQUIRE(stretched.size() == 200);
  for (int i = 0; i < 200; ++i) CHECK(std::fabs(stretched[static_cast<std::size_t>(i)] - 0.99 * i / 199) <= 0.001);
  DrawnCurve brief;
  brief.stroke(0, 0, 9 / 199.f, 1);
  CHECK(numbersOf(brief.csv()).size() == 10);
  CHECK(why(brief.csv()).find("the file ends after 10 numbers; it needs 28 at least") != std::string::npos);
  CHECK(why(DrawnCurve().csv()) == "line 1, column 1: there is nothing in it");
  DrawnCurve flat;
  flat.stroke(0, 0.25f, 1, 0.25f);
  CHECK(why(flat.csv()).find("all numbers of this column are the same") != std::string::npos);
  DrawnCurve beyond;
  beyond.stroke(-3, -7, 4, -7);
  CHECK(beyond.at(0) == -1);
  CHECK(beyond.at(199) == -1);
  beyond.clear();
  CHECK(beyond.empty());
}

TEST_CASE("a drawn curve: point by point it bends along, between the places of the cursor") {
  DrawnCurve curve;
  curve.stroke(0, 0, 1, 0);
  curve.bend(40, 0.4f);
  const float expected[] = {0, 0.1f, 0.2f, 0.3f, 0.4f, 0.3f, 0.2f, 0.1f, 0};
  for (int i = 0; i < 9; ++i) CHECK(near(static_cast<double>(curve.at(36 + i)), static_cast<double>(expected[i]), 1e-6, 1));
  CHECK(curve.at(35) == 0);
  DrawnCurve alone;
  alone.bend(0, 0.5f);
  CHECK(alone.drawnAt(0));
  CHECK_FALSE(alone.drawnAt(1));
  alone.bend(4, -0.5f);  // the former one is a neighbour: what lies between is drawn as well
  CHECK(near(static_cast<double>(alone.at(2)), 0, 1e-6, 1));
}

TEST_CASE("a drawn image: lines of the pen, an eraser, and the key that says it") {
  Table image = imageOf({});
  REQUIRE(image.values == std::vector<float>(64, 0.f));
  drawLine(image, {1, 3}, {5, 3});
  for (int row = 0; row < 8; ++row)
    for (int column = 0; column < 8; ++column) CHECK(image.at(row, column) == (row == 3 && column >= 1 && column <= 5 ? 1.f : 0.f));
  drawLine(image, {2, 5.5f}, {2, 5.5f});  // a dot between two pixels: half in each
  CHECK(image.at(5, 2) == 0.5f);
  CHECK(image.at(6, 2) == 0.5f);
  const float diagonal = std::round((1 - std::sqrt(0.25f + 1)) * 100);  // of the next column: farther than a pixel
  CHECK(diagonal < 0);
  CHECK(image.at(5, 3) == 0);
  drawLine(image, {4, 3}, {5, 3}, true);
  CHECK(image.at(3, 3) == 1);  // a pixel away
  CHECK(image.at(3, 4) == 0);
  CHECK(image.at(3, 5) == 0);
  const std::string text = imageInput(image);
  CHECK(text.substr(0, 16) == "0,0,0,0,0,0,0,0;");
  CHECK(text.find(";0,1,1,1,0,0,0,0;") != std::string::npos);
  const auto back = parseInput(text);
  REQUIRE(back);
  CHECK(back.value().values == image.values);
}

TEST_CASE("an image of one's own is read row by row: an answer knows no row that comes later, and training knows nothing of it") {
  Table first = imageOf({});
  drawLine(first, {1, 1}, {6, 6});
  Table second = first;
  drawLine(second, {0, 7}, {7, 7});  // differs in the last row, and by nothing else
  Snapshot a, b;
  auto one = simulate("task=rows&updates=5&input=" + imageInput(first)),
       other = simulate("task=rows&updates=5&input=" + imageInput(second));
  one->finish();
  other->finish();
  one->fill(a);
  other->fill(b);
  CHECK(a.probe.x.values == first.values);
  CHECK(one->weightsHash() == other->weightsHash());
  CHECK(one->weightsHash() == hashAfter("task=rows&updates=5"));
  REQUIRE(a.probe.y.rows == 8);
  for (int t = 0; t < 8; ++t) {
    CHECK(near(static_cast<double>(a.probe.y.at(t, 0) + a.probe.y.at(t, 1)), 1, 1e-5));
    CHECK((a.probe.y.at(t, 0) == b.probe.y.at(t, 0)) == (t < 7));
  }
  CHECK(std::count(a.probe.scored.begin(), a.probe.scored.end(), true) == 0);  // nobody knows what it is
}

TEST_CASE("a trained net tells a ring from a cross that are drawn by hand") {
  auto simulation = simulate("task=rows&updates=600");
  simulation->finish();
  const auto answer = [&](const Table& image) {
    REQUIRE(simulation->apply(SetSetting{"input", imageInput(image)}));
    return static_cast<double>(look(*simulation).probe.y.at(7, 0));  // a ring
  };
  Table ring = imageOf({}), cross = imageOf({});
  constexpr int corners = 12;
  const auto corner = [](int i) {
    const double turn = 6.283185307179586 * i / corners;
    return PenPlace{static_cast<float>(3.5 + 2.5 * std::cos(turn)), static_cast<float>(3.5 + 2.5 * std::sin(turn))};
  };
  for (int i = 0; i < corners; ++i) drawLine(ring, corner(i), corner(i + 1));
  drawLine(cross, {1.5f, 3}, {5.5f, 4});
  drawLine(cross, {4, 1.5f}, {3, 5.5f});
  CHECK(answer(ring) > 0.9);
  CHECK(answer(cross) < 0.1);
}

TEST_CASE("another column of an own table is other data, shown back in its own units; a text may begin like a picture") {
  std::string csv = "Jahr;Wert;Menge\n";
  for (int n = 0; n < 60; ++n) csv += std::to_string(1900 + n) + ";" + std::to_string(n % 7) + ",5;" + std::to_string(10 * (n % 5)) + "\n";
  auto model = modelOf("task=series&hiddenSize=4&seqLen=10");
  carryOut(*model, csv);
  const auto shown = [&] {
    Snapshot s;
    model->fill(s, {});
    return s;
  };
  const auto inOwnUnits = [](const Snapshot& s) {
    std::vector<double> values;
    for (int t = 0; t < s.probe.x.rows; ++t) values.push_back(s.own.inOwnUnits(static_cast<double>(s.probe.x.at(t, 0))));
    return values;
  };
  CHECK(shown().own.columns == std::vector<std::string>{"Jahr", "Wert", "Menge"});
  CHECK(shown().own.column == "Menge");  // the last
  const std::string hash = shown().own.hash;
  for (const double each : inOwnUnits(shown())) CHECK(std::fabs(each - 10 * std::round(each / 10)) < 1e-4);
  REQUIRE(model->apply({"column", "Jahr"}));
  const Snapshot years = shown();
  CHECK(years.own.hash == hash);
  CHECK(years.own.column == "Jahr");
  CHECK(years.own.least == 1900);
  CHECK(years.own.greatest == 1959);
  const std::vector<double> one = inOwnUnits(years);  // a window of the last quarter
  CHECK(one.front() > 1944.5);
  for (std::size_t t = 1; t < one.size(); ++t) CHECK(std::fabs(one[t] - one[t - 1] - 1) < 1e-3);
  REQUIRE(model->apply({"column", "2"}));
  const Snapshot values = shown();
  CHECK(values.own.column == "Wert");
  CHECK(values.own.least == 0.5);
  CHECK(values.own.greatest == 6.5);
  const std::vector<double> week = inOwnUnits(values);
  for (std::size_t t = 1; t < week.size(); ++t) {
    const double step = week[t] - week[t - 1];
    CHECK(std::min(std::fabs(step - 1), std::fabs(step + 6)) < 1e-4);
  }
  CHECK_FALSE(model->apply({"column", "Monat"}));
  CHECK(shown().own.column == "Wert");

  CHECK(modelOf("task=text")->takesData("BM ist ein Kfz-Kennzeichen"));
  CHECK_FALSE(modelOf("task=text")->takesData(std::string("BM\x36\x10\x00\x00\x00\x00\x00\x00\x36", 11)));
}
