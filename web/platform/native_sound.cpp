#include "platform/native_sound.h"

#include <algorithm>

namespace unroll {

namespace {

constexpr Uint16 kSamplesAtOnce = 1024;  // 23 ms

}  // namespace

NativeSound::~NativeSound() {
  if (device_ != 0) SDL_CloseAudioDevice(device_);
}

std::string NativeSound::open() {
  if (device_ != 0) return {};
  if (SDL_InitSubSystem(SDL_INIT_AUDIO) != 0) return SDL_GetError();
  SDL_AudioSpec wanted{}, got{};
  wanted.freq = static_cast<int>(rate_);
  wanted.format = AUDIO_F32SYS;
  wanted.channels = 1;
  wanted.samples = kSamplesAtOnce;
  wanted.callback = fill;
  wanted.userdata = this;
  device_ = SDL_OpenAudioDevice(nullptr, 0, &wanted, &got, SDL_AUDIO_ALLOW_FREQUENCY_CHANGE);
  if (device_ == 0) return SDL_GetError();
  rate_ = got.freq;
  return {};
}

std::string NativeSound::play(std::span<const Tone> tones) {
  if (std::string why = open(); !why.empty()) return why;
  SDL_LockAudioDevice(device_);
  tones_.assign(tones.begin(), tones.end());
  sample_ = 0;
  SDL_UnlockAudioDevice(device_);
  SDL_PauseAudioDevice(device_, 0);
  return {};
}

void NativeSound::stop() {
  if (device_ == 0) return;
  SDL_PauseAudioDevice(device_, 1);
  SDL_LockAudioDevice(device_);
  tones_.clear();
  SDL_UnlockAudioDevice(device_);
}

void NativeSound::setLoudness(double loudness) {
  if (device_ != 0) SDL_LockAudioDevice(device_);
  loudness_ = loudness;
  if (device_ != 0) SDL_UnlockAudioDevice(device_);
}

double NativeSound::position() {
  if (device_ == 0) return -1;
  SDL_LockAudioDevice(device_);
  const bool plays = !tones_.empty();
  const double seconds = static_cast<double>(sample_) / rate_, end = endOf(tones_);
  SDL_UnlockAudioDevice(device_);
  if (plays && seconds < end) return seconds;
  if (plays) stop();
  return -1;
}

void NativeSound::fill(void* self, Uint8* bytes, int count) {
  auto& sound = *static_cast<NativeSound*>(self);
  auto* samples = reinterpret_cast<float*>(bytes);
  std::generate(samples, samples + static_cast<std::size_t>(count) / sizeof(float), [&] {
    return static_cast<float>(sound.loudness_) * sampleAt(sound.tones_, static_cast<double>(sound.sample_++) / sound.rate_);
  });
}

}  // namespace unroll
