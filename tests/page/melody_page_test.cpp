// Melody in Training: the piano roll against notes written here, what is handed to the player, the playhead, keys, fingers, both languages.
#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include "page/scene_page.h"
#include "recurrent/experiment_text.h"
#include "recurrent/recurrent.h"

namespace unroll {

std::unique_ptr<Scene> makeTrainingScene();

namespace {

// A player that plays nothing, at a time that the test says.
struct Listener final : Sound {
  std::string play(std::span<const Tone> all) override {
    if (!refusal.empty()) return refusal;
    tones.assign(all.begin(), all.end());
    now = 0;
    return {};
  }
  void stop() override { now = -1; }
  void setLoudness(double value) override { loudness = value; }
  double position() override { return now; }
  std::string takeTrouble() override { return std::exchange(trouble, {}); }

  std::vector<Tone> tones;
  double now = -1, loudness = -1;
  std::string refusal, trouble;
};

// The first two bars of Frère Jacques, as MIDI notes, with the classes that they are: c2 is the 8th, d2 the 12th, e2 the 16th.
constexpr int keys[] = {60, 62, 64, 60, 60, 62, 64, 60};
constexpr int classes[] = {7, 11, 15, 7, 7, 11, 15, 7};

std::string frereJacques(const std::string& rest = {}) {
  std::string input;
  for (const int k : classes) {
    for (int i = 0; i < 26; ++i) input += (i ? "," : input.empty() ? "" : ";") + std::string(i == k ? "1" : "0");
  }
  return "task=melody&hiddenSize=8&seqLen=8&input=" + input + rest;
}

struct Page {
  explicit Page(const std::string& text, std::string_view language = "en", std::size_t place = 0)
      : scene(makeTrainingScene, text, language) {
    scene.sound = &sound;
    scene.layout = scenePlaces[place].layout;
    scene.area = scenePlaces[place].area;
    if (place == 0) scene.area = {320, 1400, 940, 612};  // which it is without an inspector beside it
    scene.bar = scenePlaces[place].bar;
    scene.draw();
    scene.draw();
  }
  const nlohmann::json& melody() {
    scene.draw();
    return scene.fields["melody"];
  }
  Listener sound;
  ScenePage scene;
};

}  // namespace

TEST_CASE("melody: the roll has the notes that were given, at 120 beats a minute an eighth is a quarter of a second") {
  Page page(frereJacques());
  const auto& melody = page.melody();
  CHECK(melody["title"] == "Frère Jacques");
  CHECK(melody["intoBar"] == 0);
  CHECK(melody["given"] == 8);
  REQUIRE(melody["notes"].size() == 8 + 24);
  for (std::size_t n = 0; n < 8; ++n) {
    CHECK(melody["notes"][n]["pitch"] == keys[n]);
    CHECK(melody["notes"][n]["start"] == 0.5 * static_cast<double>(n));
    CHECK(melody["notes"][n]["duration"] == 0.5);
    CHECK(melody["notes"][n]["drawn"] == false);
    CHECK(melody["notes"][n]["step"] == static_cast<int>(n) - 1);
  }
  CHECK(melody["notes"][0]["probability"].is_null());
  CHECK(page.sound.loudness == -1);  // nobody has asked for anything
}

TEST_CASE("melody: the net goes on with what the engine draws with the same seed and temperature; a press draws anew") {
  Page page(frereJacques("&updates=20"));
  auto simulation = std::move(Simulation::create(parseExperiment(frereJacques("&updates=20")).value())).value();
  simulation->finish();
  Snapshot s;
  simulation->fill(s);
  const auto compare = [&](double temperature, std::uint64_t seed) {
    const GoingOn gone = simulation->goOn(24, temperature, seed).value();
    const auto& notes = page.melody()["notes"];
    REQUIRE(notes.size() == 32);
    for (int t = 0; t < 24; ++t) {
      int kind = 0;
      while (gone.next.at(t, kind) != 1) ++kind;
      const auto& note = notes[static_cast<std::size_t>(8 + t)];
      CHECK(note["pitch"] == s.notes[static_cast<std::size_t>(kind)].pitch);
      CHECK(note["duration"].get<double>() == 0.25 * s.notes[static_cast<std::size_t>(kind)].eighths);
      CHECK(note["probability"].get<float>() == gone.answers.at(t, kind));
      CHECK(note["drawn"] == true);
    }
    for (int t = 1; t < 8; ++t) CHECK(notes[static_cast<std::size_t>(t)]["probability"].get<float>() == s.probe.y.at(t - 1, classes[t]));
  };
  compare(1, 1);
  CHECK(page.scene.link() == "");
  page.scene.clickOn("drawAgain");
  compare(1, 2);
  CHECK(page.scene.link() == "goOn=1,2 ");
  page.scene.scene->show("goOn", "0.25,5");
  page.scene.draw();
  compare(0.25, 5);
  CHECK(page.scene.link() == "goOn=0.25,5 ");
  page.scene.clickOn("goOn", {0.95f, 0.5f});
  CHECK(page.melody()["notes"].size() == 8);
  CHECK(page.scene.link() == "goOn=none ");
  page.scene.scene->show("goOn", "");
  CHECK(page.melody()["notes"].size() == 32);
  CHECK_FALSE(page.scene.scene->understands("goOn", "3"));
  CHECK_FALSE(page.scene.scene->understands("goOn", "1,x"));
  CHECK(page.scene.scene->understands("goOn", "1,7"));
}

TEST_CASE("melody: play hands the notes over, the playhead follows, and it ends by itself") {
  Page page(frereJacques());
  page.scene.clickOn("playTune");
  REQUIRE(page.sound.tones.size() == 32);
  for (std::size_t n = 0; n < 8; ++n) {
    CHECK(page.sound.tones[n].pitch == keys[n]);
    CHECK(page.sound.tones[n].start == 0.5 * static_cast<double>(n));
    CHECK(page.sound.tones[n].duration == 0.5);
  }
  CHECK(page.sound.loudness == 0.5);
  page.sound.now = 1.6;
  CHECK(page.melody()["playing"] == true);
  CHECK(page.melody()["note"] == 3);
  CHECK(page.melody()["playhead"] == 1.5);  // without movement it goes from note to note
  page.sound.now = -1;
  CHECK(page.melody()["playing"] == false);
  CHECK(page.melody()["playhead"].is_null());
  // Twice as fast from the second note on: eighths of .125 s.
  page.scene.clickOn("playTune");
  page.sound.now = 0.6;
  page.scene.draw();
  page.scene.tabTo("tempo");
  page.scene.press(KeyName::enter);
  page.scene.type("240");
  page.scene.press(KeyName::enter);
  CHECK(page.melody()["tempo"] == 240);
  REQUIRE(page.sound.tones.size() == 31);
  CHECK(page.sound.tones[0].pitch == 62);
  CHECK(page.sound.tones[1].start == 0.25);
  page.scene.clickOn("mute");
  CHECK(page.sound.loudness == 0);
  page.scene.clickOn("mute");
  CHECK(page.sound.loudness == 0.5);
  page.scene.clickOn("playTune");
  CHECK(page.sound.now == -1);
  CHECK(page.melody()["playing"] == false);
}

TEST_CASE("melody: silence when the sequence changes or the training goes back; what plays stays while it learns") {
  Page page(frereJacques("&updates=5"));
  page.scene.clickOn("playTune");
  const auto before = page.melody()["notes"];
  CHECK(static_cast<bool>(page.scene.model->apply({"learningRate", "0.5"})));
  page.scene.model->setGoal(25);
  while (!page.scene.model->advance(1000)) {
  }
  CHECK(page.melody()["playing"] == true);
  CHECK(page.melody()["notes"] == before);
  page.scene.clickOn("newSequence");
  CHECK(page.melody()["playing"] == false);
  CHECK(page.sound.now == -1);
  CHECK(page.melody()["notes"] != before);
  page.scene.clickOn("playTune");
  CHECK(page.melody()["playing"] == true);
  page.scene.clickOn("reset");
  CHECK(page.melody()["playing"] == false);
  page.scene.clickOn("playTune");
  page.scene.clickOn("drawAgain");
  CHECK(page.melody()["playing"] == false);
}

TEST_CASE("melody: a note by pointer, key and finger; the other panes see its step") {
  for (std::size_t place = 0; place < std::size(scenePlaces); ++place) {
    Page page(frereJacques(), "en", place);
    page.scene.tabTo("roll");
    page.scene.press(KeyName::home);
    CHECK(page.melody()["chosen"] == 0);
    CHECK(page.scene.control("roll")->value.find("P(") == std::string::npos);  // nothing had been read
    for (int n = 0; n < 4; ++n) page.scene.press(KeyName::right);
    CHECK(page.melody()["chosen"] == 4);
    CHECK(page.scene.control("roll")->value.find("C4 1/4") != std::string::npos);
    CHECK(page.scene.control("roll")->value.find("P(y_3 = C4 1/4)") != std::string::npos);
    page.scene.press(KeyName::end);
    CHECK(page.melody()["chosen"] == 31);
    page.scene.press(KeyName::space);  // from there
    CHECK(page.sound.tones.size() == 1);
    page.scene.press(KeyName::space);
    CHECK(page.sound.now == -1);
  }
  for (std::size_t place = 0; place < std::size(scenePlaces); ++place) {
    Page page(frereJacques(), "en", place);
    page.scene.touch(page.scene.placeOf("roll", {0.18f, 0.5f}));
    const int touched = page.melody()["chosen"];
    CHECK(touched >= 0);
    CHECK(touched < 6);
    page.scene.point(page.scene.placeOf("roll", {0.97f, 0.5f}));
    CHECK(page.melody()["chosen"] == touched);  // only looked at
  }
}

TEST_CASE("melody: a player that can't is told of, one that falls silent too; without one there is nothing to press") {
  Listener sound;
  ScenePage page(makeTrainingScene, frereJacques(), "de");
  page.sound = &sound;
  page.draw();
  sound.refusal = "this browser has no sound";
  page.clickOn("playTune");
  CHECK(page.message.find("Kein Ton: ") == 0);
  CHECK(page.fields["melody"]["playing"] == false);
  sound.refusal.clear();
  page.clickOn("playTune");
  CHECK(page.fields["melody"]["playing"] == true);
  page.message.clear();
  sound.now = -1;
  sound.trouble = "no device, or the browser does not let it begin";
  page.draw();
  CHECK(page.message == "Kein Ton: kein Gerät, oder der Browser lässt ihn nicht beginnen.");
  page.sound = nullptr;
  page.draw();
  CHECK(page.control("playTune")->role.find("disabled") != std::string::npos);
}

TEST_CASE("melody: in each place and language nothing is cut or covered, no word is missing, and it is told as a table") {
  for (const char* language : {"en", "de"})
    for (std::size_t place = 0; place < std::size(scenePlaces); ++place)
      for (const char* rest :
           {"task=melody&hiddenSize=8", "task=melody&hiddenSize=8&seqLen=60&updates=5", "task=melody&hiddenSize=4&seqLen=2"}) {
        INFO(language, " ", place, " ", rest);
        Page page(rest, language, place);
        CHECK(page.melody()["notes"].size() >= 26);
        for (const std::string& fault : page.scene.faults()) FAIL_CHECK(fault);
        CHECK(page.scene.missing == "");
      }
}

}  // namespace unroll
