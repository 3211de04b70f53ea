// What an entry says of its cell is what the cell does.
#include <doctest/doctest.h>

#include <set>
#include <string>

#include "cells/cell.h"
#include "network/network.h"
#include "recurrent/experiment_text.h"
#include "recurrent/keys.h"
#include "recurrent/recurrent.h"
#include "tasks/task.h"
#include "training/trainer.h"

using namespace unroll;

namespace {

std::unique_ptr<Cell<float>> tinyCell(const CellEntry& entry) {
  CellShape shape;
  shape.hiddenSize = featureBlock;
  return entry.makeFloat(shape);
}

// The loss of the fifth update.
double trained(const CellEntry& cell, const std::string& settings) {
  auto e = parseExperiment("hiddenSize=5&seqLen=8&batchSize=4&learningRate=0.05&cell=" + std::string(cell.name) + settings);
  REQUIRE(e);
  Trainer trainer(e.value(), *findTask(e.value().task));
  while (trainer.update() < 5) trainer.advance();
  return trainer.loss();
}

}  // namespace

TEST_CASE("an entry says what its cell does") {
  for (const CellEntry* entry : allCells()) {
    CAPTURE(std::string(entry->name));
    NetworkShape shape;
    shape.cell = entry->name;
    CHECK(Network<float>(shape, Tying::tied).hasMemory() == entry->memory);
    const auto cell = tinyCell(*entry);
    std::set<std::string_view> names;
    for (const CellGate& gate : entry->gates) {
      CHECK(names.insert(gate.name).second);
      if (gate.block == CellGate::carried)
        CHECK(cell->carriedSize() == featureBlock);
      else
        CHECK((gate.block >= 0 && (gate.block + 1) * featureBlock <= cell->keptSize()));
    }
    std::set<int> orders;
    for (const CellGate& gate : entry->gates) {
      CHECK((gate.order < 0) == (gate.block == CellGate::carried));
      if (gate.order >= 0) CHECK(orders.insert(gate.order).second);
      CHECK(gate.order < cell->parameters().front().blocks);
      CHECK((gate.gradient < 0 || (gate.block == CellGate::carried && (gate.gradient + 1) * featureBlock <= cell->keptSize())));
      CHECK((gate.through.empty() || names.count(gate.through) == 1));
    }
    CHECK(entry->gates.empty() == entry->gated.empty());
    CHECK(entry->forgetGate < cell->parameters().front().blocks);
    CHECK((entry->forgetGate >= 0) == entry->reads("forgetBias"));
    for (const std::string_view key : entry->settings) CHECK(findKey(key));
    bool start = false;
    for (const CellParameter& p : cell->parameters()) start = start || p.kind == CellParameter::Kind::start;
    CHECK(start == (entry->reads("initialState") || (entry->frozen && entry->memory)));
  }
  // Where a net can't be drawn with all its terms, the page offers the default cell.
  CHECK(findCell(Experiment{}.cell)->simple);
}

TEST_CASE("a cell reads the settings that its entry names, and no others") {
  std::set<std::string_view> all;
  for (const CellEntry* cell : allCells()) all.insert(cell->settings.begin(), cell->settings.end());
  for (const CellEntry* cell : allCells()) {
    const double plain = trained(*cell, "");
    for (const std::string_view key : all) {
      CAPTURE(std::string(cell->name));
      CAPTURE(std::string(key));
      const KeyInfo& info = *findKey(key);
      const std::string other = !info.choices.empty() ? info.choices.back() : "3";
      CHECK((trained(*cell, "&" + std::string(key) + "=" + other) != plain) == cell->reads(key));
      Experiment e;
      e.cell = cell->name;
      CHECK(keyMatters(e, key) == cell->reads(key));
    }
  }
}
