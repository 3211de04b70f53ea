// UNROLL_CHECK: states what must hold if our own code is right. A violation ends the program with the place and the claim.
// What a user can get wrong is never a check: it is a Result (core/result.h).
#pragma once

#include <cstdio>
#include <cstdlib>

#define UNROLL_CHECK(claim)                                                          \
  do {                                                                               \
    if (!(claim)) {                                                                  \
      std::fprintf(stderr, "%s:%d: check failed: %s\n", __FILE__, __LINE__, #claim); \
      std::abort();                                                                  \
    }                                                                                \
  } while (false)
