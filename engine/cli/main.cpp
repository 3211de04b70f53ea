#include <string>
#include <vector>

#include "cli/cli.h"

int main(int count, char** values) {
  const std::vector<std::string> arguments(values + 1, values + count);
  return unroll::runCli(arguments, stdout, stderr);
}
