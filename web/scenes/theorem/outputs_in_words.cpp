#include "scenes/theorem/outputs_in_words.h"

#include <algorithm>

namespace unroll {

SpokenTable outputsInWords(const SceneContext& context, const TheoremView& view) {
  constexpr int mostRows = 30, mostOutputs = 4;
  const Snapshot& snapshot = context.snapshot;
  const Table &rnn = snapshot.twins.rnn, &twin = snapshot.twins.feedforward, &target = snapshot.probe.target;
  if (rnn.empty()) return {};
  SpokenTable table{context.tr("theorem.outputs"), {context.tr("sequence.time")}, {}};
  const int outputs = std::min(rnn.cols, mostOutputs);
  for (int k = 0; k < outputs; ++k) {
    const std::string index = rnn.cols > 1 ? " [" + std::to_string(k) + "]" : "";
    for (const char* name : {"theorem.loopShort", "theorem.twinShort", "theorem.rowTarget"}) table.head.push_back(context.tr(name) + index);
  }
  const auto number = [](const Table& values, int t, int k) {
    return t < values.rows ? signedNumber(static_cast<double>(values.at(t, k)), 4) : std::string();
  };
  for (int t = 0; t < std::min(rnn.rows, mostRows); ++t) {
    std::vector<std::string> row{std::to_string(t)};
    const bool asked = t < static_cast<int>(snapshot.probe.counts.size()) && snapshot.probe.counts[static_cast<std::size_t>(t)];
    for (int k = 0; k < outputs; ++k) {
      row.push_back(number(rnn, t, k));
      row.push_back(view.hides(t) ? std::string() : t < twin.rows ? number(twin, t, k) : context.tr("theorem.end"));
      row.push_back(asked ? number(target, t, k) : std::string());
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace unroll
