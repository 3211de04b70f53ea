// Every word on the screen, in English or German. Each folder of web/ has its own in words.en.json and words.de.json, objects within
// objects; together they are one tree. A key is the path with dots, "training.loss.title". A key that is missing in German is taken from
// English; one that is missing in both is shown as the key itself and listed in state().missingText, which a test holds to be empty.
//
// Placeholders: "update {n}" with {{"n", "1,240"}}. Only names that are given are replaced, so "W_{hh}" stays as it is.
// Markup for ui.richText (widgets/ui.h) may stand in any string that is drawn with it.
#pragma once

#include <deque>
#include <initializer_list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace unroll {

struct Placeholder {
  std::string_view name;
  std::string value;
};

class Text {
 public:
  // "en" or "de"; anything else is English. Also chooses how numbers are written. Where its words are not there yet (the page fetches
  // them), those at hand stay until it is set once more.
  void setLanguage(std::string_view language);
  const std::string& language() const { return language_; }
  const std::string& wanted() const { return wanted_; }  // as set last

  const std::string& tr(std::string_view key) const;
  std::string tr(std::string_view key, std::initializer_list<Placeholder> placeholders) const;
  bool has(std::string_view key) const;
  // A message of the engine, which speaks English: its parts between colons by the words under "engine", each "English {0} => German {0}".
  // What is not among them stays as it is.
  std::string ofEngine(std::string_view message) const;

  // 1240 → "1,240" (en), "1 240" (de, with a no-break space)
  std::string integer(long long n) const;
  // Words with numbers in them, as below, as the language writes them: 0.58 or 0,58. Ui does it with all that it sets or tells.
  std::string written(std::string_view words) const;
  // Keys asked for that neither language has.
  const std::deque<std::string>& missing() const { return missing_; }

 private:
  using Words = std::unordered_map<std::string, std::string>;
  static Words read(std::string_view language);

  std::string language_, wanted_;
  Words words_;
  std::vector<std::pair<std::string, std::string>> engine_;  // the longest pattern first
  Words english_;
  mutable std::deque<std::string> missing_;
};

// Numbers with a real minus sign (U+2212). Their decimal mark is a sign of its own, so that numbers can be put into words wherever they are
// at hand, and whoever sets the words (Text::written) writes it as the language does; no other dot or comma is touched.
inline constexpr std::string_view decimalMark = "\xE2\x8E\x96";  // U+2396
std::string signedNumber(double v, int decimals = 2);            // "+0.58", "−0.63"; "0" if exactly zero; "NaN", "+∞", "−∞"
std::string plainNumber(double v, int decimals = 2);             // "0.58", "−0.63"
std::string compactNumber(double v);  // three significant digits: "0.003", "1.25", "0.167", "1.2·10^{−7}" (markup)

}  // namespace unroll
