#pragma once
#include <string>
#include <string_view>

/// Header fields beyond ASCII: what S3 makes of them on their way in and out (UG "Working with object metadata").
namespace wt::s3 {

/// A value of user metadata as it is meant: words such as "=?UTF-8?Q?Zo=C3=AB?=" (RFC 2047) are decoded, in UTF-8 and
/// ISO-8859-1; all else stays as it is.
[[nodiscard]] std::string decoded_words(std::string_view value);

/// The same the other way: ASCII that can be printed as it is, all else as one encoded word of UTF-8: Q, or B where
/// control characters are in it.
[[nodiscard]] std::string encoded_word(std::string_view value);

/// Whether ISO-8859-1 has every character of a UTF-8 text.
[[nodiscard]] bool is_latin_1(std::string_view value);

/// A UTF-8 text in the bytes of ISO-8859-1, in which S3 writes Cache-Control and the like: a blank for what that does
/// not have, and for control characters. Bytes that are no UTF-8 stay.
[[nodiscard]] std::string latin_1(std::string_view value);

}  // namespace wt::s3
