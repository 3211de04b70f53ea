#include "cli/cli.h"

#include <string_view>
#include <vector>

#include "core/link_text.h"
#include "unroll.h"

namespace unroll {

namespace {

struct Subcommand {
  std::string name;
  std::string takes;
  std::string help;
  Result<void> (*run)(std::span<const std::string>, std::FILE* out);
  Result<void> (*runTelling)(std::span<const std::string>, std::FILE* out, std::FILE* err) = nullptr;  // in its place
  bool ownData = false;                                                                                // ProgramCommand::ownData

  bool isHelp() const { return !run && !runTelling; }
};

const Subcommand ownCommands[] = {
    {"list", "cells|tasks|optimizers|activations|inits|losses|scenes|keys",
     "What there is to choose from, as JSON. `unroll list keys` names every key of an experiment with its range and default.", cli::list},
    {"train", "key=value… [data=FILE] [load=FILE] [save=FILE]",
     "Trains an experiment for `updates` updates: a line of JSON at every evaluation, and a last one with the hash of the weights.\n"
     "save writes a model file (safetensors); load goes on from one. A link of the page, after its #, is a list of pairs too.\n"
     "data is own data of at most 1 MB: for task=text any text in UTF-8, for task=series a CSV (column=NAME or number).",
     cli::train},
    {"predict", "load=FILE [seqLen=N] [sequences=1000] [seed=N] [goOn=N [temperature=1]] [data=FILE], or load=FILE INPUTS.csv",
     "What a saved model scores on fresh sequences, of another length or seed than those of its training where they are given: metric and "
     "loss\n"
     "as a line of JSON. Its weights must be tied, one copy for all time steps.\n"
     "goOn lets the net go on by itself for so many steps: text as text, own numbers in their own units. The model file has its own data "
     "within;\n"
     "data only makes sure that it is this.\n"
     "INPUTS.csv is answered instead: a line a time step, its columns the inputs (or a symbol's name alone), a blank line between two "
     "sequences,\n"
     "a header or none, own numbers in their own units. The answers are a CSV too: sequence and t from 0, the outputs, of classes the "
     "likeliest.",
     cli::predict},
    {"export", "pytorch load=FILE, or pytorch key=value… [data=FILE] save=FILE; [out=FILE] [csv=FILE [batches=100]]",
     "A PyTorch script that builds the same net, reads its model file and goes on training with the same optimiser; to out, or printed.\n"
     "It draws the sequences of adding, xor, echo and order itself; of other tasks csv takes those of so many batches. save is the model "
     "file\n"
     "of a net that isn't in one yet.",
     cli::exportScript},
    {"study", "key=a|b|c… seed=1..8 [jobs=N] [out=FILE], or print key=…, or collect FILE… [key=…]",
     "Many runs, one for each combination of values: a line of JSON each, as they come. out appends them to a file and runs only what is "
     "not\n"
     "in it yet. print lists a command for each run, for GNU parallel or Slurm; collect merges files of rows and says what is missing or "
     "doubled.",
     nullptr, cli::study},
    {"reproduce", "list, or NAME [seeds=N] [jobs=N], or all [jobs=N], or table FILE",
     "Published figures, measured again. list names them as one JSON array; NAME runs one and prints a line of JSON: the paper's number "
     "and ours\n"
     "with its standard error over the seeds, and the verdict: reproduced, not_yet, differs. It misses where it is off by more than the "
     "tolerance\n"
     "and three standard errors of both; a figure of several points is reproduced where all of them are. all runs one after the other, "
     "table\n"
     "makes Markdown of their lines.",
     cli::reproduce},
    {"eval", "FILE", "Computes a reference case (JSON): states, outputs, loss and gradients of given weights.", cli::eval},
    {"gradients", "FILE",
     "The backward pass of a reference case step by step: loss, the gradient of each state, what each copy of a weight contributes,\n"
     "and how each state depends on each input.",
     cli::gradients},
    {"unfold", "key=value… length=T [break=k [breakWeight=NAME[i][j]] [breakBy=d] [breakUnit=i]]",
     "Trains an experiment, unfolds the net into a feedforward net of T layers and prints the greatest difference between both.\n"
     "break changes the weights of copy k by 0.01 first, or one of them by d, or takes unit i out of it; first_difference is the first "
     "time\n"
     "step at which the two differ, folds says whether the twin is a recurrent net unfolded, why_not the first reason why it isn't.",
     cli::unfold},
    {"bench", "[W1|W2|W3|W4|W5|hopfield|peak|scaling|all]", "Times of an update or a sweep, and the peak of this machine.", cli::bench},
};

// Those of the program, then those that the kinds of models bring.
const std::vector<Subcommand>& subcommands() {
  static const std::vector<Subcommand> all = [] {
    std::vector<Subcommand> list(std::begin(ownCommands), std::end(ownCommands));
    for (const ModelKind* kind : models())
      for (const ProgramCommand& command : kind->commands)
        list.push_back({std::string(command.name), command.ownData ? "key=value… [data=FILE]" : "key=value…", std::string(command.help),
                        command.run, nullptr, command.ownData});
    list.push_back({"help", "[COMMAND]", "This text, or what a command does.", nullptr});
    return list;
  }();
  return all;
}

const Subcommand* findCommand(std::string_view name) {
  for (const Subcommand& command : subcommands())
    if (name == command.name) return &command;
  return nullptr;
}

bool asksForHelp(std::string_view word) { return word == "help" || word == "--help" || word == "-h"; }

void printHelp(const Subcommand& command, std::FILE* out) {
  std::fprintf(out, "unroll %s %s\n%s\n", command.name.c_str(), command.takes.c_str(), command.help.c_str());
}

void printHelp(std::FILE* out) {
  std::fprintf(out,
               "unroll: a laboratory for recurrent nets, without its page. Results are JSON; exit code 2 says that something couldn't be "
               "used.\n");
  for (const Subcommand& command : subcommands()) {
    std::fprintf(out, "\n");
    printHelp(command, out);
  }
}

Result<void> help(std::span<const std::string> arguments, std::FILE* out) {
  const Subcommand* command = arguments.empty() ? nullptr : findCommand(arguments[0]);
  if (arguments.size() > 1) return Error{"help: takes the name of one command"};
  if (!arguments.empty() && !command) return Error{"help " + arguments[0] + ": there is no such command"};
  if (command)
    printHelp(*command, out);
  else
    printHelp(out);
  return {};
}

// Of a key that is said twice nobody knows which was meant.
Result<void> eachOnce(std::span<const std::string> arguments) {
  std::vector<Pair> pairs;
  for (const std::string& argument : arguments)
    if (argument.find('=') != std::string::npos)  // else the name of a file, or a word
      for (Pair& pair : splitLink(argument)) pairs.push_back(std::move(pair));
  const std::vector<Error> repeated = dropRepeated(pairs);
  return repeated.empty() ? Result<void>() : repeated.front();
}

Result<void> runWithData(const Subcommand& command, std::span<const std::string> arguments, std::FILE* out) {
  const auto own = cli::takeOwnFile(arguments);
  if (!own) return own.error();
  auto done = command.run(own.value().arguments, out);
  return done ? done : Result<void>(own.value().named(done.error()));
}

// What a user wrote is part of the message; a line break or another control character in it must not become one on the terminal.
void report(std::FILE* err, std::string message) {
  for (char& c : message)
    if (static_cast<unsigned char>(c) < 32 || c == 127) c = '?';
  std::fprintf(err, "unroll: %s\n", message.c_str());
}

}  // namespace

int runCli(std::span<const std::string> arguments, std::FILE* out, std::FILE* err) {
  const std::string name = arguments.empty() ? "" : asksForHelp(arguments[0]) ? "help" : arguments[0];
  const Subcommand* command = findCommand(name);
  if (!command) {
    std::string names;
    for (const Subcommand& each : subcommands()) names += std::string(names.empty() ? "" : ", ") + each.name;
    report(err, (arguments.empty() ? "no command" : name + ": there is no such command") + "; must be one of " + names);
    return 2;
  }
  const auto rest = arguments.subspan(1);
  const bool about = !command->isHelp() && rest.size() == 1 && (rest[0] == "--help" || rest[0] == "-h");
  auto done = eachOnce(rest);
  if (done)
    done = about                 ? help(arguments.first(1), out)
           : command->isHelp()   ? help(rest, out)
           : command->runTelling ? command->runTelling(rest, out, err)
           : command->ownData    ? runWithData(*command, rest, out)
                                 : command->run(rest, out);
  const bool written = std::fflush(out) == 0 && std::ferror(out) == 0;
  if (done && written) return 0;
  report(err, done ? "the output can't be written" : done.error().message);
  return 2;
}

}  // namespace unroll
