// UNROLL_SANITIZED: the program is built with the address sanitizer, which has a memory of its own and takes other times. GCC and Clang
// say so in different ways.
#pragma once

#if defined(__SANITIZE_ADDRESS__)
#define UNROLL_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define UNROLL_SANITIZED 1
#endif
#endif
