// Words in both languages, numbers as they are written, and how they are set.
#include <set>

#include <nlohmann/json.hpp>

#include "base/embedded.h"
#include "page/headless.h"
#include "page/scene_page.h"
#include "reproduce/figure.h"
#include "widgets/formula.h"

#include <imgui_internal.h>

namespace unroll {

std::unique_ptr<Scene> makeSequenceScene();

namespace {

using Tree = std::map<std::string, std::string>;

void flatten(const nlohmann::json& node, const std::string& path, Tree& words, std::vector<std::string>& twice) {
  for (const auto& [name, value] : node.items()) {
    const std::string key = path.empty() ? name : path + "." + name;
    if (value.is_object())
      flatten(value, key, words, twice);
    else if (!words.emplace(key, value.get<std::string>()).second && key != "language")
      twice.push_back(key);
  }
}

Tree words(const std::string& language, std::vector<std::string>& twice) {
  Tree all;
  for (const std::string_view file : embeddedUnder("words/" + language + "/")) {
    const auto json = nlohmann::json::parse(file, nullptr, false);
    REQUIRE(json.is_object());
    flatten(json, "", all, twice);
  }
  return all;
}

// {n}, {of}… but not the braces of markup, W_{hh} and 10^{−3}.
std::multiset<std::string> placeholders(const std::string& words) {
  std::multiset<std::string> names;
  for (std::size_t at = words.find('{'); at != std::string::npos; at = words.find('{', at + 1)) {
    const std::size_t end = words.find('}', at);
    if (end == std::string::npos) break;
    if (at > 0 && (words[at - 1] == '_' || words[at - 1] == '^')) continue;
    const std::string name = words.substr(at + 1, end - at - 1);
    names.insert(name.substr(0, name.find(':')));  // {0:choice.task}: the same, by its name
  }
  return names;
}

}  // namespace

TEST_CASE("words: a further language is files of words and nothing else; what it lacks is English") {
  addEmbedded("words/zz/app.json",
              R"({"written": {"decimal": "'", "thousands": "_", "opens": "«", "closes": "»"}, "app": {"undo": "Undozz"},
                  "engine": {"dataNotANumber": "{0} is not a number => {0} zz"}})");
  Text text;
  text.setLanguage("zz");
  CHECK(text.language() == "zz");
  CHECK(text.tr("app.undo") == "Undozz");
  CHECK(text.tr("app.dark") == "Dark theme");
  CHECK(text.integer(1234567) == "1_234_567");
  CHECK(text.written(plainNumber(0.5, 1)) == "0'5");
  CHECK(text.ofEngine("“x” is not a number") == "«x» zz");
  CHECK(text.missing().empty());
  text.setLanguage("yy");  // of which there is no file
  CHECK(text.language() == "en");
  CHECK(text.integer(1234567) == "1,234,567");
}

TEST_CASE("words: what a language lacks is listed; German lacks nothing") {
  std::vector<std::string> twice;
  const Tree english = words("en", twice);
  CHECK(languages().front() == "en");
  CHECK(std::find(languages().begin(), languages().end(), "de") != languages().end());
  for (const std::string_view language : languages()) {
    const Tree others = words(std::string(language), twice);
    std::string lacking;
    for (const auto& entry : english)
      if (!others.count(entry.first)) lacking += " " + entry.first;
    if (language == "de") CHECK(lacking == "");
    if (!lacking.empty()) MESSAGE("words." << std::string(language) << ".json lack:" << lacking);
    for (const auto& entry : others) CHECK_MESSAGE(english.count(entry.first) == 1, entry.first);  // of no use
  }
}

namespace {

// Two fifths longer, as a language may be that nobody here speaks; markup and placeholders stay.
std::string longer(const std::string& words) {
  std::string more;
  std::size_t letters = 0;
  for (const char c : words) letters += (static_cast<unsigned char>(c) & 0xC0) != 0x80 ? 1 : 0;
  const bool isOneWord = words.find(' ') == std::string::npos;
  for (std::size_t i = 0; i < (letters * 2 + 4) / 5; ++i) more += !isOneWord && i % 7 == 0 ? " " : "e";
  return words + more;
}

void lengthen(nlohmann::json& node) {
  for (auto& [name, value] : node.items()) {
    if (name == "engine" || name == "written") continue;
    if (value.is_object())
      lengthen(value);
    else if (value.is_string() && value.get_ref<const std::string&>().size() > 2)
      value = longer(value.get<std::string>());
  }
}

}  // namespace

