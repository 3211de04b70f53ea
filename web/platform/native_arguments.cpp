#include "platform/native_arguments.h"

#include <cstdio>

namespace unroll {

namespace {

bool isAddress(const std::string& word) {
  for (const char* scheme : {"https://", "http://", "file://"})
    if (word.rfind(scheme, 0) == 0) return true;
  return false;
}

std::string pairsOf(const std::string& word) {
  for (const char begin : {'#', '?'})
    if (const std::size_t at = word.find(begin); at != std::string::npos && (at == 0 || isAddress(word))) return word.substr(at + 1);
  return isAddress(word) ? std::string() : word;
}

}  // namespace

const char* const windowHelp =
    "unroll-app [FILE] [LINK] [key=value…]\n"
    "Opens Unroll in a window. FILE is a model file (safetensors) or own data, LINK a link of the page with its experiment, and\n"
    "`unroll list keys` lists what pairs may say.\n"
    "\n"
    "--size WIDTHxHEIGHT   of the window, 1280x800\n"
    "--frames N            ends after so many frames\n"
    "--screenshot FILE     with --frames: the last one as a picture (.png, .svg; else PPM)\n"
    "--state               prints at the end what window.unroll.state() has in the page (JSON)\n"
    "--help, --version\n";

Arguments readArguments(const std::vector<std::string>& words) {
  Arguments a;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (word == "--help" || word == "-h") {
      a.help = true;
    } else if (word == "--version") {
      a.version = true;
    } else if (word == "--state") {
      a.state = true;
    } else if (word == "--size" || word == "--screenshot" || word == "--frames") {
      if (i + 1 == words.size()) {
        a.wrong = word + ": says nothing";
        return a;
      }
      const std::string& value = words[++i];
      char rest = 0;
      const bool read = word == "--size"
                            ? std::sscanf(value.c_str(), "%dx%d%c", &a.width, &a.height, &rest) == 2 && a.width > 0 && a.height > 0
                        : word == "--frames" ? std::sscanf(value.c_str(), "%d%c", &a.frames, &rest) == 1 && a.frames > 0
                                             : !value.empty();
      if (word == "--screenshot") a.screenshot = value;
      if (!read) {
        a.wrong = word + " " + value + ": can't be used";
        return a;
      }
    } else if (word.rfind("--", 0) == 0) {
      a.wrong = word + ": there is no such option";
      return a;
    } else if (word.find('=') != std::string::npos || word[0] == '#' || word[0] == '?' || isAddress(word)) {
      if (const std::string pairs = pairsOf(word); !pairs.empty()) a.link += (a.link.empty() ? "" : "&") + pairs;
    } else if (!a.file.empty()) {
      a.wrong = word + ": one file can be opened, and " + a.file + " was named before";
      return a;
    } else {
      a.file = word;
    }
  }
  return a;
}

}  // namespace unroll
