// An experiment as text for another page: its link, a frame, an element.
#pragma once

#include <string>

#include "share/share.h"

namespace unroll {

std::string linkOf(const Share::Contents& contents);     // without a page's address: the pairs alone, as a command line takes them
std::string frameOf(const Share::Contents& contents);    // <iframe …>
std::string elementOf(const Share::Contents& contents);  // <script …> and <unroll-lab …>

}  // namespace unroll
