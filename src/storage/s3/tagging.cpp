#include "storage/s3/tagging.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <set>

#include "aws/tags.hpp"
#include "base/ascii.hpp"
#include "base/utf8.hpp"
#include "http/uri.hpp"
#include "storage/s3/object.hpp"
#include "storage/s3/refusal.hpp"

namespace wt::s3 {

namespace {

[[nodiscard]] aws::Error invalid_tag(std::string text, const Tag& tag) {
    static constexpr aws::ErrorRow row{"InvalidTag", 400, ""};
    return aws::Error(row, std::move(text)).with("TagKey", tag.key);
}

/// Every '%' is followed by two hexadecimal digits.
[[nodiscard]] bool is_well_escaped(std::string_view text) {
    const auto hex = [](char c) { return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'f'); };
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && (i + 2 >= text.size() || !hex(text[i + 1]) || !hex(text[i + 2]))) return false;
    }
    return true;
}

}  // namespace

std::optional<aws::Error> refuse(const std::vector<Tag>& tags, TagUse use, std::string_view via) {
    static constexpr aws::ErrorRow bad_request{"BadRequest", 400, ""};
    if (use == TagUse::object && tags.size() > 10) {
        return aws::Error(bad_request, "Object tags cannot be greater than 10");
    }
    const auto own = std::count_if(tags.begin(), tags.end(), [&](const Tag& tag) {
        return aws::is_reserved_tag(tag.key) && aws::may_set_tag(tag.key, via);
    });
    if (use == TagUse::bucket && tags.size() > aws::TagSet::most + static_cast<std::size_t>(own)) {
        return aws::Error(bad_request, "Bucket tag count cannot be greater than 50");
    }
    std::set<std::string_view> keys;
    for (const Tag& tag : tags) {
        if (!keys.insert(tag.key).second) return invalid_tag("Cannot provide multiple Tags with the same key", tag);
        if (tag.key.empty() || characters(tag.key) > longest_tag_key || !aws::is_tag_text(tag.key)) {
            return invalid_tag("The TagKey you have provided is invalid", tag);
        }
        if (!aws::may_set_tag(tag.key, via)) {
            return invalid_tag(use == TagUse::bucket ? "System tags cannot be added/updated by requester"
                                                     : "Your TagKey cannot be prefixed with aws:",
                               tag);
        }
        if (characters(tag.value) > longest_tag_value || !aws::is_tag_text(tag.value)) {
            return invalid_tag("The TagValue you have provided is invalid", tag).with("TagValue", tag.value);
        }
    }
    return std::nullopt;
}

std::optional<aws::Error> refuse(const std::vector<Tag>& tags, const std::vector<Tag>& before, std::string_view via) {
    std::map<std::string_view, std::string_view> kept;
    for (const Tag& tag : before) {
        if (!aws::may_set_tag(tag.key, via)) kept.emplace(tag.key, tag.value);
    }
    std::vector<Tag> others;
    for (const Tag& tag : tags) {
        const auto same = kept.find(tag.key);
        if (same != kept.end() && same->second == tag.value) {
            kept.erase(same);
        } else {
            others.push_back(tag);
        }
    }
    if (auto error = refuse(others, TagUse::bucket, via)) return error;
    if (kept.empty()) return std::nullopt;
    return invalid_tag("System tags cannot be removed by requester", {std::string(kept.begin()->first), {}});
}

Result<std::vector<Tag>, aws::Error> parse_tagging_header(std::string_view header) {
    const auto odd = [&] {
        return invalid_argument(
            "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag "
            "name duplicates.",
            "x-amz-tagging", std::string(header));
    };
    if (!is_well_escaped(header)) return odd();
    std::vector<Tag> tags;
    std::set<std::string> keys;
    for (auto& [key, value] : http::parse_query(header)) {
        if (key.empty() || !keys.insert(key).second || !aws::is_tag_text(key) || !aws::is_tag_text(value)) return odd();
        tags.push_back({std::move(key), std::move(value)});
    }
    if (auto refused = refuse(tags, TagUse::object)) return *std::move(refused);
    return tags;
}

}  // namespace wt::s3
