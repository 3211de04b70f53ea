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
  CHECK(page.messages().find("Zeile 3, Spalte 3: “vier” ist keine Zahl") != std::string::npos);
  CHECK(page.state()["data"] == "");
  CHECK_FALSE(page.app->loadModel("").empty());
  CHECK_FALSE(page.app->loadModel(std::string(largestOwnData + 1, 'a')).empty());
  CHECK_FALSE(page.app->loadModel(std::string(100, '\0')).empty());  // as a damaged model file
  CHECK(page.state()["data"] == "");
}

TEST_CASE("own data in the page: a link without it falls back to what is built in and says so; the net goes on by itself") {
  {
    Page page("scene=training&task=text&hiddenSize=4&seqLen=8&data=0123456789abcdef&goOn=0.5&lang=en");
    CHECK(page.messages().find("this data isn't here. Own data is never in a link") != std::string::npos);
    const auto state = page.state();
    CHECK(state["data"] == "");
    CHECK(state["goesOn"].get<std::string>().size() >= 60);
    CHECK(state.dump().find("goOn=0.5") != std::string::npos);
  }
  Page off("scene=training&task=text&hiddenSize=4&seqLen=8&goOn=7&lang=de");
  CHECK(off.messages().find("goOn=7") != std::string::npos);
  CHECK(off.state()["goesOn"] == "");
}