TEST_CASE("words: a language two fifths longer than English has room in Sequence, at three sizes") {
  int files = 0;
  for (const std::string_view file : embeddedUnder("words/en/")) {
    auto json = nlohmann::json::parse(file, nullptr, false);
    REQUIRE(json.is_object());
    lengthen(json);
    addEmbedded("words/xl/" + std::to_string(files++) + ".json", json.dump());
  }
  CHECK(longer("Settings") == "Settingseeee");
  for (const char* net : {"cell=elman", "cell=lstm"})
    for (const ScenePlace& place : scenePlaces) {
      ScenePage page(makeSequenceScene, "task=adding&hiddenSize=3&seqLen=6&" + std::string(net), "xl");
      page.layout = place.layout;
      page.area = place.area;
      page.bar = place.bar;
      for (int i = 0; i < 3; ++i) page.draw();
      CAPTURE(place.area.w);
      CAPTURE(std::string(net));
      for (const std::string& fault : page.faults()) FAIL_CHECK(fault);
    }
}

TEST_CASE("words: English and German have the same keys, each once, with the same placeholders") {
  std::vector<std::string> twice;
  const Tree english = words("en", twice), german = words("de", twice);
  CHECK(twice == std::vector<std::string>{});
  CHECK(english.size() > 300);
  for (const auto& entry : english) {
    const std::string &key = entry.first, &value = entry.second;
    CAPTURE(key);
    const auto other = german.find(key);
    CHECK(other != german.end());
    if (other == german.end()) continue;
    CHECK(value.empty() == other->second.empty());
    if (key.compare(0, 7, "engine.") == 0) {  // what the engine says, with its translation
      CHECK(other->second.compare(0, value.size() + 4, value + " => ") == 0);
      CHECK(placeholders(value) == placeholders(other->second.substr(std::min(other->second.size(), value.size()))));
      continue;
    }
    const auto a = placeholders(value), b = placeholders(other->second);
    CHECK(std::set<std::string>(a.begin(), a.end()) == std::set<std::string>(b.begin(), b.end()));
  }
  for (const auto& entry : german) {
    const std::string& key = entry.first;
    CAPTURE(key);
    CHECK(english.count(key) == 1);
  }
}

TEST_CASE("words: markup is closed in every sentence") {
  std::vector<std::string> twice;
  for (const char* language : {"en", "de"})
    for (const auto& entry : words(language, twice)) {
      const std::string &key = entry.first, &value = entry.second;
      CAPTURE(key);
      int open = 0;
      for (const char* tag : {"<b>", "<i>", "<xh>", "<hh>", "<hy>", "<grad>", "<muted>", "<control>"})
        for (std::size_t at = value.find(tag); at != std::string::npos; at = value.find(tag, at + 1)) ++open;
      int closed = 0;
      for (std::size_t at = value.find("</>"); at != std::string::npos; at = value.find("</>", at + 1)) ++closed;
      CHECK(open == closed);
    }
}

TEST_CASE("words: what the engine says is said in German, part by part") {
  Text text;
  text.setLanguage("de");
  const std::pair<const char*, const char*> said[] = {
      {"hiddenSize=0: must be 1…512", "hiddenSize=0: muss 1…512 sein"},
      {"cell=x: must be one of elman, gru", "cell=x: muss eines von diesen sein: elman, gru"},
      {"wombat=1: there is no such key", "wombat=1: so einen Schlüssel gibt es nicht"},
      {"input=1,a: “a” must be a number from −1000 to 1000", "input=1,a: „a“ muss eine Zahl von −1000 bis 1000 sein"},
      {"seqLen=2: must be at least 4 for task=echo with delay=3", "seqLen=2: muss für task=echo with delay=3 mindestens 4 sein"},
      {"the model file is damaged: its header can't be read", "die Modelldatei ist beschädigt: ihr Kopf ist nicht lesbar"},
      {"row 3, column 1: more than 20 people", "Zeile 3, Spalte 1: mehr als 20 Personen"},
      {"something new: and unknown", "something new: and unknown"},
  };
  for (const auto& [english, german] : said) CHECK(text.ofEngine(english) == german);
  text.setLanguage("en");
  for (const auto& each : said) CHECK(text.ofEngine(each.first) == each.first);
}

