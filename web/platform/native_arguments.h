// What the window's command line says.
#pragma once

#include <string>
#include <vector>

namespace unroll {

struct Arguments {
  std::string link;                // pairs joined by &
  std::string file;                // to be opened; empty: none
  int width = 1280, height = 800;  // design units
  std::string screenshot;          // where its picture goes, a PPM
  int frames = 0;                  // it ends after so many; 0: when it is closed
  bool state = false;              // what window.unroll.state() has is printed at the end
  bool help = false, version = false;
  std::string wrong;  // why they can't be used
};

// Words are pairs (key=value), links (what stands after their # or, without one, their ?), options, or the name of one file.
Arguments readArguments(const std::vector<std::string>& words);

extern const char* const windowHelp;

}  // namespace unroll
