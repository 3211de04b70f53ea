// Own data in the page: what is dropped or pasted goes to the task that is open, what is wrong with it is told, and a link says its hash.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include <memory>
#include <string>

#include "app/app.h"
#include "page/headless.h"
#include "page/nowhere.h"
#include "tasks/own_data.h"

using namespace unroll;

namespace {

// An App on a page of its own.
struct Page {
  Page(const std::string& link) {
    ImGui::CreateContext();
    ImGui::GetIO().IniFilename = nullptr;
    app = std::make_unique<App>(host, App::Surroundings{});
    CHECK(app->load(link, false).empty());
  }
  ~Page() {
    app.reset();
    ImGui::DestroyContext();
  }
  void frame() {
    bool fontsChanged = false;
    app->beginFrame({}, fontsChanged);
    ImGui::NewFrame();
    app->drawFrame();
    ImGui::EndFrame();
  }
  nlohmann::json state() {
    frame();
    return nlohmann::json::parse(app->stateJson());
  }
  std::string messages() {  // of the first frame after what they are about
    std::string all;
    const auto now = state();
    for (const auto& message : now["messages"]) all += message.get<std::string>() + "\n";
    return all;
  }

  Nowhere host;
  std::unique_ptr<App> app;
};

std::string text() {
  std::string all;
  for (int n = 0; n < 60; ++n) all += "so ein Text, ü " + std::to_string(n) + "\n";
  return all;
}
std::string table() {
  std::string all = "Jahr;Wert;Menge\n";
  for (int n = 0; n < 60; ++n) all += std::to_string(1900 + n) + ";" + std::to_string(n % 7) + ",5;" + std::to_string(n % 5) + "\n";
  return all;
}

}  // namespace

TEST_CASE("own data in the page: a text, a table, another task, undo") {
  Page page("scene=training&task=text&hiddenSize=4&lang=en");
  CHECK(page.app->loadModel(text()).empty());
  CHECK(page.messages().find("stays in the page") != std::string::npos);
  CHECK(page.state()["data"] == hashOfData(text()));
  CHECK(page.state().dump().find("data=" + hashOfData(text())) != std::string::npos);  // the link
  // A table while a text is asked for is a text; elsewhere it is a series, whose windows get short enough.
  CHECK(page.app->load("scene=training&task=adding&lang=en", false).empty());
  CHECK(page.app->loadModel(table()).empty());
  auto state = page.state();
  CHECK(state["data"] == hashOfData(table()));
  CHECK(state.dump().find("task=series") != std::string::npos);
  CHECK(state.dump().find("seqLen=14") != std::string::npos);
}

TEST_CASE("own data in the page: bad files are told with line and column, in both languages, and nothing is lost") {
  Page page("scene=training&task=series&hiddenSize=4&lang=de");
  CHECK(page.app->loadModel("a;b\n1;2\n3;vier\n") == "line 3, column 3: “vier” is not a number");
  CHECK(page.messages().find("Zeile 3, Spalte 3: „vier“ ist keine Zahl") != std::string::npos);
  CHECK(page.state()["data"] == "");
  CHECK_FALSE(page.app->loadModel("").empty());
  CHECK_FALSE(page.app->loadModel(std::string(largestOwnData + 1, 'a')).empty());
  CHECK_FALSE(page.app->loadModel(std::string(100, '\0')).empty());  // as a damaged model file
  CHECK(page.state()["data"] == "");
}

TEST_CASE("own data in the page: a link without it falls back to what is built in and says so; the net goes on by itself") {
  {
    Page page("scene=training&task=text&hiddenSize=4&seqLen=8&data=0123456789abcdef&goOn=0.5&lang=en");
    CHECK(page.messages().find("data of somebody’s own, which is not here (hash 0123456789abcdef)") != std::string::npos);
    const auto state = page.state();
    CHECK(state["data"] == "");
    CHECK(state["goesOn"].get<std::string>().size() >= 60);
    CHECK(state.dump().find("goOn=0.5") != std::string::npos);
  }
  Page off("scene=training&task=text&hiddenSize=4&seqLen=8&goOn=7&lang=de");
  CHECK(off.messages().find("goOn=7") != std::string::npos);
  CHECK(off.state()["goesOn"] == "");
}

TEST_CASE("own data in the page: a link without its data keeps all that it says, and goes on when the right file comes") {
  const std::string hash = hashOfData(table() + "1960;9;9\n");
  const std::string link = "scene=training&task=series&data=" + hash + "&column=Wert&hiddenSize=4&seqLen=9&updates=7&goOn=0&lang=de";
  Page page(link);
  CHECK(page.messages().find("Dieser Link braucht eigene Daten, die hier fehlen (Hash " + hash + ")") != std::string::npos);
  for (int n = 0; n < 5; ++n) page.frame();
  CHECK(page.app->link() == link);
  CHECK(page.state()["column"] == "");
  page.app->loadModel("a;b\n1;x\n");  // a bad one
  CHECK(page.app->link() == link);
  CHECK(page.app->loadModel(table() + "1960;9;9\n").empty());
  for (int n = 0; n < 5; ++n) page.frame();
  const auto state = page.state();
  CHECK(state["data"] == hash);
  CHECK(state["column"] == "Wert");
  CHECK(state["update"] == 7);
  CHECK(page.app->link() == link);
  CHECK(page.messages().find("diese Daten") == std::string::npos);
}

