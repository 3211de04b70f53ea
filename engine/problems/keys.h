// The keys of the seven problems: their own, one line each in keys.cpp, and those of the nets that they run.
#pragma once

#include "core/keys.h"
#include "problems/problems.h"

namespace unroll {

const KeyTable<Problems>& problemKeys();

// Sets one key; `problem` brings all of its own settings. The error names the key, the value and what is allowed.
Result<void> setProblemKey(Problems& settings, std::string_view name, std::string_view value);
// What one key alone allows, but not beside the others.
Result<void> fitsTogether(const Problems& settings);
// The pairs that differ from what the problem (with its task) begins with, `problem` first.
std::string printProblems(const Problems& settings);
// Bad pairs are dropped, and the reasons told.
Problems parseProblems(std::string_view text, std::vector<Error>& dropped);

// The settings as they are now; what controls show.
class PresentProblemKeys final : public Keys {
 public:
  explicit PresentProblemKeys(const Problems& now) : now_(now) {}

  std::vector<const KeyInfo*> list() const override;
  std::string get(std::string_view name) const override;
  std::string plain(std::string_view name) const override;
  bool matters(std::string_view name) const override;
  Track range(std::string_view name) const override;
  std::string wording(std::string_view name) const override;
  Result<void> allows(std::string_view name, std::string_view value) const override;

 private:
  const Problems& now_;
};

}  // namespace unroll
