// The desktop's file dialog: zenity or kdialog in a process of its own, since SDL 2 has none. The window goes on meanwhile.
#pragma once

#include <optional>
#include <string>

namespace unroll {

class NativeDialog {
 public:
  ~NativeDialog();  // closes it

  // Each opens one in the place of another. False: this desktop has no such program.
  bool askForFile();
  bool askForPlace(const std::string& name);  // to save under; `name` is proposed

  bool isOpen() const { return process_ != 0; }
  // Once it has been closed: the path, or nothing where it was cancelled. Then it is open no more.
  struct Closed {
    std::string path;
  };
  std::optional<Closed> take();

 private:
  bool start(const char* const* zenity, const char* const* kdialog);
  void stop();

  int process_ = 0, output_ = -1;
  std::string read_;
};

}  // namespace unroll
