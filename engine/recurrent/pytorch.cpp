#include "recurrent/pytorch.h"

#include <nlohmann/json.hpp>

#include "core/keys.h"
#include "recurrent/experiment_text.h"
#include "recurrent/own_sequences.h"
#include "recurrent/pytorch_parts.h"
#include "tasks/own_data.h"
#include "training/loss.h"

namespace unroll {

namespace {

// A string of JSON is one of Python: whatever a user wrote stays text.
std::string literal(const std::string& text) { return nlohmann::json(text).dump(-1, ' ', true, nlohmann::json::error_handler_t::replace); }

std::string head(const Experiment& e, const Task& task, const Simulation& simulation, const PytorchFiles& files) {
  const bool draws = files.sequences.empty();
  std::string text = R"(#!/usr/bin/env python3
"""A recurrent net of Unroll in PyTorch: the same net, task and optimiser, with the weights of its model file.

    python3 FILE                           goes on training for 100 updates and prints the loss of each
    python3 FILE updates=1000 save=net.pt  the weights afterwards, for torch.load
    python3 FILE answers=INPUTS.csv        what it answers, as `unroll predict load=MODEL INPUTS.csv`; after updates=… too

load=MODEL.safetensors is another place of the model file)";
  text += draws ? "" : ", data=SEQUENCES.csv one of the training data";
  text += R"(. Needs torch alone, 1.13 or later.
"""
import json
import math
import struct
import sys

import torch
from torch import nn
from torch.nn import functional as F

EXPERIMENT = )" +
          literal(printExperiment(simulation.experiment())) + "  # unroll train …\n";
  text += "options = {\"load\": " + literal(files.model) + ", \"updates\": \"\", \"answers\": \"\", \"save\": \"\"";
  text += draws ? "}\n" : ", \"data\": " + literal(files.sequences) + "}\n";
  text += R"(for word in sys.argv[1:]:
    key, _, value = word.partition("=")
    if key not in options:
        sys.exit(f"{word}: must be one of " + ", ".join(options))
    options[key] = value

T, B = )" +
          std::to_string(e.seqLen) + ", " + std::to_string(e.batchSize) +
          "  # time steps, sequences of a batch\nI, H, O = " + std::to_string(task.inputSize(e)) + ", " + std::to_string(e.hiddenSize) +
          ", " + std::to_string(task.outputSize(e)) + "  # inputs, hidden units, outputs\n";
  return text;
}

constexpr std::string_view reading = R"(def read_safetensors(path):
    """Eight bytes, the length of the JSON that names each tensor's type, shape and place; that; the numbers."""
    with open(path, "rb") as file:
        about = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        numbers = file.read()
    types = {"F32": torch.float32, "F64": torch.float64, "I64": torch.int64}
    metadata, tensors = about.pop("__metadata__", {}), {}
    for name, entry in about.items():
        begin, end = entry["data_offsets"]
        flat = torch.frombuffer(bytearray(numbers[begin:end]), dtype=types[entry["dtype"]]) if begin < end else torch.empty(0)
        tensors[name] = flat.reshape(entry["shape"])
    return tensors, metadata


def read_sequences(path):
    """A line a time step, numbers by comma; a blank line between two sequences, a header or none."""
    sequences = [[]]
    with open(path, encoding="utf-8-sig") as file:
        for number, line in enumerate(file):
            if not line.strip():
                sequences.append([])
            elif number > 0 or line[0] in "+-.0123456789":
                sequences[-1].append([float(word) for word in line.split(",")])
    return [torch.tensor(rows, dtype=torch.float64) for rows in sequences if rows]


tensors, about = read_safetensors(options["load"])


def whole(key):  # numbers of the file that are no tensors: their bytes in hexadecimal digits
    return int(about[key], 16)


def number(key):
    return struct.unpack(">d", bytes.fromhex(about[key]))[0]


done = whole("update")
)";

constexpr std::string_view fromFile = R"(# ── Sequences of training: those that Unroll would have drawn next, then the same again ──

sequences = None


def draw():
    """A row a time step: x, then target."""
    global sequences
    if sequences is None:
        sequences = [sequence.tolist() for sequence in read_sequences(options["data"])]
    sequences.append(sequences.pop(0))
    return sequences[-1]


)";

std::string answering(const Experiment& e, const Task& task) {
  std::string text = R"(def answer(path):
    print("sequence", "t", *(f"y{o}" for o in range(O)), sep=",")
    with torch.no_grad():
        for n, x in enumerate(read_sequences(path)):
)";
  const OwnSeries* series = e.task == "series" ? ownSeries(e) : nullptr;
  const std::string least = series ? printNumber(series->least) : "", greatest = series ? printNumber(series->greatest) : "";
  if (series) text += "            x = 2 * (x - " + least + ") / (" + greatest + " - " + least + ") - 1  # −1 … 1, as the net sees it\n";
  text += "            y = net(x[:, None].float())[0][:, 0]\n";
  const Loss loss = lossOf(e, task);
  if (loss == Loss::crossEntropy) text += "            y = torch.softmax(y, -1)\n";
  if (loss == Loss::binaryCrossEntropy) text += "            y = torch.sigmoid(y)\n";
  if (series) text += "            y = " + least + " + (y.double() + 1) / 2 * (" + greatest + " - " + least + ")\n";
  return text + R"(            for t, row in enumerate(y.tolist()):
                print(n, t, *(f"{value:.9g}" for value in row), sep=",")


)";
}

constexpr std::string_view tail = R"(updates = int(options["updates"] or (0 if options["answers"] or options["save"] else 100))
log = sys.stderr if options["answers"] else sys.stdout
if updates > 0:
    print("update", "loss", sep=",", file=log)
for _ in range(updates):
    batch = torch.tensor([draw() for b in range(B)]).transpose(0, 1)  # [T, B, I + O]
    loss = update(batch[..., :I], batch[..., I:])
    done += 1
    print(done, f"{loss:.9g}", sep=",", file=log)
if options["save"]:
    torch.save(net.state_dict(), options["save"])
if options["answers"]:
    answer(options["answers"])
)";

}  // namespace

Result<std::string> pytorchScript(const Simulation& simulation, const PytorchFiles& files) {
  const Experiment& e = simulation.settings();
  UNROLL_CHECK(!files.sequences.empty() || drawsInPython(e));
  if (e.tying == "untied") return Error{"tying=untied: the script is of a recurrent net, one copy of the weights for all time steps"};
  const Task& task = *findTask(e.task);
  std::string text = head(e, task, simulation, files) + pytorch::netClass(e) + std::string(reading) + "net = Net(tensors)\n\n\n";
  text += files.sequences.empty() ? pytorch::drawing(e) : std::string(fromFile);
  return text + pytorch::training(e, task) + answering(e, task) + std::string(tail);
}

std::string sequencesForPytorch(const Simulation& simulation, int sequences) {
  std::string text;
  for (const Simulation::Sequence& next : simulation.nextSequences(sequences)) {
    if (text.empty()) text = sequenceHeader(next.x.cols, next.target.cols);
    text += printSequence(next.x, next.target);
  }
  return text;
}

}  // namespace unroll
