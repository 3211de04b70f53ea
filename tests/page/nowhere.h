// A platform that does nothing, for tests of the whole app.
#pragma once

#include <string>
#include <string_view>

#include "app/host.h"

namespace unroll {

class Nowhere : public Host {
 public:
  double milliseconds() const override { return 0; }
  void replaceHash(const std::string&) override {}
  std::string linkTo(const std::string& hash) const override { return hash; }
  void copy(const std::string&) override {}
  void copyPicture(const std::string&) override {}
  void announce(const std::string&) override {}
  void showTable(const std::string&) override {}
  void handKeyToParent(KeyName) override {}
  void saveFile(const std::string&, const std::string&) override {}
  void chooseFile() override {}
  void emit(std::string_view, const std::string&) override {}
};

}  // namespace unroll
