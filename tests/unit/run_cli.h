// One command line of the headless program, without a process.
#pragma once

#include <doctest/doctest.h>

#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cli/cli.h"

namespace unroll {

struct Run {
  int code = 0;
  std::string out, err;

  std::vector<nlohmann::json> lines() const {
    std::vector<nlohmann::json> all;
    std::size_t at = 0;
    while (at < out.size()) {
      const std::size_t end = out.find('\n', at);
      all.push_back(nlohmann::json::parse(out.substr(at, end - at), nullptr, false));
      at = end + 1;
    }
    return all;
  }
};

inline std::string takeText(std::FILE* file) {
  std::rewind(file);
  std::string text;
  char block[4096];
  for (std::size_t n; (n = std::fread(block, 1, sizeof block, file)) > 0;) text.append(block, n);
  std::fclose(file);
  return text;
}

inline Run run(const std::vector<std::string>& arguments) {
  std::FILE* out = std::tmpfile();
  std::FILE* err = std::tmpfile();
  REQUIRE(out);
  REQUIRE(err);
  Run result;
  result.code = runCli(arguments, out, err);
  result.out = takeText(out);
  result.err = takeText(err);
  return result;
}

}  // namespace unroll
