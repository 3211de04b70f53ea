// key=value pairs joined by `&`: the one textual form of links, command lines and the native program's arguments.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/result.h"

namespace unroll {

using Pair = std::pair<std::string, std::string>;

// The pairs as they stand, decoded; a leading # is passed over, a pair without "=" has an empty value.
std::vector<Pair> splitLink(std::string_view text);

// Appends "key=value" with what a URL's hash can't carry as %XX.
void appendPair(std::string& text, std::string_view key, std::string_view value);

// Of a key that is said more than once the first holds: takes the others out, and names each key once.
std::vector<Error> dropRepeated(std::vector<Pair>& pairs);

// Keys of a link that are about the page and never part of a model: passed over on the command line, so that a link can be pasted there.
const std::vector<std::string_view>& pageKeys();
bool isPageKey(std::string_view key);
// `hide` is two things: names of controls are the page's, a number is a model's (the share of a pattern that a Hopfield net has to
// complete).
bool isPagePair(std::string_view key, std::string_view value);

}  // namespace unroll
