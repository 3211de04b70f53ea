#pragma once

#include <memory>

namespace unroll {

class ProblemPicture;
std::unique_ptr<ProblemPicture> makeWorstPicture();  // of No guarantee

}  // namespace unroll