TEST_CASE("words: only names that are given are replaced; a missing key is shown and noted") {
  Text text;
  text.setLanguage("de");
  CHECK(text.tr("app.textSize", {{"percent", "150"}}) == "Schriftgröße 150 %");
  CHECK(text.tr("app.textSize", {{"n", "150"}}) == "Schriftgröße {percent} %");
  CHECK(text.missing().empty());
  CHECK(text.tr("app.nothing") == "app.nothing");
  CHECK(text.missing().size() == 1);
  text.setLanguage("fr");
  CHECK(text.language() == "en");
  CHECK(text.tr("app.textSize", {{"percent", "150"}}) == "Text size 150 %");
}

TEST_CASE("words: numbers have the decimal mark of the language wherever they are set or told") {
  for (const auto& [language, small, power, minus] : {std::tuple{"en", "0.125",
                                                                 "1.2\xC2\xB7"
                                                                 "10^{\xE2\x88\x92"
                                                                 "7}",
                                                                 "\xE2\x88\x92"
                                                                 "0.63"},
                                                      {"de", "0,125",
                                                       "1,2\xC2\xB7"
                                                       "10^{\xE2\x88\x92"
                                                       "7}",
                                                       "\xE2\x88\x92"
                                                       "0,63"}}) {
    Text text;
    text.setLanguage(language);
    CHECK(text.written(compactNumber(0.125)) == small);
    CHECK(text.written(plainNumber(0.125, 3)) == small);
    CHECK(text.written(compactNumber(1.2e-7)) == power);
    CHECK(text.written(signedNumber(-0.63)) == minus);
    CHECK(text.written("t = 3. Ende, 1 000") == "t = 3. Ende, 1 000");

    Headless page({400, 300}, language);
    page.draw([](Ui& ui) {
      const std::string number = plainNumber(0.125, 3);
      ui.text({0, 0}, number, Type::text, ui.color().ink);
      ui.textIn({0, 30, 200, 20}, number, Type::text, ui.color().ink);
      ui.richText({0, 60}, "<b>" + number + "</>", Type::text, ui.color().ink);
      (void)ui.control(ui.id("rate"), "rate", "slider", number, number, {0, 90, 50, 20});
      CHECK(ui.measure(number, Type::text).w == ui.measure("0.125", Type::text).w);
    });
    REQUIRE(page.texts().size() == 3);
    for (const TextRecord& t : page.texts()) CHECK(t.text == small);
    CHECK(page.controls().front().label == small);
    CHECK(page.controls().front().value == small);
  }
}

TEST_CASE("words: each sign of them is in the fonts, and German numbers have a no-break space between thousands") {
  std::vector<std::string> twice;
  Headless page({100, 100});
  page.draw([&](Ui& ui) {
    const auto isDigit = [](char c) { return c >= '0' && c <= '9'; };
    for (const char* language : {"en", "de"})
      for (const auto& entry : words(language, twice)) {
        const std::string &key = entry.first, &value = entry.second;
        CAPTURE(key);
        std::string missing;
        for (std::size_t at = 0; at < value.size();) {
          std::size_t end = at + 1;
          while (end < value.size() && (static_cast<unsigned char>(value[end]) & 0xC0u) == 0x80u) ++end;
          const std::string sign = value.substr(at, end - at);
          unsigned int point = 0;
          ImTextCharFromUtf8(&point, sign.data(), sign.data() + sign.size());
          for (const Type type : {Type::text, Type::strong, Type::formula})
            if (point >= 32 && !ui.theme().face(type).font->FindGlyphNoFallback(static_cast<ImWchar>(point))) missing += sign;
          at = end;
        }
        CHECK(missing == "");
        for (std::size_t at = 0; at + 4 < value.size() && language == std::string("de"); ++at)
          if (isDigit(value[at]) && (value[at + 1] == '.' || value[at + 1] == ' '))
            CHECK_FALSE((isDigit(value[at + 2]) && isDigit(value[at + 3]) && isDigit(value[at + 4])));
      }
  });
}

