#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace wt::edge::waf {

/// What AWS WAF does to a text before it is inspected ("Using text transformations").
enum class Transformation : std::uint8_t {
    none,
    lowercase,
    compress_white_space,
    html_entity_decode,
    url_decode,
    url_decode_uni,
    cmd_line,
    base64_decode,
    base64_decode_ext,
    hex_decode,
    sql_hex_decode,
    md5,
    replace_comments,
    escape_seq_decode,
    css_decode,
    js_decode,
    utf8_to_unicode,
    normalize_path,
    normalize_path_win,
    remove_nulls,
    replace_nulls,
    remove_whitespace,
    trim,
    trim_left,
    trim_right,
    uppercase,
    sha256,
    remove_comments_char,
    cmd_line_win,
    cmd_line_unix,
    js_decode_ext,
    // Of a query string, before it is split into arguments.
    combine_duplicate_query_args_by_comma,
    replace_semicolons_with_ampersands,
};

/// Their names, as in AWS's API but in lower case.
inline constexpr std::array<std::pair<std::string_view, Transformation>, 31> transformation_names{{
    {"none", Transformation::none},
    {"lowercase", Transformation::lowercase},
    {"compress_white_space", Transformation::compress_white_space},
    {"html_entity_decode", Transformation::html_entity_decode},
    {"url_decode", Transformation::url_decode},
    {"url_decode_uni", Transformation::url_decode_uni},
    {"cmd_line", Transformation::cmd_line},
    {"base64_decode", Transformation::base64_decode},
    {"base64_decode_ext", Transformation::base64_decode_ext},
    {"hex_decode", Transformation::hex_decode},
    {"sql_hex_decode", Transformation::sql_hex_decode},
    {"md5", Transformation::md5},
    {"replace_comments", Transformation::replace_comments},
    {"escape_seq_decode", Transformation::escape_seq_decode},
    {"css_decode", Transformation::css_decode},
    {"js_decode", Transformation::js_decode},
    {"utf8_to_unicode", Transformation::utf8_to_unicode},
    {"normalize_path", Transformation::normalize_path},
    {"normalize_path_win", Transformation::normalize_path_win},
    {"remove_nulls", Transformation::remove_nulls},
    {"replace_nulls", Transformation::replace_nulls},
    {"remove_whitespace", Transformation::remove_whitespace},
    {"trim", Transformation::trim},
    {"trim_left", Transformation::trim_left},
    {"trim_right", Transformation::trim_right},
    {"uppercase", Transformation::uppercase},
    {"sha256", Transformation::sha256},
    {"remove_comments_char", Transformation::remove_comments_char},
    {"cmd_line_win", Transformation::cmd_line_win},
    {"cmd_line_unix", Transformation::cmd_line_unix},
    {"js_decode_ext", Transformation::js_decode_ext},
}};
/// Those that may come before a query string is split.
inline constexpr std::array<std::pair<std::string_view, Transformation>, 5> query_transformation_names{{
    {"none", Transformation::none},
    {"url_decode", Transformation::url_decode},
    {"url_decode_uni", Transformation::url_decode_uni},
    {"combine_duplicate_query_args_by_comma", Transformation::combine_duplicate_query_args_by_comma},
    {"replace_semicolons_with_ampersands", Transformation::replace_semicolons_with_ampersands},
}};

/// What the text becomes. Any bytes are safe.
[[nodiscard]] std::string transformed(Transformation transformation, std::string_view text);

}  // namespace wt::edge::waf
