// What is fuzzed: one function for each kind of input that comes from outside. Whatever the bytes are, the engine takes them or says in a
// Result why not; run() returns either way. A broken promise (a text that doesn't read back) is an UNROLL_CHECK, which ends the program.
// unroll-fuzz hands them to libFuzzer; unroll-tests runs all of seeds/<name>/ through them.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace unroll::fuzz {

struct Target {
  std::string_view name;
  std::string_view takes;
  void (*run)(std::string_view bytes);
};

// Texts.
void experiment(std::string_view bytes);  // a link or command line of a recurrent net
void edits(std::string_view bytes);       // the value of the key `edits`, done to a small net
void link(std::string_view bytes);        // of any kind of model, chosen by the first byte
void graph(std::string_view bytes);
void patterns(std::string_view bytes);   // of a Hopfield net
void room(std::string_view bytes);       // its table, its sides
void study(std::string_view bytes);      // and rows, jobs and reports
void arguments(std::string_view bytes);  // of the headless program, one a line
// Files.
void safetensors(std::string_view bytes);
void modelFile(std::string_view bytes);
void ownData(std::string_view bytes);
void picture(std::string_view bytes);
void referenceCase(std::string_view bytes);
// Commands in any order on each kind of model, with training, undo and files between them.
void commands(std::string_view bytes);

std::span<const Target> targets();
const Target* findTarget(std::string_view name);  // nullptr: there is none

// Keys, choices and commands, as libFuzzer's dictionary.
std::string dictionary();

}  // namespace unroll::fuzz
