// UTF-8 as RFC 3629 defines it: no overlong forms, no surrogates, nothing above U+10FFFF.
#pragma once

#include <cstddef>
#include <string_view>

namespace dance {

// Bytes of the character that the text begins with; 0 where it begins with none.
std::size_t utf8_length(std::string_view text);

bool is_utf8(std::string_view text);

// Bytes of the first character of a text that is not empty; a byte that begins none counts as one.
std::size_t utf8_step(std::string_view text);

// How many characters the text has; a byte that begins none counts as one.
std::size_t utf8_characters(std::string_view text);

}  // namespace dance
