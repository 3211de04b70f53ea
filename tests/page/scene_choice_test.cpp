// The scenes of the whole lecture in the header: at the three sizes and beyond them each can be read and reached.
#include "widgets/scene_choice.h"

#include "page/headless.h"

namespace unroll {

namespace {

const std::vector<ui::Option> kEnglish{{"Sequence", "One recurrent unit after the other: what a hidden state is."},
                                       {"Latch", "One unit that keeps a bit."},
                                       {"Theorem", "A recurrent net is a deep feedforward net with shared weights."},
                                       {"Training", "A net learns to remember."},
                                       {"Attractors", "A net of memories: where it falls to."},
                                       {"Graphs", "Messages along edges."},
                                       {"Rooms", ""},
                                       {"Reservoir", "Only the readout learns."},
                                       {"Studies", "A hundred runs side by side: what is luck and what is not."}};
const std::vector<ui::Option> kGerman{{"Sequenz", "Einheit für Einheit: was ein Hidden State ist."},
                                      {"Latch", "Eine Einheit, die ein Bit hält."},
                                      {"Satz", "Ein rekurrentes Netz ist ein tiefes Feedforward-Netz mit gekoppelten Gewichten."},
                                      {"Training", "Ein Netz lernt, sich etwas zu merken."},
                                      {"Attraktoren", "Ein Netz aus Erinnerungen: wohin es fällt."},
                                      {"Graphen", "Nachrichten entlang der Kanten."},
                                      {"Räume", ""},
                                      {"Reservoir", "Nur die Ausgabe lernt."},
                                      {"Untersuchungen", "Hundert Läufe nebeneinander: was Zufall ist und was nicht."}};

struct Page {
  ImVec2 window;
  Rect button;
};
// What the header leaves for the scenes in a wide, a medium, a phone's page, a phone on its side, a small phone, text of twice the size.
const Page kPages[] = {{{1280, 800}, {170, 12, 680, 32}}, {{768, 464}, {168, 7, 338, 32}}, {{390, 844}, {10, 49, 370, 40}},
                       {{844, 390}, {168, 7, 400, 32}},   {{360, 640}, {10, 49, 340, 40}}, {{640, 400}, {168, 7, 200, 32}}};

struct Chooser {
  Chooser(ImVec2 window, Rect button, const std::vector<ui::Option>& options) : page(window), place(button), scenes(options) {}

  Headless page;
  Rect place;
  const std::vector<ui::Option>& scenes;
  ui::SceneChoiceForm form = ui::SceneChoiceForm::list;
  int chosen = 2;

  std::vector<KeyEvent> draw() {
    return page.draw([this](Ui& ui) {
      form = ui::sceneChoiceForm(ui, scenes, place.w);
      (void)ui::sceneChoice(ui, place, "scenes", "Scenes", scenes, form, chosen);
    });
  }
  void press(KeyName key) {
    page.press(key);
    (void)draw();
  }
  bool isOpen() const { return page.find(scenes.back().title) != nullptr; }
};

}  // namespace

TEST_CASE("contents: pills while they fit, else a list of all scenes that stays within the page") {
  for (const auto* scenes : {&kEnglish, &kGerman})
    for (const Page& p : kPages) {
      CAPTURE(p.window.x);
      Chooser c(p.window, p.button, *scenes);
      (void)c.draw();
      REQUIRE(c.page.walk(false));
      (void)c.draw();
      if (c.form != ui::SceneChoiceForm::list) {
        CHECK(p.window.x > 1200);
        continue;
      }
      c.press(KeyName::enter);
      REQUIRE(c.isOpen());
      Rect before{};
      for (const ui::Option& scene : *scenes) {
        CAPTURE(scene.title);
        const TextRecord* title = nullptr;
        for (const TextRecord& t : c.page.texts())
          if (t.layer > 0 && t.text == scene.title) title = &t;
        REQUIRE(title);
        CHECK_FALSE(title->shortened);
        CHECK(title->rect.x >= 0);
        CHECK(title->rect.right() <= p.window.x);
        CHECK(title->rect.y > p.button.bottom());
        CHECK(title->rect.bottom() <= p.window.y);
        CHECK((title->rect.y >= before.bottom() || title->rect.x > before.right()));
        before = title->rect;
      }
      for (const TextRecord& t : c.page.texts()) CHECK(t.rect.bottom() <= p.window.y);
    }
}

TEST_CASE("contents: four scenes are pills on every page but the narrowest") {
  const std::vector<ui::Option> four(kGerman.begin(), kGerman.begin() + 4);
  for (const Page& p : kPages) {
    CAPTURE(p.window.x);
    Chooser c(p.window, {p.button.x, p.button.y, p.button.w + 90, p.button.h}, four);
    (void)c.draw();
    CHECK((c.form != ui::SceneChoiceForm::list) == (p.window.x != 640));
  }
}

TEST_CASE("contents: keys open, walk, choose and close; a screen reader hears the marked scene with its line") {
  Chooser c({768, 464}, {168, 7, 338, 32}, kEnglish);
  (void)c.draw();
  REQUIRE(c.form == ui::SceneChoiceForm::list);
  REQUIRE(c.page.walk(false));
  (void)c.draw();
  REQUIRE(c.page.focused());
  CHECK(c.page.focused()->role == "menu");
  CHECK(c.page.focused()->value == "3 Theorem");

  c.press(KeyName::enter);
  CHECK(c.isOpen());
  c.press(KeyName::down);
  CHECK(c.page.focused()->value == "4 Training: A net learns to remember.");
  c.press(KeyName::escape);
  CHECK_FALSE(c.isOpen());
  CHECK(c.chosen == 2);
  CHECK(c.page.focused() != nullptr);

  c.press(KeyName::enter);
  c.press(KeyName::end);
  c.press(KeyName::enter);
  CHECK(c.chosen == 8);
  CHECK_FALSE(c.isOpen());

  c.press(KeyName::enter);
  REQUIRE(c.isOpen());
  (void)c.page.walk(false);  // Tab goes on and closes it
  (void)c.draw();
  CHECK_FALSE(c.isOpen());
  CHECK(c.chosen == 8);
}

TEST_CASE("contents: pressed open, a row pressed chooses, pressed beside it closes") {
  Chooser c({390, 844}, {10, 49, 370, 40}, kGerman);
  (void)c.draw();
  c.page.click({60, 69});
  (void)c.draw();
  REQUIRE(c.isOpen());
  c.page.click(c.page.find("Attraktoren")->rect.center());
  (void)c.draw();
  CHECK(c.chosen == 4);
  CHECK_FALSE(c.isOpen());
  c.page.click({60, 69});
  (void)c.draw();
  REQUIRE(c.isOpen());
  c.page.click({380, 830});
  (void)c.draw();
  CHECK_FALSE(c.isOpen());
  CHECK(c.chosen == 4);
}

TEST_CASE("contents: the pages keys go to the stage, and from there to the deck") {
  Chooser c({768, 464}, {168, 7, 338, 32}, kEnglish);
  (void)c.draw();
  c.page.press(KeyName::pageDown);
  const std::vector<KeyEvent> keys = c.draw();
  REQUIRE(keys.size() == 1);
  CHECK(keys[0].key == KeyName::pageDown);
  CHECK(c.chosen == 2);
}

}  // namespace unroll
