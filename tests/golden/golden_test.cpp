// Every reference case of tests/golden agrees with PyTorch.
#include <dirent.h>
#include <doctest/doctest.h>

#include <cstdio>
#include <string>
#include <vector>

#include "io/reference_case.h"

using namespace unroll;

namespace {

std::string contents(const std::string& path) {
  std::string text;
  if (std::FILE* file = std::fopen(path.c_str(), "rb")) {
    char block[65536];
    for (std::size_t n; (n = std::fread(block, 1, sizeof block, file)) > 0;) text.append(block, n);
    std::fclose(file);
  }
  return text;
}

std::vector<std::string> caseNames(const char* path) {
  std::vector<std::string> names;
  DIR* folder = opendir(path);
  REQUIRE(folder);
  while (const dirent* entry = readdir(folder)) {
    const std::string name = entry->d_name;
    if (name.size() > 5 && name.substr(name.size() - 5) == ".json") names.push_back(name);
  }
  closedir(folder);
  return names;
}

}  // namespace

TEST_CASE("all reference cases agree with PyTorch") {
  int agreed = 0;
  for (const std::string& name : caseNames(UNROLL_GOLDEN_DIR)) {
    CAPTURE(name);
    const std::string text = contents(std::string(UNROLL_GOLDEN_DIR) + "/" + name);
    const auto result = evaluateReferenceCase(text);
    if (!result) MESSAGE(result.error().message);
    REQUIRE(result);
    const auto worst = compareWithExpected(text, result.value());
    REQUIRE(worst);
    CHECK(worst.value() <= 1.0);
    ++agreed;
  }
  CHECK(agreed == 13);
}

TEST_CASE("the backward passes of all reference cases agree with PyTorch, step by step") {
  int agreed = 0;
  for (const std::string& name : caseNames(UNROLL_GOLDEN_GRADIENTS_DIR)) {
    CAPTURE(name);
    const std::string text = contents(std::string(UNROLL_GOLDEN_GRADIENTS_DIR) + "/" + name);
    const auto result = gradientsOfReferenceCase(text);
    if (!result) MESSAGE(result.error().message);
    REQUIRE(result);
    const auto worst = compareWithExpected(text, result.value());
    if (!worst) MESSAGE(worst.error().message);
    REQUIRE(worst);
    CHECK(worst.value() <= 0.01);  // ours is computed in double too
    ++agreed;
  }
  CHECK(agreed == 4);
  const auto trains = gradientsOfReferenceCase(contents(UNROLL_GOLDEN_DIR "/train-elman-sgd.json"));
  REQUIRE_FALSE(trains);
  CHECK(trains.error().message.find("train: must be absent") == 0);
}

TEST_CASE("a wrong number in a reference case is noticed") {
  std::string text = contents(UNROLL_GOLDEN_DIR "/elman-tanh-mse.json");
  const auto result = evaluateReferenceCase(text);
  REQUIRE(result);
  const std::size_t at = text.rfind("\"grad_h\"");
  const std::size_t digit = text.find_first_of("123456789", text.find("\"data\"", at));
  text[digit] = text[digit] == '9' ? '7' : '9';
  const auto worst = compareWithExpected(text, result.value());
  REQUIRE(worst);
  CHECK(worst.value() > 1.0);
}

TEST_CASE("a case that would not fit into memory is refused before it is taken") {
  const auto result = evaluateReferenceCase(
      R"({"format": "unroll-case-1", "model": {"cell": "elman", "input_size": 1, "hidden_size": 512, "output_size": 1, "layers": 1, "activation": "tanh"},
          "loss": "mse", "loss_at": "every", "seq_len": 1000, "batch": 1024})");
  REQUIRE_FALSE(result);
  CHECK(result.error().message.find("seq_len, batch and model: this would take 8.") == 0);
}

TEST_CASE("damaged and foreign files get an error, not a crash") {
  const std::string text = contents(UNROLL_GOLDEN_DIR "/elman-tanh-mse.json");
  CHECK_FALSE(evaluateReferenceCase(""));
  CHECK_FALSE(evaluateReferenceCase("{}"));
  CHECK_FALSE(evaluateReferenceCase("[1, 2]"));
  for (const char* format : {"5", "null", "[]", "{}", "true"})
    CHECK_FALSE(evaluateReferenceCase(std::string("{\"format\": ") + format + "}"));
  CHECK_FALSE(evaluateReferenceCase("\x89PNG"));
  for (std::size_t length = 0; length < text.size(); length += 97)
    CHECK_FALSE(evaluateReferenceCase(std::string_view(text).substr(0, length)));
  const auto changed = [&](const std::string& from, const std::string& to) {
    std::string copy = text;
    copy.replace(copy.find(from), from.size(), to);
    const auto result = evaluateReferenceCase(copy);
    return result ? std::string("accepted") : result.error().message;
  };
  CHECK(changed("\"hidden_size\": 4", "\"hidden_size\": 5") == "rnn.weight_ih_l0: must be an array of shape [5, 3]");
  CHECK(changed("\"hidden_size\": 4", "\"hidden_size\": -4") == "hidden_size: must be a whole number, 1…512");
  CHECK(changed("\"seq_len\": 6", "\"seq_len\": 7") == "x: must be an array of shape [7, 2, 3]");
  CHECK(changed("\"loss\": \"mse\"", "\"loss\": \"mae\"") == "loss: must be mse or cross_entropy");
  CHECK(changed("\"seq_len\": 6",
                "\"train\": {\"optimizer\": \"sgd\", \"learning_rate\": -1, \"clip_norm\": 0, \"steps\": 1}, \"seq_len\": 6") ==
        "learning_rate: must be a number, 0 or greater");
  CHECK(changed("unroll-case-1", "unroll-case-2") == "format: must be unroll-case-1");
  CHECK(changed("\"readout.bias\"", "\"readout.bais\"") == "readout.bias: must be an array of shape [2]");
}
