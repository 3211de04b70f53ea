// What the window's command line says; ./lab test package tries it with a window.
#include <doctest/doctest.h>

#include "platform/native_arguments.h"

using namespace unroll;

TEST_CASE("the window's arguments: pairs, links and one file") {
  CHECK(readArguments({}).link.empty());
  CHECK(readArguments({"task=xor", "lang=de"}).link == "task=xor&lang=de");
  CHECK(readArguments({"https://a.org/u/?from=mail#scene=training&task=xor", "lang=de"}).link == "scene=training&task=xor&lang=de");
  CHECK(readArguments({"http://a.org/u/?scene=training&data="}).link == "scene=training&data=");
  CHECK(readArguments({"file:///u/unroll.html#task=xor"}).link == "task=xor");
  CHECK(readArguments({"#task=xor"}).link == "task=xor");
  CHECK(readArguments({"?task=xor"}).link == "task=xor");
  CHECK(readArguments({"https://a.org/"}).link.empty());
  CHECK(readArguments({"input=https://a.org/#b"}).link == "input=https://a.org/#b");  // a pair's value is no address
  const Arguments both = readArguments({"lang=de", "net.safetensors", "scene=training"});
  CHECK(both.file == "net.safetensors");
  CHECK(both.link == "lang=de&scene=training");
  CHECK(both.wrong.empty());
}

TEST_CASE("the window's options, and what can't be used of them") {
  const Arguments a = readArguments({"--size", "640x480", "--frames", "30", "--screenshot", "picture.ppm", "--state"});
  CHECK(a.wrong.empty());
  CHECK(a.width == 640);
  CHECK(a.height == 480);
  CHECK(a.frames == 30);
  CHECK(a.screenshot == "picture.ppm");
  CHECK(a.state);
  CHECK(readArguments({"--help"}).help);
  CHECK(readArguments({"--version"}).version);
  for (const char* size : {"640", "640x", "0x480", "640x480x3", "640x-1", ""}) CHECK(!readArguments({"--size", size}).wrong.empty());
  for (const char* frames : {"0", "-3", "many", "3.5", ""}) CHECK(!readArguments({"--frames", frames}).wrong.empty());
  CHECK(readArguments({"--screenshot"}).wrong == "--screenshot: says nothing");
  CHECK(readArguments({"--colour"}).wrong == "--colour: there is no such option");
  CHECK(readArguments({"a.txt", "b.txt"}).wrong == "b.txt: one file can be opened, and a.txt was named before");
}
