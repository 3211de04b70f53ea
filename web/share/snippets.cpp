#include "share/snippets.h"

#include "core/link_text.h"
#include "share/svg.h"

namespace unroll {

namespace {

// A page in another page has neither a header nor a language of its own that anybody has chosen there; what was said by hand stays.
std::string embedded(const std::string& hash) {
  std::string text;
  for (const auto& [key, value] : splitLink(hash))
    if (key != "embed") appendPair(text, key, value);
  appendPair(text, "embed", "true");
  return text;
}

std::string titleOf(const Share::Contents& contents) { return escaped("Unroll: " + contents.title); }

}  // namespace

std::string linkOf(const Share::Contents& contents) {
  return contents.program.empty() ? contents.hash : contents.program + "#" + contents.hash;
}

std::string frameOf(const Share::Contents& contents) {
  return "<iframe src=\"" + escaped(contents.program + "#" + embedded(contents.hash)) + "\" title=\"" + titleOf(contents) +
         "\" width=\"768\" height=\"464\" allow=\"clipboard-write; fullscreen\"></iframe>";
}

std::string elementOf(const Share::Contents& contents) {
  const std::size_t slash = contents.program.rfind('/');
  const std::string folder = contents.program.substr(0, slash == std::string::npos ? 0 : slash + 1);
  const std::string file = contents.program.substr(folder.size());
  std::string text = "<script src=\"" + escaped(folder + "unroll-element.js") + "\"></script>\n<unroll-lab";
  if (!file.empty() && file != "index.html") text += " src=\"" + escaped(contents.program) + "\"";
  for (const auto& [key, value] : splitLink(embedded(contents.hash)))
    text += " " + key + (value == "true" && key == "embed" ? "" : "=\"" + escaped(value) + "\"");
  return text + " title=\"" + titleOf(contents) + "\"></unroll-lab>";
}

}  // namespace unroll
