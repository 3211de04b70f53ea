#include "cli/cli.h"

namespace unroll {

namespace {

struct Subcommand {
  const char* name;
  Result<void> (*run)(std::span<const std::string>, std::FILE*);
};

const Subcommand subcommands[] = {
    {"list", cli::list}, {"train", cli::train}, {"eval", cli::eval}, {"unfold", cli::unfold}, {"bench", cli::bench}};

constexpr const char* usage =
    "use: unroll list cells|tasks|optimizers|activations|inits|losses|scenes|keys | train key=value… | eval FILE | unfold key=value… "
    "length=T | "
    "bench [W1…W5|peak|scaling|all]";

// What a user wrote is part of the message; a line break or another control character in it must not become one on the terminal.
void report(std::FILE* err, std::string message) {
  for (char& c : message)
    if (static_cast<unsigned char>(c) < 32 || c == 127) c = '?';
  std::fprintf(err, "unroll: %s\n", message.c_str());
}

}  // namespace

int runCli(std::span<const std::string> arguments, std::FILE* out, std::FILE* err) {
  if (!arguments.empty()) {
    for (const Subcommand& subcommand : subcommands) {
      if (arguments[0] != subcommand.name) continue;
      const auto done = subcommand.run(arguments.subspan(1), out);
      const bool written = std::fflush(out) == 0 && std::ferror(out) == 0;
      if (done && written) return 0;
      report(err, done ? "the output can't be written" : done.error().message);
      return 2;
    }
  }
  const std::string problem = arguments.empty() ? "no command" : arguments[0] + ": there is no such command";
  report(err, problem + "; " + usage);
  return 2;
}

}  // namespace unroll
