// A QR code (ISO/IEC 18004) by Nayuki's qrcodegen.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gpu/gpu.h"

namespace unroll {

struct QrCode {
  static constexpr int margin = 4;                // light modules around it that the standard asks for
  static constexpr int mostVersion = 25;          // 117 modules a side: with more a phone hardly reads it from a screen
  static constexpr std::size_t mostBytes = 1273;  // that fit into it with the least correction

  int size = 0;            // modules a side, without the margin
  std::vector<bool> dark;  // row by row

  bool at(int x, int y) const { return dark[static_cast<std::size_t>(y * size + x)]; }
  // Nothing: the text is too long for mostVersion.
  static std::optional<QrCode> of(const std::string& text);

  gpu::Gpu::Pixels pixels() const;  // black and white, with the margin
  std::string svg() const;
};

}  // namespace unroll
