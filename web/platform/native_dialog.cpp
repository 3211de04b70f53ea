#include "platform/native_dialog.h"

#if defined(__unix__) || defined(__APPLE__)
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>

extern char** environ;

namespace unroll {

NativeDialog::~NativeDialog() { stop(); }

bool NativeDialog::askForFile() {
  const char* const zenity[] = {"zenity", "--file-selection", nullptr};
  const char* const kdialog[] = {"kdialog", "--getopenfilename", ".", nullptr};
  return start(zenity, kdialog);
}

bool NativeDialog::askForPlace(const std::string& name) {
  const std::string proposed = "--filename=" + name;
  const char* const zenity[] = {"zenity", "--file-selection", "--save", "--confirm-overwrite", proposed.c_str(), nullptr};
  const char* const kdialog[] = {"kdialog", "--getsavefilename", name.c_str(), nullptr};
  return start(zenity, kdialog);
}

bool NativeDialog::start(const char* const* zenity, const char* const* kdialog) {
  stop();
  int ends[2];
  if (pipe(ends) != 0) return false;
  for (const int end : ends) fcntl(end, F_SETFD, FD_CLOEXEC);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  const char* desktop = std::getenv("XDG_CURRENT_DESKTOP");
  const bool isKde = desktop != nullptr && std::strstr(desktop, "KDE") != nullptr;
  pid_t process = 0;
  bool started = false;
  for (const char* const* words : {isKde ? kdialog : zenity, isKde ? zenity : kdialog})
    started = started || posix_spawnp(&process, words[0], &actions, nullptr, const_cast<char* const*>(words), environ) == 0;
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  if (!started) {
    close(ends[0]);
    return false;
  }
  process_ = process;
  output_ = ends[0];
  fcntl(output_, F_SETFL, O_NONBLOCK);
  return true;
}

std::optional<NativeDialog::Closed> NativeDialog::take() {
  if (process_ == 0) return std::nullopt;
  char block[4096];
  ssize_t count = 0;
  while ((count = read(output_, block, sizeof block)) > 0) read_.append(block, static_cast<std::size_t>(count));
  if (count != 0) return std::nullopt;  // it hasn't closed its end
  int status = 0;
  waitpid(process_, &status, 0);
  close(output_);
  process_ = 0;
  Closed closed{WIFEXITED(status) && WEXITSTATUS(status) == 0 ? read_ : std::string()};
  if (!closed.path.empty() && closed.path.back() == '\n') closed.path.pop_back();
  read_.clear();
  return closed;
}

void NativeDialog::stop() {
  if (process_ == 0) return;
  kill(process_, SIGTERM);
  waitpid(process_, nullptr, 0);
  close(output_);
  process_ = 0;
  read_.clear();
}

}  // namespace unroll

#else

namespace unroll {

NativeDialog::~NativeDialog() = default;
bool NativeDialog::askForFile() { return false; }
bool NativeDialog::askForPlace(const std::string&) { return false; }
std::optional<NativeDialog::Closed> NativeDialog::take() { return std::nullopt; }

}  // namespace unroll

#endif
