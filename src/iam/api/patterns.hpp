#pragma once
#include <string_view>

/// The texts that IAM's model takes, by what they are for (iam 2010-05-08).
namespace wt::iam::api {

inline constexpr std::string_view name_text = R"([\w+=,.@-]+)";
inline constexpr std::string_view marker_text = R"([\x{0020}-\x{00FF}]+)";
inline constexpr std::string_view document_text = R"([\x{0009}\x{000A}\x{000D}\x{0020}-\x{00FF}]+)";
inline constexpr std::string_view tag_key_text = R"([\p{L}\p{Z}\p{N}_.:/=+\-@]+)";
inline constexpr std::string_view path_prefix_text = R"(\x{002F}[\x{0021}-\x{007F}]*)";
inline constexpr std::string_view description_text = R"([\x{0009}\x{000A}\x{000D}\x{0020}-\x{007E}\x{00A1}-\x{00FF}]*)";

}  // namespace wt::iam::api
