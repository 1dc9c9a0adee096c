#pragma once
#include <optional>
#include <string_view>

#include "base/text.hpp"

namespace wt {

/// `bytes` in gzip's format (RFC 1952), with no name and no time: the same bytes give the same object.
[[nodiscard]] Text gzip(std::string_view bytes);

/// What gzip() made, or another program: members one after another. None when that is not gzip, is cut off, or would be
/// larger than `most` bytes.
[[nodiscard]] std::optional<Text> gunzip(std::string_view bytes, std::size_t most = 512 * 1024 * 1024);

/// Whether bytes begin as gzip's format does.
[[nodiscard]] inline bool is_gzip(std::string_view bytes) { return bytes.starts_with("\x1f\x8b"); }

}  // namespace wt
