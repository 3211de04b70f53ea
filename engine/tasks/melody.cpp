// Melody: five tunes that everybody may use, written down by us; from any note on the net says which note comes next. A note is its height
// and its length together, one symbol of 26: "g2" is g for two eighths; capital letters lie below the middle c. All are in C major.
// Repeated phrases go on in different ways, so that not every note can be known: with T = 24 at most 94 % (by counting over all windows).
#include <array>

#include "tasks/windows.h"

namespace unroll {

namespace {

// Frère Jacques. French round, 18th century, sometimes given to Jean-Philippe Rameau.
constexpr std::string_view frereJacques =
    "c2 d2 e2 c2 c2 d2 e2 c2 e2 f2 g4 e2 f2 g4 "
    "g1 a1 g1 f1 e2 c2 g1 a1 g1 f1 e2 c2 c2 G2 c4 c2 G2 c4 ";
// Ah ! vous dirai-je, maman. French song, printed in Paris in 1761; “Twinkle, twinkle, little star”.
constexpr std::string_view ahVousDiraiJe =
    "c2 c2 g2 g2 a2 a2 g4 f2 f2 e2 e2 d2 d2 c4 "
    "g2 g2 f2 f2 e2 e2 d4 g2 g2 f2 f2 e2 e2 d4 "
    "c2 c2 g2 g2 a2 a2 g4 f2 f2 e2 e2 d2 d2 c4 ";
// Freude, schöner Götterfunken. Ludwig van Beethoven, Symphony No. 9, 1824, without its syncopation.
constexpr std::string_view freude =
    "e2 e2 f2 g2 g2 f2 e2 d2 c2 c2 d2 e2 e3 d1 d4 e2 e2 f2 g2 g2 f2 e2 d2 c2 c2 d2 e2 d3 c1 c4 "
    "d2 d2 e2 c2 d2 e1 f1 e2 c2 d2 e1 f1 e2 d2 c2 d2 G4 e2 e2 f2 g2 g2 f2 e2 d2 c2 c2 d2 e2 d3 c1 c4 ";
// Au clair de la lune. French song, 18th century.
constexpr std::string_view auClairDeLaLune =
    "c2 c2 c2 d2 e4 d4 c2 e2 d2 d2 c8 c2 c2 c2 d2 e4 d4 c2 e2 d2 d2 c8 "
    "d2 d2 d2 d2 A4 A4 d2 c2 B2 A2 G8 c2 c2 c2 d2 e4 d4 c2 e2 d2 d2 c8 ";
// Alles neu macht der Mai, or Hänschen klein. German tune, 18th century.
constexpr std::string_view haenschenKlein =
    "g2 e2 e4 f2 d2 d4 c2 d2 e2 f2 g2 g2 g4 g2 e2 e4 f2 d2 d4 c2 e2 g2 g2 c8 "
    "d2 d2 d2 d2 d2 e2 f4 e2 e2 e2 e2 e2 f2 g4 g2 e2 e4 f2 d2 d4 c2 e2 g2 g2 c8 ";
constexpr std::string_view tunes[] = {frereJacques, ahVousDiraiJe, freude, auClairDeLaLune, haenschenKlein};
constexpr std::string_view titles[] = {"Frère Jacques", "Ah ! vous dirai-je, maman", "Freude, schöner Götterfunken", "Au clair de la lune",
                                       "Hänschen klein"};

// The notes that occur, by height, then by length.
constexpr std::string_view notes = "G2 G4 G8 A2 A4 B2 c1 c2 c4 c8 d1 d2 d3 d4 e1 e2 e3 e4 f1 f2 f4 g1 g2 g4 a1 a2 ";
constexpr int symbols = static_cast<int>(notes.size()) / 3;

const Corpus& allTunes() {
  static const Corpus corpus = [] {
    Corpus c;
    c.alphabet = symbols;
    for (const std::string_view tune : tunes) {
      for (std::size_t at = 0; at < tune.size(); at += 3) c.symbols.push_back(static_cast<int>(notes.find(tune.substr(at, 3))) / 3);
      c.ends.push_back(static_cast<int>(c.symbols.size()));
    }
    return c;
  }();
  return corpus;
}

constexpr int pitchOf(char letter) {  // MIDI
  switch (letter) {
    case 'G': return 55;
    case 'A': return 57;
    case 'B': return 59;
    case 'c': return 60;
    case 'd': return 62;
    case 'e': return 64;
    case 'f': return 65;
    case 'g': return 67;
    default: return 69;
  }
}

std::span<const Note> allNotes() {
  static constexpr auto all = [] {
    std::array<Note, symbols> list{};
    for (std::size_t i = 0; i < list.size(); ++i) list[i] = {pitchOf(notes[3 * i]), notes[3 * i + 1] - '0'};
    return list;
  }();
  return all;
}

std::span<const std::string> names(const Experiment&) {
  static const std::vector<std::string> all = [] {
    std::vector<std::string> list;
    for (std::size_t at = 0; at < notes.size(); at += 3) list.emplace_back(notes.substr(at, 2));
    return list;
  }();
  return all;
}

// All tunes begin with a whole bar and end with one, so bars go on where a tune begins anew.
TunePlace placeInTune(const Table& x) {
  const Corpus& corpus = allTunes();
  std::vector<int> heard;
  for (int t = 0; t < x.rows; ++t) heard.push_back(symbolAt(x, t));
  TunePlace place;
  bool found = false;
  int begin = 0;
  for (std::size_t piece = 0; piece < corpus.ends.size(); begin = corpus.ends[piece++]) {
    const int length = corpus.ends[piece] - begin;
    int eighths = 0;
    for (int from = 0; from < length; ++from) {
      const auto symbol = [&](int t) { return corpus.symbols[static_cast<std::size_t>(begin + (from + t) % length)]; };
      int t = 0;
      while (t < x.rows && heard[static_cast<std::size_t>(t)] == symbol(t)) ++t;
      if (t == x.rows) {
        const TunePlace here{titles[piece], eighths % eighthsInBar};
        place = {!found || place.title == here.title ? here.title : "", !found || place.intoBar == here.intoBar ? here.intoBar : -1};
        found = true;
      }
      eighths += allNotes()[static_cast<std::size_t>(symbol(0))].eighths;
    }
  }
  return place;
}

constexpr std::pair<std::string_view, std::string_view> defaults[] = {
    {"cell", "gru"}, {"hiddenSize", "32"}, {"seqLen", "24"}, {"learningRate", "0.005"}};

}  // namespace

const Task& melody() {
  static constexpr Task task = [] {
    Task t = readingOn<allTunes, symbols>();
    t.name = "melody";
    t.help = "the next note of one of five tunes, from anywhere in it";
    t.learnedBound = 0.92;  // of .94 that can be known
    t.learnedBy = 1000;
    t.learnedShare = 1.0;
    t.defaults = defaults;
    t.names = names;
    t.notes = allNotes;
    t.placeInTune = placeInTune;
    return t;
  }();
  return task;
}

}  // namespace unroll
