// The player of the page: sound.js.
#pragma once

#include "base/sound.h"

namespace unroll {

class BrowserSound final : public Sound {
 public:
  std::string play(std::span<const Tone> tones) override;
  void stop() override;
  void setLoudness(double loudness) override;
  double position() override;
  std::string takeTrouble() override;
};

}  // namespace unroll
