// Unroll's engine: the header to read first.
//
//   Model     what runs, whatever it is: keys in, facts out (core/model.h)
//   Keys      its settings as text: name, range, help, said once (core/keys.h)
//   models()  the kinds there are, one line each in models.inc
//
//   const unroll::ModelKind& kind = *unroll::findModel("recurrent");
//   auto [model, dropped] = kind.parse("task=adding&hiddenSize=16");
//   model->setGoal(500);
//   while (!model->advance(8.0)) {}                    // slices of 8 ms, so that a page can draw between them
//   model->facts().number("metric");  model->hash();   // the same bits natively, under Node and in every browser
//
// A kind of model is a folder with a header of its own name, which says what can be seen of it beyond that: recurrent/recurrent.h (nets
// that learn sequences), latch/latch.h (one unit that keeps a bit). The engine knows no window and no browser, and is single-threaded.
// Shapes are written [T, B, H]: T time steps, B sequences, I inputs, H hidden units, O outputs; row-major, time first.
#pragma once

#include <span>
#include <string_view>

#include "core/model.h"

namespace unroll {

// In the order of models.inc.
std::span<const ModelKind* const> models();
const ModelKind* findModel(std::string_view name);  // nullptr: there is no such kind

}  // namespace unroll
