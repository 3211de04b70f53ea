// The table of tests/determinism: 200 experiments and recalls, their hashes made by the native program. The same bits here, natively and
// under Node.js; tests/browser holds Chromium and Firefox against the same table.
#include <cstdio>
#include <set>
#include <string>
#include <vector>

#include "unit/run_cli.h"

using namespace unroll;

namespace {

struct Row {
  std::vector<std::string> command;  // its name, then pairs
  std::string hash;
};

std::vector<std::string> split(const std::string& text, char at) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == at)
      parts.emplace_back();
    else
      parts.back() += c;
  }
  return parts;
}

std::vector<Row> table() {
  std::FILE* file = std::fopen(UNROLL_DETERMINISM_TABLE, "rb");
  REQUIRE(file);
  std::vector<Row> rows;
  for (const std::string& line : split(takeText(file), '\n')) {
    if (line.empty()) continue;
    const std::vector<std::string> columns = split(line, '\t');
    REQUIRE(columns.size() == 3);
    Row row{{columns[0]}, columns[2]};
    for (const std::string& pair : split(columns[1], '&'))
      if (!pair.empty()) row.command.push_back(pair);
    rows.push_back(row);
  }
  return rows;
}

}  // namespace

TEST_CASE("200 experiments and recalls come to the bits of the table") {
  std::set<std::string> hashes;
  for (const Row& row : table()) {
    std::string words;
    for (const std::string& word : row.command) words += word + ' ';
    CAPTURE(words);
    const Run result = run(row.command);
    REQUIRE(result.code == 0);
    const auto last = result.lines().back();
    CHECK(last.value("weights_hash", last.value("hash", "")) == row.hash);
    hashes.insert(row.hash);
  }
  CHECK(hashes.size() == 200);  // and no two of them are the same
}
