// unroll-fuzz --target=NAME [libFuzzer's options] [folders]; --list names the targets, --words prints a dictionary.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "fuzz/targets.h"

using namespace unroll;

namespace {

const fuzz::Target* chosen = nullptr;

}  // namespace

extern "C" int LLVMFuzzerInitialize(int* count, char*** arguments) {
  const std::string_view option = "--target=";
  for (int i = 1; i < *count; ++i) {
    const std::string_view argument = (*arguments)[i];
    if (argument == "--list") {
      for (const fuzz::Target& target : fuzz::targets()) std::printf("%s\n", std::string(target.name).c_str());
      std::fflush(stdout);
      std::_Exit(0);
    }
    if (argument == "--words") {
      std::fputs(fuzz::dictionary().c_str(), stdout);
      std::fflush(stdout);
      std::_Exit(0);
    }
    if (argument.substr(0, option.size()) == option) chosen = fuzz::findTarget(argument.substr(option.size()));
  }
  if (chosen) return 0;
  std::fprintf(stderr, "unroll-fuzz: --target=NAME says what is fuzzed; --list names them\n");
  std::_Exit(2);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  chosen->run({reinterpret_cast<const char*>(data), size});
  return 0;
}
