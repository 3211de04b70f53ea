#include "study/study.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "core/keys.h"
#include "core/link_text.h"
#include "recurrent/experiment_text.h"
#include "recurrent/keys.h"

namespace unroll {

namespace {

constexpr std::size_t mostValues = 10'000;

// Their values have signs of their own.
bool isWhole(std::string_view key) { return key == "edits" || key == "input" || key == "start"; }

Error refused(const std::string& key, std::string_view value, const std::string& why) {
  return Error{key + "=" + std::string(value.substr(0, 60)) + ": " + why};
}

// 1..8: the whole numbers from 1 to 8; any other text stays what it is.
Result<void> expand(const std::string& key, std::string_view value, std::vector<std::string>& values) {
  const std::size_t dots = value.find("..");
  std::uint64_t first = 0, last = 0;
  if (dots == std::string_view::npos || !readWhole(value.substr(0, dots), first) || !readWhole(value.substr(dots + 2), last)) {
    values.emplace_back(value);
    return {};
  }
  if (last < first) return refused(key, value, "must go up");
  if (last - first >= mostValues) return refused(key, value, "at most 10,000 values");
  for (std::uint64_t i = 0; i <= last - first; ++i) values.push_back(std::to_string(first + i));
  return {};
}

Result<std::vector<std::string>> valuesOf(const std::string& key, std::string_view text) {
  std::vector<std::string> values;
  if (isWhole(key)) return std::vector<std::string>{std::string(text)};
  for (;;) {
    const std::size_t bar = text.find('|');
    if (auto expanded = expand(key, text.substr(0, bar), values); !expanded) return expanded.error();
    if (values.size() > mostValues) return refused(key, text, "at most 10,000 values");
    if (bar == std::string_view::npos) return values;
    text.remove_prefix(bar + 1);
  }
}

}  // namespace

std::int64_t Study::runs() const {
  std::int64_t all = 1;
  for (const auto& [key, values] : keys) all = std::min(mostRuns + 1, all * static_cast<std::int64_t>(values.size()));
  return all;
}

std::string Study::textOf(std::int64_t run) const {
  std::vector<std::size_t> chosen(keys.size());
  for (std::size_t k = keys.size(); k-- > 0;) {
    const auto count = static_cast<std::int64_t>(keys[k].second.size());
    chosen[k] = static_cast<std::size_t>(run % count);
    run /= count;
  }
  std::string text;
  for (std::size_t k = 0; k < keys.size(); ++k) appendPair(text, keys[k].first, keys[k].second[chosen[k]]);
  return text;
}

Result<Experiment> Study::experiment(std::int64_t run) const { return parseExperiment(textOf(run)); }

Result<Study> parseStudy(std::string_view text) {
  Study study;
  for (const auto& [key, value] : splitExperiment(text)) {
    if (!findKey(key)) return parseExperiment("#" + key + "=" + value).error();  // the sign goes, so that a key's own stays
    for (const auto& said : study.keys)
      if (said.first == key) return refused(key, value, "is said twice");
    auto values = valuesOf(key, value);
    if (!values) return values.error();
    study.keys.emplace_back(key, std::move(values).value());
  }
  if (study.runs() > Study::mostRuns) return Error{"a study has at most 100,000 runs"};
  std::set<std::string> known;
  for (std::int64_t run = 0; run < study.runs(); ++run) {
    const auto experiment = study.experiment(run);
    if (!experiment) return experiment.error();
    if (std::string canonical = printExperiment(experiment.value()); !known.insert(canonical).second)
      return Error{canonical + ": is in this study twice; a value is said twice, or a key makes no difference to it"};
  }
  return study;
}

std::string printStudy(const Study& study) {
  std::string text;
  for (const auto& [key, values] : study.keys) {
    std::string joined;
    for (const std::string& value : values) joined += (joined.empty() ? "" : "|") + value;
    appendPair(text, key, joined);
  }
  return text;
}

Collected collect(const std::vector<StudyRow>& rows, const Study* study) {
  Collected all;
  std::vector<const StudyRow*> kept;
  std::map<std::string_view, std::size_t> at;  // of `kept`
  for (const StudyRow& row : rows) {
    const auto [there, isNew] = at.emplace(row.experiment, kept.size());
    if (isNew)
      kept.push_back(&row);
    else
      (kept[there->second]->agrees(row) ? all.doubled : all.contradicting).push_back(row.experiment);
  }
  for (std::int64_t run = 0; study && run < study->runs(); ++run) {
    const auto experiment = study->experiment(run);
    const std::string text = experiment ? printExperiment(experiment.value()) : study->textOf(run);
    if (const auto there = at.find(text); there == at.end())
      all.missing.push_back(text);
    else
      all.rows.push_back(*std::exchange(kept[there->second], nullptr));
  }
  for (const StudyRow* row : kept) {
    if (row && study) all.foreign.push_back(row->experiment);
    if (row && !study) all.rows.push_back(*row);
  }
  return all;
}

}  // namespace unroll
