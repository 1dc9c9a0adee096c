#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/error.hpp"
#include "base/result.hpp"

namespace wt::s3 {

struct Tag {
    std::string key;
    std::string value;
};

struct Tagging {
    std::vector<Tag> tag_set;
};

enum class TagUse : std::uint8_t { object, bucket };

/// What is wrong with a set of tags: more than 10 (an object's) or 50 (a bucket's), a key of none or more than 128
/// characters, a value of more than 256, characters other than letters, digits, blanks and _ . : / = + - @, a key
/// twice, or one of AWS's ("aws:") unless it may be set (aws::may_set_tag). Amazon S3 User Guide, "Categorizing your
/// objects using tags".
[[nodiscard]] std::optional<aws::Error> refuse(const std::vector<Tag>& tags, TagUse use, std::string_view via = {});
/// The same of a bucket's tags that take the place of others, among which AWS's own have to stay as they are.
[[nodiscard]] std::optional<aws::Error> refuse(const std::vector<Tag>& tags, const std::vector<Tag>& before,
                                               std::string_view via);

/// The tags of the header x-amz-tagging ("a=1&b=2"), an object's, already checked.
[[nodiscard]] Result<std::vector<Tag>, aws::Error> parse_tagging_header(std::string_view header);

}  // namespace wt::s3
