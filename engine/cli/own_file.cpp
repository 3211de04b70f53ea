#include "cli/cli.h"
#include "tasks/own_data.h"

namespace unroll {

Error cli::OwnFile::named(Error error) const {
  const std::string said = "data=" + hash;
  if (!hash.empty() && error.message.rfind(said, 0) == 0) error.message = path + error.message.substr(said.size());
  // A column is one of the file's.
  if (!hash.empty() && error.message.rfind("column=", 0) == 0) error.message = path + ", " + error.message;
  return error;
}

Result<cli::OwnFile> cli::takeOwnFile(std::span<const std::string> arguments) {
  constexpr std::string_view key = "data=";
  OwnFile own;
  for (const std::string& argument : arguments) {
    const bool isFile = argument.rfind(key, 0) == 0 && argument.size() > key.size();
    if (!isFile) {
      own.arguments.push_back(argument);
      continue;
    }
    if (!own.path.empty()) return Error{argument + ": is said twice"};
    own.path = argument.substr(key.size());
    constexpr std::size_t largestRead = 64u << 20;  // of what is too large it is told where that begins
    const auto bytes = readFile(own.path, largestRead);
    if (!bytes) return isDataHash(own.path) ? Error{argument + ": names own data, which is never in a link: give its file"} : bytes.error();
    auto hash = keepOwnData(bytes.value());
    if (!hash) return Error{own.path + ": " + hash.error().message};
    own.hash = std::move(hash).value();
    own.arguments.push_back(std::string(key) + own.hash);
  }
  return own;
}

}  // namespace unroll
