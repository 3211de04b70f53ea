// The file format safetensors (https://github.com/huggingface/safetensors): 8 bytes little-endian length N, N bytes of JSON that name
// each tensor with its type, shape and place, then the numbers, row-major and little-endian. Reading trusts nothing: whatever the bytes
// are, the answer is tensors or an error.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/result.h"

namespace unroll {

struct Tensor {
  using Numbers = std::variant<std::vector<float>, std::vector<double>, std::vector<std::int64_t>>;  // F32, F64, I64
  std::vector<std::int64_t> shape;  // the product is the number of entries; empty: one number
  Numbers numbers;

  std::size_t count() const;
};

struct TensorFile {
  std::map<std::string, Tensor> tensors;
  std::map<std::string, std::string> metadata;  // text, as the format wants it
};

// Tensors by name, without holes; the numbers begin at a multiple of eight bytes.
std::string writeSafetensors(const TensorFile& file);

// The largest header that is looked at. The largest that Unroll writes has 174,000 tensors (LSTM with peepholes, 4 layers, both
// directions, 1,000 untied copies, each with two memories of the optimiser) and 10,000 edits: about 20 MB.
constexpr std::size_t largestHeader = 24u << 20;

// An error says what is wrong with the file: not of this format, cut off, damaged, or of a type that isn't read here.
Result<TensorFile> readSafetensors(std::string_view bytes);

}  // namespace unroll
