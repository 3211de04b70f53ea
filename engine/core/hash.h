// 64-bit FNV-1a (Fowler, Noll, Vo), over bytes.
#pragma once

#include <cstddef>
#include <cstdint>

namespace unroll {

class Fnv1a {
 public:
  void add(const void* bytes, std::size_t count) {
    const auto* p = static_cast<const unsigned char*>(bytes);
    for (std::size_t i = 0; i < count; ++i) value_ = (value_ ^ p[i]) * 0x100000001b3ull;
  }
  std::uint64_t value() const { return value_; }

 private:
  std::uint64_t value_ = 0xcbf29ce484222325ull;
};

}  // namespace unroll
