#include "share/code.h"

#include <cstdint>

extern "C" {
#include <qrcodegen.h>
}

namespace unroll {

std::optional<QrCode> QrCode::of(const std::string& text) {
  std::vector<std::uint8_t> code(qrcodegen_BUFFER_LEN_FOR_VERSION(mostVersion)), work(code.size());
  if (text.size() > mostBytes) return std::nullopt;
  // As much correction as fits into the size that the least needs.
  if (!qrcodegen_encodeText(text.c_str(), work.data(), code.data(), qrcodegen_Ecc_LOW, qrcodegen_VERSION_MIN, mostVersion,
                            qrcodegen_Mask_AUTO, true))
    return std::nullopt;
  QrCode made;
  made.size = qrcodegen_getSize(code.data());
  for (int y = 0; y < made.size; ++y)
    for (int x = 0; x < made.size; ++x) made.dark.push_back(qrcodegen_getModule(code.data(), x, y));
  return made;
}

gpu::Gpu::Pixels QrCode::pixels() const {
  constexpr int kModule = 8;  // pixels
  const int side = (size + 2 * margin) * kModule;
  gpu::Gpu::Pixels picture{{}, side, side, {}};
  picture.rgba.assign(static_cast<std::size_t>(side) * static_cast<std::size_t>(side) * 4, 255);
  for (int y = 0; y < size * kModule; ++y)
    for (int x = 0; x < size * kModule; ++x) {
      if (!at(x / kModule, y / kModule)) continue;
      const auto place = static_cast<std::size_t>((y + margin * kModule) * side + x + margin * kModule) * 4;
      for (std::size_t channel = 0; channel < 3; ++channel) picture.rgba[place + channel] = 0;
    }
  return picture;
}

std::string QrCode::svg() const {
  const std::string side = std::to_string(size + 2 * margin);
  std::string path;
  for (int y = 0; y < size; ++y)
    for (int x = 0; x < size; ++x) {
      if (!at(x, y)) continue;
      int end = x;
      while (end < size && at(end, y)) ++end;
      const std::string width = std::to_string(end - x);
      path += "M" + std::to_string(x + margin) + " " + std::to_string(y + margin) + "h" + width + "v1h-" + width + "z";
      x = end;
    }
  return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + side + " " + side +
         "\" shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h" + side + "v" + side + "H0z\"/><path d=\"" + path +
         "\"/></svg>\n";
}

}  // namespace unroll
