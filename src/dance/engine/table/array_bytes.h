// Arrays of numbers as bytes, one after another, each behind its length, in the machine's byte order.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "dance/core/error.h"

namespace dance {

class ArrayWriter {
 public:
  template <typename T>
  void put(const std::vector<T>& values) {
    const std::uint64_t count = values.size();
    bytes.append(reinterpret_cast<const char*>(&count), sizeof count);
    bytes.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T));
  }
  std::string bytes;
};

// Throws Error where the bytes end too soon.
class ArrayReader {
 public:
  explicit ArrayReader(std::string_view bytes) : rest_(bytes) {}
  template <typename T>
  void get(std::vector<T>& values) {
    std::uint64_t count = 0;
    take(&count, sizeof count);
    if (count > rest_.size() / sizeof(T)) throw Error({"", 0, "", "short cost table", "", ""});
    values.resize(count);
    take(values.data(), count * sizeof(T));
  }

 private:
  void take(void* to, std::size_t size) {
    if (size > rest_.size()) throw Error({"", 0, "", "short cost table", "", ""});
    std::copy_n(rest_.data(), size, static_cast<char*>(to));
    rest_.remove_prefix(size);
  }
  std::string_view rest_;
};

}  // namespace dance
