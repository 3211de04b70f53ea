// Every word on the screen, in English, German, and whatever language there are files of. Each folder of web/ has its own in
// words.en.json, words.de.json and so on, objects within objects; those of a language are one tree. A key is the path with dots,
// "training.loss.title". A key that is missing in a language is taken from English; one that is missing there too is shown as the key
// itself and listed in state().missingText, which a test holds to be empty. How a language writes numbers and quotes stands under
// "written".
//
// Placeholders: "update {n}" with {{"n", "1,240"}}. Only names that are given are replaced, so "W_{hh}" stays as it is.
// Markup for ui.richText (widgets/ui.h) may stand in any string that is drawn with it.
#pragma once

#include <deque>
#include <initializer_list>
#include <span>
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

// Those that the program was built with words of, by their two letters (ISO 639-1): "en", then the others by name.
std::span<const std::string_view> languages();

class Text {
 public:
  // One of languages(), or any that embedded words are of; anything else is English. Where its words are not there yet (the page fetches
  // them), those at hand stay until it is set once more.
  void setLanguage(std::string_view language);
  const std::string& language() const { return language_; }
  const std::string& wanted() const { return wanted_; }  // as set last

  const std::string& tr(std::string_view key) const;
  std::string tr(std::string_view key, std::initializer_list<Placeholder> placeholders) const;
  bool has(std::string_view key) const;
  // A message of the engine, which speaks English: its parts between colons by the words under "engine", each "English {0} => Deutsch {0}".
  // What is not among them stays as it is.
  std::string ofEngine(std::string_view message) const;

  // 1240 → "1,240" (en), "1 240" (de, with a no-break space): written.thousands
  std::string integer(long long n) const;
  // Words with numbers in them, as below, as the language writes them, 0.58 or 0,58: written.decimal. Ui does it with all that it sets or
  // tells.
  std::string written(std::string_view words) const;
  // Keys asked for that neither the language nor English has.
  const std::deque<std::string>& missing() const { return missing_; }

 private:
  using Words = std::unordered_map<std::string, std::string>;
  static Words read(std::string_view language);

  std::string language_, wanted_, decimal_ = ".", thousands_ = ",";
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
