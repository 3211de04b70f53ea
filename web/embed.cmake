# cmake -DOUTPUT=file.cpp -DNAMES=a|b -DFILES=path|path -P embed.cmake
# Writes the files' bytes into one C++ source; embedded.h says how they are found.
string(REPLACE "|" ";" NAMES "${NAMES}")
string(REPLACE "|" ";" FILES "${FILES}")
set(arrays "")
set(entries "")
set(i 0)
foreach(file name IN ZIP_LISTS FILES NAMES)
  file(READ ${file} hex HEX)
  string(LENGTH "${hex}" digits)
  math(EXPR size "${digits} / 2")
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
  string(APPEND arrays "constexpr unsigned char file${i}[] = {${bytes}0};\n")
  string(APPEND entries "  {\"${name}\", file${i}, ${size}},\n")
  math(EXPR i "${i} + 1")
endforeach()
file(WRITE ${OUTPUT} "#include \"base/embedded.h\"

#include <deque>
#include <utility>

namespace unroll {
namespace {
${arrays}
struct File {
  std::string_view name;
  const unsigned char* bytes;
  std::size_t size;
};
constexpr File files[] = {
${entries}};
std::deque<std::pair<std::string, std::string>>& later() {
  static std::deque<std::pair<std::string, std::string>> all;
  return all;
}
}  // namespace

std::string_view findEmbedded(std::string_view name) {
  for (const File& file : files)
    if (file.name == name) return {reinterpret_cast<const char*>(file.bytes), file.size};
  return {};
}

std::vector<std::string_view> embeddedUnder(std::string_view folder) {
  std::vector<std::string_view> found;
  for (const File& file : files)
    if (file.name.starts_with(folder)) found.push_back({reinterpret_cast<const char*>(file.bytes), file.size});
  for (const auto& [name, bytes] : later())
    if (name.starts_with(folder)) found.push_back(bytes);
  return found;
}

void addEmbedded(std::string name, std::string bytes) { later().emplace_back(std::move(name), std::move(bytes)); }

}  // namespace unroll
")