TEST_CASE("own data in the page: what is changed before the data comes counts; another file, or task, and nobody waits any more") {
  const std::string later = table() + "1961;8;8\n", hash = hashOfData(later);
  const std::string link = "scene=training&task=series&data=" + hash + "&column=Wert&hiddenSize=4&seqLen=9&lang=en";
  {
    Page page(link);
    page.app->load("scene=training&task=series&data=" + hash + "&column=Wert&hiddenSize=4&seqLen=9&lang=en", true);
    CHECK(page.app->loadModel(table()).empty());  // another file
    page.frame();
    CHECK(page.app->link().find(hashOfData(table())) != std::string::npos);
    CHECK(page.app->link().find(hash) == std::string::npos);
  }
  Page page(link);
  page.frame();
  CHECK(page.app->step(3).empty());
  for (int n = 0; n < 5; ++n) page.frame();
  CHECK(page.app->link() == link);  // steps on what is built in are nothing that the link asks for
  CHECK(page.app->loadModel(later).empty());
  page.frame();
  CHECK(page.state()["column"] == "Wert");
  CHECK(page.state()["update"] == 0);
}

TEST_CASE("own data in the page: a refusal is gone when something good has come; what a problem's task doesn't take is told") {
  {
    Page page("scene=training&task=series&hiddenSize=4&lang=de");
    CHECK_FALSE(page.app->loadModel("a;b\n1;2\n3;vier\n").empty());
    CHECK(page.messages().find("„vier“") != std::string::npos);
    CHECK(page.app->loadModel(table()).empty());
    CHECK(page.messages().find("„vier“") == std::string::npos);
    CHECK(page.messages().find("Eigene Daten übernommen") != std::string::npos);
    CHECK(page.app->loadModel("a;b\n1;2\n3\n") == "line 3, column 2: this line has only 1 field, and column 2 is asked for");
    CHECK(page.messages().find("diese Zeile hat nur 1 Feld, und gefragt ist Spalte 2") != std::string::npos);
    CHECK(page.messages().find("Eigene Daten übernommen") == std::string::npos);
  }
  Page problems("scene=problems&problem=guarantee&task=adding&lang=de");
  CHECK_FALSE(problems.app->loadModel(table()).empty());
  CHECK(problems.messages().find("die Aufgabe „Additionsproblem“ nimmt keine eigenen Daten; diese schon: Text, Zeitreihe, Bilder, Zeile für Zeile") != std::string::npos);
  CHECK(problems.app->load("scene=problems&problem=guarantee&task=series&lang=de", false).empty());
  CHECK(problems.app->loadModel(table()).empty());
  problems.frame();
  CHECK(problems.app->link().find("data=" + hashOfData(table())) != std::string::npos);
  CHECK(problems.state()["missingText"].empty());
}

TEST_CASE("the blind answer in the menu of tasks is that of the data in use") {
  Page page("scene=training&task=text&hiddenSize=4&seqLen=5&lang=en");
  const auto blind = [&] { return page.state()["blindScore"].get<double>(); };
  const double builtIn = blind();
  std::string half;  // every second character is an e: the share of the most frequent one is known
  for (int n = 0; n < 200; ++n) half += n % 2 ? std::string(1, static_cast<char>('a' + n / 2 % 4)) : std::string("e");
  CHECK(page.app->loadModel(half).empty());
  page.frame();
  CHECK(near(blind(), 37.0 / 75, 1e-12));  // of 15 windows from the 180th character on, whose five next ones have two or three e
  CHECK(blind() > 2 * builtIn);
  bool said = false;
  const auto now = page.state();
  for (const auto& each : now["layout"]["texts"])
    said = said || each["text"].get<std::string>().find("Blind answer: 49") != std::string::npos;
  CHECK(said);
}

TEST_CASE("tempo and volume of a melody are in its link") {
  {
    Page page("scene=training&task=melody&hiddenSize=4&tempo=90&volume=0.25&lang=en");
    page.frame();
    CHECK(page.app->link().find("&tempo=90&volume=0.25") != std::string::npos);
  }
  Page off("scene=training&task=melody&hiddenSize=4&tempo=900&lang=en");
  CHECK(off.messages().find("tempo=900") != std::string::npos);
  CHECK(off.app->link().find("tempo") == std::string::npos);
}

TEST_CASE("a text that the net goes on with is drawn again with the next seed") {
  Page page("scene=training&task=text&hiddenSize=4&seqLen=8&goOn=1&lang=en");
  const std::string first = page.state()["goesOn"];
  page.app->load("scene=training&task=text&hiddenSize=4&seqLen=8&goOn=1,2&lang=en", false);
  CHECK(page.state()["goesOn"] != first);
  bool offered = false;
  const auto now = page.state();
  for (const auto& each : now["layout"]["controls"]) offered = offered || each["name"] == "drawAgain";
  CHECK(offered);
}
