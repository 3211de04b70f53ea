// Theorem: what is broken and mended, folded back, said by a link, and turned by keys.
#include "page/theorem_page.h"

#include "near.h"

namespace unroll {

TEST_CASE("theorem: a pressed weight is the one that is broken, in the copy where it was pressed, and mended it is whole") {
  TheoremPage page("task=adding&hiddenSize=3&seqLen=5");
  page.scene->show("t", "3");
  page.draw();
  CHECK(page.fields["rows"] == 7);
  CHECK(page.fields["climbsOneRow"] == true);
  CHECK(page.fields["first_difference"].is_null());
  const std::string hash = page.model->hash(), text = page.model->text();
  const auto spot = page.fields["places"]["rnn.weight_hh_l0[2][2]"];
  REQUIRE(spot.is_array());
  page.click({spot[0].get<float>(), spot[1].get<float>()});
  CHECK(page.fields["picked"] == 1);
  CHECK(page.fields["weight"] == "rnn.weight_hh_l0[2][2]");
  CHECK(page.fields["broken"].is_null());
  CHECK(page.control("mend") == nullptr);

  page.clickOn("breakBy", {0.8f, 0.75f});
  CHECK(page.fields["broken"]["step"] == 3);
  CHECK(page.fields["broken"]["by"].get<double>() > 0.5);
  CHECK(page.fields["first_difference"] == 3);
  CHECK(page.fields["firstPlace"] == "h_3[2]");
  CHECK(page.model->hash() == hash);
  CHECK(page.model->text() == text);
  CHECK(page.words.find("First to differ") == std::string::npos);
  CHECK(page.words.find("The first to differ is h_3[2]") != std::string::npos);
  page.clickOn("mend");
  CHECK(page.fields["broken"].is_null());
  CHECK(page.fields["maxAbsDifference"] == 0.0);
  CHECK(page.control("train") != nullptr);
  CHECK(page.missing.empty());
}

TEST_CASE("theorem: what is broken is in the link, and the same again from there") {
  const std::string text = "task=adding&hiddenSize=3&seqLen=5";
  std::vector<Pair> link;
  nlohmann::json seen;
  {
    TheoremPage page(text);
    page.tabTo("breakBy");
    page.press(KeyName::left, 7);
    link = page.scene->view();
    seen = page.fields;
    CHECK(seen["broken"]["by"].get<double>() < -0.6);
  }
  CHECK(link.size() == 4);  // t, break, breakBy, breakWeight
  TheoremPage page(text);
  for (const auto& [key, value] : link) page.scene->show(key, value);
  page.draw();
  for (const char* field : {"feedforwardOutputs", "broken", "first_difference", "step", "weight"}) CHECK(page.fields[field] == seen[field]);
}

TEST_CASE("theorem: folded back a twin is the loop; a changed weight or a lost unit is told with both numbers, and is in the link") {
  TheoremPage page("task=adding&hiddenSize=3&seqLen=5");
  page.clickOn("foldBack");
  CHECK(page.fields["folded"] == true);
  CHECK(page.fields["maxAbsDifference"] == 0.0);
  CHECK(page.words.find("All 5 layers are equal to the bit") != std::string::npos);
  page.tabTo("breakBy");
  page.press(KeyName::right, 5);
  CHECK(page.fields["folded"] == false);
  const double from = page.fields["broken"]["from"].get<double>(), by = page.fields["broken"]["by"].get<double>();
  CHECK(page.fields["whyNot"] == "W_hh[1][1] of copy 3 is " + signedNumber(from + by) + ", of copy 0 " + signedNumber(from) +
                                     ". In a loop both are one weight, which can’t be two numbers.");
  // Dragged back it folds.
  page.press(KeyName::left, 5);
  CHECK(page.fields["folded"] == true);
  page.clickOn("breakUnit");
  CHECK(page.fields["broken"]["unit"] == 2);
  CHECK(page.fields["first_difference"] == 3);
  CHECK(page.words.find("Unit 2 is taken out of copy 3") != std::string::npos);
  const std::vector<Pair> link = page.scene->view();
  CHECK(link.size() == 4);  // t, break, breakUnit, foldBack
  // Another net has no such unit.
  page.send({"cell", "gru"});
  page.draw();
  page.draw();
  CHECK(page.fields["broken"].is_null());
  CHECK(page.fields["folded"] == true);
  CHECK(page.control("breakUnit") == nullptr);
}

TEST_CASE("theorem: what can't be folded is the same again from its link") {
  for (const std::vector<Pair>& link :
       {std::vector<Pair>{{"t", "4"}, {"break", "2"}, {"breakUnit", "1"}, {"foldBack", "1"}},
        std::vector<Pair>{{"t", "4"}, {"break", "2"}, {"breakBy", "0.5"}, {"breakWeight", "readout.bias[0]"}, {"foldBack", "1"}}}) {
    TheoremPage page("task=adding&hiddenSize=3&seqLen=5");
    for (const auto& [key, value] : link) page.scene->show(key, value);
    page.draw();
    CHECK(page.fields["broken"]["step"] == 2);
    CHECK(page.fields["whyNot"].is_string());
    CHECK(page.scene->view() == link);
  }
}

TEST_CASE("theorem: copies that have learned apart say the first weight that differs, and it can be made equal") {
  TheoremPage page("task=echo&delay=1&hiddenSize=1&seqLen=2&tying=untied");
  page.scene->show("foldBack", "1");
  page.draw();
  CHECK(page.fields["folded"] == true);
  page.runBy(3);
  page.draw();
  CHECK(page.fields["folded"] == false);
  CHECK(page.fields["whyNot"].get<std::string>().find("W_xh[0][0] of copy 1 is ") == 0);
  int presses = 0;
  for (; page.control("makeEqual") && presses < 20; ++presses) page.clickOn("makeEqual");
  CHECK(presses >= 5);
  CHECK(page.fields["folded"] == true);
  CHECK(page.fields["maxAbsDifference"] == 0.0);
}

TEST_CASE("theorem: with keys alone a weight of a copy is chosen, changed and mended") {
  TheoremPage page("task=adding&hiddenSize=3&seqLen=5");
  page.tabTo("breakWeight");
  page.press(KeyName::end);
  CHECK(page.fields["weight"] == "readout.bias[0]");
  page.press(KeyName::home);
  CHECK(page.fields["weight"] == "rnn.weight_ih_l0[0][0]");
  page.tabTo("breakCopy");
  page.press(KeyName::end);
  page.press(KeyName::left, 2);
  page.tabTo("breakBy");
  page.press(KeyName::right, 5);
  CHECK(page.fields["broken"]["step"] == 2);
  CHECK(page.fields["first_difference"] == 2);
  page.tabTo("mend");
  page.press(KeyName::enter);
  CHECK(page.fields["broken"].is_null());
}

TEST_CASE("theorem: a link that breaks a weight which the net doesn't have breaks nothing and says so") {
  for (const char* weight : {"rnn.weight_hh_l0[7][0]", "rnn.weight_hh_l1[0][0]", "nonsense", "readout.weight[0][0][0]"}) {
    TheoremPage page("task=adding&hiddenSize=3&seqLen=5");
    page.scene->show("breakWeight", weight);
    page.scene->show("break", "2");
    page.scene->show("breakBy", "0.5");
    page.draw();
    page.draw();
    CHECK(page.fields["broken"].is_null());
    CHECK(page.fields["maxAbsDifference"] == 0.0);
    REQUIRE(page.messages.size() == 1);
    CHECK(page.messages[0].find("This net has no weight") == 0);
    CHECK(page.scene->view().empty());
  }
}

}  // namespace unroll
