#include "cli/cli.h"
#include "io/reference_case.h"

namespace unroll {

Result<std::string> cli::readFile(const std::string& path, std::size_t largest) {
  std::FILE* file = std::fopen(path.c_str(), "rb");
  if (!file) return Error{path + ": can't be read"};
  std::string text;
  char block[65536];
  for (std::size_t n; (n = std::fread(block, 1, sizeof block, file)) > 0 && text.size() <= largest;) text.append(block, n);
  const bool failed = std::ferror(file) != 0;
  std::fclose(file);
  if (failed) return Error{path + ": can't be read"};
  if (text.size() > largest) return Error{path + ": is larger than " + std::to_string(largest >> 20) + " MB"};
  return text;
}

Result<void> cli::writeFile(const std::string& path, const std::string& bytes) {
  std::FILE* file = std::fopen(path.c_str(), "wb");
  if (!file) return Error{path + ": can't be written"};
  const bool written = std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size();
  if (std::fclose(file) != 0 || !written) return Error{path + ": can't be written"};
  return {};
}

namespace {

Result<void> answer(const char* command, std::span<const std::string> arguments, Result<std::string> (*compute)(std::string_view),
                    std::FILE* out) {
  if (arguments.size() != 1) return Error{std::string(command) + ": takes the name of one file"};
  const auto text = cli::readFile(arguments[0], 256u << 20);
  if (!text) return text.error();
  const auto result = compute(text.value());
  if (!result) return Error{arguments[0] + ": " + result.error().message};
  std::fprintf(out, "%s\n", result.value().c_str());
  return {};
}

}  // namespace

Result<void> cli::eval(std::span<const std::string> arguments, std::FILE* out) {
  return answer("eval", arguments, evaluateReferenceCase, out);
}

Result<void> cli::gradients(std::span<const std::string> arguments, std::FILE* out) {
  return answer("gradients", arguments, gradientsOfReferenceCase, out);
}

}  // namespace unroll
