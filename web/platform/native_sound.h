// The player of the window: an audio device of SDL's and a synthesiser of a few lines (base/sound.h).
#pragma once

#include <SDL.h>

#include <vector>

#include "base/sound.h"

namespace unroll {

class NativeSound final : public Sound {
 public:
  ~NativeSound() override;
  std::string play(std::span<const Tone> tones) override;
  void stop() override;
  void setLoudness(double loudness) override;
  double position() override;
  std::string takeTrouble() override { return {}; }

 private:
  static void fill(void* self, Uint8* bytes, int count);  // called by SDL's own thread
  std::string open();

  SDL_AudioDeviceID device_ = 0;
  double rate_ = 44100;  // samples a second
  // Shared with that thread, under SDL_LockAudioDevice.
  std::vector<Tone> tones_;  // none: silence
  long long sample_ = 0;     // the next one
  double loudness_ = 1;
};

}  // namespace unroll
