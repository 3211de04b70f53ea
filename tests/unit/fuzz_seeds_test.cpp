// What the fuzzers begin with and what they once found, in every run of the tests: nothing aborts, and a sanitizer finds nothing.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include "fuzz/targets.h"

using namespace unroll;

TEST_CASE("each seed of the fuzzers is taken, or refused in words") {
  const std::filesystem::path root = UNROLL_FUZZ_SEEDS;
  std::set<std::string> folders;
  for (const auto& folder : std::filesystem::directory_iterator(root)) folders.insert(folder.path().filename().string());
  std::set<std::string> names;
  for (const fuzz::Target& target : fuzz::targets()) {
    names.insert(std::string(target.name));
    int seeds = 0;
    for (const auto& file : std::filesystem::directory_iterator(root / target.name)) {
      INFO(file.path().string());
      std::ifstream in(file.path(), std::ios::binary);
      const std::string bytes{std::istreambuf_iterator<char>(in), {}};
      REQUIRE(in.good());
      constexpr std::size_t largestSeed = 8192;
      CHECK(bytes.size() <= largestSeed);
      target.run(bytes);
      ++seeds;
    }
    INFO(std::string(target.name));
    CHECK(seeds > 0);
  }
  CHECK(folders == names);
}
