// The tune for who can't see it: in words, as a table, and as numbers for a script.
#include <nlohmann/json.hpp>

#include <cmath>

#include "scenes/training/stage.h"
#include "scenes/training/tune.h"

namespace unroll {

std::string melodyWords(const SceneContext& context, const TrainingView& view) {
  const Snapshot& s = context.snapshot;
  const Tune tune = shownTune(s, view.melody);
  std::string given, drawn;
  for (const TuneNote& note : tune.notes) {
    std::string& to = note.drawn ? drawn : given;
    to += (to.empty() ? "" : ", ") + nameIn(context, s, note.kind);
  }
  std::string words = context.tr("training.melody.given");
  if (!tune.title.empty()) words += " (" + std::string(tune.title) + ")";
  words += ": " + given + ".";
  if (!drawn.empty()) words += " " + context.tr("training.melody.goesOn") + ": " + drawn + ".";
  if (view.melody.playing) words += " " + context.tr("training.melody.plays");
  return words;
}

SpokenTable melodyTable(const SceneContext& context, const TrainingView& view) {
  const Snapshot& s = context.snapshot;
  const Tune tune = shownTune(s, view.melody);
  SpokenTable table;
  table.caption = context.tr("training.melody.roll");
  for (const char* head : {"number", "note", "whose", "probability"})
    table.head.push_back(context.tr(std::string("training.melody.table.") + head));
  for (int n = 0; n < tune.size(); ++n) {
    const TuneNote& note = tune.note(n);
    const float p = note.kind >= 0 ? tune.answers.at(n, note.kind) : std::nanf("");
    table.rows.push_back({std::to_string(n + 1), nameIn(context, s, note.kind),
                          context.tr(note.drawn ? "training.melody.net" : "training.melody.given"),
                          std::isnan(p) ? "–" : percent(static_cast<double>(p))});
  }
  return table;
}

// Starts and lengths in seconds from the first note, at the tempo of now; `playhead` too, null where nothing plays.
void melodyState(const Snapshot& s, const TrainingView& view, nlohmann::json& fields) {
  fields = nullptr;
  if (s.notes.empty()) return;
  const MelodyView& m = view.melody;
  const Tune tune = shownTune(s, m);
  const double eighth = secondsPerEighth(m.tempo);
  fields = {{"playing", m.playing},
            {"playhead", nullptr},
            {"note", nullptr},
            {"chosen", m.chosen},
            {"tempo", m.tempo},
            {"loudness", m.muted ? 0 : m.loudness},
            {"title", tune.title},
            {"given", tune.given},
            {"intoBar", tune.intoBar},
            {"sampling", view.sampling},
            {"temperature", view.goesOnAt(s)},
            {"notes", nlohmann::json::array()}};
  if (m.heard >= 0) {
    fields["playhead"] = m.heard * eighth;
    fields["note"] = tune.at(m.heard);
  }
  for (int n = 0; n < tune.size(); ++n) {
    const TuneNote& note = tune.note(n);
    if (note.kind < 0) continue;
    const float p = tune.answers.at(n, note.kind);
    fields["notes"].push_back({{"pitch", s.notes[static_cast<std::size_t>(note.kind)].pitch},
                               {"start", note.begin * eighth},
                               {"duration", note.length * eighth},
                               {"drawn", note.drawn},
                               {"step", note.step},
                               {"probability", std::isnan(p) ? nlohmann::json() : nlohmann::json(p)}});
  }
}

}  // namespace unroll
