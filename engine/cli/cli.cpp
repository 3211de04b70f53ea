#include "cli/cli.h"

namespace unroll {

namespace {

struct Subcommand {
  const char* name;
  Result<void> (*run)(std::span<const std::string>, std::FILE*);
};

const Subcommand subcommands[] = {{"list", cli::list}, {"train", cli::train}, {"eval", cli::eval}, {"unfold", cli::unfold}, {"bench", cli::bench}};

constexpr const char* usage =
    "use: unroll list cells|tasks|optimizers|activations|inits|scenes|keys | train key=value… | eval FILE | unfold key=value… length=T | bench [W1…W5|all]";

}  // namespace

int runCli(std::span<const std::string> arguments, std::FILE* out, std::FILE* err) {
  if (!arguments.empty()) {
    for (const Subcommand& subcommand : subcommands) {
      if (arguments[0] != subcommand.name) continue;
      const auto done = subcommand.run(arguments.subspan(1), out);
      std::fflush(out);
      if (done) return 0;
      std::fprintf(err, "unroll: %s\n", done.error().message.c_str());
      return 2;
    }
  }
  const std::string problem = arguments.empty() ? "no command" : arguments[0] + ": there is no such command";
  std::fprintf(err, "unroll: %s; %s\n", problem.c_str(), usage);
  return 2;
}

}  // namespace unroll
