// Result<T>: a value, or an error that can be shown to the user as it is. The engine throws nothing.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "core/check.h"

namespace unroll {

// An error names the key, the value and what is allowed: "hiddenSize=0: must be 1…512".
struct Error {
  std::string message;
};

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : value_(std::move(value)) {}
  Result(Error error) : error_(std::move(error)) {}

  explicit operator bool() const { return value_.has_value(); }
  const T& value() const& {
    UNROLL_CHECK(value_);
    return *value_;
  }
  T& value() & {
    UNROLL_CHECK(value_);
    return *value_;
  }
  T&& value() && {
    UNROLL_CHECK(value_);
    return std::move(*value_);
  }
  const Error& error() const {
    UNROLL_CHECK(!value_);
    return error_;
  }

 private:
  std::optional<T> value_;
  Error error_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}

  explicit operator bool() const { return !error_.has_value(); }
  const Error& error() const {
    UNROLL_CHECK(error_);
    return *error_;
  }

 private:
  std::optional<Error> error_;
};

}  // namespace unroll
