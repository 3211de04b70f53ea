#include "fuzz/targets.h"

#include <set>

#include "core/keys.h"
#include "unroll.h"

namespace unroll::fuzz {

namespace {

constexpr Target all[] = {
    {"experiment", "links and command lines of a recurrent net", experiment},
    {"edits", "edits of a training", edits},
    {"link", "links of all kinds of models", link},
    {"graph", "graphs", graph},
    {"patterns", "patterns of a Hopfield net", patterns},
    {"room", "rooms and their sides", room},
    {"study", "studies, rows, jobs and reports", study},
    {"arguments", "command lines", arguments},
    {"safetensors", "safetensors", safetensors},
    {"modelFile", "model files", modelFile},
    {"ownData", "texts, numbers and images of one's own", ownData},
    {"picture", "pictures", picture},
    {"referenceCase", "reference cases", referenceCase},
    {"commands", "commands in any order on all kinds of models", commands},
};

}  // namespace

std::span<const Target> targets() { return all; }

const Target* findTarget(std::string_view name) {
  for (const Target& target : all)
    if (target.name == name) return &target;
  return nullptr;
}

std::string dictionary() {
  std::set<std::string> words;
  for (const ModelKind* kind : models())
    for (const KeyInfo& key : kind->keys()) {
      words.insert("&" + key.name + "=");
      for (const std::string& choice : key.choices) words.insert(choice);
    }
  for (const char* word : {"rnn.weight_hh_l0[0][0]", "readout.bias[0]=", "@0001", "none", "1e-300", "-0", "18446744073709551615", "%3A",
                           ">", ":", ";", "..", "|", "__metadata__", "data_offsets", "shape", "F32", "I64"})
    words.insert(word);
  std::string lines;
  for (const std::string& word : words) lines += "\"" + word + "\"\n";
  return lines;
}

}  // namespace unroll::fuzz
