// Numbers as CSV: what is written with a real minus, a decimal mark and powers of ten comes back as numbers, curves as their points.
#include <doctest/doctest.h>

#include <cmath>

#include "base/text.h"
#include "widgets/numbers_csv.h"

using namespace unroll;

TEST_CASE("a field is a number where it says one, else words, in quotes where they need some") {
  CHECK(csvField(plainNumber(-0.625, 3)) == "-0.625");
  CHECK(csvField(compactNumber(1.2e-7)) == "1.2e-7");
  CHECK(csvField(compactNumber(-3e-9)) == "-3e-9");
  CHECK(csvField("42") == "42");
  CHECK(csvField("") == "");
  CHECK(csvField("h_{t−1}") != "h_{t-1}");  // words keep their signs
  CHECK(csvField("two, three") == "\"two, three\"");
  CHECK(csvField("say \"yes\"") == "\"say \"\"yes\"\"\"");
  CHECK(csvLine({"a", plainNumber(0.5, 1), "b,c"}) == "a,0.5,\"b,c\"\r\n");
}

TEST_CASE("curves over one axis: a line for each x, empty where a curve has no point, gaps, errors beside") {
  plot::Plot plot;
  plot.curves.push_back({.name = "loss", .points = {{1, 0.1}, {2, std::nan("")}, {4, 1e-9}}});
  plot.curves.push_back({.name = "", .points = {{2, 5}, {3, -1}}, .errors = {0.5, 0.25}});
  CHECK(csvOf("Curves", plot) == "Curves\r\nx,loss,y2,y2 ±\r\n1,0.1,,\r\n2,,5,0.5\r\n3,,-1,0.25\r\n4,1e-09,,\r\n");
}
