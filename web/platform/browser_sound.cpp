#include "platform/browser_sound.h"

#include <emscripten.h>

#include <vector>

// clang-format off
EM_JS(int, soundPlay, (const double* numbers, int count), { return unrollSound.play(HEAPF64.slice(numbers >> 3, (numbers >> 3) + count)) ? 1 : 0; })
EM_JS(void, soundStop, (), { unrollSound.stop(); })
EM_JS(void, soundLoudness, (double loudness), { unrollSound.setLoudness(loudness); })
EM_JS(double, soundPosition, (), { return unrollSound.position(); })
EM_JS(int, soundHadTrouble, (), { return unrollSound.takeTrouble() ? 1 : 0; })
// clang-format on

namespace unroll {

std::string BrowserSound::play(std::span<const Tone> tones) {
  std::vector<double> numbers;
  for (const Tone& tone : tones) {
    numbers.push_back(frequency(tone.pitch));
    for (const GainPoint& point : envelope(tone)) {
      numbers.push_back(point.at);
      numbers.push_back(point.gain);
    }
  }
  return soundPlay(numbers.data(), static_cast<int>(numbers.size())) != 0 ? "" : "this browser has no sound";
}

void BrowserSound::stop() { soundStop(); }
void BrowserSound::setLoudness(double loudness) { soundLoudness(loudness); }
double BrowserSound::position() { return soundPosition(); }
std::string BrowserSound::takeTrouble() { return soundHadTrouble() != 0 ? "no device, or the browser does not let it begin" : ""; }

}  // namespace unroll
