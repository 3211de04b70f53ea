// The headless program `unroll`: list, train, predict, export, study, reproduce, eval, gradients, unfold, bench. The same natively and under Node.
#pragma once

#include <cstdio>
#include <span>
#include <string>
#include <vector>

#include "core/result.h"

namespace unroll {

// Runs one command line (without the program's name). Results go to `out` as JSON, errors as one line "unroll: …" to `err`.
// Returns the exit code: 0, or 2 for a command line or a file that can't be used.
int runCli(std::span<const std::string> arguments, std::FILE* out, std::FILE* err);

namespace cli {
Result<std::string> readFile(const std::string& path, std::size_t largest);
Result<void> writeFile(const std::string& path, const std::string& bytes);

// What a command line says of own data: data=FILE becomes data= and the hash of its bytes, which are kept. `path` is the file.
struct OwnFile {
  std::vector<std::string> arguments;
  std::string path, hash;
  Error named(Error error) const;  // an error that speaks of the hash speaks of the file
};
Result<OwnFile> takeOwnFile(std::span<const std::string> arguments);

// One file each. `arguments` are those after the command's name.
Result<void> list(std::span<const std::string> arguments, std::FILE* out);
Result<void> train(std::span<const std::string> arguments, std::FILE* out);
Result<void> predict(std::span<const std::string> arguments, std::FILE* out);
Result<void> exportScript(std::span<const std::string> arguments, std::FILE* out);
Result<void> eval(std::span<const std::string> arguments, std::FILE* out);
Result<void> gradients(std::span<const std::string> arguments, std::FILE* out);
Result<void> unfold(std::span<const std::string> arguments, std::FILE* out);
Result<void> reproduce(std::span<const std::string> arguments, std::FILE* out);
Result<void> bench(std::span<const std::string> arguments, std::FILE* out);
// What collect finds missing or doubled goes to `err`, beside the rows.
Result<void> study(std::span<const std::string> arguments, std::FILE* out, std::FILE* err);
}  // namespace cli

}  // namespace unroll
