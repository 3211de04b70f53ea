// The whole program for a long time, without a window: scene after scene over its model, trained, played, changed, undone. Memory may grow
// until all has been there once; from then on it stays. `./lab soak` says for how long, `./lab test long` for half a minute.
#include <doctest/doctest.h>

#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "app/app.h"
#include "page/nowhere.h"
#include "sanitized.h"

using namespace unroll;

namespace {

double secondsNow() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

class Clocked final : public Nowhere {
 public:
  double milliseconds() const override { return secondsNow() * 1e3; }
};

// Those that the page soaks with too (tests/browser/soak.test.mjs).
std::vector<std::string> readLinks() {
  std::ifstream file(UNROLL_SOAK_LINKS);
  std::vector<std::string> all;
  for (std::string line; std::getline(file, line);) all.push_back(line);
  REQUIRE(all.size() > 10);
  return all;
}

// MB that the program takes of the machine, after what was freed has been given back.
double residentMb() {
  malloc_trim(0);
  std::FILE* file = std::fopen("/proc/self/statm", "r");
  REQUIRE(file);
  long size = 0, resident = 0;
  const int read = std::fscanf(file, "%ld %ld", &size, &resident);
  std::fclose(file);
  REQUIRE(read == 2);
  return static_cast<double>(resident) * static_cast<double>(sysconf(_SC_PAGESIZE)) / 1e6;
}

void frame(App& app) {
  bool fontsChanged = false;
  app.beginFrame({}, fontsChanged);
  ImGui::NewFrame();
  app.drawFrame();
  ImGui::EndFrame();
  (void)app.endFrame();
}

void oneScene(App& app, const std::string& link, int round) {
  INFO(link);
  CHECK(app.load("animate=0&" + link + "&seed=" + std::to_string(1 + round % 5), true).empty());
  constexpr int frames = 24;
  for (int i = 0; i < frames; ++i) {
    if (i == 4) (void)app.play();
    if (i == 12) app.pause();
    // The mouse goes to and fro, Tab and arrows are pressed, what they changed is undone.
    const float share = static_cast<float>((i * 7 + round) % frames) / frames;
    app.pointer(PointerEvent{PointerEvent::Kind::move, {1280 * share, 800 * (1 - share)}});
    if (i % 3 == 0) (void)app.walk(false);
    app.key(KeyEvent{i % 2 == 0 ? KeyName::right : KeyName::left});
    frame(app);
    (void)app.workBetweenFrames();
  }
  CHECK(!app.stateJson().empty());
}

}  // namespace

TEST_CASE("memory stays flat while all scenes run in turn" * doctest::test_suite("long") * doctest::skip()) {
  const char* asked = std::getenv("UNROLL_SOAK_MINUTES");
  const double minutes = asked ? std::atof(asked) : 0.5;
  constexpr double warmShare = 0.3;
  [[maybe_unused]] constexpr double mostGrowth = 1.02;  // with sanitizers memory grows by itself
  const double begin = secondsNow(), end = begin + 60 * minutes, warm = begin + 60 * minutes * warmShare;
  const std::vector<std::string> links = readLinks();
  ImGui::CreateContext();
  ImGui::GetIO().IniFilename = nullptr;
  double atFirst = 0, warmMb = 0, mostMb = 0;
  int rounds = 0, after = 0;
  {
    Clocked host;
    App app(host, {});
    constexpr int fewest = 2;  // rounds, each side
    while (secondsNow() < end || after < fewest) {
      for (const std::string& link : links) oneScene(app, link, rounds);
      ++rounds;
      const double mb = residentMb();
      if (rounds == 1) atFirst = mb;
      if (secondsNow() < warm || rounds <= fewest) {
        warmMb = std::max(warmMb, mb);
      } else {
        mostMb = std::max(mostMb, mb);
        ++after;
      }
    }
  }
  ImGui::DestroyContext();
  MESSAGE("soak: " << rounds << " rounds of " << links.size() << " scenes in " << (secondsNow() - begin) / 60 << " min; " << atFirst
                   << " MB after the first, " << warmMb << " MB warm, at most " << mostMb << " MB since");
  if (const char* table = std::getenv("UNROLL_SOAK_TABLE"))
    if (std::FILE* file = std::fopen(table, "a")) {
      std::fprintf(file, "%lld\t%.2f\t%d\t%.2f\t%.2f\tnative\n",
                   static_cast<long long>(std::chrono::system_clock::now().time_since_epoch().count() / 1000000000),
                   (secondsNow() - begin) / 60, rounds, warmMb, mostMb);
      std::fclose(file);
    }
#ifndef UNROLL_SANITIZED
  CHECK(mostMb <= warmMb * mostGrowth);
#endif
}