TEST_CASE("words: one word for what is tied in German") {
  std::vector<std::string> twice;
  for (const auto& entry : words("de", twice)) {
    const std::string &key = entry.first, &value = entry.second;
    CAPTURE(key);
    for (const char* other : {"gebunden", "Gebunden", "Bindung", "geteilte Gewichte"}) CHECK(value.find(other) == std::string::npos);
  }
}

TEST_CASE("typesetting: markup takes no room, wrapped lines keep to the width, subscripts are small") {
  Headless page({800, 600});
  page.draw([](Ui& ui) {
    const TextSize plain = ui.measureRich("weights and states", Type::text);
    CHECK(plain.w > 60);
    CHECK(plain.h == ui.lineHeight(Type::text));
    CHECK(ui.measureRich("<hh>weights</> <i></>and <muted>states</>", Type::text).w == plain.w);
    CHECK(ui.measureRich("<b>weights and states</>", Type::text).w > plain.w);
    CHECK(ui.measureRich("weights\nand\nstates", Type::text).h == 3 * plain.h);
    const TextSize base = ui.measure("W", Type::text), full = ui.measure("Whh", Type::text);
    const TextSize sub = ui.measureRich("W_hh", Type::text);
    CHECK(sub.w > base.w);
    CHECK(sub.w < full.w);
    CHECK(ui.measureRich("W_{hh}", Type::text).w == sub.w);
    std::string sentence;
    for (int i = 0; i < 30; ++i) sentence += "one recurrent unit after the other ";
    for (const float width : {120.f, 240.f, 500.f}) {
      const TextSize wrapped = ui.measureRich(sentence, Type::text, width);
      CHECK(wrapped.w <= width);
      CHECK(wrapped.h > plain.h);
    }
    CHECK(ui.measureRich(sentence, Type::text, 240).h > ui.measureRich(sentence, Type::text, 500).h);
  });
  CHECK(formula::withoutMarkup("<hh>W_{hh}</>[1][2]") == "W_hh[1][2]");
}

TEST_CASE("typesetting: a line that doesn't fit is shortened and says so") {
  Headless page({800, 600});
  page.draw([](Ui& ui) {
    ui.textIn({0, 0, 400, 20}, "all of it", Type::text, ui.color().ink);
    ui.textIn({0, 30, 40, 20}, "too long for its place", Type::text, ui.color().ink);
  });
  REQUIRE(page.texts().size() == 2);
  CHECK_FALSE(page.texts()[0].shortened);
  CHECK(page.texts()[1].shortened);
  CHECK(page.texts()[1].rect.w <= 40);
}

TEST_CASE("words: the claim of each published figure is the engine's own") {
  std::vector<std::string> twice;
  const Tree known = words("en", twice);
  for (const Figure& figure : allFigures()) {
    CAPTURE(figure.name);
    const auto there = known.find("problems.claims." + figure.name);
    REQUIRE(there != known.end());
    CHECK(there->second == figure.claim);
  }
}

TEST_CASE("words: what is said of a published figure is said in German: how it is measured, why it differs, what its axes are") {
  Text text;
  text.setLanguage("de");
  const std::set<std::string> names{"E", "H", "N", "P", "T", "a*", "b", "n", "w", "|u|", "\xCE\xB2", "\xCE\xB1_c"};  // alike in both
  for (const Figure& figure : allFigures())
    for (const std::string& said : {figure.method, figure.cut, figure.because, figure.xName, figure.yName}) {
      for (std::string_view left = said; !left.empty();) {
        const std::size_t end = std::min(left.find("; "), left.size());
        const std::string part(left.substr(0, end));
        left.remove_prefix(std::min(left.size(), end + 2));
        CAPTURE(figure.name);
        CAPTURE(part);
        if (names.count(part) == 0) CHECK(text.ofEngine(part) != part);
      }
    }
}

}  // namespace unroll
