// UNROLL_SANITIZED: the program is built with the address or the thread sanitizer, which has a memory of its own and takes other times. GCC and Clang
// say so in different ways.
#pragma once

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define UNROLL_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define UNROLL_SANITIZED 1
#endif
#endif
